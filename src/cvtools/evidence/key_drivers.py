"""Derived importance: how much of the differences in satisfaction each driver explains.

Importance is not a weight: it is a share of explained variance within the range that respondents happened to see, and a
weight is what going from a driver's worst to its best is worth. Derived importances are candidates beside the stated
weights.

Sources: R. H. Lindeman, P. F. Merenda and R. Z. Gold, *Introduction to Bivariate and Multivariate Analysis*, 1980 (LMG,
the Shapley value of R²); D. V. Budescu, *Psychological Bulletin* 114, 1993, and R. Azen and D. V. Budescu,
*Psychological Methods* 8, 2003 (dominance); J. W. Johnson, *Multivariate Behavioral Research* 35, 2000.
"""

from collections.abc import Iterator

import numpy as np

from cvtools.evidence.replicates import drawn_anew

MOST_DRIVERS = 20
"""All subsets of so many drivers still fit into memory: a million."""
_BLOCK = 1 << 22
"""Bootstrap samples are worked on in blocks of about so many numbers."""
_NOTHING = 1e-10
"""Of a standardised driver, what is left unexplained by the others below this share is only rounding."""


def correlations(answers: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted correlations of the columns, for one set of weights or for many at once.

    Parameters
    ----------
    answers
        One row an answer, one column a question; no unknown numbers.
    weights
        One for each answer (0 or more); in front of that axis as many axes as wanted.

    Returns
    -------
    ndarray
        One symmetric matrix for each set of weights. A column that does not vary correlates by 0 with all others, and
        by 0 with itself.
    """
    columns = answers.shape[1]
    rows, cols = np.triu_indices(columns)
    centred = answers - answers.mean(axis=0)
    scale = centred.std(axis=0)
    centred = np.divide(centred, scale, out=np.zeros_like(centred), where=scale > 1e-12 * np.abs(answers).max(axis=0))
    total = weights.sum(axis=-1, keepdims=True)
    total = np.where(total > 0, total, 1.0)
    means = weights @ centred / total
    moments = weights @ (centred[:, rows] * centred[:, cols]) / total - means[..., rows] * means[..., cols]
    matrix = np.zeros((*weights.shape[:-1], columns, columns))
    matrix[..., rows, cols] = matrix[..., cols, rows] = moments
    spread = np.sqrt(np.maximum(np.diagonal(matrix, axis1=-2, axis2=-1), 0.0))
    varies = spread > 1e-9
    divisor = np.where(varies, spread, 1.0)
    matrix = matrix / divisor[..., :, None] / divisor[..., None, :]
    return np.where(varies[..., :, None] & varies[..., None, :], matrix, 0.0)


def explained(matrix: np.ndarray) -> np.ndarray:
    """R² of the last variable on every subset of the others.

    The matrix is swept by one driver after the other: what is left of the rest, with and without it. So each subset
    costs a small matrix of those drivers that are still to come, and not a regression of its own.

    Parameters
    ----------
    matrix
        Correlations of drivers, and of what they explain in the last place; many matrices at once along the axes in
        front.

    Returns
    -------
    ndarray
        2ᵏ numbers for each matrix; the subset's number has bit j where driver j is in it.

    Examples
    --------
    >>> explained(np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])).round(4).tolist()
    [0.0, 0.36, 0.09, 0.36]
    """
    drivers = matrix.shape[-1] - 1
    left = matrix[..., None, :, :]
    whole = matrix[..., -1:, -1]
    for _ in range(drivers):
        pivot = left[..., :1, :1]
        beyond = pivot > _NOTHING
        step = left[..., 1:, :1] * left[..., :1, 1:] / np.where(beyond, pivot, 1.0)
        without = left[..., 1:, 1:]
        left = np.concatenate([without, without - np.where(beyond, step, 0.0)], axis=-3)
    return np.clip(whole - left[..., 0, 0], 0.0, 1.0)


def dominance(matrix: np.ndarray) -> np.ndarray:
    """What each driver adds to R² on average, by how many drivers were there before it.

    Returns
    -------
    ndarray
        For each matrix one row a driver, one column a size 0 … k − 1 of the subsets that it is added to (conditional
        dominance); the mean of a row is the driver's LMG share.
    """
    drivers = matrix.shape[-1] - 1
    subsets, r_squared = np.arange(1 << drivers), explained(matrix)
    sizes = np.bitwise_count(subsets)
    result = np.zeros((*matrix.shape[:-2], drivers, drivers))
    for driver in range(drivers):
        without = subsets[(subsets >> driver & 1) == 0]
        added = r_squared[..., without | 1 << driver] - r_squared[..., without]
        by_size = np.eye(drivers)[sizes[without]]
        result[..., driver, :] = added @ (by_size / by_size.sum(axis=0))
    return result


def lmg(matrix: np.ndarray) -> np.ndarray:
    """LMG shares of R², which are its Shapley values: one a driver, summing to R² of all.

    Of drivers that say exactly the same (perfectly collinear ones) each gets its part.

    >>> lmg(np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])).round(4).tolist()
    [0.315, 0.045]
    """
    return dominance(matrix).mean(axis=-1)


def johnson(matrix: np.ndarray) -> np.ndarray:
    """Johnson's relative weights, which sum to R² of all, too; close to LMG, and fast with any number of drivers.

    >>> johnson(np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])).round(4).tolist()
    [0.315, 0.045]
    """
    values, vectors = np.linalg.eigh(matrix[..., :-1, :-1])
    root = np.sqrt(np.maximum(values, 0.0))
    inverse = np.divide(1.0, root, out=np.zeros_like(root), where=root > np.sqrt(_NOTHING))
    turned = np.swapaxes(vectors, -1, -2)
    loadings = (vectors * root[..., None, :]) @ turned
    beta = (vectors * inverse[..., None, :]) @ (turned @ matrix[..., :-1, -1:])
    return (loadings**2 @ beta**2)[..., 0]


METHODS = {"lmg": lmg, "johnson": johnson}


def bootstrap_shares(
    answers: np.ndarray,
    weights: np.ndarray,
    *,
    method: str,
    respondents: np.ndarray | None = None,
    people: int = 0,
    samples: int = 1_000,
    random: np.random.Generator | None = None,
) -> np.ndarray:
    """Shares of what is explained, over resampled whole respondents.

    Parameters
    ----------
    answers
        One row an answer, one column a driver, and satisfaction in the last column; no unknown numbers.
    weights
        Survey weight of each row.
    method
        ``lmg`` or ``johnson``.
    respondents
        Number of each row's respondent (0 …); by default each row is one.
    people
        How many were asked, where some of them have no row.
    samples, random
        How many resamples, and the random numbers; by default always the same.

    Returns
    -------
    ndarray
        One row a sample, one column a driver; rows sum to 1 (``NaN`` where nothing is explained).
    """
    who = np.arange(len(answers)) if respondents is None else respondents
    random, people = random or np.random.default_rng(1), max(people, int(who.max()) + 1)
    parts: list[np.ndarray] = []
    for count in _blocks(samples, (max(people, len(who)), answers.shape[1]), method):
        drawn = drawn_anew(random, people, count)
        parts.append(_shares(METHODS[method](correlations(answers, drawn[:, who] * weights))))
    return np.concatenate(parts)


def _shares(importance: np.ndarray) -> np.ndarray:
    total = importance.sum(axis=-1, keepdims=True)
    return np.divide(importance, total, out=np.full_like(importance, np.nan), where=total > _NOTHING)


def _blocks(samples: int, shape: tuple[int, ...], method: str) -> Iterator[int]:
    rows, columns = shape
    each = max(rows, (1 << columns - 1) * 12 if method == "lmg" else columns**2)
    size = max(1, _BLOCK // each)
    while samples > 0:
        yield min(size, samples)
        samples -= size
