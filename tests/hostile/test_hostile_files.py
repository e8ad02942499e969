# ruff: noqa: E501  a hostile file a line

"""Workbooks and CSV files that somebody made to hang or to fill the machine: each is refused, or read, in a child.

The child has ten seconds of processor time and a gigabyte of addresses; what it needs beyond a small study is measured.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import cvtools as cv

from ..strength import some
from ..studies import SMALL, write_files

SECONDS, ADDRESSES = 10, 1_000_000_000
MOST_MEGABYTES = 500

READ = """
import json, pathlib, re, resource, sys
import cvtools as cv
try:
    cv.read_study(sys.argv[1])
    told = ""
except cv.StudyError as error:
    told = str(error)
used = resource.getrusage(resource.RUSAGE_SELF)
status = pathlib.Path("/proc/self/status")  # the other figure counts the process that started this one, too
peak = int(re.search("VmHWM:[^0-9]*([0-9]+)", status.read_text())[1]) if status.exists() else used.ru_maxrss
print(json.dumps({"told": told, "seconds": used.ru_utime + used.ru_stime, "megabytes": peak / 1000}))
"""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))


def told_of(path: Path) -> str:
    """Read a study in a child within its limits, and return what it says; nothing of a sound study."""
    command = [sys.executable, "-c", READ, str(path)]
    few = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")  # threads take addresses
    child = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=limited, env={**os.environ, **few}
    )
    assert child.returncode == 0, f"killed or broken ({child.returncode}): {child.stderr[-2000:]}"
    found = json.loads(child.stdout)
    assert found["megabytes"] < MOST_MEGABYTES
    return found["told"]


# -- workbooks -------------------------------------------------------------------------------------

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
Parts = dict[str, Iterable[str]]


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    cv.write_study(cv.read_study(write_files(folder / "study")), folder / "small.xlsx")
    return folder / "small.xlsx"


def sheet(rows: Iterable[str], after: Iterable[str] = ()) -> Iterator[str]:
    yield f"<worksheet {MAIN}><sheetData>"
    yield from rows
    yield "</sheetData>"
    yield from after
    yield "</worksheet>"


def text(cell: str, what: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{what}</t></is></c>'


RATINGS = "xl/worksheets/sheet7.xml"
STRINGS = "xl/sharedStrings.xml"
TYPE_OF_STRINGS = (
    f'<Override PartName="/{STRINGS}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sharedStrings+xml"/>'
)
STYLES = "xl/styles.xml"
HEADER = "<row r='1'>" + "".join(
    text(f"{letter}1", name) for letter, name in zip("ABCD", ("segment", "offering", "driver", "rating"), strict=True)
) + "</row>"  # fmt: skip


def far_out(letter: str, rows: int, cell: str = '<c r="{0}"><v>1</v></c>') -> Parts:
    made = (f'<row r="{r}">{cell.format(f"{letter}{r}")}</row>' for r in range(2, rows + 2))
    return {RATINGS: sheet([HEADER, *made])}


def strings(count: int, one: str = "<si><t/></si>") -> Parts:
    return {STRINGS: [f"<sst {MAIN}>", one * count, "</sst>"]}


def styles(count: int) -> Parts:
    return {STYLES: [f"<styleSheet {MAIN}><cellXfs>", "<xf/>" * count, "</cellXfs></styleSheet>"]}


def cells(rows: int, cell: str) -> Parts:
    made = (f'<row r="{r}">{"".join(cell.format(f"{letter}{r}") for letter in "ABCD")}</row>' for r in range(2, rows))
    return {RATINGS: sheet([HEADER, *made])}


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
SPACE = "<row><c t='str'><v> </v></c></row>"
SPACES = " " * 16_000
LONG = "y" * 30_000_000

WORKBOOKS: dict[str, tuple[Callable[[], Parts], str]] = {
    "row 99999999999": (lambda: {RATINGS: sheet([HEADER, '<row r="99999999999"/>'])}, "row 99,999,999,999"),
    "row 5000000": (lambda: {RATINGS: sheet([HEADER, f'<row r="5000000">{text("A5000000", "x")}</row>'])}, "row 5,000,000"),
    "column XFD": (lambda: far_out("XFD", 100_000), "something in cell XFD2"),
    "column ZZZ": (lambda: far_out("ZZZ", 10_000), "something in cell ZZZ2"),
    "column XFD, blank": (lambda: far_out("XFD", 100_000, '<c r="{0}"/>'), "sheet ratings: the table is empty"),
    "column ALL": (lambda: far_out("ALL", 20_000), "rows of 1,000 cells"),
    "blank rows": (lambda: {RATINGS: sheet([HEADER, *(f'<row r="{r}" ht="9"/>' for r in range(2, 1_048_577))])}, "the table is empty"),
    "rows of spaces": (lambda: {RATINGS: sheet([HEADER, SPACE * 1_048_575])}, "very much"),
    "fewer rows of spaces": (lambda: {RATINGS: sheet([HEADER, SPACE * 360_000])}, "the table is empty"),
    "too many rows": (lambda: {RATINGS: sheet(["<row/>" * 1_100_000])}, "row 1,048,577"),
    "strings": (lambda: strings(8_000_000), "unpacked"),
    "fewer strings": (lambda: strings(3_000_000), "sharedStrings"),
    "strings that fit": (lambda: strings(500_000), ""),
    "styles": (lambda: styles(1_500_000), "styles.xml"),
    "one row": (lambda: {RATINGS: sheet(["<row>", '<c r="A1"/>' * 4_000_000, "</row>"])}, "sheet7.xml"),
    "merged cells": (
        lambda: {RATINGS: sheet([HEADER], ["<mergeCells>", '<mergeCell ref="A1:XFD1048576"/>' * 900_000])},
        "sheet7.xml",
    ),
    "fewer merged cells": (
        lambda: {RATINGS: sheet([HEADER, "<row r='2'><c r='A2'><v>1</v></c></row>"], ["<mergeCells>", '<mergeCell ref="A1:D1048576"/>' * 90_000, "</mergeCells>"])},
        "merged cells A1:D1048576",
    ),
    "attributes": (lambda: {RATINGS: sheet(["<row ", *(f'a{i}="" ' for i in range(4_000_000)), "/>"])}, "very long"),
    "entities": (lambda: {RATINGS: [BILLION, *sheet(["<row><c t='str'><v>&i;</v></c></row>"])]}, "definitions of its own"),
    "one long text": (lambda: {RATINGS: sheet([HEADER, f'<row><c t="str"><v>{LONG}</v></c></row>'])}, "a very long text"),
    "long texts many times": (
        lambda: strings(1000, f"<si><t>{SPACES}</t></si>") | cells(80_000, '<c r="{0}" t="s"><v>500</v></c>'),
        "the table is empty",
    ),
    "formulas": (lambda: cells(150_000, '<c r="{0}"><f>A1</f></c>'), "a formula without a result"),
    "bytes": (lambda: {"xl/media/picture.png": ["\0" * 1_000_000] * 210}, "unpacked"),
    "parts": (lambda: {f"{i}": [""] for i in range(20_000)}, "parts"),
}  # fmt: skip


@pytest.mark.parametrize("kind", some(list(WORKBOOKS), daily=3))
def test_workbook(small, tmp_path, kind):
    make, message = WORKBOOKS[kind]
    parts = {STRINGS: ["<sst/>"], **make()}
    path = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in {*old.namelist(), *parts}:
            with new.open(name, "w") as out:
                content = "".join(parts[name]) if name in parts else old.read(name).decode()
                out.write(content.replace("</Types>", f"{TYPE_OF_STRINGS}</Types>").encode())

    told = told_of(path)

    assert bool(told) == bool(message)
    assert message in told


# -- CSV -------------------------------------------------------------------------------------------

WEIGHTS = SMALL["weights.csv"]
OVER = "over 1,000 are wrong; these are the first"

TABLES: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "40 MB of line ends": (lambda: b"\n" * 40_000_000, "lines"),
    "98 MB of line ends": (lambda: b"\n" * 98_000_000, "lines"),
    "line ends that fit": (lambda: WEIGHTS + "\n" * 1_000_000, ""),
    "blank rows that fit": (lambda: WEIGHTS + ",,\n" * 1_000_000, ""),
    "40,000 columns": (lambda: ",".join(f"c{i}" for i in range(40_000)) + "\n", "40,000 columns"),
    "a million columns": (lambda: "a;" * 1_000_000 + "\n", "characters"),
    "a line without an end": (lambda: "a," * 49_000_000, "characters"),
    "a row over many lines": (lambda: WEIGHTS + ('"\n",' + "aa," * 30) * 900_000, "characters"),
    "a quotation mark": (lambda: WEIGHTS + '"' + "a,b\n" * 1_000_000, "is a quotation mark missing?"),
    "short rows": (lambda: WEIGHTS + "x\n" * 1_000_000, "the row has 1 cells, the header has 3"),
    "words for numbers": (lambda: WEIGHTS + "".join(f"visitors,price,x{i}\n" for i in range(300_000)), OVER),
    "numbers below 0": (lambda: WEIGHTS + "".join(f"visitors,price,-{i}\n" for i in range(300_000)), OVER),
    "words for evidence": (
        lambda: "segment,driver,weight,evidence\n" + "".join(f"*,price,1,e{i}\n" for i in range(300_000)),
        OVER,
    ),
    "unknown ids": (lambda: WEIGHTS + "".join(f"s{i},price,1\n" for i in range(300_000)), OVER),
    "the same row": (lambda: WEIGHTS + "visitors,price,1\n" * 300_000, OVER),
    "percentages": (lambda: WEIGHTS + "".join(f"visitors,price,{i}%\n" for i in range(200_000)), OVER),
    "no UTF-8": (lambda: b"\xff" * 98_000_000, "text in UTF-8"),
}


@pytest.mark.parametrize("kind", some(list(TABLES), daily=2))
def test_csv(tmp_path, kind):
    make, message = TABLES[kind]
    path = write_files(tmp_path / "study", weights=make())

    told = told_of(path)

    assert bool(told) == bool(message)
    assert message in told
