"""Numbers that move together: within an offering, between offerings, and in named groups."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.uncertainty.draws import blocks
from cvtools.uncertainty.influence import TOGETHER
from cvtools.uncertainty.inputs import numbers_of
from cvtools.uncertainty.summaries import EVERY
from cvtools.uncertainty.together import STRATUM, evenly, stream

from ..uncertain_studies import BENEFIT, COST, GROUPS, large, study_of, without

CALM = ("calm", "benefit", "emotional", 0.0, 10.0)
WEIGHTS = [("a", "quality", 40), ("a", "calm", 20), ("a", "price", 40)]
RATINGS = [
    ("a", o, d, *((50, 40, 60) if d == "price" else (5, 4, 6)))
    for o in ("us", "them")
    for d in ("quality", "calm", "price")
]


def market(**settings) -> cv.Study:
    return study_of(WEIGHTS, RATINGS, drivers=[BENEFIT, CALM, COST], **settings)


def drawn(study: cv.Study, segment: str = "a", draws: int = 40_000) -> dict[tuple[int, int], np.ndarray]:
    """What each rating contributes for each unit of weight, in the draws."""
    numbers = next(found for found in numbers_of(study) if found.segment == segment)
    parts = list(blocks(numbers, draws=draws, seed=1))
    return {place: np.concatenate([part.x[place] for part in parts]) for place in parts[0].x}


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's, as the correlation of the normal draws behind it."""
    ranks = [np.argsort(np.argsort(of)) for of in (x, y)]
    return float(2 * np.sin(np.pi / 6 * np.corrcoef(ranks)[0, 1]))


@pytest.mark.parametrize(("halo", "shared"), [(0.5, 0.0), (0.0, 0.4), (0.3, 0.6), (1.0, 0.5)])
def test_two_ratings_are_correlated_as_the_settings_say_in_utility(halo, shared):
    x = drawn(market(halo=halo, shared=shared))

    for (o, d), mine in x.items():
        for (p, e), other in x.items():
            expected = (halo if d != e else 1) * (shared if o != p else 1)
            assert correlation(mine, other) == pytest.approx(expected, abs=0.02)


def test_each_rating_by_itself_stays_as_it_was():
    alone, together = drawn(market()), drawn(market(halo=0.5, shared=0.3))

    for place, x in alone.items():
        tenths = np.linspace(0.1, 0.9, 9)
        assert np.quantile(together[place], tenths) == pytest.approx(np.quantile(x, tenths), abs=0.003)


def test_nothing_else_moves_when_an_offering_or_a_segment_goes():
    study = large(2, 3, 3)
    study = dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=0.4, shared=0.3))
    before = cv.uncertainty.value_draws(study, "s1", draws=500)

    for gone in ({"offering": "o1"}, {"segment": "s0"}):
        after = cv.uncertainty.value_draws(without(study, **gone), "s1", draws=500)
        assert (after == before[list(after)]).all(axis=None)


def test_segments_with_ratings_of_their_own_stay_independent_and_a_shared_rating_moves_with_those_of_each():
    weights = [("*", "quality", 50), ("*", "calm", 50)]
    own = [(s, "us", d, 5, 4, 6) for s in "ab" for d in ("quality", "calm")]
    fixed = [("*", "them", d, 5) for d in ("quality", "calm")]
    drivers = [BENEFIT, CALM]
    apart = study_of(weights, [*own, *[(s, *row[1:]) for s in "ab" for row in fixed]], drivers=drivers, halo=0.6)
    mixed = study_of(weights, [*own[1:], ("*", "us", "quality", 5, 4, 6), *fixed], drivers=drivers, halo=0.6)

    a, b = (drawn(apart, segment) for segment in "ab")
    assert correlation(a[0, 0], b[0, 0]) == pytest.approx(0, abs=0.02)
    a = drawn(mixed, "a")
    assert correlation(a[0, 0], a[0, 1]) == pytest.approx(0.6, abs=0.02)


def test_a_named_group_is_correlated_as_it_says_and_with_nothing_else():
    rows = [("raters", "ratings", "a", o, "quality", -0.7) for o in ("us", "them")]
    x = drawn(market(halo=0.5, groups=rows))

    assert correlation(x[0, 0], x[1, 0]) == pytest.approx(-0.7, abs=0.02)
    assert correlation(x[0, 0], x[0, 1]) == pytest.approx(0, abs=0.02)
    assert correlation(x[0, 1], x[0, 2]) == pytest.approx(0.5, abs=0.02)


def test_a_group_may_hold_a_weight_and_numbers_of_several_segments():
    weights = [("a", "quality", 40, 30, 50), ("a", "price", 60), ("b", "quality", 40, 30, 50), ("b", "price", 60)]
    ratings = [(s, o, d, 5, 4, 6) for s in "ab" for o in ("us", "them") for d in ("quality", "price")]
    rows = [("w", "weights", s, "", "quality", 0.8) for s in "ab"]
    study = study_of(weights, ratings, groups=rows)

    weight = [
        np.concatenate([block.weight[0] for block in blocks(numbers, draws=20_000, seed=1)])
        for numbers in numbers_of(study)
    ]

    assert correlation(*weight) == pytest.approx(0.8, abs=0.02)


def groups(*rows: tuple) -> list[str]:
    study = market()
    return [
        problem.code
        for problem in cv.check_study(
            dataclasses.replace(study, others={"groups": pd.DataFrame(list(rows), columns=GROUPS)})
        )
    ]


def rated(group: str, offering: str, driver: str, correlation: float) -> tuple:
    return group, "ratings", "a", offering, driver, correlation


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([rated("g", "us", "quality", 0.5), rated("g", "us", "calm", 0.5)], []),
        ([rated("g", "us", "quality", 1.5), rated("g", "us", "calm", 1.5)], ["correlation", "correlation"]),
        ([rated("g", "us", "quality", 0.5), rated("g", "us", "calm", 0.4)], ["correlation_differs"]),
        ([rated("g", "us", "quality", 0.5)], ["group_alone"]),
        ([rated("g", "us", "qualify", 0.5), rated("g", "us", "calm", 0.5)], ["known_driver"]),
        ([rated("g", "un", "quality", 0.5), rated("g", "us", "calm", 0.5)], ["known_offering"]),
        (
            [("g", "weights", "a", "", "quality", 0.5), ("g", "weights", "*", "", "calm", 0.5)],
            ["group_number", "group_fixed"],
        ),
        ([("g", "weights", "a", "us", "quality", 0.5), rated("g", "us", "calm", 0.5)], ["weight_without_offering"]),
        (
            [rated("g", o, d, -0.9) for o, d in (("us", "quality"), ("us", "calm"), ("them", "calm"))],
            ["groups_impossible"],
        ),
    ],
    ids=str,
)
def test_what_a_group_cannot_say(rows, codes):
    found = groups(*rows)

    assert set(codes) <= set(found)
    assert bool(codes) == bool(found)


def test_impossible_correlations_name_their_rows():
    rows = [rated("g", o, d, -0.9) for o, d in (("us", "quality"), ("us", "calm"), ("them", "calm"))]
    study = dataclasses.replace(market(), others={"groups": pd.DataFrame(rows, columns=GROUPS)})

    (problem,) = cv.check_study(study)

    assert problem.fields["rows"] == ("2", "3", "4")


@pytest.mark.parametrize("setting", ["halo", "shared"])
def test_a_setting_is_between_0_and_1(setting):
    study = market()
    wrong = dataclasses.replace(study, settings=dataclasses.replace(study.settings, **{setting: 1.2}))

    assert [problem.code for problem in cv.check_study(wrong)] == [setting]


def test_a_correlated_error_widens_the_interval_and_the_right_setting_holds_the_truths():
    """Eight drivers, errors correlated by 0.5 within an offering: independent draws hold half of the truths."""
    drivers = [(f"d{d}", "benefit", "functional", 0.0, 10.0) for d in range(8)]
    ratings = [("a", o, d[0], 5, 4.2, 5.8) for o in ("us", "b", "c") for d in drivers]
    apart, together = (
        study_of([("a", d[0], 12.5) for d in drivers], ratings, drivers=drivers, unit="EUR", halo=halo)
        for halo in (0.0, 0.5)
    )
    random = np.random.default_rng(4)
    error = np.sqrt(0.5) * (random.standard_normal((5000, 3, 1)) + random.standard_normal((5000, 3, 8)))
    truth = (5 + 0.8 / 1.2816 * error).sum(axis=2) * 1.25
    gap = truth[:, 0] - truth[:, 1:].max(axis=1)

    def held(study: cv.Study) -> float:
        table = cv.uncertainty.gap_intervals(cv.simulate(study)).set_index("rival")
        return float(((gap >= table.loc[EVERY, "gap_low"]) & (gap <= table.loc[EVERY, "gap_high"])).mean())

    assert held(apart) < 0.55
    assert held(together) == pytest.approx(0.8, abs=0.025)


def test_shares_and_information_of_numbers_that_move_together():
    """Two ratings that are one: each by itself explains what both do, and knowing one is knowing all."""
    study = study_of(
        [("a", "quality", 50), ("a", "calm", 50)],
        [("a", "us", d, 5, 4, 6) for d in ("quality", "calm")] + [("a", "them", d, 5) for d in ("quality", "calm")],
        drivers=[BENEFIT, CALM],
        unit="EUR",
        halo=1.0,
    )
    simulation = cv.simulate(study)

    shares = cv.uncertainty.variance_shares(simulation)
    worth = cv.uncertainty.information_value(simulation)["information"]

    assert shares[shares["table"] != TOGETHER]["share"].tolist() == pytest.approx([1, 1], abs=0.01)
    assert shares[shares["table"] == TOGETHER]["share"].tolist() == [0]
    assert worth.tolist() == pytest.approx([worth.iloc[-1]] * 3, rel=0.02)


def test_regression_agrees_with_the_closed_forms_where_these_hold():
    """A group between segments leaves each segment's numbers independent, and is worked out by regression."""
    study = large(2, 3, 4)
    rows = [("g", "ratings", s, "o0", "d0", 0.5) for s in ("s0", "s1")]
    joined = dataclasses.replace(study, others={"groups": pd.DataFrame(rows, columns=GROUPS)})
    closed, regressed = cv.simulate(study), cv.simulate(joined)

    exact, found = (cv.uncertainty.variance_shares(of)["share"].to_numpy() for of in (closed, regressed))
    assert found == pytest.approx(exact, abs=0.03)  # a share of 0.1 is known to about 0.006, what is left to less
    exact, found = (cv.uncertainty.information_value(of)["information"].to_numpy() for of in (closed, regressed))
    assert found == pytest.approx(exact, abs=0.1 * exact.max())


def test_draws_are_evenly_spread_whatever_the_seed():
    for seed in (1, 2):
        uniform = evenly(stream(seed, "x"), 2500)
        assert len(uniform) == 2500
        for start in (0, STRATUM):
            assert (np.sort(uniform[start : start + STRATUM] * STRATUM).astype(int) == np.arange(STRATUM)).all()
    assert (evenly(stream(3, "x"), 10) == evenly(stream(3, "x"), 1000)[:10]).all()
