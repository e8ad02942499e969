"""The pages of segments, offerings and drivers: one row each, and a library of drivers to pick from."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms.checking import SETTINGS
from cvtools.forms.draft import Operation
from cvtools.forms.editing import add_row, remove_row, set_cell
from cvtools.forms.page import Address, Block, Page, group, row_label
from cvtools.forms.state import NAMED, Row, State, typed_number
from cvtools.schema import KINDS, POINTS
from cvtools.typical import Typical, typical_drivers
from cvtools.words import kind_word, side_word


class NamedPage(Page):
    """A table whose rows have names."""

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.tables[0]

    def columns(self) -> list[Block]:
        """Return the columns: id, label, and what its fields are like."""
        raise NotImplementedError

    def sheet(self, *, caption: str) -> Block:
        """Return the table to type into."""
        columns = self.columns()
        rows = self.state.rows(self.table)
        return {
            "is": "table",
            "id": "sheet",
            "table": self.table,
            "caption": caption,
            "columns": columns,
            "rows": [self._row(row, number, columns) for number, row in enumerate(rows, start=1)],
            "add": True,
            "paste": True,
            "removable": True,
        }

    def _row(self, row: Row, number: int, columns: list[Block]) -> Block:
        cells = [self.cell(row, column) for column in columns]
        return {"key": row.key, "label": row_label([cells[0]["text"]], number, self._), "cells": cells}

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field of a row; a blank row has no mistakes yet."""
        made = self.field((self.table, row.key, column["id"]), **column.get("field", {}))
        return made | self.message(None) if row.blank else made

    def add_button(self, label: str) -> Block:
        """Return the buttons under the table."""
        item = {"label": f"+ {label}", "does": {"do": "add", "table": self.table}}
        paste = self._("You can also paste rows from a spreadsheet into the table.")
        return {"is": "buttons", "id": "add", "items": [item], "note": paste}

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Add or remove a row."""
        if message["do"] == "add":
            return self.add({})
        if message["do"] == "remove":
            rows = [row.key for row in self.state.rows(self.table)]
            at = rows.index(message["row"]) if message["row"] in rows else 0
            self._remove(message["row"])
            left = [row.key for row in self.state.rows(self.table)]
            return (self.table, left[min(at, len(left) - 1)] if left else "", "name")
        return None

    def _remove(self, key: str) -> None:
        """Remove a row, and say what went with it."""
        _, before, row = self._, self.state, self.state.row(self.table, key)
        name = dict(self.names(self.table)).get(row[NAMED[self.table]], "") if row else ""
        self.draft.do(lambda state: remove_row(state, self.table, key))
        weights, ratings = (len(before.rows(other)) - len(self.state.rows(other)) for other in ("weights", "ratings"))
        gone = [
            *([_.plural("{n} weight", "{n} weights", weights)] if weights else []),
            *([_.plural("{n} rating", "{n} ratings", ratings)] if ratings else []),
        ]
        if row and gone:
            with_it = _.listed(gone)
            self.notice = _("Removed: {name}, and with it {list}. Undo brings it back.", name=name, list=with_it)
        elif row and not row.blank:
            self.notice = _("Removed: {name}. Undo brings it back.", name=name)

    def add(self, texts: Mapping[str, str], *, wanted: str = "") -> Address:
        """Add a row."""
        key = ""

        def operation(state: State) -> State:
            nonlocal key
            state, key = add_row(state, self.table, texts, wanted=wanted)
            return state

        self.draft.do(operation)
        return (self.table, key, "name")


class SegmentsPage(NamedPage):
    """Who the customers are."""

    name: ClassVar[str] = "segments"
    tables: ClassVar[tuple[str, ...]] = ("segments",)

    def title(self) -> str:
        """What the page is called."""
        return self._("Segments")

    def columns(self) -> list[Block]:
        """Name, size, description."""
        return [
            {"id": "name", "label": self._("Name")},
            {"id": "size", "label": self._("Customers"), "size": "small"},
            {"id": "description", "label": self._("Description"), "size": "wide"},
        ]

    def blocks(self) -> list[Block]:
        """One row a segment."""
        _ = self._
        return [
            {
                "is": "text",
                "style": "note",
                "text": _("Groups of customers who weigh things alike. Two to four are a good start."),
            },
            self.sheet(caption=_("Segments")),
            self.add_button(_("Add a segment")),
        ]


class OfferingsPage(NamedPage):
    """What they can choose."""

    name: ClassVar[str] = "offerings"
    tables: ClassVar[tuple[str, ...]] = ("offerings",)

    def title(self) -> str:
        """What the page is called."""
        return self._("Offerings")

    def columns(self) -> list[Block]:
        """Name, description."""
        return [
            {"id": "name", "label": self._("Name")},
            {"id": "description", "label": self._("Description"), "size": "wide"},
        ]

    def blocks(self) -> list[Block]:
        """One row an offering, and which is ours."""
        _ = self._
        names = self.names("offerings")
        blocks: list[Block] = [
            {"is": "text", "style": "note", "text": _("What they can choose: yours, the rivals’, and doing nothing.")},
            self.sheet(caption=_("Offerings")),
            self.add_button(_("Add an offering")),
        ]
        if names:
            ours = self.field((SETTINGS, SETTINGS, "ours"), label=_("Our own offering"), input="select")
            blocks.append({"is": "fields", "id": "ours", "fields": [ours | {"options": [group(names)]}]})
        return blocks


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
            {"id": "name", "label": _("Name"), "size": "wide", "field": {"choose": True}},
            {"id": "kind", "label": _("Kind"), "field": {"input": "select", "options": kinds, "choose": True}},
            {"id": "unit", "label": _("Unit"), "field": {"choose": True}},
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
        fields.append(self.field((self.table, row.key, "description"), label=_("Description")))
        name = self.field((self.table, row.key, "name"))["text"]
        return {"is": "fields", "id": "detail", "title": name, "fields": fields}

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field; what is wrong with the side is told at the kind."""
        made = super().cell(row, column)
        side = self.draft.found.cells.get((self.table, row.key, "side"))
        if column["id"] == "kind" and side and not made["message"] and not row.blank:
            made |= self.message(side)
        return made

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
