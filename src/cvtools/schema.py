"""What a study's tables look like, and how a problem with one is told.

This module knows the format and nothing else: no files, no pandas. The rules that need the data are in ``check.py``.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

FORMAT = 1
EVERY_SEGMENT = "*"
"""In the ``segment`` column of weights and ratings: every segment without a row of its own."""

KINDS = {"benefit": ("functional", "emotional", "social"), "cost": ("money", "time", "effort", "risk")}
VIEWS = ("perceived", "expected", "believed")
EVIDENCE = ("assumption", "interview", "review", "survey", "measured")
LANGUAGES = ("en", "nb", "hr")
POINTS = "points"

ID_PATTERN = r"[a-z0-9_-]{1,64}"
LONGEST_TEXT = 16_000
"""A cell of a workbook holds twice as many, and an emoji counts as two."""
LARGEST_NUMBER = 1e15
SMALLEST_NUMBER = 1e-15
"""Nothing nearer to 0, but 0 itself, so that sums and quotients stay numbers."""
ID_RULE = "an id of lower-case letters a-z, digits, _ and -, at most 64 long"


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, what its cells hold, and whether it and they must be there."""

    name: str
    holds: Literal["id", "reference", "text", "number", "choice"]
    """A reference is the id of a row of another table."""
    required: bool = False
    """The column must exist."""
    blank: bool = True
    """A cell may be blank."""
    choices: tuple[str, ...] = ()
    default: str = ""
    """What a blank choice means."""


@dataclass(frozen=True)
class Table:
    """One table of the study: its columns and the columns that together name a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the known columns, in order."""
        return tuple(column.name for column in self.columns)


def _id(name: str) -> Column:
    return Column(name, "id", required=True, blank=False)


def _of(name: str) -> Column:
    return Column(name, "reference", required=True, blank=False)


def _name() -> Column:
    return Column("name", "text", required=True, blank=False)


def _number(name: str, *, required: bool = False, blank: bool = True) -> Column:
    return Column(name, "number", required, blank)


def _needed(name: str) -> Column:
    return _number(name, required=True, blank=False)


_SOURCE = (
    _number("low"),
    _number("high"),
    Column("evidence", "choice", choices=EVIDENCE),
    _number("n"),
    Column("note", "text"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("segments", (_id("segment"), _name(), _needed("size"), Column("description", "text")), ("segment",)),
        Table("offerings", (_id("offering"), _name(), Column("description", "text")), ("offering",)),
        Table(
            "drivers",
            (
                _id("driver"),
                _name(),
                Column("side", "choice", required=True, blank=False, choices=tuple(KINDS)),
                Column("kind", "choice", required=True, blank=False, choices=KINDS["benefit"] + KINDS["cost"]),
                Column("unit", "text", required=True),
                _needed("worst"),
                _needed("best"),
                Column("recurs", "choice", choices=("once", "yearly"), default="once"),
                Column("description", "text"),
            ),
            ("driver",),
        ),
        Table("weights", (_of("segment"), _of("driver"), _needed("weight"), *_SOURCE), ("segment", "driver")),
        Table(
            "ratings",
            (
                _of("segment"),
                _of("offering"),
                _of("driver"),
                _number("rating", required=True),
                Column("view", "choice", choices=VIEWS, default="perceived"),
                *_SOURCE,
            ),
            ("segment", "offering", "driver", "view"),
        ),
    )
}

PASSED_THROUGH = ("levers", "responses")
"""Optional tables that are kept as text: what they mean is decided where they are used."""

SETTINGS = (
    "format",
    "title",
    "unit",
    "ours",
    "period",
    "language",
    "confidence",
    "horizon_years",
    "discount_rate",
    "price",
    "notes",
)
REQUIRED_SETTINGS = ("format", "title", "unit", "ours")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a study: where, what was found, what is allowed.

    >>> print(Problem("drivers.csv", 3, "side", "benifit", "benefit or cost", "benefit"))
    drivers.csv, row 3, column side: found "benifit"; allowed: benefit or cost. Did you mean "benefit"?
    """

    place: str
    """The file, or the workbook and its sheet."""
    row: int | None = None
    """As a spreadsheet numbers it: the header is row 1."""
    column: str = ""
    found: str | None = None
    allowed: str = ""
    meant: str = ""
    """The nearest valid word, where there is one."""

    def __str__(self) -> str:
        """One sentence that a person can act on."""
        row = f"row {self.row}" if self.row else ""
        column = f"column {quoted(self.column, marks=False)}" if self.column else ""
        where = ", ".join(part for part in (visible(self.place), row, column) if part)
        what = self.allowed if self.found is None else f"found {quoted(self.found)}; allowed: {self.allowed}"
        return f"{where}: {what}" + (f'. Did you mean "{self.meant}"?' if self.meant else "")


class StudyError(Exception):
    """A study that cannot be used, with every problem in ``problems``."""

    def __init__(self, subject: str, problems: Iterable[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = (
            (Problem(subject, allowed=problems),) if isinstance(problems, str) else tuple(problems)
        )
        self.subject = subject
        super().__init__(subject, self.problems)

    @classmethod
    def not_among(cls, subject: str, found: object, choices: Iterable[str], *, meant: str = "") -> Self:
        """Refuse a word that is none of those allowed, and suggest the nearest.

        >>> print(StudyError.not_among("view", "percieved", VIEWS))
        view: found "percieved"; allowed: perceived, expected or believed. Did you mean "perceived"?
        """
        words = [str(choice) for choice in choices]
        word = str(found)
        return cls(subject, [Problem(subject, found=word, allowed=one_of(words), meant=meant or nearest(word, words))])

    def __str__(self) -> str:
        """All problems; the same one in many rows is told once, with its rows."""
        lines = list(_lines(self.problems))
        if len(lines) == 1:
            return lines[0]
        told = "" if len(lines) == len(self.problems) else f", told in {len(lines)} lines"
        head = f"{visible(self.subject)} has {len(self.problems)} problems{told}:"
        return "\n".join([head, *(f"  - {line}" for line in lines)])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, no stack."""
        return [str(self)]


_MOST_ALIKE = 20
"""So many different wrong cells of one column are told one by one; of more, only their rows."""


def _lines(problems: Sequence[Problem]) -> Iterator[str]:
    """One line for each thing found at each place, in order of appearance."""
    alike: dict[tuple[str, ...], dict[Problem, list[Problem]]] = {}
    for problem in problems:
        group = alike.setdefault((problem.place, problem.column, problem.allowed), {})
        group.setdefault(replace(problem, row=None), []).append(problem)
    for group in alike.values():
        cells = list(group.values())
        for same in cells[:_MOST_ALIKE]:
            rows = [problem.row for problem in same[1:] if problem.row]
            yield f"{same[0]} (the same in row {ranges(rows)})" if rows else str(same[0])
        rest = [problem for same in cells[_MOST_ALIKE:] for problem in same]
        if rest:
            rows = [problem.row for problem in rest if problem.row]
            where = ", ".join(
                filter(None, (rest[0].place, rest[0].column and f"column {quoted(rest[0].column, marks=False)}"))
            )
            yield f"{where}: {len(rest)} more like these" + (f", in rows {ranges(rows)}" if rows else "")


def ranges(numbers: Iterable[int], *, most: int = 20) -> str:
    """Whole numbers in short: runs as ``first-last``.

    >>> ranges([3, 4, 5, 9])
    '3-5, 9'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:most]]
    return ", ".join(shown) + (f", … up to {runs[-1][1]}" if len(runs) > most else "")


def quoted(text: str, *, marks: bool = True, longest: int = 80) -> str:
    r"""Text from a file, safe to print: shortened, and with control and direction characters made visible.

    >>> quoted("a\x1b[31mb")
    '"a\\x1b[31mb"'
    """
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return f'"{visible(short)}"' if marks else visible(short)


def visible(text: str) -> str:
    r"""Return text with control and direction characters made visible.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def text_fault(text: str) -> str:
    r"""Return what is allowed, where a text holds what no file should carry; else an empty string.

    >>> text_fault("Ærlig 😀"), text_fault("bell\a")
    ('', 'text without control characters')
    """
    if _CONTROL.search(text):
        return "text without control characters"
    return f"text of at most {LONGEST_TEXT:,} characters" if len(text) > LONGEST_TEXT else ""


def texts_are_clean(texts: Sequence[str]) -> bool:
    """Return whether none has a fault nor the line ends of Windows; for many texts quicker than one by one."""
    joined = "\n".join(texts)
    return max(map(len, texts), default=0) <= LONGEST_TEXT and "\r" not in joined and not _CONTROL.search(joined)


def nearest(word: str, allowed: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the allowed word most like ``word``, or an empty string.

    >>> nearest("Percieved", VIEWS)
    'perceived'
    """
    by_lower = {choice.lower(): choice for choice in allowed}
    close = difflib.get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else ""


def one_of(choices: Iterable[str], *, most: int = 12, last: str = "or") -> str:
    """Words as a sentence lists them.

    >>> one_of(["en", "nb", "hr"])
    'en, nb or hr'
    """
    words = list(choices)
    if len(words) > most:
        return ", ".join(words[:most]) + f", … ({len(words)} in all)"
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nothing"


def plain_number(value: float) -> str:
    """Return a number in the shortest form that reads back the same.

    >>> plain_number(3.0), plain_number(0.1)
    ('3', '0.1')
    """
    return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
