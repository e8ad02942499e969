"""How satisfaction and recommendation follow value: as the study's own survey shows it, or as its user states it."""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from cvtools.study.provenance import rows_in_force
from cvtools.uncertainty.together import stream
from cvtools.value.model import ValueModel

MEASURED = {"satisfaction": ("csat", 0.0), "recommendation": ("nps", -1.0)}
"""The measure of the table ``measures`` behind each outcome, and the least that it can be; the most is 1."""
_LEAST_PAIRS = 3
"""A relation needs so many offerings more than segments in which they were asked about."""
_SURE = 0.9


@dataclass(frozen=True, eq=False)
class Relation:
    """A measure of ours in each segment, and what one more unit of our value adds to it."""

    now: np.ndarray
    """S; ``NaN`` where nobody was asked."""
    slope: np.ndarray
    """S, or S × n draws; ``NaN`` where no relation is known."""
    rests_on: list[str]
    least: float
    shown: "Slope | None" = None
    """What the survey shows; the slope of those segments for which none is stated."""

    def after(self, s: int, change: np.ndarray) -> np.ndarray:
        """Return the measure for changes of our value, kept inside what it can be."""
        return np.clip(self.now[s] + self.slope[s] * change, self.least, 1.0)

    def known(self, s: int) -> bool:
        """Whether anything can be said of a segment."""
        return not np.isnan(self.now[s] + self.slope[s]).any()

    def drawn(self, name: str, *, draws: int, seed: int) -> Self:
        """Return the relation with n draws of each slope: one that is shown is not known exactly, a stated one is.

        All segments share the draws, as they share the slope; ``name`` is that of their stream.
        """
        if self.shown is None:
            return self
        own, shown = self.slope[:, None], self.shown.drawn(stream(seed, "slopes", name).random(draws))
        estimated = np.array([basis == "estimated" for basis in self.rests_on])
        return replace(self, slope=np.where(estimated[:, None], shown, own))


@dataclass(frozen=True)
class Slope:
    """How much a measure rises with value, as a survey shows it."""

    slope: float
    error: float
    """Its standard error."""
    freedom: int
    """Degrees of freedom."""

    def drawn(self, uniform: np.ndarray) -> np.ndarray:
        """Return the slope's t distribution at some probabilities."""
        from scipy.stats import t

        return self.slope + self.error * np.asarray(t.ppf(uniform, self.freedom))

    @property
    def sure(self) -> bool:
        """Whether it is above 0 more surely than nine times in ten."""
        from scipy.stats import t

        return self.slope > 0 and (self.error == 0 or float(t.cdf(self.slope / self.error, self.freedom)) >= _SURE)


def relations(model: ValueModel) -> dict[str, Relation]:
    """Return how each measure follows value; a stated slope (economics) goes before one that the survey shows.

    The survey shows one where the measures of several offerings, each compared with the others of its segment, rise
    with their value more surely than nine times in ten (ordinary least squares with a level for each segment, t-test).
    """
    table = model.study.optional("economics")
    rows = rows_in_force(table, {"segment": [str(segment) for segment in model.segments]})
    found: dict[str, Relation] = {}
    for name, (measure, least) in MEASURED.items():
        levels = _levels(model, measure)
        column = table.get(f"{name}_slope", pd.Series(np.nan, index=table.index)).to_numpy(float)
        stated = np.append(column, np.nan)[rows]
        shown = shown_slope(model.middle, levels)
        slope = np.where(np.isnan(stated), shown.slope if shown else np.nan, stated)
        rests = ["estimated" if math.isnan(own) else "assumption" for own in stated]
        found[name] = Relation(levels[:, model.ours], slope, rests, least, shown)
    return found


def _levels(model: ValueModel, measure: str) -> np.ndarray:
    """Return S × O levels of a measure in the last wave; ``NaN`` where nobody was asked."""
    out = np.full((len(model.segments), len(model.offerings)), np.nan)
    rows = model.study.others.get("measures", pd.DataFrame())
    if not {"segment", "measure", "value"} <= set(rows.columns):
        return out
    rows = rows[rows["measure"] == measure].astype(str)
    if "wave" in rows:
        rows = rows.sort_values("wave", kind="stable")
    segments, offerings = list(map(str, model.segments)), list(map(str, model.offerings))
    about = rows["offering"] if "offering" in rows else pd.Series("", index=rows.index)
    values = pd.to_numeric(rows["value"], errors="coerce").to_numpy(float)
    for segment, offering, value in zip(rows["segment"], about, values, strict=True):
        o = model.ours if not offering.strip() else offerings.index(offering) if offering in offerings else -1
        if segment in segments and o >= 0:
            out[segments.index(segment), o] = value
    return out


def shown_slope(values: np.ndarray, levels: np.ndarray) -> Slope | None:
    """Return how much a measure rises with value between the offerings of a segment; ``None`` where it is not shown."""
    there = ~np.isnan(levels) & ~np.isnan(values)
    there &= (there.sum(axis=1) > 1)[:, None]
    freedom = int(there.sum()) - int(there.any(axis=1).sum()) - 1
    if freedom < _LEAST_PAIRS - 1:
        return None
    count = np.maximum(there.sum(axis=1, keepdims=True), 1)
    x, y = (np.where(there, of, 0.0) for of in (values, levels))
    x, y = (np.where(there, of - of.sum(axis=1, keepdims=True) / count, 0.0) for of in (x, y))
    spread = float((x * x).sum())
    if spread <= 0:
        return None
    slope = float((x * y).sum()) / spread
    found = Slope(slope, math.sqrt(float(((y - slope * x) ** 2).sum()) / freedom / spread), freedom)
    return found if found.sure else None
