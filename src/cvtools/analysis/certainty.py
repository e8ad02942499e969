"""How sure the numbers of one segment make us, worked out once: what a report says of it is in other modules."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
import pandas as pd

from cvtools.analysis.frames import Frames
from cvtools.study.rounding import ROUNDING
from cvtools.study.study import Study
from cvtools.uncertainty.influence import TOGETHER
from cvtools.uncertainty.inputs import keys_of
from cvtools.uncertainty.simulation import Market
from cvtools.uncertainty.summaries import EVERY
from cvtools.uncertainty.surveyed import outdated_replicates, places_of_replicates
from cvtools.uncertainty.verdicts import PROBABLE_FROM, Sureness, certain_from
from cvtools.value.gaps import price_driver
from cvtools.value.model import SCALE

MOST_SOURCES = 3
_TOLD_APART = 0.02
"""Probabilities that are closer than this are not told apart."""
_WORTH_A_WORD = 0.05
"""Smaller shares of a gap's variance are not spoken of."""


@dataclass(frozen=True, eq=False)
class Certainty:
    """What one simulation says of one segment; ids and numbers, no words."""

    frames: Frames
    segment: str

    @property
    def study(self) -> Study:
        """The study that was simulated."""
        return self.frames.study

    def _mine(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["segment"] == self.segment].reset_index(drop=True)

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """For each segment: ahead, behind, contested, open or level; see ``verdicts``."""
        found = self.frames.verdicts
        return dict(zip(found["segment"], found["verdict"], strict=True))

    @property
    def verdict(self) -> str:
        """Who wins this segment, in a word."""
        return self.verdicts[self.segment]

    @cached_property
    def fixed(self) -> bool:
        """Whether nothing that moves our gaps is uncertain, so that there is no interval and no probability."""
        return bool(self._mine(self.frames.verdicts)["fixed"].iloc[0])

    @cached_property
    def sureness(self) -> Sureness:
        """How surely the one that is most probably the best is it: clear, probably, open; unknown without ranges."""
        return self._mine(self.frames.verdicts)["sureness"].iloc[0]

    @property
    def clear(self) -> bool:
        """Whether there is a clear winner."""
        return self.verdict in ("ahead", "behind")

    @property
    def confidence(self) -> float:
        """What part of the draws an interval holds."""
        return self.study.settings.confidence

    @cached_property
    def chances(self) -> pd.Series:
        """How probable it is that each offering gives most, the most probable first; by id."""
        found = self._mine(self.frames.robustness).set_index("offering")["p_best"]
        return found.sort_values(ascending=False, kind="stable")

    @property
    def chance(self) -> float:
        """How probable it is that we give most."""
        return float(self.chances[self.study.settings.ours])

    @cached_property
    def rival(self) -> str:
        """The best alternative by the likely numbers; its id."""
        return str(self._mine(self.frames.best_alternatives)["rival"].iloc[0])

    @cached_property
    def contenders(self) -> list[str]:
        """The fewest offerings of which one gives most for certain, as certain as the study asks; ids."""
        enough = int((self.chances.cumsum() < certain_from(self.study.settings.confidence) - ROUNDING).sum()) + 1
        return [str(offering) for offering in self.chances.index[:enough]]

    @cached_property
    def contending_rivals(self) -> list[str]:
        """Which alternatives may be the best of all, where we are not; ids, at least two if there are as many."""
        rivals = [str(offering) for offering in self.chances.index if offering != self.study.settings.ours]
        possible = {*self.contenders, self.rival, *rivals[:2]}
        return [offering for offering in rivals if offering in possible]

    @cached_property
    def customers(self) -> pd.DataFrame:
        """For which part of the customers each offering is the best, the largest first; empty if all weigh alike.

        ``offering``, ``share``, ``share_low``, ``share_high``.
        """
        found = self._mine(self.frames.customers)
        return found.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """The ``best_rank`` and ``worst_rank`` of each offering, for any numbers within their ranges; by id."""
        return self.frames.rank_ranges(self.segment).set_index("offering")

    @cached_property
    def gap(self) -> pd.Series:
        """Our gap to the best alternative, chosen in each draw: ``gap_low``, ``gap_high``, ``mean``, ``p_win``."""
        found = self._mine(self.frames.gap_intervals)
        return found[found["rival"] == EVERY].iloc[0]

    @property
    def gap_median(self) -> float:
        """The middle of what the draws give for our gap to the best alternative: what stands beside its interval.

        The gap of the likely numbers where chance alone (two standard errors of the median) could tell the two apart.
        """
        return self.told_median(self.gap)

    def told_median(self, gap: pd.Series) -> float:
        """The median of a row of ``gap_intervals`` as it is told; see ``gap_median``."""
        low, likely, high, median = (float(gap[name]) for name in ("gap_low", "gap", "gap_high", "median"))
        chance = (high - low) / sqrt(self.draws)
        return likely if abs(median - likely) <= chance else median

    @cached_property
    def rival_gap(self) -> pd.Series:
        """Our gap to the likely best alternative: ``gap_low``, ``gap``, ``gap_high``, ``mean``, ``p_win``."""
        found = self._mine(self.frames.gap_intervals)
        return found[found["rival"] == self.rival].iloc[0]

    @cached_property
    def disagrees(self) -> bool:
        """Whether the ranges leave no doubt, but the likely numbers point elsewhere."""
        low, high = self.gap["gap_low"], self.gap["gap_high"]
        likely = dict(self.frames.standings.itertuples(index=False, name=None))[self.segment]
        return likely != "open" and ((high < 0 and likely != "behind") or (low > 0 and likely != "ahead"))

    @property
    def skewed(self) -> bool:
        """Whether they disagree because ranges lie on one side of their likely numbers."""
        likely, mean = float(self.rival_gap["gap"]), float(self.rival_gap["mean"])
        return self.disagrees and (likely > 0) != (mean > 0)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The numbers behind most of the variance of our gap to the likely best alternative.

        ``table``, ``offering`` (blank for a weight), ``driver``, ``share``; the largest first, at most three.
        """
        found = self._mine(self.frames.variance_shares)
        found = found[(found["rival"] == self.rival) & (found["table"] != TOGETHER) & (found["share"] >= _WORTH_A_WORD)]
        return found.sort_values("share", ascending=False, kind="stable").head(MOST_SOURCES).reset_index(drop=True)

    @cached_property
    def information(self) -> pd.Series:
        """What it is worth to know each driver's numbers exactly, by driver; ``*`` is everything."""
        return self._mine(self.frames.information).set_index("driver")["information"]

    @cached_property
    def changes(self) -> pd.Series:
        """How probable it is that knowing a driver's numbers would name another offering the best, by driver."""
        return self._mine(self.frames.information).set_index("driver")["change"]

    @property
    def draws(self) -> int:
        """How often the segment's numbers were drawn."""
        return self._market.draws

    @property
    def _market(self) -> Market:
        return self.frames.simulation.markets[self.frames.simulation.segments.index(self.segment)]

    @property
    def numbers(self) -> pd.DataFrame:
        """The segment's uncertain numbers: ``ids`` of ``Numbers``."""
        return self._market.ids

    @cached_property
    def surveyed(self) -> int:
        """How many of these are drawn together, by the replicates of a survey."""
        places = places_of_replicates(self.study)
        return sum(key in places for key in keys_of(self.numbers))

    @cached_property
    def judgements(self) -> pd.DataFrame:
        """What people said of the segment's weights without saying numbers: the rows in force of ``judgements``."""
        table = self.study.optional("judgements")
        sources = set(self.numbers.loc[self.numbers["table"] == "weights", "source"])
        return table[table["segment"].isin(sources)]

    @cached_property
    def outdated(self) -> pd.DataFrame:
        """Those of the numbers that were changed since their replicates were made, and are drawn by themselves."""
        changed = outdated_replicates(self.study)
        return self.numbers[[key in changed for key in keys_of(self.numbers)]]

    @property
    def alone(self) -> bool:
        """Whether each number moves by itself."""
        return self._market.alone

    @cached_property
    def apart(self) -> pd.Series | None:
        """The row of ``verdicts`` if each number moved by itself, where that would change the verdict."""
        if self.alone or self.fixed:
            return None
        mine, other = self._mine(self.frames.verdicts).iloc[0], self.frames.verdict_apart(self.segment).iloc[0]
        same = all(mine[name] == other[name] for name in ("verdict", "sureness", "offering"))
        return None if same else other

    @cached_property
    def halo_range(self) -> tuple[float, float] | None:
        """Between which probabilities, whatever the halo is, the one that is most probably the best is it.

        ``None`` where it is as surely the best for any halo.
        """
        if self.fixed:
            return None
        row = self.frames.halo_range(self.segment).set_index("offering").loc[self.chances.index[0]]
        low, high = float(row["p_low"]), float(row["p_high"])
        limits = (PROBABLE_FROM - ROUNDING, certain_from(self.confidence) - ROUNDING)
        hangs = high - low >= _TOLD_APART and any(low < limit <= high for limit in limits)
        return (low, high) if hangs else None

    @property
    def price_is_fixed(self) -> bool:
        """Whether neither our own price nor what a unit of it is worth is uncertain."""
        ids = self.numbers
        concerned = ids["offering"].isin(["", self.study.settings.ours]) & (ids["driver"] == price_driver(self.study))
        return not bool(concerned.any())

    def answers(self, driver: str) -> pd.Series | None:
        """How many more people to ask about a driver (``*``: all) would settle our gap to the likely best alternative.

        ``n``, ``times``, ``more``; ``None`` where nothing about it is uncertain.
        """
        found = self._mine(self.frames.answers_needed)
        found = found[(found["rival"] == self.rival) & (found["driver"] == driver)]
        return None if found.empty else found.iloc[0]

    @cached_property
    def breakeven(self) -> pd.DataFrame:
        """The ratings of ours that alone would close the gap, the least step of the scale first.

        ``driver``, ``rating``, ``rating_needed``, ``step`` (a share of the scale).
        """
        found = self._mine(self.frames.breakeven)
        drivers = self.study.drivers.set_index("driver")
        length = found["driver"].map((drivers["best"] - drivers["worst"]).abs())
        found = found.assign(step=(found["rating_needed"] - found["rating"]).abs() / length)
        found = found[found["feasible"] & found["rating"].notna() & (found["step"] > ROUNDING)]
        return found.sort_values("step", kind="stable").reset_index(drop=True)

    @cached_property
    def switch(self) -> pd.Series | None:
        """The least change of one weight beyond which another offering is the best; ``None`` if there is none.

        A weight of nothing, or of everything, has no beyond.
        """
        found = self._mine(self.frames.weight_switches).dropna(subset=["change"])
        most = np.inf if self.study.settings.money else SCALE
        found = found[(found["change"] > ROUNDING) & found["weight_needed"].between(ROUNDING, most - ROUNDING)]
        return None if found.empty else found.sort_values("change", kind="stable").iloc[0]
