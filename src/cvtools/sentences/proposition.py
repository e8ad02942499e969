"""What to tell customers: a value proposition for each segment made from its numbers, with the proof of each claim."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.language.coded_words import evidence_word
from cvtools.language.text import chance
from cvtools.sentences.levels import level
from cvtools.sentences.plan_doubt import WEAK
from cvtools.study.records import records
from cvtools.value.gaps import price_driver


def proposition_paragraph(analysis: Analysis) -> str:
    """For whom, against whom, what holds, what remains, and the proof; honest where nothing holds."""
    sentences = (_claim, _whole, _remains, _proof, _room)
    return " ".join(filter(None, (sentence(analysis) for sentence in sentences)))


def rows_of(analysis: Analysis, role: str) -> pd.DataFrame:
    """The segment's differences that have a role; see ``propositions``."""
    found = analysis.of_segment(analysis.improvement.propositions)
    return found[found["role"] == role]


def _claim(analysis: Analysis) -> str:
    _, claims, likely = analysis.language, rows_of(analysis, "claim"), rows_of(analysis, "likely")
    fields = {"segment": analysis.segment_name, "rival": analysis.rival, "ours": analysis.ours}
    if len(claims):
        return _(
            "To “{segment}”, “{ours}” can say what “{rival}” cannot: {claims}.",
            claims=_.listed(analysis.advantage(row) for row in records(claims)),
            **fields,
        )
    nothing = _("To “{segment}”, nothing can be claimed against “{rival}” that holds surely enough.", **fields)
    if not len(likely):
        none = _("No driver speaks for “{ours}”: one would have to become better than theirs.", **fields)
        return f"{nothing} {none}"
    row = likely.iloc[0]
    return f"{nothing} " + _(
        "The nearest to it is “{driver}” ({amount}): that it holds has a probability of {chance} so far.",
        driver=row["driver_name"],
        amount=_amount(analysis, row),
        chance=chance(float(row["p_better"]), _),
    )


def _amount(analysis: Analysis, row: Mapping[str, Any] | pd.Series) -> str:
    return analysis.measure(float(row["gap"]), signed=True)


def _whole(analysis: Analysis) -> str:
    """Where claims hold and yet somebody else gives more, that has to be said, too."""
    _ = analysis.language
    if not len(rows_of(analysis, "claim")) or analysis.likely_gap >= 0:
        return ""
    fields = {"rival": analysis.rival, "gap": analysis.about(analysis.measure(-analysis.likely_gap))}
    return _("In all, “{rival}” still gives them {gap} more, so these are reasons for some, not for most.", **fields)


def _remains(analysis: Analysis) -> str:
    _, rows = analysis.language, rows_of(analysis, "remains")
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return _("What speaks against us: {driver} ({amount}).", driver=row["driver_name"], amount=_amount(analysis, row))


def _proof(analysis: Analysis) -> str:
    """What proves the claims; what is only assumed is none, and still has to be."""
    _, claims = analysis.language, rows_of(analysis, "claim")
    assumed = claims["evidence"].isin(WEAK)
    told = ""
    if not assumed.all():
        known = [_behind(analysis, row) for row in records(claims[~assumed])]
        told = _("Proof: {list}.", list=_.listed(known))
    if assumed.any():
        names = _.listed(claims["driver_name"][assumed])
        told += " " + _("Only assumed so far, to be proven before it is said: {list}.", list=names)
    return told.strip()


def _behind(analysis: Analysis, row: Mapping[str, Any]) -> str:
    _ = analysis.language
    fields = {"driver": row["driver_name"], "evidence": evidence_word(row["evidence"], _)}
    if row["n"] != row["n"]:
        return _("{driver} ({evidence})", **fields)
    return _("{driver} ({evidence}, n = {n})", n=_.number(row["n"], digits=0), **fields)


def _room(analysis: Analysis) -> str:
    """Up to which price we stay ahead."""
    _, price = analysis.language, price_driver(analysis.study)
    rooms = analysis.of_segment(analysis.improvement.price_room)
    if price is None or rooms.empty:
        return ""
    row = rooms.iloc[0]
    if row["room"] <= row["price"]:
        return ""
    worst = float(analysis.study.drivers.set_index("driver")["worst"][price])
    if row["room"] > worst:
        return _(
            "The price could rise to {worst}, the end of its scale, and they would still get the most from us.",
            worst=level(analysis, price, worst),
        )
    room, low, high = (level(analysis, price, float(row[name])) for name in ("room", "low", "high"))
    if low == high:
        return _("With nothing else changed, we stay ahead up to a price of {room}.", room=room)
    return _(
        "With nothing else changed, we stay ahead up to a price of {room} ({share} interval: {low} to {high}).",
        room=room,
        low=low,
        high=high,
        share=analysis.share,
    )
