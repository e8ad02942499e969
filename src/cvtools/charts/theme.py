"""What all charts share: the one colour table, names that fit, and the finishing touch."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from cvtools.language.language import Language, digits_for
from cvtools.language.text import wrapped
from cvtools.study.errors import StudyError, nearest
from cvtools.study.schema import POINTS

OURS = "#0072B2"
"""Our offering, and what is in our favour."""
RIVAL = "#767676"
"""The other offerings, and what is in their favour."""
BENEFIT = "#009E73"
COST = "#D55E00"
INK = "#1F2933"
QUIET = "#566270"
LINE = "#D9DEE4"
"""Rules and grids."""
PAPER = "#FFFFFF"

PLOT = 440
"""Pixels of a plot's width, labels not counted; a page may make it narrower."""
TEXT = 13
_LABELS = 210
OURS_MARK, TOTAL_MARK = "\u2063", "\u2064"
"""Invisible letters at the end of a label, by which the axis knows our offering and a total.

So no name becomes part of an expression.
"""

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)


def need(frame: pd.DataFrame, *columns: str) -> None:
    """Refuse a frame that lacks a column, or has no rows.

    Raises
    ------
    StudyError
        Naming every column that is missing.
    """
    missing = [column for column in columns if column not in frame]
    if missing:
        names = (
            " (cv.language.labelled adds the names)" if any(c.endswith("_name") or c == "ours" for c in missing) else ""
        )
        near = nearest(missing[0], [str(column) for column in frame])
        hint = f'. Did you mean "{near}"?' if near else ""
        raise StudyError("chart", f"the frame has no column {', '.join(missing)}{names}{hint}")
    if frame.empty:
        raise StudyError("chart", "the frame has no rows; is there such a segment?")


def only_one(frame: pd.DataFrame, column: str) -> None:
    """Refuse a frame with more than one segment (or rival), for charts that show one.

    Raises
    ------
    StudyError
        Naming those there are.
    """
    if frame[column].nunique() > 1:
        raise StudyError(
            "chart", f"this chart shows one {column}; the frame has {', '.join(frame[column].unique()[:8])}"
        )


def row_labels(frame: pd.DataFrame, thing: str, *, width: int = 30) -> dict[str, str]:
    """A label of at most two lines for each id: distinct even where names are not, and with our offering marked."""
    rows = frame.drop_duplicates(thing)
    ours = rows["ours"] if thing == "offering" and "ours" in rows else [False] * len(rows)
    labels: dict[str, str] = {}
    for identifier, name, mine in zip(rows[thing], rows[f"{thing}_name"], ours, strict=True):
        label = wrapped(name, width=width) + (OURS_MARK if mine else "")
        labels[identifier] = f"{label} ({identifier})" if label in labels.values() else label
    return labels


def row_axis(*, labels: bool = True) -> alt.Axis:
    """The axis of names: two lines where needed, our offering bold and blue."""
    ours = f"indexof(datum.label, '{OURS_MARK}') >= 0"
    two_lines = "indexof(datum.label, '\\n') >= 0"
    heavy = f"{ours} || indexof(datum.label, '{TOTAL_MARK}') >= 0"
    return alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labels=labels,
        labelExpr="split(datum.label, '\\n')",
        labelLimit=_LABELS,
        labelPadding=8,
        # Vega sets a second line below the first: this way the two stand beside their bar, one above, one below.
        labelBaseline={"condition": {"test": two_lines, "value": "bottom"}, "value": "middle"},  # type: ignore[arg-type]
        labelColor={"condition": {"test": ours, "value": OURS}, "value": INK},  # type: ignore[arg-type]
        labelFontWeight={"condition": {"test": heavy, "value": "bold"}, "value": "normal"},  # type: ignore[arg-type]
    )


def rows_of(labels: Iterable[str], field: str = "row", *, axis: bool = True) -> alt.Y:
    """The y channel of a chart with one row a label, in this order."""
    return alt.Y(
        f"{field}:N", sort=None, scale=alt.Scale(domain=list(labels), padding=0.25), axis=row_axis(labels=axis)
    )


def height_of(labels: Sequence[str], *, row: int = 30) -> int:
    """Pixels for so many rows; more where a label has two lines."""
    return len(labels) * (row + 8 if any("\n" in label for label in labels) else row)


def amounts(frame: pd.DataFrame, columns: Sequence[str], unit: str, _: Language, *, signed: bool = False) -> Any:
    """A function that writes numbers of these columns' size in the study's unit."""
    digits = digits_for(frame[list(columns)].to_numpy(float).ravel())

    def write(low: float, high: float | None = None) -> str:
        texts = [
            _.amount(value, unit, digits=digits, signed=signed) for value in ([low] if high is None else [low, high])
        ]
        return texts[0] if len(set(texts)) == 1 else _("{low} to {high}", low=texts[0], high=texts[1])

    return write


def unit_word(unit: str, _: Language) -> str:
    """What an axis says of its unit."""
    return _("points") if unit == POINTS else unit


def fixed(frame: pd.DataFrame, low: str, high: str) -> bool:
    """Whether no interval of a frame has a width, but for rounding."""
    scale = 1 + float(frame[[low, high]].abs().to_numpy().max())
    return bool((frame[high] - frame[low] <= 1e-9 * scale).all())


def not_said(_: Language) -> str:
    """What a picture of certainty says where there is none to show."""
    return _("No number here has a range, so the study does not say how sure this is.")


def not_shown(names: Sequence[str], _: Language) -> str:
    """A sentence that names what a chart leaves out because it is not known; empty when that is nothing."""
    if not names:
        return ""
    listed = [wrapped(name, width=60, lines=1) for name in names[:5]] + (["…"] if len(names) > 5 else [])
    return _("Not shown, since ratings are unknown: {names}.", names=", ".join(listed))


def layered(layers: Sequence[alt.Chart], *, height: float) -> alt.LayerChart:
    """The layers over each other, without those that have nothing to draw (their scales would be infinite)."""
    filled = [layer for layer in layers if len(layer.data)]  # type: ignore[arg-type]
    chart = alt.layer(*(filled or layers[:1])).properties(width=PLOT, height=height)
    assert isinstance(chart, alt.LayerChart)
    return chart


def with_likely(subtitle: str, likely: bool, _: Language) -> str:
    """A subtitle that says, if so, that of numbers with ranges the likely ones are shown."""
    return " ".join([subtitle, _("Shown: the most likely numbers.")]) if likely else subtitle


def finish(chart: Chart, _: Language, *, title: str, subtitle: str = "", details: Iterable[str] = ()) -> Chart:
    """Give a chart its title, its description for screen readers, fonts, and the reader's number signs."""
    described = ". ".join([title.rstrip("."), *details][:40])
    heading = alt.TitleParams(
        textwrap.wrap(title, 72) or [title], subtitle=textwrap.wrap(subtitle, 96) if subtitle else alt.Undefined
    )
    return (
        chart.properties(title=heading, description=described)
        .configure(
            font="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif",
            background=PAPER,
            locale=_.vega_locale,
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=TEXT,
            titleFontSize=TEXT,
            titleFontWeight="normal",
            labelColor=QUIET,
            titleColor=QUIET,
            gridColor=LINE,
            domainColor=LINE,
            tickColor=LINE,
            labelSeparation=8,
        )
        .configure_title(
            anchor="start",
            frame="bounds",
            fontSize=16,
            color=INK,
            subtitleColor=QUIET,
            subtitleFontSize=TEXT,
            offset=14,
            subtitlePadding=6,
            lineHeight=20,
            subtitleLineHeight=18,
        )
        .configure_legend(labelFontSize=TEXT, title=None, orient="top", labelColor=INK, labelLimit=240)
        .configure_text(fontSize=TEXT, color=INK, lineBreak="\n")
        .configure_bar(cornerRadius=1)
    )
