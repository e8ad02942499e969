"""What the exercises on results accept: who gives the most, where a gap comes from, and how sure that is."""

from collections.abc import Callable

from cvtools.analysis.analysis import Analysis
from cvtools.notebook.exercise_keys import Key, highest
from cvtools.value.values import ratios


def _most_value(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("offerings")
    frame = analysis.values.set_index("offering")
    middle = (frame["value_low"] + frame["value_high"]) / 2
    shown = analysis.amounts([*middle, *frame["benefits"], *frame["costs"]])
    typical: dict[str, str] = {}
    if frame["costs"].notna().any():
        least = str(frame["costs"].idxmin())
        costs = shown(float(frame["costs"].min()))
        typical[least] = _("It asks the least of them: costs of {costs}. And how much does it give?", costs=costs)
    if frame["benefits"].notna().any():
        most = str(frame["benefits"].idxmax())
        typical[most] = _(
            "It has the most benefits, {benefits}. What is left of them after its costs of {costs}?",
            benefits=shown(float(frame["benefits"].max())),
            costs=shown(float(frame["costs"][most])),
        )
    return highest(
        analysis,
        "offerings",
        middle,
        _("value is what is left of the benefits after the costs. Whose is the highest, above zero or below?"),
        _("Where a value is a range, the middle of the range counts here."),
        typical=typical,
        other={
            str(id_): _("“{name}” has a value of {value}. Whose is higher?", name=names[str(id_)], value=shown(value))
            for id_, value in middle.items()
        },
    )


def _worst_gap(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("drivers")
    gaps = analysis.gaps.set_index("driver")["gap"]
    shown = analysis.amounts(gaps.dropna().abs())

    def said(driver: str, gap: float) -> str:
        if gap != gap:
            return _("On “{name}” a rating is unknown, so nobody can say how far.", name=names[driver])
        if gap > 0:
            return _(
                "On “{name}” we are {gap} ahead. Behind are the bars that go to the left.",
                name=names[driver],
                gap=shown(gap),
            )
        return _("On “{name}” we are {gap} behind. Where is it more?", name=names[driver], gap=shown(-gap))

    return highest(
        analysis,
        "drivers",
        -gaps.dropna(),
        _("against the best alternative, which bar goes furthest to the left?"),
        _("There we are furthest behind {rival}, or the least ahead.", rival=analysis.rival),
        other={str(driver): said(str(driver), float(gap)) for driver, gap in gaps.items()},
    )


def _ratio_winner(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("offerings")
    frame = ratios(analysis.values).set_index("offering")
    ratio, value = frame["ratio"].dropna(), analysis.values.set_index("offering")["value"].dropna()
    typical = {}
    if len(value):
        typical[str(value.idxmax())] = _("By difference, yes. Now divide instead: benefits by costs.")
    return highest(
        analysis,
        "offerings",
        ratio,
        _("divide the benefits of each by its costs, or open the table under the map."),
        _("Per unit of cost it gives most; yet customers keep what is left over, not a ratio."),
        typical=typical,
        other={
            id_: _("“{name}” has no ratio: a rating is unknown, or it costs nothing.", name=name)
            for id_, name in names.items()
        }
        | {
            str(id_): _(
                "“{name}” gives {ratio} for each unit of cost. Whose ratio is higher?",
                name=names[str(id_)],
                ratio=_.number(float(one), digits=2),
            )
            for id_, one in ratio.items()
        },
    )


def _most_probable(analysis: Analysis) -> Key:
    _, chances = analysis.language, analysis.certainty.chances
    names, likely = analysis.names("offerings"), analysis.values.set_index("offering")["value"].dropna()
    typical = {}
    if len(likely):
        typical[str(likely.idxmax())] = _(
            "By the most likely numbers it gives the most. Who does in most of the draws, where the ranges count, too?"
        )
    return highest(
        analysis,
        "offerings",
        chances,
        _("look for the row whose first place is the longest in the picture of places."),
        _(
            "The probability is {chance}; whether that makes a clear winner is another question.",
            chance=_.probability(float(chances.max())),
        ),
        typical=typical,
        other={
            str(id_): _(
                "“{name}” gives the most with a probability of {chance}. Whose is higher?",
                name=names[str(id_)],
                chance=_.probability(float(chance)),
            )
            for id_, chance in chances.items()
        },
    )


def _widest(analysis: Analysis) -> Key:
    _, names = analysis.language, analysis.names("drivers")
    swings = analysis.of_segment(analysis.frames.tornado()).groupby("driver", sort=False)["swing"].max()
    without = {
        id_: _("No number of “{name}” moves the gap: it has no range, or no weight.", name=name)
        for id_, name in names.items()
    }
    if swings.empty or swings.max() <= 0:
        hint = _("does any number of this segment have a low and a high?")
        choices = (*names, _("none"))
        return Key(("none", _("none")), hint, _("None. All numbers are fixed."), other=without, choices=choices)
    shown = analysis.amounts(swings)
    ranged = _("Some numbers have a range: each bar in the picture of low and high ends is one of them.")
    return highest(
        analysis,
        "drivers",
        swings,
        _("which bar of the picture with the numbers’ low and high ends is the longest?"),
        _("Its number alone moves the gap furthest, from its low end to its high end."),
        other=without
        | {
            str(id_): _(
                "The widest bar of “{name}” moves the gap by {swing}. Which one is longer?",
                name=names[str(id_)],
                swing=shown(swing),
            )
            for id_, swing in swings.items()
            if swing > 0
        }
        | {"none": ranged, _("none"): ranged},
    )


def _clear_winners(analysis: Analysis) -> Key:
    _, words = analysis.language, analysis.certainty.verdicts
    count = sum(word in ("ahead", "behind") for word in words.values())
    every = _("In each segment somebody leads by the most likely numbers. Where is that clear, and where open?")
    return Key(
        (str(count),),
        _("count the rows of the table of verdicts that name somebody who gives the most."),
        _(
            "{n} of {all}. Where it is not clear which alternative is the best, there is no clear winner.",
            n=str(count),
            all=str(len(words)),
        ),
        {} if count == len(words) else {str(len(words)): every},
    )


KEYS_OF_RESULTS: dict[str, Callable[[Analysis], Key]] = {
    "most_value": _most_value,
    "worst_gap": _worst_gap,
    "ratio_winner": _ratio_winner,
    "most_probable": _most_probable,
    "widest": _widest,
    "clear_winners": _clear_winners,
}
