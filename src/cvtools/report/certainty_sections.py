"""The report's sections on how sure the answer is, what would change it, and why segments differ."""

import pandas as pd

from cvtools.analysis.analysis import SegmentFacts
from cvtools.browser.html import Html, element, folded, paragraphs, table
from cvtools.figures import certainty
from cvtools.figures import values as figures
from cvtools.figures.values import Figure
from cvtools.language.coded_words import evidence_word
from cvtools.language.text import part
from cvtools.report.section import Section, section
from cvtools.sentences.certainty import certainty_sentence, meaning, measure_sentence, sources_sentence
from cvtools.sentences.changes import breakeven_sentence, switch_sentence
from cvtools.sentences.market import (
    anchors_sentence,
    decomposition_sentence,
    market_sentence,
    other_segment,
    points_sentence,
    standing_sentences,
)
from cvtools.sentences.reasons import catching_up, fair_price
from cvtools.tables import certainty as certainty_tables


def certainty_section(facts: SegmentFacts) -> Section:
    """How sure the gap is, what the doubt comes from, and what the gap rests on."""
    _, names = facts._, {"segment": facts.segment, "language": facts._.code}
    pictures: list[Html | Figure | None] = []
    if not facts.sure.fixed:
        pictures.append(certainty.gap_interval_figure(facts.simulation, **names))
        if len(facts.values) > 2:
            pictures.append(certainty.rank_figure(facts.simulation, **names))
    return section(
        _("How sure are we"),
        paragraphs(certainty_sentence(facts), meaning(facts)),
        *pictures,
        paragraphs(sources_sentence(facts), _evidence_sentences(facts)),
        _evidence_table(facts),
    )


def _evidence_sentences(facts: SegmentFacts) -> str:
    _, sources = facts._, facts.sources
    ranged = int((sources["low"].notna() & (sources["low"] < sources["high"])).sum())
    sentences = [
        _(
            "{share} of the differences between {ours} and {rival} rest on an assumption, or on a number "
            "whose origin is not stated.",
            share=part(facts.weak_share, _),
            ours=facts.ours,
            rival=facts.rival,
        )
        if facts.weak_share == facts.weak_share
        else "",
        _.plural(
            "Of the {n} number behind the gap, {ranged} has a range from low to high.",
            "Of the {n} numbers behind the gap, {ranged} have a range from low to high.",
            int(sources["number"].notna().sum()),
            ranged=_.number(ranged, digits=0),
        ),
        _.plural("{n} rating is unknown.", "{n} ratings are unknown.", len(facts.unknown)) if facts.unknown else "",
    ]
    return " ".join(filter(None, sentences))


def _evidence_table(facts: SegmentFacts) -> Html:
    _ = facts._
    rows = [
        (
            row["driver_name"],
            "?" if row["gap"] != row["gap"] else facts.measure(row["gap"], signed=True),
            evidence_word(row["evidence"], _),
        )
        for row in facts.evidence.to_dict("records")
    ]
    headers = {"driver": _("Driver"), "gap": _("Gap"), "evidence": _("Weakest evidence behind it")}
    return folded(_("Table"), table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["gap"]))


def change_section(facts: SegmentFacts) -> Section:
    """What would have to happen for the answer to change, and what to measure next."""
    _, study, names = facts._, facts.study, {"segment": facts.segment, "language": facts._.code}
    by_rating = " ".join(filter(None, (catching_up(facts), breakeven_sentence(facts))))
    parts: list[Html | Figure | None] = [
        paragraphs(by_rating, fair_price(facts), switch_sentence(facts)),
        folded(_("What each rating would have to be"), certainty_tables.breakeven_table(study, **names)),
    ]
    if not facts.sure.fixed:
        parts.append(certainty.tornado_figure(study, **names))
    parts += [
        paragraphs(room_sentence(facts)),
        figures.priority_figure(study, **names, rival=str(facts.best["rival"])),
        element("h3", _("What to measure next")),
        paragraphs(measure_sentence(facts)),
    ]
    if not facts.sure.fixed:
        parts.append(folded(_("Table"), certainty_tables.measure_next_table(facts.simulation, **names)))
    return section(_("What would change it"), *parts)


def room_sentence(facts: SegmentFacts) -> str:
    """Where there is most room for improvement; nothing, if an unknown rating may hold more."""
    room = facts.room[facts.room["kind"] != "money"]  # a price at its best is no price
    most = room[(room["gap"] >= room["gap_high"].max()) & (room["gap"] > 0)].head(1)
    if most.empty:
        return ""
    return facts._(
        "The most room for improvement is in “{driver}”: at its best, {ours} would be worth {amount} more to the "
        "segment.",
        driver=most["driver_name"].iloc[0],
        ours=facts.ours,
        amount=facts.measure(most["gap"].iloc[0]),
    )


def segments_section(facts: SegmentFacts) -> Section:
    """The segment beside the others, and why our value differs between them."""
    _, study = facts._, facts.study
    if len(facts.all_totals) < 2:
        return Section()
    market, against = market_sentence(facts), other_segment(facts)
    over_all = f"{market} {points_sentence(facts)}".strip() if market else ""
    parts: list[Html | Figure | None] = [
        paragraphs(standing_sentences(facts), over_all),
        figures.heatmap_figure(study, language=_.code, standing=facts.sure.verdicts),
    ]
    if against:
        caution = anchors_sentence(facts)
        told = decomposition_sentence(facts, against)
        parts += [
            paragraphs(told if caution in over_all else f"{told} {caution}"),
            certainty.decomposition_figure(study, segment=facts.segment, against=against, language=_.code),
        ]
    return section(_("All segments"), *parts)


def value_title(facts: SegmentFacts) -> str:
    """The value picture's title where its own would name a winner that is not clear; else blank."""
    if facts.verdict not in ("open", "contested") or facts.standing == "open":
        return ""
    return facts._("No clear winner for “{segment}”", segment=facts.segment_name)


def gap_title(facts: SegmentFacts) -> str:
    """The gap picture's title where its own would say too surely who is ahead; else blank."""
    gap = facts.total["gap"]
    if facts.verdict != "open" or gap != gap or facts.tied:
        return ""
    fields = {"ours": facts.ours, "rival": facts.rival, "gap": facts.measure(abs(gap))}
    if gap > 0:
        return facts._("No clear winner: {ours} is {gap} ahead of {rival} by the most likely numbers", **fields)
    return facts._("No clear winner: {ours} is {gap} behind {rival} by the most likely numbers", **fields)
