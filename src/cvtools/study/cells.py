"""The cells of one sheet: numbers, ids, words and texts, and what is wrong with each.

What the tables must say of each other is in ``rules.py``.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, nearest, plain_number
from cvtools.study.numbers import COMMA_NUMBER, NUMBER, Signs, signs_of, ungrouped_in_any_sign
from cvtools.study.schema import (
    ID_PATTERN,
    LARGEST_NUMBER,
    SCHEMA,
    SMALLEST_NUMBER,
    TABLES,
    Column,
    text_fault,
    texts_are_clean,
)
from cvtools.study.sheets import MOST_PROBLEMS, Cells, Sheet, Words, too_many

_TEXT = pd.StringDtype("python", na_value=np.nan)
"""What pandas calls "str", whether pyarrow is there or not: half an emoji is for our rules to refuse."""


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

    def problems(
        self,
        wrong: np.ndarray,
        column: str,
        code: str,
        meant: Iterable[str] = (),
        each: Callable[[int], Mapping[str, object]] | None = None,
        **fields: object,
    ) -> Iterator[Problem]:
        """Make a problem for each row where ``wrong``, with what was found in ``column``; of very many, the first.

        ``each`` gives the fields of a row, where these differ.
        """
        cells, words = self.columns[column], iter(meant)
        for i in np.flatnonzero(wrong)[:MOST_PROBLEMS]:
            found = (
                cells[i] if isinstance(cells, Words) else "" if np.isnan(cells[i]) else plain_number(float(cells[i]))
            )
            yield Problem(
                self.place, int(self.rows[i]), column, found, code, next(words, ""), each(i) if each else fields
            )
        if np.count_nonzero(wrong) > MOST_PROBLEMS:
            yield too_many(self.place, column)

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
    table = SCHEMA.get(name)
    known = {column.name: column for column in table.columns} if table else {}
    if any(problem.code == "another_table" for problem in problems):
        broken |= set(known)
    signs = signs_in(sheet, [column.name for column in known.values() if column.holds == "number"])
    told = {(problem.row, problem.column) for problem in problems}
    columns: dict[str, Cells] = {}
    for label, cells in sheet.columns.items():
        columns[label], wrong = _column(known.get(label, Column(label, "text")), cells, sheet, signs)
        problems += [problem for problem in wrong if (problem.row, label) not in told]
        broken |= {label for _ in wrong}
    for column in known.values():
        if column.name not in columns:
            default = "" if column.name in broken else column.default
            blank = Words([default], np.zeros(len(sheet.rows), np.intp))
            columns[column.name] = np.full(len(sheet.rows), np.nan) if column.holds == "number" else blank
    if name in TABLES and not len(sheet.rows) and not problems:
        problems.append(Problem(sheet.place, code="table_empty"))
    return Typed(sheet.place, columns, sheet.rows, frozenset(broken)), problems


def signs_in(sheet: Sheet, numbers: Collection[str]) -> Signs:
    """Find out how the numbers of a sheet are written, which stand in these columns."""
    columns = [cells for name, cells in sheet.columns.items() if name in numbers and isinstance(cells, Words)]
    return signs_of((word.strip() for cells in columns for word in cells.words), sheet.decimal)


@dataclass(frozen=True)
class _Fault:
    """The rule that a cell breaks, what was probably meant, and the fields of the rule."""

    code: str
    meant: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


def _column(column: Column, cells: Cells, sheet: Sheet, signs: Signs) -> tuple[Cells, list[Problem]]:
    """Type one column, each distinct word once."""
    if isinstance(cells, np.ndarray):
        wrong = np.isnan(cells) & (not column.blank)
        return cells, list(Typed(sheet.place, {column.name: cells}, sheet.rows).problems(wrong, column.name, "number"))
    if column.holds == "text" and column.blank and texts_are_clean(cells.words):
        return cells, []
    values: list[Any] = []
    faults: dict[int, _Fault] = {}
    for code, word in enumerate(cells.words):
        value, fault = (
            _number(column, word.strip(), signs, sheet.decimal) if column.holds == "number" else _clean(column, word)
        )
        values.append(value)
        if fault:
            faults[code] = fault
        if len(faults) > MOST_PROBLEMS:
            break
    unread = cells.words[len(values) :]
    if column.holds == "number":
        result: Cells = np.array(values + [np.nan] * len(unread), float)[cells.codes]
    else:
        result = cells.renamed(values + unread)
    wrong = np.flatnonzero(np.isin(cells.codes, list(faults))) if faults else []
    problems = [
        Problem(sheet.place, int(sheet.rows[i]), column.name, cells[i], fault.code, fault.meant, fault.fields)
        for i in wrong[:MOST_PROBLEMS]
        if (fault := faults[int(cells.codes[i])])
    ]
    return result, problems if len(wrong) <= MOST_PROBLEMS else [*problems, too_many(sheet.place, column.name)]


def _clean(column: Column, word: str) -> tuple[str, _Fault | None]:
    """Return a text without what does not count (blanks around a code, the line ends of Windows), and its fault."""
    if column.holds == "text":
        text = word.replace("\r\n", "\n").replace("\r", "\n")
        code = "text" if not column.blank and not text.strip() else text_fault(text)
        return text, _Fault(code) if code else None
    text = word.strip()
    if column.holds == "reference":
        return text, None
    if column.holds == "choice":
        if text in column.choices or (not text and column.blank):
            return text or column.default, None
        return text, _Fault("one_of", nearest(text, column.choices), {"choices": column.choices})
    if re.fullmatch(ID_PATTERN, text):
        return text, None
    return text, _Fault("id", _as_id(text))


def _as_id(text: str) -> str:
    """Make an id of a name, if that is easy."""
    word = re.sub(r"\s+", "_", text.lower())
    return word if re.fullmatch(ID_PATTERN, word) else ""


def _number(column: Column, text: str, signs: Signs, known: str) -> tuple[float, _Fault | None]:
    """Return the number that a text is, or why it is none; ``known`` is what the file says of its decimal sign."""
    if not text and column.blank:
        return np.nan, None
    if not _pattern(signs).fullmatch(text) or signs.readings(text):
        return np.nan, _no_number(column, text, signs, known)
    value = float(text.replace(",", "."))
    if value == 0 or SMALLEST_NUMBER <= abs(value) <= LARGEST_NUMBER:
        return value, None
    return np.nan, _Fault("magnitude")


def _no_number(column: Column, text: str, signs: Signs, known: str) -> _Fault:
    """Return why a text is no number, and which one was meant."""
    if readings := signs.readings(text):
        return _Fault("thousands", fields=readings)
    if not known and COMMA_NUMBER.fullmatch(text):
        return _Fault("text_number")
    if plain := ungrouped_in_any_sign(text, signs.decimal):
        return _Fault("separators", plain)
    if signs.decimal == "." and COMMA_NUMBER.fullmatch(text):
        return _Fault("decimal_point", text.replace(",", "."))
    if signs.decimal == "," and NUMBER.fullmatch(text):
        return _Fault("decimal_comma", text.replace(".", ","))
    bare = re.sub(r"[\s%]", "", text).replace("\u2212", "-")
    bare = "".join(str(unicodedata.decimal(sign, sign)) for sign in bare)
    return _Fault("number_or_blank" if column.blank else "number", bare if _pattern(signs).fullmatch(bare) else "")


def _pattern(signs: Signs) -> re.Pattern[str]:
    return COMMA_NUMBER if signs.decimal == "," else NUMBER
