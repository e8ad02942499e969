"""Segments found in a survey, put into its study: their sizes, their ratings, and what they weigh."""

import dataclasses

import numpy as np
import pandas as pd

from cvtools.evidence.application import applied
from cvtools.evidence.assignment import moved
from cvtools.evidence.importance import Importance, stated_importance
from cvtools.evidence.ratings import ratings
from cvtools.evidence.responses import Answers
from cvtools.evidence.segmentation import Segmentation
from cvtools.evidence.survey import Groups, Survey
from cvtools.evidence.survey_segments import Basis
from cvtools.evidence.weights import study_weights, weight_replicates
from cvtools.study.errors import Problem, StudyError
from cvtools.study.provenance import rows_in_force
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.study import Study, replace
from cvtools.study.wording import N_

NAME = "segment_"
_NOBODY = N_("nobody answered what the segments are made of")


def segment_ids(found: Segmentation) -> list[str]:
    """Return the ids of segments, the largest first."""
    return [f"{NAME}{place + 1}" for place in range(len(found.centres))]


def assigned(base: Basis, found: Segmentation, answers: Answers) -> tuple[Answers, int]:
    """Put each respondent into the nearest segment by what they answered, and count those who answered nothing of it.

    The rule is that of :meth:`Segmentation.assign`, so respondents who left something out, and those of a later survey,
    are assigned as those are that the segments were found in.
    """
    places = found.assign(base.everybody.to_numpy(float))
    ids = np.array([*segment_ids(found), ""], object)[places]
    result = moved(answers, dict(zip(base.everybody.index, ids, strict=True)))
    left = answers.respondents["respondent"].nunique() - result.respondents["respondent"].nunique()
    return result, left


def segmented_study(
    survey: Survey, answers: Answers, base: Basis, found: Segmentation, names: list[str]
) -> tuple[Study, Answers, int]:
    """Return the survey's study with the segments that were found in the place of its own.

    Parameters
    ----------
    survey, answers
        The mapping and what was answered.
    base, found
        What respondents were compared by, and the segments.
    names
        A name for each segment.

    Returns
    -------
    Study, Answers, int
        The study: each segment's size is its share of all customers; its ratings and, where points were asked, its
        weights are those of its respondents. What the survey does not ask holds for all segments: the mean of the
        earlier ones by their sizes, without a range, as an assumption. Rows of other tables that are about an earlier
        segment are left out. The answers, each with its new segment; and how many respondents are in none.
    """
    there, left = assigned(base, found, answers)
    if there.respondents.empty:
        raise StudyError(survey.path.name, [Problem(survey.path.name, code=_NOBODY)])
    old, ids = survey.study, segment_ids(found)
    people = there.respondents.drop_duplicates("respondent")
    share = people.groupby("segment")["weight"].sum().reindex(ids, fill_value=0.0) / people["weight"].sum()
    blank = {name: "" for name in old.segments.columns if name not in ("segment", "name", "size")}
    segments = pd.DataFrame({"segment": ids, "name": names, "size": share.to_numpy() * old.segments["size"].sum()})
    study = replace(
        old,
        segments=segments.assign(**blank)[list(old.segments.columns)],
        weights=_of_all(old, old.weights, "weight", ["driver"]),
        ratings=_of_all(old, old.ratings, "rating", ["offering", "driver", "view"]),
        others=_about_all(old),
        replicates=None,
        origin=None,
    )
    renamed = dataclasses.replace(survey, study=study, segment=Groups())
    weighed = _weighed(renamed, there)
    return (
        applied(
            renamed,
            ratings(renamed, there),
            answers=there,
            weights=study_weights(renamed, weighed) if weighed else None,
            weight_replicates=weight_replicates(renamed, weighed) if weighed else None,
        ),
        there,
        left,
    )


def _weighed(survey: Survey, answers: Answers) -> Importance | None:
    asked = (answers.answers["asks"] == "weight").any() and not survey.study.settings.money
    return stated_importance(survey, answers) if asked else None


def _of_all(study: Study, table: pd.DataFrame, number: str, key: list[str]) -> pd.DataFrame:
    """Return rows for all segments: those that there are, and the mean of the others by the segments' sizes."""
    segments = list(study.segments["segment"])
    keys = list(dict.fromkeys(table[key].itertuples(index=False, name=None)))
    axes = {name: list(dict.fromkeys(part)) for name, part in zip(key, zip(*keys, strict=True), strict=True)}
    rows = rows_in_force(table, {"segment": segments, **axes})
    size = study.segments["size"].to_numpy(float)
    size = np.where(np.isfinite(size) & (size > 0), size, 0.0)
    size = size if size.sum() > 0 else np.ones(len(size))
    every = table[table["segment"] == EVERY_SEGMENT]
    there = set(every[key].itertuples(index=False, name=None))
    made: list[dict[str, object]] = []
    for one in keys:
        if one in there:
            continue
        held = rows[(slice(None), *(axes[name].index(word) for name, word in zip(key, one, strict=True)))]
        numbers = np.where(held >= 0, table[number].to_numpy(float)[held], np.nan)
        known = ~np.isnan(numbers) & (size > 0)
        mean = float(np.average(numbers[known], weights=size[known])) if known.any() else np.nan
        row = {"segment": EVERY_SEGMENT, **dict(zip(key, one, strict=True)), number: mean}
        made.append({**row, "evidence": "assumption" if known.any() else ""})
    blank = {name: np.nan if pd.api.types.is_numeric_dtype(table[name]) else "" for name in table.columns}
    frame = pd.DataFrame([{**blank, **row} for row in made], columns=list(table.columns))
    return pd.concat([every, frame.astype(table.dtypes.to_dict())], ignore_index=True)


def _about_all(study: Study) -> dict[str, pd.DataFrame]:
    """Return the other tables without rows about an earlier segment; a table of which nothing is left goes."""
    kept = {
        name: table[table["segment"] == EVERY_SEGMENT].reset_index(drop=True) if "segment" in table else table
        for name, table in study.others.items()
    }
    return {name: table for name, table in kept.items() if len(table) or not len(study.others[name])}
