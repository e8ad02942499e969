"""How satisfaction and recommendation follow value: as the study's own survey shows it, or as its user states it."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.study.provenance import rows_in_force
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
    """S; ``NaN`` where no relation is known."""
    rests_on: list[str]
    least: float

    def after(self, s: int, change: np.ndarray) -> np.ndarray:
        """Return the measure for changes of our value, kept inside what it can be."""
        return np.clip(self.now[s] + self.slope[s] * change, self.least, 1.0)

    def known(self, s: int) -> bool:
        """Whether anything can be said of a segment."""
        return not math.isnan(self.now[s] + self.slope[s])


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
        shown = _shown(model.middle, levels)
        slope = np.where(np.isnan(stated), shown, stated)
        rests = ["estimated" if math.isnan(own) else "assumption" for own in stated]
        found[name] = Relation(levels[:, model.ours], slope, rests, least)
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


def _shown(values: np.ndarray, levels: np.ndarray) -> float:
    """Return how much a measure rises with value between the offerings of a segment; ``NaN`` where it is not shown."""
    from scipy.stats import t

    there = ~np.isnan(levels) & ~np.isnan(values)
    there &= (there.sum(axis=1) > 1)[:, None]
    freedom = int(there.sum()) - int(there.any(axis=1).sum()) - 1
    if freedom < _LEAST_PAIRS - 1:
        return math.nan
    count = np.maximum(there.sum(axis=1, keepdims=True), 1)
    x, y = (np.where(there, of, 0.0) for of in (values, levels))
    x, y = (np.where(there, of - of.sum(axis=1, keepdims=True) / count, 0.0) for of in (x, y))
    spread = float((x * x).sum())
    if spread <= 0:
        return math.nan
    slope = float((x * y).sum()) / spread
    error = math.sqrt(float(((y - slope * x) ** 2).sum()) / freedom / spread)
    sure = slope > 0 and (error == 0 or float(t.cdf(slope / error, freedom)) >= _SURE)
    return slope if sure else math.nan
