"""Words, numbers, money and dates in the reader's language: English, Norwegian bokmål, Croatian.

Sentences are gettext messages, in English in the code and translated in ``locale/LANGUAGE/LC_MESSAGES/cvtools.po``.
Names from a study go into sentences as they are, in the nominative: no language's grammar is applied to them.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from math import floor, log10
from pathlib import Path
from typing import Any

from cvtools.study.errors import StudyError
from cvtools.study.schema import LANGUAGES, POINTS

CATALOGUES = Path(__file__).parent / "locale"
_MOST_DIGITS = 8
_LOCALES = {"en": "en_GB", "nb": "nb_NO", "hr": "hr_HR"}


@dataclass(frozen=True)
class Language:
    r"""One language: call it with an English sentence to get the reader's.

    >>> Language("nb").number(1234.5, digits=1)
    '1\xa0234,5'
    >>> Language("hr").percent(0.25)
    '25\xa0%'
    """

    code: str

    def __call__(self, message: str, **fields: object) -> str:
        """The message in the reader's language, with its ``{fields}`` filled in."""
        return _fill(_catalogue(self.code).gettext(message), fields)

    def plural(self, one: str, many: str, count: float, digits: int = 0, /, **fields: object) -> str:
        """The message that fits the count as it is shown, with so many ``digits``; it fills in ``{n}``.

        >>> Language("hr").plural("{number} point", "{number} points", 5.3, 1, number="5,3")
        '5,3 boda'
        """
        # gettext knows forms of whole numbers only, and Croatian counts decimals by their last digit: so a small whole
        # number of the same form stands for the one that is shown
        form = _plural_form(self.locale)
        shown = form(abs(_rounded(count, digits)))
        alike = next(number for number in (1, 2, 5) if form(number) == shown)
        return _fill(
            _catalogue(self.code).ngettext(one, many, alike), {"n": self.number(count, digits=digits), **fields}
        )

    @property
    def locale(self) -> str:
        """The name of the locale, as Babel knows it."""
        return _LOCALES[self.code]

    def number(self, value: float, *, digits: int | None = None, signed: bool = False) -> str:
        """A number with the reader's decimal sign; ``digits`` after it, by default as many as tell something."""
        digits = digits_for([value]) if digits is None else digits
        rounded = _rounded(value, digits)
        text = _decimal(rounded, digits, self.locale)
        return f"+{text}" if signed and rounded > 0 else text

    def amount(self, value: float, unit: str, *, digits: int | None = None, signed: bool = False) -> str:
        """A value in the study's unit: points as a bare number, money with its currency and never one digit of cents.

        >>> [Language("en").amount(price, "USD") for price in (28, 28.5, 280)], Language("en").amount(28, "points")
        (['US$28.00', 'US$28.50', 'US$280'], '28.0')
        """
        digits = digits_for([value]) if digits is None else digits
        if unit == POINTS:
            return self.number(value, digits=digits, signed=signed)
        return self.with_currency(value, unit, digits=money_digits(digits), signed=signed)

    def with_currency(self, value: float, unit: str, *, digits: int, signed: bool = False) -> str:
        """A number with its currency, with just so many digits: for whoever counts in millions."""
        rounded = _rounded(value, digits)
        text = _money(rounded, digits, unit, self)
        return f"+{text}" if signed and rounded > 0 else text

    def measure(self, value: float, unit: str, *, digits: int, signed: bool = False) -> str:
        """An amount inside a sentence: money, or so many points."""
        if unit != POINTS:
            return self.amount(value, unit, digits=digits, signed=signed)
        number = self.number(value, digits=digits, signed=signed)
        return self.plural("{number} point", "{number} points", value, digits, number=number)

    def percent(self, share: float, *, digits: int = 0) -> str:
        """A share of 1 as a percentage."""
        text = self.number(100 * share, digits=digits)
        return f"{text}%" if self.code == "en" else f"{text}\xa0%"

    def probability(self, share: float) -> str:
        """A probability as a whole per cent, which never looks like a certainty.

        >>> Language("en").probability(0.732), Language("en").probability(0.0), Language("en").probability(0.9996)
        ('73%', 'less than 1%', 'more than 99%')
        """
        _ = self  # messages are collected from calls of this name
        if share < 0.005:
            return _("less than {share}", share=self.percent(0.01))
        if share >= 0.995:
            return _("more than {share}", share=self.percent(0.99))
        return self.percent(share)

    def day(self, value: date) -> str:
        """A date in words."""
        from babel.dates import format_date

        return format_date(value, "long", self.locale)

    def listed(self, words: Iterable[str], *, either: bool = False) -> str:
        """Words as a sentence lists them: a, b and c; or, if ``either``, a, b or c."""
        from babel.lists import format_list

        return format_list(list(words), "or" if either else "standard", locale=self.locale)

    @property
    def vega_locale(self) -> dict[str, Any]:
        """The number locale for Vega's axes and tooltips (Vega knows none of ours by name)."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        return {
            "number": {
                "decimal": get_decimal_symbol(self.locale),
                "thousands": get_group_symbol(self.locale),
                "grouping": [3],
                "currency": ["", ""],
                "percent": "%" if self.code == "en" else "\xa0%",
                "minus": "−",
            }
        }


def language(code: object) -> Language:
    """The language of this code: ``en``, ``nb`` or ``hr``.

    Raises
    ------
    StudyError
        For any other code.
    """
    if code not in LANGUAGES:
        found = "no" if code is False else str(code)  # what YAML makes of an unquoted no
        raise StudyError.not_among("language", found, LANGUAGES, meant={"no": "nb", "nn": "nb"}.get(found, ""))
    return Language(str(code))


def digits_for(values: Iterable[float]) -> int:
    """How many digits tell values of this size apart: none after the sign from 100 up, one from 1 up, else more.

    >>> digits_for([336.1, 2.0]), digits_for([12.34]), digits_for([0.5]), digits_for([0.0021])
    (0, 1, 2, 4)
    """
    largest = max((abs(value) for value in values if value == value), default=0.0)
    if largest == 0:
        return 0
    if largest < 0.1:  # two figures, so that a small amount does not look like nothing
        return min(1 - floor(log10(largest)), _MOST_DIGITS)
    return next((digits for digits, limit in ((0, 99.95), (1, 0.95)) if largest >= limit), 2)


def money_digits(digits: int) -> int:
    """How many digits an amount of money is written with: two where one would do, as prices are."""
    return 2 if digits == 1 else digits


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


@lru_cache(maxsize=20_000)
def _decimal(rounded: Decimal, digits: int, locale: str) -> str:
    """A number as it is written; reports say the same ones again and again."""
    return f"{rounded:,.{digits}f}".translate(_signs(locale))


@cache
def _signs(locale: str) -> dict[int, str]:
    """What a language writes in the place of Python's signs: Babel takes ten times as long to write a number."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return str.maketrans({".": get_decimal_symbol(locale), ",": get_group_symbol(locale), "-": "−"})


@lru_cache(maxsize=20_000)
def _money(rounded: Decimal, digits: int, unit: str, words: Language) -> str:
    """An amount of money as it is written."""
    from babel.numbers import format_currency, get_currency_symbol

    letters = get_currency_symbol(unit, words.locale)[-1].isalpha()  # NOK 5, but €5
    pattern = {"en": "¤\xa0{n}" if letters else "¤{n}", "nb": "{n}\xa0¤", "hr": "{n}\xa0¤"}[words.code]
    pattern = pattern.format(n=_pattern(digits))
    return format_currency(rounded, unit, pattern, words.locale, currency_digits=False).replace("-", "−")


@cache
def _plural_form(locale: str) -> Callable[[Decimal | int], str]:
    from babel import Locale

    return Locale.parse(locale).plural_form


def _rounded(value: float, digits: int) -> Decimal:
    """The number rounded as people do, half away from zero; noise in its last bits does not count, 0 has no sign."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.12g}")
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _fill(text: str, fields: dict[str, object]) -> str:
    return text.format(**fields) if fields else text


@cache
def _catalogue(code: str) -> NullTranslations:
    """The catalogue, straight from the translators' file, so that nothing compiled needs to be kept."""
    if code == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with (CATALOGUES / code / "LC_MESSAGES" / "cvtools.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
