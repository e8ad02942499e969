"""A study written as one workbook (.xlsx): a sheet for each table, one for the settings, and one that explains."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cvtools.study.errors import plain_number
from cvtools.study.schema import LANGUAGES, SCHEMA, SETTINGS
from cvtools.study.xlsx_files import SETTINGS_SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

GUIDE_SHEET = "read me"
_GUIDE = Path(__file__).with_name("workbook_guide.csv")
_ROWS_WITH_DROPDOWNS = 1000


def write_workbook(settings: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Make the workbook's bytes: text is written as text (never as a formula), coded columns have drop-downs."""
    from openpyxl import Workbook

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
        if name in SCHEMA:
            _table_dropdowns(sheet, frame, tables)
    return _finished(book)


def plain_workbook(tables: Mapping[str, pd.DataFrame], *, identifier: str = "") -> bytes:
    """Make the bytes of a workbook with one sheet a table: numbers in full, text as text; names are cut to 31 signs.

    ``identifier`` is kept in the file's properties.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, frame in tables.items():
        _fill(book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", name).strip("' ")[:31]), frame)
    book.properties.identifier = identifier or None
    return _finished(book)


def _finished(book: "Workbook") -> bytes:
    from openpyxl.styles import Font

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
                cell = sheet.cell(number, position, plain_number(float(value)))
                cell.data_type = "n"  # in full; openpyxl itself rounds to 16 digits
        sheet.column_dimensions[get_column_letter(position)].width = longest + 2


def _table_dropdowns(sheet: "Worksheet", frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> None:
    """Add the coded words, or the ids of another sheet, to choose from."""
    last = len(frame) + _ROWS_WITH_DROPDOWNS
    for column in SCHEMA[sheet.title].columns:
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
    letter = _letter(tables[table], SCHEMA[table].key[0])
    return f"{table}!${letter}$2:${letter}${len(tables[table]) + _ROWS_WITH_DROPDOWNS}"


def _letter(frame: pd.DataFrame, column: str) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(list(frame.columns).index(column) + 1)


def _guide(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100
    for number, (what, text) in enumerate(pd.read_csv(_GUIDE).itertuples(index=False), start=1):
        sheet.cell(number, 1, what).font = Font(bold=True)
        sheet.cell(number, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
