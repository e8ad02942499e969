"""Why two segments get different value out of one offering: they weigh otherwise, or rate otherwise."""

from typing import Any

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import TOTAL, Rows, largest, rest_of, total_of, with_rows
from cvtools.charts.theme import INK, PAPER, QUIET
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts, rounded
from cvtools.language.text import short
from cvtools.study.records import records
from cvtools.study.rounding import rounding

_NUMBERS = ["weight_effect", "rating_effect", "gap"]
_BAR = 10
_APART = 6


def decomposition_chart(
    effects: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", most: int = 12, width: float = 0.0
) -> alt.TopLevelMixin:
    """For each driver, what other weights and what other ratings do to the difference between two segments.

    A filled bar is the effect of the weights, an outlined one that of the ratings; the number is their sum.

    Parameters
    ----------
    effects
        ``labelled(segment_gap(study, a, b), study)`` with ``against_name``: ``segment_name``, ``against_name``,
        ``offering_name``, ``driver``, ``driver_name``, ``weight_effect``, ``rating_effect``, ``gap`` (positive: the
        first segment gets more), in the study's unit; ``NaN`` where a rating is unknown.
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.
    most
        How many drivers have bars of their own; the smallest others share theirs.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(effects, ["offering_name", "driver", "driver_name", *_NUMBERS], one=["segment_name", "against_name"])
    _ = language_of(language)
    frame = with_rows(_sizes(effects, most, _), "driver")
    write = chart_amounts(unit, _, frame[_NUMBERS], signed=True, width=width)
    frame = frame.assign(**{f"{name}_text": frame[name].map(write) for name in _NUMBERS})
    return theme.finish(
        _drawn(frame, unit, _),
        _,
        title=title or _reading(effects, frame, unit, width, _),
        subtitle=_(
            "Filled bar: they weigh it differently. Outlined bar: they rate it differently. Number: both together. "
            "Other anchors would give other numbers: read them as a hint, not as an amount."
        ),
        details=[
            f"{row['driver_name']}: {row['weight_effect_text']}, {row['rating_effect_text']}" for row in records(frame)
        ],
    )


def _sizes(effects: pd.DataFrame, most: int, _: Language) -> pd.DataFrame:
    """Drivers by the size of what they do, those not known last, and the sum of all."""
    size = effects[["weight_effect", "rating_effect"]].abs().max(axis=1).fillna(0)
    own, others = largest(effects[["driver", "driver_name", *_NUMBERS]], size, most)
    return pd.concat([own, *rest_of(others, _NUMBERS, _), total_of(effects, _NUMBERS, _)], ignore_index=True)


def _drawn(frame: pd.DataFrame, unit: str, _: Language) -> alt.LayerChart:
    rows = Rows(
        frame,
        axis=alt.Axis(title=_("difference in value ({unit})", unit=theme.unit_word(unit, _)), tickCount=5),
        scale=alt.Scale(nice=True),
        tips={
            "driver_name": _("Driver"),
            "weight_effect_text": _("Weighed differently"),
            "rating_effect_text": _("Rated differently"),
            "gap_text": _("Together"),
        },
    )
    known = frame.dropna(subset=["gap"]).assign(zero=0.0)
    outline: dict[str, Any] = {"color": PAPER, "stroke": QUIET, "strokeWidth": 1.5}
    sums = frame.groupby(frame["driver"] == TOTAL)
    return rows.drawn(
        [
            rows.bars(known, "zero", "weight_effect", size=_BAR, yOffset=-_APART, color=QUIET),
            rows.bars(known, "zero", "rating_effect", size=_BAR, yOffset=_APART, **outline),
            rows.zero(),
            *(
                rows.texts(part, "gap_text", align="left", dx=12, color=INK, fontWeight="bold" if total else "normal")
                for total, part in sums
            ),
        ],
        row=34,
    )


def _reading(effects: pd.DataFrame, frame: pd.DataFrame, unit: str, width: float, _: Language) -> str:
    total = frame.iloc[-1]
    ids = {"a": "segment_name", "b": "against_name", "offering": "offering_name"}
    names = {field: short(effects[column].iloc[0]) for field, column in ids.items()}
    if total["gap"] != total["gap"]:
        return _("Why “{a}” and “{b}” get different value out of this: “{offering}”", **names)
    if abs(total["gap"]) < rounding(frame["gap"]):
        return _("“{a}” and “{b}” get the same value out of this: “{offering}”", **names)
    names["gap"] = rounded(_, unit, frame[_NUMBERS].to_numpy().ravel(), width=width).amount(abs(total["gap"]))
    more = total["gap"] > 0
    by_weights, by_ratings = total["weight_effect"], total["rating_effect"]
    weights = by_weights >= by_ratings if more else by_weights <= by_ratings
    if more and weights:
        return _(
            "“{offering}” gives “{a}” {gap} more than “{b}”, mostly because they weigh things differently", **names
        )
    if more:
        return _("“{offering}” gives “{a}” {gap} more than “{b}”, mostly because they rate it differently", **names)
    if weights:
        return _(
            "“{offering}” gives “{a}” {gap} less than “{b}”, mostly because they weigh things differently", **names
        )
    return _("“{offering}” gives “{a}” {gap} less than “{b}”, mostly because they rate it differently", **names)
