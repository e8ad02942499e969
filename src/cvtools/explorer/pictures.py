"""The explorer's three pictures, as far as Vega draws them: axes. The browser draws the bars on them (``js/marks.js``).

Colours, fonts and reading are those of the static charts. Ends of axes are parameters, so that a bar moves and its
scale stands still; while they stand still, a move costs Vega nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from cvtools.charts import theme
from cvtools.charts.rows import height_of, row_axis
from cvtools.language.language import Language

_ROW = 27
_WIDTH, _MAP_HEIGHT = 320, 240
"""Pixels of a plot; its width before it is fitted to its place."""
_NAMES = 145
"""So many pixels at most for the names of rows, which stand on two lines where needed: on a phone, too."""


def pictures(offerings: Sequence[str], drivers: Sequence[str], *, unit: str, _: Language) -> dict[str, dict[str, Any]]:
    """Specifications of the pictures ``value``, ``gap`` (only with an alternative) and ``map``, without a config.

    ``offerings`` and ``drivers`` are the labels of the rows.
    """
    word = theme.unit_word(unit, _)
    charts = {"value": _rows(offerings, _("← costs · benefits → ({unit})", unit=word)), "map": _map(word, _)}
    if len(offerings) > 1:
        charts["gap"] = _rows([*drivers, ""], _("gap ({unit})", unit=word))
    specs = {name: chart.to_dict(validate=False) for name, chart in charts.items()}
    return {name: {key: part for key, part in spec.items() if key not in _SHARED} for name, spec in specs.items()}


_SHARED = ("config", "$schema")


def picture_config(_: Language) -> dict[str, Any]:
    """What the pictures share: fonts, colours, and the reader's number signs."""
    return theme.config(_).to_dict(validate=False)


def picture_colours() -> dict[str, str]:
    """The colours of what the browser draws."""
    names = ("OURS", "RIVAL", "BENEFIT", "COST", "INK", "QUIET", "LINE", "PAPER")
    return {name.lower(): getattr(theme, name) for name in names}


def picture_tips(_: Language) -> dict[str, dict[str, str]]:
    """For each picture, which fields of a row its tooltip shows, with their titles."""
    amounts = {"benefits_text": _("Benefits"), "costs_text": _("Costs"), "text": _("Value")}
    offering = {"full": _("Offering")} | amounts
    return {"value": offering, "gap": {"full": _("Driver"), "text": _("Gap")}, "map": offering}


def _rows(labels: Sequence[str], title: str) -> alt.Chart:
    """A picture with a row a thing."""
    scale = alt.Scale(domain=alt.ExprRef("rows"), padding=0.25)
    names = alt.Y("row:N", sort=None, scale=scale, axis=row_axis(limit=_NAMES))
    ends = {"low": 0, "high": 1, "rows": []}
    across = alt.X("x:Q", stack=None, **_along("low", "high", title, label=_ROOMY))
    return _axes(alt.Chart().mark_bar(), ends, height_of(labels, row=_ROW), x=across, y=names)


def _map(word: str, _: Language) -> alt.Chart:
    across = alt.X("x:Q", **_along("left", "right", _("benefits ({unit}) →", unit=word), label=_ROOMY))
    down = alt.Y("y:Q", **_along("bottom", "top", _("costs ({unit}) →", unit=word)))
    ends = {"left": 0, "right": 1, "bottom": 2, "top": 3}
    return _axes(alt.Chart().mark_point(), ends, _MAP_HEIGHT, x=across, y=down)


_ROOMY = "width > 8 * length(datum.label) || datum.value == 0 ? datum.label : ''"
"""The labels of an axis, but only zero where two might not fit beside each other, as on a phone."""


def _along(low: str, high: str, title: str, *, label: str = "datum.label") -> dict[str, Any]:
    """An axis of amounts, which ends at two parameters."""
    scale = alt.Scale(domain=alt.ExprRef(f"[{low}, {high}]"), nice=False, zero=False)
    return {"scale": scale, "axis": alt.Axis(title=title, tickCount=5, labelExpr=label)}


def _axes(chart: alt.Chart, starts: Mapping[str, Any], height: int, **channels: Any) -> alt.Chart:
    """A picture without rows, whose mark says what kind its scales are; parameters with what they start at."""
    parameters = [alt.param(name=name, value=start) for name, start in starts.items()]
    empty = chart.properties(data=alt.InlineData(values=[]), width=_WIDTH, height=height)
    return empty.encode(**channels).add_params(*parameters)
