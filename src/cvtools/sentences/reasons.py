"""What a report says in words, from the analysis of one segment.

Every sentence is one message for the translators, with whole names filled in as they stand.
"""

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.language.language import digits_for

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
    """How long our lead holds; where we are behind, the answer has said how far."""
    if not analysis.total["gap"] > 0 or analysis.standing != "ahead":
        return ""
    fields = {"rival": analysis.rival, "gap": analysis.measure(float(analysis.total["gap"]))}
    if analysis.verdict == "open":
        return analysis._("By the most likely numbers we lead, until “{rival}” gains {gap} on us.", **fields)
    return analysis._("Our lead holds until “{rival}” gains {gap} on us.", **fields)


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
            "At a price of {price}, “{ours}” would be worth as much to them as “{rival}”; below it, more.", **names
        )
    return _(
        "At a price of {price}, “{ours}” would be worth as much to them as “{rival}” ({share} interval: {span}); below "
        "it, more.",
        share=analysis.share,
        span=_("{low} to {high}", low=low_price, high=high_price),
        **names,
    )


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
        "The most room for improvement is in “{driver}”: at its best, “{ours}” would be worth {amount} more to the "
        "segment.",
        driver=most["driver_name"].iloc[0],
        ours=analysis.ours,
        amount=analysis.measure(most["gap"].iloc[0]),
    )


def value_title(analysis: Analysis) -> str:
    """The value picture's title where its own would name a winner that is not clear; else blank."""
    if analysis.verdict not in ("open", "contested"):
        return ""
    if analysis.certainty.sureness == "probably":
        return analysis._("“{name}” probably gives “{segment}” the most", **_first(analysis))
    if analysis.standing == "open":
        return ""
    return analysis._("No clear winner for “{segment}”", segment=analysis.segment_name)


def _first(analysis: Analysis) -> dict[str, str]:
    """Who most probably gives the segment the most."""
    first = str(analysis.certainty.chances.index[0])
    return {"name": analysis.name("offerings", first), "segment": analysis.segment_name}


def certainty_title(analysis: Analysis) -> str:
    """The title of the picture of intervals where a winner is probable, but not clear; else blank."""
    if analysis.verdict != "open" or analysis.certainty.sureness != "probably":
        return ""
    chance = analysis.language.probability(float(analysis.certainty.chances.iloc[0]))
    return analysis._("“{name}” is probably the best for “{segment}”: {chance}", chance=chance, **_first(analysis))


def _open_by_ranges(analysis: Analysis) -> bool:
    """Whether it is open who is ahead, though the likely numbers say it; pictures say what unknown ratings leave open.

    Unknown ratings stand at the middle of their scales.
    """
    total = analysis.total
    decided = total["gap"] == total["gap"] or total["gap_low"] * total["gap_high"] > 0
    return bool(analysis.verdict == "open" and decided and not analysis.tied)


def map_title(analysis: Analysis) -> str:
    """The value map's title where its own would be too sure of the likely numbers; else blank."""
    if not _open_by_ranges(analysis):
        return ""
    fields = {"ours": analysis.ours, "rival": analysis.rival, "segment": analysis.segment_name}
    if analysis.likely_gap > 0:
        return analysis._("By the most likely numbers, “{ours}” gives “{segment}” more than “{rival}”", **fields)
    return analysis._("By the most likely numbers, “{ours}” gives “{segment}” less than “{rival}”", **fields)


def gap_title(analysis: Analysis) -> str:
    """The gap picture's title where its own would say too surely who is ahead; else blank."""
    gap = analysis.likely_gap
    if not _open_by_ranges(analysis):
        return ""
    amount = analysis.about(analysis.measure(abs(gap)))
    fields = {"ours": analysis.ours, "rival": analysis.rival, "gap": amount}
    if analysis.certainty.sureness == "probably" and gap > 0:
        return analysis._("“{ours}” is probably ahead of “{rival}”, most likely by {gap}", **fields)
    if analysis.certainty.sureness == "probably":
        return analysis._("“{ours}” is probably behind “{rival}”, most likely by {gap}", **fields)
    if gap > 0:
        return analysis._("No clear winner: “{ours}” is {gap} ahead of “{rival}” by the most likely numbers", **fields)
    return analysis._("No clear winner: “{ours}” is {gap} behind “{rival}” by the most likely numbers", **fields)
