"""Kano's kinds of quality, from pairs of questions: how people would feel with a thing, and how without it.

Sources: N. Kano and others, "Attractive quality and must-be quality", 1984; C. Berger and others, *Center for Quality
Management Journal* 2(4), 1993 (better and worse).
"""

import numpy as np
import pandas as pd

from cvtools.evidence.proportions import wilson

CATEGORIES = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")
"""In the order of the usual rule where two are equally frequent: M > O > A > I."""
_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Rows: with it (like, expect, neutral, live with, dislike); columns: without it, in the same order."""
_LETTERS = dict(zip("MOAIRQ", CATEGORIES, strict=True))


def kano_categories(functional: np.ndarray, dysfunctional: np.ndarray) -> np.ndarray:
    """Category of each pair of answers, 1 (I like it) to 5 (I dislike it): with the thing, and without it.

    >>> kano_categories(np.array([1, 3, 1, 3]), np.array([5, 5, 3, 3])).tolist()
    ['one_dimensional', 'must_be', 'attractive', 'indifferent']
    """
    table = np.array([[_LETTERS[letter] for letter in row] for row in _TABLE])
    return table[functional.astype(int) - 1, dysfunctional.astype(int) - 1]


def kano_summary(counts: pd.DataFrame, *, confidence: float) -> pd.DataFrame:
    """Better and worse of each thing asked about, and its kind.

    Parameters
    ----------
    counts
        One row a thing, one column for each of ``CATEGORIES``: how many answered so (weighted counts are scaled to
        the effective number by the caller).
    confidence
        Of the intervals, which are Wilson's.

    Returns
    -------
    DataFrame
        ``n``; ``category``, the most frequent one; ``better`` = (A + O) / (A + O + M + I), how far having it
        satisfies (0 to 1), and ``worse`` = −(O + M) / (A + O + M + I), how far lacking it dissatisfies (−1 to 0), each
        with ``_low`` and ``_high``; ``NaN`` where nobody answered so.

    Examples
    --------
    >>> counts = pd.DataFrame([[95, 123, 45, 33, 0, 0]], columns=CATEGORIES)
    >>> kano_summary(counts, confidence=0.8)[["better", "worse"]].round(4).to_numpy().tolist()
    [[0.5676, -0.7365]]
    """
    must, one, attractive, indifferent = (counts[name].to_numpy(float) for name in CATEGORIES[:4])
    base = must + one + attractive + indifferent
    known = np.where(base > 0, base, np.nan)
    better = [
        wilson(share, n, confidence=confidence) for share, n in zip((attractive + one) / known, base, strict=True)
    ]
    worse = [wilson(share, n, confidence=confidence) for share, n in zip((one + must) / known, base, strict=True)]
    kinds = np.array(CATEGORIES)[counts[list(CATEGORIES)].to_numpy().argmax(axis=1)]
    return pd.DataFrame(
        {
            "n": counts[list(CATEGORIES)].sum(axis=1).to_numpy(),
            "category": np.where(counts[list(CATEGORIES)].sum(axis=1) > 0, kinds, ""),
            "better": [estimate.value for estimate in better],
            "better_low": [estimate.low for estimate in better],
            "better_high": [estimate.high for estimate in better],
            "worse": [-estimate.value for estimate in worse],
            "worse_low": [-estimate.high for estimate in worse],
            "worse_high": [-estimate.low for estimate in worse],
        },
        index=counts.index,
    )
