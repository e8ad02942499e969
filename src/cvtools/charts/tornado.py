"""What moves a gap: one bar an uncertain number, the widest on top."""

from typing import Any

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows
from cvtools.charts.theme import INK, OURS, QUIET, RIVAL
from cvtools.language.labels import amounts_in
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.text import short, wrapped
from cvtools.study.records import records
from cvtools.study.rounding import rounding

_LETTER = 7.0
"""Pixels of a letter, about."""
_VISIBLE = 0.01
"""Bars that are thinner than this share of the widest are not drawn."""
_LEAST = 50
"""Pixels that bars need beside the numbers at their ends; on a narrower plot the tooltip and the table have these."""


def tornado_chart(
    swings: pd.DataFrame,
    *,
    unit: str,
    language: str = "en",
    title: str = "",
    most: int = 10,
    unknown: bool = False,
    every: bool = False,
) -> alt.TopLevelMixin:
    """How far each uncertain number alone moves one segment's gap, from its low to its high end.

    The line is the gap of the likely numbers; blue lies in our favour of it, grey in the rival's. At each end stands
    what the number is there.

    Parameters
    ----------
    swings
        ``labelled(tornado(study), study)`` of one segment, and what people read of a number: ``segment_name``,
        ``rival_name``, ``driver_name``, ``what`` (whose number it is), ``low_text``, ``high_text``; ``gap``,
        ``gap_at_low``, ``gap_at_high``, ``swing`` in the study's unit.
    unit, language, title
        As for every chart; see :mod:`cvtools.charts`.
    most
        How many numbers have a bar: those with the widest swings, if they can be seen beside the widest.
    unknown
        Whether some ratings are unknown, so that the line rests on the middle of their scales.
    every
        Whether the gap is to whichever of several alternatives is the best at each end, so that none is named.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment or rival.
    """
    theme.need(
        swings,
        ["driver_name", "what", "low_text", "high_text", "gap", "gap_at_low", "gap_at_high", "swing"],
        one=["segment_name", "rival_name"],
    )
    _ = language_of(language)
    widest = swings[swings["swing"] >= _VISIBLE * swings["swing"].max()].nlargest(most, "swing", keep="first")
    frame = _ends(widest, unit, _)
    word = theme.unit_word(unit, _)
    axis = _("gap to the best alternative ({unit})", unit=word) if every else _("gap ({unit})", unit=word)
    return theme.finish(
        _drawn(frame, axis, _),
        _,
        title=title or _reading(swings, _, every=every),
        subtitle=_explained(_, unknown=unknown),
        details=[f"{row['driver_name']}, {row['what']}: {row['tip']}" for row in records(frame)],
    )


def _explained(_: Language, *, unknown: bool) -> str:
    text = _(
        "Each bar: the gap when this number alone goes from its low to its high, which stand at its ends; it lies "
        "outside with a probability of 10% on each side. Line: the gap of the most likely numbers."
    )
    return text + " " + _("An unknown rating counts as the middle of its scale.") if unknown else text


def _ends(swings: pd.DataFrame, unit: str, _: Language) -> pd.DataFrame:
    """One line a bar: from ``left`` to ``right``, and what the number is at each of them."""
    frame = swings.reset_index(drop=True)
    rows: list[str] = []
    for name, what in zip(frame["driver_name"], frame["what"], strict=True):
        row = f"{wrapped(name)}\n{wrapped(what, lines=1)}"
        while row in rows:
            row += "\u2063"
        rows.append(row)
    rising = frame["gap_at_low"] <= frame["gap_at_high"]
    ends = frame[["gap_at_low", "gap_at_high"]]
    write = amounts_in(unit, _, ends, signed=True)
    texts = {"low": frame["low_text"], "high": frame["high_text"], **{name: ends[name].map(write) for name in ends}}
    lines: Any = pd.DataFrame(texts).to_dict("records")
    return frame.assign(
        row=rows,
        left=frame[["gap", *ends]].min(axis=1),
        right=frame[["gap", *ends]].max(axis=1),
        left_text=frame["low_text"].where(rising, frame["high_text"]),
        right_text=frame["high_text"].where(rising, frame["low_text"]),
        tip=[_("{low}: {gap_at_low}; {high}: {gap_at_high}", **line) for line in lines],
    )


def _drawn(frame: pd.DataFrame, title: str, _: Language) -> alt.LayerChart:
    longest = max(frame["left_text"].str.len().max(), frame["right_text"].str.len().max())
    letters = min(14 + _LETTER * longest, 120)
    narrow = f"width < {2 * letters + _LEAST:.0f}"
    room = alt.ExprRef(f"{narrow} ? 4 : {letters:.0f}")
    rows = Rows(
        frame,
        axis=alt.Axis(title=title, tickCount=5),
        scale=alt.Scale(padding=room, nice=False, zero=False),
        tips={"driver_name": _("Driver"), "what": _("Number"), "tip": _("Gap")},
    )
    shown = {"opacity": theme.visible(f"!({narrow})")}
    zero = pd.DataFrame({"zero": [0.0] if frame["left"].min() <= 0 <= frame["right"].max() else []})
    layers = [
        alt.Chart(zero).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(rows.across("zero")),
        rows.bars(frame[frame["left"] < frame["gap"]], "left", "gap", color=RIVAL),
        rows.bars(frame[frame["right"] > frame["gap"]], "gap", "right", color=OURS),
        alt.Chart(frame.iloc[:1]).mark_rule(color=INK, strokeWidth=1.5).encode(rows.across("gap")),
        *rows.edged(frame, "left_text", at="left", align="right", dx=-6, encode=shown),
        *rows.edged(frame, "right_text", at="right", align="left", dx=6, encode=shown),
    ]
    three = any(row.count("\n") > 1 for row in rows.labels)  # lines: two, or three where a name needs two
    return theme.layered(layers, height=len(rows.labels) * (52 if three else 38))


def _reading(swings: pd.DataFrame, _: Language, *, every: bool) -> str:
    noise = rounding(swings["gap"])
    ends = swings[["gap_at_low", "gap_at_high", "gap"]]
    turning = int(((ends.min(axis=1) < -noise) & (ends.max(axis=1) > noise)).sum())
    names = {"segment": short(swings["segment_name"].iloc[0])}
    if every:
        if not turning:
            return _("No single number, within its range, changes whether we are the best for “{segment}”", **names)
        if turning == 1:
            return _(
                "One number alone could, within its range, change whether we are the best for “{segment}”", **names
            )
        return _.plural(
            "{n} number alone could, within its range, change whether we are the best for “{segment}”",
            "{n} numbers could, each alone and within its range, change whether we are the best for “{segment}”",
            turning,
            **names,
        )
    names["rival"] = short(swings["rival_name"].iloc[0])
    if not turning:
        return _("No single number, within its range, changes whether we or “{rival}” give “{segment}” more", **names)
    if turning == 1:
        return _(
            "One number alone could, within its range, change whether we or “{rival}” give “{segment}” more", **names
        )
    return _.plural(
        "{n} number alone could, within its range, change whether we or “{rival}” give “{segment}” more",
        "{n} numbers could, each alone and within its range, change whether we or “{rival}” give “{segment}” more",
        turning,
        **names,
    )
