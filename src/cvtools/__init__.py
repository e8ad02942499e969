"""Customer value: define segments, enter benefits and costs, see value gaps, send reports.

    import cvtools as cv

    study = cv.read_study("data/coffee")
    cv.values(study)        # benefits, costs and value, for each segment and offering
    cv.value_gaps(study)    # our offering against each segment's best alternative, driver by driver

Charts, reports and the rest are loaded when they are first used, so that importing the package costs little more than importing pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cvtools.gaps import (
    best_alternatives,
    economic_value,
    expectation_gaps,
    gap_totals,
    headroom,
    perception_gaps,
    price_driver,
    value_gaps,
)
from cvtools.schema import Problem, StudyError
from cvtools.study import Study, check_study, labelled, names_of, read_study, write_study
from cvtools.value import contributions, market_totals, perceived_quality_ratio, ratios, values

__all__ = [
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
    "read_study",
    "value_gaps",
    "values",
    "write_study",
]
