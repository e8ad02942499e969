"""The opener: eighteen carpet cleaners that everybody ranks, and what the ranks say of five things.

Source: P. E. Green and Y. Wind, "New way to measure consumers' judgments", *Harvard Business Review*, July 1975.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

CARDS = pd.DataFrame(
    [
        ("A", "K2R", 1.19, False, False),
        ("A", "Glory", 1.39, False, True),
        ("A", "Bissell", 1.59, True, False),
        ("B", "K2R", 1.39, True, True),
        ("B", "Glory", 1.59, False, False),
        ("B", "Bissell", 1.19, False, False),
        ("C", "K2R", 1.59, False, True),
        ("C", "Glory", 1.19, True, False),
        ("C", "Bissell", 1.39, False, False),
        ("A", "K2R", 1.59, True, False),
        ("A", "Glory", 1.19, False, True),
        ("A", "Bissell", 1.39, False, False),
        ("B", "K2R", 1.19, False, False),
        ("B", "Glory", 1.39, True, False),
        ("B", "Bissell", 1.59, False, True),
        ("C", "K2R", 1.39, False, False),
        ("C", "Glory", 1.59, False, False),
        ("C", "Bissell", 1.19, True, True),
    ],
    columns=["package", "brand", "price", "seal", "money_back"],
    index=pd.RangeIndex(1, 19, name="card"),
)
"""The cards: package, brand, price in dollars, a housekeeping seal, money back."""
PUBLISHED = (13, 11, 17, 2, 14, 3, 12, 7, 9, 18, 8, 15, 4, 6, 5, 10, 16, 1)
"""How the published respondent ranked them, 1 the best."""


def part_worths(ranks: Sequence[float]) -> pd.DataFrame:
    """What each level adds to a card, in places, read off one person's ranks of the eighteen cards.

    The cards are balanced, so that least squares is no more than this: how much better than the mean of all are the
    cards with the level. Of seal and money back there are twice as many cards without; those two lie as far apart on
    both sides of 0.

    Parameters
    ----------
    ranks
        Of the cards in order, 1 the best.

    Returns
    -------
    DataFrame
        ``thing``, ``level`` (a text), ``worth`` (places; they sum to 0 within a thing), ``importance`` (the thing's
        range as a share of all ranges).

    Examples
    --------
    >>> part_worths(PUBLISHED).query("thing == 'package'")["worth"].round(4).tolist()
    [-4.1667, 3.8333, 0.3333]
    """
    score = len(CARDS) + 1 - pd.Series(list(ranks), CARDS.index, dtype=float)
    rows = []
    for thing in CARDS.columns:
        means = score.groupby(CARDS[thing].to_numpy()).mean()
        means -= means.mean()
        rows += [(thing, str(level), worth, means.max() - means.min()) for level, worth in means.items()]
    frame = pd.DataFrame(rows, columns=["thing", "level", "worth", "importance"])
    all_ranges = frame.drop_duplicates("thing")["importance"].sum()
    return frame.assign(importance=frame["importance"] / all_ranges if all_ranges else frame["importance"])


def cards_asked() -> list[dict[str, Any]]:
    """The cards as a form has them, each with its number as ``card``."""
    return [{str(name): value for name, value in row.items()} for row in CARDS.reset_index().to_dict("records")]


def importances(orders: Sequence[Sequence[int]]) -> pd.DataFrame:
    """How much each thing counts for each of P people, from the orders in which they put all cards, the best first.

    Returns
    -------
    DataFrame
        One row a person, one column a thing: the share of all ranges, as ``importance`` in :func:`part_worths`.

    Examples
    --------
    >>> order = [card for _, card in sorted(zip(PUBLISHED, CARDS.index))]
    >>> (100 * importances([order])).round(1).values.tolist()
    [[33.8, 8.5, 32.4, 6.3, 19.0]]
    """
    score = len(CARDS) - np.argsort(np.array(orders, int).reshape(-1, len(CARDS)), axis=1)
    ranges: dict[str, np.ndarray] = {}
    for thing in CARDS.columns:
        levels = CARDS[thing].to_numpy()
        means = [score[:, levels == level].mean(axis=1) for level in pd.unique(levels)]
        ranges[str(thing)] = np.max(means, axis=0) - np.min(means, axis=0)
    frame = pd.DataFrame(ranges)
    return frame.div(frame.sum(axis=1), axis=0)
