"""The opener: eighteen carpet cleaners that everybody ranks, and what the ranks say of five things.

Source: P. E. Green and Y. Wind, "New way to measure consumers' judgments", *Harvard Business Review*, July 1975.
"""

from collections.abc import Sequence

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
