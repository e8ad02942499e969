"""What is expected of each offering once some numbers are known, where numbers move together: by regression.

Then knowing a number tells of others, too, and the closed forms of ``conditional_means`` do not hold. So the values of
the first 10,000 draws are regressed on the numbers (least squares): on a number and its square; for a driver, on its
weight, its ratings, their squares and the products of weight and rating. What is explained is made smaller by what
chance alone would explain.

Source: M. Strong, J. E. Oakley and A. Brennan, "Estimating multiparameter partial expected value of perfect information
from a probabilistic sensitivity analysis sample: a nonparametric regression approach", *Medical Decision Making* 34,
2014.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cvtools.uncertainty.conditional_means import Spread
from cvtools.uncertainty.draws import Block
from cvtools.uncertainty.inputs import Numbers
from cvtools.uncertainty.products import combined, crossed

_RIDGE = 1e-9


@dataclass(frozen=True, eq=False)
class Regression:
    """For one segment, O offerings × D drivers: values regressed on each driver's numbers."""

    numbers: Numbers
    fitted: dict[int, np.ndarray]
    """For each driver of which anything is uncertain, O × P coefficients."""
    explained: dict[int, np.ndarray]
    """For each of these drivers, the O × O covariance of what is expected once its numbers are known."""
    first: Block
    """The draws that it was fitted to."""

    @cached_property
    def uncertain(self) -> list[int]:
        """The drivers of which anything is uncertain."""
        return sorted(self.fitted)

    def expected(self, d: int, block: Block) -> np.ndarray:
        """Return E[V | driver d's numbers] for draws of them: O × n."""
        return combined(self.fitted[d], _of_driver(self.numbers, d, block))


def regression(numbers: Numbers, first: Block) -> Regression:
    """Regress a segment's values on the numbers of each driver, in some draws of it."""
    found = {d: _fit(_of_driver(numbers, d, first), first.value) for d in sorted(set(numbers.driver.tolist()))}
    fitted, explained = ({d: fit[i] for d, fit in found.items()} for i in (0, 1))
    return Regression(numbers, fitted, explained, first)


def regressed_spread(known: Regression, ours: int) -> Spread:
    """Split the variance of each gap; what numbers that move together explain is counted for each of them."""
    numbers, block = known.numbers, known.first
    offerings, drivers = numbers.x.shape
    gaps = block.value[ours] - block.value
    total = gaps.var(axis=1)
    places = zip(numbers.offering.tolist(), numbers.driver.tolist(), strict=True)
    by_number = _by_number(np.array([_weight(numbers, d, block) if o < 0 else block.x[o, d] for o, d in places]), gaps)
    by_driver = np.zeros((offerings, drivers))
    for d in known.uncertain:
        covariance = known.explained[d]
        by_driver[:, d] = covariance[ours, ours] + covariance.diagonal() - 2 * covariance[ours]
    by_number[ours] = by_driver[ours] = 0.0
    return Spread(total, by_number, by_driver)


def _by_number(number: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """Return how much of each gap's variance (O × n) each number (K × n) and its square explain: O × K."""
    size = number.shape[1]
    number = number - number.mean(axis=1, keepdims=True)
    number /= np.maximum(number.std(axis=1, keepdims=True), 1e-300)
    square = number**2
    square -= (square * number).mean(axis=1, keepdims=True) * number + 1
    square /= np.maximum(square.std(axis=1, keepdims=True), 1e-300)
    centred = gaps - gaps.mean(axis=1, keepdims=True)
    explained = (crossed(centred, number) ** 2 + crossed(centred, square) ** 2) / size**2
    total = gaps.var(axis=1, keepdims=True)
    return np.maximum(explained - 2 / size * (total - explained), 0.0)


def _of_driver(numbers: Numbers, d: int, block: Block) -> np.ndarray:
    """Return what values are regressed on, P × n: 1, and what is uncertain of a driver."""
    ratings = [x for (_, e), x in block.x.items() if e == d]
    parts = [np.ones(block.value.shape[1]), *ratings, *(x**2 for x in ratings)]
    if d in numbers.weights:
        weight = _weight(numbers, d, block)
        parts += [weight, weight**2, *(weight * x for x in ratings)]
    return np.stack(parts)


def _weight(numbers: Numbers, d: int, block: Block) -> np.ndarray:
    """Return draws of a weight by itself: in points its share if the others had the sum that they have on average."""
    raw = numbers.quantiles(numbers.weights[d])[block.cells[d]]
    if numbers.scale is None:
        return raw / max(float(raw.mean()), 1e-300)
    share = np.maximum(block.weight[d] / numbers.scale, 1e-12)
    return raw / (raw + (raw / share - raw).mean())


def _fit(features: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients of a least-squares fit, and the covariance of what is fitted.

    Of a small fit less is kept, by what chance alone would fit.
    """
    size, mean = features.shape[1], of.mean(axis=1, keepdims=True)
    square, centred = crossed(features, features), features.mean(axis=1)
    found = np.linalg.solve(square + _RIDGE * np.diag(square.diagonal()), crossed(features, of - mean)).T
    covariance = found @ (square / size - np.outer(centred, centred)) @ found.T
    explained, all_of_it = covariance.diagonal(), of.var(axis=1)
    chance = (len(features) - 1) / size * (all_of_it - explained)
    kept = np.sqrt(np.clip(1 - np.divide(chance, explained, out=np.ones_like(chance), where=explained > 0), 0, 1))
    found *= kept[:, None]
    found[:, 0] += mean[:, 0]
    return found, covariance * np.outer(kept, kept)
