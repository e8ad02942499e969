"""Numbers as people type them: with spaces between groups of three digits, as percentages, with other separators."""

import re

from cvtools.study.errors import plain_number
from cvtools.study.numbers import COMMA_NUMBER, NUMBER, without_separators

_SPACES = " \u00a0\u2007\u2009\u202f"
_SPACED = re.compile(rf"[+-]?\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d*)?")
_PERCENT = re.compile(rf"(.*?)[{_SPACES}]*%")


def ungrouped(text: str) -> str:
    """Leave out the spaces between groups of three digits; what is no such number stays as it is.

    >>> ungrouped("1 500,5"), ungrouped("15 00")
    ('1500,5', '15 00')
    """
    return re.sub(f"[{_SPACES}]", "", text) if _SPACED.fullmatch(text.strip()) else text


def meant_number(text: str, decimal: str, meant: str = "") -> str:
    """Write what somebody meant as a number as it should be typed; "" if nobody can say.

    >>> meant_number("90,000", "."), meant_number("15 %", ","), meant_number("1.5", ",", "1,5"), meant_number("x", ".")
    ('90000', '15', '1,5', '')
    """
    percent = _PERCENT.fullmatch(text.strip())
    word = percent[1] if percent else meant.replace(",", ".").replace(".", decimal) or text
    word = without_separators(text, decimal) or without_separators(word, decimal) or word
    return ungrouped(word) if word != text and number_of(word, decimal) is not None else ""


def share_of(text: str, decimal: str) -> str:
    """Write a percentage as a share of 1; what is no percentage stays as it is.

    >>> share_of("80 %", "."), share_of("2,5%", ","), share_of("0.8", ".")
    ('0.8', '0,025', '0.8')
    """
    found = _PERCENT.fullmatch(text.strip())
    value = number_of(found[1], decimal) if found else None
    return text if value is None else typed_number(float(f"{value / 100:.12g}"), decimal)


def signed(text: str, old: str, new: str) -> str:
    """Write a number with another decimal sign; what is no number stays as it was typed.

    >>> signed("7,5", ",", "."), signed("2,5 %", ",", "."), signed("7.5", ",", ".")
    ('7.5', '2.5 %', '7.5')
    """
    bare = _PERCENT.sub(r"\1", text.strip())
    return text if number_of(bare, old) is None else text.replace(old, new)


def number_of(text: str, decimal: str) -> float | None:
    """Return the number that a text is in this decimal sign, if it is one.

    >>> number_of("7,5", ","), number_of("1 500", "."), number_of("7,5", ".")
    (7.5, 1500.0, None)
    """
    word = ungrouped(text).strip()
    pattern = COMMA_NUMBER if decimal == "," else NUMBER
    return float(word.replace(",", ".")) if pattern.fullmatch(word) else None


def typed_number(value: float, decimal: str) -> str:
    """Return a number as it would be typed.

    >>> typed_number(7.5, ",")
    '7,5'
    """
    return plain_number(value).replace(".", decimal)
