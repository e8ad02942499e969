"""The tone of a text by a small list of words of our own: a hint, not validated, and never a rating."""

import csv
from functools import cache
from importlib.resources import files

from cvtools.evidence.lemmas import lemma, tokens

_REACH = 3
"""So many words after a negation are turned around by it."""


@cache
def tone_words(language: str) -> dict[str, int]:
    """Return the words of a language with their tone: 1, −1, or 0 for one that turns the next words around."""
    text = files("cvtools.evidence").joinpath("tone_words.csv").read_text(encoding="utf-8")
    return {row["word"]: int(row["tone"]) for row in csv.DictReader(text.splitlines()) if row["language"] == language}


def tone(text: str, language: str) -> int:
    """Return 1 where words of praise outnumber those of blame, −1 where it is the other way round, else 0.

    Not validated: irony, comparisons and words that mean different things in different trades are not understood.

    >>> tone("The staff were friendly and the coffee was good", "en"), tone("not good, and the queues!", "en")
    (1, -1)
    """
    words, total, turned = tone_words(language), 0, 0
    for token in tokens(text):
        found = words.get(token, words.get(lemma(token, language)))
        if found == 0:
            turned = _REACH + 1
        elif found:
            total += -found if turned > 0 else found
        turned -= 1
    return (total > 0) - (total < 0)
