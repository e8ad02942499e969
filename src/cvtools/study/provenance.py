"""How each number is known: the row of the study that stands behind it."""

import pandas as pd

from cvtools.study.schema import EVERY_SEGMENT, EVIDENCE
from cvtools.study.study import Study

NO_EVIDENCE = ""


def weight_sources(study: Study, segment: str) -> pd.DataFrame:
    """The weights row behind each driver of a segment.

    Columns ``driver``, ``weight``, ``low``, ``high``, ``evidence``, ``n``, ``note``.
    """
    columns = ["driver", "weight", "low", "high", "evidence", "n", "note"]
    return _in_force(study.weights, segment, ["driver"])[columns]


def rating_sources(study: Study, segment: str, *, view: str = "perceived") -> pd.DataFrame:
    """The ratings row behind each offering and driver of a segment; a rating without a row is not there.

    Columns ``offering``, ``driver``, ``rating``, ``low``, ``high``, ``evidence``, ``n``, ``note``.
    """
    seen = study.ratings[study.ratings["view"] == view]
    columns = ["offering", "driver", "rating", "low", "high", "evidence", "n", "note"]
    return _in_force(seen, segment, ["offering", "driver"])[columns]


def _in_force(table: pd.DataFrame, segment: str, key: list[str]) -> pd.DataFrame:
    """The rows that hold for a segment: its own before those of ``*``."""
    own, every = table[table["segment"] == segment], table[table["segment"] == EVERY_SEGMENT]
    return pd.concat([own, every]).drop_duplicates(key).reset_index(drop=True)


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
    weights = weight_sources(study, segment).set_index("driver")["evidence"]
    ratings = rating_sources(study, segment).set_index(["offering", "driver"])["evidence"]
    found = []
    for row in gaps.to_dict("records"):
        behind = [weights.get(row["driver"], NO_EVIDENCE)]
        behind += [ratings.get((row[who], row["driver"]), NO_EVIDENCE) for who in ("offering", "rival")]
        found.append(min(behind, key=strength.__getitem__))
    return gaps[["driver", "gap"]].assign(evidence=found).reset_index(drop=True)
