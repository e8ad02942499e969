"""Scenarios on disk: beside a study as ``scenarios/NAME.yaml``, beside a workbook ``my.xlsx`` in ``my.scenarios``.

They are written in YAML's JSON form, so that a browser reads them without a library; by hand any YAML will do.
"""

import json
import stat
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from cvtools.study.errors import Problem, StudyError
from cvtools.study.history import HISTORY
from cvtools.study.numbers import NUMBER
from cvtools.study.safe_files import made_folder, refuse_links, replace_file
from cvtools.study.scenarios import Scenario, misfits, quote
from cvtools.study.schema import text_fault
from cvtools.study.storage import is_workbook
from cvtools.study.study import Study
from cvtools.study.wording import N_
from cvtools.study.yaml_reader import Items, Node, Other, Pairs, Word, read_yaml

FORMATS = (1, 2)
"""The second one may hold ratings of rivals, too, which an older version would leave out without a word."""
FOLDER = "scenarios"
LARGEST = 1_000_000
LONGEST_NAME = 200
_MOST_MISFITS = 100
"""So many things in one file are told; of a file that belongs elsewhere nothing fits."""


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
    problems = list(misfits(study, scenario, scenario.name))
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
        "format": FORMATS[bool(scenario.rivals)],
        "scenario": scenario.name,
        "study": study.settings.title,
        "fingerprint": study.fingerprint,
        "ratings": scenario.ratings,
        "weights": scenario.weights,
        **({"rivals": scenario.rivals} if scenario.rivals else {}),
        **({"order": scenario.order} if scenario.order else {}),
    }
    with made_folder(folder):
        replace_file(path, (json.dumps(content, ensure_ascii=False, indent=2, default=float) + "\n").encode())
    return path


def _name_in(path: Path) -> str:
    try:
        return quote(_content(path).get("scenario", ""), longest=LONGEST_NAME + 1)
    except StudyError:
        return ""


def read_scenarios(study: Study) -> list[Scenario]:
    """All scenarios kept beside a study, in their order.

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
    """The scenarios kept beside a study that fit it, in their order, and what is wrong with the others."""
    folder = scenario_folder(study)
    found: list[Scenario] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")) if folder else []:
        try:
            found.append(_scenario(study, _content(file), file))
        except StudyError as error:
            problems += error.problems
    return sorted(found, key=lambda scenario: (scenario.order, scenario.name)), problems


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
        problem = Problem(path.name, column="study", found=quote(content["study"]), code=code, fields=fields)
        raise StudyError(str(path), [problem])
    return _scenario(study, content, path)


def _scenario(study: Study, content: Mapping[str, Any], path: Path) -> Scenario:
    place = path.name
    name = content.get("scenario")
    name = quote(name, longest=LONGEST_NAME + 1).strip() if isinstance(name, str | int | float) else ""
    if not name or str(content.get("format")) not in map(str, FORMATS) or len(name) > LONGEST_NAME or text_fault(name):
        code = N_("format: 1 or 2, scenario (its name), study, ratings, weights and rivals")
        raise StudyError(str(path), [Problem(place, found=N_("something else"), code=code)])
    tables = [content.get(table) or {} for table in ("ratings", "weights", "rivals")]
    rivals: Any = tables[-1]
    changes = [*tables[:-1], *(rivals.values() if isinstance(rivals, dict) else [None])]
    if not all(isinstance(table, dict) and all(isinstance(row, dict) for row in table.values()) for table in changes):
        code = N_("ratings and weights, by segment and driver; rivals, by offering, segment and driver")
        raise StudyError(str(path), [Problem(place, code=code)])
    order = str(content.get("order", 0))
    scenario = Scenario(name, *tables, order=int(order) if order.isdecimal() and len(order) < 10 else 0)
    problems = list(islice(misfits(study, scenario, place), _MOST_MISFITS))
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
    if isinstance(node, Other | Items) or (
        isinstance(node, Pairs) and not all(isinstance(key, Word) for key, _ in node.items)
    ):
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
