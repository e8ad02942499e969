"""Notebooks that were handed in: marked by what stands in them, and never run."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

import cvtools as cv
from cvtools.language.language import language
from cvtools.notebook.exercises import answer_key
from cvtools.notebook.marking import marked
from cvtools.study.errors import StudyError

from ..studies import write_files

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def hand_in(folder: Path, *cells: str, study: str = "coffee") -> Path:
    """A notebook with these cells."""
    folder.mkdir(exist_ok=True)
    all_cells = [f'study = "{study}"\nsegment = ""\nlanguage = ""', *cells]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in all_cells])
    nbformat.write(notebook, folder / "mine.ipynb")
    return folder


def test_right_wrong_open_and_what_cannot_be_read(tmp_path):
    folder = hand_in(
        tmp_path / "class",
        'answer = "neighbours"\ncv.exercise(analysis, "largest_segment", answer)',
        'answer = "Commuters"  # a name will do\ncv.exercise(analysis, "largest_segment", answer)',
        'answer = ""\ncv.exercise(analysis, "side", answer)',
        'answer = open("/etc/passwd").read()\ncv.exercise(analysis, "side", answer)',
        'answer = 1\ncv.exercise(analysis, "no_such", answer)',
        "%magic\nthis is no Python",
    )

    frame = marked(folder)

    assert frame["mark"].tolist() == ["wrong", "right", "open", "unread", "unread"]
    assert frame["note"].tolist()[:4] == [
        "“Neighbours” has 800 customers. Which segment has more?",
        "",
        "",
        "no plain text or number",
    ]


def test_each_notebook_has_its_own_study(tmp_path):
    folder = hand_in(
        tmp_path / "class", 'answer = "Regulars"\ncv.exercise(analysis, "largest_segment", answer)', study="mine"
    )
    write_files(folder / "mine")

    assert marked(folder)["mark"].tolist() == ["right"]
    shutil.rmtree(folder / "mine")
    assert marked(folder)["note"].tolist() == ["mine: there is no such folder or file"]


def test_a_file_that_is_no_notebook_is_said_and_the_others_are_marked(tmp_path):
    folder = hand_in(tmp_path / "class", 'answer = "cost"\ncv.exercise(analysis, "side", answer)')
    (folder / "broken.ipynb").write_text("[" * 10_000)

    assert marked(folder)[["notebook", "mark"]].to_numpy().tolist() == [
        ["broken.ipynb", "unread"],
        ["mine.ipynb", "right"],
    ]


def test_the_projects_own_notebooks_are_read_with_every_exercise_open(tmp_path):
    shutil.copy(NOTEBOOKS / "01_define_segments.ipynb", tmp_path)

    frame = marked(tmp_path)

    assert len(frame) > 0
    assert set(frame["mark"]) == {"open"}


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(StudyError, match=r"there is no notebook \(\.ipynb\) in this folder"):
        marked(tmp_path)


def test_the_answer_key_comes_from_the_exercises():
    page = answer_key(cv.analyse("coffee", segment="commuters", language="nb")).markup

    assert "largest_segment" in page
    assert language("nb")("The ratings stay as they are. What becomes of the weights?") in page
    assert language("nb")("The exercises’ answers") in page
