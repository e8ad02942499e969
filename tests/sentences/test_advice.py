"""What a report advises: carry it out, and the gap improves; no two pieces of advice contradict each other."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.sentences.advice import advice, steps_together
from cvtools.sentences.changes import switch_sentence
from cvtools.value.model import value_model

from ..studies import studies
from ..uncertain_studies import study_of


def gap_of(study: cv.Study, segment: str) -> float:
    """Our gap to the best alternative, unknown ratings at the middle of their scales."""
    model = value_model(study)
    s = list(model.segments).index(segment)
    return float(model.middle[s, model.ours] - model.middle[s, model.others].max())


def with_rating(study: cv.Study, segment: str, driver: str, rating: float) -> cv.Study:
    """The study in which our rating is another one."""
    rows, ours = study.ratings, study.settings.ours
    mine = (rows["segment"] == segment) & (rows["offering"] == ours) & (rows["driver"] == driver)
    row = rows.iloc[:1].assign(
        segment=segment,
        offering=ours,
        driver=driver,
        rating=rating,
        view="perceived",
        low=float("nan"),
        high=float("nan"),
    )
    kept = rows[~(mine & (rows["view"] == "perceived"))]
    return dataclasses.replace(study, ratings=pd.concat([kept, row], ignore_index=True))


@given(studies(), st.data())
@settings(max_examples=12)
def test_followed_it_improves_the_gap_by_what_it_says(study, data):
    segment = data.draw(st.sampled_from(list(study.segments["segment"])))
    analysis, before = cv.analyse(study, segment=segment), gap_of(study, segment)
    near = 1e-6 * max(1.0, float(analysis.values[["value_low", "value_high"]].abs().max().max()))

    for move in analysis.moves:
        after = gap_of(with_rating(study, segment, move.driver, move.to), segment)
        assert move.gain > 0
        assert after - before == pytest.approx(move.gain, abs=near)
        assert after == pytest.approx(move.gap, abs=near)
        if move.closes:
            assert after >= -near
        low, high = sorted(float(study.drivers.set_index("driver").at[move.driver, end]) for end in ("worst", "best"))
        assert low - near <= move.to <= high + near


@given(studies(), st.data())
@settings(max_examples=6)
def test_nothing_contradicts(study, data):
    segment = data.draw(st.sampled_from(list(study.segments["segment"])))
    analysis = cv.analyse(study, segment=segment, draws=200)
    pieces, gaps = advice(analysis), analysis.gaps.set_index("driver")["gap"]
    of = {code: {piece.driver for piece in pieces if piece.code == code} for code in {piece.code for piece in pieces}}

    changed, kept = of.get("improve", set()) | of.get("price_down", set()), of.get("keep", set())
    assert not changed & kept
    assert all(gaps[driver] > 0 for driver in kept)
    assert not any(gaps[driver] > analysis.rounding for driver in changed)
    if analysis.likely_gap > 0:
        assert "price_down" not in of
        assert steps_together(analysis) == ""
    else:
        assert "price_room" not in of
    assert ("ranges" in of) <= analysis.certainty.fixed
    assert not {"measure", "evidence"} & set(of) or not analysis.certainty.fixed
    assert not of.get("evidence", set()) & of.get("measure", set())


def test_where_we_lead_the_price_is_held_and_never_lowered():
    analysis = cv.analyse("bulldozer")

    told = {piece.code: f"{piece.text}: {piece.why}" for piece in advice(analysis)}

    assert told["price_room"] == (
        "Hold “Price”: there is room up to US$110,000: It is US$10,000 more than theirs and worth it: the rest gives "
        "US$20,000 more, so customers keep US$10,000."
    )
    assert "price_down" not in told
    assert "Price" not in switch_sentence(analysis)


def test_where_we_are_behind_the_smallest_step_that_closes_the_gap_comes_first():
    first, second, *_rest = advice(cv.analyse("coffee", segment="commuters"))

    assert (first.text, first.brings, first.why) == (
        "Improve “Waiting time” from 10.0 to 4.3 (minutes)",
        "+11.5 points",
        "Closes the gap alone. “The station kiosk” is at 2.0 (minutes) today.",
    )
    assert (second.text, second.why) == (
        "Improve “Trouble” from 4.5 to 1.0 (score)",
        "Leaves 5.2 points of the gap. “The station kiosk” is at 1.0 (score) today.",
    )


def test_what_costs_nothing_is_no_model_of_little_trouble():
    moves = cv.analyse("starter", segment="careful").moves

    assert [move.by for move in moves if move.driver == "start"] == ["rival"]
    assert not any(move.to == 0 for move in moves)


def test_what_is_left_where_no_step_is_enough():
    rows = [
        ("*", "us", "quality", 2),
        ("*", "us", "trouble", 60),
        ("*", "them", "quality", 4),
        ("*", "them", "trouble", 45),
    ]
    drivers = [("quality", "benefit", "functional", 0, 10), ("trouble", "cost", "effort", 100.0, 0.0)]
    study = study_of([("*", "quality", 50), ("*", "trouble", 50)], rows, drivers=drivers)

    assert [round(move.gap) for move in cv.analyse(study).moves] == [-8, -10]
    assert steps_together(cv.analyse(study)) == "No single step closes the gap; all of them together do."
