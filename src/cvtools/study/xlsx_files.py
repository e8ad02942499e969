"""A study as one workbook (.xlsx): a sheet for each table, one for the settings, and one that explains."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from cvtools.study import xlsx_guard
from cvtools.study.errors import Problem, SheetOf, nearest, plain_number
from cvtools.study.numbers import TEXT_NUMBERS
from cvtools.study.percent import as_fraction, settled
from cvtools.study.schema import LANGUAGES, PASSED_THROUGH, SETTINGS, TABLES
from cvtools.study.sheets import RawSettings, Sheet, TooLargeError, sheet_of_rows
from cvtools.study.wording import N_
from cvtools.study.xlsx_guard import LARGEST as LARGEST
from cvtools.study.xlsx_guard import SAVE_AS as SAVE_AS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from cvtools.study.xlsx_cells import Grid

SETTINGS_SHEET = "study"
GUIDE_SHEET = "read me"
_ROWS_WITH_DROPDOWNS = 1000
_KNOWN = {SETTINGS_SHEET, *TABLES, *PASSED_THROUGH}


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
    holds = {column.name: column.holds for column in TABLES[name].columns} if name in TABLES else {}
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


_HOLDS = {"confidence": "number", "horizon_years": "number", "discount_rate": "number", "notes": "text"}
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


# -- writing ---------------------------------------------------------------------------------------


def write_workbook(settings: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Make the workbook's bytes: text is written as text (never as a formula), coded columns have drop-downs."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    _guide(book.create_sheet(GUIDE_SHEET))
    names = [*SETTINGS, *(name for name in settings if name not in SETTINGS)]
    texts = [settings.get(name, "") for name in names]
    sheet = book.create_sheet(SETTINGS_SHEET)
    _fill(sheet, pd.DataFrame({"setting": names, "value": texts}, dtype="str"))
    _settings_dropdowns(sheet, names, tables)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        _fill(sheet, frame)
        if name in TABLES:
            _table_dropdowns(sheet, frame, tables)
    for sheet in book.worksheets:
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: "Worksheet", frame: pd.DataFrame) -> None:
    from openpyxl.utils import get_column_letter

    for position, (name, column) in enumerate(frame.items(), start=1):
        longest = 8
        for number, value in enumerate([str(name), *column.tolist()], start=1):
            if isinstance(value, str):
                if value:
                    cell = sheet.cell(number, position, re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value))
                    cell.data_type = "s"  # text that begins with “=” stays text
                    longest = max(longest, min(len(value), 60))
            elif not pd.isna(value):
                cell = sheet.cell(number, position, plain_number(value))
                cell.data_type = "n"  # in full; openpyxl itself rounds to 16 digits
        sheet.column_dimensions[get_column_letter(position)].width = longest + 2


def _table_dropdowns(sheet: "Worksheet", frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> None:
    """Add the coded words, or the ids of another sheet, to choose from."""
    last = len(frame) + _ROWS_WITH_DROPDOWNS
    for column in TABLES[sheet.title].columns:
        ids = _ids_of(f"{column.name}s", tables) if column.holds == "reference" else ""
        source = f'"{",".join(column.choices)}"' if column.choices else ids
        if source and column.name in frame:
            cells = f"{_letter(frame, column.name)}2:{_letter(frame, column.name)}{last}"
            # “*” is in no list of segments, and a new id may be typed before its own sheet has it: only a warning
            _dropdown(sheet, cells, source, name=column.name, strict=not ids)


def _settings_dropdowns(sheet: "Worksheet", names: list[str], tables: Mapping[str, pd.DataFrame]) -> None:
    sources = {
        "unit": ('"points,EUR,NOK,USD,GBP,SEK,DKK,CHF"', False),  # any other currency may be typed
        "ours": (_ids_of("offerings", tables), False),
        "language": (f'"{",".join(LANGUAGES)}"', True),
        "price": (_ids_of("drivers", tables), False),
    }
    for name, (source, strict) in sources.items():
        if source:
            _dropdown(sheet, f"B{names.index(name) + 2}", source, name=name, strict=strict)


def _dropdown(sheet: "Worksheet", cells: str, source: str, *, name: str, strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorStyle = "stop" if strict else "warning"
    rule.errorTitle = name
    rule.error = (
        f"Choose one of the words in the list for {name}." if strict else f"This is not in the list for {name}."
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _ids_of(table: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return where the ids of a table stand, as a spreadsheet writes it; the rows below are for more of them."""
    if table not in tables:
        return ""
    letter = _letter(tables[table], TABLES[table].key[0])
    return f"{table}!${letter}$2:${letter}${len(tables[table]) + _ROWS_WITH_DROPDOWNS}"


def _letter(frame: pd.DataFrame, column: str) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(list(frame.columns).index(column) + 1)


def _guide(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100
    for number, (what, text) in enumerate(_GUIDE, start=1):
        sheet.cell(number, 1, what).font = Font(bold=True)
        sheet.cell(number, 2, text).alignment = Alignment(wrap_text=True, vertical="top")


_GUIDE = (
    ("What this is", "A study of customer value: what each segment gains and gives up with each offering."),
    ("Value", "Benefits minus costs, as the customers of one segment perceive them."),
    (
        "How to fill it in",
        "Go through the sheets from left to right. Many cells have a drop-down. A blank cell: not known.",
    ),
    (
        "study",
        "One setting a row. unit: points, or a currency such as EUR. ours: the id of our own offering. period: "
        "what one value covers, such as one trip. language: en, nb or hr. confidence: how much of what is "
        "plausible lies between low and high, 0.8 if blank. horizon_years and discount_rate: for drivers that "
        "come every year. price: the id of the price driver.",
    ),
    ("segments", "Groups of customers who weigh things alike. size is how many they are; it weights the totals."),
    ("offerings", "What they can choose: ours, the rivals’, and doing nothing."),
    (
        "drivers",
        "The benefits (functional, emotional, social) and costs (money, time, effort, risk) that count. worst and "
        "best are the plausible ends of the scale in the driver’s own unit; for a cost, best is the least burden.",
    ),
    (
        "weights",
        "What going from worst to best on a driver is worth to a segment: points that add up to anything (they "
        "are scaled to 100), or money. A segment * stands for every segment without a row of its own. 0: they do "
        "not care.",
    ),
    (
        "ratings",
        "How a segment perceives an offering on a driver, in the driver’s unit, between worst and best. view: "
        "perceived (by customers), expected (by customers, before buying) or believed (by our own people). low "
        "and high: how sure you are.",
    ),
    (
        "evidence",
        "How a number is known: assumption, workshop, interview, review, survey or measured; n where it was counted.",
    ),
    ("ids", "Short words of a-z, 0-9, _ and -. Names are free text, in any script."),
    ("Other columns", "Add any column you like; it is kept. name_nb and name_hr: a name in Norwegian and Croatian."),
    (
        "When it is done",
        "cvtools check FILE tells what is wrong, all at once; cvtools report FILE writes the reports.",
    ),
)
