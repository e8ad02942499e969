"""A study as one workbook (.xlsx): a sheet for each table, one for the settings, and one that explains."""

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from cvtools.study.errors import Problem, nearest, plain_number
from cvtools.study.schema import LANGUAGES, PASSED_THROUGH, SETTINGS, TABLES
from cvtools.study.sheets import RawSettings, Sheet, sheet_of_rows
from cvtools.study.wording import N_

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

SETTINGS_SHEET = "study"
GUIDE_SHEET = "read me"
LARGEST = 50_000_000
LARGEST_INSIDE = 200_000_000
MOST_CELLS = 10_000_000
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_ROWS_WITH_DROPDOWNS = 1000
_KNOWN = {SETTINGS_SHEET, *TABLES, *PASSED_THROUGH}
_NO_RESULT = object()
_STRICT = b"purl.oclc.org/ooxml"


def refused(data: bytes, place: str) -> Problem | None:
    """Return why these bytes are no workbook that we open, or ``None``."""
    if data[:4] == _ENCRYPTED:
        return Problem(
            place,
            found=N_("a workbook with a password, or in the old .xls format"),
            code="workbook_without_password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = sum(member.file_size for member in archive.infolist())
            if "xl/workbook.xml" not in archive.namelist():
                return Problem(place, found=N_("a zip file that is no workbook"), code="workbook")
            if _STRICT in archive.read("xl/workbook.xml"):
                return Problem(place, found=N_("a workbook in the form “Strict Open XML”"), code="workbook_not_strict")
    except Exception:  # zipfile, too, stumbles in many ways
        return Problem(place, found=N_("a file that is damaged or cut short"), code="workbook")
    if inside > LARGEST_INSIDE:
        return Problem(
            place, found=N_("{size} bytes unpacked"), code="bytes", fields={"size": inside, "most": LARGEST_INSIDE}
        )
    return None


def read_workbook(data: bytes, *, place: str) -> tuple[RawSettings, dict[str, Sheet], list[Problem]]:
    """Read settings and tables of a workbook's bytes; unknown sheets are left alone."""
    nothing = RawSettings(readable=False)
    problem = refused(data, place)
    if problem:
        return nothing, {}, [problem]
    try:
        cells, titles = _cells(data)
    except Exception as error:  # openpyxl raises whatever the broken part of the file made it stumble over
        return nothing, {}, [Problem(place, code="workbook_unreadable", fields={"reason": type(error).__name__})]
    problems = []
    for name in (SETTINGS_SHEET, *TABLES):
        if name not in cells:
            meant = nearest(name, set(titles).difference(_KNOWN), cutoff=0.75)
            problems.append(Problem(place, code="sheet_missing", meant=meant, fields={"sheet": name}))
    settings, sheets = nothing, {}
    for name, rows in cells.items():
        where = f"{place}, sheet {name}"
        problems += _without_result(rows, where)
        width = max((len(row) for _, row in rows), default=0)
        if width * len(rows) > MOST_CELLS:
            fields = {"rows": len(rows), "width": width, "most": MOST_CELLS}
            problems.append(Problem(where, found=N_("{rows} rows of {width} cells"), code="most_cells", fields=fields))
            continue
        texts = [(number, [*map(_text, row), *[""] * (width - len(row))]) for number, row in rows]
        if name == SETTINGS_SHEET:
            settings = _settings(texts, where)
        else:
            sheets[name] = sheet_of_rows(where, name, texts, decimal="")
    return settings, sheets, problems


_Rows = list[tuple[int, list[object]]]


def _cells(data: bytes) -> tuple[dict[str, _Rows], list[str]]:
    """Return the cells of the sheets that we know, formulas as their results, and the titles of all sheets."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves out
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(data), read_only=True)
        found = {sheet.title: _rows(sheet) for sheet in book.worksheets if sheet.title in _KNOWN}
        if any(cell is _NO_RESULT for rows in found.values() for _, row in rows for cell in row):
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for name, rows in found.items():
                found[name] = _with_results(rows, dict(_rows(book[name])))
        return found, book.sheetnames


def _rows(sheet: "ReadOnlyWorksheet") -> _Rows:
    """Return the rows that hold anything, without the blank cells to their right; a formula as ``_NO_RESULT``."""
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    rows: _Rows = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_NO_RESULT if cell.data_type == "f" else cell.value for cell in row]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if cells:
            rows.append((number, cells))
    return rows


def _with_results(rows: _Rows, results: dict[int, list[object]]) -> _Rows:
    """Put the results of formulas, as the spreadsheet saved them, in their places."""

    def result(number: int, position: int) -> object:
        found = results.get(number, [])
        return _NO_RESULT if position >= len(found) or found[position] is None else found[position]

    return [
        (number, [result(number, i) if cell is _NO_RESULT else cell for i, cell in enumerate(cells)])
        for number, cells in rows
    ]


def _without_result(rows: _Rows, where: str) -> list[Problem]:
    header = [_text(cell) for cell in rows[0][1]] if rows else []
    found = N_("a formula without a result")
    return [
        Problem(where, number, header[i] if i < len(header) else "", found, "no_result")
        for number, cells in rows
        for i, cell in enumerate(cells)
        if cell is _NO_RESULT
    ]


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            return plain_number(float(value)) if abs(value) < 1e15 else repr(value)
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return "" if value is None or value is _NO_RESULT else _ESCAPED.sub(_character, str(value))


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold."""


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _settings(rows: list[tuple[int, list[str]]], place: str) -> RawSettings:
    raw = RawSettings()
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if "setting" in header[1:] or header[:2] == ["", "0"]:  # an index, as pandas writes it, came first
        raw.problems.append(Problem(place, rows[0][0], found=", ".join(header), code="settings_header"))
        return replace(raw, readable=False)
    for number, cells in rows:
        name, value = cells[0].strip(), cells[1] if len(cells) > 1 else ""
        if name and (number, name, value.strip()) != (1, "setting", "value"):
            raw.add(place, number, name, value)
    return raw


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
