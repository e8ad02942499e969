"""How sure, and what would change it: pictures with their tables."""

from typing import Any

import numpy as np
import pandas as pd

from cvtools import charts
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element
from cvtools.charts.theme import fixed
from cvtools.figures.figure import Figure, behind
from cvtools.language.language import Language, digits_for
from cvtools.language.rounded import interval_ends
from cvtools.language.text import about, chance, short
from cvtools.study.errors import StudyError
from cvtools.study.records import records
from cvtools.uncertainty.summaries import EVERY
from cvtools.value.model import BEST


def gap_interval(analysis: Analysis, *, title: str = "") -> Figure:
    """How far we are ahead of each alternative and of the best of them, and how surely.

    ``title`` stands in the place of the picture's own reading.
    """
    _ = analysis.language
    frame = analysis.of_segment(analysis.frames.gap_intervals)
    medians = [analysis.certainty.told_median(row) for _number, row in frame.iterrows()]
    frame = frame.assign(median=medians)  # as the answer tells it
    names = np.where(frame["rival"] == EVERY, _("The best of them"), frame["rival_name"])
    shown = frame.assign(name=names, p=frame["p_win"], known=frame["gap"].notna())
    if len(shown) == 2:  # the only alternative is the best of them
        shown = shown.iloc[:1]
    numbers = {"median": _("Median of the gap"), "gap_low": _("Low"), "gap_high": _("High")}
    table = _intervals(shown, _("Alternative"), numbers, _("We give more"), analysis, signed=True)
    return Figure(charts.gap_interval_chart(frame, title=title, **_said(analysis)), table)


def value_interval(analysis: Analysis) -> Figure:
    """What each offering is worth to the segment, and how surely."""
    _ = analysis.language
    frame = analysis.of_segment(analysis.frames.robustness)
    shown = frame.assign(name=frame["offering_name"], p=frame["p_best"], known=frame["value"].notna())
    numbers = {"median": _("Median of the value"), "value_low": _("Low"), "value_high": _("High")}
    table = _intervals(shown, _("Offering"), numbers, _("Gives the most"), analysis)
    return Figure(charts.value_interval_chart(frame, **_said(analysis)), table)


def _said(analysis: Analysis) -> dict[str, Any]:
    """What a chart of intervals has to know besides the intervals; whether a winner may be named is ``clear``."""
    settings = analysis.study.settings
    return {
        "unit": settings.unit,
        "confidence": settings.confidence,
        "language": analysis.language.code,
        "clear": analysis.certainty.clear,
        "width": analysis.gap_width,
    }


def _intervals(
    frame: pd.DataFrame, name: str, numbers: dict[str, str], p: str, analysis: Analysis, *, signed: bool = False
) -> Html:
    """The median of each row with its interval and, where anything is uncertain, its probability."""
    _ = analysis.language
    write = analysis.amounts(frame[list(numbers)].to_numpy().ravel(), signed=signed)
    shown = frame[list(numbers)].map(write).assign(name=frame["name"], p=[chance(x, _) for x in frame["p"]])
    _middle, low, high = numbers
    ends = interval_ends(analysis.study.settings.unit, _, frame[low], frame[high], write, signed=signed)
    shown[[low, high]] = ends
    shown["median"] = [about(text, known=known) for text, known in zip(shown["median"], frame["known"], strict=True)]
    headers = {"name": name, **numbers}
    if not fixed(frame, *list(numbers)[1:]):
        headers["p"] = p
    caption = _("From low to high: the {share} interval.", share=analysis.share)
    return behind(shown, headers, _, words=("name",), caption=caption, what=_("intervals and probabilities"))


def rank(analysis: Analysis) -> Figure:
    """How probable it is that each offering is first, second and so on."""
    _ = analysis.language
    frame = analysis.of_segment(analysis.frames.robustness)
    chart = charts.rank_chart(frame, language=_.code)
    places = {f"p_rank_{n}": _("Place {n}", n=_.number(n, digits=0)) for n in range(1, len(frame) + 1)}
    shown = frame[list(places)].map(lambda p: chance(p, _))
    shown = shown.assign(
        offering=frame["offering_name"], mean=[_.number(x, digits=1) for x in frame["expected_rank"].tolist()]
    )
    if fixed(frame, "value_low", "value_high"):
        places = {}  # no probability is known
    headers = {"offering": _("Offering"), **places, "mean": _("Mean place")}
    return Figure(chart, behind(shown, headers, _, words=("offering",), what=_("the probability of each place")))


def tornado(analysis: Analysis) -> Figure | Html:
    """How far each uncertain number alone moves the gap, from its low to its high end; or a sentence if none does."""
    _, study, rival = analysis.language, analysis.study, analysis.versus
    frame = _visible(analysis.of_segment(analysis.frames.tornado(rival)))
    if frame.empty:
        return element("p", _("No number of this segment has a range, so there is no doubt to take apart."))
    units = analysis.names("drivers", field="unit")
    rows = records(frame)
    ends = [_levels(row, study.settings.unit, _) for row in rows]
    frame = frame.assign(
        what=[_named(row, units, _) for row in rows],
        low_text=[low for low, _high in ends],
        high_text=[high for _low, high in ends],
    )
    counted = analysis.values.set_index("offering")["unknown"]
    unknown = bool(counted[[study.settings.ours, frame["rival"].iloc[0]]].any())
    every = rival == BEST and len(study.offerings) > 2
    chart = charts.tornado_chart(frame, unit=study.settings.unit, language=_.code, unknown=unknown, every=every)
    numbers = ["gap_at_low", "gap_at_high", "swing"]
    write = analysis.amounts(frame[numbers].to_numpy().ravel(), signed=True)
    size = analysis.amounts(frame["swing"])
    shown = frame.assign(
        gap_at_low=frame["gap_at_low"].map(write),
        gap_at_high=frame["gap_at_high"].map(write),
        swing=frame["swing"].map(size),
    )
    words = {"driver_name": _("Driver"), "what": _("Number")}
    headers = {
        "low_text": _("Low end"),
        "gap_at_low": _("Gap there"),
        "high_text": _("High end"),
        "gap_at_high": _("Gap there"),
        "swing": _("Difference"),
    }
    return Figure(
        chart, behind(shown, words | headers, _, words=list(words), what=_("how far each number moves the gap"))
    )


def _visible(swings: pd.DataFrame) -> pd.DataFrame:
    """Leave out the numbers that move the gap by less than half of the last digit that is shown, unless all do."""
    digits = digits_for(swings[["gap_at_low", "gap_at_high"]].to_numpy().ravel().tolist())
    least = min(0.5 * 10.0**-digits, float(swings["swing"].max()))
    return swings[(swings["swing"] >= least) & (swings["swing"] > 0)].reset_index(drop=True)


def _named(row: Any, units: dict[str, str], _: Language) -> str:
    """Whose number it is, and its unit."""
    if row["table"] == "weights":
        return _("Weight")
    unit = units[row["driver"]].strip()
    return f"{row['offering_name']} ({short(unit)})" if unit else str(row["offering_name"])


def _levels(row: Any, unit: str, _: Language) -> tuple[str, str]:
    """Both ends of an uncertain number, with no more digits than its range is worth."""
    ends, fine = (float(row["low"]), float(row["high"])), abs(row["high"] - row["low"]) / 50
    digits = next((d for d in range(6) if all(abs(round(end, d) - end) <= fine for end in ends)), 6)
    if row["table"] == "weights":
        low, high = (_.amount(end, unit, digits=digits) for end in ends)
    else:
        low, high = (_.number(end, digits=digits) for end in ends)
    return low, high


def segments(analysis: Analysis, *, against: str = "") -> Figure | Html:
    """Why the segment gets more out of our offering than another: by default the one where it differs most.

    A sentence where there is no other, or none that differs.

    Raises
    ------
    StudyError
        When there is no such segment, or both are the same.
    """
    _ = analysis.language
    others = [segment for segment in analysis.study.segments["segment"] if segment != analysis.segment]
    if against and against not in others:
        raise StudyError.not_among("against", against, others)
    other = against or analysis.other_segment
    if not other:
        told = _("There is no other segment to which our offering is known to be worth more or less.")
        return element("p", told)
    frame = analysis.segment_gap(other).assign(against_name=analysis.name("segments", other))
    size = -frame[["weight_effect", "rating_effect"]].abs().max(axis=1).fillna(0.0)
    frame = frame.loc[size.sort_values(kind="stable").index]  # as in the picture
    unit = analysis.study.settings.unit
    chart = charts.decomposition_chart(frame, unit=unit, language=_.code, width=analysis.gap_width)
    numbers = {
        "weight_effect": _("Weighed differently"),
        "rating_effect": _("Rated differently"),
        "gap": _("Together"),
    }
    write = analysis.amounts(frame[list(numbers)].to_numpy().ravel(), signed=True)
    total = frame[list(numbers)].sum(skipna=False)
    shown = frame[list(numbers)].map(write).assign(driver=frame["driver_name"])
    shown.loc[len(shown)] = {**total.map(write), "driver": _("All together")}
    return Figure(
        chart, behind(shown, {"driver": _("Driver"), **numbers}, _, words=("driver",), what=_("why segments differ"))
    )
