"""The page of ratings: how each offering does on each driver, as a segment sees it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms.draft import Draft
from cvtools.forms.number_pages import ValuedPage
from cvtools.forms.page import Address, Block, group
from cvtools.forms.state import Row
from cvtools.language.coded_words import view_word
from cvtools.study.schema import VIEWS


class RatingsPage(ValuedPage):
    """How each offering does."""

    name: ClassVar[str] = "ratings"
    tables: ClassVar[tuple[str, ...]] = ("ratings",)
    columns_of_ids = ("segment", "offering", "driver", "view")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.view = VIEWS[0]

    def title(self) -> str:
        """What the page is called."""
        return self._("Ratings")

    def blocks(self) -> list[Block]:
        """The segment, the view, one row a driver and one column an offering, and more about the chosen rating."""
        need = self.need("offerings", "drivers")
        if need:
            return need
        _ = self._
        index = self.index()
        views = [group((view, view_word(view, _)) for view in VIEWS)]
        pick = {
            "is": "pick",
            "id": "view",
            "label": _("Whose eyes"),
            "value": self.view,
            "options": views,
            "does": {"do": "view"},
        }
        note = _("Each level in the driver’s own unit. Leave blank what nobody knows; unknown is not zero.")
        if any(ids[0] == "*" for ids in index) and self.looked_at() != "*":
            note += " " + _("Numbers in italics hold for every segment; “?” says that nobody knows it for this one.")
        blocks = [
            self.segment_pick(),
            pick,
            {"is": "text", "style": "note", "text": note, "id": "note"},
            self._sheet(index),
        ]
        if self.chosen and self.chosen[0] == self.looked_at():
            offering = dict(self.names("offerings")).get(self.chosen[1], "")
            driver = dict(self.names("drivers")).get(self.chosen[2], "")
            title = _("More about the rating: {offering}, {driver}", offering=offering, driver=driver)
            detail = self.detail(title, index)
            hint = _("Type a rating to say more about it: how sure, and how we know.")
            blocks.append(detail or {"is": "text", "style": "note", "text": hint, "id": "hint"})
        return blocks + self.stray()

    def _sheet(self, index: Mapping[tuple[str, ...], Row]) -> Block:
        _ = self._
        segment = self.looked_at()
        offerings = self.names("offerings")
        columns: list[Block] = [{"id": "driver", "label": _("Driver"), "size": "wide"}]
        columns += [{"id": id_, "label": name, "size": "middle"} for id_, name in offerings]
        rows = []
        for driver, name in self.drivers():
            cells: list[Block] = [{"input": "head", "text": name, "under": self.step(driver)}]
            cells += [self.number((segment, id_, driver["driver"], self.view), index) for id_, _name in offerings]
            rows.append({"key": driver["driver"], "label": name, "cells": cells})
        sheet = f"sheet {segment} {self.view}"
        return {
            "is": "table",
            "id": sheet,
            "table": self.table,
            "caption": _("Ratings"),
            "columns": columns,
            "rows": rows,
            "paste": True,
        }

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Choose a view, or what such pages do."""
        if message["do"] == "view" and message.get("value") in VIEWS:
            self.view, self.chosen = str(message["value"]), ()
            return None
        return super().act(message)
