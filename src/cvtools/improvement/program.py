"""A mixed-integer program, gathered row by row, and what HiGHS finds for it."""

import math
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from ctypes import CDLL
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_INFEASIBLE = 2
"""What scipy calls it."""
_OUTPUT = 1
"""The process's output, as the system numbers it."""
_one_at_a_time = Lock()
"""Two threads that keep the output quiet at once would lose it."""


@dataclass(eq=False)
class Program:
    """As little as possible of ``goal·x``, with rows ``low ≤ a·x ≤ high``, gathered one by one."""

    rows: list[dict[int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)

    goal: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most that each variable may be."""
        return np.array(self.lower), np.array(self.upper)

    @property
    def matrix(self) -> "csr_array":
        """The rows as a matrix."""
        from scipy.sparse import csr_array

        rows = np.repeat(np.arange(len(self.rows)), [len(row) for row in self.rows])
        columns = [variable for row in self.rows for variable in row]
        entries = [entry for row in self.rows for entry in row.values()]
        return csr_array((entries, (rows, columns)), shape=(len(self.rows), len(self.whole)))

    def variable(self, low: float, high: float, *, whole: bool = False) -> int:
        """Add a variable; returns its place."""
        self.lower.append(low)
        self.upper.append(high)
        self.whole.append(int(whole))
        return len(self.whole) - 1

    def row(self, terms: dict[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        """Add a row: what it adds up, by variable, and within which bounds."""
        self.rows.append(terms)
        self.low.append(low)
        self.high.append(high)


def solved(program: Program, **options: float) -> tuple[np.ndarray | None, float]:
    """Return what HiGHS finds for a program, if anything, and what nothing is less than: +∞ if nothing is allowed."""
    from scipy.optimize import milp

    with _unheard():
        result = milp(
            program.goal,
            constraints=(program.matrix, np.array(program.low), np.array(program.high)),
            bounds=program.bounds,  # pyright: ignore[reportArgumentType]
            integrality=np.array(program.whole),
            options=options,
        )
    if result.status == _INFEASIBLE:
        return None, math.inf
    bound = result.get("mip_dual_bound") if any(program.whole) else result.fun
    return result.x, -math.inf if bound is None else float(bound)


@contextmanager
def _unheard() -> Generator[None]:
    """Keep off the process's output what HiGHS prints past Python: a line for its makers that was left in it."""
    with _one_at_a_time, Path(os.devnull).open("wb") as nowhere:
        try:
            kept = os.dup(_OUTPUT)
        except OSError:  # there is no output
            yield
            return
        _flush()
        os.dup2(nowhere.fileno(), _OUTPUT)
        try:
            yield
        finally:
            _flush()
            os.dup2(kept, _OUTPUT)
            os.close(kept)


def _flush() -> None:
    """Write out what C holds back of its output."""
    with suppress(OSError, AttributeError, TypeError):  # another system names it otherwise: then the line is seen
        CDLL(None).fflush(None)
