"""Which numbers are drawn by the replicates of a survey, and by which place each replicate has among the others.

A row of replicates is what the same respondents, drawn once more, say of everything. So a draw takes one row for all
numbers of the survey, and each number its quantile at the place that its replicate has in that row: numbers move
together as the respondents' answers do, and each keeps the range that its table states.
"""

from collections.abc import Iterator

import numpy as np

from cvtools.study.judgements import space_of, weights_drawn
from cvtools.study.replicates import rating_column, weight_column
from cvtools.study.study import Study
from cvtools.uncertainty.together import Key, stream

_APART = 1.0
"""A number further from the mean of its replicates than so many of their standard deviations is not the survey's."""
_CHANCE = 4.0
"""So many standard errors of that mean are chance."""


def places_of_replicates(study: Study) -> dict[Key, np.ndarray]:
    """Return, for each number that has a range and is still the one of its replicates, their places.

    Returns
    -------
    dict
        By table, segment (or ``*``), offering, driver and view (blank for a weight): R whole numbers, 0 for the
        replicate that is lowest. Which of equal ones is lower is left to chance, and is always the same.
    """
    return {key: places(values, key) for key, values, same in _replicated(study) if same}


def outdated_replicates(study: Study) -> list[Key]:
    """Return the numbers that somebody has changed since their replicates were made; these are drawn by themselves."""
    return [key for key, _, same in _replicated(study) if not same]


def _replicated(study: Study) -> Iterator[tuple[Key, np.ndarray, bool]]:
    """Find the numbers with a range and with replicates, and whether the number is the mean of these."""
    replicates = study.replicates
    if replicates is None:
        return
    columns = set(map(str, replicates.columns))
    for key, column, number in _with_range(study):
        if column in columns:
            values = replicates[column].to_numpy(float)
            furthest = max(_APART, _CHANCE / np.sqrt(len(values))) * values.std()
            yield key, values, bool(abs(values.mean() - number) <= furthest)


def _with_range(study: Study) -> Iterator[tuple[Key, str, float]]:
    """Return each number that has a range, with the name of the column that its replicates are in."""
    for table, number in (("weights", "weight"), ("ratings", "rating")):
        for row in study.tables[table].to_dict("records"):
            segment, driver = str(row["segment"]), str(row["driver"])
            if not row["low"] < row["high"]:
                continue
            if table == "weights":
                yield (table, segment, "", driver, ""), weight_column(segment, driver), row[number]
            else:
                offering, view = str(row["offering"]), str(row["view"])
                column = rating_column(segment, offering, driver, view)
                yield (table, segment, offering, driver, view), column, row[number]


def judged_weights(study: Study) -> dict[Key, np.ndarray]:
    """Return, for each weight of which only judgements are known, weights that agree with them, in points of 100."""
    table, drivers = study.optional("judgements"), list(study.drivers["driver"])
    found: dict[Key, np.ndarray] = {}
    for segment in dict.fromkeys(table["segment"]):
        drawn = weights_drawn(space_of(table[table["segment"] == segment], drivers))
        found |= {("weights", segment, "", driver, ""): drawn[:, d] for d, driver in enumerate(drivers)}
    return found


def places(values: np.ndarray, key: Key) -> np.ndarray:
    """Return the place of each among all, 0 for the lowest; which of equal ones is lower is left to chance."""
    lot = stream(0, "places", *key).permutation(len(values))
    places = np.empty(len(values), np.uint16 if len(values) <= 1 << 16 else np.uint32)
    places[lot[np.argsort(values[lot], kind="stable")]] = np.arange(len(values))
    return places
