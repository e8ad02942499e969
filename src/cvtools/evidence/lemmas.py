"""Words of a text in the form that a dictionary lists, in English, Norwegian and Croatian."""

import re
from functools import cache

from cvtools.study.errors import Problem, StudyError

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DICTIONARIES = {"en": "en", "nb": "nb", "hr": "hbs"}
"""simplemma's names of the languages."""


def tokens(text: str) -> list[str]:
    """Return the words of a text, without capitals.

    >>> tokens("It wasn't bad: 2 cups!")
    ['it', "wasn't", 'bad', 'cups']
    """
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


@cache
def lemma(word: str, language: str) -> str:
    """Return a word as a dictionary lists it; as it is in a language that none is there for.

    Raises
    ------
    StudyError
        When simplemma is not installed.
    """
    if language not in _DICTIONARIES:
        return word
    try:
        from simplemma import lemmatize
    except ModuleNotFoundError:
        raise StudyError("simplemma", [Problem("simplemma", code="needs_evidence")]) from None
    return lemmatize(word, lang=_DICTIONARIES[language]).casefold()


def lemmas(text: str, language: str) -> list[str]:
    """Return a text's words as a dictionary lists them.

    >>> lemmas("The queues were long", "en")
    ['the', 'queue', 'be', 'long']
    """
    return [lemma(word, language) for word in tokens(text)]
