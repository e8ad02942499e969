"""Scenarios: what would be, if some of our ratings and some weights were others.

A scenario names the numbers that differ from the study's, by segment and driver. It is kept beside the study as
``scenarios/NAME.yaml`` (beside a workbook ``my.xlsx``: ``my.scenarios/NAME.yaml``), written in YAML's JSON form, so
that a browser reads it without a library; by hand any YAML will do.
"""

import json
import numbers
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.history import HISTORY
from cvtools.study.numbers import NUMBER
from cvtools.study.safe_files import made_folder, refuse_links, replace_file
from cvtools.study.schema import EVERY_SEGMENT, text_fault
from cvtools.study.storage import is_workbook
from cvtools.study.study import Study, replace
from cvtools.study.wording import N_
from cvtools.study.yaml_reader import Node, Other, Pairs, Word, read_yaml

FORMAT = 1
FOLDER = "scenarios"
LARGEST = 1_000_000
LONGEST_NAME = 200
LARGEST_WEIGHT = 1e15
_LONGEST_QUOTE = 80
_MOST_MISFITS = 100
"""So many things in one file are told; of a file that belongs elsewhere nothing fits."""
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
    problems = list(_misfits(study, scenario, scenario.name))
    if problems:
        raise StudyError(scenario.name, problems)
    note = {"low": np.nan, "high": np.nan, "evidence": "assumption", "n": np.nan, "note": scenario.name}
    ours = {"offering": study.settings.ours, "view": "perceived"}
    return replace(
        study,
        weights=_changed(study.weights, "weight", scenario.weights, {}, note),
        ratings=_changed(study.ratings, "rating", scenario.ratings, ours, note),
    )


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


def scenario_folder(study: Study) -> Path | None:
    """Where the study's scenarios are; ``None`` for a study that has no place on disk."""
    if study.origin is None:
        return None
    path = study.origin.path
    return path.with_suffix(f".{FOLDER}") if is_workbook(path) else path / FOLDER


def write_scenario(study: Study, scenario: Scenario) -> Path:
    """Keep a scenario beside its study, in place of one with the same name, and return the file.

    Raises
    ------
    StudyError
        When the scenario does not fit the study, has no name, would replace one with another name, or the study has no
        place on disk.
    OSError
        When the file cannot be written.
    """
    problems = list(_misfits(study, scenario, scenario.name))
    if not scenario.name.strip() or len(scenario.name) > LONGEST_NAME or text_fault(scenario.name):
        fields = {"most": LONGEST_NAME}
        code = N_("a name of at most {most} characters")
        problems.append(Problem("scenario", found=scenario.name, code=code, fields=fields))
    if problems:
        raise StudyError("scenario", problems)
    folder = scenario_folder(study)
    if folder is None:
        raise StudyError(study.settings.title, N_("the study was never read from a file, so a scenario has no place"))
    path = folder / scenario.file_name
    if path.exists() and _name_in(path) not in ("", scenario.name):
        message = N_("another scenario, “{name}”, has this file; choose another name")
        raise StudyError(str(path), message, name=_name_in(path))
    content = {
        "format": FORMAT,
        "scenario": scenario.name,
        "study": study.settings.title,
        "fingerprint": study.fingerprint,
        "ratings": scenario.ratings,
        "weights": scenario.weights,
    }
    with made_folder(folder):
        replace_file(path, (json.dumps(content, ensure_ascii=False, indent=2, default=float) + "\n").encode())
    return path


def _name_in(path: Path) -> str:
    try:
        return _quote(_content(path).get("scenario", ""), longest=LONGEST_NAME + 1)
    except StudyError:
        return ""


def read_scenarios(study: Study) -> list[Scenario]:
    """All scenarios kept beside a study, by name.

    Raises
    ------
    StudyError
        With everything that is wrong in any of them, for example since the study has changed.
    """
    found, problems = kept_scenarios(study)
    if problems:
        raise StudyError(f"{FOLDER} of {study.settings.title}", problems)
    return found


def kept_scenarios(study: Study) -> tuple[list[Scenario], list[Problem]]:
    """The scenarios kept beside a study that fit it, by name, and what is wrong with the others."""
    folder = scenario_folder(study)
    found: list[Scenario] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")) if folder else []:
        try:
            found.append(_scenario(study, _content(file), file))
        except StudyError as error:
            problems += error.problems
    return sorted(found, key=lambda scenario: scenario.name), problems


def remove_scenario(study: Study, scenario: Scenario) -> None:
    """Take a scenario that is kept beside its study away, into the folder's history. Nothing happens if it is not."""
    folder = scenario_folder(study)
    path = folder / scenario.file_name if folder else None
    if path and path.exists() and _name_in(path) == scenario.name:
        history = path.parent / HISTORY
        refuse_links(history)
        history.mkdir(exist_ok=True)
        path.replace(history / path.name)


def read_scenario(study: Study, path: str | Path) -> Scenario:
    """Read one scenario of this study, or of an earlier version of it.

    Raises
    ------
    StudyError
        When the file is no scenario, belongs to another study, or does not fit this one.
    """
    path = Path(path)
    content = _content(path)
    other = content.get("study", study.settings.title) != study.settings.title
    if other and content.get("fingerprint") != study.fingerprint:
        code, fields = N_("a scenario of the study “{title}”"), {"title": study.settings.title}
        problem = Problem(path.name, column="study", found=_quote(content["study"]), code=code, fields=fields)
        raise StudyError(str(path), [problem])
    return _scenario(study, content, path)


def _scenario(study: Study, content: Mapping[str, Any], path: Path) -> Scenario:
    place = path.name
    name = content.get("scenario")
    name = _quote(name, longest=LONGEST_NAME + 1).strip() if isinstance(name, str | int | float) else ""
    if not name or str(content.get("format")) != str(FORMAT) or len(name) > LONGEST_NAME or text_fault(name):
        code = N_("format: 1, scenario (its name), study, ratings and weights")
        raise StudyError(str(path), [Problem(place, found=N_("something else"), code=code)])
    tables = [content.get(name) or {} for name in ("ratings", "weights")]
    if not all(isinstance(table, dict) and all(isinstance(row, dict) for row in table.values()) for table in tables):
        raise StudyError(str(path), [Problem(place, code=N_("ratings and weights, by segment and driver"))])
    scenario = Scenario(name, *tables)
    problems = list(islice(_misfits(study, scenario, place), _MOST_MISFITS))
    if problems:
        raise StudyError(str(path), problems)
    return scenario


def _content(path: Path) -> Mapping[str, Any]:
    """Return what a scenario's file holds: in JSON, as we write it, or in YAML."""
    try:
        entry = path.stat()
        if not stat.S_ISREG(entry.st_mode) or entry.st_size > LARGEST:
            raise StudyError(str(path), N_("a scenario is a file of at most {most} bytes"), most=LARGEST)
        data = path.read_bytes()
    except OSError as error:
        raise StudyError(str(path), N_("it cannot be read: {reason}"), reason=str(error.strerror)) from None
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        node, problem = read_yaml(data, path.name)
        if problem:
            raise StudyError(str(path), [problem]) from None
        content = _plain(node, path.name)
    if not isinstance(content, dict):
        raise StudyError(str(path), [Problem(path.name, code=N_("a scenario in YAML or JSON"))])
    return content


def _plain(node: Node | None, place: str, *, depth: int = 0) -> Any:
    """Return YAML as JSON would have it. At the top every value is a word; below, what looks like a number is one."""
    if isinstance(node, Other) or (isinstance(node, Pairs) and not all(isinstance(key, Word) for key, _ in node.items)):
        code = N_("names with words and numbers, and nothing else")
        raise StudyError(place, [Problem(place, node.row, code=code)])
    if isinstance(node, Pairs):
        pairs = {key.text: _plain(value, place, depth=depth + 1) for key, value in node.items if isinstance(key, Word)}
        if len(pairs) < len(node.items):
            raise StudyError(place, [Problem(place, node.row, code=N_("each name once"))])
        return pairs
    if node is None or node.blank:
        return None
    return float(node.text) if depth > 1 and node.plain and NUMBER.fullmatch(node.text) else node.text


def _quote(value: object, *, longest: int = _LONGEST_QUOTE) -> str:
    """Return the beginning of whatever a file holds, as text."""
    if isinstance(value, dict | list):
        return N_("a list") if isinstance(value, list) else N_("a mapping")
    return str(value)[:longest]


def fits(study: Study, scenario: Scenario) -> bool:
    """Whether the study has a place for everything in a scenario."""
    return not list(_misfits(study, scenario, scenario.name))


def _misfits(study: Study, scenario: Scenario, place: str) -> Iterator[Problem]:
    """Everything in a scenario that the study has no place for."""
    segments = list(study.segments["segment"])
    scales = {row["driver"]: sorted((row["worst"], row["best"])) for row in study.drivers.to_dict("records")}
    for table, changes in (("ratings", scenario.ratings), ("weights", scenario.weights)):
        for segment, row in changes.items():
            if segment not in segments:
                meant = nearest(_quote(segment), segments)
                yield Problem(place, None, table, _quote(segment), "one_of", meant, {"choices": tuple(segments)})
                continue
            for driver, number in row.items():
                column = f"{table}, {_quote(segment)}"
                if driver not in scales:
                    meant = nearest(_quote(driver), scales)
                    yield Problem(place, None, column, _quote(driver), "one_of", meant, {"choices": tuple(scales)})
                elif code := _not_allowed(table, number, *scales[driver]):
                    low, high = map(float, scales[driver])
                    fields = {"low": low, "high": high}
                    yield Problem(place, None, f"{column}, {driver}", _quote(number), code, fields=fields)
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
        mine = study.weights[study.weights["segment"].isin([segment, EVERY_SEGMENT])]
        own = mine.sort_values("segment", key=lambda s: s == EVERY_SEGMENT, kind="stable").drop_duplicates("driver")
        weights = dict(zip(own["driver"], own["weight"], strict=True)) | dict(row)
        if not any(w > 0 for w in map(_number, weights.values())):
            yield Problem(place, column=f"weights, {segment}", code=N_("at least one weight above 0"))
