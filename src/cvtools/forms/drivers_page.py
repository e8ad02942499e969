"""The page of drivers: one row each, a library to pick from, and more about the chosen one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms.draft import Operation
from cvtools.forms.edits import set_cell
from cvtools.forms.numbers import number_of, typed_number
from cvtools.forms.page import Address, Block, group
from cvtools.forms.row_pages import NamedPage
from cvtools.forms.state import Row
from cvtools.language.coded_words import kind_word, side_word
from cvtools.study.driver_library import Typical, typical_drivers
from cvtools.study.schema import KINDS, POINTS


class DriversPage(NamedPage):
    """What counts, from where to where."""

    name: ClassVar[str] = "drivers"
    tables: ClassVar[tuple[str, ...]] = ("drivers",)

    def __init__(self, draft: Any) -> None:
        super().__init__(draft)
        self.chosen = ""

    def title(self) -> str:
        """What the page is called."""
        return self._("Drivers")

    def columns(self) -> list[Block]:
        """Name, kind, unit and the anchors."""
        _ = self._
        kinds = [group(((kind, kind_word(kind, _)) for kind in KINDS[side]), side_word(side, _)) for side in KINDS]
        return [
            {"id": "name", "label": _("Name"), "size": "wide", "field": {"input": "line", "choose": True}},
            {
                "id": "kind",
                "label": _("Kind"),
                "size": "kind",
                "field": {"input": "select", "options": kinds, "choose": True},
            },
            {"id": "unit", "label": _("Unit"), "size": "unit", "field": {"input": "line", "choose": True}},
            {"id": "worst", "label": _("Worst"), "size": "small", "field": {"choose": True}},
            {"id": "best", "label": _("Best"), "size": "small", "field": {"choose": True}},
        ]

    def blocks(self) -> list[Block]:
        """The library, one row a driver, and more about the chosen one."""
        _ = self._
        lead = _(
            "Each driver is one benefit or one cost. For a cost the best is the smallest burden: its numbers run down."
        )
        blocks: list[Block] = [
            {"is": "text", "style": "note", "text": lead},
            self._library(),
            self.sheet(caption=_("Drivers")),
            self.add_button(_("Add a driver of your own")),
        ]
        row = self.state.row(self.table, self.chosen)
        return blocks + ([self._detail(row)] if row and not row.blank else [])

    def _library(self) -> Block:
        _ = self._
        language = self.draft.language
        kinds = dict.fromkeys((item.side, item.kind) for item in typical_drivers())
        groups = [
            group(
                ((item.driver, item.names[language]) for item in typical_drivers() if item.kind == kind),
                f"{side_word(side, _)}: {kind_word(kind, _)}",
            )
            for side, kind in kinds
        ]
        options = [group([("", _("Choose …"))]), *groups]
        label = _("Add a typical driver")
        return {
            "is": "pick",
            "id": "library",
            "label": label,
            "value": "",
            "back": True,
            "options": options,
            "does": {"do": "typical"},
        }

    def _detail(self, row: Row) -> Block:
        _ = self._
        once = [("once", _("once")), ("yearly", _("every year"))]
        recurs = row["recurs"] or "once"
        at = (self.table, row.key, "recurs")
        fields = [self.field(at, text=recurs, label=_("Comes"), input="select", options=[group(once)])]
        if self.state.settings.get("unit", POINTS) == POINTS and recurs == "once":
            fields = []  # what comes every year counts in money only
        fields.append(self.field((self.table, row.key, "description"), label=_("Description"), wide=True))
        name = self.field((self.table, row.key, "name"))["text"]
        return {"is": "fields", "id": "detail", "title": name, "fields": fields}

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field; what is wrong with the side is told at the kind."""
        _ = self._
        made = super().cell(row, column)
        side = self.draft.found.cells.get((self.table, row.key, "side"))
        if column["id"] == "kind" and side and not made["message"] and not row.blank:
            made |= self.message(side)
        if column["id"] == "best" and self._runs_up(row):
            hint = _("For this cost the best is the higher number, so that more is less of a burden. Is that meant?")
            made = self.hinted(made, hint)
        return made | {"chosen": row.key == self.chosen}

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

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Add a driver of the library, choose one, or what every table does."""
        if message["do"] == "choose":
            self.chosen = message["at"][1]
            return None
        if message["do"] == "typical":
            found = next((item for item in typical_drivers() if item.driver == message.get("value")), None)
            return self.add(self._texts(found), wanted=found.driver) if found else None
        return super().act(message)

    def _texts(self, item: Typical) -> dict[str, str]:
        """Return a driver of the library as a row, in each language that the study has names in."""
        own = self.state.settings.get("language", "").strip() or "en"
        own = own if own in item.names else "en"
        unit, decimal = self.state.settings.get("unit", POINTS), self.draft.decimal
        money = "EUR" if unit == POINTS else unit
        texts = {"name": item.names[own], "unit": item.units[own].replace("EUR", money)}
        known = {column for row in self.state.rows(self.table) for column in row.cells}
        for code in item.names:
            if f"name_{code}" in known:
                texts[f"name_{code}"] = item.names[code]
            if f"unit_{code}" in known:
                texts[f"unit_{code}"] = item.units[code].replace("EUR", money)
        ends = {"worst": typed_number(item.worst, decimal), "best": typed_number(item.best, decimal)}
        return {"side": item.side, "kind": item.kind, **texts, **ends}
