from __future__ import annotations

import itertools
from math import comb

import numpy as np
import pytest

from cvtools.evidence.key_drivers import bootstrap_shares, correlations, dominance, explained, johnson, lmg

AZEN_BUDESCU = np.array(
    [
        [1.0, 0.8, 0.1, 0.3, 0.6],
        [0.8, 1.0, 0.1, 0.1, 0.3],
        [0.1, 0.1, 1.0, 0.5, 0.4],
        [0.3, 0.1, 0.5, 1.0, 0.5],
        [0.6, 0.3, 0.4, 0.5, 1.0],
    ]
)
# Motor Trend's 32 cars of 1974 (R's mtcars): am, cyl, carb and, explained by them, mpg.
CARS = np.array(
    [
        [1, 6, 4, 21.0],
        [1, 6, 4, 21.0],
        [1, 4, 1, 22.8],
        [0, 6, 1, 21.4],
        [0, 8, 2, 18.7],
        [0, 6, 1, 18.1],
        [0, 8, 4, 14.3],
        [0, 4, 2, 24.4],
        [0, 4, 2, 22.8],
        [0, 6, 4, 19.2],
        [0, 6, 4, 17.8],
        [0, 8, 3, 16.4],
        [0, 8, 3, 17.3],
        [0, 8, 3, 15.2],
        [0, 8, 4, 10.4],
        [0, 8, 4, 10.4],
        [0, 8, 4, 14.7],
        [1, 4, 1, 32.4],
        [1, 4, 2, 30.4],
        [1, 4, 1, 33.9],
        [0, 4, 1, 21.5],
        [0, 8, 2, 15.5],
        [0, 8, 2, 15.2],
        [0, 8, 4, 13.3],
        [0, 8, 2, 19.2],
        [1, 4, 1, 27.3],
        [1, 4, 2, 26.0],
        [1, 4, 2, 30.4],
        [1, 8, 4, 15.8],
        [1, 6, 6, 19.7],
        [1, 8, 8, 15.0],
        [1, 4, 2, 21.4],
    ]
)


def test_general_dominance_of_azen_and_budescu():
    shares = lmg(AZEN_BUDESCU)

    assert shares.round(4).tolist() == [0.2922, 0.0759, 0.0949, 0.1214]
    assert round(float(shares.sum()), 5) == 0.58435


def test_dominance_of_the_cars():
    by_size = dominance(correlations(CARS, np.ones(len(CARS))))

    assert by_size.mean(axis=1).round(7).tolist() == [0.2156848, 0.4173094, 0.1783081]
    assert round(float(by_size.mean(axis=1).sum()), 7) == 0.8113023
    assert by_size.round(7).tolist() == [
        [0.3597989, 0.2164938, 0.0707615],
        [0.7261800, 0.4181185, 0.1076297],
        [0.3035184, 0.1791172, 0.0522887],
    ]


@pytest.fixture
def answers() -> np.ndarray:
    random = np.random.default_rng(3)
    drivers = random.normal(size=(200, 5)) @ random.normal(size=(5, 5))
    return np.column_stack([drivers, drivers @ [1, 0.5, 0, -1, 2] + random.normal(size=200)])


def r_squared(answers: np.ndarray, weights: np.ndarray, subset: tuple[int, ...]) -> float:
    root = np.sqrt(weights)[:, None]
    design = np.column_stack([np.ones(len(answers)), answers[:, list(subset)]])
    fit = design @ np.linalg.lstsq(design * root, answers[:, -1:] * root)[0]
    mean = np.average(answers[:, -1], weights=weights)
    return float(np.average((fit[:, 0] - mean) ** 2, weights=weights)) / float(
        np.average((answers[:, -1] - mean) ** 2, weights=weights)
    )


def test_every_subset_explains_what_its_own_regression_does(answers):
    weights = np.random.default_rng(4).uniform(0.2, 3, len(answers))
    subsets = [tuple(j for j in range(5) if subset >> j & 1) for subset in range(32)]

    ours = explained(correlations(answers, weights))

    assert ours == pytest.approx([r_squared(answers, weights, subset) for subset in subsets], abs=1e-9)


def test_lmg_is_the_mean_over_all_orders(answers):
    weights = np.ones(len(answers))
    shapley = np.zeros(5)
    for size in range(5):
        for driver in range(5):
            others = [j for j in range(5) if j != driver]
            added = [
                r_squared(answers, weights, (*subset, driver)) - r_squared(answers, weights, subset)
                for subset in itertools.combinations(others, size)
            ]
            shapley[driver] += sum(added) / comb(4, size) / 5

    assert lmg(correlations(answers, weights)) == pytest.approx(shapley, abs=1e-9)


def test_johnsons_weights_sum_to_r_squared_and_lie_close_to_lmg(answers):
    matrix = correlations(answers, np.ones(len(answers)))

    assert johnson(matrix).sum() == pytest.approx(lmg(matrix).sum())
    assert np.corrcoef(johnson(AZEN_BUDESCU), lmg(AZEN_BUDESCU))[0, 1] > 0.99


def test_with_two_drivers_johnson_and_lmg_are_the_same():
    matrix = np.array([[1, -0.4, 0.2], [-0.4, 1, 0.7], [0.2, 0.7, 1]])

    assert johnson(matrix) == pytest.approx(lmg(matrix))


@pytest.mark.parametrize("method", [lmg, johnson])
def test_drivers_that_say_the_same_share_alike(method, answers):
    doubled = np.column_stack([answers[:, :1] * 3 + 1, answers])

    shares = method(correlations(doubled, np.ones(len(doubled))))

    assert shares[0] == pytest.approx(shares[1])
    assert shares.sum() == pytest.approx(explained(correlations(answers, np.ones(len(answers))))[-1])


@pytest.mark.parametrize("method", [lmg, johnson])
def test_a_constant_column_explains_nothing(method, answers):
    shares = method(correlations(np.column_stack([np.full(len(answers), 7.3), answers]), np.ones(len(answers))))

    assert shares[0] == 0
    assert np.isfinite(shares).all()


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_resampled_shares_sum_to_one_and_are_the_same_for_the_same_seed(method, answers):
    before = answers.copy()
    drawn, again = (
        bootstrap_shares(answers, np.ones(len(answers)), method=method, samples=50, random=np.random.default_rng(7))
        for _ in range(2)
    )

    assert drawn.shape == (50, 5)
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.tolist() == again.tolist()
    assert (answers == before).all()


def test_whole_respondents_are_resampled(answers):
    """Two rows of one respondent tell no more than one: the interval must not become narrower."""
    twice = np.repeat(answers, 2, axis=0)
    who = np.repeat(np.arange(len(answers)), 2)

    once = bootstrap_shares(answers, np.ones(200), method="johnson", samples=400).std(axis=0)
    together = bootstrap_shares(twice, np.ones(400), method="johnson", respondents=who, samples=400).std(axis=0)

    assert together == pytest.approx(once)
