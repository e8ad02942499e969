"""What levers do, what the plan pays, and the value proposition on one page, as tables."""

import numpy as np
import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, paragraphs, table
from cvtools.language.coded_words import basis_word, evidence_word, lever_word, outcome_word
from cvtools.language.labels import money
from cvtools.language.language import Language
from cvtools.language.measures import measure_writer
from cvtools.language.text import chance, part
from cvtools.study.records import records
from cvtools.study.schema import POINTS


def levers(analysis: Analysis) -> Html:
    """What each lever does for the segment, what it costs, and whether it is in the plan."""
    _, improvement = analysis.language, analysis.improvement
    if not improvement.has_levers:
        return paragraphs(_("The study has no levers."))
    found = improvement.effects[improvement.effects["segment"] == analysis.segment]
    plan, names = improvement.plan, analysis.names("levers")
    kinds = analysis.study.optional("levers").set_index("lever")["kind"]
    often = plan.table.set_index("lever")["how_often_best"]
    rows = [
        {
            "lever": names[row["lever"]],
            "kind": lever_word(str(kinds[row["lever"]]), _),
            "cost": money(row["cost"], improvement.currency, _),
            "change": analysis.measure(row["value_change"], signed=True),
            "span": analysis.span(row["low"], row["high"], signed=True),
            "after": chance(row["p_best_after"], _),
            "plan": _("yes") if row["lever"] in plan.chosen else "",
            "often": part(float(often[row["lever"]]), _),
        }
        for row in records(found)
    ]
    headers = {
        "lever": _("Lever"),
        "kind": _("Kind"),
        "cost": _("Cost"),
        "change": _change_header(analysis),
        "span": _("{share} interval", share=analysis.share),
        "after": _("We give the most"),
        "plan": _("In the plan"),
        "often": _("How often in the best plan"),
    }
    return table(pd.DataFrame(rows), headers, numbers=["cost", "change", "span", "after", "often"])


def _change_header(analysis: Analysis) -> str:
    """The header of what levers change: where effects build up or fade, it says that they are meant at full size."""
    _ = analysis.language
    timed = analysis.improvement.levers.years > 1
    return _("Change of our value, effects at full size") if timed else _("Change of our value")


def outcomes(analysis: Analysis) -> Html:
    """What the plan pays in the segment, each outcome with what it rests on; blank where nothing can be said."""
    _ = analysis.language
    if not analysis.improvement.has_levers:
        return paragraphs(_("The study has no levers."))
    found = analysis.improvement.outcomes
    rows = [
        {
            "measure": outcome_word(row["measure"], _),
            **{name: _written(analysis, row["measure"], row[name]) for name in ("before", "after", "low", "high")},
            "rests_on": basis_word(row["rests_on"], _),
        }
        for row in found[found["segment"] == analysis.segment].to_dict("records")
        if any(row[name] for name in ("before", "after", "low", "high"))  # who never comes back, is not kept, either
    ]
    if not rows:
        return Html("")
    headers = {
        "measure": _("Outcome"),
        "before": _("Today"),
        "after": _("With the plan"),
        "low": _("Low"),
        "high": _("High"),
        "rests_on": _("Rests on"),
    }
    return table(pd.DataFrame(rows), headers, numbers=["before", "after", "low", "high"])


def _written(analysis: Analysis, measure: str, value: float) -> str:
    _ = analysis.language
    if measure in ("retention", "share", "satisfaction"):
        return _.percent(value, digits=1)
    if measure == "recommendation":
        return measure_writer("nps", _)(value)
    if measure == "referrals":
        return _.number(value, digits=0)
    unit = analysis.improvement.currency
    if measure == "profit":
        return money(value, unit, _)
    return _.number(value, digits=0) if unit == POINTS else _.amount(value, unit, digits=0)


def frictions_told(analysis: Analysis) -> pd.DataFrame:
    """The segment's frictions, with the ``told`` gap; one that would be written as 0 only if a lever eases it."""
    _, found = analysis.language, analysis.of_segment(analysis.improvement.frictions)
    gaps = [analysis.measure(gap, signed=True) for gap in found["gap"]]
    seen = [any(figure in "123456789" for figure in gap) for gap in gaps]
    told = [gap if there else _("hardly any") for gap, there in zip(gaps, seen, strict=True)]
    kept = np.array([there or bool(levers) for there, levers in zip(seen, found["levers"], strict=True)], dtype=bool)
    return found.assign(told=told)[kept]


def frictions(analysis: Analysis) -> Html:
    """What costs customers more time, effort or risk with us, the worst first, and what eases it."""
    _, names = analysis.language, analysis.names("levers") if analysis.improvement.has_levers else {}
    found, stages = frictions_told(analysis), analysis.stage_names
    if found.empty:
        return paragraphs(_("Nothing takes customers more time, effort or risk with us than the best alternative."))
    score = measure_writer("ces", _)
    shown = pd.DataFrame(
        {
            "stage": [stages.get(stage, stage) or "–" for stage in found["stage"]],
            "driver": found["driver_name"],
            "gap": found["told"],
            "effort": [
                "" if value != value else f"{score(value)} ({score(low)}–{score(high)})"
                for value, low, high in zip(found["effort"], found["effort_low"], found["effort_high"], strict=True)
            ],
            "levers": [
                "; ".join(f"{names[lever]} ({analysis.measure(more, signed=True)})" for lever, more in pairs) or "–"
                for pairs in found["levers"]
            ],
        }
    )
    headers = {
        "stage": _("Stage"),
        "driver": _("Friction"),
        "gap": _("Gap"),
        "effort": _("Effort score (CES, {share} interval)", share=analysis.share),
        "levers": _("What would ease it"),
    }
    if not found["stage"].any():
        del headers["stage"]
    if not shown["effort"].any():
        del headers["effort"]
    return table(shown, headers, numbers=["gap"])


def canvas(analysis: Analysis) -> Html:
    """The value proposition on one page: for whom, against whom, what counts, what holds, what remains, the proof."""
    _ = analysis.language
    parts = [(heading, _.listed(texts) or "–") for heading, texts in canvas_parts(analysis).values()]
    headers = {"part": _("Value proposition"), "text": analysis.segment_name}
    return table(pd.DataFrame(parts, columns=list(headers)), headers)


def canvas_parts(analysis: Analysis) -> dict[str, tuple[str, list[str]]]:
    """The parts of a value proposition, by a word for each: its heading, and what stands there."""
    _ = analysis.language
    found = analysis.of_segment(analysis.improvement.propositions)
    size = float(analysis.study.segments.set_index("segment")["size"][analysis.segment])
    weights = analysis.contributions.drop_duplicates("driver").sort_values("weight", ascending=False, kind="stable")

    def told(role: str) -> list[str]:
        rows = records(found[found["role"] == role])
        return [analysis.advantage(row) for row in rows]

    claims = records(found[found["role"] == "claim"])
    proof = [f"{row['driver_name']}: {_proof(row['evidence'], _)}" for row in claims]
    people = _.plural("{segment}, {n} customer", "{segment}, {n} customers", size, segment=analysis.segment_name)
    gap = analysis.about(analysis.measure(analysis.likely_gap, signed=True))
    return {
        "whom": (_("For whom"), [people]),
        "drivers": (_("What counts most to them"), weights["driver_name"].head(3).tolist()),
        "rival": (_("What they could choose instead"), [analysis.rival]),
        "gap": (_("The gap"), [gap]),
        "claim": (_("What we can claim"), told("claim")),
        "likely": (_("Likely, not yet certain"), told("likely")),
        "remains": (_("What speaks against us"), told("remains")),
        "proof": (_("Proof"), proof),
    }


def _proof(evidence: str, _: Language) -> str:
    """How a claim is known; an assumption proves nothing."""
    return _("only assumed, still to be proven") if evidence in ("", "assumption") else evidence_word(evidence, _)
