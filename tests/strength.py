"""How hard the tests try: at full strength in CI, at daily strength elsewhere.

What repeats — random examples, moves and runs before a page's memory is looked at, kills — is repeated less often from
day to day, and what takes a kernel or a browser for each of many cases takes a few of them. Long walks and what needs a
machine for itself are marked ``thorough`` and run in CI alone, or by their names. ``CI=1 make test`` has CI's strength
on any machine.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")

FULL = bool(os.environ.get("CI"))


def times(full: int, *, daily: int = 8) -> int:
    """How often something is repeated: in CI, and at most how often elsewhere."""
    return full if FULL else min(full, daily)


def some(cases: Sequence[Case], *, daily: int) -> list[Case]:
    """Of the cases of a slow test: all in CI, elsewhere this many, evenly spread from the first to the last."""
    if FULL or daily >= len(cases):
        return list(cases)
    return [cases[round(i * (len(cases) - 1) / max(daily - 1, 1))] for i in range(daily)]
