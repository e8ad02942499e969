"""What is wrong with a cell, in the reader's language and beside the field: short, and with the way to write it."""

import re
from collections.abc import Callable

from cvtools.forms.numbers import typed_number, without_separators
from cvtools.language.language import Language
from cvtools.study.errors import Problem

_Teller = Callable[[re.Match[str], Problem, Language, str], str]


def told(problem: Problem, _: Language, decimal: str) -> str:
    """Say what is wrong and what is allowed. What no rule here knows is told in English, as the check tells it."""
    for pattern, teller in _RULES:
        match = pattern.match(problem.allowed)
        if match:
            return teller(match, problem, _, decimal)
    return str(problem)


def is_missing(problem: Problem) -> bool:
    """Whether nothing was typed yet, which is no mistake."""
    return not (problem.found or "").strip()


def _signed(text: str, decimal: str) -> str:
    return text.replace(".", decimal)


def _example(problem: Problem, decimal: str) -> str:
    return _signed(problem.meant.replace(",", "."), decimal) or f"7{decimal}5"


def _number(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    if is_missing(problem):
        return _("A number is needed here.")
    if plain := without_separators(problem.found or "", decimal):
        return _("Write it without separators: {example}", example=plain)
    return _("This is not a number. Write it like this: {example}", example=_example(problem, decimal))


def _sign(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    if plain := without_separators(problem.found or "", decimal):
        return _("Write it without separators: {example}", example=plain)
    example = _example(problem, decimal)
    if decimal == ",":
        return _("Decimals are written with a comma here: {example}", example=example)
    return _("Decimals are written with a point here: {example}", example=example)


def _between(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    ends = sorted((match[1], match[2]), key=float)
    low, high = (_signed(text, decimal) for text in ends)
    return _("It must lie between {low} and {high}, the ends of this scale.", low=low, high=high)


def _missing_weights(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    return _("Some weights are still missing (0 means: they do not care).")


def _setting(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    return {
        "title": _("A title is needed."),
        "unit": _("Choose points or a currency."),
        "ours": _("Say which offering is yours."),
    }.get(problem.column, str(problem))


def _empty(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    return {
        "segments": _("There is no segment yet."),
        "offerings": _("There is no offering yet."),
        "drivers": _("There is no driver yet."),
        "weights": _("There is no weight yet."),
        "ratings": _("There is no rating yet."),
    }.get(problem.place, str(problem))


def _range(match: re.Match[str], problem: Problem, _: Language, decimal: str) -> str:
    if problem.column == "confidence":
        return _("A share above 0 and up to 1, such as {example} or 80%.", example=typed_number(0.8, decimal))
    if problem.column == "horizon_years":
        return _("A number of years above 0 and up to 100.")
    return _("A yearly rate from 0 to 1, such as {example} or 5%.", example=typed_number(0.05, decimal))


def _says(tell: Callable[[Language], str]) -> _Teller:
    return lambda match, problem, _, decimal: tell(_)


_RULES: tuple[tuple[re.Pattern[str], _Teller], ...] = tuple(
    (re.compile(pattern), teller)
    for pattern, teller in (
        (r"a number with a decimal (?:comma|point)", _sign),
        (r"a number above 0 and up to 1\b", _range),
        (r"a number of years", _range),
        (r"a yearly rate", _range),
        (r"a number other than worst", _says(lambda _: _("The best must differ from the worst."))),
        (r"a number of customers", _says(lambda _: _("It must be 0 or more: how many customers there are."))),
        (r"at least one segment must have", _says(lambda _: _("At least one segment must have customers."))),
        (
            r"a number, where low and high are given",
            _says(lambda _: _("A likely number is needed between low and high.")),
        ),
        (r"a number; the cell holds a text|a number(?:, or a blank.*)?$", _number),
        (r"0, or a number between", _says(lambda _: _("This number is too large or too close to 0."))),
        (r"a text$", _says(lambda _: _("A name is needed here."))),
        (
            r"text without control characters",
            _says(lambda _: _("There is an invisible sign in this text. Type it again.")),
        ),
        (r"text of at most", _says(lambda _: _("This text is too long."))),
        (r"for a (?:benefit|cost):", _says(lambda _: _("This kind does not go with a benefit or cost of that sort."))),
        (r"low and high together", _says(lambda _: _("Low and high go together: fill in both or neither."))),
        (r"at most the", _says(lambda _: _("Low must not be more than the likely number."))),
        (r"at least the", _says(lambda _: _("High must not be less than the likely number."))),
        (r"at most high", _says(lambda _: _("Low must not be more than high."))),
        (r"how many were asked", _says(lambda _: _("It must be 0 or more: how many were asked or counted."))),
        (r"0 or more", _says(lambda _: _("It must be 0 or more; 0 means: they do not care."))),
        (r"between (\S+) and (\S+), the anchors of", _between),
        (r"segment \S+ has no weight for", _missing_weights),
        (r"all weights of segment", _says(lambda _: _("All weights of one segment are 0; at least one must count."))),
        (r"one row for each", _says(lambda _: _("There is another row for the same."))),
        (r"the setting is missing", _setting),
        (
            r"points, or the code",
            _says(lambda _: _("Choose points, or type the code of a currency, such as EUR or NOK.")),
        ),
        (r"needed, because yearly drivers", _says(lambda _: _("Needed, because some drivers come every year."))),
        (r"the id of an offering", _says(lambda _: _("Say which offering is yours."))),
        (r"the id of a cost driver", _says(lambda _: _("Choose a driver that is a cost."))),
        (r"the table is empty", _empty),
        (r"one of the \w+s:", _says(lambda _: _("This belongs to nothing in the study."))),
        (r"an .xlsx workbook", _says(lambda _: _("This is not an Excel workbook (.xlsx), or it has a password."))),
        (r"at most .* bytes|a workbook of at most", _says(lambda _: _("This file is too large."))),
        (r"the sheet (\w+) is missing", lambda m, p, _, d: _("The sheet “{sheet}” is missing.", sheet=m[1])),
        (
            r"the column is missing",
            lambda m, p, _, d: _("{place}: the column “{column}” is missing.", place=p.place, column=p.column),
        ),
        # the last: a word among others
        (r"[a-z]+(?:, [a-z]+)* or [a-z]+$", _says(lambda _: _("Choose one from the list."))),
    )
)
