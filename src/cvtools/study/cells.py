"""The cells of one sheet: numbers, ids, words and texts, and what is wrong with each.

What the tables must say of each other is in ``rules.py``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, nearest, plain_number
from cvtools.study.numbers import COMMA_NUMBER, NUMBER, Signs, signs_of, ungrouped_in_any_sign
from cvtools.study.schema import (
    ID_PATTERN,
    LARGEST_NUMBER,
    SMALLEST_NUMBER,
    TABLES,
    Column,
    text_fault,
    texts_are_clean,
)
from cvtools.study.sheets import Cells, Sheet, Words

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

    def problems(
        self, wrong: np.ndarray, column: str, code: str, meant: Iterable[str] = (), **fields: object
    ) -> Iterator[Problem]:
        """Make a problem for each row where ``wrong``, with what was found in ``column``."""
        cells, words = self.columns[column], iter(meant)
        for i in np.flatnonzero(wrong):
            found = (
                cells[i] if isinstance(cells, Words) else "" if np.isnan(cells[i]) else plain_number(float(cells[i]))
            )
            yield Problem(self.place, int(self.rows[i]), column, found, code, next(words, ""), fields)

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
    if any(problem.code == "another_table" for problem in problems):
        broken |= set(known)
    numbers = (cells for name, cells in sheet.columns.items() if name in known and known[name].holds == "number")
    signs = signs_of(
        (word.strip() for cells in numbers if isinstance(cells, Words) for word in cells.words), sheet.decimal
    )
    columns: dict[str, Cells] = {}
    for label, cells in sheet.columns.items():
        columns[label], wrong = _column(known.get(label, Column(label, "text")), cells, sheet, signs)
        problems += wrong
        broken |= {label for _ in wrong}
    for column in known.values():
        if column.name not in columns:
            default = "" if column.name in broken else column.default
            blank = Words([default], np.zeros(len(sheet.rows), np.intp))
            columns[column.name] = np.full(len(sheet.rows), np.nan) if column.holds == "number" else blank
    if table and not len(sheet.rows) and not problems:
        problems.append(Problem(sheet.place, code="table_empty"))
    return Typed(sheet.place, columns, sheet.rows, frozenset(broken)), problems


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
    if column.holds == "number":
        numbers = [_number(column, word.strip(), signs, sheet.decimal) for word in cells.words]
        faults = [number if isinstance(number, _Fault) else None for number in numbers]
        values = [np.nan if isinstance(number, _Fault) else number for number in numbers]
        result: Cells = np.array(values, float)[cells.codes]
    elif column.holds == "text" and column.blank and texts_are_clean(cells.words):
        return cells, []
    else:
        texts = [_clean(column, word) for word in cells.words]
        result = cells.renamed([text for text, _ in texts])
        faults = [fault for _, fault in texts]
    if not any(faults):
        return result, []
    return result, [
        Problem(sheet.place, int(sheet.rows[i]), column.name, cells[i], fault.code, fault.meant, fault.fields)
        for i, code in enumerate(cells.codes)
        if (fault := faults[code])
    ]


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


def _number(column: Column, text: str, signs: Signs, known: str) -> float | _Fault:
    """Return the number that a text is, or why it is none; ``known`` is what the file says of its decimal sign."""
    if not text and column.blank:
        return np.nan
    if readings := signs.readings(text):
        return _Fault("thousands", fields=readings)
    pattern = COMMA_NUMBER if signs.decimal == "," else NUMBER
    if pattern.fullmatch(text):
        value = float(text.replace(",", "."))
        return value if value == 0 or SMALLEST_NUMBER <= abs(value) <= LARGEST_NUMBER else _Fault("magnitude")
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
    return _Fault("number_or_blank" if column.blank else "number", bare if pattern.fullmatch(bare) else "")
