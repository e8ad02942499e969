"""What a report says of how sure its answer is, and what to measure next.

A probability here is one *given the ranges that the study states*; ``meaning`` says so once. Where every number is
fixed there is none, and ``fixed_sentence`` says that instead.
"""

from collections.abc import Mapping
from math import ceil, sqrt
from typing import Any

from cvtools.analysis.analysis import Analysis
from cvtools.language.coded_words import verdict_word
from cvtools.language.labels import plain
from cvtools.language.language import Language
from cvtools.language.text import part
from cvtools.study.records import records
from cvtools.study.rounding import ROUNDING
from cvtools.uncertainty.summaries import EVERY

_HOPELESS = 100
"""From so many times as many answers on, nobody would ask them."""
_MOST = 0.5
_NOTHING = 0.005
"""A smaller share is 0% when it is rounded."""
_ALWAYS = 1 - ROUNDING


def certainty_sentence(analysis: Analysis) -> str:
    """The verdict, the probability that we give most, and the interval of the gap."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.fixed:
        return _(
            "No number that moves this gap has a range in the study, so there is no interval and no probability to "
            "give. That is not the same as being sure."
        )
    low, high = float(certainty.gap["gap_low"]), float(certainty.gap["gap_high"])
    fields = {"ours": analysis.ours, "chance": _.probability(certainty.chance), "share": analysis.share}
    behind = analysis.span(-high, -low)
    if analysis.verdict == "ahead":
        return _(
            "“{ours}” is the clear winner: the probability that it gives the most value is {chance}, and it is {span} "
            "ahead of the best alternative ({share} interval).",
            span=analysis.span(low, high),
            **fields,
        )
    if analysis.verdict == "behind":
        return _(
            "“{rival}” is the clear winner: it gives the most value with a probability of {p}. “{ours}” is {span} "
            "behind the best alternative ({share} interval).",
            rival=analysis.rival,
            p=_.probability(float(certainty.chances[certainty.rival])),
            span=behind,
            **fields,
        )
    if analysis.verdict == "contested":
        return _(
            "There is no clear winner among the alternatives. “{ours}” is {span} behind the best of them ({share} "
            "interval), and the probability that it gives the most value is {chance}.",
            span=behind,
            **fields,
        )
    if analysis.verdict == "level":
        return _(
            "“{ours}” and “{rival}” are level: the gap to the best alternative is 0 throughout its {share} interval.",
            rival=analysis.rival,
            **fields,
        )
    told = _(
        "There is no clear winner: the probability that “{ours}” gives the most value is {chance}, and the gap to the "
        "best alternative is {span} ({share} interval).",
        span=analysis.span(low, high, signed=True),
        **fields,
    )
    return " ".join(filter(None, (told, disagreement(analysis))))


def disagreement(analysis: Analysis) -> str:
    """What to do where the ranges leave no doubt, but point elsewhere than the likely numbers; else blank."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.skewed:
        return _(
            "The most likely numbers and the ranges point to different winners: check the ranges, most of them lie on "
            "one side."
        )
    if certainty.disagrees:
        return _(
            "By the most likely numbers no alternative gives more, but with ranges this wide one or another of them "
            "probably does."
        )
    return ""


def meaning(analysis: Analysis) -> str:
    """What the probabilities and intervals are, and are not."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.fixed:
        return ""
    told = _(
        "Probabilities and intervals are about the average customer of the segment and follow from the ranges of the "
        "study’s numbers: they say how sure those numbers make us, not whether they are right."
    )
    unknown = _("An unknown rating may be anywhere on its scale.") if analysis.unknown else ""
    return " ".join(filter(None, (told, unknown)))


def customers_sentence(analysis: Analysis) -> str:
    """For which part of the segment's customers we are the best, and who is for most others; else blank."""
    _, found = analysis.language, analysis.certainty.customers
    if found.empty:
        return ""
    ours = analysis.study.settings.ours
    mine, others = (found[kept].iloc[0] for kept in (found["offering"] == ours, found["offering"] != ours))
    told = _(
        "Customers weigh things differently, as the study says: “{ours}” is the best for about {part} of them ({share} "
        "interval: {low} to {high}).",
        ours=analysis.ours,
        part=_.probability(float(mine["share"])),
        share=analysis.share,
        low=_.percent(float(mine["share_low"])),
        high=_.percent(float(mine["share_high"])),
    )
    most = _(
        "Of the others, “{name}” is for most: {part}.",
        name=analysis.name("offerings", str(others["offering"])),
        part=_.probability(float(others["share"])),
    )
    return f"{told} {most}"


def ranks_sentence(analysis: Analysis) -> str:
    """What holds for every number within its range: who is the best, or who can and cannot be."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.fixed:
        return ""
    ranks = certainty.ranks
    best = ranks.index[ranks["worst_rank"] == 1].tolist()
    if best:
        return _(
            "Whatever the distributions: “{name}” is the best for every number within its range, from low to high.",
            name=analysis.name("offerings", str(best[0])),
        )
    never = [_("“{name}”", name=analysis.name("offerings", str(o))) for o in ranks.index[ranks["best_rank"] > 1]]
    if not never:
        return ""
    return _(
        "Whatever the distributions: for no numbers within their ranges, from low to high, are these the best: "
        "{names}.",
        names=_.listed(never),
    )


def apart_sentence(analysis: Analysis) -> str:
    """What the verdict would be if no numbers moved together, where it would be another one; else blank."""
    _, apart = analysis.language, analysis.certainty.apart
    if apart is None:
        return ""
    return _(
        "Here numbers move together, as the study says. If each erred by itself, the one that most probably gives the "
        "most value would be “{offering}” with a probability of {chance}, and the verdict: {verdict}.",
        offering=analysis.name("offerings", str(apart["offering"])),
        chance=_.probability(float(apart["p_best"])),
        verdict=verdict_word(str(apart["verdict"]), _),
    )


def halo_sentence(analysis: Analysis) -> str:
    """That how sure the answer is hangs on how far ratings of one offering err together; blank where it does not.

    Blank, too, where ``apart_sentence`` has said that the verdict itself does.
    """
    _, certainty = analysis.language, analysis.certainty
    if certainty.apart is not None or certainty.halo_range is None:
        return ""
    low, high = certainty.halo_range
    return _(
        "How sure this is hangs on how far the ratings of one offering err together (the study’s setting halo, here "
        "{halo}): for a halo from 0 to 1, the probability that “{name}” is the best lies between {low} and {high}.",
        halo=plain(analysis.study.settings.halo, _),
        name=analysis.name("offerings", str(certainty.chances.index[0])),
        low=_.probability(low),
        high=_.probability(high),
    )


def sources_sentence(analysis: Analysis) -> str:
    """Which numbers the doubt about the gap comes from."""
    _, found = analysis.language, analysis.certainty.sources
    if analysis.certainty.fixed or found.empty:
        return ""
    told = float(found["share"].sum())
    if not analysis.certainty.alone:
        return _(
            "The doubt about the gap to “{rival}” goes most of all with {sources}; numbers that move together have "
            "parts in common.",
            rival=analysis.rival,
            sources=_.listed(_source(analysis, row) for row in records(found)),
        )
    fields = {
        "rival": analysis.rival,
        "sources": _.listed(_source(analysis, row) for row in records(found)),
        "rest": part(1 - told, _),
    }
    if 1 - told < _NOTHING:
        return _("The doubt about the gap to “{rival}” comes from {sources}.", **fields)
    if told > _MOST:
        return _(
            "Most of the doubt about the gap to “{rival}” comes from {sources}; from all other numbers together "
            "{rest}.",
            **fields,
        )
    return _(
        "The largest parts of the doubt about the gap to “{rival}”: {sources}; all other numbers together {rest}.",
        **fields,
    )


def _source(analysis: Analysis, row: Mapping[str, Any]) -> str:
    _, driver, share = analysis.language, analysis.name("drivers", row["driver"]), part(row["share"], analysis.language)
    if row["table"] == "weights":
        return _("“{driver}” (weight, {share})", driver=driver, share=share)
    return _(
        "“{driver}” ({offering}, {share})",
        driver=driver,
        offering=analysis.name("offerings", row["offering"]),
        share=share,
    )


def measure_sentence(analysis: Analysis) -> str:
    """What to measure next, or why nothing would change the choice."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.fixed:
        return _(
            "Give a low and a high to the numbers that are least certain. Without ranges nobody can say what is worth "
            "measuring."
        )
    if float(certainty.information[EVERY]) < analysis.least_worth:
        if float(certainty.chances.iloc[0]) < _ALWAYS:
            return _("Within the ranges of the study, knowing more would hardly change which offering is best.")
        return _(
            "Within the ranges of the study nothing changes who is best: {winner} gave the most in all {draws} draws.",
            winner=analysis.name("offerings", str(certainty.chances.index[0])),
            draws=_.number(analysis.certainty.draws, digits=0),
        )
    if not analysis.measure_first:
        return _(
            "Nothing alone is worth measuring first. If we go by today’s numbers we name the wrong offering now and "
            "then, and are {amount} off on average.",
            amount=analysis.measure(float(certainty.information[EVERY])),
        )
    first = _(
        "Measure “{driver}” first. If we go by today’s numbers we name the wrong offering now and then, and are {all} "
        "off on average; knowing this driver exactly would cut that by {amount}. With a probability of {chance} "
        "it would name another offering the best.",
        driver=analysis.name("drivers", analysis.measure_first),
        all=analysis.measure(float(certainty.information[EVERY])),
        amount=analysis.measure(float(certainty.information[analysis.measure_first])),
        chance=_.probability(float(certainty.changes[analysis.measure_first])),
    )
    return " ".join(filter(None, (first, answers_sentence(analysis, analysis.measure_first))))


def answers_sentence(analysis: Analysis, driver: str) -> str:
    """How many more answers would show whether we or the best alternative give more, where that is open."""
    _, found, every = analysis.language, analysis.certainty.answers(driver), analysis.certainty.answers(EVERY)
    if analysis.verdict != "open" or every is None or float(every["times"]) <= 1:
        return ""
    names = {"ours": analysis.ours, "rival": analysis.rival}
    if found is not None and float(found["times"]) < _HOPELESS:
        if found["more"] == found["more"]:
            return _.plural(
                "Asking about {n} more person about it would settle whether “{ours}” or “{rival}” gives more with nine "
                "chances in ten, if the gap is what it seems and ranges narrow as more are asked.",
                "Asking about {n} more people about it would settle whether “{ours}” or “{rival}” gives more with nine "
                "chances in ten, if the gap is what it seems and ranges narrow as more are asked.",
                float(found["more"]),
                **names,
            )
        if driver in analysis.unknown_drivers:
            return ""  # there is no range yet
        return _(
            "To settle whether “{ours}” or “{rival}” gives more with nine chances in ten, its ranges would have to be "
            "about {share} narrower, if the gap is what it seems.",
            share=_.percent(ceil(100 * (1 - 1 / sqrt(float(found["times"]))) - ROUNDING) / 100),
            **names,
        )
    if float(every["times"]) >= _HOPELESS:
        return _("Asking more people is not likely to settle it: “{ours}” and “{rival}” are too close.", **names)
    if every["n"] != every["n"]:
        return _(
            "It takes more than asking about “{driver}”: for some numbers the study does not say how many were asked, "
            "so ask about those first.",
            driver=analysis.name("drivers", driver),
        )
    return _(
        "Asking about it alone would not settle whether “{ours}” or “{rival}” gives more: it takes about {times} times "
        "as many people, asked about everything, if the gap is what it seems and ranges narrow as more are asked.",
        times=_times(float(every["times"]), _),
        **names,
    )


def _times(times: float, _: Language) -> str:
    """A factor that is enough: rounded upward, so that it is never “1.0 times as many”."""
    return _.number(ceil(10 * times - ROUNDING) / 10, digits=1)
