"""The page of levers: what could be done, at what cost, and a library of typical ones to pick from."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.draft import Draft
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.row_pages import NamedPage
from cvtools.forms.state import Row
from cvtools.language.coded_words import evidence_word, lever_word
from cvtools.language.language import Language
from cvtools.study.driver_library import typical_drivers
from cvtools.study.lever_library import TypicalLever, typical_levers
from cvtools.study.schema import EVIDENCE, LEVERS


class LeversPage(NamedPage):
    """What could be done."""

    table: ClassVar[str] = "levers"

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.chosen = ""

    def words(self) -> tuple[str, str]:
        """What the page says."""
        _ = self._
        lead = _(
            "A lever is something that you could do. It costs once, such as 2500 for a machine, and every year, such "
            "as 1200 for its rent; 0 if nothing. What it changes stands on the next tab."
        )
        return lead, _("Add a lever of your own")

    def columns(self) -> list[Block]:
        """Name, kind, and what it costs."""
        _ = self._
        kinds = [group((kind, lever_word(kind, _)) for kind in LEVERS)]
        return [
            column("name", _("Name"), "wide", input="line", choose=True),
            column("kind", _("Kind"), "kind", input="select", options=kinds, choose=True),
            column("cost", _("Costs once"), "small", choose=True),
            column("cost_yearly", _("Costs every year"), "small", choose=True),
        ]

    def blocks(self) -> list[Block]:
        """The library, one row a lever, and more about the chosen one."""
        lead, *made = super().blocks()
        row = self.state.row(self.table, self.chosen)
        return [lead, self._library(), *made, *([self._detail(row)] if row and not row.blank else [])]

    def _library(self) -> Block:
        _ = self._
        groups = [
            group(
                ((item.lever, item.names[self.language]) for item in typical_levers() if item.kind == kind),
                lever_word(kind, _),
            )
            for kind in LEVERS
        ]
        options = [group([("", _("Choose …"))]), *groups]
        return blocks.pick("library", _("Add a typical lever"), "", options, does="typical", back=True)

    def _detail(self, row: Row) -> Block:
        """Return what else there is to say about a lever."""
        _, at = self._, (self.table, row.key)
        evidence = [group([("", _("not stated")), *((word, evidence_word(word, _)) for word in EVIDENCE)])]
        must = [group([("", _("no")), ("yes", _("yes"))])]
        one_of = self.field((*at, "group"), label=_("At most one of"))
        needs = self.field((*at, "needs"), label=_("Needs"), input="select", options=[self._others(row)])
        fields = [
            self.field((*at, "cost_low"), label=_("Costs once: low")),
            self.field((*at, "cost_high"), label=_("Costs once: high")),
            self.field((*at, "people"), label=_("Months of our own work")),
            self.field((*at, "months"), label=_("Months until it is there")),
            self.field((*at, "evidence"), label=_("How we know"), input="select", options=evidence),
            self.hinted(one_of, _("Of the levers with the same word here, at most one is chosen.")),
            needs,
            self.field((*at, "must"), label=_("Must be done"), input="select", options=must),
            self.field((*at, "note"), label=_("Note"), wide=True),
        ]
        return blocks.fields("detail", fields, title=self.field((*at, "name"))["text"])

    def _others(self, row: Row) -> Block:
        """Return the levers that a lever may need, and what was typed into a file, if that is several."""
        known = [(id_, name) for id_, name in self.names(self.table) if id_ != row["lever"]]
        text = row["needs"]
        typed = [(text, text)] if text and text not in dict(known) else []
        return group([("", self._("none")), *known, *typed])

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field."""
        return super().cell(row, column) | {"chosen": row.key == self.chosen}

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Add a lever of the library, choose one, or what every table does."""
        if message["do"] == "choose":
            self.chosen = message["at"][1]
            return None
        if message["do"] == "typical":
            found = next((item for item in typical_levers() if item.lever == message.get("value")), None)
            return self._add_typical(found) if found else None
        return super().act(message)

    def _add_typical(self, item: TypicalLever) -> Address:
        """Add a lever of the library, in each language that the study has names of levers in."""
        own = self.state.settings.get("language", "").strip() or "en"
        known = {column for row in self.state.rows(self.table) for column in row.cells}
        texts = {"kind": item.kind, "name": item.names.get(own, item.names["en"])}
        texts |= {f"name_{code}": name for code, name in item.names.items() if f"name_{code}" in known}
        at = self.add(texts, wanted=item.lever)
        self.notice = self._("Added: {name}. It usually moves: {list}.", **_usual(item, self._))
        return at[0], at[1], "cost"


def _usual(item: TypicalLever, _: Language) -> dict[str, str]:
    """Return a lever of the library in words: its name, and what it usually moves."""
    names = {driver.driver: driver.names[_.code] for driver in typical_drivers()}
    return {"name": item.names[_.code], "list": _.listed(names[driver] for driver in item.drivers)}
