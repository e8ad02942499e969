"""Ratings of a survey: the mean of each segment × offering × driver, how sure it is, and on how many it rests."""

from dataclasses import dataclass

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from cvtools.evidence.aggregation import sums
from cvtools.evidence.replicates import REPLICATES, SEED, replicated_means
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Survey

CELL = ["segment", "offering", "driver", "view"]
COLUMNS = [*CELL, "n", "n_effective", "rating", "low", "high"]


@dataclass(frozen=True, eq=False)
class Ratings:
    """Means with their replicates.

    ``table``: ``segment, offering, driver, view, n, n_effective, rating, low, high``; where they were shrunk also
    ``raw, raw_low, raw_high``. ``n_effective`` is Kish's, the weights' sum squared by the sum of their squares; the
    range holds the study's confidence, and is blank where one answer says nothing of it.

    ``replicates``: for each row of the table that has a range, its means over resampled respondents.
    """

    table: pd.DataFrame
    replicates: dict[tuple[str, ...], np.ndarray]
    day: str = ""
    """The day of the last answer, where it is known."""


def ratings(
    survey: Survey, answers: Answers, *, shrink: bool = False, replicates: int = REPLICATES, seed: int = SEED
) -> Ratings:
    """Work out the ratings of a survey.

    With ``shrink``, those of small groups are drawn towards the mean of all segments (see :func:`shrunk`).
    """
    each = by_response(answers.answers)
    table = means(each)
    drawn = replicated_means(each, CELL[1:], respondents=answers.respondents, replicates=replicates, seed=seed)
    if shrink:
        table, drawn = shrunk(table, drawn, survey)
    return Ratings(with_ranges(table, drawn, survey.study.settings.confidence), drawn, answers.day)


def by_response(answers: pd.DataFrame) -> pd.DataFrame:
    """Return ratings with one row for each response and cell: several questions about one thing are their mean."""
    keys = ["response", "respondent", *CELL, "weight"]
    asked = answers.loc[answers["view"] != "", [*keys, "column", "value"]]
    if not asked[["column", *CELL[1:]]].drop_duplicates().duplicated(CELL[1:]).any():  # one question a cell
        return asked.drop(columns="column").reset_index(drop=True)
    return asked.groupby(keys, sort=False, observed=True)[["value"]].mean().reset_index()


def means(each: pd.DataFrame) -> pd.DataFrame:
    """Return mean, variance, n and effective n of each cell, of answers that stand below each other."""
    found = sums(each, {"value": nw.col("value")}, CELL, weight="weight")
    return moments(found).drop(columns="answer")


def moments(found: pd.DataFrame) -> pd.DataFrame:
    """Turn sums into ``n``, ``n_effective``, ``rating`` (the mean) and ``variance`` (of answers, as of a sample)."""
    mean = found["wx"] / found["w"]
    effective = found["w"] ** 2 / found["ww"]
    spread = (found["wxx"] / found["w"] - mean**2).clip(lower=0)
    variance = np.where(effective > 1, spread * effective / (effective - 1).where(effective > 1, np.nan), np.nan)
    kept = found.drop(columns=["w", "ww", "wx", "wxx"])
    return kept.assign(n_effective=effective, rating=mean, variance=variance)


def with_ranges(table: pd.DataFrame, drawn: dict[tuple[str, ...], np.ndarray], confidence: float) -> pd.DataFrame:
    """Add the range that holds the confidence between them."""
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    cells = list(table[CELL].itertuples(index=False, name=None))
    ends = [np.quantile(drawn[cell], tails) if cell in drawn else (np.nan, np.nan) for cell in cells]
    low, high = np.array(ends, float).reshape(-1, 2).T
    result = table.assign(low=np.minimum(low, table["rating"]), high=np.maximum(high, table["rating"]))
    extra = [name for name in table.columns if name.startswith("raw")]
    return result[[*COLUMNS, *extra]]


def shrunk(
    table: pd.DataFrame, drawn: dict[tuple[str, ...], np.ndarray], survey: Survey
) -> tuple[pd.DataFrame, dict[tuple[str, ...], np.ndarray]]:
    """Draw the means of small groups towards the mean of all segments, by empirical Bayes.

    A segment's mean m with error variance v becomes ``μ + B (m − μ)``, ``B = τ² / (τ² + v)``: v from the variance
    within the segments, pooled; μ and the variance τ² between the segments by DerSimonian and Laird's moments. The
    replicates are drawn together by √B and move with those of μ by 1 − B, so that their spread is that of what is then
    known.
    Source: C. Morris, “Parametric empirical Bayes inference”, JASA 78, 1983.
    """
    confidence = survey.study.settings.confidence
    raw = with_ranges(table, drawn, confidence)
    result = table.assign(raw=raw["rating"], raw_low=raw["low"], raw_high=raw["high"])
    replicates = dict(drawn)
    for _, part in table.groupby(CELL[1:], sort=False):
        if len(part) < 2:
            continue
        mean, keep, share = _pulled(part)
        result.loc[part.index, "rating"] = mean
        before, cells = part["rating"].to_numpy(float), list(part[CELL].itertuples(index=False, name=None))
        moves = [drawn[cell] - m if cell in drawn else 0.0 for cell, m in zip(cells, before, strict=True)]
        centre = sum((w * move for w, move in zip(share, moves, strict=True)), start=np.zeros(1))
        for cell, now, k, move in zip(cells, mean, keep, moves, strict=True):
            if cell in drawn:
                replicates[cell] = now + np.sqrt(k) * move + (1 - k) * centre
    return result, _inside(replicates, survey)


def _pulled(part: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the shrunk means of one driver, how much of each is kept, and its share in the mean of all."""
    mean, n = part["rating"].to_numpy(float), part["n_effective"].to_numpy(float)
    free = np.clip(n - 1, 0, None)
    within = float(np.nansum(part["variance"].to_numpy(float) * free) / free.sum()) if free.sum() > 0 else 0.0
    if within == 0:
        return mean, np.ones(len(mean)), np.full(len(mean), 1 / len(mean))
    error = within / n
    precision = 1 / error
    centre = (precision * mean).sum() / precision.sum()
    excess = (precision * (mean - centre) ** 2).sum() - (len(mean) - 1)
    between = max(0.0, excess / (precision.sum() - (precision**2).sum() / precision.sum()))
    keep, share = between / (between + error), 1 / (between + error)
    share = share / share.sum()
    centre = float(share @ mean)
    return centre + keep * (mean - centre), keep, share


def _inside(drawn: dict[tuple[str, ...], np.ndarray], survey: Survey) -> dict[tuple[str, ...], np.ndarray]:
    """Keep replicates between their driver's anchors."""
    drivers = survey.study.drivers
    ends = drivers[["worst", "best"]].to_numpy(float)
    between = dict(zip(drivers["driver"], zip(ends.min(axis=1), ends.max(axis=1), strict=True), strict=True))
    return {cell: np.clip(values, *between[cell[2]]) for cell, values in drawn.items()}
