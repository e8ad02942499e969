"""What a portfolio is chosen for: value, the probability that we give the most, or profit."""

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


def refuse_goal(levers: LeverModel, goal: str) -> None:
    """Refuse a goal that is none, or that no solver can choose so many levers for."""
    if goal not in GOALS:
        raise StudyError.not_among("goal", goal, GOALS)
    if goal != "value" and len(levers.ids) > MOST_ENUMERATED:
        message = N_("of more than {most} levers a portfolio can be chosen for value only")
        raise StudyError(levers.study.settings.title, message, most=MOST_ENUMERATED)


class Score:
    """What portfolios do for a goal."""

    def __init__(self, levers: LeverModel, goal: str, draws: int, seed: int) -> None:
        self.levers, self.goal, self.draws, self.seed = levers, goal, draws, seed
        self.size = levers.study.segments["size"].to_numpy(float)
        self.economics: Economics | None = None
        if goal == "profit":
            self.economics = economics_of(levers.model)
            if not self.economics.pays.any():
                message = N_("profit cannot be worked out: no segment has a margin and a retention in economics")
                raise StudyError(levers.study.settings.title, message)
        self.segments = list(segment_draws(levers, draws=draws, seed=seed)) if goal == "p_best" else []

    def effect(self, some: Portfolios) -> np.ndarray:
        """Return P effects: more of the goal than without any lever; costs are not in it."""
        if self.goal == "p_best":
            return self._p_best(some)
        return self.summed(some.value_changes())

    def of(self, some: Portfolios) -> np.ndarray:
        """Return what is to be as great as possible: the effect, less the cost where both are money."""
        return self.effect(some) - (some.cost if self.goal == "profit" else 0.0)

    def alone(self) -> np.ndarray:
        """Return what each lever does by itself, whether it may be chosen so or not."""
        return self.effect(Portfolios(self.levers, np.eye(len(self.levers.ids), dtype=bool)))

    def summed(self, changes: np.ndarray) -> np.ndarray:
        """Return the effect of changes of value (P × S, or P × n × S) over all customers."""
        if self.economics is None:
            return changes @ self.size
        paid = self.economics
        return sum(
            (paid.profit_after(s, changes[..., s]) - paid.profit_after(s, np.zeros(1)) for s in range(len(self.size))),
            np.zeros(changes.shape[:-1]),
        )

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
            message = N_("{count} portfolios are too many to work out how probable each makes it that we give the most")
            raise StudyError(self.levers.study.settings.title, message, count=len(some.chosen))
        total = np.zeros(len(some.chosen))
        for segment in self.segments:
            draws = segment.values.shape[1]
            before = share = np.zeros(len(some.chosen))
            for part in some.parts(draws):
                share = share + self.ahead(segment, some.drawn_changes(segment, part), part).sum(axis=1)
                before = before + self.ahead(segment, np.zeros((1, part.stop - part.start)), part).sum()
            total += self.size[segment.position] * (share - before) / draws
        return total / max(self.size.sum(), 1.0)
