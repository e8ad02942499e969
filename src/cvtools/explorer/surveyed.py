"""Replicates of a survey for the browser, where a thousand of them for each number are too many.

Means of the same respondents are nearly normal together, so what the browser needs of them is how their normal scores
are correlated: a Gaussian copula in the place of the replicates' own. A test holds that it is as sure as Python.
Weights of which only judgements are known are drawn in the same way, by how those that agree are correlated.
"""

import base64
from dataclasses import dataclass

import numpy as np

from cvtools.study.schema import EVERY_SEGMENT
from cvtools.uncertainty.inputs import Numbers, keys_of
from cvtools.uncertainty.together import Key

_MOST = 100
"""Of so many numbers each one's part in each is sent; of more, parts of what they have in common."""
_FACTORS = 40
"""So many things in common are sent of those; the rest of each number's draw is its own."""
_STEPS = 127
_JITTER = 1e-6
"""Added to the diagonal of correlations: weights that sum to 100 are singular."""


@dataclass(frozen=True)
class Survey:
    """A segment's numbers that are drawn by a survey.

    ``first``: whose normal draws have parts in others'. ``parts``: for each number (by table, source, offering, driver,
    view) bytes in base64, how much of the draws of ``first`` is in its own, in 127ths, as far as it goes; the rest of
    its variance is its own.
    """

    first: list[Key]
    parts: dict[Key, str]


def survey_of(numbers: Numbers) -> Survey:
    """Find what moves together in the replicates of a segment's numbers, and in the weights that agree with judgements.

    Numbers of all segments come first, so that their parts are the same in each.
    """
    moved = numbers.moved
    views = {"", *numbers.ids["view"]}
    places = {**moved.places, **moved.judged}

    def drawn(key: Key) -> bool:
        return key in places and key[:-1] not in moved.groups

    everybody = [key for key in places if key[1] == EVERY_SEGMENT and key[-1] in views and drawn(key)]
    keys = [*everybody, *(key for key in keys_of(numbers.ids) if key[1] != EVERY_SEGMENT and drawn(key))]
    if not keys:
        return Survey([], {})
    correlation = np.eye(len(keys))
    for of in (moved.judged, {key: at for key, at in moved.places.items() if key not in moved.judged}):
        mine = [k for k, key in enumerate(keys) if key in of]
        if mine:
            correlation[np.ix_(mine, mine)] = _correlation(np.array([of[keys[k]] for k in mine]))
    if len(keys) <= _MOST:
        own = np.linalg.cholesky(correlation + _JITTER * np.eye(len(keys)))
        own /= np.sqrt((own**2).sum(axis=1, keepdims=True))
        return Survey(keys, {key: _letters(own[k, :k]) for k, key in enumerate(keys)})
    common = [("factor", numbers.segment, str(k), "", "") for k in range(_FACTORS)]
    parts = _factors(correlation, _weight(numbers, keys))
    return Survey(common, {key: _letters(row) for key, row in zip(keys, parts, strict=True)})


def _correlation(places: np.ndarray) -> np.ndarray:
    """Return the correlations (K × K) of the normal scores of replicates (K × R places)."""
    from scipy.special import ndtri

    scores = ndtri((places + 0.5) / places.shape[1])
    return scores @ scores.T / (scores[0] @ scores[0])


def _weight(numbers: Numbers, keys: list[Key]) -> np.ndarray:
    """How much each number's uncertainty moves a value, roughly: what it is best to have in common."""
    spread = np.sqrt(numbers.moments[1])
    spread = np.where(numbers.offering < 0, spread, spread * numbers.weight[numbers.driver])
    found = dict(zip(keys_of(numbers.ids), spread, strict=True))
    least = max(float(spread.max()), 1.0) * 1e-3
    return np.array([max(found.get(key, 0.0), least) for key in keys])


def _factors(correlation: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return K × ``_FACTORS`` parts that hold as much as they can of the covariance of values."""
    size, direction = np.linalg.eigh(correlation * weight * weight[:, None])
    most = np.argsort(size)[::-1][:_FACTORS]
    return direction[:, most] * np.sqrt(np.maximum(size[most], 0)) / weight[:, None]


def _letters(parts: np.ndarray) -> str:
    return base64.b64encode(np.rint(parts.clip(-1, 1) * _STEPS).astype(np.int8).tobytes()).decode()
