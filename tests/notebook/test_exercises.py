"""The exercises: the right answer follows from the study, and no answer makes one fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cvtools as cv
from cvtools.notebook.exercises import _KEYS

DATA = Path(__file__).resolve().parents[2] / "data"
STUDIES = sorted(path.parent.name for path in DATA.glob("*/study.yaml"))
COFFEE = cv.read_study(DATA / "coffee")


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("side", ["cost", " Cost "]),
        ("largest_segment", ["commuters", "Commuters"]),
        ("star_rows", [3, "3", 3.0]),
        ("heaviest_driver", ["wait", "waiting time"]),
        ("question", ["b", "B"]),
        ("utility", [0.4, "0.4", "0,4", "40%"]),
        ("unknown_ratings", [3]),
        ("most_value", ["kiosk", "The station kiosk"]),
        ("worst_gap", ["wait"]),
        ("ratio_winner", ["kiosk"]),
        ("most_probable", ["kiosk", "The station kiosk"]),
        ("widest", ["wait"]),
        ("clear_winners", ["1", 1]),
    ],
)
def test_right_answers_about_the_coffee_study(name, answers):
    for answer in answers:
        assert cv.exercise(cv.analyse(COFFEE), name, answer).markup.startswith("<p>Right.</p>"), answer


@pytest.mark.parametrize("name", _KEYS)
@pytest.mark.parametrize("study", STUDIES)
def test_every_exercise_can_be_asked_of_every_study(study, name):
    markup = cv.exercise(cv.analyse(cv.read_study(DATA / study)), name, "").markup

    assert markup.startswith("<p>No answer yet. Hint: ")
    assert "<summary>Solution</summary>" in markup


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.text())))
def test_no_answer_makes_it_fail_or_becomes_markup(answer):
    markup = cv.exercise(cv.analyse(COFFEE), "most_value", answer).markup

    assert markup.startswith(("<p>Right.", "<p>Not yet.", "<p>No answer yet."))


def test_the_debate_is_won_by_the_rival():
    debate = cv.read_study(DATA / "difference_or_ratio")

    assert "Right." in cv.exercise(cv.analyse(debate), "ratio_winner", "rival").markup
    assert "Right." in cv.exercise(cv.analyse(debate), "most_value", "ours").markup


def test_an_exercise_that_does_not_exist_is_said_to():
    with pytest.raises(cv.StudyError, match='exercise: found "sides"'):
        cv.exercise(cv.analyse(COFFEE), "sides", "")
