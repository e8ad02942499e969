"""What holds for every number within its range."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import cvtools as cv
from cvtools.uncertainty.within_ranges import halo_range, rank_ranges

from ..strength import some
from ..uncertain_studies import study_of


def made_up(seed: int, unit: str) -> cv.Study:
    """Three offerings and three drivers; every second number has a range, one rating is unknown."""
    random = np.random.default_rng(seed)
    drivers = [
        (f"d{i}", "cost" if i == 2 else "benefit", "effort" if i == 2 else "functional", 0.0, 10.0) for i in range(3)
    ]
    weights = [
        ("a", d, w, *((w * 0.8, w * 1.2) if i % 2 else ()))
        for i, (d, *_) in enumerate(drivers)
        for w in [random.uniform(10, 50)]
    ]
    ratings = [
        ("a", o, d, r, *((r - 0.7, r + 1) if (i + j) % 2 else ()))
        for i, o in enumerate(("us", "x", "y"))
        for j, (d, *_) in enumerate(drivers)
        for r in [random.uniform(1, 8)]
    ]
    ratings[4] = (*ratings[4][:3], np.nan)
    return study_of(weights, ratings, drivers=drivers, unit=unit)


def ranks_seen(study: cv.Study, tries: int = 20_000) -> np.ndarray:
    """The least and the greatest rank of each offering at numbers that were tried, most of them at the ends."""
    random, drawn = np.random.default_rng(1), []
    for name, table in (("weight", study.weights), ("rating", study.ratings)):
        low, high = (table[end].fillna(table[name]).to_numpy() for end in ("low", "high"))
        low, high = np.where(np.isnan(low), 0, low), np.where(np.isnan(high), 10, high)
        drawn.append(low + (high - low) * random.beta(0.2, 0.2, (tries, len(low))))
    weight, rating = drawn
    if study.settings.unit == "points":  # those with a range are what they are; the others make room
        ranged = study.weights["low"].notna().to_numpy()
        weight *= 100 / study.weights["weight"].sum()
        rest = np.where(ranged, 0, weight)
        room = 100 - weight[:, ranged].sum(axis=1, keepdims=True)
        weight = np.where(ranged, weight, rest / rest.sum(axis=1, keepdims=True) * room)
    cost = (study.drivers["side"] == "cost").to_numpy()
    value = np.einsum("nod,nd->no", rating.reshape(tries, 3, 3) / 10 - cost, weight)
    seen = 1 + (value[:, None, :] > value[:, :, None] + 1e-6).sum(axis=2)
    return np.array([seen.min(axis=0), seen.max(axis=0)]).T


@pytest.mark.parametrize("unit", ["points", "EUR"])
@pytest.mark.parametrize("seed", range(5))
def test_no_numbers_within_their_ranges_are_found_that_give_another_rank(seed, unit):
    study = made_up(seed, unit)

    found, seen = rank_ranges(study)[["best_rank", "worst_rank"]].to_numpy(), ranks_seen(study)

    assert (found[:, 0] <= seen[:, 0]).all()
    assert (found[:, 1] >= seen[:, 1]).all()
    assert np.abs(found - seen).sum() <= 1  # so many tries find nearly all


def test_both_others_can_be_ahead_but_not_at_the_same_weights():
    drivers = [(d, "benefit", "functional", 0.0, 10.0) for d in ("a", "b")]
    study = study_of(
        [("s", "a", 50, 20, 80), ("s", "b", 50, 20, 80)],
        [("s", "us", d, 5) for d in ("a", "b")]
        + [("s", "x", "a", 8), ("s", "x", "b", 1), ("s", "y", "a", 1), ("s", "y", "b", 8)],
        drivers=drivers,
    )

    assert rank_ranges(study)[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 2], [1, 3], [1, 3]]


def test_a_tie_is_no_loss_and_what_is_fixed_has_one_rank():
    study = study_of(
        [("s", "quality", 1), ("s", "price", 1)], [("s", o, d, 5) for o in ("us", "x") for d in ("quality", "price")]
    )

    assert rank_ranges(study)[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 1], [1, 1]]


def test_the_halo_of_the_study_lies_within_its_bounds():
    study = cv.read_study("data/coffee")
    changed = dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=0.3))
    at = cv.uncertainty.robustness(cv.simulate(changed, draws=2_000))["p_best"]

    found = halo_range(study, draws=2_000)

    assert ((found["p_low"] - 0.02 <= at) & (at <= found["p_high"] + 0.02)).all()


@pytest.mark.parametrize(("halo", "shared"), some([(0.5, 0.4), (0.0, 0.0), (0.3, 0.0), (1.0, 0.2)], daily=2))
def test_halos_drawn_at_once_and_one_segment_alone_are_those_that_are_drawn_one_by_one(halo, shared):
    study = cv.read_study("data/coffee")
    study = dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=halo, shared=shared))
    every, p = halo_range(study, draws=1_500), []
    for other in {0.0, 0.5, 1.0, halo}:
        settings = dataclasses.replace(study.settings, halo=other)
        drawn = cv.simulate(dataclasses.replace(study, settings=settings), draws=1_500, causes=False)
        p.append(cv.uncertainty.robustness(drawn)["p_best"].to_numpy())

    assert every["p_low"].tolist() == np.min(p, axis=0).tolist()
    assert every["p_high"].tolist() == np.max(p, axis=0).tolist()
    drawn = cv.simulate(study, draws=1_500)
    for segment, rows in every.groupby("segment"):
        assert halo_range(drawn, segment=segment).equals(rows.reset_index(drop=True))


def test_a_segment_drawn_alone_is_what_it_is_among_all():
    study = cv.read_study("data/coffee")
    study = dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=0.3))
    every = cv.simulate(study, draws=1_500)

    for market in every.markets:
        alone = cv.simulate(study, draws=1_500, segment=market.segment)
        assert alone.segments == [market.segment]
        for frame in (cv.uncertainty.robustness, cv.uncertainty.gap_intervals, cv.uncertainty.information_value):
            rows = frame(every)
            assert frame(alone).equals(rows[rows["segment"] == market.segment].reset_index(drop=True))
    with pytest.raises(cv.StudyError, match="commuters"):
        cv.simulate(study, draws=100, segment="comuters")
