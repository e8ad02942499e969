"""How sure: one row a thing, the median of the draws as a diamond, the interval as a bar."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import INK, OURS, QUIET, RIVAL
from cvtools.language.labels import abouts
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import Rounded, chart_amounts, interval_digits, interval_ends, rounded
from cvtools.language.text import chance, share_word, short
from cvtools.study.records import records
from cvtools.study.rounding import rounding
from cvtools.study.schema import POINTS

_EVERY = "*"
_NAMES = {"ours": "offering", "segment": "segment", "rival": "rival"}
_OF_A_GAP = {"gap_low": "low", "gap": "likely", "gap_high": "high", "p_win": "chance"}
_BAR: dict[str, Any] = {"size": 13, "opacity": 0.55}
_TOLD = ["text", "ends", "chance_text"]
_LETTER = 7.4
"""Pixels of a letter, about."""


def gap_interval_chart(
    gaps: pd.DataFrame,
    *,
    unit: str,
    confidence: float,
    language: str = "en",
    title: str = "",
    clear: bool = True,
    width: float = 0.0,
) -> alt.TopLevelMixin:
    """How far we are ahead of each rival of one segment and of the best of them, and how surely.

    Where the best of them says the same as one of them, it has no row of its own. Blue is in our favour, grey in
    theirs.

    Parameters
    ----------
    gaps
        ``labelled(gap_intervals(simulation), study)`` of one segment: ``segment_name``, ``offering_name``, ``rival``
        (``*``: the best of them), ``rival_name``, ``gap_low``, ``gap`` (``NaN`` where a rating is unknown),
        ``median``, ``gap_high``, ``mean`` (positive: we give more, in the study's unit), ``p_win`` (0 to 1).
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.
    confidence
        The share of what is plausible that an interval holds, 0 to 1.
    clear
        ``False`` where it is known from elsewhere that no winner is clear: then none is named.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(
        gaps,
        ["offering_name", "rival", "rival_name", "gap_low", "gap", "median", "gap_high", "mean", "p_win"],
        one=["segment_name"],
    )
    _ = language_of(language)
    every = gaps["rival"] == _EVERY
    frame = gaps[~every].sort_values("mean", kind="stable")
    if len(frame) > 1:  # against one rival, the best of them is that rival
        best = gaps[every].assign(rival_name=_("The best of them") + theme.TOTAL_MARK)
        frame = pd.concat([best, frame])
    frame = _texts(with_rows(frame.rename(columns=_OF_A_GAP), "rival"), unit, width, _, signed=True)
    axis = _("gap ({unit})", unit=theme.unit_word(unit, _))
    tips = {"rival_name": _("Alternative"), **_gap_tips(_)}
    shown = frame.iloc[1:] if len(frame) > 1 and len(frame.iloc[:2][_TOLD].drop_duplicates()) == 1 else frame
    rows = _rows(shown, axis, tips, zero=True)
    below, above = shown[shown["low"] < 0], shown[shown["high"] > 0]
    bars = [
        rows.bars(below.assign(to=below["high"].clip(upper=0)), "low", "to", color=RIVAL, **_BAR),
        rows.bars(above.assign(to=above["low"].clip(lower=0)), "to", "high", color=OURS, **_BAR),
        rows.zero(),
    ]
    return theme.finish(
        _drawn(rows, bars, shown, heads=(_("median"), _("we lead"))),
        _,
        title=title or _gap_reading(frame, unit, width, _, clear=clear),
        subtitle=_explained(frame, confidence, _, _("Blue: in our favour. Grey: in theirs.")),
        details=[f"{row['rival_name']}: {row['ends']}, {row['chance_text']}" for row in records(frame)],
    )


def value_interval_chart(
    values: pd.DataFrame,
    *,
    unit: str,
    confidence: float,
    language: str = "en",
    title: str = "",
    clear: bool = True,
    width: float = 0.0,
) -> alt.TopLevelMixin:
    """What each offering is worth to one segment, and how surely.

    Parameters
    ----------
    values
        ``labelled(robustness(simulation), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``,
        ``ours``, ``value_low``, ``value`` (``NaN`` where a rating is unknown), ``median``, ``value_high`` in the
        study's unit, ``p_best`` (0 to 1).
    unit, confidence, language, title, clear, width
        As for :func:`gap_interval_chart`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(
        values,
        ["offering", "offering_name", "ours", "value_low", "value", "median", "value_high", "p_best"],
        one=["segment_name"],
    )
    _ = language_of(language)
    frame = values.rename(columns={"value_low": "low", "value": "likely", "value_high": "high"}).assign(
        chance=values["p_best"]
    )
    frame = frame.sort_values("median", ascending=False, kind="stable")
    frame = _texts(with_rows(frame, "offering"), unit, width, _)
    axis = _("value ({unit})", unit=theme.unit_word(unit, _))
    tips = {
        "offering_name": _("Offering"),
        "text": _("Median of the value"),
        "ends": _("Interval"),
        "chance_text": _("Gives the most"),
    }
    rows = _rows(frame, axis, tips)
    bars = [
        rows.bars(frame[frame["ours"]], "low", "high", color=OURS, **_BAR),
        rows.bars(frame[~frame["ours"]], "low", "high", color=RIVAL, **_BAR),
    ]
    return theme.finish(
        _drawn(rows, bars, frame, heads=(_("median"), _("leads"))),
        _,
        title=title or value_reading(frame, confidence, _, clear=clear),
        subtitle=_explained(frame, confidence, _),
        details=[f"{row['offering_name']}: {row['ends']}, {row['chance_text']}" for row in records(frame)],
    )


def scenario_chart(
    scenarios: pd.DataFrame,
    *,
    unit: str,
    confidence: float,
    language: str = "en",
    title: str = "",
    width: float = 0.0,
) -> alt.TopLevelMixin:
    """What we give one segment more than the best alternative: today, and with each scenario.

    Parameters
    ----------
    scenarios
        One row today and one a scenario, in their order: ``scenario`` (each another), ``scenario_name``, ``today``
        (bool), ``segment_name``, ``gap_low``, ``gap``, ``median``, ``gap_high`` (positive: we give more, in the study's
        unit), ``p_win`` (0 to 1).
    unit, confidence, language, title, width
        As for :func:`gap_interval_chart`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(
        scenarios,
        ["scenario", "scenario_name", "today", "gap_low", "gap", "median", "gap_high", "p_win"],
        one=["segment_name"],
    )
    _ = language_of(language)
    marked = scenarios["scenario_name"] + np.where(scenarios["today"], theme.TOTAL_MARK, "")
    frame = with_rows(scenarios.assign(scenario_name=marked).rename(columns=_OF_A_GAP), "scenario")
    frame = _texts(frame, unit, width, _, signed=True)
    tips = {"scenario_name": _("Scenario"), **_gap_tips(_)}
    rows = _rows(frame, _("gap ({unit})", unit=theme.unit_word(unit, _)), tips, zero=True)
    bars = [
        rows.bars(frame[~frame["today"]], "low", "high", color=OURS, **_BAR),
        rows.bars(frame[frame["today"]], "low", "high", color=RIVAL, **_BAR),
        rows.zero(),
    ]
    return theme.finish(
        _drawn(rows, bars, frame, heads=(_("median"), _("we lead"))),
        _,
        title=title or _scenario_reading(frame, _),
        subtitle=_explained(frame, confidence, _, _("Right of the line: we give more than the best alternative.")),
        details=[f"{row['scenario_name']}: {row['ends']}, {row['chance_text']}" for row in records(frame)],
    )


def _scenario_reading(frame: pd.DataFrame, _: Language) -> str:
    today = float(frame.loc[frame["today"], "median"].iloc[0])
    best = frame[~frame["today"]].sort_values("median", ascending=False, kind="stable").iloc[0]
    if best["median"] - today <= rounding(frame["median"]):
        return _("None of these brings us further than today")
    return _("“{name}” brings us furthest", name=best["scenario_name"])


def _texts(frame: pd.DataFrame, unit: str, width: float, _: Language, *, signed: bool = False) -> pd.DataFrame:
    write = chart_amounts(unit, _, frame[["low", "median", "high"]], signed=signed, width=width)
    ends = interval_ends(unit, _, frame["low"], frame["high"], write, signed=signed)
    return frame.assign(
        text=abouts(frame["median"], frame["likely"].notna(), write),
        ends=[low if low == high else _("{low} to {high}", low=low, high=high) for low, high in ends],
        chance_text=[chance(p, _) for p in frame["chance"]],
    )


def _gap_tips(_: Language) -> dict[str, str]:
    return {"text": _("Median of the gap"), "ends": _("Interval"), "chance_text": _("We give more")}


def _rows(frame: pd.DataFrame, title: str, tips: dict[str, str], *, zero: bool = False) -> Rows:
    numbers = [*frame["low"], *frame["high"], *([0.0] if zero else [])]
    low, high = min(numbers), max(numbers)
    room = 0.04 * (high - low) or 0.1 * abs(high) or 1.0
    scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    return Rows(frame, axis=alt.Axis(title=title, tickCount=5), scale=scale, tips=tips)


def _drawn(rows: Rows, bars: list[alt.Chart], frame: pd.DataFrame, *, heads: tuple[str, str]) -> alt.LayerChart:
    """The bars, the diamonds, and to the right the medians and the chances, each under its heading."""
    medians = rows.diamonds(frame, "median", size=130, color=INK)
    columns: list[alt.Chart] = []
    right = 12.0
    styles = {"text": {"fontWeight": "bold", "color": INK}, "chance_text": {"fontWeight": "normal", "color": QUIET}}
    if theme.fixed(frame, "low", "high"):
        del styles["chance_text"]
    for (field, style), head in zip(styles.items(), heads, strict=False):
        over = len(head) if columns else 0  # the first heading may reach over the plot, where there is nothing
        right += _LETTER * max(int(frame[field].str.len().max()), over)
        above = alt.Chart(frame.iloc[:1].assign(head=head)).mark_text(align="right", dx=right, color=QUIET)
        columns += [
            rows.texts(frame, field, align="right", dx=right, **style),
            above.encode(x=alt.XValue("width"), y=alt.YValue(-9), text=alt.Text("head:N")),
        ]
        right += 14
    return rows.drawn([*bars, medians, *columns])


def _explained(frame: pd.DataFrame, confidence: float, _: Language, colours: str = "") -> str:
    if theme.fixed(frame, "low", "high"):
        return theme.not_said(_)
    bar = _("Bar: {share} interval. Diamond: the median of the draws.", share=share_word(confidence, _))
    unknown = _("“≈”: ratings are unknown.") if frame["likely"].isna().any() else ""
    return " ".join(filter(None, (bar, unknown, colours)))


def _gap_reading(frame: pd.DataFrame, unit: str, width: float, _: Language, *, clear: bool) -> str:
    row, noise = frame.iloc[0], rounding(frame[["low", "high"]])
    alone = len(frame) == 1
    names = {name: short(row[f"{column}_name"]) for name, column in _NAMES.items()}
    if abs(row["low"]) <= noise and abs(row["high"]) <= noise:
        if alone:
            return _("“{ours}” and “{rival}” give “{segment}” the same", **names)
        return _("“{ours}” gives “{segment}” as much as the best alternative", **names)
    if row["low"] <= 0 <= row["high"] or (row["low"] > 0 and not clear):
        return _(
            "No clear winner for “{segment}”: “{offering}” is the best with a probability of {chance}",
            offering=names["ours"],
            chance=_.probability(row["chance"]),
            **names,
        )
    near, far = sorted(abs(x) for x in (row["low"], row["high"]))
    names["gap"] = _from_to(near, far, rounded(_, unit, frame[["low", "high"]].to_numpy().ravel(), width=width))
    if alone and row["low"] > 0:
        return _("“{ours}” gives “{segment}” {gap} more than “{rival}”", **names)
    if alone:
        return _("“{ours}” gives “{segment}” {gap} less than “{rival}”", **names)
    if row["low"] > 0:
        return _("“{ours}” gives “{segment}” {gap} more than the best alternative", **names)
    return _("“{ours}” gives “{segment}” {gap} less than the best alternative", **names)


def _from_to(near: float, far: float, writer: Rounded) -> str:
    """From one amount to another, or the one where both are written alike."""
    _ = writer.language
    if writer.amount(near) == writer.amount(far):
        return writer.amount(far)
    if writer.unit != POINTS:
        return writer.span(near, far)
    digits = interval_digits(near, far, writer.digits)
    low = _.number(near, digits=digits)
    return _("from {low} to {high}", low=low, high=_.measure(far, POINTS, digits=digits))


def value_reading(frame: pd.DataFrame, confidence: float, _: Language, *, clear: bool) -> str:
    """Who gives one segment the most, if that is sure enough: what is left to doubt is a tail of the interval."""
    first = frame.sort_values("p_best", ascending=False, kind="stable").iloc[0]
    names = {"offering": short(first["offering_name"]), "segment": short(first["segment_name"])}
    if theme.fixed(frame, "low", "high") and first["p_best"] < 1:
        return _("Several offerings give “{segment}” the most", **names)
    if clear and first["p_best"] == 1:
        return _("“{offering}” gives “{segment}” the most", **names)
    names["chance"] = _.probability(first["p_best"])
    if clear and first["p_best"] >= (1 + confidence) / 2:
        return _("“{offering}” gives “{segment}” the most, with a probability of {chance}", **names)
    return _("No clear winner for “{segment}”: “{offering}” is the best with a probability of {chance}", **names)
