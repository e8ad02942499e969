"""Numbers typed as percentages: read where all numbers of a kind are, refused where only some are.

A spreadsheet that shows ``20%`` holds 0.2. Where the other numbers of the same driver are typed as 20, nobody can say
which was meant. A kind is: the sizes of all segments; the weights of one; the anchors and ratings of one driver.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from cvtools.study.errors import Problem, plain_number
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.sheets import Cells, Sheet, Words
from cvtools.study.wording import N_, Phrase

_NUMBER = r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_EITHER = re.compile(rf"{_NUMBER}(\s*%)?")
_COLUMNS = {
    "segments": ("size",),
    "drivers": ("worst", "best"),
    "weights": ("weight", "low", "high"),
    "ratings": ("rating", "low", "high"),
}


def as_percent(number: str) -> str:
    """Return a number as a percentage, exactly.

    >>> as_percent("0.07"), as_percent("1")
    ('7%', '100%')
    """
    return f"{_shifted(number, 2)}%" if "n" not in number else number  # inf and nan


def as_fraction(text: str) -> str:
    """Return a percentage as the number that it stands for; any other text as it is.

    >>> as_fraction("7%"), as_fraction("4,5 %"), as_fraction("7")
    ('0.07', '0,045', '7')
    """
    percent = _PERCENT.fullmatch(text.strip())
    return _shifted(percent[1], -2) if percent else text


def _shifted(number: str, places: int) -> str:
    """Move the decimal sign."""
    moved = Decimal(number.replace(",", ".")).scaleb(places)
    text = format(moved.normalize(), "f") if moved else "0"
    return text.replace(".", ",") if "," in number else text


_Kind = tuple[str, Phrase]
"""A driver or a segment, and what to call its numbers."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A number of a study: where it stands, and its text."""

    table: str
    column: str
    position: int
    text: str

    @property
    def at(self) -> tuple[str, str, int]:
        return self.table, self.column, self.position

    @property
    def percent(self) -> bool:
        return self.text.endswith("%")

    @property
    def counts(self) -> bool:
        """Whether it is other as a percentage: 0% is 0."""
        return bool(re.search("[1-9]", self.text))


def settled(sheets: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """Return sheets whose percentages are numbers; those beside plain numbers of the same kind are problems."""
    if not any(
        isinstance(cells, Words) and any("%" in word for word in cells.words)
        for name, sheet in sheets.items()
        for cells in (sheet.columns.get(column, np.array([])) for column in _COLUMNS.get(name, ()))
    ):
        return dict(sheets)
    commas = {name for name, sheet in sheets.items() if sheet.decimal == "?" and _has_comma(name, sheet)}
    fractions: dict[tuple[str, str, int], str] = {}
    problems: dict[tuple[str, str, int], Problem] = {}
    for kind, cells in _kinds(sheets).items():
        for cell in cells:
            if cell.percent:
                fraction = as_fraction(cell.text)
                fractions[cell.at] = fraction.replace(".", ",") if cell.table in commas else fraction
        percents = [cell for cell in cells if cell.percent and cell.counts]
        plain = [cell for cell in cells if not cell.percent and cell.counts]
        fewer = min(percents, plain, key=len)
        problems |= {cell.at: _doubtful(cell, kind, sheets[cell.table]) for cell in fewer if cell.at not in problems}
    fractions = {at: text for at, text in fractions.items() if at not in problems}
    return {
        name: replace(
            sheet,
            columns={
                column: _changed(cells, {at[2]: new for at, new in fractions.items() if at[:2] == (name, column)})
                for column, cells in sheet.columns.items()
            },
            problems=(*sheet.problems, *(problem for at, problem in problems.items() if at[0] == name)),
        )
        for name, sheet in sheets.items()
    }


def _has_comma(name: str, sheet: Sheet) -> bool:
    """Whether a number of a file has a decimal comma: then its others need one, too."""
    columns = (sheet.columns.get(column) for column in _COLUMNS.get(name, ()))
    return any("," in word for cells in columns if isinstance(cells, Words) for word in cells.words)


def _changed(cells: Cells, new: Mapping[int, str]) -> Cells:
    return Words.of(new.get(i, cell) for i, cell in enumerate(cells)) if new and isinstance(cells, Words) else cells


def _doubtful(cell: _Cell, kind: _Kind, sheet: Sheet) -> Problem:
    found, (name, kind_words) = cell.text, kind
    if cell.percent:
        code = "percent_beside"
        readings = {"percent": found, "fraction": as_fraction(found), "number": found.rstrip("% ")}
    else:
        code, readings = "plain_beside", {"number": found, "small": f"{found}%", "large": as_percent(found)}
    fields = {"kind": kind_words, "name": name, **readings}
    return Problem(sheet.place, int(sheet.rows[cell.position]), cell.column, found, code, fields=fields)


def _kinds(sheets: Mapping[str, Sheet]) -> dict[_Kind, list[_Cell]]:
    """Return the numbers that are of one kind."""
    kinds: dict[_Kind, list[_Cell]] = {}
    if "segments" in sheets:
        kinds["", N_("the sizes")] = [cell for _, cell in _numbers(sheets, "segments", "size")]
    for table in ("drivers", "ratings"):
        for driver, cell in _numbers(sheets, table, "driver"):
            kinds.setdefault((driver, N_("the driver {name}")), []).append(cell)
    weights: dict[str, dict[str, list[_Cell]]] = {}
    drivers = _texts(sheets, "weights", "driver")
    for segment, cell in _numbers(sheets, "weights", "segment"):
        weights.setdefault(segment, {}).setdefault(drivers[cell.position], []).append(cell)
    for segment, own in weights.items():
        together = {**weights.get(EVERY_SEGMENT, {}), **own}
        kinds[segment, N_("the weights of {name}")] = [cell for cells in together.values() for cell in cells]
    return kinds


def _numbers(sheets: Mapping[str, Sheet], table: str, key: str) -> Iterator[tuple[str, _Cell]]:
    """Go through the numbers of a table, each with the word that stands in another column of its row."""
    keys = _texts(sheets, table, key)
    for column in _COLUMNS[table]:
        for position, (word, text) in enumerate(zip(keys, _texts(sheets, table, column), strict=False)):
            if _EITHER.fullmatch(text.strip()):
                yield word, _Cell(table, column, position, text.strip())


def _texts(sheets: Mapping[str, Sheet], table: str, column: str) -> list[str]:
    """Return a column as text; of one that is not there, blanks."""
    sheet = sheets.get(table)
    if sheet is None:
        return []
    cells = sheet.columns.get(column)
    if cells is None:
        return [""] * len(sheet.rows)
    if isinstance(cells, Words):
        return list(cells)
    return ["" if value != value else plain_number(value) for value in cells.tolist()]
