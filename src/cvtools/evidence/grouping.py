"""Which segment a respondent belongs to, and of which offering they speak."""

import numpy as np
import pandas as pd

from cvtools.evidence.exports import Export
from cvtools.evidence.kinds import plain
from cvtools.evidence.numbers_of_words import READ, Coding
from cvtools.evidence.survey import Condition, Groups

_COMPARE = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}


def grouped(groups: Groups, export: Export) -> np.ndarray:
    """Return the id of each row of an export; blank where nothing says it."""
    if groups.everyone:
        return np.full(len(export.frame), groups.everyone, object)
    if groups.rules:
        return _by_rule(groups, export)
    name = export.column(groups.column)
    ids = {plain(word): id_ for word, id_ in groups.values.items()}
    labels = export.labels.get(name, {})
    codes, words = pd.factorize(export.frame[name])
    found = [ids.get(plain(word)) or ids.get(plain(labels.get(word, "")) or "\0", "") for word in map(str, words)]
    return np.array(found, object)[codes]


def _by_rule(groups: Groups, export: Export) -> np.ndarray:
    found = np.full(len(export.frame), "", object)
    for id_, conditions in groups.rules:
        holds = np.logical_and.reduce([_holds(condition, export) for condition in conditions])
        found[holds & (found == "")] = id_
    return found


def _holds(condition: Condition, export: Export) -> np.ndarray:
    """Return for which rows a condition holds; where the answer is no number, none about numbers does."""
    codes, words = pd.factorize(export.frame[export.column(condition.column)])
    if condition.sign == "in":
        allowed = {plain(word) for word in condition.words}
        return np.array([plain(str(word)) in allowed for word in words], bool)[codes]
    numbers, state = Coding.of({}, ()).read([str(word) for word in words], {})
    with np.errstate(invalid="ignore"):
        good = (state == READ) & _COMPARE[condition.sign](numbers, condition.number)
    return good[codes]
