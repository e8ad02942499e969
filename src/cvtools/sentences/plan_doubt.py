"""How far the plan can be trusted: how sure it is, where it breaks, and what it rests on."""

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.language.coded_words import basis_word, outcome_word
from cvtools.language.text import chance, part
from cvtools.sentences.plan import lever_names, money_of
from cvtools.study.records import records

WEAK = ("", "assumption")
_SAFE, _OPEN = 0.9, 0.5
"""In so many of the draws a lever belongs to the best plan: safe to begin with; worth a trial first."""
_MISFIT = 0.05
"""So far a share by value may be from the observed one before it is said."""


def left(analysis: Analysis) -> str:
    """How sure it is that the plan pays, and what is left."""
    _, improvement = analysis.language, analysis.improvement
    low, high, pays = improvement.net
    if improvement.goal != "profit" or high - low <= analysis.rounding:
        return ""
    return _(
        "In {pays} of the draws it pays for itself; what is left is {low} to {high} ({share} interval).",
        pays=part(pays, _),
        low=money_of(analysis, low),
        high=money_of(analysis, high),
        share=analysis.share,
    )


def sure(analysis: Analysis) -> str:
    """How often the plan is the best over the draws, what another would add, and with which levers to begin."""
    _, plan = analysis.language, analysis.improvement.plan
    often = plan.table.set_index("lever")["how_often_best"]
    itself = float(often["total"])
    if itself > 1 - 1e-9:
        return _("Whatever the effects turn out to be within their ranges, no other plan is better.")
    more = money_of(analysis, plan.regret) if plan.goal == "profit" else analysis.measure(plan.regret)
    if itself < 1e-9:
        told = _("In each draw another plan would bring more, {more} on average.", more=more)
    else:
        told = _(
            "In {itself} of the draws no plan is better; in the others the best one would bring more, {more} on "
            "average over all draws.",
            itself=part(itself, _),
            more=more,
        )
    safe = [lever for lever in plan.chosen if often[lever] >= _SAFE]
    open_ = [lever for lever in plan.chosen if often[lever] < _OPEN]
    if safe and len(plan.chosen) > 1:
        names = lever_names(analysis, safe)
        told += " " + _(
            "In at least {share} of the draws the best plan holds {levers}.", levers=names, share=part(_SAFE, _)
        )
    if open_ and len(plan.chosen) > 1:
        told += " " + _(
            "Try out first: {levers}, in the best plan in fewer than half.", levers=lever_names(analysis, open_)
        )
    return told


def breaks(analysis: Analysis) -> str:
    """Where the plan breaks: at the low end of all claims, and how far they could shrink."""
    _, improvement = analysis.language, analysis.improvement
    table = improvement.low_end
    row = table[table["segment"] == analysis.segment].iloc[0]
    low = _(
        "With every effect at the low end of its claim, the change is {change}.",
        change=analysis.measure(float(row["value_change"]), signed=True),
    )
    if improvement.claim != improvement.claim:
        return low
    pays = _(
        "The plan pays as long as at least {share} of what is claimed comes true.", share=part(improvement.claim, _)
    )
    return f"{low} {pays}"


def answered(analysis: Analysis) -> str:
    """What is left of the plan if rivals answer as kept scenarios say."""
    _, improvement = analysis.language, analysis.improvement
    usual, told = _gap_and_chance(analysis, improvement.plan_effects), list[str]()
    for seen in analysis.scenarios:
        if seen.of_rivals:
            then = _gap_and_chance(analysis, improvement.plan_against(seen.analysis.frames.model, analysis.segment))
            told.append(
                _(
                    "Should “{name}” come true, the gap with the plan is {gap} instead of {usual}, and the probability "
                    "that we give the most {after} instead of {before}.",
                    name=seen.scenario.name,
                    gap=then[0],
                    usual=usual[0],
                    after=then[1],
                    before=usual[1],
                )
            )
    return " ".join(told)


def _gap_and_chance(analysis: Analysis, effects: pd.DataFrame) -> tuple[str, str]:
    row = effects[effects["segment"] == analysis.segment].iloc[0]
    gap = analysis.measure(float(row["gap_after"]), signed=True)
    return gap, chance(float(row["p_best_after"]), analysis.language)


def rests(analysis: Analysis) -> str:
    """What the plan rests on: effects without evidence, and how choice and loyalty are known."""
    _, improvement = analysis.language, analysis.improvement
    effects = analysis.study.optional("effects")
    mine = effects[effects["lever"].isin(improvement.plan.chosen)]
    weak = int(mine["evidence"].isin(WEAK).sum())
    told = [
        _("No effect in it is assumed.")
        if not weak
        else _.plural("Its one effect is assumed.", "All its {n} effects are assumed.", len(mine))
        if weak == len(mine)
        else _.plural(
            "Of its {n} effect, {weak} is assumed.",
            "Of its {n} effects, {weak} are assumed.",
            len(mine),
            weak=_.number(weak, digits=0),
        )
    ]
    rows = analysis.of_segment(improvement.outcomes) if len(improvement.outcomes) else improvement.outcomes
    if improvement.plan.goal == "profit" and len(rows):
        moved = {row["measure"]: row["rests_on"] for row in records(rows) if row["after"] != row["before"]}
        listed = [
            f"{outcome_word(measure, _)} ({basis_word(moved[measure], _)})"
            for measure in ("retention", "share")
            if measure in moved
        ]
        listed.append(_margins(analysis))
        told.append(_("What it pays rests on: {list}.", list=_.listed(listed)))
    if improvement.calibration is not None:
        told.append(
            _(
                "Value explains {fit} of what tells the observed shares from equal ones.",
                fit=part(improvement.calibration.fit, _),
            )
        )
    return " ".join(told)


def _margins(analysis: Analysis) -> str:
    """The margins, and over how many years they count."""
    _, table = analysis.language, analysis.study.optional("economics")
    horizons, rates = ({float(x) for x in table[name]} for name in ("horizon", "discount_rate"))
    (horizon, *others), (rate, *more) = horizons, rates
    if others or more or not horizon > 1 or rate != rate:
        return _("the margins that the study states")
    counted = _.plural(
        "the margins that the study states, counted over {n} year and discounted by {rate} a year",
        "the margins that the study states, counted over {n} years and discounted by {rate} a year",
        horizon,
        0 if horizon == round(horizon) else 1,
        rate=_.percent(rate, digits=0 if abs(100 * rate - round(100 * rate)) < 1e-9 else 1),
    )
    first = set(table["first_margin"])
    if len(first) > 1:
        return counted
    when = _("the first of them at once") if first == {"now"} else _("the first of them at the end of the first year")
    return f"{counted}, {when}"


def misfit(analysis: Analysis) -> str:
    """Where value puts our share of today elsewhere than it was observed: what the plan pays starts from the former."""
    _, improvement = analysis.language, analysis.improvement
    if improvement.calibration is None or improvement.goal != "profit":
        return ""
    rows = analysis.of_segment(improvement.shares)
    row = rows[rows["offering"] == analysis.study.settings.ours].iloc[0]
    if not abs(row["observed"] - row["fitted"]) > _MISFIT:
        return ""
    return _(
        "By value alone “{segment}” would choose us in {fitted} of cases today; {observed} was observed. What the plan "
        "pays is counted from the former.",
        segment=analysis.segment_name,
        fitted=part(float(row["fitted"]), _),
        observed=part(float(row["observed"]), _),
    )
