"""Pictures with one row a thing: its name on the left, bars over one scale, texts beside them or in a column."""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, OURS, OURS_MARK, PAPER, PLOT, QUIET, TOTAL_MARK
from cvtools.language.language import Language
from cvtools.study.records import records

TOTAL, REST = "\u2063total", "\u2063rest"
"""Stand where a driver's id stands; no driver has such an id."""


_BAR, _HATCH = 15, 7
"""Pixels of a bar's height, and from one line of a hatching to the next."""


class Rows:
    """What the layers of such a picture share, and a way to make each of them.

    Parameters
    ----------
    frame
        One or several lines a row, from top to bottom; the column ``row`` holds the rows' labels.
    axis, scale
        Of the bars.
    tips
        The columns of the tooltip with their titles.
    padding
        Pixels between the names and the plot.
    """

    def __init__(
        self, frame: pd.DataFrame, *, axis: alt.Axis, scale: alt.Scale, tips: dict[str, str], padding: int = 8
    ) -> None:
        self.labels = list(dict.fromkeys(frame["row"]))
        self.axis, self.scale, self.tips = theme.Once(axis), theme.Once(scale), theme.tips(tips)
        self.y = rows_of(self.labels, padding=padding)

    def across(self, field: str) -> alt.X:
        """The horizontal channel, with the axis and the scale that all layers share."""
        return alt.X(f"{field}:Q", axis=self.axis, scale=self.scale)  # type: ignore[arg-type]

    def bars(
        self, frame: pd.DataFrame, start: str, end: str = "", *, size: int = _BAR, encode: Any = None, **style: Any
    ) -> alt.Chart:
        """Bars from one column to another, or from zero; ``encode`` holds channels of this layer's own."""
        ends = {"x2": alt.X2(end)} if end else {}
        mark = alt.Chart(frame).mark_bar(size=size, **style)
        return mark.encode(self.across(start), self.y, tooltip=self.tips, **ends, **(encode or {}))

    def hatched(self, frame: pd.DataFrame, start: str, end: str, *, over: float, color: str = PAPER) -> alt.Chart:
        """Slanting lines over bars from one column to another, where the plot's scale is ``over`` so long."""
        step = (over or 1.0) * _HATCH / PLOT
        marks: list[dict[str, Any]] = []
        for row in records(frame[["row", start, end]]):
            low, high = sorted((float(row[start]), float(row[end])))
            count = max(1, int((high - low) / step)) if high > low else 0
            gap = (high - low) / max(count, 1)
            marks += [{"row": row["row"], "at": low + gap * (i + 0.5)} for i in range(count)]
        shape = alt.Chart(pd.DataFrame(marks, columns=["row", "at"])).mark_point(
            shape="M-0.4,1L0.4,-1", size=_BAR**2, stroke=color, strokeWidth=2, filled=False, opacity=1
        )
        return shape.encode(self.across("at"), self.y)

    def diamonds(self, frame: pd.DataFrame, at: str, *, size: int, encode: Any = None, **style: Any) -> alt.Chart:
        """A diamond in each row."""
        mark = alt.Chart(frame).mark_point(
            shape="diamond", size=size, filled=True, opacity=1, stroke=PAPER, strokeWidth=1.5, **style
        )
        return mark.encode(self.across(at), self.y, tooltip=self.tips, **(encode or {}))

    def zero(self) -> alt.Chart:
        """The line at zero."""
        return alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET).encode(self.across("zero"))

    def texts(self, frame: pd.DataFrame, field: str, *, at: str = "", encode: Any = None, **style: Any) -> alt.Chart:
        """A text in each row: beside what the column ``at`` holds, or in a column to the right of the plot."""
        place = self.across(at) if at else alt.XValue("width")
        return (
            alt.Chart(frame).mark_text(**style).encode(y=self.y, x=place, text=alt.Text(f"{field}:N"), **(encode or {}))
        )

    def edged(self, frame: pd.DataFrame, field: str, *, at: str, encode: Any = None, **style: Any) -> list[alt.Chart]:
        """Texts beside a column, each on a pale edge of its own, so that no line strikes them through."""
        edge: dict[str, Any] = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
        return [self.texts(frame, field, at=at, encode=encode, **style, **of) for of in (edge, {})]

    def drawn(self, layers: Sequence[alt.Chart], *, row: int = 30) -> alt.LayerChart:
        """The layers over each other, with so many pixels a row."""
        return theme.layered(layers, height=height_of(self.labels, row=row))


def with_rows(frame: pd.DataFrame, thing: str) -> pd.DataFrame:
    """A frame with the label of each line's row: that of its ``offering``, ``rival`` or ``driver``."""
    labels = theme.row_labels(frame, thing)
    return frame.assign(row=[labels[identifier] for identifier in frame[thing]])


def largest(frame: pd.DataFrame, size: pd.Series, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The drivers that have a row of their own, the largest first, and those that are left to share one."""
    ordered = frame.iloc[(-size).to_numpy().argsort(kind="stable")]
    own = len(frame) if len(frame) <= most else most - 1
    return ordered.iloc[:own], ordered.iloc[own:]


def rest_of(frame: pd.DataFrame, numbers: Sequence[str], _: Language) -> list[pd.DataFrame]:
    """One row for several drivers; no row for none."""
    name = _.plural("{n} other driver", "{n} other drivers", len(frame))
    return [_summed(frame, numbers, REST, name)] if len(frame) else []


def total_of(frame: pd.DataFrame, numbers: Sequence[str], _: Language) -> pd.DataFrame:
    """The row of all drivers together."""
    return _summed(frame, numbers, TOTAL, _("All together") + TOTAL_MARK)


def _summed(frame: pd.DataFrame, numbers: Sequence[str], driver: str, name: str) -> pd.DataFrame:
    return pd.DataFrame([{"driver": driver, "driver_name": name, **frame[[*numbers]].sum(skipna=False)}])


def row_axis(*, limit: int = 210, padding: int = 8) -> alt.Axis:
    """The axis of names, with so many pixels for them at most: two lines where needed, our offering bold and blue."""
    ours = f"indexof(datum.label, '{OURS_MARK}') >= 0"
    two_lines = "indexof(datum.label, '\\n') >= 0"
    heavy = f"{ours} || indexof(datum.label, '{TOTAL_MARK}') >= 0"
    return alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelExpr="split(datum.label, '\\n')",
        labelLimit=limit,
        labelPadding=padding,
        # Vega sets a second line below the first: this way the two stand beside their bar, one above, one below.
        labelBaseline={"condition": {"test": two_lines, "value": "bottom"}, "value": "middle"},  # type: ignore[arg-type]
        labelColor={"condition": {"test": ours, "value": OURS}, "value": INK},  # type: ignore[arg-type]
        labelFontWeight={"condition": {"test": heavy, "value": "bold"}, "value": "normal"},  # type: ignore[arg-type]
    )


def rows_of(labels: Iterable[str], *, padding: int = 8) -> alt.Y:
    """The vertical channel: one row a label, in this order."""
    scale = alt.Scale(domain=list(labels), padding=0.25)
    return theme.up("row:N", sort=None, scale=scale, axis=row_axis(padding=padding))


def height_of(labels: Sequence[str], *, row: int = 30) -> int:
    """Pixels for so many rows; more where a label has two lines."""
    return len(labels) * (row + 8 if any("\n" in label for label in labels) else row)
