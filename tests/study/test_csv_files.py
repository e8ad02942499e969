# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cvtools.study.cells import typed
from cvtools.study.csv_files import _careful, _plain, decoded, read_csv, read_tables, write_csv
from cvtools.study.sheets import Words, guarded, unguarded

from ..strength import times
from ..studies import HOSTILE, SMALL, texts


def as_read(data: bytes, table: str = "drivers"):
    frame, problems = typed(table, read_csv(data, place=f"{table}.csv", table=table))
    return frame.frame(), [str(problem) for problem in problems]


DRIVERS = SMALL["drivers.csv"].replace("5,0", "4.5,0")
EXCEL = DRIVERS.replace(",", ";").replace("4.5", "4,5").replace("\n", "\r\n")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + DRIVERS.encode(),
        DRIVERS.replace("\n", "\r\n").encode(),
        DRIVERS.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + EXCEL.encode(),
        EXCEL.replace(";", "\t").encode(),
        DRIVERS.replace(",", ";").encode(),
        DRIVERS.rstrip("\n").encode(),
        ("\n\n" + DRIVERS.replace("\nprice", "\n\n,,,,,,\nprice") + "\n\n").encode(),
        "\n".join(",".join(f'"{cell}"' for cell in row.split(",")) for row in DRIVERS.splitlines()).encode(),
    ],
    ids=[
        "BOM",
        "CRLF",
        "CR",
        "Excel in Norway",
        "tabs",
        "semicolons, points",
        "no last line end",
        "blank rows",
        "quoted",
    ],
)
def test_what_spreadsheets_write_is_read_alike(data):
    frame, problems = as_read(data)

    assert problems == []
    pd.testing.assert_frame_equal(frame, as_read(DRIVERS.encode())[0])
    assert frame["worst"].tolist() == [0.0, 4.5]


def test_rows_are_numbered_as_a_spreadsheet_does():
    data = SMALL["drivers.csv"].replace("\ntaste,Taste", '\n\n"taste","Taste\nin two lines"').replace("money", "monney")

    assert as_read(data.encode())[1] == [
        'drivers.csv, row 4, column kind: found "monney"; allowed: functional, emotional, social, money, time, effort or '
        'risk. Did you mean "money"?'
    ]


UTF8 = "allowed: text in UTF-8 (in a spreadsheet: save as “CSV UTF-8”)"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (DRIVERS.encode("utf-16"), f'drivers.csv: found "UTF-16"; {UTF8}'),
        (DRIVERS.encode("utf-16-le"), f'drivers.csv: found "binary data"; {UTF8}'),
        (b"\0\1\2\3", f'drivers.csv: found "binary data"; {UTF8}'),
        (b"PK\x03\x04rest", f'drivers.csv: found "a workbook"; {UTF8}'),
        ("driver,name\nx,Blåbær\n".encode("latin-1"), f'drivers.csv, row 2: found "x,Blåbær"; {UTF8}'),
        (b"", "drivers.csv: the table is empty"),
        (b"\n,,\n  \n", "drivers.csv: the table is empty"),
        (DRIVERS.splitlines()[0].encode(), "drivers.csv: the table is empty"),
        (
            b'driver,name\nx,"open\n',
            "drivers.csv, row 2: the row cannot be read (unexpected end of data); is a quotation mark missing?",
        ),
    ],
)
def test_what_is_no_table_is_refused(data, message):
    assert as_read(data)[1] == [message]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "4,5",
            "row 3: the row has 8 cells, the header has 7. A decimal comma or a comma in a text without quotation marks?",
        ),
        ('"4,5"', 'row 3, column worst: found "4,5"; allowed: a number with a decimal point. Did you mean "4.5"?'),
        ("ten", 'row 3, column worst: found "ten"; allowed: a number'),
        ("", 'row 3, column worst: found ""; allowed: a number'),
        ("nan", 'row 3, column worst: found "nan"; allowed: a number'),
        ("inf", 'row 3, column worst: found "inf"; allowed: a number'),
        ("-Infinity", 'row 3, column worst: found "-Infinity"; allowed: a number'),
        ("1e400", 'row 3, column worst: found "1e400"; allowed: 0, or a number between 1e-15 and 1e+15 in size'),
        ("1e-300", 'row 3, column worst: found "1e-300"; allowed: 0, or a number between 1e-15 and 1e+15 in size'),
        ("1_000", 'row 3, column worst: found "1_000"; allowed: a number'),
        ("0x10", 'row 3, column worst: found "0x10"; allowed: a number'),
        ("True", 'row 3, column worst: found "True"; allowed: a number'),
        ("٤", 'row 3, column worst: found "٤"; allowed: a number. Did you mean "4"?'),
        ("−4", 'row 3, column worst: found "−4"; allowed: a number. Did you mean "-4"?'),
        ("1 000", 'row 3, column worst: found "1 000"; allowed: a number. Did you mean "1000"?'),
        ("1\u00a0000", 'row 3, column worst: found "1\\xa0000"; allowed: a number. Did you mean "1000"?'),
    ],
)
@pytest.mark.parametrize("long", [False, True])
def test_what_is_no_number_is_refused(cell, message, long):
    more = "".join(f"d{i},Name,benefit,functional,score,0,10\n" for i in range(800)) if long else ""
    data = SMALL["drivers.csv"].replace("5,0", f"{cell},0") + more

    assert as_read(data.encode())[1] == [f"drivers.csv, {message}"]


@pytest.mark.parametrize("cell", ["5.", ".5", "+5", "-5", "5e0", "5E-1", " 5 ", "0", "1e15"])
def test_what_is_a_number_is_read(cell):
    frame, problems = as_read(SMALL["drivers.csv"].replace("5,0", f"{cell},-3").encode())

    assert problems == []
    assert frame["worst"].tolist() == [0.0, float(cell)]


def test_in_a_file_with_decimal_commas_a_point_is_refused():
    assert as_read(EXCEL.replace(";10\r\n", ";9.5\r\n").encode())[1] == [
        'drivers.csv, row 2, column best: found "9.5"; allowed: a number with a decimal comma, like the others of this file. '
        'Did you mean "9,5"?'
    ]


def test_columns_missing_misspelt_and_doubled():
    header = "driver,name,sid,kind,unit,unit,worst"

    assert as_read(SMALL["drivers.csv"].replace("driver,name,side,kind,unit,worst,best", header).encode())[1] == [
        "drivers.csv, row 1, column unit: the column is there more than once",
        'drivers.csv, row 1, column sid: found "sid"; allowed: driver, name, side, kind, unit, worst, best, recurs, '
        'description or stage. Did you mean "side"?',
        'drivers.csv, row 1, column best: the column is missing; the header has "driver", "name", "sid", "kind", "unit", "unit" '
        'and "worst"',
    ]


def test_ragged_rows_and_cells_without_a_header():
    data = "segment,name,size,\na,A,1\nb,B,1,\nc,C,1,extra\nd,D,1,2,3\n"

    assert as_read(data.encode(), "segments")[1] == [
        "segments.csv, row 2: the row has 3 cells, the header has 4",
        "segments.csv, row 5: the row has 5 cells, the header has 4. A decimal comma or a comma in a text without quotation marks?",
        "segments.csv, row 1: column 4 has cells but no name in its header",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_harmless_in_a_spreadsheet_and_comes_back(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[0] not in "=+-@\t\r\n\uff1d"


@given(st.lists(st.tuples(texts, st.floats(allow_nan=True, allow_infinity=False)), min_size=1, max_size=5))
def test_written_and_read_is_the_same(rows):
    frame = pd.DataFrame(rows, columns=["text", "number"]).astype({"text": "str"})

    sheet = read_csv(write_csv(frame), place="", table="levers")

    cells = list(zip(sheet.columns["text"], sheet.columns["number"], strict=True))
    wanted = [(text, number) for text, number in rows if text.strip() or number == number]
    assert [text for text, _ in cells] == [text for text, _ in wanted]
    assert [float(number or "nan") for _, number in cells] == pytest.approx(
        [n for _, n in wanted], nan_ok=True, rel=0, abs=0
    )


# What may stand in a file that is meant for the fast way, and much that may not.
_cells = st.sampled_from(
    [
        "",
        "",
        "0",
        "1",
        "2.5",
        "-3",
        "1e3",
        "1e400",
        "nan",
        "NaN",
        "-inf",
        "1_0",
        "0x1",
        "x",
        "a b",
        "=x",
        "'=x",
        "'",
        " 4",
        "5 ",
        " ",
        "1e",
        "1.2.3",
        "true",
        "٣",
        "0.1000000000000000055",
        "123456789.12345678",
        "é",
        "\u2028",
        "\x0b",
        "1e-310",
        "*",
        "s-1",
        "\ufeff",
        "007",
    ]
)
_headers = st.sampled_from(
    [
        "segment,driver,weight",
        "segment,driver,weight,low,high,note",
        "weight,segment,driver,mine",
        "segment,driver,weight,x,x",
    ]
)


@given(
    _headers, st.lists(st.lists(_cells, min_size=2, max_size=6), max_size=4), st.sampled_from(["\n", "\r\n"]), st.data()
)
@settings(max_examples=times(400))
def test_the_fast_way_gives_up_or_gives_the_same(header, rows, end, data):
    width = header.count(",") + 1
    even = data.draw(st.booleans())
    lines = [header, *(",".join((row * 3)[:width] if even else row) for row in rows)]
    content = (end.join(lines) + data.draw(st.sampled_from(["", end]))).encode()
    text, problem = decoded(content, "w.csv")
    assert problem is None

    fast = _plain(content, "w.csv", "weights")

    if fast is not None:
        slow = _careful(text, "w.csv", "weights")
        assert_same_sheet(typed("weights", fast), typed("weights", slow))


def assert_same_sheet(one, other):
    (a, a_problems), (b, b_problems) = one, other
    assert a_problems == b_problems
    assert list(a.columns) == list(b.columns)
    np.testing.assert_array_equal(a.rows, b.rows)
    for name, cells in a.columns.items():
        if isinstance(cells, Words):
            assert list(cells) == list(b.columns[name])
        else:
            np.testing.assert_array_equal(cells, b.columns[name])


def test_the_fast_way_is_taken():
    rows = "".join(f"s{i},d{j},{i * j / 7!r}\n" for i in range(30) for j in range(30))
    content = f"segment,driver,weight\n{rows}".encode()

    fast = _plain(content, "w.csv", "weights")

    assert fast is not None
    assert_same_sheet(typed("weights", fast), typed("weights", _careful(content.decode(), "w.csv", "weights")))


def test_frames_made_in_python_are_written_as_they_are():
    frame = pd.DataFrame({"a": [1, 2], "b": [True, None], "c": pd.Categorical(["x", "=y"])})

    assert write_csv(frame) == b"a,b,c\n1,True,x\n2,,'=y\n"
    assert list(pd.read_csv(io.BytesIO(write_csv(frame)))) == ["a", "b", "c"]


@pytest.mark.parametrize("identifiers", ["words", "numbers"])
def test_a_long_file_of_texts_that_look_like_numbers_keeps_them(identifiers):
    ids = [f"d{i}" if identifiers == "words" else f"{i:03}" for i in range(500)]
    rows = "".join(f"{name},007,benefit,functional,1e5,0,1,{i}\n" for i, name in enumerate(ids))
    content = f"driver,name,side,kind,unit,worst,best,mine\n{rows}".encode()

    frame, problems = as_read(content)

    assert problems == []
    assert frame["driver"].tolist() == ids
    assert (frame["name"].unique().tolist(), frame["unit"].unique().tolist()) == (["007"], ["1e5"])
    assert frame["mine"].tolist() == [str(i) for i in range(500)]


@pytest.mark.parametrize("line", ["sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n', "SEP=;;;\n"])
def test_the_line_that_tells_excel_the_separator_is_obeyed_and_not_counted(line):
    frame, problems = as_read((line + EXCEL).encode())

    assert problems == []
    assert frame["worst"].tolist() == [0.0, 4.5]
    wrong = EXCEL.replace("money", "monney")
    assert as_read((line + wrong).encode())[1][0].startswith('drivers.csv, row 3, column kind: found "monney"')


@pytest.mark.parametrize("text", [DRIVERS, EXCEL])
def test_a_title_above_the_header(text):
    assert as_read(f"\nOur drivers\n{text}".encode())[1] == [
        'drivers.csv, row 2: found "Our drivers"; allowed: the header, which is in row 3: delete what is above it'
    ]


def test_most_columns():
    wide = "\n".join(",".join([row, *["x"] * 1000]) for row in DRIVERS.splitlines())

    assert as_read(wide.encode())[1] == [
        'drivers.csv: found "1,007 columns"; allowed: at most 1,000 columns; is there a stray one?'
    ]


def percentages(weights: str) -> list[str]:
    """The weights of the small study with these as a CSV file, or what is wrong with them."""
    files = {"weights": ("segment;driver;weight\n" + weights).encode()}
    sheets = read_tables(files)
    frame, problems = typed("weights", sheets["weights"])
    return [str(problem) for problem in problems] or frame.frame()["weight"].tolist()


def test_percentages():
    assert percentages("*;taste;60%\n*;price;4,5 %\n") == [0.6, 0.045]
    assert percentages("*;taste;60\n*;price;40%\n") == [
        'weights.csv, row 3, column weight: found "40%"; allowed: a plain number, as others of the weights of * are; 40% may '
        "stand for 0.4 or for 40"
    ]
    assert percentages("a;taste;60%\na;price;0\nb;taste;5\n") == [0.6, 0, 5]
    assert percentages("*;taste;60%\n*;price;many\n") == [
        'weights.csv, row 3, column weight: found "many"; allowed: a number'
    ]
