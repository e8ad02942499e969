"""The gap, driver by driver: each bar starts where the one before ended, the last one is the whole."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import REST, TOTAL, Rows, largest, rest_of, total_of, with_rows
from cvtools.charts.theme import LINE, OURS, RIVAL
from cvtools.language.labels import abouts, spans
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts, rounded
from cvtools.language.text import about, short
from cvtools.study.records import records
from cvtools.study.rounding import rounding

_NUMBERS = ["gap", "gap_low", "gap_high", "middle"]


def gap_waterfall_chart(
    gaps: pd.DataFrame,
    *,
    unit: str,
    language: str = "en",
    title: str = "",
    subtitle: str = "",
    most: int = 12,
    likely: bool = False,
    width: float = 0.0,
) -> alt.TopLevelMixin:
    """How the drivers of one segment's gap to one rival add up.

    What is in our favour comes first. Blue is in our favour, grey in the rival's. A gap that is not known is a pale
    hatched bar over its range; one that only rests on an assumption is hatched.

    Parameters
    ----------
    gaps
        ``labelled(value_gaps(study), study)`` of one segment and one rival: ``segment_name``, ``rival_name``,
        ``offering_name``, ``driver``, ``driver_name``, ``gap`` (positive: we give more), ``gap_low``, ``gap_high``,
        in the study's unit. If there is a column ``weak`` (bool), bars on which it is true rest on an assumption.
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.
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
        gaps,
        ["offering_name", "driver", "driver_name", "gap", "gap_low", "gap_high"],
        one=["segment_name", "rival_name"],
    )
    _ = language_of(language)
    frame = with_rows(_steps(gaps, most, _), "driver")
    write = chart_amounts(unit, _, frame[["gap_low", "gap_high"]], signed=True, width=width)
    frame["tip"] = spans(frame["gap_low"], frame["gap_high"], write, _)
    frame["text"] = abouts(frame["middle"], frame["known"], write)
    rival = short(str(gaps["rival_name"].iloc[0]))
    colours = subtitle or _("Blue: in our favour. Grey: in favour of “{rival}”.", rival=rival)
    if frame["weak"].any():
        colours += " " + _("Hatched: only assumed.")
    colours = theme.with_middle(colours, bool(frame["known"].all()), _)
    return theme.finish(
        _drawn(frame, unit, _),
        _,
        title=title or _reading(gaps, frame, unit, width, _),
        subtitle=theme.with_likely(colours, likely, _),
        details=[f"{row['driver_name']}: {row['tip']}" for row in records(frame)],
    )


def _steps(gaps: pd.DataFrame, most: int, _: Language) -> pd.DataFrame:
    """One row a bar with its ``start`` and ``end``; unknown gaps step to the middle of their range."""
    frame = gaps.assign(
        middle=(gaps["gap_low"] + gaps["gap_high"]) / 2,
        weak=gaps.get("weak", False),
        doubt=gaps["gap"].isna(),  # what is not known comes last, so that no known bar starts from a guess
    )
    own, others = largest(frame, frame[["gap_low", "gap_high"]].abs().max(axis=1), most)
    own = own.sort_values(["doubt", "middle"], ascending=[True, False], kind="stable")
    total = total_of(frame, _NUMBERS, _)
    steps = pd.concat([own[["driver", "driver_name", "weak", *_NUMBERS]], *rest_of(others, _NUMBERS, _)])
    steps["end"] = steps["middle"].cumsum()
    steps["start"] = steps["end"] - steps["middle"]
    steps = pd.concat([steps, total.assign(start=0.0, end=total["middle"])], ignore_index=True)
    steps["low"], steps["high"] = steps["start"] + steps["gap_low"], steps["start"] + steps["gap_high"]
    steps["right"] = steps[["start", "end", "low", "high"]].max(axis=1)
    return steps.assign(weak=steps["weak"].eq(True), known=steps["gap"].notna(), total=steps["driver"] == TOTAL)


def _drawn(frame: pd.DataFrame, unit: str, _: Language) -> alt.LayerChart:
    rows = Rows(
        frame,
        axis=theme.amount_axis(_("gap ({unit})"), frame[["start", "end"]], unit, _),
        scale=alt.Scale(nice=True),
        tips={"driver_name": _("Driver"), "tip": _("Gap")},
    )
    steps = frame[~frame["total"]].assign(next_row=frame["row"].shift(-1))
    known, unknown = frame[frame["known"]], frame[~frame["known"]]
    colour = theme.either("datum.middle < 0", RIVAL, OURS)
    over = float(frame["right"].max() - frame[["start", "end", "low", "high"]].min().min())
    links = alt.Chart(steps).mark_rule(color=LINE, strokeWidth=1)
    layers = [
        links.encode(rows.across("end"), rows.y, y2=alt.Y2("next_row:N")),
        rows.bars(known, "start", "end", encode={"color": colour}),
        rows.hatched(known[known["weak"]], "start", "end", over=over),
        rows.bars(unknown, "low", "high", opacity=0.35, color=RIVAL, stroke=RIVAL),
        rows.hatched(unknown, "low", "high", over=over),
        rows.zero(),
    ]
    for total, part in frame.groupby("total"):
        weight = "bold" if total else "normal"
        layers += rows.edged(part, "text", at="right", align="left", dx=6, fontWeight=weight)
    return rows.drawn(layers, row=27)


def _reading(gaps: pd.DataFrame, frame: pd.DataFrame, unit: str, width: float, _: Language) -> str:
    total, steps = frame.iloc[-1], frame[~frame["total"] & (frame["driver"] != REST)]
    write = rounded(_, unit, frame[["gap_low", "gap_high"]].to_numpy().ravel(), width=width)
    names = {"ours": short(gaps["offering_name"].iloc[0]), "rival": short(gaps["rival_name"].iloc[0])}
    if not total["known"] and total["gap_low"] * total["gap_high"] <= 0:
        ends = {end: write.amount(total[f"gap_{end}"], signed=True) for end in ("low", "high")}
        return _("“{ours}” against “{rival}”: somewhere from {low} to {high}", **ends, **names)
    if abs(total["middle"]) < rounding(frame["middle"]):
        return _("“{ours}” and “{rival}” are worth the same", **names)
    sign = 1 if total["middle"] > 0 else -1
    largest = steps.loc[(steps["middle"] * sign).idxmax()]
    amount = write.amount(abs(total["middle"]))
    names |= {"gap": about(amount, known=total["known"]), "driver": short(largest["driver_name"])}
    if sign > 0:
        return _("“{ours}” is {gap} ahead of “{rival}”, most of all for: {driver}", **names)
    return _("“{ours}” is {gap} behind “{rival}”, most of all for: {driver}", **names)
