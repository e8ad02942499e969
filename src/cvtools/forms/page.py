"""What every page of the forms shares: fields with their messages, and names in the reader's language.

A page turns a draft into blocks, and what was typed into the next state. It holds no text of the study itself, only
what is chosen to be looked at.
"""

import copy
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from cvtools.forms import blocks
from cvtools.forms.blocks import Block
from cvtools.forms.draft import Draft, Operation
from cvtools.forms.edits import add_row
from cvtools.forms.local_texts import read_text, shown, type_into
from cvtools.forms.messages import is_missing, told
from cvtools.forms.numbers import meant_number
from cvtools.forms.pasting import pasted
from cvtools.forms.problems_by_cell import SETTINGS, Address
from cvtools.forms.state import NAMED, NUMBERS, SETTING_NUMBERS, State
from cvtools.language.language import Language
from cvtools.study.errors import Problem
from cvtools.study.schema import LANGUAGES, POINTS


class Page:
    """One page of a form."""

    table: ClassVar[str] = ""
    """What is typed into: its problems are this page's, and its name is that of the page."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.notice = ""
        """What the last button did, where that is worth a sentence."""
        self._spoken = ""

    @property
    def language(self) -> str:
        """The reader's language."""
        return self._spoken or self.draft.language

    @property
    def _(self) -> Language:
        return Language(self.language)

    @property
    def state(self) -> State:
        """What was typed so far."""
        return self.draft.state

    @property
    def money(self) -> bool:
        """Whether value is counted in money."""
        return self.state.settings.get("unit", POINTS).strip() not in ("", POINTS)

    def title(self) -> str:
        """What the page is called."""
        _ = self._
        return {
            "study": _("Study"),
            "segments": _("Segments"),
            "offerings": _("Offerings"),
            "drivers": _("Drivers"),
            "weights": _("Weights"),
            "judgements": _("Judgements"),
            "ratings": _("Ratings"),
            "levers": _("Levers"),
            "effects": _("What levers change"),
            "shares": _("Who chooses what"),
            "economics": _("What customers pay"),
        }[self.table]

    def blocks(self) -> list[Block]:
        """What is to be seen."""
        raise NotImplementedError

    def sheet(self) -> Block:
        """The table to type into."""
        raise NotImplementedError

    def typed(self, at: Address, text: str) -> Operation:
        """Return the change that typing a text into a field is."""
        return lambda state: type_into(state, at, text, language=self.language, fixed=self.draft.fixed)

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Do what a button of this page stands for; returns the field that is to have the focus then."""
        return None

    def told(self) -> str:
        """Return the notice, once."""
        notice, self.notice = self.notice, ""
        return notice

    def added(self, texts: Mapping[str, str], *, wanted: str = "") -> str:
        """Add a row, and return its key."""
        key = ""

        def operation(state: State) -> State:
            nonlocal key
            state, key = add_row(state, self.table, texts, wanted=wanted)
            return state

        self.draft.do(operation)
        return key

    def pasted(self, at: Address, text: str) -> Operation:
        """Return the change that pasting a block of cells is, and say what did not fit."""
        operation, self.notice = pasted(
            [self.speaking(code).sheet() for code in LANGUAGES], at, text, self.typed, self._
        )
        return operation

    def speaking(self, language: str) -> Self:
        """Return the page as it is in another language."""
        page = copy.copy(self)
        page._spoken = language
        return page

    # -- fields ----------------------------------------------------------------------------------

    def field(self, at: Address, *, label: str = "", problem: Problem | None = None, **more: Any) -> Block:
        """Return a field at its address, with what is wrong with it."""
        table, _key, column = at
        text = more.pop("text", None)
        if text is None:
            text = read_text(self.state, at, self.language)
        problem = problem or self.draft.found.cells.get(at)
        number = column in (SETTING_NUMBERS if table == SETTINGS else NUMBERS.get(table, ()))
        made = {"at": list(at), "input": "text", "text": text, "label": label, "number": number, **more}
        meant = meant_number(text, self.draft.decimal, problem.meant) if problem and number else ""
        if meant:
            made["fix"] = {"text": meant, "label": self._("Write {number}", number=meant)}
        return made | self.message(problem)

    def message(self, problem: Problem | None, *, of: str = "") -> dict[str, str]:
        """Return what a field says of a problem, its own or that ``of`` another one, and how loudly."""
        if problem is None:
            return {"message": "", "level": ""}
        text = told(problem, self._, self.draft.decimal)
        text = text if text.startswith(of) else f"{of}: {text}"
        return {"message": text, "level": "missing" if is_missing(problem) else "wrong"}

    def hinted(self, field: Block, hint: str) -> Block:
        """Return a field that says something which is no mistake, unless it has to say what is one."""
        return field if field["message"] else field | {"message": hint, "level": "hint"}

    def names(self, table: str) -> list[tuple[str, str]]:
        """Return ids and names of the rows that are not blank."""
        column = NAMED[table]
        _ = self._
        singular = {
            "segments": _("segment"),
            "offerings": _("offering"),
            "drivers": _("driver"),
            "levers": _("lever"),
        }[table]
        return [
            (row[column], shown(self.state, table, row, "name", self.language) or f"({singular} {i})")
            for i, row in enumerate(self.state.rows(table), start=1)
            if not row.blank
        ]

    def need(self, *tables: str) -> list[Block]:
        """Return what must be there first."""
        _ = self._
        sentences = {
            "segments": _("Add a segment first."),
            "offerings": _("Add an offering first."),
            "drivers": _("Add a driver first."),
            "levers": _("Add a lever first."),
        }
        missing = [sentences[table] for table in tables if not self.names(table)]
        return [blocks.text(missing[0], id_="need")] if missing else []
