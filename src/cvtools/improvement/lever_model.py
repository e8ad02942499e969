"""Levers as arrays: what each costs, what it needs and excludes, and what it changes for whom.

An effect is meant as a step in utility: a change of the rating in the driver's unit, divided by the way from worst to
best. A step above 0 is an improvement, for benefits and for costs. Steps of several levers add up, and what they lift a
rating to stops at the anchor. Steps are those of the full effects; in a certain year, only a part of them may be there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from cvtools.improvement.over_time import part_there, years_that_differ
from cvtools.study.errors import StudyError
from cvtools.study.provenance import rows_in_force
from cvtools.study.rounding import rounding
from cvtools.study.settings import listed
from cvtools.study.study import Study
from cvtools.study.wording import N_
from cvtools.value.model import ValueModel, annuity_factor, modelled

MOST_LEVERS = 200
HALF = 0.5
"""What is left of a claim that has no range, when claims are taken at their low end."""


@dataclass(frozen=True, eq=False)
class LeverModel:
    """L levers of a study with S segments and D drivers."""

    model: ValueModel
    ids: list[str]
    cost: np.ndarray
    """L: once, and yearly over the years that count (see :func:`years_that_count`)."""
    cost_low: np.ndarray
    """L; the cost where there is no range."""
    cost_high: np.ndarray
    """L."""
    group: list[str]
    """L words, blank for none; of a group at most one lever is chosen."""
    needs: list[list[int]]
    """For each lever, those that it needs."""
    must: np.ndarray
    """L booleans."""
    row: np.ndarray
    """S × L × D: which row of the effects holds; −1 where there is none."""
    step: np.ndarray
    """S × L × D: the likely step in utility, 0 where there is none."""
    low: np.ndarray
    """S × L × D: the step at the low end of the claim; half of it where there is no range."""
    people: np.ndarray
    """L: months of work that each takes from our own people; 0 where nothing is said."""
    months: np.ndarray
    """L: after how many months each is there, what it needs before it included; 0 where nothing is said."""
    most_people: float = math.inf
    """So many months of work there are for all levers together."""
    most_months: float = math.inf
    """A lever that takes longer is not chosen."""
    claim: float | None = 1.0
    """What part of each effect is counted; ``None``: its low end, with nothing uncertain about it."""
    build_up: np.ndarray = field(default_factory=lambda: np.zeros(1))
    """S × L × D: over how many years each effect grows to its full size; 0: it is there at once."""
    half_life: np.ndarray = field(default_factory=lambda: np.full(1, math.inf))
    """S × L × D: in how many years half of it fades; infinite: it stays."""
    year: int | None = None
    """Effects are counted as far as they are there in this year; ``None``: the full effects."""

    @property
    def study(self) -> Study:
        """The study whose levers they are."""
        return self.model.study

    def at(self, claim: float | None) -> Self:
        """Take another part of what is claimed; ``None``: the low end of each effect."""
        return replace(self, claim=claim)

    def limited(self, *, people: float = math.inf, months: float = math.inf) -> Self:
        """Choose only what so many months of our people's work, and so many months until it is there, allow."""
        return replace(self, most_people=people, most_months=months)

    def in_year(self, year: int | None) -> Self:
        """Count effects as far as they are there in a year, on average over it; ``None``: the full effects."""
        return replace(self, year=year)

    @cached_property
    def part(self) -> np.ndarray | None:
        """S × L × D: what part of each effect is there in the year; ``None``: all of it."""
        if self.year is None or self.years == 1:
            return None
        return part_there(self._start, self.build_up, self.half_life, self.year)

    @cached_property
    def years(self) -> int:
        """How many years differ in what is there of the effects; 1 where all are there at once and stay."""
        there = self.row >= 0
        times = (np.broadcast_to(time, self.row.shape)[there] for time in (self._start, self.build_up, self.half_life))
        return years_that_differ(*times)

    @property
    def _start(self) -> np.ndarray:
        """1 × L × 1: after how many years effects begin."""
        return (self.months / 12)[None, :, None]

    def by_year(self) -> "list[Self]":
        """The levers in each year that differs; what is there in the last one stays."""
        return [self] if self.years == 1 else [self.in_year(year) for year in range(1, self.years + 1)]

    @property
    def late(self) -> np.ndarray:
        """L booleans: what takes too long to be chosen."""
        return self.months > self.most_months + rounding(self.most_months)

    def allowed(self, chosen: np.ndarray) -> np.ndarray:
        """Return which of P portfolios (P × L booleans) needs, musts, groups and limits allow, whatever they cost."""
        out = chosen[:, self.must].all(axis=1) & ~chosen[:, self.late].any(axis=1)
        out &= chosen @ self.people <= self.most_people + rounding(self.most_people)
        for lever, needs in enumerate(self.needs):
            for other in needs:
                out &= ~chosen[:, lever] | chosen[:, other]
        for word in set(self.group) - {""}:
            out &= chosen[:, [group == word for group in self.group]].sum(axis=1) <= 1
        return out

    def positions(self, chosen: Sequence[str]) -> list[int]:
        """Return where some levers stand.

        Raises
        ------
        StudyError
            When there is no such lever.
        """
        for lever in chosen:
            if lever not in self.ids:
                raise StudyError.not_among("levers", lever, self.ids)
        return [self.ids.index(lever) for lever in dict.fromkeys(chosen)]

    @cached_property
    def utilities(self) -> np.ndarray:
        """S × O × D: where each offering stands; an unknown rating at the middle of its scale."""
        return np.where(np.isnan(self.model.utility), 0.5, self.model.utility)

    @property
    def utility(self) -> np.ndarray:
        """S × D: where ours stands."""
        return self.utilities[:, self.model.ours]

    @property
    def steps(self) -> np.ndarray:
        """S × L × D: the steps that are counted."""
        steps = self.low if self.claim is None else self.step * self.claim
        return steps if self.part is None else steps * self.part

    def value_change(self, chosen: Sequence[int], offering: int | None = None) -> np.ndarray:
        """Return for each segment what some levers change in an offering's value, by default ours (likely numbers)."""
        before = self.utilities[:, self.model.ours if offering is None else offering]
        moved = np.clip(before + self.steps[:, list(chosen)].sum(axis=1), 0, 1) - before
        return (self.model.weight * moved).sum(axis=1)

    def past_anchor(self, chosen: Sequence[int]) -> np.ndarray:
        """Return S × D booleans: where some levers together push a rating past its anchor, so that not all counts."""
        after = self.utility + self.steps[:, list(chosen)].sum(axis=1)
        return (after > 1 + rounding(1.0)) | (after < -rounding(1.0))


def lever_model(source: Study | ValueModel) -> LeverModel:
    """Turn a study's levers into arrays.

    Raises
    ------
    StudyError
        When the study has no levers, or more than 200.
    """
    model = modelled(source)
    levers, effects = model.study.optional("levers"), model.study.optional("effects")
    ids = [str(lever) for lever in levers["lever"]]
    if not ids:
        raise StudyError(model.study.settings.title, N_("the study has no levers; they stand in the table levers"))
    if len(ids) > MOST_LEVERS:
        message = N_("{count} levers are too many; {most} at most: leave out what nobody seriously considers")
        raise StudyError("levers", message, count=len(ids), most=MOST_LEVERS)
    segments, drivers = [str(s) for s in model.segments], [str(d) for d in model.drivers["driver"]]
    row = rows_in_force(effects, {"segment": segments, "lever": ids, "driver": drivers})
    length = (model.drivers["best"] - model.drivers["worst"]).to_numpy(float)
    change, low, high = (np.append(effects[name].to_numpy(float), 0.0)[row] for name in ("change", "low", "high"))
    times = effects.reindex(columns=["build_up", "half_life"]).astype(float)  # tables made in memory may lack them
    build_up, half_life = (np.append(times[name].to_numpy(), np.nan)[row] for name in times)
    ends = np.minimum(low / length, high / length)
    cost, cost_low, cost_high = (levers[name].to_numpy(float) for name in ("cost", "cost_low", "cost_high"))
    yearly = np.nan_to_num(levers["cost_yearly"].to_numpy(float)) * years_that_count(model.study)
    needs = [[ids.index(word) for word in listed(str(text))] for text in levers["needs"]]
    return LeverModel(
        model,
        ids,
        cost=cost + yearly,
        cost_low=np.where(np.isnan(cost_low), cost, cost_low) + yearly,
        cost_high=np.where(np.isnan(cost_high), cost, cost_high) + yearly,
        group=[str(word).strip() for word in levers["group"]],
        needs=needs,
        must=(levers["must"] == "yes").to_numpy(),
        row=row,
        step=change / length + 0.0,
        low=np.where(np.isnan(ends), change / length * HALF, ends) + 0.0,
        people=np.nan_to_num(levers["people"].to_numpy(float)),
        months=_in_turn(np.nan_to_num(levers["months"].to_numpy(float)), needs),
        build_up=np.nan_to_num(build_up),
        half_life=np.nan_to_num(half_life, nan=math.inf),
    )


def _in_turn(months: np.ndarray, needs: Sequence[Sequence[int]]) -> np.ndarray:
    """Return after how many months each lever is there, if what it needs comes first."""
    there = months.copy()
    for _ in needs:  # a chain has at most as many links
        there = months + np.array([max((there[other] for other in first), default=0.0) for first in needs])
    return there


def years_that_count(study: Study) -> float:
    """Return for how many years yearly costs of levers count, discounted to today; see :func:`horizon_and_rate`."""
    horizon, rate = horizon_and_rate(study)
    if math.isinf(horizon):
        return 1 / rate
    return annuity_factor(horizon, rate)


def horizon_and_rate(study: Study) -> tuple[float, float]:
    """Return for how many years costs count, and how much less those of a year later do.

    Those of the study's ``horizon_years`` and ``discount_rate``; else of the longest horizon among its economics (all
    years to come, where it has no end and there is a discount rate); else one year.
    """
    settings, economics = study.settings, study.optional("economics")
    if settings.horizon_years:
        return settings.horizon_years, settings.discount_rate or 0.0
    if not len(economics):
        return 1.0, 0.0
    rate = float(np.nan_to_num(economics["discount_rate"].to_numpy(float)).max())
    horizon = float(np.nan_to_num(economics["horizon"].to_numpy(float), nan=math.inf).max())
    return (1.0, 0.0) if math.isinf(horizon) and rate <= 0 else (horizon, rate)


def past_anchor(source: Study | ValueModel | LeverModel, chosen: Sequence[str] | None = None) -> pd.DataFrame:
    """Say where levers push our rating past its anchor, which counts only up to it.

    ``chosen``: these together; by default each lever by itself.

    Returns
    -------
    DataFrame
        ``segment``, ``lever`` (several together: with ``+`` between), ``driver``.
    """
    levers = source if isinstance(source, LeverModel) else lever_model(source)
    sets = [[name] for name in levers.ids] if chosen is None else [list(chosen)]
    rows = [
        (levers.model.segments[s], "+".join(names), levers.model.drivers["driver"].iloc[d])
        for names in sets
        for s, d in np.argwhere(levers.past_anchor(levers.positions(names)))
    ]
    return pd.DataFrame(rows, columns=["segment", "lever", "driver"], dtype="str")
