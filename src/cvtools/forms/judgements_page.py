"""The page of judgements: what people said of weights who could not say numbers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.edits import remove_row
from cvtools.forms.page import Page
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.state import Row


class JudgementsPage(Page):
    """An order, pairs, and bounds."""

    table: ClassVar[str] = "judgements"

    def blocks(self) -> list[Block]:
        """One row a judgement, and a button for more."""
        _ = self._
        if self.money and not self.state.rows(self.table):
            note = _("In a study in money a weight is an amount; say it on the page of weights, with its low and high.")
            return [blocks.text(note)]
        if need := self.need("segments", "drivers"):
            return need
        lead = _(
            "For those who cannot say numbers: an order (1 matters most), a pair (waiting matters at least as much as "
            "price), or bounds in points of 100. A row may say one of them or several. All weights that agree with "
            "everything said count alike, and their spread becomes the range of each weight."
        )
        add = blocks.button(f"+ {_('Add a judgement')}", "add", table=self.table)
        whole = [problem for table, _key, problem in self.draft.found.rest if table == self.table]
        told = [blocks.text(self.message(p)["message"], style="lead", id_=f"wrong {i}") for i, p in enumerate(whole)]
        return [blocks.text(lead), self.sheet(), *told, blocks.buttons("add", add)]

    def columns(self) -> list[Block]:
        """Segment, driver, rank, what it outweighs, least, most, note."""
        _ = self._
        segments, drivers = self.names("segments"), self.names("drivers")
        return [
            column("segment", _("Segment"), "kind", input="select", options=[group(segments)]),
            column("driver", _("Driver"), "kind", input="select", options=[group(drivers)]),
            column("rank", _("Rank"), "small"),
            column(
                "over", _("Matters at least as much as"), "kind", input="select", options=[group([("", "–"), *drivers])]
            ),
            column("least", _("At least"), "small"),
            column("most", _("At most"), "small"),
            column("note", _("Note"), "wide", input="line"),
        ]

    def sheet(self) -> Block:
        """The table to type into."""
        columns = self.columns()
        names = dict(self.names("drivers"))
        rows = [
            blocks.row(row.key, names.get(row["driver"], "") or str(i), [self._cell(row, made) for made in columns])
            for i, row in enumerate(self.state.rows(self.table), start=1)
        ]
        return blocks.table(self.table, self.title(), columns, rows, removable=True)

    def _cell(self, row: Row, made: Block) -> Block:
        """Return a field; it shows a driver that has gone, too. A row that says nothing is not wrong yet."""
        field = self.field((self.table, row.key, made["id"]), **made["field"])
        if field["input"] == "select" and field["text"] not in dict(made["field"]["options"][0]["options"]):
            options = made["field"]["options"][0]["options"]
            field |= {"options": [group([(field["text"], field["text"] or "–"), *map(tuple, options)])]}
        return field | self.message(None) if row.blank else field

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Add a row, for the segment of the last one and the next driver, or take one away."""
        if message["do"] == "remove":
            self.draft.do(lambda state: remove_row(state, self.table, message["row"]))
        if message["do"] != "add":
            return None
        rows = self.state.rows(self.table)
        segment = rows[-1]["segment"] if rows else self.names("segments")[0][0]
        said = {row["driver"] for row in rows if row["segment"] == segment}
        drivers = [id_ for id_, _name in self.names("drivers")]
        driver = next((id_ for id_ in drivers if id_ not in said), drivers[0])
        return self.table, self.added({"segment": segment, "driver": driver}), "rank"
