"""The plan in words: which levers, what they cost, and what they bring."""

import math
from collections.abc import Sequence

from cvtools.analysis.analysis import Analysis
from cvtools.improvement.lever_model import horizon_and_rate
from cvtools.language.labels import money, plain
from cvtools.language.text import chance


def lever_names(analysis: Analysis, levers: Sequence[str]) -> str:
    """Levers as a sentence lists them."""
    names = analysis.names("levers")
    _ = analysis.language
    return _.listed(_("“{name}”", name=names[lever]) for lever in levers)


def what(analysis: Analysis) -> str:
    """The levers, and what they cost: once, and yearly for how long."""
    _, improvement = analysis.language, analysis.improvement
    plan, levers = improvement.plan, improvement.levers
    fields = {"levers": lever_names(analysis, plan.chosen), "cost": money_of(analysis, plan.cost)}
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
            once=money_of(analysis, float(table["cost"].sum())),
            yearly=money_of(analysis, yearly),
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
        span = _("{low} to {high}", low=money_of(analysis, low), high=money_of(analysis, high))
        told += " " + _("With every cost at its low or at its high end: {span}.", span=span)
    return told


def brings(analysis: Analysis) -> str:
    """What it adds to value, or leaves."""
    _, plan = analysis.language, analysis.improvement.plan
    if math.isfinite(plan.budget):
        return _within(analysis)
    if plan.goal != "profit":
        return _("Over all customers, it adds {effect} of value.", effect=analysis.measure(plan.effect))
    return _found(analysis) or _(
        "What our customers are worth rises by {profit}, so {net} are left: of all plans, this one leaves most.",
        profit=money_of(analysis, plan.effect),
        net=money_of(analysis, plan.effect - plan.cost),
    )


def _within(analysis: Analysis) -> str:
    """What the best plan of those that a budget pays for brings."""
    _, plan = analysis.language, analysis.improvement.plan
    budget = money_of(analysis, plan.budget)
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
            profit=money_of(analysis, plan.effect),
            net=money_of(analysis, plan.effect - plan.cost),
            budget=budget,
        )
    return told + (" " + _("More money would do more.") if plan.tight else "")


def _found(analysis: Analysis) -> str:
    """Where there are too many plans to go through for profit: what the best one that was found leaves."""
    _, plan = analysis.language, analysis.improvement.plan
    if plan.short <= 0:
        return ""
    fields = {"profit": money_of(analysis, plan.effect), "net": money_of(analysis, plan.effect - plan.cost)}
    short = money_of(analysis, plan.short)
    if short == money_of(analysis, 0):
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


def segment(analysis: Analysis) -> str:
    """What it changes for the segment that is looked at."""
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


def years(analysis: Analysis) -> str:
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


def ends(analysis: Analysis) -> str:
    """Where the plan pushes a rating past its anchor."""
    found = analysis.of_segment(analysis.improvement.past_anchor)
    if found.empty:
        return ""
    return analysis._(
        "At the end of its scale, where more no longer counts: {drivers}.",
        drivers=analysis.language.listed(found["driver_name"]),
    )


def money_of(analysis: Analysis, amount: float) -> str:
    """An amount of what levers cost and bring."""
    return money(amount, analysis.improvement.currency, analysis.language)
