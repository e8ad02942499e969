"""What a report says in words, from the facts of one segment.

Every sentence is one message for the translators, with whole names filled in as they stand.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cvtools.analysis.analysis import WEAK, SegmentFacts
from cvtools.language.language import digits_for
from cvtools.sentences.certainty import disagreement

MOST_REASONS = 3
_WORTH_A_WORD = 0.005
"""Smaller gaps than this share of the largest are not spoken of."""


def reasons(facts: SegmentFacts) -> str:
    """What speaks for us and what against us, at most three of each."""
    _ = facts._
    favour, against = (rows.head(MOST_REASONS) for rows in _telling(facts.gaps))

    def told(rows: pd.DataFrame) -> str:
        reasons = zip(rows["driver_name"], rows["gap"], strict=True)
        return _.listed(f"{name} ({facts.measure(gap, signed=True)})" for name, gap in reasons)

    if len(favour) and len(against):
        return _("In our favour: {favour}. Against us: {against}.", favour=told(favour), against=told(against))
    everything = facts.gaps["gap"].notna().all()
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


def _improve(facts: SegmentFacts, row: Mapping[Hashable, Any]) -> str:
    """What to do about a driver on which the best alternative is ahead."""
    fields = {"driver": row["driver_name"], "rival": facts.rival, "amount": facts.measure(-row["gap"])}
    if row["kind"] == "money":
        return facts._(
            "On “{driver}”, {rival} is worth {amount} more: ask for less, or make the rest worth the difference.",
            **fields,
        )
    return facts._("Improve “{driver}”: {rival} is worth {amount} more there.", **fields)


def doubt(facts: SegmentFacts) -> str:
    """What is not known, if anything."""
    _ = facts._
    doubts = []
    if facts.unknown:
        doubts.append(_("Not known yet: {drivers}.", drivers=_.listed(facts.unknown)))
    if not facts.best["certain"] and facts.verdict != "contested":  # there the answer itself says so
        doubts.append(_("Which alternative is the best is not certain, because ratings are unknown."))
    return " ".join(doubts)


def catching_up(facts: SegmentFacts) -> str:
    """How far it is to the best alternative."""
    gap = facts.total["gap"]
    if gap != gap or facts.standing not in ("ahead", "behind"):
        return ""
    fields = {"ours": facts.ours, "rival": facts.rival, "gap": facts.measure(abs(gap))}
    if gap > 0:
        return facts._("By the most likely numbers, {ours} keeps its lead until {rival} gains {gap} on us.", **fields)
    return facts._("By the most likely numbers, {ours} has to gain {gap} to draw level with {rival}.", **fields)


def fair_price(facts: SegmentFacts) -> str:
    """Up to which price our offering is the better buy, where the study is about prices."""
    if facts.fair_price != facts.fair_price:
        return ""
    _, unit = facts._, facts.study.settings.unit
    low, high = facts.fair_prices
    digits = digits_for([facts.fair_price] if low != low else [facts.fair_price, low, high])
    price, low_price, high_price = (_.amount(x, unit, digits=digits) for x in (facts.fair_price, low, high))
    names = {"price": price, "ours": facts.ours, "rival": facts.rival}
    if low != low:
        return _(
            "By the most likely numbers, {ours} would be worth as much to the segment as {rival} at a price of "
            "{price}; below it, more.",
            **names,
        )
    return _(
        "By the most likely numbers, {ours} would be worth as much to the segment as {rival} at a price of {price} "
        "({share} interval: {span}); below it, more.",
        share=facts.share,
        span=_("{low} to {high}", low=low_price, high=high_price),
        **names,
    )


def _caution(facts: SegmentFacts) -> list[str]:
    """What to do first where it is open who gives most."""
    _ = facts._
    if facts.verdict != "open":
        return []
    if facts.sure.disagrees:
        return [disagreement(facts)]
    if facts.measure_first:
        driver = facts.name("drivers", facts.measure_first)
        return [_("There is no clear winner: measure “{driver}” before much depends on it.", driver=driver)]
    return [_("There is no clear winner: let nothing depend on who is ahead.")]


def actions(facts: SegmentFacts) -> list[str]:
    """Advice that follows from the numbers, the most valuable first."""
    _ = facts._
    favour, against = _telling(facts.gaps)
    advice = [*_caution(facts), *(_improve(facts, row) for row in against.head(2).to_dict("records"))]
    if len(favour):
        advice.append(
            _(
                "Protect “{driver}”, and tell customers about it: it is our largest advantage, {amount}.",
                driver=favour.iloc[0]["driver_name"],
                amount=facts.measure(favour.iloc[0]["gap"]),
            )
        )
    believed = facts.view_gaps("believed")
    if len(believed) and believed.iloc[0]["gap"] < 0:
        advice.append(
            _(
                "Look at “{driver}” with customers’ eyes: we believe it to be worth {amount} more than they find.",
                driver=believed.iloc[0]["driver_name"],
                amount=facts.measure(-believed.iloc[0]["gap"]),
            )
        )
    told = pd.concat([favour, against])["driver"]
    weak = facts.evidence[facts.evidence["evidence"].isin(WEAK) & facts.evidence["driver"].isin(told)]
    if len(weak):
        largest = weak.iloc[int(weak["gap"].abs().to_numpy().argmax())]
        advice.append(
            _(
                "Find better evidence for “{driver}”: it moves the gap by {amount}, and what is known of it is weak.",
                driver=largest["driver_name"],
                amount=facts.measure(abs(largest["gap"])),
            )
        )
    if facts.unknown:
        advice.append(_("Ask customers about what is not known: {drivers}.", drivers=_.listed(facts.unknown)))
    return advice


def view_sentence(facts: SegmentFacts, against: str) -> str:
    """Our offering as perceived, against what was expected or what we believe."""
    _ = facts._
    gaps = facts.view_gaps(against)
    total = float(gaps["gap"].sum())
    largest = gaps.iloc[int(gaps["gap"].abs().to_numpy().argmax())]
    fields = {
        "amount": facts.measure(abs(total)),
        "driver": largest["driver_name"],
        "part": facts.measure(largest["gap"], signed=True),
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
