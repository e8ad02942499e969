"""Why two segments get different value out of one offering: they weigh otherwise, or rate otherwise."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, PAPER, QUIET
from cvtools.language.language import Language, digits_for
from cvtools.language.language import language as language_of
from cvtools.language.text import short

_TOTAL, _REST = "\u2063total", "\u2063rest"  # no driver's id
_PARTS = ("weight_effect", "rating_effect")
_BAR = 10
_APART = 6


def decomposition_chart(
    effects: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", most: int = 12
) -> alt.TopLevelMixin:
    """For each driver, what other weights and what other ratings do to the difference between two segments.

    A filled bar is the effect of the weights, an outlined one that of the ratings; the number is their sum.

    Parameters
    ----------
    effects
        ``labelled(segment_gap(study, a, b), study)`` with ``against_name``: ``segment_name``, ``against_name``,
        ``offering_name``, ``driver``, ``driver_name``, ``weight_effect``, ``rating_effect``, ``gap`` (positive: the
        first segment gets more), in the study's unit; ``NaN`` where a rating is unknown.
    unit
        ``points`` or a currency.
    language
        The reader's: ``en``, ``nb`` or ``hr``.
    title
        Instead of the sentence that states the reading.
    most
        How many drivers have bars of their own; the smallest others share theirs.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(effects, "segment_name", "against_name", "offering_name", "driver", "driver_name", *_PARTS, "gap")
    theme.only_one(effects, "segment_name")
    theme.only_one(effects, "against_name")
    _ = language_of(language)
    frame = _rows(effects, most, _)
    labels = theme.row_labels(frame, "driver")
    write = theme.amounts(frame, [*_PARTS, "gap"], unit, _, signed=True)
    frame = frame.assign(
        row=frame["driver"].map(labels),
        **{f"{name}_text": [write(x) if x == x else "?" for x in frame[name]] for name in (*_PARTS, "gap")},
    )
    chart = theme.layered(
        _layers(frame, list(labels.values()), unit, _), height=theme.height_of(list(labels.values()), row=34)
    )
    names = {"a": short(effects["segment_name"].iloc[0]), "b": short(effects["against_name"].iloc[0])}
    return theme.finish(
        chart,
        _,
        title=title or _reading(effects, frame, unit, _, names),
        subtitle=_(
            "Filled bar: they weigh it differently. Outlined bar: they rate it differently. Number: both together. "
            "Other anchors would give other numbers: read them as a hint, not as an amount."
        ),
        details=[
            f"{row.driver_name}: {row.weight_effect_text}, {row.rating_effect_text}" for row in frame.itertuples()
        ],
    )


def _rows(effects: pd.DataFrame, most: int, _: Language) -> pd.DataFrame:
    """Drivers by the size of what they do, those not known last, and the sum of all."""
    parts = [*_PARTS, "gap"]
    frame = effects[["driver", "driver_name", *parts]].copy()
    size = frame[list(_PARTS)].abs().max(axis=1).fillna(0)
    order = size.sort_values(ascending=False, kind="stable").index
    own = frame.loc[order]
    if len(frame) > most:
        own, rest = own.iloc[: most - 1], own.iloc[most - 1 :]
        name = _.plural("{n} other driver", "{n} other drivers", len(rest))
        last = pd.DataFrame([{"driver": _REST, "driver_name": name, **rest[parts].sum(skipna=False)}])
        own = pd.concat([own, last])
    total = {"driver": _TOTAL, "driver_name": _("All together") + theme.TOTAL_MARK, **frame[parts].sum(skipna=False)}
    return pd.concat([own, pd.DataFrame([total])], ignore_index=True)


def _layers(frame: pd.DataFrame, labels: list[str], unit: str, _: Language) -> list[alt.Chart]:
    known = frame.dropna(subset=["gap"]).assign(zero=0.0)
    y = theme.rows_of(labels)
    axis = alt.Axis(title=_("difference in value ({unit})", unit=theme.unit_word(unit, _)), tickCount=5)
    scale = alt.Scale(nice=True)
    tips = [
        alt.Tooltip("driver_name:N", title=_("Driver")),
        alt.Tooltip("weight_effect_text:N", title=_("Weighed differently")),
        alt.Tooltip("rating_effect_text:N", title=_("Rated differently")),
        alt.Tooltip("gap_text:N", title=_("Together")),
    ]

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    def bars(field: str, down: float, **style: object) -> alt.Chart:
        mark = alt.Chart(known).mark_bar(size=_BAR, yOffset=down, **style)  # type: ignore[arg-type]
        return mark.encode(across("zero"), y, x2=field, tooltip=tips)

    return [
        bars("weight_effect", -_APART, color=QUIET),
        bars("rating_effect", _APART, color=PAPER, stroke=QUIET, strokeWidth=1.5),
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET).encode(across("zero")),
        *(
            alt.Chart(part)
            .mark_text(align="left", dx=12, color=INK, fontWeight="bold" if total else "normal")
            .encode(y, x=alt.value("width"), text="gap_text:N")
            for total, part in frame.groupby(frame["driver"] == _TOTAL)
        ),
    ]


def _reading(effects: pd.DataFrame, frame: pd.DataFrame, unit: str, _: Language, names: dict[str, str]) -> str:
    total = frame.iloc[-1]
    names = names | {"offering": short(effects["offering_name"].iloc[0])}
    if total["gap"] != total["gap"]:
        return _("Why “{a}” and “{b}” get different value out of this: {offering}", **names)
    if abs(total["gap"]) < 1e-9 * (1 + frame["gap"].abs().max()):
        return _("“{a}” and “{b}” get the same value out of this: {offering}", **names)
    digits = digits_for(frame[[*_PARTS, "gap"]].to_numpy().ravel())
    names["gap"] = _.measure(abs(total["gap"]), unit, digits=digits)
    sign = 1 if total["gap"] > 0 else -1
    weights = total["weight_effect"] * sign >= total["rating_effect"] * sign
    if sign > 0:
        return (
            _("{offering} gives “{a}” {gap} more than “{b}”, mostly because they weigh things differently", **names)
            if weights
            else _("{offering} gives “{a}” {gap} more than “{b}”, mostly because they rate it differently", **names)
        )
    return (
        _("{offering} gives “{a}” {gap} less than “{b}”, mostly because they weigh things differently", **names)
        if weights
        else _("{offering} gives “{a}” {gap} less than “{b}”, mostly because they rate it differently", **names)
    )
