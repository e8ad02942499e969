"""Who wins if we do not know the weights? Stochastic multicriteria acceptability analysis (SMAA-2).

Instead of asking for weights, it asks which weights would make each offering the best: how large a part of all
possible weights, and what they look like in the middle. Ratings are as uncertain as the study says.

Sources: R. Lahdelma and P. Salminen, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision
making", *Operations Research* 49, 2001; T. Tervonen and R. Lahdelma, "Implementing stochastic multicriteria
acceptability analysis", *European Journal of Operational Research* 178, 2007.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, StudyError, plain_number
from cvtools.study.rounding import ROUNDING
from cvtools.study.study import Study
from cvtools.study.weight_space import WeightSpace, weight_blocks
from cvtools.study.wording import N_
from cvtools.uncertainty.draws import BLOCK, DRAWS, SEED, Block, blocks, checked_draws, checked_seed, valued
from cvtools.uncertainty.inputs import Numbers, numbers_of
from cvtools.uncertainty.ranking import Order, share_best
from cvtools.uncertainty.together import stream
from cvtools.value.model import SCALE, ValueModel, modelled


@dataclass(frozen=True, eq=False)
class Acceptability:
    """What unknown weights leave open, for O offerings and D drivers."""

    ranks: np.ndarray
    """O × O: what part of the possible weights gives each offering each rank."""
    wins: np.ndarray
    """O × O: for what part the row beats the column."""
    central: np.ndarray
    """O × D: the mean of the weights for which it is best, summing to 1; ``NaN`` where there are none."""
    confidence: np.ndarray
    """O: how probable it is that the offering is best at its central weights; ``NaN`` where it has none."""


def acceptability(
    utilities: np.ndarray,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    chains: Sequence[Sequence[int]] = (),
    low: np.ndarray | float = 0.0,
    high: np.ndarray | float = 1.0,
) -> Acceptability:
    """Analyse utilities whose weights are unknown; numbers in, numbers out.

    Parameters
    ----------
    utilities
        O × D, more is better; or draws × O × D where they are uncertain, one slice for each draw of the weights.
    draws
        How many draws of the weights, at most 1,000,000.
    seed
        Any whole number from 0.
    chains
        What is known of the weights' order: positions of drivers, in each chain the larger weight first.
    low, high
        Bounds of the weights, as shares of 1: one for all or one each.

    Raises
    ------
    StudyError
        When ``draws`` or ``seed`` is out of range, the slices are not as many as the draws, or no weights agree with
        what is known.

    Examples
    --------
    Two offerings, each best on one of two drivers, one of them three times as far ahead:

    >>> found = acceptability(np.array([[1.0, 0.0], [0.0, 3.0]]), draws=100_000)
    >>> found.ranks[:, 0].round(2).tolist(), found.central[0].round(2).tolist()
    ([0.25, 0.75], [0.88, 0.12])
    """
    sizes = utilities.shape[-2:]
    count, start = checked_draws(draws, sizes[0]), checked_seed(seed)
    if utilities.ndim == 3 and len(utilities) != count:
        code, fields = N_("one slice a draw, {count} of them"), {"count": count, "slices": len(utilities)}
        raise StudyError("utilities", [Problem("utilities", found=N_("{slices} slices"), code=code, fields=fields)])
    space = _possible(WeightSpace.of(sizes[1], chains, low, high), [f"driver {d + 1}" for d in range(sizes[1])])

    weights = _Weights(space, start)
    return _analysed(weights, partial(_of_arrays, utilities, count), sizes, fixed=utilities.ndim == 2)


def unknown_weights(
    source: Study | ValueModel,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    view: str = "perceived",
    order: Sequence[str] | Sequence[Sequence[str]] = (),
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who could be best, segment by segment, if the study's weights were not known.

    Parameters
    ----------
    source
        The study, or its model; its weights are not used, its ratings are as uncertain as it says.
    draws, seed, view
        As in ``simulate``.
    order
        What is known of the weights' order: ids of drivers, the one that matters most first; or several such lists.
        Drivers that are not named may stand anywhere.
    bounds
        What is known of their size: for a driver's id the least and the most it may weigh, in points of 100.

    Returns
    -------
    tuple of DataFrame
        The first has one row for each segment × offering: ``segment``, ``offering``; ``acceptability`` (0 to 1), the
        part of the possible weights for which it is best; ``expected_rank``; ``p_rank_1`` … ``p_rank_O``;
        ``confidence`` (0 to 1), how probable it is that it is best at its central weights, which is 1 where no rating
        is uncertain. The second has one row for each segment × offering × driver: ``segment``, ``offering``,
        ``driver``, ``weight``: its central weights in points of 100, the middle of those that make it best. Both
        ``confidence`` and ``weight`` are ``NaN`` where no weights make it best.

    Raises
    ------
    StudyError
        When ``draws``, ``seed`` or ``view`` is out of range, a driver is unknown, or the order and the bounds
        contradict each other.

    Examples
    --------
    >>> import cvtools as cv
    >>> ranks, weights = unknown_weights(cv.read_study("data/laptops"), draws=20_000, order=["memory", "graphics"])
    >>> ranks[["offering", "acceptability"]].round(1).to_numpy().tolist()[:2]
    [['a', 1.0], ['b', 0.0]]
    """
    model = modelled(source, view)
    drivers, offerings = list(model.drivers["driver"]), [str(offering) for offering in model.offerings]
    count, start = checked_draws(draws, len(offerings)), checked_seed(seed)
    space = _space_of(drivers, order, bounds or {})
    found: list[tuple[str, Acceptability]] = []
    for numbers in numbers_of(model):
        rated = numbers.ratings_alone()
        parts = partial(_of_numbers, rated, count, start)
        result = _analysed(_Weights(space, start), parts, rated.x.shape, fixed=not len(rated.ids))
        found.append((numbers.segment, result))
    places = np.arange(1, len(offerings) + 1)
    ranks = np.concatenate([result.ranks for _, result in found])
    segments = np.array([segment for segment, _ in found], object)
    first = pd.DataFrame(
        {
            "segment": np.repeat(segments, len(offerings)),
            "offering": np.tile(np.array(offerings, object), len(found)),
            "acceptability": ranks[:, 0],
            "expected_rank": ranks @ places,
            **{f"p_rank_{place}": ranks[:, place - 1] for place in places},
            "confidence": np.concatenate([result.confidence for _, result in found]),
        }
    )
    second = pd.DataFrame(
        {
            "segment": np.repeat(segments, len(offerings) * len(drivers)),
            "offering": np.tile(np.repeat(np.array(offerings, object), len(drivers)), len(found)),
            "driver": np.tile(np.array(drivers, object), len(offerings) * len(found)),
            "weight": SCALE * np.concatenate([result.central.ravel() for _, result in found]),
        }
    )
    return first, second


# -- the analysis ---------------------------------------------------------------------------------------------------

_Part = tuple[int, Callable[[np.ndarray], np.ndarray]]
"""Some draws of the ratings: how many, and their values (O × n) for weights, D × n or one column for all."""


def _analysed(
    weights: "_Weights", parts: Callable[[], Iterator[_Part]], sizes: tuple[int, ...], *, fixed: bool
) -> Acceptability:
    offerings, drivers = sizes
    order, sums = Order(offerings), np.zeros((offerings, drivers))
    for size, values in parts():
        drawn = weights.take(size)
        sums += np.einsum("on,dn->od", order.add(values(drawn)), drawn)
    ranks, wins = order.shares()
    best = ranks[:, :1] * order.draws
    central = np.divide(sums, best, out=np.full_like(sums, np.nan), where=best > 0)
    confidence, counted = np.where(best[:, 0] > 0, 0.0, np.nan), 0
    for size, values in parts():
        for o in np.flatnonzero(best > 0).tolist():
            confidence[o] += share_best(values(central[o][:, None]), o) * size
        counted += size
        if fixed:
            break
    confidence /= counted
    return Acceptability(ranks, wins, central, confidence)


def _of_arrays(utilities: np.ndarray, draws: int) -> Iterator[_Part]:
    for done in range(0, draws, BLOCK):
        size = min(BLOCK, draws - done)
        if utilities.ndim == 2:
            yield size, partial(_all, utilities)
        else:
            yield size, partial(_each, utilities[done : done + size])


def _all(utilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return utilities · weights; small as they are, starting threads for a matrix product takes longer than it."""
    value = np.zeros((len(utilities), weights.shape[1]))
    part = np.empty(weights.shape[1])
    for o, row in enumerate(utilities.tolist()):
        for d, utility in enumerate(row):
            value[o] += np.multiply(weights[d], utility, out=part)
    return value


def _each(utilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.einsum("nod,dn->on", utilities, np.broadcast_to(weights, (len(weights), len(utilities))))


def _of_numbers(numbers: Numbers, draws: int, seed: int) -> Iterator[_Part]:
    for block in blocks(numbers, draws=draws, seed=seed):
        yield block.value.shape[1], partial(_weighted, numbers, block)


def _weighted(numbers: Numbers, block: Block, weights: np.ndarray) -> np.ndarray:
    return valued(numbers, np.broadcast_to(weights, (len(weights), block.value.shape[1])), block.x)


class _Weights:
    """The stream of weights, handed out in whatever portions are asked for."""

    def __init__(self, space: WeightSpace, seed: int) -> None:
        self.coming = weight_blocks(space, stream(seed, "unknown weights"))
        self.waiting = np.empty((0, len(space.low)))

    def take(self, size: int) -> np.ndarray:
        """Return the next draws, D × size."""
        parts = [self.waiting]
        while sum(map(len, parts)) < size:
            parts.append(next(self.coming))
        drawn = np.concatenate(parts) if len(parts[0]) or len(parts) > 2 else parts[-1]
        self.waiting = drawn[size:]
        return np.ascontiguousarray(drawn[:size].T)


# -- what is known of the weights -----------------------------------------------------------------------------------


def _space_of(
    drivers: list[str], order: Sequence[str] | Sequence[Sequence[str]], bounds: Mapping[str, tuple[float, float]]
) -> WeightSpace:
    named = [word for word in order if isinstance(word, str)]
    chains = [named] if named else [list(known) for known in order]
    for name, ids in (("order", [d for known in chains for d in known]), ("bounds", list(bounds))):
        for found in ids:
            if found not in drivers:
                raise StudyError.not_among(name, found, drivers)
    low, high = np.zeros(len(drivers)), np.ones(len(drivers))
    for driver, (least, most) in bounds.items():
        if not 0 <= least <= most <= SCALE:
            code = N_("the least and the most it may weigh, from 0 to 100 points")
            raise StudyError("bounds", [Problem("bounds", column=driver, found=f"{least}, {most}", code=code)])
        low[drivers.index(driver)], high[drivers.index(driver)] = least / SCALE, most / SCALE
    return _possible(
        WeightSpace.of(len(drivers), [[drivers.index(d) for d in known] for known in chains], low, high), drivers
    )


def _possible(space: WeightSpace, names: list[str]) -> WeightSpace:
    """Return the space, if any weights are in it.

    Raises
    ------
    StudyError
        When there are none, naming what contradicts what.
    """
    if around := space.circle():
        path = " ≥ ".join(names[d] for d in [*around, around[0]])
        raise StudyError("order", N_("the order goes round in a circle: {path}"), path=path)
    low, high = space.tightened()
    crossed = np.flatnonzero(low > high + ROUNDING).tolist()
    if crossed:
        d = crossed[0]
        message = N_(
            "the order and the bounds contradict each other: {driver} must weigh at least {low} and at most {high} "
            "of 100"
        )
        raise StudyError("bounds", message, driver=names[d], low=_points(low[d]), high=_points(high[d]))
    least = N_("all weights together are 100 points; the least that each may weigh sums to {sum} ({parts})")
    most = N_("all weights together are 100 points; the most that each may weigh sums to {sum} ({parts})")
    for ends, message, beyond in ((low, least, low.sum() > 1 + ROUNDING), (high, most, high.sum() < 1 - ROUNDING)):
        if beyond:
            parts = ", ".join(f"{name} {_points(end)}" for name, end in zip(names, ends, strict=True))
            raise StudyError("bounds", message, sum=_points(ends.sum()), parts=parts)
    return space


def _points(share: float) -> str:
    return plain_number(round(float(share) * SCALE, 6))
