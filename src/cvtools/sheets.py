"""A table as it was found: cells, and the row numbers that a spreadsheet shows.

Both readers (``csvfile``, ``workbook``) give a ``Sheet``; ``check.py`` turns it into a typed frame.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvtools.schema import TABLES, Problem, Table, nearest, one_of, quoted

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True)
class Sheet:
    """A table as it was found."""

    place: str
    """How to name it to a person: ``ratings.csv``, or ``study.xlsx, sheet ratings``."""
    frame: pd.DataFrame
    """Text columns, or numbers where the reader was certain of them; blank cells are ``""`` or ``NaN``."""
    rows: np.ndarray
    """For each row of the frame, its number in a spreadsheet."""
    decimal: str = "."
    """The decimal sign of its numbers: ``.``, ``,`` or ``?`` where the file's other numbers decide."""
    problems: tuple[Problem, ...] = field(default=())


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what looks like one gets a leading apostrophe.

    >>> guarded("=cmd|' /C calc'!A0"), guarded("plain")
    ("'=cmd|' /C calc'!A0", 'plain')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo :func:`guarded`, so that a text survives being written and read.

    >>> unguarded(guarded("'=x")) == "'=x"
    True
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def sheet_of_rows(place: str, table: str, rows: Iterable[tuple[int, list[str]]], *, decimal: str = ".") -> Sheet:
    """Make a sheet of numbered rows of text, the header first; wholly blank rows are left out."""
    numbered = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not numbered:
        empty = pd.DataFrame(columns=list(TABLES[table].names) if table in TABLES else [], dtype="str")
        return Sheet(place, empty, np.array([], int), problems=(Problem(place, allowed="the table is empty"),))
    (_, header), body = numbered[0], numbered[1:]
    header = [name.strip() for name in header]
    problems = header_problems(place, TABLES.get(table), header)
    problems += [
        Problem(place, number, "", allowed=_ragged(len(cells), len(header)))
        for number, cells in body
        if len(cells) != len(header)
    ]
    whole = [(number, cells) for number, cells in body if len(cells) == len(header)]
    columns = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * len(header)
    frame = pd.DataFrame(
        {name: pd.Series(column, dtype="str") for name, column in zip(header, columns, strict=True) if name}
    )
    problems += [
        Problem(place, 1, allowed=f"column {position} has cells but no name in its header")
        for position, (name, column) in enumerate(zip(header, columns, strict=True), start=1)
        if not name and any(cell.strip() for cell in column)
    ]
    return Sheet(place, frame, np.array([number for number, _ in whole], int), decimal, tuple(problems))


def _ragged(found: int, wanted: int) -> str:
    hint = ". A decimal comma or a comma in a text without quotation marks?" if found > wanted else ""
    return f"the row has {found} cells, the header has {wanted}{hint}"


def header_problems(place: str, table: Table | None, header: list[str]) -> list[Problem]:
    """What is wrong with the names of the columns: missing, misspelt, or there twice."""
    named = [name for name in header if name]
    problems = [
        Problem(place, 1, name, allowed="the column is there more than once")
        for name in dict.fromkeys(named)
        if named.count(name) > 1
    ]
    if table is None:
        return problems
    unknown = [name for name in dict.fromkeys(named) if name not in table.names]
    for column in table.columns:
        if column.name in named:
            continue
        misspelt = nearest(column.name, unknown, cutoff=0.75)
        if misspelt:
            unknown.remove(misspelt)
            problems.append(Problem(place, 1, misspelt, misspelt, one_of(table.names, most=20), column.name))
        elif column.required:
            found = one_of([quoted(name) for name in named])
            problems.append(Problem(place, 1, column.name, allowed=f"the column is missing; the header has {found}"))
    return problems
