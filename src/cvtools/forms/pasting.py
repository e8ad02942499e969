"""Pasting a block of cells as people copy it: with a row of headings and a column of names, or without.

Where the block has headings or names, its cells go where they say, in any of the languages that the table is shown in;
otherwise they go from one field to the right and down.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cvtools.forms.blocks import Block, address
from cvtools.forms.edits import add_row
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.state import State
from cvtools.language.language import Language

_MOST_NAMED = 3
Typed = Callable[[Address, str], Callable[[State], State]]


def block_of(text: str) -> list[list[str]]:
    r"""Split what a spreadsheet put on the clipboard into rows of cells.

    >>> block_of('a\tb\r\n"two\nlines"\t1\r\n')
    [['a', 'b'], ['two\nlines', '1']]
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:  # quotation marks that are only text
        rows = [line.split("\t") for line in text.split("\n")]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return [[cell.strip() for cell in row] for row in rows]


class _Fitted(NamedTuple):
    """A block, and where its cells go: a row and a column of the table for each of its own, or none."""

    cells: list[list[str]]
    rows: list[int | None]
    columns: list[int | None]
    names: int | None
    """The column of names, which goes nowhere."""
    strange: list[str]
    """Headings and names that the table does not have."""


def pasted(
    sheets: Sequence[Block], at: Address, text: str, typed: Typed, _: Language
) -> tuple[Callable[[State], State], str]:
    """Return the change that pasting is, and what is to be said of it.

    Parameters
    ----------
    sheets
        The same table in each language.
    at
        The field that has the focus.
    typed
        What typing a text into a field is.
    """
    place = _place(sheets[0], at)
    if place is None:  # another form took the row away
        return lambda state: state, _("Nothing was pasted: that field is no longer there. Paste into another one.")
    sheet, fitted = sheets[0], _fit(sheets, block_of(text), place)
    puts: list[tuple[int, int, str]] = []
    out: list[str] = []
    for cells, row in zip(fitted.cells, fitted.rows, strict=True):
        for number, (cell, column) in enumerate(zip(cells, fitted.columns, strict=False)):
            if number == fitted.names:
                continue
            if row is not None and column is not None and _takes(sheet, row, column):
                puts.append((row, column, cell))
            else:
                out += [cell] if cell else []

    def operation(state: State) -> State:
        made: dict[int, list[Block]] = {i: row["cells"] for i, row in enumerate(sheet["rows"])}
        for row, column, cell in puts:
            if row not in made:
                state, key = add_row(state, sheet["table"])
                made[row] = [{"at": [sheet["table"], key, c["id"]], **c["field"]} for c in sheet["columns"]]
            to = address(made[row][column])
            if to:
                state = typed(to, _code(sheets, column, cell))(state)
        return state

    return operation, _left_out(len(out), fitted.strange, _)


def _place(sheet: Block, at: Address) -> tuple[int, int] | None:
    """Return row and column of an address in a table."""
    cells = ((i, j, cell) for i, row in enumerate(sheet["rows"]) for j, cell in enumerate(row["cells"]))
    return next(((i, j) for i, j, cell in cells if address(cell) == at), None)


def _takes(sheet: Block, row: int, column: int) -> bool:
    """Whether there is a field at this row and column, or may be one."""
    if column >= len(sheet["columns"]):
        return False
    rows = sheet["rows"]
    return address(rows[row]["cells"][column]) is not None if row < len(rows) else bool(sheet.get("add"))


def _fit(sheets: Sequence[Block], block: list[list[str]], place: tuple[int, int]) -> _Fitted:
    first_row, first_column = place
    width = max(map(len, block), default=0)
    columns = _places((part["label"], part["id"]) for sheet in sheets for part in sheet["columns"])
    rows = _places((part["label"], part["key"]) for sheet in sheets for part in sheet["rows"])
    heads = [columns.get(cell.casefold()) for cell in block[0]] if block else []
    headed = _is_header(block, heads, first_column)
    body = block[1:] if headed else block
    named = [any(cell["input"] == "head" for cell in part["cells"]) for part in sheets[0]["rows"]]
    names = next(
        (j for j in range(width) if any(named) and _are_names([cells[j : j + 1] for cells in body], rows)), None
    )
    strange: list[str] = []
    if headed:
        to = heads
        strange += [cell for j, cell in enumerate(block[0]) if j != names and cell and heads[j] is None]
    else:
        shift = 0 if names is None else names + 1
        to = [None if j < shift else first_column + j - shift for j in range(width)]
    if names is None:
        return _Fitted(body, [first_row + i for i in range(len(body))], to, None, strange)
    called = [cells[names] if names < len(cells) else "" for cells in body]
    places = [rows.get(name.casefold()) for name in called]
    strange += [name for name, row in zip(called, places, strict=True) if name and row is None]
    return _Fitted(body, places, to, names, strange)


def _places(known: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return where each name is; ``known`` has label and id of each part, once for each language."""
    ids: dict[str, int] = {}
    for label, id_ in known:
        place = ids.setdefault(id_.casefold(), len(set(ids.values())))
        ids.setdefault(label.casefold(), place)
    return ids


def _is_header(block: list[list[str]], heads: list[int | None], column: int) -> bool:
    """Whether the first row says what the columns are: half of it is known, not counting the corner."""
    known = [to for to in heads if to is not None]
    if len(heads) == 1:
        return known == [column] and len(block) > 1
    told = [cell for cell, to in zip(block[0][1:], heads[1:], strict=True) if cell or to is not None] if block else []
    return bool(known) and 2 * len(known) >= len(told)


def _are_names(cells: list[list[str]], rows: dict[str, int]) -> bool:
    words = [word for cell in cells for word in cell if word]
    known = [word for word in words if word.casefold() in rows]
    return bool(known) and 2 * len(known) >= len(words)


def _code(sheets: Sequence[Block], column: int, text: str) -> str:
    """Return the coded word for what is called so, in any language, in a list to choose from."""
    options = (
        o for sheet in sheets for part in sheet["columns"][column]["field"].get("options", ()) for o in part["options"]
    )
    return next((code for code, name in options if text.casefold() in (name.casefold(), code)), text)


def _left_out(count: int, strange: list[str], _: Language) -> str:
    if not count:
        return ""
    said = _.plural("{n} cell did not fit and was left out.", "{n} cells did not fit and were left out.", count)
    names = _.listed(name[:40] for name in list(dict.fromkeys(strange))[:_MOST_NAMED])
    return said + (" " + _("Not found in this table: {names}.", names=names) if strange else "")
