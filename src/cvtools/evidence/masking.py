"""Quotes without what could say who somebody is: addresses, numbers, names of staff.

When in doubt, more is masked: every run of seven digits or more is. Two years, such as 2019–2024, stay.
"""

import re
from collections.abc import Callable, Iterable
from itertools import cycle

_EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.\w+")
_WEB = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_DIGITS = re.compile(r"(?<!\w)(?:\+|\(\+?)?\d(?:[ \u00a0./()\-–]{0,2}\d){6,}(?!\w)")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d")
_SHORTEST_STEM = 4


def masked(text: str, staff: Iterable[str] = ()) -> str:
    """Return a text in which personal data stand as what they are: ``[e-mail]``, ``[phone]``, ``[name]``.

    Parameters
    ----------
    text
        As somebody wrote it.
    staff
        Names of people who work here; endings of the Norwegian and Croatian cases are masked with them.

    Examples
    --------
    >>> masked("Ivani hvala! Pišite na ana@example.org ili 091 234 5678", ["Ivana"])
    '[name] hvala! Pišite na [e-mail] ili [phone]'
    >>> masked("OIB 69435151530, kort 4539 1488 0343 6467, kom 2019-2024")
    'OIB [personal number], kort [card], kom 2019-2024'
    """
    text = _EMAIL.sub("[e-mail]", text)
    text = _WEB.sub("[address]", text)
    text = _IBAN.sub("[account]", text)
    text = _DIGITS.sub(lambda found: _kind_of_number(found[0]), text)
    for name in sorted(filter(None, (name.strip() for name in staff)), key=len, reverse=True):
        text = _name_pattern(name).sub("[name]", text)
    return text


def _kind_of_number(found: str) -> str:
    if _YEARS.fullmatch(found):
        return found
    digits = re.sub(r"\D", "", found)
    kinds: dict[str, Callable[[str], bool]] = {
        "[personal number]": lambda number: is_fodselsnummer(number) or is_oib(number),
        "[card]": is_card,
    }
    return next((word for word, fits in kinds.items() if fits(digits)), "[phone]")


def _name_pattern(name: str) -> re.Pattern[str]:
    """Match a name, and what it becomes in other cases (Ivana: Ivani, Ivanu; Marko: Marka, Markom; Kari: Karis)."""
    return re.compile(r"\b" + r"\s+".join(map(_any_case, name.split())) + r"\b", re.IGNORECASE)


def _any_case(word: str) -> str:
    stem = re.sub(r"[aoe]$", "", word) if len(word) > _SHORTEST_STEM else word
    return re.escape(stem) + (r"\w{0,4}" if len(stem) >= _SHORTEST_STEM else "s?")


def is_card(digits: str) -> bool:
    """Return whether 13 to 19 digits pass Luhn's check, as those of payment cards do.

    >>> is_card("4539148803436467"), is_card("4539148803436468")
    (True, False)
    """
    doubled = (int(digit) * factor for digit, factor in zip(reversed(digits), cycle((1, 2)), strict=False))
    return 13 <= len(digits) <= 19 and sum(part - 9 if part > 9 else part for part in doubled) % 10 == 0


def is_fodselsnummer(digits: str) -> bool:
    """Return whether 11 digits are a Norwegian personal number, by its two check digits.

    >>> is_fodselsnummer("01010750160"), is_fodselsnummer("01010750161")
    (True, False)
    """
    if len(digits) != 11:
        return False
    numbers = [int(digit) for digit in digits]
    first = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
    second = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    return all(sum(w * d for w, d in zip(ws, numbers, strict=False)) % 11 == 0 for ws in (first, second))


def is_oib(digits: str) -> bool:
    """Return whether 11 digits are a Croatian personal number (ISO 7064, MOD 11,10).

    >>> is_oib("69435151530"), is_oib("69435151531")
    (True, False)
    """
    if len(digits) != 11:
        return False
    rest = 10
    for digit in digits[:10]:
        rest = ((int(digit) + rest) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(digits[10])
