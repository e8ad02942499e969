"""How much a group agrees, and whether it is one group.

Sources: M. G. Kendall and B. Babington Smith, "The problem of m rankings", *Annals of Mathematical Statistics* 10,
1939; P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability", *Psychological
Bulletin* 86, 1979; P. J. Rousseeuw, "Silhouettes", *Journal of Computational and Applied Mathematics* 20, 1987.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

LEAST_RATERS = 2
TWO_CAMPS = 0.5
"""The mean silhouette from which two camps are called so: each is then clearly nearer to its own."""
SMALLEST_CAMP = 0.2
"""Fewer than this share of the group are no camp; nor is one person."""


def kendalls_w(scores: np.ndarray) -> float:
    """Kendall's W: how far raters agree on an order; 1 if all have the same one, 0 if no more than by chance.

    Parameters
    ----------
    scores
        Raters × things; each rater's numbers are turned into ranks, ties share theirs. Raters with a ``NaN`` are
        left out.

    Returns
    -------
    float
        Corrected for ties; ``NaN`` with fewer than two raters or things, or where every rater ties everything.

    Examples
    --------
    Two judges who turn each other's order round agree on nothing:

    >>> kendalls_w(np.array([[1, 2, 3], [1, 2, 3]])), kendalls_w(np.array([[1, 2, 3], [3, 2, 1]]))
    (1.0, 0.0)
    """
    known = scores[~np.isnan(scores).any(axis=1)]
    raters, things = known.shape
    if raters < LEAST_RATERS or things < 2:
        return float("nan")
    ranks = pd.DataFrame(known).rank(axis=1).to_numpy()
    sums = ranks.sum(axis=0)
    ties = sum(_tied(row) for row in ranks)
    most = raters**2 * (things**3 - things) - raters * ties
    return float(12 * ((sums - sums.mean()) ** 2).sum() / most) if most > 0 else float("nan")


def _tied(ranks: np.ndarray) -> float:
    """Σ (t³ − t) over the groups of t things that tie."""
    _, counts = np.unique(ranks, return_counts=True)
    return float((counts**3 - counts).sum())


def icc(scores: np.ndarray) -> float:
    """ICC(2,1): what part of the spread is between the things that are rated, for one rater taken at random.

    A two-way model in which raters are a sample, absolute agreement: who rates everything two points higher disagrees.

    Parameters
    ----------
    scores
        Raters × things. Things that not every rater rated are left out.

    Returns
    -------
    float
        1 if all agree; 0 or less if raters differ as much as things do. ``NaN`` with fewer than two raters or
        things, or where nothing differs.

    Examples
    --------
    >>> icc(np.array([[1.0, 5.0, 9.0], [1.0, 5.0, 9.0]]))
    1.0
    """
    known = scores[:, ~np.isnan(scores).any(axis=0)].T
    things, raters = known.shape
    if raters < LEAST_RATERS or things < 2:
        return float("nan")
    mean = known.mean()
    between = raters * ((known.mean(axis=1) - mean) ** 2).sum() / (things - 1)
    judges = things * ((known.mean(axis=0) - mean) ** 2).sum() / (raters - 1)
    total = ((known - mean) ** 2).sum()
    rest = (total - between * (things - 1) - judges * (raters - 1)) / ((things - 1) * (raters - 1))
    below = between + (raters - 1) * rest + raters * (judges - rest) / things
    return float((between - rest) / below) if below > 1e-12 else float("nan")


class Camps(NamedTuple):
    """Two camps of a group."""

    second: np.ndarray
    """Which raters are in the second camp."""
    difference: np.ndarray
    """How much more the second says of each thing, on average."""


def camps(scores: np.ndarray) -> Camps | None:
    """Two camps, if there are two: each closer to its own than to the other, and neither a single voice.

    Parameters
    ----------
    scores
        Raters × things, on one scale, without ``NaN``.

    Examples
    --------
    >>> found = camps(np.array([[80.0, 20], [78, 22], [82, 18], [20, 80], [25, 75]]))
    >>> found.second.tolist(), found.difference.round(1).tolist()
    ([False, False, False, True, True], [-57.5, 57.5])
    """
    raters = len(scores)
    least = max(2, round(SMALLEST_CAMP * raters))
    if raters < 2 * least:
        return None
    second = _split(scores)
    if min(second.sum(), (~second).sum()) < least or _silhouette(scores, second) < TWO_CAMPS:
        return None
    second = ~second if second.sum() * 2 > raters or (second.sum() * 2 == raters and second[0]) else second
    return Camps(second, scores[second].mean(axis=0) - scores[~second].mean(axis=0))


def _split(scores: np.ndarray) -> np.ndarray:
    """Two groups: along the direction in which raters differ most, then each to the nearer mean until nothing moves."""
    centred = scores - scores.mean(axis=0)
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    second = centred @ direction > 0
    for _ in range(50):
        if second.all() or not second.any():
            break
        far = [((scores - scores[group].mean(axis=0)) ** 2).sum(axis=1) for group in (~second, second)]
        moved = far[1] < far[0]
        if (moved == second).all():
            break
        second = moved
    return second


def _silhouette(scores: np.ndarray, second: np.ndarray) -> float:
    """The mean of (b − a) / max(a, b): a the mean distance to one's own camp, b that to the other."""
    distance = np.sqrt(((scores[:, None] - scores[None]) ** 2).sum(axis=2))
    own = second[:, None] == second[None]
    others = own.sum(axis=1) - 1
    a = np.divide((distance * own).sum(axis=1), others, out=np.zeros(len(scores)), where=others > 0)
    b = (distance * ~own).sum(axis=1) / (~own).sum(axis=1)
    most = np.maximum(a, b)
    width = np.divide(b - a, most, out=np.zeros(len(scores)), where=(most > 0) & (others > 0))
    return float(width.mean())
