"""Scenarios: what would be, if some ratings, ours or a rival's, and some weights were others.

A scenario names the numbers that differ from the study's, by segment and driver. Its file is in ``scenario_files``.
"""

import numbers
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.provenance import weight_sources
from cvtools.study.study import Study, replace
from cvtools.study.wording import N_

LARGEST_WEIGHT = 1e15
_LONGEST_QUOTE = 80
_WINDOWS_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")

Changes = Mapping[str, Mapping[str, float | None]]
"""Numbers by segment and driver."""


@dataclass(frozen=True)
class Scenario:
    """Numbers that differ from the study's; a rating of ``None`` is unknown."""

    name: str
    ratings: Changes = field(default_factory=dict)
    """Our offering's, as customers perceive it, in each driver's unit."""
    weights: Changes = field(default_factory=dict)
    """As a study holds them, before they are scaled."""
    rivals: Mapping[str, Changes] = field(default_factory=dict)
    """The others', by offering, as customers perceive them."""
    order: int = 0
    """Its place among the others, where they are listed; those of the same place are listed by name."""

    @property
    def file_name(self) -> str:
        """A name that every system takes for a file.

        >>> Scenario("Half the wait / 2026").file_name
        'Half_the_wait_2026.yaml'
        """
        name = unicodedata.normalize("NFC", self.name)
        stem = re.sub(r"[^\w-]+", "_", name).strip("_")[:60] or "scenario"
        return f"{stem}_.yaml" if _WINDOWS_DEVICES.match(stem) else f"{stem}.yaml"


def apply_scenario(study: Study, scenario: Scenario) -> Study:
    """The study as it would be: every function that takes a study takes this one.

    A changed row has no range any more, and says that it comes from the scenario.

    Raises
    ------
    StudyError
        When the scenario does not fit the study, with everything that does not.

    Examples
    --------
    >>> import cvtools as cv
    >>> coffee = cv.read_study("data/coffee")
    >>> faster = apply_scenario(coffee, Scenario("Half the wait", ratings={"commuters": {"wait": 5.0}}))
    >>> cv.values(faster)["value"].round(1).head(1).item() - cv.values(coffee)["value"].round(1).head(1).item()
    10.0
    """
    problems = list(misfits(study, scenario, scenario.name))
    if problems:
        raise StudyError(scenario.name, problems)
    note = {"low": np.nan, "high": np.nan, "evidence": "assumption", "n": np.nan, "note": scenario.name}
    ratings = study.ratings
    for offering, changes in {study.settings.ours: scenario.ratings, **scenario.rivals}.items():
        ratings = _changed(ratings, "rating", changes, {"offering": offering, "view": "perceived"}, note)
    return replace(study, weights=_changed(study.weights, "weight", scenario.weights, {}, note), ratings=ratings)


def _changed(
    table: pd.DataFrame, column: str, changes: Changes, keys: Mapping[str, str], note: Mapping[str, Any]
) -> pd.DataFrame:
    rows = [
        {"segment": segment, "driver": driver, **keys, column: np.nan if number is None else float(number), **note}
        for segment, row in changes.items()
        for driver, number in row.items()
    ]
    if not rows:
        return table
    new = pd.DataFrame(rows)
    ids = ["segment", "driver", *keys]
    replaced = pd.MultiIndex.from_frame(table[ids]).isin(pd.MultiIndex.from_frame(new[ids]))
    numbers = table.select_dtypes("number").columns
    missing = {name: np.nan if name in numbers else "" for name in table.columns if name not in new}
    return pd.concat([table[~replaced], new.assign(**missing)[list(table.columns)]], ignore_index=True)


def fits(study: Study, scenario: Scenario) -> bool:
    """Whether the study has a place for everything in a scenario."""
    return not list(misfits(study, scenario, scenario.name))


def misfits(study: Study, scenario: Scenario, place: str) -> Iterator[Problem]:
    """Everything in a scenario that the study has no place for."""
    segments = list(study.segments["segment"])
    scales = {row["driver"]: sorted((row["worst"], row["best"])) for row in study.drivers.to_dict("records")}
    others = [offering for offering in study.offerings["offering"] if offering != study.settings.ours]
    for offering in scenario.rivals:
        if offering not in others:
            meant = nearest(quote(offering), others)
            yield Problem(place, None, "rivals", quote(offering), "one_of", meant, {"choices": tuple(others)})
    rivals = [(f"rivals, {quote(offering)}", changes) for offering, changes in scenario.rivals.items()]
    for table, changes in [("ratings", scenario.ratings), ("weights", scenario.weights), *rivals]:
        for segment, row in changes.items():
            if segment not in segments:
                meant = nearest(quote(segment), segments)
                yield Problem(place, None, table, quote(segment), "one_of", meant, {"choices": tuple(segments)})
                continue
            for driver, number in row.items():
                column = f"{table}, {quote(segment)}"
                if driver not in scales:
                    meant = nearest(quote(driver), scales)
                    yield Problem(place, None, column, quote(driver), "one_of", meant, {"choices": tuple(scales)})
                elif code := _not_allowed(table, number, *scales[driver]):
                    low, high = map(float, scales[driver])
                    fields = {"low": low, "high": high}
                    yield Problem(place, None, f"{column}, {driver}", quote(number), code, fields=fields)
    yield from _empty_segments(study, scenario, place)


def _not_allowed(table: str, number: object, low: float, high: float) -> str:
    """The rule that a number breaks, if any."""
    value = _number(number)
    if table == "weights":
        return "" if 0 <= value <= LARGEST_WEIGHT else N_("a number of at least 0")
    if number is None or low <= value <= high:
        return ""
    return N_("{low} to {high}, or nothing (unknown)")


def _number(value: object) -> float:
    """A number of whatever kind; ``NaN`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return float("nan")
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _empty_segments(study: Study, scenario: Scenario, place: str) -> Iterator[Problem]:
    """In points, one weight of each segment has to stay above 0."""
    if study.settings.money:
        return
    for segment, row in scenario.weights.items():
        held = weight_sources(study, segment)
        weights = dict(zip(held["driver"], held["weight"], strict=True)) | dict(row)
        if not any(w > 0 for w in map(_number, weights.values())):
            yield Problem(place, column=f"weights, {segment}", code=N_("at least one weight above 0"))


def quote(value: object, *, longest: int = _LONGEST_QUOTE) -> str:
    """Return the beginning of whatever a file holds, as text."""
    if isinstance(value, dict | list):
        return N_("a list") if isinstance(value, list) else N_("a mapping")
    return str(value)[:longest]
