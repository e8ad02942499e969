"""A study read from one workbook (.xlsx): a sheet for each table and one for the settings.

The cells are walked in ``xlsx_cells``; here they become sheets, and those that must not stand where they do problems.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cvtools.study import xlsx_guard
from cvtools.study.errors import Problem, SheetOf, nearest
from cvtools.study.numbers import TEXT_NUMBERS
from cvtools.study.percent import as_fraction, settled
from cvtools.study.schema import PASSED_THROUGH, SCHEMA, SETTINGS, TABLES
from cvtools.study.sheets import RawSettings, Sheet, TooLargeError, sheet_of_rows
from cvtools.study.wording import N_
from cvtools.study.xlsx_guard import LARGEST as LARGEST
from cvtools.study.xlsx_guard import SAVE_AS as SAVE_AS

if TYPE_CHECKING:
    from cvtools.study.xlsx_cells import Grid

SETTINGS_SHEET = "study"
_KNOWN = {SETTINGS_SHEET, *SCHEMA, *PASSED_THROUGH}


def read_workbook(data: bytes, *, place: str) -> tuple[RawSettings, dict[str, Sheet], list[Problem]]:
    """Read settings and tables of a workbook's bytes; unknown sheets are left alone."""
    from cvtools.study.xlsx_cells import grids

    nothing = RawSettings(readable=False)
    problem = xlsx_guard.refused(data, place)
    if problem:
        return nothing, {}, [problem]
    try:
        found, titles = grids(data, _KNOWN, uncomputed=xlsx_guard.asks_to_calculate(data))
    except Exception as error:  # openpyxl raises whatever the broken part of the file made it stumble over
        return nothing, {}, [Problem(place, code="workbook_unreadable", fields={"reason": type(error).__name__})]
    problems = []
    for name in (SETTINGS_SHEET, *TABLES):
        if name not in found:
            meant = nearest(name, set(titles).difference(_KNOWN), cutoff=0.75)
            problems.append(Problem(place, code="sheet_missing", meant=meant, fields={"sheet": name}))
    settings, sheets = nothing, {}
    for name, grid in found.items():
        where = SheetOf(place, name)
        if isinstance(grid, TooLargeError):
            problems.append(grid.problem(where))
        elif name == SETTINGS_SHEET:
            settings = _settings(grid, where)
        else:
            sheets[name] = _table(grid, where, name)
    return settings, settled(sheets), problems


def _table(grid: "Grid", where: SheetOf, name: str) -> Sheet:
    from cvtools.study.xlsx_cells import MOST_UNKNOWN

    width = max((len(cells) for _, cells in grid.rows), default=0)
    shown = as_fraction if name in PASSED_THROUGH else str
    padded = ((row, [*map(shown, cells), *[""] * (width - len(cells))]) for row, cells in grid.rows)
    sheet = sheet_of_rows(where, name, padded, decimal="")
    header = [label.strip() for label in grid.rows[0][1]] if sheet.columns else []
    holds = {column.name: column.holds for column in SCHEMA[name].columns} if name in SCHEMA else {}
    labels = {position: label for position, label in enumerate(header) if label}
    problems = [
        problem
        for (row, position), odd in grid.odd.items()
        for problem in _fault(where, row, labels.get(position, ""), holds, *odd)
    ]
    problems += [
        Problem(where, row, labels[position], N_("merged cells {range}"), "merged", fields={"range": merged})
        for merged, row, position in grid.merged_cells()
        if position in labels
    ]
    if len(problems) > MOST_UNKNOWN:
        many = Problem(where, code="many_unknown", fields={"most": MOST_UNKNOWN})
        return replace(Sheet.refused(many), problems=(many, *problems[:MOST_UNKNOWN]))
    return replace(sheet, problems=(*sheet.problems, *problems))


def _settings(grid: "Grid", place: str) -> RawSettings:
    raw = RawSettings()
    rows = {row: [cell.strip() for cell in cells] for row, cells in grid.rows}
    # where the names stand: some programs put a column of numbers before them
    columns = Counter(i for cells in rows.values() for i, cell in enumerate(cells) if cell in SETTINGS)
    first = min(columns, key=lambda i: (-columns[i], i), default=0)
    header = next((row for row, cells in rows.items() if cells[first : first + 2] == ["setting", "value"]), 0)
    for row, cells in grid.rows:
        name, value = (cell for cell in [*cells, "", ""][first : first + 2])
        name = name.strip()
        if name and row > header:
            raw.add(place, row, name, as_fraction(value) if _HOLDS.get(name) == "number" else value)
            if (row, first + 1) in grid.odd:
                raw.problems.extend(_fault(place, row, name, _HOLDS, *grid.odd[row, first + 1]))
    return raw


_HOLDS = dict.fromkeys(
    ("confidence", "halo", "shared", "ranges_held", "heterogeneity", "horizon_years", "discount_rate"), "number"
) | {"notes": "text"}
_NAMES = re.compile("(name|title)(_[a-z]+)?|unit|period")


def _fault(place: str, row: int, column: str, holds: Mapping[str, str], odd: str, text: str) -> list[Problem]:
    """Say what is wrong with an odd cell, if it must not stand in its column."""
    found, code, readings, name = text, f"cell_{odd}", {}, bool(_NAMES.fullmatch(column))
    match odd:
        case "no result":
            found, code = N_("a formula without a result"), "no_result"
        case "not computed":
            found, code = N_("a formula that no spreadsheet has computed yet"), "not_computed"
        case "two readings" if holds.get(column) == "number":
            code, readings = "thousands", TEXT_NUMBERS.readings(text.strip())
        case "error" if name or holds.get(column) == "text":
            pass
        case "date" | "truth" if name:
            pass
        case _:
            return []
    return [Problem(place, row, column, found, code, fields=readings)]
