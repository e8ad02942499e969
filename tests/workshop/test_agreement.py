"""Agreement against published examples; two camps where there are two, none where there are not."""

from __future__ import annotations

import numpy as np
import pytest

from cvtools.workshop.agreement import camps, icc, kendalls_w


def test_kendalls_w_of_three_interviewers():
    """S. Siegel, Nonparametric Statistics, 1956, table 9.1: six applicants, W = .16."""
    ranks = np.array([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1.0]])

    assert kendalls_w(ranks) == pytest.approx(0.162, abs=5e-4)


def test_kendalls_w_with_ties():
    """The same book: three rankings of ten things with ties, s = 591, W = .828."""
    ranks = np.array(
        [
            [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
            [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
            [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
        ]
    )

    assert kendalls_w(ranks) == pytest.approx(0.828, abs=5e-4)


def test_intraclass_correlation_of_four_judges():
    """P. E. Shrout and J. L. Fleiss, 1979, table 2: ICC(2,1) = .29."""
    judged = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

    assert icc(np.array(judged, float).T) == pytest.approx(0.29, abs=5e-4)


def test_what_cannot_be_said_is_not_a_number():
    nobody, one = np.empty((0, 3)), np.array([[1.0, 2, 3]])

    assert np.isnan([kendalls_w(nobody), kendalls_w(one), kendalls_w(np.ones((3, 3)))]).all()
    assert np.isnan([icc(nobody), icc(one), icc(np.ones((3, 3)))]).all()


def test_who_left_something_out_does_not_count():
    assert kendalls_w(np.array([[1.0, 2, 3], [1, 2, 3], [np.nan, 1, 2]])) == 1.0


def test_two_camps_are_found_and_what_divides_them():
    random = np.random.default_rng(1)
    first = np.array([60.0, 20, 10, 10]) + random.normal(0, 3, (12, 4))
    second = np.array([15.0, 60, 15, 10]) + random.normal(0, 3, (8, 4))

    found = camps(np.vstack([first, second]))

    assert found is not None
    assert found.second.tolist() == [False] * 12 + [True] * 8
    assert set(np.argsort(-np.abs(found.difference))[:2].tolist()) == {0, 1}


def test_one_group_has_no_camps():
    """Weights of 30 people around one mean, widely scattered: at most one false alarm in a hundred."""
    random = np.random.default_rng(2)

    found = [camps(100 * random.dirichlet([3.0] * 9, 30)) for _ in range(100)]

    assert sum(one is not None for one in found) <= 1


def test_a_single_voice_is_no_camp():
    assert camps(np.array([[50.0, 50]] * 9 + [[100.0, 0]])) is None
    assert camps(np.ones((10, 3))) is None
