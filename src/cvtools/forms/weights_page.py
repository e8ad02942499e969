"""The page of weights: what the whole step from worst to best is worth, compared with the step that matters most."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms.draft import Draft
from cvtools.forms.edits import effective_row, set_value
from cvtools.forms.number_pages import ValuedPage
from cvtools.forms.numbers import number_of, typed_number
from cvtools.forms.page import Address, Block, group
from cvtools.forms.state import Row, State
from cvtools.study.schema import EVERY_SEGMENT, POINTS

MOST = 100


class WeightsPage(ValuedPage):
    """What each step is worth."""

    name: ClassVar[str] = "weights"
    tables: ClassVar[tuple[str, ...]] = ("weights",)
    columns_of_ids = ("segment", "driver")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.most: dict[str, str] = {}
        """The driver that was said to matter most, by segment: another may have 100, too."""

    def title(self) -> str:
        """What the page is called."""
        return self._("Weights")

    @property
    def money(self) -> bool:
        """Whether weights are amounts of money."""
        return self.state.settings.get("unit", POINTS).strip() not in ("", POINTS)

    def blocks(self) -> list[Block]:
        """The segment, the question, one row a driver, and more about the chosen weight."""
        need = self.need("drivers")
        if need:
            return need
        _ = self._
        index, drivers = self.index(), self.drivers()
        segment = self.looked_at()
        counts = {
            row["driver"]: index.get((segment, row["driver"])) or index.get((EVERY_SEGMENT, row["driver"]))
            for row, _name in drivers
        }
        blocks = [self.segment_pick(), {"is": "text", "style": "note", "text": self._question(), "id": "question"}]
        if not self.money:
            blocks.append(self._most_pick(counts, dict(self.names("drivers"))))
        blocks.append(self._sheet(index, counts))
        own = any(row["segment"] == segment for row in self.state.rows(self.table))
        if segment != EVERY_SEGMENT and own and any(ids[0] == EVERY_SEGMENT for ids in index):
            button = {"label": _("Use the weights of every segment"), "does": {"do": "as_every"}}
            blocks.append({"is": "buttons", "id": "as_every", "items": [button]})
        if self.chosen and self.chosen[0] == segment:
            name = dict(self.names("drivers")).get(self.chosen[1], "")
            detail = self.detail(_("More about the weight: {driver}", driver=name), index)
            blocks += [detail] if detail else []
        return blocks + self.stray()

    def _question(self) -> str:
        _ = self._
        if self.money:
            return _("How much is each whole step, from worst to best, worth to one customer? 0: they do not care.")
        return _(
            "Which whole step, from the worst to the best, matters most? It gets 100, and each other step its share of "
            "that; 0 means: they do not care."
        )

    def _most_pick(self, counts: Mapping[str, Row | None], names: Mapping[str, str]) -> Block:
        numbers = {driver: value for driver, row in counts.items() if (value := self.value_of(row)) is not None}
        highest = max(numbers.values(), default=0.0)
        leaders = [driver for driver, value in numbers.items() if value == highest]
        said = self.most.get(self.looked_at(), "")
        top = said if said in leaders else next(iter(leaders), "")
        options = [*([] if top else [("", self._("Choose …"))]), *((driver, names[driver]) for driver in counts)]
        label = self._("Matters most")
        return {
            "is": "pick",
            "id": "most",
            "label": label,
            "value": top,
            "options": [group(options)],
            "does": {"do": "most"},
        }

    def _sheet(self, index: Mapping[tuple[str, ...], Row], counts: Mapping[str, Row | None]) -> Block:
        _ = self._
        segment = self.looked_at()
        numbers = [value for row in counts.values() if (value := self.value_of(row)) is not None and value > 0]
        most = max([MOST, *numbers])
        complete = all(self.value_of(row) is not None for row in counts.values())
        columns: list[Block] = [
            {"id": "driver", "label": _("Going …"), "size": "wide"},
            {"id": "weight", "label": self.state.settings["unit"] if self.money else _("Weight"), "size": "small"},
        ]
        if not self.money:
            columns.append({"id": "points", "label": _("Points of 100"), "size": "small", "right": True})
        rows = []
        for driver, name in self.drivers():
            id_ = driver["driver"]
            missing = self._missing(index, id_)
            more = {} if self.money else {"input": "swing", "most": most}
            cells = [
                {"input": "head", "text": name, "under": self.step(driver)},
                self.number((segment, id_), index, missing=missing, **more),
            ]
            if not self.money:
                cells.append(
                    {
                        "input": "static",
                        "text": self._points(self.value_of(counts[id_]), sum(numbers) if complete else 0),
                    }
                )
            rows.append({"key": id_, "label": name, "cells": cells})
        return {
            "is": "table",
            "id": f"sheet {segment}",
            "table": self.table,
            "caption": _("Weights"),
            "columns": columns,
            "rows": rows,
            "paste": True,
        }

    def _missing(self, index: Mapping[tuple[str, ...], Row], driver: str) -> bool:
        """Whether a weight is needed here: no segment may be without."""
        segment = self.looked_at()
        if (EVERY_SEGMENT, driver) in index or (segment, driver) in index:
            return False
        ids = [id_ for id_, _ in self.names("segments")]
        return segment != EVERY_SEGMENT or any((id_, driver) not in index for id_ in ids) or not ids

    def _points(self, value: float | None, total: float) -> str:
        return self._.number(100 * value / total, digits=1) if value is not None and total > 0 else "–"

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Say which matters most, go back to the weights of every segment, or what such pages do."""
        segment = self.looked_at()
        if message["do"] == "most" and message.get("value"):
            driver = self.most[segment] = str(message["value"])
            self.draft.do(lambda state: most_important(state, segment, driver))
            return (self.table, f"{segment}/{driver}", self.likely)
        if message["do"] == "as_every":
            self.draft.do(lambda state: without_own(state, segment))
            return None
        return super().act(message)


def most_important(state: State, segment: str, driver: str) -> State:
    """Give 100 to the weight that matters most. The others keep their proportions, the largest of them at 100.

    A range that ended below 100 ends there now.

    >>> from cvtools.forms.state import new_row
    >>> drivers = (new_row(driver="taste", name="Taste"), new_row(driver="wait", name="Wait"))
    >>> weights = (new_row(segment="*", driver="taste", weight="30"), new_row(segment="*", driver="wait", weight="15"))
    >>> state = most_important(State({}, {"drivers": drivers, "weights": weights}), "*", "taste")
    >>> [row["weight"] for row in state.rows("weights")]
    ['100', '50']
    """
    rows = {
        row["driver"]: effective_row(state, "weights", {"segment": segment, "driver": row["driver"]})
        for row in state.rows("drivers")
    }
    values = [value for row in rows.values() if row and (value := number_of(row["weight"], state.decimal)) is not None]
    top = max(values, default=0.0)
    if top > 0 and top != MOST:
        for id_, row in rows.items():
            for column in ("weight", "low", "high") if row else ():
                value = number_of(row[column], state.decimal) if row else None
                if value is not None:
                    text = typed_number(float(f"{value * MOST / top:.4g}"), state.decimal)
                    state = set_value(state, "weights", {"segment": segment, "driver": id_}, column, text)
    ids = {"segment": segment, "driver": driver}
    state = set_value(state, "weights", ids, "weight", str(MOST))
    row = effective_row(state, "weights", ids)
    high = number_of(row["high"], state.decimal) if row else None
    return set_value(state, "weights", ids, "high", str(MOST)) if high is not None and high < MOST else state


def without_own(state: State, segment: str) -> State:
    """Take a segment's own weights away where there is one for every segment."""
    every = {row["driver"] for row in state.rows("weights") if row["segment"] == EVERY_SEGMENT}
    return state.with_rows(
        "weights", (row for row in state.rows("weights") if row["segment"] != segment or row["driver"] not in every)
    )
