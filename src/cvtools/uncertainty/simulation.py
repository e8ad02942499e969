"""One seeded simulation of a study, summed up segment by segment.

Segments are worked through one after the other, draws in blocks. Only the values of one segment are held whole, for
their quantiles. What people read is made of the sums in ``uncertainty.py`` and ``influence.py``.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pandas as pd

from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.conditional_means import Learning, Spread, learning, spread
from cvtools.uncertainty.draws import DRAWS, SEED, Block, blocks, checked_draws, checked_seed
from cvtools.uncertainty.inputs import Numbers, numbers_of
from cvtools.uncertainty.ranking import Order
from cvtools.uncertainty.regression import Regression, regressed_spread, regression
from cvtools.value.model import ValueModel, modelled


@dataclass(frozen=True, eq=False)
class Market:
    """What the draws say of one segment, O offerings."""

    segment: str
    draws: int
    """How many; more than the simulation's where :func:`with_more_draws` made them."""
    ids: pd.DataFrame
    """The K uncertain numbers, see ``Numbers.ids``."""
    offering: np.ndarray
    """K positions, −1 for a weight."""
    driver: np.ndarray
    """K positions."""
    known: np.ndarray
    """O booleans: which offerings have every rating that counts."""
    likely: np.ndarray
    """O: values of the likely numbers, an unknown rating at the middle of its scale."""
    value: np.ndarray
    """O × 2: low and high."""
    value_median: np.ndarray
    """O."""
    ranks: np.ndarray
    """O × O: how probable each rank is for each offering."""
    wins: np.ndarray
    """O × O: how probable it is that the row beats the column."""
    gap: np.ndarray
    """O × 3: low, mean and high of the gap between us and each offering; ours holds that to the best of the others."""
    information: float
    """What knowing everything is worth."""
    alone: bool
    """Whether each number moves by itself."""
    by_driver: np.ndarray
    """D: what knowing one driver's numbers is worth."""
    median: np.ndarray
    """O: the middle of each of these gaps."""
    changes: np.ndarray
    """D: how probable it is that knowing one driver's numbers would name another offering the best."""
    spread: Spread
    """Where the variance of each gap comes from."""


@dataclass(frozen=True, eq=False)
class Simulation:
    """A study's draws, summed up; it is of the same size for ten draws and for a million."""

    model: ValueModel
    draws: int
    seed: int
    offerings: list[str]
    drivers: list[str]
    markets: tuple[Market, ...]
    """One for each segment that was drawn, in the study's order."""
    overall: np.ndarray
    """Low, median and high of our gap to the best alternative over all customers, each segment counted by its size;
    ``NaN`` where no segment has a size."""

    @property
    def study(self) -> Study:
        """The study that was simulated."""
        return self.model.study

    @property
    def view(self) -> str:
        """Whose ratings: perceived, expected or believed."""
        return self.model.view

    @property
    def ours(self) -> int:
        """Where our offering stands among them."""
        return self.model.ours

    @property
    def rivals(self) -> list[int]:
        """Where the others stand."""
        return self.model.others.tolist()

    @property
    def segments(self) -> list[str]:
        """The segments' ids."""
        return [market.segment for market in self.markets]


def simulate(
    source: Study | ValueModel,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    view: str = "perceived",
    causes: bool = True,
    segment: str = "",
) -> Simulation:
    """Draw every uncertain number of a study and sum up what follows.

    Parameters
    ----------
    source
        A study; or its model that is there already, whose view it then is.
    draws
        How many, at most 1,000,000 (fewer for more than 25 offerings). A probability p is then known to about
        ± 2·√(p(1 − p)/draws): at most ± 0.01 for 10,000.
    seed
        Any whole number from 0. The same seed gives the same result, to the last digit.
    view
        Which view of the ratings: perceived, expected or believed.
    causes
        Whether to find out, too, which numbers a gap's variance comes from and what knowing them is worth; these are
        ``NaN`` without it.
    segment
        The only one that is drawn, just as it is among all; by default all are.

    Raises
    ------
    StudyError
        When ``draws`` or ``seed`` is out of range, no rating has this view, there is no such segment, or no offering
        besides ours.
    """
    model = modelled(source, view)
    offerings, rivals = [str(offering) for offering in model.offerings], model.others
    count, start = checked_draws(draws, 1 + len(rivals)), checked_seed(seed)
    confidence = model.study.settings.confidence
    only = [chosen_segment(model.study, segment)] if segment else list(model.segments)
    sizes = model.study.segments.set_index("segment")["size"].loc[only].to_numpy(float)
    overall, markets = np.zeros(count), list[Market]()
    for numbers, size in zip(numbers_of(model, segments=only), sizes, strict=True):
        market, gap = _market(numbers, model.ours, confidence, draws=count, seed=start, causes=causes)
        markets.append(market)
        overall += size * gap
    low, high = _tails(confidence)
    ends = np.quantile(overall / sizes.sum(), [low, 0.5, high]) if sizes.sum() > 0 else np.full(3, np.nan)
    return Simulation(model, count, start, offerings, list(model.drivers["driver"]), tuple(markets), ends)


def with_more_draws(simulation: Simulation, segments: Collection[str], *, draws: int) -> Simulation:
    """Draw the numbers of some segments more often, with their causes if the others have them.

    What is said over all customers stays that of the fewer draws.
    """
    if not segments:
        return simulation
    model, causes = simulation.model, not any(np.isnan(market.information) for market in simulation.markets)
    more = {
        numbers.segment: _market(
            numbers, model.ours, model.study.settings.confidence, draws=draws, seed=simulation.seed, causes=causes
        )[0]
        for numbers in numbers_of(model, segments=segments)
    }
    return replace(simulation, markets=tuple(more.get(market.segment, market) for market in simulation.markets))


def _market(
    numbers: Numbers, ours: int, confidence: float, *, draws: int, seed: int, causes: bool
) -> tuple[Market, np.ndarray]:
    """Sum up one segment; beside it our gap to the best alternative, draw by draw."""
    coming = blocks(numbers, draws=draws, seed=seed)
    first = next(coming)
    known = None if not causes else learning(numbers, seed=seed) if numbers.alone else regression(numbers, first)
    offerings = len(numbers.x)
    values = np.empty((offerings, draws))
    order = Order(offerings)
    tally = _Tally(known) if known else None
    done = 0
    for block in chain([first], coming):
        size = block.value.shape[1]
        values[:, done : done + size] = block.value
        order.add(block.value)
        if tally:
            tally.add(block)
        done += size
    gaps = [_gap(values, ours, o) for o in range(offerings)]
    tails = _tails(confidence)
    ends = np.array([np.quantile(row, [tails[0], 0.5, tails[1]]) for row in values])
    of_gaps = np.array([np.quantile(gap, [tails[0], 0.5, tails[1]]) for gap in gaps])
    ranks, wins = order.shares()
    information, by_driver, changes = tally.worth() if tally else (np.nan, *np.full((2, numbers.x.shape[1]), np.nan))
    market = Market(
        numbers.segment,
        draws,
        numbers.ids,
        numbers.offering,
        numbers.driver,
        known=np.logical_not((numbers.unknown & (numbers.weight > 0)).any(axis=1)),
        likely=numbers.x @ numbers.scaled(numbers.weight[:, None])[:, 0],
        value=ends[:, [0, 2]],
        value_median=ends[:, 1],
        ranks=ranks,
        wins=wins,
        gap=np.stack([of_gaps[:, 0], [gap.mean() for gap in gaps], of_gaps[:, 2]], axis=1),
        information=information,
        alone=numbers.alone,
        by_driver=by_driver,
        median=of_gaps[:, 1],
        changes=changes,
        spread=_spread(known, numbers, gaps, ours),
    )
    return market, gaps[ours]


def _spread(known: Learning | Regression | None, numbers: Numbers, gaps: list[np.ndarray], ours: int) -> Spread:
    if isinstance(known, Learning):
        return spread(known, ours)
    if known:
        return regressed_spread(known, ours)
    total = np.array([0.0 if o == ours else gap.var() for o, gap in enumerate(gaps)])
    offerings, drivers = numbers.x.shape
    return Spread(total, np.full((offerings, len(numbers.ids)), np.nan), np.full((offerings, drivers), np.nan))


def _tails(confidence: float) -> list[float]:
    return [(1 - confidence) / 2, (1 + confidence) / 2]


def _gap(values: np.ndarray, ours: int, other: int) -> np.ndarray:
    if other != ours:
        return values[ours] - values[other]
    best = np.full(values.shape[1], -np.inf)
    for o, value in enumerate(values):
        if o != ours:
            np.maximum(best, value, out=best)
    return np.subtract(values[ours], best, out=best)


class _Tally:
    """Sums what the best choice gives, knowing everything, one driver's numbers, or nothing."""

    def __init__(self, known: Learning | Regression) -> None:
        offerings, drivers = known.numbers.x.shape
        self.known = known
        self.draws = 0
        self.best = 0.0
        self.sums = np.zeros(offerings)
        self.best_by_driver = np.zeros(drivers)
        self.sums_by_driver = np.zeros((drivers, offerings))
        self.named = np.zeros((drivers, offerings))

    def add(self, block: Block) -> None:
        self.draws += block.value.shape[1]
        self.best += float(block.value.max(axis=0).sum())
        self.sums += block.value.sum(axis=1)
        for d in self.known.uncertain:
            means = self.known.expected(d, block)
            self.best_by_driver[d] += means.max(axis=0).mean() * block.value.shape[1]
            self.named[d] += np.bincount(means.argmax(axis=0), minlength=len(means)) * (
                block.value.shape[1] / means.shape[1]
            )
            self.sums_by_driver[d] += means.mean(axis=1) * block.value.shape[1]

    def worth(self) -> tuple[float, np.ndarray, np.ndarray]:
        """Return what knowing everything, and what knowing one driver's numbers is worth; never below 0.

        The third is how probable it is that knowing one driver's numbers would name another offering the best.
        """
        every = (self.best - self.sums.max()) / self.draws
        single = (self.best_by_driver - self.sums_by_driver.max(axis=1)) / self.draws
        changes = 1 - self.named[:, self.sums.argmax()] / self.draws
        changes[[d for d in range(len(changes)) if d not in self.known.uncertain]] = 0.0
        return max(every, 0.0), np.maximum(single, 0.0), changes
