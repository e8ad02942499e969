"""What the tables of a study must say of each other: sheets in, frames and all problems out.

What each sheet must be by itself (numbers, ids, coded words) is in ``cells.typed``.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from cvtools.study import group_rules, judgement_rules, plan_rules
from cvtools.study.cells import Typed, Words, typed
from cvtools.study.errors import Problem, nearest
from cvtools.study.judgements import with_judged_weights
from cvtools.study.schema import (
    EVERY_SEGMENT,
    KINDS,
    LANGUAGES,
    LONGEST_SHORT,
    NAMED,
    PASSED_THROUGH,
    POINTS,
    SCHEMA,
    TABLES,
)
from cvtools.study.settings import Settings, listed
from cvtools.study.sheets import RawSettings, Sheet
from cvtools.study.table_rules import bounds, broken_up, counts, known_ids, meant_id, references, repeated


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
    for name in (*SCHEMA, *PASSED_THROUGH):
        if name in sheets:
            tables[name], wrong = typed(name, sheets[name])
            judged = name == "weights" and "judgements" in sheets
            problems += [problem for problem in wrong if not (judged and problem.code == "table_empty")]
    problems += _rules(tables)
    unsound = {name for problem in settings_problems for name in (problem.column, problem.meant)}
    problems += _rules_of_settings(settings, unsound, tables, settings_place)
    if problems:
        return {}, problems
    frames = {name: table.frame() for name, table in tables.items()}
    if "judgements" in frames:
        share = float(settings.texts.get("confidence", "").strip() or Settings.confidence)
        drivers = list(frames["drivers"]["driver"])
        frames["weights"] = with_judged_weights(frames["weights"], frames["judgements"], drivers, share)
    return frames, []


def _rules(tables: Mapping[str, Typed]) -> Iterator[Problem]:
    """Apply every rule between the tables; one whose tables are missing or have no sound ids is left out."""
    ids = {column: known_ids(tables, column) for column in ("segment", "offering", "driver")}
    for name, table in tables.items():
        if name in SCHEMA:
            yield from repeated(table, SCHEMA[name].key)
        if name in NAMED:
            yield from _short_names(table)
    if "segments" in tables:
        yield from _segments(tables["segments"])
    if "drivers" in tables:
        yield from _drivers(tables["drivers"])
    for name in ("weights", "ratings"):
        if name in tables:
            for column in TABLES[name].columns:
                if column.holds == "reference":
                    yield from references(tables[name], column.name, ids[column.name])
            yield from bounds(tables[name], "low", name.removesuffix("s"), "high")
            yield from counts(tables[name], "n")
    if "weights" in tables:
        judged = set(tables["judgements"].words("segment")) if "judgements" in tables else set[str]()
        yield from _weights(tables["weights"], list(ids["segment"]), list(ids["driver"]), judged)
    if "ratings" in tables and "drivers" in tables:
        yield from _anchors(tables["ratings"], tables["drivers"])
    yield from plan_rules.problems(tables, ids)
    yield from group_rules.problems(tables, ids)
    yield from judgement_rules.problems(tables, ids)


def _rules_of_settings(
    settings: RawSettings, unsound: set[str], tables: Mapping[str, Typed], place: str
) -> Iterator[Problem]:
    """Apply the rules between settings and tables, of settings that are there and sound."""
    known = {name: text.strip() for name, text in settings.texts.items() if text.strip() and name not in unsound}

    def problem(name: str, ids: Mapping[str, str]) -> Problem:
        found, row = known[name], settings.rows.get(name)
        return Problem(place, row, name, found, name, meant_id(found, ids), {"choices": tuple(ids)})

    offerings, drivers = known_ids(tables, "offering"), known_ids(tables, "driver")
    if "judgements" in tables and known.get("unit", POINTS) != POINTS:
        yield Problem(place, settings.rows.get("unit"), "unit", known["unit"], "judgements_in_money")
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
    stages = dict.fromkeys(word.strip() for word in table.words("stage").words if word.strip())
    if unknown := [word for word in listed(known.get("stages", "")) if word not in stages]:
        meant = nearest(unknown[0], stages)
        yield Problem(
            place, settings.rows.get("stages"), "stages", unknown[0], "stages", meant, {"choices": tuple(stages)}
        )
    if "side" not in table.broken and known.get("price", "") not in ("", *costs):
        yield problem("price", costs)


def _short_names(table: Typed) -> Iterator[Problem]:
    """Short names stand in charts and sentences, so they have to be short."""
    for column in ("short", *(f"short_{code}" for code in LANGUAGES)):
        if isinstance(table.columns.get(column), Words):
            words = table.words(column)
            long = np.array([len(word.strip()) > LONGEST_SHORT for word in words.words], bool)
            yield from table.problems(long[words.codes], column, "short_name", most=LONGEST_SHORT)


def _segments(table: Typed) -> Iterator[Problem]:
    size = table.numbers("size")
    yield from table.problems(size < 0, "size", "customers")
    yield from table.problems(broken_up(size), "size", "whole")
    if len(size) and (size == 0).all():
        yield Problem(table.place, column="size", code="no_customers")


def _drivers(table: Typed) -> Iterator[Problem]:
    side, kind = table.words("side"), table.words("kind")
    for name, kinds in KINDS.items():
        others = sum((KINDS[other] for other in KINDS if other != name), ())
        yield from table.problems(side.among(name) & kind.among(*others), "kind", f"kind_of_{name}", choices=kinds)
    yield from table.problems(table.numbers("worst") == table.numbers("best"), "best", "worst_is_best")


def _weights(table: Typed, segments: list[str], drivers: list[str], judged: set[str]) -> Iterator[Problem]:
    """Every segment needs a weight for every driver, its own or that of ``*``, and one of them above 0; or judgements.

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
    free = np.array([name in judged for name in [*segments, EVERY_SEGMENT]]) & ~present.any(axis=1)
    positive[s, d] = table.numbers("weight") != 0
    present[free] = positive[free] = True  # they are worked out
    positive = np.where(present, positive, positive[-1])[:-1]  # the last row is that of *
    present = (present | present[-1])[:-1]
    for segment, has, some in zip(segments, present, positive, strict=True):
        if not has.all():
            fields = {"segment": segment, "drivers": tuple(np.array(drivers, object)[~has])}
            yield Problem(table.place, code="no_weight", fields=fields)
        elif not some.any():
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
