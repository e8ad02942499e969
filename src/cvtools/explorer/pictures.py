"""The explorer's three pictures, as charts without rows: the browser works the rows out and pushes them in.

Colours, fonts and reading are those of the static charts. Ends of axes are parameters, so that a bar moves and its
scale stands still.
"""

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
    return theme.config(_).to_dict(validate=False)


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


def _value(height: int, word: str, _: Language) -> alt.LayerChart:
    ink = theme.either("datum.ours", OURS, INK)
    diamond: dict[str, Any] = {"shape": "diamond", "size": 130, "opacity": 1}
    layers = [
        _if("known").mark_bar(color=BENEFIT, size=_BAR).encode(x=alt.X("benefits:Q")),
        _if("known").mark_bar(color=COST, size=_BAR).encode(x=alt.X("minus_costs:Q")),
        _if("!datum.known").mark_bar(**_OPEN).encode(x=alt.X("low:Q"), x2=alt.X2("high")),
        _zero(),
        _interval(),
        _if("differs").mark_point(filled=False, stroke=INK, strokeWidth=1.5, **diamond).encode(x=alt.X("was:Q")),
        _if("known")
        .mark_point(filled=True, stroke=PAPER, strokeWidth=1.5, **diamond)
        .encode(x=alt.X("value:Q"), color=ink),
        _numbers(ink, fontWeight="bold"),
    ]
    title = _("← costs · benefits → ({unit})", unit=word)
    return _bars("offerings", layers, height, title, _offering_tips(_))


def _interval() -> alt.Chart:
    """A thin line below a bar, grey while it is still being counted."""
    colour = theme.either("datum.stale", LINE, INK)
    place: dict[str, Any] = {"x": alt.X("sure_low:Q"), "x2": alt.X2("sure_high")}
    return _if("isValid(datum.sure_low)").mark_rule(strokeWidth=2, yOffset=_BAR / 2 + 3).encode(**place, color=colour)


def _gap(height: int, word: str, _: Language) -> alt.LayerChart:
    side = theme.either("datum.gap < 0", RIVAL, OURS)
    layers = [
        _if("known").mark_bar(size=_BAR).encode(x=alt.X("gap:Q"), color=side),
        _if("!datum.known").mark_bar(**_OPEN).encode(x=alt.X("low:Q"), x2=alt.X2("high")),
        _zero(),
        _interval(),
        _if("differs").mark_tick(color=INK, thickness=2, size=_BAR + 7).encode(x=alt.X("was:Q")),
        _numbers(alt.ColorValue(INK)),
    ]
    tips = theme.tips({"full": _("Driver"), "text": _("Gap")})
    return _bars("gaps", layers, height, _("gap ({unit})", unit=word), tips)


def _bars(data: str, layers: list[alt.Chart], height: int, title: str, tips: list[alt.Tooltip]) -> alt.LayerChart:
    """A picture with a row a thing."""
    scale = alt.Scale(domain=alt.ExprRef("rows"), padding=0.25)
    names = alt.Y("row:N", sort=None, scale=scale, axis=row_axis(limit=_NAMES))
    ends = {"low": 0, "high": 1, "rows": []}
    return _layered(data, layers, ends, height, x=_along("low", "high", title), y=names, tooltip=tips)


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
        _if("known").mark_point(filled=True, size=100, opacity=1).encode(**place, color=colour),
        _if("known").mark_text(limit=180, **name).encode(**place, text=alt.Text("name:N"), color=ink),
    ]
    across = _along("left", "right", _("benefits ({unit}) →", unit=word))
    scale = alt.Scale(domain=alt.ExprRef("[bottom, top]"), nice=False, zero=False)
    down = alt.Y(scale=scale, axis=alt.Axis(title=_("costs ({unit}) →", unit=word), tickCount=5))
    ends = {"left": 0, "right": 1, "bottom": 2, "top": 3}
    return _layered("offerings", layers, ends, 240, x=across, y=down, tooltip=_offering_tips(_))


_OPEN: dict[str, Any] = {"color": RIVAL, "opacity": 0.35, "stroke": RIVAL, "size": _BAR}
"""The band of what is not known."""


def _zero() -> alt.Chart:
    return alt.Chart().mark_rule(color=QUIET).encode(x=alt.datum(0, type="quantitative"))


def _offering_tips(_: Language) -> list[alt.Tooltip]:
    titles = {"full": _("Offering"), "benefits_text": _("Benefits"), "costs_text": _("Costs"), "text": _("Value")}
    return theme.tips(titles)


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
