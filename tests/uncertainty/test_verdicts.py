"""Who wins, in a word: each situation of a study in which the numbers leave no doubt, or do."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.analysis.certainty import Certainty
from cvtools.analysis.frames import Frames
from cvtools.uncertainty.simulation import with_more_draws
from cvtools.uncertainty.verdicts import certain_from

from ..strength import times
from ..uncertain_studies import study_of

UNKNOWN = math.nan
QUALITY = [("quality", "benefit", "functional", 0.0, 10.0)]


def market(confidence: float = 0.8, **ratings: tuple[float, ...]) -> cv.Study:
    """A study in money in which an offering's value is its rating: `us=(5, 4, 6)` is likely 5, low 4, high 6."""
    rows = [("all", offering, "quality", *rating) for offering, rating in ratings.items()]
    return study_of([("all", "quality", 10.0)], rows, drivers=QUALITY, unit="EUR", confidence=confidence)


def verdict(study: cv.Study) -> str:
    return cv.verdicts(cv.simulate(study))["verdict"].iloc[0]


def test_the_whole_frame(repository):
    simulation = cv.simulate(cv.read_study(repository / "data" / "coffee"))
    found = cv.verdicts(simulation)

    names = ["segment", "verdict", "fixed", "offering", "p_best", "second", "p_second", "sureness"]
    assert list(found.columns) == names
    assert found[["segment", "verdict", "fixed", "offering", "second", "sureness"]].to_numpy().tolist() == [
        ["commuters", "contested", False, "kiosk", "chain", "probably"],
        ["laptop_workers", "open", False, "little_cup", "chain", "open"],
        ["neighbours", "ahead", False, "little_cup", "at_home", "clear"],
    ]
    for row in found.to_dict("records"):  # independently: counted in the draws themselves
        best = cv.uncertainty.value_draws(simulation.study, row["segment"]).idxmax(axis=1).value_counts(normalize=True)
        assert row["p_best"] == pytest.approx(best[row["offering"]], abs=1e-12)
        assert row["p_second"] == pytest.approx(best.get(row["second"], 0.0), abs=1e-12)


@pytest.mark.parametrize(
    ("ratings", "word"),
    [
        ({"us": (8, 7, 9), "them": (3, 2, 4)}, "ahead"),
        ({"us": (3, 2, 4), "them": (8, 7, 9)}, "behind"),
        ({"us": (5, 4, 6), "them": (5.2, 4, 6)}, "open"),
        ({"us": (5, 4, 6), "them": (5, 4, 6)}, "open"),
        ({"us": (2, 1, 3), "them": (7, 6, 8), "others": (7.1, 6, 8)}, "contested"),
        ({"us": (2, 1, 3), "them": (9, 8.5, 9.5), "others": (5, 4, 6)}, "behind"),
        ({"us": (8, 7, 9), "them": (UNKNOWN,)}, "open"),
        ({"us": (3, 2.5, 3.5), "them": (8, 7.5, 8.5), "others": (UNKNOWN,)}, "contested"),
        ({"us": (5,), "them": (5,)}, "level"),
        ({"us": (5,), "them": (5,), "others": (3, 2, 4)}, "level"),
        ({"us": (5,), "them": (5,), "others": (4.5, 2, 7)}, "open"),
        ({"us": (5,), "them": (4,)}, "ahead"),
        ({"us": (5,), "them": (6,), "others": (6,)}, "behind"),
    ],
)
def test_each_situation(ratings, word):
    assert verdict(market(**ratings)) == word


@pytest.mark.parametrize(
    ("ratings", "sureness"),
    [
        ({"us": (8, 7, 9), "them": (3, 2, 4)}, "clear"),
        ({"us": (3, 2, 4), "them": (8, 7, 9)}, "clear"),
        ({"us": (6, 5, 7), "them": (5, 4, 6)}, "probably"),  # 0.81
        ({"us": (5.5, 4.5, 6.5), "them": (5, 4, 6)}, "open"),  # 0.68
        ({"us": (2, 1, 3), "them": (7, 6, 8), "others": (7.1, 6, 8)}, "open"),  # that we are behind is clear
        ({"us": (2, 1, 3), "them": (7, 6, 8), "others": (6, 5, 7)}, "probably"),
        ({"us": (5, 0, 5), "them": (4.9, 4.9, 9)}, "open"),  # by the likely numbers we lead, by the ranges they do
        ({"us": (9, 8.9, 9.1), "them": (UNKNOWN,)}, "probably"),  # what is unknown may still turn it round
        ({"us": (5,), "them": (5,), "others": (3, 2, 4)}, "clear"),
        ({"us": (5,), "them": (4,)}, "unknown"),
        ({"us": (5,), "them": (5,)}, "unknown"),
    ],
)
def test_how_surely_somebody_is_the_best(ratings, sureness):
    study = market(**ratings)

    assert cv.verdicts(cv.simulate(study))["sureness"].iloc[0] == sureness
    assert Certainty(Frames(study), "all").sureness == sureness


def test_only_what_moves_our_gap_makes_it_uncertain():
    found = [
        cv.verdicts(cv.simulate(study))["fixed"].iloc[0]
        for study in (
            market(us=(5,), them=(4,)),
            market(us=(5, 4, 6), them=(4,)),
            study_of(
                [("all", "quality", 10.0, 8.0, 12.0)],
                [("all", "us", "quality", 5.0), ("all", "them", "quality", 5.0)],
                drivers=QUALITY,
                unit="EUR",
            ),
        )
    ]

    assert found == [True, False, True]


def test_ranges_that_contradict_the_likely_numbers_leave_it_open():
    study = market(us=(5, 0, 5), them=(4.9, 4.9, 9))
    certainty = Certainty(Frames(study), "all")

    assert certainty.gap["gap_high"] < 0
    assert certainty.disagrees
    assert verdict(study) == "open"


@pytest.mark.parametrize(("confidence", "least"), [(0.8, 0.9), (0.5, 0.75), (0.1, 0.55), (0.02, 0.55)])
def test_a_clear_winner_is_as_probable_as_the_rule_says(confidence, least):
    """So the next one is always at least ten points behind, and the interval of the gap holds no 0."""
    assert certain_from(confidence) == pytest.approx(least)
    for lead in np.linspace(0, 3, times(31, daily=7)):
        simulation = cv.simulate(market(confidence=confidence, us=(5 + lead, 4 + lead, 6 + lead), them=(5, 4, 6)))
        found, gap = cv.verdicts(simulation).iloc[0], cv.uncertainty.gap_intervals(simulation).iloc[0]
        assert (found["verdict"] == "ahead") == (found["p_best"] >= least)
        assert found["verdict"] == "open" or (gap["gap_low"] > 0 and found["p_best"] - found["p_second"] >= 0.1)


def test_probabilities_closer_than_ten_points_name_no_winner():
    study = market(confidence=0.02, us=(5, 4.97, 5.03), them=(4.91, 4.88, 4.94))
    certainty = Certainty(Frames(study), "all")

    assert certainty.gap["gap_low"] > 0
    assert certainty.chances.iloc[0] - certainty.chances.iloc[1] < 0.1
    assert verdict(study) == "open"


def test_the_study_is_left_as_it_was(repository):
    study = cv.read_study(repository / "data" / "coffee")
    before = study.ratings.copy()

    cv.verdicts(cv.simulate(study))

    pd.testing.assert_frame_equal(study.ratings, before)


@pytest.mark.parametrize(("lead", "draws"), [(1.4, 100_000), (3.0, 10_000)])
def test_more_draws_are_made_where_the_seed_would_decide(lead, draws):
    frames = Frames(market(us=(5 + lead, 4 + lead, 6 + lead), them=(5, 4, 6)))

    assert [one.draws for one in frames.simulation.markets] == [draws]


def test_more_draws_are_made_of_that_segment_alone(repository):
    study = cv.read_study(repository / "data" / "coffee")
    few = cv.simulate(study)

    more = with_more_draws(few, ["neighbours"], draws=20_000)

    assert [one.draws for one in more.markets] == [10_000, 10_000, 20_000]
    assert more.markets[:2] == few.markets[:2]
    assert more.markets[2].gap.tolist() == cv.simulate(study, draws=20_000).markets[2].gap.tolist()
    assert not np.isnan(more.markets[2].information)
