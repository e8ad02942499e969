"""What the browser draws from, to say how sure the answer is while a slider moves (``js/simulation.js``).

Each uncertain number goes as the shape of its beta distribution, or, a weight in points, as a few of its quantiles
before scaling; numbers that several segments share go once. Replicates of a survey go as what moves together in them
(``surveyed.py``).
"""

from typing import Any

import numpy as np

from cvtools.analysis.analysis import Analysis
from cvtools.explorer.surveyed import Survey, survey_of
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.uncertainty.beta import quantile
from cvtools.uncertainty.inputs import Numbers, keys_of, numbers_of
from cvtools.uncertainty.together import Key

_PLACES = 29
"""So many quantiles of a weight in points, close to each other near 0 and 1, where its distribution bends most."""
_FINE = 999
"""In so many steps from the first of them to the last they are told."""
_AT = ((1 - np.cos(np.pi * np.arange(_PLACES) / (_PLACES - 1))) / 2).tolist()


def certainty_payload(analysis: Analysis) -> dict[str, Any]:
    """What is drawn in each segment of a study that has an alternative.

    ``numbers`` hold whose random numbers they take (a number that segments share takes the same in each), offering
    (−1: a weight), driver, the number at the start of its range, what is added at the end, and the two shapes of its
    distribution, or, instead of the last four, its quantiles in whole steps, where they start, and how long a step is.
    Weights are in the study's unit; in points they are those before scaling. One that moves with others ends with how
    much of whose normal draws is in its own: in a named group pairs, in a survey letters (see ``surveyed.py``) for the
    first of its segment's ``surveys``.

    ``segments`` say which of the numbers are each one's, ``apart`` whether what its numbers have in common is its own.
    """
    study, model = analysis.study, analysis.frames.model
    streams: dict[Key, int] = {}
    known: dict[str, int] = {}
    numbers: list[list[Any]] = []
    segments: list[list[int]] = []
    surveys: list[list[int]] = []
    apart: list[bool] = []
    for found in numbers_of(model):
        survey = survey_of(found)
        own: list[int] = []
        for k, key in enumerate(keys_of(found.ids)):
            row = [_stream(key[:-1], streams), *_number(found, k), *_together(found, key, survey, streams)]
            place = known.setdefault(repr(row), len(numbers))
            numbers += [row] if place == len(numbers) else []
            own.append(place)
        segments.append(own)
        surveys.append([_stream(key[:-1], streams) for key in survey.first])
        apart.append(found.moved.family != EVERY_SEGMENT)
    return {
        "numbers": numbers,
        "segments": segments,
        "surveys": surveys if any(surveys) else [],
        "apart": apart,
        "tail": (1 - study.settings.confidence) / 2,
        "halo": study.settings.halo,
        "shared": study.settings.shared,
    }


def _stream(key: Key, streams: dict[Key, int]) -> int:
    """Whose random numbers: those of a number, by table, segment (or ``*``), offering and driver."""
    return streams.setdefault(key, len(streams))


def _number(numbers: Numbers, k: int) -> list[Any]:
    place: list[Any] = [int(numbers.offering[k]), int(numbers.driver[k])]
    if place[0] < 0 and numbers.scale is not None:
        at = numbers.scale * np.array([quantile(numbers.tables[k], p) for p in _AT])
        start, step = float(at[0]), float(at[-1] - at[0]) / _FINE or 1.0
        steps = np.rint((at - start) / step).astype(int).tolist()
        return [*place, steps, float(f"{start:.6g}"), float(f"{step:.6g}"), 0]
    ends = [float(f"{x:.6g}") for x in (numbers.first[k], numbers.span[k])]
    return [*place, *ends, *(float(f"{x:.5g}") for x in (numbers.alpha[k], numbers.beta[k]))]


def _together(numbers: Numbers, key: Key, survey: Survey, streams: dict[Key, int]) -> list[Any]:
    group = numbers.moved.groups.get(key[:-1])
    if group is not None:
        names, parts = group
        return [[[_stream(name, streams), float(f"{part:.6g}")] for name, part in zip(names, parts, strict=True)]]
    return [survey.parts[key]] if key in survey.parts else []
