from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.uncertainty.beta import looked_up, quantile_tables
from cvtools.uncertainty.conditional_means import learning, spread
from cvtools.uncertainty.draws import BLOCK, blocks, uniforms
from cvtools.uncertainty.influence import TOGETHER
from cvtools.uncertainty.inputs import numbers_of
from cvtools.uncertainty.pert import plausible
from cvtools.uncertainty.summaries import EVERY
from cvtools.uncertainty.together import stream

from ..uncertain_studies import BENEFIT, COST, large, moments, study_of, without

# -- the numbers of a study --------------------------------------------------------------------------------------------


def test_an_unknown_rating_is_uniform_over_its_scale_and_a_fixed_one_is_fixed():
    study = study_of(
        [("a", "quality", 1), ("a", "price", 1)],
        [
            ("a", "us", "quality", np.nan),
            ("a", "us", "price", 30, 30, 30),
            ("a", "them", "quality", 5),
            ("a", "them", "price", 50),
        ],
    )

    draws = cv.uncertainty.value_draws(study, "a", draws=100_000)

    assert draws["them"].nunique() == 1
    assert draws["us"].min() == pytest.approx(-15, abs=0.01)
    assert draws["us"].max() == pytest.approx(35, abs=0.01)
    assert draws["us"].var() == pytest.approx(50**2 / 12, rel=0.02)


def test_the_variance_of_weight_times_rating_is_the_bilinear_closed_form():
    study = study_of(
        [("a", "quality", 10, 6, 16)],
        [("a", "us", "quality", 5, 3, 8), ("a", "them", "quality", 0)],
        drivers=[("quality", "benefit", "functional", 0.0, 10.0)],
        unit="EUR",
    )
    ranges = plausible(*np.array([[6.0, 0.3], [10.0, 0.5], [16.0, 0.8]]), confidence=0.8, least=0.0, most=[np.inf, 1.0])
    (mean_w, mean_x), (var_w, var_x) = (moment.tolist() for moment in moments(ranges))
    expected = mean_w**2 * var_x + mean_x**2 * var_w + var_w * var_x

    draws = cv.uncertainty.value_draws(study, "a", draws=400_000)["us"]
    shares = cv.uncertainty.variance_shares(cv.simulate(study, draws=100)).set_index("table")["share"]

    assert draws.mean() == pytest.approx(mean_w * mean_x, rel=0.002)
    assert draws.var() == pytest.approx(expected, rel=0.01)
    assert shares["ratings"] == pytest.approx(mean_w**2 * var_x / expected, rel=1e-12)
    assert shares["weights"] == pytest.approx(mean_x**2 * var_w / expected, rel=1e-12)
    assert shares[TOGETHER] == pytest.approx(var_w * var_x / expected, rel=1e-12)


# -- the draws: what depends on what ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def study() -> cv.Study:
    return large(3, 3, 5)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(study):
    first, second, other = (cv.uncertainty.robustness(study, draws=500, seed=seed) for seed in (7, 7, 8))

    pd.testing.assert_frame_equal(first, second, check_exact=True)
    assert not first.equals(other)


def test_the_stream_of_a_number_never_changes():
    """Pinned: reports that were sent can be made again with any later version."""
    assert stream(1, "weights", "*", "", "price", "").random(3).tolist() == [
        0.7803622023277357,
        0.6796680866806785,
        0.6041819783291685,
    ]


def test_the_first_draws_of_many_are_the_few(study):
    few, many = (
        cv.uncertainty.value_draws(study, "s1", draws=BLOCK),
        cv.uncertainty.value_draws(study, "s1", draws=2 * BLOCK + 17),
    )

    assert (many.iloc[:BLOCK].to_numpy() == few.to_numpy()).all()


@pytest.mark.parametrize("gone", [{"segment": "s0"}, {"offering": "o1"}], ids=str)
def test_nothing_else_moves_when_something_goes(study, gone):
    before, after = (cv.uncertainty.value_draws(which, "s1", draws=300) for which in (study, without(study, **gone)))

    assert (after.to_numpy() == before[list(after)].to_numpy()).all()


def test_nor_when_a_driver_goes_in_money():
    study = large(2, 2, 4, unit="EUR")
    gone = without(study, driver="d1")
    drawn = [next(blocks(next(numbers_of(which)), draws=100, seed=1)) for which in (study, gone)]

    assert (drawn[0].weight[[0, 2, 3]] == drawn[1].weight).all()
    assert (drawn[0].x[0, 2] == drawn[1].x[0, 1]).all()


def test_the_order_of_the_rows_does_not_matter(study):
    mixed = replace(
        study,
        ratings=study.ratings.sample(frac=1, random_state=1).reset_index(drop=True),
        weights=study.weights[::-1].reset_index(drop=True),
    )

    assert (
        cv.uncertainty.value_draws(study, "s0", draws=50).to_numpy()
        == cv.uncertainty.value_draws(mixed, "s0", draws=50).to_numpy()
    ).all()


def test_the_size_of_the_blocks_does_not_matter(study, monkeypatch):
    whole = cv.uncertainty.value_draws(study, "s0", draws=1000)
    monkeypatch.setattr("cvtools.uncertainty.draws.BLOCK", 77)

    assert (cv.uncertainty.value_draws(study, "s0", draws=1000).to_numpy() == whole.to_numpy()).all()


def test_between_two_scenarios_what_was_not_changed_changes_by_exactly_0(study):
    higher = study.ratings.copy()
    at = ((higher["segment"] == "s0") & (higher["offering"] == "o0") & (higher["driver"] == "d0")).to_numpy()
    higher.loc[at, ["rating", "low", "high"]] += 1.0

    change = cv.uncertainty.value_draws(replace(study, ratings=higher), "s0", draws=2000) - cv.uncertainty.value_draws(
        study, "s0", draws=2000
    )

    assert (change[["o1", "o2"]] == 0).all(axis=None)
    assert (change["o0"] > 0).all()  # each draw keeps its quantile, so a higher rating is higher in every draw
    assert (
        cv.uncertainty.value_draws(replace(study, ratings=higher), "s1") == cv.uncertainty.value_draws(study, "s1")
    ).all(axis=None)


def test_a_star_row_is_one_number_in_all_segments_and_an_unknown_rating_is_not():
    study = study_of(
        [("*", "quality", 1), ("*", "price", 0)],
        [
            ("*", "us", "quality", 5, 3, 7),
            ("*", "us", "price", 0),
            ("*", "them", "quality", np.nan),
            ("*", "them", "price", 0),
            ("a", "us", "price", 0),
            ("b", "us", "price", 0),
        ],
    )

    a, b = (cv.uncertainty.value_draws(study, segment, draws=1000) for segment in "ab")

    assert (a["us"] == b["us"]).all()
    assert abs(np.corrcoef(a["them"], b["them"])[0, 1]) < 0.1


# -- who is best ------------------------------------------------------------------------------------------------------


def test_a_fixed_study_has_intervals_of_no_width(repository):
    study = cv.read_study(repository / "data" / "laptops")

    table, gaps = cv.uncertainty.robustness(study, draws=50), cv.uncertainty.gap_intervals(cv.simulate(study, draws=50))

    assert (table["value_low"] == table["value_high"]).all()
    assert table["value_low"].to_numpy() == pytest.approx(cv.values(study)["value"].to_numpy(), abs=1e-9)
    assert table["p_best"].tolist() == [1, 0, 0, 0]
    assert table["expected_rank"].tolist() == [1, 2, 3, 4]
    assert gaps["rival"].tolist() == ["b", "c", "d", EVERY]
    for column in ("gap_low", "gap", "gap_high", "mean"):
        assert gaps[column].tolist() == pytest.approx([10, 20, 30, 10])
    assert cv.uncertainty.variance_shares(cv.simulate(study, draws=50)).empty
    assert (cv.uncertainty.information_value(cv.simulate(study, draws=50))["information"] == 0).all()


def test_robustness_has_the_columns_it_promises(repository):
    table = cv.uncertainty.robustness(cv.read_study(repository / "data" / "coffee"), draws=200)

    assert list(table) == [
        "segment",
        "offering",
        "value_low",
        "value",
        "value_high",
        "median",
        "p_best",
        "expected_rank",
        "p_rank_1",
        "p_rank_2",
        "p_rank_3",
        "p_rank_4",
    ]
    ranks = table.filter(like="p_rank_")
    assert ranks.sum(axis=1).to_numpy() == pytest.approx(1)
    assert ranks.groupby(table["segment"]).sum().to_numpy() == pytest.approx(1)
    assert table["value"].isna().sum() == 2  # as in values(): an unknown rating makes the value unknown
    assert (table["value_low"] < table["value_high"]).all()


def test_what_is_the_same_is_split_evenly():
    same = [("*", o, "quality", 5) for o in ("us", "b", "c")] + [("*", o, "price", 20) for o in ("us", "b", "c")]
    study = study_of(
        [("a", "quality", 60, 40, 80), ("a", "price", 40, 30, 50)],
        [*same, ("*", "worse", "quality", 1), ("*", "worse", "price", 90)],
    )
    simulation = cv.simulate(study, draws=1000)

    table, wins, names = cv.uncertainty.robustness(simulation), simulation.markets[0].wins, simulation.offerings

    assert table["p_best"].tolist() == pytest.approx([1 / 3] * 3 + [0])
    assert table["expected_rank"].tolist() == pytest.approx([2, 2, 2, 4])
    assert table["p_rank_3"].tolist() == pytest.approx([1 / 3] * 3 + [0])
    assert wins[names.index("us"), names.index("b")] == 0.5
    assert wins[names.index("us"), names.index("worse")] == 1
    assert cv.uncertainty.gap_intervals(simulation).set_index("rival")["p_win"][EVERY] == pytest.approx(1 / 3)


def test_the_same_value_by_another_sum_is_a_tie_too():
    drivers = [(d, "benefit", "functional", 0.0, 1.0) for d in "xyz"]
    rows = [("us", 0.1, 0.2, 0.0), ("them", 0.0, 0.0, 0.3)]
    ratings = [("*", o, d, rating) for o, *of in rows for d, rating in zip("xyz", of, strict=True)]
    study = study_of([("a", d, 1) for d in "xyz"], ratings, drivers=drivers)

    assert cv.uncertainty.robustness(study, draws=10)["p_best"].tolist() == [0.5, 0.5]


def test_a_dominated_offering_changes_nothing_but_ranks(study):
    worse = study.ratings[(study.ratings["offering"] == "o1").to_numpy()].assign(offering="o9", low=np.nan, high=np.nan)
    sides = study.drivers.set_index("driver")["worst"]
    worse = worse.assign(rating=worse["driver"].map(sides))
    more = replace(
        study,
        ratings=pd.concat([study.ratings, worse], ignore_index=True),
        offerings=pd.concat([study.offerings, study.offerings[:1].assign(offering="o9")], ignore_index=True),
    )
    before, after = (cv.simulate(which, draws=2000) for which in (study, more))

    tables = map(cv.uncertainty.robustness, (before, after))
    same = [table[(table["offering"] != "o9").to_numpy()].reset_index(drop=True) for table in tables]
    pd.testing.assert_frame_equal(same[0].iloc[:, :6], same[1].iloc[:, :6], check_exact=True)
    assert same[0]["expected_rank"].to_numpy() == pytest.approx(same[1]["expected_rank"].to_numpy())
    gaps = [cv.uncertainty.gap_intervals(which).set_index(["segment", "rival"]) for which in (before, after)]
    pd.testing.assert_frame_equal(gaps[0], gaps[1].loc[gaps[0].index], check_exact=True)
    information = [cv.uncertainty.information_value(which)["information"] for which in (before, after)]
    assert information[0].to_numpy() == pytest.approx(information[1].to_numpy(), rel=1e-9, abs=1e-12)


def test_the_best_alternative_is_chosen_in_each_draw():
    """Against two equal rivals, each beaten half the time, both are beaten a third of the time (by symmetry)."""
    study = study_of(
        [("a", "quality", 1), ("a", "price", 0)],
        [("*", o, *of) for o in ("us", "b", "c") for of in (("quality", 5, 3, 7), ("price", 0))],
    )

    simulation = cv.simulate(study, draws=100_000)
    gaps = cv.uncertainty.gap_intervals(simulation).set_index("rival")

    assert gaps["p_win"].tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 3], abs=0.006)
    assert gaps["mean"].tolist()[:2] == pytest.approx([0, 0], abs=0.1)
    assert gaps.loc[EVERY, "mean"] < -1  # the better of two is better than either
    assert gaps.loc[EVERY, "gap"] == 0


def test_gaps_agree_with_the_draws(study):
    draws = cv.uncertainty.value_draws(study, "s0")
    gaps = cv.uncertainty.gap_intervals(cv.simulate(study)).set_index(["segment", "rival"]).loc["s0"]
    own = draws["o0"] - draws[["o1", "o2"]].max(axis=1)

    expected = [own.quantile(0.1), own.mean(), own.quantile(0.9)]
    assert gaps.loc[EVERY, ["gap_low", "mean", "gap_high"]].tolist() == pytest.approx(expected)
    assert gaps.loc[EVERY, "p_win"] == (own > 0).mean()
    assert gaps.loc["o1", "p_win"] == (draws["o0"] > draws["o1"]).mean()


@pytest.mark.parametrize("unit", ["points", "EUR"])
def test_over_simulated_worlds_the_80_percent_interval_holds_80_percent_of_the_truths(unit):
    """Each world is drawn from the study's own distributions; 5 segments × 4 values, 3 gaps."""
    study = large(unit=unit, seed=5)
    table = cv.uncertainty.robustness(study, draws=40_000)
    gaps = cv.uncertainty.gap_intervals(cv.simulate(study, draws=40_000))
    random, worlds = np.random.default_rng(3), 2000
    held: list[float] = []
    for numbers in numbers_of(study):
        drawn = np.array([looked_up(numbers.quantiles(k), random.random(worlds))[0] for k in numbers.ids.index]).T
        weight, x = np.tile(numbers.weight, (worlds, 1)), np.tile(numbers.x, (worlds, 1, 1))
        own = numbers.offering < 0
        weight[:, numbers.driver[own]] = drawn[:, own]
        x[:, numbers.offering[~own], numbers.driver[~own]] = drawn[:, ~own]
        value = np.einsum("nd,nod->no", numbers.scaled(weight.T).T, x)
        of = table[(table["segment"] == numbers.segment).to_numpy()]
        held += ((value >= of["value_low"].to_numpy()) & (value <= of["value_high"].to_numpy())).mean(axis=0).tolist()
        best = value[:, 0] - value[:, 1:].max(axis=1)
        low, high = gaps.set_index(["segment", "rival"]).loc[(numbers.segment, EVERY), ["gap_low", "gap_high"]]
        held.append(float(((best >= low) & (best <= high)).mean()))

    error = sqrt(0.8 * 0.2 / worlds)
    assert np.abs(np.array(held) - 0.8).max() < 4 * error
    assert np.mean(held) == pytest.approx(0.8, abs=3 * error / sqrt(len(held)) + 0.003)


@pytest.mark.parametrize("unit", ["points", "EUR"])
def test_it_holds_them_too_where_the_truth_is_normal_and_low_and_high_are_its_10_and_90_percent(unit):
    """What the format promises of low and high, carried through to value and gap.

    PERT ends where a normal distribution does not, and its standard deviation is 4.5 % smaller at the same 80 %. So
    about 78 % of the truths are expected to lie inside, and at least 76 %.
    """
    random, worlds = np.random.default_rng(11), 4000
    study = _known_to_a_tenth(random, unit)
    table = cv.uncertainty.robustness(study, draws=40_000).set_index("offering")
    gaps = cv.uncertainty.gap_intervals(cv.simulate(study, draws=40_000)).set_index("rival")
    weight, rating = (
        _normal(random, frame, name, worlds) for frame, name in ((study.weights, "weight"), (study.ratings, "rating"))
    )
    offerings, drivers = list(study.offerings["offering"]), len(study.drivers)
    u = rating.reshape(worlds, len(offerings), drivers) / 10
    scale = 100 / weight.sum(axis=1, keepdims=True) if unit == "points" else 1.0

    truth = pd.DataFrame(np.einsum("nd,nod->no", weight * scale, u), columns=offerings)

    held = [truth[o].between(table.loc[o, "value_low"], table.loc[o, "value_high"]).mean() for o in offerings]
    gap = {rival: truth["us"] - truth[rival] for rival in offerings[1:]}
    gap[EVERY] = truth["us"] - truth[offerings[1:]].max(axis=1)
    held += [found.between(*gaps.loc[rival, ["gap_low", "gap_high"]]).mean() for rival, found in gap.items()]
    error = sqrt(0.8 * 0.2 / worlds)
    assert 0.76 - 2 * error < min(held)
    assert max(held) < 0.8 + 3 * error
    assert np.mean(held) == pytest.approx(0.78, abs=0.01 + 2 * error)


def _known_to_a_tenth(random: np.random.Generator, unit: str) -> cv.Study:
    """Six benefits whose every number has a low and a high at 1.28 standard deviations, far from the anchors."""
    names = [f"d{d}" for d in range(6)]
    tenth = 1.2815515655446004

    def row(*ids: str, least: float, most: float, share: float) -> tuple:
        likely = random.uniform(least, most)
        return *ids, likely, likely * (1 - share * tenth), likely * (1 + share * tenth)

    return study_of(
        [row("a", d, least=10, most=20, share=0.15) for d in names],
        [row("a", o, d, least=4.5, most=5.5, share=0.12) for o in ("us", "b", "c") for d in names],
        drivers=[(d, "benefit", "functional", 0.0, 10.0) for d in names],
        unit=unit,
    )


def _normal(random: np.random.Generator, table: pd.DataFrame, name: str, worlds: int) -> np.ndarray:
    spread = (table["high"] - table["low"]).to_numpy() / (2 * 1.2815515655446004)
    return random.normal(table[name].to_numpy(), spread, (worlds, len(table)))


# -- what explains a gap, and what to measure -------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["points", "EUR"])
def test_the_variance_of_a_gap_and_its_shares_agree_with_the_draws(unit):
    study = large(2, 3, 5, unit=unit)
    numbers = next(numbers_of(study))
    found = spread(learning(numbers, seed=1), ours=0)
    block = np.concatenate([b.value for b in blocks(numbers, draws=200_000, seed=9)], axis=1)
    gap = block[0] - block[1]
    assert found.total[1] == pytest.approx(gap.var(), rel=0.015)

    drawn_by = list(uniforms(numbers, 9).take(200_000))
    own = [s for s in numbers.ids.index if numbers.offering[s] in (-1, 0, 1)]
    for k in own:  # the variance of the mean within narrow bands of the number, less what chance alone gives
        band = (drawn_by[k] * 50).astype(int)
        sums, counts = np.bincount(band, gap), np.bincount(band)
        between = ((sums / counts - gap.mean()) ** 2 * counts).sum() / len(gap) - 50 / len(gap) * gap.var()
        assert found.by_number[1, k] == pytest.approx(between, abs=0.004 * gap.var())

    shares = cv.uncertainty.variance_shares(cv.simulate(study, draws=50))
    assert shares.groupby(["segment", "rival"])["share"].sum().to_numpy() == pytest.approx(1)
    assert (shares["share"] >= 0).all()


@pytest.mark.parametrize("unit", ["points", "EUR"])
def test_the_value_of_information_agrees_with_a_simulation_within_the_simulation(unit):
    """The outer draws fix one driver's numbers; the inner ones average over all others."""
    study = _close_race(unit)
    table = cv.uncertainty.information_value(cv.simulate(study, draws=40_000)).set_index("driver")["information"]
    numbers = next(numbers_of(study))
    outer, inner = 1500, 1500
    first, second = (_all_draws(numbers, n, seed) for n, seed in ((outer, 21), (inner, 22)))

    for d, driver in enumerate(study.drivers["driver"]):
        best = np.empty(outer)
        means = np.empty((outer, len(numbers.x)))
        for i in range(outer):
            weight, x = second[0].copy(), second[1].copy()
            weight[:, d], x[:, :, d] = first[0][i, d], first[1][i, :, d]
            scale = 100 / weight.sum(axis=1, keepdims=True) if unit == "points" else 1.0
            means[i] = np.einsum("nd,nod->no", weight * scale, x).mean(axis=0)
            best[i] = means[i].max()
        nested = best.mean() - means.mean(axis=0).max()
        assert table[driver] == pytest.approx(nested, abs=0.1 * table[EVERY])

    scale = 100 / second[0].sum(axis=1, keepdims=True) if unit == "points" else 1.0
    value = np.einsum("nd,nod->no", second[0] * scale, second[1])
    assert table[EVERY] == pytest.approx(value.max(axis=1).mean() - value.mean(axis=0).max(), rel=0.15)
    assert (table.drop(EVERY) <= table[EVERY]).all()


def _close_race(unit: str) -> cv.Study:
    drivers = [BENEFIT, ("calm", "benefit", "emotional", 0.0, 10.0), COST]
    ratings = {"us": (6, 5, 40), "b": (5, 6, 38), "c": (5.5, 5.5, 41)}
    wide = {"quality": 2.0, "calm": 0.6, "price": 5.0}  # which driver matters is known beforehand
    return study_of(
        [("a", "quality", 40, 25, 50), ("a", "calm", 30, 15, 50), ("a", "price", 30, 20, 40)],
        [("a", o, d, r, r - wide[d], r + wide[d]) for o, of in ratings.items() for d, r in zip(wide, of, strict=True)],
        drivers=drivers,
        unit=unit,
    )


def _all_draws(numbers, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    weight, x = np.tile(numbers.weight, (size, 1)), np.tile(numbers.x, (size, 1, 1))
    for k, (o, d) in enumerate(zip(numbers.offering, numbers.driver, strict=True)):
        drawn = looked_up(numbers.quantiles(k), random.random(size))[0]
        if o < 0:
            weight[:, d] = drawn
        else:
            x[:, o, d] = drawn
    return weight, x


def test_information_about_what_cannot_change_the_choice_is_worth_nothing():
    study = study_of(
        [("a", "quality", 90), ("a", "price", 10)],
        [
            ("a", "us", "quality", 9, 8, 10),
            ("a", "us", "price", 10, 5, 20),
            ("a", "them", "quality", 2, 1, 3),
            ("a", "them", "price", 50),
        ],
    )

    assert cv.uncertainty.information_value(cv.simulate(study, draws=1000))["information"].tolist() == [0, 0, 0]


def test_the_value_of_information_of_one_uncertain_number_is_its_expected_excess():
    """One rating against a fixed one, in money: E[max(gap, 0)] − max(E[gap], 0), here by exact integration."""
    study = study_of(
        [("a", "quality", 10)],
        [("a", "us", "quality", 5, 3, 7), ("a", "them", "quality", 5.4)],
        drivers=[("quality", "benefit", "functional", 0.0, 10.0)],
        unit="EUR",
    )
    table = cv.uncertainty.information_value(cv.simulate(study, draws=200_000)).set_index("driver")["information"]

    grid = (np.arange(100_000) + 0.5) / 100_000
    of = plausible(*np.array([[3.0], [5.0], [7.0]]), confidence=0.8)
    rating = looked_up(quantile_tables(of.alpha, of.beta)[0], grid)[0] * (of.end - of.start) + of.start
    exact = np.maximum(rating - 5.4, 0).mean()

    assert table["quality"] == pytest.approx(exact, rel=0.02)
    assert table[EVERY] == pytest.approx(table["quality"], rel=1e-3)


def test_tornado():
    study = _close_race("points")
    table = cv.uncertainty.tornado(study)
    weight = table[(table["table"] == "weights") & (table["driver"] == "calm")].iloc[0]

    assert len(table) == 12
    assert table["swing"].is_monotonic_decreasing
    assert table["gap"].tolist() == pytest.approx([cv.gap_totals(cv.value_gaps(study))["gap"].iloc[0]] * 12)
    assert weight["low"] == pytest.approx(15, abs=0.5)  # at a confidence of 80 %, P10 and P90 are low and high
    assert weight["high"] == pytest.approx(50, abs=0.5)
    moved = study.weights.assign(weight=[40 / 70, 0, 30 / 70], low=np.nan, high=np.nan)
    moved["weight"] = moved["weight"] * (100 - weight["low"]) + [0, weight["low"], 0]
    best = cv.value_gaps(replace(study, weights=moved))
    assert weight["gap_at_low"] == pytest.approx(cv.gap_totals(best)["gap"].iloc[0])
    one = cv.uncertainty.tornado(study, rival="c")
    assert set(one["offering"]) == {"", "us", "c"}
    assert set(one["rival"]) == {"c"}


def test_answers_needed():
    """Only one number is uncertain, so its interval shrinks with 1/√n until it leaves 0 out."""
    study = study_of(
        [("a", "quality", 1), ("a", "price", 0)],
        [
            ("a", "us", "quality", 5.2, 3.2, 7.2, 25),
            ("a", "us", "price", 0),
            ("a", "them", "quality", 5),
            ("a", "them", "price", 0),
        ],
    )
    simulation = cv.simulate(study, draws=50_000)
    gap = cv.uncertainty.gap_intervals(simulation).iloc[0]

    table = cv.uncertainty.answers_needed(simulation)

    times = 4 * ((gap["mean"] - gap["gap_low"]) / gap["mean"]) ** 2  # with nine chances in ten, at 80 %
    assert table[["driver", "share", "n"]].to_numpy().tolist() == [["quality", 1, 25], [EVERY, 1, 25]]
    assert table["times"].tolist() == pytest.approx([times, times])
    assert table["more"].tolist() == [np.ceil((times - 1) * 25)] * 2


def test_as_many_more_people_settle_it_with_nine_chances_in_ten():
    """The gap is what it seems: fresh surveys of that size, each with an interval of its own, end on our side of 0."""
    study = study_of(
        [("a", "quality", 10)],
        [("a", "us", "quality", 5.3, 4.85, 5.75, 50), ("a", "them", "quality", 5, 4.55, 5.45, 50)],
        drivers=[("quality", "benefit", "functional", 0.0, 10.0)],
        unit="EUR",
    )
    table = cv.uncertainty.answers_needed(cv.simulate(study)).iloc[0]
    error = 0.45 / 1.2816 * np.sqrt(2 / table["times"])

    means = np.random.default_rng(1).normal(0.3, error, 20_000)

    assert (means - 1.2816 * error > 0).mean() == pytest.approx(0.9, abs=0.02)


def test_no_more_answers_are_needed_where_it_is_settled_and_none_will_do_where_another_driver_is_the_trouble():
    study = study_of(
        [("a", "quality", 50), ("a", "price", 50)],
        [
            ("a", "us", "quality", 5.1, 4.9, 5.3, 25),
            ("a", "us", "price", 50, 10, 90),
            ("a", "them", "quality", 5),
            ("a", "them", "price", 50),
            ("a", "poor", "quality", 0),
            ("a", "poor", "price", 100),
        ],
    )
    table = cv.uncertainty.answers_needed(cv.simulate(study, draws=5000)).set_index(["rival", "driver"])

    assert table.loc[("them", "quality"), "times"] == np.inf
    assert table.loc[("them", "quality"), "more"] == np.inf
    assert np.isnan(table.loc[("them", "price"), "more"])  # nobody was asked yet
    assert table.loc["poor", "times"].tolist() == [1, 1, 1]
    assert table.loc["poor", "more"].tolist() == [0, 0, 0]


# -- the rest ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"draws": 0}, 'draws: found "0"; allowed: a whole number from 1 to 1,000,000'),
        ({"draws": -5}, 'draws: found "-5"; allowed: a whole number from 1 to 1,000,000'),
        ({"draws": 10**9}, 'draws: found "1000000000"; allowed: a whole number from 1 to 1,000,000'),
        ({"draws": 1.5}, 'draws: found "1.5"; allowed: a whole number from 1 to 1,000,000'),
        ({"draws": True}, 'draws: found "True"; allowed: a whole number from 1 to 1,000,000'),
        ({"seed": "x"}, 'seed: found "x"; allowed: a whole number from 0 to 9,223,372,036,854,775,807'),
        ({"seed": -1}, 'seed: found "-1"; allowed: a whole number from 0 to 9,223,372,036,854,775,807'),
        ({"view": "seen"}, 'view: found "seen"; allowed: perceived, expected or believed'),
    ],
    ids=str,
)
def test_what_cannot_be_asked_for(study, words, message):
    with pytest.raises(cv.StudyError) as error:
        cv.simulate(study, **words)
    assert str(error.value) == message


def test_a_study_with_one_offering_has_no_gap():
    study = study_of([("a", "quality", 1), ("a", "price", 1)], [("a", "us", "quality", 5), ("a", "us", "price", 5)])

    for asked in (cv.simulate, cv.uncertainty.robustness, cv.uncertainty.tornado):
        with pytest.raises(cv.StudyError) as error:
            asked(study)
        assert str(error.value) == "A market: there is no offering besides ours, so there is no gap to an alternative"


def test_unknown_segments_and_rivals(study):
    with pytest.raises(cv.StudyError, match='found "s9"; allowed: s0, s1 or s2'):
        cv.uncertainty.value_draws(study, "s9")
    with pytest.raises(cv.StudyError, match='found "o7"; allowed: best, o1 or o2'):
        cv.uncertainty.tornado(study, rival="o7")


def test_the_study_is_left_as_it_was(study):
    before = study.fingerprint

    cv.simulate(study, draws=20)
    cv.uncertainty.tornado(study)

    assert study.fingerprint == before


def test_a_simulation_does_not_grow_with_its_draws(study):
    small, big = (cv.simulate(study, draws=draws) for draws in (10, 3 * BLOCK))

    def size(simulation: cv.uncertainty.Simulation) -> int:
        arrays = (value for market in simulation.markets for value in vars(market).values())
        return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))

    assert size(small) == size(big)
