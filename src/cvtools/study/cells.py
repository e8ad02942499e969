"""The cells of one sheet: numbers, ids, words and texts, and what is wrong with each.

What the tables must say of each other is in ``check.py``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, nearest, one_of, plain_number
from cvtools.study.schema import (
    ID_PATTERN,
    ID_RULE,
    LARGEST_NUMBER,
    SMALLEST_NUMBER,
    TABLES,
    Column,
    text_fault,
    texts_are_clean,
)
from cvtools.study.sheets import Cells, Sheet, Words

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?")


_TEXT = pd.StringDtype(na_value=np.nan)  # what pandas calls "str"


@dataclass(frozen=True)
class Typed:
    """A table with its types right, and where each row came from."""

    place: str
    columns: dict[str, Cells]
    rows: np.ndarray
    broken: frozenset[str] = frozenset()
    """Columns with problems of their own, missing ones among them; ``""`` where rows may be missing."""

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
    """Give a sheet's columns their types; known columns that are not there are added blank.

    References stay as they are: whether they are ids is checked with the table that defines these.
    """
    problems = list(sheet.problems)
    broken = {problem.meant or problem.column for problem in problems}  # a misspelt column is the one that was meant
    table = TABLES.get(name)
    known = {column.name: column for column in table.columns} if table else {}
    decimal = _decimal_of(sheet, known) if sheet.decimal == "?" else sheet.decimal
    told = {(problem.row, problem.column) for problem in problems}
    columns: dict[str, Cells] = {}
    for label, cells in sheet.columns.items():
        columns[label], wrong = _column(known.get(label, Column(label, "text")), cells, sheet, decimal)
        problems += [problem for problem in wrong if (problem.row, label) not in told]
        broken |= {label for _ in wrong}
    for column in known.values():
        if column.name not in columns:
            default = "" if column.name in broken else column.default
            blank = Words([default], np.zeros(len(sheet.rows), np.intp))
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
    if column.holds == "reference":
        return text, None
    if column.holds == "choice":
        if text in column.choices or (not text and column.blank):
            return text or column.default, None
        return text, (one_of(column.choices), nearest(text, column.choices))
    if re.fullmatch(ID_PATTERN, text):
        return text, None
    return text, (ID_RULE, _as_id(text))


def _as_id(text: str) -> str:
    """Make an id of a name, if that is easy."""
    word = re.sub(r"\s+", "_", text.lower())
    return word if re.fullmatch(ID_PATTERN, word) else ""


def _number(column: Column, text: str, decimal: str) -> tuple[float, _Fault]:
    if not text and column.blank:
        return np.nan, None
    pattern = COMMA_NUMBER if decimal == "," else NUMBER
    if pattern.fullmatch(text):
        value = float(text.replace(",", "."))
        if value == 0 or SMALLEST_NUMBER <= abs(value) <= LARGEST_NUMBER:
            return value, None
        return np.nan, (f"0, or a number between {SMALLEST_NUMBER:g} and {LARGEST_NUMBER:g} in size", "")
    if decimal == "." and COMMA_NUMBER.fullmatch(text):
        return np.nan, ("a number with a decimal point", text.replace(",", "."))
    if not decimal and COMMA_NUMBER.fullmatch(text):
        return np.nan, ("a number; the cell holds a text, so type it again as a number", "")
    if decimal == "," and NUMBER.fullmatch(text):
        return np.nan, ("a number with a decimal comma, like the others of this file", text.replace(".", ","))
    bare = re.sub(r"[\s%]", "", text).replace("\u2212", "-")
    bare = "".join(str(unicodedata.decimal(sign, sign)) for sign in bare)
    allowed = "a number, or a blank cell where it is not known" if column.blank else "a number"
    return np.nan, (allowed, bare if pattern.fullmatch(bare) else "")
