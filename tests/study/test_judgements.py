"""Weights from what people can say: an order, pairs, bounds."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.uncertainty.draws import blocks
from cvtools.uncertainty.inputs import numbers_of

from ..uncertain_studies import BENEFIT, COST, study_of

CALM = ("calm", "benefit", "emotional", 0.0, 10.0)
DRIVERS = [BENEFIT, CALM, COST]
COLUMNS = ["segment", "driver", "rank", "over", "least", "most", "note"]


def judged(*rows: tuple, weights: bool = False, unit: str = "points") -> cv.Study:
    """A study with judgements: segment, driver, rank, over, least, most."""
    study = study_of(
        [("a", "quality", 60), ("a", "calm", 25), ("a", "price", 15)],
        [("a", o, d, 5) for o in ("us", "them") for d in ("quality", "calm", "price")],
        drivers=DRIVERS,
        unit=unit,
    )
    table = pd.DataFrame([(*row, "") for row in rows], columns=COLUMNS)
    table = table.astype({"rank": float, "least": float, "most": float}).assign(over=table["over"].fillna(""))
    kept = study.weights if weights else study.weights.iloc[:0]
    return dataclasses.replace(study, weights=kept, others={"judgements": table})


ORDER = [("a", "quality", 1, "", None, None), ("a", "calm", 2, "", None, None), ("a", "price", 3, "", None, None)]


def made(study: cv.Study) -> cv.Study:
    from cvtools.study.study import completed

    return completed(study)


def drawn(study: cv.Study) -> np.ndarray:
    return next(blocks(next(numbers_of(study)), draws=10_000, seed=1)).weight


def test_an_order_gives_the_middle_of_all_weights_that_agree():
    weights = made(judged(*ORDER)).weights

    expected = [100 / 3 * sum(1 / k for k in range(i, 4)) for i in (1, 2, 3)]  # rank order centroid
    assert weights["weight"].tolist() == pytest.approx(expected, abs=0.4)
    assert weights["driver"].tolist() == ["quality", "calm", "price"]


def test_all_weights_that_agree_are_drawn_alike():
    weight = drawn(made(judged(*ORDER)))

    assert weight.sum(axis=0) == pytest.approx(100)
    for above, below in pairwise(weight):
        assert (above >= below - 0.2).mean() > 0.999
    assert np.quantile(weight[2], 0.5) == pytest.approx(100 / 3 * (1 - np.sqrt(0.5)), abs=0.4)  # of the least of three


def test_pairs_and_bounds_hold_at_once():
    weight = drawn(made(judged(("a", "calm", None, "quality", None, None), ("a", "price", None, "", 10, 30))))

    assert (weight[1] >= weight[0] - 0.3).mean() > 0.999
    assert 10 - 0.1 <= weight[2].min() < weight[2].max() <= 30 + 0.1


def test_ties_and_gaps_in_ranks_say_nothing():
    tied = made(judged(("a", "quality", 1, "", None, None), *[("a", d, 5, "", None, None) for d in ("calm", "price")]))
    weight = drawn(tied)

    assert (weight[1] > weight[2]).mean() == pytest.approx(0.5, abs=0.02)
    assert (weight[0] >= np.maximum(weight[1], weight[2]) - 0.3).mean() > 0.999


def test_weights_that_agree_stay_and_those_that_do_not_are_told():
    assert made(judged(*ORDER, weights=True)).weights["weight"].tolist() == [60, 25, 15]

    other = judged(("a", "calm", None, "quality", None, None), ("a", "price", None, "", 20, None), weights=True)
    problems = cv.check_study(other)
    assert [(problem.row, problem.code) for problem in problems] == [
        (2, "judgement_against_weights"),
        (3, "judgement_against_weights"),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [("a", "quality", None, "calm", None, None), ("a", "calm", None, "quality", None, None)],
            "these judgements go round in a circle, quality ≥ calm ≥ quality: rows 2 and 3",
        ),
        (
            [("a", "quality", None, "calm", None, 20), ("a", "calm", None, "", 30, None)],
            "must weigh at least 30 and at most 20 of 100: rows 2 and 3",
        ),
        (
            [("a", "quality", None, "", 60, None), ("a", "calm", None, "", 50, None)],
            "the least that each may weigh sums to 110: rows 2 and 3",
        ),
        (
            [("a", d, None, "", None, 30) for d in ("quality", "calm", "price")],
            "the most that each may weigh sums to 90",
        ),
        ([("a", "quality", None, "", None, None)], "a judgement says something"),
        ([("a", "quality", None, "quality", None, None)], "another driver"),
        ([("a", "quality", 0, "", None, None)], "1 for what matters most"),
        ([("a", "quality", None, "calmness", None, None)], 'Did you mean "calm"?'),
        ([("a", "quality", None, "", 40, 30)], "at most what it may weigh at most"),
        ([("a", "quality", None, "", -1, None)], "from 0 to 100 points"),
    ],
)
def test_what_cannot_be_is_told_with_its_rows(rows, told):
    assert told in "\n".join(map(str, cv.check_study(judged(*rows))))


def test_judgements_are_about_points():
    assert [problem.code for problem in cv.check_study(judged(*ORDER, weights=True, unit="EUR"))] == [
        "judgements_in_money"
    ]


def test_a_study_with_judgements_is_written_and_read_as_it_is(tmp_path):
    study = cv.write_study(judged(*ORDER), tmp_path / "judged")

    again = cv.read_study(tmp_path / "judged")

    pd.testing.assert_frame_equal(again.weights, study.weights)
    pd.testing.assert_frame_equal(cv.simulate(again).markets[0].ids, cv.simulate(study).markets[0].ids)


def test_the_sliders_move_judged_weights_together():
    from cvtools.explorer.surveyed import survey_of

    survey = survey_of(next(numbers_of(made(judged(*ORDER)))))

    assert [key[3] for key in survey.first] == ["quality", "calm", "price"]
    assert len(survey.parts) == 3
