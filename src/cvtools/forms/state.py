"""A study as it is being typed: the texts of its settings and cells, right or wrong, and nothing else.

A state is never changed; every edit gives a new one, so that undo is going back to the one before. Numbers are texts
with the decimal sign of whoever types. Settings are a table of one row, whose key is ``study``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from cvtools.forms.numbers import signed, ungrouped
from cvtools.study.cells import signs_in
from cvtools.study.errors import plain_number
from cvtools.study.schema import LANGUAGES, PASSED_THROUGH, SCHEMA, TABLES
from cvtools.study.settings import settings_as_text
from cvtools.study.sheets import RawSettings, Sheet, Words
from cvtools.study.study import Study

SETTING_NUMBERS = ("confidence", "halo", "shared", "ranges_held", "heterogeneity", "horizon_years", "discount_rate")
NUMBERS = {
    name: frozenset(column.name for column in table.columns if column.holds == "number")
    for name, table in SCHEMA.items()
}
NAMED = {"segments": "segment", "offerings": "offering", "drivers": "driver", "levers": "lever"}
"""The tables whose rows have ids, and the column of each."""
_keys = count(1)


@dataclass(frozen=True)
class Row:
    """One row: a key that stays with it as long as the program runs, and its texts by column."""

    key: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell; a column that the row does not have is blank."""
        return self.cells.get(column, "")

    def with_(self, **texts: str) -> "Row":
        """Return the row with some of its texts replaced."""
        return Row(self.key, {**self.cells, **texts})

    @property
    def blank(self) -> bool:
        """Whether nothing was typed: only the id that we made ourselves."""
        return not any(text.strip() for name, text in self.cells.items() if name not in NAMED.values())


@dataclass(frozen=True)
class State:
    """All texts of a study."""

    settings: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    decimal: str = "."

    def rows(self, table: str) -> tuple[Row, ...]:
        """Return the rows of a table."""
        return self.tables.get(table, ())

    def row(self, table: str, key: str) -> Row | None:
        """Return the row with this key."""
        return next((row for row in self.rows(table) if row.key == key), None)

    def with_rows(self, table: str, rows: Iterable[Row]) -> "State":
        """Return the state with other rows in one table."""
        return State(self.settings, {**self.tables, table: tuple(rows)}, self.decimal)

    def with_settings(self, **texts: str) -> "State":
        """Return the state with some settings replaced."""
        return State({**self.settings, **texts}, self.tables, self.decimal)

    def same_as(self, other: "State") -> bool:
        """Whether both hold the same texts, whatever their keys and decimal signs; blank is the same as missing."""
        return self.plain() == other.in_sign(self.decimal).plain()

    def plain(self) -> dict[str, Any]:
        """Return the texts as JSON holds them, as they were typed; blank cells are left out."""
        tables = {
            name: [{column: text for column, text in row.cells.items() if text} for row in rows]
            for name, rows in self.tables.items()
            if rows
        }
        settings = {name: text for name, text in self.settings.items() if text}
        return {"decimal": self.decimal, "settings": settings, "tables": tables}

    def in_sign(self, decimal: str) -> "State":
        """Return the state with its numbers in another decimal sign; what is no number stays as it was typed."""
        if decimal == self.decimal:
            return self

        def written(cells: Mapping[str, str], numbers: Collection[str]) -> dict[str, str]:
            return {c: signed(text, self.decimal, decimal) if c in numbers else text for c, text in cells.items()}

        tables = {
            name: tuple(Row(row.key, written(row.cells, NUMBERS.get(name, ()))) for row in rows)
            for name, rows in self.tables.items()
        }
        return State(written(self.settings, SETTING_NUMBERS), tables, decimal)


def new_row(**cells: str) -> Row:
    """Return a row with a key of its own."""
    return Row(f"r{next(_keys)}", cells)


def decimal_sign(language: str) -> str:
    """Return the decimal sign of a reader's language."""
    return "," if language in LANGUAGES and language != "en" else "."


def state_of_plain(plain: Mapping[str, Any], *, decimal: str) -> State:
    """Make a state of what :meth:`State.plain` gave. Raises ``ValueError`` if it is anything else."""
    try:
        settings = {str(name): _text(text) for name, text in plain["settings"].items()}
        tables = {
            str(name): tuple(new_row(**{str(column): _text(text) for column, text in row.items()}) for row in rows)
            for name, rows in plain["tables"].items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no state of a study: {error}") from None
    return State(settings, tables, "," if plain.get("decimal") == "," else ".").in_sign(decimal)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a cell holds text")
    return value


def state_of_study(study: Study, *, decimal: str) -> State:
    """Make a state of a study that is right."""
    tables = {
        name: _rows({str(column): _cells(frame[column]) for column in frame}) for name, frame in study.tables.items()
    }
    return State(_without_format(settings_as_text(study.settings)), tables).in_sign(decimal)


def state_of_sheets(raw: RawSettings, sheets: Mapping[str, Sheet], *, decimal: str) -> State:
    """Make a state of tables as they were found, mistakes and all.

    A number that can be read in two ways gets a question mark: it is no number until somebody has typed it anew.
    """
    tables: dict[str, tuple[Row, ...]] = {}
    for name, sheet in sheets.items():
        numbers = NUMBERS.get(name, frozenset())
        signs, comma = signs_in(sheet, numbers), sheet.decimal in ("?", ",")  # where it may be either, a comma
        doubtful = {(problem.row, problem.column) for problem in sheet.problems if problem.code == "thousands"}
        columns = {label: _cells(cells) for label, cells in sheet.columns.items()}
        for label in numbers.intersection(columns):
            columns[label] = [
                f"{cell} ?"
                if (row, label) in doubtful or signs.readings(cell.strip())
                else signed(cell, ",", ".")
                if comma
                else cell
                for row, cell in zip(sheet.rows.tolist(), columns[label], strict=True)
            ]
        tables[name] = _rows(columns)
    return State(_without_format(raw.texts), tables).in_sign(decimal)


def _rows(columns: Mapping[str, Iterable[str]]) -> tuple[Row, ...]:
    return tuple(new_row(**dict(zip(columns, cells, strict=True))) for cells in zip(*columns.values(), strict=True))


def _without_format(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in settings.items() if name != "format"}


def _cells(cells: Iterable[object]) -> list[str]:
    """Return cells as texts; a missing number is blank."""
    return [
        ("" if cell != cell else plain_number(cell)) if isinstance(cell, float) else str(cell)
        for cell in (cells.tolist() if isinstance(cells, pd.Series | np.ndarray) else cells)
    ]


def sheets_of(state: State) -> dict[str, Sheet]:
    """Return the tables as the check reads them, without blank rows; a row's number is its place, from 0.

    Of an optional table there is a sheet only if it has rows.
    """
    sheets: dict[str, Sheet] = {}
    for name in (*SCHEMA, *PASSED_THROUGH):
        rows = state.rows(name)
        counted = [i for i, row in enumerate(rows) if name not in (*NAMED, "judgements") or not row.blank]
        if name not in TABLES and not counted:
            continue
        labels = dict.fromkeys([*(SCHEMA[name].names if name in SCHEMA else ()), *(c for r in rows for c in r.cells)])
        numbers = NUMBERS.get(name, ())
        columns = {
            label: Words.of(ungrouped(rows[i][label]) if label in numbers else rows[i][label] for i in counted)
            for label in labels
        }
        sheets[name] = Sheet(name, dict(columns), np.array(counted, np.intp), state.decimal)
    return sheets
