"""CSV bytes to and from a sheet, with the dialects that spreadsheets write.

UTF-8 with or without a byte order mark; commas, or the semicolons (or tabs) and decimal commas of a Norwegian or
Croatian Excel. A large, plain file takes the fast way through pandas; anything else takes the careful way, which can
say what is wrong and where. Where the fast way does not give up, both give the same.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, plain_number
from cvtools.study.percent import settled
from cvtools.study.schema import LARGEST_NUMBER, SCHEMA, SMALLEST_NUMBER
from cvtools.study.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    Sheet,
    TooLargeError,
    Words,
    guarded,
    header_problems,
    sheet_of_rows,
    unguarded,
)
from cvtools.study.wording import N_

_FAST_FROM = 10_000  # bytes; below, the careful way is as quick
_TYPES = {"id": "category", "reference": "category", "choice": "category", "text": "str", "number": "float64"}
"""How pandas reads a column: few words, many texts, numbers."""
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LONGEST_ROW = 1_000_000
_LONGEST_HEADER = 100_000
_LINE = re.compile(rf"[^\r\n]{{1,{_LONGEST_ROW + 1}}}(?:\r\n|\r|\n)?|\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?[ ,;\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""What Excel takes as the first line of a file, to know its separator."""


def read_tables(files: Mapping[str, bytes]) -> dict[str, Sheet]:
    """Read the CSV files of a study, given by the names of their tables."""
    return settled({name: read_csv(data, place=f"{name}.csv", table=name) for name, data in files.items()})


def read_csv(data: bytes, *, place: str, table: str) -> Sheet:
    """Read the bytes of one CSV file. ``table`` tells which columns to expect; problems are in the sheet."""
    try:
        lines = max(data.count(end) for end in (b"\n", b"\r"))
        if lines > MOST_ROWS:
            raise TooLargeError(N_("{count} lines"), "lines", count=lines, most=MOST_ROWS)
        text, problem = decoded(data, place)
        if problem:
            return Sheet.refused(problem)
        fast = _plain(data, place, table) if len(data) >= _FAST_FROM else None
        return fast or _careful(text, place, table)
    except TooLargeError as error:
        return Sheet.refused(error.problem(place))


def decoded(data: bytes, place: str) -> tuple[str, Problem | None]:
    """Return bytes as text, or the problem that says why they are none."""
    if data.startswith(_UTF16):
        return "", Problem(place, found=N_("UTF-16"), code="utf8")
    if data.startswith(_WORKBOOKS):
        return "", Problem(place, found=N_("a workbook"), code="utf8")
    if b"\0" in data:
        return "", Problem(place, found=N_("binary data"), code="utf8")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        line = data[data.rfind(b"\n", 0, error.start) + 1 : error.start + 12].partition(b"\n")[0]
        around = line[-24:].decode("latin-1")
        return "", Problem(place, row, found=around, code="utf8")


def _plain(data: bytes, place: str, table: str) -> Sheet | None:
    """Read a well-behaved comma-separated file with pandas' own parser, or give up.

    Gives up on everything that pandas would read in a way of its own: quotation marks, rows of unequal length, blank
    rows, words that look like numbers (nan, inf), and numbers that are none.
    """
    if table not in SCHEMA or b'"' in data or b"\t" in data:
        return None
    data = data.removeprefix(_BOM)
    header = data[: data.find(b"\n")].decode().rstrip("\r").split(",", MOST_COLUMNS)
    if len(header) > MOST_COLUMNS or any(
        not name or name != name.strip() or name != unguarded(name) for name in header
    ):
        return None
    if header_problems(place, SCHEMA[table], header) or not _even(data, len(header)):
        return None
    types = {column.name: _TYPES[column.holds] for column in SCHEMA[table].columns}
    numbers = [name for name in header if types.get(name) == "float64"]
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            dtype={name: types.get(name, "str") for name in header},  # type: ignore[arg-type]
            na_values={name: [""] for name in numbers},
            keep_default_na=False,
            low_memory=False,  # in one go, not in chunks
        )
    except (ValueError, OverflowError):  # a number that is none, or a row that is too long
        return None
    if list(frame.columns) != header or not isinstance(frame.index, pd.RangeIndex) or frame.empty:
        return None
    words = [name for name in header if types.get(name) == "category"]
    if any(frame[name].cat.categories.dtype != "str" for name in words):  # pandas took 007 for 7
        return None
    columns: dict[str, Cells] = {name: _column(frame[name]) for name in header}
    values = frame[numbers].to_numpy()
    size = np.abs(values)
    if ((size > LARGEST_NUMBER) | ((size < SMALLEST_NUMBER) & (size > 0))).any():
        return None
    if re.search(rb"[0-9]\.[0-9]{2}0[,\r\n]", data):  # signs between groups of digits, perhaps
        return None
    if _doubtful(values) and _has_word_for_number(data.lower()):
        return None
    key = columns[SCHEMA[table].key[0]]
    if isinstance(key, Words) and not all(word.strip() for word in key.words):  # a blank row, perhaps
        return None
    return Sheet(place, columns, np.arange(2, len(frame) + 2))


def _doubtful(values: np.ndarray) -> bool:
    """Return whether pandas may have taken words for numbers: nan, or a column of nothing but true and false."""
    return bool(np.isnan(values).any() or ((values == 0) | (values == 1)).all(axis=0).any())


def _has_word_for_number(lower: bytes) -> bool:
    words = [word for word in (b"nan", b"true", b"false") if word in lower]  # quick, and mostly enough
    return bool(words) and bool(re.search(rb"(^|,)\s*[+-]?(nan|true|false)\s*(,|$)", lower, re.MULTILINE))


def _column(series: pd.Series) -> Cells:
    if series.dtype.kind == "f":
        return np.array(series)
    if isinstance(series.dtype, pd.CategoricalDtype):
        words = Words(list(series.cat.categories), series.cat.codes.to_numpy().astype(np.intp))
    else:
        codes, distinct = pd.factorize(series.to_numpy(object))
        words = Words(list(distinct), codes)
    plain = [unguarded(word) if word[:1] == "'" else word for word in words.words]
    return words if plain == words.words else words.renamed(plain)


def _even(data: bytes, columns: int) -> bool:
    """Return whether no row can be short: as many commas as full rows need. Of a long row, pandas complains."""
    octets = np.frombuffer(data, np.uint8)
    commas, lines, returns = (np.count_nonzero(octets == ord(sign)) for sign in ",\n\r")
    if returns and returns != data.count(b"\r\n"):
        return False
    return columns > 1 and commas == (columns - 1) * (lines + (not data.endswith(b"\n")))


def _careful(text: str, place: str, table: str) -> Sheet:
    said = _SEPARATOR_LINE.match(text)
    if said:  # a line that Excel obeys and does not count
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter(text, table)
    guards = "'" in text
    row = length = 0

    def lines() -> Iterator[str]:
        nonlocal length
        for line in _LINE.finditer(text):
            length += len(line[0])
            if length > _LONGEST_ROW:
                found = N_("over {most} characters in row {row}")
                raise TooLargeError(found, "shorter_rows", most=_LONGEST_ROW, row=str(row + 1))
            yield line[0]

    def rows() -> Iterator[tuple[int, list[str]]]:
        nonlocal row, length
        for cells in csv.reader(lines(), delimiter=delimiter, strict=True):
            row, length = row + 1, 0
            yield row, [unguarded(cell) for cell in cells] if guards else cells

    try:
        return sheet_of_rows(place, table, rows(), decimal=".?" if delimiter == "," else "?")
    except csv.Error as error:
        return Sheet.refused(Problem(place, row + 1, code="row_unreadable", fields={"reason": str(error)}))


def _delimiter(text: str, table: str) -> str:
    """Return the separator under which one of the first lines names most of the columns that are expected."""
    found = (line[0][:_LONGEST_HEADER].strip() for line in _LINE.finditer(text))
    lines = list(islice((line for line in found if line.strip(' ,;\t"')), 20))
    names = set(SCHEMA[table].names) if table in SCHEMA else set()

    def known(delimiter: str) -> tuple[int, int]:
        rows = [[cell.strip(' "') for cell in line.split(delimiter)] for line in lines]
        return max((len(names.intersection(cells)) for cells in rows), default=0), len(rows[0]) if rows else 0

    return max((",", ";", "\t"), key=known)


def write_csv(frame: pd.DataFrame, *, columns: Sequence[str] | None = None) -> bytes:
    """Write a frame, or some of its columns, as CSV that no spreadsheet runs: UTF-8, commas, numbers in full."""
    out, shown = io.StringIO(), list(frame.columns) if columns is None else columns
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(str(name)) for name in shown])
    writer.writerows(zip(*(cells_of(frame[name]) for name in shown), strict=True))
    return out.getvalue().encode(errors="surrogatepass")


def cells_of(column: pd.Series) -> list[str]:
    """Return a column's cells as text; numbers in the shortest form that reads back the same, unknown ones blank."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return ["" if value != value else plain_number(value) for value in column.astype(float).tolist()]
    return [guarded(value) if isinstance(value, str) else _written(value) for value in column.tolist()]


def _written(value: Any) -> str:
    return "" if pd.isna(value) else guarded(str(value))
