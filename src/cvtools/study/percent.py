"""Numbers typed as percentages: read where all numbers of a kind are, refused where only some are.

A spreadsheet that shows ``20%`` holds 0.2. Where the other numbers of the same driver are typed as 20, nobody can say
which was meant. A kind is: the sizes of all segments; the weights of one; the anchors, ratings and effects of one
driver.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from cvtools.study.errors import Problem, plain_number
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.sheets import MOST_PROBLEMS, Cells, Sheet, Words
from cvtools.study.wording import N_, Phrase

_NUMBER = r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_EITHER = re.compile(rf"{_NUMBER}(\s*%)?")
_NOT_ZERO = re.compile("[1-9]")
_MOST_MIXED = 100
_COLUMNS = {
    "segments": ("size",),
    "drivers": ("worst", "best"),
    "weights": ("weight", "low", "high"),
    "ratings": ("rating", "low", "high"),
    "effects": ("change", "low", "high"),
    "shares": ("share",),
    "economics": ("retention", "retention_slope", "discount_rate"),
}
"""Of shares and economics a percentage can mean one thing only."""


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


class _Cell(NamedTuple):
    """A number of a study: where it stands, its text, and the ids of its row."""

    table: str
    column: str
    position: int
    text: str
    percent: bool
    segment: str
    driver: str

    @property
    def counts(self) -> bool:
        """Whether it is other as a percentage: 0% is 0."""
        return bool(_NOT_ZERO.search(self.text))


def settled(sheets: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """Return sheets whose percentages are numbers; those beside plain numbers of the same kind are problems."""
    words = {name: [word for cells in _columns(name, sheet) for word in cells.words] for name, sheet in sheets.items()}
    if not any("%" in word for found in words.values() for word in found):
        return dict(sheets)
    numbers = {name: list(_numbers(name, sheets[name])) if name in sheets else [] for name in _COLUMNS}
    problems = _problems(numbers, sheets)
    result = dict(sheets)
    for name, cells in numbers.items():
        comma = name in sheets and sheets[name].decimal == "?" and any("," in word for word in words[name])
        fractions: dict[str, dict[int, str]] = {}
        for cell in cells:
            if cell.percent and cell not in problems:
                fraction = as_fraction(cell.text)
                fractions.setdefault(cell.column, {})[cell.position] = (
                    fraction.replace(".", ",") if comma else fraction  # its other numbers have one
                )
        if name in sheets:
            columns = {column: _changed(old, fractions.get(column)) for column, old in sheets[name].columns.items()}
            wrong = [problem for cell, problem in problems.items() if cell.table == name]
            result[name] = replace(sheets[name], columns=columns, problems=(*sheets[name].problems, *wrong))
    return result


def _columns(name: str, sheet: Sheet) -> list[Words]:
    """Return the columns of numbers that are here as text."""
    found = (sheet.columns.get(column) for column in _COLUMNS.get(name, ()))
    return [cells for cells in found if isinstance(cells, Words)]


def _changed(cells: Cells, new: Mapping[int, str] | None) -> Cells:
    return Words.of(new.get(i, cell) for i, cell in enumerate(cells)) if new and isinstance(cells, Words) else cells


def _problems(numbers: Mapping[str, list[_Cell]], sheets: Mapping[str, Sheet]) -> dict[_Cell, Problem]:
    """Return the cells that are fewer among those of their kind; of very many kinds, those of the first."""
    problems: dict[_Cell, Problem] = {}
    for name, words, cells in islice(_mixed(numbers), _MOST_MIXED):
        percents, plain = ([cell for cell in cells if cell.percent is side and cell.counts] for side in (True, False))
        for cell in min(percents, plain, key=len)[:MOST_PROBLEMS]:
            problems.setdefault(cell, _doubtful(cell, name, words, sheets[cell.table]))
    return problems


def _doubtful(cell: _Cell, name: str, words: Phrase, sheet: Sheet) -> Problem:
    found = cell.text
    if cell.percent:
        code = "percent_beside"
        readings = {"percent": found, "fraction": as_fraction(found), "number": found.rstrip("% ")}
    else:
        code, readings = "plain_beside", {"number": found, "small": f"{found}%", "large": as_percent(found)}
    fields = {"kind": words, "name": name, **readings}
    return Problem(sheet.place, int(sheet.rows[cell.position]), cell.column, found, code, fields=fields)


def _mixed(numbers: Mapping[str, list[_Cell]]) -> Iterator[tuple[str, Phrase, list[_Cell]]]:
    """Go through the kinds of which some are percentages: a driver or a segment, what to call its numbers, these."""
    if len(_sides(numbers["segments"])) > 1:
        yield "", N_("the sizes"), numbers["segments"]
    drivers: dict[str, list[_Cell]] = {}
    for cell in numbers["drivers"] + numbers["ratings"] + numbers["effects"]:
        drivers.setdefault(cell.driver, []).append(cell)
    for driver, cells in drivers.items():
        if len(_sides(cells)) > 1:
            yield driver, N_("the driver {name}"), cells
    weights: dict[str, list[_Cell]] = {}
    for cell in numbers["weights"]:
        weights.setdefault(cell.segment, []).append(cell)
    every = weights.get(EVERY_SEGMENT, [])
    sides = _sides(every)
    for segment, own in weights.items():
        if len(sides | _sides(own)) > 1:
            there = {cell.driver for cell in own}
            together = [cell for cell in every if cell.driver not in there] + own
            if len(_sides(together)) > 1:
                yield segment, N_("the weights of {name}"), together


def _sides(cells: list[_Cell]) -> set[bool]:
    """Return whether there are percentages, plain numbers or both."""
    return {cell.percent for cell in cells if cell.counts}


def _numbers(name: str, sheet: Sheet) -> Iterator[_Cell]:
    """Go through the numbers of a table."""
    segments, drivers = _texts(sheet, "segment"), _texts(sheet, "driver")
    for column in _COLUMNS[name]:
        for position, text in enumerate(map(str.strip, _texts(sheet, column))):
            if match := _EITHER.fullmatch(text):
                yield _Cell(name, column, position, text, bool(match[1]), segments[position], drivers[position])


def _texts(sheet: Sheet, column: str) -> list[str]:
    """Return a column as text; of one that is not there, blanks."""
    cells = sheet.columns.get(column)
    if cells is None:
        return [""] * len(sheet.rows)
    if isinstance(cells, Words):
        return list(cells)
    return ["" if value != value else plain_number(value) for value in cells.tolist()]
