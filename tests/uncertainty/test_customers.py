"""For which part of the customers each offering is the best."""

from __future__ import annotations

import dataclasses

import pytest

import cvtools as cv
from cvtools.uncertainty.customers import customer_shares

from ..uncertain_studies import BENEFIT, study_of

OTHER = ("calm", "benefit", "emotional", 0.0, 10.0)


def study(heterogeneity: float, *, unit: str = "points", **ranges: tuple[float, float]) -> cv.Study:
    """We are best at quality, they at calm; the customer for whom 60 of 100 are quality is on the border."""
    found = study_of(
        [("a", "quality", 60), ("a", "calm", 40)],
        [
            *[("a", "us", "quality", 8, *ranges.get("us", ())), ("a", "us", "calm", 2)],
            *[("a", "them", "quality", 4), ("a", "them", "calm", 8)],
        ],
        drivers=[BENEFIT, OTHER],
        unit=unit,
    )
    return dataclasses.replace(found, settings=dataclasses.replace(found.settings, heterogeneity=heterogeneity))


def test_the_share_is_that_of_a_beta_distribution_where_two_weights_sum_to_100():
    from scipy.stats import beta

    found = customer_shares(study(0.1)).set_index("offering")

    assert found["share"]["us"] == pytest.approx(beta(9 * 0.6, 9 * 0.4).sf(0.6), abs=0.005)
    assert found["share"].sum() == pytest.approx(1)


def test_known_numbers_leave_no_interval_and_uncertain_ones_do():
    known, open_ = (customer_shares(study(0.1, **more)).iloc[0] for more in ({}, {"us": (6, 9)}))

    assert known["share_low"] == known["share"] == known["share_high"]
    assert open_["share_low"] < open_["share"] < open_["share_high"]


def test_in_money_the_price_counts_the_same_for_every_customer():
    price = ("price", "cost", "money", 100.0, 0.0)
    found = study_of(
        [("a", "quality", 0), ("a", "price", 100)],
        [("a", "us", "quality", 8), ("a", "us", "price", 50), ("a", "them", "quality", 4), ("a", "them", "price", 40)],
        drivers=[BENEFIT, price],
        unit="EUR",
    )
    found = dataclasses.replace(found, settings=dataclasses.replace(found.settings, heterogeneity=0.3))

    assert customer_shares(found)["share"].tolist() == [0.0, 1.0]


def test_without_heterogeneity_there_are_no_rows():
    assert customer_shares(study(0.0)).empty
