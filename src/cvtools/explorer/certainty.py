"""What the browser draws from, to say how sure the answer is while a slider moves (``js/simulation.js``).

Each uncertain number goes as the shape of its beta distribution, or, a weight in points, as a few of its quantiles
before scaling; numbers that several segments share go once.
"""

from typing import Any

import numpy as np

from cvtools.analysis.analysis import Analysis
from cvtools.uncertainty.beta import quantile
from cvtools.uncertainty.inputs import Numbers, numbers_of

_PLACES = 41
"""So many quantiles of a weight in points, close to each other near 0 and 1, where its distribution bends most."""
_AT = ((1 - np.cos(np.pi * np.arange(_PLACES) / (_PLACES - 1))) / 2).tolist()


def certainty_payload(analysis: Analysis) -> dict[str, Any]:
    """What is drawn in each segment of a study that has an alternative.

    ``numbers`` hold ``o`` (−1: a weight), ``d``, ``first``, ``span`` and ``shape`` or ``places``; ``segments`` say
    which of them are each one's. Weights are in the study's unit; in points they are those before scaling.
    """
    study, model = analysis.study, analysis.frames.model
    numbers: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
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
        "halo": 0,
        "shared": 0,
        "groups": {},
    }


def _number(numbers: Numbers, k: int) -> dict[str, Any]:
    offering = int(numbers.offering[k])
    row: dict[str, Any] = {"o": offering, "d": int(numbers.driver[k]), "family": str(numbers.ids["source"].iloc[k])}
    if offering < 0 and numbers.scale is not None:
        places = [float(f"{numbers.scale * quantile(numbers.tables[k], p):.4g}") for p in _AT]
        return row | {"first": 0, "span": 1, "places": places}
    first, span = (float(f"{x:.9g}") for x in (numbers.first[k], numbers.span[k]))
    shape = [float(f"{x:.5g}") for x in (numbers.alpha[k], numbers.beta[k])]
    return row | {"first": first, "span": span, "shape": shape}
