"""The value map: benefits across, costs up, and the line along which choices are worth the same."""

import altair as alt
import numpy as np
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.label_placement import HEIGHT, placed, points_chart
from cvtools.charts.theme import INK, OURS, PLOT, QUIET, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import about, short, wrapped
from cvtools.study.errors import StudyError
from cvtools.study.records import records
from cvtools.study.rounding import rounding

FAIR_LINES = ("best_alternative", "equal_value", "proportional", "fitted")
_NUMBERS = ["benefits", "costs", "value"]


def value_map_chart(
    values: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", fair_line: str = "best_alternative"
) -> alt.TopLevelMixin:
    """One segment's offerings by their benefits and costs. Below the line customers get more for what they give up.

    Parameters
    ----------
    values
        ``labelled(values(study), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``,
        ``ours``, ``benefits``, ``costs``, ``value``. A row without a ``value`` but with benefits and costs (as in
        ``Frames.value_parts``) is drawn hollow, one without them not at all.
    unit, language, title
        As for every chart; see :mod:`cvtools.charts`.
    fair_line
        ``best_alternative``: all points as valuable as the best of the others. ``equal_value``: all as valuable as the
        average, costs = benefits − mean value. ``proportional``: through zero and the average, so that relative costs
        equal relative benefits. ``fitted``: least squares of costs on benefits, what the market asks for benefits.

    Raises
    ------
    StudyError
        When a column is missing, there is more than one segment, or the line is none of these.
    """
    theme.need(values, ["offering", "offering_name", "ours", *_NUMBERS], one=["segment_name"])
    if fair_line not in FAIR_LINES:
        raise StudyError.not_among("fair_line", fair_line, FAIR_LINES)
    _ = language_of(language)
    known = values.dropna(subset=["benefits", "costs"])
    known = known.sort_values("ours", ascending=False, kind="stable", ignore_index=True)
    sure = known["value"].notna()
    known = known.assign(value=known["benefits"] - known["costs"], sure=sure)
    write = chart_amounts(unit, _, known[_NUMBERS])
    names = [wrapped(name, width=24, lines=1) for name in known["offering_name"]]
    frame = known.assign(
        label=[about(name, known=is_sure) for name, is_sure in zip(names, sure, strict=True)],
        **{f"{name}_text": known[name].map(write) for name in _NUMBERS},
    )
    line = fair_points(frame, fair_line)
    ends = _ends(frame)
    frame["side_of_label"] = placed(frame, "benefits", "costs", ends=ends, line=line)
    left_out = values.loc[values["benefits"].isna() | values["costs"].isna(), "offering_name"]
    below = {
        "best_alternative": _("The line: as much value as the best alternative. Below it, more."),
        "equal_value": _("The line: as much value as the average. Below it, more."),
        "proportional": _(
            "The line: benefits and costs in the average’s proportion. Below it, more benefit for the cost."
        ),
        "fitted": _(
            "The line: what the market asks for benefits (least squares). Below it, more benefit for the cost."
        ),
    }[fair_line]
    below = theme.with_middle(below, bool(sure.all()), _)
    if len(left_out):  # an average without them says little
        title = title or _("Benefits and costs of each choice")
    return theme.finish(
        _drawn(frame, line, ends, unit, _),
        _,
        title=title or _reading(frame, line, fair_line, _),
        subtitle=theme.with_not_shown(below, list(left_out), _),
        details=[f"{row['offering_name']}: {row['benefits_text']}, {row['costs_text']}" for row in records(frame)],
    )


def fair_points(frame: pd.DataFrame, fair_line: str) -> tuple[float, float]:
    """Slope and height at zero benefits of the fair-value line; ``NaN`` where it is not defined.

    >>> fair_points(pd.DataFrame({"benefits": [10.0, 30.0], "costs": [5.0, 15.0]}), "equal_value")
    (1.0, -10.0)
    """
    if frame.empty:
        return float("nan"), float("nan")
    if fair_line == "best_alternative":
        others = frame[~frame["ours"]] if "ours" in frame else frame
        worth = others["benefits"] - others["costs"]
        return (1.0, 0.0 - float(worth.max())) if len(worth) else (float("nan"), float("nan"))
    benefits, costs = frame["benefits"].mean(), frame["costs"].mean()
    if fair_line == "equal_value":
        return 1.0, float(costs - benefits)
    if fair_line == "proportional":
        return (float(costs / benefits) if benefits > 0 else float("nan")), 0.0
    if len(frame) < 2 or frame["benefits"].nunique() < 2:
        return float("nan"), float("nan")
    slope, height = np.polyfit(frame["benefits"], frame["costs"], 1)
    return float(slope), float(height)


def _ends(frame: pd.DataFrame) -> list[float]:
    """Lowest and highest benefits and costs of the plot, with room around the points; both have one scale."""
    spans = [(float(frame[c].min()), float(frame[c].max())) if len(frame) else (0.0, 1.0) for c in _NUMBERS[:2]]
    room = [1.24 * (high - low) or max(abs(high) * 0.4, 1.0) for low, high in spans]
    pixel = max(room[0] / PLOT, room[1] / HEIGHT)
    ends: list[float] = []
    for (low, high), size in zip(spans, (PLOT, HEIGHT), strict=True):
        middle, reach = (low + high) / 2, pixel * size / 2
        ends += [middle - reach, middle + reach]
    return ends


def _drawn(frame: pd.DataFrame, line: tuple[float, float], ends: list[float], unit: str, _: Language) -> alt.LayerChart:
    across, up = (alt.Scale(domain=part, nice=False, zero=False) for part in (ends[:2], ends[2:]))
    x = theme.across("benefits:Q", scale=across, axis=theme.amount_axis(_("benefits ({unit}) →"), ends, unit, _))
    y = theme.up("costs:Q", scale=up, axis=theme.amount_axis(_("costs ({unit}) →"), ends, unit, _))
    tips = {
        "offering_name": _("Offering"),
        "benefits_text": _("Benefits"),
        "costs_text": _("Costs"),
        "value_text": _("Value"),
    }
    colour, ink = theme.either("datum.ours", OURS, RIVAL), theme.either("datum.ours", OURS, INK)
    fair = pd.DataFrame({"benefits": ends[:2], "costs": [line[1] + line[0] * end for end in ends[:2]]}).dropna()
    corner = pd.DataFrame([{"text": _("more value ↘"), "benefits": ends[1], "costs": ends[2]}])
    below = [
        alt.Chart(fair).mark_line(color=QUIET, strokeDash=[5, 4], clip=True).encode(x, y),
        alt.Chart(corner)
        .mark_text(color=QUIET, fontStyle="italic", align="right", dx=-4, dy=-9)
        .encode(x, y, text=alt.Text("text:N")),
    ]
    return points_chart(below, frame, x, y, colour=colour, ink=ink, tips=theme.tips(tips))


def _reading(frame: pd.DataFrame, line: tuple[float, float], fair_line: str, _: Language) -> str:
    ours = frame[frame["ours"]]
    if ours.empty or line[0] != line[0]:
        return _("Benefits and costs of each choice")
    names = {"ours": short(ours["offering_name"].iloc[0]), "segment": short(ours["segment_name"].iloc[0])}
    distance = float(ours["costs"].iloc[0] - line[1] - line[0] * ours["benefits"].iloc[0])
    if abs(distance) < rounding(line[1]):
        return _("“{ours}” is exactly on the line for “{segment}”", **names)
    if fair_line == "best_alternative":
        if distance < 0:
            return _("“{ours}” gives “{segment}” more value than the best alternative", **names)
        return _("“{ours}” gives “{segment}” less value than the best alternative", **names)
    if fair_line == "equal_value":
        if distance < 0:
            return _("“{ours}” gives “{segment}” more value than the average choice", **names)
        return _("“{ours}” gives “{segment}” less value than the average choice", **names)
    if distance < 0:
        return _("“{ours}” costs “{segment}” less than its benefits would suggest", **names)
    return _("“{ours}” costs “{segment}” more than its benefits would suggest", **names)
