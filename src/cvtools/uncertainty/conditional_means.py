"""What is expected of each offering once the numbers of one driver are known.

The model is additive and its numbers are independent, so this needs no simulation within the simulation. With w the
driver's weight, x an offering's contribution for each unit of it, and S and T sums over the other drivers,

    money:   E[V | w, x] = w·x + T̄                          T̄ = Σ E[weight]·E[x]
    points:  E[V | w, x] = 100·(w·x + T) / (w + S), averaged over the other weights only,
             = 100·(x·w·E[1/(w + S)] + E[T/(w + S)])         T = Σ weight·E[x]

Both are ``A + B·x`` with A and B functions of w alone: smooth ones, computed at a few points and tabulated at each
step of w's probability.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cvtools.uncertainty.draws import BLOCK, Block, weight_draws
from cvtools.uncertainty.inputs import Numbers
from cvtools.uncertainty.products import combined, crossed

_NODES = 17


@dataclass(frozen=True, eq=False)
class Learning:
    """For one segment, O offerings × D drivers: each driver's A and B, and the weights' moments."""

    numbers: Numbers
    constant: list[np.ndarray]
    """D tables A, each C × O: C is ``CELLS`` steps of the weight's probability, 1 where the weight is fixed."""
    slope: list[np.ndarray]
    """D tables B, each C."""
    weight: np.ndarray
    """D: the mean of each weight, scaled."""
    square: np.ndarray
    """D: the mean of its square."""
    jointly: np.ndarray
    """O × O: the covariance of what the weights do to the values beyond the sum of what each does alone."""

    def expected(self, d: int, block: Block) -> np.ndarray:
        """Return E[V | driver d's numbers] for draws of them: O × n."""
        cells, fixed = block.cells.get(d), self.numbers.x
        found = [
            self._expected(d, o, cells, block.x[o, d] if (o, d) in block.x else fixed[o, d]) for o in range(len(fixed))
        ]
        return np.array(np.broadcast_arrays(*found))

    def _expected(self, d: int, o: int, cells: np.ndarray | None, x: np.ndarray | float) -> np.ndarray:
        table, slope = self.constant[d][:, o], self.slope[d]
        if cells is None:
            return table[0] + slope[0] * np.asarray(x)
        out = slope.take(cells)
        out *= x
        out += table.take(cells)
        return out

    def given_weight(self, d: int) -> np.ndarray:
        """Return E[V_o | driver d's weight] at each step of its probability: C × O."""
        return self.constant[d] + self.slope[d][:, None] * self.numbers.mean_x[:, d]

    @cached_property
    def uncertain(self) -> list[int]:
        """The drivers of which anything is uncertain."""
        return sorted(set(self.numbers.driver.tolist()))


@dataclass(frozen=True, eq=False)
class Spread:
    """Where the variance of our gap to each of O offerings comes from (0 for ours)."""

    total: np.ndarray
    """O."""
    by_number: np.ndarray
    """O × K: how much of it would go, on average, if one number were known."""
    by_driver: np.ndarray
    """O × D: the same, if all of a driver's numbers were known."""


def spread(known: Learning, ours: int) -> Spread:
    """Split the variance of each gap.

    Given the weights, a gap varies by its ratings alone: the mean of that is Σ E[weight²]·Var[x]. What the mean given
    the weights varies by is split into what each weight does alone and what they do jointly. In money the former is
    exact, in points it is that of the tables.
    """
    numbers = known.numbers
    offerings, drivers = numbers.x.shape
    if numbers.scale is None:
        alone = (known.square - known.weight**2) * (numbers.mean_x[ours] - numbers.mean_x) ** 2
        slopes = known.square
    else:
        tables = [known.given_weight(d) for d in range(drivers)]
        alone = np.array([(table[:, [ours]] - table).var(axis=0) for table in tables]).T
        slopes = np.array([(slope**2).mean() for slope in known.slope])
    joint = known.jointly
    joint = joint[ours, ours] + np.diag(joint) - 2 * joint[ours]
    ratings = numbers.variance_x[ours] + numbers.variance_x
    ratings[ours] = 0.0
    by_number = np.zeros((offerings, len(numbers.driver)))
    for k, (o, d) in enumerate(zip(numbers.offering.tolist(), numbers.driver.tolist(), strict=True)):
        known_rating = known.weight[d] ** 2 * numbers.moments[1][k]
        if o < 0:
            by_number[:, k] = alone[:, d]
        elif o == ours:
            by_number[:, k] = known_rating
        else:
            by_number[o, k] = known_rating
    by_number[ours] = 0.0
    return Spread(
        total=alone.sum(axis=1) + np.maximum(joint, 0.0) + ratings @ known.square,
        by_number=by_number,
        by_driver=alone + ratings * slopes,
    )


def learning(numbers: Numbers, *, seed: int) -> Learning:
    """Tabulate, for each driver of a segment, what is expected once its numbers are known."""
    return _in_money(numbers) if numbers.scale is None else _in_points(numbers, numbers.scale, seed)


def _in_money(numbers: Numbers) -> Learning:
    mean, variance = numbers.weight.copy(), np.zeros(len(numbers.weight))
    for d, k in numbers.weights.items():
        mean[d], variance[d] = (moment[k] for moment in numbers.moments)
    total = numbers.mean_x @ mean
    slope = [_middles(numbers, d) for d in range(len(mean))]
    return Learning(
        numbers,
        constant=[
            np.broadcast_to(total - mean[d] * numbers.mean_x[:, d], (len(table), len(total)))
            for d, table in enumerate(slope)
        ],
        slope=slope,
        weight=mean,
        square=variance + mean**2,
        jointly=np.zeros((len(total), len(total))),
    )


def _in_points(numbers: Numbers, scale: float, seed: int) -> Learning:
    raw, cells = weight_draws(numbers, draws=BLOCK if numbers.weights else 1, seed=seed)
    sums, expected = raw.sum(axis=0), combined(numbers.mean_x, raw)
    share = numbers.scaled(raw)
    constant: list[np.ndarray] = []
    slope: list[np.ndarray] = []
    for d in range(len(raw)):
        middles = _middles(numbers, d)
        inverse = scale / (_nodes(middles)[:, None] + (sums - raw[d]))  # nodes × draws
        others = expected - np.multiply.outer(numbers.mean_x[:, d], raw[d])  # O × draws
        found = np.vstack([crossed(others, inverse) / raw.shape[1], inverse.mean(axis=1)])  # O + 1 × nodes
        *tables, last = _continued(found, middles)
        constant.append(np.array(tables).T)
        slope.append(middles * last)
    none = np.zeros((len(expected), len(expected)))
    known = Learning(numbers, constant, slope, share.mean(axis=1), (share**2).mean(axis=1), none)
    beyond = expected * (scale / sums)
    for d, cell in cells.items():
        beyond -= known.given_weight(d).T[:, cell]
    beyond -= beyond.mean(axis=1, keepdims=True)
    return replace(known, jointly=crossed(beyond, beyond) / raw.shape[1]) if cells else known


def _middles(numbers: Numbers, d: int) -> np.ndarray:
    """Return a driver's weight in the middle of each step of probability."""
    if d not in numbers.weights:
        return numbers.weight[d : d + 1]
    knots = numbers.quantiles(numbers.weights[d])
    return (knots[1:] + knots[:-1]) / 2


_ANGLES = (np.arange(_NODES) + 0.5) * np.pi / _NODES
_TO_COEFFICIENTS = np.cos(np.multiply.outer(np.arange(_NODES), _ANGLES)) * 2 / _NODES
_TO_COEFFICIENTS[0] /= 2


def _nodes(middles: np.ndarray) -> np.ndarray:
    """Return Chebyshev points over the range, through which a polynomial follows a smooth function closely."""
    if len(middles) == 1:
        return middles
    return (middles[0] + middles[-1]) / 2 + (middles[-1] - middles[0]) / 2 * np.cos(_ANGLES)


def _continued(found: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Continue functions (rows) from the nodes to the middles of all steps."""
    if len(middles) == 1:
        return found
    place = (2 * middles - middles[0] - middles[-1]) / (middles[-1] - middles[0])
    return combined(found @ _TO_COEFFICIENTS.T, np.polynomial.chebyshev.chebvander(place, _NODES - 1).T)
