"""Segments found in a survey, and whether those made by hand differ at all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.evidence.assignment import BASES, compared
from cvtools.evidence.responses import Answers
from cvtools.evidence.segmentation import Segmentation, compare_numbers_of_segments, differ_at_all, find_segments
from cvtools.evidence.survey import Survey
from cvtools.study.errors import Problem, StudyError


@dataclass(frozen=True, eq=False)
class Basis:
    """What respondents are compared by: one row a respondent who answered all of it, one column a driver."""

    on: str
    """``weights``: the shares of the points they gave; ``ratings``: their mean rating of a driver, as utility."""
    table: pd.DataFrame
    segments: np.ndarray
    """The segment that the mapping puts each of them into."""
    left_out: int
    """Respondents who answered only some of it."""
    everybody: pd.DataFrame
    """The same table with them, ``NaN`` where they answered nothing."""


def basis(survey: Survey, answers: Answers, *, on: str = "") -> Basis:
    """Return what respondents are compared by: what they weigh, where they were asked, or else how they rate.

    Raises
    ------
    StudyError
        Where they were not asked, or nobody answered all.
    """
    if on and on not in BASES:
        raise StudyError.not_among("--on", on, BASES)
    on = on or ("weights" if (answers.answers["asks"] == "weight").any() else "ratings")
    table = compared(survey, answers, on)
    complete = table.dropna()
    if complete.empty:
        raise StudyError(survey.path.name, [Problem(survey.path.name, code="no_answers")])
    segments = answers.respondents.drop_duplicates("respondent").set_index("respondent")["segment"]
    return Basis(on, complete, segments.loc[complete.index].to_numpy(str), len(table) - len(complete), table)


def numbers_of_segments(base: Basis, *, method: str = "kmeans") -> pd.DataFrame:
    """Return ``k``, ``criterion``, ``stability``; see :func:`compare_numbers_of_segments`."""
    return compare_numbers_of_segments(base.table.to_numpy(float), method=method)


def segments_found(base: Basis, k: int, *, method: str = "kmeans") -> tuple[Segmentation, pd.DataFrame]:
    """Return k segments, and their profiles: ``segment``, ``driver``, ``n``, ``share``, ``mean``, ``difference``.

    Segments are called ``segment_1`` …, the largest first: names to edit. ``mean`` is a share of points or a utility,
    ``difference`` in standard deviations from everybody's mean.
    """
    answers = base.table.to_numpy(float)
    found = find_segments(answers, tuple(map(str, base.table.columns)), k, method=method)
    profiles = found.profiles(answers).rename(columns={"question": "driver"})
    return found, profiles.assign(segment="segment_" + (profiles["segment"] + 1).astype(str))


def hand_made_segments_differ(base: Basis) -> tuple[float, float]:
    """Return how much of respondents' differences lies between the mapping's segments, and its p value by lot."""
    return differ_at_all(base.table.to_numpy(float), base.segments)
