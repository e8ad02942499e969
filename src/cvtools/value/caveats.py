"""What deserves a second look before anybody believes a study's numbers; told in ``sentences/caveats.py``.

None of these is an error; a study with caveats is computed all the same.
"""

import re
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from cvtools.study.study import Study
from cvtools.value.model import ValueModel, modelled
from cvtools.value.values import ratios, values

HEAVY = 0.5
UNUSED = 0.25
TOGETHER = 0.8
_VALUE_FOR_MONEY = re.compile(
    r"value[ _-]for[ _-]money|good value|verdi for pengene|valuta for pengene|vrijednost za (?:uloženi )?novac",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Caveat:
    """One thing to look at: a code, and the ids and numbers its sentence needs."""

    code: str
    segments: tuple[str, ...] = ()
    """The segments it concerns; empty: the whole study."""
    offering: str = ""
    driver: str = ""
    other: str = ""
    """A second driver or offering."""
    number: float = field(default=float("nan"))


def find_caveats(source: Study | ValueModel) -> list[Caveat]:
    """Look for what commonly misleads, and return what was found.

    ``double_price``: a price and a “value for money” are both drivers. ``reversed_cost``: a cost's best level is the
    higher number. ``unused_scale``: all ratings of a driver lie within a quarter of its scale, so its weight probably
    says too much. ``heavy_weight``: one driver has over half of a segment's points. ``dominated``: another offering is
    at least as good on everything that counts. ``move_together``: two drivers' ratings correlate beyond ±0.8, so their
    effects are hard to tell apart. ``ratio_disagrees``: difference and ratio of benefits and costs name different
    winners. ``yearly_in_points``: yearly drivers have no effect in points.
    """
    model = modelled(source)
    study = model.study
    return [
        *_double_price(study),
        *_reversed_costs(study),
        *(() if study.settings.money else (*_unused_scales(model), *_heavy_weights(model))),
        *_dominated(model),
        *_move_together(model),
        *_ratio_disagrees(model),
        *_yearly_in_points(study),
    ]


def _double_price(study: Study) -> list[Caveat]:
    drivers = study.drivers
    money = drivers.loc[drivers["kind"] == "money", "driver"]
    named = drivers["driver"].str.cat(drivers["name"], sep=" ").str.contains(_VALUE_FOR_MONEY)
    return [
        Caveat("double_price", driver=str(driver), other=str(money.iloc[0]))
        for driver in drivers.loc[named, "driver"]
        if len(money) and driver != money.iloc[0]
    ]


def _reversed_costs(study: Study) -> list[Caveat]:
    drivers = study.drivers
    reversed_ = (drivers["side"] == "cost") & (drivers["worst"] < drivers["best"])
    return [Caveat("reversed_cost", driver=str(driver)) for driver in drivers.loc[reversed_, "driver"]]


def _unused_scales(model: ValueModel) -> list[Caveat]:
    flat = model.utility.reshape(-1, model.utility.shape[2])
    known = ~np.isnan(flat).all(axis=0)
    found = []
    for d in np.flatnonzero(known):
        spread = float(np.nanmax(flat[:, d]) - np.nanmin(flat[:, d]))
        if spread < UNUSED and (model.weight[:, d] > 0).any():
            found.append(Caveat("unused_scale", driver=str(model.drivers["driver"].iloc[d]), number=spread))
    return found


def _heavy_weights(model: ValueModel) -> list[Caveat]:
    share = model.weight / model.weight.sum(axis=1, keepdims=True)
    if share.shape[1] < 3:
        return []
    return [
        Caveat(
            "heavy_weight",
            (str(model.segments[s]),),
            driver=str(model.drivers["driver"].iloc[d]),
            number=float(share[s, d]),
        )
        for s, d in np.argwhere(share > HEAVY)
    ]


def _dominated(model: ValueModel) -> list[Caveat]:
    found = []
    for s, segment in enumerate(model.segments):
        u = model.utility[s][:, model.weight[s] > 0]
        for worse in range(len(u) if u.shape[1] > 1 else 0):
            better = [o for o in range(len(u)) if (u[o] >= u[worse]).all() and (u[o] > u[worse]).any()]
            if better:
                offering, other = str(model.offerings[worse]), str(model.offerings[better[0]])
                found.append(Caveat("dominated", (str(segment),), offering=offering, other=other))
    return found


def _move_together(model: ValueModel) -> list[Caveat]:
    flat = pd.DataFrame(model.utility.reshape(-1, model.utility.shape[2]), columns=list(model.drivers["driver"]))
    together = flat.drop_duplicates().corr(min_periods=5).to_numpy()  # repeated rows come from “*” and say nothing new
    return [
        Caveat("move_together", driver=str(flat.columns[a]), other=str(flat.columns[b]), number=float(together[a, b]))
        for a, b in combinations(range(len(flat.columns)), 2)
        if abs(together[a, b]) > TOGETHER
    ]


def _ratio_disagrees(model: ValueModel) -> list[Caveat]:
    table = ratios(values(model)).dropna(subset=["value"])
    found = []
    for segment, rows in table.groupby("segment", sort=False):
        if rows["ratio"].isna().any() or rows["best_by_value"].sum() != 1:
            continue  # without costs there is no ratio
        by_value, by_ratio = (rows.iloc[int(rows[name].to_numpy().argmax())] for name in ("value", "ratio"))
        if by_value["offering"] != by_ratio["offering"]:
            found.append(
                Caveat(
                    "ratio_disagrees",
                    (str(segment),),
                    offering=str(by_value["offering"]),
                    other=str(by_ratio["offering"]),
                )
            )
    return found


def _yearly_in_points(study: Study) -> list[Caveat]:
    yearly = study.drivers.loc[study.drivers["recurs"] == "yearly", "driver"]
    return [] if study.settings.money else [Caveat("yearly_in_points", driver=str(driver)) for driver in yearly]
