"""Satisfaction, recommendation, effort: each measure of each group of respondents, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.evidence.proportions import Estimate, effective_n, mean_of, net_share, wilson
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Question, Survey

MEASURE_OF = {"satisfaction": "csat", "recommend": "nps", "effort": "ces", "repurchase": "repurchase"}
"""What a question asks, and the measure made of its answers."""
GROUPS = ["segment", "offering", "wave"]
_TOP = 2
_PROMOTERS, _DETRACTORS = 9, 6
_KINDS = {"csat": "share", "nps": "net"}


@dataclass(frozen=True, eq=False)
class Sample:
    """Answers that one number is made of.

    ``rows``: one row a response, with ``respondent``, ``weight``, the groups, and ``value``: 0 or 1 of a share; −1, 0
    or 1 of a net share; else the answer. Several questions that ask a response the same are averaged.
    """

    measure: str
    rows: pd.DataFrame

    @property
    def kind(self) -> str:
        """``share``, ``net`` or ``mean``."""
        return _KINDS.get(self.measure, "mean")

    @property
    def n_effective(self) -> float:
        """Kish's number of answers."""
        return effective_n(self.rows["weight"].to_numpy(float))

    def shares(self) -> tuple[float, float]:
        """Weighted shares of pluses and of minuses."""
        value, weight = self.rows["value"].to_numpy(float), self.rows["weight"].to_numpy(float)
        total = weight.sum()
        return float(weight @ np.maximum(value, 0) / total), float(weight @ np.maximum(-value, 0) / total)

    def estimate(self, confidence: float) -> Estimate:
        """Return the measure with its interval: Wilson's, the adjusted Wald, or Student's."""
        if self.kind == "mean":
            value, weight = self.rows["value"].to_numpy(float), self.rows["weight"].to_numpy(float)
            return mean_of(value, weight, confidence=confidence)
        plus, minus = self.shares()
        if self.kind == "share":
            return wilson(plus, self.n_effective, confidence=confidence)
        return net_share(plus, minus, self.n_effective, confidence=confidence)

    def where(self, **groups: str) -> "Sample":
        """Return the answers of some groups only."""
        keep = np.ones(len(self.rows), bool)
        for name, id_ in groups.items():
            keep &= (self.rows[name] == id_).to_numpy(bool)
        return Sample(self.measure, self.rows[keep])


def sample_of(measure: str, value: np.ndarray, weight: np.ndarray, *, respondents: np.ndarray) -> Sample:
    """Return a sample made of arrays, one number each for every response."""
    return Sample(measure, pd.DataFrame({"respondent": respondents, "value": value, "weight": weight}))


def samples(survey: Survey, answers: Answers, *, ratings: bool = False) -> list[Sample]:
    """Return the answers behind each measure that the survey asks, and with ``ratings`` behind each driver's.

    Effort at a stage of the customer's way is called ``ces:`` and the stage. A driver's measure is called ``rating:``
    and its id; its answers are the perceived levels in the driver's unit.
    """
    found: list[Sample] = []
    for asks, measure in MEASURE_OF.items():
        rows = answers.answers[answers.answers["asks"] == asks]
        if len(rows):
            found.append(Sample(measure, _averaged(rows.assign(value=_scores(survey, measure, rows)))))
        stages = np.array([question.stage for question in _asked(survey, rows)], object)
        for stage in dict.fromkeys(question.stage for question in survey.asking(asks) if question.stage):
            mine = rows[stages == stage]
            if len(mine):
                scored = mine.assign(value=_scores(survey, measure, mine))
                found.append(Sample(f"{measure}:{stage}", _averaged(scored)))
    if ratings:
        perceived = answers.answers[answers.answers["view"] == "perceived"]
        for driver in survey.study.drivers["driver"]:
            rows = perceived[perceived["driver"] == driver]
            if len(rows):
                found.append(Sample(f"rating:{driver}", _averaged(rows)))
    return found


def _scores(survey: Survey, measure: str, rows: pd.DataFrame) -> pd.Series:
    value = rows["value"].astype(float)
    if measure == "nps":
        return (value >= _PROMOTERS).astype(float) - (value <= _DETRACTORS)
    if measure != "csat":
        return on_one_scale(survey, rows)
    asked = _asked(survey, rows)
    best = np.array([question.scale[1] if question.scale else np.nan for question in asked])
    return ((value - best).abs() < [question.top or _TOP for question in asked]).astype(float)


def on_one_scale(survey: Survey, rows: pd.DataFrame) -> pd.Series:
    """Return the answers to what is asked alike, on the scale of the first question that asks it."""
    value, asked = rows["value"].astype(float), _asked(survey, rows)
    scales = np.array([question.scale or (0.0, 1.0) for question in asked], float).reshape(-1, 2)
    first = survey.asking(str(rows["asks"].iloc[0]))[0].scale or (0.0, 1.0)
    share = (value - scales[:, 0]) / (scales[:, 1] - scales[:, 0])
    same = (scales == first).all(axis=1)
    return value.where(same, first[0] + share * (first[1] - first[0]))


def _asked(survey: Survey, rows: pd.DataFrame) -> list[Question]:
    """Return the question behind each answer."""
    pairs = list(zip(rows["column"], rows["wave"], strict=True))
    of = {pair: survey.question(*pair) for pair in set(pairs)}
    return [of[pair] for pair in pairs]


def _averaged(rows: pd.DataFrame) -> pd.DataFrame:
    keys = ["response", "respondent", *GROUPS, "weight"]
    return rows.groupby(keys, sort=False)[["value"]].mean().reset_index()


def in_order(survey: Survey, name: str, there: Sequence[str]) -> list[str]:
    """Return ids that occur, in the study's order; waves by their names."""
    if name == "wave":
        return sorted(set(there))
    table = survey.study.segments if name == "segment" else survey.study.offerings
    return [id_ for id_ in ("*", "", *table[name]) if id_ in set(there)]


def measures(survey: Survey, answers: Answers) -> pd.DataFrame:
    """Each measure of each segment, offering and wave.

    Returns
    -------
    DataFrame
        ``segment``, ``offering`` (blank where the survey asks about none), ``wave`` (blank without), ``measure``
        (``csat``: the share of the top boxes; ``nps``: −1 to 1; ``ces``, ``repurchase``: means in the question's own
        numbers; ``ces:`` and a stage: effort there, of the questions that name it), ``n``, ``n_effective`` (Kish),
        ``value``, ``low``, ``high`` at the study's confidence (``NaN``: unknown from a single answer), in the study's
        order.
    """
    confidence = survey.study.settings.confidence
    rows: list[tuple[object, ...]] = []
    for sample in samples(survey, answers):
        groups = sample.rows.groupby(GROUPS, sort=False)
        for group, part in groups:
            own = Sample(sample.measure, part)
            estimate = own.estimate(confidence)[:3]
            rows.append((*group, sample.measure, len(part), own.n_effective, *estimate))
    table = pd.DataFrame(rows, columns=[*GROUPS, "measure", "n", "n_effective", "value", "low", "high"])
    return _sorted(survey, table)


def _sorted(survey: Survey, table: pd.DataFrame) -> pd.DataFrame:
    places = {name: {id_: i for i, id_ in enumerate(in_order(survey, name, table[name].tolist()))} for name in GROUPS}
    of = list(MEASURE_OF.values())
    there = sorted(dict.fromkeys(table["measure"]), key=lambda measure: of.index(str(measure).partition(":")[0]))
    places["measure"] = {measure: i for i, measure in enumerate(there)}
    by = [table[name].map(places[name]) for name in places]
    order = np.lexsort([column.to_numpy() for column in reversed(by)])
    return table.iloc[order].reset_index(drop=True)
