"""The report's sections on how sure the answer is, what would change it, and why segments differ."""

import pandas as pd

from cvtools import figures, tables
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, folded, paragraphs, table
from cvtools.figures import Figure
from cvtools.language.coded_words import evidence_word
from cvtools.language.text import part
from cvtools.report.section import Section, section
from cvtools.sentences.certainty import (
    apart_sentence,
    certainty_sentence,
    halo_sentence,
    meaning,
    measure_sentence,
    ranks_sentence,
    sources_sentence,
)
from cvtools.sentences.changes import breakeven_sentence, switch_sentence
from cvtools.sentences.market import (
    anchors_sentence,
    decomposition_sentence,
    market_sentence,
    points_sentence,
    standing_sentences,
)
from cvtools.sentences.reasons import catching_up, certainty_title, fair_price, room_sentence
from cvtools.study.records import records
from cvtools.uncertainty.summaries import EVERY


def certainty_section(analysis: Analysis) -> Section:
    """How sure the gap is, what the doubt comes from, and what the gap rests on."""
    _ = analysis.language
    pictures: list[Html | Figure | None] = []
    if not analysis.certainty.fixed:
        pictures.append(figures.gap_interval(analysis, title=certainty_title(analysis)))
        if len(analysis.values) > 2 and not analysis.certainty.clear:  # else all places are known
            pictures.append(figures.rank(analysis))
    return section(
        "certainty",
        _("How sure are we?"),
        paragraphs(
            certainty_sentence(analysis) if analysis.verdict == "contested" else "",  # else the first screen said it
            apart_sentence(analysis),
            halo_sentence(analysis),
            ranks_sentence(analysis),
            meaning(analysis),
        ),
        *pictures,
        paragraphs(sources_sentence(analysis), _evidence_sentences(analysis)),
        _evidence_table(analysis),
    )


def _evidence_sentences(analysis: Analysis) -> str:
    _, sources = analysis.language, analysis.sources
    ranged = int((sources["low"].notna() & (sources["low"] < sources["high"])).sum())
    sentences = [
        _(
            "{share} of the differences rest on assumptions, or on numbers of unstated origin.",
            share=part(analysis.weak_share, _),
        )
        if analysis.weak_share == analysis.weak_share
        else "",
        _.plural(
            "Of the {n} number behind the gap, {ranged} has a range from low to high.",
            "Of the {n} numbers behind the gap, {ranged} have a range from low to high.",
            int(sources["number"].notna().sum()),
            ranged=_.number(ranged, digits=0),
        )
        if ranged
        else _("None of the numbers behind the gap has a range from low to high."),
        _.plural("{n} rating is unknown.", "{n} ratings are unknown.", len(analysis.unknown))
        if analysis.unknown
        else "",
    ]
    return " ".join(filter(None, sentences))


def _evidence_table(analysis: Analysis) -> Html:
    _ = analysis.language
    rows = [
        (
            row["driver_name"],
            "?" if row["gap"] != row["gap"] else analysis.measure(row["gap"], signed=True),
            evidence_word(row["evidence"], _),
        )
        for row in records(analysis.evidence)
    ]
    headers = {"driver": _("Driver"), "gap": _("Gap"), "evidence": _("Weakest evidence behind it")}
    return folded(
        _("Table: the evidence behind each driver"),
        table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["gap"]),
    )


def change_section(analysis: Analysis) -> Section:
    """What would have to happen for the answer to change, and what to measure next."""
    _ = analysis.language
    by_rating = " ".join(filter(None, (catching_up(analysis), breakeven_sentence(analysis))))
    parts: list[Html | Figure | None] = [
        paragraphs(by_rating, fair_price(analysis), switch_sentence(analysis)),
        folded(_("Table: what each rating would have to be"), tables.ways_out(analysis)),
    ]
    if not analysis.certainty.fixed:
        parts.append(figures.tornado(analysis))
    parts += [
        paragraphs(room_sentence(analysis)),
        figures.priority(analysis, rival=str(analysis.best["rival"])),
        element("h3", _("What to measure next")),
        paragraphs(measure_sentence(analysis)),
    ]
    if not analysis.certainty.fixed and float(analysis.certainty.information[EVERY]) >= analysis.least_worth:
        parts.append(folded(_("Table: what knowing more is worth"), tables.measure_next(analysis)))
    return section("change", _("What would change it?"), *parts)


def all_segments(analysis: Analysis) -> Figure:
    """The gaps of all segments: the same picture in the reports of all of them."""
    key = ("all segments", analysis.versus, analysis.language.code)
    return analysis.frames.once(key, lambda: figures.heatmap(analysis, standing=analysis.certainty.verdicts))


def segments_section(analysis: Analysis) -> Section:
    """The segment beside the others, and why our value differs between them."""
    _ = analysis.language
    if len(analysis.all_totals) < 2:
        return Section()
    market, against = market_sentence(analysis), analysis.other_segment
    over_all = f"{market} {points_sentence(analysis)}".strip() if market else ""
    parts: list[Html | Figure | None] = [
        paragraphs(standing_sentences(analysis), over_all),
        all_segments(analysis),
    ]
    if against:
        caution = anchors_sentence(analysis)
        told = decomposition_sentence(analysis, against)
        parts += [
            paragraphs(told if caution in over_all else f"{told} {caution}"),
            figures.segments(analysis, against=against),
        ]
    return section("segments", _("All segments"), *parts)
