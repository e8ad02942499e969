import numpy as np
import pandas as pd
import pytest

from cvtools.evidence import ratings, read_survey, responses
from cvtools.evidence.replicates import replicated_means
from tests.evidence.conftest import MAPPING


def rated(path, **options):
    survey = read_survey(path)
    return ratings(survey, responses(survey), **options)


def test_means_in_the_drivers_unit_with_n_and_the_range_of_resampled_respondents(survey):
    csv = "segment,taste,wait\n" + "commuters,5,2\ncommuters,3,4\n" * 20 + "neighbours,1,\n"

    found = rated(survey(csv=csv))

    table = found.table.set_index(["segment", "driver"])
    assert table.loc[("commuters", "taste"), ["n", "rating"]].tolist() == [40, 7.5]
    assert table.loc[("commuters", "wait"), "rating"] == 3.0
    error = np.array([10.0, 5.0] * 20).std(ddof=1) / 40**0.5
    taste = found.replicates["commuters", "little_cup", "taste", "perceived"]
    assert taste.shape == (1000,)
    assert taste.std() == pytest.approx(error, rel=0.08)
    assert table.loc[("commuters", "taste"), "high"] == pytest.approx(7.5 + 1.2816 * error, abs=0.2)
    assert table.loc[("neighbours", "taste"), ["n", "low", "high"]].isna().tolist() == [False, True, True]


def test_answers_of_one_respondent_are_drawn_together(survey):
    csv = "segment,taste,wait\n" + "commuters,5,2\ncommuters,3,4\n" * 20

    found = rated(survey(csv=csv)).replicates

    both = [found["commuters", "little_cup", driver, "perceived"] for driver in ("taste", "wait")]
    assert np.corrcoef(*both)[0, 1] == pytest.approx(-1)


def test_survey_weights_and_kishs_effective_n(survey):
    csv = "segment,taste,wait,w\ncommuters,5,1,.5\ncommuters,5,1,1.5\n"
    csv += "commuters,5,1,1\ncommuters,1,1,2\ncommuters,1,1,1\n"

    table = rated(survey(MAPPING + "weight: w\n", csv)).table

    taste = table[table["driver"] == "taste"].iloc[0]
    assert (taste["n"], taste["rating"]) == (5, 5.0)
    assert taste["n_effective"] == pytest.approx(36 / 8.5)  # Kish, as published


def test_several_questions_about_one_thing_are_their_mean(survey):
    mapping = MAPPING + "  - {column: taste2, asks: rating, driver: taste, offering: little_cup, scale: [5, 1]}\n"
    csv = "segment,taste,taste2,wait\ncommuters,5,5,1\ncommuters,5,,1\n"

    table = rated(survey(mapping, csv)).table

    taste = table[table["driver"] == "taste"].iloc[0]
    assert (taste["n"], taste["rating"]) == (2, 7.5)  # (10 + 0) / 2 and 10


def test_the_same_seed_gives_the_same_and_another_order_of_rows_the_same_means(survey):
    csv = "segment,taste,wait\ncommuters,5,2\ncommuters,3,4\nneighbours,2,2\nneighbours,4,1\n"
    first = rated(survey(csv=csv))
    again = rated(survey(csv=csv))

    pd.testing.assert_frame_equal(first.table, again.table)


def test_small_groups_are_drawn_towards_the_mean_of_all_raw_beside_shrunk(survey):
    rng = np.random.default_rng(1)
    rows = [
        f"{segment},{rng.integers(low, low + 3)},1"
        for segment, low, n in (("commuters", 1, 200), ("neighbours", 3, 200), ("laptop_workers", 3, 3))
        for _ in range(n)
    ]

    table = rated(survey(csv="segment,taste,wait\n" + "\n".join(rows) + "\n"), shrink=True).table
    taste = table[table["driver"] == "taste"].set_index("segment")

    moved = (taste["rating"] - taste["raw"]).abs()
    assert moved["laptop_workers"] > 10 * moved["commuters"]
    wide = (taste["high"] - taste["low"])["laptop_workers"]
    assert wide < (taste["raw_high"] - taste["raw_low"])["laptop_workers"] * 1.5
    assert (taste["low"] < taste["rating"]).all()


def test_with_halo_ranges_of_a_difference_hold_what_they_promise():
    """The whole simulation is in benchmarks/bench_evidence.py."""
    rng = np.random.default_rng(7)
    held = alone = 0
    for trial in range(60):
        halo = rng.normal(size=(40, 1))
        value = 3 + 0.8 * halo + 0.6 * rng.normal(size=(40, 2))
        each = pd.DataFrame(
            {
                "segment": "s",
                "respondent": np.repeat(np.arange(40), 2),
                "driver": ["a", "b"] * 40,
                "weight": 1.0,
                "value": value.ravel(),
            }
        )
        drawn = replicated_means(each, ["driver"], seed=trial, replicates=400)
        a, b = drawn["s", "a"], drawn["s", "b"]
        low, high = np.quantile(a - b, [0.1, 0.9])
        held += low <= 0 <= high
        low, high = np.quantile(a - rng.permutation(b), [0.1, 0.9])
        alone += low <= 0 <= high
    assert 0.65 < held / 60 < 0.93
    assert alone / 60 > 0.95
