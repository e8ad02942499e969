"""What must hold for every study: the identities of the additive model."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.value.gaps import gap_totals
from cvtools.value.model import value_model

from ..strength import times
from ..studies import studies

NUMBERS = ["gap", "gap_low", "gap_high"]
quick = settings(max_examples=times(60))


def close(one, other) -> None:
    np.testing.assert_allclose(np.asarray(one, float), np.asarray(other, float), rtol=1e-12, atol=1e-9)


def sorted_gaps(study, **options) -> pd.DataFrame:
    return cv.value_gaps(study, **options).sort_values(["segment", "rival", "driver"], ignore_index=True)


@quick
@given(studies(unknown=False))
def test_value_is_weighted_utility_less_the_weights_of_the_costs(study):
    model = value_model(study)

    wanted = (model.weight[:, None, :] * model.utility).sum(axis=2) - model.weight[:, model.is_cost].sum(axis=1)[
        :, None
    ]

    close(cv.values(study)["value"], wanted.ravel())


@quick
@given(studies())
def test_contributions_sum_to_values_and_stay_in_their_ranges(study):
    parts = cv.contributions(study)
    values = cv.values(study)

    sums = parts.groupby(["segment", "offering"], sort=False)[["contribution", "contribution_low", "contribution_high"]]
    close(sums.sum(skipna=False), values[["value", "value_low", "value_high"]])
    close(values["value"], values["benefits"] - values["costs"])
    assert (values["value"].isna() == (values["unknown"] > 0)).all()
    assert values[["value_low", "value_high"]].notna().all(axis=None)
    assert (values["value_low"] <= values["value_high"] + 1e-9).all()
    known = parts.dropna()
    assert (known.loc[known["side"] == "benefit", "contribution"] >= 0).all()
    assert (known.loc[known["side"] == "cost", "contribution"] <= 0).all()
    assert known["utility"].between(0, 1).all()


@quick
@given(studies(unit="points"))
def test_points_sum_to_100(study):
    weights = cv.contributions(study).drop_duplicates(["segment", "driver"]).groupby("segment")["weight"].sum()

    close(weights, 100)


@quick
@given(studies(), st.sampled_from(["best", "all"]))
def test_gaps_sum_to_the_difference_of_the_values(study, rival):
    totals = gap_totals(cv.value_gaps(study, rival=rival))
    values = cv.values(study).set_index(["segment", "offering"])

    ours = values.loc[[(segment, study.settings.ours) for segment in totals["segment"]]]
    theirs = values.loc[list(zip(totals["segment"], totals["rival"], strict=True))]
    close(totals["gap"], ours["value"].to_numpy() - theirs["value"].to_numpy())
    close(totals["gap_low"], ours["value_low"].to_numpy() - theirs["value_high"].to_numpy())
    close(totals["gap_high"], ours["value_high"].to_numpy() - theirs["value_low"].to_numpy())


@quick
@given(studies(unknown=False))
def test_the_best_alternative_is_the_best_of_the_others(study):
    values = cv.values(study)
    others = values[values["offering"] != study.settings.ours]

    best = cv.value.best_alternatives(study)

    close(best["value"], others.groupby("segment", sort=False)["value"].max())
    assert best["certain"].all()


@quick
@given(studies())
def test_the_view_gaps_and_headroom_sum_exactly(study):
    values = cv.values(study)
    ours = values[values["offering"] == study.settings.ours]
    ideal = cv.contributions(study).query("side == 'benefit'").drop_duplicates(["segment", "driver"])
    benefits = ideal.groupby("segment")["weight"].sum().reindex(study.segments["segment"]).fillna(0)

    headroom = cv.value.headroom(study)
    close(gap_totals(headroom)["gap"], benefits.to_numpy() - ours["value"].to_numpy())
    assert not (headroom["gap"] < -1e-9).any()
    if (study.ratings["view"] == "expected").any():
        expected = cv.values(study, view="expected").query("offering == @study.settings.ours")
        close(
            gap_totals(cv.value.expectation_gaps(study))["gap"], ours["value"].to_numpy() - expected["value"].to_numpy()
        )


@quick
@given(studies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(study, random):
    def mixed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[random.sample(range(len(frame)), len(frame))].reset_index(drop=True)

    turned = dataclasses.replace(
        study, drivers=mixed(study.drivers), weights=mixed(study.weights), ratings=mixed(study.ratings)
    )

    one, other = sorted_gaps(study), sorted_gaps(turned)
    pd.testing.assert_frame_equal(one.drop(columns=NUMBERS), other.drop(columns=NUMBERS))
    close(one[NUMBERS], other[NUMBERS])


@quick
@given(studies(), st.sampled_from([-3.0, 0.5, 1000.0]), st.data())
def test_a_constant_added_to_all_ratings_of_a_driver_leaves_the_gaps(study, constant, data):
    driver = data.draw(st.sampled_from(list(study.drivers["driver"])))
    moved = dataclasses.replace(
        study,
        ratings=study.ratings.assign(rating=study.ratings["rating"] + constant * (study.ratings["driver"] == driver)),
        drivers=study.drivers.assign(
            worst=study.drivers["worst"] + constant * (study.drivers["driver"] == driver),
            best=study.drivers["best"] + constant * (study.drivers["driver"] == driver),
        ),
    )

    close(sorted_gaps(study, rival="all")[NUMBERS], sorted_gaps(moved, rival="all")[NUMBERS])


@quick
@given(studies(unit="EUR", unknown=False), st.floats(1.5, 10), st.booleans(), st.data())
def test_a_wider_anchor_with_its_weight_scaled_alike_leaves_the_gaps(study, factor, at_best, data):
    driver = data.draw(st.sampled_from(list(study.drivers["driver"])))
    here = study.drivers["driver"] == driver
    fixed, moved = ("worst", "best") if at_best else ("best", "worst")
    wider = study.drivers[fixed] + factor * (study.drivers[moved] - study.drivers[fixed])
    changed = dataclasses.replace(
        study,
        drivers=study.drivers.assign(**{moved: study.drivers[moved].where(~here, wider)}),
        weights=study.weights.assign(
            weight=study.weights["weight"].where(study.weights["driver"] != driver, study.weights["weight"] * factor)
        ),
    )

    close(sorted_gaps(study, rival="all")["gap"], sorted_gaps(changed, rival="all")["gap"])


@quick
@given(studies(unknown=False))
def test_a_dominated_offering_leaves_the_gap_to_the_best(study):
    worst = study.drivers.set_index("driver")["worst"]
    rows = pd.DataFrame({"segment": "*", "offering": "dominated", "driver": study.drivers["driver"]})
    rows["rating"] = rows["driver"].map(worst)
    more = dataclasses.replace(
        study,
        offerings=pd.concat(
            [study.offerings, pd.DataFrame({"offering": ["dominated"], "name": ["Dominated"]})], ignore_index=True
        ),
        ratings=pd.concat([study.ratings, rows.assign(view="perceived")], ignore_index=True),
    )

    pd.testing.assert_frame_equal(cv.value_gaps(study), cv.value_gaps(more))


@quick
@given(studies())
def test_the_same_study_gives_the_same_numbers(study):
    pd.testing.assert_frame_equal(cv.value_gaps(study), cv.value_gaps(dataclasses.replace(study)), check_exact=True)
    pd.testing.assert_frame_equal(cv.values(study), cv.values(study), check_exact=True)


@quick
@given(studies())
def test_totals_over_segments_are_weighted_means(study):
    values = cv.values(study)
    totals = cv.value.market_totals(values, study.segments).set_index("offering")

    sizes = values["segment"].map(study.segments.set_index("segment")["size"])
    wanted = (values["value_low"] * sizes).groupby(values["offering"], sort=False).sum() / study.segments["size"].sum()
    close(totals["value_low"], wanted)
