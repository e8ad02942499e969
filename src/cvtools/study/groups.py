"""Named groups of numbers that move together: which are joined, and how they are correlated."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np

Key = tuple[str, ...]
IMPOSSIBLE = -1e-9
"""Correlations with a smaller eigenvalue than this cannot all be true."""


def joined(rows: Iterable[tuple[str, Key, float]]) -> list[tuple[tuple[Key, ...], np.ndarray]]:
    """Return the numbers that groups join, directly or by way of others, with their correlations.

    Parameters
    ----------
    rows
        The group's name, the number's key, and the group's correlation, which any two of its numbers have. Two numbers
        that are in no group together have none.

    Examples
    --------
    >>> keys, correlation = joined([("a", ("x",), 0.5), ("a", ("y",), 0.5), ("b", ("y",), 0.2), ("b", ("z",), 0.2)])[0]
    >>> keys, correlation.tolist()
    ((('x',), ('y',), ('z',)), [[1.0, 0.5, 0.0], [0.5, 1.0, 0.2], [0.0, 0.2, 1.0]])
    """
    groups: dict[str, dict[Key, float]] = {}
    for group, key, correlation in rows:
        groups.setdefault(group, {})[key] = correlation
    pairs: dict[frozenset[Key], float] = {}
    for members in groups.values():
        pairs |= {frozenset(pair): members[pair[0]] for pair in combinations(members, 2)}
    parts: list[dict[Key, None]] = []
    for members in groups.values():
        touched = [part for part in parts if any(key in part for key in members)]
        parts = [part for part in parts if part not in touched]
        parts.append(dict.fromkeys(key for part in [*touched, members] for key in part))
    return [
        (
            tuple(part),
            np.array([[1.0 if a == b else pairs.get(frozenset((a, b)), 0.0) for b in part] for a in part]),
        )
        for part in parts
    ]
