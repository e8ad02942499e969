"""The page of levers: what could be done, at what cost, and a library of typical ones to pick from."""

from typing import ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.row_pages import LibraryPage
from cvtools.forms.state import Row
from cvtools.language.coded_words import evidence_word, lever_word
from cvtools.language.language import Language
from cvtools.study.driver_library import typical_drivers
from cvtools.study.lever_library import TypicalLever, typical_levers
from cvtools.study.schema import EVIDENCE, LEVERS


class LeversPage(LibraryPage):
    """What could be done."""

    table: ClassVar[str] = "levers"

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

    def library(self) -> Block:
        """The typical levers, by kind."""
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

    def detail(self, row: Row) -> Block:
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

    def add_typical(self, identifier: str) -> Address | None:
        """Add a lever of the library, in each language that the study has names of levers in."""
        item = next((item for item in typical_levers() if item.lever == identifier), None)
        if item is None:
            return None
        own = self.state.settings.get("language", "").strip() or "en"
        texts = {"kind": item.kind, "name": item.names.get(own, item.names["en"])}
        texts |= {f"name_{code}": name for code, name in item.names.items() if self.has_column(f"name_{code}")}
        at = self.add(texts, wanted=item.lever)
        self.notice = self._("Added: {name}. It usually moves: {list}.", **_usual(item, self._))
        return at[0], at[1], "cost"


def _usual(item: TypicalLever, _: Language) -> dict[str, str]:
    """Return a lever of the library in words: its name, and what it usually moves."""
    names = {driver.driver: driver.names[_.code] for driver in typical_drivers()}
    return {"name": item.names[_.code], "list": _.listed(names[driver] for driver in item.drivers)}
