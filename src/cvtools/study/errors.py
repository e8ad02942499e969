"""What is wrong with a study, and the one error that carries all of it."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self


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

        >>> print(StudyError.not_among("view", "percieved", ["perceived", "expected"]))
        view: found "percieved"; allowed: perceived or expected. Did you mean "perceived"?
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
