"""Five questions with known answers: they are asked, and what was held is counted; no answer makes it raise."""

from __future__ import annotations

import pytest

import cvtools as cv
from cvtools.notebook.calibration import FACTS
from cvtools.study.schema import LANGUAGES


@pytest.fixture(scope="module")
def analysis() -> cv.Analysis:
    return cv.analyse("coffee")


@pytest.mark.parametrize("ranges", [[], None, 7, "(1, 2)", [(1, 2)], [("a", "b")] * 5, [(1,)] * 5, [1, 2, 3, 4, 5]])
def test_without_five_ranges_the_questions_are_asked(analysis, ranges):
    markup = cv.calibration(analysis, ranges).markup

    assert all(str(n) in markup for n in range(1, 6))
    assert "Galdhøpiggen" in markup
    assert "2469" not in markup


def test_ranges_that_hold_enough_are_left_alone(analysis):
    markup = cv.calibration(analysis, [(true - 1, true + 1) for _, true, _ in FACTS]).markup

    assert "5 of your five ranges held the true number; 80% were meant to. Nothing speaks against" in markup


def test_ranges_that_are_too_narrow_are_taken_half_way(analysis):
    given = [(true - 1, true + 1) if n < 2 else (1, 2) for n, (_, true, _) in enumerate(FACTS)]

    assert "2 of your five ranges held the true number" in cv.calibration(analysis, given).markup
    assert "ranges_held at 0.60" in cv.calibration(analysis, given).markup


def test_the_ends_may_stand_either_way(analysis):
    assert "5 of your five" in cv.calibration(analysis, [(true + 1, true - 1) for _, true, _ in FACTS]).markup


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_are_in_the_readers_language(language):
    markup = cv.calibration(cv.analyse("coffee", language=language), []).markup

    assert {"en": "How high", "nb": "Hvor høy", "hr": "Koliko"}[language] in markup
