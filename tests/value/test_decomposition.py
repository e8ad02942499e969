from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.value.gaps import gap_totals

from ..uncertain_studies import large, study_of

# -- two segments -----------------------------------------------------------------------------------------------------


def test_two_segments_by_hand():
    """Weights 60/40 and 20/80; the rating of quality 8 and 4, the price 50 in both."""
    study = study_of([("a", "quality", 3), ("a", "price", 2), ("b", "quality", 20), ("b", "price", 80)], [
        ("a", "us", "quality", 8), ("b", "us", "quality", 4), ("*", "us", "price", 50),
        ("*", "them", "quality", 5), ("*", "them", "price", 50),
    ])  # fmt: skip

    table = cv.value.segment_gap(study, "a", "b")

    # ΔW = ±40, x̄ = .6 and −.5, W̄ = 40 and 60, so c = (24 − 30)/100 = −.06
    expected = pd.DataFrame(
        [
            ("a", "b", "us", "quality", "benefit", "functional", 40 * 0.66, 40 * 0.4, 42.4),
            ("a", "b", "us", "price", "cost", "money", -40 * -0.44, 0.0, 17.6),
        ],
        columns=[
            "segment", "against", "offering", "driver", "side", "kind", "weight_effect", "rating_effect", "gap",
        ],
    )  # fmt: skip
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)


@pytest.mark.parametrize("unit", ["points", "EUR"])
@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_the_effects_sum_to_the_difference_of_the_values(unit, seed):
    study = large(2, 3, 6, seed=seed, unit=unit)
    values = cv.values(study).set_index(["segment", "offering"])["value"]
    gaps = gap_totals(cv.value_gaps(study, rival="o2")).set_index("segment")["gap"]

    own = cv.value.segment_gap(study, "s0", "s1")
    other = cv.value.segment_gap(study, "s0", "s1", offering="o1")
    back = cv.value.segment_gap(study, "s1", "s0")
    against = cv.value.segment_gap(study, "s0", "s1", rival="o2")

    assert abs(own["gap"].sum() - (values["s0", "o0"] - values["s1", "o0"])) < 1e-9
    assert abs(other["gap"].sum() - (values["s0", "o1"] - values["s1", "o1"])) < 1e-9
    assert abs(against["gap"].sum() - (gaps["s0"] - gaps["s1"])) < 1e-9
    assert own["gap"].to_numpy() == pytest.approx(-back["gap"].to_numpy())


def test_where_nobody_differs_there_is_nothing_to_explain():
    study = study_of([("*", "quality", 3), ("*", "price", 2)], [
        ("*", "us", "quality", 8), ("a", "us", "price", 5), ("b", "us", "price", 5),
        ("*", "them", "quality", 1), ("*", "them", "price", 5),
    ])  # fmt: skip

    assert (cv.value.segment_gap(study, "a", "b")[["weight_effect", "rating_effect", "gap"]] == 0).all(axis=None)


def test_an_unknown_rating_leaves_its_driver_unknown():
    study = large(2, 2, 3)
    study.ratings.loc[0, ["rating", "low", "high"]] = np.nan

    table = cv.value.segment_gap(study, "s0", "s1")

    assert table["gap"].isna().tolist() == [True, False, False]


# -- break-even -------------------------------------------------------------------------------------------------------


def test_break_even_of_a_published_case(repository):
    """C4: EVC 12,800. At that price the gap to two servers is gone."""
    table = cv.value.breakeven(cv.read_study(repository / "data" / "servers"))

    assert list(table) == ["segment", "driver", "rival", "gap", "rating", "rating_needed", "feasible"]
    price = table.set_index("driver").loc["price"]
    assert price[["gap", "rating", "rating_needed", "feasible"]].tolist() == [3000, 9800, 12800, True]


@pytest.mark.parametrize("unit", ["points", "EUR"])
@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_at_the_rating_needed_the_gap_is_closed(unit, seed):
    study = large(2, 3, 4, seed=seed, unit=unit)
    table = cv.value.breakeven(study)
    assert table["gap"].tolist() == pytest.approx(gap_totals(cv.value_gaps(study))["gap"].repeat(4).tolist())
    for row in table[table["feasible"].to_numpy()].itertuples():
        changed = _with_rating(study, row.segment, "o0", row.driver, row.rating_needed)
        gaps = gap_totals(cv.value_gaps(changed)).set_index("segment")["gap"]
        assert abs(gaps[row.segment]) < 1e-9


def _with_rating(study: cv.Study, segment: str, offering: str, driver: str, rating: float) -> cv.Study:
    ratings = study.ratings.copy()
    at = (ratings[["segment", "offering", "driver"]] == [segment, offering, driver]).all(axis=1)
    ratings.loc[at, ["rating", "low", "high"]] = rating, np.nan, np.nan
    return replace(study, ratings=ratings)


def _three(rating: float = 5.0) -> cv.Study:
    return study_of([("a", "quality", 50), ("a", "price", 50)], [
        ("a", "us", "quality", rating), ("a", "us", "price", 50),
        ("a", "first", "quality", 8), ("a", "first", "price", 50),
        ("a", "second", "quality", 6), ("a", "second", "price", 50),
    ])  # fmt: skip


def test_when_a_rival_falls_another_one_stays_the_best_alternative():
    """First would have to fall to our 5, but second, at 6, still gives more: closing that gap settles nothing."""
    table = cv.value.breakeven(_three(), offering="first").set_index("driver")
    assert table.loc["quality", ["rival", "gap", "rating", "rating_needed", "feasible"]].tolist() == [
        "first",
        -15,
        8,
        5,
        False,
    ]

    ahead = cv.value.breakeven(_three(7), offering="first").set_index("driver")
    assert ahead.loc["quality", ["gap", "rating_needed", "feasible"]].tolist() == pytest.approx([-5, 7, True])

    rising = cv.value.breakeven(_three(9), offering="second").set_index("driver")
    assert rising.loc["quality", ["gap", "rating_needed", "feasible"]].tolist() == pytest.approx([15, 9, True])


def test_out_of_reach_without_weight_and_unknown():
    study = study_of([("a", "quality", 50), ("a", "price", 50), ("a", "calm", 0)], [
        ("a", "us", "quality", 2), ("a", "us", "price", 95), ("a", "us", "calm", 5),
        ("a", "them", "quality", 9), ("a", "them", "price", 10), ("a", "them", "calm", 5),
    ], drivers=[("quality", "benefit", "functional", 0.0, 10.0), ("price", "cost", "money", 100.0, 0.0),
                ("calm", "benefit", "emotional", 0.0, 10.0)])  # fmt: skip
    table = cv.value.breakeven(study).set_index("driver")
    assert table["feasible"].tolist() == [False, False, False]
    assert table["rating_needed"].tolist()[:2] == pytest.approx([17.5, -60])
    assert np.isnan(table.loc["calm", "rating_needed"])

    study.ratings.loc[0, "rating"] = np.nan  # our quality: what it would have to be is known, nothing else is
    table = cv.value.breakeven(study).set_index("driver")
    assert table["rating_needed"].isna().tolist() == [False, True, True]
    assert table["gap"].isna().all()
    assert np.isnan(table.loc["quality", "rating"])


# -- weights ----------------------------------------------------------------------------------------------------------


def test_one_weight_by_hand():
    """Us (.8, .2) leads them (.4, .4) while .4·w > .2·(100 − w), which ends at w = 33⅓."""
    study = study_of([("a", "quality", 50), ("a", "price", 50)], [
        ("a", "us", "quality", 8), ("a", "us", "price", 80), ("a", "them", "quality", 4), ("a", "them", "price", 60),
    ])  # fmt: skip

    table = cv.value.weight_switches(study)

    assert table[["offering", "driver", "rival"]].to_numpy().tolist() == [
        ["us", "quality", "them"],
        ["us", "price", "them"],
    ]
    assert table["weight_needed"].tolist() == pytest.approx([100 / 3, 200 / 3])
    assert table["change"].tolist() == pytest.approx([100 / 3, 100 / 3])


@pytest.mark.parametrize("unit", ["points", "EUR"])
@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_at_the_weights_needed_two_are_equally_good(unit, seed):
    study = large(1, 3, 4, seed=seed, unit=unit)
    single = cv.value.weight_switches(study)
    weights = study.weights.set_index("driver")["weight"]

    for row in single.dropna().itertuples():
        new = weights / weights.sum() * 100 if unit == "points" else weights.copy()
        new *= (100 - row.weight_needed) / (100 - row.weight) if unit == "points" else 1
        new[row.driver] = row.weight_needed
        _equally_good(study, new, row.offering, row.rival)
        assert np.abs(new - (weights / weights.sum() * 100 if unit == "points" else weights)).sum() == pytest.approx(
            row.change
        )


def _equally_good(study: cv.Study, weights: pd.Series, leader: str, rival: str) -> None:
    table = study.weights.assign(weight=weights.reindex(study.weights["driver"]).to_numpy(), low=np.nan, high=np.nan)
    values = cv.values(replace(study, weights=table)).set_index("offering")["value"]
    assert values[leader] == pytest.approx(values[rival])
    assert values.max() <= values[leader] + 1e-6


def test_who_leads_on_everything_cannot_be_overtaken():
    study = study_of([("a", "quality", 50), ("a", "price", 50)], [
        ("a", "us", "quality", 8), ("a", "us", "price", 10), ("a", "them", "quality", 4), ("a", "them", "price", 60),
    ])  # fmt: skip

    assert cv.value.weight_switches(study)[["weight_needed", "change"]].isna().all(axis=None)


# -- the rest ---------------------------------------------------------------------------------------------------------


def test_unknown_ids_and_one_offering():
    study = large(2, 2, 3)
    for call, message in {
        lambda: cv.value.segment_gap(study, "s0", "s9"): 'segment: found "s9"; allowed: s0 or s1',
        lambda: cv.value.segment_gap(study, "s0", "s1", offering="x"): 'offering: found "x"; allowed: o0 or o1',
        lambda: cv.value.segment_gap(study, "s0", "s1", rival="x"): 'rival: found "x"; allowed: o0 or o1',
        lambda: cv.value.breakeven(study, offering="x"): 'offering: found "x"; allowed: o0 or o1',
    }.items():
        with pytest.raises(cv.StudyError) as error:
            call()
        assert str(error.value).startswith(message)
    alone = study_of([("a", "quality", 1), ("a", "price", 1)], [("a", "us", "quality", 5), ("a", "us", "price", 5)])
    for asked in (cv.value.breakeven, cv.value.weight_switches):
        with pytest.raises(cv.StudyError, match="there is no offering besides ours"):
            asked(alone)


def test_the_study_is_left_as_it_was():
    study = large(2, 3, 4)
    before = study.fingerprint

    cv.value.segment_gap(study, "s0", "s1")
    cv.value.breakeven(study)
    cv.value.weight_switches(study)

    assert study.fingerprint == before


def test_a_driver_that_neither_segment_weighs_explains_nothing_known_or_not():
    study = study_of(
        [("a", "quality", 1), ("b", "quality", 1), ("*", "price", 0)],
        [
            ("a", "us", "quality", 5),
            ("b", "us", "quality", 7),
            ("*", "us", "price", np.nan),
            ("*", "them", "quality", 1),
            ("*", "them", "price", 2),
        ],
    )

    table = cv.value.segment_gap(study, "a", "b").set_index("driver")

    assert table.loc["price", ["weight_effect", "rating_effect", "gap"]].tolist() == [0, 0, 0]
    values = cv.values(study).query("offering == 'us'")["value"].to_numpy()
    assert table["gap"].sum() == pytest.approx(values[0] - values[1])


def test_a_weight_of_nearly_everything_loses_no_digits():
    """With all weight on one driver but for a billionth, the others' part is summed, not what is left of 100."""
    ratings = [
        *(("a", "us", d, r) for d, r in (("quality", 8), ("price", 80))),
        *(("a", "them", d, r) for d, r in (("quality", 4), ("price", 60))),
    ]
    heavy = cv.value.weight_switches(study_of([("a", "quality", 2.4e13), ("a", "price", 6)], ratings))
    even = cv.value.weight_switches(study_of([("a", "quality", 50), ("a", "price", 50)], ratings))

    assert heavy["weight_needed"].tolist() == pytest.approx(even["weight_needed"].tolist(), rel=1e-12)
