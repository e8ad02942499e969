"""Every frame of a study, worked out once and when it is first asked for: all segments, ids and numbers, no words."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from cvtools.analysis.improvement import Improvement
from cvtools.study.schema import VIEWS
from cvtools.study.study import Study
from cvtools.uncertainty.customers import customer_shares
from cvtools.uncertainty.draws import DRAWS, MOST_CELLS, SEED
from cvtools.uncertainty.influence import answers_needed, tornado, variance_shares
from cvtools.uncertainty.simulation import Simulation, simulate, with_more_draws
from cvtools.uncertainty.smaa import unknown_weights
from cvtools.uncertainty.summaries import gap_intervals, information_value, robustness
from cvtools.uncertainty.verdicts import near_a_threshold, verdicts
from cvtools.uncertainty.within_ranges import halo_range, rank_ranges
from cvtools.value.caveats import Caveat, find_caveats
from cvtools.value.gaps import (
    best_alternatives,
    expectation_gaps,
    gap_totals,
    headroom,
    perception_gaps,
    standings,
    value_gaps,
)
from cvtools.value.model import BEST, ValueModel, value_model
from cvtools.value.sensitivity import breakeven, weight_switches
from cvtools.value.values import contributions, values

Made = TypeVar("Made")
MORE = 10
"""So many times as many draws are made where a verdict is near its threshold."""


@dataclass(frozen=True, eq=False)
class Frames:
    """The frames of one study in one view; see the function of the same name for the columns of each."""

    study: Study
    view: str = VIEWS[0]
    draws: int = DRAWS
    seed: int = SEED
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """The study's fingerprint."""
        return self.study.fingerprint

    @cached_property
    def model(self) -> ValueModel:
        """The study as arrays."""
        return value_model(self.study, view=self.view)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each driver adds to each value."""
        return contributions(self.model)

    @cached_property
    def values(self) -> pd.DataFrame:
        """Benefits, costs and value."""
        return values(self.model)

    @cached_property
    def value_parts(self) -> pd.DataFrame:
        """Values, with what is known of their benefits and costs.

        Beside the columns of ``values``: ``benefits_low``, ``benefits_high``, ``costs_low``, ``costs_high`` (all ≥ 0,
        always filled): the known part, and that with the unknown ratings counted in full. Where ``value`` is unknown,
        ``benefits`` and ``costs`` are in the middle of theirs.
        """
        (low, high), cost = self.model.contribution_range, self.model.is_cost
        ends = {
            "benefits_low": low[:, :, ~cost].sum(axis=2),
            "benefits_high": high[:, :, ~cost].sum(axis=2),
            "costs_low": 0.0 - high[:, :, cost].sum(axis=2),
            "costs_high": 0.0 - low[:, :, cost].sum(axis=2),
        }
        found = self.values.assign(**{name: numbers.ravel() for name, numbers in ends.items()})
        for side in ("benefits", "costs"):
            middle = (found[f"{side}_low"] + found[f"{side}_high"]) / 2
            found[side] = found[side].where(found["value"].notna(), middle)
        return found

    @cached_property
    def best_alternatives(self) -> pd.DataFrame:
        """Each segment's best alternative."""
        return best_alternatives(self.model)

    @cached_property
    def standings(self) -> pd.DataFrame:
        """Where we stand, whatever the unknown ratings turn out to be."""
        return standings(self.model)

    @cached_property
    def headroom(self) -> pd.DataFrame:
        """What each driver at its best would add."""
        return headroom(self.model)

    @cached_property
    def breakeven(self) -> pd.DataFrame:
        """The ratings of ours that would close the gap."""
        return breakeven(self.model)

    @cached_property
    def weight_switches(self) -> pd.DataFrame:
        """The weights at which another offering would become the best."""
        return weight_switches(self.model)

    @cached_property
    def caveats(self) -> list[Caveat]:
        """What deserves a second look."""
        return find_caveats(self.model)

    @cached_property
    def simulation(self) -> Simulation:
        """The draws, summed up; ten times as many of a segment where the usual number leaves its verdict to chance."""
        most = MOST_CELLS // len(self.model.offerings)
        found = simulate(self.model, draws=min(self.draws, most), seed=self.seed)
        if self.draws != DRAWS or most < MORE * DRAWS:
            return found
        return with_more_draws(found, near_a_threshold(found), draws=MORE * DRAWS)

    @cached_property
    def improvement(self) -> Improvement:
        """Levers, the best plan, what it pays, what may be said."""
        return Improvement(self.model, self.draws, self.seed)

    def verdict_apart(self, segment: str) -> pd.DataFrame:
        """Who would win a segment, in a word, if no numbers moved together; one row of ``verdicts``."""
        return self.once(("verdict_apart", segment), lambda: verdicts(self._apart(segment)))

    def _apart(self, segment: str) -> Simulation:
        """The draws of a segment as they would be if no numbers moved together."""
        settings = replace(self.study.settings, halo=0.0, shared=0.0)
        others = {name: frame for name, frame in self.study.others.items() if name != "groups"}
        model = replace(self.model, study=replace(self.study, settings=settings, others=others, replicates=None))
        drawn = self.simulation.markets[self.simulation.segments.index(segment)].draws
        return simulate(model, draws=drawn, seed=self.seed, causes=False, segment=segment)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """For which part of each segment's customers each offering is the best; without rows where all weigh alike."""
        return customer_shares(self.model, seed=self.seed)

    def rank_ranges(self, segment: str) -> pd.DataFrame:
        """The best and the worst rank of each offering in a segment, for any numbers within their ranges."""
        return self.once(("rank_ranges", segment), lambda: rank_ranges(self.model, segment=segment))

    def halo_range(self, segment: str) -> pd.DataFrame:
        """How probable it is that each offering is the best in a segment, whatever the halo is."""
        drawn = self.simulation if self.simulation.draws == self.draws else self.model
        return self.once(
            ("halo_range", segment), lambda: halo_range(drawn, draws=self.draws, seed=self.seed, segment=segment)
        )

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """Intervals of the values, and how probable each rank is."""
        return robustness(self.simulation)

    @cached_property
    def gap_intervals(self) -> pd.DataFrame:
        """Intervals of the gaps, and how probable it is that we give more."""
        return gap_intervals(self.simulation)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Who wins, in a word."""
        return verdicts(self.simulation)

    @cached_property
    def information(self) -> pd.DataFrame:
        """What it is worth to know more."""
        return information_value(self.simulation)

    @cached_property
    def variance_shares(self) -> pd.DataFrame:
        """Where the variance of each gap comes from."""
        return variance_shares(self.simulation)

    @cached_property
    def answers_needed(self) -> pd.DataFrame:
        """How many more answers would settle a gap."""
        return answers_needed(self.simulation)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is the same for all who look at the study, made when it is first asked for; nobody may change it."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def gaps(self, rival: str = BEST) -> pd.DataFrame:
        """Our gap to a rival by driver."""
        return self.once(("gaps", rival), lambda: value_gaps(self.model, rival=rival))

    @cached_property
    def gap_totals(self) -> pd.DataFrame:
        """The whole gap of every segment to its best alternative."""
        return gap_totals(self.gaps())

    def view_gaps(self, against: str) -> pd.DataFrame:
        """Our offering as perceived, minus as ``expected`` or ``believed``; without rows where nobody said."""
        if not (self.study.ratings["view"] == against).any():
            return pd.DataFrame({"segment": [], "gap": []})
        compare = expectation_gaps if against == "expected" else perception_gaps
        source = self.model if self.view == VIEWS[0] else self.study
        return self.once(("view_gaps", against), lambda: compare(source))

    def tornado(self, rival: str = BEST) -> pd.DataFrame:
        """How far each uncertain number alone moves the gap to a rival."""
        return self.once(("tornado", rival), lambda: tornado(self.model, rival=rival))

    def unknown_weights(self, order: list[tuple[str, str]] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Who could be best if the weights were not known, or only their order."""
        return unknown_weights(self.model, draws=self.draws, seed=self.seed, order=order or ())
