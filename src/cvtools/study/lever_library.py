"""A library of typical levers to pick from, with names in three languages and the drivers that each usually moves."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIBRARY = Path(__file__).with_name("lever_library.csv")


@dataclass(frozen=True)
class TypicalLever:
    """One lever of the library."""

    lever: str
    kind: str
    """One of the seven kinds of levers, such as ``product``."""
    drivers: tuple[str, ...]
    """The drivers of the library of drivers that it usually moves."""
    names: dict[str, str]
    """By language: ``en``, ``nb``, ``hr``."""


@cache
def typical_levers() -> tuple[TypicalLever, ...]:
    """Read the library, each kind together.

    >>> last = typical_levers()[-1]
    >>> last.names["nb"], last.kind, last.drivers
    ('Bruke mindre energi', 'technology', ('running_cost', 'sustainability', 'noise'))
    """
    with LIBRARY.open(encoding="utf-8", newline="") as file:
        return tuple(_typical(row) for row in csv.DictReader(file))


def _typical(row: dict[str, str]) -> TypicalLever:
    names = {"en": row["name"], "nb": row["name_nb"], "hr": row["name_hr"]}
    return TypicalLever(row["lever"], row["kind"], tuple(row["drivers"].split(";")), names)
