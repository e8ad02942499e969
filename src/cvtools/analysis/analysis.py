"""One study seen from one segment in one language: every number that pictures, tables and sentences speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd

from cvtools.analysis.certainty import Certainty
from cvtools.analysis.frames import Frames
from cvtools.analysis.improvement import Improvement
from cvtools.analysis.moves import Move, is_currency, moves, ways_out, weight_switch
from cvtools.analysis.scenarios import Seen, scenarios_seen
from cvtools.analysis.shared import is_shared, kept
from cvtools.language.labels import Amount, amounts, names_of, with_names, words_of
from cvtools.language.language import Language, digits_for
from cvtools.language.rounded import Rounded, rounded
from cvtools.language.text import about, share_word
from cvtools.study.provenance import DATE, rating_sources, weakest_evidence, weight_sources
from cvtools.study.records import records
from cvtools.study.rounding import rounding as rounding_of
from cvtools.study.schema import VIEWS
from cvtools.study.study import Study, chosen_segment, has_ranges, read_study
from cvtools.uncertainty.draws import DRAWS, SEED, checked_draws, checked_seed
from cvtools.uncertainty.simulation import Simulation
from cvtools.uncertainty.summaries import EVERY
from cvtools.value.decomposition import segment_gap
from cvtools.value.gaps import price_driver
from cvtools.value.model import BEST
from cvtools.value.values import market_totals

WEAK = ("", "assumption")
_HARDLY = 0.002
"""Knowing is worth hardly anything if it is worth less than this share of the width of the gap's interval."""


def analyse(
    study: str | Path | Study,
    *,
    segment: str = "",
    language: str = "",
    view: str = VIEWS[0],
    rival: str = BEST,
    draws: int = DRAWS,
    seed: int = SEED,
) -> "Analysis":
    """Look at a study from one segment, in one language; pictures, tables and sentences are made of the result.

    Parameters
    ----------
    study
        A study, or where it is: a folder, an ``.xlsx`` file, or an example's name.
    segment
        A segment's id; by default the first.
    language
        ``en``, ``nb`` or ``hr``; by default the study's.
    view
        Whose ratings count: ``perceived``, ``expected`` or ``believed``.
    rival
        Whom pictures and tables of gaps compare with: an offering's id, or ``best`` for the best alternative.
    draws, seed
        Of the simulation, as in ``simulate``.

    Raises
    ------
    StudyError
        When the study cannot be used, there is no such segment, language, view or rival, or ``draws`` or ``seed`` is
        not a number that a simulation can be made with.

    Examples
    --------
    >>> import cvtools as cv
    >>> analysis = analyse(cv.read_study("data/coffee"), segment="commuters")
    >>> analysis.best["rival"], round(float(analysis.total["gap"]), 1)
    ('kiosk', -11.5)
    """
    frames = kept(study, view, draws, seed)
    read = frames.study if frames else study if isinstance(study, Study) else read_study(study)
    chosen, words = chosen_segment(read, segment), words_of(read, language)
    if draws != DRAWS:
        checked_draws(draws, len(read.offerings))
    checked_seed(seed)
    found = _seen_from(frames or Frames(read, view, draws, seed), chosen, words, rival)
    if view != VIEWS[0] or rival != BEST:
        found.frames.model.rivals(rival)  # says in plain words when there is no such view or rival
    return found


def _seen_from(frames: Frames, segment: str, language: Language, versus: str) -> "Analysis":
    """An analysis; of shared frames always the same one, which has what was worked out of it already."""

    def make() -> Analysis:
        return Analysis(frames, segment, language, versus)

    return frames.once(("analysis", segment, language.code, versus), make) if is_shared(frames) else make()


@dataclass(frozen=True, eq=False)
class Analysis:
    """One segment of a study, with names in one language. What it holds is worked out once, when first asked for."""

    frames: Frames
    """The numbers of all segments."""
    segment: str
    """The segment's id."""
    language: Language
    """The reader's."""
    versus: str = BEST
    """Whom pictures and tables of gaps compare with: an offering's id, or ``best``."""
    plan: Improvement | None = None
    """What to do within a budget; see ``within``."""

    @property
    def study(self) -> Study:
        """The study."""
        return self.frames.study

    @property
    def _(self) -> Language:
        """The reader's language, by the name under which messages are collected for translation."""
        return self.language

    def __repr__(self) -> str:
        """Which study is seen from where, in one line: a notebook asks this of all that it shows."""
        return f"Analysis({self.study.settings.title!r}, segment={self.segment!r}, language={self.language.code!r})"

    def at(self, segment: str) -> "Analysis":
        """The same study from another segment; nothing is worked out again."""
        chosen = chosen_segment(self.study, segment)
        if self.plan is not None:
            return replace(self, segment=chosen)
        return _seen_from(self.frames, chosen, self.language, self.versus)

    def within(self, budget: float) -> Self:
        """The same with a plan that costs no more than a budget."""
        return replace(self, plan=self.frames.improvement.within(budget))

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with the names that people read, the short ones where there are any; see ``labelled``."""
        return with_names(frame, lambda table: self._names(table, "short"), ours=self.study.settings.ours)

    def of_segment(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The segment's rows of a frame, with names."""
        if id(frame) not in self._of_segment:
            rows = frame[frame["segment"] == self.segment].reset_index(drop=True)
            self._of_segment[id(frame)] = (frame, self.named(rows))
        return self._of_segment[id(frame)][1].copy(deep=False)

    @cached_property
    def _of_segment(self) -> dict[int, tuple[pd.DataFrame, pd.DataFrame]]:
        """The segment's rows of the frames that were asked for, by the frame's ``id``, which holds while it is here."""
        return {}

    def names(self, table: str, *, field: str = "name") -> dict[str, str]:
        """Names (or units, descriptions) of the segments, offerings or drivers, by id."""
        return dict(self._names(table, field))

    def advantage(self, row: Mapping[Any, Any]) -> str:
        """A driver's difference to a rival, for lists: of a burden that is smaller with us it is said that it is."""
        _, amount = self.language, self.measure(float(row["gap"]), signed=True)
        sides = dict(zip(self.study.drivers["driver"], self.study.drivers["side"], strict=True))
        if row["gap"] > 0 and sides[str(row["driver"])] == "cost":
            return _("{driver} (less with us, {amount})", driver=row["driver_name"], amount=amount)
        return f"{row['driver_name']} ({amount})"

    @property
    def stage_names(self) -> dict[str, str]:
        """The stages of the customer's way as the reader calls them, by their names in the study."""
        said = self.study.drivers.set_index("driver")["stage"].str.strip()
        return {stage: name for driver, name in self.names("drivers", field="stage").items() if (stage := said[driver])}

    def _names(self, table: str, field: str) -> dict[str, str]:
        code = self.language.code
        return self.frames.once(
            ("names", table, field, code), lambda: names_of(self.study, table, language=code, field=field)
        )

    def amounts(self, numbers: Iterable[float], *, signed: bool = False) -> Amount:
        """How to write numbers of this size in the study's unit; what is unknown becomes a question mark."""
        return amounts(self.study, self.language, list(numbers), signed=signed)

    def name(self, table: str, identifier: str) -> str:
        """The name of a segment, offering or driver, the short one where there is one."""
        return self._names(table, "short")[identifier]

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
        table = self.of_segment(self.frames.values)
        middle = (table["value_low"] + table["value_high"]) / 2
        return table.loc[middle.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)

    @cached_property
    def our_values(self) -> pd.Series:
        """Our value in each segment, by id; ``NaN`` where a rating is unknown."""
        table = self.frames.values
        return table[table["offering"] == self.study.settings.ours].set_index("segment")["value"]

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each driver adds to the value of each offering."""
        return self.of_segment(self.frames.contributions)

    @cached_property
    def best(self) -> pd.Series:
        """The best alternative: ``rival``, its value, and whether it is ``certain``."""
        return self.of_segment(self.frames.best_alternatives).iloc[0]

    @property
    def rival(self) -> str:
        """The name of the best alternative."""
        return str(self.best["rival_name"])

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The gap to the best alternative by driver, what speaks for us first."""
        return self.of_segment(self.frames.gaps()).sort_values("gap", ascending=False, kind="stable")

    @cached_property
    def total(self) -> pd.Series:
        """The whole gap: ``gap`` (``NaN`` where ratings are unknown), ``gap_low``, ``gap_high``."""
        found = self.frames.gap_totals
        return found[found["segment"] == self.segment].iloc[0]

    @cached_property
    def all_totals(self) -> pd.DataFrame:
        """The whole gap of every segment to its best alternative."""
        return self.named(self.frames.gap_totals)

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
        if self.certainty.fixed or not self.certainty.price_is_fixed:
            return float("nan"), float("nan")
        low, high = (self._price_closing(float(self.certainty.rival_gap[end])) for end in ("gap_low", "gap_high"))
        return low, high

    @cached_property
    def least_worth(self) -> float:
        """What knowing more has to be worth to be spoken of: it shows in this report's digits, beside the gap."""
        width = float(self.certainty.gap["gap_high"] - self.certainty.gap["gap_low"])
        return max(_HARDLY * width, 0.5 * 10.0**-self.digits)

    @property
    def measure_first(self) -> str:
        """The driver whose numbers are worth most to know; blank where none is worth a word."""
        single = self.certainty.information.drop(EVERY)
        return str(single.idxmax()) if float(single.max()) >= self.least_worth else ""

    @cached_property
    def scenarios(self) -> list[Seen]:
        """The scenarios kept with the study that change something for the segment, each worked out anew."""
        return scenarios_seen(self)

    @cached_property
    def moves(self) -> list[Move]:
        """What would improve the gap to the best alternative, the most valuable first."""
        return self.frames.once(("moves", self.segment), lambda: moves(self.frames, self.segment))

    @cached_property
    def ways_out(self) -> pd.DataFrame:
        """The level of each of our ratings at which we would be level with the best alternative."""
        return ways_out(self.frames, self.segment)

    @cached_property
    def weight_switch(self) -> pd.Series | None:
        """The least change of one weight for which another offering is the best; ``None`` if there is none."""
        return weight_switch(self.frames, self.segment)

    def is_currency(self, driver: str) -> bool:
        """Whether a driver's weight says nothing but that money is money, so that nobody can change it."""
        return is_currency(self.frames, self.segment, driver)

    @property
    def likely_gap(self) -> float:
        """The whole gap with unknown ratings at the middle of their scales."""
        return float(self.total["gap_low"] + self.total["gap_high"]) / 2

    def about(self, text: str) -> str:
        """A number that rests on unknown ratings at the middle of their scales is marked as such."""
        return about(text, known=bool(self.total["gap"] == self.total["gap"]))

    @cached_property
    def room(self) -> pd.DataFrame:
        """What each driver at its best would add, the most first (as ``gap``)."""
        return self.of_segment(self.frames.headroom).sort_values("gap", ascending=False, kind="stable")

    def view_gaps(self, against: str) -> pd.DataFrame:
        """What is known of the expectation or the perception gap, the worst first; may be empty."""
        gaps = self.of_segment(self.frames.view_gaps(against)).dropna(subset=["gap"])
        return gaps.sort_values("gap", kind="stable")

    def segment_gap(self, against: str) -> pd.DataFrame:
        """Why our offering is worth more or less to this segment than to another, by driver."""
        return self.named(segment_gap(self.frames.model, self.segment, against))

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The weakest ``evidence`` behind each driver's part of the gap, with ``driver``, ``driver_name``, ``gap``."""
        found = weakest_evidence(self.study, self.gaps, self.segment)
        return self.named(found)

    @cached_property
    def weak_share(self) -> float:
        """How much of the differences, added up whatever their sign, rests on an assumption; ``NaN`` if undefined."""
        size = self.evidence["gap"].abs()
        weak = size[self.evidence["evidence"].isin(WEAK)].sum()
        return float(weak / size.sum()) if size.notna().all() and size.sum() > 0 else float("nan")

    @property
    def survey_days(self) -> set[str]:
        """Until when the surveys were asked that numbers behind the gap come from, as far as the study says it."""
        dates = self.sources[DATE] if DATE in self.sources else pd.Series(dtype=object)
        return {str(day) for day in dates.dropna() if str(day).strip()}

    @property
    def survey_measures(self) -> pd.DataFrame:
        """The segment's rows of the table ``measures``, as texts; no rows where the study has none."""
        rows = self.study.others.get("measures", pd.DataFrame(columns=["segment"]))
        whole = {"segment", "measure", "value"} <= set(rows.columns)
        return rows[rows["segment"].isin([self.segment, "*"])] if whole else rows.iloc[:0]

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Every number behind the gap, with its row's ``low``, ``high``, ``evidence``, ``n`` and ``note``s.

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

    @cached_property
    def unknown(self) -> list[str]:
        """The unknown ratings that matter for the answer, as “driver (offering)”."""
        rows = records(self._unknown)
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
        found = self.frames.standings
        return dict(zip(found["segment"], found["standing"], strict=True))

    @property
    def standing(self) -> str:
        """Where our offering stands in this segment."""
        return self.standings[self.segment]

    @property
    def simulation(self) -> Simulation:
        """The draws of everything uncertain in the study, the same for all that is said of it."""
        return self.frames.simulation

    @property
    def improvement(self) -> Improvement:
        """Levers, the best plan, what it pays, what may be said; over all segments."""
        return self.plan or self.frames.improvement

    @cached_property
    def certainty(self) -> Certainty:
        """How sure the numbers make us, by the study's ranges."""
        return Certainty(self.frames, self.segment)

    @property
    def verdict(self) -> str:
        """Who wins, as far as unknown ratings and ranges let us say: ahead, behind, contested, open or level."""
        return self.certainty.verdict

    @cached_property
    def rounding(self) -> float:
        """Differences up to this are rounding."""
        return float(rounding_of(self.values[["value_low", "value_high"]].to_numpy()))

    @property
    def tied(self) -> bool:
        """Whether the known gap is nothing but rounding."""
        return bool(abs(self.total["gap"]) <= self.rounding)

    @cached_property
    def _others(self) -> pd.DataFrame:
        """The values of the alternatives besides the best one."""
        return self.values[~self.values["ours"] & (self.values["offering"] != self.best["rival"])]

    @cached_property
    def level_with_best(self) -> list[str]:
        """The other alternatives that are worth as much as the best one: names."""
        others = self._others
        same = others["value_low"] >= self.best["value_low"] - self.rounding
        return [str(name) for name in others.loc[same, "offering_name"]]

    @property
    def tied_with(self) -> list[str]:
        """The offerings that are worth as much as ours, where that is known: names."""
        values = self.values
        ours = float(values.loc[values["ours"], "value"].iloc[0])
        same = ~values["ours"] & ((values["value"] - ours).abs() <= self.rounding)
        return [str(name) for name in values.loc[same, "offering_name"]]

    @cached_property
    def contenders(self) -> dict[str, str]:
        """Other offerings than the best alternative that could be worth as much as ours or more: names by id."""
        ours = self.values[self.values["ours"]].iloc[0]
        others = self._others
        found = others[others["value_high"] >= ours["value_low"] - self.rounding]
        return dict(zip(found["offering"], found["offering_name"], strict=True))

    @property
    def share(self) -> str:
        """What part of what is plausible an interval holds, as a percentage."""
        return share_word(self.study.settings.confidence, self.language)

    @cached_property
    def rounded(self) -> Rounded:
        """How sentences write amounts: no finer than the interval of the gap is wide."""
        gaps, settings = self.gaps, self.study.settings
        numbers = [*gaps["gap_low"], *gaps["gap_high"], self.total["gap_low"], self.total["gap_high"]]
        return rounded(self.language, settings.unit, numbers, width=self.gap_width)

    @cached_property
    def gap_width(self) -> float:
        """How wide the interval of the gap is, where amounts of money are rounded by it; else 0."""
        if not (self.study.settings.money and has_ranges(self.study)):
            return 0.0
        return float(self.certainty.gap["gap_high"] - self.certainty.gap["gap_low"])

    def measure(self, value: float, *, signed: bool = False) -> str:
        """A difference in words: an amount of money, or so many points."""
        return self.rounded.amount(value, signed=signed)

    def span(self, low: float, high: float, *, signed: bool = False) -> str:
        """From one difference to another in words: the unit is named once where it follows the number."""
        return self.rounded.span(low, high, signed=signed)

    @cached_property
    def other_segment(self) -> str:
        """The segment to compare with: where our value differs most from here, and is known; blank if there is none."""
        ours = self.our_values.dropna()
        if self.segment not in ours.index or len(ours) < 2:
            return ""
        apart = (ours - ours[self.segment]).abs()
        return str(apart.idxmax()) if float(apart.max()) > self.rounding else ""
