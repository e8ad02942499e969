"""A survey's numbers put into its study: ratings, weights, n, evidence, and the replicates that belong to them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cvtools.evidence.measures import measures
from cvtools.evidence.origins import files_of, last_day
from cvtools.evidence.ratings import CELL, Ratings
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import MEASURES, Survey
from cvtools.study.provenance import DATE, KNOWN_BESIDE, N_EFFECTIVE, RAW, SURVEY
from cvtools.study.replicates import REPLICATE, rating_column, weight_column
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.study import Study, replace

EVIDENCE = "survey"


def applied(
    survey: Survey,
    ratings: Ratings | None,
    *,
    answers: Answers | None = None,
    weights: pd.DataFrame | None = None,
    weight_replicates: Mapping[tuple[str, ...], np.ndarray] | None = None,
) -> Study:
    """Return the survey's study with its numbers in it; what the survey does not ask stays as it is.

    A rating on which only one respondent answered may be anything between the driver's anchors.

    Parameters
    ----------
    survey, ratings
        What was asked, and what came out; none where only choices were.
    answers
        What was answered: then the study also says until when was asked, and gets the survey's measures
        (``measures.csv``) in place of those that it had.
    weights
        ``segment, driver, weight, low, high, n``: in the study's unit, as ``weights.csv`` holds them.
    weight_replicates
        Replicates of the weights, by segment and driver.
    """
    study = survey.study
    day = ratings.day if ratings else ""
    origin = {SURVEY: files_of(survey), DATE: day or (last_day(answers) if answers else "")}
    parts, changed = dict[str, np.ndarray](), study
    if ratings is not None:
        rows = _bounded(ratings.table, study).assign(evidence=EVIDENCE, note="", **origin)
        rows = rows.assign(**{name: rows[name].map("{:.4g}".format) for name in (N_EFFECTIVE, RAW) if name in rows})
        parts = {rating_column(*cell): values for cell, values in ratings.replicates.items()}
        changed = replace(study, ratings=_put(study.ratings, rows, CELL))
    if weights is not None:
        rows = weights.assign(evidence=EVIDENCE, note="", **origin)
        changed = replace(changed, weights=_put(study.weights, rows, ["segment", "driver"]))
        parts |= {weight_column(*key): values for key, values in (weight_replicates or {}).items()}
    if answers is not None and survey.asking(*MEASURES):
        found = measures(survey, answers).astype(object)
        texts = found.map(lambda x: x if isinstance(x, str) else "" if x != x else f"{x:.6g}")
        changed = replace(changed, others={**changed.others, "measures": texts.assign(**origin)})
    return replace(changed, replicates=_together(study.replicates, parts))


def _bounded(table: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Give the range of the driver's anchors to what has none."""
    ends = study.drivers.set_index("driver")[["worst", "best"]].loc[table["driver"]].to_numpy(float)
    unknown = table["low"].isna().to_numpy()
    low = np.where(unknown, ends.min(axis=1), table["low"])
    high = np.where(unknown, ends.max(axis=1), table["high"])
    rating = np.clip(table["rating"], ends.min(axis=1), ends.max(axis=1))  # rounding, at an anchor
    return table.assign(rating=rating, low=np.fmax(low, ends.min(axis=1)), high=np.fmin(high, ends.max(axis=1)))


def _put(table: pd.DataFrame, rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Put rows into a table, in the place of those with the same key; further columns are blank.

    A number of all respondents takes the place of those of single segments, which would stand before it otherwise.
    """
    old = _keys(table, key)
    new = _keys(rows, key)
    rest = key[1:]
    every = _keys(rows[rows["segment"] == EVERY_SEGMENT], rest)
    blank = {
        name: np.nan if pd.api.types.is_numeric_dtype(table[name]) else "" for name in table.columns if name not in rows
    }
    more = [name for name in KNOWN_BESIDE if name in rows and name not in table]
    kept = table[~old.isin(new) & ~_keys(table, rest).isin(every)].assign(**dict.fromkeys(more, ""))
    return pd.concat([kept, rows.assign(**blank)[[*table.columns, *more]]], ignore_index=True)


def _keys(table: pd.DataFrame, key: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[key].astype(object))


def _together(before: pd.DataFrame | None, parts: Mapping[str, np.ndarray]) -> pd.DataFrame | None:
    """Return all replicates in one frame; those of an earlier survey stay only where they are as many."""
    if not parts:
        return before
    count = len(next(iter(parts.values())))
    columns: dict[str, np.ndarray] = {REPLICATE: np.arange(1, count + 1)}
    if before is not None and len(before) == count:
        columns |= {name: before[name].to_numpy(float) for name in before.columns if name not in (REPLICATE, *parts)}
    return pd.DataFrame({**columns, **parts})
