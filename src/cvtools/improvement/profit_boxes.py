"""Above what no portfolio's profit can be, while our value changes within a box: a range for each segment and year.

Straight lines stand above the curves that lead from value to what is paid and to who stays, and planes above products
of the two, so that a mixed-integer program says what is at most to be had. The narrower a box, the closer they are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cvtools.improvement.goals import Score
from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.lines_above import FREE, Part, under_curve, under_product
from cvtools.improvement.outcomes import Economics, economics_of
from cvtools.improvement.program import Program, solved
from cvtools.improvement.solver import choices, gain_terms
from cvtools.study.rounding import ROUNDING

_PLACES = 65
"""A curve is looked at in so many places."""
_SLACK = 1e-4
"""Ends are wider by this part of the whole range: no box becomes so narrow that rounding decides."""
_NODES = 2_000
"""So far the solver goes on with one box; what it has shown until then holds."""


@dataclass(frozen=True, eq=False)
class Box:
    """A range for each change of value, as a part of how far levers can move it, and the best by straight lines."""

    low: np.ndarray
    high: np.ndarray
    bound: float
    """No portfolio in it leaves more."""
    chosen: np.ndarray | None
    """L booleans: what is best by the lines; ``None`` where the solver stopped before it had anything."""
    at: np.ndarray
    """Where the changes of value are then."""
    apart: np.ndarray
    """How far the lines are above the curves there, in money."""

    @property
    def widest(self) -> int:
        """The place where its lines are farthest from the curves."""
        return int((self.apart * (self.high > self.low)).argmax())

    def halves(self) -> "Iterator[tuple[np.ndarray, np.ndarray]]":
        """Split it there."""
        k = self.widest
        width = self.high[k] - self.low[k]
        cut = np.clip(self.at[k], self.low[k] + 0.2 * width, self.high[k] - 0.2 * width)
        low, high = self.low.copy(), self.high.copy()
        low[k] = high[k] = cut
        yield self.low, high
        yield low, self.high


@dataclass(frozen=True, eq=False)
class Boxes:
    """Levers under a budget, with the curves from value to profit."""

    score: Score
    """Of profit."""
    budget: float
    least: float | None = None

    @property
    def levers(self) -> LeverModel:
        """The levers."""
        return self.score.levers

    @property
    def years(self) -> list[LeverModel]:
        """The levers in each year that differs."""
        return self.score.years

    @cached_property
    def paid(self) -> Economics:
        """What customers pay."""
        return economics_of(self.levers.model) if self.score.economics is None else self.score.economics

    @cached_property
    def places(self) -> list[tuple[int, int, float]]:
        """The changes of value that matter: segment, year, and for how many periods that year stands."""
        out: list[tuple[int, int, float]] = []
        for s in np.flatnonzero(self.paid.pays).tolist():
            left, steps = float(self.paid.horizon[s]), [year.steps[s] for year in self.years]
            last = next(t for t in range(len(steps)) if all((later == steps[t]).all() for later in steps[t:]))
            for year in range(last + 1):
                ends = year == last or left <= 1
                out.append((s, year, left if ends else 1.0))
                if ends:
                    break
                left -= 1
        return out

    def whole(self, *, narrowed: bool = True) -> Box | None:
        """Return the box that holds every portfolio."""
        low, high = self._ends / self._far
        return self.box(low, high, -np.inf, range(len(self.places)) if narrowed else ())

    @cached_property
    def _far(self) -> np.ndarray:
        """How far levers can move our value, for each place: the unit of boxes."""
        far = self._ends[1] - self._ends[0]
        return np.where(far > 0, far, 1.0)

    @cached_property
    def _ends(self) -> np.ndarray:
        """How far all levers that lower, and all that lift, move our value; one column for each place."""
        ends = np.zeros((2, len(self.places)))
        for k, (s, year, _) in enumerate(self.places):
            steps, now = self.years[year].steps[s], self.levers.utility[s]
            for end, part in zip(ends, (np.minimum(steps, 0), np.maximum(steps, 0)), strict=True):
                end[k] = self.levers.model.weight[s] @ (np.clip(now + part.sum(axis=0), 0, 1) - now)
        return ends

    @cached_property
    def today(self) -> float:
        """What all customers are worth without any lever."""
        return float(sum(self.paid.profit_after(s, np.zeros(1))[0] for s in range(len(self.paid.size))))

    def box(self, low: np.ndarray, high: np.ndarray, worth: float, loose: Iterable[int]) -> Box | None:
        """Return the best of a box by straight lines; ``None`` where no portfolio in it leaves more than ``worth``.

        ``loose``: the places whose ranges may be too wide, and are narrowed first.
        """
        ends = self._narrowed(low, high, worth, loose)
        if ends is None:
            return None
        program, years = self._program(*ends)
        found, least = solved(program, node_limit=_NODES, mip_rel_gap=0.0, presolve=False)
        if least == np.inf:
            return None
        bound, count = -least - self.today, len(self.levers.ids)
        if found is None:
            return Box(*ends, bound, None, (ends[0] + ends[1]) / 2, ends[1] - ends[0])
        at = found[[one.change for one in years]]
        apart = np.array([self._apart(k, one, found) for k, one in enumerate(years)])
        return Box(*ends, bound, found[:count] > 0.5, at, apart)

    def _narrowed(
        self, low: np.ndarray, high: np.ndarray, worth: float, loose: Iterable[int]
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Return a box as narrow as what leaves more than ``worth`` lets it be, if levers may be pulled in part."""
        program, years = self._program(low, high)
        if np.isfinite(worth):
            program.row(dict(enumerate(program.goal.tolist())), high=-worth - self.today)
        program.whole = [0] * len(program.whole)
        low, high = low.copy(), high.copy()
        for k in loose:
            for ends, sign in ((low, 1.0), (high, -1.0)):
                program.goal = np.zeros(len(program.whole))
                program.goal[years[k].change] = sign
                _found, end = solved(program)
                if end == np.inf:
                    return None
                ends[k] = np.clip(sign * (end - _SLACK), low[k], high[k])
        return low, high

    def _program(self, low: np.ndarray, high: np.ndarray) -> "tuple[Program, list[_Year]]":
        """Return the program of a box, and its variables for each place."""
        program, count = choices(self.levers, self.budget), len(self.levers.ids)
        for s in range(len(self.levers.model.segments)) if self.least is not None else ():
            program.row(self._gain(program, self.levers, s), low=self.least or 0.0)
        years: list[_Year] = []
        for k in reversed(range(len(self.places))):
            s, year, _ = self.places[k]
            change = program.variable(low[k] - _SLACK, high[k] + _SLACK)
            gain = self._gain(program, self.years[year], s)
            program.row({change: 1.0} | {place: -worth / self._far[k] for place, worth in gain.items()}, 0, 0)
            later = years[-1] if years and years[-1].s == s else None
            years.append(self._year(program, k, change, later))
        years.reverse()
        program.goal = np.zeros(len(program.whole))
        program.goal[:count] = self.levers.cost
        for one in {one.s: one for one in reversed(years)}.values():  # the first year of each segment
            program.goal[one.total.place] = -self._unit(one.s)
        return program, years

    def _unit(self, s: int) -> float:
        """Return the unit of money in a segment's part of a program, so that no number in it is large."""
        return float(self.paid.size[s] * max(abs(self.paid.margin[s]), ROUNDING))

    def _curves(self, k: int, change: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what a place pays, in its segment's unit, and who stays, for changes as parts of how far levers go."""
        s, _, periods = self.places[k]
        pays, kept = self.paid.of_period(s, change * self._far[k], periods)
        return pays * (self.paid.size[s] / self._unit(s)), kept

    def _year(self, program: Program, k: int, change: int, later: "_Year | None") -> "_Year":
        """Add a place to a program: what it pays, and what is left of the later years."""
        s, x = self.places[k][0], np.linspace(program.lower[change], program.upper[change], _PLACES)
        pays, kept = self._curves(k, x)
        paid = under_curve(program, change, x, pays)
        if later is None:
            return _Year(s, change, paid, paid, None)
        product = under_product(program, under_curve(program, change, x, kept), later.total)
        total = Part(program.variable(*FREE), paid.low + product.low, paid.high + product.high)
        program.row({total.place: 1.0, paid.place: -1.0, product.place: -1.0}, high=0)
        return _Year(s, change, paid, total, (product, later.total))

    def _apart(self, k: int, one: "_Year", found: np.ndarray) -> float:
        """Return how far the lines and planes of a place are above its curves."""
        pays, kept = self._curves(k, found[[one.change]])
        above = float(found[one.paid.place] - pays[0])
        if one.later is not None:
            product, total = one.later
            above += float(found[product.place] - kept[0] * found[total.place])
        return self._unit(one.s) * above

    def _gain(self, program: Program, levers: LeverModel, s: int) -> dict[int, float]:
        return gain_terms(program, levers.model.weight[s], levers.utility[s], levers.steps[s])


@dataclass(frozen=True)
class _Year:
    """The variables of a year in a segment."""

    s: int
    change: int
    paid: Part
    """What it pays."""
    total: Part
    """The same with all that later years pay."""
    later: tuple[Part, Part] | None
    """What later years pay those who are still there, and what they pay together."""
