"""From a low, a likely and a high number to a distribution that keeps what they say.

``low`` and ``high`` bound the middle ``confidence`` share of what is plausible: (1 − confidence) / 2 lies below
``low``, as much above ``high``. The PERT distribution from a to b with its peak at the likely number is a beta
distribution, α = 1 + 4·(likely − a)/(b − a), β = 6 − α; a and b are found so that the promise is kept. For low and high
as far from likely as each other and a confidence of 80 %, it goes 1 / 0.507 times as far.

Where a or b would pass an anchor the range ends there, and another beta distribution on it keeps the promise. Where low
or high *is* an anchor nothing lies beyond: the other tail has both shares.

Sources: D. G. Malcolm et al., "Application of a technique for research and development program evaluation",
*Operations Research* 7, 1959; D. Vose, *Risk Analysis*, 2008 (the modified PERT, of which this is λ = 4).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np

from cvtools.uncertainty.beta import distribution, share_below, through

PEAKED = 4.0
"""λ: how much more the likely number counts than either end."""
_PEAKS = 1024
"""The shapes from which the one that fits low, likely and high is picked; a thousandth apart."""
_NEAR_THE_END = 0.02
_AT_ANCHOR = 1e-4
"""A low or high that is no further from an anchor, as a part of the range, is at it."""


@dataclass(frozen=True, eq=False)
class Plausible:
    """K beta distributions, each from ``start`` to ``end``; ``NaN`` where nothing is said."""

    start: np.ndarray
    end: np.ndarray
    alpha: np.ndarray
    beta: np.ndarray
    at_anchor: np.ndarray
    """Which stated end is an anchor, so that nothing can lie beyond it: ``low``, ``high``, ``both`` or blank."""

    def at(self, rows: np.ndarray) -> Self:
        """Pick some."""
        return type(self)(*(column[rows] for column in vars(self).values()))

    def put(self, rows: np.ndarray, other: Self) -> None:
        """Put others in the place of some."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine[rows] = theirs


def plausible(
    low: np.ndarray,
    likely: np.ndarray,
    high: np.ndarray,
    *,
    confidence: float,
    least: np.ndarray | float = -np.inf,
    most: np.ndarray | float = np.inf,
) -> Plausible:
    """Find the distributions with the stated quantiles, within what is possible.

    Parameters
    ----------
    low, likely, high
        K numbers each, low ≤ likely ≤ high; ``NaN`` stays ``NaN``.
    confidence
        The share of what is plausible that lies between low and high, above 0 and up to 1.
    least, most
        What is possible, such as the anchors of a rating.

    Returns
    -------
    Plausible
        The quantiles at (1 − confidence) / 2 and (1 + confidence) / 2 are ``low`` and ``high``. Where only low is
        ``least``, ``high`` is the quantile at ``confidence``; where only high is ``most``, ``low`` is that at
        1 − ``confidence``; where both are, everything lies between them.

    Notes
    -----
    A second thing is said where low or high is an anchor: as much lies between low and the middle between low and high
    as in the PERT distribution that knows no anchor. Where both are, it is said of the share between low and high, and
    of the distributions of which that is true one is taken whose density is a power, without a peak; it is uniform
    where likely is in the middle.

    Examples
    --------
    >>> found = plausible(*np.array([[4.0, 1.0], [6.0, 5.0], [8.0, 9.0]]), confidence=0.8, least=0, most=10)
    >>> [column.round(3).tolist() for column in (found.start, found.end, found.alpha, found.beta)]
    [[2.053, 0.0], [9.947, 10.0], [3.0, 1.0], [3.0, 1.0]]
    """
    low, likely, high, least, most = np.broadcast_arrays(low, likely, high, least, most)
    tail = (1 - confidence) / 2
    start, end = full_range(low, likely, high, below=tail, above=tail)
    mode = np.clip(np.divide(likely - start, end - start, out=np.full(low.shape, 0.5), where=end > start), 0, 1)
    free = Plausible(start, end, 1 + PEAKED * mode, 1 + PEAKED * (1 - mode), np.full(low.shape, "", object))
    cut = np.flatnonzero((low < high) & ((start < least) | (end > most)))
    if len(cut):
        free.put(cut, _kept_within(low[cut], likely[cut], high[cut], free.at(cut), tail, least[cut], most[cut]))
    return free


def stated_at(at_anchor: np.ndarray, confidence: np.ndarray | float) -> np.ndarray:
    """Return, K × 2, at which probabilities the stated ends are quantiles; near one end where that is an anchor.

    >>> stated_at(np.array(["", "low"]), 0.8).round(2).tolist()
    [[0.1, 0.9], [0.1, 0.8]]
    """
    tail = np.maximum((1 - np.asarray(confidence)) / 2, _NEAR_THE_END)
    low = np.where(at_anchor == "high", 2 * tail, tail)
    high = np.where(at_anchor == "low", 1 - 2 * tail, 1 - tail)
    middle = (low + high) / 2
    return np.stack([np.minimum(low, middle - _NEAR_THE_END), np.maximum(high, middle + _NEAR_THE_END)], axis=1)


def _kept_within(
    low: np.ndarray,
    likely: np.ndarray,
    high: np.ndarray,
    free: Plausible,
    tail: float,
    least: np.ndarray,
    most: np.ndarray,
) -> Plausible:
    """Find the distributions within the anchors that say what PERT distributions (``free``) say beyond them."""
    start, end = np.maximum(free.start, least), np.minimum(free.end, most)
    near = _AT_ANCHOR * (end - start)
    at_least, at_most = low - least <= near, most - high <= near
    both = at_least & at_most
    start = np.where(at_most, np.maximum(full_range(low, likely, high, below=2 * tail, above=0)[0], least), start)
    end = np.where(at_least, np.minimum(full_range(low, likely, high, below=0, above=2 * tail)[1], most), end)
    start, end = np.where(at_least, low, start), np.where(at_most, high, end)

    middle = (low + high) / 2
    halfway = share_below((middle - free.start) / (free.end - free.start), free.alpha, free.beta) - tail
    below_low = np.select([at_least, at_most], [0, 2 * tail], tail)
    places = (np.array([low, middle, high]) - start) / (end - start)
    below = np.array([below_low, below_low + halfway, below_low + 1 - 2 * tail])
    said = np.where(at_least, [[1], [2]], np.where(at_most, [[0], [1]], [[0], [2]]))[:, ~both]
    alpha, beta = np.empty_like(low), np.empty_like(low)
    alpha[~both], beta[~both] = through(*(np.take_along_axis(of[:, ~both], said, axis=0) for of in (places, below)))
    halfway = halfway[both] / (1 - 2 * tail)
    alpha[both], beta[both] = np.maximum(-np.log2([halfway, 1 - halfway]), 1)
    return Plausible(start, end, alpha, beta, np.select([both, at_least, at_most], ["both", "low", "high"], ""))


def full_range(
    low: np.ndarray, likely: np.ndarray, high: np.ndarray, *, below: float, above: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return where PERT distributions start and end that have so much below ``low`` and above ``high``.

    Where likely stands between low and high decides the shape: with r the place of the peak in the full range and
    q₁, q₂ the quantiles of that shape over 0 to 1, it is (r − q₁) / (q₂ − q₁), which rises with r. It is tabulated
    over r and read backwards.

    >>> [end.round(3).tolist() for end in full_range(*np.array([[4.0], [6.0], [8.0]]), below=0.1, above=0.1)]
    [[2.053], [9.947]]
    """
    if below <= 0 and above <= 0:
        return low, high
    place, peak, first, last = _shapes(below, above)
    width = high - low
    at = np.divide(likely - low, width, out=np.full(np.shape(width), 0.5), where=width > 0)
    r = np.interp(at, place, peak)
    full = width / (np.interp(r, peak, last) - np.interp(r, peak, first))
    start, end = likely - r * full, likely + (1 - r) * full
    return np.minimum(start, likely), np.maximum(end, likely)  # the last digit of a division must not cross likely


@lru_cache(maxsize=16)
def _shapes(tail_below: float, tail_above: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """For rising r: where the peak stands between the two quantiles (from 0 to 1), r, and the two quantiles."""
    r = np.linspace(0, 1, _PEAKS + 1)
    x, below = distribution(1 + PEAKED * r, 1 + PEAKED * (1 - r))
    q = np.array([np.interp([tail_below, 1 - tail_above], row, x) for row in below])
    place = (r - q[:, 0]) / (q[:, 1] - q[:, 0])
    kept = slice(max(int(np.searchsorted(place, 0)) - 1, 0), int(np.searchsorted(place, 1)) + 1)
    return place[kept], r[kept], q[kept, 0], q[kept, 1]
