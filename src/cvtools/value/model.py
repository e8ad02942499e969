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

from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.provenance import rows_in_force
from cvtools.study.rounding import first_highest
from cvtools.study.schema import VIEWS
from cvtools.study.study import Study
from cvtools.study.wording import N_

SCALE = 100.0
"""What a segment's weights sum to in a study in points."""
BEST = "best"
"""As a rival: each segment's best alternative."""


@dataclass(frozen=True, eq=False)
class ValueModel:
    """The arrays, with S segments, O offerings and D drivers in the order of the study's files."""

    study: Study
    """What they were made of."""
    view: str
    """Whose ratings: perceived, expected or believed."""
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
    def ours(self) -> int:
        """Where our offering stands among the offerings."""
        return list(self.offerings).index(self.study.settings.ours)

    @cached_property
    def others(self) -> np.ndarray:
        """Where the others stand.

        Raises
        ------
        StudyError
            When there is none, so that there is nothing to compare with.
        """
        found = np.flatnonzero(self.offerings != self.study.settings.ours)
        if not len(found):
            message = N_("there is no offering besides ours, so there is no gap to an alternative")
            raise StudyError(self.study.settings.title, message)
        return found

    def rivals(self, rival: str) -> np.ndarray:
        """Where the rivals stand that are meant: ``best`` stands for all of whom the best is chosen, or one id.

        Raises
        ------
        StudyError
            When there is no such rival, or none at all.
        """
        alternatives = [str(offering) for offering in self.offerings[self.others]]
        if rival in alternatives:
            return self.others[[alternatives.index(rival)]]
        if rival == BEST:
            return self.others
        likely = nearest(str(rival), [BEST, *alternatives]) if rival != self.study.settings.ours else ""
        choices = {"choices": (BEST, *alternatives)}
        raise StudyError("rival", [Problem("rival", found=str(rival), code="one_of", meant=likely, fields=choices)])

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """S × O: each value with the unknown ratings at their worst, and at their best."""
        low, high = self.contribution_range
        return low.sum(axis=2), high.sum(axis=2)

    @cached_property
    def middle(self) -> np.ndarray:
        """S × O: each value with the unknown ratings at the middle of their scales."""
        low, high = self.ends
        return (low + high) / 2

    @cached_property
    def best(self) -> np.ndarray:
        """S: where each segment's best alternative stands, by the middle values; the first of those that tie."""
        return self.others[first_highest(self.middle[:, self.others])]

    @cached_property
    def x(self) -> np.ndarray:
        """S × O × D: what each rating contributes for each unit of weight, u for a benefit and u − 1 for a cost."""
        return self.utility - self.is_cost

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
    ids = {"segment": segments, "offering": offerings, "driver": driver_ids}
    views = study.ratings["view"].to_list()
    if view not in views:
        message, there = N_("no rating has the view {view}; the study has {choices}"), tuple(dict.fromkeys(views))
        raise StudyError(study.settings.title, message, view=view, choices=there)
    only = views.count(view) == len(views)
    rating = _spread(study.ratings if only else study.ratings[study.ratings["view"] == view], "rating", ids)
    worst, best = drivers["worst"].to_numpy(), drivers["best"].to_numpy()
    return ValueModel(
        study,
        view,
        np.array(segments, object),
        np.array(offerings, object),
        drivers,
        weights * weight_scale(study, weights),
        rating,
        (rating - worst) / (best - worst) + 0.0,  # no −0
    )


def raw_weights(study: Study) -> np.ndarray:
    """S × D weights as the study holds them, with the ``*`` rows spread over the segments."""
    ids = {"segment": list(study.segments["segment"]), "driver": list(study.drivers["driver"])}
    return _spread(study.weights, "weight", ids)


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


def modelled(source: Study | ValueModel, view: str = VIEWS[0]) -> ValueModel:
    """Return a model that is there already, or that of a study in one view."""
    return source if isinstance(source, ValueModel) else value_model(source, view=view)


def _spread(table: pd.DataFrame, value: str, ids: dict[str, list[str]]) -> np.ndarray:
    """Return a table's column as an array over ids; ``NaN`` where no row holds."""
    rows = rows_in_force(table, ids)
    return np.append(table[value].to_numpy(float), np.nan)[rows]


def position(column: str, ids: np.ndarray, wanted: str) -> int:
    """Return where an id stands; raises a ``StudyError`` where there is no such id."""
    names = [str(name) for name in ids]
    if wanted not in names:
        raise StudyError.not_among(column, wanted, names)
    return names.index(wanted)
