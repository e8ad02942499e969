"""Customer value: what each offering gives each segment, driver by driver and in all."""

import numpy as np
import pandas as pd

from cvtools.study.rounding import ROUNDING
from cvtools.study.study import Study
from cvtools.value.model import ValueModel, modelled


def contributions(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """What each driver adds to the value of each offering for each segment.

    Parameters
    ----------
    source
        A study; or its model that is there already, whose view it then is.
    view
        Which view of the ratings: perceived, expected or believed.

    Returns
    -------
    DataFrame
        One row for each segment × offering × driver: ``segment``, ``offering``, ``driver``, ``side``, ``kind``;
        ``weight`` (points of 100, or money over the horizon); ``rating`` (the driver's unit); ``utility`` (0 to 1);
        ``contribution`` (benefit W·u ≥ 0, cost −W·(1−u) ≤ 0), ``NaN`` where the rating is unknown, and
        ``contribution_low``, ``contribution_high``, always filled.

    Raises
    ------
    StudyError
        When no rating has this view.

    Examples
    --------
    >>> import cvtools as cv
    >>> table = contributions(cv.read_study("data/laptops"))
    >>> table.loc[table["offering"] == "a", ["driver", "weight", "contribution"]].to_string(index=False).splitlines()[
    ...     1
    ... ].split()
    ['memory', '40.0', '32.0']
    """
    model = modelled(source, view)
    low, high = model.contribution_range
    shape = model.rating.shape
    drivers = model.drivers
    return pd.DataFrame(
        {
            "segment": np.repeat(model.segments, shape[1] * shape[2]),
            "offering": np.tile(np.repeat(model.offerings, shape[2]), shape[0]),
            **{name: np.tile(drivers[name].to_numpy(), shape[0] * shape[1]) for name in ("driver", "side", "kind")},
            "weight": np.broadcast_to(model.weight[:, None, :], shape).ravel(),
            "rating": model.rating.ravel(),
            "utility": model.utility.ravel(),
            "contribution": model.contribution.ravel(),
            "contribution_low": low.ravel(),
            "contribution_high": high.ravel(),
        }
    )


def values(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """Benefits, costs and value of each offering for each segment; ``source`` and ``view`` as in ``contributions``.

    Returns
    -------
    DataFrame
        One row for each segment × offering: ``segment``, ``offering``; ``benefits`` (≥ 0), ``costs`` (≥ 0) and
        ``value`` = benefits − costs, in the study's unit, all three ``NaN`` where a rating that counts is unknown;
        ``value_low``, ``value_high`` with the unknown ratings at their worst and best, always filled; ``unknown``,
        how many ratings that count (whose weight is not 0) are.

    Raises
    ------
    StudyError
        When no rating has this view.

    Examples
    --------
    >>> import cvtools as cv
    >>> values(cv.read_study("data/laptops"))["value"].round(9).tolist()
    [80.0, 70.0, 60.0, 50.0]
    """
    model = modelled(source, view)
    low, high = model.ends
    unknown = np.isnan(model.contribution).sum(axis=2)  # one that has no weight does not count
    benefits = model.contribution[:, :, ~model.is_cost].sum(axis=2)
    costs = 0.0 - model.contribution[:, :, model.is_cost].sum(axis=2)
    known = unknown == 0
    benefits, costs = np.where(known, benefits, np.nan), np.where(known, costs, np.nan)
    segments, offerings = unknown.shape
    return pd.DataFrame(
        {
            "segment": np.repeat(model.segments, offerings),
            "offering": np.tile(model.offerings, segments),
            "benefits": benefits.ravel(),
            "costs": costs.ravel(),
            "value": (benefits - costs).ravel(),
            "value_low": np.where(known, benefits - costs, low).ravel(),
            "value_high": np.where(known, benefits - costs, high).ravel(),
            "unknown": unknown.ravel(),
        }
    )


def market_totals(table: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Mean over all customers: each segment counts by its ``size``.

    Parameters
    ----------
    table
        Any frame with a ``segment`` column: values, gaps, contributions.
    segments
        The study's segments, with ``segment`` and ``size``.

    Returns
    -------
    DataFrame
        One row for each combination of the other text columns, in order of appearance; every number column is the
        size-weighted mean per customer (``NaN`` where a segment with customers has ``NaN``). ``unknown``, where
        present, is summed. Multiply by the total size for the market's sum.
    """
    sizes = segments.set_index("segment")["size"]
    numbers = [name for name in table.columns if table[name].dtype.kind in "fi"]
    keys = [name for name in table.columns if name not in numbers and not name.startswith("segment")]
    counted = table[table["segment"].map(sizes).astype(float) > 0]  # of no rows, texts become no numbers by themselves
    share = counted["segment"].map(sizes).astype(float) / sizes.sum()
    weighted = counted[keys + numbers].assign(
        **{name: counted[name] * share for name in numbers if name != "unknown"},
    )
    if not keys:
        return weighted.sum(skipna=False).to_frame().T
    return weighted.groupby(keys, sort=False, as_index=False, dropna=False).sum(skipna=False)


def ratios(table: pd.DataFrame) -> pd.DataFrame:
    """The ratio view of values. It depends on where the scale starts: use it beside the difference, not instead.

    Parameters
    ----------
    table
        The frame that :func:`values` returns.

    Returns
    -------
    DataFrame
        ``segment``, ``offering``, ``benefits``, ``costs``, ``value``; ``ratio`` = benefits / costs (``NaN`` without
        costs); ``relative_benefits`` and ``relative_costs`` = 100 × the offering's over the mean of the segment's
        offerings; ``best_by_value`` and ``best_by_ratio``, whether it leads its segment. Where the two name different
        offerings, say so.

    Notes
    -----
    Relative quality and price are after B. T. Gale, *Managing Customer Value*, 1994.
    """
    out = table[["segment", "offering", "benefits", "costs", "value"]].copy()
    out["ratio"] = out["benefits"] / out["costs"].where(out["costs"] > 0)
    by_segment = out.groupby("segment", sort=False)
    for name in ("benefits", "costs"):
        mean = by_segment[name].transform("mean")
        out[f"relative_{name}"] = 100 * out[name] / mean.where(mean > 0)
    for name, number in (("best_by_value", "value"), ("best_by_ratio", "ratio")):
        highest = by_segment[number].transform("max")
        out[name] = out[number] >= highest - ROUNDING * highest.abs().clip(lower=1.0)
    return out


def perceived_quality_ratio(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """Gale's market-perceived quality ratio: how our benefits rate against the average of the others.

    Each benefit's utility is divided by the mean of the other offerings' and weighted by its share of the benefit
    weights. Above 1 we are perceived as better. It depends on where the scales start; a benefit on which the others
    average 0 leaves it undefined (``NaN``).

    Returns
    -------
    DataFrame
        ``segment``, ``offering``, ``quality_ratio``.

    Notes
    -----
    B. T. Gale, *Managing Customer Value*, 1994, chapter 2.
    """
    model = modelled(source, view)
    benefit = ~model.is_cost
    utility = model.utility[:, :, benefit]
    offerings = utility.shape[1]
    others = (utility.sum(axis=1, keepdims=True) - utility) / max(offerings - 1, 1)
    weight = model.weight[:, None, benefit]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(weight > 0, weight * utility / others, 0.0)
        ratio = parts.sum(axis=2) / weight.sum(axis=2)
    ratio[~np.isfinite(ratio)] = np.nan
    return pd.DataFrame(
        {
            "segment": np.repeat(model.segments, offerings),
            "offering": np.tile(model.offerings, len(model.segments)),
            "quality_ratio": (ratio if offerings > 1 else np.full_like(ratio, np.nan)).ravel(),
        }
    )
