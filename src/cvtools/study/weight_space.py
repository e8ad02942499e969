"""Weights of which nothing, or only an order and bounds, is known: uniform draws of what is left possible.

Weights here are shares that sum to 1. Without knowledge they are spread evenly over the simplex, a Dirichlet(1):
exponential draws divided by their sum (uniform draws divided by their sum would crowd the middle). Orders along
separate chains are had by sorting, lower bounds by shrinking, other knowledge by leaving out what does not agree; and
where too little would be left, by hit-and-run.

Sources: T. Tervonen and R. Lahdelma, "Implementing stochastic multicriteria acceptability analysis", *European
Journal of Operational Research* 178, 2007; T. Tervonen, G. van Valkenhoef, N. Baştürk and D. Postmus, "Hit-And-Run
enables efficient weight generation", the same journal 224, 2013; R. L. Smith, *Operations Research* 32, 1984.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

BLOCK = 10_000
_WALKERS = 500
_HALF = _WALKERS // 2
_WORTHWHILE = 0.05
_NARROW = 1e-12


@dataclass(frozen=True, eq=False)
class WeightSpace:
    """What is known of D weights."""

    chains: tuple[tuple[int, ...], ...]
    """In each, every weight is at least as large as the next."""
    low: np.ndarray
    """D."""
    high: np.ndarray
    """D."""

    @classmethod
    def of(
        cls, drivers: int, chains: Sequence[Sequence[int]] = (), low: ArrayLike = 0.0, high: ArrayLike = 1.0
    ) -> Self:
        """Make one; bounds that are left out are 0 and 1."""
        ends = (np.array(np.broadcast_to(np.asarray(end, float), drivers)) for end in (low, high))
        return cls(tuple(map(tuple, chains)), *ends)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Each pair (a, b) for which weight a is at least weight b."""
        return list(dict.fromkeys((a, b) for known in self.chains for a, b in pairwise(known)))

    def circle(self) -> list[int]:
        """Return drivers that are each above the next and the last above the first; empty if there are none."""
        above: dict[int, list[int]] = {}
        for a, b in self.pairs:
            above.setdefault(a, []).append(b)
        finished: set[int] = set()

        def search(path: list[int]) -> list[int]:
            for b in above.get(path[-1], []):
                if b in path:
                    return path[path.index(b) :]
                if b not in finished and (found := search([*path, b])):
                    return found
            finished.add(path[-1])
            return []

        return next(filter(None, (search([a]) for a in above if a not in finished)), [])

    def tightened(self, margin: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Return the bounds as the order narrows them, each at least ``margin`` inside.

        Some weights agree with all that is known if and only if no bound has crossed the other, and the lower ones
        sum to at most 1 and the upper ones to at least 1: then so do those a fixed part of the way between the two.
        """
        pinned = self.high - self.low <= _NARROW
        low = np.where(pinned, self.low, self.low + margin)
        high = np.where(pinned, self.high, self.high - margin)
        for _ in self.low:  # as often as the longest chain can be
            for a, b in self.pairs:
                low[a] = max(low[a], low[b] + (0.0 if pinned[a] else margin))
                high[b] = min(high[b], high[a] - (0.0 if pinned[b] else margin))
        return low, high

    def middle(self) -> np.ndarray:
        """Return weights as far inside as possible, by the smallest distance to any bound."""
        inside, outside = 0.0, 1.0
        for _ in range(60):
            margin = (inside + outside) / 2
            low, high = self.tightened(margin)
            possible = (low <= high).all() and low.sum() <= 1 <= high.sum()
            inside, outside = (margin, outside) if possible else (inside, margin)
        low, high = self.tightened(inside)
        width = (high - low).sum()
        return low + (high - low) * ((1 - low.sum()) / width if width > 0 else 0.0)

    def holds(self, weights: np.ndarray) -> np.ndarray:
        """Return which rows agree with all that is known."""
        out = np.logical_and(weights >= self.low, weights <= self.high).min(axis=1)
        for a, b in self.pairs:
            out &= weights[:, a] >= weights[:, b]
        return out


def weight_blocks(space: WeightSpace, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Draw weights evenly over the space, n × D at a time, for ever; n varies."""
    low, high = space.tightened()
    exact = _exact(space, random)
    if not space.pairs and not (high < 1 - low.sum() + low - _NARROW).any():
        yield from exact  # lower bounds only, or none
    if _separate(space) and not low.any() and (high >= 1 - _NARROW).all():
        yield from exact
    first = next(exact)
    kept = first[space.holds(first)]
    if len(kept) >= _WORTHWHILE * len(first):
        while True:
            yield kept
            first = next(exact)
            kept = first[space.holds(first)]
    yield from _walk(space, random)


def _separate(space: WeightSpace) -> bool:
    """Whether no driver is in two chains."""
    drivers = [d for known in space.chains for d in known]
    return len(drivers) == len(set(drivers))


def _exact(space: WeightSpace, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Draw as much of what is known as can be had without leaving any draw out."""
    low = space.tightened()[0]
    rest = 1 - low.sum()
    chains = [list(known) for known in space.chains] if _separate(space) and not low.any() else []
    while True:
        weights = random.standard_exponential((BLOCK, len(low)))
        weights *= rest / weights.sum(axis=1, keepdims=True)
        weights += low
        for known in chains:  # any order of the draws is as probable as any other
            weights[:, known] = -np.sort(-weights[:, known], axis=1)
        yield weights


def _walk(space: WeightSpace, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Walk through the space from its middle: a direction, then a random step along it within the bounds.

    Many walkers at once, in two halves. Once they have spread, each goes in the direction from one walker of the
    other half to another one, so that a space that is long one way and narrow the other is walked as fast as a round
    one (after J. Goodman and J. Weare, "Ensemble samplers with affine invariance", 2010).
    """
    low, high = space.tightened()
    free = high - low > _NARROW
    at = np.tile(space.middle(), (_WALKERS, 1))
    if free.sum() < 2 or low.sum() >= 1 - _NARROW or high.sum() <= 1 + _NARROW:  # only one point is possible
        yield from repeat(np.repeat(at, BLOCK // _WALKERS, axis=0))
    limits = np.array([_unit(d, sign, len(low)) for sign in (1, -1) for d in np.flatnonzero(free).tolist()])
    ends = np.concatenate([high[free], -low[free]])
    orders = [_unit(b, 1, len(low)) - _unit(a, 1, len(low)) for a, b in space.pairs if free[a] or free[b]]
    limits, ends = np.vstack([limits, *orders]), np.concatenate([ends, np.zeros(len(orders))])
    count = int(free.sum())
    for _ in range(4 * count):
        way = np.zeros_like(at)
        way[:, free] = random.standard_normal((len(at), count))
        _step(at, way, limits, ends, free, random)
    looks = chain([count * count], repeat(4 * count))
    for steps in looks:
        for _ in range(steps):
            for one, other in ((at[:_HALF], at[_HALF:]), (at[_HALF:], at[:_HALF])):
                start = random.integers(0, _HALF, _HALF)
                end = (start + random.integers(1, _HALF, _HALF)) % _HALF
                _step(one, other[end] - other[start], limits, ends, free, random)
        yield at.copy()


def _unit(d: int, sign: int, length: int) -> np.ndarray:
    out = np.zeros(length)
    out[d] = sign
    return out


def _step(
    at: np.ndarray,
    way: np.ndarray,
    limits: np.ndarray,
    ends: np.ndarray,
    free: np.ndarray,
    random: np.random.Generator,
) -> None:
    """Move all walkers some way along their directions, in place, staying where limits · at ≤ ends."""
    way[:, free] -= way[:, free].mean(axis=1, keepdims=True)  # shares go on summing to 1, rounding included
    speed, room = way @ limits.T, np.maximum(ends - at @ limits.T, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = room / speed
    ahead = np.where(speed > _NARROW, reach, np.inf).min(axis=1)
    behind = np.where(speed < -_NARROW, reach, -np.inf).max(axis=1)
    at += way * (behind + (ahead - behind) * random.random(len(at)))[:, None]
