"""Whether each wave asked the same: another scale or base is refused until the mapping says what is meant.

A base is who was asked. Both are seen in the answers only: the best answer of other waves is never given in one,
answers of one wave pass the scale and those of others do not, or one wave's respondents answered far less often.
(Wording is seen in the headers, where each wave has a file; see ``responses``.)
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from cvtools.evidence.survey import Question, Survey
from cvtools.study.errors import Problem

_FEW = 30
"""Waves of fewer responses are not looked at: chance may do anything to them."""
_BY_CHANCE = 1e-6
"""The chance that nobody gives the best answer is less than this on the same scale."""
_PASSES, _KEEPS = 0.05, 0.01
"""Answers outside the scale: from so many of a wave on it passes it, up to so many it keeps it."""
_FURTHER = 0.25
"""Shares of respondents who answered that are so far apart are those of other bases."""


def changed_questions(
    survey: Survey, question: Question, waves: np.ndarray, value: np.ndarray, outside: np.ndarray
) -> Iterator[Problem]:
    """Find what differs between the waves of one question.

    Parameters
    ----------
    survey, question
        The mapping, and one of its questions.
    waves
        The wave of each response that the question is asked in.
    value
        Its answer as a number, ``NaN`` where there is none.
    outside
        Whether that number is outside the scale.
    """
    names = [str(wave) for wave, n in zip(*np.unique(waves.astype(str), return_counts=True), strict=True) if n >= _FEW]
    for name, code, found in (
        ("same_scale", "wave_scale", _scales(question, names, waves, value, outside)),
        ("same_base", "wave_base", _bases(names, waves, value)),
    ):
        if found and question.column not in getattr(survey, name):
            yield Problem(survey.path.name, question.row, question.column, code=code, fields=found)


def _scales(
    question: Question, names: list[str], waves: np.ndarray, value: np.ndarray, outside: np.ndarray
) -> dict[str, object]:
    """Return two waves that are on different scales; nothing where all are on the same."""
    if question.scale is None:
        return {}
    best = value if question.scale[1] > question.scale[0] else -value
    for a, b in combinations(names, 2):
        for one, other in ((a, b), (b, a)):
            mine, theirs = (waves == wave for wave in (one, other))
            answered, others = mine & ~np.isnan(value), theirs & ~np.isnan(value)
            if not answered.any() or not others.any():
                continue
            passes = outside[others].mean() >= _PASSES and outside[answered].mean() <= _KEEPS
            beyond = float((best[others] > best[answered].max()).mean())
            if passes or (1 - beyond) ** int(answered.sum()) < _BY_CHANCE:
                ends = [_ends(value[of]) for of in (answered, others)]
                return {"a": one, "range_a": ends[0], "b": other, "range_b": ends[1]}
    return {}


def _ends(value: np.ndarray) -> str:
    return f"{value.min():g}–{value.max():g}"


def _bases(names: list[str], waves: np.ndarray, value: np.ndarray) -> dict[str, object]:
    """Return two waves in which very different parts of the respondents answered."""
    share = {name: float((~np.isnan(value[waves == name])).mean()) for name in names}
    if not share:
        return {}
    least, most = (pick(share, key=share.__getitem__) for pick in (min, max))
    if share[most] - share[least] < _FURTHER:
        return {}
    return {"a": least, "n_a": round(100 * share[least]), "b": most, "n_b": round(100 * share[most])}
