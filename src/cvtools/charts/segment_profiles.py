"""What marks each segment that was found: drivers down, segments across, pale to dark by how it differs."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import height_of, rows_of
from cvtools.charts.theme import INK, LINE, PAPER, QUIET
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.text import short, wrapped
from cvtools.study.records import records

_FEW = 5
"""So many segments have room for headings that lie flat."""


def segment_profile_chart(profiles: pd.DataFrame, *, language: str = "en", title: str = "") -> alt.TopLevelMixin:
    """How the segments found in a survey differ: the darker, the further above everybody's mean.

    Parameters
    ----------
    profiles
        ``survey_segments.segments_found`` with names: ``segment``, ``segment_name``, ``share`` (of respondents),
        ``driver``, ``driver_name``, ``mean`` (a share of points, or a utility: 0 to 1), ``difference`` (from
        everybody's mean, in standard deviations).
    language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing.
    """
    theme.need(profiles, ["segment", "segment_name", "share", "driver", "driver_name", "mean", "difference"])
    _ = language_of(language)
    heads = zip(profiles["segment_name"], profiles["share"], strict=True)
    frame = profiles.assign(
        row=profiles["driver"].map(theme.row_labels(profiles, "driver")),
        column=[f"{wrapped(str(n), width=18, lines=1)}\n{_.percent(s)}" for n, s in heads],
        text=[_.percent(x) for x in profiles["mean"]],
        apart=[_.number(x, digits=1, signed=True) for x in profiles["difference"]],
    )
    return theme.finish(
        _drawn(frame, _),
        _,
        title=title or _reading(frame, _),
        subtitle=_(
            "Numbers: the segment’s mean; the darker, the further above everybody’s. Heading: its share of respondents."
        ),
        details=[
            f"{row['segment_name']}, {row['driver_name']}: {row['text']} ({row['apart']})" for row in records(frame)
        ],
    )


def _drawn(frame: pd.DataFrame, _: Language) -> alt.TopLevelMixin:
    labels = list(dict.fromkeys(frame["row"]))
    columns = list(dict.fromkeys(frame["column"]))
    most = max(float(frame["difference"].abs().max()), 1e-9)
    flat = len(columns) <= _FEW
    axis = alt.Axis(
        orient="top",
        title=None,
        domain=False,
        ticks=False,
        labelAngle=0 if flat else -35,
        labelAlign="center" if flat else "left",
        labelBaseline="bottom",
        labelExpr="split(datum.label, '\\n')",
        labelColor=INK,
        labelPadding=20 if flat else 6,
        labelLimit=170,
    )
    x, y = alt.X("column:N", sort=None, scale=alt.Scale(domain=columns), axis=axis), rows_of(labels)
    colour = alt.Scale(domain=[0, most], range=[PAPER, QUIET], clamp=True, interpolate="rgb")
    tips = theme.tips(
        {
            "segment_name": _("Segment"),
            "driver_name": _("Driver"),
            "text": _("Mean"),
            "apart": _("Standard deviations apart"),
        }
    )
    tiles = alt.Chart(frame).mark_rect(stroke=LINE, opacity=0.55)
    chart = alt.layer(
        tiles.encode(x, y, color=alt.Color("difference:Q", scale=colour, legend=None), tooltip=tips),
        alt.Chart(frame).mark_text().encode(x, y, text=alt.Text("text:N")),
    )
    width = max(min(130 * len(columns), theme.PLOT), 58 * len(columns))
    return chart.properties(width=width, height=height_of(labels))


def _reading(frame: pd.DataFrame, _: Language) -> str:
    row = frame.iloc[int(frame["difference"].to_numpy().argmax())]
    names = {"segment": short(str(row["segment_name"])), "driver": short(str(row["driver_name"]))}
    return _("What marks “{segment}” most: “{driver}”", **names)
