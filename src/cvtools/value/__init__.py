"""The value model: contributions, values, gaps, what explains them and what would change them.

Lives here: functions from a ``Study`` (or its ``ValueModel``) to frames with documented columns; exact arithmetic,
nothing is drawn. May import: study. Never: language, charts.
"""

from cvtools.value.caveats import Caveat, find_caveats
from cvtools.value.decomposition import segment_gap
from cvtools.value.gaps import (
    ALL,
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
from cvtools.value.model import BEST, SCALE, ValueModel, value_model
from cvtools.value.sensitivity import breakeven, weight_switches
from cvtools.value.values import contributions, market_totals, perceived_quality_ratio, ratios, values

__all__ = [
    "ALL",
    "BEST",
    "SCALE",
    "Caveat",
    "ValueModel",
    "best_alternatives",
    "breakeven",
    "contributions",
    "economic_value",
    "expectation_gaps",
    "find_caveats",
    "gap_totals",
    "headroom",
    "market_totals",
    "perceived_quality_ratio",
    "perception_gaps",
    "price_driver",
    "ratios",
    "segment_gap",
    "standings",
    "value_gaps",
    "value_model",
    "values",
    "weight_switches",
]
