"""Amounts rounded for people: no more digits than they are worth, thousands and millions as words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import floor, log10

import numpy as np
from numpy.typing import ArrayLike

from cvtools.language.language import Language, digits_for, money_digits
from cvtools.study.rounding import ROUNDING
from cvtools.study.schema import POINTS

MILLION = 1e6
STIR = 0.0075
"""The standard error of an interval's ends of 10,000 draws, at most, as a part of its width; see the calibration."""


@dataclass(frozen=True)
class Rounded:
    """How a text writes amounts of one unit: points as ever, money to the nearest ``step``.

    An amount smaller than ten steps keeps two figures of its own, so that nothing becomes 0 that is not.
    """

    language: Language
    unit: str
    digits: int
    """Digits after the decimal sign, at most."""
    step: float = 0.0
    """What the last digit that is told is worth; 0: as ``digits`` say."""

    def amount(self, value: float, *, signed: bool = False) -> str:
        r"""Write one amount.

        >>> money = Rounded(Language("en"), "NOK", 0, 100_000)
        >>> money.amount(-2_100_696), money.amount(36_420), money.amount(905_000, signed=True)
        ('−NOK\xa02.1 million', 'NOK\xa036,000', '+NOK\xa0900,000')
        """
        _, value = self.language, self.rounded(value)
        if self.unit == POINTS or abs(value) < MILLION:
            return _.measure(value, self.unit, digits=self.digits_of(value), signed=signed)
        return self._in_millions(
            _.with_currency(value / MILLION, self.unit, digits=self._million_digits, signed=signed)
        )

    def span(self, low: float, high: float, *, signed: bool = False) -> str:
        r"""From one amount to another; money without its sign is of one, and its currency is named once.

        Ends that are written alike are written once.

        >>> money = Rounded(Language("en"), "NOK", 0, 100_000)
        >>> money.span(2_100_696, 3_489_709), Rounded(Language("nb"), "AUD", 0, 1).span(118, 225.3)
        ('NOK\xa02.1–3.5 million', '118–225\xa0AUD')
        >>> money.span(5, 5.01, signed=True), Rounded(Language("en"), "points", 1).span(11.96, 12, signed=True)
        ('+NOK\xa05', '+12.0 points')
        """
        _, low, high = self.language, self.rounded(low), self.rounded(high)
        if self.unit == POINTS:
            digits = interval_digits(low, high, self.digits)
            first, last = (_.number(end, digits=digits, signed=signed) for end in (low, high))
            whole = _.measure(high, POINTS, digits=digits, signed=signed)
            return whole if first == last else _("{low} to {high}", low=first, high=whole)
        if signed:
            first, last = (self.amount(end, signed=True) for end in (low, high))
            return last if first == last else _("{low} to {high}", low=first, high=last)
        millions = abs(high) >= MILLION
        divisor = MILLION if millions else 1.0
        digits = [self._million_digits if millions else money_digits(self.digits_of(end)) for end in (low, high)]
        ends = [_.number(end / divisor, digits=places) for end, places in zip((low, high), digits, strict=True)]
        whole = _.with_currency(high / divisor, self.unit, digits=digits[1])
        text = whole.replace(ends[1], f"{ends[0]}–{ends[1]}" if ends[0] != ends[1] else ends[1])
        return self._in_millions(text) if millions else text

    def rounded(self, value: float) -> float:
        """The number that is written."""
        if not self.step or not value or value != value:
            return value
        step = self._step_of(value)
        return round(value / step) * step

    def digits_of(self, value: float) -> int:
        r"""How many digits after the decimal sign a rounded amount is written with: none that were rounded away.

        >>> money = Rounded(Language("en"), "AUD", 1, 1)
        >>> money.amount(49.6), money.amount(3.27), money.span(3.27, 49.6)
        ('A$50', 'A$3.30', 'A$3.30–50')
        """
        if not self.step or value != value:
            return self.digits
        step = self._step_of(value) if value else self.step
        return min(max(-floor(log10(step) + ROUNDING), 0), self.digits)

    def _step_of(self, value: float) -> float:
        """What an amount that is not 0 is rounded to: two figures of its own at least."""
        own = 10.0 ** (floor(log10(abs(value)) + ROUNDING) - 1)
        return max(min(self.step, own), 10.0**-self.digits)

    @property
    def _million_digits(self) -> int:
        return min(max(round(6 - log10(self.step)), 0), 3) if self.step else 3

    def _in_millions(self, text: str) -> str:
        """The amount with its word: behind the number, before the currency where that stands behind it."""
        _ = self.language
        if _.code == "en":  # the currency stands before the number
            return f"{text} million"
        number, _space, currency = text.rpartition("\xa0")
        return _("{number} million {currency}", number=number, currency=currency).replace(" ", "\xa0")


def interval_digits(low: float, high: float, digits: int) -> int:
    """How many digits the ends of an interval in points are told with: none that another seed would change.

    An end that is not 0 is never told as 0.

    >>> [interval_digits(low, high, 1) for low, high in ((-11.2, 2.9), (0.3, 14.4), (1.2, 5.8))]
    [0, 1, 1]
    """
    while digits > 0 and STIR * (high - low) > 0.5 * 10.0**-digits:
        if any(0 < abs(end) * 10.0 ** (digits - 1) <= 0.5 for end in (low, high)):
            break
        digits -= 1
    return digits


def interval_ends(
    unit: str,
    _: Language,
    lows: Iterable[float],
    highs: Iterable[float],
    write: Callable[[float], str],
    *,
    signed: bool,
) -> list[tuple[str, str]]:
    """Both ends of each interval as pictures and tables write them; money is rounded by ``write``.

    >>> interval_ends("points", Language("en"), [-11.2], [2.9], str, signed=True)
    [('−11', '+3')]
    """
    ends = list(zip(lows, highs, strict=True))
    if unit != POINTS:
        return [(write(low), write(high)) for low, high in ends]
    most = digits_for([end for pair in ends for end in pair])
    told = [(low, high, interval_digits(low, high, most)) for low, high in ends]
    return [
        (_.number(low, digits=digits, signed=signed), _.number(high, digits=digits, signed=signed))
        for low, high, digits in told
    ]


def chart_amounts(
    unit: str, _: Language, numbers: ArrayLike, *, signed: bool = False, width: float = 0.0
) -> Callable[[float], str]:
    r"""How a picture writes numbers of this size: points bare, money rounded; an unknown one is a question mark.

    With the ``width`` of the gap's interval it rounds as the sentences beside it do.

    >>> write = chart_amounts("NOK", Language("nb"), [-2_775_917.0, 12_400.0], signed=True)
    >>> write(-2_775_917.0), write(12_400.0)
    ('−2,78\xa0mill.\xa0kr', '+12\xa0000\xa0kr')
    """
    values = np.ravel(np.asarray(numbers, float)).tolist()
    writer = rounded(_, unit, values, width=width)

    def write(value: float) -> str:
        if value != value:
            return "?"
        if unit == POINTS:
            return _.amount(value, unit, digits=writer.digits, signed=signed)
        return writer.amount(value, signed=signed)

    return write


def bare_numbers(unit: str, _: Language, numbers: ArrayLike) -> tuple[Callable[[float], str], str]:
    """How a narrow picture writes signed numbers without their unit, and the unit's word, where that is millions.

    >>> write, word = bare_numbers("NOK", Language("en"), [-2_775_917.0, 12_400.0])
    >>> write(-2_775_917.0), write(12_400.0), word
    ('−2.78', '+0.01', 'NOK million')
    """
    values = np.ravel(np.asarray(numbers, float)).tolist()
    writer = rounded(_, unit, values)
    if unit == POINTS or max((abs(v) for v in values if v == v), default=0.0) < 2 * MILLION:
        return lambda value: _.number(exact := writer.rounded(value), digits=writer.digits_of(exact), signed=True), ""
    return lambda value: _.number(value / MILLION, digits=2, signed=True), _("{currency} million", currency=unit)


def rounded(language: Language, unit: str, numbers: Iterable[float], *, width: float = 0.0) -> Rounded:
    """How to write numbers of this size: to two figures of an interval's ``width``, or three of the largest.

    >>> (
    ...     rounded(Language("en"), "EUR", [12_840.0, 3_000.0]).amount(12_840),
    ...     rounded(Language("en"), "EUR", [-110.6], width=91).amount(-110.6),
    ... )
    ('€12,800', '−€111')
    """
    values = [abs(number) for number in numbers if number == number]
    digits = digits_for(values)
    if unit == POINTS or not values:
        return Rounded(language, unit, digits)
    digits, largest = money_digits(digits), max([*values, width])
    exponent = floor(log10(width)) - 1 if width > 0 else floor(log10(largest)) - 2 if largest > 0 else 0
    if exponent == -1 and not width > 0:
        exponent = 0  # tens of euros are told without cents
    return Rounded(language, unit, digits, 10.0**exponent if exponent > -digits else 0.0)
