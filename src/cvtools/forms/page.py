"""What every page of the forms shares: fields with their messages, names in the reader's language, pasted blocks.

A page is a function from a draft to blocks (plain dictionaries, which ``js/blocks.js`` draws), and from what was typed
to the next state. It holds no text of the study itself, only what is chosen to be looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from cvtools.forms.draft import Draft, Operation
from cvtools.forms.edits import add_row, block_of, set_cell
from cvtools.forms.messages import is_missing, told
from cvtools.forms.problems_by_cell import SETTINGS
from cvtools.forms.state import NAMED, NUMBERS, SETTING_NUMBERS, Row, State
from cvtools.language.language import Language
from cvtools.study.errors import Problem

Address = tuple[str, str, str]
Block = dict[str, Any]
LOCAL = ("name", "unit", "description", "title", "period", "notes")
"""Columns and settings that may have one text for each language."""


class Page:
    """One page of a form."""

    name: ClassVar[str] = ""
    tables: ClassVar[tuple[str, ...]] = ()
    """The tables whose problems are this page's."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.notice = ""
        """What the last button did, where that is worth a sentence."""

    @property
    def _(self) -> Language:
        return Language(self.draft.language)

    @property
    def state(self) -> State:
        """What was typed so far."""
        return self.draft.state

    def title(self) -> str:
        """What the page is called."""
        raise NotImplementedError

    def blocks(self) -> list[Block]:
        """What is to be seen."""
        raise NotImplementedError

    def typed(self, at: Address, text: str) -> Operation:
        """Return the change that typing a text into a field is."""
        return lambda state: type_into(state, at, text, language=self.draft.language, fixed=self.draft.fixed)

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Do what a button of this page stands for; returns the field that is to have the focus then."""
        return None

    def told(self) -> str:
        """Return the notice, once."""
        notice, self.notice = self.notice, ""
        return notice

    # -- fields ----------------------------------------------------------------------------------

    def field(self, at: Address, *, label: str = "", problem: Problem | None = None, **more: Any) -> Block:
        """Return a field at its address, with what is wrong with it."""
        table, _key, column = at
        text = more.pop("text", None)
        if text is None:
            text = read_text(self.state, at, self.draft.language)
        problem = problem or self.draft.found.cells.get(at)
        number = column in (SETTING_NUMBERS if table == SETTINGS else NUMBERS.get(table, ()))
        made = {"at": list(at), "input": "text", "text": text, "label": label, "number": number, **more}
        return made | self.message(problem)

    def message(self, problem: Problem | None) -> dict[str, str]:
        """Return what a field says of a problem, and how loudly."""
        if problem is None:
            return {"message": "", "level": ""}
        level = "missing" if is_missing(problem) else "wrong"
        return {"message": told(problem, self._, self.draft.decimal), "level": level}

    def hinted(self, field: Block, hint: str) -> Block:
        """Return a field that says something which is no mistake, unless it has to say what is one."""
        return field if field["message"] else field | {"message": hint, "level": "hint"}

    def names(self, table: str) -> list[tuple[str, str]]:
        """Return ids and names of the rows that are not blank."""
        column = NAMED[table]
        singular = {"segments": self._("segment"), "offerings": self._("offering"), "drivers": self._("driver")}[table]
        return [
            (row[column], shown(self.state, table, row, "name", self.draft.language) or f"({singular} {i})")
            for i, row in enumerate(self.state.rows(table), start=1)
            if not row.blank
        ]

    # -- blocks of cells -------------------------------------------------------------------------

    def pasted(self, at: Address, text: str) -> Operation:
        """Return the change that pasting a block of cells is, from one field to the right and down."""
        block = block_of(text)
        found = next(((b, place) for b in self.blocks() if b["is"] == "table" and (place := _place(b, at))), None)
        if found is None:  # another form took the row away
            self.notice = self._("Nothing was pasted: that field is no longer there. Paste into another one.")
            return lambda state: state
        sheet, (row, column) = found
        labels = [item["label"].casefold() for item in sheet["columns"]][column:]
        if block and len(block[0]) > 1 and [cell.casefold() for cell in block[0]] == labels[: len(block[0])]:
            block = block[1:]  # the header came along

        def operation(state: State) -> State:
            for i, cells in enumerate(block):
                fields = sheet["rows"][row + i]["cells"] if row + i < len(sheet["rows"]) else None
                if fields is None:
                    if not sheet.get("add"):
                        break
                    state, key = add_row(state, sheet["table"])
                    fields = _like(sheet, key)
                for field, cell in zip(fields[column:], cells, strict=False):
                    if field.get("at"):
                        table, key, name = field["at"]
                        state = self.typed((table, key, name), _code(field, cell))(state)
            return state

        return operation


def _place(block: Block, at: Address) -> tuple[int, int] | None:
    """Return row and column of an address in a table."""
    for i, row in enumerate(block["rows"]):
        for j, cell in enumerate(row["cells"]):
            if tuple(cell.get("at", ())) == at:
                return i, j
    return None


def _like(sheet: Block, key: str) -> list[Block]:
    """Return the fields of a row that is not there yet, after those of the last one or of the columns."""
    kinds = {item["id"]: item for item in sheet["columns"]}
    return [{"at": [sheet["table"], key, name], **item.get("field", {})} for name, item in kinds.items()]


def _code(field: Block, text: str) -> str:
    """Return the coded word for what is called so in a list to choose from."""
    named = {name.casefold(): code for group in field.get("options", ()) for code, name in group["options"]}
    return named.get(text.strip().casefold(), text)


def group(options: Iterable[tuple[str, str]], label: str = "") -> Block:
    """Return options of a list to choose from: what is meant, and how it is called."""
    return {"label": label, "options": [list(option) for option in options]}


def row_label(row: Sequence[str], number: int, _: Language) -> str:
    """Return how a row is called to those who cannot see it."""
    return next((text for text in row if text.strip()), "") or _("row {number}", number=number)


# -- texts in the reader's language ----------------------------------------------------------------


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
