"""Shares before and after: one row an offering, a hollow mark for today and a full one for then."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import OURS, PAPER, RIVAL
from cvtools.language.language import language as language_of
from cvtools.language.text import short
from cvtools.study.records import records


def share_change_chart(shares: pd.DataFrame, *, language: str = "en", title: str = "") -> alt.TopLevelMixin:
    """How choices of one segment would split with a plan, against today.

    Parameters
    ----------
    shares
        One segment of ``preference_shares`` with names: ``segment_name``, ``offering``, ``offering_name``, ``ours``,
        ``observed``, ``fitted``, ``after``, ``low``, ``high`` (0 to 1).
    language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    columns = ["offering", "offering_name", "ours", "observed", "fitted", "after", "low", "high"]
    theme.need(shares, columns, one=["segment_name"])
    _ = language_of(language)
    frame = with_rows(shares.reset_index(drop=True), "offering")
    frame = frame.assign(
        before_text=[_.percent(x) for x in frame["fitted"]],
        after_text=[_.percent(x) for x in frame["after"]],
        observed_text=["?" if x != x else _.percent(x) for x in frame["observed"]],
    )
    rows = Rows(
        frame,
        axis=alt.Axis(title=_("share of choices"), format=".0%", tickCount=5),
        scale=alt.Scale(domainMin=0, nice=True),
        tips={
            "offering_name": _("Offering"),
            "observed_text": _("Observed"),
            "before_text": _("Today, by value"),
            "after_text": _("With the plan"),
        },
    )
    colour = theme.either("datum.ours", OURS, RIVAL)
    colours = {"color": colour}
    hollow = alt.Chart(frame).mark_point(size=110, strokeWidth=2, fill=PAPER, opacity=1)
    chart = rows.drawn(
        [
            rows.bars(frame, "low", "high", size=10, opacity=0.4, encode=colours),
            hollow.encode(rows.across("fitted"), rows.y, tooltip=rows.tips, color=colour),
            rows.diamonds(frame, "after", size=130, encode=colours),
            rows.texts(frame, "after_text", align="left", dx=10),
        ]
    )
    ours = frame[frame["ours"]].iloc[0]
    return theme.finish(
        chart,
        _,
        title=title
        or _(
            "Our share of “{segment}” goes from {before} to {after}",
            segment=short(ours["segment_name"]),
            before=ours["before_text"],
            after=ours["after_text"],
        ),
        subtitle=_("Circle: today, by value. Diamond and number: with the plan; bar: its interval."),
        details=[f"{row['offering_name']}: {row['before_text']}, {row['after_text']}" for row in records(frame)],
    )
