from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.study.weight_space import WeightSpace, _walk, weight_blocks

from ..strength import times
from ..uncertain_studies import large, study_of

DRAWS = 200_000


def drawn(space: WeightSpace, size: int = 50_000, *, walk: bool = False, seed: int = 1) -> np.ndarray:
    random, parts = np.random.default_rng(seed), []
    for part in _walk(space, random) if walk else weight_blocks(space, random):
        parts.append(part)
        if sum(map(len, parts)) >= size:
            return np.concatenate(parts)
    raise AssertionError("the stream ended")


# -- weights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drivers", [2, 3, 6])
def test_unknown_weights_are_uniform_on_the_simplex(drivers):
    """Dirichlet(1): mean 1/D, variance (D − 1)/(D²(D + 1)); divided uniforms would have a smaller one."""
    weights = drawn(WeightSpace.of(drivers))

    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights.mean(axis=0) == pytest.approx(1 / drivers, abs=0.005)
    assert weights.var(axis=0) == pytest.approx((drivers - 1) / (drivers**2 * (drivers + 1)), rel=0.03)


@pytest.mark.parametrize("walk", [False, True])
def test_ordered_weights_have_the_rank_order_centroid_as_their_mean(walk):
    """F. H. Barron and B. E. Barrett, Management Science 42, 1996, table 1: .5208, .2708, .1458, .0625 for four."""
    weights = drawn(WeightSpace.of(4, [[2, 0, 3, 1]]), walk=walk)

    assert weights.mean(axis=0)[[2, 0, 3, 1]] == pytest.approx([0.5208, 0.2708, 0.1458, 0.0625], abs=0.003)


@pytest.mark.parametrize(
    ("chains", "low", "high"),
    [
        ([[0, 1], [0, 2]], 0.0, 1.0),
        ([], [0.2, 0, 0.1, 0], [0.5, 0.3, 1, 1]),
        ([[0, 1, 2]], [0, 0.1, 0, 0], [0.5, 1, 1, 0.4]),
        ([[3, 0]], 0.15, 0.6),
    ],
)
def test_walking_gives_what_leaving_out_gives(chains, low, high):
    """Two ways to the same distribution: hit-and-run, and uniform draws of which only those that agree are kept."""
    space = WeightSpace.of(4, chains, low, high)
    random = np.random.default_rng(5)
    even = random.dirichlet(np.ones(4), 600_000)
    kept = even[space.holds(even)]

    for weights in (drawn(space, walk=True), drawn(space)):
        assert weights.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.006)
        assert np.cov(weights.T) == pytest.approx(np.cov(kept.T), abs=0.002)
        for probability in (0.1, 0.5, 0.9):
            ends = [np.quantile(found, probability, axis=0) for found in (weights, kept)]
            assert ends[0] == pytest.approx(ends[1], abs=0.012)


@given(st.integers(2, 7), st.data())
@settings(max_examples=times(30))
def test_whatever_is_known_all_weights_agree_with_it(drivers, data):
    inside = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=drivers, max_size=drivers)))
    inside /= inside.sum()
    low = inside * data.draw(st.floats(0, 1))
    high = np.minimum(inside * data.draw(st.floats(1, 3)), 1)
    chain = np.argsort(-inside)[: data.draw(st.integers(0, drivers))].tolist()
    space = WeightSpace.of(drivers, [chain, chain[:1] + chain[2:]], low, high)

    weights = drawn(space, 500)

    assert weights.sum(axis=1) == pytest.approx(1)
    assert (weights >= low - 1e-9).all()
    assert (weights <= high + 1e-9).all()
    for a, b in space.pairs:
        assert (weights[:, a] >= weights[:, b] - 1e-9).all()


def test_weights_that_are_known_exactly():
    assert drawn(WeightSpace.of(3, [], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2]), 100) == pytest.approx(
        np.tile([0.5, 0.3, 0.2], (10_000, 1))
    )
    half = drawn(WeightSpace.of(3, [[1, 2], [1, 2]], [0.4, 0, 0], [0.4, 1, 1]))
    assert (half[:, 0] == 0.4).all()
    assert half[:, 1].mean() == pytest.approx(0.45, abs=0.003)


# -- the analysis -----------------------------------------------------------------------------------------------------


@given(st.floats(0.1, 3), st.floats(0.1, 3))
@settings(max_examples=15)
def test_two_criteria_in_closed_form(first, second):
    """A leads by ``first`` on one, B by ``second`` on the other: A wins where w > t = second/(first + second).

    With w uniform on 0 to 1, A's acceptability is 1 − t, and its central weight the middle of t … 1.
    """
    t = second / (first + second)

    found = cv.uncertainty.acceptability(np.array([[first, 0.0], [0.0, second]]), draws=50_000)

    assert found.ranks[:, 0] == pytest.approx([1 - t, t], abs=0.01)
    assert found.ranks.sum(axis=0) == pytest.approx(1)
    assert found.central[:, 0] == pytest.approx([(1 + t) / 2, t / 2], abs=0.01)
    assert found.confidence.tolist() == [1, 1]


def test_a_compromise_on_two_criteria_in_closed_form():
    """C = (.6, .6) beats A = (1, 0) and B = (0, 1) where .4 < w < .6; it is never last."""
    found = cv.uncertainty.acceptability(np.array([[1, 0], [0, 1], [0.6, 0.6]]), draws=DRAWS)

    assert found.ranks == pytest.approx(np.array([[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0]]), abs=0.005)
    assert found.central[2] == pytest.approx([0.5, 0.5], abs=0.005)


def test_never_best_has_no_central_weights():
    found = cv.uncertainty.acceptability(np.array([[1.0, 1.0], [0.5, 0.4]]), draws=100)

    assert found.ranks.tolist() == [[1, 0], [0, 1]]
    assert np.isnan(found.central[1]).all()
    assert np.isnan(found.confidence[1])
    assert found.central[0].sum() == pytest.approx(1)


def test_the_same_utilities_share_evenly():
    found = cv.uncertainty.acceptability(np.array([[0.1 + 0.2, 0.7], [0.3, 0.7], [0.2, 0.9]]), draws=20_000)

    assert found.ranks[0].tolist() == found.ranks[1].tolist()
    assert found.ranks.sum(axis=0) == pytest.approx(1)
    assert found.central[0] == pytest.approx(found.central[1])
    assert found.confidence[:2].tolist() == [0.5, 0.5]


THROMBOLYTICS = {
    "events": np.array([[20, 40, 1], [8, 32, 5]]),
    "patients": np.array([[136], [129]]),
    "scale": np.array([[0, 0.25], [0.15, 0.4], [0, 0.1]]),
}


def test_a_published_analysis_of_two_drugs():
    """Heparin and enoxaparin, three criteria: the reference run of R's `smaa` (10,000 draws; smaa-Ex.Rout, 2013).

    Data: Geerts et al., NEJM 335, 1996; L. D. Lynd and B. J. O'Brien, J Clin Epidemiol 57, 2004. Distributions and
    scales: the example "Thrombolytics" of drugis.org's MCDA, Beta(events, patients − events).
    """
    random = np.random.default_rng(4)
    events, scale = THROMBOLYTICS["events"], THROMBOLYTICS["scale"]
    rates = random.beta(events, THROMBOLYTICS["patients"] - events, (DRAWS, 2, 3))
    utilities = (scale[:, 1] - rates) / (scale[:, 1] - scale[:, 0])

    found = cv.uncertainty.acceptability(utilities, draws=DRAWS)

    # Tolerances: three standard errors of their 10,000 draws (for the confidence factors, of the weights too).
    assert found.ranks[:, 0] == pytest.approx([0.3504, 0.6496], abs=0.0145)
    assert found.central[0] == pytest.approx([0.1865, 0.2772, 0.5363], abs=0.0095)
    assert found.central[1] == pytest.approx([0.4073, 0.3641, 0.2285], abs=0.0085)
    assert found.confidence == pytest.approx([0.6682, 0.8956], abs=0.018)


def test_the_same_seed_gives_the_same_and_the_first_draws_of_many_are_the_few():
    utilities = np.random.default_rng(1).random((5, 4))

    first, second, other = (cv.uncertainty.acceptability(utilities, draws=3000, seed=seed) for seed in (3, 3, 4))

    for field in ("ranks", "wins", "central", "confidence"):
        np.testing.assert_array_equal(getattr(first, field), getattr(second, field))
    assert (first.ranks != other.ranks).any()


# -- a study ----------------------------------------------------------------------------------------------------------


def test_unknown_weights_of_a_study():
    study = study_of([("a", "quality", 1), ("a", "price", 9)], [
        ("a", "us", "quality", 9), ("a", "us", "price", 80), ("a", "them", "quality", 3), ("a", "them", "price", 60),
        ("a", "poor", "quality", 3), ("a", "poor", "price", 61),
    ])  # fmt: skip

    ranks, weights = cv.uncertainty.unknown_weights(study, draws=DRAWS)

    assert list(ranks) == [
        "segment", "offering", "acceptability", "expected_rank", "p_rank_1", "p_rank_2", "p_rank_3", "confidence",
    ]  # fmt: skip
    assert ranks["acceptability"].tolist() == pytest.approx([0.75, 0.25, 0], abs=0.005)  # .6·w against .2·(1 − w)
    assert ranks["confidence"].tolist()[:2] == [1, 1]
    assert list(weights) == ["segment", "offering", "driver", "weight"]
    assert weights["weight"].tolist()[:4] == pytest.approx([62.5, 37.5, 12.5, 87.5], abs=0.4)
    assert weights["weight"].isna().tolist() == [False] * 4 + [True] * 2


def test_the_weights_of_the_study_do_not_matter_and_its_ratings_do(repository):
    study = cv.read_study(repository / "data" / "coffee")
    turned = study.weights["weight"].to_numpy()[::-1]
    other = replace(study, weights=study.weights.assign(weight=turned, low=np.nan, high=np.nan))

    first, second = (cv.uncertainty.unknown_weights(which, draws=500) for which in (study, other))

    for a, b in zip(first, second, strict=True):
        assert a.equals(b)
    assert (first[0]["confidence"].dropna() < 1).any()


def test_what_is_known_narrows_it():
    study = large(1, 4, 5)
    ranks, weights = cv.uncertainty.unknown_weights(
        study, draws=4000, order=["d3", "d1"], bounds={"d0": (20, 40), "d4": (0, 10)}
    )
    central = weights.dropna().set_index(["offering", "driver"])["weight"].unstack("driver")

    assert (central["d3"] >= central["d1"]).all()
    assert central["d0"].between(20, 40).all()
    assert central["d4"].between(0, 10).all()
    assert central.sum(axis=1).to_numpy() == pytest.approx(100)
    assert ranks["acceptability"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"order": ["d0", "d1", "d0"]}, "order: the order goes round in a circle: d0 ≥ d1 ≥ d0"),
        (
            {"order": [["d0", "d1"], ["d1", "d2"], ["d2", "d0"]]},
            "order: the order goes round in a circle: d0 ≥ d1 ≥ d2 ≥ d0",
        ),
        ({"order": ["d0", "dx1"]}, 'order: found "dx1"; allowed: d0, d1 or d2. Did you mean "d1"?'),
        ({"bounds": {"x": (0, 1)}}, 'bounds: found "x"; allowed: d0, d1 or d2'),
        (
            {"bounds": {"d0": (30, 20)}},
            'bounds, column d0: found "30, 20"; allowed: the least and the most it may weigh, from 0 to 100 points',
        ),
        (
            {"order": ["d0", "d1"], "bounds": {"d0": (0, 20), "d1": (30, 90)}},
            "bounds: the order and the bounds contradict each other: d0 must weigh at least 30 and at most 20 of 100",
        ),
        (
            {"bounds": {"d0": (60, 70), "d1": (50, 60)}},
            "bounds: all weights together are 100 points; "
            "the least that each may weigh sums to 110 (d0 60, d1 50, d2 0)",
        ),
        (
            {"bounds": {"d0": (0, 5), "d1": (0, 5), "d2": (0, 5)}},
            "bounds: all weights together are 100 points; the most that each may weigh sums to 15 (d0 5, d1 5, d2 5)",
        ),
        ({"draws": 0}, 'draws: found "0"; allowed: a whole number from 1 to 1,000,000'),
        ({"seed": 1.5}, 'seed: found "1.5"; allowed: a whole number from 0 to 9,223,372,036,854,775,807'),
    ],
    ids=str,
)
def test_what_contradicts_itself(words, message):
    with pytest.raises(cv.StudyError) as error:
        cv.uncertainty.unknown_weights(large(1, 2, 3), **words)
    assert str(error.value) == message


def test_as_many_slices_as_draws():
    with pytest.raises(cv.StudyError) as error:
        cv.uncertainty.acceptability(np.ones((5, 2, 2)), draws=6)
    assert str(error.value) == 'utilities: found "5 slices"; allowed: one slice a draw, 6 of them'
