"""Which levers, for this money: equal to brute force, and clear where nothing can be chosen."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest

import cvtools as cv
from cvtools.explorer.levers import levers_payload
from cvtools.improvement import frontier, lever_model, portfolio
from cvtools.improvement.choosing_anew import chosen_anew
from cvtools.improvement.enumeration import Portfolios, portfolios
from cvtools.improvement.goals import Score
from cvtools.improvement.lever_draws import segment_draws
from cvtools.improvement.profit_boxes import Boxes
from cvtools.improvement.profit_search import ProfitSearch
from cvtools.improvement.solver import best_for_value
from cvtools.sentences.improvement import plan_sentences

from ..strength import times
from ..studies import write_files
from .plans import EFFECTS, LEVERS, random_plan, with_plan


def brute_force(study, levers, budget: float, least: float | None = None) -> float:
    """The most value over all customers, one subset after the other, straight from the tables."""
    rows = study.others["levers"].to_dict("records")
    change = study.others["effects"].set_index(["lever", "segment", "driver"])["change"].to_dict()
    size, weight, ours = study.segments["size"].tolist(), levers.model.weight.tolist(), levers.utility.tolist()
    segments, drivers = (
        study.segments["segment"].tolist(),
        study.drivers[["driver", "worst", "best"]].to_numpy().tolist(),
    )
    best = -math.inf
    for chosen in itertools.product([False, True], repeat=len(rows)):
        pulled = [row for row, is_in in zip(rows, chosen, strict=True) if is_in]
        ids, groups = [row["lever"] for row in pulled], [row["group"] for row in pulled if row["group"]]
        allowed = len(groups) == len(set(groups)) and sum(row["cost"] for row in pulled) <= budget
        allowed &= all(not row["needs"] or row["needs"] in ids for row in pulled)
        if not allowed or any(row["must"] and row["lever"] not in ids for row in rows):
            continue
        gained = [0.0] * len(size)
        for s, segment in enumerate(segments):
            for d, (driver, worst, top) in enumerate(drivers):
                level = worst + ours[s][d] * (top - worst)
                after = level + sum(change.get((lever, segment, driver), 0.0) for lever in ids)
                after = min(max(after, min(worst, top)), max(worst, top))
                gained[s] += weight[s][d] * (after - level) / (top - worst)
        if least is None or min(gained) >= least - 1e-9:
            best = max(best, sum(people * more for people, more in zip(size, gained, strict=True)))
    return best


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return cv.read_study(write_files(tmp_path_factory.mktemp("small")))


def test_the_best_portfolio_equals_brute_force_on_200_random_instances(small):
    for seed in range(200):
        study = random_plan(small, seed, count=4)
        levers, budget = lever_model(study), float(np.random.default_rng(seed).integers(20, 120))
        least = -5.0 if seed % 4 == 0 else None
        wanted = brute_force(study, levers, budget, least)
        size = study.segments["size"].to_numpy(float)
        changes = portfolios(levers).within(budget).value_changes()
        if least is not None:
            changes = changes[(changes >= least - 1e-9).all(axis=1)]

        assert (changes @ size).max(initial=-math.inf) == pytest.approx(wanted, rel=1e-9, abs=1e-9)
        if seed % 10 == 0:
            found = best_for_value(levers, budget, least=least)
            assert (found is None) == (wanted == -math.inf)
            if found is not None:
                chosen = levers.value_change(np.flatnonzero(found).tolist())
                assert chosen @ size == pytest.approx(wanted, rel=1e-6, abs=1e-6)
                nothing = np.zeros(len(levers.ids), bool)
                often, _itself, _regret = chosen_anew(levers, nothing, budget, draws=2, seed=1, least=least)
                chosen = levers.value_change(np.flatnonzero(often == 1).tolist())
                assert chosen @ size == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_chosen_anew_in_each_draw_as_the_solver_would(small):
    study = random_plan(small, 5, count=30)
    effects = study.others["effects"]
    low, high = (effects["change"] + effects["change"].abs() * part for part in (-0.5, 0.5))
    study = dataclasses.replace(study, others=study.others | {"effects": effects.assign(low=low, high=high)})
    levers, draws = lever_model(study), 10
    likely = best_for_value(levers, 150)

    often, itself, regret = chosen_anew(levers, likely, 150, draws=draws, seed=1)

    size, found, worse = study.segments["size"].to_numpy(float), [], 0.0
    segments = list(segment_draws(levers, draws=draws, seed=1))
    for i in range(draws):
        weight, utility = np.zeros((2, 2)), np.zeros((2, 2))
        steps = np.zeros_like(levers.steps)
        for segment in segments:
            for d, drawn in segment.weight.items():
                weight[segment.position, d] = drawn[i]
                utility[segment.position, d] = segment.utility[segment.ours, d][i]
            for (lever, d), step in segment.steps.items():
                steps[segment.position, lever, d] = np.broadcast_to(step, draws)[i]
        best = best_for_value(levers, 150, weight=weight, utility=utility, steps=steps)
        worth = [
            (weight * (np.clip(utility + steps[:, z].sum(axis=1), 0, 1) - utility)).sum(axis=1) @ size
            for z in (best, likely)
        ]
        found.append(best)
        worse += worth[0] - worth[1]
    assert regret == pytest.approx(worse / draws, rel=1e-6)
    assert 0 < itself <= 1 and often.tolist() == pytest.approx(np.mean(found, axis=0).tolist(), abs=0.1)


@pytest.mark.parametrize("goal", ["value", "p_best", "profit"])
def test_a_plan_says_what_it_costs_what_it_does_and_how_often_it_is_the_best(tmp_path, goal):
    plan = portfolio(with_plan(tmp_path), 150, goal=goal, draws=300)

    assert plan.table.columns.tolist() == ["lever", "chosen", "cost", "effect", "how_often_best"]
    assert plan.table["lever"].tolist() == ["oven", "sale", "club", "total"]
    assert plan.table["cost"].iloc[-1] == plan.cost <= 150
    assert plan.table["effect"].iloc[-1] == plan.effect
    assert plan.table["how_often_best"].between(0, 1).all()
    assert plan.regret >= 0


def test_of_what_does_as_much_the_cheapest(tmp_path):
    levers = LEVERS + "dear,D,product,9,,,,\ncheap,C,product,1,,,,\nidle,I,product,1,,,,\n"
    effects = EFFECTS + "dear,*,taste,9,,\ncheap,*,taste,9,,\nidle,*,taste,0,,\n"

    assert portfolio(with_plan(tmp_path, levers=levers, effects=effects), draws=20).chosen == ["cheap"]


def test_a_budget_below_every_cost_chooses_nothing(tmp_path):
    plan = portfolio(with_plan(tmp_path), 5, draws=20)

    assert plan.chosen == [] and plan.cost == 0 and plan.effect == 0 and plan.tight
    assert plan.table["chosen"].tolist() == [False] * 4


def test_what_must_be_done_and_what_it_needs_has_to_be_paid(tmp_path):
    levers = LEVERS + "a,A,product,30,,,,\nb,B,product,20,,,a,yes\n"
    study = with_plan(tmp_path, levers=levers, effects=EFFECTS + "a,*,taste,-1,,\n")

    assert portfolio(study, 50, draws=20).chosen == ["a", "b"]
    with pytest.raises(cv.StudyError, match=r"what must be done \(a and b\) costs 50, more than the budget of 40"):
        portfolio(study, 40)


def test_no_segment_may_lose(tmp_path):
    levers = LEVERS + "a,A,product,1,,,,\n"
    study = with_plan(tmp_path, levers=levers, effects=EFFECTS + "a,regulars,taste,1,,\na,visitors,taste,-1,,\n")

    assert portfolio(study, draws=20).chosen == ["a"]
    assert portfolio(study, least=0, draws=20).chosen == []
    with pytest.raises(cv.StudyError, match="no portfolio gives every segment that much"):
        portfolio(study, least=1, draws=20)


def test_the_frontier_rises_and_holds_the_best_of_every_budget(tmp_path):
    study = with_plan(tmp_path)
    table = frontier(study)

    assert table["cost"].is_monotonic_increasing and table["effect"].is_monotonic_increasing
    assert table["levers"].iloc[0] == ""
    for row in table.to_dict("records"):
        assert portfolio(study, row["cost"], draws=5).effect == pytest.approx(row["effect"])


def test_more_levers_than_can_be_enumerated(small):
    study = random_plan(small, 3, count=21)
    plan = portfolio(study, 100, draws=4)
    levers = lever_model(study)

    assert plan.cost <= 100
    assert chosen_anew(levers, np.isin(levers.ids, plan.chosen), 100, draws=3, seed=1)[1] == 1  # nothing is uncertain
    with pytest.raises(
        cv.StudyError, match=r"levers: 63 levers can be combined in more than a million ways, .* for value or profit"
    ):
        portfolio(random_plan(small, 3, count=63), 1e9, goal="p_best")


def test_more_than_20_levers_for_profit_where_groups_and_needs_leave_few_portfolios(tmp_path):
    """Three of each group: 4 to the power of 7 portfolios of 21 levers, each worked out."""
    ids = [f"l{i}" for i in range(21)]
    levers = LEVERS + "".join(f"{id_},{id_},product,{3 + i % 5},,g{i // 3},,\n" for i, id_ in enumerate(ids))
    effects = EFFECTS + "".join(f"{id_},*,taste,{0.02 + 0.01 * (i % 3)},,\n" for i, id_ in enumerate(ids))
    study = with_plan(tmp_path, levers=levers, effects=effects)
    every = portfolios(lever_model(study))
    plan = portfolio(study, 20, goal="profit", draws=3)

    assert len(every.chosen) == 4**7
    score = Score(lever_model(study), "profit", 3, 1)
    assert plan.effect - plan.cost == pytest.approx(score.of(every.within(20)).max())
    assert cv.analyse(study, draws=3).improvement.goal == "profit"


@pytest.mark.parametrize("count", [5, 22])
def test_people_and_time_are_limits_as_exact_as_the_budget(small, count):
    for seed in range(6 if count == 5 else 2):
        study, random = random_plan(small, seed, count=count), np.random.default_rng(seed)
        table = study.others["levers"].assign(
            must="", people=random.integers(0, 5, count), months=random.integers(0, 9, count)
        )
        levers = lever_model(dataclasses.replace(study, others=study.others | {"levers": table}))
        plan = portfolio(levers.limited(people=6, months=8), 200, draws=3)

        chosen = levers.positions(plan.chosen)
        assert levers.people[chosen].sum() <= 6 and (levers.months[chosen] <= 8).all()
        for row, needs in zip(table.to_dict("records"), levers.needs, strict=True):
            at = levers.ids.index(row["lever"])
            assert levers.months[at] == row["months"] + (levers.months[needs[0]] if needs else 0)
        if count == 5:
            every = portfolios(levers).within(200)
            fits = (every.chosen @ levers.people <= 6) & ~every.chosen[:, levers.months > 8].any(axis=1)
            size = study.segments["size"].to_numpy(float)
            assert plan.effect == pytest.approx((every.value_changes()[fits] @ size).max())
        wider = portfolio(levers, 200, draws=3)
        assert plan.effect <= wider.effect + 1e-9


def test_what_must_be_done_has_to_be_possible_with_the_people_and_in_the_time(tmp_path):
    text = "lever,name,kind,cost,must,people,months\noven,Oven,product,1,yes,4,6\n"
    levers = lever_model(with_plan(tmp_path, levers=text, effects=EFFECTS))

    with pytest.raises(cv.StudyError, match=r"what must be done \(oven\) takes 4 months of work, more than the limit"):
        portfolio(levers.limited(people=3))
    with pytest.raises(cv.StudyError, match=r"what must be done \(oven\) takes longer than the limit of 5 months"):
        portfolio(levers.limited(months=5.0))


def test_200_levers_and_not_one_more(small):
    study = random_plan(small, 4, count=200)
    optional = study.others["levers"].assign(must="")
    plan = portfolio(dataclasses.replace(study, others=study.others | {"levers": optional}), 300, draws=3)

    assert plan.chosen and plan.cost <= 300
    levers, size = plan.levers, study.segments["size"].to_numpy(float)
    assert plan.effect == pytest.approx(levers.value_change(levers.positions(plan.chosen)) @ size)
    alone = [levers.value_change([i]) @ size for i in range(200)]
    assert plan.table["effect"].tolist()[:-1] == pytest.approx(alone)
    with pytest.raises(cv.StudyError, match="201 levers are too many; 200 at most"):
        lever_model(random_plan(small, 4, count=201))


def test_levers_that_do_nothing_are_not_chosen_and_nothing_breaks(tmp_path):
    study = with_plan(tmp_path, effects=EFFECTS)
    analysis = cv.analyse(study, draws=100)

    assert analysis.improvement.plan.chosen == [] and analysis.improvement.plan.effect == 0
    assert plan_sentences(analysis) == ["No lever is worth its cost: the best plan is to do none of them."]
    assert levers_payload(analysis)["effects"] == [] and levers_payload(analysis)["segments"] == [[], []]
    assert cv.tables.levers(analysis).markup.count("<tr>") == 4
    for figure in (cv.figures.levers, cv.figures.frontier, cv.figures.shares):
        assert figure(analysis).table.markup


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"goal": "glory"}, 'found "glory"; allowed: value, p_best or profit'),
        ({"budget": -1}, 'budget: found "-1"; allowed: an amount of 0 or more'),
        ({"budget": math.nan}, 'budget: found "nan"'),
    ],
)
def test_words_that_are_none(tmp_path, words, message):
    with pytest.raises(cv.StudyError, match=message):
        portfolio(with_plan(tmp_path), **words)


@pytest.mark.parametrize(
    ("seeds", "timed", "far"), [(range(times(12, daily=4)), False, 3e-4), (range(60, 61), True, 0.1)]
)
def test_a_search_for_profit_finds_what_brute_force_finds_and_its_bound_holds(tmp_path, seeds, timed, far):
    """Of eight levers every portfolio is worked out, so that the search, made for many more, can be held against it."""
    base = with_plan(tmp_path)
    for seed in seeds:
        random, study = np.random.default_rng(seed), random_plan(base, seed, count=8)
        levers, effects = (study.others[name] for name in ("levers", "effects"))
        effects = effects.assign(change=effects["change"] * random.uniform(0.05, 0.6, len(effects)))
        economics = base.optional("economics").assign(margin=random.uniform(0.3, 3), horizon=4.0)
        if timed:
            effects = effects.assign(build_up=random.choice([np.nan, 2.5], len(effects)))
        others = {"levers": levers.assign(must=""), "effects": effects, "economics": economics}
        model = lever_model(dataclasses.replace(study, others=study.others | base.others | others))
        score, budget = Score(model, "profit", 3, 1), float(random.uniform(20, 120))
        search = ProfitSearch(Boxes(score, budget)).run()
        wanted = score.of(portfolios(model).within(budget)).max()

        assert search.worth == pytest.approx(wanted, rel=1e-4, abs=1e-6)
        assert wanted - 1e-6 * abs(wanted) <= search.bound <= wanted + far * max(abs(wanted), 0.01 * search.boxes.today)


def test_more_levers_than_can_be_gone_through_for_profit(tmp_path, capfd):
    random, ids = np.random.default_rng(4), [f"l{i}" for i in range(24)]
    levers = LEVERS + "".join(f"{i},{i},product,{random.uniform(1, 60):.1f},,,,\n" for i in ids)
    effects = EFFECTS + "".join(f"{i},*,taste,{(c := random.uniform(0.02, 0.3)):.2f},{c / 2},{c * 2}\n" for i in ids)
    study = with_plan(tmp_path, levers=levers, effects=effects)
    plan = portfolio(study, 150, goal="profit", draws=50)
    value = portfolio(study, 150, draws=50)

    assert len(plan.chosen) > 1 and plan.cost <= 150 and 0 <= plan.short < 0.01 * (plan.effect - plan.cost)
    score = Score(plan.levers, "profit", 50, 1)
    taken = np.isin(plan.levers.ids, value.chosen)[None]
    assert plan.effect - plan.cost >= score.of(Portfolios(plan.levers, taken))[0] - 1e-6
    assert plan.tight and plan.table["how_often_best"].between(0, 1).all()
    assert capfd.readouterr().out == ""
    with pytest.raises(cv.StudyError, match=r"24 levers can be combined in more than a million ways, .* or profit"):
        portfolio(study, 150, goal="p_best")
    analysis = cv.analyse(study, segment="regulars", draws=50)
    told = " ".join(plan_sentences(analysis))
    assert analysis.improvement.goal == "profit"
    assert ("There are too many plans to work all of them out" in told) == (analysis.improvement.plan.short > 0)
    assert "more than €0 more" not in told
