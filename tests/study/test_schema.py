from __future__ import annotations

import pickle

import pytest

from cvtools.study.errors import Problem, StudyError, nearest, one_of, quoted, ranges
from cvtools.study.schema import text_fault


def test_a_problem_says_where_what_and_what_instead():
    problem = Problem("ratings.csv", 7, "rating", "11", "between 0 and 10")

    assert str(problem) == 'ratings.csv, row 7, column rating: found "11"; allowed: between 0 and 10'


def test_one_problem_is_one_line():
    assert str(StudyError("study", "it is not there")) == "study: it is not there"


def test_several_problems_are_a_list():
    error = StudyError("mine", [Problem("a.csv", 2, code="no"), Problem("b.csv", 3, code="nor this")])

    assert str(error) == "mine has 2 problems:\n  - a.csv, row 2: no\n  - b.csv, row 3: nor this"


def test_the_same_in_many_rows_is_told_once():
    error = StudyError("mine", [Problem("a.csv", row, "side", "x", "benefit or cost") for row in (2, 3, 4, 9)])

    assert str(error) == 'a.csv, row 2, column side: found "x"; allowed: benefit or cost (the same in row 3-4, 9)'


def test_the_problems_are_counted_and_so_are_their_lines():
    same = [Problem("a.csv", row, code="no") for row in (2, 3, 4)]
    error = StudyError("mine", [*same, Problem("b.csv", 3, code="nor this")])

    assert str(error).splitlines() == [
        "mine has 4 problems, told in 2 lines:",
        "  - a.csv, row 2: no (the same in row 3-4)",
        "  - b.csv, row 3: nor this",
    ]


def test_different_cells_are_told_one_by_one_up_to_twenty():
    error = StudyError("mine", [Problem("a.csv", row, "n", str(row), "less") for row in range(2, 60_002)])

    lines = str(error).splitlines()
    assert lines[0] == "mine has 60000 problems, told in 21 lines:"
    assert lines[20] == '  - a.csv, row 21, column n: found "21"; allowed: less'
    assert lines[21:] == ["  - a.csv, column n: 59980 more like these, in rows 22-60001"]
    assert len(error.problems) == 60_000


def test_a_message_has_at_most_a_hundred_lines():
    error = StudyError("mine", [Problem("study.yaml", 1, f"x{i}", "y", "one_of") for i in range(20_000)])

    lines = str(error).splitlines()
    assert len(lines) == 100
    assert lines[0] == "mine has 20000 problems, told in 99 lines:"
    assert lines[-1] == "  - … and 19902 more"


def test_an_error_survives_pickling():
    error = StudyError("mine", [Problem("a.csv", 2, code="no")])

    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_notebook_shows_the_message_without_a_stack():
    assert StudyError("a", "b")._render_traceback_() == ["a: b"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", '"\\x1b[31mred"'),
        ("\u202eevil", '"\\u202eevil"'),
        ("two\nlines", '"two\\nlines"'),
        ("x" * 100, f'"{"x" * 79}…"'),
        ("Ærlig 😀", '"Ærlig 😀"'),
    ],
)
def test_what_was_found_is_safe_to_print(text, shown):
    assert quoted(text) == shown


def test_row_numbers_in_short():
    assert ranges(range(1, 100, 2), most=3) == "1, 3, 5, … up to 99"


def test_lists_of_words():
    assert [one_of([]), one_of(["a"]), one_of("ab", last="and")] == ["nothing", "a", "a and b"]
    assert one_of("abcd", most=2) == "a, b, … (4 in all)"


def test_nearest_word():
    assert [nearest("Benifit", ["benefit", "cost"]), nearest("x", ["benefit"])] == ["benefit", ""]


@pytest.mark.parametrize("text", ["bell \a", "\x00", "\x1b", "\ud800", "\uffff", "x" * 16_001])
def test_text_that_no_file_should_carry(text):
    assert text_fault(text)


@pytest.mark.parametrize("text", ["", "two\nlines\tand a tab", "😀" * 16_000, "\u202e\ufeff"])
def test_text_in_any_script_is_fine(text):
    assert text_fault(text) == ""
