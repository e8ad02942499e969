"""Customer value: define segments, enter benefits and costs, see value gaps, send reports.

    import cvtools as cv

    study = cv.read_study("data/coffee")
    cv.values(study)        # benefits, costs and value, for each segment and offering
    cv.value_gaps(study)    # our offering against each segment's best alternative, driver by driver

Charts, reports and the rest are loaded when they are first used, so that importing the package costs little more than
importing pandas.
"""

from importlib import import_module
from typing import Any

from cvtools.language.labels import labelled, names_of
from cvtools.quick_start import put_off_grammar
from cvtools.study.errors import Problem, StudyError
from cvtools.study.study import Study, check_study, read_study, write_study
from cvtools.value.gaps import (
    best_alternatives,
    economic_value,
    expectation_gaps,
    gap_totals,
    headroom,
    perception_gaps,
    price_driver,
    standings,
    value_gaps,
)
from cvtools.value.values import contributions, market_totals, perceived_quality_ratio, ratios, values

put_off_grammar()

_LATER = {
    "acceptability": "uncertainty.smaa",
    "answers_needed": "uncertainty.influence",
    "app": "app.application",
    "apply_scenario": "study.scenarios",
    "best_table": "notebook.opening",
    "breakeven": "value.sensitivity",
    "breakeven_table": "tables.certainty",
    "caveat_sentences": "value.caveats",
    "caveats_list": "notebook.opening",
    "charts": "charts",
    "contributions_table": "notebook.opening",
    "decomposition_figure": "figures.certainty",
    "doubt_figure": "tables.certainty_tours",
    "doubt_table": "tables.certainty_tours",
    "drivers_form": "forms.doors",
    "drivers_table": "tables.study",
    "exercise": "notebook.exercises",
    "expectation_figure": "notebook.opening",
    "explore": "explorer",
    "find_caveats": "value.caveats",
    "gap_figure": "figures.values",
    "gap_interval_figure": "figures.certainty",
    "gap_intervals": "uncertainty.summaries",
    "headroom_table": "notebook.opening",
    "heatmap_figure": "figures.values",
    "information_value": "uncertainty.summaries",
    "language": "language.language",
    "logit_shares": "improvement.choice",
    "map_figure": "figures.values",
    "market_table": "notebook.opening",
    "measure_next_table": "tables.certainty",
    "offerings_form": "forms.doors",
    "offerings_table": "tables.study",
    "open_case": "notebook.opening",
    "open_draft": "forms.doors",
    "overview": "notebook.opening",
    "pairwise_wins": "uncertainty.summaries",
    "perception_figure": "notebook.opening",
    "priority_figure": "figures.values",
    "profile_figure": "figures.values",
    "rank_figure": "figures.certainty",
    "rating_sources_table": "tables.study",
    "ratings_form": "forms.doors",
    "ratings_table": "tables.study",
    "read_scenario": "study.scenarios",
    "read_scenarios": "study.scenarios",
    "robustness": "uncertainty.summaries",
    "Scenario": "study.scenarios",
    "segment_blocks": "value.decomposition",
    "segment_gap": "value.decomposition",
    "SegmentReport": "report.segment_report",
    "segments_figure": "tables.certainty_tours",
    "segments_form": "forms.doors",
    "segments_table": "tables.study",
    "setup": "notebook.setup",
    "shapley": "value.decomposition",
    "simulate": "uncertainty.simulation",
    "Simulation": "uncertainty.simulation",
    "study_form": "forms.doors",
    "switch_table": "tables.certainty_tours",
    "tornado": "uncertainty.influence",
    "tornado_figure": "figures.certainty",
    "typical_drivers": "study.driver_library",
    "unknown_weights": "uncertainty.smaa",
    "unknown_weights_table": "tables.certainty_tours",
    "weight_order_table": "tables.certainty_tours",
    "unknowns_table": "notebook.opening",
    "value_draws": "uncertainty.draws",
    "value_figure": "figures.values",
    "value_interval_figure": "figures.certainty",
    "variance_shares": "uncertainty.influence",
    "verdict_table": "tables.certainty_tours",
    "verdicts": "uncertainty.verdicts",
    "view_gap_figure": "figures.values",
    "views_table": "tables.study",
    "weight_sources_table": "tables.study",
    "weight_switches": "value.sensitivity",
    "weights_form": "forms.doors",
    "weights_table": "tables.study",
    "winning_weights": "value.sensitivity",
    "write_reports": "report.batch",
    "write_scenario": "study.scenarios",
}
"""Names that are loaded when they are first used, and the module of each."""

__all__ = [  # pyright: ignore[reportUnsupportedDunderAll]  the later names are a table
    "Problem",
    "Study",
    "StudyError",
    "best_alternatives",
    "check_study",
    "contributions",
    "economic_value",
    "expectation_gaps",
    "gap_totals",
    "headroom",
    "labelled",
    "market_totals",
    "names_of",
    "perceived_quality_ratio",
    "perception_gaps",
    "price_driver",
    "ratios",
    "standings",
    "read_study",
    "value_gaps",
    "values",
    "write_study",
    *_LATER,
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'cvtools' has no attribute {name!r}")
    module = import_module(f"cvtools.{_LATER[name]}")
    return module if name == "charts" else getattr(module, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
