from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris

from cvtools.evidence.segmentation import (
    STABLE,
    Standard,
    compare_numbers_of_segments,
    differ_at_all,
    find_segments,
    within_squares,
)
from cvtools.study.errors import StudyError

# Violent crimes in the states of the USA, 1973 (R's USArrests): murder, assault, urban population, rape.
ARRESTS = np.fromstring(
    """
    13.2 236 58 21.2 10 263 48 44.5 8.1 294 80 31 8.8 190 50 19.5 9 276 91 40.6 7.9 204 78 38.7 3.3 110 77 11.1
    5.9 238 72 15.8 15.4 335 80 31.9 17.4 211 60 25.8 5.3 46 83 20.2 2.6 120 54 14.2 10.4 249 83 24 7.2 113 65 21
    2.2 56 57 11.3 6 115 66 18 9.7 109 52 16.3 15.4 249 66 22.2 2.1 83 51 7.8 11.3 300 67 27.8 4.4 149 85 16.3
    12.1 255 74 35.1 2.7 72 66 14.9 16.1 259 44 17.1 9 178 70 28.2 6 109 53 16.4 4.3 102 62 16.5 12.2 252 81 46
    2.1 57 56 9.5 7.4 159 89 18.8 11.4 285 70 32.1 11.1 254 86 26.1 13 337 45 16.1 0.8 45 44 7.3 7.3 120 75 21.4
    6.6 151 68 20 4.9 159 67 29.3 6.3 106 72 14.9 3.4 174 87 8.3 14.4 279 48 22.5 3.8 86 45 12.8 13.2 188 59 26.9
    12.7 201 80 25.5 3.2 120 80 22.9 2.2 48 32 11.2 8.5 156 63 20.7 4 145 73 26.2 5.7 81 39 9.3 2.6 53 66 10.8 6.8
    161 60 15.6
    """,
    sep=" ",
).reshape(50, 4)


def test_k_means_of_the_published_example():
    standardised = (ARRESTS - ARRESTS.mean(axis=0)) / ARRESTS.std(axis=0, ddof=1)

    found = find_segments(ARRESTS, ("murder", "assault", "urban", "rape"), 2)

    assert sorted(within_squares(standardised, found.members).round(5).tolist()) == [46.74796, 56.11445]


def test_a_stable_partition_is_not_yet_a_market():
    """Two groups of irises are the most stable, and there are three kinds."""
    table = compare_numbers_of_segments(load_iris().data, numbers=range(2, 5), samples=20).set_index("k")

    assert table["stability"].idxmax() == 2
    assert table["criterion"].idxmax() == 2
    assert table.loc[2, "stability"] > 0.9


def groups(random: np.random.Generator, apart: float) -> np.ndarray:
    return np.concatenate([random.normal(size=(60, 3)), random.normal(size=(40, 3)) + apart])


def test_mixtures_find_the_number_of_groups_that_there_are():
    table = compare_numbers_of_segments(
        groups(np.random.default_rng(1), 6), numbers=range(2, 4), method="mixture", samples=5
    ).set_index("k")

    assert table["criterion"].idxmin() == 2
    assert table.loc[2, "stability"] == pytest.approx(1)


def test_segments_of_noise_are_unstable():
    table = compare_numbers_of_segments(np.random.default_rng(2).normal(size=(120, 6)), numbers=range(5, 6), samples=10)

    assert table["stability"][0] < STABLE


def test_profiles_and_the_rule_for_new_respondents():
    answers = groups(np.random.default_rng(1), 6)
    found = find_segments(answers, ("taste", "wait", "price"), 2)

    profiles = found.profiles(answers)

    assert found.members.tolist() == [0] * 60 + [1] * 40
    assert (found.assign(answers) == found.members).all()
    assert profiles["segment"].tolist() == [0] * 3 + [1] * 3
    assert profiles["n"].tolist() == [60] * 3 + [40] * 3
    assert profiles["share"].tolist() == [0.6] * 3 + [0.4] * 3
    assert (profiles["difference"][:3] < 0).all()
    assert profiles["mean"][0] == pytest.approx(answers[:60, 0].mean())
    assert found.assign(np.array([[np.nan, 6.5, np.nan]])).tolist() == [1]


def test_a_constant_question_counts_nothing():
    answers = np.column_stack([groups(np.random.default_rng(1), 6), np.full(100, 7.0)])

    assert find_segments(answers, tuple("abcd"), 2).members.tolist() == [0] * 60 + [1] * 40
    assert np.isfinite(Standard.of(answers)(answers)).all()


def test_too_few_respondents_are_refused():
    with pytest.raises(StudyError, match="1 complete answers are too few for 2 segments"):
        find_segments(np.array([[1.0, 2.0]]), ("a", "b"), 2)

    assert compare_numbers_of_segments(np.ones((30, 2))).empty


def test_hand_made_segments_that_differ_and_that_do_not():
    answers = groups(np.random.default_rng(1), 1.5)

    share, p = differ_at_all(answers, np.repeat(["near", "far"], [60, 40]))
    by_lot = np.random.default_rng(3).permutation(np.repeat([0, 1], [60, 40]))

    assert share > 0.2
    assert p == 1 / 1000
    assert differ_at_all(answers, by_lot)[1] > 0.05
    assert differ_at_all(answers, np.zeros(100)) == (0.0, 1.0)
