"""A table as it was found: cells, and the row numbers that a spreadsheet shows; then the same with its types right.

Both readers (``csvfile``, ``workbook``) give a ``Sheet``. ``typed`` makes numbers, ids, words and texts of its cells
and says what is wrong with each; what the tables say of each other is in ``check.py``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import pandas as pd

from cvtools.schema import (
    EVERY_SEGMENT,
    ID_PATTERN,
    ID_RULE,
    LARGEST_NUMBER,
    SMALLEST_NUMBER,
    TABLES,
    Column,
    Problem,
    Table,
    nearest,
    one_of,
    plain_number,
    quoted,
    text_fault,
    texts_are_clean,
)

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?")


_TEXT = pd.StringDtype(na_value=np.nan)  # what pandas calls "str"


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
    """The decimal sign of its numbers: ``.``, or ``?`` where a comma is one if any number has it."""
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
            self.problems.append(Problem(place, row, name, allowed="the setting is there more than once"))
        self.texts[name], self.rows[name] = text, row


def sheet_of_rows(place: str, table: str, rows: Iterable[tuple[int, list[str]]], *, decimal: str = ".") -> Sheet:
    """Make a sheet of numbered rows of text, the header first; wholly blank rows are left out."""
    numbered = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not numbered:
        return Sheet.refused(Problem(place, allowed="the table is empty"))
    (first, header), body = numbered[0], numbered[1:]
    header = [name.strip() for name in header]
    problems = header_problems(place, TABLES.get(table), header, row=first)
    problems += [
        Problem(place, number, allowed=_ragged(len(cells), len(header)))
        for number, cells in body
        if len(cells) != len(header)
    ]
    whole = [(number, cells) for number, cells in body if len(cells) == len(header)]
    columns = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * len(header)
    problems += [
        Problem(place, first, allowed=f"column {position} has cells but no name in its header")
        for position, (name, column) in enumerate(zip(header, columns, strict=True), start=1)
        if not name and any(cell.strip() for cell in column)
    ]
    named: dict[str, Cells] = {name: Words.of(column) for name, column in zip(header, columns, strict=True) if name}
    return Sheet(place, named, np.array([number for number, _ in whole], np.intp), decimal, tuple(problems))


def _ragged(found: int, wanted: int) -> str:
    hint = ". A decimal comma or a comma in a text without quotation marks?" if found > wanted else ""
    return f"the row has {found} cells, the header has {wanted}{hint}"


def header_problems(place: str, table: Table | None, header: list[str], *, row: int = 1) -> list[Problem]:
    """Say what is wrong with the names of the columns: missing, misspelt, or there twice."""
    named = [name for name in header if name]
    problems = [
        Problem(place, row, name, allowed="the column is there more than once")
        for name in dict.fromkeys(named)
        if named.count(name) > 1
    ]
    problems += [Problem(place, row, found=name, allowed=fault) for name in named if (fault := text_fault(name))]
    if table is None:
        return problems
    unknown = [name for name in dict.fromkeys(named) if name not in table.names]
    for column in table.columns:
        if column.name in named:
            continue
        misspelt = nearest(column.name, unknown, cutoff=0.75)
        if misspelt:
            unknown.remove(misspelt)
            problems.append(Problem(place, row, misspelt, misspelt, one_of(table.names, most=20), column.name))
        elif column.required:
            found = one_of([quoted(name) for name in named], last="and")
            problems.append(Problem(place, row, column.name, allowed=f"the column is missing; the header has {found}"))
    return problems


# -- types -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """A table with its types right, and where each row came from."""

    place: str
    columns: dict[str, Cells]
    rows: np.ndarray
    broken: frozenset[str] = frozenset()
    """Columns with problems of their own; ``""`` where rows or columns are missing altogether."""

    def words(self, name: str) -> Words:
        """Return a column of text."""
        column = self.columns[name]
        assert isinstance(column, Words)
        return column

    def numbers(self, name: str) -> np.ndarray:
        """Return a column of numbers."""
        column = self.columns[name]
        assert isinstance(column, np.ndarray)
        return column

    def problems(self, wrong: np.ndarray, column: str, allowed: str, meant: Iterable[str] = ()) -> Iterator[Problem]:
        """Make a problem for each row where ``wrong``, with what was found in ``column``."""
        cells, words = self.columns[column], iter(meant)
        for i in np.flatnonzero(wrong):
            found = (
                cells[i] if isinstance(cells, Words) else "" if np.isnan(cells[i]) else plain_number(float(cells[i]))
            )
            yield Problem(self.place, int(self.rows[i]), column, found, allowed, next(words, ""))

    def frame(self) -> pd.DataFrame:
        """Make the frame that a study holds: texts and floats."""
        return pd.DataFrame(
            {
                name: pd.array(cells.words, dtype=_TEXT).take(cells.codes) if isinstance(cells, Words) else cells
                for name, cells in self.columns.items()
            },
            copy=False,
        )


def typed(name: str, sheet: Sheet) -> tuple[Typed, list[Problem]]:
    """Give a sheet's columns their types; known columns that are not there are added blank."""
    problems = list(sheet.problems)
    broken = {"" for _ in problems}
    table = TABLES.get(name)
    known = {column.name: column for column in table.columns} if table else {}
    decimal = _decimal_of(sheet, known) if sheet.decimal == "?" else sheet.decimal
    columns: dict[str, Cells] = {}
    for label, cells in sheet.columns.items():
        columns[label], wrong = _column(known.get(label, Column(label, "text")), cells, sheet, decimal)
        problems += wrong
        broken |= {label for _ in wrong}
    for column in known.values():
        if column.name not in columns:
            blank = Words([column.default], np.zeros(len(sheet.rows), np.intp))
            columns[column.name] = np.full(len(sheet.rows), np.nan) if column.holds == "number" else blank
    if table and not len(sheet.rows) and not problems:
        problems.append(Problem(sheet.place, allowed="the table is empty"))
    return Typed(sheet.place, columns, sheet.rows, frozenset(broken)), problems


def _decimal_of(sheet: Sheet, known: dict[str, Column]) -> str:
    """Return the decimal sign of a file whose separator leaves it open: a comma if any of its numbers has one."""
    numbers = (cells for name, cells in sheet.columns.items() if name in known and known[name].holds == "number")
    words = (word.strip() for cells in numbers if isinstance(cells, Words) for word in cells.words)
    return "," if any("," in word and COMMA_NUMBER.fullmatch(word) for word in words) else "."


def _column(column: Column, cells: Cells, sheet: Sheet, decimal: str) -> tuple[Cells, list[Problem]]:
    """Type one column, each distinct word once."""
    if isinstance(cells, np.ndarray):
        wrong = np.isnan(cells) if not column.blank else np.zeros(len(cells), bool)
        return cells, list(
            Typed(sheet.place, {column.name: cells}, sheet.rows).problems(wrong, column.name, "a number")
        )
    if column.holds == "number":
        numbers = [_number(column, word.strip(), decimal) for word in cells.words]
        result: Cells = np.array([value for value, _ in numbers], float)[cells.codes]
        faults = [fault for _, fault in numbers]
    elif column.holds == "text" and column.blank and texts_are_clean(cells.words):
        return cells, []
    else:
        texts = [_clean(column, word) for word in cells.words]
        result = cells.renamed([text for text, _ in texts])
        faults = [fault for _, fault in texts]
    if not any(faults):
        return result, []
    return result, [
        Problem(sheet.place, int(sheet.rows[i]), column.name, cells[i], *fault)
        for i, code in enumerate(cells.codes)
        if (fault := faults[code])
    ]


_Fault = tuple[str, str] | None
"""What is allowed, and what was probably meant."""


def _clean(column: Column, word: str) -> tuple[str, _Fault]:
    """Return a text without what does not count (blanks around a code, the line ends of Windows), and its fault."""
    if column.holds == "text":
        text = word.replace("\r\n", "\n").replace("\r", "\n")
        if not column.blank and not text.strip():
            return text, ("a text", "")
        fault = text_fault(text)
        return text, (fault, "") if fault else None
    text = word.strip()
    if column.holds == "choice":
        if text in column.choices or (not text and column.blank):
            return text or column.default, None
        return text, (one_of(column.choices), nearest(text, column.choices))
    if re.fullmatch(ID_PATTERN, text) or (text == EVERY_SEGMENT and column.name == "segment"):
        return text, None
    return text, (ID_RULE, _as_id(text))


def _as_id(text: str) -> str:
    """Make an id of a name, if that is easy."""
    word = re.sub(r"\s+", "_", text.lower())
    return word if re.fullmatch(ID_PATTERN, word) else ""


def _number(column: Column, text: str, decimal: str) -> tuple[float, _Fault]:
    if not text and column.blank:
        return np.nan, None
    pattern = NUMBER if decimal == "." else COMMA_NUMBER
    if pattern.fullmatch(text):
        value = float(text.replace(",", "."))
        if value == 0 or SMALLEST_NUMBER <= abs(value) <= LARGEST_NUMBER:
            return value, None
        return np.nan, (f"0, or a number between {SMALLEST_NUMBER:g} and {LARGEST_NUMBER:g} in size", "")
    if decimal == "." and COMMA_NUMBER.fullmatch(text):
        return np.nan, ("a number with a decimal point", text.replace(",", "."))
    if decimal == "," and NUMBER.fullmatch(text):
        return np.nan, ("a number with a decimal comma, like the others of this file", text.replace(".", ","))
    bare = re.sub(r"[\s%]", "", text).replace("\u2212", "-")
    bare = "".join(str(unicodedata.decimal(sign, sign)) for sign in bare)
    allowed = "a number, or a blank cell where it is not known" if column.blank else "a number"
    return np.nan, (allowed, bare if pattern.fullmatch(bare) else "")


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
