"""The notebooks' exercises: what is right follows from the study, so every exercise works with every study.

No answer makes an exercise raise: without one it gives a hint, with a wrong one too. The solution is one click away.
Hints, solutions and the words that are accepted are in the reader's language; English words are always accepted.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, folded, paragraphs, table
from cvtools.language.coded_words import side_word
from cvtools.language.labels import names_of, text_of
from cvtools.study.errors import StudyError
from cvtools.study.rounding import rounding
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.value.values import ratios


@dataclass(frozen=True)
class Key:
    """What an exercise accepts, how to find it, and why."""

    right: tuple[str, ...]
    """Every right answer, ids and numbers as text."""
    hint: str
    solution: str
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids by name, in English and in the reader's language, where an answer may be either."""


def exercise(analysis: Analysis, name: str, answer: object) -> Html:
    """Check an answer: what to look at if it is missing or wrong, and the solution, folded away.

    Raises
    ------
    StudyError
        When there is no such exercise (never because of the answer).
    """
    _, key = analysis.language, key_of(analysis, name)
    told = {
        "open": _("No answer yet. Hint: {hint}", hint=key.hint),
        "right": _("Right."),
        "wrong": _("Not yet. Hint: {hint}", hint=key.hint),
    }[mark(key, answer)]
    return element("p", told) + folded(_("Solution"), paragraphs(key.solution))


def key_of(analysis: Analysis, name: str) -> Key:
    """What an exercise accepts for this study and segment.

    Raises
    ------
    StudyError
        When there is no such exercise.
    """
    if name not in _KEYS:
        raise StudyError.not_among("exercise", name, _KEYS)
    return _KEYS[name](analysis)


def mark(key: Key, answer: object) -> Literal["open", "right", "wrong"]:
    """Whether an answer is right; open, if there is none."""
    given = _forms(answer, key)
    if not given:
        return "open"
    return "right" if given.intersection(right.casefold() for right in key.right) else "wrong"


def answer_key(analysis: Analysis) -> Html:
    """Every exercise with what is right and why, for this study and segment: for who teaches."""
    _ = analysis.language
    rows = [(name, _.listed(key.right, either=True), key.solution) for name, key in _keys(analysis)]
    frame = pd.DataFrame(rows, columns=["name", "right", "why"])
    headers = {"name": _("exercise"), "right": _("right answer"), "why": _("why")}
    title = text_of(analysis.study.settings, "title", _.code)
    segment = analysis.names("segments")[analysis.segment]
    about = _(
        "For the study {title}, segment {segment}; other studies have other answers.", title=title, segment=segment
    )
    return element("h1", _("The exercises’ answers")) + paragraphs(about) + table(frame, headers)


def _keys(analysis: Analysis) -> list[tuple[str, Key]]:
    """Those exercises that have an answer in this study."""
    found = []
    for name in _KEYS:
        with suppress(StudyError):
            found.append((name, key_of(analysis, name)))
    return found


def _forms(answer: object, key: Key) -> set[str]:
    """An answer in every form that may be right: as it stands, as a name's id, as a number; nothing if it is blank."""
    text = "" if answer is None else str(answer).strip().casefold()
    forms = {text, *(identifier for name, identifier in key.ids.items() if name.casefold() == text)}
    try:
        forms.add(f"{float(text.replace(',', '.')):g}")
    except ValueError:
        return forms if text else set()
    return forms


def _side(analysis: Analysis) -> Key:
    _ = analysis.language
    return Key(
        ("cost", side_word("cost", _)),
        _("does it give the customer something, or take something away?"),
        _("A cost, of the kind risk. It takes something away even when nothing goes wrong: people pay for certainty."),
    )


def _largest_segment(analysis: Analysis) -> Key:
    _ = analysis.language
    return _highest(
        analysis,
        "segments",
        analysis.study.segments.set_index("segment")["size"],
        _("the table of segments has a column of customers; write the id that stands beside the most of them."),
        _("Size does not change a segment’s values, only how much it counts in the average."),
    )


def _star_rows(analysis: Analysis) -> Key:
    _ = analysis.language
    count = int((analysis.study.weights["segment"] == EVERY_SEGMENT).sum())
    return Key(
        (str(count),),
        _("count the rows of weights whose segment is the star."),
        _("{n}. A row with * holds for every segment that has no row of its own for that driver.", n=str(count)),
    )


def _heaviest_driver(analysis: Analysis) -> Key:
    _ = analysis.language
    return _highest(
        analysis,
        "drivers",
        analysis.contributions.drop_duplicates("driver").set_index("driver")["weight"],
        _("look for the largest number in this segment’s column of weights."),
        _("No other step from worst to best is worth as much to this segment."),
    )


def _question(analysis: Analysis) -> Key:
    _ = analysis.language
    return Key(
        ("b",),
        _("a weight is what a whole step is worth, from one named level to another."),
        _(
            "b. Only b names both ends of the step. The answer to a is the same whether people wait two minutes or "
            "twenty. c asks for a rating."
        ),
    )


def _utility(analysis: Analysis) -> Key:
    _ = analysis.language
    return Key(
        ("0.4", "40", "40%", "40 %"),
        _("15 minutes is 0 and no wait is 1. How far has 9 minutes come on the way?"),
        _(
            "{share}. From 15 to 9 are 6 minutes, of the 15 between worst and best. A cost’s scale runs down, its "
            "utility up.",
            share=_.number(0.4, digits=1),
        ),
    )


def _unknown_ratings(analysis: Analysis) -> Key:
    _ = analysis.language
    count = int(analysis.frames.contributions["rating"].isna().sum())
    return Key(
        (str(count),),
        _("count the ratings named in the table of what is unknown, segment by segment."),
        _("{n}. Each makes a value a range; none of them counts as 0.", n=str(count)),
    )


def _most_value(analysis: Analysis) -> Key:
    _, frame = analysis.language, analysis.values.set_index("offering")
    return _highest(
        analysis,
        "offerings",
        (frame["value_low"] + frame["value_high"]) / 2,
        _("value is what is left of the benefits after the costs. Whose is the highest, above zero or below?"),
        _("Where a value is a range, the middle of the range counts here."),
    )


def _worst_gap(analysis: Analysis) -> Key:
    _ = analysis.language
    return _highest(
        analysis,
        "drivers",
        -analysis.gaps.set_index("driver")["gap"].dropna(),
        _("against the best alternative, which bar goes furthest to the left?"),
        _("There we are furthest behind {rival}, or the least ahead.", rival=analysis.rival),
    )


def _ratio_winner(analysis: Analysis) -> Key:
    _ = analysis.language
    return _highest(
        analysis,
        "offerings",
        ratios(analysis.values).set_index("offering")["ratio"].dropna(),
        _("divide the benefits of each by its costs, or open the table under the map."),
        _("Per unit of cost it gives most; yet customers keep what is left over, not a ratio."),
    )


def _best_step(analysis: Analysis) -> Key:
    _ = analysis.language
    return _highest(
        analysis,
        "drivers",
        analysis.room.set_index("driver")["gap"].dropna(),
        _("pull one rating at a time to its best end, and put it back before you try the next."),
        _("What a step adds is its weight times how far the rating still is from its best."),
    )


def _double_weights(analysis: Analysis) -> Key:
    _ = analysis.language
    return Key(
        ("b",),
        _("what do the weights of a segment sum to, whatever you type?"),
        _("b. In points the weights are scaled to sum to 100, so only their proportions matter."),
    )


def _most_probable(analysis: Analysis) -> Key:
    _, chances = analysis.language, analysis.certainty.chances
    return _highest(
        analysis,
        "offerings",
        chances,
        _("look for the row whose first place is the longest in the picture of places."),
        _(
            "The probability is {chance}; whether that makes a clear winner is another question.",
            chance=_.probability(float(chances.max())),
        ),
    )


def _widest(analysis: Analysis) -> Key:
    _ = analysis.language
    swings = analysis.of_segment(analysis.frames.tornado()).groupby("driver", sort=False)["swing"].max()
    if swings.empty or swings.max() <= 0:
        hint = _("does any number of this segment have a low and a high?")
        return Key(("none", _("none")), hint, _("None. All numbers are fixed."))
    return _highest(
        analysis,
        "drivers",
        swings,
        _("which bar of the picture with the numbers’ low and high ends is the longest?"),
        _("Its number alone moves the gap furthest, from its low end to its high end."),
    )


def _clear_winners(analysis: Analysis) -> Key:
    _, words = analysis.language, analysis.certainty.verdicts
    count = sum(word in ("ahead", "behind") for word in words.values())
    return Key(
        (str(count),),
        _("count the rows of the table of verdicts that name somebody who gives the most."),
        _(
            "{n} of {all}. Where it is not clear which alternative is the best, there is no clear winner.",
            n=str(count),
            all=str(len(words)),
        ),
    )


def _highest(analysis: Analysis, table: str, numbers: pd.Series, hint: str, why: str) -> Key:
    """Whose number is the highest, all of them where several tie."""
    _, names = analysis.language, analysis.names(table)
    right = [str(identifier) for identifier in numbers.index[numbers >= numbers.max() - rounding(numbers)]]
    told = _.listed([_("{name} (id {id})", name=names[id_], id=id_) for id_ in right], either=True)
    own = names_of(analysis.study, table)
    return Key(tuple(right), hint, f"{told}. {why}", {name: id_ for of in (own, names) for id_, name in of.items()})


_KEYS: dict[str, Callable[[Analysis], Key]] = {
    "side": _side,
    "largest_segment": _largest_segment,
    "star_rows": _star_rows,
    "heaviest_driver": _heaviest_driver,
    "question": _question,
    "utility": _utility,
    "unknown_ratings": _unknown_ratings,
    "most_value": _most_value,
    "worst_gap": _worst_gap,
    "ratio_winner": _ratio_winner,
    "most_probable": _most_probable,
    "widest": _widest,
    "clear_winners": _clear_winners,
    "best_step": _best_step,
    "double_weights": _double_weights,
}
