"""The cells of a workbook, walked row by row: each as the text that a person sees, and what is odd about some.

Nothing is filled up that the file leaves out, and what is too far out ends the walk.
"""

import io
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from cvtools.study.errors import plain_number
from cvtools.study.percent import as_percent
from cvtools.study.schema import LONGEST_TEXT
from cvtools.study.sheets import MOST_COLUMNS, MOST_ROWS, TooLargeError

MOST_CELLS = 2_000_000
"""Rows times columns, of one sheet."""

_MOST_RANGES = 100

Oddity = Literal["no result", "not computed", "date", "truth", "error"]


@dataclass(frozen=True)
class Grid:
    """What stands in a sheet: rows that hold anything, without the blank cells to their right."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    odd: dict[tuple[int, int], tuple[Oddity, str]] = field(default_factory=dict)
    """By row and position (from 0), cells that are no number and no text: why, and what they show."""
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
        reader = _Reader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read()
        found: dict[str, Grid | TooLargeError] = {}
        for sheet in reader.wb.worksheets:
            if sheet.title in wanted:
                try:
                    found[sheet.title] = _grid(sheet, uncomputed=uncomputed)
                except TooLargeError as error:
                    found[sheet.title] = error
        return found, reader.wb.sheetnames


class _Reader(ExcelReader):
    """Opens a workbook and leaves its sheets to be walked."""

    def read_chartsheet(self, sheet: object, rel: object) -> None:
        """Leave out a sheet that is a chart."""


class _Parser(WorkSheetParser):
    """Reads cells with the results of formulas, and notes which are formulas."""

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        found = super().parse_row(row)
        self.row_dimensions.clear()  # heights and styles of rows, which nobody asks for
        if self.row_counter > MOST_ROWS:
            raise TooLargeError(f"row {self.row_counter:,}", f"at most {MOST_ROWS:,} rows")
        return found

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell = super().parse_cell(element)
        cell["formula"] = any(child.tag.endswith("}f") for child in element)
        return cell


def _grid(sheet: ReadOnlyWorksheet, *, uncomputed: bool) -> Grid:
    """Walk a sheet.

    Raises
    ------
    TooLargeError
        As soon as there is more than a sheet may hold.
    """
    known: Any = sheet  # typed without what openpyxl's own walk uses; that one makes up the rows that are missing
    book = known.parent
    percent = cache(lambda style: _is_percent(ReadOnlyCell(sheet, 1, 1, None, "n", style).number_format))
    grid, clean, width = Grid(), cache(_clean), 0
    with known._get_source() as source:
        parser = _Parser(
            source,
            known._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            cells: list[str] = []
            for cell in row:
                value, position = cell["value"], cell["column"] - 1
                if value is None and not cell["formula"]:
                    continue
                if position >= MOST_COLUMNS:
                    letter = get_column_letter(position + 1)
                    allowed = f"at most {MOST_COLUMNS:,} columns; is there a stray cell?"
                    raise TooLargeError(f"something in cell {letter}{number}", allowed)
                odd = _oddity(cell, uncomputed=uncomputed)
                if isinstance(value, str):
                    text = clean(value)
                elif odd in ("no result", "not computed"):
                    text = ""
                else:
                    text = _text(value, percent=percent(cell["style_id"]))
                if odd:
                    grid.odd[number, position] = odd, text
                cells += [""] * (position + 1 - len(cells))
                cells[position] = text
            while cells and not cells[-1] and (number, len(cells) - 1) not in grid.odd:
                cells.pop()
            if cells:
                grid.rows.append((number, cells))
                width = max(width, len(cells))
                if width * len(grid.rows) > MOST_CELLS:
                    found = f"{len(grid.rows):,} rows of {width:,} cells"
                    raise TooLargeError(found, f"at most {MOST_CELLS:,} cells; is there a stray one?")
    if parser.merged_cells:
        grid.merged.extend(merged.ref for merged in parser.merged_cells.mergeCell)
    return grid


def _oddity(cell: Mapping[str, Any], *, uncomputed: bool) -> Oddity | None:
    value = cell["value"]
    if cell["formula"] and value is None:
        return "no result"
    if cell["formula"] and uncomputed and type(value) in (int, float) and value == 0:
        return "not computed"
    if cell["data_type"] == "e":
        return "error"
    if isinstance(value, bool):
        return "truth"
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


def _is_percent(number_format: str | None) -> bool:
    """Whether a number format shows a number a hundred times as large, with a percent sign.

    >>> _is_percent("0.0%"), _is_percent('0"%"'), _is_percent("General")
    (True, False, False)
    """
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format or "")


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold."""


def _clean(text: str) -> str:
    """Return a text as a person sees it; of one that is too long, enough to tell."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text[: 8 * LONGEST_TEXT])[: LONGEST_TEXT + 1]
