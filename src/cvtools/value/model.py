"""A study as arrays: what every number of the workbook is computed from.

    utility       u = (rating − worst) / (best − worst)            0 … 1
    contribution  benefit: +W·u        cost: −W·(1 − u) = W·(rating − best) / (best − worst)
    value         Σ contributions = Σ W·u − Σ_cost W               (the additive model of multi-attribute value theory)

Points: the weights of all drivers of a segment, benefits and costs together, are scaled to sum to 100. Money: weights
are currency per customer and period, not scaled; a yearly driver counts once for each year of the horizon,
discounted.

Source: R. L. Keeney and H. Raiffa, *Decisions with Multiple Objectives*, 1976 (additive value, swing weights).
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cvtools.study.errors import StudyError, one_of
from cvtools.study.schema import EVERY_SEGMENT, VIEWS
from cvtools.study.study import Study

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

    @cached_property
    def is_cost(self) -> np.ndarray:
        """D booleans: which drivers are costs."""
        return (self.drivers["side"] == "cost").to_numpy()

    @cached_property
    def contribution(self) -> np.ndarray:
        """S × O × D: what each driver adds to value (a cost's is ≤ 0); ``NaN`` where an unknown rating counts.

        Weight times distance first, then the division: money whose weight is the length of its scale stays exact.
        """
        worst, best = self.drivers["worst"].to_numpy(), self.drivers["best"].to_numpy()
        origin = np.where(self.is_cost, best, worst)
        weight = self.weight[:, None, :]
        found = weight * (self.rating - origin) / (best - worst) + 0.0  # no −0
        return np.where(weight == 0, 0.0, found)  # what they do not care about adds nothing, known or not

    @cached_property
    def contribution_range(self) -> tuple[np.ndarray, np.ndarray]:
        """Contributions with the unknown ratings at their worst, and at their best."""
        unknown = np.isnan(self.rating)
        if not unknown.any():
            return self.contribution, self.contribution
        at_worst = np.where(self.is_cost, -self.weight, 0.0)[:, None, :] + 0.0
        at_best = np.where(self.is_cost, 0.0, self.weight)[:, None, :]
        return np.where(unknown, at_worst, self.contribution), np.where(unknown, at_best, self.contribution)


def value_model(study: Study, *, view: str = "perceived") -> ValueModel:
    """Turn a study into arrays, for one view of its ratings.

    A segment's own row beats the ``*`` row, even where its rating is blank (it is then unknown for this segment).

    Raises
    ------
    StudyError
        When the study has no rating of this view at all, or the view is none of perceived, expected, believed.
    """
    if view not in VIEWS:
        raise StudyError.not_among("view", view, VIEWS)
    drivers = study.drivers
    segments, offerings = list(study.segments["segment"]), list(study.offerings["offering"])
    driver_ids = list(drivers["driver"])
    weights = raw_weights(study)
    axes = {"segment": segments, "offering": offerings, "driver": driver_ids}
    views = study.ratings["view"].to_list()
    if view not in views:
        there = one_of(dict.fromkeys(views))
        raise StudyError(study.settings.title, f"no rating has the view {view}; the study has {there}")
    only = views.count(view) == len(views)
    rating = _spread(study.ratings if only else study.ratings[study.ratings["view"] == view], "rating", axes)
    worst, best = drivers["worst"].to_numpy(), drivers["best"].to_numpy()
    return ValueModel(
        np.array(segments, object),
        np.array(offerings, object),
        drivers,
        weights * weight_scale(study, weights),
        rating,
        (rating - worst) / (best - worst) + 0.0,  # no −0
    )


def raw_weights(study: Study) -> np.ndarray:
    """S × D weights as the study holds them, with the ``*`` rows spread over the segments."""
    axes = {"segment": list(study.segments["segment"]), "driver": list(study.drivers["driver"])}
    return _spread(study.weights, "weight", axes)


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
    return float(years) if rate == 0 else -math.expm1(-years * math.log1p(rate)) / rate


def _spread(table: pd.DataFrame, value: str, axes: dict[str, list[str]]) -> np.ndarray:
    """Return a table's column as an array over ids; where a segment has no row of its own, the ``*`` row counts."""
    ids = axes | {"segment": [*axes["segment"], EVERY_SEGMENT]}  # in the first axis, last
    cell = np.zeros(len(table), np.intp)
    for name, wanted in ids.items():
        cell = cell * len(wanted) + _positions(table[name], wanted)
    shape = [len(wanted) for wanted in ids.values()]
    out, own = np.full(math.prod(shape), np.nan), np.zeros(math.prod(shape), bool)
    out[cell], own[cell] = table[value].to_numpy(), True
    out, own = out.reshape(shape), own.reshape(shape)
    return np.where(own[:-1], out[:-1], out[-1])


def _positions(column: pd.Series, ids: list[str]) -> np.ndarray:
    """Return where in ``ids`` each word of the column stands; −1 where it does not."""
    codes, found = pd.factorize(column.to_numpy(object))  # quicker than to look up every row
    place = {word: i for i, word in enumerate(ids)}
    return np.array([place.get(word, -1) for word in found], np.intp)[codes]


def middle_values(model: ValueModel) -> np.ndarray:
    """Return S × O values with unknown ratings at the middle of their scales."""
    low, high = model.contribution_range
    return (low.sum(axis=2) + high.sum(axis=2)) / 2


def position(column: str, ids: np.ndarray, wanted: str) -> int:
    """Return where an id stands; raises a ``StudyError`` where there is no such id."""
    names = [str(name) for name in ids]
    if wanted not in names:
        raise StudyError.not_among(column, wanted, names)
    return names.index(wanted)
