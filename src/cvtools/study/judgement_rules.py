"""What ``judgements.csv`` must say: something in every row, of drivers that are there, and nothing that contradicts."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cvtools.study.cells import Typed
from cvtools.study.errors import Problem, plain_number
from cvtools.study.judgements import space_of
from cvtools.study.rounding import ROUNDING
from cvtools.study.table_rules import meant_id, references
from cvtools.study.weight_space import WeightSpace

_ROUNDED = 0.05
"""Weights that are written with one digit may be off by so many points."""


def problems(tables: Mapping[str, Typed], ids: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Find what is wrong with the judgements, where the study has them."""
    if "judgements" not in tables:
        return
    table = tables["judgements"]
    yield from references(table, "segment", ids["segment"])
    yield from references(table, "driver", ids["driver"])
    yield from _over(table, ids["driver"])
    rank, least, most = (table.numbers(name) for name in ("rank", "least", "most"))
    yield from table.problems(rank < 1, "rank", "rank")
    for name in ("least", "most"):
        yield from table.problems((table.numbers(name) < 0) | (table.numbers(name) > 100), name, "points_of_100")
    yield from table.problems(least > most, "least", "least_above_most")
    silent = np.isnan(rank) & np.isnan(least) & np.isnan(most) & table.words("over").among("")
    yield from table.problems(silent & (not table.broken), "driver", "judgement_empty")
    sound = not (table.broken or (rank < 1).any() or (least > most).any() or (least < 0).any() or (most > 100).any())
    known = all(set(table.words(name)) <= {*ids["driver"], ""} for name in ("driver", "over"))
    if not sound or not known or not ids["driver"] or silent.any():
        return
    frame = table.frame().assign(row=table.rows)
    for segment in dict.fromkeys(frame["segment"]):
        rows = frame[frame["segment"] == segment]
        space = space_of(rows, list(ids["driver"]))
        wrong = list(_contradictions(table, rows, space, list(ids["driver"])))
        yield from wrong or _weights(table, rows, tables.get("weights"), list(ids["driver"]))


def _over(table: Typed, ids: Mapping[str, str]) -> Iterator[Problem]:
    """``over`` is another driver, or blank."""
    over, driver = table.words("over"), table.words("driver")
    unknown = [word for word in over.words if word and ids and word not in ids]
    if unknown:
        wrong = over.among(*unknown)
        meant = [meant_id(over[i], ids) for i in np.flatnonzero(wrong)]
        yield from table.problems(wrong, "over", "known_driver", meant, choices=tuple(ids))
    same = np.array([a == b and a != "" for a, b in zip(over, driver, strict=True)], bool)
    yield from table.problems(same, "over", "over_itself")


def _contradictions(table: Typed, rows: pd.DataFrame, space: WeightSpace, drivers: list[str]) -> Iterator[Problem]:
    """Find an order that goes round in a circle, or bounds that no weights keep; with the rows that say so."""

    def problem(code: str, of: set[str], **fields: object) -> Problem:
        concerned = rows[rows["driver"].isin(of)]["row"].astype(str).tolist()
        return Problem(table.place, int(concerned[0]), code=code, fields={"rows": tuple(concerned), **fields})

    if around := space.circle():
        names = [drivers[d] for d in around]
        yield problem("judgements_circle", set(names), path=" ≥ ".join([*names, names[0]]))
        return
    low, high = space.tightened()
    crossed = np.flatnonzero(low > high + ROUNDING).tolist()
    if crossed:
        d = crossed[0]
        near = {drivers[d], *(drivers[e] for pair in space.pairs if d in pair for e in pair)}
        fields = {"driver": drivers[d], "low": _points(low[d]), "high": _points(high[d])}
        yield problem("judgements_apart", near, **fields)
    elif low.sum() > 1 + ROUNDING:
        yield problem("judgements_least", {drivers[d] for d in np.flatnonzero(low > 0)}, sum=_points(low.sum()))
    elif high.sum() < 1 - ROUNDING:
        yield problem("judgements_most", set(drivers), sum=_points(high.sum()))


def _weights(table: Typed, rows: pd.DataFrame, weights: Typed | None, drivers: list[str]) -> Iterator[Problem]:
    """Weights that the segment has beside its judgements must agree with them."""
    if weights is None or weights.broken:
        return
    frame = weights.frame()
    frame = frame[frame["segment"] == rows["segment"].iloc[0]].drop_duplicates("driver").set_index("driver")["weight"]
    if not set(drivers) <= set(frame.index) or not frame.sum() > 0:
        return
    weight = (100 * frame / frame.sum()).reindex(drivers).to_numpy()
    for row in rows.to_dict("records"):
        space = space_of(pd.DataFrame([row]), drivers)
        beyond = np.maximum(100 * space.low - weight, weight - 100 * space.high).max() > _ROUNDED
        if beyond or any(weight[a] < weight[b] - _ROUNDED for a, b in space.pairs):
            yield Problem(table.place, int(row["row"]), "driver", str(row["driver"]), "judgement_against_weights")
    space = space_of(rows[rows["rank"].notna()].assign(over="", least=np.nan, most=np.nan), drivers)
    for a, b in space.pairs:
        if weight[a] < weight[b] - _ROUNDED:
            at = rows.loc[rows["driver"] == drivers[a], "row"].iloc[0]
            yield Problem(table.place, int(at), "rank", drivers[a], "judgement_against_weights")


def _points(share: float) -> str:
    return plain_number(round(float(share) * 100, 6))
