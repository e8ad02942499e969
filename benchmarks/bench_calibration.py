"""How often an 80 % interval holds the truth, where the truth comes from what was stated.

Studies of 8 drivers × 3 offerings on scales of 0 to 10 in money, 1,500 truths each. Every rating has a distribution of
its own; the study states its peak (or its middle where it has none) and its 10 % and 90 % quantiles. Beside today's
distributions stand PERT distributions that are merely cut at the anchors. Exits 1 when the interval of our gap to the
best alternative holds less than 78 % or more than 82 % of the truths from wide beta distributions.
"""

import sys
from collections.abc import Callable

import numpy as np

from cvtools.uncertainty.beta import quantile, quantile_tables
from cvtools.uncertainty.pert import Plausible, full_range, plausible

STUDIES, TRUTHS, DRAWS = 24, 1_500, 10_000
SHAPE = OFFERINGS, DRIVERS = 3, 8
HOLDS = 0.78, 0.82

Random = np.random.Generator
Truth = Callable[[Random], tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
"""Where each rating's beta distribution starts and ends, and its two shapes."""


def pert(random: Random) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    start, mode, end = np.sort(random.uniform(0, 10, (3, OFFERINGS * DRIVERS)), axis=0)
    place = (mode - start) / (end - start)
    return start, end, 1 + 4 * place, 5 - 4 * place


def beta(least: float, most: float) -> Truth:
    """Beta distributions over the whole scale, with shapes between these two."""

    def truth(random: Random) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        shapes = random.uniform(least, most, (2, OFFERINGS * DRIVERS))
        return np.zeros_like(shapes[0]), np.full_like(shapes[0], 10), *shapes

    return truth


TRUTHS_FROM = {
    "PERT": pert,
    "beta on the scale, narrow (shapes 6 to 20)": beta(6, 20),
    "beta on the scale, middling (2 to 6)": beta(2, 6),
    "beta on the scale, wide (0.8 to 1.6)": beta(0.8, 1.6),
    "beta on the scale, highest at both ends (0.4 to 0.8)": beta(0.4, 0.8),
}
WIDE = "beta on the scale, wide (0.8 to 1.6)"


def merely_cut(low: np.ndarray, likely: np.ndarray, high: np.ndarray) -> Plausible:
    start, end = full_range(low, likely, high, below=0.1, above=0.1)
    start, end = np.maximum(start, 0), np.minimum(end, 10)
    place = (likely - start) / (end - start)
    return Plausible(start, end, 1 + 4 * place, 5 - 4 * place, np.full(len(low), ""))


def kept(low: np.ndarray, likely: np.ndarray, high: np.ndarray) -> Plausible:
    return plausible(low, likely, high, confidence=0.8, least=0.0, most=10.0)


def gap(random: Random, of: tuple[np.ndarray, ...], weight: np.ndarray, count: int) -> np.ndarray:
    start, end, a, b = of
    value = (start + (end - start) * random.beta(a, b, (count, len(a)))).reshape(count, *SHAPE) @ weight
    return value[:, 0] - value[:, 1:].max(axis=1)


def holds(truth: Truth, rule: Callable[..., Plausible]) -> float:
    random, held = np.random.default_rng(1), 0.0
    for _ in range(STUDIES):
        of, weight = truth(random), random.uniform(5, 20, DRIVERS)
        start, end, a, b = of
        table = start[:, None] + (end - start)[:, None] * quantile_tables(a, b)
        low, middle, high = (quantile(table, p) for p in (0.1, 0.5, 0.9))
        peak = start + (end - start) * (a - 1) / np.where(a + b > 2, a + b - 2, 1)
        stated = rule(low, np.where((a > 1) & (b > 1), np.clip(peak, low, high), middle), high)
        drawn = gap(random, (stated.start, stated.end, stated.alpha, stated.beta), weight, DRAWS)
        ends = np.quantile(drawn, [0.1, 0.9])
        true = gap(random, of, weight, TRUTHS)
        held += ((true >= ends[0]) & (true <= ends[1])).mean() / STUDIES
    return held


def main() -> int:
    print(f"{'The truth':<55}{'cut':>8}{'kept':>8}")
    table = {name: (holds(truth, merely_cut), holds(truth, kept)) for name, truth in TRUTHS_FROM.items()}
    for name, (before, now) in table.items():
        print(f"{name:<55}{before:>8.1%}{now:>8.1%}")
    return int(not HOLDS[0] <= table[WIDE][1] <= HOLDS[1])


if __name__ == "__main__":
    sys.exit(main())
