"""What people said of weights without saying numbers: an order, pairs, bounds; and the weights that agree with it.

In ``judgements.csv`` a row says one or more things of a driver's weight in a segment: its ``rank`` (1 matters most),
the driver that it matters at least as much as (``over``), or how much it weighs at ``least`` and at ``most``, in points
of 100. All weights that agree with everything said count alike (they are drawn evenly, see ``weight_space``).
"""

from functools import lru_cache
from itertools import pairwise, product

import numpy as np
import pandas as pd

from cvtools.study.weight_space import WeightSpace, weight_blocks

DRAWN = 20_000
"""So many weights that agree are looked at."""
_SEED = 1


def space_of(rows: pd.DataFrame, drivers: list[str]) -> WeightSpace:
    """Return the weights that agree with the rows of one segment.

    Drivers of the same rank may stand either way, and so may those without one; how far ranks are apart says nothing.

    >>> rows = pd.DataFrame({"driver": ["a", "b"], "rank": [1, 3], "over": "", "least": [np.nan, 10], "most": np.nan})
    >>> space_of(rows, ["a", "b"]).pairs
    [(0, 1)]
    """
    place = {driver: d for d, driver in enumerate(drivers)}
    low, high = np.zeros(len(drivers)), np.ones(len(drivers))
    pairs: list[tuple[int, int]] = []
    ranked: dict[float, list[int]] = {}
    for row in rows.to_dict("records"):
        d = place[str(row["driver"])]
        if row["over"]:
            pairs.append((d, place[str(row["over"])]))
        if row["rank"] == row["rank"]:
            ranked.setdefault(float(row["rank"]), []).append(d)
        low[d] = max(low[d], np.nan_to_num(row["least"] / 100))
        high[d] = min(high[d], np.nan_to_num(row["most"] / 100, nan=1.0))
    groups = [ranked[rank] for rank in sorted(ranked)]
    if not pairs and all(len(group) == 1 for group in groups):
        chains = [tuple(group[0] for group in groups)] if groups else []
    else:
        chains = [
            *pairs,
            *(pair for above, below in pairwise(groups) for pair in product(above, below)),
        ]
    return WeightSpace.of(len(drivers), chains, low, high)


def weights_drawn(space: WeightSpace) -> np.ndarray:
    """Return weights that agree, in points of 100: ``DRAWN`` × D, always the same for the same space."""
    return _drawn(space.chains, tuple(space.low.tolist()), tuple(space.high.tolist()))


@lru_cache(maxsize=64)
def _drawn(chains: tuple[tuple[int, ...], ...], low: tuple[float, ...], high: tuple[float, ...]) -> np.ndarray:
    blocks = weight_blocks(WeightSpace.of(len(low), chains, low, high), np.random.Generator(np.random.PCG64(_SEED)))
    parts: list[np.ndarray] = []
    while sum(map(len, parts)) < DRAWN:
        parts.append(next(blocks))
    found = 100 * np.concatenate(parts)[:DRAWN]
    found.setflags(write=False)
    return found


def with_judged_weights(
    weights: pd.DataFrame, judgements: pd.DataFrame, drivers: list[str], confidence: float
) -> pd.DataFrame:
    """Return the weights with those that judgements leave: the middle of all that agree, and its range.

    Where a segment has judgements and no weights, it gets a row for each driver; where it has weights without low and
    high, it gets these.
    """
    parts, tails = [weights], [(1 - confidence) / 2, (1 + confidence) / 2]
    for segment in dict.fromkeys(judgements["segment"]):
        drawn = weights_drawn(space_of(judgements[judgements["segment"] == segment], drivers))
        low, high = np.quantile(drawn, tails, axis=0).round(4)
        mine = weights["segment"] == segment
        if not mine.any():
            blank = weights.iloc[[0] * len(drivers)] if len(weights) else weights.reindex(range(len(drivers)))
            texts = {name: "" for name in weights.columns if not pd.api.types.is_numeric_dtype(weights[name])}
            numbers = {name: np.nan for name in weights.columns if name not in texts}
            own = {
                "segment": segment,
                "driver": drivers,
                "weight": drawn.mean(axis=0).round(2),
                "low": low,
                "high": high,
            }
            parts.append(blank.reset_index(drop=True).assign(**texts | numbers | own).astype(weights.dtypes.to_dict()))
            continue
        at = weights.loc[mine, "driver"].map({driver: d for d, driver in enumerate(drivers)}).to_numpy(int)
        for name, end in (("low", low), ("high", high)):
            parts[0] = parts[0].assign(
                **{name: parts[0][name].mask(mine & weights["low"].isna(), pd.Series(end[at], weights.index[mine]))}
            )
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
