"""A study as one workbook (.xlsx): a sheet for each table, a two-column sheet ``study``, drop-downs, and a sheet that explains."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvtools.csvfile import plain_number
from cvtools.schema import PASSED_THROUGH, TABLES, Column, Problem
from cvtools.sheets import Sheet, sheet_of_rows

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SETTINGS_SHEET = "study"
GUIDE_SHEET = "read me"
LARGEST = 50_000_000
LARGEST_INSIDE = 400_000_000
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_ROWS_WITH_DROPDOWNS = 2000
_FORMULA_WITHOUT_RESULT = "\x00formula"


def refused(data: bytes, size: int, place: str) -> Problem | None:
    """Why these bytes are no workbook that we open, or ``None``. ``data`` may be the first bytes of a file of ``size``."""
    if size > LARGEST:
        return Problem(place, found=f"{size:,} bytes", allowed=f"a workbook of at most {LARGEST:,} bytes")
    if data[:4] == _ENCRYPTED:
        return Problem(
            place,
            found="a workbook with a password, or in the old .xls format",
            allowed="an .xlsx workbook without a password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = sum(member.file_size for member in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                return Problem(place, found="a zip file that is no workbook", allowed="an .xlsx workbook")
    except (zipfile.BadZipFile, OSError, ValueError):
        return Problem(place, found="a file that is damaged or cut short", allowed="an .xlsx workbook")
    if inside > LARGEST_INSIDE:
        return Problem(place, found=f"{inside:,} bytes unpacked", allowed=f"at most {LARGEST_INSIDE:,} bytes")
    return None


def read_workbook(data: bytes, *, place: str) -> tuple[dict[str, str], dict[str, Sheet], list[Problem]]:
    """Read settings and tables of a workbook's bytes; unknown sheets are left alone."""
    problem = refused(data, len(data), place)
    if problem:
        return {}, {}, [problem]
    try:
        texts = _texts(data)
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever the broken part of the file made it stumble over
        message = f"the workbook cannot be read ({type(error).__name__}); save it again in a spreadsheet"
        return {}, {}, [Problem(place, allowed=message)]
    problems: list[Problem] = []
    sheets: dict[str, Sheet] = {}
    settings: dict[str, str] = {}
    for name, rows in texts.items():
        where = f"{place}, sheet {name}"
        for number, cells in rows:
            for position, cell in enumerate(cells):
                if cell == _FORMULA_WITHOUT_RESULT:
                    cells[position] = ""
                    problems.append(
                        Problem(
                            where,
                            number,
                            rows[0][1][position] or str(position + 1),
                            "a formula without a result",
                            "a number or a text (open the workbook in a spreadsheet and save it, or paste values)",
                        )
                    )
        if name == SETTINGS_SHEET:
            settings, wrong = _settings(rows, where)
            problems += wrong
        elif name in TABLES or name in PASSED_THROUGH:
            sheets[name] = sheet_of_rows(where, name, _without_margin(rows))
    return settings, sheets, problems


def _texts(data: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    """Every cell of the sheets that we know as text; opened twice only if there are formulas."""
    from openpyxl import load_workbook

    known = {SETTINGS_SHEET, *TABLES, *PASSED_THROUGH}
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    results: Any = None
    texts = {}
    for sheet in book.worksheets:
        if sheet.title not in known:
            continue
        sheet.reset_dimensions()
        rows = []
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(cell.value) for cell in row]
            formulas = [i for i, cell in enumerate(row) if cell.data_type == "f"]
            if formulas:
                results = results or load_workbook(io.BytesIO(data), data_only=True)
                for i in formulas:
                    value = results[sheet.title].cell(number, i + 1).value
                    cells[i] = _FORMULA_WITHOUT_RESULT if value is None else _text(value)
            rows.append((number, cells))
        width = max((len(cells) for _, cells in rows), default=0)
        texts[sheet.title] = [(number, cells + [""] * (width - len(cells))) for number, cells in rows]
    return texts


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return plain_number(float(value)) if abs(value) < 1e15 else repr(value)
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _without_margin(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows without the blank columns to the right of the table, which spreadsheets leave behind."""
    used = max((i for _, cells in rows for i, cell in enumerate(cells) if cell.strip()), default=-1) + 1
    return ((number, cells[:used]) for number, cells in rows)


def _settings(rows: list[tuple[int, list[str]]], place: str) -> tuple[dict[str, str], list[Problem]]:
    settings: dict[str, str] = {}
    problems = []
    for number, cells in rows:
        key, value = ((cells[0] if cells else "").strip(), cells[1] if len(cells) > 1 else "")
        if not key or (number == 1 and (key, value.strip()) == ("setting", "value")):
            continue
        if key in settings:
            problems.append(Problem(place, number, key, allowed="the setting is there more than once"))
        settings[key] = value
    return settings, problems


def write_workbook(settings: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Make the workbook's bytes: text is written as text (never as a formula), coded columns have drop-downs."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    _guide(book.create_sheet(GUIDE_SHEET))
    sheet = book.create_sheet(SETTINGS_SHEET)
    _fill(sheet, pd.DataFrame({"setting": list(settings), "value": list(settings.values())}, dtype="str"))
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        _fill(sheet, frame)
        if name in TABLES:
            _dropdowns(sheet, frame, TABLES[name].columns)
    for sheet in book.worksheets:
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: "Worksheet", frame: pd.DataFrame) -> None:
    from openpyxl.utils import get_column_letter

    columns = [frame[name].tolist() for name in frame.columns]
    for position, (name, column) in enumerate(zip(frame.columns, columns, strict=True), start=1):
        longest = 8
        for number, value in enumerate([str(name), *column], start=1):
            if isinstance(value, str):
                if value:
                    cell = sheet.cell(number, position, value)
                    cell.data_type = "s"  # text that begins with “=” stays text
                    longest = max(longest, min(len(value), 60))
            elif not pd.isna(value):
                sheet.cell(number, position, int(value) if float(value).is_integer() else float(value))
        sheet.column_dimensions[get_column_letter(position)].width = longest + 2


def _dropdowns(sheet: "Worksheet", frame: pd.DataFrame, columns: tuple[Column, ...]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = max(_ROWS_WITH_DROPDOWNS, len(frame) + 200)
    for column in columns:
        source = _choices(column, sheet.title)
        if not source or column.name not in frame:
            continue
        rule = DataValidation("list", formula1=source, allow_blank=column.blank, showErrorMessage=True)
        rule.error = f"Choose one of the words in the list for the column {column.name}."
        rule.errorTitle = column.name
        if column.holds == "id":  # the list cannot hold the “*”, and a new id may be typed first
            rule.errorStyle = "warning"
        letter = get_column_letter(list(frame.columns).index(column.name) + 1)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)


def _choices(column: Column, table: str) -> str:
    """The list behind a drop-down: the coded words, or the ids of another sheet."""
    if column.choices:
        return f'"{",".join(column.choices)}"'
    owner = f"{column.name}s"
    return f"{owner}!$A$2:$A${_ROWS_WITH_DROPDOWNS}" if column.holds == "id" and owner != table else ""


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
    ("How to fill it in", "Go through the sheets from left to right. Many columns have a drop-down. A blank cell means: not known."),
    ("study", "One setting a row. “unit” is points, or a currency such as EUR. “ours” is the id of our own offering."),
    ("segments", "Groups of customers who weigh things alike. “size” is how many they are; it weights the totals."),
    ("offerings", "What they can choose: ours, the rivals’, and doing nothing."),
    (
        "drivers",
        "The benefits (functional, emotional, social) and costs (money, time, effort, risk) that count. “worst” and “best” are the plausible "
        "ends of the scale in the driver’s own unit; for a cost, best is the least burden.",
    ),
    (
        "weights",
        "What going from worst to best on a driver is worth to a segment: points that add up to anything (they are scaled to 100), or money. "
        "A segment * stands for every segment without a row of its own. 0 means: they do not care.",
    ),
    (
        "ratings",
        "How a segment perceives an offering on a driver, in the driver’s unit, between worst and best. “view” is perceived (by customers), "
        "expected (by customers, before buying) or believed (by our own people). “low” and “high” are how sure you are.",
    ),
    ("evidence", "How a number is known: assumption, interview, review, survey or measured; “n” where it was counted."),
    ("ids", "Short words of a-z, 0-9, _ and -. Names are free text, in any script."),
    ("Other columns", "Add any column you like; it is kept. name_nb and name_hr hold a name in Norwegian and Croatian."),
    ("When it is done", "cvtools check FILE tells what is wrong, all at once; cvtools report FILE writes the reports."),
)
