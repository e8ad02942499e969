"""What levers do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.improvement import answer_scenario, lever_effects, lever_model, past_anchor, plan_effects
from cvtools.sentences.improvement import plan_sentences
from cvtools.study.scenario_files import read_scenario, write_scenario

from .plans import EFFECTS, LEVERS, with_plan


def test_effects_of_the_likely_numbers_intervals_and_chances(tmp_path):
    study = with_plan(tmp_path)
    table = lever_effects(study, draws=500)

    assert table.columns.tolist() == [
        "segment", "lever", "value_change", "low", "high",
        "gap_before", "gap_after", "p_best_before", "p_best_after", "cost",
    ]  # fmt: skip
    assert len(table) == 2 * 3
    assert (table["gap_after"] - table["gap_before"] - table["value_change"]).abs().max() < 1e-9
    oven = table[table["lever"] == "oven"].iloc[0]
    weight = cv.contributions(study).query("segment == 'regulars' and driver == 'taste'")["weight"].iloc[0]
    assert oven["value_change"] == pytest.approx(weight * 0.15)
    assert (oven["low"], oven["high"]) == pytest.approx((weight * 0.1, weight * 0.2), rel=0.02)
    assert table["cost"].tolist() == [100, 50, 20] * 2


def test_the_same_draws_as_the_simulation(repository):
    study = cv.read_study(repository / "data" / "coffee")
    simulation = cv.simulate(study, draws=300, seed=5)
    table = lever_effects(simulation)

    chances = cv.uncertainty.robustness(simulation).query("offering == 'little_cup'").set_index("segment")["p_best"]
    before = table.groupby("segment")["p_best_before"].first()
    assert before.to_dict() == pytest.approx(chances.to_dict(), abs=0)


def test_what_a_lever_does_not_touch_changes_by_exactly_0(tmp_path):
    table = lever_effects(with_plan(tmp_path), draws=200).set_index(["segment", "lever"])
    club = table.loc[("visitors", "club")]

    assert club[["value_change", "low", "high"]].tolist() == [0, 0, 0]
    assert club["gap_after"] == club["gap_before"]
    assert club["p_best_after"] == club["p_best_before"]


def test_effects_add_up_and_stop_at_the_anchor(tmp_path):
    study = with_plan(
        tmp_path,
        levers=LEVERS + "a,A,product,1,,,,\nb,B,product,1,,,,\n",
        effects=EFFECTS + "a,*,taste,1.5,,\nb,*,taste,1.5,,\n",
    )
    alone, both = lever_effects(study, draws=10), plan_effects(study, ["a", "b"], draws=10)
    levers = lever_model(study)
    room = 1 - levers.utility[:, 0]

    assert both["value_change"].to_numpy() == pytest.approx(levers.model.weight[:, 0] * np.minimum(room, 0.3))
    assert both["value_change"].iloc[0] < alone["value_change"].iloc[:2].sum()
    assert past_anchor(study, ["a", "b"])["lever"].unique().tolist() == ["a+b"]


def test_a_segment_alone_is_what_it_is_among_all(repository):
    study, chosen = cv.read_study(repository / "data" / "coffee"), ["order_ahead", "fresh_roast"]
    every = plan_effects(study, chosen, draws=300)

    for segment in study.segments["segment"]:
        alone = plan_effects(study, chosen, draws=300, segment=segment)
        pd.testing.assert_frame_equal(alone, every[every["segment"] == segment].reset_index(drop=True))
    with pytest.raises(cv.StudyError, match="segment"):
        plan_effects(study, chosen, segment="nobody")


def test_an_effect_on_an_unknown_rating_counts_from_the_middle(tmp_path):
    study = with_plan(tmp_path)
    ours = (study.ratings["offering"] == "cafe") & (study.ratings["driver"] == "taste")
    unknown = dataclasses.replace(study, ratings=study.ratings.assign(rating=study.ratings["rating"].mask(ours)))

    assert lever_model(unknown).utility[:, 0].tolist() == [0.5, 0.5]
    assert np.isfinite(lever_effects(unknown, draws=50)["value_change"]).all()


def test_a_rival_that_answers_takes_some_of_it_back(tmp_path):
    study = with_plan(tmp_path)
    alone, answered = (lever_effects(study, draws=200, answer=answer) for answer in (None, {"chain": ["sale"]}))

    assert (answered["gap_after"] < alone["gap_after"]).all()
    assert answered["value_change"].tolist() == alone["value_change"].tolist()
    with pytest.raises(cv.StudyError, match=r'found "chian"; allowed: chain\. Did you mean "chain"'):
        lever_effects(study, answer={"chian": ["sale"]})


def test_an_answer_kept_as_a_scenario_says_the_same_by_the_likely_numbers(tmp_path):
    study, answer = with_plan(tmp_path), {"chain": ["oven", "sale"]}
    scenario = answer_scenario(lever_model(study), answer, "The chain answers")
    kept = read_scenario(study, write_scenario(study, scenario))
    then = lever_effects(cv.apply_scenario(study, kept), draws=50)

    assert (kept.ratings, kept.weights, list(kept.rivals)) == ({}, {}, ["chain"])
    answered = lever_effects(study, draws=50, answer=answer)
    assert then["gap_after"].to_numpy() == pytest.approx(answered["gap_after"].to_numpy())
    assert then["gap_before"].tolist() != answered["gap_before"].tolist()  # there it has answered before we do a thing
    told = " ".join(plan_sentences(cv.analyse(study, segment="regulars", draws=50)))
    assert "Should “The chain answers” come true, the gap with the plan is " in told
    write_scenario(study, dataclasses.replace(kept, ratings={"regulars": {"taste": 9}}))
    assert "come true" not in " ".join(plan_sentences(cv.analyse(study, segment="regulars", draws=50)))


def test_an_unknown_rating_of_a_rival_stays_unknown(tmp_path):
    study = with_plan(tmp_path)
    theirs = (study.ratings["offering"] == "chain") & (study.ratings["driver"] == "taste")
    unknown = dataclasses.replace(study, ratings=study.ratings.assign(rating=study.ratings["rating"].mask(theirs)))
    scenario = answer_scenario(lever_model(unknown), {"chain": ["oven", "sale"]}, "x")

    assert {tuple(changes) for changes in scenario.rivals["chain"].values()} == {("price",)}
    assert answer_scenario(lever_model(unknown), {"chain": ["oven"]}, "x").rivals == {}


def test_half_the_claim(tmp_path):
    """The low end of each effect; half of one that has no range."""
    levers = lever_model(with_plan(tmp_path))
    low = lever_effects(levers.at(None), draws=50)["value_change"].to_numpy()
    claimed = lever_effects(levers, draws=50)["value_change"].to_numpy()

    assert low[:3] == pytest.approx(claimed[:3] * [2 / 3, 1 / 2, 1 / 2])


def test_yearly_costs_count_over_the_horizon(tmp_path):
    levers = LEVERS + "a,A,product,1,10,,,\n"
    study = with_plan(tmp_path, levers=levers, effects=EFFECTS + "a,*,taste,1,,\n")
    settings = dataclasses.replace(study.settings, horizon_years=3.0, discount_rate=0.1)
    without = dataclasses.replace(study, others={**study.others, "economics": study.optional("economics")[:0]})

    assert lever_model(study).cost.tolist() == [101]  # for ever, at 10 %
    assert lever_model(dataclasses.replace(study, settings=settings)).cost == pytest.approx([25.86852])
    assert lever_model(without).cost.tolist() == [11]


def test_a_study_without_levers_and_a_lever_that_is_not_there(tmp_path, repository):
    with pytest.raises(cv.StudyError, match="the study has no levers; they stand in the table levers"):
        lever_effects(cv.read_study(repository / "data" / "laptops"))
    with pytest.raises(cv.StudyError, match=r'found "ovn"; allowed: oven, sale or club\. Did you mean "oven"'):
        plan_effects(with_plan(tmp_path), ["ovn"])
