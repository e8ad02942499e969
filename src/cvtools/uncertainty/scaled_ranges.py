"""Weights in points: what is drawn before scaling, so that after scaling each weight has the range it was given.

All weights of a segment sum to 100. Drawn one by one and then scaled, each would vary less than was said: where one is
drawn high, the sum is high, too. So the distribution that is drawn from is stretched: with s the scaled weight and
ℓ(s) = ln(s / (100 − s)), it is ``exp(a + p·ℓ)`` of the stated one. a and p are found by repeated correction: how far
the middle and the width of ℓ of the scaled weight are from the stated ones is added to a, and p multiplied by it.

Weights without a range are constants before scaling, so that they make room in proportion.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from cvtools.uncertainty.beta import looked_up, quantile

_POINTS = 4096
"""The draws on which scaled weights are looked at: evenly spread along each weight, always the same."""
_ROUNDS = 40
_SETTLED = 1e-3
_SINGULAR = 1e-2
_LEAST, _MOST = 1e-6, 1 - 1e-4
"""Shares beyond have the logarithm of the odds of these."""
_NARROWEST, _WIDEST = 1e-3, 30.0
_FURTHEST = 1.5
"""No weight moves further up against those without a range, as a logarithm."""
_MET = 0.05
"""An end of a range is met if it is missed by no more than this part of the range."""


@dataclass(frozen=True, eq=False)
class Stretched:
    """What K weights are drawn from, and what comes of them."""

    tables: np.ndarray
    """K × (``CELLS`` + 1): quantiles before scaling."""
    ends: np.ndarray
    """K × 2: the quantiles at 0.1 and 0.9 after scaling, a share of 1."""
    met: np.ndarray
    """K booleans: whether the range that was asked for came out, but for a twentieth of it."""


def stretched(targets: np.ndarray, rest: float, at: np.ndarray) -> Stretched:
    """Find what to draw weights from, so that scaled to sum to 1 they are distributed as ``targets`` say.

    Parameters
    ----------
    targets
        K × (``CELLS`` + 1) quantiles, from 0 to 1: what is wanted of each weight once it is scaled.
    rest
        What the likely weights without a range sum to, as a share of 1.
    at
        K × 2 probabilities, at which the quantiles are to be right.

    Notes
    -----
    All ranges can only be right if some weights can make room for the others. Where they cannot, all middles give way
    alike (in ℓ, by least squares), and where a narrow range contradicts a wide one, the wide one comes out.

    Examples
    --------
    One weight of 40 to 60 beside another without a range, and two of 40 to 60 that sum to 100:

    >>> wanted = np.linspace([0.375], [0.625], 2049).T
    >>> stretched(wanted, 0.5, np.array([[0.1, 0.9]])).ends.round(3).tolist()
    [[0.4, 0.6]]
    >>> stretched(np.repeat(wanted, 2, axis=0), 0.0, np.array([[0.1, 0.9]] * 2)).ends.round(2).tolist()
    [[0.4, 0.6], [0.4, 0.6]]
    """
    asked = blake2b(targets.tobytes() + at.tobytes() + repr(rest).encode()).digest()
    if asked not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[asked] = _found(targets, rest, at)
    middle, wide, ends, met = _known[asked]
    return Stretched(np.exp(middle[:, None] + wide[:, None] * _odds(targets)), ends.copy(), met.copy())


_known: dict[bytes, tuple[np.ndarray, ...]] = {}
"""What was found: a report asks for each segment several times, for draws and for what each number moves."""
_MOST_KNOWN = 1000


def _found(targets: np.ndarray, rest: float, at: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return a and p of each weight, its ends and whether they are met."""
    odds, own = _odds(targets), np.arange(len(targets))[:, None]
    wanted = np.array([[quantile(row, float(p)) for p in pair] for row, pair in zip(odds, at, strict=True)])
    drawn = np.array([looked_up(row, each)[0] for row, each in zip(odds, _spread_evenly(len(odds)), strict=True)])
    rank = (at * _POINTS - 0.5).round().astype(int)
    ranks = np.unique([*rank.ravel().tolist(), _TENTH, _POINTS - 1 - _TENTH]).tolist()
    share = np.array([quantile(row, 0.5) for row in targets])[:, None]
    middle, wide = np.log(1 - np.minimum(share[:, 0], _MOST)), np.ones(len(targets))
    furthest = middle + _FURTHEST
    for _ in range(_ROUNDS):
        raw = np.exp(middle[:, None] + wide[:, None] * drawn)
        share = raw / (raw.sum(axis=0) + rest)
        mean = share.mean(axis=1)
        share.partition(ranks, axis=1)
        found = _odds(share[own, rank])
        answer = np.eye(len(mean)) - (1 - np.eye(len(mean))) * mean / (1 - np.minimum(mean, _MOST))[:, None]
        step = np.linalg.lstsq(answer, (wanted - found).mean(axis=1), rcond=_SINGULAR)[0]
        step = np.minimum(middle + np.clip(step, -1, 1), furthest) - middle
        factor = (wanted[:, 1] - wanted[:, 0]) / np.maximum(found[:, 1] - found[:, 0], _NARROWEST / 10)
        wider = np.clip(wide * np.clip(factor, 0.5, 2), _NARROWEST, _WIDEST)
        change = max(float(np.abs(step).max()), float(np.abs(wider / wide - 1).max()))
        middle, wide = middle + step, wider
        if change < _SETTLED:
            break
    sought = np.array([[quantile(row, float(p)) for p in pair] for row, pair in zip(targets, at, strict=True)])
    missed = np.abs(share[own, rank] - sought).max(axis=1)
    return middle, wide, share[:, [_TENTH, _POINTS - 1 - _TENTH]], missed <= _MET * (sought[:, 1] - sought[:, 0])


_TENTH = round(0.1 * _POINTS - 0.5)


def _odds(share: np.ndarray) -> np.ndarray:
    """Return the logarithm of the odds."""
    share = np.clip(share, _LEAST, _MOST)
    return np.log(share / (1 - share))


def _spread_evenly(count: int) -> np.ndarray:
    """Return K × ``_POINTS`` uniform numbers, each row evenly spread and in an order of its own."""
    random = np.random.Generator(np.random.PCG64(1))
    rows = np.tile((np.arange(_POINTS) + 0.5) / _POINTS, (count, 1))
    return random.permuted(rows, axis=1)
