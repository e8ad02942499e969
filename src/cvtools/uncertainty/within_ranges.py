"""What holds for every number within its range, whatever the distributions: no probability is needed for it.

Which end of a rating's range is bad for an offering is the same for all weights: its own ratings at their worst, those
of the others at their best. What is left is linear in the weights, which lie within their ranges and, in points, sum to
100. Between two offerings that is settled by giving the weights where they hurt most; how many others can be ahead at
the same weights is a small mixed-integer program, where that does not settle it.

Sources: A. A. Salo and R. P. Hämäläinen, "Preference programming through approximate ratio comparisons", *European
Journal of Operational Research* 82, 1995; M. Kadziński, S. Greco and R. Słowiński, "Extreme ranking analysis in robust
ordinal regression", *Omega* 40, 2012.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cvtools.study.provenance import rows_in_force
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.draws import DRAWS, SEED, blocks_at_halos, checked_draws, checked_seed
from cvtools.uncertainty.inputs import numbers_of
from cvtools.uncertainty.ranking import Order
from cvtools.uncertainty.simulation import Simulation
from cvtools.value.model import SCALE, ValueModel, modelled, weight_scale

HALOS = (0.0, 0.5, 1.0)
_TRIES = 500
_NOTHING = 1e-5
"""A difference of this part of all weights is none: the solver is not exact."""


def rank_ranges(source: Study | ValueModel, *, view: str = "perceived", segment: str = "") -> pd.DataFrame:
    """The best and the worst rank that each offering can have, for any numbers within their ranges.

    Parameters
    ----------
    source
        A study, or its model.
    view
        Which view of the ratings.
    segment
        The only segment that is looked at; by default all are.

    Returns
    -------
    DataFrame
        One row for each segment × offering: ``segment``, ``offering``, ``best_rank`` and ``worst_rank``, whole numbers
        from 1; those of the same value share the better rank. ``worst_rank`` 1: it is the best for every number within
        its range; ``best_rank`` 1: for some. A range is that from low to high; an unknown rating may be anywhere on its
        scale, and in points weights without a range make room for those that have one.

    Raises
    ------
    StudyError
        When no rating has this view.

    Examples
    --------
    >>> import cvtools as cv
    >>> rank_ranges(cv.read_study("data/laptops"))[["best_rank", "worst_rank"]].to_numpy().tolist()
    [[1, 1], [2, 2], [3, 3], [4, 4]]
    """
    model = modelled(source, view)
    offerings, parts = [str(name) for name in model.offerings], list[pd.DataFrame]()
    for name, low, high, weights in _boxes(model):
        if segment not in ("", name):
            continue
        ranks: list[tuple[int, int]] = []
        for o in range(len(offerings)):
            others = np.arange(len(offerings)) != o
            at_best, at_worst = high[o] - low[others], low[o] - high[others]
            ranks.append((1 + weights.ahead(at_best, most=False), 1 + weights.ahead(at_worst, most=True)))
        best, worst = zip(*ranks, strict=True)
        parts.append(pd.DataFrame({"segment": name, "offering": offerings, "best_rank": best, "worst_rank": worst}))
    return pd.concat(parts, ignore_index=True)


def halo_range(
    source: Study | ValueModel | Simulation,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    view: str = "perceived",
    segment: str = "",
) -> pd.DataFrame:
    """How probable it is that each offering is the best, whatever the setting ``halo`` is.

    Of a simulation, whose halo need not be drawn again, its draws and seed are taken. With ``segment``, only that one
    is looked at.

    Returns
    -------
    DataFrame
        One row for each segment × offering: ``segment``, ``offering``, ``p_low`` and ``p_high`` (0 to 1), the least and
        the greatest probability for a halo of 0, ½, 1 and that of the study.

    Raises
    ------
    StudyError
        As :func:`simulate` does.
    """
    known: dict[str, np.ndarray] = {}
    if isinstance(source, Simulation):
        known = {market.segment: market.ranks[:, 0] for market in source.markets}
        source, draws, seed = source.model, source.draws, source.seed
    model, parts = modelled(source, view), list[pd.DataFrame]()
    count, start, own = checked_draws(draws, 1 + len(model.others)), checked_seed(seed), model.study.settings.halo
    only = [chosen_segment(model.study, segment)] if segment else list(model.segments)
    for numbers in numbers_of(model, segments=only):
        halos = sorted({*HALOS, own} - ({own} if numbers.segment in known else set()))
        orders = [Order(len(numbers.x)) for _ in halos]
        for at_halos in blocks_at_halos(numbers, halos, draws=count, seed=start):
            for order, block in zip(orders, at_halos, strict=True):
                order.add(block.value)
        p = [order.shares()[0][:, 0] for order in orders]
        p += [known[numbers.segment]] if numbers.segment in known else []
        rows = {"segment": numbers.segment, "offering": [str(name) for name in model.offerings]}
        parts.append(pd.DataFrame({**rows, "p_low": np.min(p, axis=0), "p_high": np.max(p, axis=0)}))
    return pd.concat(parts, ignore_index=True)


def _boxes(model: ValueModel) -> Iterator[tuple[str, np.ndarray, np.ndarray, "_Weights"]]:
    """Return for each segment what each offering contributes for a unit of weight, at least and at most (O × D)."""
    study, segments = model.study, list(model.segments)
    axes = {"segment": segments, "driver": list(model.drivers["driver"])}
    ratings = study.ratings[(study.ratings["view"] == model.view).to_numpy()]
    rows = rows_in_force(ratings, {"segment": segments, "offering": list(model.offerings), **axes})
    worst, best = (model.drivers[name].to_numpy(float) for name in ("worst", "best"))
    cost = (model.drivers["side"] == "cost").to_numpy()
    ends = np.array([(_end(ratings, "rating", end)[rows] - worst) / (best - worst) for end in ("low", "high")])
    unknown = np.isnan(ends[0]) | (rows < 0)
    low, high = np.where(unknown, 0.0, ends.min(axis=0)) - cost, np.where(unknown, 1.0, ends.max(axis=0)) - cost
    of_weights = rows_in_force(study.weights, axes)
    raw = study.weights["weight"].to_numpy(float)[of_weights]
    factor = np.broadcast_to(weight_scale(study, raw), raw.shape)
    least, most = (_end(study.weights, "weight", end)[of_weights] * factor for end in ("low", "high"))
    for s, segment in enumerate(segments):
        yield str(segment), low[s], high[s], _Weights.of((raw * factor)[s], least[s], most[s], study.settings.money)


def _end(table: pd.DataFrame, name: str, end: str) -> np.ndarray:
    """Return one end of each row's range; of a fixed number itself."""
    return table[end].fillna(table[name]).to_numpy(float)


@dataclass(frozen=True, eq=False)
class _Weights:
    """The weights of a segment as K numbers within bounds, each of which is spread over some of D drivers."""

    spread: np.ndarray
    """K × D: what one unit of each number is of each weight."""
    low: np.ndarray
    """K, as a share of all."""
    high: np.ndarray
    """K."""
    summing: bool
    """Whether they sum to 1."""

    @classmethod
    def of(cls, likely: np.ndarray, low: np.ndarray, high: np.ndarray, money: bool) -> "_Weights":
        """Make one; in points, all weights without a range are one number."""
        if money:
            total = max(float(high.sum()), 1e-300)
            return cls(np.eye(len(low)), low / total, high / total, summing=False)
        ranged = low < high
        pooled = np.where(ranged, 0.0, likely)
        rest = pooled.sum()
        spread, most = np.eye(len(low))[ranged], np.minimum(high[ranged] / SCALE, 1)
        if rest <= 0:
            return cls(spread, low[ranged] / SCALE, most, summing=True)
        spread = np.vstack([spread, pooled / rest])
        return cls(spread, np.append(low[ranged] / SCALE, 0.0), np.append(most, 1.0), summing=True)

    def ahead(self, gaps: np.ndarray, *, most: bool) -> int:
        """Return how many others can be ahead at most, or have to be at least, at the same weights.

        Parameters
        ----------
        gaps
            J × D: how far each other is behind for each unit of a driver's weight.
        """
        parts = gaps @ self.spread.T
        never = np.array([self._least(row) for row in parts]) >= -_NOTHING
        always = np.array([-self._least(-row) for row in parts]) < -_NOTHING
        open_ = parts[~never & ~always]
        if len(open_) <= 1:  # one that can be ahead, or not
            return int(always.sum()) + (len(open_) if most else 0)
        tried = (open_ @ self._tried < -_NOTHING).sum(axis=0)
        if tried.max() == len(open_) if most else tried.min() == 0:  # nothing is left to solve
            return int(always.sum()) + (len(open_) if most else 0)
        return int(always.sum()) + self._solved(open_, most=most)

    @cached_property
    def _tried(self) -> np.ndarray:
        """Some weights within their bounds, K × ``_TRIES``: each number at an end, but for one that takes the rest."""
        random = np.random.Generator(np.random.PCG64(1))
        room = np.tile((self.high - self.low)[:, None], _TRIES)
        if not self.summing:
            return self.low[:, None] + room * random.integers(0, 2, room.shape)
        order = np.argsort(random.random(room.shape), axis=0)
        room = np.take_along_axis(room, order, axis=0)
        given = np.clip(1 - self.low.sum() - (np.cumsum(room, axis=0) - room), 0, room)
        out = np.empty_like(given)
        np.put_along_axis(out, order, given, axis=0)
        return self.low[:, None] + out

    def _least(self, gap: np.ndarray) -> float:
        """Return how small a gap (K) can be: what is left to give goes where it is smallest."""
        if not self.summing:
            return float((gap * np.where(gap > 0, self.low, self.high)).sum())
        order = np.argsort(gap)
        room, left = (self.high - self.low)[order], 1 - self.low.sum()
        given = np.clip(left - (np.cumsum(room) - room), 0, room)
        return float(gap @ self.low + gap[order] @ given)

    def _solved(self, gaps: np.ndarray, *, most: bool) -> int:
        """Count by a mixed-integer program: J numbers that say who is ahead, beside the K weights."""
        from scipy.optimize import milp

        others, count = gaps.shape
        far = np.abs(gaps).max(axis=1) * max(float(self.high.sum()), 1.0) + 1
        both = np.hstack([gaps, np.diag(far)])
        if most:  # gap ≤ −_NOTHING where it is ahead
            limits = [(both, np.full(others, -np.inf), far - _NOTHING)]
        else:  # gap ≥ −_NOTHING where it is not
            limits = [(both, np.full(others, -_NOTHING), np.full(others, np.inf))]
        if self.summing:
            limits.append((np.append(np.ones(count), np.zeros(others))[None], np.ones(1), np.ones(1)))
        found = milp(
            np.append(np.zeros(count), np.full(others, -1.0 if most else 1.0)),
            integrality=np.append(np.zeros(count), np.ones(others)),
            bounds=(np.append(self.low, np.zeros(others)), np.append(self.high, np.ones(others))),  # pyright: ignore[reportArgumentType]
            constraints=limits,
        )
        return round(abs(float(found.fun)))
