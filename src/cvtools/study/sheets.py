"""A table as it was found: cells, and the row numbers that a spreadsheet shows.

Both readers (``csvfile``, ``workbook``) give a ``Sheet``; ``cells.py`` gives its columns their types.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from cvtools.study.errors import Problem, nearest, quoted
from cvtools.study.schema import TABLES, Table, text_fault


@dataclass(frozen=True)
class Words:
    """A column of text: its distinct words, and for each row which one. Each word needs to be checked only once."""

    words: list[str]
    codes: np.ndarray

    @classmethod
    def of(cls, cells: Iterable[str]) -> Self:
        """Make it of the cells, one a row."""
        distinct: dict[str, int] = {}
        codes = [distinct.setdefault(cell, len(distinct)) for cell in cells]
        return cls(list(distinct), np.array(codes, np.intp))

    def __getitem__(self, row: int | np.integer) -> str:
        """Return the cell of a row."""
        return self.words[self.codes[row]]

    def __iter__(self) -> Iterator[str]:
        """Go through the cells, row by row."""
        return (self.words[code] for code in self.codes)

    def renamed(self, words: list[str]) -> "Words":
        """Replace each word by another; two words may become one."""
        new = Words.of(words)
        return Words(new.words, new.codes[self.codes])

    def positions(self, ids: Iterable[str]) -> np.ndarray:
        """Return for each row where in ``ids`` its word first stands; −1 where it does not."""
        place: dict[str, int] = {}
        for i, word in enumerate(ids):
            place.setdefault(word, i)
        return np.array([place.get(word, -1) for word in self.words], np.intp)[self.codes]

    def among(self, *wanted: str) -> np.ndarray:
        """Return for each row whether its word is one of these."""
        return self.positions(wanted) >= 0


Cells = Words | np.ndarray
"""A column: text, or numbers with ``NaN`` for a blank cell."""


@dataclass(frozen=True)
class Sheet:
    """A table as it was found."""

    place: str
    """How to name it to a person: ``ratings.csv``, or ``study.xlsx, sheet ratings``."""
    columns: dict[str, Cells]
    """Text, or numbers where the reader was certain of them."""
    rows: np.ndarray
    """For each row of the columns, its number in a spreadsheet."""
    decimal: str = "."
    """The decimal sign of its numbers: ``.``, or ``?`` where a comma is one if any number has it.

    Nothing in a workbook, whose numbers are no text: its reader sees the sign of his own country.
    """
    problems: tuple[Problem, ...] = field(default=())

    @classmethod
    def refused(cls, problem: Problem) -> Self:
        """Make a sheet that could not be read at all."""
        return cls(problem.place, {}, np.array([], np.intp), problems=(problem,))


@dataclass(frozen=True)
class RawSettings:
    """Settings as they were found: names and texts, the row of each, and what is wrong with the file itself."""

    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True

    def add(self, place: str, row: int, name: str, text: str) -> None:
        """Add a setting; there may be one of each name."""
        if name in self.texts:
            self.problems.append(Problem(place, row, name, code="setting_twice"))
        self.texts[name], self.rows[name] = text, row


def sheet_of_rows(place: str, table: str, rows: Iterable[tuple[int, list[str]]], *, decimal: str = ".") -> Sheet:
    """Make a sheet of numbered rows of text, the header first; wholly blank rows are left out."""
    numbered = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not numbered:
        return Sheet.refused(Problem(place, code="table_empty"))
    (first, header), body = numbered[0], numbered[1:]
    header = [name.strip() for name in header]
    problems = header_problems(place, TABLES.get(table), header, row=first)
    problems += [
        Problem(place, number, code=_ragged(cells, header), fields={"cells": len(cells), "columns": len(header)})
        for number, cells in body
        if len(cells) != len(header)
    ]
    whole = [(number, cells) for number, cells in body if len(cells) == len(header)]
    columns = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * len(header)
    problems += [
        Problem(place, first, code="column_unnamed", fields={"position": position})
        for position, (name, column) in enumerate(zip(header, columns, strict=True), start=1)
        if not name and any(cell.strip() for cell in column)
    ]
    named: dict[str, Cells] = {name: Words.of(column) for name, column in zip(header, columns, strict=True) if name}
    return Sheet(place, named, np.array([number for number, _ in whole], np.intp), decimal, tuple(problems))


def _ragged(cells: list[str], header: list[str]) -> str:
    return "ragged_long" if len(cells) > len(header) else "ragged"


def header_problems(place: str, table: Table | None, header: list[str], *, row: int = 1) -> list[Problem]:
    """Say what is wrong with the names of the columns: missing, misspelt, or there twice."""
    named = [name for name in header if name]
    problems = [
        Problem(place, row, name, code="column_twice") for name in dict.fromkeys(named) if named.count(name) > 1
    ]
    problems += [Problem(place, row, found=name, code=fault) for name in named if (fault := text_fault(name))]
    if table is None:
        return problems
    unknown = [name for name in dict.fromkeys(named) if name not in table.names]
    missing: list[str] = []
    for column in table.columns:
        if column.name in named:
            continue
        misspelt = nearest(column.name, unknown, cutoff=0.75)
        if misspelt:
            unknown.remove(misspelt)
            problems.append(Problem(place, row, misspelt, misspelt, "one_of", column.name, {"choices": table.names}))
        elif column.required:
            missing.append(column.name)
    said, required = tuple(quoted(name) for name in named), tuple(c.name for c in table.columns if c.required)
    if 2 * len(missing) > len(required):
        fields = {"key": table.key, "columns": required, "header": said}
        return [*problems, Problem(place, row, code="another_table", fields=fields)]
    return problems + [Problem(place, row, name, code="column_missing", fields={"header": said}) for name in missing]


# -- text that no spreadsheet runs -----------------------------------------------------------------

_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: what looks like one gets a leading apostrophe.

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
