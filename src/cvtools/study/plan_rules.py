"""What the optional tables must say: levers and their effects, observed shares, and what a customer pays."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cvtools.study.cells import Typed
from cvtools.study.errors import Problem
from cvtools.study.settings import listed
from cvtools.study.table_rules import bounds, counts, known_ids, meant_id, references

SUM_OF_SHARES = 0.011
"""Shares of a segment may miss 1 by so much, which rounding does."""

MOST_YEARS = 100
"""In which an effect builds up, or half of it fades."""

Ids = Mapping[str, Mapping[str, str]]


def problems(tables: Mapping[str, Typed], ids: Ids) -> Iterator[Problem]:
    """Find what is wrong with the tables of a plan, where the study has them.

    ``ids`` are those of segments, offerings and drivers, with their names.
    """
    if "levers" in tables:
        yield from _levers(tables["levers"], known_ids(tables, "lever"))
    if "effects" in tables:
        effects = tables["effects"]
        for column in ("segment", "driver"):
            yield from references(effects, column, ids[column])
        levers = known_ids(tables, "lever")
        if levers or "levers" not in tables or not len(tables["levers"].rows):
            yield from _effects_of(effects, levers)
        yield from bounds(effects, "low", "change", "high")
        build_up, half_life = effects.numbers("build_up"), effects.numbers("half_life")
        yield from effects.problems((build_up < 0) | (build_up > MOST_YEARS), "build_up", "build_up")
        yield from effects.problems((half_life <= 0) | (half_life > MOST_YEARS), "half_life", "half_life")
    if "shares" in tables:
        yield from _shares(tables["shares"], ids)
    if "economics" in tables:
        yield from references(tables["economics"], "segment", ids["segment"])
        yield from _economics(tables["economics"])


# -- levers ----------------------------------------------------------------------------------------


def _levers(table: Typed, levers: Mapping[str, str]) -> Iterator[Problem]:
    for column in ("cost", "cost_low", "cost_yearly", "people", "months"):
        yield from table.problems(table.numbers(column) < 0, column, "negative_cost")
    yield from bounds(table, "cost_low", "cost", "cost_high")
    if not levers:
        return
    needs = {lever: listed(text) for lever, text in zip(levers, table.words("needs"), strict=False)}
    for row, words in zip(table.rows, needs.values(), strict=False):
        for word in words:
            if word not in levers:
                fields = {"choices": tuple(levers)}
                yield Problem(table.place, int(row), "needs", word, "known_lever", meant_id(word, levers), fields)
    if len(levers) < len(table.rows) or any(word not in levers for words in needs.values() for word in words):
        return
    group = {lever: word.strip() for lever, word in zip(levers, table.words("group"), strict=True)}
    told: set[frozenset[str]] = set()
    for row, lever in zip(table.rows, levers, strict=True):
        all_needed = _closure(lever, needs)
        circle = frozenset(other for other in all_needed if lever in _closure(other, needs))
        if lever in all_needed:
            if circle not in told:
                told.add(circle)
                fields = {"levers": tuple(other for other in levers if other in circle)}
                yield Problem(table.place, int(row), "needs", code="needs_circle", fields=fields)
        elif clash := _clash([lever, *all_needed], group):
            fields = {"levers": clash, "group": group[clash[0]]}
            yield Problem(table.place, int(row), "needs", code="needs_excluded", fields=fields)
    must = [lever for lever, word in zip(levers, table.words("must"), strict=True) if word == "yes"]
    all_of_them = dict.fromkeys(other for lever in must for other in (lever, *sorted(_closure(lever, needs))))
    if not told and (clash := _clash(list(all_of_them), group)) and all(lever in must for lever in clash):
        fields = {"levers": clash, "group": group[clash[0]]}
        yield Problem(table.place, None, "must", code="must_excluded", fields=fields)


def _closure(lever: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """Return everything that a lever needs, and what that needs."""
    result: set[str] = set()
    waiting = list(needs[lever])
    while waiting:
        other = waiting.pop()
        if other not in result:
            result.add(other)
            waiting += needs[other]
    return result


def _clash(levers: list[str], group: Mapping[str, str]) -> tuple[str, ...]:
    """Return the first levers of one group among some; of a group at most one can be chosen."""
    for word in dict.fromkeys(group[lever] for lever in levers):
        same = tuple(lever for lever in levers if word and group[lever] == word)
        if len(same) > 1:
            return same
    return ()


def _effects_of(effects: Typed, levers: Mapping[str, str]) -> Iterator[Problem]:
    """Every effect is one of a lever; without any levers, none is."""
    if levers:
        yield from references(effects, "lever", levers)
    elif "lever" not in effects.broken and len(effects.rows):
        yield Problem(effects.place, code="no_levers")


# -- shares and economics --------------------------------------------------------------------------


def _shares(table: Typed, ids: Ids) -> Iterator[Problem]:
    yield from references(table, "segment", ids["segment"], every=False)
    yield from references(table, "offering", ids["offering"])
    yield from counts(table, "n")
    share = table.numbers("share")
    wrong = (share < 0) | (share > 1)
    yield from table.problems(wrong, "share", "share")
    if wrong.any() or table.broken:
        return
    segment = table.words("segment")
    for word in segment.words:
        rows = np.flatnonzero(segment.among(word))
        if abs(share[rows].sum() - 1) > SUM_OF_SHARES:
            fields = {"segment": word, "total": float(round(share[rows].sum(), 4))}
            yield Problem(table.place, column="share", code="shares_sum", fields=fields)


def _economics(table: Typed) -> Iterator[Problem]:
    retention, rate, horizon = (table.numbers(name) for name in ("retention", "discount_rate", "horizon"))
    yield from table.problems((retention < 0) | (retention >= 1), "retention", "retention")
    yield from table.problems(table.numbers("retention_slope") < 0, "retention_slope", "retention_slope")
    for column in ("satisfaction_slope", "recommendation_slope"):
        yield from table.problems(table.numbers(column) < 0, column, "measure_slope")
    yield from table.problems((rate < 0) | (rate > 1), "discount_rate", "discount_rate")
    yield from table.problems((horizon <= 0) | (horizon > 100), "horizon", "periods")
    yield from table.problems(table.numbers("referrals") < 0, "referrals", "referrals")
