"""The gap, driver by driver: each bar starts where the one before ended, the last one is the whole."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, LINE, OURS, QUIET, RIVAL
from cvtools.language.language import Language, digits_for
from cvtools.language.language import language as language_of
from cvtools.language.text import short

_TOTAL, _REST = "\u2063total", "\u2063rest"  # no driver's id


def gap_waterfall_chart(
    gaps: pd.DataFrame,
    *,
    unit: str,
    language: str = "en",
    title: str = "",
    subtitle: str = "",
    most: int = 12,
    likely: bool = False,
) -> alt.TopLevelMixin:
    """How the drivers of one segment's gap to one rival add up.

    What is in our favour comes first. Blue is in our favour, grey in the rival's. A gap that is not known is a pale
    bar over its range.

    Parameters
    ----------
    gaps
        ``labelled(value_gaps(study), study)`` of one segment and one rival: ``segment_name``, ``rival_name``,
        ``offering_name``, ``driver``, ``driver_name``, ``gap`` (positive: we give more), ``gap_low``, ``gap_high``,
        in the study's unit.
    unit
        ``points`` or a currency.
    language
        The reader's: ``en``, ``nb`` or ``hr``.
    title
        Instead of the sentence that states the reading.
    subtitle
        Instead of the sentence that says what the colours mean.
    most
        How many drivers have a bar of their own; the smallest others share one.
    likely
        Whether numbers have ranges, of which the likely ones are shown: then the picture says so.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment or rival.
    """
    theme.need(
        gaps, "segment_name", "rival_name", "offering_name", "driver", "driver_name", "gap", "gap_low", "gap_high"
    )
    theme.only_one(gaps, "segment_name")
    theme.only_one(gaps, "rival_name")
    _ = language_of(language)
    frame = _steps(gaps, most, _)
    write = theme.amounts(frame, ["gap_low", "gap_high"], unit, _, signed=True)
    frame["text"] = [write(low, high) for low, high in zip(frame["gap_low"], frame["gap_high"], strict=True)]
    labels = theme.row_labels(frame, "driver")
    frame["row"] = frame["driver"].map(labels)
    chart = theme.layered(
        _layers(frame, list(labels.values()), unit, _), height=theme.height_of(list(labels.values()), row=27)
    )
    details = [f"{row.driver_name}: {row.text}" for row in frame.itertuples()]
    rival = short(str(gaps["rival_name"].iloc[0]))
    colours = subtitle or _("Blue: in our favour. Grey: in favour of {rival}.", rival=rival)
    return theme.finish(
        chart,
        _,
        title=title or _reading(gaps, frame, unit, _),
        subtitle=theme.with_likely(colours, likely, _),
        details=details,
    )


def _steps(gaps: pd.DataFrame, most: int, _: Language) -> pd.DataFrame:
    """One row a bar with its ``start`` and ``end``; unknown gaps step to the middle of their range."""
    frame = gaps[["driver", "driver_name", "gap", "gap_low", "gap_high"]].copy()
    frame["middle"] = (frame["gap_low"] + frame["gap_high"]) / 2
    frame["doubt"] = frame["gap"].isna()  # what is not known comes last, so that no known bar starts from a guess
    size = frame[["gap_low", "gap_high"]].abs().max(axis=1).sort_values(ascending=False, kind="stable")
    own, rest = frame, frame.iloc[:0]
    if len(frame) > most:
        own, rest = frame.loc[size.index[: most - 1]], frame.loc[size.index[most - 1 :]]
    frame = own.sort_values(["doubt", "middle"], ascending=[True, False], kind="stable").drop(columns="doubt")
    if len(rest):
        name = _.plural("{n} other driver", "{n} other drivers", len(rest))
        summed = rest[["gap", "gap_low", "gap_high", "middle"]].sum(skipna=False)
        frame = pd.concat([frame, pd.DataFrame([{"driver": _REST, "driver_name": name, **summed}])])
    total = {
        "driver": _TOTAL,
        "driver_name": _("All together") + theme.TOTAL_MARK,
        **frame[["gap", "gap_low", "gap_high", "middle"]].sum(skipna=False),
    }
    frame["end"] = frame["middle"].cumsum()
    frame["start"] = frame["end"] - frame["middle"]
    frame = pd.concat([frame, pd.DataFrame([{**total, "start": 0.0, "end": total["middle"]}])], ignore_index=True)
    frame["low"] = frame["start"] + frame["gap_low"]
    frame["high"] = frame["start"] + frame["gap_high"]
    frame["right"] = frame[["start", "end", "low", "high"]].max(axis=1)
    frame["known"], frame["total"] = frame["gap"].notna(), frame["driver"] == _TOTAL
    return frame


def _layers(frame: pd.DataFrame, labels: list[str], unit: str, _: Language) -> list[alt.Chart]:
    tips = [alt.Tooltip("driver_name:N", title=_("Driver")), alt.Tooltip("text:N", title=_("Gap"))]
    axis = alt.Axis(title=_("gap ({unit})", unit=theme.unit_word(unit, _)), tickCount=6)
    y = theme.rows_of(labels)
    scale = alt.Scale(nice=True)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    colour = alt.when("datum.middle < 0").then(alt.value(RIVAL)).otherwise(alt.value(OURS))
    steps = frame[~frame["total"]].assign(next_row=lambda f: [*f["row"].iloc[1:], labels[-1]])
    return [
        alt.Chart(steps).mark_rule(color=LINE, strokeWidth=1).encode(across("end"), y, y2="next_row:N"),
        alt.Chart(frame[frame["known"]])
        .mark_bar(size=15)
        .encode(across("start"), y, x2="end", color=colour, tooltip=tips),
        alt.Chart(frame[~frame["known"]])
        .mark_bar(size=15, opacity=0.35, color=RIVAL, stroke=RIVAL)
        .encode(across("low"), y, x2="high", tooltip=tips),
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET).encode(across("zero")),
        *(
            alt.Chart(part)
            .mark_text(align="left", dx=6, color=INK, fontWeight="bold" if total else "normal")
            .encode(across("right"), y, text="text:N")
            for total, part in frame.groupby("total")
        ),
    ]


def _reading(gaps: pd.DataFrame, frame: pd.DataFrame, unit: str, _: Language) -> str:
    total, steps = frame.iloc[-1], frame[~frame["total"] & (frame["driver"] != _REST)]
    digits = digits_for(frame[["gap_low", "gap_high"]].to_numpy().ravel())
    names = {"ours": short(gaps["offering_name"].iloc[0]), "rival": short(gaps["rival_name"].iloc[0])}
    if not total["known"]:
        ends = {end: _.amount(total[f"gap_{end}"], unit, digits=digits, signed=True) for end in ("low", "high")}
        return _("{ours} against {rival}: somewhere from {low} to {high}", **ends, **names)
    if abs(total["gap"]) < 1e-9 * (1 + frame["gap"].abs().max()):
        return _("{ours} and {rival} are worth the same", **names)
    sign = 1 if total["gap"] > 0 else -1
    largest = steps.loc[(steps["gap"] * sign).idxmax()]
    names |= {"gap": _.measure(abs(total["gap"]), unit, digits=digits), "driver": short(largest["driver_name"])}
    if sign > 0:
        return _("{ours} is {gap} ahead of {rival}, most of all for: {driver}", **names)
    return _("{ours} is {gap} behind {rival}, most of all for: {driver}", **names)
