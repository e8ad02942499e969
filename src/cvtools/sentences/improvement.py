"""The plan in words: which levers, what they cost and do, how sure that is, and what it rests on."""

import math
from collections.abc import Sequence

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.improvement.lever_model import horizon_and_rate
from cvtools.language.coded_words import basis_word, outcome_word
from cvtools.language.labels import money, plain
from cvtools.language.text import chance, part
from cvtools.study.records import records

WEAK = ("", "assumption")
_SAFE, _OPEN = 0.9, 0.5
"""In so many of the draws a lever belongs to the best plan: safe to begin with; worth a trial first."""
_MISFIT = 0.05
"""So far a share by value may be from the observed one before it is said."""


def plan_sentences(analysis: Analysis) -> list[str]:
    """What the best plan is, what it brings, how sure that is, where it breaks, and what it rests on."""
    budget = analysis.improvement.budget
    if not analysis.improvement.plan.chosen and math.isfinite(budget):
        within = _money(analysis, budget)
        return [analysis._("Within {budget}, no lever is worth its cost: the best plan is to do none.", budget=within)]
    if not analysis.improvement.plan.chosen:
        return [analysis._("No lever is worth its cost: the best plan is to do none of them.")]
    sentences = (_what, _brings, _left, _segment, _years, _sure, _breaks, _answered, _ends, _rests, _misfit)
    return [text for sentence in sentences if (text := sentence(analysis))]


def lever_names(analysis: Analysis, levers: Sequence[str]) -> str:
    """Levers as a sentence lists them."""
    names = analysis.names("levers")
    _ = analysis.language
    return _.listed(_("“{name}”", name=names[lever]) for lever in levers)


def _what(analysis: Analysis) -> str:
    """The levers, and what they cost: once, and yearly for how long."""
    _, improvement = analysis.language, analysis.improvement
    plan, levers = improvement.plan, improvement.levers
    fields = {"levers": lever_names(analysis, plan.chosen), "cost": _money(analysis, plan.cost)}
    if plan.cost <= 0:
        return _("The plan: {levers}. It costs nothing.", **fields)
    table = analysis.study.optional("levers").set_index("lever").loc[plan.chosen]
    yearly = float(table["cost_yearly"].fillna(0).sum())
    horizon, rate = horizon_and_rate(analysis.study)
    told = _("The plan: {levers}. It costs {cost}.", **fields)
    if yearly > 0 and math.isfinite(horizon):
        told = _.plural(
            "The plan: {levers}. It costs {cost}: {once} once and {yearly} a year for {n} year, discounted by {rate}.",
            "The plan: {levers}. It costs {cost}: {once} once and {yearly} a year for {n} years, discounted by {rate}.",
            horizon,
            once=_money(analysis, float(table["cost"].sum())),
            yearly=_money(analysis, yearly),
            rate=_.percent(rate, digits=0 if abs(100 * rate - round(100 * rate)) < 1e-9 else 1),
            **fields,
        )
    places = levers.positions(plan.chosen)
    if work := float(levers.people[places].sum()):
        months = _.number(float(levers.months[places].max()), digits=0)
        told += " " + _(
            "Months of our own people’s work: {people}; months until all of it is there: {months}.",
            people=plain(work, _),
            months=months,
        )
    low, high = (float(ends[places].sum()) for ends in (levers.cost_low, levers.cost_high))
    if high - low > analysis.rounding:
        span = _("{low} to {high}", low=_money(analysis, low), high=_money(analysis, high))
        told += " " + _("With every cost at its low or at its high end: {span}.", span=span)
    return told


def _brings(analysis: Analysis) -> str:
    _, plan = analysis.language, analysis.improvement.plan
    if math.isfinite(plan.budget):
        return _within(analysis)
    if plan.goal != "profit":
        return _("Over all customers, it adds {effect} of value.", effect=analysis.measure(plan.effect))
    return _found(analysis) or _(
        "What our customers are worth rises by {profit}, so {net} are left: of all plans, this one leaves most.",
        profit=_money(analysis, plan.effect),
        net=_money(analysis, plan.effect - plan.cost),
    )


def _within(analysis: Analysis) -> str:
    """What the best plan of those that a budget pays for brings."""
    _, plan = analysis.language, analysis.improvement.plan
    budget = _money(analysis, plan.budget)
    if plan.goal != "profit":
        effect = analysis.measure(plan.effect)
        told = _(
            "Over all customers, it adds {effect} of value: the most that {budget} can do.",
            effect=effect,
            budget=budget,
        )
    else:
        told = _found(analysis) or _(
            "What our customers are worth rises by {profit}, so {net} are left: the most that {budget} can do.",
            profit=_money(analysis, plan.effect),
            net=_money(analysis, plan.effect - plan.cost),
            budget=budget,
        )
    return told + (" " + _("More money would do more.") if plan.tight else "")


def _found(analysis: Analysis) -> str:
    """Where there are too many plans to go through for profit: what the best one that was found leaves."""
    _, plan = analysis.language, analysis.improvement.plan
    if plan.short <= 0:
        return ""
    fields = {"profit": _money(analysis, plan.effect), "net": _money(analysis, plan.effect - plan.cost)}
    short = _money(analysis, plan.short)
    if short == _money(analysis, 0):
        return _(
            "What our customers are worth rises by {profit}, so {net} are left. There are too many plans to work all "
            "of them out, but none leaves noticeably more than this one. How often it is the best is counted among "
            "those that were worked out.",
            **fields,
        )
    return _(
        "What our customers are worth rises by {profit}, so {net} are left. There are too many plans to work all of "
        "them out: this one is the best that was found, and no other leaves more than {short} more. How often it is "
        "the best is counted among those that were worked out.",
        short=short,
        **fields,
    )


def _left(analysis: Analysis) -> str:
    """How sure it is that the plan pays, and what is left."""
    _, improvement = analysis.language, analysis.improvement
    low, high, pays = improvement.net
    if improvement.goal != "profit" or high - low <= analysis.rounding:
        return ""
    return _(
        "In {pays} of the draws it pays for itself; what is left is {low} to {high} ({share} interval).",
        pays=part(pays, _),
        low=_money(analysis, low),
        high=_money(analysis, high),
        share=analysis.share,
    )


def _segment(analysis: Analysis) -> str:
    _, table = analysis.language, analysis.improvement.plan_effects
    row = table[table["segment"] == analysis.segment].iloc[0]
    fields = {"segment": analysis.segment_name, "change": analysis.measure(float(row["value_change"]), signed=True)}
    if abs(row["value_change"]) <= analysis.rounding:
        return _("To “{segment}” it changes nothing.", **fields)
    if row["high"] - row["low"] > analysis.rounding:
        span = analysis.span(float(row["low"]), float(row["high"]), signed=True)
        fields["change"] = _("{gap} ({share} interval: {span})", gap=fields["change"], share=analysis.share, span=span)
    if analysis.certainty.fixed:
        return _("Our value to “{segment}” changes by {change}.", **fields)
    before, after = (chance(float(row[name]), _) for name in ("p_best_before", "p_best_after"))
    if before == after:
        return _(
            "Our value to “{segment}” changes by {change}; the probability that we give them the most stays {after}.",
            after=after,
            **fields,
        )
    return _(
        "Our value to “{segment}” changes by {change}; the probability that we give them the most goes from {before} "
        "to {after}.",
        before=before,
        after=after,
        **fields,
    )


def _years(analysis: Analysis) -> str:
    """Where effects build up, fade or begin later: what is there of the change year by year."""
    _, improvement = analysis.language, analysis.improvement
    found = improvement.plan_by_year
    if found.empty:
        return ""
    rows = found[found["segment"] == analysis.segment]
    years = [int(year) for year in rows["year"]]
    written = [analysis.measure(change, signed=True) for change in rows["value_change"]]
    if len(set(written)) == 1:
        return ""
    listed = [
        _("{change} in year {year}", change=change, year=year)
        for year, change, before in zip(years, written, ["", *written], strict=False)
        if change != before
    ]
    told = _(
        "That is with every effect at its full size. Some begin later, build up or fade: on average over a year, the "
        "change is {list}.",
        list=_.listed(listed),
    )
    if improvement.goal == "profit":
        told += " " + _("What customers are worth is counted with what is there in each year.")
    return told


def _sure(analysis: Analysis) -> str:
    """How often the plan is the best over the draws, what another would add, and with which levers to begin."""
    _, plan = analysis.language, analysis.improvement.plan
    often = plan.table.set_index("lever")["how_often_best"]
    itself = float(often["total"])
    if itself > 1 - 1e-9:
        return _("Whatever the effects turn out to be within their ranges, no other plan is better.")
    more = _money(analysis, plan.regret) if plan.goal == "profit" else analysis.measure(plan.regret)
    told = _(
        "In {itself} of the draws no plan is better; in the others the best one would bring more, {more} on average "
        "over all draws.",
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


def _breaks(analysis: Analysis) -> str:
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


def _answered(analysis: Analysis) -> str:
    """What is left of the plan if rivals answer as kept scenarios say."""
    _, improvement = analysis.language, analysis.improvement
    usual, told = _gap_and_chance(analysis, improvement.plan_effects), list[str]()
    for seen in analysis.scenarios:
        if seen.of_rivals:
            then = _gap_and_chance(analysis, improvement.plan_against(seen.analysis.frames.model))
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


def _ends(analysis: Analysis) -> str:
    """Where the plan pushes a rating past its anchor."""
    found = analysis.of_segment(analysis.improvement.past_anchor)
    if found.empty:
        return ""
    return analysis._(
        "At the end of its scale, where more no longer counts: {drivers}.",
        drivers=analysis.language.listed(found["driver_name"]),
    )


def _rests(analysis: Analysis) -> str:
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


def _misfit(analysis: Analysis) -> str:
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


def _money(analysis: Analysis, amount: float) -> str:
    return money(amount, analysis.improvement.currency, analysis.language)
