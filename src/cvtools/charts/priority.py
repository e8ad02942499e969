"""Importance and performance: what to work on first."""

from typing import Any

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.label_placement import placed, points_chart
from cvtools.charts.priority_rows import priority_rows
from cvtools.charts.theme import BENEFIT, COST, INK, LINE, QUIET
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short, wrapped
from cvtools.study.errors import StudyError
from cvtools.study.records import records
from cvtools.study.schema import POINTS

_POINTS = 10
"""More drivers than this stand in rows, each with two bars: on a map their names would lie over each other."""


def priority_chart(
    contributions: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", rival: str = ""
) -> alt.TopLevelMixin:
    """One segment's drivers by how much they matter and how well we do: a map, or rows where there are many.

    In money, what matters is what is at stake: the weight times how far apart the offerings are. A weight alone says
    how long somebody has made the scale.

    Parameters
    ----------
    contributions
        ``labelled(contributions(study), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``,
        ``ours``, ``driver``, ``driver_name``, ``side``, ``weight`` (the study's unit), ``utility`` (0 to 1).
    unit, language, title
        As for every chart; see :mod:`cvtools.charts`.
    rival
        An offering's id: performance is then our utility minus the rival's; without it, our utility.

    Raises
    ------
    StudyError
        When a column is missing, there is more than one segment, or there is no such rival.

    Notes
    -----
    J. A. Martilla and J. C. James, *Importance-performance analysis*, Journal of Marketing, 1977.
    """
    theme.need(
        contributions,
        ["offering", "offering_name", "ours", "driver", "driver_name", "side", "weight", "utility"],
        one=["segment_name"],
    )
    _ = language_of(language)
    frame, rival_name = _performance(contributions, rival)
    unknown = frame.loc[frame["performance"].isna(), "driver_name"]
    if unit != POINTS:
        apart = contributions.groupby("driver")["utility"].agg(lambda u: u.max() - u.min())
        frame["weight"] = frame["weight"] * frame["driver"].map(apart).fillna(1.0)
    frame = frame.dropna(subset=["performance"]).sort_values(
        "weight", ascending=False, kind="stable", ignore_index=True
    )
    frame = frame.assign(
        label=[wrapped(name, width=24) for name in frame["driver_name"]],
        weight_text=frame["weight"].map(chart_amounts(unit, _, frame["weight"])),
        performance_text=[_.percent(p) for p in frame["performance"]],
    )
    reach = max(0.1, 1.25 * float(frame["performance"].abs().max())) if len(frame) else 1.0
    ends = (-reach, reach) if rival else (-0.04, 1.04)
    top = (float(frame["weight"].max()) if len(frame) else 0.0) * 1.15 or 1.0
    many = len(frame) > _POINTS
    if many:
        drawn = priority_rows(frame, rival_name, _)
    else:
        frame["side_of_label"] = placed(frame, "performance", "weight", ends=(*ends, 0.0, top))
        drawn = _drawn(frame, ends, top, rival_name, unit, _)
    return theme.finish(
        drawn,
        _,
        title=title or _reading(frame, rival_name, _, unknown=len(unknown) > 0),
        subtitle=theme.with_not_shown(_subtitle(rival_name, _, many=many), list(unknown), _),
        details=[f"{row['driver_name']}: {row['weight_text']}, {row['performance_text']}" for row in records(frame)],
    )


def _subtitle(rival: str, _: Language, *, many: bool) -> str:
    if many:
        return _("Left: how much it matters. Right: blue where we are better, grey where we are worse.")
    if rival:
        return _("Green: benefits. Orange: costs (further right: a lighter burden than with “{rival}”).", rival=rival)
    return _("Green: benefits. Orange: costs (further right: a lighter burden).")


def _performance(contributions: pd.DataFrame, rival: str) -> tuple[pd.DataFrame, str]:
    """Our drivers with ``performance``, and the rival's name."""
    ours = contributions[contributions["ours"]].reset_index(drop=True)
    if not rival:
        return ours.assign(performance=ours["utility"]), ""
    theirs = contributions[contributions["offering"] == rival]
    if theirs.empty:
        raise StudyError.not_among("rival", rival, contributions.loc[~contributions["ours"], "offering"].unique())
    difference = ours["utility"] - ours["driver"].map(theirs.set_index("driver")["utility"])
    return ours.assign(performance=difference), short(str(theirs["offering_name"].iloc[0]))


def _drawn(
    frame: pd.DataFrame, ends: tuple[float, float], top: float, rival: str, unit: str, _: Language
) -> alt.LayerChart:
    middle = 0.0 if rival else 0.5
    cut = float(frame["weight"].mean()) if len(frame) else 0.5
    heading = _("how well we do, compared with “{rival}” →", rival=rival) if rival else _("how well we do →")
    x = theme.across(
        "performance:Q",
        scale=alt.Scale(domain=ends, nice=False, zero=False),
        axis=alt.Axis(
            title=heading,
            format="+.0%" if rival else ".0%",
            labelExpr="datum.value == 0 ? 0 : datum.label",
            tickCount=6,
            grid=False,
        ),
    )
    y = theme.up(
        "weight:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(
            title=_("how much it matters ({unit}) →", unit=theme.unit_word(unit, _))
            if unit == POINTS
            else _("what is at stake ({unit}) →", unit=unit),
            tickCount=6,
            grid=False,
        ),
    )
    tips = {"driver_name": _("Driver"), "weight_text": _("Weight"), "performance_text": _("How well we do")}
    colour, ink = theme.either("datum.side == 'benefit'", BENEFIT, COST), alt.ColorValue(INK)
    below = [
        alt.Chart(pd.DataFrame({"performance": [middle]})).mark_rule(color=LINE, strokeWidth=2).encode(x),
        alt.Chart(pd.DataFrame({"weight": [cut]})).mark_rule(color=LINE, strokeWidth=2).encode(y),
        *_corners(x, y, ends, top, _),
    ]
    return points_chart(below, frame, x, y, colour=colour, ink=ink, tips=theme.tips(tips))


def _corners(x: alt.X, y: alt.Y, ends: tuple[float, float], top: float, _: Language) -> list[alt.Chart]:
    """What to do with a driver in each corner."""
    left: dict[str, Any] = {"align": "left", "dx": 4}
    right: dict[str, Any] = {"align": "right", "dx": -4}
    above: dict[str, Any] = {"dy": 10}
    below: dict[str, Any] = {"dy": -9}
    corners = [
        (_("improve first"), ends[0], top, left | above),
        (_("keep it up"), ends[1], top, right | above),
        (_("low priority"), ends[0], 0.0, left | below),
        (_("good, but matters less"), ends[1], 0.0, right | below),
    ]
    return [
        alt.Chart(pd.DataFrame([{"text": text, "performance": across, "weight": up}]))
        .mark_text(color=QUIET, fontStyle="italic", **place)
        .encode(x, y, text=alt.Text("text:N"))
        for text, across, up, place in corners
    ]


def _reading(frame: pd.DataFrame, rival: str, _: Language, *, unknown: bool) -> str:
    frame = frame[frame["weight"] > 0]
    behind = frame[frame["performance"] < 0]
    if frame.empty or (rival and behind.empty and unknown):
        return _("What matters, and how well we do")
    if rival:
        if behind.empty:
            return _("“{rival}” is ahead of us in nothing", rival=rival)
        steps = behind[behind["kind"] != "money"] if "kind" in behind else behind
        if steps.empty or float((frame["weight"] * frame["performance"]).sum()) >= 0:
            return _("What matters, and how well we do compared with “{rival}”", rival=rival)
        first = int((steps["weight"] * steps["performance"]).to_numpy().argmin())
        worst = short(str(steps["driver_name"].iloc[first]))
        return _("To catch up with “{rival}”, improve first: {driver}", rival=rival, driver=worst)
    first = int((frame["weight"] * (1 - frame["performance"])).to_numpy().argmax())
    return _("Most room for improvement: {driver}", driver=short(str(frame["driver_name"].iloc[first])))
