"""All gaps at a glance: drivers down, segments across, and the whole gap of each segment on top."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import TOTAL, height_of, rows_of
from cvtools.charts.theme import INK, LINE, OURS, PAPER, PLOT, RIVAL
from cvtools.language.labels import spans
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import bare_numbers, chart_amounts
from cvtools.language.text import about, short, wrapped
from cvtools.study.errors import StudyError
from cvtools.study.records import records
from cvtools.study.rounding import rounding
from cvtools.study.wording import N_

_UPRIGHT = 5
"""So many segments have room for headings of several lines."""


def gap_heatmap_chart(gaps: pd.DataFrame, *, unit: str, language: str = "en", title: str = "") -> alt.TopLevelMixin:
    """The gap of every driver in every segment, each against the rival of its segment.

    Blue is in our favour, grey in the rival's; ≈ stands before what is not known, with unknown ratings in the middle.

    Parameters
    ----------
    gaps
        ``labelled(value_gaps(study), study)`` with one rival a segment: ``segment``, ``segment_name``,
        ``rival_name``, ``offering_name``, ``driver``, ``driver_name``, ``gap`` (positive: we give more), ``gap_low``,
        ``gap_high``.
    unit, language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or a segment has more than one rival.
    """
    names = ["segment", "segment_name", "rival", "rival_name", "offering_name", "driver", "driver_name"]
    theme.need(gaps, [*names, "gap", "gap_low", "gap_high"])
    if (gaps.groupby("segment")["rival"].nunique() > 1).any():
        raise StudyError("chart", N_("this chart shows one rival for each segment; choose one, or the best"))
    _ = language_of(language)
    rows = {TOTAL: wrapped(_("All together")) + theme.TOTAL_MARK, **theme.row_labels(gaps, "driver")}
    columns, totals = _columns(gaps), _totals(gaps, _)
    frame = pd.concat([totals, gaps[list(totals)]], ignore_index=True)
    write = chart_amounts(unit, _, frame[["gap_low", "gap_high"]], signed=True)
    number, word = bare_numbers(unit, _, frame[["gap_low", "gap_high"]])
    frame = frame.assign(
        row=[rows[driver] for driver in frame["driver"]],
        column=[columns[segment] for segment in frame["segment"]],
        tip=spans(frame["gap_low"], frame["gap_high"], write, _),
        middle=(frame["gap_low"] + frame["gap_high"]) / 2,
    )
    frame["text"] = [
        about(number(gap), known=sure) for gap, sure in zip(frame["middle"], frame["gap"].notna(), strict=True)
    ]
    colours = _(
        "Blue: in our favour. Grey: in the alternative’s favour. In {unit}.", unit=word or theme.unit_word(unit, _)
    )
    colours = theme.with_middle(colours, not frame["gap"].isna().any(), _)
    return theme.finish(
        _drawn(frame, list(rows.values()), list(columns.values()), _),
        _,
        title=title or _reading(totals, _),
        subtitle=colours,
        details=[f"{row['segment_name']}, {row['driver_name']}: {row['tip']}" for row in records(frame)],
    )


def _totals(gaps: pd.DataFrame, _: Language) -> pd.DataFrame:
    there = [name for name in ("segment_name", "rival_name", "offering_name", "standing") if name in gaps]
    names = {name: (name, "first") for name in there}
    sums = {name: (name, lambda gap: gap.sum(skipna=False)) for name in ("gap", "gap_low", "gap_high")}
    totals = gaps.groupby("segment", sort=False).agg(**names, **sums).reset_index()
    return totals.assign(driver=TOTAL, driver_name=_("All together"))


def _reading(totals: pd.DataFrame, _: Language) -> str:
    noise = rounding(totals["gap_high"])
    if "standing" in totals:
        ahead, open_ = ((totals["standing"] == word).sum() for word in ("ahead", "open"))
    else:
        ahead = (totals["gap_low"] > noise).sum()
        open_ = ((totals["gap_low"] < -noise) & (totals["gap_high"] > noise)).sum()
    names = {
        "ours": short(str(totals["offering_name"].iloc[0])),
        "ahead": _.number(int(ahead), digits=0),
        "open": _.number(int(open_), digits=0),
    }
    if not ahead and not open_:
        return _.plural(
            "“{ours}” is ahead of the best alternative in none of {n} segment",
            "“{ours}” is ahead of the best alternative in none of {n} segments",
            len(totals),
            **names,
        )
    if open_ and not ahead:
        return _.plural(
            "“{ours}” is ahead of the best alternative in none of {n} segment; not clear: {open}",
            "“{ours}” is ahead of the best alternative in none of {n} segments; not clear: {open}",
            len(totals),
            **names,
        )
    if open_:
        return _.plural(
            "“{ours}” is ahead of the best alternative in {ahead} of {n} segment; not clear: {open}",
            "“{ours}” is ahead of the best alternative in {ahead} of {n} segments; not clear: {open}",
            len(totals),
            **names,
        )
    return _.plural(
        "“{ours}” is ahead of the best alternative in {ahead} of {n} segment",
        "“{ours}” is ahead of the best alternative in {ahead} of {n} segments",
        len(totals),
        **names,
    )


def _columns(gaps: pd.DataFrame) -> dict[str, str]:
    """Headings: the segment, and whom it would rather choose. Those of many segments have one line, set aslant."""
    labels: dict[str, str] = {}
    count = gaps["segment"].nunique()
    letters = 22 if count > _UPRIGHT else int(_width(count) / count / 7.5)
    for row in gaps.drop_duplicates("segment").to_dict("records"):
        name = wrapped(row["segment_name"], width=letters, lines=1 if count > _UPRIGHT else 2)
        rival = wrapped(f"({row['rival_name']})", width=letters)
        label = name if count > _UPRIGHT else f"{name}\n{rival}"
        labels[row["segment"]] = f"{label} {row['segment']}" if label in labels.values() else label
    return labels


def _width(columns: int) -> int:
    return max(min(columns * 140, PLOT), columns * 58)


def _drawn(frame: pd.DataFrame, rows: list[str], columns: list[str], _: Language) -> alt.TopLevelMixin:
    x, y = _across(columns), rows_of(rows)
    total = frame["driver"] == TOTAL
    tiles, whole = frame[~total], frame[total]
    most = float(tiles["middle"].abs().max())
    most = most if most > 0 else 1.0
    colour = alt.Scale(domain=[-most, 0, most], range=[RIVAL, PAPER, OURS], interpolate="rgb")
    tips = {"segment_name": _("Segment"), "driver_name": _("Driver"), "rival_name": _("Best alternative")}
    layers = [
        alt.Chart(tiles)
        .mark_rect(stroke=LINE, opacity=0.7)  # pale enough for dark text on every tile
        .encode(
            x, y, color=alt.Color("middle:Q", scale=colour, legend=None), tooltip=theme.tips({**tips, "tip": _("Gap")})
        ),
        alt.Chart(tiles).mark_text().encode(x, y, text=alt.Text("text:N")),
        alt.Chart(whole).mark_text(fontWeight="bold").encode(x, y, text=alt.Text("text:N")),
    ]
    return theme.layered(layers, width=_width(len(columns)), height=height_of(rows, row=27))


def _across(columns: list[str]) -> alt.X:
    aslant = len(columns) > _UPRIGHT
    line = 16
    axis = alt.Axis(
        orient="top",
        title=None,
        domain=False,
        ticks=False,
        labelAngle=-35 if aslant else 0,
        labelAlign="left" if aslant else "center",
        labelBaseline="bottom" if aslant else "top",
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=line,
        labelLimit=170,
        labelColor=INK,
        labelPadding=6 if aslant else line * (1 + max(label.count("\n") for label in columns)),
    )
    return alt.X("column:N", sort=None, scale=alt.Scale(domain=columns), axis=axis)
