"""What to do and what it pays: pictures with their tables."""

from collections.abc import Mapping
from itertools import pairwise

from cvtools import charts
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element
from cvtools.figures.figure import Figure, behind
from cvtools.language.labels import money
from cvtools.language.text import part


def levers(analysis: Analysis) -> Figure:
    """What each lever does for the segment and what it costs, those of the plan in blue."""
    _, improvement, unit = analysis.language, analysis.improvement, analysis.study.settings.unit
    names = analysis.names("levers")
    frame = analysis.of_segment(improvement.effects)
    frame = frame.assign(lever_name=frame["lever"].map(names), chosen=frame["lever"].isin(improvement.plan.chosen))
    write = analysis.amounts(frame[["value_change", "low", "high"]].to_numpy().ravel(), signed=True)
    shown = frame.assign(
        change=frame["value_change"].map(write),
        low=frame["low"].map(write),
        high=frame["high"].map(write),
        cost=[money(x, improvement.currency, _) for x in frame["cost"]],
    )
    headers = {
        "lever_name": _("Lever"),
        "change": _("Change of our value, effects at full size")
        if improvement.levers.years > 1
        else _("Change of our value"),
        "low": _("Low"),
        "high": _("High"),
        "cost": _("Cost"),
    }
    chart = charts.lever_chart(
        frame, unit=unit, currency=improvement.currency, language=_.code, width=analysis.gap_width
    )
    return Figure(chart, behind(shown, headers, _, words=("lever_name",), what=_("what each lever does")))


def frontier(analysis: Analysis) -> Figure:
    """What each budget can do at best, with the plan marked; the table says what changes from row to row."""
    _, improvement, unit = analysis.language, analysis.improvement, analysis.improvement.currency
    names, found, profit = analysis.names("levers"), improvement.frontier, improvement.goal == "profit"
    chosen = [[lever for lever in row.split("+") if lever] for row in found["levers"]]
    shown = found.assign(
        names=[_.listed(map(names.__getitem__, levers)) or _("nothing") for levers in chosen],
        changed=[_changed(*pair, names) or _("nothing") for pair in pairwise([[], *chosen])],
        cost_text=[money(x, unit, _) for x in found["cost"]],
        effect_text=[money(x, unit, _) if profit else analysis.measure(x) for x in found["effect"]],
    )
    effect = _("what our customers are worth: more by") if profit else _("value over all customers: more by")
    plan = improvement.plan
    chart = charts.frontier_chart(shown, effect=effect, language=_.code, chosen=plan.cost, searched=plan.searched)
    headers = {"changed": _("Levers"), "cost_text": _("Cost"), "effect_text": _("Effect")}
    caption = _(
        "The best choice of levers for each cost: what it adds to the row above (+), and what it leaves out (−)."
    )
    what = _("what each budget can do")
    return Figure(chart, behind(shown, headers, _, words=("changed",), what=what, caption=caption))


def _changed(before: list[str], after: list[str], names: Mapping[str, str]) -> str:
    """Return the names of levers that are added, and of those that are left out, each with its sign."""
    added = [f"+\N{NO-BREAK SPACE}{names[lever]}" for lever in after if lever not in before]
    return "; ".join([*added, *(f"−\N{NO-BREAK SPACE}{names[lever]}" for lever in before if lever not in after)])


def shares(analysis: Analysis) -> Figure | Html:
    """Shares today and with the plan; a sentence where choice cannot be calibrated."""
    _, improvement = analysis.language, analysis.improvement
    if improvement.calibration is None:
        return element("p", _("The study has no observed shares that value explains, so nothing is said of shares."))
    frame = analysis.of_segment(improvement.shares)
    chart = charts.share_change_chart(frame, language=_.code)
    numbers = {
        "observed": _("Observed"),
        "fitted": _("Today, by value"),
        "after": _("With the plan"),
        "low": _("Low"),
        "high": _("High"),
    }
    shown = frame[list(numbers)].map(lambda x: "?" if x != x else part(x, _)).assign(name=frame["offering_name"])
    headers = {"name": _("Offering"), **numbers}
    return Figure(chart, behind(shown, headers, _, words=("name",), what=_("shares before and after")))


def journey(analysis: Analysis) -> Figure | Html:
    """The gap along the customer's way; a sentence where no driver says at which stage it is met."""
    _ = analysis.language
    frame = analysis.of_segment(analysis.improvement.journey)
    if frame.dropna(subset=["gap"]).empty:
        return element("p", _("No driver says where on the customer’s way it is met (the column stage)."))
    stages = analysis.names("drivers", field="stage")
    frame = frame.assign(stage=frame["driver"].map(stages))
    write = analysis.amounts(frame["gap"], signed=True)
    shown = frame.assign(amount=frame["gap"].map(write))
    headers = {"stage": _("Stage"), "driver_name": _("Driver"), "amount": _("Gap")}
    unit = analysis.study.settings.unit
    chart = charts.journey_chart(frame, unit=unit, language=_.code, width=analysis.gap_width)
    return Figure(chart, behind(shown, headers, _, words=("stage", "driver_name"), what=_("the customer’s way")))
