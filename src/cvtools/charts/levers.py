"""What each lever does for one segment and what it costs: a bar with its interval, the cost beside it."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import INK, OURS, QUIET
from cvtools.language.labels import money, spans
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short
from cvtools.study.records import records

_MOST = 15


def lever_chart(
    levers: pd.DataFrame, *, unit: str, currency: str = "", language: str = "en", title: str = "", width: float = 0.0
) -> alt.TopLevelMixin:
    """What each lever adds to our value for one segment, the most first; those of the plan are blue.

    Parameters
    ----------
    levers
        One segment of ``lever_effects`` with names: ``segment_name``, ``lever``, ``lever_name``, ``value_change``,
        ``low``, ``high`` (in the study's unit), ``cost`` (money) and ``chosen`` (bool).
    currency
        Of the costs; by default the unit.
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    columns = ["lever", "lever_name", "value_change", "low", "high", "cost", "chosen"]
    theme.need(levers, columns, one=["segment_name"])
    _ = language_of(language)
    frame = levers.sort_values("value_change", ascending=False, kind="stable", ignore_index=True).head(_MOST)
    write = chart_amounts(unit, _, frame[["value_change", "low", "high"]], signed=True, width=width)
    frame = with_rows(frame, "lever").assign(
        text=[write(x) for x in frame["value_change"]],
        span=spans(frame["low"], frame["high"], write, _),
        price=[money(x, currency or unit, _) for x in frame["cost"]],
    )
    rows = Rows(
        frame,
        axis=alt.Axis(title=theme.unit_word(unit, _), tickCount=5),
        scale=alt.Scale(nice=True),
        tips={"lever_name": _("Lever"), "text": _("Change of our value"), "span": _("Interval"), "price": _("Cost")},
    )
    colours = {"color": theme.either("datum.chosen", OURS, QUIET)}
    chart = rows.drawn(
        [
            rows.zero(),
            rows.bars(frame, "low", "high", size=12, opacity=0.5, encode=colours),
            rows.diamonds(frame, "value_change", size=120, encode=colours),
            rows.texts(frame, "price", align="left", dx=10, color=INK),
        ]
    )
    names = {"lever": short(frame["lever_name"].iloc[0]), "segment": short(frame["segment_name"].iloc[0])}
    reading = _("“{lever}” does most for “{segment}”: {change}", change=frame["text"].iloc[0], **names)
    if not float(frame["value_change"].max()) > 0:
        reading = _("No lever does anything for “{segment}”", **names)
    return theme.finish(
        chart,
        _,
        title=title or reading,
        subtitle=_("Diamond: the likely change of our value; bar: its interval. Blue: in the plan. Right: the cost."),
        details=[f"{row['lever_name']}: {row['text']}, {row['price']}" for row in records(frame)],
    )
