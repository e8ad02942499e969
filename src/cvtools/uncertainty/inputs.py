"""What is uncertain in a study: which numbers, and how widely.

An uncertain number is a row of weights or ratings with ``low`` below ``high`` (PERT), or an unknown rating (uniform
over its whole scale). A ``*`` row is one number that all segments without a row of their own share; an unknown rating
is unknown for each segment by itself. Every other row is fixed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from cvtools.study.provenance import rows_in_force
from cvtools.study.study import Study
from cvtools.uncertainty.pert import CELLS, full_range, pert_mean, pert_variance, quantile_tables
from cvtools.value.model import SCALE, ValueModel, modelled, weight_scale


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of one segment, O offerings × D drivers, of which K are uncertain.

    A weight is raw in points (it is scaled with the others, draw by draw) and over the horizon in money. A rating is
    meant as ``x``, what it contributes for each unit of weight: u for a benefit, u − 1 for a cost, −1 to 1.
    """

    segment: str
    scale: float | None
    """What the weights are scaled to sum to; ``None`` in money."""
    weight: np.ndarray
    """D: the likely weights."""
    x: np.ndarray
    """O × D: the likely x; an unknown rating at the middle of its scale."""
    unknown: np.ndarray
    """O × D booleans."""
    ids: pd.DataFrame
    """K rows: ``table``, ``source`` (the segment's id or ``*``), ``offering`` (blank for a weight), ``driver``,
    ``view`` (blank for a weight), ``n``, and in the number's own unit ``start``, ``likely``, ``end``."""
    offering: np.ndarray
    """K positions, −1 for a weight."""
    driver: np.ndarray
    """K positions."""
    first: np.ndarray
    """K: the weight, or x, at ``start``."""
    span: np.ndarray
    """K: how much is added to it at ``end``; negative where a higher rating is a worse one."""
    tables: np.ndarray
    """K × (``CELLS`` + 1): quantiles from ``start`` (0) to ``end`` (1)."""

    @cached_property
    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """K means and K variances, of weights and of x."""
        start, likely, end = (self.ids[name].to_numpy() for name in ("start", "likely", "end"))
        width = np.where(end > start, end - start, 1.0)
        flat = np.isnan(likely)
        mean = np.where(flat, 0.5, (pert_mean(start, likely, end) - start) / width)
        variance = np.where(flat, 1 / 12, pert_variance(start, likely, end) / width**2)
        return self.first + self.span * mean, self.span**2 * variance

    @cached_property
    def mean_x(self) -> np.ndarray:
        """O × D: the mean of each x."""
        return self._with(self.x, self.moments[0])

    @cached_property
    def variance_x(self) -> np.ndarray:
        """O × D: the variance of each x, 0 where it is fixed."""
        return self._with(np.zeros_like(self.x), self.moments[1])

    def _with(self, fixed: np.ndarray, uncertain: np.ndarray) -> np.ndarray:
        out, rating = fixed.copy(), self.offering >= 0
        out[self.offering[rating], self.driver[rating]] = uncertain[rating]
        return out

    @cached_property
    def weights(self) -> dict[int, int]:
        """Which of the K numbers is a driver's weight, for each driver whose weight is uncertain."""
        return {int(self.driver[k]): k for k in np.flatnonzero(self.offering < 0).tolist()}

    def ratings_alone(self) -> Self:
        """Leave the weights' uncertainty out."""
        kept = self.offering >= 0
        parts = {name: getattr(self, name)[kept] for name in ("ids", "offering", "driver", "first", "span", "tables")}
        return replace(self, **parts)

    def quantiles(self, k: int) -> np.ndarray:
        """Return number k at each step of probability."""
        return self.first[k] + self.span[k] * self.tables[k]

    def scaled(self, weight: np.ndarray) -> np.ndarray:
        """Scale weights (D × draws) as the study's unit has it."""
        return weight if self.scale is None else weight * (self.scale / weight.sum(axis=0))


def numbers_of(source: Study | ValueModel, *, view: str = "perceived") -> Iterator[Numbers]:
    """Find the uncertain numbers of each segment.

    Raises
    ------
    StudyError
        When no rating has this view.
    """
    model = modelled(source, view)
    study, view = model.study, model.view
    axes = {"segment": list(model.segments), "driver": list(model.drivers["driver"])}
    worst, best = (model.drivers[name].to_numpy() for name in ("worst", "best"))
    ratings = study.ratings[(study.ratings["view"] == view).to_numpy()]
    weight_row = rows_in_force(study.weights, axes)
    rating_row = rows_in_force(ratings, {"segment": axes["segment"], "offering": list(model.offerings), **axes})
    raw = study.weights["weight"].to_numpy()[weight_row]
    factor = np.broadcast_to(weight_scale(study, raw) if study.settings.money else 1.0, raw.shape)
    weights = _ranges(study.weights, "weight", study.settings.confidence, least=0.0, most=np.inf)
    column = pd.Index(axes["driver"], dtype=object).get_indexer(pd.Index(ratings["driver"], dtype=object))
    ends = np.sort([worst, best], axis=0)
    levels = _ranges(ratings, "rating", study.settings.confidence, least=ends[0][column], most=ends[1][column])
    for s, segment in enumerate(axes["segment"]):
        unknown = np.isnan(model.rating[s])
        of_weights, d = weights.at(weight_row[s])
        of_ratings, o, e = levels.at(rating_row[s])
        blank_o, blank_d = np.nonzero(unknown)
        of_unknown = _Ranges.unknown(segment, *ends[:, blank_d])
        parts = [of_weights, of_ratings, of_unknown]
        whose, n, start, likely, end = (
            np.concatenate(column) for column in zip(*(p.columns for p in parts), strict=True)
        )
        offering = np.concatenate([np.full(len(d), -1), o, blank_o])
        driver = np.concatenate([d, e, blank_d])
        is_weight, length = offering < 0, (best - worst)[driver]
        ids = pd.DataFrame(
            {
                "table": np.where(is_weight, "weights", "ratings"),
                "source": whose,
                "offering": np.where(is_weight, "", model.offerings[offering]),
                "driver": np.array(axes["driver"], object)[driver],
                "view": np.where(is_weight, "", view),
                "n": n,
                "start": start,
                "likely": likely,
                "end": end,
            }
        )
        yield Numbers(
            segment=segment,
            scale=None if study.settings.money else SCALE,
            weight=raw[s] * factor[s],
            x=np.where(unknown, 0.5, model.utility[s]) - model.is_cost,
            unknown=unknown,
            ids=ids,
            offering=offering,
            driver=driver,
            first=np.where(
                is_weight, start * factor[s, driver], (start - worst[driver]) / length - model.is_cost[driver]
            ),
            span=(end - start) * np.where(is_weight, factor[s, driver], 1 / length),
            tables=_tables(start, likely, end),
        )


@dataclass(frozen=True, eq=False)
class _Ranges:
    """Rows of a table, from one end of what is plausible to the other."""

    source: np.ndarray
    n: np.ndarray
    start: np.ndarray
    likely: np.ndarray
    end: np.ndarray
    wide: np.ndarray
    """Which are uncertain: a row without low and high, or with both at the same number, is fixed."""

    @property
    def columns(self) -> tuple[np.ndarray, ...]:
        return self.source, self.n, self.start, self.likely, self.end

    @classmethod
    def unknown(cls, segment: str, least: np.ndarray, most: np.ndarray) -> Self:
        """Make numbers of which nothing is known but the scale."""
        nothing = np.full(len(least), np.nan)
        return cls(np.full(len(least), segment, object), nothing, least, nothing, most, np.ones(len(least), bool))

    def at(self, rows: np.ndarray) -> tuple[Any, ...]:
        """Pick the uncertain ones of these rows, and say where in ``rows`` each stands, one array an axis."""
        places = np.nonzero((rows >= 0) & self.wide[rows])
        picked = (column[rows[places]] for column in (*self.columns, self.wide))
        return type(self)(*picked), *places


def _ranges(
    table: pd.DataFrame, name: str, confidence: float, *, least: np.ndarray | float, most: np.ndarray | float
) -> _Ranges:
    low, likely, high = (table[column].to_numpy(float) for column in ("low", name, "high"))
    start, end = full_range(low, likely, high, confidence=confidence, least=least, most=most)
    return _Ranges(table["segment"].to_numpy(object), table["n"].to_numpy(float), start, likely, end, low < high)


def _tables(start: np.ndarray, likely: np.ndarray, end: np.ndarray) -> np.ndarray:
    flat = np.isnan(likely)
    mode = np.where(flat, 0.5, (likely - start) / np.where(end > start, end - start, 1.0))
    tables = quantile_tables(np.clip(mode, 0.0, 1.0))
    tables[flat] = np.linspace(0, 1, CELLS + 1)
    return tables
