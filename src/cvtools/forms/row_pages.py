"""The pages of segments and offerings, and what a page of named rows is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms.edits import add_row, remove_row
from cvtools.forms.page import Address, Block, Page, group, local_column, row_label
from cvtools.forms.problems_by_cell import SETTINGS
from cvtools.forms.state import NAMED, Row, State


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
        if self._is_double(row):
            cells[0] = self.hinted(cells[0], self._("There is another one of this name."))
        return {"key": row.key, "label": row_label([cells[0]["text"]], number, self._), "cells": cells}

    def _is_double(self, row: Row) -> bool:
        """Whether a row further up has the same name."""
        language, rows = self.draft.language, self.state.rows(self.table)
        column = local_column(self.state, self.table, "name", language)
        name = (row[column] or row["name"]).strip().casefold()
        above = rows[: next(i for i, other in enumerate(rows) if other.key == row.key)]
        return bool(name) and any((other[column] or other["name"]).strip().casefold() == name for other in above)

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
            {"id": "name", "label": self._("Name"), "field": {"input": "line"}},
            {"id": "size", "label": self._("Customers"), "size": "small"},
            {"id": "description", "label": self._("Description"), "size": "wide", "field": {"input": "line"}},
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
            {"id": "name", "label": self._("Name"), "field": {"input": "line"}},
            {"id": "description", "label": self._("Description"), "size": "wide", "field": {"input": "line"}},
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
