"""A table as it was found: cells, and the row numbers that a spreadsheet shows.

Both readers (``csv_files``, ``xlsx_files``) give a ``Sheet``; ``cells.py`` gives its columns their types.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Self

import numpy as np

from cvtools.study.errors import Problem, nearest, quoted
from cvtools.study.schema import SCHEMA, Table, text_fault
from cvtools.study.wording import N_, Phrase

MOST_ROWS = 1_048_576
"""As many as a spreadsheet has."""
MOST_COLUMNS = 1_000
MOST_PROBLEMS = 1_000
"""So many wrong cells of a column, or rows of a table, are told for each rule."""
_ROWS_OF_A_TITLE = 20
"""So far down a header is looked for that is not at the top."""


class TooLargeError(Exception):
    """A table is larger than any that we read."""

    def __init__(self, found: Phrase, code: str, **fields: object) -> None:
        super().__init__(found, code, fields)
        self.found, self.code, self.fields = found, code, fields

    def problem(self, place: str) -> Problem:
        """Say it of a file or a sheet."""
        return Problem(place, found=self.found, code=self.code, fields=self.fields)


def too_many(place: str, column: str = "") -> Problem:
    """Say that more is wrong than what is told."""
    return Problem(place, column=column, code="many", fields={"most": MOST_PROBLEMS})


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
    """Make a sheet of numbered rows of text, the header first; wholly blank rows are left out.

    Raises
    ------
    TooLargeError
        When the header has more columns than a table may have.
    """
    filled = ((number, cells) for number, cells in rows if any(map(str.strip, cells)))
    top = list(islice(filled, _ROWS_OF_A_TITLE))
    if not top:
        return Sheet.refused(Problem(place, code="table_empty"))
    (first, header), known = top[0], SCHEMA.get(table)
    header = [name.strip() for name in header]
    if len(header) > MOST_COLUMNS:
        raise TooLargeError(N_("{count} columns"), "columns", count=len(header), most=MOST_COLUMNS)
    below = _row_of_header(known, top)
    if below != first:
        title = next(name for name in header if name)
        return Sheet.refused(Problem(place, first, found=title, code="title_above", fields={"row": str(below)}))
    columns = [_Column() for _ in header]
    numbers = array("q")
    problems: list[Problem] = []
    for number, cells in chain(top[1:], filled):
        if len(cells) != len(header):
            fields = {"cells": len(cells), "columns": len(header)}
            problems.append(Problem(place, number, code=_ragged(cells, header), fields=fields))
            if len(problems) == MOST_PROBLEMS:
                problems.append(too_many(place))
                break
            continue
        numbers.append(number)
        for column, cell in zip(columns, cells, strict=True):
            column.add(cell)
    unnamed = [
        Problem(place, first, code="column_unnamed", fields={"position": position})
        for position, (name, column) in enumerate(zip(header, columns, strict=True), start=1)
        if not name and any(map(str.strip, column.words))
    ]
    named: dict[str, Cells] = {name: column.cells() for name, column in zip(header, columns, strict=True) if name}
    problems = [*header_problems(place, known, header, row=first), *problems, *unnamed]
    return Sheet(place, named, np.array(numbers, np.intp), decimal, tuple(problems))


class _Column:
    """A column while it is read: each distinct word is kept once."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.codes = array("q")

    def add(self, cell: str) -> None:
        self.codes.append(self.words.setdefault(cell, len(self.words)))

    def cells(self) -> Words:
        return Words(list(self.words), np.array(self.codes, np.intp))


def _row_of_header(table: Table | None, top: list[tuple[int, list[str]]]) -> int:
    """Return the number of the row that is the header: the first, unless it is a title and one below names columns."""
    first = top[0][0]
    if table is None:
        return first
    known = {number: len({cell.strip() for cell in cells}.intersection(table.names)) for number, cells in top}
    best = max(known, key=lambda number: known[number])
    return best if known[first] == 0 and known[best] > 1 else first


def _ragged(cells: list[str], header: list[str]) -> str:
    return "ragged_long" if len(cells) > len(header) else "ragged"


def header_problems(place: str, table: Table | None, header: list[str], *, row: int = 1) -> list[Problem]:
    """Say what is wrong with the names of the columns: missing, misspelt, or there twice."""
    named = [name for name in header if name]
    problems = [Problem(place, row, name, code="column_twice") for name, count in Counter(named).items() if count > 1]
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
