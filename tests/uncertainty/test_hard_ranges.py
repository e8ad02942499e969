"""Ranges that are none, lie where nothing can be, or say nothing at all."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import cvtools as cv
from cvtools.sentences.answer import answer_sentence, interval_sentence, sureness_words
from cvtools.sentences.certainty import (
    certainty_sentence,
    customers_sentence,
    meaning,
    measure_sentence,
    ranks_sentence,
    sources_sentence,
)
from cvtools.sentences.method import method_of_doubt
from cvtools.study.schema import LANGUAGES

from ..uncertain_studies import BENEFIT, COST, study_of

DRIVERS = [BENEFIT, COST]
SAID = [
    *(answer_sentence, interval_sentence, sureness_words, certainty_sentence, customers_sentence, ranks_sentence),
    *(sources_sentence, measure_sentence, meaning),
]


def nothing_known(unit: str = "points") -> cv.Study:
    ratings = [("a", o, d, np.nan) for o in ("us", "x", "y") for d in ("quality", "price")]
    study = study_of([("a", "quality", 60), ("a", "price", 40)], ratings, drivers=DRIVERS, unit=unit)
    return dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=0.3, heterogeneity=0.1))


@pytest.mark.parametrize("unit", ["points", "EUR"])
def test_where_everything_is_unknown_everybody_may_be_the_best(unit):
    simulation = cv.simulate(nothing_known(unit), draws=20_000)

    assert cv.verdicts(simulation)["sureness"].tolist() == ["open"]
    assert cv.uncertainty.robustness(simulation)["p_best"].tolist() == pytest.approx([1 / 3] * 3, abs=0.01)
    assert (
        cv.uncertainty.rank_ranges(nothing_known(unit))[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 3]] * 3
    )
    assert cv.uncertainty.customer_shares(nothing_known(unit))["share"].tolist() == pytest.approx([1 / 3] * 3, abs=0.08)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_everything_is_unknown_every_sentence_can_be_said(language):
    analysis = cv.analyse(nothing_known(), language=language, draws=1000)

    told = " ".join([*(say(analysis) for say in SAID), *method_of_doubt(analysis)])
    assert "nan" not in told.lower().split()
    assert told.count("{") == 0


def test_low_that_is_high_is_a_fixed_number():
    study = study_of(
        [("a", "quality", 100)],
        [("a", "us", "quality", 5, 5, 5), ("a", "x", "quality", 4)],
        drivers=[BENEFIT],
    )

    assert cv.verdicts(cv.simulate(study))[["fixed", "sureness"]].to_numpy().tolist() == [[True, "unknown"]]


@pytest.mark.parametrize(("low", "rating", "high"), [(11.0, 12.0, 13.0), (-3.0, -2.0, -1.0)])
def test_a_range_wholly_beyond_an_anchor_is_told_in_each_of_its_cells(low, rating, high):
    study = study_of([("a", "quality", 100)], [("a", o, "quality", 5) for o in ("us", "x")], drivers=[BENEFIT])
    ratings = study.ratings.assign(low=[low, np.nan], rating=[rating, 5.0], high=[high, np.nan])

    problems = cv.check_study(dataclasses.replace(study, ratings=ratings))

    assert [(problem.row, problem.column, problem.code) for problem in problems] == [
        (2, column, "anchors") for column in ("rating", "low", "high")
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [("halo", 1.2), ("shared", -0.1), ("ranges_held", 0.05), ("ranges_held", 1.1), ("heterogeneity", 0.6)],
)
def test_settings_beyond_what_they_can_be_are_told(name, value):
    study = study_of([("a", "quality", 100)], [("a", o, "quality", 5) for o in ("us", "x")], drivers=[BENEFIT])
    other = dataclasses.replace(study, settings=dataclasses.replace(study.settings, **{name: value}))

    assert [(problem.column, problem.code) for problem in cv.check_study(other)] == [(name, name)]


def test_a_halo_over_numbers_that_are_all_fixed_changes_nothing():
    study = study_of([("a", "quality", 100)], [("a", "us", "quality", 5), ("a", "x", "quality", 4)], drivers=[BENEFIT])
    halo = dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=0.3))

    assert cv.verdicts(cv.simulate(halo)).equals(cv.verdicts(cv.simulate(study)))
