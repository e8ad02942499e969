"""What the browser draws from, to say how sure the answer is while a slider moves (``js/simulation.js``).

Each uncertain number goes as the shape of its beta distribution, or, a weight in points, as a few of its quantiles
before scaling; numbers that several segments share go once.
"""

from typing import Any

import numpy as np

from cvtools.analysis.analysis import Analysis
from cvtools.uncertainty.beta import quantile
from cvtools.uncertainty.inputs import Numbers, numbers_of

_PLACES = 29
"""So many quantiles of a weight in points, close to each other near 0 and 1, where its distribution bends most."""
_AT = ((1 - np.cos(np.pi * np.arange(_PLACES) / (_PLACES - 1))) / 2).tolist()


def certainty_payload(analysis: Analysis) -> dict[str, Any]:
    """What is drawn in each segment of a study that has an alternative.

    ``numbers`` hold offering (−1: a weight), driver, the number at the start of its range, what is added at the end,
    and the two shapes of its distribution, or, instead of the last four, its quantiles; ``segments`` say which of them
    are each one's. Weights are in the study's unit; in points they are those before scaling. A number of a named group
    ends with whose own draws are in its own, and how much of each.
    """
    study, model = analysis.study, analysis.frames.model
    numbers: dict[str, int] = {}
    rows: list[list[Any]] = []
    segments: list[list[int]] = []
    for found in numbers_of(model):
        own: list[int] = []
        for k in range(len(found.driver)):
            row = _number(found, k)
            place = numbers.setdefault(repr(row), len(rows))
            rows += [row] if place == len(rows) else []
            own.append(place)
        segments.append(own)
    return {
        "numbers": rows,
        "segments": segments,
        "tail": (1 - study.settings.confidence) / 2,
        "halo": study.settings.halo,
        "shared": study.settings.shared,
    }


def _number(numbers: Numbers, k: int) -> list[Any]:
    place: list[Any] = [int(numbers.offering[k]), int(numbers.driver[k])]
    if place[0] < 0 and numbers.scale is not None:
        row = [*place, [float(f"{numbers.scale * quantile(numbers.tables[k], p):.4g}") for p in _AT], 0, 0, 0]
    else:
        ends = [float(f"{x:.6g}") for x in (numbers.first[k], numbers.span[k])]
        row = [*place, *ends, *(float(f"{x:.5g}") for x in (numbers.alpha[k], numbers.beta[k]))]
    key = tuple(str(numbers.ids[name].iloc[k]) for name in ("table", "source", "offering", "driver"))
    group = numbers.moved.groups.get(key)
    if group is None:
        return row
    names, parts = group
    return [*row, [["/".join(name), float(f"{part:.6g}")] for name, part in zip(names, parts.tolist(), strict=True)]]
