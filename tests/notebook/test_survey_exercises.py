"""The exercises on a survey, the tables beside them, and how notebooks on a survey are marked."""

from __future__ import annotations

import html
import re

import nbformat
import pytest

import cvtools as cv
from cvtools.notebook.exercise_keys_surveys import KEYS_OF_SURVEYS
from cvtools.notebook.exercises import key_of, remark
from cvtools.notebook.marking import marked

SURVEY = "coffee_survey/google_forms.yaml"


@pytest.fixture(scope="module")
def coffee() -> cv.SurveyAnalysis:
    return cv.analyse_survey(SURVEY)


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("most_satisfied", "neighbours", "Right."),
        ("most_satisfied", "Commuters", "Not yet. Of “Commuters”, 52% are satisfied with us. Who is more often?"),
        ("most_satisfied", "", "No answer yet. Hint: look for the blue bar"),
        ("follows_most", "Waiting time", "Right."),
        ("follows_most", "taste", "Not yet. That is what they give the most points."),
        ("follows_most", "price", "Not yet. “Price of a cup” was not rated in the survey."),
        ("changed", "wait", "Right."),
        ("changed", "none", "Not yet. One line of the table says"),
        ("changed", "seat", "Not yet. The change of “A good place to sit” may be chance"),
        ("changed", "tea", "Not yet. Write one of these:"),
    ],
)
def test_what_an_answer_is_told(coffee, name, answer, told):
    assert cv.exercise(coffee, name, answer).markup.startswith(f"<p>{html.escape(told, quote=False)}")


def test_no_remark_gives_the_answer_away(coffee):
    for name in KEYS_OF_SURVEYS:
        key = key_of(coffee, name)
        right = {named for named, id_ in key.ids.items() if id_ in key.right}
        for choice in set(key.choices) - set(key.right):
            assert not any(f"“{named}”" in remark(coffee, key, choice) for named in right)


def test_exercises_on_a_study_are_not_those_on_a_survey(coffee):
    with pytest.raises(cv.StudyError, match='exercise: found "worst_gap"; allowed: most_satisfied'):
        cv.exercise(coffee, "worst_gap", "")


def test_a_notebook_on_a_survey_is_marked(tmp_path):
    cells = [
        f'survey = "{SURVEY}"\nsegment = "neighbours"\nlanguage = ""',
        'answer = "neighbours"\ncv.exercise(analysis, "most_satisfied", answer)',
        'answer = "commuters"\ncv.exercise(analysis, "most_satisfied", answer)',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, tmp_path / "mine.ipynb")

    assert marked(tmp_path)["mark"].tolist() == ["right", "wrong"]


def rows(table) -> list[str]:
    return [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*?</tr>", str(table.markup), re.DOTALL)]


def test_the_tables_say_what_was_understood_and_what_changed(coffee):
    questions, ratings, changes = map(
        "\n".join, map(rows, (cv.tables.questions(coffee), cv.tables.survey_ratings(coffee), cv.tables.changes(coffee)))
    )

    assert "the response’s weight" in questions
    assert "points of importance" in questions
    assert "minutes" in ratings
    assert [line.count("more than chance") for line in changes.split("\n") if "Waiting time" in line] == [1]
