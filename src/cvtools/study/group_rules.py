"""What ``groups.csv`` must say: numbers that are there and have a range, and correlations that can all be true."""

from collections.abc import Iterator, Mapping

import numpy as np

from cvtools.study.cells import Typed
from cvtools.study.errors import Problem
from cvtools.study.groups import IMPOSSIBLE, Key, joined
from cvtools.study.table_rules import meant_id, references

Ids = Mapping[str, Mapping[str, str]]


def problems(tables: Mapping[str, Typed], ids: Ids) -> Iterator[Problem]:
    """Find what is wrong with the groups of numbers, where the study has them."""
    if "groups" not in tables:
        return
    table = tables["groups"]
    for column in ("segment", "driver"):
        yield from references(table, column, ids[column])
    yield from _offerings(table, ids["offering"])
    correlation = table.numbers("correlation")
    yield from table.problems(np.abs(correlation) > 1, "correlation", "correlation")
    if table.broken or np.isnan(correlation).any() or (np.abs(correlation) > 1).any():
        return
    names = [word.strip() for word in table.words("group")]
    first: dict[str, float] = {}
    for name, value in zip(names, correlation.tolist(), strict=True):
        first.setdefault(name, value)
    other = np.array([value != first[name] for name, value in zip(names, correlation.tolist(), strict=True)], bool)
    yield from table.problems(other, "correlation", "correlation_differs")
    alone = np.array([names.count(name) == 1 for name in names], bool)
    yield from table.problems(alone, "group", "group_alone")
    keys = list(zip(*(table.words(name) for name in ("table", "segment", "offering", "driver")), strict=True))
    ranged = {name: _ranged(tables[name], name) for name in ("weights", "ratings") if name in tables}
    missing = np.array([key not in ranged.get(key[0], {}) for key in keys], bool)
    yield from table.problems(missing, "driver", "group_number")
    fixed = np.array([not ranged.get(key[0], {}).get(key, True) for key in keys], bool)
    yield from table.problems(fixed, "driver", "group_fixed")
    if not other.any():
        yield from _impossible(table, names, keys, correlation)


def _impossible(table: Typed, names: list[str], keys: list[Key], correlation: np.ndarray) -> Iterator[Problem]:
    """Find correlations that contradict each other, and say in which rows they are."""
    for members, matrix in joined(zip(names, keys, correlation.tolist(), strict=True)):
        if np.linalg.eigvalsh(matrix).min() < IMPOSSIBLE:
            rows = [str(row) for row, key in zip(table.rows, keys, strict=True) if key in members]
            yield Problem(
                table.place, int(rows[0]), "correlation", code="groups_impossible", fields={"rows": tuple(rows)}
            )


def _offerings(table: Typed, ids: Mapping[str, str]) -> Iterator[Problem]:
    """A rating is of an offering, a weight of none."""
    if "table" in table.broken:
        return
    offering, rating = table.words("offering"), table.words("table").among("ratings")
    unknown = [word for word in offering.words if word not in ids]
    if ids and unknown:
        wrong = offering.among(*unknown) & rating
        meant = [meant_id(offering[i], ids) for i in np.flatnonzero(wrong)]
        yield from table.problems(wrong, "offering", "known_offering", meant, choices=tuple(ids))
    yield from table.problems(~offering.among("") & ~rating, "offering", "weight_without_offering")


def _ranged(table: Typed, name: str) -> dict[Key, bool]:
    """For each row that is there, whether it has a range."""
    offering = table.words("offering") if name == "ratings" else [""] * len(table.rows)
    wide = table.numbers("low") < table.numbers("high")
    keys = zip([name] * len(wide), table.words("segment"), offering, table.words("driver"), strict=True)
    found: dict[Key, bool] = {}
    for key, is_wide in zip(keys, wide.tolist(), strict=True):
        found[key] = found.get(key, False) or is_wide
    return found
