"""What the pages of numbers share: rows that are found by their ids, and more about a chosen number."""

from collections.abc import Mapping, Sequence
from typing import Any

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, button, group
from cvtools.forms.draft import Draft, Operation
from cvtools.forms.edits import LIKELY, id_in, remove_row, set_value
from cvtools.forms.local_texts import shown
from cvtools.forms.numbers import number_of
from cvtools.forms.page import Page
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.state import Row
from cvtools.language.coded_words import evidence_word
from cvtools.study.schema import EVERY_SEGMENT, EVIDENCE


class ValuedPage(Page):
    """Weights or ratings: a number for some ids, with its range and its evidence."""

    columns_of_ids: tuple[str, ...] = ()

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.segment = ""
        self.chosen: tuple[str, ...] = ()

    @property
    def likely(self) -> str:
        """The column of the number itself."""
        return LIKELY[self.table]

    def looked_at(self) -> str:
        """Return the segment that is looked at: as chosen, or else every segment or the first."""
        ids = [id_ for id_, _ in self.names("segments")]
        if self.segment in (*ids, EVERY_SEGMENT):
            return self.segment
        rows = self.state.rows(self.table)
        every = {row["driver"] for row in rows if row["segment"] == EVERY_SEGMENT}
        whole = every >= {row["driver"] for row, _name in self.drivers()}
        self.segment = EVERY_SEGMENT if not rows or not ids or whole else ids[0]
        return self.segment

    def segment_pick(self) -> Block:
        """Return the list of segments to look at."""
        options = [(EVERY_SEGMENT, self._("Every segment")), *self.names("segments")]
        return blocks.pick("segment", self._("Segment"), self.looked_at(), [group(options)])

    def ids(self, key: str) -> dict[str, str]:
        """Return the ids that an address holds."""
        return dict(zip(self.columns_of_ids, key.split("/"), strict=True))

    def index(self) -> dict[tuple[str, ...], Row]:
        """Return the rows by their ids, the first of each."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.state.rows(self.table):
            ids = tuple(id_in(row, name) for name in self.columns_of_ids)
            found.setdefault(ids, row)
        return found

    def number(
        self, ids: Sequence[str], index: Mapping[tuple[str, ...], Row], *, missing: bool = False, **more: Any
    ) -> Block:
        """Return the field of a number; what counts for every segment stands in it as a hint."""
        own, every = index.get(tuple(ids)), index.get((EVERY_SEGMENT, *ids[1:]))
        text = own[self.likely] if own else ""
        if own and not text.strip() and self.table == "ratings":
            text = "?"
        hint = every[self.likely] if every and every is not own else ""
        at = (self.table, "/".join(ids), self.likely)
        problem = self._problem(own, self.likely)
        made = self.field(
            at, text=text, problem=problem, hint=hint, choose=True, chosen=tuple(ids) == self.chosen, **more
        )
        for column, label in self._more().items():
            problem = self._problem(own, column)
            if problem and not made["message"]:
                made |= self.message(problem, of=label)
        if missing and not made["message"]:
            made |= {"message": self._("needed"), "level": "missing"}
        return made

    def _problem(self, row: Row | None, column: str) -> Any:
        return self.draft.found.cells.get((self.table, row.key, column)) if row else None

    def detail(self, title: str, index: Mapping[tuple[str, ...], Row]) -> Block | None:
        """Return more about the chosen number: its range, how it is known, a note."""
        row = index.get(self.chosen)
        if row is None:
            return None
        _ = self._
        evidence = [("", _("not stated")), *((word, evidence_word(word, _)) for word in EVIDENCE)]
        kinds: dict[str, Block] = {
            "evidence": {"input": "select", "options": [group(evidence)]},
            "note": {"wide": True},
        }
        fields = []
        for column, label in self._more().items():
            at = (self.table, "/".join(self.chosen), column)
            problem = self._problem(row, column)
            text = shown(self.state, self.table, row, column, self.language)
            fields.append(self.field(at, text=text, label=label, problem=problem, **kinds.get(column, {})))
        return blocks.fields("detail", fields, title=title)

    def _more(self) -> dict[str, str]:
        """Return the columns that say more about a number, and what they are called."""
        _ = self._
        return {
            "low": _("Low"),
            "high": _("High"),
            "evidence": _("How we know"),
            "n": _("How many were asked"),
            "note": _("Note"),
        }

    def stray(self) -> list[Block]:
        """Return the rows that no field shows, because they belong to nothing or are there twice."""
        found = self.draft.found
        wrong = {
            key: p
            for (table, key, column), p in found.cells.items()
            if table == self.table and column in self.columns_of_ids
        }
        wrong |= {key: p for table, key, p in found.rest if table == self.table and key}
        items: list[Block] = []
        for key, problem in wrong.items():
            row = self.state.row(self.table, key)
            if row:
                text = " · ".join(row[name] for name in (*self.columns_of_ids, self.likely) if row[name])
                drop = button(self._("Remove"), "drop", name=f"{self._('Remove')}: {text}", row=key)
                items.append({"text": f"{text} – {self.message(problem)['message']}", "button": drop})
        if not items:
            return []
        title = self._("Rows that belong to nothing, or are there twice")
        return [blocks.text(title, style="heading", id_="stray"), {"is": "list", "items": items, "id": "strays"}]

    def typed(self, at: Address, text: str) -> Operation:
        """Return the change that typing is."""
        return lambda state: set_value(state, self.table, self.ids(at[1]), at[2], text)

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Choose a segment or a number, or take a stray row away."""
        match message["do"]:
            case "segment":
                self.segment, self.chosen = str(message.get("value", "")), ()
            case "choose":
                self.chosen = tuple(message["at"][1].split("/"))
            case "drop":
                self.draft.do(lambda state: remove_row(state, self.table, message["row"]))
            case _:
                pass
        return None

    # -- words -----------------------------------------------------------------------------------

    def step(self, driver: Row) -> str:
        """Return what goes from where to where, in words."""
        unit = shown(self.state, "drivers", driver, "unit", self.language)
        ends = (driver["worst"] or "?", driver["best"] or "?")
        step = self._("from {worst} to {best} {unit}", worst=ends[0], best=ends[1], unit=unit).strip()
        return f"{step}, {self._('every year')}" if driver["recurs"] == "yearly" else step

    def drivers(self) -> list[tuple[Row, str]]:
        """Return the drivers that are not blank, with their names."""
        names = dict(self.names("drivers"))
        return [(row, names[row["driver"]]) for row in self.state.rows("drivers") if not row.blank]

    def value_of(self, row: Row | None) -> float | None:
        """Return the number that stands in a row."""
        return number_of(row[self.likely], self.draft.decimal) if row else None
