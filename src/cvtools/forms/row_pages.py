"""The pages of segments and offerings, and what a page of named rows is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column
from cvtools.forms.draft import Draft
from cvtools.forms.edits import remove_row
from cvtools.forms.local_texts import local_column
from cvtools.forms.page import Page
from cvtools.forms.problems_by_cell import SETTINGS, Address
from cvtools.forms.state import NAMED, Row


class NamedPage(Page):
    """A table whose rows have names."""

    def words(self) -> tuple[str, str]:
        """What the page says above the table, and on the button below it."""
        raise NotImplementedError

    def columns(self) -> list[Block]:
        """The columns of the table."""
        raise NotImplementedError

    def blocks(self) -> list[Block]:
        """One row for each, and a button for more."""
        lead, more = self.words()
        paste = self._("You can also paste rows from a spreadsheet into the table.")
        add = blocks.button(f"+ {more}", "add", table=self.table)
        return [blocks.text(lead), self.sheet(), blocks.buttons("add", add, note=paste)]

    def sheet(self) -> Block:
        """The table to type into."""
        columns = self.columns()
        rows = [self._row(row, number, columns) for number, row in enumerate(self.state.rows(self.table), start=1)]
        return blocks.table(self.table, self.title(), columns, rows, add=True, removable=True)

    def _row(self, row: Row, number: int, columns: list[Block]) -> Block:
        cells = [self.cell(row, column) for column in columns]
        if self._is_double(row):
            cells[0] = self.hinted(cells[0], self._("There is another one of this name."))
        return blocks.row(row.key, cells[0]["text"].strip() or self._("row {number}", number=number), cells)

    def _is_double(self, row: Row) -> bool:
        """Whether a row further up has the same name."""
        column = local_column(self.state, self.table, "name", self.language)
        names = [(other[column] or other["name"]).strip().casefold() for other in self.state.rows(self.table)]
        number = self._keys().index(row.key)
        return bool(names[number]) and names[number] in names[:number]

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field of a row; a blank row has no mistakes yet."""
        made = self.field((self.table, row.key, column["id"]), **column["field"])
        return made | self.message(None) if row.blank else made

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Add or remove a row."""
        if message["do"] == "add":
            return self.add({})
        if message["do"] == "remove":
            at = self._keys().index(message["row"]) if message["row"] in self._keys() else 0
            self._remove(message["row"])
            left = self._keys()
            return (self.table, left[min(at, len(left) - 1)] if left else "", "name")
        return None

    def _keys(self) -> list[str]:
        return [row.key for row in self.state.rows(self.table)]

    def _remove(self, key: str) -> None:
        """Remove a row, and say what went with it."""
        _, before, row = self._, self.state, self.state.row(self.table, key)
        name = dict(self.names(self.table)).get(row[NAMED[self.table]], "") if row else ""
        self.draft.do(lambda state: remove_row(state, self.table, key))
        weights, ratings, effects = (
            len(before.rows(other)) - len(self.state.rows(other)) for other in ("weights", "ratings", "effects")
        )
        gone = [
            *([_.plural("{n} weight", "{n} weights", weights)] if weights else []),
            *([_.plural("{n} rating", "{n} ratings", ratings)] if ratings else []),
            *([_.plural("{n} effect", "{n} effects", effects)] if effects else []),
        ]
        if row and gone:
            with_it = _.listed(gone)
            self.notice = _("Removed: {name}, and with it {list}. Undo brings it back.", name=name, list=with_it)
        elif row and not row.blank:
            self.notice = _("Removed: {name}. Undo brings it back.", name=name)

    def add(self, texts: Mapping[str, str], *, wanted: str = "") -> Address:
        """Add a row."""
        return (self.table, self.added(texts, wanted=wanted), "name")


class LibraryPage(NamedPage):
    """A table of named rows with a library of typical ones to pick from, and more about the chosen row."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.chosen = ""

    def library(self) -> Block:
        """The typical rows, to pick from."""
        raise NotImplementedError

    def detail(self, row: Row) -> Block:
        """What else there is to say about a row."""
        raise NotImplementedError

    def add_typical(self, identifier: str) -> Address | None:
        """Add a row of the library; ``None`` if it has no such row."""
        raise NotImplementedError

    def blocks(self) -> list[Block]:
        """The library, one row for each, and more about the chosen one."""
        lead, *made = super().blocks()
        row = self.state.row(self.table, self.chosen)
        return [lead, self.library(), *made, *([self.detail(row)] if row and not row.blank else [])]

    def cell(self, row: Row, column: Block) -> Block:
        """Return one field."""
        return super().cell(row, column) | {"chosen": row.key == self.chosen}

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Add a row of the library, choose one, or what every table does."""
        if message["do"] == "choose":
            self.chosen = message["at"][1]
            return None
        if message["do"] == "typical":
            return self.add_typical(str(message.get("value", "")))
        return super().act(message)

    def has_column(self, column: str) -> bool:
        """Whether a row of the table has a column, such as the names in one more language."""
        return any(column in row.cells for row in self.state.rows(self.table))


class SegmentsPage(NamedPage):
    """Who the customers are."""

    table: ClassVar[str] = "segments"

    def words(self) -> tuple[str, str]:
        """What the page says."""
        _ = self._
        return _("Groups of customers who weigh things alike. Two to four are a good start."), _("Add a segment")

    def columns(self) -> list[Block]:
        """Name, size, description."""
        return [
            column("name", self._("Name"), input="line"),
            column("size", self._("Customers"), "small"),
            column("description", self._("Description"), "wide", input="line"),
        ]


class OfferingsPage(NamedPage):
    """What they can choose."""

    table: ClassVar[str] = "offerings"

    def words(self) -> tuple[str, str]:
        """What the page says."""
        _ = self._
        return _("What they can choose: yours, the rivals’, and doing nothing."), _("Add an offering")

    def columns(self) -> list[Block]:
        """Name, description."""
        return [
            column("name", self._("Name"), input="line"),
            column("description", self._("Description"), "wide", input="line"),
        ]

    def blocks(self) -> list[Block]:
        """One row an offering, and which is ours."""
        made, names = super().blocks(), self.names("offerings")
        if names:
            ours = self.field((SETTINGS, SETTINGS, "ours"), label=self._("Our own offering"), input="select")
            made.append(blocks.fields("ours", [ours | {"options": [blocks.group(names)]}]))
        return made
