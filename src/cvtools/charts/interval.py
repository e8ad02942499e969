"""How sure: one row a thing, the likely number as a diamond, the interval as a bar."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, OURS, PAPER, QUIET, RIVAL
from cvtools.language.language import Language, digits_for
from cvtools.language.language import language as language_of
from cvtools.language.text import chance, share_word, short

_EVERY = "*"
_BAR = 13
_LETTER = 7.4
"""Pixels of a letter, about."""


def gap_interval_chart(
    gaps: pd.DataFrame, *, unit: str, confidence: float, language: str = "en", title: str = "", clear: bool = True
) -> alt.TopLevelMixin:
    """How far we are ahead of each rival of one segment and of the best of them, and how surely.

    Blue is in our favour, grey in theirs. Where a rating is unknown there is no likely gap, only the interval.

    Parameters
    ----------
    gaps
        ``labelled(gap_intervals(simulation), study)`` of one segment: ``segment_name``, ``offering_name``, ``rival``
        (``*``: the best of them), ``rival_name``, ``gap_low``, ``gap``, ``gap_high``, ``mean`` (positive: we give
        more, in the study's unit), ``p_win`` (0 to 1).
    unit
        ``points`` or a currency.
    confidence
        The share of what is plausible that an interval holds, 0 to 1.
    language
        The reader's: ``en``, ``nb`` or ``hr``.
    title
        Instead of the sentence that states the reading.
    clear
        ``False`` where it is known from elsewhere that no winner is clear: then none is named.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(
        gaps,
        "segment_name",
        "offering_name",
        "rival",
        "rival_name",
        "gap_low",
        "gap",
        "gap_high",
        "mean",
        "p_win",
    )
    theme.only_one(gaps, "segment_name")
    _ = language_of(language)
    every = gaps["rival"] == _EVERY
    frame = gaps[~every].sort_values("mean", kind="stable")
    if len(frame) > 1:  # against one rival, the best of them is that rival
        best = gaps[every].assign(rival_name=_("The best of them") + theme.TOTAL_MARK)
        frame = pd.concat([best, frame])
    frame = frame.rename(columns={"gap_low": "low", "gap": "likely", "gap_high": "high"}).reset_index(drop=True)
    labels = theme.row_labels(frame, "rival")
    frame = _texts(frame.assign(row=frame["rival"].map(labels), chance=frame["p_win"]), unit, _, signed=True)
    bars = [
        (frame[frame["low"] < 0].assign(to=lambda f: f["high"].clip(upper=0)), "low", "to", RIVAL),
        (frame[frame["high"] > 0].assign(to=lambda f: f["low"].clip(lower=0)), "to", "high", OURS),
    ]
    tips = [
        alt.Tooltip("rival_name:N", title=_("Alternative")),
        alt.Tooltip("text:N", title=_("Likely gap")),
        alt.Tooltip("ends:N", title=_("Interval")),
        alt.Tooltip("chance_text:N", title=_("We give more")),
    ]
    axis = _("gap ({unit})", unit=theme.unit_word(unit, _))
    heads = _("likely"), _("we lead")
    chart = _chart(frame, bars, list(labels.values()), tips, axis, heads=heads, zero=True)
    return theme.finish(
        chart,
        _,
        title=title or _gap_reading(frame, unit, _, clear=clear),
        subtitle=_explained(frame, confidence, _, _("Blue: in our favour. Grey: in theirs.")),
        details=[f"{row.rival_name}: {row.ends}, {row.chance_text}" for row in frame.itertuples()],
    )


def value_interval_chart(
    values: pd.DataFrame, *, unit: str, confidence: float, language: str = "en", title: str = "", clear: bool = True
) -> alt.TopLevelMixin:
    """What each offering is worth to one segment, and how surely.

    Parameters
    ----------
    values
        ``labelled(robustness(simulation), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``,
        ``ours``, ``value_low``, ``value``, ``value_high`` in the study's unit, ``p_best`` (0 to 1).
    unit, confidence, language, title, clear
        As for :func:`gap_interval_chart`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(
        values, "segment_name", "offering", "offering_name", "ours", "value_low", "value", "value_high", "p_best"
    )
    theme.only_one(values, "segment_name")
    _ = language_of(language)
    frame = values.rename(columns={"value_low": "low", "value": "likely", "value_high": "high"})
    frame["middle"] = frame["likely"].fillna((frame["low"] + frame["high"]) / 2)
    frame = frame.sort_values("middle", ascending=False, kind="stable", ignore_index=True)
    labels = theme.row_labels(frame, "offering")
    frame = _texts(frame.assign(row=frame["offering"].map(labels), chance=frame["p_best"]), unit, _)
    bars = [(frame[frame["ours"] == own], "low", "high", OURS if own else RIVAL) for own in (True, False)]
    tips = [
        alt.Tooltip("offering_name:N", title=_("Offering")),
        alt.Tooltip("text:N", title=_("Likely value")),
        alt.Tooltip("ends:N", title=_("Interval")),
        alt.Tooltip("chance_text:N", title=_("Gives the most")),
    ]
    axis = _("value ({unit})", unit=theme.unit_word(unit, _))
    heads = _("likely"), _("leads")
    chart = _chart(frame, bars, list(labels.values()), tips, axis, heads=heads, zero=False)
    return theme.finish(
        chart,
        _,
        title=title or value_reading(frame, confidence, _, clear=clear),
        subtitle=_explained(frame, confidence, _),
        details=[f"{row.offering_name}: {row.ends}, {row.chance_text}" for row in frame.itertuples()],
    )


def _texts(frame: pd.DataFrame, unit: str, _: Language, *, signed: bool = False) -> pd.DataFrame:
    write = theme.amounts(frame, ["low", "likely", "high"], unit, _, signed=signed)
    return frame.assign(
        text=[write(x) if x == x else "?" for x in frame["likely"]],
        ends=[write(low, high) for low, high in zip(frame["low"], frame["high"], strict=True)],
        chance_text=[chance(p, _) for p in frame["chance"]],
    )


def _chart(
    frame: pd.DataFrame,
    bars: list[tuple[pd.DataFrame, str, str, str]],
    labels: list[str],
    tips: list[alt.Tooltip],
    title: str,
    *,
    heads: tuple[str, str],
    zero: bool,
) -> alt.LayerChart:
    y, axis = theme.rows_of(labels), alt.Axis(title=title, tickCount=5)
    numbers = [*frame["low"], *frame["high"], *frame["likely"].dropna(), *([0.0] if zero else [])]
    room = 0.04 * (max(numbers) - min(numbers)) or 0.1 * abs(max(numbers)) or 1.0
    scale = alt.Scale(domain=[min(numbers) - room, max(numbers) + room], nice=False, zero=False)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    columns: list[alt.Chart] = []
    right = 12.0
    shown = ["text"] if theme.fixed(frame, "low", "high") else ["text", "chance_text"]
    for field, head in zip(shown, heads, strict=False):
        weight, colour = ("bold", INK) if field == "text" else ("normal", QUIET)
        over = len(head) if columns else 0  # the first heading may reach over the plot, where there is nothing
        right += _LETTER * max(int(frame[field].str.len().max()), over)
        texts = alt.Chart(frame).mark_text(align="right", dx=right, fontWeight=weight, color=colour)
        above = alt.Chart(frame.iloc[:1].assign(head=head)).mark_text(align="right", dx=right, color=QUIET)
        columns += [
            texts.encode(y, x=alt.value("width"), text=f"{field}:N"),
            above.encode(x=alt.value("width"), y=alt.value(-9), text="head:N"),
        ]
        right += 14

    layers = [
        alt.Chart(part).mark_bar(size=_BAR, color=colour, opacity=0.55).encode(across(start), y, x2=end, tooltip=tips)
        for part, start, end, colour in bars
    ]
    if zero:
        layers.append(alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET).encode(across("zero")))
    layers += [
        alt.Chart(frame.dropna(subset=["likely"]))
        .mark_point(shape="diamond", size=130, filled=True, opacity=1, color=INK, stroke=PAPER, strokeWidth=1.5)
        .encode(across("likely"), y, tooltip=tips),
        *columns,
    ]
    return theme.layered(layers, height=theme.height_of(labels))


def _explained(frame: pd.DataFrame, confidence: float, _: Language, colours: str = "") -> str:
    if theme.fixed(frame, "low", "high"):
        return theme.not_said(_)
    bar = _("Bar: {share} interval. Diamond: the most likely numbers.", share=share_word(confidence, _))
    unknown = _("“?”: ratings are unknown.") if frame["likely"].isna().any() else ""
    return " ".join(filter(None, (bar, unknown, colours)))


def _noise(frame: pd.DataFrame) -> float:
    return 1e-9 * (1 + float(frame[["low", "high"]].abs().to_numpy().max()))


def _gap_reading(frame: pd.DataFrame, unit: str, _: Language, *, clear: bool) -> str:
    row, noise = frame.iloc[0], _noise(frame)
    alone = len(frame) == 1
    names = {"ours": short(row["offering_name"]), "segment": short(row["segment_name"])}
    if alone:
        names["rival"] = short(row["rival_name"])
    if abs(row["low"]) <= noise and abs(row["high"]) <= noise:
        return (
            _("{ours} and {rival} give “{segment}” the same", **names)
            if alone
            else _("{ours} gives “{segment}” as much as the best alternative", **names)
        )
    if row["low"] <= 0 <= row["high"] or (row["low"] > 0 and not clear):
        return _(
            "No clear winner for “{segment}”: that {offering} gives the most has a probability of {chance}",
            offering=names["ours"],
            segment=names["segment"],
            chance=_.probability(row["chance"]),
        )
    digits = digits_for(frame[["low", "high"]].to_numpy().ravel())
    near, far = sorted(abs(x) for x in (row["low"], row["high"]))
    first, last = _.amount(near, unit, digits=digits), _.amount(far, unit, digits=digits)
    names["gap"] = _.measure(far, unit, digits=digits)
    if first != last:
        names["gap"] = _("from {low} to {high}", low=first, high=names["gap"])
    if row["low"] > 0:
        return (
            _("{ours} gives “{segment}” {gap} more than {rival}", **names)
            if alone
            else _("{ours} gives “{segment}” {gap} more than the best alternative", **names)
        )
    return (
        _("{ours} gives “{segment}” {gap} less than {rival}", **names)
        if alone
        else _("{ours} gives “{segment}” {gap} less than the best alternative", **names)
    )


def value_reading(frame: pd.DataFrame, confidence: float, _: Language, *, clear: bool) -> str:
    """Who gives one segment the most, if that is sure enough: what is left to doubt is a tail of the interval."""
    first = frame.sort_values("p_best", ascending=False, kind="stable").iloc[0]
    names = {"offering": short(first["offering_name"]), "segment": short(first["segment_name"])}
    if theme.fixed(frame, "low", "high") and first["p_best"] < 1:
        return _("Several offerings give “{segment}” the most", **names)
    if clear and first["p_best"] == 1:
        return _("{offering} gives “{segment}” the most", **names)
    names["chance"] = _.probability(first["p_best"])
    if clear and first["p_best"] >= (1 + confidence) / 2:
        return _("{offering} gives “{segment}” the most, with a probability of {chance}", **names)
    return _("No clear winner for “{segment}”: that {offering} gives the most has a probability of {chance}", **names)
