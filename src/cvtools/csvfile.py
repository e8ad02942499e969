"""CSV bytes to and from a sheet, with the dialects that spreadsheets write.

UTF-8 with or without a byte order mark; commas, or the semicolons (or tabs) and decimal commas of a Norwegian or Croatian Excel.
A plain file takes the fast way through pandas; anything out of the ordinary takes the slow way, which can say what is
wrong and where.
"""

import csv
import io

import numpy as np
import pandas as pd

from cvtools.schema import TABLES, Problem
from cvtools.sheets import Sheet, guarded, header_problems, sheet_of_rows, unguarded

LARGEST = 100_000_000
_NEITHER_COMMA_NOR_LINE = bytes(set(range(256)) - {ord(","), ord("\n")})
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_csv(data: bytes, *, place: str, table: str) -> Sheet:
    """Read the bytes of one CSV file. ``table`` tells which columns to expect; problems are in the sheet."""
    text, problem = decoded(data, place)
    if problem:
        return Sheet(place, pd.DataFrame(), np.array([], int), problems=(problem,))
    return _plain(data, place, table) or _careful(text, place, table)


def decoded(data: bytes, place: str) -> tuple[str, Problem | None]:
    """Bytes as text, or the problem that says why they are none."""
    wanted = "text in UTF-8 (in a spreadsheet: save as “CSV UTF-8”)"
    if len(data) > LARGEST:
        return "", Problem(place, found=f"{len(data):,} bytes", allowed=f"at most {LARGEST:,} bytes")
    if data[:2] in _UTF16:
        return "", Problem(place, found="UTF-16", allowed=wanted)
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return "", Problem(place, found="a workbook", allowed=wanted)
    if b"\0" in data:
        return "", Problem(place, found="binary data", allowed=wanted)
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        around = data[max(0, error.start - 12) : error.start + 12].decode("latin-1")
        return "", Problem(place, row, found=around, allowed=wanted)


def _plain(data: bytes, place: str, table: str) -> Sheet | None:
    """Read a well-behaved comma-separated file with pandas' own parser, or give up.

    Gives up on everything that pandas would read in a way of its own: quotation marks, rows of unequal length, words that look like
    numbers (nan, inf), and numbers that are none.
    """
    if table not in TABLES or b'"' in data or b"\t" in data:
        return None
    end = data.find(b"\n")
    header = data[:end].decode("utf-8-sig").rstrip("\r").split(",")
    if any(not name or name != name.strip() or name != unguarded(name) for name in header):
        return None
    if header_problems(place, TABLES[table], header) or not _even(data, len(header)):
        return None
    numbers = [column.name for column in TABLES[table].columns if column.holds == "number" and column.name in header]
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            dtype={name: "category" for name in header if name not in numbers},  # type: ignore[arg-type]
            na_values={name: [""] for name in numbers},
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except (ValueError, OverflowError, pd.errors.ParserError):
        return None
    if list(frame.columns) != header or frame.empty:
        return None
    if any(frame[name].dtype.kind not in "if" for name in numbers):
        return None
    frame = frame.astype({name: float for name in numbers if frame[name].dtype.kind == "i"})
    values = frame[numbers].to_numpy()
    if np.isinf(values).any() or (np.isnan(values).any() and b"nan" in data.lower()):  # blank, or the word nan?
        return None
    for name in frame.select_dtypes("category").columns if b"'" in data else ():
        categories = [unguarded(text) for text in frame[name].cat.categories]
        if len(set(categories)) < len(categories):
            return None
        frame[name] = frame[name].cat.rename_categories(categories)
    if "" in frame[TABLES[table].key[0]].cat.categories:  # a blank row, perhaps
        return None
    return Sheet(place, frame, np.arange(2, len(frame) + 2))


def _even(data: bytes, columns: int) -> bool:
    """Whether every line holds the same number of commas (no line is blank, none is ragged)."""
    if not data.endswith(b"\n"):
        data += b"\n"
    if columns < 2 or (b"\r" in data and data.count(b"\r\n") != data.count(b"\r")):
        return False
    marks = data.translate(None, delete=_NEITHER_COMMA_NOR_LINE)
    return marks == (b"," * (columns - 1) + b"\n") * data.count(b"\n")


def _careful(text: str, place: str, table: str) -> Sheet:
    delimiter = _delimiter(text, table)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append((number, [unguarded(cell) for cell in cells]))
    except csv.Error as error:
        problem = Problem(place, len(rows) + 1, allowed=f"the row cannot be read ({error}); is a quotation mark missing?")
        return Sheet(place, pd.DataFrame(), np.array([], int), problems=(problem,))
    return sheet_of_rows(place, table, rows, decimal="." if delimiter == "," else "?")


def _delimiter(text: str, table: str) -> str:
    """The separator under which the first line names most of the columns that are expected."""
    line = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    names = set(TABLES[table].names) if table in TABLES else set()

    def known(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip(' "') for cell in line.split(delimiter)]
        return len(names.intersection(cells)), len(cells)

    return max((",", ";", "\t"), key=known)


def write_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV: UTF-8, commas, decimal points, numbers in full, nothing that a spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(str(name)) for name in frame.columns])
    columns = [cells_of(frame[name]) for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode()


def cells_of(column: pd.Series) -> list[str]:
    """The column's cells as text; numbers in the shortest form that reads back the same, unknown ones blank."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return ["" if value != value else plain_number(value) for value in column.astype(float).tolist()]
    return ["" if pd.isna(value) else guarded(str(value)) for value in column.tolist()]


def plain_number(value: float) -> str:
    """A number in the shortest form that reads back the same.

    >>> plain_number(3.0), plain_number(0.1)
    ('3', '0.1')
    """
    return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
