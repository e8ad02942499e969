"""The notebooks' exercises: checked with words that build on the answer, and an answer key from the same source.

What is right follows from the study, so every exercise works with every study. No answer makes one raise: without one
there is a hint, with a wrong one what that answer shows. The solution is one click away. Hints, solutions and the words
that are accepted are in the reader's language; English words are always accepted.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, folded, paragraphs, table
from cvtools.language.labels import text_of
from cvtools.notebook.exercise_keys import KEYS_OF_INPUTS, Key, Named
from cvtools.notebook.exercise_keys_results import KEYS_OF_RESULTS
from cvtools.notebook.exercise_keys_surveys import KEYS_OF_SURVEYS
from cvtools.study.errors import StudyError

if TYPE_CHECKING:
    from cvtools.analysis.survey import SurveyAnalysis

KEYS: Mapping[str, Callable[[Analysis], Key]] = KEYS_OF_INPUTS | KEYS_OF_RESULTS
"""How to find what each exercise accepts, by its name, in the order of the notebooks."""


def exercise(analysis: "Analysis | SurveyAnalysis", name: str, answer: object) -> Html:
    """Check an answer: what to look at if it is missing, what it shows if it is wrong, and the solution, folded away.

    Raises
    ------
    StudyError
        When there is no such exercise (never because of the answer).
    """
    _, key = analysis.language, key_of(analysis, name)
    match mark(key, answer):
        case "right":
            text = _("Right.")
        case "open":
            text = _("No answer yet. Hint: {hint}", hint=key.hint)
        case "wrong" if shown := remark(analysis, key, answer):
            text = _("Not yet. {remark}", remark=shown)
        case "wrong":
            text = _("Not yet. Hint: {hint}", hint=key.hint)
    return element("p", text) + folded(_("Solution"), paragraphs(key.solution))


def key_of(analysis: "Analysis | SurveyAnalysis", name: str) -> Key:
    """What an exercise accepts for this study, or this survey, and segment.

    Raises
    ------
    StudyError
        When there is no such exercise.
    """
    if isinstance(analysis, Analysis):
        if name not in KEYS:
            raise StudyError.not_among("exercise", name, KEYS)
        return KEYS[name](analysis)
    if name not in KEYS_OF_SURVEYS:
        raise StudyError.not_among("exercise", name, KEYS_OF_SURVEYS)
    return KEYS_OF_SURVEYS[name](analysis)


def mark(key: Key, answer: object) -> Literal["open", "right", "wrong"]:
    """Whether an answer is right; open, if there is none."""
    given = _forms(answer, key)
    if not given:
        return "open"
    return "right" if given.intersection(right.casefold() for right in key.right) else "wrong"


def remark(analysis: Named, key: Key, answer: object) -> str:
    """What a wrong answer shows, or what an answer may be; blank where there is nothing to say but the hint."""
    _, given = analysis.language, _forms(answer, key)
    for known in (key.typical, key.other):
        for wrong, shown in known.items():
            if wrong.casefold() in given:
                return shown
    if key.choices:
        return _("Write one of these: {list}.", list=_.listed(key.choices, either=True))
    return "" if any(_number(form) for form in given) else _("Write a number.")


def answer_key(analysis: Analysis) -> Html:
    """Every exercise with what is right and why, and mistakes that many make, for this study and segment."""
    _ = analysis.language
    rows = [
        (name, _.listed(key.right, either=True), key.solution, _mistakes(analysis, key))
        for name, key in _keys(analysis)
    ]
    frame = pd.DataFrame(rows, columns=["name", "right", "why", "mistakes"])
    headers = {
        "name": _("exercise"),
        "right": _("right answer"),
        "why": _("why"),
        "mistakes": _("mistakes that many make, and what to ask then"),
    }
    title = text_of(analysis.study.settings, "title", _.code)
    segment = analysis.names("segments")[analysis.segment]
    about = _(
        "For the study {title}, segment {segment}; other studies have other answers.", title=title, segment=segment
    )
    return element("h1", _("The exercises’ answers")) + paragraphs(about) + table(frame, headers)


def _mistakes(analysis: Analysis, key: Key) -> str:
    _ = analysis.language
    return " · ".join(_("{answer}: {remark}", answer=wrong, remark=shown) for wrong, shown in key.typical.items())


def _keys(analysis: Analysis) -> list[tuple[str, Key]]:
    """Those exercises that have an answer in this study."""
    found = []
    for name in KEYS:
        with suppress(StudyError):
            found.append((name, key_of(analysis, name)))
    return found


def _forms(answer: object, key: Key) -> set[str]:
    """An answer in every form that may be right: as it stands, as a name's id, as a number; nothing if it is blank."""
    text = "" if answer is None else str(answer).strip().casefold()
    forms = {text, *(identifier.casefold() for name, identifier in key.ids.items() if name.casefold() == text)}
    return (forms | {_number(text)}) - {""}


def _number(text: str) -> str:
    """A number as an answer key writes it; blank if it is none."""
    try:
        return f"{float(text.replace(',', '.')):g}"
    except ValueError:
        return ""
