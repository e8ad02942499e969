"""Straight lines above curves and planes above products, with which a mixed-integer program bounds what is neither.

G. P. McCormick, "Computability of global solutions to factorable nonconvex programs", *Mathematical Programming* 10,
1976.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cvtools.improvement.program import Program
from cvtools.study.rounding import ROUNDING

FREE = (-np.inf, np.inf)
_LINES = 12
"""So many straight lines at most stand above a curve."""


@dataclass(frozen=True)
class Part:
    """A variable, and what it can be; the solver is not told so, since what is at an end only hinders it."""

    place: int
    low: float
    high: float


def under_curve(program: Program, change: int, x: np.ndarray, curve: np.ndarray) -> Part:
    """Add a variable that is at most a curve's concave hull over x."""
    part = Part(program.variable(*FREE), float(curve.min()), float(curve.max()))
    for slope, start in lines_above(x, curve):
        program.row({part.place: 1.0, change: -slope}, high=start)
    return part


def under_product(program: Program, a: Part, b: Part) -> Part:
    """Add a variable that is at most the planes above the product of two."""
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    product = Part(program.variable(*FREE), min(corners), max(corners))
    for one, other in ((a.high, b.low), (a.low, b.high)):
        program.row({product.place: 1.0, b.place: -one, a.place: -other}, high=-one * other)
    return product


def lines_above(x: np.ndarray, curve: np.ndarray) -> list[tuple[float, float]]:
    """Return slopes and starts of lines that are nowhere below a curve, close to its concave hull.

    Between two places a smooth curve is above its chord by an eighth of its second difference at most, and one with a
    corner by a quarter; the lines are above them by all of it.

    >>> lines_above(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 2.0]))
    [(1.0, 0.0)]
    """
    if x[-1] - x[0] <= ROUNDING * max(1.0, abs(x[0]), abs(x[-1])):
        return [(0.0, float(curve.max()))]
    over = float(np.abs(np.diff(curve, 2)).max(initial=0.0))
    hull = [0]
    for place in range(1, len(x)):
        while len(hull) > 1 and _rises(x, curve, hull[-2], hull[-1]) <= _rises(x, curve, hull[-1], place):
            hull.pop()
        hull.append(place)
    sides = list(pairwise(hull))
    kept = {round(part * (len(sides) - 1)) for part in np.linspace(0, 1, _LINES)}
    found = [(_rises(x, curve, *sides[side]), sides[side][0]) for side in sorted(kept)]
    return [(slope, float(curve[place] - slope * x[place] + over)) for slope, place in found]


def _rises(x: np.ndarray, curve: np.ndarray, first: int, last: int) -> float:
    return float((curve[last] - curve[first]) / (x[last] - x[first]))
