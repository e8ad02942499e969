"""Whole respondents, drawn again and again: how sure the means of a survey are, and how they move together.

Within each segment, of n respondents n − 1 are drawn with replacement, with everything that they answered: so the
spread of the replicates is that of the means, without the factor (n − 1)/n that drawing n would cost (J. N. K. Rao and
C. F. J. Wu, “Resampling inference with complex survey data”, JASA 83, 1988). Whatever is worked out of a segment is
worked out of the same draws: the first replicate of a weight and that of a rating come from the same people.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

REPLICATES = 1000
SEED = 1
_CELLS = 4_000_000
"""So many counts are held at once."""


def random_of(segment: str, seed: int = SEED) -> np.random.Generator:
    """Return the random numbers by which a segment's respondents are drawn anew."""
    return np.random.default_rng([seed, *segment.encode()])


def drawn_anew(random: np.random.Generator, people: int, times: int) -> np.ndarray:
    """Return how often each of a segment's people is there, in so many replicates (times × people)."""
    return random.multinomial(people - 1, np.full(people, 1 / people), size=times)


def replicated_means(
    answers: pd.DataFrame,
    by: Sequence[str],
    *,
    respondents: pd.DataFrame | None = None,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> dict[tuple[str, ...], np.ndarray]:
    """Return the weighted mean of each cell in each replicate.

    Parameters
    ----------
    answers
        ``segment``, ``respondent``, ``weight``, ``value`` and the columns of ``by``: one row an answer.
    by
        What makes a cell, beside the segment.
    respondents
        ``segment``, ``respondent`` of everybody who was asked; by default of those who answered.
    replicates, seed
        How many, and where the random numbers begin.

    Returns
    -------
    dict
        For each cell (segment and the columns of ``by``) ``replicates`` means; where a replicate holds none of the
        few who answered, the mean of another replicate stands in. Cells of one respondent are left out: one answer
        says nothing of its spread.
    """
    found: dict[tuple[str, ...], np.ndarray] = {}
    everybody = people_of(answers if respondents is None else respondents)
    for segment, part in answers.groupby("segment", sort=True):
        rng, ids = random_of(str(segment), seed), everybody[str(segment)]
        people = np.searchsorted(ids, part["respondent"])
        cells = part.groupby(list(by), sort=False).ngroup().to_numpy()
        keys = part[list(by)].drop_duplicates().to_numpy()
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
            found[(str(segment), *map(str, keys[k]))] = filled(rng, means[:, k])
    return found


def people_of(respondents: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the respondents of each segment, each once and in order."""
    return {str(segment): np.unique(part["respondent"]) for segment, part in respondents.groupby("segment")}


def _means(rng: np.random.Generator, sums: np.ndarray, weights: np.ndarray, replicates: int) -> np.ndarray:
    """Return replicates × cells, some replicates at a time."""
    people = len(sums)
    both = np.hstack([sums, weights])
    parts: list[np.ndarray] = []
    step = max(1, _CELLS // people)
    for done in range(0, replicates, step):
        size = min(step, replicates - done)
        counts = drawn_anew(rng, people, size).astype(float)
        top, bottom = np.hsplit(counts @ both, 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append(np.where(bottom > 0, top / bottom, np.nan))
    return np.concatenate(parts)


def filled(rng: np.random.Generator, means: np.ndarray) -> np.ndarray:
    """Put other replicates' numbers where a replicate holds nobody who answered."""
    missing = np.isnan(means)
    if missing.any() and not missing.all():
        means = means.copy()
        means[missing] = rng.choice(means[~missing], missing.sum())
    return means
