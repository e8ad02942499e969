"""What a report says in words, from the facts of one segment.

Every sentence is one message for the translators, with whole names filled in as they stand.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cvtools.facts import WEAK, SegmentFacts

MOST_REASONS = 3
_WORTH_A_WORD = 0.005
"""Smaller gaps than this share of the largest are not spoken of."""


def answer_sentence(facts: SegmentFacts) -> str:
    """The whole report in one sentence."""
    _ = facts._
    gap, low, high = (float(facts.total[name]) for name in ("gap", "gap_low", "gap_high"))
    names = {"ours": facts.ours, "rival": facts.rival, "segment": facts.segment_name}
    ends = {"low": facts.measure(min(abs(low), abs(high))), "high": facts.measure(max(abs(low), abs(high)))}
    known = gap == gap
    sure = names | ({"gap": facts.measure(abs(gap))} if known else {})
    if facts.standing == "level":
        return _("{ours} and {rival} give the segment “{segment}” the same value.", **names)
    if facts.standing == "ahead" and known:
        return _(
            "{ours} gives the segment “{segment}” the most value: {gap} more than the best alternative, {rival}.",
            **sure,
        )
    if facts.standing == "ahead":
        return _(
            "{ours} gives the segment “{segment}” more value than {rival}: between {low} and {high} more.",
            **ends,
            **names,
        )
    if facts.standing == "behind" and high < 0:
        if not known:
            return _(
                "{rival} gives the segment “{segment}” more value than {ours}: between {low} and {high} more.",
                **ends,
                **names,
            )
        if facts.best["certain"] and not facts.shared_lead:
            return _(
                "{rival} gives the segment “{segment}” the most value: {gap} more than {ours}.",
                **sure,
            )
        return _(
            "{rival} gives the segment “{segment}” {gap} more value than {ours}.",
            **sure,
        )
    if facts.standing == "behind":
        return _(
            "{ours} is behind at least one alternative in the segment “{segment}”; which one is the best is not known "
            "well enough.",
            **names,
        )
    if known and facts.contenders:
        sure["others"] = _.listed(facts.contenders.values())
        if facts.tied:
            return _(
                "No clear winner for the segment “{segment}”: {ours} and {rival} are level, and what {others} gives is "
                "not known well enough.",
                **sure,
            )
        if gap > 0:
            return _(
                "No clear winner for the segment “{segment}”: {ours} is {gap} ahead of {rival}, but what {others} "
                "gives is not known well enough.",
                **sure,
            )
        return _(
            "No clear winner for the segment “{segment}”: {ours} is {gap} behind {rival}, and what {others} "
            "gives is not known well enough.",
            **sure,
        )
    return _(
        "No clear winner for the segment “{segment}”: {ours} is anywhere from {low} below to {high} above {rival}.",
        low=facts.measure(abs(min(low, 0.0))),
        high=facts.measure(max(high, 0.0)),
        **names,
    )


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
    if not facts.best["certain"]:
        doubts.append(_("Which alternative is the best is not certain, because ratings are unknown."))
    return " ".join(doubts)


def catching_up(facts: SegmentFacts) -> str:
    """How far it is to the best alternative, and whether one driver would be enough."""
    _ = facts._
    gap = facts.total["gap"]
    if gap != gap or facts.standing not in ("ahead", "behind"):
        return ""
    names = {"ours": facts.ours, "rival": facts.rival, "gap": facts.measure(abs(gap))}
    if gap > 0:
        return _("{ours} keeps its lead until {rival} gains {gap} on us.", **names)
    enough = facts.gaps.loc[facts.gaps["gap"] <= gap, "driver_name"]
    if len(enough) == 1:
        return _(
            "{ours} has to gain {gap} to draw level with {rival}. Drawing level on “{driver}” alone would be enough.",
            driver=enough.iloc[0],
            **names,
        )
    if len(enough):
        return _(
            "{ours} has to gain {gap} to draw level with {rival}. Drawing level on any one of these would be "
            "enough: {drivers}.",
            drivers=_.listed(enough.iloc[::-1]),
            **names,
        )
    return _(
        "{ours} has to gain {gap} to draw level with {rival}. No single driver is enough; it takes several.",
        **names,
    )


def fair_price(facts: SegmentFacts) -> str:
    """Up to which price our offering is the better buy, where the study is about prices."""
    if facts.fair_price != facts.fair_price:
        return ""
    return facts._(
        "At a price of {price}, {ours} would be worth exactly as much to the segment as {rival}; below it, more.",
        price=facts._.amount(facts.fair_price, facts.study.settings.unit),
        ours=facts.ours,
        rival=facts.rival,
    )


def actions(facts: SegmentFacts) -> list[str]:
    """Advice that follows from the numbers, the most valuable first."""
    _ = facts._
    favour, against = _telling(facts.gaps)
    advice = [_improve(facts, row) for row in against.head(2).to_dict("records")]
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
                "Measure “{driver}” next: it moves the gap by {amount}, and the evidence for it is weak.",
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
