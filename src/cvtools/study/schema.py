"""What a study's tables look like.

This module knows the format and nothing else: no files, no pandas. The rules that need the data are in ``rules.py``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FORMAT = 1
EVERY_SEGMENT = "*"
"""In the ``segment`` column of weights and ratings: every segment without a row of its own."""

KINDS = {"benefit": ("functional", "emotional", "social"), "cost": ("money", "time", "effort", "risk")}
VIEWS = ("perceived", "expected", "believed")
LEVERS = ("product", "price", "service", "personal", "loyalty", "feedback", "technology")
"""The kinds of levers."""
BASES = ("assumption", "calibrated", "estimated")
"""What an outcome rests on."""
EVIDENCE = ("assumption", "workshop", "interview", "review", "survey", "measured")
LANGUAGES = ("en", "nb", "hr")
POINTS = "points"

ID_PATTERN = r"[a-z0-9_-]{1,64}"
LONGEST_TEXT = 16_000
"""A cell of a workbook holds twice as many, and an emoji counts as two."""
LONGEST_SHORT = 20
"""Letters of a short name (the optional columns ``short``, ``short_nb`` and the like)."""
NAMED = ("segments", "offerings", "drivers")
"""The tables whose rows have names."""
LARGEST_NUMBER = 1e15
SMALLEST_NUMBER = 1e-15
"""Nothing nearer to 0, but 0 itself, so that sums and quotients stay numbers."""
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
                Column("stage", "text"),
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

OPTIONAL: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "levers",
            (
                _id("lever"),
                _name(),
                Column("kind", "choice", required=True, blank=False, choices=LEVERS),
                _needed("cost"),
                _number("cost_low"),
                _number("cost_high"),
                _number("cost_yearly"),
                _number("people"),
                _number("months"),
                Column("group", "text"),
                Column("needs", "text"),
                Column("must", "choice", choices=("yes",)),
                Column("evidence", "choice", choices=EVIDENCE),
                Column("note", "text"),
            ),
            ("lever",),
        ),
        Table(
            "effects",
            (
                _of("lever"),
                _of("segment"),
                _of("driver"),
                _needed("change"),
                _number("low"),
                _number("high"),
                _number("build_up"),
                _number("half_life"),
                Column("evidence", "choice", choices=EVIDENCE),
                Column("note", "text"),
            ),
            ("lever", "segment", "driver"),
        ),
        Table(
            "shares",
            (
                _of("segment"),
                _of("offering"),
                _needed("share"),
                _number("n"),
                Column("evidence", "choice", choices=EVIDENCE),
            ),
            ("segment", "offering"),
        ),
        Table(
            "economics",
            (
                _of("segment"),
                _number("margin"),
                _number("retention"),
                _number("retention_slope"),
                Column("slope_evidence", "choice", choices=BASES, default=BASES[0]),
                _number("discount_rate"),
                _number("horizon"),
                Column("first_margin", "choice", choices=("now", "end"), default="end"),
                _number("referrals"),
                _number("satisfaction_slope"),
                _number("recommendation_slope"),
            ),
            ("segment",),
        ),
        Table(
            "groups",
            (
                Column("group", "text", required=True, blank=False),
                Column("table", "choice", required=True, blank=False, choices=("weights", "ratings")),
                _of("segment"),
                Column("offering", "reference", required=True),
                _of("driver"),
                _needed("correlation"),
            ),
            ("group", "table", "segment", "offering", "driver"),
        ),
        Table(
            "judgements",
            (
                _of("segment"),
                _of("driver"),
                _number("rank"),
                Column("over", "reference"),
                _number("least"),
                _number("most"),
                Column("note", "text"),
            ),
            ("segment", "driver", "over"),
        ),
    )
}
"""Tables that a study may do without: what we could do, what it would change, who chooses what, what that pays,
which numbers move together, and what people said of weights without saying numbers."""

SCHEMA = {**TABLES, **OPTIONAL}
"""Every table whose columns the format knows."""

PASSED_THROUGH = ("responses", "measures")
"""Optional tables that are kept as text: what they mean is decided where they are used."""

REQUIRED_SETTINGS = ("format", "title", "unit", "ours")
_OTHER_SETTINGS = (
    "period",
    "language",
    "confidence",
    "halo",
    "shared",
    "ranges_held",
    "heterogeneity",
    "horizon_years",
    "discount_rate",
    "price",
    "stages",
    "notes",
)
SETTINGS = REQUIRED_SETTINGS + _OTHER_SETTINGS


def text_fault(text: str) -> str:
    r"""Return the rule that a text breaks, where it holds what no file should carry; else an empty string.

    >>> text_fault("Ærlig 😀"), text_fault("bell\a")
    ('', 'control_characters')
    """
    if _CONTROL.search(text):
        return "control_characters"
    return "too_long" if len(text) > LONGEST_TEXT else ""


def texts_are_clean(texts: Sequence[str]) -> bool:
    """Return whether none has a fault nor the line ends of Windows; for many texts quicker than one by one."""
    joined = "\n".join(texts)
    return max(map(len, texts), default=0) <= LONGEST_TEXT and "\r" not in joined and not _CONTROL.search(joined)
