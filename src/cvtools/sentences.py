"""What a report says in words, from the facts of one segment.

Every sentence is one message for the translators, with whole names filled in as they stand.
"""

import pandas as pd

from cvtools.facts import WEAK, SegmentFacts

MOST_REASONS = 3


def answer_sentence(facts: SegmentFacts) -> str:
    """The whole report in one sentence."""
    _ = facts._
    low, high = facts.total["gap_low"], facts.total["gap_high"]
    names = {"ours": facts.ours, "rival": facts.rival, "segment": facts.segment_name}
    if facts.tied:
        return _("{ours} and {rival} give the segment “{segment}” the same value.", **names)
    if facts.total["gap"] == facts.total["gap"]:
        gap = facts.measure(abs(facts.total["gap"]))
        if facts.total["gap"] > 0:
            return _(
                "{ours} gives the segment “{segment}” the most value: {gap} more than the best alternative, {rival}.",
                gap=gap,
                **names,
            )
        return _("{rival} gives the segment “{segment}” the most value: {gap} more than {ours}.", gap=gap, **names)
    ends = {"low": facts.measure(min(abs(low), abs(high))), "high": facts.measure(max(abs(low), abs(high)))}
    if low > 0:
        return _(
            "{ours} gives the segment “{segment}” more value than {rival}: between {low} and {high} more.",
            **ends,
            **names,
        )
    if high < 0:
        return _(
            "{rival} gives the segment “{segment}” more value than {ours}: between {low} and {high} more.",
            **ends,
            **names,
        )
    ends = {"low": facts.measure(-low), "high": facts.measure(high)}
    return _(
        "No clear winner for the segment “{segment}”: {ours} is anywhere from {low} below to {high} above {rival}.",
        **ends,
        **names,
    )


def reasons(facts: SegmentFacts) -> str:
    """What speaks for us and what against us, at most three of each."""
    _ = facts._
    known = facts.gaps.dropna(subset=["gap"])
    least = 0.005 * known["gap"].abs().max() if len(known) else 0.0
    favour = known[known["gap"] > least].head(MOST_REASONS)
    against = known[known["gap"] < -least].iloc[::-1].head(MOST_REASONS)

    def told(rows: pd.DataFrame) -> str:
        reasons = zip(rows["driver_name"], rows["gap"], strict=True)
        return _.listed(f"{name} ({facts.measure(gap, signed=True)})" for name, gap in reasons)

    if len(favour) and len(against):
        return _("In our favour: {favour}. Against us: {against}.", favour=told(favour), against=told(against))
    if len(favour):
        return _("In our favour: {favour}. Nothing speaks against us.", favour=told(favour))
    return _("Against us: {against}. Nothing speaks for us.", against=told(against)) if len(against) else ""


def doubt(facts: SegmentFacts) -> str:
    """What is not known, if anything."""
    _ = facts._
    doubts = []
    if facts.unknown_drivers:
        doubts.append(_("Not known yet: {drivers}.", drivers=_.listed(facts.unknown_drivers)))
    if not facts.best["certain"]:
        doubts.append(_("Which alternative is the best is not certain, because ratings are unknown."))
    return " ".join(doubts)


def catching_up(facts: SegmentFacts) -> str:
    """How far it is to the best alternative, and whether one driver would be enough."""
    _ = facts._
    gap = facts.total["gap"]
    if gap != gap or facts.tied:
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
        price=facts.measure(facts.fair_price),
        ours=facts.ours,
        rival=facts.rival,
    )


def actions(facts: SegmentFacts) -> list[str]:
    """Advice that follows from the numbers, the most valuable first."""
    _ = facts._
    known = facts.gaps.dropna(subset=["gap"])
    behind, ahead = known[known["gap"] < 0].iloc[::-1], known[known["gap"] > 0]
    advice = [
        _(
            "Improve “{driver}”: {rival} is worth {amount} more there.",
            driver=row["driver_name"],
            rival=facts.rival,
            amount=facts.measure(-row["gap"]),
        )
        for row in behind.head(2).to_dict("records")
    ]
    if len(ahead):
        advice.append(
            _(
                "Protect “{driver}”, and tell customers about it: it is our largest advantage, {amount}.",
                driver=ahead.iloc[0]["driver_name"],
                amount=facts.measure(ahead.iloc[0]["gap"]),
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
    weak = facts.evidence[facts.evidence["evidence"].isin(WEAK) & facts.evidence["gap"].notna()]
    if len(weak):
        largest = weak.iloc[int(weak["gap"].abs().to_numpy().argmax())]
        advice.append(
            _(
                "Measure “{driver}” next: it moves the gap by {amount}, and the evidence for it is weak.",
                driver=largest["driver_name"],
                amount=facts.measure(abs(largest["gap"])),
            )
        )
    if facts.unknown_drivers:
        advice.append(_("Ask customers about what is not known: {drivers}.", drivers=_.listed(facts.unknown_drivers)))
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
