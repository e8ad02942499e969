"""Levels of a driver in words: with the unit in brackets, so that no language has to decline it."""

from cvtools.analysis.analysis import Analysis
from cvtools.language.language import Language, digits_for

_MOST_DIGITS = 8


def from_to(analysis: Analysis, driver: str, now: float, to: float) -> tuple[str, str]:
    """Two levels of a driver: with as many digits as tell them apart, the unit behind the second.

    >>> import cvtools as cv
    >>> from_to(cv.analyse("coffee"), "wait", 10.0, 4.25)
    ('10.0', '4.3 (minutes)')
    """
    _, unit = analysis.language, unit_of(analysis, driver)
    if _is_money(unit):
        digits = digits_apart(now, to, _)
        return _.amount(now, unit, digits=digits), _.amount(to, unit, digits=digits)
    first, second = apart(now, to, _)
    return first, _with_unit(second, unit)


def level(analysis: Analysis, driver: str, value: float) -> str:
    """One level with its unit."""
    _, unit = analysis.language, unit_of(analysis, driver)
    if _is_money(unit):
        return _.amount(value, unit)
    return _with_unit(_.number(value), unit)


def unit_of(analysis: Analysis, driver: str) -> str:
    """A driver's unit in the reader's language."""
    return analysis.names("drivers", field="unit")[driver].strip()


def apart(now: float, to: float, _: Language) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart."""
    digits = digits_apart(now, to, _)
    return _.number(now, digits=digits), _.number(to, digits=digits)


def digits_apart(now: float, to: float, _: Language) -> int:
    """How many digits after the sign tell two numbers apart."""
    digits = digits_for([now, to])
    while digits < _MOST_DIGITS and _.number(now, digits=digits) == _.number(to, digits=digits):
        digits += 1
    return digits


def _is_money(unit: str) -> bool:
    """Whether a unit is a currency and nothing more."""
    from babel.numbers import is_currency

    return is_currency(unit)


def _with_unit(number: str, unit: str) -> str:
    return f"{number} ({unit})" if unit else number
