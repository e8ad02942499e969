"""The explorer's three pictures, as charts without rows: the browser works the rows out and pushes them in.

Colours, fonts and reading are those of the static charts. Ends of axes are parameters, so that a bar moves and its
scale stands still. What a move costs hangs on how much Vega has to follow: bars are not stacked (each would be a group
with a flow of its own), intervals are rows of their own, and only what is pointed at has a tooltip.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from cvtools.charts import theme
from cvtools.charts.rows import height_of, row_axis
from cvtools.charts.theme import BENEFIT, COST, INK, LINE, OURS, PAPER, QUIET, RIVAL
from cvtools.language.language import Language

_ROW, _BAR = 27, 13
_WIDTH = 320
"""Pixels of a plot before it is fitted to its place."""
_NAMES = 145
"""So many pixels at most for the names of rows, which stand on two lines where needed: on a phone, too."""


def pictures(offerings: Sequence[str], drivers: Sequence[str], *, unit: str, _: Language) -> dict[str, dict[str, Any]]:
    """Specifications of the pictures ``value``, ``gap`` (only with an alternative) and ``map``, without a config.

    ``offerings`` and ``drivers`` are the labels of the rows.
    """
    word = theme.unit_word(unit, _)
    charts = {"value": _value(height_of(offerings, row=_ROW), word, _), "map": _map(word, _)}
    if len(offerings) > 1:
        charts["gap"] = _gap(height_of([*drivers, ""], row=_ROW), word, _)
    specs = {name: chart.to_dict(validate=False) for name, chart in charts.items()}
    return {name: {key: part for key, part in spec.items() if key not in _SHARED} for name, spec in specs.items()}


_SHARED = ("config", "$schema")


def picture_config(_: Language) -> dict[str, Any]:
    """What the pictures share: fonts, colours, and the reader's number signs."""
    return theme.config(_).to_dict(validate=False) | {"mark": {"invalid": None}}  # what is unknown is filtered already


def _rows(name: str) -> alt.InlineData:
    return alt.InlineData(values=[], name=name)


def _along(low: str, high: str, title: str) -> alt.X:
    """The horizontal axis, which ends at two parameters."""
    scale = alt.Scale(domain=alt.ExprRef(f"[{low}, {high}]"), nice=False, zero=False)
    return alt.X(scale=scale, axis=alt.Axis(title=title, tickCount=5))


_RAISED = alt.ExprRef("indexof(datum.shown, '\\n') < 0 ? 0 : -6")
"""A range beside its bar takes two lines."""


def _numbers(colour: Any, **mark: Any) -> alt.Chart:
    """The column of numbers to the right of the plot."""
    return (
        alt.Chart()
        .mark_text(align="left", dx=8, dy=_RAISED, lineBreak="\n", **mark)
        .encode(x=alt.XValue("width"), text=alt.Text("shown:N"), color=colour)
    )


def _bar(field: str) -> alt.X:
    """A bar from zero: unstacked, as stacked ones are a group each."""
    return alt.X(f"{field}:Q", stack=None)


def _value(height: int, word: str, _: Language) -> alt.LayerChart:
    ink = theme.either("datum.ours", OURS, INK)
    diamond: dict[str, Any] = {"shape": "diamond", "size": 130, "opacity": 1}
    tip = _offering_tip(_)
    layers = [
        _if("known").mark_bar(color=BENEFIT, size=_BAR, tooltip=tip).encode(x=_bar("benefits")),
        _if("known").mark_bar(color=COST, size=_BAR, tooltip=tip).encode(x=_bar("minus_costs")),
        _open(tip),
        _zero(),
        _interval(),
        _if("differs").mark_point(filled=False, stroke=INK, strokeWidth=1.5, **diamond).encode(x=alt.X("was:Q")),
        _if("known")
        .mark_point(filled=True, stroke=PAPER, strokeWidth=1.5, tooltip=tip, **diamond)
        .encode(x=alt.X("value:Q"), color=ink),
        _numbers(ink, fontWeight="bold"),
    ]
    title = _("← costs · benefits → ({unit})", unit=word)
    return _bars("offerings", layers, height, title)


def _interval() -> alt.Chart:
    """A thin line below a bar, grey while it is still being counted."""
    colour = theme.either("datum.stale", LINE, INK)
    place: dict[str, Any] = {"x": alt.X("from:Q"), "x2": alt.X2("to")}
    return alt.Chart(_rows("sure")).mark_rule(strokeWidth=2, yOffset=_BAR / 2 + 3).encode(**place, color=colour)


def _gap(height: int, word: str, _: Language) -> alt.LayerChart:
    side = theme.either("datum.gap < 0", RIVAL, OURS)
    tip = _tip({"full": _("Driver"), "text": _("Gap")})
    layers = [
        _if("known").mark_bar(size=_BAR, tooltip=tip).encode(x=_bar("gap"), color=side),
        _open(tip),
        _zero(),
        _interval(),
        _if("differs").mark_tick(color=INK, thickness=2, size=_BAR + 7).encode(x=alt.X("was:Q")),
        _numbers(alt.ColorValue(INK)),
    ]
    return _bars("gaps", layers, height, _("gap ({unit})", unit=word))


def _bars(data: str, layers: list[alt.Chart], height: int, title: str) -> alt.LayerChart:
    """A picture with a row a thing."""
    scale = alt.Scale(domain=alt.ExprRef("rows"), padding=0.25)
    names = alt.Y("row:N", sort=None, scale=scale, axis=row_axis(limit=_NAMES))
    ends = {"low": 0, "high": 1, "rows": []}
    return _layered(data, layers, ends, height, x=_along("low", "high", title), y=names)


def _map(word: str, _: Language) -> alt.LayerChart:
    colour, ink = theme.either("datum.ours", OURS, RIVAL), theme.either("datum.ours", OURS, INK)
    name: dict[str, Any] = {key: alt.ExprRef(f"datum.{key}") for key in ("dx", "dy", "align")}
    place: dict[str, Any] = {"x": alt.X("benefits:Q"), "y": alt.Y("costs:Q")}
    layers = [
        alt.Chart(_rows("fair")).mark_line(color=QUIET, strokeDash=[5, 4], clip=True).encode(**place),
        _if("away")
        .mark_rule(color=LINE, strokeWidth=1.5)
        .encode(**place, x2=alt.X2("was_benefits"), y2=alt.Y2("was_costs")),
        _if("away")
        .mark_point(filled=False, size=90, opacity=1)
        .encode(x=alt.X("was_benefits:Q"), y=alt.Y("was_costs:Q"), color=colour),
        _if("known")
        .mark_point(filled=True, size=100, opacity=1, tooltip=_offering_tip(_))
        .encode(**place, color=colour),
        _if("known").mark_text(limit=180, **name).encode(**place, text=alt.Text("name:N"), color=ink),
    ]
    across = _along("left", "right", _("benefits ({unit}) →", unit=word))
    scale = alt.Scale(domain=alt.ExprRef("[bottom, top]"), nice=False, zero=False)
    down = alt.Y(scale=scale, axis=alt.Axis(title=_("costs ({unit}) →", unit=word), tickCount=5))
    ends = {"left": 0, "right": 1, "bottom": 2, "top": 3}
    return _layered("offerings", layers, ends, 240, x=across, y=down)


def _open(tip: alt.ExprRef) -> alt.Chart:
    """The band of what is not known."""
    mark: dict[str, Any] = {"color": RIVAL, "opacity": 0.35, "stroke": RIVAL, "size": _BAR, "tooltip": tip}
    return _if("!datum.known").mark_bar(**mark).encode(x=alt.X("low:Q"), x2=alt.X2("high"))


def _zero() -> alt.Chart:
    place: dict[str, Any] = {"y": alt.YValue(0), "y2": alt.Y2Value("height")}
    return (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rule(color=QUIET)
        .encode(x=alt.datum(0, type="quantitative"), **place)
    )


def _offering_tip(_: Language) -> alt.ExprRef:
    return _tip({"full": _("Offering"), "benefits_text": _("Benefits"), "costs_text": _("Costs"), "text": _("Value")})


def _tip(titles: Mapping[str, str]) -> alt.ExprRef:
    """A tooltip of texts that stand in the rows, with their titles."""
    lines = (f"{json.dumps(title, ensure_ascii=False)}: datum.{field}" for field, title in titles.items())
    return alt.ExprRef(f"{{{', '.join(lines)}}}")


def _if(condition: str) -> alt.Chart:
    """A layer of those rows for which a column, or an expression, is true."""
    return alt.Chart().transform_filter(condition if "." in condition else f"datum.{condition}")


def _layered(
    data: str, layers: list[alt.Chart], starts: Mapping[str, Any], height: int, **shared: Any
) -> alt.LayerChart:
    """The layers over each other, over the same rows; parameters with what they start at; every layer's channels."""
    parameters = [alt.param(name=name, value=start) for name, start in starts.items()]
    chart = alt.layer(*layers, data=_rows(data)).add_params(*parameters).properties(width=_WIDTH, height=height)
    done = chart.encode(**shared)
    assert isinstance(done, alt.LayerChart)
    return done
