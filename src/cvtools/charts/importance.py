"""What people say counts against what their satisfaction follows: one row a driver, a circle and a diamond."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import BENEFIT, COST, PAPER, QUIET
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.text import share_word, short
from cvtools.study.records import records

_MOST = 20


def stated_derived_chart(
    importances: pd.DataFrame, *, confidence: float, language: str = "en", title: str = ""
) -> alt.TopLevelMixin:
    """How much each driver counts for one segment, as said and as satisfaction follows it, what counts most first.

    Parameters
    ----------
    importances
        One segment: ``segment_name``, ``driver``, ``driver_name``, ``side``, ``stated`` with ``stated_low`` and
        ``stated_high``, ``derived`` with ``low`` and ``high`` (shares, each way summing to 1 over the drivers; ``NaN``
        where a way says nothing of a driver).
    confidence, language, title
        As for :func:`measure_chart`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    columns = ["driver", "driver_name", "side", "stated", "stated_low", "stated_high", "derived", "low", "high"]
    theme.need(importances, columns, one=["segment_name"])
    _ = language_of(language)
    frame = importances.sort_values(["derived", "stated"], ascending=False, kind="stable").head(_MOST)
    frame = with_rows(frame.reset_index(drop=True), "driver")
    texts = {name: ["?" if x != x else _.percent(x) for x in frame[name]] for name in ("stated", "derived")}
    frame = frame.assign(stated_text=texts["stated"], derived_text=texts["derived"])
    rows = Rows(
        frame,
        axis=alt.Axis(title=_("share of importance"), format=".0%", tickCount=5),
        scale=alt.Scale(domainMin=0, nice=True),
        tips={
            "driver_name": _("Driver"),
            "stated_text": _("As they say"),
            "derived_text": _("As satisfaction follows"),
        },
    )
    colour = {"color": theme.either("datum.side == 'benefit'", BENEFIT, COST)}
    said, follows = frame.dropna(subset=["stated"]), frame.dropna(subset=["derived"])
    hollow = alt.Chart(said).mark_point(size=110, strokeWidth=2, fill=PAPER, opacity=1, color=QUIET)
    chart = rows.drawn(
        [
            rows.bars(follows, "low", "high", size=10, opacity=0.4, encode=colour),
            rows.bars(said, "stated_low", "stated_high", size=3, color=QUIET),
            hollow.encode(rows.across("stated"), rows.y, tooltip=rows.tips),
            rows.diamonds(follows, "derived", size=130, encode=colour),
            rows.texts(frame, "derived_text", align="left", dx=10),
        ]
    )
    explained = _(
        "Circle: as they say. Diamond: as satisfaction follows. Green: benefit, orange: cost. Bars: {share} intervals.",
        share=share_word(confidence, _),
    )
    return theme.finish(
        chart,
        _,
        title=title or _reading(said, follows, _),
        subtitle=explained,
        details=[f"{row['driver_name']}: {row['stated_text']}, {row['derived_text']}" for row in records(frame)],
    )


def _reading(said: pd.DataFrame, follows: pd.DataFrame, _: Language) -> str:
    named = said.iloc[int(said["stated"].to_numpy().argmax())] if len(said) else None
    if follows.empty:
        return _("Nothing shows what their satisfaction follows")
    first = follows.iloc[0]
    words = {"segment": short(str(first["segment_name"])), "driver": short(str(first["driver_name"]))}
    level = follows[(follows["high"] >= first["low"]) & (follows["driver"] != first["driver"])]
    if len(level):
        words["other"] = short(str(level.iloc[0]["driver_name"]))
        return _("It is open whether the satisfaction of “{segment}” follows “{driver}” or “{other}” most", **words)
    if named is None:
        return _("The satisfaction of “{segment}” follows “{driver}” most", **words)
    if named["driver"] == first["driver"]:
        return _("“{segment}” name “{driver}” first, and their satisfaction follows it most", **words)
    words["other"] = short(str(named["driver_name"]))
    return _("“{segment}” name “{other}” first, but their satisfaction follows “{driver}” most", **words)
