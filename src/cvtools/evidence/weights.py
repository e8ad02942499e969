"""The three ways to a driver's weight, by name, and what comes of them in a study."""

import numpy as np
import pandas as pd

from cvtools.evidence.choice_importance import choice_importance
from cvtools.evidence.importance import Importance, Key, derived_importance, stated_importance
from cvtools.evidence.key_drivers import METHODS as DERIVED
from cvtools.evidence.responses import Answers, responses
from cvtools.evidence.survey import Survey
from cvtools.study.errors import Problem, StudyError
from cvtools.study.schema import EVERY_SEGMENT, LARGEST_NUMBER

METHODS = ("stated", *DERIVED, "choice")


def importance(survey: Survey, answers: Answers | None, *, method: str, samples: int = 1_000) -> Importance:
    """Work out how much each driver counts for each segment.

    Parameters
    ----------
    survey, answers
        The mapping and what was answered, which is read where it is not given; for choices the mapping alone is asked.
    method
        ``stated``: means of the points that each person gave, as shares. ``lmg``, ``johnson``: shares of what explains
        satisfaction (recommendation where nobody asked for satisfaction), with intervals from resampled respondents.
        ``choice``: from the long file of choices, with intervals from the model's own uncertainty.
    samples
        How many resamples.

    Raises
    ------
    StudyError
        Where the survey has not asked for what the method needs, or no segment has answers enough.
    """
    if method not in METHODS:
        raise StudyError.not_among("--method", method, METHODS)
    if method == "choice":
        return choice_importance(survey)
    answers = answers or responses(survey)
    if method == "stated":
        return stated_importance(survey, answers)
    return derived_importance(survey, answers, method, samples)


def study_weights(survey: Survey, found: Importance) -> pd.DataFrame:
    """Return importances as weights of the survey's study; whoever puts them in has chosen them.

    In points, the drivers that were asked about share what they weigh together in the study now, so that those that
    were not keep their weights. In money, only what choices say has a worth. A driver whose importance is unknown keeps
    its weight, too.

    Returns
    -------
    DataFrame
        ``segment``, ``driver``, ``weight``, ``low``, ``high`` (in the study's unit, 0 or more), ``n``.

    Raises
    ------
    StudyError
        In a study in money, for importances that have no worth in money.
    """
    study, table = survey.study, found.table
    if study.settings.money:
        if "worth" not in table or table["worth"].isna().all():
            raise StudyError(survey.path.name, [Problem(survey.path.name, code="weights_in_money")])
        numbers = table[["worth", "worth_low", "worth_high"]].clip(lower=0).set_axis(["weight", "low", "high"], axis=1)
        numbers["low"], numbers["high"] = (
            numbers[["low", "weight"]].min(axis=1),
            numbers[["high", "weight"]].max(axis=1),
        )
        return pd.concat([table[["segment", "driver"]], numbers, table["n"]], axis=1)
    table = table.dropna(subset=["share", "low", "high"])
    parts = [
        group.assign(
            **{to: group[name] * _together(study.weights, str(segment), group["driver"]) for name, to in _NAMES}
        )
        for segment, group in table.groupby("segment", sort=False)
    ]
    weights = pd.concat(parts, ignore_index=True)
    ends = {"low": weights[["low", "weight"]].min(axis=1), "high": weights[["high", "weight"]].max(axis=1)}
    return weights.assign(**ends)[["segment", "driver", "weight", "low", "high", "n"]]


def weight_replicates(survey: Survey, found: Importance) -> dict[Key, np.ndarray]:
    """Return replicates of the weights of :func:`study_weights`, by segment and driver, in the study's unit."""
    if survey.study.settings.money:
        return {key: np.clip(drawn, 0, LARGEST_NUMBER) for key, drawn in found.worths.items()}
    known = found.table.dropna(subset=["share", "low", "high"])
    points = {
        str(segment): _together(survey.study.weights, str(segment), group["driver"])
        for segment, group in known.groupby("segment", sort=False)
    }
    return {key: drawn * points[key[0]] for key, drawn in found.shares.items() if key[0] in points}


_NAMES = (("share", "weight"), ("low", "low"), ("high", "high"))


def _together(weights: pd.DataFrame, segment: str, drivers: pd.Series) -> float:
    """Return the points that a segment gives to these drivers in all; 100 where it gives them none."""
    rows = weights[weights["driver"].isin(drivers)]
    own = rows[rows["segment"] == segment].set_index("driver")["weight"]
    every = rows[rows["segment"] == EVERY_SEGMENT].set_index("driver")["weight"]
    points = float(own.combine_first(every).sum())
    return points if points > 0 else 100.0
