"""What to do for a study, worked out once: levers, the plan that is best, what it pays, what may be said. No words."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from cvtools.improvement.choice import Calibration, calibrate, preference_shares
from cvtools.improvement.claims import break_even_claim, net_over_draws
from cvtools.improvement.lever_model import LeverModel, horizon_and_rate, lever_model, past_anchor
from cvtools.improvement.levers import lever_effects, plan_effects
from cvtools.improvement.outcomes import economics_of, outcomes
from cvtools.improvement.over_time import MOST_YEARS
from cvtools.improvement.portfolio import Plan, frontier, portfolio
from cvtools.improvement.proposition import price_room, propositions
from cvtools.study.errors import StudyError
from cvtools.study.rounding import rounding
from cvtools.study.schema import POINTS
from cvtools.study.study import Study
from cvtools.value.gaps import price_driver, value_gaps
from cvtools.value.model import ValueModel

WITHOUT_LEVERS = ("calibration", "propositions", "price_room", "journey", "frictions")
"""What there is to know of a study that has no levers."""
_WHATEVER_THE_BUDGET = ("levers", "effects", "frontier", "calibration")
_MEASURED = ("offering", "wave", "low", "high")


@dataclass(frozen=True, eq=False)
class Improvement:
    """What levers do over all segments, and the plan that is best; each frame as its function returns it."""

    model: ValueModel
    draws: int
    seed: int
    budget: float = math.inf
    """What the plan may cost, yearly costs over the years that count included."""

    def within(self, budget: float) -> Self:
        """The same with another budget; what does not depend on it is not worked out again."""
        other = replace(self, budget=budget)
        vars(other).update({name: getattr(self, name) for name in _WHATEVER_THE_BUDGET})
        return other

    @property
    def study(self) -> Study:
        """The study."""
        return self.model.study

    @property
    def has_levers(self) -> bool:
        """Whether the study has any."""
        return len(self.study.others.get("levers", ())) > 0

    @cached_property
    def levers(self) -> LeverModel:
        """The levers as arrays."""
        return lever_model(self.model)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each lever alone does to each segment."""
        return lever_effects(self.levers, draws=self.draws, seed=self.seed)

    @cached_property
    def total_effects(self) -> pd.DataFrame:
        """What each lever alone adds to value over all customers: ``lever``, ``effect``, ``low``, ``high``, ``cost``.

        The interval adds the segments' ends, as if all were high or low at once: it is wider than need be.
        """
        size = self.effects["segment"].map(self.study.segments.set_index("segment")["size"])
        each = self.effects[["value_change", "low", "high"]].mul(size, axis=0).assign(lever=self.effects["lever"])
        summed = each.groupby("lever", sort=False).sum().reset_index()
        return summed.rename(columns={"value_change": "effect"}).assign(cost=self.levers.cost)

    @cached_property
    def goal(self) -> str:
        """What the plan is chosen for: profit where the economics say enough, else value."""
        return "profit" if self.pays else "value"

    @cached_property
    def pays(self) -> bool:
        """Whether the economics say enough for a profit."""
        return bool(economics_of(self.model).pays.any())

    @cached_property
    def currency(self) -> str:
        """The currency of costs and margins: the study's, or, in points, that of the price; ``points`` if unknown."""
        from babel.numbers import is_currency

        unit, price = self.study.settings.unit, price_driver(self.study)
        if unit != POINTS or price is None:
            return unit
        named = str(self.study.drivers.set_index("driver")["unit"][price]).strip()
        return named if is_currency(named) else POINTS

    @cached_property
    def plan(self) -> Plan:
        """The best portfolio."""
        return portfolio(self.levers, self.budget, goal=self.goal, draws=self.draws, seed=self.seed)

    @cached_property
    def plan_effects(self) -> pd.DataFrame:
        """What the plan does to each segment."""
        return plan_effects(self.levers, self.plan.chosen, draws=self.draws, seed=self.seed)

    @cached_property
    def plan_by_year(self) -> pd.DataFrame:
        """What is there of the plan's change in some years: ``segment``, ``year``, ``value_change`` (likely numbers).

        The first year, the one with most of it over all customers, and the last that counts; no rows where all years
        are alike.
        """
        last = min(self.levers.years, math.ceil(min(horizon_and_rate(self.study)[0], MOST_YEARS)))
        pulled, size = self.levers.positions(self.plan.chosen), self.study.segments["size"].to_numpy(float)
        changes = [year.value_change(pulled) for year in self.levers.by_year()[:last]]
        full = self.levers.in_year(None).value_change(pulled)
        if all(np.abs(change - full).max() <= rounding(full) for change in changes):
            return pd.DataFrame({"segment": [], "year": [], "value_change": []})
        most = int(np.argmax([change @ size for change in changes]))
        rows = [
            (segment, year + 1, float(change))
            for year in sorted({0, most, last - 1})
            for segment, change in zip(self.model.segments, changes[year], strict=True)
        ]
        return pd.DataFrame(rows, columns=["segment", "year", "value_change"])

    @cached_property
    def low_end(self) -> pd.DataFrame:
        """The same with every effect at the low end of its claim."""
        return plan_effects(self.levers.at(None), self.plan.chosen, draws=200, seed=self.seed)

    def plan_against(self, model: ValueModel, segment: str) -> pd.DataFrame:
        """What the plan does to a segment if the numbers were those of another model, such as a scenario's."""
        return plan_effects(lever_model(model), self.plan.chosen, draws=self.draws, seed=self.seed, segment=segment)

    @cached_property
    def past_anchor(self) -> pd.DataFrame:
        """Where the plan pushes a rating past its anchor."""
        return past_anchor(self.levers, self.plan.chosen)

    @cached_property
    def frontier(self) -> pd.DataFrame:
        """What each budget can do at best, for the plan's goal."""
        return frontier(self.levers, goal=self.goal, draws=self.draws, seed=self.seed)

    @cached_property
    def claim(self) -> float:
        """To what part of its claims the plan could shrink before it no longer pays; ``NaN`` where nobody can say."""
        return break_even_claim(self.plan)

    @cached_property
    def net(self) -> tuple[float, float, float]:
        """What the plan leaves after its cost: low, high, and in what part of the draws it is more than nothing."""
        found, confidence = net_over_draws(self.plan, draws=self.draws, seed=self.seed), self.study.settings.confidence
        low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
        return float(low), float(high), float((found > 0).mean())

    @cached_property
    def calibration(self) -> Calibration | None:
        """How strongly choice follows value; ``None`` without shares that can be fitted."""
        try:
            return calibrate(self.model)
        except StudyError:
            return None

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Observed and fitted shares, and those with the plan; no rows where none can be fitted."""
        if self.calibration is None:
            return pd.DataFrame({"segment": []})
        return preference_shares(self.levers, self.plan.chosen, draws=self.draws, seed=self.seed)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """What the plan pays; no rows where the study has nothing to work it out of."""
        try:
            return outcomes(self.levers, self.plan.chosen, draws=self.draws, seed=self.seed)
        except StudyError:
            return pd.DataFrame({"segment": [], "measure": []})

    @cached_property
    def propositions(self) -> pd.DataFrame:
        """What may be said to whom."""
        return propositions(self.model, draws=self.draws, seed=self.seed)

    @cached_property
    def price_room(self) -> pd.DataFrame:
        """Up to which price we still give the most."""
        return price_room(self.model, draws=self.draws, seed=self.seed)

    @cached_property
    def frictions(self) -> pd.DataFrame:
        """What costs our customers more time, effort or risk than the best alternative would, the worst first.

        ``segment``, ``driver``, ``stage`` (blank: not said), ``gap`` (negative), ``levers`` (what eases it, as pairs
        of a lever and what it alone brings there, the most first), ``effort``, ``effort_low``, ``effort_high``: the
        effort score of the stage, about us, in the last wave of the study's ``measures``; ``NaN`` without.
        """
        drivers = self.study.drivers.set_index("driver")
        found = value_gaps(self.model)
        burden = found["driver"].map(drivers["kind"]).isin(["time", "effort", "risk"]) & (found["side"] == "cost")
        found = found[burden & (found["gap"] < -rounding(self.model.weight))]
        segments = {segment: i for i, segment in enumerate(self.study.segments["segment"])}
        found = found.iloc[np.lexsort((found["gap"], found["segment"].map(segments)))].reset_index(drop=True)
        stages = [str(drivers["stage"][driver]).strip() for driver in found["driver"]]
        scores = [self._effort(segment, stage) for segment, stage in zip(found["segment"], stages, strict=True)]
        eased = [self._easing(*pair) for pair in zip(found["segment"], found["driver"], strict=True)]
        told = pd.DataFrame(scores, columns=["effort", "effort_low", "effort_high"], index=found.index)
        found = found[["segment", "driver", "gap"]].assign(stage=stages, levers=pd.Series(eased, dtype=object))
        return found.join(told)

    def _easing(self, segment: str, driver: str) -> list[tuple[str, float]]:
        """Return the levers that ease a friction, and by how much of value each alone, the most first."""
        if not self.has_levers:
            return []
        model = self.model
        s, d = list(model.segments).index(segment), list(model.drivers["driver"]).index(driver)
        now = self.levers.utility[s, d]
        moved = model.weight[s, d] * (np.clip(now + self.levers.steps[s, :, d], 0, 1) - now)
        least = rounding(model.weight[s])
        return [(self.levers.ids[i], float(moved[i])) for i in np.argsort(-moved, kind="stable") if moved[i] > least]

    def _effort(self, segment: str, stage: str) -> tuple[float, float, float]:
        """Return the effort score of a stage with its interval, about us, in the last wave."""
        rows = self.study.others.get("measures", pd.DataFrame())
        if not stage or not {"segment", "measure", "value"} <= set(rows.columns):
            return (math.nan, math.nan, math.nan)
        rows = rows.reindex(columns=[*rows.columns, *(set(_MEASURED) - set(rows.columns))], fill_value="").astype(str)
        about = rows["offering"].str.strip().isin(["", self.study.settings.ours])
        mine = rows[about & rows["segment"].isin([segment, "*"]) & (rows["measure"] == f"ces:{stage}")]
        if mine.empty:
            return (math.nan, math.nan, math.nan)
        last = mine.sort_values("wave", kind="stable").iloc[-1]
        value, low, high = (pd.to_numeric(last[name], errors="coerce") for name in ("value", "low", "high"))
        return float(value), float(low), float(high)

    @cached_property
    def journey(self) -> pd.DataFrame:
        """Gaps along the customer's way: ``segment``, ``stage``, ``driver``, ``side``, ``gap``.

        Against each segment's best alternative, of the drivers that say at which stage they are met: in the order
        of the study's ``stages``, then of first appearance.
        """
        stages = dict(zip(self.study.drivers["driver"], self.study.drivers["stage"].str.strip(), strict=True))
        gaps = value_gaps(self.model)
        found = gaps.assign(stage=gaps["driver"].map(stages))
        found = found[found["stage"] != ""]
        order = {stage: i for i, stage in enumerate(dict.fromkeys([*self.study.settings.stages, *stages.values()]))}
        segments = {segment: i for i, segment in enumerate(self.study.segments["segment"])}
        rank = np.lexsort((found["stage"].map(order), found["segment"].map(segments)))
        return found.iloc[rank][["segment", "stage", "driver", "side", "gap"]].reset_index(drop=True)
