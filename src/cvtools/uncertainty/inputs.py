"""What is uncertain in a study: which numbers, and how widely.

An uncertain number is a row of weights or ratings with ``low`` below ``high`` (PERT, or another beta distribution where
that would pass an anchor), or an unknown rating (uniform over its whole scale). A ``*`` row is one number that all
segments without a row of their own share; an unknown rating is unknown for each segment by itself. Every other row is
fixed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from cvtools.study.groups import joined
from cvtools.study.provenance import rows_in_force
from cvtools.study.rounding import ROUNDING
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.study import Study
from cvtools.uncertainty.beta import CELLS, quantile, quantile_tables
from cvtools.uncertainty.pert import Plausible, plausible, stated_at
from cvtools.uncertainty.scaled_ranges import stretched
from cvtools.uncertainty.surveyed import judged_weights, places, places_of_replicates
from cvtools.uncertainty.together import Key, Moved
from cvtools.value.model import SCALE, ValueModel, modelled, weight_scale


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of one segment, O offerings × D drivers, of which K are uncertain.

    A weight is over the horizon in money. In points it is drawn as ``scaled_ranges`` has it, and scaled with the
    others, draw by draw. A rating is meant as ``x``, what it contributes for each unit of weight: u for a benefit,
    u − 1 for a cost, −1 to 1.
    """

    segment: str
    scale: float | None
    """What the weights are scaled to sum to; ``None`` in money."""
    weight: np.ndarray
    """D: the likely weights; in points they sum to 100."""
    x: np.ndarray
    """O × D: the likely x; an unknown rating at the middle of its scale."""
    unknown: np.ndarray
    """O × D booleans."""
    ids: pd.DataFrame
    """K rows: ``table``, ``source`` (the segment's id or ``*``), ``offering`` (blank for a weight), ``driver``,
    ``view`` (blank for a weight), ``n``; ``likely``, ``p10`` and ``p90`` in the number's own unit, for a weight in
    points after scaling; ``at_anchor``: which of its stated ends is an anchor (``low``, ``high``, ``both`` or blank);
    ``met``: whether it can have its range together with all others."""
    offering: np.ndarray
    """K positions, −1 for a weight."""
    driver: np.ndarray
    """K positions."""
    first: np.ndarray
    """K: the weight, or x, at the start of its table; 0 for a weight in points."""
    span: np.ndarray
    """K: how much is added to it at the end; negative where a higher rating is a worse one."""
    alpha: np.ndarray
    """K: the first shape of the beta distribution from start to end; of a weight in points, after scaling."""
    beta: np.ndarray
    """K: the second one."""
    tables: np.ndarray
    """K × (``CELLS`` + 1): quantiles from start (0) to end (1), or of a weight in points, before scaling."""
    moved: Moved
    """How they move together."""

    @cached_property
    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """K means and K variances, of weights in money and of x."""
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

    @property
    def alone(self) -> bool:
        """Whether each moves by itself."""
        moved = self.moved
        named = any(key in moved.places or key in moved.judged or key[:-1] in moved.groups for key in keys_of(self.ids))
        return len(self.ids) < 2 or not (moved.halo or moved.shared or named)

    def ratings_alone(self) -> Self:
        """Leave the weights' uncertainty out."""
        return self.at(self.offering >= 0)

    def at(self, kept: np.ndarray) -> Self:
        """Leave the uncertainty of other numbers out."""
        names = ("ids", "offering", "driver", "first", "span", "alpha", "beta", "tables")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def quantiles(self, k: int) -> np.ndarray:
        """Return number k at each step of probability."""
        return self.first[k] + self.span[k] * self.tables[k]

    def scaled(self, weight: np.ndarray) -> np.ndarray:
        """Scale weights (D × draws) as the study's unit has it."""
        return weight if self.scale is None else weight * (self.scale / weight.sum(axis=0))


def keys_of(ids: pd.DataFrame) -> list[Key]:
    """Return table, source, offering, driver and view of each number."""
    return list(zip(*(ids[name] for name in ("table", "source", "offering", "driver", "view")), strict=True))


def numbers_of(
    source: Study | ValueModel, *, view: str = "perceived", segments: Collection[str] = ()
) -> Iterator[Numbers]:
    """Find the uncertain numbers of each segment, or only of some.

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
    factor = np.broadcast_to(weight_scale(study, raw), raw.shape)
    scale = None if study.settings.money else SCALE
    column = pd.Index(axes["driver"], dtype=object).get_indexer(pd.Index(ratings["driver"], dtype=object))
    ends = np.sort([worst, best], axis=0)
    holds = study.settings.confidence, study.settings.ranges_held
    levels = _ranges(ratings, "rating", holds, least=ends[0][column], most=ends[1][column])
    groups, replicated, sources = grouped(study), places_of_replicates(study), ratings["segment"].to_numpy(object)
    judged = judged_weights(study)
    ranks = {key: places(values, key) for key, values in judged.items()}
    for s, name in enumerate(axes["segment"]):
        if segments and name not in segments:
            continue
        unknown = np.isnan(model.rating[s])
        of_weights, d = _weights(study.weights.iloc[weight_row[s]], holds, scale, factor[s])
        of_ratings, o, e = levels.at(rating_row[s])
        blank_o, blank_d = np.nonzero(unknown)
        of_unknown = _Ranges.unknown(name, *ends[:, blank_d])
        parts = [of_weights, of_ratings, of_unknown]
        whose, n, likely, start, end, alpha, beta, at_anchor = (
            np.concatenate(column) for column in zip(*(p.columns for p in parts), strict=True)
        )
        offering = np.concatenate([np.full(len(d), -1), o, blank_o])
        driver = np.concatenate([d, e, blank_d])
        is_weight, length = offering < 0, (best - worst)[driver]
        first, span = (start - worst[driver]) / length - model.is_cost[driver], (end - start) / length
        tables, met = quantile_tables(alpha, beta), np.ones(len(n), bool)
        p10, p90 = (start + (end - start) * quantile(tables, tail) for tail in (0.1, 0.9))
        count, weight = len(d), raw[s] * factor[s]
        if scale is None:
            first[:count], span[:count] = start[:count] * factor[s, d], (end - start)[:count] * factor[s, d]
        elif count:
            first[:count], span[:count] = 0.0, scale
            tables[:count] = (start + (end - start) * tables.T)[:, :count].T / scale
            names = zip(whose[:count], np.array(axes["driver"], object)[d], strict=True)
            keys = [("weights", source, "", driver) for source, driver in names]
            for k, key in enumerate(keys):
                if (*key, "") in judged:
                    tables[k] = np.quantile(judged[(*key, "")], np.linspace(0, 1, CELLS + 1)) / scale
                    p10[k], p90[k] = (scale * quantile(tables[k], tail) for tail in (0.1, 0.9))
            sure = {*replicated, *judged}
            apart = np.flatnonzero([(*key, "") not in sure or key in groups for key in keys])  # else they sum to 100
            if len(apart):
                rest = np.delete(weight, d[apart]).sum() / scale
                drawn = stretched(tables[apart], rest, stated_at(at_anchor[apart], of_weights.holds[apart]))
                tables[apart], met[apart] = drawn.tables, drawn.met
                p10[apart], p90[apart] = scale * drawn.ends.T
        ids = pd.DataFrame(
            {
                "table": np.where(is_weight, "weights", "ratings"),
                "source": whose,
                "offering": np.where(is_weight, "", model.offerings[offering]),
                "driver": np.array(axes["driver"], object)[driver],
                "view": np.where(is_weight, "", view),
                "n": n,
                "likely": likely,
                "p10": p10,
                "p90": p90,
                "at_anchor": at_anchor,
                "met": met,
            }
        )
        yield Numbers(
            segment=name,
            scale=scale,
            weight=weight,
            x=np.where(unknown, 0.5, model.utility[s]) - model.is_cost,
            unknown=unknown,
            ids=ids,
            offering=offering,
            driver=driver,
            first=first,
            span=span,
            alpha=alpha,
            beta=beta,
            tables=tables,
            moved=Moved(
                study.settings.halo,
                study.settings.shared,
                EVERY_SEGMENT if (sources[rating_row[s][rating_row[s] >= 0]] == EVERY_SEGMENT).any() else name,
                groups,
                replicated,
                ranks,
            ),
        )


def grouped(study: Study) -> dict[tuple[str, ...], tuple[tuple[tuple[str, ...], ...], np.ndarray]]:
    """For each number in a named group, the numbers before it and itself, and what part each has in its draw."""
    table = study.optional("groups")
    keys = list(zip(*(table[name] for name in ("table", "segment", "offering", "driver")), strict=True))
    found: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], ...], np.ndarray]] = {}
    for members, correlation in joined(zip(table["group"].str.strip(), keys, table["correlation"], strict=True)):
        parts = np.linalg.cholesky(correlation + _JITTER * np.eye(len(members)))
        parts /= np.sqrt((parts**2).sum(axis=1, keepdims=True))
        found |= {key: (members[: i + 1], parts[i, : i + 1]) for i, key in enumerate(members)}
    return found


_JITTER = 1e-8
"""Added to the diagonal of correlations, some of which may be ±1."""


def _weights(rows: pd.DataFrame, holds: "_Holds", scale: float | None, factor: np.ndarray) -> tuple["_Ranges", Any]:
    """Pick the uncertain weights among the rows of one segment, D of them, and say which they are.

    In money they stay as they are; in points all are scaled as the likely weights are, and none weighs more than 100.
    """
    most = np.inf
    if scale is not None:
        most, names = scale, ["low", "weight", "high"]
        rows = rows.assign(**{name: np.minimum(rows[name].to_numpy() * factor, most) for name in names})
    ranges = _ranges(rows, "weight", holds, least=0.0, most=most)
    picked, d = ranges.at(np.arange(len(rows)))
    alone = scale is not None and len(d) == 1 and picked.likely[0] >= most * (1 - ROUNDING)
    return ranges.at(np.arange(0)) if alone else (picked, d)  # a weight that is always all of them


@dataclass(frozen=True, eq=False)
class _Ranges:
    """Rows of a table, from one end of what is plausible to the other."""

    source: np.ndarray
    n: np.ndarray
    likely: np.ndarray
    plausible: Plausible
    wide: np.ndarray
    """Which are uncertain: a row without low and high, or with both at the same number, is fixed."""
    holds: np.ndarray
    """What part of what is plausible lies between low and high."""

    @property
    def columns(self) -> tuple[np.ndarray, ...]:
        return self.source, self.n, self.likely, *vars(self.plausible).values()

    @classmethod
    def unknown(cls, segment: str, least: np.ndarray, most: np.ndarray) -> Self:
        """Make numbers of which nothing is known but the scale."""
        count, nothing, ones = len(least), np.full(len(least), np.nan), np.ones(len(least))
        uniform = Plausible(least, most, ones, ones, np.full(count, "", object))
        return cls(np.full(count, segment, object), nothing, nothing, uniform, ones > 0, ones)

    def at(self, rows: np.ndarray) -> tuple[Any, ...]:
        """Pick the uncertain ones of these rows, and say where in ``rows`` each stands, one array an axis."""
        places = np.nonzero((rows >= 0) & self.wide[rows])
        of = rows[places]
        plain = self.source[of], self.n[of], self.likely[of]
        picked = type(self)(*plain, self.plausible.at(of), self.wide[of], self.holds[of])
        return picked, *places


_Holds = tuple[float, float | None]
"""What part of what is plausible low and high are meant to hold, and what part they held where people judged them."""
_COUNTED = ("survey", "measured")
"""Evidence whose ranges come of counting, and not of anybody's judgement."""


def _ranges(
    table: pd.DataFrame, name: str, holds: _Holds, *, least: np.ndarray | float, most: np.ndarray | float
) -> _Ranges:
    low, likely, high = (table[column].to_numpy(float) for column in ("low", name, "high"))
    confidence, held = holds
    found = plausible(low, likely, high, confidence=confidence, least=least, most=most)
    share = np.full(len(low), confidence)
    if held is not None:
        judged = ~table["evidence"].isin(_COUNTED).to_numpy()
        wider = plausible(low, likely, high, confidence=held, least=least, most=most)
        for shape, before in ((wider.alpha, found.alpha), (wider.beta, found.beta)):
            np.maximum(shape, np.minimum(before, 1), out=shape)  # nobody knows less than nothing: the whole scale
        pairs = zip(vars(wider).values(), vars(found).values(), strict=True)
        found, share = Plausible(*(np.where(judged, a, b) for a, b in pairs)), np.where(judged, held, confidence)
    ranges = table["segment"].to_numpy(object), table["n"].to_numpy(float), likely, found, low < high, share
    return _Ranges(*ranges)
