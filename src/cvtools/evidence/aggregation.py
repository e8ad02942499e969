"""The one aggregation: from a wide frame of answers to counts, sums and squares of each group.

Written in Narwhals, so that it runs where the data are: pandas, Polars, a DuckDB scan of many Parquet files, a Dask
frame on a cluster. What it makes adds up, so that parts of the data may be worked out apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

N, W, WW, WX, WXX = "n", "w", "ww", "wx", "wxx"
SUMS = [N, W, WW, WX, WXX]


def sums(frame: Any, answers: Mapping[str, nw.Expr], by: Sequence[str], *, weight: str = "") -> pd.DataFrame:
    """Count and sum answers by group, in one pass.

    Parameters
    ----------
    frame
        A frame of any kind that Narwhals knows, eager or lazy, one row a response.
    answers
        An expression for each answer, by name: a number, and null where it does not count.
    by
        The columns that make the groups. A group with a blank in them is a group of its own.
    weight
        The column of survey weights, above 0; without one every response weighs 1.

    Returns
    -------
    pandas.DataFrame
        The columns of ``by``, ``answer`` (its name), ``n`` (answers), ``w`` and ``ww`` (sums of weights and of their
        squares), ``wx`` and ``wxx`` (weighted sums of the answers and of their squares). Groups without any answer
        are left out.

    >>> answers = pd.DataFrame({"segment": ["a", "a", "b"], "q1": [1.0, 3.0, None]})
    >>> sums(answers, {"taste": nw.col("q1")}, ["segment"])
      segment answer  n    w   ww   wx   wxx
    0       a  taste  2  2.0  2.0  4.0  10.0
    """
    names = list(answers)
    lazy = nw.from_native(frame).lazy().with_columns(**{f"x{i}": answers[name] for i, name in enumerate(names)})
    made: dict[str, nw.Expr] = {}
    totals: list[nw.Expr] = []
    for i in range(len(names)):
        x = nw.col(f"x{i}")
        w = nw.when(~x.is_null()).then(nw.col(weight)) if weight else None
        if w is None:
            own = {f"wxx{i}": x * x}
            totals.append(x.sum().alias(f"wx{i}"))
        else:
            own = {f"wx{i}": w * x, f"wxx{i}": w * x * x, f"w{i}": w, f"ww{i}": w * w}
        made |= own
        totals += [*(nw.col(name).sum() for name in own), x.count().alias(f"n{i}")]
    grouped = lazy.with_columns(**made).group_by(*by).agg(*totals).collect(backend="pandas").to_pandas()
    return _long(grouped, names, list(by), weighted=bool(weight))


def _long(grouped: pd.DataFrame, names: Sequence[str], by: list[str], *, weighted: bool) -> pd.DataFrame:
    """Put the sums of each answer into rows of their own."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([grouped[f"{name}{i}"].to_numpy(float) for i in range(len(names))])

    n = column(N)
    found = pd.concat([grouped[by]] * len(names), ignore_index=True).assign(
        answer=np.repeat(np.array(names, object), len(grouped)),
        n=n.astype(int),
        **{name: column(name) if weighted else n for name in (W, WW)},
        **{name: column(name) for name in (WX, WXX)},
    )
    return found[n > 0].sort_values([*by, "answer"], kind="stable").reset_index(drop=True)
