"""A study's pictures, each with its table one click away: ``cv.figures.gap(analysis)``.

Lives here: one function a picture; an ``Analysis`` (of a survey, a ``SurveyAnalysis``) in, a ``Figure`` out. May
import: analysis, charts, browser, language and all that those stand on. Never: tables, sentences, notebook, report.
"""

from cvtools.figures.certainty import gap_interval, rank, segments, tornado, value_interval
from cvtools.figures.evidence import importance, measures, segment_profiles, themes, waves
from cvtools.figures.figure import Figure
from cvtools.figures.improvement import frontier, journey, levers, shares
from cvtools.figures.saving import save_chart
from cvtools.figures.scenarios import scenarios
from cvtools.figures.values import (
    difference,
    economic_value,
    expectation,
    gap,
    heatmap,
    perception,
    priority,
    profile,
    value,
    value_map,
)

__all__ = [
    "Figure",
    "difference",
    "economic_value",
    "expectation",
    "frontier",
    "gap",
    "gap_interval",
    "heatmap",
    "importance",
    "journey",
    "levers",
    "measures",
    "perception",
    "priority",
    "profile",
    "rank",
    "save_chart",
    "scenarios",
    "segment_profiles",
    "segments",
    "shares",
    "themes",
    "tornado",
    "value",
    "value_interval",
    "value_map",
    "waves",
]
