"""Effects that build up, fade, or begin later: in values, outcomes and plans."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import cvtools as cv
from cvtools.improvement import (
    break_even_claim,
    lever_effects,
    lever_model,
    net_over_draws,
    outcomes,
    plan_effects,
    portfolio,
    preference_shares,
)
from cvtools.improvement.outcomes import economics_of
from cvtools.improvement.over_time import part_there
from cvtools.sentences.improvement import plan_sentences

from .plans import PLAN, with_plan

TIMED = "lever,segment,driver,change,low,high,build_up,half_life\noven,*,taste,1.5,1,2,{oven}\nsale,*,price,-0.5,,,,\n"
HORIZON = "segment,margin,retention,retention_slope,discount_rate,horizon,first_margin\n"
HORIZON += "*,10,0.8,0.002,0.1,{horizon},{first}\n"


def timed(folder, oven, *, horizon=4, first="end", months=""):
    levers = "lever,name,kind,cost,months\noven,New oven,product,100,{months}\nsale,Sale,price,50,\n"
    return with_plan(
        folder,
        levers=levers.format(months=months),
        effects=TIMED.format(oven=oven),
        economics=HORIZON.format(horizon=horizon, first=first),
    )


@pytest.mark.parametrize(
    ("start", "build_up", "half_life", "parts"),
    [
        (0, 0, np.inf, [1, 1, 1]),
        (0.25, 0, np.inf, [0.75, 1, 1]),
        (0, 2, np.inf, [0.25, 0.75, 1]),
        (1, 1, np.inf, [0, 0.5, 1]),
        (0, 0, 1, [0.5 / np.log(2), 0.25 / np.log(2), 0.125 / np.log(2)]),
        (0, 1, 1, [0.5, 0.5 / np.log(2), 0.25 / np.log(2)]),
    ],
)
def test_what_is_there_in_a_year_is_the_average_over_it(start, build_up, half_life, parts):
    times = [np.array([float(time)]) for time in (start, build_up, half_life)]

    assert [float(part_there(*times, year)[0]) for year in (1, 2, 3)] == pytest.approx(parts)


def test_values_are_those_of_the_full_effects_or_of_a_year(tmp_path):
    levers = lever_model(timed(tmp_path, "2,"))
    full, first, third = (lever_effects(levers.in_year(year), draws=50) for year in (None, 1, 3))

    assert first["value_change"].to_numpy()[[0, 2]] == pytest.approx(full["value_change"].to_numpy()[[0, 2]] / 4)
    assert first["low"].iloc[0] == pytest.approx(full["low"].iloc[0] / 4)
    assert first["high"].iloc[0] > full["high"].iloc[0] / 4  # which the end of the scale cuts
    assert third.equals(full)
    assert first["value_change"].iloc[1] == full["value_change"].iloc[1]  # the sale is there at once
    assert portfolio(levers.in_year(1), 100, draws=20).effect < portfolio(levers, 100, draws=20).effect


@pytest.mark.parametrize("first", ["now", "end"])
def test_profit_counts_each_year_with_what_is_there_then(tmp_path, first):
    """Added up by hand: that year's share, of those who stayed until then, discounted."""
    study = timed(tmp_path, "2,", first=first)
    table = outcomes(study, ["oven"], draws=20).set_index(["segment", "measure"])["after"]
    model = lever_model(study)
    stays, total, lifetime = 1.0, 0.0, 0.0
    for year in range(1, 5):
        of_year = model.in_year(year)
        change = plan_effects(of_year, ["oven"], draws=2)["value_change"].iloc[0]
        share = preference_shares(of_year, ["oven"], draws=2).query("segment == 'regulars' and offering == 'cafe'")
        kept = 0.8 + 0.002 * change
        there = stays * kept / 1.1 if first == "end" else stays
        total += 300 * float(share["after"].iloc[0]) * 10 * there
        lifetime += 10 * there
        stays *= kept / 1.1
    assert table["regulars", "profit"] == pytest.approx(total)
    assert table["regulars", "lifetime_value"] == pytest.approx(lifetime)
    assert table["regulars", "retention"] == pytest.approx(0.8 + 0.002 * change)  # of the full effects


@pytest.mark.parametrize("horizon", [1, 2.5, ""])
@pytest.mark.parametrize("first", ["now", "end"])
def test_alike_years_are_worth_what_constant_ones_are(tmp_path, first, horizon):
    economics = economics_of(lever_model(timed(tmp_path, ",", horizon=horizon, first=first)).model)
    change = np.array([0.0, 1.0, 4.0])

    assert economics.profit_after(0, *[change] * 7) == pytest.approx(economics.profit_after(0, change))


def test_a_plan_for_profit_knows_that_effects_come_late_or_go(tmp_path):
    of = {
        name: portfolio(timed(tmp_path / name, text, months=months), goal="profit", draws=50)
        for name, text, months in [("at once", ",", ""), ("builds", "3,", ""), ("fades", ",1", ""), ("late", ",", "18")]
    }

    assert all(plan.chosen == of["at once"].chosen for plan in of.values())
    assert all(plan.effect < of["at once"].effect for name, plan in of.items() if name != "at once")
    for plan in of.values():
        claim, net = break_even_claim(plan), net_over_draws(plan, draws=400, seed=1)
        assert 0 < claim < 1 and net.mean() == pytest.approx(plan.effect - plan.cost, rel=0.05)
    assert break_even_claim(of["fades"]) > break_even_claim(of["at once"])


def test_the_plan_says_of_which_year_its_numbers_are(tmp_path):
    study = timed(tmp_path, "2,", horizon=4)
    texts = " ".join(plan_sentences(cv.analyse(study, segment="regulars", draws=50)))

    assert "That is with every effect at its full size. Some begin later, build up or fade" in texts
    assert " in year 1 and " in texts and " in year 3. What customers are worth is counted" in texts
    assert "Change of our value, effects at full size" in cv.tables.levers(cv.analyse(study, draws=50)).markup
    once = cv.analyse(dataclasses.replace(study, others={**study.others, "effects": with_plan(
        tmp_path / "once", economics=PLAN["economics"]).optional("effects")}), draws=50)  # fmt: skip
    assert "full size" not in " ".join(plan_sentences(once)) + cv.tables.levers(once).markup
