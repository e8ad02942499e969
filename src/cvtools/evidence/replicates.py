"""Whole respondents, drawn again and again: how sure the means of a survey are, and how they move together.

Within each segment, of n respondents n − 1 are drawn with replacement, with everything that they answered: so the
spread of the replicates is that of the means, without the factor (n − 1)/n that drawing n would cost (J. N. K. Rao and
C. F. J. Wu, “Resampling inference with complex survey data”, JASA 83, 1988).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

REPLICATES = 1000
SEED = 1
_CELLS = 20_000_000
"""So many counts are held at once."""


def replicated_means(
    answers: pd.DataFrame, by: Sequence[str], *, replicates: int = REPLICATES, seed: int = SEED
) -> dict[tuple[str, ...], np.ndarray]:
    """Return the weighted mean of each cell in each replicate.

    Parameters
    ----------
    answers
        ``segment``, ``respondent``, ``weight``, ``value`` and the columns of ``by``: one row an answer.
    by
        What makes a cell, beside the segment.

    Returns
    -------
    dict
        For each cell (segment and the columns of ``by``) ``replicates`` means; where a replicate holds none of the
        few who answered, the mean of another replicate stands in. Cells of one respondent are left out: one answer
        says nothing of its spread.
    """
    found: dict[tuple[str, ...], np.ndarray] = {}
    for number, (segment, part) in enumerate(answers.groupby("segment", sort=True)):
        rng = np.random.default_rng([seed, number])
        people, ids = pd.factorize(part["respondent"])
        cells, keys = pd.factorize(pd.MultiIndex.from_frame(part[list(by)]))
        if len(ids) < 2:
            continue
        weight = part["weight"].to_numpy(float)
        shape = (len(ids), len(keys))
        sums, weights = np.zeros(shape), np.zeros(shape)
        np.add.at(sums, (people, cells), weight * part["value"].to_numpy(float))
        np.add.at(weights, (people, cells), weight)
        means = _means(rng, sums, weights, replicates)
        several = (weights > 0).sum(axis=0) > 1
        for k in np.flatnonzero(several).tolist():
            found[(str(segment), *map(str, keys[k]))] = _filled(rng, means[:, k])
    return found


def _means(rng: np.random.Generator, sums: np.ndarray, weights: np.ndarray, replicates: int) -> np.ndarray:
    """Return replicates × cells, some replicates at a time."""
    people = len(sums)
    both = np.hstack([sums, weights])
    parts: list[np.ndarray] = []
    step = max(1, _CELLS // people)
    for done in range(0, replicates, step):
        size = min(step, replicates - done)
        counts = rng.multinomial(people - 1, np.full(people, 1 / people), size=size).astype(float)
        top, bottom = np.hsplit(counts @ both, 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append(np.where(bottom > 0, top / bottom, np.nan))
    return np.concatenate(parts)


def _filled(rng: np.random.Generator, means: np.ndarray) -> np.ndarray:
    """Put other replicates' means where a replicate holds nobody who answered."""
    missing = np.isnan(means)
    if missing.any():
        means = means.copy()
        means[missing] = rng.choice(means[~missing], missing.sum())
    return means
