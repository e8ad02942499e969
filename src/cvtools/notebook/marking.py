"""Notebooks that were handed in, marked: each exercise's answer is read and checked, and nothing is run.

An answer counts where it stands as a plain text or number in the cell that asks for the check. The study and the
segment are those of the notebook's parameters, so that everybody may have worked on another one.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvtools.analysis.analysis import Analysis, analyse
from cvtools.notebook.exercises import key_of, mark, remark
from cvtools.study.errors import StudyError
from cvtools.study.wording import N_

if TYPE_CHECKING:
    from cvtools.analysis.survey import SurveyAnalysis

LARGEST = 20_000_000
"""Bytes of a notebook."""
COLUMNS = ["notebook", "exercise", "answer", "mark", "note"]


def marked(folder: Path) -> pd.DataFrame:
    """Mark every notebook in a folder and the folders in it.

    Returns
    -------
    DataFrame
        One row for each exercise of each notebook: ``notebook`` (its path in the folder), ``exercise``, ``answer`` (as
        it stands there), ``mark`` (``right``, ``wrong``, ``open``; ``unread`` where the notebook or its study cannot be
        read, or the answer is no plain text or number), ``note`` (what a wrong answer
        shows; why one could not be read).

    Raises
    ------
    StudyError
        When there is no such folder, or no notebook in it.
    """
    files = sorted(file for file in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in file.parts)
    if not files:
        raise StudyError(str(folder), N_("there is no notebook (.ipynb) in this folder"))
    rows = [(file.relative_to(folder).as_posix(), *row) for file in files for row in _of_notebook(file)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_notebook(file: Path) -> Iterator[tuple[str, str, str, str]]:
    try:
        cells = _code_cells(file)
    except (OSError, ValueError, RecursionError, TypeError, KeyError):
        yield "", "", "unread", "no notebook"
        return
    asked = [found for source in cells if (found := _asked(source))]
    if not asked:
        return
    try:
        analysis = _analysis(cells, file.parent)
    except (StudyError, OSError) as error:
        yield from ((name, str(answer), "unread", str(error).splitlines()[0]) for name, answer in asked)
        return
    for name, answer in asked:
        if answer is _NOT_PLAIN:
            yield name, "", "unread", "no plain text or number"
            continue
        try:
            key = key_of(analysis, name)
            result = mark(key, answer)
            yield name, str(answer), result, remark(analysis, key, answer) if result == "wrong" else ""
        except StudyError as error:
            yield name, str(answer), "unread", str(error)


def _code_cells(file: Path) -> list[str]:
    """The text of the code cells."""
    if file.stat().st_size > LARGEST:
        raise ValueError(file)
    cells = json.loads(file.read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


_NOT_PLAIN = object()


def _asked(source: str) -> tuple[str, Any] | None:
    """The exercise that a cell checks, and the answer in it."""
    tree = _tree(source)
    answer: Any = ""
    for statement in tree:
        match statement:
            case ast.Assign(targets=[ast.Name(id="answer")], value=value):
                answer = _plain(value)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="exercise"), args=[_, ast.Constant(value=str(name)), *_])
            ):
                return name, answer
            case _:
                pass
    return None


def _tree(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _plain(value: ast.expr) -> Any:
    try:
        found = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _NOT_PLAIN
    return found if isinstance(found, str | int | float) or found is None else _NOT_PLAIN


def _analysis(cells: list[str], folder: Path) -> "Analysis | SurveyAnalysis":
    """The analysis that a notebook's parameters ask for; the path of a study or a survey counts from the notebook."""
    given = _parameters(cells)
    if "survey" in given:
        from cvtools.analysis.survey import analyse_survey

        survey = str(given["survey"])
        mapping = folder / survey if (folder / survey).is_file() else Path(survey)
        return analyse_survey(mapping, segment=str(given.get("segment", "")), language=str(given.get("language", "")))
    study = str(given.get("study", "coffee"))
    beside = folder / study
    place = beside if study and beside.exists() else study
    draws = {name: given[name] for name in ("draws", "seed") if isinstance(given.get(name), int)}
    return analyse(place, segment=given.get("segment", ""), language=str(given.get("language", "")), **draws)


def _parameters(cells: list[str]) -> Mapping[str, Any]:
    """The plain values of the first cell that sets a study or a survey."""
    for source in cells:
        pairs = {
            statement.targets[0].id: _plain(statement.value)
            for statement in _tree(source)
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        }
        if "study" in pairs or "survey" in pairs:
            return {name: value for name, value in pairs.items() if value is not _NOT_PLAIN}
    return {}
