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

from cvtools.gaps import (
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
from cvtools.schema import Problem, StudyError
from cvtools.study import Study, check_study, labelled, names_of, read_study, write_study
from cvtools.value import contributions, market_totals, perceived_quality_ratio, ratios, values

_LATER = {
    "acceptability": "uncertainty.smaa",
    "answers_needed": "uncertainty.influence",
    "app": "application",
    "apply_scenario": "scenarios",
    "best_table": "tours",
    "breakeven": "anatomy",
    "breakeven_table": "certainty_tables",
    "caveat_sentences": "caveats",
    "caveats_list": "tours",
    "charts": "charts",
    "contributions_table": "tours",
    "decomposition_figure": "certainty",
    "doubt_figure": "certainty_tours",
    "doubt_table": "certainty_tours",
    "drivers_form": "forms.opening",
    "drivers_table": "tables",
    "exercise": "exercises",
    "expectation_figure": "tours",
    "explore": "explorer",
    "find_caveats": "caveats",
    "gap_figure": "figures",
    "gap_interval_figure": "certainty",
    "gap_intervals": "uncertainty.intervals",
    "headroom_table": "tours",
    "heatmap_figure": "figures",
    "information_value": "uncertainty.intervals",
    "language": "i18n",
    "logit_shares": "improve",
    "map_figure": "figures",
    "market_table": "tours",
    "measure_next_table": "certainty_tables",
    "offerings_form": "forms.opening",
    "offerings_table": "tables",
    "open_case": "tours",
    "open_draft": "forms.opening",
    "overview": "tours",
    "pairwise_wins": "uncertainty.intervals",
    "perception_figure": "tours",
    "priority_figure": "figures",
    "profile_figure": "figures",
    "rank_figure": "certainty",
    "rating_sources_table": "tables",
    "ratings_form": "forms.opening",
    "ratings_table": "tables",
    "read_scenario": "scenarios",
    "read_scenarios": "scenarios",
    "robustness": "uncertainty.intervals",
    "Scenario": "scenarios",
    "segment_blocks": "anatomy",
    "segment_gap": "anatomy",
    "SegmentReport": "story",
    "segments_figure": "certainty_tours",
    "segments_form": "forms.opening",
    "segments_table": "tables",
    "setup": "notebook",
    "shapley": "anatomy",
    "simulate": "uncertainty.simulation",
    "Simulation": "uncertainty.simulation",
    "study_form": "forms.opening",
    "switch_table": "certainty_tours",
    "tornado": "uncertainty.influence",
    "tornado_figure": "certainty",
    "typical_drivers": "typical",
    "unknown_weights": "uncertainty.smaa",
    "unknown_weights_table": "certainty_tours",
    "weight_order_table": "certainty_tours",
    "unknowns_table": "tours",
    "value_draws": "uncertainty.draws",
    "value_figure": "figures",
    "value_interval_figure": "certainty",
    "variance_shares": "uncertainty.influence",
    "verdict_table": "certainty_tours",
    "verdicts": "verdict",
    "view_gap_figure": "figures",
    "views_table": "tables",
    "weight_sources_table": "tables",
    "weight_switches": "switching",
    "weights_form": "forms.opening",
    "weights_table": "tables",
    "winning_weights": "switching",
    "write_reports": "report",
    "write_scenario": "scenarios",
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
