"""What is wrong with a study, and the one error that carries all of it."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from cvtools.study.wording import RULES, Phrase


class Reader(Protocol):
    """Whoever reads words: call it with an English message and its fields to get it in the reader's language."""

    def __call__(self, message: str, **fields: object) -> str:
        """Return a message with its fields filled in."""
        ...

    def number(self, value: float, *, digits: int | None = None) -> str:
        """Return a number as the reader writes it."""
        ...

    def listed(self, words: Iterable[str], *, either: bool = False) -> str:
        """Return words as a sentence lists them."""
        ...


class _English:
    """Reads English, without any catalogue."""

    def __call__(self, message: str, **fields: object) -> str:
        return message.format(**fields) if fields else message

    def number(self, value: float, *, digits: int | None = None) -> str:
        return f"{value:,}" if isinstance(value, int) else f"{value:,.{digits or 0}f}"

    def listed(self, words: Iterable[str], *, either: bool = False) -> str:
        return one_of(words, last="or" if either else "and")


class SheetOf(str):
    """The place of a problem in a workbook: its file and the sheet."""

    __slots__ = ("file", "sheet")

    def __new__(cls, file: str, sheet: str) -> Self:
        """Make it of both; as a text it is English."""
        place = super().__new__(cls, f"{file}, sheet {sheet}")
        place.file, place.sheet = file, sheet
        return place


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a study: where, what was found, which rule it breaks.

    >>> print(Problem("drivers.csv", 3, "side", "benifit", "one_of", "benefit", {"choices": ("benefit", "cost")}))
    drivers.csv, row 3, column side: found "benifit"; allowed: benefit or cost. Did you mean "benefit"?
    """

    place: str
    """The file, or the workbook and its sheet."""
    row: int | None = None
    """As a spreadsheet numbers it: the header is row 1."""
    column: str = ""
    found: str | None = None
    code: str = ""
    """The rule, a key of ``RULES``; or else a message by itself."""
    meant: str = ""
    """The nearest valid word, where there is one."""
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)
    """What the rule's words need: texts, numbers, and tuples of words."""

    def __str__(self) -> str:
        """One sentence that a person can act on, in English."""
        return self.told(_English())

    def told(self, _: Reader) -> str:
        """Say it in the reader's language."""
        fields = {name: _shown(name, value, _) for name, value in self.fields.items() if not isinstance(value, Phrase)}
        fields |= {name: _(value, **fields) for name, value in self.fields.items() if isinstance(value, Phrase)}
        text = _(RULES.get(self.code, self.code), **fields)
        if self.found is not None:
            found = _(self.found, **fields) if isinstance(self.found, Phrase) else self.found
            text = _("found {found}; allowed: {allowed}", found=quoted(found), allowed=text)
        if self.meant:
            text = _("{sentence}. Did you mean {word}?", sentence=text, word=f'"{self.meant}"')
        return f"{self.where(_)}: {text}"

    def where(self, _: Reader, *, row: bool = True) -> str:
        """Say where it is."""
        place = self.place
        parts = [visible(place)]
        if isinstance(place, SheetOf):
            parts = [_("{file}, sheet {sheet}", file=visible(place.file), sheet=place.sheet)]
        if row and self.row:
            parts.append(_("row {number}", number=self.row))
        if self.column:
            parts.append(_("column {name}", name=quoted(self.column, marks=False)))
        return ", ".join(filter(None, parts))


_LONGEST_LIST = 12


def _shown(name: str, value: object, _: Reader) -> str:
    """Return a field as the reader sees it."""
    match value:
        case tuple():
            if len(value) > _LONGEST_LIST:
                words = ", ".join(value[:_LONGEST_LIST])
                return _("{words}, … ({count} in all)", words=words, count=len(value))
            return _.listed(value, either=name == "choices") if value else _("nothing")
        case int():
            return _.number(value, digits=0)
        case float():
            return plain_number(value)
        case _:
            return visible(str(value))


class StudyError(Exception):
    """A study that cannot be used, with every problem in ``problems``."""

    language = ""
    """The study's language, where it is known."""

    def __init__(self, subject: str, problems: Iterable[Problem] | str, **fields: object) -> None:
        self.problems: tuple[Problem, ...] = (
            (Problem(subject, code=problems, fields=fields),) if isinstance(problems, str) else tuple(problems)
        )
        self.subject = subject
        super().__init__(subject, self.problems)

    @classmethod
    def not_among(cls, subject: str, found: object, choices: Iterable[str], *, meant: str = "") -> Self:
        """Refuse a word that is none of those allowed, and suggest the nearest.

        >>> print(StudyError.not_among("view", "percieved", ["perceived", "expected"]))
        view: found "percieved"; allowed: perceived or expected. Did you mean "perceived"?
        """
        words, word = tuple(str(choice) for choice in choices), str(found)
        fields = {"choices": words}
        return cls(subject, [Problem(subject, None, "", word, "one_of", meant or nearest(word, words), fields)])

    def __str__(self) -> str:
        """All problems in English; the same one in many rows is told once, with its rows."""
        return self.told(_English())

    def told(self, _: Reader) -> str:
        """Say all problems in the reader's language, in a hundred lines at most."""
        lines = list(_lines(self.problems))
        texts = [_line(line, _) for line in lines[:_MOST_LINES]]
        if len(lines) == 1:
            return texts[0]
        if more := sum(len(line) for line in lines[_MOST_LINES:]):
            texts.append(_("… and {count} more", count=more))
        subject, count = visible(self.subject), len(self.problems)
        head = _("{subject} has {count} problems:", subject=subject, count=count)
        if len(texts) != count:
            head = _(
                "{subject} has {count} problems, told in {lines} lines:", subject=subject, count=count, lines=len(texts)
            )
        return "\n".join([head, *(f"  - {text}" for text in texts)])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, no stack."""
        return [str(self)]


_MOST_ALIKE = 20
"""So many different wrong cells of one column are told one by one; of more, only their rows."""
_MOST_LINES = 98
"""Beside the first line and the last, which says how many more there are."""


def _lines(problems: Sequence[Problem]) -> Iterator[list[Problem]]:
    """Sort problems into lines: one for each thing found at each place, in order of appearance."""
    alike: dict[tuple[str, ...], dict[Problem, list[Problem]]] = {}
    for problem in problems:
        group = alike.setdefault((problem.place, problem.column, problem.code), {})
        group.setdefault(replace(problem, row=None), []).append(problem)
    for group in alike.values():
        cells = list(group.values())
        yield from cells[:_MOST_ALIKE]
        if len(cells) > _MOST_ALIKE:
            yield [problem for same in cells[_MOST_ALIKE:] for problem in same]


def _line(problems: Sequence[Problem], _: Reader) -> str:
    """Tell problems in one line: the same one in several rows, or the rest of many."""
    first, where, count = problems[0], problems[0].where(_, row=False), len(problems)
    if len({replace(problem, row=None) for problem in problems}) == 1:
        text, rows = first.told(_), ranges(problem.row for problem in problems[1:] if problem.row)
        return _("{problem} (the same in row {rows})", problem=text, rows=rows) if rows else text
    rows = ranges(problem.row for problem in problems if problem.row)
    if not rows:
        return _("{where}: {count} more like these", where=where, count=count)
    return _("{where}: {count} more like these, in rows {rows}", where=where, count=count, rows=rows)


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


def nearest(word: str, allowed: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the allowed word most like ``word``, or an empty string.

    >>> nearest("Percieved", ["perceived", "expected"])
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
