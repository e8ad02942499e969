"""Rules that many tables share: references to ids, ranges, rows that are there twice."""

import re
from collections.abc import Iterator, Mapping

import numpy as np

from cvtools.study.cells import Typed
from cvtools.study.errors import Problem, nearest
from cvtools.study.schema import EVERY_SEGMENT, ID_PATTERN
from cvtools.study.sheets import MOST_PROBLEMS, too_many

_MOST_GUESSES = 200
"""For so many different unknown ids, the nearest known one is looked up."""


def known_ids(tables: Mapping[str, Typed], column: str) -> dict[str, str]:
    """Return the ids that a table defines, with their names.

    Empty if any id is missing or wrong: then nobody can say which are unknown.
    """
    table = tables.get(f"{column}s")
    if table is None or table.broken & {"", column}:
        return {}
    return dict(zip(table.words(column), table.words("name"), strict=True))


def meant_id(word: str, ids: Mapping[str, str]) -> str:
    """Return the id of the row that has this name; else the id most like it."""
    named = (id_ for id_, name in ids.items() if word and name.strip().casefold() == word.casefold())
    return next(named, "") or nearest(word, ids)


def repeated(table: Typed, key: tuple[str, ...]) -> Iterator[Problem]:
    """Find rows with the same key as an earlier one; rows with a blank in the key have a problem already."""
    row_key, size = np.zeros(len(table.rows), np.int64), 1
    for name in key:
        words = table.words(name)
        if size * (len(words.words) or 1) > 2**62:
            row_key = np.unique(row_key, return_inverse=True)[1]
            size = len(row_key)
        row_key, size = row_key * len(words.words) + words.codes, size * len(words.words)
    if np.diff(np.sort(row_key)).all():
        return
    _, first, group = np.unique(row_key, return_index=True, return_inverse=True)
    wrong = first[group] < np.arange(len(row_key))
    for name in key:
        wrong &= ~table.words(name).among("")
    for i in np.flatnonzero(wrong)[:MOST_PROBLEMS]:
        found = ", ".join(table.words(name)[i] for name in key)
        fields = {"key": key, "row": str(table.rows[first[group[i]]])}
        yield Problem(table.place, int(table.rows[i]), found=found, code="repeated", fields=fields)
    if np.count_nonzero(wrong) > MOST_PROBLEMS:
        yield too_many(table.place)


def broken_up(counts: np.ndarray) -> np.ndarray:
    """Return which counts are no whole numbers."""
    return (counts > 0) & (counts != np.floor(counts))


def references(table: Typed, column: str, ids: Mapping[str, str], *, every: bool = True) -> Iterator[Problem]:
    """Find ids that no table defines; where it is not known which these are, words that can be no id.

    ``every``: ``*`` may stand for every segment.
    """
    if column in table.broken:
        return
    words = table.words(column)
    allowed = {**ids, EVERY_SEGMENT: ""} if every and column == "segment" else dict(ids)
    unknown = [word for word in words.words if word not in allowed and (ids or not re.fullmatch(ID_PATTERN, word))]
    if unknown:
        wrong = words.among(*unknown)
        meant = {word: meant_id(word, ids) for word in unknown[:_MOST_GUESSES]}
        guesses = [meant.get(words[i], "") for i in np.flatnonzero(wrong)[:MOST_PROBLEMS]]
        yield from table.problems(wrong, column, f"known_{column}" if ids else "id", guesses, choices=tuple(allowed))


def bounds(table: Typed, low: str, likely: str, high: str) -> Iterator[Problem]:
    """Find ranges that are no ranges: one end alone, around nothing, or not around the likely number."""
    least, middle, most = (table.numbers(name) for name in (low, likely, high))
    only_one = np.isnan(least) != np.isnan(most)
    sound = not table.broken & {low, high}
    code = f"{low}_and_high"
    yield from table.problems(only_one & np.isnan(least) & sound, low, code)
    yield from table.problems(only_one & np.isnan(most) & sound, high, code)
    lonely = ~np.isnan(least) & np.isnan(middle) & (likely not in table.broken)
    yield from table.problems(lonely, likely, "likely_missing")
    yield from table.problems(least > middle, low, f"low_above_{likely}")
    yield from table.problems(most < middle, high, f"high_below_{likely}")
    yield from table.problems((least > most) & np.isnan(middle), low, "low_above_high")


def counts(table: Typed, column: str) -> Iterator[Problem]:
    """Find numbers of people asked that cannot be."""
    n = table.numbers(column)
    yield from table.problems(n < 0, column, "counted")
    yield from table.problems(broken_up(n), column, "whole")
