"""A library of typical drivers to pick from, with names and units in three languages and anchors to begin with."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIBRARY = Path(__file__).with_name("driver_library.csv")


@dataclass(frozen=True)
class Typical:
    """One driver of the library. For a cost, ``best`` is the least burden."""

    driver: str
    side: str
    kind: str
    worst: float
    best: float
    names: dict[str, str]
    """By language: ``en``, ``nb``, ``hr``."""
    units: dict[str, str]


@cache
def typical_drivers() -> tuple[Typical, ...]:
    """Read the library: benefits first, each kind together.

    >>> first = typical_drivers()[0]
    >>> first.names["nb"], first.kind, first.worst, first.best
    ('Det gjør jobben', 'functional', 0.0, 10.0)
    """
    with LIBRARY.open(encoding="utf-8", newline="") as file:
        return tuple(_typical(row) for row in csv.DictReader(file))


def _typical(row: dict[str, str]) -> Typical:
    names, units = (
        {"en": row[field], "nb": row[f"{field}_nb"], "hr": row[f"{field}_hr"]} for field in ("name", "unit")
    )
    return Typical(row["driver"], row["side"], row["kind"], float(row["worst"]), float(row["best"]), names, units)
