"""What a report says of how sure its answer is, and what to measure next.

A probability here is one *given the ranges that the study states*; ``meaning`` says so once. Where every number is
fixed there is none, and ``fixed_sentence`` says that instead.
"""

from collections.abc import Hashable, Mapping
from typing import Any

from cvtools.facts import SegmentFacts
from cvtools.i18n import digits_for
from cvtools.uncertainty.intervals import EVERY

_HARDLY = 0.002
"""Knowing is worth hardly anything if it is worth less than this share of the width of the gap's interval."""
_HOPELESS = 100
"""From so many times as many answers on, nobody would ask them."""


def certainty_sentence(facts: SegmentFacts) -> str:
    """The verdict, the probability that we give most, and the interval of the gap."""
    _, sure = facts._, facts.sure
    if sure.fixed:
        return _(
            "No number that moves this gap has a range in the study, so there is no interval and no probability to "
            "give. That is not the same as being sure."
        )
    low, high = float(sure.gap["gap_low"]), float(sure.gap["gap_high"])
    fields = {"ours": facts.ours, "chance": _.probability(sure.chance), "share": facts.share}
    behind = facts.span(-high, -low)
    if facts.verdict == "ahead":
        return _(
            "{ours} is the clear winner: the probability that it gives the most value is {chance}, and it is {span} "
            "ahead of the best alternative ({share} interval).",
            span=facts.span(low, high),
            **fields,
        )
    if facts.verdict == "behind":
        return _(
            "{rival} is the clear winner: the probability that {ours} gives the most value is {chance}, and {ours} is "
            "{span} behind the best alternative ({share} interval).",
            rival=facts.rival,
            span=behind,
            **fields,
        )
    if facts.verdict == "contested":
        return _(
            "There is no clear winner among the alternatives. {ours} is {span} behind the best of them ({share} "
            "interval), and the probability that it gives the most value is {chance}.",
            span=behind,
            **fields,
        )
    return _(
        "There is no clear winner: the probability that {ours} gives the most value is {chance}, and the gap to the "
        "best alternative is {span} ({share} interval).",
        span=facts.span(low, high, signed=True),
        **fields,
    )


def meaning(facts: SegmentFacts) -> str:
    """What the probabilities and intervals are, and are not."""
    _, sure = facts._, facts.sure
    if sure.fixed:
        return ""
    told = _(
        "Probabilities and intervals follow from the ranges of the study’s numbers: they say how sure those numbers "
        "make us, not whether they are right."
    )
    unknown = _("An unknown rating may be anywhere on its scale.") if facts.unknown else ""
    return " ".join(filter(None, (told, unknown)))


def sources_sentence(facts: SegmentFacts) -> str:
    """Which numbers the doubt about the gap comes from."""
    _, found = facts._, facts.sure.sources
    if facts.sure.fixed or found.empty:
        return ""
    return _(
        "What makes the gap to {rival} uncertain, as shares of its variance: {sources}.",
        rival=facts.rival,
        sources=_.listed(_source(facts, row) for row in found.to_dict("records")),
    )


def _source(facts: SegmentFacts, row: Mapping[Hashable, Any]) -> str:
    _, driver, share = facts._, facts.name("drivers", row["driver"]), facts._.percent(row["share"])
    if row["table"] == "weights":
        return _("“{driver}” (weight, {share})", driver=driver, share=share)
    return _(
        "“{driver}” ({offering}, {share})",
        driver=driver,
        offering=facts.name("offerings", row["offering"]),
        share=share,
    )


def measure_sentence(facts: SegmentFacts) -> str:
    """What to measure next, or why nothing would change the choice."""
    _, sure = facts._, facts.sure
    if sure.fixed:
        return _(
            "Give a low and a high to the numbers that are least certain. Without ranges nobody can say what is worth "
            "measuring."
        )
    everything = float(sure.information[EVERY])
    little = _HARDLY * float(sure.gap["gap_high"] - sure.gap["gap_low"])
    if sure.measure_first:
        driver = sure.measure_first
        if float(sure.information[driver]) < little:
            return _(
                "Knowing more would hardly change the choice: even “{driver}”, known exactly, would be worth only "
                "{amount} per customer.",
                driver=facts.name("drivers", driver),
                amount=_worth(facts, float(sure.information[driver])),
            )
        first = _(
            "Measure “{driver}” first: of all drivers it could change the choice most. Knowing it exactly would be "
            "worth {amount} per customer.",
            driver=facts.name("drivers", driver),
            amount=_worth(facts, float(sure.information[driver])),
        )
        return " ".join(filter(None, (first, answers_sentence(facts, driver))))
    if 0 < everything < little:
        return _(
            "Knowing more would hardly change the choice: even knowing everything exactly would be worth only {amount} "
            "per customer.",
            amount=_worth(facts, everything),
        )
    if everything > 0:
        return _(
            "No single driver would change the choice, even if it were known exactly. Knowing everything would be "
            "worth {amount} per customer.",
            amount=_worth(facts, everything),
        )
    return _(
        "Nothing that could be measured would change the choice: {winner} gives the most value in every one of "
        "{draws} draws.",
        winner=facts.name("offerings", str(sure.chances.index[0])),
        draws=_.number(facts.simulation.draws, digits=0),
    )


def _worth(facts: SegmentFacts, amount: float) -> str:
    return facts._.measure(amount, facts.study.settings.unit, digits=digits_for([amount]))


def answers_sentence(facts: SegmentFacts, driver: str) -> str:
    """How many more answers would show whether we or the best alternative give more, where that is open."""
    _, found, every = facts._, facts.sure.answers(driver), facts.sure.answers(EVERY)
    if facts.verdict != "open" or every is None or float(every["times"]) <= 1:
        return ""
    names = {"ours": facts.ours, "rival": facts.rival}
    if found is not None and float(found["times"]) < _HOPELESS:
        if found["more"] == found["more"]:
            return _.plural(
                "About {n} more answer about it would separate {ours} and {rival}, if the gap stays as it is.",
                "About {n} more answers about it would separate {ours} and {rival}, if the gap stays as it is.",
                float(found["more"]),
                **names,
            )
        return _(
            "About {times} times as many answers about it would separate {ours} and {rival}, if the gap stays as it "
            "is.",
            times=_.number(float(found["times"]), digits=1),
            **names,
        )
    if float(every["times"]) < _HOPELESS:
        return _(
            "Answers about it alone would not separate {ours} and {rival}: it takes about {times} times as many "
            "answers about everything, if the gap stays as it is.",
            times=_.number(float(every["times"]), digits=1),
            **names,
        )
    return _("No number of answers is likely to separate {ours} and {rival}: the gap is too small.", **names)
