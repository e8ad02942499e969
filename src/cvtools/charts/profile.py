"""Head to head: where each offering stands on each driver, between its worst and its best."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import LINE, OURS, PLOT, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short
from cvtools.study.errors import StudyError
from cvtools.study.records import records

_SHAPES = (
    *("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left", "triangle-right"),
    "M0,-1L0.3,-0.3L1,0L0.3,0.3L0,1L-0.3,0.3L-1,0L-0.3,-0.3Z",  # a star
    "M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z",  # an x
    "M-1,-0.35L1,-0.35L1,0.35L-1,0.35Z",  # a bar
    "M-0.35,-1L0.35,-1L0.35,1L-0.35,1Z",  # an upright bar
)


_TICK = "M-0.12,-1L0.12,-1L0.12,1L-0.12,1Z"
_TOLD_APART = 5
"""Of more offerings than this, only ours and the best alternative have marks with names; the others are ticks."""


def profile_chart(
    contributions: pd.DataFrame,
    *,
    unit: str,
    language: str = "en",
    title: str = "",
    rivals: tuple[str, ...] = (),
    best: str = "",
) -> alt.TopLevelMixin:
    """Utilities of our offering and of rivals on each driver of one segment, the weightiest driver first.

    Parameters
    ----------
    contributions
        ``labelled(contributions(study), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``,
        ``ours``, ``driver``, ``driver_name``, ``weight`` (the study's unit), ``utility`` (0 to 1).
    unit, language, title
        As for every chart; see :mod:`cvtools.charts`. The unit is that of the tooltip's weight.
    rivals
        Ids of the offerings to compare with; by default all others.
    best
        Of many offerings, the one besides ours that has a mark and a name of its own: the best alternative's id.

    Raises
    ------
    StudyError
        When a column is missing, there is more than one segment, or a rival is not there.
    """
    theme.need(
        contributions,
        ["offering", "offering_name", "ours", "driver", "driver_name", "weight", "utility"],
        one=["segment_name"],
    )
    _ = language_of(language)
    others = list(contributions.loc[~contributions["ours"], "offering"].unique())
    for rival in rivals:
        if rival not in others:
            raise StudyError.not_among("rivals", rival, others)
    shown = contributions["ours"] | contributions["offering"].isin(rivals or others)
    frame = contributions[shown].sort_values("weight", ascending=False, kind="stable").reset_index(drop=True)
    names = theme.row_labels(frame.drop(columns="ours"), "offering")
    frame = with_rows(frame, "driver").assign(
        who=frame["offering"].map(names).str.replace("\n", " "),
        weight_text=frame["weight"].map(chart_amounts(unit, _, frame["weight"])),
        utility_text=[_.percent(u) if u == u else "?" for u in frame["utility"]],
    )
    if best and frame["offering"].nunique() > _TOLD_APART:
        told = frame["ours"] | (frame["offering"] == best)
        frame["who"] = frame["who"].where(told, _("the others"))
    unknown = frame.loc[frame["utility"].isna(), ["driver_name", "offering_name"]]
    missing = [f"{driver} ({who})" for driver, who in unknown.itertuples(index=False)]
    return theme.finish(
        _drawn(frame, _),
        _,
        title=title or _reading(frame, _),
        subtitle=theme.with_not_shown(_("From each driver’s worst level (left) to its best (right)."), missing, _),
        details=[f"{row['driver_name']}, {row['offering_name']}: {row['utility_text']}" for row in records(frame)],
    )


def _drawn(frame: pd.DataFrame, _: Language) -> alt.LayerChart:
    rows = Rows(
        frame,
        axis=alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], format=".0%", orient="top"),
        scale=alt.Scale(domain=[0, 1]),
        tips={
            "driver_name": _("Driver"),
            "offering_name": _("Offering"),
            "utility_text": _("From worst to best"),
            "weight_text": _("Weight"),
        },
        padding=14,  # a mark at 0% reaches over the axis
    )
    rest = _("the others")
    order = frame.sort_values("ours", ascending=False, kind="stable").drop_duplicates("who")
    order = order.sort_values("who", key=lambda who: who == rest, kind="stable")
    people = list(order["who"])
    colours = alt.Scale(domain=people, range=[OURS if mine else RIVAL for mine in order["ours"]])
    shapes = alt.Scale(
        domain=people, range=[_TICK if who == rest else _SHAPES[i % len(_SHAPES)] for i, who in enumerate(people)]
    )
    legend = alt.Legend(symbolOpacity=1, columns=_columns(people))
    known = frame.dropna(subset=["utility"])
    spread = known.groupby("row", sort=False)["utility"].agg(["min", "max"]).reset_index()
    between = (
        alt.Chart(spread).mark_rule(color=LINE, strokeWidth=3).encode(rows.across("min"), rows.y, x2=alt.X2("max"))
    )
    points = alt.Chart(known.sort_values("who", key=lambda who: who != rest, kind="stable")).mark_point(
        filled=True, size=110, opacity=0.9
    )
    points = points.encode(
        rows.across("utility"),
        rows.y,
        color=alt.Color("who:N", scale=colours, legend=legend),
        shape=alt.Shape("who:N", scale=shapes, legend=legend),
        tooltip=rows.tips,
    )
    return rows.drawn([between, points], row=28)


def _columns(names: list[str]) -> int:
    """How many names of a legend go into a line."""
    return max(1, min(4, int((PLOT + 180) / (7 * max(map(len, names)) + 40))))


def _reading(frame: pd.DataFrame, _: Language) -> str:
    ours = frame[frame["ours"]].set_index("driver")
    others = frame[~frame["ours"]].groupby("driver")["utility"].max()
    both = pd.DataFrame({"ours": ours["utility"], "others": others}).dropna()
    if both.empty:
        return _("Where each choice stands on what counts")
    rivals = list(frame.loc[~frame["ours"], "offering_name"].unique())
    ahead = _.number(int((both["ours"] > both["others"]).sum()), digits=0)
    names = {"ours": short(str(ours["offering_name"].iloc[0])), "rival": short(rivals[0]), "ahead": ahead}
    if len(rivals) == 1:
        return _.plural(
            "“{ours}” beats “{rival}” on {ahead} of {n} driver",
            "“{ours}” beats “{rival}” on {ahead} of {n} drivers",
            len(both),
            **names,
        )
    if not (both["ours"] > both["others"]).any():
        return _.plural(
            "“{ours}” is the best on none of {n} driver",
            "“{ours}” is the best on none of {n} drivers",
            len(both),
            **names,
        )
    return _.plural(
        "“{ours}” is the best on {ahead} of {n} driver",
        "“{ours}” is the best on {ahead} of {n} drivers",
        len(both),
        **names,
    )
