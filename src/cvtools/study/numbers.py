"""Numbers as files and people write them: with one decimal sign, and perhaps with signs between groups of digits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?")
_IN_DOUBT = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""One sign before three digits: 1.200 is more than a thousand, or a little more than one."""


def without_separators(text: str, decimal: str) -> str:
    """Write a number without the signs between its groups of three digits; "" if it has none.

    >>> without_separators("1,500", "."), without_separators("1.500,5", ","), without_separators("0,500", ".")
    ('1500', '1500,5', '')
    """
    sign = ",'’" if decimal == "." else ".'’"
    grouped = rf"[+-]?[1-9][0-9]{{0,2}}([{sign}])[0-9]{{3}}(?:\1[0-9]{{3}})*(?:{re.escape(decimal)}[0-9]+)?"
    match = re.fullmatch(grouped, text.strip())
    return text.strip().replace(match[1], "") if match else ""


def ungrouped_in_any_sign(text: str, decimal: str) -> str:
    """Write a number of either decimal sign without separators, in this one; "" if it has none.

    >>> ungrouped_in_any_sign("1.200,50", "."), ungrouped_in_any_sign("1,200", ".")
    ('1200.50', '1200')
    """
    other = "," if decimal == "." else "."
    return without_separators(text, decimal) or without_separators(text, other).replace(other, decimal)


@dataclass(frozen=True)
class Signs:
    """How the numbers of a table are written: their decimal sign, and which of them could be read in two ways."""

    decimal: str
    doubtful: bool = False
    only_rounded: bool = False
    """A point with three digits is in doubt only where the last is 0: nobody writes 1.25 as 1.250 for nothing."""

    def readings(self, text: str) -> dict[str, str]:
        """Return both ways to read a number, or nothing where there is one.

        >>> Signs(".", doubtful=True).readings("1.200"), Signs(".").readings("1.200")
        ({'whole': '1200', 'fraction': '1.2'}, {})
        """
        if not self.doubtful or not _IN_DOUBT.fullmatch(text):
            return {}
        if self.only_rounded and "." in text and not text.endswith("0"):
            return {}
        fraction = text.replace(",", ".").rstrip("0").rstrip(".").replace(".", self.decimal)
        fraction += "0" if _IN_DOUBT.fullmatch(fraction) else ""
        return {"whole": re.sub("[.,]", "", text), "fraction": fraction}


TEXT_NUMBERS = Signs(".", doubtful=True)
"""How numbers are written in the texts of a workbook, which may come from any country."""


def signs_of(words: Iterable[str], known: str) -> Signs:
    """Find out how numbers are written from all of them and from what the file says of itself.

    ``known`` is ``.`` or ``,`` where that is certain, ``.?`` where only signs between groups are in doubt, ``?`` where
    everything is, and nothing for a workbook, whose numbers are no texts.
    """
    if known in ("", ".", ","):
        return Signs(known or ".")
    signs, sure = set[str](), set[str]()
    for word in words:
        sign = "," if "," in word else "."
        if sign in word and (NUMBER if sign == "." else COMMA_NUMBER).fullmatch(word):
            signs.add(sign)
            sure |= set() if _IN_DOUBT.fullmatch(word) else {sign}
    if known == ".?":
        return Signs(".", doubtful="." not in sure, only_rounded=True)
    return Signs("," if "," in (sure or signs) else ".", doubtful=not sure)
