"""What the browser needs of levers, so that they can be switched on and off there (``js/levers.js``)."""

from typing import Any

import numpy as np

from cvtools.analysis.analysis import Analysis
from cvtools.improvement.lever_draws import effect_ranges
from cvtools.language.language import Language
from cvtools.uncertainty.pert import Plausible


def levers_payload(analysis: Analysis) -> dict[str, Any]:
    """The levers, their effects, and which of them each segment has.

    ``list`` holds each lever's name, cost, group and the places of those that it needs. ``effects`` hold the likely
    step in utility and, where it is uncertain, the start of its distribution, its width and its two shapes.
    ``segments`` hold for each effect in force the places of its lever, its driver and itself. ``money`` is what stands
    before and after a cost; ``timed`` says whether some effects begin later, build up or fade.
    """
    levers = analysis.improvement.levers
    names, drivers = analysis.names("levers"), levers.model.drivers
    wide, ranges = effect_ranges(levers)
    length = (drivers["best"] - drivers["worst"]).to_numpy(float)
    rows = np.unique(levers.row[levers.row >= 0]).tolist()
    held = {row: np.argwhere(levers.row == row)[0] for row in rows}
    effects = [
        [float(levers.step[tuple(at)])] + (_rounded(_shape(ranges, row, float(length[at[2]]))) if wide[row] else [])
        for row, at in held.items()
    ]
    place = {row: k for k, row in enumerate(rows)}
    found = [
        [[int(lever), int(d), place[int(mine[lever, d])]] for lever, d in np.argwhere(mine >= 0)] for mine in levers.row
    ]
    listed = [
        {"name": names[lever], "cost": float(f"{cost:.3g}"), "group": group, "needs": needs}
        for lever, cost, group, needs in zip(levers.ids, levers.cost.tolist(), levers.group, levers.needs, strict=True)
    ]
    return {
        "list": listed,
        "effects": effects,
        "segments": found,
        "money": around_amounts(analysis.improvement.currency, analysis.language),
        "timed": levers.years > 1,
    }


def around_amounts(unit: str, _: Language) -> list[str]:
    """Return what stands before and after an amount in a unit.

    >>> around_amounts("EUR", Language("en")), around_amounts("points", Language("en"))
    (['€', ''], ['', ''])
    """
    return _.amount(7, unit, digits=0).split("7")


def _shape(ranges: Plausible, row: int, length: float) -> list[float]:
    start, end = (float(x[row]) / length for x in (ranges.start, ranges.end))
    return [start, end - start, float(ranges.alpha[row]), float(ranges.beta[row])]


def _rounded(numbers: list[float]) -> list[float]:
    return [float(f"{x:.5g}") for x in numbers]
