"""Weights from choices: what each driver's way from worst to best adds to an alternative's utility, and in money."""

from pathlib import Path

import numpy as np
import pandas as pd

from cvtools.evidence.choices import coefficient_draws, conditional_logit
from cvtools.evidence.exports import Export, read_exports
from cvtools.evidence.importance import COLUMNS, Importance, Key
from cvtools.evidence.replicates import REPLICATES
from cvtools.evidence.survey import Choices, Survey
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.schema import EVERY_SEGMENT

_DRAWS, _SEED = 10_000, 1
_MOST_CONSTANTS = 12
"""Where there are more alternatives than so many, they are cards of an experiment rather than things with names."""


def choice_importance(survey: Survey) -> Importance:
    """Fit the conditional logit to a survey's choices and say what each driver's whole range counts in it.

    Every alternative but the first has a constant of its own, where they are few: what it gives beyond the drivers.

    Returns
    -------
    Importance
        One row a driver, for all segments (``*``): ``share`` of the ways from worst to best; ``worth``, the same in the
        price's unit (``NaN`` without a price); intervals from the coefficients' joint uncertainty; ``n`` cases.

    Raises
    ------
    StudyError
        Where the mapping has no choices or names columns that the file lacks, where a cell is no number, and as
        :func:`~cvtools.evidence.choices.conditional_logit` does.
    """
    if survey.choices is None:
        raise StudyError(survey.path.name, [Problem(survey.path.name, code="no_choices")])
    terms, cases, chosen = _read(survey.choices)
    drivers = list(survey.choices.columns)
    model = conditional_logit(terms, cases, chosen)
    drawn = coefficient_draws(model, draws=_DRAWS, seed=_SEED)
    of = survey.study.drivers.set_index("driver").loc[drivers]
    span = of["best"].to_numpy(float) - of["worst"].to_numpy(float)
    raw, draws = model.coefficients[: len(drivers)] * span, drawn[:, : len(drivers)] * span
    notes = (
        [Problem(EVERY_SEGMENT, code="against_best", fields={"names": tuple(np.array(drivers)[raw < 0].tolist())})]
        if (raw < 0).any()
        else []
    )
    tails = [(1 - survey.study.settings.confidence) / 2, (1 + survey.study.settings.confidence) / 2]
    low, high = np.quantile(_shares(draws), tails, axis=0)
    table = pd.DataFrame({"driver": drivers, "share": _shares(raw), "low": low, "high": high})
    table = table.assign(segment=EVERY_SEGMENT, method="choice", n=model.cases)[COLUMNS]
    worth, worths = _worth(survey, drivers, raw, draws, tails)
    return Importance(
        pd.concat([table, worth], axis=1),
        tuple(notes),
        _by_driver(_shares(draws), drivers),
        _by_driver(worths, drivers) if worths is not None else {},
    )


def _by_driver(draws: np.ndarray, drivers: list[str]) -> dict[Key, np.ndarray]:
    return {(EVERY_SEGMENT, driver): draws[:REPLICATES, i] for i, driver in enumerate(drivers)}


def _shares(worths: np.ndarray) -> np.ndarray:
    gains = np.maximum(worths, 0)
    total = gains.sum(axis=-1, keepdims=True)
    return np.divide(gains, total, out=np.zeros_like(gains), where=total > 0)


def _worth(
    survey: Survey, drivers: list[str], raw: np.ndarray, draws: np.ndarray, tails: list[float]
) -> tuple[pd.DataFrame, np.ndarray | None]:
    """Return the ways in money, by Krinsky and Robb, and draws of them; unknown and none without a price."""
    columns = ["worth", "worth_low", "worth_high"]
    price = survey.study.settings.price or "price"
    if price not in drivers:
        return pd.DataFrame(np.nan, index=range(len(drivers)), columns=columns), None
    at = drivers.index(price)
    worst, best = survey.anchors[price]
    span = abs(best - worst)
    if not raw[at] > 0:
        raise StudyError("choices", [Problem("choices", code="price_sign", fields={"term": price})])
    drawn = span * (draws / draws[:, [at]])
    low, high = np.quantile(drawn, tails, axis=0)
    return pd.DataFrame(np.column_stack([span * (raw / raw[at]), low, high]), columns=columns), drawn


def _read(choices: Choices) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return the terms of each row (drivers first, then constants), its case, and whether it was chosen."""
    columns = [choices.case, choices.alternative, choices.chosen, *choices.columns.values()]
    export = read_exports([choices.file], "plain", columns=columns)
    names = [str(name) for name in export.frame.columns]
    absent = [column for column in columns if not export.column(column)]
    if absent:
        place = choices.file.name
        raise StudyError(
            place,
            [
                Problem(place, None, "", column, "export_column", nearest(column, names), {"choices": tuple(names)})
                for column in absent
            ],
        )
    numbers = {driver: _numbers(export, column, choices.file) for driver, column in choices.columns.items()}
    chosen = _numbers(export, choices.chosen, choices.file)
    terms = pd.DataFrame(numbers)
    alternatives = export.frame[export.column(choices.alternative)]
    found = list(dict.fromkeys(alternatives))
    if len(found) <= _MOST_CONSTANTS:
        for name in found[1:]:
            terms[f"{choices.alternative}: {name}"] = (alternatives == name).to_numpy(float)
    cases = pd.factorize(export.frame[export.column(choices.case)])[0]
    return terms, cases, chosen > 0


def _numbers(export: Export, column: str, file: Path) -> np.ndarray:
    cells = export.frame[export.column(column)]
    numbers = pd.to_numeric(cells, errors="coerce")
    wrong = numbers.isna()
    if wrong.any():
        rows = np.flatnonzero(wrong.to_numpy()) + 2
        raise StudyError(
            file.name,
            [Problem(file.name, int(row), column, str(cells.iloc[row - 2])[:40], "number") for row in rows[:100]],
        )
    return numbers.to_numpy(float)
