"""The cells of a workbook, walked row by row: each as the text that a person sees, and what is odd about some.

Nothing is filled up that the file leaves out, and what is too far out ends the walk.
"""

import io
import re
import warnings
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import IO, Any, Literal
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS

from cvtools.study.errors import plain_number
from cvtools.study.numbers import TEXT_NUMBERS
from cvtools.study.percent import as_percent
from cvtools.study.schema import LONGEST_TEXT
from cvtools.study.sheets import MOST_COLUMNS, MOST_ROWS, TooLargeError
from cvtools.study.wording import N_

MOST_CELLS = 2_000_000
"""Rows times columns, of one sheet."""
MOST_UNKNOWN = 1_000
"""Cells of one sheet that cannot be read."""

_MOST_RANGES = 100
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "

Oddity = Literal["no result", "not computed", "date", "truth", "error", "two readings"]


@dataclass(frozen=True)
class Grid:
    """What stands in a sheet: the rows that hold anything, each as far as its last cell."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    odd: dict[tuple[int, int], tuple[Oddity, str]] = field(default_factory=dict)
    """By row and position (from 0), cells that are no number, and no text or one like a number: why, what they show."""
    merged: list[str] = field(default_factory=list)
    """Ranges, as a spreadsheet writes them."""

    def merged_cells(self) -> Iterator[tuple[str, int, int]]:
        """Go through the cells of the first merged ranges: range, row, position."""
        numbers = [number for number, _ in self.rows]
        for reference in self.merged[:_MOST_RANGES]:
            left, top, right, bottom = range_boundaries(reference)
            if left and top and right and bottom:
                for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
                    for position in range(left - 1, min(right, MOST_COLUMNS)):
                        yield reference, row, position


def grids(data: bytes, wanted: set[str], *, uncomputed: bool) -> tuple[dict[str, Grid | TooLargeError], list[str]]:
    """Return the cells of the wanted sheets, or why one was not read to its end, and the titles of all sheets.

    ``uncomputed`` tells that a formula whose result is 0 may never have been computed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves out
        reader: Any = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.shared_strings = _strings(reader)
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        sheets = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets() if "chartsheet" not in rel.Type}
        found: dict[str, Grid | TooLargeError] = {}
        for title, part in sheets.items():
            if title in wanted and part in reader.valid_files:
                try:
                    found[title] = _grid(reader, part, uncomputed=uncomputed)
                except TooLargeError as error:
                    found[title] = error
        return found, list(sheets)


@dataclass(slots=True)
class _Cell:
    """A cell as it stands in the file."""

    column: int
    kind: str
    style: int
    value: str = ""
    formula: bool = False


class _Walk:
    """Takes the XML of a sheet, or of the texts that sheets share, piece by piece; it keeps no tree."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[_Cell]]] = []
        self.merged: list[str] = []
        self.strings: list[str] = []
        self._row, self._column, self._phonetic = 0, 0, False
        self._cells: list[_Cell] = []
        self._cell = _Cell(0, "n", 0)
        self._text: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, data: bytes) -> list[tuple[int, list[_Cell]]]:
        """Return the rows that became whole with this piece; the last piece is an empty one."""
        self.rows = []
        self._parser.Parse(data, not data)
        return self.rows

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_MAIN)
        if name == "c":
            reference = attributes.get("r")
            letters = reference.rstrip("0123456789") if reference else ""
            self._column = column_index_from_string(letters) if letters else self._column + 1
            self._cell = _Cell(self._column, attributes.get("t", "n"), int(attributes.get("s", 0)))
        elif name == "v" or (name == "t" and not self._phonetic):
            self._text = []
        elif name == "f":
            self._cell.formula = True
        elif name == "row":
            self._row, self._column, self._cells = int(float(attributes.get("r", self._row + 1))), 0, []
            if self._row > MOST_ROWS:
                raise TooLargeError(N_("row {number}"), "rows", number=self._row, most=MOST_ROWS)
        elif name == "si":
            self._cell = _Cell(0, "s", 0)
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self.merged.append(attributes["ref"])

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.removeprefix(_MAIN)
        if self._text is not None and name in ("v", "t"):
            self._cell.value += "".join(self._text)
            self._text = None
        elif name == "c" and (self._cell.value or self._cell.formula):
            self._cells.append(self._cell)
        elif name == "row" and self._cells:
            self.rows.append((self._row, self._cells))
        elif name == "si":
            self.strings.append(self._cell.value)
        elif name == "rPh":
            self._phonetic = False


def _rows(source: IO[bytes], walk: _Walk) -> Iterator[tuple[int, list[_Cell]]]:
    while chunk := source.read(1 << 16):
        yield from walk.feed(chunk)
    yield from walk.feed(b"")


def _strings(reader: Any) -> list[str]:
    """Return the texts that sheets share."""
    part, walk = reader.package.find(SHARED_STRINGS), _Walk()
    if part is not None:
        with reader.archive.open(part.PartName.removeprefix("/")) as source:
            deque(_rows(source, walk), maxlen=0)
    return walk.strings


def _grid(reader: Any, part: str, *, uncomputed: bool) -> Grid:
    """Walk a sheet.

    Raises
    ------
    TooLargeError
        As soon as there is more than a sheet may hold.
    """
    percent = cache(lambda style: _is_percent(_number_format(reader.wb, style)))
    grid, walk, width, unknown = Grid(), _Walk(), 0, 0
    clean, blank = cache(_clean), cache(lambda text: not text.strip())
    with reader.archive.open(part) as source:
        for number, row in _rows(source, walk):
            cells: list[str] = []
            for cell in row:
                if cell.column > MOST_COLUMNS:
                    at = f"{get_column_letter(cell.column)}{number}"
                    raise TooLargeError(N_("something in cell {cell}"), "column_far_out", cell=at, most=MOST_COLUMNS)
                value = _value(cell, reader)
                odd = _oddity(cell, value, uncomputed=uncomputed)
                if odd in ("no result", "not computed"):
                    text, unknown = "", unknown + 1
                elif isinstance(value, str):
                    text = clean(value)
                else:
                    text = _text(value, percent=percent(cell.style))
                if odd:
                    grid.odd[number, cell.column - 1] = odd, text
                cells += [""] * (cell.column - len(cells))
                cells[cell.column - 1] = text
            if not all(map(blank, cells)) or any((number, position) in grid.odd for position in range(len(cells))):
                grid.rows.append((number, cells))
                width = max(width, len(cells))
                if width * len(grid.rows) > MOST_CELLS:
                    found = N_("{rows} rows of {width} cells")
                    raise TooLargeError(found, "cells", rows=len(grid.rows), width=width, most=MOST_CELLS)
            if unknown > MOST_UNKNOWN:  # enough to refuse the sheet
                break
    return replace(grid, merged=walk.merged)


def _value(cell: _Cell, reader: Any) -> object:
    """Return what a cell holds, as the kind and the format of the cell say."""
    book, text = reader.wb, cell.value
    match cell.kind if text else "":
        case "n":
            value = float(text) if "." in text or "e" in text.lower() else int(text)
            if cell.style not in book._date_formats:
                return value
            try:
                return from_excel(value, book.epoch, timedelta=cell.style in book._timedelta_formats)
            except (OverflowError, ValueError):
                cell.kind = "e"
                return "#VALUE!"
        case "s":
            return reader.shared_strings[int(text)]
        case "b":
            return bool(int(text))
        case "d":
            return from_ISO8601(text)
        case "":
            return None
        case _:
            return text


def _oddity(cell: _Cell, value: object, *, uncomputed: bool) -> Oddity | None:
    if cell.formula and value is None:
        return "no result"
    if cell.formula and uncomputed and type(value) in (int, float) and value == 0:
        return "not computed"
    if cell.kind == "e":
        return "error"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, str) and len(value) < 20 and TEXT_NUMBERS.readings(value.strip()):  # no number is longer
        return "two readings"
    return "date" if isinstance(value, date | time | timedelta) else None


def _text(value: object, *, percent: bool) -> str:
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            text = plain_number(float(value)) if abs(value) < 1e15 else repr(value)
            return as_percent(text) if percent else text
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _number_format(book: Any, style: int) -> str:
    number = book._cell_styles[style].numFmtId
    built_in = BUILTIN_FORMATS_MAX_SIZE
    return BUILTIN_FORMATS.get(number, "") if number < built_in else book._number_formats[number - built_in]


def _is_percent(number_format: str) -> bool:
    """Whether a number format shows a number a hundred times as large, with a percent sign.

    >>> _is_percent("0.0%"), _is_percent('0"%"'), _is_percent("General")
    (True, False, False)
    """
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format)


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold."""


def _clean(text: str) -> str:
    """Return a text as a person sees it; of one that is too long, enough to tell."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text[: 8 * LONGEST_TEXT])[: LONGEST_TEXT + 1]
