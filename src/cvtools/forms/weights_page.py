"""The page of weights: what the whole step from worst to best is worth, compared with the step that matters most."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, button, column, group
from cvtools.forms.draft import Draft
from cvtools.forms.edits import effective_row, set_value
from cvtools.forms.number_pages import ValuedPage
from cvtools.forms.numbers import number_of, typed_number
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.state import Row, State
from cvtools.study.schema import EVERY_SEGMENT

MOST = 100


class WeightsPage(ValuedPage):
    """What each step is worth."""

    table: ClassVar[str] = "weights"
    columns_of_ids = ("segment", "driver")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.most: dict[str, str] = {}
        """The driver that was said to matter most, by segment: another may have 100, too."""

    def blocks(self) -> list[Block]:
        """The segment, the question, one row a driver, and more about the chosen weight."""
        need = self.need("drivers")
        if need:
            return need
        _ = self._
        index, segment = self.index(), self.looked_at()
        made = [self.segment_pick(), blocks.text(self._question(), id_="question")]
        if not self.money:
            made.append(self._most_pick(self._counts(index), dict(self.names("drivers"))))
        made.append(self.sheet())
        own = any(row["segment"] == segment for row in self.state.rows(self.table))
        if segment != EVERY_SEGMENT and own and any(ids[0] == EVERY_SEGMENT for ids in index):
            made.append(blocks.buttons("as_every", button(_("Use the weights of every segment"), "as_every")))
        if self.chosen and self.chosen[0] == segment:
            name = dict(self.names("drivers")).get(self.chosen[1], "")
            detail = self.detail(_("More about the weight: {driver}", driver=name), index)
            made += [detail] if detail else []
        return made + self.stray()

    def _counts(self, index: Mapping[tuple[str, ...], Row]) -> dict[str, Row | None]:
        """Return the row that counts for each driver in this segment."""
        segment, ids = self.looked_at(), [row["driver"] for row, _name in self.drivers()]
        return {id_: index.get((segment, id_)) or index.get((EVERY_SEGMENT, id_)) for id_ in ids}

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
        return blocks.pick("most", self._("Matters most"), top, [group(options)])

    def sheet(self) -> Block:
        """One row a driver, with its weight and what it is of 100."""
        _, index, segment = self._, self.index(), self.looked_at()
        values = {id_: self.value_of(row) for id_, row in self._counts(index).items()}
        numbers = [value for value in values.values() if value is not None and value > 0]
        total = sum(numbers) if None not in values.values() else 0
        swing = {} if self.money else {"input": "swing", "most": max([MOST, *numbers])}
        columns = [
            column("driver", _("Going …"), "wide"),
            column("weight", self.state.settings["unit"] if self.money else _("Weight"), "small"),
            column("points", _("Points of 100"), "small") | {"right": True},
        ]
        rows = []
        for driver, name in self.drivers():
            id_ = driver["driver"]
            cells = [
                blocks.head(name, self.step(driver)),
                self.number((segment, id_), index, missing=self._missing(index, id_), **swing),
                {"input": "static", "text": self._points(values[id_], total)},
            ]
            rows.append(blocks.row(id_, name, cells[: 2 if self.money else 3]))
        shown = columns[: 2 if self.money else 3]
        return blocks.table(self.table, self.title(), shown, rows, id=f"sheet {segment}")

    def _missing(self, index: Mapping[tuple[str, ...], Row], driver: str) -> bool:
        """Whether a weight is needed here: no segment may be without."""
        segment = self.looked_at()
        judged = {row["segment"] for row in self.state.rows("judgements") if not row.blank}
        if (EVERY_SEGMENT, driver) in index or (segment, driver) in index or segment in judged:
            return False
        ids = [id_ for id_, _ in self.names("segments") if id_ not in judged]
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
