"""What all charts share: the one colour table, checks of a frame, names that fit, and the finishing touch."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, ClassVar, TypeVar

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cvtools.language.language import Language
from cvtools.language.rounded import MILLION
from cvtools.language.text import wrapped
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.rounding import rounding
from cvtools.study.schema import POINTS
from cvtools.study.wording import N_

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
OURS_MARK, TOTAL_MARK = "\u2063", "\u2064"
"""Invisible letters at the end of a label, by which the axis knows our offering and a total.

So no name becomes part of an expression.
"""

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)


def need(frame: pd.DataFrame, columns: Sequence[str], *, one: Sequence[str] = ()) -> None:
    """Refuse a frame that lacks a column, has no rows, or several values where a chart shows ``one`` only.

    Raises
    ------
    StudyError
        Naming every column that is missing, or the values there are.
    """
    missing = [column for column in (*one, *columns) if column not in frame]
    if missing:
        code = N_("the frame has no column {columns}")
        if any(name.endswith("_name") or name == "ours" for name in missing):
            code = N_("the frame has no column {columns} (analysis.named adds the names)")
        near, fields = nearest(missing[0], [str(column) for column in frame]), {"columns": ", ".join(missing)}
        raise StudyError("chart", [Problem("chart", code=code, meant=near, fields=fields)])
    if frame.empty:
        raise StudyError("chart", N_("the frame has no rows; is there such a segment?"))
    for column in one:
        values = list(frame[column].unique())
        if len(values) > 1:
            message = N_("this chart shows one {column}; the frame has {values}")
            raise StudyError("chart", message, column=column, values=", ".join(values[:8]))


def row_labels(frame: pd.DataFrame, thing: str, *, width: int = 30) -> dict[str, str]:
    """A label of at most two lines for each id: distinct even where names are not, and with our offering marked."""
    ours = frame["ours"] if thing == "offering" and "ours" in frame else [False] * len(frame)
    labels: dict[str, str] = {}
    for identifier, name, mine in zip(frame[thing], frame[f"{thing}_name"], ours, strict=True):
        if identifier in labels:
            continue
        label = wrapped(name, width=width) + (OURS_MARK if mine else "")
        labels[identifier] = f"{label} ({identifier})" if label in labels.values() else label
    return labels


class Once(alt.SchemaBase):
    """A part that Altair makes plain data of once, however many layers or charts it is in."""

    _schema: ClassVar[dict[str, Any]] = {"type": "object"}
    _class_is_valid_at_instantiation = False

    def __init__(self, part: alt.SchemaBase) -> None:
        super().__init__(part=part)

    @cached_property
    def _plain(self) -> Any:
        return self.part.to_dict(validate=False)

    def to_dict(self, *_: object, **__: object) -> Any:
        """The part as plain data, which nobody may change."""
        return self._plain


def tips(titles: Mapping[str, str]) -> Any:
    """The tooltip: a line for each of these columns, with its title."""
    return [Once(alt.Tooltip(f"{column}:N", title=title)) for column, title in titles.items()]


def across(field: str, *, axis: alt.Axis, scale: alt.Scale) -> alt.X:
    """A horizontal channel for many layers."""
    return alt.X(field, axis=Once(axis), scale=Once(scale))  # type: ignore[arg-type]


def up(field: str, *, axis: alt.Axis, scale: alt.Scale, **more: Any) -> alt.Y:
    """A vertical channel for many layers."""
    return alt.Y(field, axis=Once(axis), scale=Once(scale), **more)  # type: ignore[arg-type]


def either(test: str, then: str, otherwise: str) -> alt.ColorValue:
    """One colour where a row passes a test, another one where not."""
    return alt.ColorValue(otherwise, condition=_given(test, then))


def visible(test: str) -> alt.OpacityValue:
    """Seen only where a row passes a test."""
    return alt.OpacityValue(0, condition=_given(test, 1))


def _given(test: str, value: str | int) -> Any:
    # A channel of its own class: what `alt.when` and `alt.value` make takes Altair long to recognise.
    return {"test": test, "value": value}


def unit_word(unit: str, _: Language) -> str:
    """What an axis says of its unit."""
    return _("points") if unit == POINTS else unit


def amount_axis(title: str, numbers: ArrayLike, unit: str, _: Language, **given: Any) -> alt.Axis:
    """An axis of amounts; money of millions is counted in millions, and the ``title``'s ``{unit}`` says so."""
    largest = float(np.nanmax(np.abs(np.asarray(numbers, float)), initial=0.0))
    if unit == POINTS or largest < 2 * MILLION:
        return alt.Axis(title=title.format(unit=unit_word(unit, _)), tickCount=6, **given)
    words = title.format(unit=_("{currency} million", currency=unit))
    return alt.Axis(title=words, tickCount=6, labelExpr="format(datum.value / 1e6, '~f')", **given)


def fixed(frame: pd.DataFrame, low: str, high: str) -> bool:
    """Whether no interval of a frame has a width, but for rounding."""
    return bool((frame[high] - frame[low] <= rounding(frame[[low, high]])).all())


def not_said(_: Language) -> str:
    """What a picture of certainty says where there is none to show."""
    return _("No number here has a range, so the study does not say how sure this is.")


def with_middle(subtitle: str, known: bool, _: Language) -> str:
    """Add to a subtitle what ≈ means, where not all is known."""
    return subtitle if known else subtitle + " " + _("≈: unknown ratings, at the middle of their scales.")


def unknown_in_the_middle(_: Language) -> str:
    """What a picture says where unknown ratings are in it."""
    return _("≈ and hatched: unknown ratings, at the middle of their scales.")


def with_not_shown(subtitle: str, names: Sequence[str], _: Language) -> str:
    """A subtitle that names what a chart leaves out because it is not known, if anything."""
    if not names:
        return subtitle
    listed = [wrapped(name, width=60, lines=1) for name in names[:5]] + (["…"] if len(names) > 5 else [])
    return f"{subtitle} {_('Not shown, since ratings are unknown: {names}.', names=', '.join(listed))}"


def with_likely(subtitle: str, likely: bool, _: Language) -> str:
    """A subtitle that says, if so, that of numbers with ranges the likely ones are shown."""
    return " ".join([subtitle, _("Shown: the most likely numbers.")]) if likely else subtitle


class Layers(alt.LayerChart):
    """Layers over each other that have no parameters: Altair would copy them all four times, looking for some."""

    def __init__(self, data: Any = alt.Undefined, layer: Sequence[Any] = (), **more: Any) -> None:
        alt.TopLevelLayerSpec.__init__(self, data=data, layer=list(layer), **more)


def layered(layers: Sequence[alt.Chart], *, height: float, width: float = PLOT) -> alt.LayerChart:
    """The layers over each other, without those that have nothing to draw (their scales would be infinite)."""
    filled = [layer for layer in layers if len(layer.data)]  # type: ignore[arg-type]
    chart = Layers(layer=filled or layers[:1])
    chart.width, chart.height = width, height  # `properties` would copy the whole chart, here and below
    return chart


def finish(chart: Chart, _: Language, *, title: str, subtitle: str = "", details: Iterable[str] = ()) -> Chart:
    """Give a new chart its title, its description for screen readers, fonts, and the reader's number signs."""
    heading = alt.TitleParams(
        textwrap.wrap(title, 62) or [title], subtitle=textwrap.wrap(subtitle, 84) if subtitle else alt.Undefined
    )
    made: Any = chart
    made.title, made.description = heading, ". ".join([title.rstrip("."), *details][:40])
    made.config = config(_)
    return chart


@cache
def config(_: Language) -> Any:
    """Fonts, colours and number signs that every chart has."""
    settings = alt.Config(
        aria=False,  # the chart's description tells it, in the reader's language; its parts are named in English only
        font="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif",
        background=PAPER,
        locale=_.vega_locale,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=TEXT,
            titleFontSize=TEXT,
            titleFontWeight="normal",
            labelColor=QUIET,
            titleColor=QUIET,
            gridColor=LINE,
            domainColor=LINE,
            tickColor=LINE,
            labelSeparation=8,
        ),
        title=alt.TitleConfig(
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
        ),
        legend=alt.LegendConfig(labelFontSize=TEXT, title=None, orient="top", labelColor=INK, labelLimit=240),
        text=alt.MarkConfig(fontSize=TEXT, color=INK, lineBreak="\n"),
        bar=alt.BarConfig(cornerRadius=1),
    )
    return Once(settings)
