"""What a portfolio is chosen for: value, the probability that we give the most, or profit."""

from collections.abc import Sequence

import numpy as np

from cvtools.improvement.enumeration import MOST_ENUMERATED, Portfolios
from cvtools.improvement.lever_draws import SegmentDraws, segment_draws
from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.outcomes import Economics, economics_of
from cvtools.study.errors import StudyError
from cvtools.study.rounding import rounding
from cvtools.study.wording import N_

GOALS = ("value", "p_best", "profit")
MOST_FOR_P_BEST = 4_000
"""Portfolios whose probability is worked out."""


def is_solved(levers: LeverModel, goal: str) -> bool:
    """Whether a solver chooses; else every portfolio is worked out.

    Value is linear between the anchors; profit and the probability of giving the most are not.

    Raises
    ------
    StudyError
        When the goal is none.
    """
    if goal not in GOALS:
        raise StudyError.not_among("goal", goal, GOALS)
    return goal == "value" and len(levers.ids) > MOST_ENUMERATED


class Score:
    """What portfolios do for a goal."""

    def __init__(self, levers: LeverModel, goal: str, draws: int, seed: int) -> None:
        self.levers, self.goal, self.draws, self.seed = levers, goal, draws, seed
        self.size = levers.study.segments["size"].to_numpy(float)
        self.economics: Economics | None = None
        self.years = [levers]
        """What counts: for profit, each year that differs."""
        if goal == "profit":
            self.years = levers.in_year(None).by_year()
            self.economics = economics_of(levers.model)
            if not self.economics.pays.any():
                message = N_("profit cannot be worked out: no segment has a margin and a retention in economics")
                raise StudyError(levers.study.settings.title, message)
        self.segments = list(segment_draws(levers, draws=draws, seed=seed)) if goal == "p_best" else []

    def effect(self, some: Portfolios) -> np.ndarray:
        """Return P effects: more of the goal than without any lever; costs are not in it."""
        if self.goal == "p_best":
            return self._p_best(some)
        return self.summed([some.value_changes(year) for year in self.years])

    def of(self, some: Portfolios) -> np.ndarray:
        """Return what is to be as great as possible: the effect, less the cost where both are money."""
        return self.effect(some) - (some.cost if self.goal == "profit" else 0.0)

    def alone(self) -> np.ndarray:
        """Return what each lever does by itself, whether it may be chosen so or not."""
        return self.effect(Portfolios(self.levers, np.eye(len(self.levers.ids), dtype=bool)))

    def summed(self, changes: Sequence[np.ndarray]) -> np.ndarray:
        """Return the effect of changes of value (P × S, or P × n × S, for each year) over all customers."""
        if self.economics is None:
            return changes[0] @ self.size
        paid, total = self.economics, np.zeros(changes[0].shape[:-1])
        for s in range(len(self.size)):
            total = total + paid.profit_after(s, *(change[..., s] for change in changes))
            total = total - paid.profit_after(s, np.zeros(1))
        return total

    def drawn(self, draws: int) -> list[SegmentDraws]:
        """Return draws of all segments, with the effects from which :meth:`reached` starts."""
        levers = self.levers if self.goal != "profit" else self.levers.in_year(None)
        return list(segment_draws(levers, draws=draws, seed=self.seed))

    def reached(self, some: Portfolios, segments: Sequence[SegmentDraws], part: slice) -> np.ndarray:
        """Return P × n: what portfolios do for the goal in some draws, less the cost where both are money."""
        if self.goal == "p_best":
            total = np.zeros((len(some.chosen), part.stop - part.start))
            for segment in segments:
                ahead = self.ahead(segment, some.drawn_changes(segment, part), part)
                total += self.size[segment.position] * ahead
            return total / max(self.size.sum(), 1.0)
        changes = [
            np.stack([some.drawn_changes(segment.in_year(year), part) for segment in segments], axis=-1)
            for year in (self.years if self.goal == "profit" else [self.levers.in_year(None)])
        ]
        return self.summed(changes) - (some.cost[:, None] if self.goal == "profit" else 0.0)

    def ahead(self, segment: SegmentDraws, change: np.ndarray, part: slice) -> np.ndarray:
        """Return P × n: whether we give the most, a tie counting by its share."""
        values = segment.values[:, part]
        rivals = np.delete(values, segment.ours, axis=0)
        best = rivals.max(axis=0)
        tied = 1 / (1 + (np.abs(rivals - best) <= rounding(values)).sum(axis=0))
        ours = values[segment.ours] + change
        return np.where(ours > best + rounding(values), 1.0, np.where(ours < best - rounding(values), 0.0, tied))

    def _p_best(self, some: Portfolios) -> np.ndarray:
        if len(some.chosen) > MOST_FOR_P_BEST:
            message = N_(
                "{count} portfolios are too many to work out how probable each makes it that we give the most "
                "({most} at most): a smaller budget leaves fewer, and so do groups, musts and limits of people or time"
            )
            raise StudyError(self.levers.study.settings.title, message, count=len(some.chosen), most=MOST_FOR_P_BEST)
        total = np.zeros(len(some.chosen))
        for segment in self.segments:
            draws = segment.values.shape[1]
            before = share = np.zeros(len(some.chosen))
            for part in some.parts(draws):
                share = share + self.ahead(segment, some.drawn_changes(segment, part), part).sum(axis=1)
                before = before + self.ahead(segment, np.zeros((1, part.stop - part.start)), part).sum()
            total += self.size[segment.position] * (share - before) / draws
        return total / max(self.size.sum(), 1.0)
