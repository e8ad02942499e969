"""The page of drivers: one row each, a library to pick from, and more about the chosen one."""

from typing import ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.draft import Operation
from cvtools.forms.edits import set_cell
from cvtools.forms.numbers import number_of, typed_number
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.row_pages import LibraryPage
from cvtools.forms.state import Row
from cvtools.language.coded_words import kind_word, side_word
from cvtools.study.driver_library import Typical, typical_drivers
from cvtools.study.schema import KINDS, POINTS


class DriversPage(LibraryPage):
    """What counts, from where to where."""

    table: ClassVar[str] = "drivers"

    def words(self) -> tuple[str, str]:
        """What the page says."""
        _ = self._
        lead = _(
            "Each driver is one benefit or one cost. For a cost the best is the smallest burden: its numbers run down."
        )
        if self._recurring():
            lead += " " + _("What comes every year counts for each year of the study, what comes once only once.")
        return lead, _("Add a driver of your own")

    def _recurring(self) -> bool:
        """Whether it matters how often something comes: in money, and where somebody said so already."""
        return self.money or any(row["recurs"] == "yearly" for row in self.state.rows(self.table))

    def columns(self) -> list[Block]:
        """Name, kind, unit, the anchors, and in money how often it comes."""
        _ = self._
        kinds = [group(((kind, kind_word(kind, _)) for kind in KINDS[side]), side_word(side, _)) for side in KINDS]
        often = [group([("once", _("once")), ("yearly", _("every year"))])]
        recurs = column("recurs", _("Comes"), "often", input="select", options=often, choose=True)
        return [
            column("name", _("Name"), "wide", input="line", choose=True),
            column("kind", _("Kind"), "kind", input="select", options=kinds, choose=True),
            column("unit", _("Unit"), "unit", input="line", choose=True),
            column("worst", _("Worst"), "small", choose=True),
            column("best", _("Best"), "small", choose=True),
            *([recurs] if self._recurring() else []),
        ]

    def library(self) -> Block:
        """The typical drivers, by side and kind."""
        _ = self._
        kinds = dict.fromkeys((item.side, item.kind) for item in typical_drivers())
        groups = [
            group(
                ((item.driver, item.names[self.language]) for item in typical_drivers() if item.kind == kind),
                f"{side_word(side, _)}: {kind_word(kind, _)}",
            )
            for side, kind in kinds
        ]
        options = [group([("", _("Choose …"))]), *groups]
        return blocks.pick("library", _("Add a typical driver"), "", options, does="typical", back=True)

    def detail(self, row: Row) -> Block:
        """What a driver means, in words."""
        description = self.field((self.table, row.key, "description"), label=self._("Description"), wide=True)
        return blocks.fields("detail", [description], title=self.field((self.table, row.key, "name"))["text"])

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field; what is wrong with the side is told at the kind."""
        _ = self._
        made = super().cell(row, column)
        side = self.draft.found.cells.get((self.table, row.key, "side"))
        if column["id"] == "kind" and side and not made["message"] and not row.blank:
            made |= self.message(side)
        if column["id"] == "recurs":
            made["text"] = made["text"] or "once"
        if column["id"] == "best" and self._runs_up(row):
            hint = _("For this cost the best is the higher number, so that more is less of a burden. Is that meant?")
            made = self.hinted(made, hint)
        return made

    def _runs_up(self, row: Row) -> bool:
        """Whether a cost goes from a lower number to a higher one."""
        worst, best = (number_of(row[end], self.draft.decimal) for end in ("worst", "best"))
        return row["side"] == "cost" and worst is not None and best is not None and worst < best

    def typed(self, at: Address, text: str) -> Operation:
        """Return the change that typing is; a kind brings its side."""
        plain = super().typed(at, text)
        side = next((name for name, kinds in KINDS.items() if text in kinds), None)
        if at[2] != "kind" or side is None:
            return plain
        return lambda state: set_cell(plain(state), self.table, at[1], "side", side)

    def add_typical(self, identifier: str) -> Address | None:
        """Add a driver of the library."""
        found = next((item for item in typical_drivers() if item.driver == identifier), None)
        return self.add(self._texts(found), wanted=found.driver) if found else None

    def _texts(self, item: Typical) -> dict[str, str]:
        """Return a driver of the library as a row, in each language that the study has names in."""
        own = self.state.settings.get("language", "").strip() or "en"
        own = own if own in item.names else "en"
        unit, decimal = self.state.settings.get("unit", POINTS), self.draft.decimal
        money = "EUR" if unit == POINTS else unit
        texts = {"side": item.side, "kind": item.kind, "name": item.names[own], "unit": item.units[own]}
        for code in item.names:
            texts |= {f"name_{code}": item.names[code]} if self.has_column(f"name_{code}") else {}
            texts |= {f"unit_{code}": item.units[code]} if self.has_column(f"unit_{code}") else {}
        texts = {name: text.replace("EUR", money) if name.startswith("unit") else text for name, text in texts.items()}
        return texts | {"worst": typed_number(item.worst, decimal), "best": typed_number(item.best, decimal)}
