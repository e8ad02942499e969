"""Ranges that people judged count for what their earlier ranges were worth."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import cvtools as cv
from cvtools.uncertainty.inputs import numbers_of

from ..uncertain_studies import BENEFIT, study_of


def study(held: float | None, *, evidence: str = "workshop", low: float = 4, high: float = 6) -> cv.Study:
    found = study_of(
        [("a", "quality", 100)],
        [("a", "us", "quality", 5, low, high), ("a", "them", "quality", 5)],
        drivers=[BENEFIT],
        unit="EUR",
    )
    settings = dataclasses.replace(found.settings, ranges_held=held)
    return dataclasses.replace(found, settings=settings, ratings=found.ratings.assign(evidence=evidence))


def test_low_and_high_hold_the_share_that_earlier_ranges_held():
    draws = cv.uncertainty.value_draws(study(0.5), "a", draws=20_000)["us"]

    assert ((draws > 40) & (draws < 60)).mean() == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("evidence", ["survey", "measured"])
def test_ranges_that_were_counted_stay(evidence):
    ours, plain = (next(numbers_of(study(held, evidence=evidence))) for held in (0.5, None))

    assert ours.ids.equals(plain.ids)


def test_nobody_knows_less_than_that_anything_on_the_scale_is_possible():
    numbers = next(numbers_of(study(0.3, low=1, high=9)))

    assert (numbers.alpha, numbers.beta) == (1, 1)


def test_a_share_as_meant_changes_nothing():
    ours, plain = (next(numbers_of(study(held))) for held in (0.8, None))

    np.testing.assert_array_equal(ours.tables, plain.tables)


def test_weights_in_points_become_wider_too():
    def drawn(held: float | None) -> float:
        found = study_of(
            [("a", "quality", 50, 40, 60), ("a", "price", 50)], [("a", o, "quality", 5) for o in "us"], ours="u"
        )
        settings = dataclasses.replace(found.settings, ranges_held=held)
        ids = next(numbers_of(dataclasses.replace(found, settings=settings))).ids
        return float(ids["p90"].iloc[0] - ids["p10"].iloc[0])

    assert drawn(None) == pytest.approx(20, abs=0.2)
    assert drawn(0.5) > 30
