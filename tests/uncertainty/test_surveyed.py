"""Numbers of a survey are drawn together, by its replicates, and each keeps the range that the study states."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.evidence.replicates import replicated_means
from cvtools.sentences.method import moving_together
from cvtools.uncertainty.draws import blocks
from cvtools.uncertainty.inputs import numbers_of
from cvtools.uncertainty.surveyed import outdated_replicates, places_of_replicates

from ..uncertain_studies import study_of, without

DRIVERS = [(f"d{d}", "benefit", "functional", 0.0, 10.0) for d in range(4)]
PLACES = [(o, d[0]) for o in ("us", "them") for d in DRIVERS]


def respondents(random: np.random.Generator, people: int) -> np.ndarray:
    """People × numbers: who likes an offering rates it better on every driver. The truth is 5."""
    liking = random.normal(size=(people, 2))
    return 5 + np.repeat(liking, 4, axis=1) + random.normal(size=(people, 8))


def replicates_of(values: np.ndarray, seed: int, segment: str = "a") -> dict[str, np.ndarray]:
    people, numbers = values.shape
    answers = pd.DataFrame(
        {
            "segment": segment,
            "respondent": np.repeat(np.arange(people), numbers),
            "number": np.tile(np.arange(numbers).astype(str), people),
            "weight": 1.0,
            "value": values.ravel(),
        }
    )
    drawn = replicated_means(answers, ["number"], seed=seed)
    return {":".join(("rating", segment, *PLACES[int(n)])): found for (_, n), found in drawn.items()}


def surveyed(seed: int = 1, people: int = 60) -> cv.Study:
    """A market whose ratings come from so many people."""
    values = respondents(np.random.default_rng(seed), people)
    columns = replicates_of(values, seed)
    rows = [
        ("a", *place, mean, *np.quantile(drawn, [0.1, 0.9]))
        for place, mean, drawn in zip(PLACES, values.mean(axis=0), columns.values(), strict=True)
    ]
    study = study_of([("a", d[0], 25) for d in DRIVERS], rows, drivers=DRIVERS)
    frame = pd.DataFrame({"replicate": np.arange(1, 1001), **columns})
    return dataclasses.replace(study, replicates=frame)


def drawn(study: cv.Study, draws: int = 10_000) -> np.ndarray:
    """Numbers × draws, what each rating contributes for each unit of weight."""
    (numbers,) = numbers_of(study)
    parts = list(blocks(numbers, draws=draws, seed=1))
    places = zip(numbers.offering.tolist(), numbers.driver.tolist(), strict=True)
    return np.array([np.concatenate([part.x[place] for part in parts]) for place in places])


def test_numbers_move_as_their_replicates_do_and_each_keeps_its_range():
    study = surveyed()
    together, alone = drawn(study), drawn(dataclasses.replace(study, replicates=None))
    replicates = study.replicates.iloc[:, 1:].corr("spearman").to_numpy()

    assert pd.DataFrame(together.T).corr("spearman").to_numpy() == pytest.approx(replicates, abs=0.01)
    tenths = np.linspace(0.1, 0.9, 9)
    assert np.quantile(together, tenths, axis=1) == pytest.approx(np.quantile(alone, tenths, axis=1), abs=0.001)


def test_a_gap_is_as_uncertain_as_the_replicates_of_the_gap():
    study = surveyed()
    gap = study.replicates.iloc[:, 1:].to_numpy() @ np.repeat([1, -1], 4) * 2.5

    row = cv.uncertainty.gap_intervals(cv.simulate(study)).iloc[0]

    assert [row["gap_low"], row["gap_high"]] == pytest.approx(np.quantile(gap, [0.1, 0.9]), abs=0.25)


def test_nothing_else_moves_when_an_offering_goes_or_another_survey_comes():
    study = surveyed()
    before = cv.uncertainty.value_draws(study, "a", draws=2000)

    fewer = study.replicates.drop(columns=[name for name in study.replicates if ":them:" in str(name)])
    gone = cv.uncertainty.value_draws(without(study, offering="them"), "a", draws=2000)
    halved = cv.uncertainty.value_draws(dataclasses.replace(study, replicates=fewer), "a", draws=2000)

    assert (gone["us"] == before["us"]).all()
    assert (halved["us"] == before["us"]).all()
    assert (halved["them"] != before["them"]).any()


def test_a_number_that_was_changed_since_is_drawn_by_itself_and_the_report_says_so():
    study = surveyed()
    ratings = study.ratings.copy()
    ratings.loc[0, ["rating", "low", "high"]] = [8.0, 7.0, 9.0]
    ratings.loc[1, "rating"] += 0.01
    changed = dataclasses.replace(study, ratings=ratings)

    key = ("ratings", "a", "us", "d0", "perceived")
    assert outdated_replicates(study) == []
    assert outdated_replicates(changed) == [key]
    assert set(places_of_replicates(study)) - set(places_of_replicates(changed)) == {key}
    assert np.abs(np.corrcoef(drawn(changed))[0, 1:]).max() < 0.04
    text = moving_together(cv.analyse(changed))
    assert text.startswith("Changed since") is False
    assert "7 numbers come from a survey and are drawn together" in text
    assert "Changed since the survey, and therefore drawn independently of its other numbers: “d0” (us)." in text


def test_a_number_without_a_range_or_an_unknown_one_has_no_places():
    study = surveyed()
    ratings = study.ratings.copy()
    ratings.loc[0, ["low", "high"]] = np.nan
    ratings.loc[1, ["rating", "low", "high"]] = np.nan
    changed = dataclasses.replace(study, ratings=ratings)

    assert len(places_of_replicates(changed)) == 6
    assert outdated_replicates(changed) == []


def test_a_named_group_comes_first_and_a_survey_before_halo():
    study = surveyed()
    halo = dataclasses.replace(study, settings=dataclasses.replace(study.settings, halo=0.9))
    rows = [("g", "ratings", "a", o, "d0", -0.5) for o in ("us", "them")]
    columns = ["group", "table", "segment", "offering", "driver", "correlation"]
    grouped = dataclasses.replace(study, others={"groups": pd.DataFrame(rows, columns=columns)})

    assert (drawn(halo) == drawn(study)).all()
    assert np.corrcoef(drawn(grouped))[0, 4] == pytest.approx(-0.48, abs=0.03)


def test_weights_in_points_keep_their_ranges_and_make_room_for_each_other():
    random = np.random.default_rng(1)
    shares = 100 * random.dirichlet([8, 6, 4, 2], 1000)
    ends = np.quantile(shares, [0.1, 0.9], axis=0).T
    names = [d[0] for d in DRIVERS]
    weights = [("a", name, mean, *pair) for name, mean, pair in zip(names, shares.mean(axis=0), ends, strict=True)]
    study = study_of(weights, [("a", o, name, 5) for o in ("us", "them") for name in names], drivers=DRIVERS)
    columns = {f"weight:a:{name}": shares[:, i] for i, name in enumerate(names)}
    study = dataclasses.replace(study, replicates=pd.DataFrame({"replicate": np.arange(1000), **columns}))

    (numbers,) = numbers_of(study)
    weight = np.concatenate([block.weight for block in blocks(numbers, draws=10_000, seed=1)], axis=1)

    assert numbers.alone is False
    assert weight.sum(axis=0) == pytest.approx(np.full(10_000, 100))
    assert pytest.approx(ends, abs=1.0) == np.quantile(weight, [0.1, 0.9], axis=1).T  # a twentieth of the widest is 1.4
    assert np.corrcoef(weight) == pytest.approx(np.corrcoef(shares.T), abs=0.03)


def test_with_halo_among_respondents_the_gap_is_as_uncertain_as_it_is_and_not_as_independent_draws_make_it():
    """The sampling error of the gap is known here; `benchmarks/bench_evidence.py` counts how often it is held."""
    study = surveyed(people=5_000)
    error = 2.5 * np.sqrt((2 * 4**2 + 8) / 5_000)

    def width(of: cv.Study) -> float:
        value = cv.uncertainty.value_draws(of, "a")
        low, high = np.quantile(value["us"] - value["them"], [0.1, 0.9])
        return float(high - low) / 2 / 1.2816

    assert width(study) == pytest.approx(error, rel=0.1)  # of 1,000 replicates it is known to 3 %
    assert width(dataclasses.replace(study, replicates=None)) < 0.7 * error
