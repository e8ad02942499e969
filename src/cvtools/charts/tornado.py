"""What moves a gap: one bar an uncertain number, the widest on top."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, OURS, PAPER, QUIET, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.text import short, wrapped

_BAR = 15
_LETTER = 7.0
"""Pixels of a letter, about."""
_VISIBLE = 0.01
"""Bars that are thinner than this share of the widest are not drawn."""
_NARROW = 300
"""On a plot narrower than this the ends have no numbers; the tooltip and the table have them."""


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
    unit
        ``points`` or a currency.
    language
        The reader's: ``en``, ``nb`` or ``hr``.
    title
        Instead of the sentence that states the reading.
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
        "segment_name",
        "rival_name",
        "driver_name",
        "what",
        "low_text",
        "high_text",
        "gap",
        "gap_at_low",
        "gap_at_high",
        "swing",
    )
    theme.only_one(swings, "segment_name")
    theme.only_one(swings, "rival_name")
    _ = language_of(language)
    widest = swings[swings["swing"] >= _VISIBLE * swings["swing"].max()].nlargest(most, "swing", keep="first")
    frame = _ends(widest, unit, _)
    return theme.finish(
        theme.layered(_layers(frame, _axis_title(unit, _, every=every), _), height=_height(list(frame["row"]))),
        _,
        title=title or _reading(swings, _, every=every),
        subtitle=_explained(_, unknown=unknown),
        details=[f"{row.driver_name}, {row.what}: {row.tip}" for row in frame.itertuples()],
    )


def _height(rows: list[str]) -> int:
    """Pixels for so many rows of two lines, or of three where a name needs two."""
    return len(rows) * (52 if any(row.count("\n") > 1 for row in rows) else 38)


def _explained(_: Language, *, unknown: bool) -> str:
    text = _(
        "Each bar: the gap when this number alone goes from its low end to its high end; it lies outside with a "
        "probability of 10% on each side. Line: the gap of the most likely numbers."
    )
    return text + " " + _("An unknown rating counts as the middle of its scale.") if unknown else text


def _ends(swings: pd.DataFrame, unit: str, _: Language) -> pd.DataFrame:
    frame = swings.reset_index(drop=True)
    rows: list[str] = []
    for name, what in zip(frame["driver_name"], frame["what"], strict=True):
        row = f"{wrapped(name)}\n{wrapped(what, lines=1)}"
        while row in rows:
            row += "\u2063"
        rows.append(row)
    rising = frame["gap_at_low"] <= frame["gap_at_high"]
    write = theme.amounts(frame, ["gap_at_low", "gap_at_high"], unit, _, signed=True)
    ends = frame[["gap_at_low", "gap_at_high", "gap"]]
    return frame.assign(
        row=rows,
        left=ends.min(axis=1),
        right=ends.max(axis=1),
        left_text=frame["low_text"].where(rising, frame["high_text"]),
        right_text=frame["high_text"].where(rising, frame["low_text"]),
        tip=[
            _(
                "{low}: {gap_at_low}; {high}: {gap_at_high}",
                low=low,
                high=high,
                gap_at_low=write(a),
                gap_at_high=write(b),
            )
            for low, high, a, b in zip(
                frame["low_text"], frame["high_text"], frame["gap_at_low"], frame["gap_at_high"], strict=True
            )
        ],
    )


def _axis_title(unit: str, _: Language, *, every: bool) -> str:
    word = theme.unit_word(unit, _)
    return _("gap to the best alternative ({unit})", unit=word) if every else _("gap ({unit})", unit=word)


def _layers(frame: pd.DataFrame, title: str, _: Language) -> list[alt.Chart]:
    y = theme.rows_of(frame["row"])
    longest = max(frame["left_text"].str.len().max(), frame["right_text"].str.len().max())
    room = alt.ExprRef(f"width < {_NARROW} ? 4 : {min(14 + _LETTER * longest, 120):.0f}")
    scale = alt.Scale(padding=room, nice=False, zero=False)
    axis = alt.Axis(title=title, tickCount=5)
    tips = [
        alt.Tooltip("driver_name:N", title=_("Driver")),
        alt.Tooltip("what:N", title=_("Number")),
        alt.Tooltip("tip:N", title=_("Gap")),
    ]
    shown = alt.when(f"width < {_NARROW}").then(alt.value(0)).otherwise(alt.value(1))

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    def bar(part: pd.DataFrame, start: str, end: str, colour: str) -> alt.Chart:
        return alt.Chart(part).mark_bar(size=_BAR, color=colour).encode(across(start), y, x2=end, tooltip=tips)

    def texts(side: str, align: str, dx: int) -> list[alt.Chart]:
        """The numbers, each on a pale edge of its own, so that no line strikes them through."""
        marks = [
            alt.Chart(frame).mark_text(align=align, dx=dx, **edge)  # type: ignore[arg-type]
            for edge in ({"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}, {})
        ]
        return [mark.encode(across(side), y, text=f"{side}_text:N", opacity=shown) for mark in marks]

    base = frame.iloc[:1]
    zero = pd.DataFrame({"zero": [0.0] if frame["left"].min() <= 0 <= frame["right"].max() else []})
    return [
        alt.Chart(zero).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(across("zero")),
        bar(frame[frame["left"] < frame["gap"]], "left", "gap", RIVAL),
        bar(frame[frame["right"] > frame["gap"]], "gap", "right", OURS),
        alt.Chart(base).mark_rule(color=INK, strokeWidth=1.5).encode(across("gap")),
        *texts("left", "right", -6),
        *texts("right", "left", 6),
    ]


def _reading(swings: pd.DataFrame, _: Language, *, every: bool) -> str:
    noise = 1e-9 * (1 + swings["gap"].abs().max())
    ends = swings[["gap_at_low", "gap_at_high", "gap"]]
    turning = int(((ends.min(axis=1) < -noise) & (ends.max(axis=1) > noise)).sum())
    names = {"segment": short(swings["segment_name"].iloc[0])}
    if every:
        if not turning:
            return _("Within its range, no single number changes whether we give “{segment}” the most", **names)
        return _.plural(
            "{n} number alone could, within its range, change whether we give “{segment}” the most",
            "{n} numbers could, each alone and within its range, change whether we give “{segment}” the most",
            turning,
            **names,
        )
    names["rival"] = short(swings["rival_name"].iloc[0])
    if not turning:
        return _("Within its range, no single number changes whether we or {rival} give “{segment}” more", **names)
    return _.plural(
        "{n} number alone could, within its range, change whether we or {rival} give “{segment}” more",
        "{n} numbers could, each alone and within its range, change whether we or {rival} give “{segment}” more",
        turning,
        **names,
    )
