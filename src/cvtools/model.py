"""A study as arrays: what every number of the workbook is computed from.

    utility       u = (rating − worst) / (best − worst)            0 … 1
    contribution  benefit: +W·u        cost: −W·(1 − u)
    value         Σ contributions = Σ W·u − Σ_cost W               (the additive model of multi-attribute value theory)

Points: the weights of all drivers of a segment, benefits and costs together, are scaled to sum to 100. Money: weights are
currency per customer and period, not scaled; a yearly driver counts once for each year of the horizon, discounted.

Source: R. L. Keeney and H. Raiffa, *Decisions with Multiple Objectives*, 1976 (additive value, swing weights).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.schema import EVERY_SEGMENT, VIEWS, StudyError, nearest, one_of
from cvtools.study import Study

SCALE = 100.0
"""What a segment's weights sum to in a study in points."""


@dataclass(frozen=True, eq=False)
class ValueModel:
    """The arrays, with S segments, O offerings and D drivers in the order of the study's files."""

    segments: np.ndarray
    """S ids."""
    offerings: np.ndarray
    """O ids."""
    drivers: pd.DataFrame
    """The D rows of the drivers table."""
    weight: np.ndarray
    """S × D, scaled: points out of 100, or money over the horizon."""
    rating: np.ndarray
    """S × O × D, in each driver's unit; ``NaN`` where unknown."""
    utility: np.ndarray
    """S × O × D, 0 to 1; ``NaN`` where unknown."""

    @property
    def is_cost(self) -> np.ndarray:
        """D booleans: which drivers are costs."""
        return (self.drivers["side"] == "cost").to_numpy()

    def contribution(self, utility: np.ndarray) -> np.ndarray:
        """S × O × D: what each driver adds to value at these utilities (a cost's is ≤ 0)."""
        return self.weight[:, None, :] * (utility - self.is_cost)

    def contribution_range(self) -> tuple[np.ndarray, np.ndarray]:
        """Contributions with the unknown ratings at their worst, and at their best."""
        unknown = np.isnan(self.utility)
        return (
            self.contribution(np.where(unknown, 0.0, self.utility)),
            self.contribution(np.where(unknown, 1.0, self.utility)),
        )


def value_model(study: Study, *, view: str = "perceived") -> ValueModel:
    """Turn a study into arrays, for one view of its ratings.

    A segment's own row beats the ``*`` row, even where its rating is blank (it is then unknown for this segment).

    Raises
    ------
    StudyError
        When the study has no rating of this view at all, or the view is none of perceived, expected, believed.
    """
    if view not in VIEWS:
        raise StudyError("view", f'found "{view}"; allowed: {one_of(VIEWS)}. Did you mean "{nearest(view, VIEWS)}"?')
    segments, offerings = study.segments["segment"], study.offerings["offering"]
    drivers = study.drivers
    weights = _spread(study.weights, "weight", {"segment": segments, "driver": drivers["driver"]})
    seen = study.ratings
    if view != "perceived" or (seen["view"] != view).any():
        seen = seen[seen["view"] == view]
    if seen.empty:
        there = one_of([known for known in VIEWS if (study.ratings["view"] == known).any()])
        raise StudyError(study.settings.title, f"no rating has the view {view}; the study has {there}")
    axes = {"segment": segments, "offering": offerings, "driver": drivers["driver"]}
    rating = _spread(seen, "rating", axes)
    worst, best = drivers["worst"].to_numpy(), drivers["best"].to_numpy()
    return ValueModel(
        segments.to_numpy(),
        offerings.to_numpy(),
        drivers,
        weights * weight_scale(study, weights),
        rating,
        (rating - worst) / (best - worst),
    )


def weight_scale(study: Study, weights: np.ndarray) -> np.ndarray:
    """What raw weights (S × D) are multiplied by: to sum to 100 in points, years of the horizon in money."""
    if not study.settings.money:
        return SCALE / weights.sum(axis=1, keepdims=True)
    yearly = (study.drivers["recurs"] == "yearly").to_numpy()
    years = study.settings.horizon_years
    return np.where(yearly, annuity_factor(years, study.settings.discount_rate) if years else 1.0, 1.0)[None, :]


def annuity_factor(years: float, rate: float) -> float:
    """What 1 at the end of each of so many years is worth today.

    >>> round(annuity_factor(3, 0.1), 4), annuity_factor(3, 0)
    (2.4869, 3.0)
    """
    return float(years) if rate == 0 else (1 - (1 + rate) ** -years) / rate


def _spread(table: pd.DataFrame, value: str, axes: dict[str, pd.Series]) -> np.ndarray:
    """A table's column as an array over ids; ``*`` rows first, so that a segment's own rows replace them."""
    shape = [len(ids) for ids in axes.values()]
    out = np.full(shape, np.nan)
    values = table[value].to_numpy()
    everywhere = (table["segment"] == EVERY_SEGMENT).to_numpy()
    at = [pd.Index(ids).get_indexer(table[name]) for name, ids in axes.items()]
    if everywhere.any():
        out[(slice(None), *(index[everywhere] for index in at[1:]))] = values[everywhere]
        at, values = [index[~everywhere] for index in at], values[~everywhere]
    out[tuple(at)] = values
    return out
