"""What deserves a second look: found where it is, and not where it is not."""

from __future__ import annotations

import dataclasses

import pytest

import cvtools as cv
from cvtools.language.language import language
from cvtools.sentences.caveats import caveat_sentences
from cvtools.study.schema import LANGUAGES
from cvtools.value.caveats import Caveat, find_caveats


@pytest.fixture
def starter(repository):
    return cv.read_study(repository / "data" / "starter")


def found(study, code):
    return [caveat for caveat in find_caveats(study) if caveat.code == code]


def rated(study, driver, values):
    """The study with other ratings of one driver, in the order of its rows."""
    ratings = study.ratings.copy()
    numbers = [[value, float("nan"), float("nan")] for value in values]
    ratings.loc[ratings["driver"] == driver, ["rating", "low", "high"]] = numbers
    return dataclasses.replace(study, ratings=ratings)


def weighted(study, driver, weight):
    weights = study.weights.copy()
    weights.loc[weights["driver"] == driver, ["weight", "low", "high"]] = [weight, float("nan"), float("nan")]
    return dataclasses.replace(study, weights=weights)


def test_price_and_value_for_money(starter):
    drivers = starter.drivers.copy()
    drivers.loc[drivers["driver"] == "calm", "name"] = "Good value for money"

    both = dataclasses.replace(starter, drivers=drivers)

    assert found(both, "double_price") == [Caveat("double_price", driver="calm", other="price")]
    assert found(starter, "double_price") == []


def test_a_cost_whose_scale_runs_the_other_way(starter):
    drivers = starter.drivers.copy()
    drivers.loc[drivers["driver"] == "price", ["worst", "best"]] = [0.0, 60.0]

    assert found(dataclasses.replace(starter, drivers=drivers), "reversed_cost") == [
        Caveat("reversed_cost", driver="price")
    ]
    assert found(starter, "reversed_cost") == []


def test_a_scale_that_nobody_uses(starter):
    flat = rated(starter, "results", [5, 5.5, 6])

    (caveat,) = found(flat, "unused_scale")
    assert (caveat.driver, round(caveat.number, 9)) == ("results", 0.1)
    assert found(starter, "unused_scale") == []


def test_one_weight_above_half(starter):
    heavy = weighted(starter, "results", 200)

    told = [(c.segments, c.driver) for c in found(heavy, "heavy_weight")]
    assert told == [(("busy",), "results"), (("careful",), "results")]
    assert found(starter, "heavy_weight") == []


def test_a_dominated_offering_is_named_with_what_dominates_it(repository):
    toasters = cv.read_study(repository / "data" / "toasters")

    assert ("kitchenaid", "cuisinart_cpt60") in {(c.offering, c.other) for c in found(toasters, "dominated")}
    assert "sunbeam" not in {c.offering for c in found(toasters, "dominated")}


def test_a_driver_without_weight_does_not_save_from_domination(starter):
    study = starter
    for driver in ("standing", "price", "start", "failure"):
        study = weighted(study, driver, 0)

    assert {(c.offering, c.other) for c in found(study, "dominated")} >= {("rival", "ours"), ("do_nothing", "ours")}


def test_ratings_that_move_together(repository):
    pairs = {(c.driver, c.other) for c in found(cv.read_study(repository / "data" / "coffee"), "move_together")}

    assert ("calm", "wait") in pairs
    assert found(cv.read_study(repository / "data" / "starter"), "move_together") == []


def test_difference_and_ratio_name_different_winners(repository):
    study = cv.read_study(repository / "data" / "difference_or_ratio")

    assert [(c.offering, c.other) for c in found(study, "ratio_disagrees")] == [("ours", "rival")]


def test_yearly_has_no_effect_in_points(starter):
    yearly = dataclasses.replace(starter, drivers=starter.drivers.assign(recurs=["yearly"] + ["once"] * 6))

    assert [c.driver for c in found(yearly, "yearly_in_points")] == ["results"]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("case", ["coffee", "toasters", "travel_mode"])
def test_every_kind_is_one_sentence(repository, case, code):
    study = cv.read_study(repository / "data" / case)

    sentences = caveat_sentences(find_caveats(study), study, language(code))

    assert len(sentences) == len({caveat.code for caveat in find_caveats(study)})
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)
