"""Many drivers by how much they matter and how well we do: a row each, with two bars."""

import altair as alt
import pandas as pd

from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import LINE, OURS, QUIET, RIVAL, either
from cvtools.language.language import Language

_MOST = 16
_LEFT, _MIDDLE, _REACH = 0.36, 0.74, 0.24
"""Where the bars of what matters end, where those of how well we do begin, and how far they go: shares of the plot."""


def priority_rows(frame: pd.DataFrame, rival: str, _: Language) -> alt.LayerChart:
    """The weightiest drivers, the weightiest on top.

    Parameters
    ----------
    frame
        ``driver``, ``driver_name``, ``weight`` (≥ 0), ``performance``, and texts of both, sorted by weight.
    rival
        Whom ``performance`` compares with; blank: nobody, it lies between 0 and 1.
    """
    shown = frame.head(_MOST)
    most, reach = float(shown["weight"].max()) or 1.0, float(shown["performance"].abs().max()) or 1.0
    shown = with_rows(shown, "driver").assign(
        matters=_LEFT * shown["weight"] / most,
        start=_MIDDLE,
        end=_MIDDLE + _REACH * shown["performance"] / reach,
    )
    better = _quoted(_("we are better →") if rival else _("how well we do →"))
    matters = _quoted(_("how much it matters"))
    axis = alt.Axis(
        orient="top",
        title=None,
        values=[0, _MIDDLE],
        grid=False,
        domain=False,
        ticks=False,
        labelAlign="left",
        labelExpr=f"datum.value == 0 ? {matters} : {better}",
    )
    tips = {"driver_name": _("Driver"), "weight_text": _("Weight"), "performance_text": _("How well we do")}
    rows = Rows(shown, axis=axis, scale=alt.Scale(domain=[0, 1], nice=False), tips=tips)
    middle = alt.Chart(pd.DataFrame({"start": [_MIDDLE]})).mark_rule(color=LINE, strokeWidth=2)
    layers = [
        rows.bars(shown, "matters", color=QUIET),
        middle.encode(rows.across("start")),
        rows.bars(shown, "start", "end", encode={"color": either("datum.performance < 0", RIVAL, OURS)}),
        rows.texts(shown, "weight_text", at="matters", align="left", dx=5),
        *(
            rows.texts(part, "performance_text", at="end", align="right" if below else "left", dx=-5 if below else 5)
            for below, part in shown.groupby(shown["performance"] < 0)
        ),
    ]
    return rows.drawn(layers, row=24)


def _quoted(text: str) -> str:
    """A text of our own as a string of an expression."""
    return "'" + text.replace("'", "’") + "'"
