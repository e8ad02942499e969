"""What the tables of a study must say of each other: sheets in, frames and all problems out.

What each sheet must be by itself (numbers, ids, coded words) is in ``cells.typed``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from cvtools.study.cells import Typed, typed
from cvtools.study.errors import Problem, nearest
from cvtools.study.schema import EVERY_SEGMENT, ID_PATTERN, KINDS, PASSED_THROUGH, POINTS, TABLES
from cvtools.study.sheets import MOST_PROBLEMS, RawSettings, Sheet, too_many

_MOST_GUESSES = 200
"""For so many different unknown ids, the nearest known one is looked up."""


def check(
    sheets: Mapping[str, Sheet],
    settings: RawSettings,
    *,
    settings_place: str,
    settings_problems: Iterable[Problem] = (),
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Type every sheet and apply every rule: frames by table name, and all problems but those of the settings.

    Of settings with problems of their own nothing more is said; the rules of the others apply all the same.
    """
    tables: dict[str, Typed] = {}
    problems: list[Problem] = []
    for name in (*TABLES, *PASSED_THROUGH):
        if name in sheets:
            tables[name], wrong = typed(name, sheets[name])
            problems += wrong
    problems += _rules(tables)
    unsound = {name for problem in settings_problems for name in (problem.column, problem.meant)}
    problems += _rules_of_settings(settings, unsound, tables, settings_place)
    return {} if problems else {name: table.frame() for name, table in tables.items()}, problems


def _rules(tables: Mapping[str, Typed]) -> Iterator[Problem]:
    """Apply every rule between the tables; one whose tables are missing or have no sound ids is left out."""
    ids = {column: _ids(tables, column) for column in ("segment", "offering", "driver")}
    for name, table in tables.items():
        if name in TABLES:
            yield from _repeated(table, TABLES[name].key)
    if "segments" in tables:
        yield from _segments(tables["segments"])
    if "drivers" in tables:
        yield from _drivers(tables["drivers"])
    for name in ("weights", "ratings"):
        if name in tables:
            for column in TABLES[name].columns:
                if column.holds == "reference":
                    yield from _references(tables[name], column.name, ids[column.name])
            yield from _bounds(tables[name], name.removesuffix("s"))
    if "weights" in tables:
        yield from _weights(tables["weights"], list(ids["segment"]), list(ids["driver"]))
    if "ratings" in tables and "drivers" in tables:
        yield from _anchors(tables["ratings"], tables["drivers"])


def _rules_of_settings(
    settings: RawSettings, unsound: set[str], tables: Mapping[str, Typed], place: str
) -> Iterator[Problem]:
    """Apply the rules between settings and tables, of settings that are there and sound."""
    known = {name: text.strip() for name, text in settings.texts.items() if text.strip() and name not in unsound}

    def problem(name: str, ids: Mapping[str, str]) -> Problem:
        found, row = known[name], settings.rows.get(name)
        return Problem(place, row, name, found, name, _meant(found, ids), {"choices": tuple(ids)})

    offerings, drivers = _ids(tables, "offering"), _ids(tables, "driver")
    if offerings and known.get("ours", "") not in ("", *offerings):
        yield problem("ours", offerings)
    if not drivers:
        return
    table = tables["drivers"]
    rows = list(zip(table.words("driver"), table.words("side"), table.words("recurs"), strict=True))
    yearly = [driver for driver, _, recurs in rows if recurs == "yearly"]
    if yearly and known.get("unit", POINTS) != POINTS and "horizon_years" not in {*known, *unsound}:
        row, fields = settings.rows.get("horizon_years"), {"drivers": tuple(yearly)}
        yield Problem(place, row, "horizon_years", code="horizon_needed", fields=fields)
    costs = {driver: drivers[driver] for driver, side, _ in rows if side == "cost"}
    if "side" not in table.broken and known.get("price", "") not in ("", *costs):
        yield problem("price", costs)


def _ids(tables: Mapping[str, Typed], column: str) -> dict[str, str]:
    """Return the ids that a table defines, with their names.

    Empty if any id is missing or wrong: then nobody can say which are unknown.
    """
    table = tables.get(f"{column}s")
    if table is None or table.broken & {"", column}:
        return {}
    return dict(zip(table.words(column), table.words("name"), strict=True))


def _meant(word: str, ids: Mapping[str, str]) -> str:
    """Return the id of the row that has this name; else the id most like it."""
    named = (id_ for id_, name in ids.items() if word and name.strip().casefold() == word.casefold())
    return next(named, "") or nearest(word, ids)


def _repeated(table: Typed, key: tuple[str, ...]) -> Iterator[Problem]:
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


def _segments(table: Typed) -> Iterator[Problem]:
    size = table.numbers("size")
    yield from table.problems(size < 0, "size", "customers")
    yield from table.problems(_broken_up(size), "size", "whole")
    if len(size) and (size == 0).all():
        yield Problem(table.place, column="size", code="no_customers")


def _broken_up(counts: np.ndarray) -> np.ndarray:
    """Return which counts are no whole numbers."""
    return (counts > 0) & (counts != np.floor(counts))


def _drivers(table: Typed) -> Iterator[Problem]:
    side, kind = table.words("side"), table.words("kind")
    for name, kinds in KINDS.items():
        others = sum((KINDS[other] for other in KINDS if other != name), ())
        yield from table.problems(side.among(name) & kind.among(*others), "kind", f"kind_of_{name}", choices=kinds)
    yield from table.problems(table.numbers("worst") == table.numbers("best"), "best", "worst_is_best")


def _references(table: Typed, column: str, ids: Mapping[str, str]) -> Iterator[Problem]:
    """Find ids that no table defines; where it is not known which these are, words that can be no id."""
    if column in table.broken:
        return
    words = table.words(column)
    every = {EVERY_SEGMENT: ""} if column == "segment" else {}
    allowed = {**ids, **every}
    unknown = [word for word in words.words if word not in allowed and (ids or not re.fullmatch(ID_PATTERN, word))]
    if unknown:
        wrong = words.among(*unknown)
        meant = {word: _meant(word, ids) for word in unknown[:_MOST_GUESSES]}
        guesses = [meant.get(words[i], "") for i in np.flatnonzero(wrong)[:MOST_PROBLEMS]]
        yield from table.problems(wrong, column, f"known_{column}" if ids else "id", guesses, choices=tuple(allowed))


def _bounds(table: Typed, likely: str) -> Iterator[Problem]:
    low, middle, high = (table.numbers(name) for name in ("low", likely, "high"))
    only_one = np.isnan(low) != np.isnan(high)
    sound = not table.broken & {"low", "high"}
    yield from table.problems(only_one & np.isnan(low) & sound, "low", "low_and_high")
    yield from table.problems(only_one & np.isnan(high) & sound, "high", "low_and_high")
    lonely = ~np.isnan(low) & np.isnan(middle) & (likely not in table.broken)
    yield from table.problems(lonely, likely, "likely_missing")
    yield from table.problems(low > middle, "low", f"low_above_{likely}")
    yield from table.problems(high < middle, "high", f"high_below_{likely}")
    yield from table.problems((low > high) & np.isnan(middle), "low", "low_above_high")
    n = table.numbers("n")
    yield from table.problems(n < 0, "n", "counted")
    yield from table.problems(_broken_up(n), "n", "whole")


def _weights(table: Typed, segments: list[str], drivers: list[str]) -> Iterator[Problem]:
    """Every segment needs a weight for every driver, its own or that of ``*``, and one of them above 0.

    Which are missing nobody can say while an id is wrong: it may be the one.
    """
    for column in ("weight", "low"):
        yield from table.problems(table.numbers(column) < 0, column, "negative_weight")
    if not segments or not drivers or table.broken & {"", "segment", "driver"}:
        return
    s, d = table.words("segment").positions([*segments, EVERY_SEGMENT]), table.words("driver").positions(drivers)
    if (s < 0).any() or (d < 0).any():
        return
    present = np.zeros((len(segments) + 1, len(drivers)), bool)
    positive = np.zeros_like(present)  # or not known to be 0, where the weight has a problem of its own
    present[s, d] = True
    positive[s, d] = table.numbers("weight") != 0
    positive = np.where(present, positive, positive[-1])[:-1]  # the last row is that of *
    present = (present | present[-1])[:-1]
    for segment, has, counts in zip(segments, present, positive, strict=True):
        if not has.all():
            fields = {"segment": segment, "drivers": tuple(np.array(drivers, object)[~has])}
            yield Problem(table.place, code="no_weight", fields=fields)
        elif not counts.any():
            yield Problem(table.place, code="all_weights_zero", fields={"segment": segment})


def _anchors(ratings: Typed, drivers: Typed) -> Iterator[Problem]:
    driver = ratings.words("driver")
    position = driver.positions(drivers.words("driver"))  # −1, the last: an unknown driver
    ends = np.vstack([np.column_stack([drivers.numbers("worst"), drivers.numbers("best")]), [[np.nan, np.nan]]])
    ends[ends[:, 0] == ends[:, 1]] = np.nan  # has a problem already
    low_end, high_end = ends.min(axis=1)[position], ends.max(axis=1)[position]  # NaN where either is

    def ends_of(row: int) -> dict[str, object]:
        return {"low": float(low_end[row]), "high": float(high_end[row]), "driver": driver[row]}

    for column in ("rating", "low", "high"):
        values = ratings.numbers(column)
        wrong = (values < low_end) | (values > high_end)
        yield from ratings.problems(wrong, column, "anchors", each=ends_of)
