"""What an answer is as a number: “5”, “5 – Very satisfied”, or a word that the mapping gives a number."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cvtools.evidence.kinds import plain
from cvtools.evidence.table_files import MISSING
from cvtools.study.numbers import COMMA_NUMBER, NUMBER, Signs, signs_of

_LED = re.compile(r"([+-]?[0-9]+(?:[.,][0-9]+)?)\s*(?:[-–—:.)=]|\s-)\s*(?=[^\W\d])")
"""A number, a dash or the like, and then words."""
READ, BLANK, MISSED, UNREAD = range(4)
"""What became of a cell: a number, no answer, an answer that counts as missing, or words without a number."""


@dataclass(frozen=True)
class Coding:
    """How the words of a survey become numbers."""

    answers: Mapping[str, float]
    missing: frozenset[str]

    @classmethod
    def of(cls, answers: Mapping[str, float], missing: Iterable[str]) -> "Coding":
        """Make it of a mapping's own words; capitals and blanks do not count."""
        return cls({plain(word): number for word, number in answers.items()}, frozenset(map(plain, missing)))

    def read(self, words: Iterable[str], labels: Mapping[str, str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the number of each word (``NaN`` where it has none), and what became of it.

        >>> Coding.of({"Good": 4}, ["N/A"]).read(["good", "5 – Great", "n/a", "", "Hm"], {})[0]
        array([ 4.,  5., nan, nan, nan])
        """
        texts = [word.strip() for word in words]
        signs = signs_of((text for text in texts if NUMBER.fullmatch(text) or COMMA_NUMBER.fullmatch(text)), "?")
        read = [self._one(text, labels, signs) for text in texts]
        return np.array([number for number, _ in read], float), np.array([state for _, state in read], np.int8)

    def _one(self, text: str, labels: Mapping[str, str], signs: Signs) -> tuple[float, int]:
        if not text:
            return np.nan, BLANK
        word = plain(text)
        if text == MISSING or word in self.missing or plain(labels.get(text, "")) in self.missing - {""}:
            return np.nan, MISSED
        if word in self.answers:
            return self.answers[word], READ
        if (label := plain(labels.get(text, ""))) in self.answers:
            return self.answers[label], READ
        led = _LED.match(text)
        number = led[1] if led else text
        if not signs.readings(number) and (NUMBER.fullmatch(number) or COMMA_NUMBER.fullmatch(number)):
            return self._number(float(number.replace(",", ".")))
        return np.nan, UNREAD

    def _number(self, number: float) -> tuple[float, int]:
        """Return a number, unless it is a code that means missing (“-99” is “-99.0”, too)."""
        missed = any(NUMBER.fullmatch(code) and float(code) == number for code in self.missing)
        return (np.nan, MISSED) if missed else (number, READ)
