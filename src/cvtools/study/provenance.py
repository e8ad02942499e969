"""How each number is known: the row of the study that stands behind it.

A segment's own row counts; where it has none, the row of ``*`` does. That rule is here, and nowhere else.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cvtools.study.schema import EVERY_SEGMENT, EVIDENCE, LANGUAGES
from cvtools.study.study import Study

NO_EVIDENCE = ""
SURVEY, DATE, N_EFFECTIVE, RAW = KNOWN_BESIDE = ("survey", "date", "n_effective", "raw")
"""What weights and ratings may say besides, as texts: the survey's files, until when was asked (``2026-05-27``), Kish's
number of answers, and the rating before it was drawn towards the mean of all segments."""


def weight_sources(study: Study, segment: str) -> pd.DataFrame:
    """The weights row behind each driver of a segment.

    Columns ``driver``, ``weight``, ``low``, ``high``, ``evidence``, ``n``, ``note``; ``note_nb`` and its like,
    and ``KNOWN_BESIDE``, where the study has them.
    """
    columns = ["driver", "weight", "low", "high", "evidence", "n", *_beside(study.weights)]
    return _in_force(study.weights, segment, ["driver"])[columns]


def rating_sources(study: Study, segment: str, *, view: str = "perceived") -> pd.DataFrame:
    """The ratings row behind each offering and driver of a segment; a rating without a row is not there.

    Columns ``offering``, ``driver``, ``rating``, ``low``, ``high``, ``evidence``, ``n``, ``note``; ``note_nb`` and its
    like, and ``KNOWN_BESIDE``, where the study has them.
    """
    seen = study.ratings[study.ratings["view"] == view]
    columns = ["offering", "driver", "rating", "low", "high", "evidence", "n", *_beside(seen)]
    return _in_force(seen, segment, ["offering", "driver"])[columns]


def _beside(table: pd.DataFrame) -> list[str]:
    local = [f"note_{code}" for code in LANGUAGES]
    return ["note", *(name for name in (*local, *KNOWN_BESIDE) if name in table)]


def rows_in_force(table: pd.DataFrame, ids: Mapping[str, Sequence[str]]) -> np.ndarray:
    """Return, for each combination of ids, the position of the row that holds, or −1 where there is none.

    ``ids`` are the ids of each key column, ``segment`` first; the array has one axis for each.

    >>> table = pd.DataFrame({"segment": ["*", "b", "c"], "driver": ["price", "price", "price"]})
    >>> rows_in_force(table, {"segment": ["a", "b"], "driver": ["price", "time"]}).tolist()
    [[0, -1], [1, -1]]
    """
    wanted = {**ids, "segment": [*ids["segment"], EVERY_SEGMENT]}  # in the first axis, last
    places = [_positions(table[name], words) for name, words in wanted.items()]
    asked = np.flatnonzero(np.logical_and.reduce([place >= 0 for place in places]))
    rows = np.full([len(words) for words in wanted.values()], -1)
    rows[tuple(place[asked] for place in places)] = asked
    return np.where(rows[:-1] >= 0, rows[:-1], rows[-1])


def _positions(column: pd.Series, ids: Sequence[str]) -> np.ndarray:
    """Return where in ``ids`` each word of the column stands; −1 where it does not."""
    codes, found = pd.factorize(column.to_numpy(object))  # quicker than to look up every row
    place = {word: i for i, word in enumerate(ids)}
    return np.array([place.get(word, -1) for word in found], np.intp)[codes]


def _in_force(table: pd.DataFrame, segment: str, key: list[str]) -> pd.DataFrame:
    """The rows that hold for a segment, its own before those of ``*``, each in the order of the file."""
    whose = table["segment"].to_numpy(object)
    table = table[(whose == segment) | (whose == EVERY_SEGMENT)]  # few of many
    ids = {"segment": [segment], **{name: list(dict.fromkeys(table[name])) for name in key}}
    rows = rows_in_force(table, ids)
    rows = np.sort(rows[rows >= 0])
    every = (table["segment"].to_numpy(object) == EVERY_SEGMENT)[rows]
    return table.iloc[np.concatenate([rows[~every], rows[every]])].reset_index(drop=True)


def weakest_evidence(study: Study, gaps: pd.DataFrame, segment: str) -> pd.DataFrame:
    """For each driver of one segment's gap, the weakest evidence among its weight and its two ratings.

    Parameters
    ----------
    study
        The study.
    gaps
        Rows of ``value_gaps`` of one segment and one rival.
    segment
        The segment's id.

    Returns
    -------
    DataFrame
        ``driver``, ``gap``, ``evidence``; a blank evidence is weaker than an assumption.
    """
    strength = {word: rank for rank, word in enumerate((NO_EVIDENCE, *EVIDENCE))}
    of_weights, of_ratings = weight_sources(study, segment), rating_sources(study, segment)
    weights = dict(zip(of_weights["driver"], of_weights["evidence"], strict=True))
    pairs = zip(of_ratings["offering"], of_ratings["driver"], strict=True)
    ratings = dict(zip(pairs, of_ratings["evidence"], strict=True))
    found = []
    for driver, ours, rival in zip(gaps["driver"], gaps["offering"], gaps["rival"], strict=True):
        behind = [weights.get(driver, NO_EVIDENCE)]
        behind += [ratings.get((offering, driver), NO_EVIDENCE) for offering in (ours, rival)]
        found.append(min(behind, key=strength.__getitem__))
    return gaps[["driver", "gap"]].assign(evidence=found).reset_index(drop=True)
