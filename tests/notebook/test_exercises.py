"""The exercises: the right answer follows from the study, and no answer makes one fail."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cvtools as cv
from cvtools.notebook.exercises import KEYS, key_of, remark

from ..strength import some

DATA = Path(__file__).resolve().parents[2] / "data"
STUDIES = sorted(path.parent.name for path in DATA.glob("*/study.yaml"))
COFFEE = cv.read_study(DATA / "coffee")


@cache
def seen(study: str) -> cv.Analysis:
    """A study from its first segment, worked out once."""
    return cv.analyse(cv.read_study(DATA / study))


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
        assert cv.exercise(seen("coffee"), name, answer).markup.startswith("<p>Right.</p>"), answer


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("study", some(STUDIES, daily=4))
def test_every_exercise_can_be_asked_of_every_study(study, name):
    markup = cv.exercise(seen(study), name, "").markup

    assert markup.startswith("<p>No answer yet. Hint: ")
    assert "<summary>Solution</summary>" in markup


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.text())))
def test_no_answer_makes_it_fail_or_becomes_markup(answer):
    markup = cv.exercise(seen("coffee"), "most_value", answer).markup

    assert markup.startswith(("<p>Right.", "<p>Not yet.", "<p>No answer yet."))


@pytest.mark.parametrize(
    ("name", "wrong", "shown"),
    [
        ("side", "benefit", "What does a customer gain from a cup that disappoints?"),
        ("side", "neither", "Write one of these: benefit or cost."),
        ("largest_segment", "neighbours", "“Neighbours” has 800 customers. Which segment has more?"),
        ("largest_segment", "the others", "Write one of these: commuters, laptop_workers or neighbours."),
        ("heaviest_driver", "seat", "That is what “Laptop workers” weigh most. Which column is that of “Commuters”?"),
        ("heaviest_driver", "calm", "“A calm moment” has a weight of 3. Is there none larger in this column?"),
        ("star_rows", "some", "Write a number."),
        ("star_rows", 20, "That is how many rows name a segment. How many do not?"),
        ("question", "a", "if the wait went from two minutes to none?"),
        ("utility", "0,6", "which end is the worst, and how far has 9 come from there?"),
        ("utility", 9, "9 is the rating, in minutes."),
        ("unknown_ratings", 0, "a blank is not 0."),
        ("most_value", "little_cup", "It has the most benefits, 21.1. What is left of them after its costs of 40.6?"),
        ("worst_gap", "taste", "On “Taste of the coffee” we are 5.3 ahead."),
        ("worst_gap", "trouble", "we are 6.3 behind. Where is it more?"),
        ("ratio_winner", "chain", "for each unit of cost. Whose ratio is higher?"),
        ("most_probable", "little_cup", "gives the most with a probability of"),
        ("widest", "none", "Some numbers have a range"),
        ("clear_winners", 3, "Where is that clear, and where open?"),
        ("best_step", "taste", "At its best “Taste of the coffee” would add"),
        ("double_weights", "c", "The ratings stay as they are."),
    ],
)
def test_a_wrong_answer_is_told_what_it_shows(name, wrong, shown):
    assert shown in cv.exercise(seen("coffee"), name, wrong).markup


@pytest.mark.parametrize("study", STUDIES)
def test_no_remark_gives_the_answer_away_and_every_choice_has_one(study):
    analysis = seen(study)

    for name in KEYS:
        key = key_of(analysis, name)
        right = {named for named, id_ in key.ids.items() if id_ in key.right}
        for choice in {*key.choices, *key.typical} - set(key.right):
            said = remark(analysis, key, choice)
            assert said, (name, choice)
            assert "Write" not in said, (name, choice, said)
            assert not any(f"“{named}”" in said for named in right), (name, choice, said)


def test_the_debate_is_won_by_the_rival():
    debate = cv.read_study(DATA / "difference_or_ratio")

    assert "Right." in cv.exercise(cv.analyse(debate), "ratio_winner", "rival").markup
    assert "Right." in cv.exercise(cv.analyse(debate), "most_value", "ours").markup


def test_an_exercise_that_does_not_exist_is_said_to():
    with pytest.raises(cv.StudyError, match='exercise: found "sides"'):
        cv.exercise(seen("coffee"), "sides", "")
