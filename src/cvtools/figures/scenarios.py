"""The scenarios kept with a study, side by side."""

import pandas as pd

from cvtools import charts
from cvtools.analysis.analysis import Analysis
from cvtools.figures.figure import Figure, behind
from cvtools.language.rounded import interval_ends
from cvtools.language.text import chance
from cvtools.uncertainty.summaries import EVERY


def scenarios(analysis: Analysis) -> Figure:
    """How far each scenario would bring us against the best alternative, beside today; the study must have some."""
    _, found = analysis.language, analysis.scenarios
    named = [("", _("Today"), analysis), *((seen.scenario.name, seen.scenario.name, seen.analysis) for seen in found)]
    frame = pd.DataFrame(
        [
            {
                "scenario": f"{number} {key}",
                "scenario_name": name,
                "today": seen is analysis,
                "segment_name": analysis.segment_name,
                **_gap(seen),
                **_value(seen),
            }
            for number, (key, name, seen) in enumerate(named)
        ]
    )
    settings = analysis.study.settings
    chart = charts.scenario_chart(
        frame, unit=settings.unit, confidence=settings.confidence, language=_.code, width=analysis.gap_width
    )
    write = analysis.amounts(frame[["gap_low", "gap_high"]].to_numpy().ravel(), signed=True)
    value = analysis.amounts(frame[["value_low", "value_high"]].to_numpy().ravel())
    ends = interval_ends(settings.unit, _, frame["gap_low"], frame["gap_high"], write, signed=True)
    shown = frame.assign(
        median=frame["median"].map(write),
        gap_low=[low for low, _high in ends],
        gap_high=[high for _low, high in ends],
        value=frame["value"].map(value),
        p_win=[chance(p, _) for p in frame["p_win"]],
    )
    headers = {
        "scenario_name": _("Scenario"),
        "value": _("What “{ours}” is worth", ours=analysis.ours),
        "rival": _("Best alternative"),
        "median": _("Median of the gap"),
        "gap_low": _("Low"),
        "gap_high": _("High"),
    }
    if not all(seen.certainty.fixed for _name, _shown, seen in named):
        headers["p_win"] = _("We give more")
    return Figure(chart, behind(shown, headers, _, words=("scenario_name", "rival"), what=_("scenarios")))


def _gap(seen: Analysis) -> dict[str, float]:
    frame = seen.of_segment(seen.frames.gap_intervals)
    row = frame[frame["rival"] == EVERY].iloc[0]
    return {name: float(row[name]) for name in ("gap_low", "gap", "median", "gap_high", "p_win")}


def _value(seen: Analysis) -> dict[str, object]:
    row = seen.values[seen.values["ours"]].iloc[0]
    return {"value": row["value"], "value_low": row["value_low"], "value_high": row["value_high"], "rival": seen.rival}
