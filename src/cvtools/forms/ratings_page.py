"""The page of ratings: how each offering does on each driver, as a segment sees it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.draft import Draft
from cvtools.forms.number_pages import ValuedPage
from cvtools.forms.problems_by_cell import Address
from cvtools.language.coded_words import view_word
from cvtools.study.schema import EVERY_SEGMENT, VIEWS


class RatingsPage(ValuedPage):
    """How each offering does."""

    table: ClassVar[str] = "ratings"
    columns_of_ids = ("segment", "offering", "driver", "view")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.view = VIEWS[0]

    def blocks(self) -> list[Block]:
        """The segment, the view, one row a driver and one column an offering, and more about the chosen rating."""
        need = self.need("offerings", "drivers")
        if need:
            return need
        _ = self._
        index = self.index()
        views = [group((view, view_word(view, _)) for view in VIEWS)]
        note = _("Each level in the driver’s own unit. Leave blank what nobody knows; unknown is not zero.")
        if any(ids[0] == EVERY_SEGMENT for ids in index) and self.looked_at() != EVERY_SEGMENT:
            note += " " + _("Numbers in italics hold for every segment; “?” says that nobody knows it for this one.")
        made = [
            self.segment_pick(),
            blocks.pick("view", _("Whose eyes"), self.view, views),
            blocks.text(note),
            self.sheet(),
        ]
        if self.chosen and self.chosen[0] == self.looked_at():
            offering, driver = (
                dict(self.names(table)).get(id_, "")
                for table, id_ in zip(("offerings", "drivers"), self.chosen[1:3], strict=True)
            )
            title = _("More about the rating: {offering}, {driver}", offering=offering, driver=driver)
            hint = _("Type a rating to say more about it: how sure, and how we know.")
            made.append(self.detail(title, index) or blocks.text(hint, id_="hint"))
        return made + self.stray()

    def sheet(self) -> Block:
        """One row a driver, one column an offering."""
        _, index, segment, offerings = self._, self.index(), self.looked_at(), self.names("offerings")
        columns = [column("driver", _("Driver"), "wide"), *(column(id_, name) for id_, name in offerings)]
        rows = []
        for driver, name in self.drivers():
            id_ = driver["driver"]
            cells = [self.number((segment, offering, id_, self.view), index) for offering, _name in offerings]
            rows.append(blocks.row(id_, name, [blocks.head(name, self.step(driver)), *cells]))
        return blocks.table(self.table, self.title(), columns, rows, id=f"sheet {segment} {self.view}")

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Choose a view, or what such pages do."""
        if message["do"] == "view" and message.get("value") in VIEWS:
            self.view, self.chosen = str(message["value"]), ()
            return None
        return super().act(message)
