"""From value to choice."""

import numpy as np
import pandas as pd


def logit_shares(table: pd.DataFrame, *, scale: float = 1.0) -> pd.DataFrame:
    """Shares of preference: how a segment's choices would split if value, times ``scale``, were logit utility.

    Parameters
    ----------
    table
        The frame that ``values`` returns.
    scale
        How strongly choice follows value, per unit of value. It is a property of the market: calibrate it on real
        choices. The default of 1 is right only where values already are logit utilities.

    Returns
    -------
    DataFrame
        ``segment``, ``offering``, ``value``, ``share`` (0 to 1, summing to 1 in each segment; ``NaN`` in a segment
        with an unknown value).

    Notes
    -----
    D. McFadden, *Conditional logit analysis of qualitative choice behavior*, 1974.

    Examples
    --------
    >>> import cvtools as cv
    >>> logit_shares(cv.values(cv.read_study("data/preference_shares")))["share"].round(3).tolist()
    [0.731, 0.269]
    """
    out = table[["segment", "offering", "value"]].copy()
    highest = out.groupby("segment", sort=False)["value"].transform("max")
    weight = np.exp(scale * (out["value"] - highest))
    total = weight.groupby(out["segment"], sort=False).transform(lambda part: part.sum(skipna=False))
    return out.assign(share=weight / total)
