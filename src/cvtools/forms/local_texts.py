"""Texts that a study may hold in several languages: which one a reader sees, and which one typing changes."""

from collections.abc import Iterable

from cvtools.forms.edits import set_cell
from cvtools.forms.problems_by_cell import SETTINGS, Address
from cvtools.forms.state import Row, State

LOCAL = ("name", "unit", "description", "note", "title", "period", "notes")
"""Columns and settings that may have one text for each language."""


def local_column(state: State, table: str, column: str, language: str) -> str:
    """Return the column that holds a text in the reader's language: ``name``, or ``name_nb`` where there is one."""
    local = f"{column}_{language}"
    if column not in LOCAL or language == (state.settings.get("language", "").strip() or "en"):
        return column
    held = (row.cells for row in state.rows(table)) if table != SETTINGS else (state.settings,)
    return local if any(cells.get(local, "").strip() for cells in held) else column


def shown(state: State, table: str, row: Row, column: str, language: str) -> str:
    """Return a text in the reader's language, or else as it is."""
    return row[local_column(state, table, column, language)] or row[column]


def read_text(state: State, at: Address, language: str) -> str:
    """Return the text of a field."""
    table, key, column = at
    column = local_column(state, table, column, language)
    if table == SETTINGS:
        return state.settings.get(column, "")
    row = state.row(table, key)
    return row[column] if row else ""


def type_into(state: State, at: Address, text: str, *, language: str, fixed: Iterable[str]) -> State:
    """Put a text into a field; what was the same in both languages so far stays the same."""
    table, key, column = at
    fixed = frozenset(fixed)
    local = local_column(state, table, column, language)
    if table == SETTINGS:
        before = state.settings.get(local, "")
        both = local != column and state.settings.get(column, "") in ("", before)
        return state.with_settings(**({local: text, column: text} if both else {local: text}))
    row = state.row(table, key)
    if row and local != column and row[column] in ("", row[local]):
        state = set_cell(state, table, key, column, text, fixed=fixed)
    return set_cell(state, table, key, local, text, fixed=fixed)
