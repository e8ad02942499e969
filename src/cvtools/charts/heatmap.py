"""All gaps at a glance: drivers down, segments across, and the whole gap of each segment on top."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, LINE, OURS, PAPER, PLOT, RIVAL
from cvtools.i18n import Language
from cvtools.i18n import language as language_of

_TOTAL = "\u2063total"  # no driver's id
_UPRIGHT = 5
"""So many segments have room for headings of several lines."""


def gap_heatmap_chart(gaps: pd.DataFrame, *, unit: str, language: str = "en", title: str = "") -> alt.TopLevelMixin:
    """The gap of every driver in every segment, each against the rival of its segment.

    Blue is in our favour, grey in the rival's; a question mark is not known.

    Parameters
    ----------
    gaps
        ``labelled(value_gaps(study), study)`` with one rival a segment: ``segment``, ``segment_name``,
        ``rival_name``, ``offering_name``, ``driver``, ``driver_name``, ``gap`` (positive: we give more).
    unit
        ``points`` or a currency.
    language
        The reader's: ``en``, ``nb`` or ``hr``.
    title
        Instead of the sentence that states the reading.

    Raises
    ------
    StudyError
        When a column is missing.
    """
    theme.need(gaps, "segment", "segment_name", "rival_name", "offering_name", "driver", "driver_name", "gap")
    _ = language_of(language)
    rows = theme.row_labels(gaps, "driver")
    columns = _columns(gaps)
    sums = gaps.groupby("segment", sort=False).agg(
        gap=("gap", lambda g: g.sum(skipna=False)),
        segment_name=("segment_name", "first"),
        rival_name=("rival_name", "first"),
    )
    totals = sums.reset_index().assign(driver=_TOTAL, driver_name=_("All together"))
    frame = pd.concat([totals, gaps[list(totals)]], ignore_index=True)
    labels = [whole_row := theme.wrapped(_("All together")) + theme.TOTAL_MARK, *(label for label in rows.values())]
    frame["row"] = [whole_row if driver == _TOTAL else rows[driver] for driver in frame["driver"]]
    frame["column"] = frame["segment"].map(columns)
    write = theme.amounts(frame, ["gap"], unit, _, signed=True)
    frame["text"] = [write(gap) if gap == gap else "?" for gap in frame["gap"]]
    tiles, whole = frame[frame["driver"] != _TOTAL], frame[frame["driver"] == _TOTAL]
    x, y = _across(list(columns.values())), theme.rows_of(labels)
    chart = alt.layer(
        _tiles(tiles, x, y, _),
        alt.Chart(tiles).mark_text().encode(x, y, text="text:N"),
        alt.Chart(whole).mark_text(fontWeight="bold").encode(x, y, text="text:N"),
    ).properties(
        width=_width(len(columns)), height=len(labels) * (34 if any("\n" in label for label in labels) else 27)
    )
    ahead = int((totals["gap"] > 0).sum())
    reading = _.plural(
        "{ours} is ahead of the best alternative in {ahead} of {n} segment",
        "{ours} is ahead of the best alternative in {ahead} of {n} segments",
        len(totals),
        ours=theme.short(str(gaps["offering_name"].iloc[0])),
        ahead=_.number(ahead, digits=0),
    )
    return theme.finish(
        chart,
        _,
        title=title or reading,
        subtitle=_("Blue: in our favour. Grey: in the alternative’s favour. In {unit}.", unit=theme.unit_word(unit, _)),
        details=[f"{row.segment_name}, {row.driver_name}: {row.text}" for row in frame.itertuples()],
    )


def _columns(gaps: pd.DataFrame) -> dict[str, str]:
    """Headings: the segment, and whom it would rather choose. Those of many segments have one line, set aslant."""
    labels: dict[str, str] = {}
    several = gaps["segment"].nunique() > _UPRIGHT
    for row in gaps.drop_duplicates("segment").itertuples():
        name, rival = (
            theme.wrapped(text, width=16 if not several else 22, lines=1 if several else lines)
            for text, lines in ((row.segment_name, 2), (row.rival_name, 1))
        )
        label = name if several else f"{name}\n({rival})"
        labels[row.segment] = f"{label} {row.segment}" if label in labels.values() else label
    return labels


def _width(columns: int) -> int:
    return max(min(columns * 120, PLOT), columns * 58)


def _across(columns: list[str]) -> alt.X:
    aslant = len(columns) > _UPRIGHT
    axis = alt.Axis(
        orient="top",
        title=None,
        domain=False,
        ticks=False,
        labelAngle=-35 if aslant else 0,
        labelAlign="left" if aslant else "center",
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=16,
        labelLimit=170,
        labelColor=INK,
        labelPadding=4,
        offset=10,
    )
    return alt.X("column:N", sort=None, scale=alt.Scale(domain=columns), axis=axis)


def _tiles(tiles: pd.DataFrame, x: alt.X, y: alt.Y, _: Language) -> alt.Chart:
    most = float(tiles["gap"].abs().max())
    most = most if most > 0 else 1.0
    colour = alt.Scale(domain=[-most, 0, most], range=[RIVAL, PAPER, OURS], interpolate="rgb")
    tips = [
        alt.Tooltip("segment_name:N", title=_("Segment")),
        alt.Tooltip("driver_name:N", title=_("Driver")),
        alt.Tooltip("rival_name:N", title=_("Best alternative")),
        alt.Tooltip("text:N", title=_("Gap")),
    ]
    rectangles = alt.Chart(tiles).mark_rect(stroke=LINE, opacity=0.75)  # pale enough for dark text on every tile
    return rectangles.encode(x, y, color=alt.Color("gap:Q", scale=colour, legend=None), tooltip=tips)
