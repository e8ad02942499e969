"""What a report says in words, from the analysis of one segment.

Every sentence is one message for the translators, with whole names filled in as they stand.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cvtools.analysis.analysis import WEAK, Analysis
from cvtools.language.language import digits_for
from cvtools.sentences.certainty import disagreement

MOST_REASONS = 3
_WORTH_A_WORD = 0.005
"""Smaller gaps than this share of the largest are not spoken of."""


def reasons(analysis: Analysis) -> str:
    """What speaks for us and what against us, at most three of each."""
    _ = analysis.language
    favour, against = (rows.head(MOST_REASONS) for rows in _telling(analysis.gaps))

    def told(rows: pd.DataFrame) -> str:
        reasons = zip(rows["driver_name"], rows["gap"], strict=True)
        return _.listed(f"{name} ({analysis.measure(gap, signed=True)})" for name, gap in reasons)

    if len(favour) and len(against):
        return _("In our favour: {favour}. Against us: {against}.", favour=told(favour), against=told(against))
    everything = analysis.gaps["gap"].notna().all()
    if len(favour):
        alone = _("In our favour: {favour}. Nothing speaks against us.", favour=told(favour))
        return alone if everything else _("In our favour: {favour}.", favour=told(favour))
    if len(against):
        alone = _("Against us: {against}. Nothing speaks for us.", against=told(against))
        return alone if everything else _("Against us: {against}.", against=told(against))
    return ""


def _telling(gaps: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The known gaps for us and against us that are worth a word, the largest first."""
    known = gaps.dropna(subset=["gap"]).sort_values("gap", ascending=False, kind="stable")
    least = _WORTH_A_WORD * known["gap"].abs().max() if len(known) else 0.0
    return known[known["gap"] > least], known[known["gap"] < -least].iloc[::-1]


def _improve(analysis: Analysis, row: Mapping[Hashable, Any]) -> str:
    """What to do about a driver on which the best alternative is ahead."""
    fields = {"driver": row["driver_name"], "rival": analysis.rival, "amount": analysis.measure(-row["gap"])}
    if row["kind"] == "money":
        return analysis._(
            "On “{driver}”, {rival} is worth {amount} more: ask for less, or make the rest worth the difference.",
            **fields,
        )
    return analysis._("Improve “{driver}”: {rival} is worth {amount} more there.", **fields)


def doubt(analysis: Analysis) -> str:
    """What is not known, if anything."""
    _ = analysis.language
    doubts = []
    if analysis.unknown:
        doubts.append(_("Not known yet: {drivers}.", drivers=_.listed(analysis.unknown)))
    if not analysis.best["certain"] and analysis.verdict != "contested":  # there the answer itself says so
        doubts.append(_("Which alternative is the best is not certain, because ratings are unknown."))
    return " ".join(doubts)


def catching_up(analysis: Analysis) -> str:
    """How far it is to the best alternative."""
    gap = analysis.total["gap"]
    if gap != gap or analysis.standing not in ("ahead", "behind"):
        return ""
    fields = {"ours": analysis.ours, "rival": analysis.rival, "gap": analysis.measure(abs(gap))}
    if gap > 0:
        return analysis._(
            "By the most likely numbers, {ours} keeps its lead until {rival} gains {gap} on us.", **fields
        )
    return analysis._("By the most likely numbers, {ours} has to gain {gap} to draw level with {rival}.", **fields)


def fair_price(analysis: Analysis) -> str:
    """Up to which price our offering is the better buy, where the study is about prices."""
    if analysis.fair_price != analysis.fair_price:
        return ""
    _, unit = analysis.language, analysis.study.settings.unit
    low, high = analysis.fair_prices
    digits = digits_for([analysis.fair_price] if low != low else [analysis.fair_price, low, high])
    price, low_price, high_price = (_.amount(x, unit, digits=digits) for x in (analysis.fair_price, low, high))
    names = {"price": price, "ours": analysis.ours, "rival": analysis.rival}
    if low != low:
        return _(
            "By the most likely numbers, {ours} would be worth as much to the segment as {rival} at a price of "
            "{price}; below it, more.",
            **names,
        )
    return _(
        "By the most likely numbers, {ours} would be worth as much to the segment as {rival} at a price of {price} "
        "({share} interval: {span}); below it, more.",
        share=analysis.share,
        span=_("{low} to {high}", low=low_price, high=high_price),
        **names,
    )


def _caution(analysis: Analysis) -> list[str]:
    """What to do first where it is open who gives most."""
    _ = analysis.language
    if analysis.verdict != "open":
        return []
    if analysis.certainty.disagrees:
        return [disagreement(analysis)]
    if analysis.measure_first:
        driver = analysis.name("drivers", analysis.measure_first)
        return [_("There is no clear winner: measure “{driver}” before much depends on it.", driver=driver)]
    return [_("There is no clear winner: let nothing depend on who is ahead.")]


def actions(analysis: Analysis) -> list[str]:
    """Advice that follows from the numbers, the most valuable first."""
    _ = analysis.language
    favour, against = _telling(analysis.gaps)
    advice = [*_caution(analysis), *(_improve(analysis, row) for row in against.head(2).to_dict("records"))]
    if len(favour):
        advice.append(
            _(
                "Protect “{driver}”, and tell customers about it: it is our largest advantage, {amount}.",
                driver=favour.iloc[0]["driver_name"],
                amount=analysis.measure(favour.iloc[0]["gap"]),
            )
        )
    believed = analysis.view_gaps("believed")
    if len(believed) and believed.iloc[0]["gap"] < 0:
        advice.append(
            _(
                "Look at “{driver}” with customers’ eyes: we believe it to be worth {amount} more than they find.",
                driver=believed.iloc[0]["driver_name"],
                amount=analysis.measure(-believed.iloc[0]["gap"]),
            )
        )
    told = pd.concat([favour, against])["driver"]
    weak = analysis.evidence[analysis.evidence["evidence"].isin(WEAK) & analysis.evidence["driver"].isin(told)]
    if len(weak):
        largest = weak.iloc[int(weak["gap"].abs().to_numpy().argmax())]
        advice.append(
            _(
                "Find better evidence for “{driver}”: it moves the gap by {amount}, and what is known of it is weak.",
                driver=largest["driver_name"],
                amount=analysis.measure(abs(largest["gap"])),
            )
        )
    if analysis.unknown:
        advice.append(_("Ask customers about what is not known: {drivers}.", drivers=_.listed(analysis.unknown)))
    return advice


def view_sentence(analysis: Analysis, against: str) -> str:
    """Our offering as perceived, against what was expected or what we believe."""
    _ = analysis.language
    gaps = analysis.view_gaps(against)
    total = float(gaps["gap"].sum())
    largest = gaps.iloc[int(gaps["gap"].abs().to_numpy().argmax())]
    fields = {
        "amount": analysis.measure(abs(total)),
        "driver": largest["driver_name"],
        "part": analysis.measure(largest["gap"], signed=True),
    }
    if against == "expected" and total < 0:
        return _("Customers get {amount} less than they expected. The largest difference: {driver} ({part}).", **fields)
    if against == "expected":
        return _("Customers get {amount} more than they expected. The largest difference: {driver} ({part}).", **fields)
    if total < 0:
        return _(
            "We think {amount} better of our offering than customers do. The largest difference: {driver} ({part}).",
            **fields,
        )
    return _(
        "Customers think {amount} better of our offering than we do. The largest difference: {driver} ({part}).",
        **fields,
    )


def room_sentence(analysis: Analysis) -> str:
    """Where there is most room for improvement; nothing, if an unknown rating may hold more."""
    room = analysis.room[analysis.room["kind"] != "money"]  # a price at its best is no price
    most = room[(room["gap"] >= room["gap_high"].max()) & (room["gap"] > 0)].head(1)
    if most.empty:
        return ""
    return analysis._(
        "The most room for improvement is in “{driver}”: at its best, {ours} would be worth {amount} more to the "
        "segment.",
        driver=most["driver_name"].iloc[0],
        ours=analysis.ours,
        amount=analysis.measure(most["gap"].iloc[0]),
    )


def value_title(analysis: Analysis) -> str:
    """The value picture's title where its own would name a winner that is not clear; else blank."""
    if analysis.verdict not in ("open", "contested") or analysis.standing == "open":
        return ""
    return analysis._("No clear winner for “{segment}”", segment=analysis.segment_name)


def gap_title(analysis: Analysis) -> str:
    """The gap picture's title where its own would say too surely who is ahead; else blank."""
    gap = analysis.total["gap"]
    if analysis.verdict != "open" or gap != gap or analysis.tied:
        return ""
    fields = {"ours": analysis.ours, "rival": analysis.rival, "gap": analysis.measure(abs(gap))}
    if gap > 0:
        return analysis._("No clear winner: {ours} is {gap} ahead of {rival} by the most likely numbers", **fields)
    return analysis._("No clear winner: {ours} is {gap} behind {rival} by the most likely numbers", **fields)
