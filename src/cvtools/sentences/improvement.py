"""The plan in words: which levers, what they cost and do, how sure that is, and what it rests on."""

import math
from collections.abc import Sequence

from cvtools.analysis.analysis import Analysis
from cvtools.language.coded_words import basis_word, outcome_word
from cvtools.language.labels import money
from cvtools.language.text import chance, part

WEAK = ("", "assumption")


def plan_sentences(analysis: Analysis) -> list[str]:
    """What the best plan is, what it brings, how sure that is, where it breaks, and what it rests on."""
    budget = analysis.improvement.budget
    if not analysis.improvement.plan.chosen and math.isfinite(budget):
        within = _money(analysis, budget)
        return [analysis._("Within {budget}, no lever is worth its cost: the best plan is to do none.", budget=within)]
    if not analysis.improvement.plan.chosen:
        return [analysis._("No lever is worth its cost: the best plan is to do none of them.")]
    sentences = (_what, _brings, _segment, _sure, _breaks, _ends, _rests)
    return [text for sentence in sentences if (text := sentence(analysis))]


def lever_names(analysis: Analysis, levers: Sequence[str]) -> str:
    """Levers as a sentence lists them."""
    names = analysis.names("levers")
    _ = analysis.language
    return _.listed(_("“{name}”", name=names[lever]) for lever in levers)


def _what(analysis: Analysis) -> str:
    plan = analysis.improvement.plan
    fields = {"levers": lever_names(analysis, plan.chosen), "cost": _money(analysis, plan.cost)}
    if plan.cost <= 0:
        return analysis._("The plan: {levers}. It costs nothing.", **fields)
    return analysis._("The plan: {levers}. It costs {cost}, all years that count together.", **fields)


def _brings(analysis: Analysis) -> str:
    _, plan = analysis.language, analysis.improvement.plan
    if math.isfinite(plan.budget):
        return _within(analysis)
    if plan.goal != "profit":
        return _("Over all customers, it adds {effect} of value.", effect=analysis.measure(plan.effect))
    return _(
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
        told = _(
            "What our customers are worth rises by {profit}, so {net} are left: the most that {budget} can do.",
            profit=_money(analysis, plan.effect),
            net=_money(analysis, plan.effect - plan.cost),
            budget=budget,
        )
    return told + (" " + _("More money would do more.") if plan.tight else "")


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
    return _(
        "Our value to “{segment}” changes by {change}; the probability that we give them the most goes from {before} "
        "to {after}.",
        before=chance(float(row["p_best_before"]), _),
        after=chance(float(row["p_best_after"]), _),
        **fields,
    )


def _sure(analysis: Analysis) -> str:
    """How often the plan and its levers are the best over the draws."""
    _, plan = analysis.language, analysis.improvement.plan
    often = plan.table.set_index("lever")["how_often_best"]
    itself, weakest = float(often["total"]), often[plan.chosen].sort_values(kind="stable")
    fields = {"itself": part(itself, _), "least": part(float(weakest.iloc[0]), _)}
    if itself > 1 - 1e-9:
        return _("Whatever the effects turn out to be within their ranges, no other plan is better.")
    return _(
        "In {itself} of the draws no plan is better. Least sure is {lever}, which belongs to the best plan in {least} "
        "of them.",
        lever=lever_names(analysis, [str(weakest.index[0])]),
        **fields,
    )


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
    pays = _("The plan pays as long as {share} of what is claimed comes true.", share=part(improvement.claim, _))
    return f"{low} {pays}"


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
        _.plural(
            "Of its {n} effect, {weak} is assumed.",
            "Of its {n} effects, {weak} are assumed.",
            len(mine),
            weak=_.number(weak, digits=0),
        )
    ]
    outcomes = improvement.outcomes
    rows = outcomes[outcomes["segment"] == analysis.segment] if len(outcomes) else outcomes
    if improvement.plan.goal == "profit" and len(rows):
        bases = {row["measure"]: row["rests_on"] for row in rows.to_dict("records")}
        listed = _.listed(
            f"{outcome_word(measure, _)} ({basis_word(bases[measure], _)})"
            for measure in ("retention", "share")
            if measure in bases
        )
        told.append(_("What it pays rests on: {list}.", list=listed))
    if improvement.calibration is not None:
        told.append(
            _(
                "Value explains {fit} of what tells the observed shares from equal ones.",
                fit=part(improvement.calibration.fit, _),
            )
        )
    return " ".join(told)


def _money(analysis: Analysis, amount: float) -> str:
    return money(amount, analysis.study.settings.unit, analysis.language)
