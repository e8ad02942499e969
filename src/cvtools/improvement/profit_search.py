"""The best portfolio for profit where there are too many to go through, and how much better any other could be.

Boxes of value changes are split until nothing better can be left in any of them, or so many were looked at; what each
one's lines choose is worked out with the model itself, and bettered by exchanging one lever or two. Branch and bound:
R. Horst and H. Tuy, *Global Optimization*, 3rd ed., Springer 1996, chapter IV.
"""

import heapq
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from cvtools.improvement.enumeration import Portfolios
from cvtools.improvement.profit_boxes import Box, Boxes
from cvtools.study.rounding import rounding

MOST_BOXES = 40
"""So many boxes are looked at."""

_NEAR = 1e-4
"""Nothing that is better by less than this part is looked for; of what is next to nothing, by this part of today's."""


@dataclass(eq=False)
class ProfitSearch:
    """What was found of the portfolios of some levers."""

    boxes: Boxes
    best: np.ndarray | None = None
    """L booleans; ``None``: none is allowed."""
    worth: float = -np.inf
    """What it leaves after its cost."""
    bound: float = np.inf
    """No portfolio leaves more."""
    looked: int = 0
    """So many boxes were looked at."""
    seen: dict[bytes, np.ndarray] = field(default_factory=dict)
    """All portfolios that were worked out."""

    def run(self, most: int = MOST_BOXES) -> Self:
        """Search until the best is known to be it, or so many boxes were looked at."""
        waiting: list[tuple[float, int, Box]] = []
        self._add(waiting, self.boxes.whole(narrowed=most > 1), np.inf)
        while waiting and self.looked < most and -waiting[0][0] > self.worth + self._near:
            _, _, box = heapq.heappop(waiting)
            segment = self.boxes.places[box.widest][0]
            loose = [k for k, (s, _, _) in enumerate(self.boxes.places) if s == segment]
            for low, high in box.halves():
                self._add(waiting, self.boxes.box(low, high, self.worth, loose), box.bound)
        self.bound = max(self.worth, -waiting[0][0]) if waiting else self.worth
        return self

    @property
    def _near(self) -> float:
        """Nothing that is better by less is looked for."""
        return _NEAR * max(abs(self.worth), _NEAR * abs(self.boxes.today)) if np.isfinite(self.worth) else 0.0

    @property
    def portfolios(self) -> Portfolios:
        """All that were worked out, the cheapest first."""
        levers = self.boxes.levers
        seen = Portfolios(levers, np.array(list(self.seen.values())).reshape(-1, len(levers.ids)))
        return seen.only(np.argsort(seen.cost, kind="stable"))

    def _add(self, waiting: list[tuple[float, int, Box]], box: Box | None, most: float) -> None:
        self.looked += 1
        if box is None:
            return
        if box.chosen is not None:
            self._look_at(box.chosen[None])
        heapq.heappush(waiting, (-min(box.bound, most), self.looked, box))

    def _look_at(self, some: np.ndarray) -> None:
        """Work portfolios out; from a better one, go on to what differs from it by a lever or two."""
        while len(some := self._new(some)):
            worth = self.boxes.score.of(Portfolios(self.boxes.levers, some))
            best = int(worth.argmax())
            if worth[best] <= self.worth + rounding(worth[best]):
                return
            self.best, self.worth = near, _ = some[best], float(worth[best])
            some = _near(near)

    def _new(self, some: np.ndarray) -> np.ndarray:
        """Return those of some that are allowed and were not worked out before."""
        levers, budget = self.boxes.levers, self.boxes.budget
        some = some[levers.allowed(some) & (some @ levers.cost <= budget + rounding(budget))]
        if self.boxes.least is not None:
            changes = Portfolios(levers, some).value_changes()
            some = some[(changes >= self.boxes.least - rounding(self.boxes.least)).all(axis=1)]
        new = {key: row for row in some if (key := row.tobytes()) not in self.seen}
        self.seen |= new
        return np.array(list(new.values())).reshape(-1, len(levers.ids))


def _near(chosen: np.ndarray) -> np.ndarray:
    """Return all portfolios that differ from one by a lever or two.

    >>> len(_near(np.zeros(10, bool)))
    55
    """
    count = len(chosen)
    flips = np.eye(count, dtype=bool)
    first, second = np.triu_indices(count, 1)
    return chosen ^ np.concatenate([flips, flips[first] | flips[second]])
