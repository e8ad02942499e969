"""Whether groups, offerings or waves differ, and by how much."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from cvtools.evidence.measures import Sample, in_order, sample_of, samples
from cvtools.evidence.proportions import (
    UNKNOWN,
    Estimate,
    difference_of,
    holm,
    mean_of,
    mean_variance,
    net_share,
    net_variance,
    p_value,
)
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Survey
from cvtools.study.errors import StudyError

BY = ("segment", "offering", "wave")
_SAME_PEOPLE = 0.5
"""From this share on of all who answered either, those who answered both are compared with themselves."""


def differences(survey: Survey, answers: Answers, *, by: str, offering: str = "", segment: str = "") -> pd.DataFrame:
    """Differences a − b of all measures and of all drivers' ratings between two groups each.

    Parameters
    ----------
    survey, answers
        The mapping and what was answered.
    by
        ``segment``, ``offering`` (each two) or ``wave`` (each with the one before, and the last with the first).
    offering
        Unless offerings are compared, of which one: by default ours, where anybody was asked about it.
    segment
        Unless segments are compared, of which one: by default all together.

    Returns
    -------
    DataFrame
        ``measure`` (a driver's is ``rating:`` and its id, in its unit), ``a``, ``b`` (of waves, ``a`` is the later
        one), ``difference``, ``low``, ``high`` at the study's confidence, ``p`` (two-sided; of drivers, Holm's over all
        drivers of the same two groups), ``paired`` (whether the same people answered both: then only they are
        compared, each with themselves).

    Raises
    ------
    StudyError
        For a word other than these three.
    """
    if by not in BY:
        raise StudyError.not_among("--by", by, BY)
    confidence, rows = survey.study.settings.confidence, list[tuple[object, ...]]()
    for sample in samples(survey, answers, ratings=True):
        chosen = _chosen(survey, sample, by, offering, segment)
        for a, b in _pairs(in_order(survey, by, chosen.rows[by].tolist()), by):
            rows.append((sample.measure, a, b, *compared(chosen.where(**{by: a}), chosen.where(**{by: b}), confidence)))
    table = pd.DataFrame(rows, columns=["measure", "a", "b", "difference", "low", "high", "p", "paired"])
    drivers = table[table["measure"].str.startswith("rating:")]
    for _, family in drivers.groupby(["a", "b"], sort=False):
        table.loc[family.index, "p"] = holm(family["p"].to_numpy(float))
    return table


def _chosen(survey: Survey, sample: Sample, by: str, offering: str, segment: str) -> Sample:
    """Return the answers about one offering, and of one segment where one is named."""
    if by != "offering":
        there = set(sample.rows["offering"])
        ours = survey.study.settings.ours
        wanted = offering or (ours if ours in there else "")
        sample = sample.where(offering=wanted) if wanted in there or offering else sample
    return sample.where(segment=segment) if segment and by != "segment" else sample


def _pairs(groups: list[str], by: str) -> list[tuple[str, str]]:
    named = [group for group in groups if group]
    if by != "wave":
        return list(combinations(named, 2))
    steps = [(later, earlier) for earlier, later in pairwise(named)]
    return steps + ([(named[-1], named[0])] if len(named) > 2 else [])


def compared(a: Sample, b: Sample, confidence: float) -> tuple[float, float, float, float, bool]:
    """Return the difference a − b, its interval's ends, p, and whether the same people are compared."""
    people = [np.unique(sample.rows["respondent"].to_numpy()) for sample in (a, b)]
    common = np.intersect1d(*people, assume_unique=True)
    paired = len(common) >= 2 and len(common) >= _SAME_PEOPLE * (len(people[0]) + len(people[1]) - len(common))
    if paired:
        both = a.rows.merge(b.rows, on="respondent", suffixes=("_a", "_b"))
        estimate, p = _paired(a.kind, both, confidence)
    else:
        estimate, p = _apart(a, b, confidence)
    return (*estimate[:3], p, paired)


def _paired(kind: str, both: pd.DataFrame, confidence: float) -> tuple[Estimate, float]:
    apart = (both["value_a"] - both["value_b"]).to_numpy(float)
    weights = ((both["weight_a"] + both["weight_b"]) / 2).to_numpy(float)
    sample = sample_of("", apart, weights, respondents=both["respondent"].to_numpy())
    if kind != "share":
        n = sample.n_effective
        variance = mean_variance(apart, weights) if n > 1 else np.nan
        estimate = mean_of(apart, weights, confidence=confidence)
        return estimate, p_value(estimate.value, variance, n - 1)
    plus, minus = sample.shares()
    n = sample.n_effective
    return net_share(plus, minus, n, confidence=confidence), p_value(plus - minus, (plus + minus) / n)


def _apart(a: Sample, b: Sample, confidence: float) -> tuple[Estimate, float]:
    if a.rows.empty or b.rows.empty:
        return UNKNOWN, np.nan
    estimate = difference_of(a.estimate(confidence), b.estimate(confidence))
    n = np.array([a.n_effective, b.n_effective])
    if a.kind == "share":
        share = float(n @ [a.shares()[0], b.shares()[0]] / n.sum())
        return estimate, p_value(estimate.value, share * (1 - share) * float((1 / n).sum()))
    if a.kind == "net":
        variances = np.array([net_variance(*a.shares()), net_variance(*b.shares())]) / n
        return estimate, p_value(estimate.value, float(variances.sum()))
    if n.min() <= 1 + 1e-9:
        return estimate, np.nan
    variances = np.array(
        [mean_variance(s.rows["value"].to_numpy(float), s.rows["weight"].to_numpy(float)) for s in (a, b)]
    )
    total = float(variances.sum())
    freedom = total**2 / float((variances**2 / (n - 1)).sum()) if total > 0 else np.inf
    return estimate, p_value(estimate.value, total, freedom)
