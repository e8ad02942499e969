"""Satisfaction, recommendation and the like: a row for each segment and offering, with its interval."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows
from cvtools.charts.theme import INK, OURS, OURS_MARK, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.measures import measure_word, measure_writer
from cvtools.language.text import share_word, short, wrapped
from cvtools.study.records import records

COLUMNS = ["segment", "segment_name", "offering_name", "ours", "n", "value", "low", "high"]


def measure_chart(
    measures: pd.DataFrame, *, confidence: float, language: str = "en", title: str = ""
) -> alt.TopLevelMixin:
    """One measure of several segments and offerings, with intervals: blue is ours.

    Parameters
    ----------
    measures
        One measure in one wave, as ``evidence.measures`` gives it, with names: ``measure``, ``segment``,
        ``segment_name``, ``offering_name``, ``ours``, ``n``, ``value``, ``low``, ``high``.
    confidence
        The share of what is plausible that an interval holds, 0 to 1.
    language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or there are several measures.
    """
    theme.need(measures, COLUMNS, one=["measure"])
    _ = language_of(language)
    measure = str(measures["measure"].iloc[0])
    write = measure_writer(measure, _)
    frame = measures.assign(
        row=_labels(measures),
        text=measures["value"].map(write),
        low=measures["low"].fillna(measures["value"]),
        high=measures["high"].fillna(measures["value"]),
    )
    frame["span"] = [f"{write(a)} – {write(b)}" for a, b in zip(measures["low"], measures["high"], strict=True)]
    rows = Rows(
        frame,
        axis=measure_axis(measure, _),
        scale=alt.Scale(zero=False, nice=True),
        tips={
            "segment_name": _("Segment"),
            "offering_name": _("Offering"),
            "text": measure_word(measure, _),
            "span": _("Interval"),
            "n": _("Answers"),
        },
    )
    colour = {"color": theme.either("datum.ours", OURS, RIVAL)}
    chart = rows.drawn(
        [
            rows.bars(frame, "low", "high", size=12, opacity=0.5, encode=colour),
            rows.diamonds(frame, "value", size=120, encode=colour),
            rows.texts(frame, "text", align="left", dx=10, color=INK),
        ]
    )
    reading, apart = _reading(frame, measure, _)
    explained = [_("Bar: {share} interval. Blue: our offering.", share=share_word(confidence, _))]
    if not apart:
        explained.append(_("The two intervals overlap, so the difference may be chance."))
    return theme.finish(
        chart,
        _,
        title=title or reading,
        subtitle=" ".join(explained),
        details=[
            f"{row['segment_name']}, {row['offering_name']}: {row['text']} ({row['span']})" for row in records(frame)
        ],
    )


def measure_axis(measure: str, _: Language) -> alt.Axis:
    """The axis of a measure: percentages, points of NPS, or the answers' own numbers."""
    if measure == "nps":
        return alt.Axis(title=measure_word(measure, _), tickCount=5, labelExpr="format(datum.value * 100, '.0f')")
    return alt.Axis(title=measure_word(measure, _), tickCount=5, format=".0%" if measure == "csat" else "~f")


def _labels(frame: pd.DataFrame) -> list[str]:
    """A row's label: the segment, and below it the offering where there are several; each row its own."""
    several = frame["offering_name"].nunique() > 1
    labels: list[str] = []
    for row in records(frame):
        parts = [row["segment_name"], row["offering_name"]] if several else [row["segment_name"]]
        label = "\n".join(wrapped(str(part), width=28, lines=1) for part in parts if part)
        label += OURS_MARK if row["ours"] else ""
        labels.append(f"{label} ({row['segment']})" if label in labels else label)
    return labels


def _reading(frame: pd.DataFrame, measure: str, _: Language) -> tuple[str, bool]:
    """What the picture says of our offering, or of the first there is; and whether its ends are clearly apart."""
    own = (
        frame[frame["ours"]] if frame["ours"].any() else frame[frame["offering_name"] == frame["offering_name"].iloc[0]]
    )
    known = own.dropna(subset=["value"]).sort_values("value", kind="stable")
    words = {"measure": measure_word(measure, _), "offering": short(str(own["offering_name"].iloc[0]))}
    if not words["offering"]:
        words["offering"] = _("all together")
    if known.empty:
        return _("{measure}, {offering}: nobody answered", **words), True
    low, high = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        segment = short(str(low["segment_name"]))
        return _("{measure}, {offering}: {value} of “{segment}”", value=low["text"], segment=segment, **words), True
    names = {"high": short(str(high["segment_name"])), "low": short(str(low["segment_name"]))}
    numbers = {"most": high["text"], "least": low["text"]}
    text = _(
        "{measure}, {offering}: highest with “{high}” ({most}), lowest with “{low}” ({least})",
        **words,
        **names,
        **numbers,
    )
    return text, bool(low["high"] < high["low"])
