"""Shares, net scores and means of answers, each with its interval, and differences between two of them.

Everywhere ``n`` may be an effective number of answers (see :func:`effective_n`), so it need not be whole.

Sources: E. B. Wilson, *Journal of the American Statistical Association* 22, 1927; R. G. Newcombe, *Statistics in
Medicine* 17, 1998 (his method 10); G. Y. Zou and A. Donner, *Statistics in Medicine* 27, 2008, for the same hybrid of
any two intervals; D. G. Bonett and R. M. Price, *Journal of Educational and Behavioral Statistics* 37, 2012, for
paired shares, and B. Rocks, *The American Statistician* 70, 2016, for the net promoter score; L. Kish, *Survey
Sampling*, 1965; S. Holm, *Scandinavian Journal of Statistics* 6, 1979.
"""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

_NORMAL = NormalDist()


class Estimate(NamedTuple):
    """A number from a sample, with its interval."""

    value: float
    low: float
    high: float
    cut: bool = False
    """Whether the interval would have passed an end of the scale and was cut there."""


UNKNOWN = Estimate(np.nan, np.nan, np.nan)


def z_of(confidence: float) -> float:
    """Return how many standard errors the middle ``confidence`` share of a normal distribution reaches to each side.

    >>> round(z_of(0.8), 6), round(z_of(0.95), 6)
    (1.281552, 1.959964)
    """
    return _NORMAL.inv_cdf((1 + min(confidence, 1 - 1e-12)) / 2)


def t_of(confidence: float, freedom: float) -> float:
    """Return the same for Student's distribution.

    >>> round(t_of(0.95, 194), 4)
    1.9723
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + min(confidence, 1 - 1e-12)) / 2))


def effective_n(weights: np.ndarray) -> float:
    """Kish's effective number of answers: how many equally weighted ones tell as much as these.

    >>> round(effective_n(np.array([0.5, 1.5, 1, 2, 1])), 3)
    4.235
    """
    total = float(weights.sum())
    return total**2 / float(weights @ weights) if total > 0 else 0.0


def wilson(share: float, n: float, *, confidence: float) -> Estimate:
    """A share with Wilson's score interval, which never passes 0 or 1.

    >>> [round(number, 4) for number in wilson(0.8, 70, confidence=0.95)[:3]]
    [0.8, 0.6918, 0.8769]
    """
    if n <= 0:
        return UNKNOWN
    square = z_of(confidence) ** 2
    middle, half = share + square / (2 * n), sqrt(square * (share * (1 - share) / n + square / (4 * n * n)))
    below = max((middle - half) / (1 + square / n), 0.0) if share > 0 else 0.0
    above = min((middle + half) / (1 + square / n), 1.0) if share < 1 else 1.0
    return Estimate(share, below, above)


def net_variance(plus: float, minus: float) -> float:
    """Variance of one answer that counts 1, 0 or −1, from the shares of 1 and of −1.

    >>> round(net_variance(0.4, 0.3), 2)
    0.69
    """
    return max(plus + minus - (plus - minus) ** 2, 0.0)


def net_share(plus: float, minus: float, n: float, *, confidence: float) -> Estimate:
    """A net share, such as promoters minus detractors, with its adjusted Wald interval.

    The interval is Wald's after z² made-up answers, a quarter of them pluses and a quarter minuses, so that it has a
    width even where all answers are alike. The value is that of the answers alone. An interval that would pass −1 or
    1 is cut there, and ``cut`` says so; one that would miss the value is widened to reach it.

    >>> round(net_share(1, 0, 10, confidence=0.95).low, 3), net_share(1, 0, 10, confidence=0.95)[2:]
    (0.416, (1.0, True))
    """
    if n <= 0:
        return UNKNOWN
    value, z = plus - minus, z_of(confidence)
    more, added = n + z * z, z * z / 4
    plus, minus = (plus * n + added) / more, (minus * n + added) / more
    half = z * sqrt(net_variance(plus, minus) / more)
    low, high = plus - minus - half, plus - minus + half
    return Estimate(value, min(max(low, -1.0), value), max(min(high, 1.0), value), low < -1 or high > 1)


def mean_of(numbers: np.ndarray, weights: np.ndarray | None = None, *, confidence: float) -> Estimate:
    """A mean with Student's interval; unknown from a single answer (``low`` and ``high`` are ``NaN``).

    With weights the variance is weighted, and the number of answers is Kish's.

    >>> [round(number, 3) for number in mean_of(np.array([6.0, 5, 6, 7]), confidence=0.8)[:3]]
    [6.0, 5.331, 6.669]
    """
    if not len(numbers):
        return UNKNOWN
    weights = np.ones(len(numbers)) if weights is None else weights
    n, mean = effective_n(weights), float(np.average(numbers, weights=weights))
    if n <= 1 + 1e-9:
        return Estimate(mean, np.nan, np.nan)
    half = t_of(confidence, n - 1) * sqrt(mean_variance(numbers, weights))
    return Estimate(mean, mean - half, mean + half)


def mean_variance(numbers: np.ndarray, weights: np.ndarray) -> float:
    """Variance of a weighted mean: the answers' weighted variance over their effective number less one.

    >>> mean_variance(np.array([6.0, 5, 6, 7]), np.ones(4)) == (2 / 3) / 4
    True
    """
    mean = np.average(numbers, weights=weights)
    return float(np.average((numbers - mean) ** 2, weights=weights)) / (effective_n(weights) - 1)


def difference_of(a: Estimate, b: Estimate) -> Estimate:
    """The difference a − b of two independent estimates: the hybrid of their own intervals.

    For shares with Wilson's intervals this is Newcombe's interval.

    >>> two = wilson(56 / 70, 70, confidence=0.95), wilson(48 / 80, 80, confidence=0.95)
    >>> [round(number, 4) for number in difference_of(*two)[:3]]
    [0.2, 0.0524, 0.3339]
    """
    value = a.value - b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Estimate(value, low, high, a.cut or b.cut)


def p_value(difference: float, variance: float, freedom: float = np.inf) -> float:
    """How probable a difference at least this far from 0 is if there is none: two-sided, by Student's distribution.

    Without any variance it is 0, or 1 where there is no difference either.

    >>> round(p_value(1.96, 1), 3), p_value(0, 0)
    (0.05, 1.0)
    """
    from scipy.special import stdtr

    if not variance > 0:
        return np.nan if np.isnan(difference) or np.isnan(variance) else float(difference == 0)
    size = abs(difference) / sqrt(variance)
    return 2 * _NORMAL.cdf(-size) if np.isinf(freedom) else 2 * float(stdtr(freedom, -size))


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's adjusted p values for a family of tests; an unknown one (``NaN``) does not count.

    >>> holm(np.array([0.01, 0.04, 0.03, 0.005])).round(6).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    result, known = np.full(len(p), np.nan), np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1))
    result[order] = np.minimum(steps, 1.0)
    return result
