"""What is uncertain in a study: which numbers, and how widely.

An uncertain number is a row of weights or ratings with ``low`` below ``high`` (PERT, or another beta distribution where
that would pass an anchor), or an unknown rating (uniform over its whole scale). A ``*`` row is one number that all
segments without a row of their own share; an unknown rating is unknown for each segment by itself. Every other row is
fixed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from cvtools.study.provenance import rows_in_force
from cvtools.study.study import Study
from cvtools.uncertainty.beta import quantile_tables
from cvtools.uncertainty.pert import Plausible, plausible
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
    ``view`` (blank for a weight), ``n``, in the number's own unit ``start``, ``likely``, ``end``, and ``at_anchor``:
    which of its stated ends is an anchor (``low``, ``high``, ``both`` or blank)."""
    offering: np.ndarray
    """K positions, −1 for a weight."""
    driver: np.ndarray
    """K positions."""
    first: np.ndarray
    """K: the weight, or x, at ``start``."""
    span: np.ndarray
    """K: how much is added to it at ``end``; negative where a higher rating is a worse one."""
    alpha: np.ndarray
    """K: the first shape of the beta distribution from ``start`` to ``end``."""
    beta: np.ndarray
    """K: the second one."""
    tables: np.ndarray
    """K × (``CELLS`` + 1): quantiles from ``start`` (0) to ``end`` (1)."""

    @cached_property
    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """K means and K variances, of weights and of x."""
        both = self.alpha + self.beta
        variance = self.alpha * self.beta / (both**2 * (both + 1))
        return self.first + self.span * self.alpha / both, self.span**2 * variance

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
        names = ("ids", "offering", "driver", "first", "span", "alpha", "beta", "tables")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

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
        whose, n, likely, start, end, alpha, beta, at_anchor = (
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
                "at_anchor": at_anchor,
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
            alpha=alpha,
            beta=beta,
            tables=quantile_tables(alpha, beta),
        )


@dataclass(frozen=True, eq=False)
class _Ranges:
    """Rows of a table, from one end of what is plausible to the other."""

    source: np.ndarray
    n: np.ndarray
    likely: np.ndarray
    plausible: Plausible
    wide: np.ndarray
    """Which are uncertain: a row without low and high, or with both at the same number, is fixed."""

    @property
    def columns(self) -> tuple[np.ndarray, ...]:
        return self.source, self.n, self.likely, *vars(self.plausible).values()

    @classmethod
    def unknown(cls, segment: str, least: np.ndarray, most: np.ndarray) -> Self:
        """Make numbers of which nothing is known but the scale."""
        count, nothing, ones = len(least), np.full(len(least), np.nan), np.ones(len(least))
        uniform = Plausible(least, most, ones, ones, np.full(count, "", object))
        return cls(np.full(count, segment, object), nothing, nothing, uniform, ones > 0)

    def at(self, rows: np.ndarray) -> tuple[Any, ...]:
        """Pick the uncertain ones of these rows, and say where in ``rows`` each stands, one array an axis."""
        places = np.nonzero((rows >= 0) & self.wide[rows])
        of = rows[places]
        picked = type(self)(self.source[of], self.n[of], self.likely[of], self.plausible.at(of), self.wide[of])
        return picked, *places


def _ranges(
    table: pd.DataFrame, name: str, confidence: float, *, least: np.ndarray | float, most: np.ndarray | float
) -> _Ranges:
    low, likely, high = (table[column].to_numpy(float) for column in ("low", name, "high"))
    ranges = plausible(low, likely, high, confidence=confidence, least=least, most=most)
    return _Ranges(table["segment"].to_numpy(object), table["n"].to_numpy(float), likely, ranges, low < high)
