"""Texts that are nearly the same, such as a review posted twice."""

import re

import numpy as np

_GRAM = 5
_SHORTEST = 40
"""Shorter texts are alike by chance: “Good coffee” is what many people say."""
_CHUNK = 1_000


def near_duplicates(texts: list[str], *, alike: float = 0.8) -> np.ndarray:
    """Return for each text which earlier one it nearly repeats: its place, or −1.

    Two texts are nearly the same where at least ``alike`` of their five-letter sequences are (Jaccard), capitals,
    blanks and punctuation aside. Texts of less than 40 letters never are.

    >>> long = "The coffee is good but I waited for twenty minutes on Monday"
    >>> near_duplicates([long, "Good coffee", long.upper() + "!!", "Good coffee"]).tolist()
    [-1, -1, 0, -1]
    """
    from scipy.sparse import csr_array

    first, vocabulary = np.full(len(texts), -1), dict[str, int]()
    grams: list[list[int]] = []
    for text in texts:
        plain = re.sub(r"\W+", " ", text.casefold()).strip()
        found = {plain[i : i + _GRAM] for i in range(len(plain) - _GRAM + 1)} if len(plain) >= _SHORTEST else set[str]()
        grams.append(sorted(vocabulary.setdefault(gram, len(vocabulary)) for gram in found))
    sizes = np.array([len(found) for found in grams])
    if not vocabulary:
        return first
    starts = np.r_[0, np.cumsum(sizes)]
    marks = csr_array(
        (np.ones(starts[-1], np.float32), np.concatenate(grams).astype(int), starts), (len(texts), len(vocabulary))
    )
    for start in range(0, len(texts), _CHUNK):
        both = (marks[start : start + _CHUNK] @ marks.T).tocoo()
        row, column = both.coords
        row = row + start
        close = (column < row) & (both.data >= alike * (sizes[row] + sizes[column] - both.data))
        for a, b in sorted(zip(row[close], column[close], strict=True), reverse=True):
            first[a] = b
    return first
