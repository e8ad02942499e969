"""What it pays: published figures, and what follows from a study."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.improvement import (
    break_even_claim,
    calibrate,
    lever_model,
    lifetime_value,
    net_over_draws,
    outcomes,
    plan_effects,
    portfolio,
    preference_shares,
)
from cvtools.improvement.outcomes import MOST_RETENTION, economics_of, switching_shares, worth_contacting
from cvtools.improvement.satisfaction import Relation, relations, shown_slope

from .plans import PLAN, with_plan


def test_published_multiples_of_the_margin():
    """At retention .9 and rate 12 %: 4.09 with the first margin at the end of the first period, 5.09 with it now."""
    found = [float(lifetime_value(1, 0.9, 0.12, first_margin=first)) for first in ("end", "now")]

    assert [round(multiple, 2) for multiple in found] == [4.09, 5.09]
    assert float(lifetime_value(100, 0.9, 0.1)) == pytest.approx(450)


def test_published_elasticity_to_retention():
    step = 1e-6
    up, base = (float(lifetime_value(100, 0.9 + change, 0.1)) for change in (step, 0.0))

    assert (up - base) / base / (step / 0.9) == pytest.approx(5.5, rel=1e-4)


@pytest.mark.parametrize("first", ["now", "end"])
@pytest.mark.parametrize(("retention", "rate"), [(0.8, 0.1), (1.0, 0.0), (0.0, 0.05)])
def test_a_horizon_is_the_sum_of_its_periods(first, retention, rate):
    periods = range(5) if first == "now" else range(1, 6)
    summed = sum(7 * (retention / (1 + rate)) ** t for t in periods)

    assert float(lifetime_value(7, retention, rate, horizon=5, first_margin=first)) == pytest.approx(summed)


def test_published_switching_matrix_and_break_even_targeting():
    assert switching_shares([[0.75, 0.25], [0.2, 0.8]], [1, 0], 3)[:, 0] == pytest.approx([0.75, 0.6125, 0.536875])
    assert worth_contacting(30, 2) == 0.0625


def test_shares_find_back_the_scale_they_were_made_of(repository):
    study = cv.read_study(repository / "data" / "coffee")
    fitted = preference_shares(study)
    made = study.optional("shares").assign(share=fitted["fitted"].to_numpy())
    again = calibrate(dataclasses.replace(study, others={**study.others, "shares": made}))

    assert again.scale == pytest.approx(calibrate(study).scale)
    assert again.fit == pytest.approx(1)
    assert again.off_by < 1e-9


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ((0.0, 1.0, 0.0, 1.0), "what has more value is not chosen more often"),
        ((1.0, 0.0, 1.0, 0.0), "everybody chooses what has the most value"),
        ((0.95, 0.05, 0.05, 0.95), "explains [0-9]+% of what tells them from equal shares"),
    ],
)
def test_shares_that_no_scale_fits_are_refused_with_the_reason(tmp_path, shares, message):
    text = "segment,offering,share\n" + "".join(
        f"{segment},{offering},{share}\n"
        for (segment, offering), share in zip(
            [("regulars", "cafe"), ("regulars", "chain"), ("visitors", "cafe"), ("visitors", "chain")],
            shares,
            strict=True,
        )
    )
    with pytest.raises(cv.StudyError, match=message):
        calibrate(with_plan(tmp_path, shares=text))


def test_outcomes_before_and_after_each_with_what_it_rests_on(tmp_path):
    table = outcomes(with_plan(tmp_path), ["oven"], draws=200)

    assert table.columns.tolist() == ["segment", "measure", "before", "after", "low", "high", "rests_on"]
    assert table["measure"].tolist() == ["retention", "lifetime_value", "share", "profit"] * 2
    assert table["rests_on"].tolist() == ["assumption", "assumption", "calibrated", "assumption"] * 2
    assert (table["after"] > table["before"]).all()
    assert ((table["low"] < table["after"]) & (table["after"] < table["high"])).all()
    regulars = table.set_index(["segment", "measure"])["before"].loc["regulars"]
    assert regulars["profit"] == pytest.approx(300 * regulars["share"] * 10 * 0.8 / 0.3)


def test_without_levers_nothing_changes(tmp_path):
    table = outcomes(with_plan(tmp_path))

    assert table["after"].tolist() == table["before"].tolist() == table["low"].tolist() == table["high"].tolist()


def test_nobody_keeps_everybody(tmp_path):
    economics = PLAN["economics"].replace("0.002", "5")
    table = outcomes(with_plan(tmp_path, economics=economics), ["oven"], draws=50)

    assert table[table["measure"] == "retention"]["after"].tolist() == [MOST_RETENTION] * 2


def test_no_shares_leave_what_economics_say(tmp_path):
    table = outcomes(with_plan(tmp_path, shares="segment,offering,share\n"), ["oven"], draws=50)

    assert table["measure"].tolist() == ["retention", "lifetime_value", "profit"] * 2
    assert table[table["measure"] == "profit"]["before"].iloc[0] == pytest.approx(300 * 10 * 0.8 / 0.3)


def test_nothing_to_work_an_outcome_out_of(repository):
    with pytest.raises(cv.StudyError, match="no economics, and no shares that can be fitted"):
        outcomes(cv.read_study(repository / "data" / "laptops"))


def test_where_the_claims_break(tmp_path):
    study = with_plan(tmp_path)
    plan = portfolio(study, goal="profit", draws=50)
    claim = break_even_claim(plan)

    assert 0 < claim < 1
    economics = economics_of(plan.levers.model)
    shrunk = plan.levers.at(claim)
    change = shrunk.value_change(shrunk.positions(plan.chosen))
    gained = sum(np.diff(economics.profit_after(s, np.array([0, change[s]])))[0] for s in range(2))
    assert gained == pytest.approx(plan.cost, rel=1e-4)


def test_what_is_left_of_a_plan_draw_by_draw(tmp_path):
    plan = portfolio(with_plan(tmp_path), 150, goal="profit", draws=50)
    net = net_over_draws(plan, draws=2000, seed=3)

    assert plan.chosen == ["oven", "sale"] and net.std() > 0  # the oven's effect is uncertain, no cost is
    low = net_over_draws(dataclasses.replace(plan, levers=plan.levers.at(None)), draws=10, seed=3)
    assert low.std() < 1e-9 < net.mean() - low.mean()
    dear = dataclasses.replace(plan.levers, cost_low=plan.levers.cost * 0.5, cost_high=plan.levers.cost * 2)
    dearer = net_over_draws(dataclasses.replace(plan, levers=dear), draws=2000, seed=3)
    assert dearer.std() > net.std() and dearer.mean() < net.mean()
    assert np.isnan(
        net_over_draws(portfolio(with_plan(tmp_path / "x", economics="segment\n*\n")), draws=3, seed=1)
    ).all()


def test_an_offering_without_a_share_was_not_to_be_chosen(repository):
    study = cv.read_study(repository / "data" / "coffee")
    shares = study.optional("shares")
    fewer = shares[shares["offering"] != "at_home"]
    total = fewer.groupby("segment")["share"].transform("sum")
    fewer = fewer.assign(share=fewer["share"] / total).reset_index(drop=True)
    found = calibrate(dataclasses.replace(study, others={**study.others, "shares": fewer}))

    assert found.scale == pytest.approx(calibrate(study).scale, rel=0.1)
    assert found.fit > 0.9


def asked(study, rows):
    columns = ["segment", "offering", "wave", "measure", "value"]
    return dataclasses.replace(study, others={**study.others, "measures": pd.DataFrame(rows, columns=columns)})


def test_satisfaction_follows_value_as_the_study_s_own_survey_shows(repository):
    """Made to rise by half a point of a hundred for each unit of value, with a level of its own in each segment."""
    study = cv.read_study(repository / "data" / "coffee")
    values = cv.values(study)
    level = np.where(values["segment"] == "neighbours", 0.5, 0.4) + 0.005 * values["value"]
    rows = [
        (segment, offering, "2026", "csat", str(share))
        for segment, offering, share in zip(values["segment"], values["offering"], level, strict=True)
    ]
    table = outcomes(asked(study, rows), ["fresh_roast"], draws=50)
    mine = table[table["measure"] == "satisfaction"]
    change = plan_effects(study, ["fresh_roast"], draws=2)["value_change"].to_numpy()

    assert mine["after"].to_numpy() - mine["before"].to_numpy() == pytest.approx(0.005 * change)
    assert mine["rests_on"].tolist() == ["estimated"] * 3 and "recommendation" not in set(table["measure"])
    unrelated = [(*row[:4], str(0.9 - float(row[4]))) for row in rows]
    assert "satisfaction" not in set(outcomes(asked(study, unrelated), ["fresh_roast"], draws=5)["measure"])


def test_recommendation_follows_value_as_stated_and_not_beyond_what_it_can_be(tmp_path):
    economics = "segment,recommendation_slope\n*,0.01\n"
    rows = [("regulars", "2025", "0.1"), ("regulars", "2026", "0.3"), ("visitors", "2026", "1")]
    study = asked(
        with_plan(tmp_path, economics=economics),
        [(segment, "", wave, "nps", value) for segment, wave, value in rows],
    )
    table = outcomes(study, ["oven"], draws=50).query("measure == 'recommendation'").set_index("segment")
    change = plan_effects(study, ["oven"], draws=2)["value_change"].iloc[0]

    assert table.loc["regulars", ["before", "after"]].tolist() == pytest.approx([0.3, 0.3 + 0.01 * change])
    assert table.loc["visitors", ["before", "after"]].tolist() == [1, 1]
    assert set(table["rests_on"]) == {"assumption"}
    assert "recommendation (NPS)" in cv.tables.outcomes(cv.analyse(study, segment="regulars", draws=50)).markup


def test_the_interval_of_satisfaction_holds_what_the_survey_leaves_open():
    """80 % intervals of what a lever adds hold about 80 %, over surveys made up around a known slope."""
    random, slope = np.random.default_rng(5), 0.005
    values = np.array([[-8, -14, -20, -20], [10, 30, 20, 0], [5, 25, -5, 15.0]])
    change, truths = random.normal(2, 0.3, 400), random.normal(2, 0.3, 400)
    held = dict.fromkeys(("drawn", "as if known"), 0)
    for truth in truths:
        level = 0.5 + slope * values + random.normal(0, 0.03, values.shape)
        shown = shown_slope(values, level)
        assert shown
        known = Relation(level[:, 2], np.full(3, shown.slope), ["estimated"] * 3, 0.0, shown)
        for name, relation in {"drawn": known.drawn("satisfaction", draws=400, seed=3), "as if known": known}.items():
            low, high = np.quantile(relation.after(0, change), [0.1, 0.9]) - relation.now[0]
            held[name] += low <= slope * truth <= high

    assert 0.75 < held["drawn"] / len(truths) < 0.85
    assert held["as if known"] / len(truths) < 0.7


def test_a_stated_slope_is_known_and_a_shown_one_is_not(repository):
    study = cv.read_study(repository / "data" / "coffee")
    model, bump = lever_model(study).model, [0.02, -0.02, 0.01, 0.03] * 3
    level = (0.5 + 0.005 * model.middle + np.reshape(bump, (3, 4))).ravel().tolist()
    where = [(segment, offering) for segment in model.segments for offering in model.offerings]
    shown = asked(study, [(*place, "", "csat", share) for place, share in zip(where, level, strict=True)])
    slope = relations(dataclasses.replace(model, study=shown))["satisfaction"].slope[0]
    economics = study.optional("economics").assign(satisfaction_slope=slope)
    stated = dataclasses.replace(shown, others={**shown.others, "economics": economics})
    tables = [outcomes(one, ["fresh_roast"], draws=400).query("measure == 'satisfaction'") for one in (shown, stated)]
    wide, narrow = ((table["high"] - table["low"]).to_numpy() for table in tables)

    assert tables[0]["after"].tolist() == pytest.approx(tables[1]["after"].tolist())
    assert (wide > 1.02 * narrow).all()
