"""What notebooks and reports show as tables: ``cv.tables.breakeven(analysis)``.

Lives here: one function a table; an ``Analysis`` (of a survey, a ``SurveyAnalysis``) in, ``Html`` out. May import:
analysis, browser, language and all that those stand on. Never: figures, sentences, notebook, report.
"""

from cvtools.tables.certainty import breakeven, customers, doubt, measure_next, verdicts, weight_switches, within_ranges
from cvtools.tables.evidence import changes, kano, questions, study_measures, survey_ratings
from cvtools.tables.improvement import canvas, frictions, levers, outcomes
from cvtools.tables.moves import moves, ways_out
from cvtools.tables.study import (
    drivers,
    gap_sources,
    offerings,
    rating_sources,
    ratings,
    segments,
    views,
    weight_sources,
    weights,
)
from cvtools.tables.unknown_weights import unknown_weights, weight_order
from cvtools.tables.values import (
    best,
    contributions,
    economic_value,
    headroom,
    market,
    overview,
    quality_ratio,
    unknowns,
)

__all__ = [
    "best",
    "breakeven",
    "canvas",
    "changes",
    "contributions",
    "customers",
    "doubt",
    "drivers",
    "economic_value",
    "frictions",
    "gap_sources",
    "headroom",
    "kano",
    "levers",
    "market",
    "measure_next",
    "moves",
    "offerings",
    "outcomes",
    "overview",
    "quality_ratio",
    "questions",
    "rating_sources",
    "ratings",
    "segments",
    "study_measures",
    "survey_ratings",
    "unknown_weights",
    "unknowns",
    "verdicts",
    "views",
    "ways_out",
    "weight_order",
    "weight_sources",
    "weight_switches",
    "weights",
    "within_ranges",
]
