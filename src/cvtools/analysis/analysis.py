"""The numbers that one segment's report speaks of, worked out once."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cvtools.analysis.certainty import Certainty
from cvtools.figures.values import view_gaps
from cvtools.language.labels import labelled, names_of, words_of
from cvtools.language.language import Language, digits_for
from cvtools.language.text import share_word
from cvtools.study.provenance import rating_sources, weakest_evidence, weight_sources
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.draws import DRAWS, MOST_CELLS
from cvtools.uncertainty.simulation import Simulation, simulate
from cvtools.uncertainty.summaries import EVERY
from cvtools.value.gaps import best_alternatives, gap_totals, headroom, price_driver, standings, value_gaps
from cvtools.value.values import contributions, market_totals, values

WEAK = ("", "assumption")
_HARDLY = 0.002
"""Knowing is worth hardly anything if it is worth less than this share of the width of the gap's interval."""


@dataclass(frozen=True)
class SegmentFacts:
    """One segment of a study against its best alternative, with names in one language."""

    study: Study
    segment: str
    _: Language

    @classmethod
    def of(cls, study: Study, *, segment: str = "", language: str = "") -> "SegmentFacts":
        """Facts of the segment (by default the first) in the language (by default the study's)."""
        return cls(study, chosen_segment(study, segment), words_of(study, language))

    def _mine(self, frame: pd.DataFrame) -> pd.DataFrame:
        rows = frame[frame["segment"] == self.segment].reset_index(drop=True)
        return labelled(rows, self.study, language=self._.code)

    def name(self, table: str, identifier: str) -> str:
        """The name of a segment, offering or driver."""
        return names_of(self.study, table, language=self._.code)[identifier]

    @property
    def ours(self) -> str:
        """The name of our offering."""
        return self.name("offerings", self.study.settings.ours)

    @property
    def segment_name(self) -> str:
        """The name of the segment."""
        return self.name("segments", self.segment)

    @cached_property
    def values(self) -> pd.DataFrame:
        """The segment's values, the highest first."""
        table = self._mine(values(self.study))
        middle = (table["value_low"] + table["value_high"]) / 2
        return table.loc[middle.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)

    @cached_property
    def our_values(self) -> pd.Series:
        """Our value in each segment, by id; ``NaN`` where a rating is unknown."""
        table = values(self.study)
        return table[table["offering"] == self.study.settings.ours].set_index("segment")["value"]

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each driver adds to the value of each offering."""
        return self._mine(contributions(self.study))

    @cached_property
    def best(self) -> pd.Series:
        """The best alternative: ``rival``, its value, and whether it is ``certain``."""
        return self._mine(best_alternatives(self.study)).iloc[0]

    @property
    def rival(self) -> str:
        """The name of the best alternative."""
        return str(self.best["rival_name"])

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The gap to the best alternative by driver, what speaks for us first."""
        return self._mine(value_gaps(self.study)).sort_values("gap", ascending=False, kind="stable")

    @cached_property
    def total(self) -> pd.Series:
        """The whole gap: ``gap`` (``NaN`` where ratings are unknown), ``gap_low``, ``gap_high``."""
        return gap_totals(self.gaps).iloc[0]

    @cached_property
    def all_totals(self) -> pd.DataFrame:
        """The whole gap of every segment to its best alternative."""
        return labelled(gap_totals(value_gaps(self.study)), self.study, language=self._.code)

    @cached_property
    def market_gap(self) -> float:
        """The mean gap over all customers, each segment against its own best alternative."""
        return float(market_totals(self.all_totals[["segment", "gap"]], self.study.segments)["gap"].iloc[0])

    def _price_closing(self, gap: float) -> float:
        """Our price that would close this gap, in the price driver's own unit; ``NaN`` if undefined."""
        price = price_driver(self.study) if self.study.settings.money else None
        row = self.contributions[self.contributions["ours"] & (self.contributions["driver"] == price)]
        anchors = self.study.drivers[self.study.drivers["driver"] == price]
        if row.empty or not row["weight"].iloc[0] or (anchors["worst"] < anchors["best"]).any():
            return float("nan")
        a_unit = row["weight"].iloc[0] / (anchors["worst"].iloc[0] - anchors["best"].iloc[0])
        return float(row["rating"].iloc[0] + gap / a_unit)

    @cached_property
    def fair_price(self) -> float:
        """Our price at which the segment would do as well with us as with the best alternative; ``NaN`` if undefined.

        What closes the gap if only our price moves.
        """
        found = self._price_closing(float(self.total["gap"]))
        return found if found > 0 else float("nan")

    @cached_property
    def fair_prices(self) -> tuple[float, float]:
        """The interval of ``fair_price``: what closes the ends of the gap's interval, to the same alternative.

        Both are ``NaN`` where nothing is uncertain, or our price or what a unit of it is worth is.
        """
        if self.sure.fixed or not self.sure.price_is_fixed:
            return float("nan"), float("nan")
        low, high = (self._price_closing(float(self.sure.rival_gap[end])) for end in ("gap_low", "gap_high"))
        return low, high

    @cached_property
    def least_worth(self) -> float:
        """What knowing more has to be worth to be spoken of: it shows in this report's digits, beside the gap."""
        width = float(self.sure.gap["gap_high"] - self.sure.gap["gap_low"])
        return max(_HARDLY * width, 0.5 * 10.0**-self.digits)

    @property
    def measure_first(self) -> str:
        """The driver whose numbers are worth most to know; blank where none is worth a word."""
        single = self.sure.information.drop(EVERY)
        return str(single.idxmax()) if float(single.max()) >= self.least_worth else ""

    @cached_property
    def room(self) -> pd.DataFrame:
        """What each driver at its best would add, the most first (as ``gap``)."""
        return self._mine(headroom(self.study)).sort_values("gap", ascending=False, kind="stable")

    def view_gaps(self, against: str) -> pd.DataFrame:
        """What is known of the expectation or the perception gap, the worst first; may be empty."""
        gaps = view_gaps(self.study, against=against, segment=self.segment, language=self._.code)
        return gaps.sort_values("gap", kind="stable")

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The weakest ``evidence`` behind each driver's part of the gap, with ``driver``, ``driver_name``, ``gap``."""
        found = weakest_evidence(self.study, self.gaps, self.segment)
        names = names_of(self.study, "drivers", language=self._.code)
        return found.assign(driver_name=found["driver"].map(names))

    @cached_property
    def weak_share(self) -> float:
        """How much of the differences, added up whatever their sign, rests on an assumption; ``NaN`` if undefined."""
        size = self.evidence["gap"].abs()
        weak = size[self.evidence["evidence"].isin(WEAK)].sum()
        return float(weak / size.sum()) if size.notna().all() and size.sum() > 0 else float("nan")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Every number behind the gap, with its row's ``low``, ``high``, ``evidence``, ``n`` and ``note``.

        ``driver``, ``offering`` (blank for a weight) and ``number`` come first.
        """
        weights = weight_sources(self.study, self.segment).rename(columns={"weight": "number"}).assign(offering="")
        ratings = rating_sources(self.study, self.segment).rename(columns={"rating": "number"})
        pair = [self.study.settings.ours, str(self.best["rival"])]
        both = pd.concat([weights, ratings[ratings["offering"].isin(pair)]])
        order = {driver: i for i, driver in enumerate(self.study.drivers["driver"])}
        rank = {offering: i for i, offering in enumerate(["", *pair])}
        keys = pd.DataFrame({"driver": both["driver"].map(order), "offering": both["offering"].map(rank)})
        return both.iloc[keys.reset_index(drop=True).sort_values(["driver", "offering"]).index].reset_index(drop=True)

    @property
    def unknown(self) -> list[str]:
        """The unknown ratings that matter for the answer, as “driver (offering)”."""
        rows = self._unknown.to_dict("records")
        return [f"{row['driver_name']} ({row['offering_name']})" for row in rows]

    @property
    def unknown_drivers(self) -> set[str]:
        """The drivers of these ratings: ids."""
        return set(self._unknown["driver"])

    @cached_property
    def _unknown(self) -> pd.DataFrame:
        table = self.contributions
        asked = [self.study.settings.ours, self.best["rival"], *(self.contenders if self.standing == "open" else ())]
        return table[table["utility"].isna() & (table["weight"] > 0) & table["offering"].isin(asked)]

    @cached_property
    def digits(self) -> int:
        """How many digits this report's amounts have after the decimal sign."""
        return digits_for(
            [*self.gaps["gap_low"], *self.gaps["gap_high"], self.total["gap_low"], self.total["gap_high"]]
        )

    @cached_property
    def standings(self) -> dict[str, str]:
        """For each segment, where our offering stands: ahead, behind, level or open."""
        found = standings(self.study)
        return dict(zip(found["segment"], found["standing"], strict=True))

    @property
    def standing(self) -> str:
        """Where our offering stands in this segment."""
        return self.standings[self.segment]

    @cached_property
    def simulation(self) -> Simulation:
        """The draws of everything uncertain in the study, the same for all that is said of it."""
        return simulate(self.study, draws=min(DRAWS, MOST_CELLS // len(self.study.offerings)))

    @cached_property
    def sure(self) -> Certainty:
        """How sure the numbers make us, by the study's ranges."""
        return Certainty(self.simulation, self.segment)

    @property
    def verdict(self) -> str:
        """Who wins, as far as unknown ratings and ranges let us say: ahead, behind, contested, open or level."""
        return self.sure.verdict

    @property
    def noise(self) -> float:
        """Differences up to this are rounding."""
        return 1e-9 * (1.0 + float(self.values[["value_low", "value_high"]].abs().to_numpy().max()))

    @property
    def tied(self) -> bool:
        """Whether the known gap is nothing but rounding."""
        return bool(abs(self.total["gap"]) <= self.noise)

    @property
    def _others(self) -> pd.DataFrame:
        """The values of the alternatives besides the best one."""
        return self.values[~self.values["ours"] & (self.values["offering"] != self.best["rival"])]

    @property
    def shared_lead(self) -> bool:
        """Whether another alternative is worth as much as the best one."""
        return bool((self._others["value_low"] >= self.best["value_low"] - self.noise).any())

    @cached_property
    def contenders(self) -> dict[str, str]:
        """Other offerings than the best alternative that could be worth as much as ours or more: names by id."""
        ours = self.values[self.values["ours"]].iloc[0]
        others = self._others
        found = others[others["value_high"] >= ours["value_low"] - self.noise]
        return dict(zip(found["offering"], found["offering_name"], strict=True))

    @property
    def share(self) -> str:
        """What part of what is plausible an interval holds, as a percentage."""
        return share_word(self.study.settings.confidence, self._)

    def measure(self, value: float, *, signed: bool = False) -> str:
        """A difference in words: an amount of money, or so many points."""
        return self._.measure(value, self.study.settings.unit, digits=self.digits, signed=signed)

    def span(self, low: float, high: float, *, signed: bool = False) -> str:
        """From one difference to another in words: the unit is named once where it follows the number."""
        _, unit = self._, self.study.settings.unit
        first = _.amount(low, unit, digits=self.digits, signed=signed)
        return _("{low} to {high}", low=first, high=self.measure(high, signed=signed))
