"""From low, likely and high to a distribution: what is stated is kept."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.uncertainty.beta import CELLS, looked_up, quantile, quantile_tables, share_below, through
from cvtools.uncertainty.draws import blocks
from cvtools.uncertainty.influence import tornado
from cvtools.uncertainty.inputs import numbers_of
from cvtools.uncertainty.pert import Plausible, plausible

from ..strength import times
from ..uncertain_studies import moments, study_of

SCALE = [("quality", "benefit", "functional", 0.0, 10.0)]


def range_of(low: float, likely: float, high: float, *, confidence: float = 0.8, **anchors: float) -> Plausible:
    return plausible(*np.array([[low], [likely], [high]], float), confidence=confidence, **anchors)


def on_ten(low: float, likely: float, high: float, confidence: float = 0.8) -> Plausible:
    return range_of(low, likely, high, confidence=confidence, least=0.0, most=10.0)


def drawn(of: Plausible, probability: float) -> float:
    """A quantile of what is drawn."""
    return float((of.start + (of.end - of.start) * quantile(quantile_tables(of.alpha, of.beta), probability))[0])


def below(at: float, of: Plausible) -> float:
    """How much lies below a number: the beta density summed over the logarithm of the odds, far out in wide steps."""
    alpha, beta, start, end = (float(column[0]) for column in (of.alpha, of.beta, of.start, of.end))
    steps = np.linspace(-9, 9, 40_001)
    odds = np.sinh(steps)
    density = np.exp(-alpha * np.logaddexp(0, -odds) - beta * np.logaddexp(0, odds)) * np.cosh(steps)
    if not start < at < end:
        return float(at >= end)
    return float(density[odds <= np.log((at - start) / (end - at))].sum() / density.sum())


# -- PERT, away from the anchors --------------------------------------------------------------------------------------


@given(st.floats(-100, 100), st.floats(0, 1), st.floats(0.01, 100), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_low_and_high_bound_the_middle_of_what_is_plausible(low, place, width, confidence):
    likely, high = low + place * width, low + width

    of = range_of(low, likely, high, confidence=confidence)

    tail = (1 - confidence) / 2
    assert of.start[0] < low < high < of.end[0]
    assert of.alpha[0] + of.beta[0] == pytest.approx(6)
    assert of.start + (of.end - of.start) * (of.alpha - 1) / 4 == pytest.approx(likely, abs=1e-9)  # the peak
    assert below(low, of) == pytest.approx(tail, abs=0.0005)
    assert below(high, of) == pytest.approx(1 - tail, abs=0.0005)


@given(st.floats(0, 1), st.floats(0.05, 0.98))
@settings(max_examples=times(60))
def test_so_do_they_in_what_is_drawn(place, confidence):
    of = range_of(0, place, 1, confidence=confidence)

    assert drawn(of, (1 - confidence) / 2) == pytest.approx(0, abs=1e-4)
    assert drawn(of, (1 + confidence) / 2) == pytest.approx(1, abs=1e-4)


def test_a_range_is_widened_or_ends_at_its_low_and_high():
    factor = 1 / (1 - 2 * float(quantile(quantile_tables(*np.full((2, 1), 3.0)), 0.1)[0]))
    wide, everything, nothing = range_of(4, 6, 8), range_of(4, 6, 8, confidence=1), range_of(4, 4, 4)

    assert factor == pytest.approx(1 / 0.507, rel=0.001)
    assert [wide.start[0], wide.end[0]] == pytest.approx([6 - 2 * factor, 6 + 2 * factor], abs=1e-4)
    assert [everything.start[0], everything.end[0]] == [4, 8]
    assert [nothing.start[0], nothing.end[0]] == [4, 4]


def test_what_is_not_known_stays_unknown():
    for confidence in (0.8, 1.0):
        of = range_of(np.nan, 1, np.nan, confidence=confidence, least=0, most=10)
        assert np.isnan([of.start, of.end]).all()


def test_a_range_that_passes_no_anchor_knows_nothing_of_them():
    assert vars(on_ten(3, 5, 7)) == vars(range_of(3, 5, 7))


# -- where the full range would pass an anchor ------------------------------------------------------------------------


@given(*(st.floats(0, 10) for _ in range(3)), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
@settings(max_examples=times(150))
def test_the_stated_quantiles_are_kept_within_the_anchors(a, b, c, confidence):
    low, likely, high = sorted([a, b, c])
    assume(high - low > 0.01)
    of, tail = on_ten(low, likely, high, confidence), (1 - confidence) / 2
    expected = {"": [tail, 1 - tail], "low": [0, confidence], "high": [2 * tail, 1], "both": [0, 1]}[of.at_anchor[0]]

    assert of.start[0] >= 0
    assert of.end[0] <= 10
    assert [below(low, of), below(high, of)] == pytest.approx(expected, abs=0.001)
    for number, share in zip((low, high), expected, strict=True):
        if 0 < share < 1:
            assert drawn(of, share) == pytest.approx(number, abs=1e-3)  # 1e-4 of the scale


@pytest.mark.parametrize("stated", [(1, 5, 9), (0.5, 5, 9.5), (1, 1, 9), (2, 5, 9.5), (0.2, 1, 2), (8.5, 9.5, 9.9)])
def test_what_is_drawn_has_the_moments_of_the_closed_forms(stated):
    of = on_ten(*stated)
    table = of.start + (of.end - of.start) * quantile_tables(of.alpha, of.beta)[0]
    middle, width = (table[1:] + table[:-1]) / 2, np.diff(table)
    mean, variance = (float(moment[0]) for moment in moments(of))

    assert middle.mean() == pytest.approx(mean, abs=1e-4)
    assert (middle**2 + width**2 / 12).mean() - middle.mean() ** 2 == pytest.approx(variance, rel=3e-4)


def test_a_wide_range_on_a_scale_of_ten_gives_an_interval_as_wide():
    """One driver worth 100: 1 to 9 gives 10 … 90, where a PERT distribution that is cut gave 24.5 … 75.3."""
    study = study_of([("a", "quality", 100)], [("a", "us", "quality", 5, 1, 9)], drivers=SCALE, unit="EUR")

    low, high = cv.uncertainty.value_draws(study, "a", draws=100_000)["us"].quantile([0.1, 0.9])

    assert [low, high] == pytest.approx([10, 90], abs=0.5)


def test_a_number_nearer_to_one_anchor_stays_skewed():
    assert moments(on_ten(2, 5, 9.5))[0] > 5
    assert moments(on_ten(0.5, 5, 8))[0] < 5


def test_there_is_no_jump_where_a_range_comes_to_an_anchor():
    """The full range of 2.5 to 7.5 just fits; a hair wider it does not, and hardly anything changes."""
    fits, passes = on_ten(2.4664, 5, 7.5336), on_ten(2.4659, 5, 7.5341)

    assert fits.start[0] > 0 == passes.start[0]
    assert passes.alpha + passes.beta == pytest.approx(6, abs=0.01)


# -- where low or high is an anchor -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "at_anchor", "number", "share"),
    [
        ((8, 9, 10), "high", 8, 0.2),
        ((0, 1, 2), "low", 2, 0.8),
        ((2, 5, 10), "high", 2, 0.2),
        ((8, 10, 10), "high", 8, 0.2),
    ],
    ids=str,
)
def test_nothing_lies_beyond_an_anchor_so_the_other_tail_has_it_all(stated, at_anchor, number, share):
    of = on_ten(*stated)

    assert of.at_anchor[0] == at_anchor
    assert below(number, of) == pytest.approx(share, abs=0.001)
    assert drawn(of, share) == pytest.approx(number, abs=1e-3)


def test_as_much_lies_up_to_the_middle_as_in_the_pert_distribution_that_knows_no_anchor():
    """9 is in the middle of 8 and 10; PERT has four tenths between 8 and 9."""
    assert below(9, on_ten(8, 9, 10)) == pytest.approx(0.6, abs=0.001)
    assert below(1, on_ten(0, 1, 2)) == pytest.approx(0.4, abs=0.001)


def test_between_both_anchors_everything_may_be():
    middle, upper = on_ten(0, 5, 10), on_ten(0, 8, 10)

    assert (middle.at_anchor[0], middle.alpha[0], middle.beta[0]) == ("both", pytest.approx(1), pytest.approx(1))
    assert (upper.at_anchor[0], upper.beta[0]) == ("both", 1)
    assert upper.alpha[0] > 1
    assert vars(on_ten(0, 5, 10, confidence=1)) == vars(range_of(0, 5, 10, confidence=1))


def test_a_study_says_which_ranges_end_at_an_anchor():
    study = study_of(
        [("a", "quality", 1, 0, 2)],
        [("a", "us", "quality", 9, 8, 10), ("a", "b", "quality", 5, 4, 6), ("a", "c", "quality", np.nan)],
        drivers=SCALE,
        unit="EUR",
    )

    assert next(numbers_of(study)).ids["at_anchor"].tolist() == ["low", "high", "", ""]


def test_the_ends_of_the_tornado_are_those_stated():
    study = study_of(
        [("a", "quality", 100)],
        [("a", "us", "quality", 5, 1, 9), ("a", "them", "quality", 4)],
        drivers=SCALE,
        unit="EUR",
    )

    assert tornado(study)[["low", "high"]].to_numpy()[0] == pytest.approx([1, 9], abs=1e-3)


def test_over_simulated_worlds_wide_ranges_on_a_scale_hold_80_percent_too():
    """The truth is any beta on the scale, the study states its quantiles: the interval of a sum held 62 % before."""
    random, held, worlds = np.random.default_rng(2), [], 2000
    for _ in range(12):
        alpha, beta = random.uniform(0.6, 2, (2, 8))
        table = 10 * quantile_tables(alpha, beta)
        low, likely, high = (quantile(table, p) for p in (0.1, 0.5, 0.9))
        of = plausible(low, likely, high, confidence=0.8, least=0.0, most=10.0)
        draws = of.start + (of.end - of.start) * random.beta(of.alpha, of.beta, (20_000, 8))
        ends = np.quantile(draws.sum(axis=1), [0.1, 0.9])
        truth = 10 * random.beta(alpha, beta, (worlds, 8)).sum(axis=1)
        held.append(float(((truth >= ends[0]) & (truth <= ends[1])).mean()))

    assert np.mean(held) == pytest.approx(0.8, abs=0.015)


# -- weights in points ------------------------------------------------------------------------------------------------


def scaled_ranges(*weights: tuple[float, ...]) -> list[list[float]]:
    """P10 and P90 of each weight of a segment, counted in the draws."""
    drivers = [(f"d{d}", "benefit", "functional", 0.0, 10.0) for d in range(len(weights))]
    study = study_of(
        [("a", f"d{d}", *row) for d, row in enumerate(weights)],
        [("a", offering, f"d{d}", 5) for d in range(len(weights)) for offering in ("us", "b")],
        drivers=drivers,
    )
    drawn = np.concatenate([b.weight for b in blocks(next(numbers_of(study)), draws=20_000, seed=3)], axis=1)
    assert drawn.sum(axis=0) == pytest.approx(100)
    return np.quantile(drawn, [0.1, 0.9], axis=1).T.tolist()


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([(30, 24, 36), (70,)], [[24, 36], [64, 76]]),
        ([(50, 40, 60), (50, 40, 60)], [[40, 60], [40, 60]]),
        ([(80, 70, 90), (20,)], [[70, 90], [10, 30]]),
        ([(60, 48, 72), (140,)], [[24, 36], [64, 76]]),  # 30 of 100: the range is scaled as the likely number is
        ([(20, 15, 25), (20, 15, 25), (20, 12, 28), (40,)], [[15, 25], [15, 25], [12, 28]]),
    ],
    ids=str,
)
def test_a_scaled_weight_has_the_range_that_was_stated(weights, expected):
    assert np.array(scaled_ranges(*weights))[: len(expected)] == pytest.approx(np.array(expected), abs=0.3)


def test_ranges_of_weights_that_cannot_all_hold_give_way_alike():
    """Of two weights each is what the other leaves: 45 to 60 twice cannot be."""
    low, high = scaled_ranges((50, 45, 60), (50, 45, 60))[0]

    assert (low + high) / 2 == pytest.approx(50, abs=0.2)
    assert high - low == pytest.approx(15, abs=0.5)


def test_a_weight_that_is_all_there_is_varies_by_nothing():
    assert scaled_ranges((50, 20, 90), (0,)) == [[100, 100], [0, 0]]


def test_the_study_says_which_weights_cannot_have_their_range():
    study = study_of(
        [("a", "quality", 80, 70, 90), ("a", "price", 20, 19, 21)],
        [("a", o, d, 5) for o in ("us", "b") for d in ("quality", "price")],
    )

    assert next(numbers_of(study)).ids["met"].tolist() == [False, False]
    assert tornado(study)["low"].tolist() != [70, 19]


# -- the beta distribution --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alpha", [1, 2, 3, 4, 5])
def test_the_quantiles_are_those_of_the_beta_distribution(alpha):
    """Where both shapes are whole numbers, the distribution function is a sum of binomial probabilities."""
    x = quantile_tables(np.array([float(alpha)]), np.array([6.0 - alpha]))[0][1:-1]

    below = sum(comb(5, j) * x**j * (1 - x) ** (5 - j) for j in range(alpha, 6))

    np.testing.assert_allclose(below, np.arange(1, CELLS) / CELLS, atol=2e-5)
    np.testing.assert_allclose(share_below(x, alpha, 6 - alpha), below, atol=1e-12)


@given(st.floats(0, 1))
@settings(max_examples=times(40))
def test_mean_and_variance_of_what_is_drawn_are_the_closed_forms(mode):
    mean, variance, error, relative = _of_table(1 + 4 * mode, 5 - 4 * mode)

    assert error == pytest.approx(0, abs=5e-6)
    assert relative == pytest.approx(1, abs=2e-4)
    assert mean == pytest.approx((1 + 4 * mode) / 6)
    assert variance == pytest.approx(mean * (1 - mean) / 7)


@given(st.floats(0.35, 6), st.floats(0.35, 6))
@settings(max_examples=times(40))
def test_nearly_so_where_the_density_is_highest_at_an_end(alpha, beta):
    *_, error, relative = _of_table(alpha, beta)

    assert error == pytest.approx(0, abs=1e-5)
    assert relative == pytest.approx(1, abs=5e-4)


def _of_table(alpha: float, beta: float) -> tuple[float, ...]:
    """Mean and variance of a beta distribution, and how far those of its table are from them."""
    table = quantile_tables(np.array([alpha]), np.array([beta]))[0]
    middle, width = (table[1:] + table[:-1]) / 2, np.diff(table)
    drawn = (middle**2 + width**2 / 12).mean() - middle.mean() ** 2
    mean = alpha / (alpha + beta)
    variance = mean * (1 - mean) / (alpha + beta + 1)
    assert (width >= 0).all()
    return mean, variance, middle.mean() - mean, drawn / variance


def test_the_variance_is_not_the_rule_of_thumb():
    """(μ − a)(b − μ)/7 for 0, 3, 12 is 9.143; ((b − a)/6)² would be 4."""
    mean, variance = moments(range_of(0, 3, 12, confidence=1))

    assert mean[0] == pytest.approx(4)
    assert variance[0] == pytest.approx(4 * 8 / 7)


def test_draws_agree_with_numpys_beta():
    table = quantile_tables(np.array([2.2]), np.array([3.8]))[0]
    draws = looked_up(table, np.random.default_rng(1).random(200_000))[0]
    other = np.random.default_rng(2).beta(2.2, 3.8, 200_000)

    for probability in (0.001, 0.05, 0.5, 0.95, 0.999):
        assert np.quantile(draws, probability) == pytest.approx(np.quantile(other, probability), abs=0.004)


@given(st.floats(1e-4, 1 - 1e-4), st.floats(1e-4, 1 - 1e-4), st.floats(0.01, 0.98), st.floats(0.01, 0.98))
@settings(max_examples=times(200))
def test_through_two_quantiles_there_is_one_beta_distribution(x, y, p, q):
    places, shares = np.sort([x, y]), np.sort([p, q])
    assume(places[1] - places[0] > 0.01 and shares[1] - shares[0] > 0.01)

    alpha, beta = through(places[:, None], shares[:, None])

    assert share_below(places, alpha, beta) == pytest.approx(shares, abs=1e-7)
