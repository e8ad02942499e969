"""The notebooks' exercises: what is right follows from the study, so every exercise works with every study.

No answer makes an exercise raise: without one it gives a hint, with a wrong one too. The solution is one click away.
Like the notebooks' prose, hints and solutions are in English; names are the study's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cvtools.browser.html import Html, element, folded, paragraphs
from cvtools.language.labels import names_of
from cvtools.language.language import Language
from cvtools.study.errors import StudyError, one_of
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.influence import tornado
from cvtools.uncertainty.simulation import simulate
from cvtools.uncertainty.summaries import robustness
from cvtools.uncertainty.verdicts import verdicts
from cvtools.value.gaps import best_alternatives, headroom, value_gaps
from cvtools.value.values import contributions, values


@dataclass(frozen=True)
class Key:
    """What an exercise accepts, how to find it, and why."""

    right: tuple[str, ...]
    """Every right answer, ids and numbers as text."""
    hint: str
    solution: str
    names: dict[str, str] | None = None
    """Names by id, where an answer may be either."""


def exercise(study: Study, name: str, answer: object, *, segment: str = "") -> Html:
    """Check an answer: what to look at if it is missing or wrong, and the solution, folded away.

    Raises
    ------
    StudyError
        When there is no such exercise (never because of the answer).
    """
    if name not in _KEYS:
        raise StudyError("exercise", f'found "{name}"; allowed: {one_of(_KEYS)}')
    key = _KEYS[name](study, chosen_segment(study, segment))
    given = _forms(answer, key)
    if not given:
        told = f"No answer yet. Hint: {key.hint}"
    elif given.intersection(key.right):
        told = "Right."
    else:
        told = f"Not yet. Hint: {key.hint}"
    return element("p", told) + folded("Solution", paragraphs(key.solution))


def _forms(answer: object, key: Key) -> set[str]:
    """An answer in every form that may be right: as it stands, as a name's id, as a number; nothing if it is blank."""
    text = "" if answer is None else str(answer).strip().casefold()
    ids = {name.casefold(): identifier for identifier, name in (key.names or {}).items()}
    forms = {text, ids.get(text, text)}
    try:
        forms.add(f"{float(text.replace(',', '.')):g}")
    except ValueError:
        return forms if text else set()
    return forms


def _named(ids: list[str], names: dict[str, str]) -> str:
    return one_of(f"{names[identifier]} (id {identifier})" for identifier in ids)


def _side(_: Study, __: str) -> Key:
    return Key(
        ("cost",),
        "does it give the customer something, or take something away?",
        "A cost, of the kind risk. It takes something away even when nothing goes wrong: people pay for certainty.",
    )


def _largest_segment(study: Study, _: str) -> Key:
    return _highest(
        study.segments.set_index("segment")["size"],
        names_of(study, "segments"),
        "the table of segments has a column of customers; write the id that stands beside the most of them.",
        "Size does not change a segment's values, only how much it counts in the average.",
    )


def _star_rows(study: Study, _: str) -> Key:
    count = int((study.weights["segment"] == "*").sum())
    return Key(
        (str(count),),
        "count the rows of weights whose segment is the star.",
        f"{count}. A row with * holds for every segment that has no row of its own for that driver.",
    )


def _heaviest_driver(study: Study, segment: str) -> Key:
    return _highest(
        _of_segment(contributions(study), segment).drop_duplicates("driver").set_index("driver")["weight"],
        names_of(study, "drivers"),
        "look for the largest number in this segment's column of weights.",
        "No other step from worst to best is worth as much to this segment.",
    )


def _question(_: Study, __: str) -> Key:
    return Key(
        ("b",),
        "a weight is what a whole step is worth, from one named level to another.",
        "b. Only b names both ends of the step. The answer to a is the same whether people wait two minutes or twenty. "
        "c asks for a rating.",
    )


def _utility(_: Study, __: str) -> Key:
    return Key(
        ("0.4", "40", "40%"),
        "15 minutes is 0 and no wait is 1. How far has 9 minutes come on the way?",
        "0.4. From 15 to 9 are 6 minutes, of the 15 between worst and best. A cost's scale runs down, its utility up.",
    )


def _unknown_ratings(study: Study, _: str) -> Key:
    count = int(contributions(study)["rating"].isna().sum())
    return Key(
        (str(count),),
        "count the ratings named in the table of what is unknown, segment by segment.",
        f"{count}. Each makes a value a range; none of them counts as 0.",
    )


def _most_value(study: Study, segment: str) -> Key:
    frame = _of_segment(values(study), segment).set_index("offering")
    return _highest(
        (frame["value_low"] + frame["value_high"]) / 2,
        names_of(study, "offerings"),
        "value is what is left of the benefits after the costs. Whose is the highest, above zero or below?",
        "Where a value is a range, the middle of the range counts here.",
    )


def _worst_gap(study: Study, segment: str) -> Key:
    rival = names_of(study, "offerings")[str(best_alternatives(study).set_index("segment").at[segment, "rival"])]
    return _highest(
        -_of_segment(value_gaps(study), segment).set_index("driver")["gap"].dropna(),
        names_of(study, "drivers"),
        "against the best alternative, which bar goes furthest to the left?",
        f"There we are furthest behind {rival}, or the least ahead.",
    )


def _ratio_winner(study: Study, segment: str) -> Key:
    frame = _of_segment(values(study), segment).set_index("offering")
    return _highest(
        (frame["benefits"] / frame["costs"].where(frame["costs"] > 0)).dropna(),
        names_of(study, "offerings"),
        "divide the benefits of each by its costs, or open the table under the map.",
        "Per unit of cost it gives most; yet customers keep what is left over, not a ratio.",
    )


def _best_step(study: Study, segment: str) -> Key:
    return _highest(
        _of_segment(headroom(study), segment).set_index("driver")["gap"].dropna(),
        names_of(study, "drivers"),
        "pull one rating at a time to its best end, and put it back before you try the next.",
        "What a step adds is its weight times how far the rating still is from its best.",
    )


def _double_weights(_: Study, __: str) -> Key:
    return Key(
        ("b",),
        "what do the weights of a segment sum to, whatever you type?",
        "b. In points the weights are scaled to sum to 100, so only their proportions matter.",
    )


def _most_probable(study: Study, segment: str) -> Key:
    chances = _of_segment(robustness(simulate(study)), segment).set_index("offering")["p_best"]
    return _highest(
        chances,
        names_of(study, "offerings"),
        "look for the row whose first place is the longest in the picture of places.",
        f"The probability is {Language('en').probability(float(chances.max()))}; whether that makes a clear winner is "
        "another question.",
    )


def _widest(study: Study, segment: str) -> Key:
    swings = _of_segment(tornado(study), segment).groupby("driver", sort=False)["swing"].max()
    if swings.empty or swings.max() <= 0:
        return Key(("none",), "does any number of this segment have a low and a high?", "None. All numbers are fixed.")
    return _highest(
        swings,
        names_of(study, "drivers"),
        "which bar of the picture with the numbers' low and high ends is the longest?",
        "Its number alone moves the gap furthest, from its low end to its high end.",
    )


def _clear_winners(study: Study, _: str) -> Key:
    words = verdicts(simulate(study))["verdict"]
    count = int(words.isin(["ahead", "behind"]).sum())
    return Key(
        (str(count),),
        "count the rows of the table of verdicts that name somebody who gives the most.",
        f"{count} of {len(words)}. Where it is not clear which alternative is the best, there is no clear winner.",
    )


def _of_segment(frame: pd.DataFrame, segment: str) -> pd.DataFrame:
    return frame[frame["segment"] == segment]


def _highest(numbers: pd.Series, names: dict[str, str], hint: str, why: str) -> Key:
    """Whose number is the highest, all of them where several tie."""
    right = [str(identifier) for identifier in numbers.index[numbers >= numbers.max() - 1e-9]]
    return Key(tuple(right), hint, f"{_named(right, names)}. {why}", names)


_KEYS: dict[str, Callable[[Study, str], Key]] = {
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
