"""What the exercises on a study's own numbers accept: segments, drivers, weights, ratings, and what follows at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.language.coded_words import side_word
from cvtools.language.labels import names_of, plain
from cvtools.language.language import Language
from cvtools.study.rounding import rounding
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.study import Study


@dataclass(frozen=True)
class Key:
    """What an exercise accepts, how to find it, why, and what a wrong answer shows."""

    right: tuple[str, ...]
    """Every right answer, ids and numbers as text."""
    hint: str
    solution: str
    typical: Mapping[str, str] = field(default_factory=dict)
    """What is said to a mistake that many make, by the answer; the answer key has it, too."""
    other: Mapping[str, str] = field(default_factory=dict)
    """What is said to the other answers that one can give."""
    choices: tuple[str, ...] = ()
    """What an answer may be; empty: any number."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids by name, in English and in the reader's language, where an answer may be either."""


class Named(Protocol):
    """What both an ``Analysis`` and a ``SurveyAnalysis`` have: a language, a study, and its names."""

    @property
    def language(self) -> Language:
        """The reader's."""
        ...

    @property
    def study(self) -> Study:
        """The study."""
        ...

    def names(self, table: str) -> Mapping[str, str]:
        """Names by id."""
        ...


def highest(
    analysis: Named,
    table: str,
    numbers: pd.Series,
    hint: str,
    why: str,
    *,
    other: Mapping[str, str],
    typical: Mapping[str, str] | None = None,
) -> Key:
    """Whose number is the highest, all of them where several tie; what is said to each other answer, by its id."""
    _, names = analysis.language, analysis.names(table)
    right = [str(identifier) for identifier in numbers.index[numbers >= numbers.max() - rounding(numbers)]]
    told = _.listed([_("{name} (id {id})", name=names[id_], id=id_) for id_ in right], either=True)
    own = names_of(analysis.study, table)
    return Key(
        tuple(right),
        hint,
        f"{told}. {why}",
        {id_: text for id_, text in (typical or {}).items() if id_ not in right},
        other,
        tuple(names),
        {name: id_ for of in (own, names) for id_, name in of.items()},
    )


def _side(analysis: Analysis) -> Key:
    _ = analysis.language
    benefit = _("What they gain is a benefit. What does a customer gain from a cup that disappoints?")
    return Key(
        ("cost", side_word("cost", _)),
        _("does it give the customer something, or take something away?"),
        _("A cost, of the kind risk. It takes something away even when nothing goes wrong: people pay for certainty."),
        {side_word("benefit", _): benefit},
        {"benefit": benefit},
        (side_word("benefit", _), side_word("cost", _)),
    )


def _largest_segment(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("segments")
    sizes = analysis.study.segments.set_index("segment")["size"]
    return highest(
        analysis,
        "segments",
        sizes,
        _("the table of segments has a column of customers; write the id that stands beside the most of them."),
        _("Size does not change a segment’s values, only how much it counts in the average."),
        other={
            str(id_): _(
                "“{name}” has {n} customers. Which segment has more?", name=names[str(id_)], n=_.number(float(size))
            )
            for id_, size in sizes.items()
        },
    )


def _star_rows(analysis: Analysis) -> Key:
    _ = analysis.language
    star = analysis.study.weights["segment"] == EVERY_SEGMENT
    count = int(star.sum())
    typical = {
        str(len(star)): _(
            "That is how many rows there are in all. In how many of them does a star stand for the segment?"
        ),
        str(len(star) - count): _("That is how many rows name a segment. How many do not?"),
    }
    return Key(
        (str(count),),
        _("count the rows of weights whose segment is the star."),
        _("{n}. A row with * holds for every segment that has no row of its own for that driver.", n=str(count)),
        {wrong: text for wrong, text in typical.items() if wrong != str(count)},
    )


def _heaviest_driver(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("drivers")
    weights = analysis.contributions.drop_duplicates("driver").set_index("driver")["weight"]
    every = analysis.frames.contributions.drop_duplicates(["segment", "driver"])
    heaviest = every.loc[every.groupby("segment", sort=False)["weight"].idxmax()]
    return highest(
        analysis,
        "drivers",
        weights,
        _("look for the largest number in this segment’s column of weights."),
        _("No other step from worst to best is worth as much to this segment."),
        typical={
            str(row["driver"]): _(
                "That is what “{other}” weigh most. Which column is that of “{segment}”?",
                other=analysis.names("segments")[str(row["segment"])],
                segment=analysis.segment_name,
            )
            for row in heaviest.to_dict("records")
            if row["segment"] != analysis.segment
        },
        other={
            str(id_): _(
                "“{name}” has a weight of {weight}. Is there none larger in this column?",
                name=names[str(id_)],
                weight=plain(float(weight), _),
            )
            for id_, weight in weights.items()
        },
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
        {
            "a": _("Would the answer to a be another one, if the wait went from two minutes to none?"),
            "c": _("c asks how long they wait: that is a rating. Which question asks what less of it is worth?"),
        },
        choices=("a", "b", "c"),
    )


def _utility(analysis: Analysis) -> Key:
    _ = analysis.language
    turned = _("That is how far 9 lies from no wait. But which end is the worst, and how far has 9 come from there?")
    shown = {digits: _.number(float(digits), digits=1) for digits in ("0.4", "0.6")}
    return Key(
        ("0.4", "40", "40%", "40 %"),
        _("15 minutes is 0 and no wait is 1. How far has 9 minutes come on the way?"),
        _(
            "{share}. From 15 to 9 are 6 minutes, of the 15 between worst and best. A cost’s scale runs down, its "
            "utility up.",
            share=shown["0.4"],
        ),
        {
            "0.6": turned,
            "6": _("Six minutes is how far it has come. What part is that of the whole way?"),
            "9": _("9 is the rating, in minutes. Utility runs from 0 at the worst to 1 at the best."),
        },
        {"60": turned, "60%": turned, "60 %": turned},
    )


def _unknown_ratings(analysis: Analysis) -> Key:
    _ = analysis.language
    count = int(analysis.frames.contributions["rating"].isna().sum())
    mine = int(analysis.contributions["rating"].isna().sum())
    typical = {
        str(mine): _(
            "That is how many are unknown in “{segment}”. The other segments count, too.", segment=analysis.segment_name
        ),
        "0": _("Look for the question marks in the tables of ratings: a blank is not 0."),
    }
    return Key(
        (str(count),),
        _("count the ratings named in the table of what is unknown, segment by segment."),
        _("{n}. Each makes a value a range; none of them counts as 0.", n=str(count)),
        {wrong: text for wrong, text in typical.items() if wrong != str(count)},
    )


def _best_step(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("drivers")
    steps = analysis.room.set_index("driver")["gap"].dropna()
    shown = analysis.amounts(steps)
    weights = analysis.contributions.drop_duplicates("driver").set_index("driver")["weight"]
    heaviest = str(weights.idxmax())
    return highest(
        analysis,
        "drivers",
        steps,
        _("pull one rating at a time to its best end, and put it back before you try the next."),
        _("What a step adds is its weight times how far the rating still is from its best."),
        typical={heaviest: _("That has the most weight. How far is its rating still from the best?")},
        other={
            str(id_): _(
                "At its best “{name}” would add {amount}. Which one adds more?",
                name=names[str(id_)],
                amount=shown(steps.get(id_, float("nan"))),
            )
            for id_ in weights.index
        },
    )


def _double_weights(analysis: Analysis) -> Key:
    _ = analysis.language
    return Key(
        ("b",),
        _("what do the weights of a segment sum to, whatever you type?"),
        _("b. In points the weights are scaled to sum to 100, so only their proportions matter."),
        {
            "a": _("In money it would. What do the weights of a study in points sum to, doubled or not?"),
            "c": _("The ratings stay as they are. What becomes of the weights?"),
        },
        choices=("a", "b", "c"),
    )


KEYS_OF_INPUTS: dict[str, Callable[[Analysis], Key]] = {
    "side": _side,
    "largest_segment": _largest_segment,
    "heaviest_driver": _heaviest_driver,
    "star_rows": _star_rows,
    "question": _question,
    "utility": _utility,
    "unknown_ratings": _unknown_ratings,
    "best_step": _best_step,
    "double_weights": _double_weights,
}
