"""A measure over time: a line an offering, with its interval, and whether our change is more than chance."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.measures import measure_axis
from cvtools.charts.theme import OURS, PAPER, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.measures import measure_word, measure_writer
from cvtools.language.text import share_word, short
from cvtools.study.records import records

_CHANCE = 0.05


def wave_chart(
    waves: pd.DataFrame, *, confidence: float, p: float, language: str = "en", title: str = ""
) -> alt.TopLevelMixin:
    """One measure of one segment from wave to wave: ours is blue.

    Parameters
    ----------
    waves
        One measure of one segment, as ``evidence.measures`` gives it, with names: ``measure``, ``segment_name``,
        ``offering``, ``offering_name``, ``ours``, ``wave``, ``value``, ``low``, ``high``.
    confidence
        The share of what is plausible that an interval holds, 0 to 1.
    p
        How probable a change of our measure as large as that from the first wave to the last is by chance alone.
    language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or there are several measures or segments.
    """
    columns = ["offering", "offering_name", "ours", "wave", "value", "low", "high"]
    theme.need(waves, columns, one=["measure", "segment_name"])
    _ = language_of(language)
    measure = str(waves["measure"].iloc[0])
    write = measure_writer(measure, _)
    frame = waves.sort_values("wave", kind="stable")
    frame = frame.assign(text=frame["value"].map(write))
    frame["span"] = [f"{write(a)} – {write(b)}" for a, b in zip(frame["low"], frame["high"], strict=True)]
    tips = {"offering_name": _("Offering"), "wave": _("Wave"), "text": measure_word(measure, _), "span": _("Interval")}
    return theme.finish(
        _drawn(frame, measure, tips, _),
        _,
        title=title or _reading(frame, measure, p, _),
        subtitle=_("Bars: {share} intervals. Blue: our offering.", share=share_word(confidence, _)),
        details=[f"{row['offering_name']}, {row['wave']}: {row['text']} ({row['span']})" for row in records(frame)],
    )


def _drawn(frame: pd.DataFrame, measure: str, tips: dict[str, str], _: Language) -> alt.TopLevelMixin:
    x = alt.X("wave:O", title=None, axis=alt.Axis(labelAngle=0), sort=None)
    scale = alt.Scale(zero=False, nice=True)
    colour, lines = theme.either("datum.ours", OURS, RIVAL), alt.Detail("offering:N")

    def up(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=measure_axis(measure, _), scale=scale)

    base, last = alt.Chart(frame), frame[frame["wave"] == frame["wave"].iloc[-1]]
    layers = [
        base.mark_line(strokeWidth=2).encode(x, up("value"), lines, color=colour),
        base.mark_rule(strokeWidth=6, opacity=0.4).encode(x, up("low"), y2=alt.Y2("high"), color=colour),
        base.mark_point(size=90, filled=True, opacity=1, stroke=PAPER).encode(
            x, up("value"), color=colour, tooltip=theme.tips(tips)
        ),
        alt.Chart(last)
        .mark_text(align="left", dx=12)
        .encode(x, up("value"), text=alt.Text("offering_name:N"), color=colour),
    ]
    return theme.layered(layers, height=260)


def _reading(frame: pd.DataFrame, measure: str, p: float, _: Language) -> str:
    own = frame[frame["ours"]] if frame["ours"].any() else frame[frame["offering"] == frame["offering"].iloc[0]]
    first, last = own.iloc[0], own.iloc[-1]
    words = {
        "measure": measure_word(measure, _),
        "segment": short(str(first["segment_name"])),
        "before": first["text"],
        "after": last["text"],
    }
    if first["wave"] == last["wave"]:
        return _("{measure}, “{segment}”: {after}; one wave says nothing of a change", **words)
    if p < _CHANCE:
        return _("{measure}, “{segment}”: from {before} to {after}, more than chance", **words)
    return _("{measure}, “{segment}”: from {before} to {after}, which may be chance", **words)
