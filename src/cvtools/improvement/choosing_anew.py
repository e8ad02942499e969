"""The best of many levers in each of many draws: exact, and without a solver for most of them.

The relaxed program, in which a lever may be pulled in part, bounds what any portfolio can reach, and its reduced costs
say what each deviation from it takes away from that bound. So only portfolios whose deviations together cost no more
than what the best known portfolio falls short of the bound can be better: they are few, and all are worked out. Where
they are too many, the solver chooses. Reduced-cost fixing: G. L. Nemhauser and L. A. Wolsey, *Integer and
Combinatorial Optimization*, Wiley 1988, II.5.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cvtools.improvement.lever_draws import segment_draws
from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.solver import best_for_value, program_of
from cvtools.study.rounding import rounding
from cvtools.uncertainty.products import combined

MOST_DRAWS = 250
"""For so many draws a portfolio of many levers is chosen anew."""
_MOST = 500_000
"""More portfolios are not gone through."""
_MOST_FREE = 62
"""So many levers may be chosen or not, so that a portfolio is a whole number of 63 bits."""
_AT_ONCE = 500
"""So many are worked out at once."""


@dataclass(frozen=True, eq=False)
class _Draw:
    """The numbers of one draw."""

    levers: LeverModel
    budget: float
    least: float | None
    weight: np.ndarray
    """S × D."""
    utility: np.ndarray
    """S × D: where ours stands."""
    steps: np.ndarray
    """S × L × D."""

    def gains(self, chosen: np.ndarray) -> np.ndarray:
        """Return P × S: what each of P portfolios (P × L) adds to our value in each segment."""
        before = self.utility.reshape(-1, 1)
        after = combined(self._by_lever, chosen.T.astype(float))
        after += before
        np.clip(after, 0, 1, out=after)
        after -= before
        after *= self.weight.reshape(-1, 1)
        return after.reshape(*self.utility.shape, len(chosen)).sum(axis=1).T

    @cached_property
    def _by_lever(self) -> np.ndarray:
        """(S · D) × L steps."""
        return self.steps.transpose(0, 2, 1).reshape(-1, self.steps.shape[1])

    def worth(self, chosen: np.ndarray) -> np.ndarray:
        """Return P values over all customers; −∞ where a portfolio is not allowed."""
        levers = self.levers
        allowed = chosen @ levers.cost <= self.budget + rounding(self.budget)
        allowed &= levers.allowed(chosen)
        worth = np.full(len(chosen), -np.inf)
        gains = self.gains(chosen[allowed])
        fair = (gains >= self.least - rounding(self.least)).all(axis=1) if self.least is not None else np.True_
        worth[allowed] = np.where(fair, gains @ levers.study.segments["size"].to_numpy(float), -np.inf)
        return worth

    def solved(self) -> np.ndarray | None:
        """Ask the solver."""
        of = {"weight": self.weight, "utility": self.utility, "steps": self.steps}
        return best_for_value(self.levers, self.budget, least=self.least, **of)

    def best(self, known: np.ndarray) -> np.ndarray | None:
        """Return the best portfolio; ``known`` (P × L) are some that may be it."""
        from scipy.optimize import linprog

        of = {"weight": self.weight, "utility": self.utility, "steps": self.steps}
        program = program_of(self.levers, self.budget, least=self.least, **of)
        matrix, low, high = program.matrix, np.array(program.low), np.array(program.high)
        above, below = np.isfinite(low), np.isfinite(high)
        relaxed = linprog(
            program.goal,
            A_ub=_stacked(matrix[below], -matrix[above]),
            b_ub=np.concatenate([high[below], -low[above]]),
            bounds=np.column_stack(program.bounds),
            method="highs",
        )
        if relaxed.x is None:
            return None
        count = len(self.levers.ids)
        up, down = relaxed.lower.marginals[:count], -relaxed.upper.marginals[:count]
        deviation, usual = np.maximum(up, down), down > up
        best = self._first(known)
        reached = self.worth(best[None])[0] if best is not None else -np.inf
        near = rounding(relaxed.fun) * 10
        some = _deviating(usual, deviation, -relaxed.fun - reached + near, self.levers.cost, self.budget)
        if some is None:
            return self.solved()
        chosen, spent = some
        for start in range(0, len(chosen), _AT_ONCE):
            if spent[start] > -relaxed.fun - reached + near:
                break  # whatever follows deviates by more than the best one falls short
            part = chosen[start : start + _AT_ONCE]
            best = self._first(part if best is None else np.vstack([best, part]))
            reached = self.worth(best[None])[0] if best is not None else -np.inf
        return best

    def _first(self, some: np.ndarray) -> np.ndarray | None:
        """Return the best of some; of those that are as good, the cheapest."""
        worth = self.worth(some)
        if not len(some) or np.isneginf(worth.max()):
            return None
        good = np.flatnonzero(worth >= worth.max() - rounding(worth.max()))
        return some[good[np.argmin(some[good] @ self.levers.cost)]]


def _stacked(above: object, below: object) -> object:
    from scipy.sparse import vstack

    return vstack([above, below])


def _deviating(
    usual: np.ndarray, deviation: np.ndarray, gap: float, cost: np.ndarray, budget: float
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return all choices within a budget whose deviations from the usual one cost no more than a gap, the least first.

    With each choice goes what its deviations cost; ``None`` if there are too many.

    >>> _deviating(np.array([True, False]), np.array([0.1, 0.2]), 0.2, np.array([1, 1]), 9)[0].tolist()
    [[True, False], [False, False], [True, True]]
    """
    codes, spent, money = np.zeros(1, np.int64), np.zeros(1), np.full(1, float(cost[usual].sum()))
    more = np.where(usual, -cost, cost)
    free = np.flatnonzero(deviation <= gap)
    free = free[np.argsort(-deviation[free])]
    if len(free) > _MOST_FREE:
        return None
    for bit, place in enumerate(free.tolist()):
        within = spent + deviation[place] <= gap
        codes = np.concatenate([codes, codes[within] | (1 << bit)])
        spent = np.concatenate([spent, spent[within] + deviation[place]])
        money = np.concatenate([money, money[within] + more[place]])
        if len(codes) > _MOST:
            return None
    affordable = np.flatnonzero(money <= budget + rounding(budget))
    order = affordable[np.argsort(spent[affordable], kind="stable")]
    chosen = np.tile(usual, (len(order), 1))
    chosen[:, free] ^= ((codes[order, None] >> np.arange(len(free))) & 1).astype(bool)
    return chosen, spent[order]


def chosen_anew(
    levers: LeverModel, best: np.ndarray, budget: float, *, draws: int, seed: int, least: float | None = None
) -> tuple[np.ndarray, float, float]:
    """Choose anew in each draw; return how often each lever and the chosen portfolio is best, and its regret."""
    shape = levers.steps.shape
    weight, utility = (np.zeros((draws, shape[0], shape[2])) for _ in range(2))
    steps = np.zeros((draws, *shape))
    for segment in segment_draws(levers, draws=draws, seed=seed):
        s = segment.position
        for d, drawn in segment.weight.items():
            weight[:, s, d], utility[:, s, d] = drawn, segment.utility[segment.ours, d]
        for (lever, d), step in segment.steps.items():
            steps[:, s, lever, d] = step
    often, itself, regret = np.zeros(shape[1]), 0, 0.0
    known = best[None]
    for at in range(draws):
        draw = _Draw(levers, budget, least, weight[at], utility[at], steps[at])
        found = draw.best(known)
        found = best if found is None else found
        if not (known == found).all(axis=1).any():
            known = np.vstack([known, found])
        often += found
        itself += int((found == best).all())
        worth = draw.gains(np.array([found, best])) @ levers.study.segments["size"].to_numpy(float)
        regret += float(worth[0] - worth[1])
    return often / draws, itself / draws, regret / draws
