"""What a report says of one segment beside the others."""

from collections.abc import Callable, Mapping
from typing import Any

from cvtools.analysis.analysis import Analysis
from cvtools.language.language import digits_for
from cvtools.study.records import records

_MOST, _FIRST = 10, 6
"""So many segments are named, and the first ones of more than that."""


def standing_sentences(analysis: Analysis) -> str:
    """In which segments we are ahead, behind, level, which of it is only probable, and in which it is open."""
    _, found = analysis.language, dict(map(_standing_of(analysis), records(analysis.frames.verdicts)))

    def named(*words: str) -> str:
        names = [analysis.name("segments", segment) for segment, verdict in found.items() if verdict in words]
        told = [_("“{name}”", name=name) for name in names]
        if len(told) > _MOST:
            rest = len(told) - _FIRST
            told = [*told[:_FIRST], _.plural("{n} other segment", "{n} other segments", rest)]
        return _.listed(told)

    told = [
        _("Ahead of every alternative: {segments}.", segments=ahead) if (ahead := named("ahead")) else "",
        _("Probably ahead: {segments}.", segments=likely) if (likely := named("probably ahead")) else "",
        _("Behind: {segments}.", segments=behind) if (behind := named("behind", "contested")) else "",
        _("Probably behind: {segments}.", segments=likely) if (likely := named("probably behind")) else "",
        _("Level with the best alternative: {segments}.", segments=level) if (level := named("level")) else "",
        _("Open: {segments}.", segments=still) if (still := named("open")) else "",
        _("In {segments}, which alternative is the best is not clear.", segments=contested)
        if (contested := named("contested"))
        else "",
    ]
    return " ".join(filter(None, told))


def _standing_of(analysis: Analysis) -> Callable[[Mapping[str, Any]], tuple[str, str]]:
    """What says for a row of ``verdicts`` where we stand in its segment: its verdict, or that it is probable."""
    ours = analysis.study.settings.ours

    def standing(row: Mapping[str, Any]) -> tuple[str, str]:
        if row["verdict"] != "open" or row["sureness"] != "probably":
            return row["segment"], row["verdict"]
        return row["segment"], "probably ahead" if row["offering"] == ours else "probably behind"

    return standing


def points_sentence(analysis: Analysis) -> str:
    """Why points are no amounts across segments; blank in money."""
    if analysis.study.settings.money:
        return ""
    return analysis._(
        "Points are each segment’s own, 100 for all that counts to it. Another choice of anchors would change them, "
        "and may even turn the sign of a sum or a difference over segments: read this as a hint, not as an amount."
    )


def anchors_sentence(analysis: Analysis) -> str:
    """Why the difference between two segments is no amount, in money either."""
    return points_sentence(analysis) or analysis._(
        "A value counts from where the scales start. Another choice of anchors would shift it differently for each "
        "segment: read this as a hint, not as an amount."
    )


def market_sentence(analysis: Analysis) -> str:
    """The mean gap over all customers, with its interval."""
    _ = analysis.language
    if analysis.market_gap != analysis.market_gap:
        return ""
    low, median, high = analysis.simulation.overall.tolist()
    ranged = high - low > analysis.rounding
    gap = analysis.measure(median if ranged else analysis.market_gap, signed=True)
    if ranged:
        span = analysis.span(low, high, signed=True)
        gap = _("{gap} ({share} interval: {span})", gap=gap, share=analysis.share, span=span)
    return _(
        "Over all customers, each segment counted by its size, the gap to the best alternative is {gap} per customer.",
        gap=gap,
    )


def decomposition_sentence(analysis: Analysis, against: str) -> str:
    """Why our offering is worth more or less to this segment than to another one."""
    _ = analysis.language
    parts = analysis.segment_gap(against)
    total, weights, ratings = (float(parts[name].sum()) for name in ("gap", "weight_effect", "rating_effect"))
    most = parts.iloc[int(parts["gap"].abs().fillna(0.0).to_numpy().argmax())]
    digits = digits_for([total, weights, ratings])

    def told(value: float, *, signed: bool = True) -> str:
        return _.measure(value, analysis.study.settings.unit, digits=digits, signed=signed)

    fields = {
        "ours": analysis.ours,
        "here": analysis.segment_name,
        "there": analysis.name("segments", against),
        "amount": told(abs(total), signed=False),
        "weights": told(weights),
        "ratings": told(ratings),
        "driver": analysis.name("drivers", str(most["driver"])),
        "part": told(float(most["gap"])),
    }
    near = 0.5 * 10.0**-digits
    if abs(ratings) < near:
        why = _("all of it because they weigh things differently (they rate it alike).")
    elif abs(weights) < near:
        why = _("all of it because they rate it differently (they weigh things alike).")
    else:
        why = _(
            "{weights} because they weigh things differently, {ratings} because they rate it differently.", **fields
        )
    most_of_all = _("Most of all: “{driver}” ({part}).", **fields)
    if total > 0:
        first = _("“{ours}” is worth {amount} more to “{here}” than to “{there}”: {why}", why=why, **fields)
    else:
        first = _("“{ours}” is worth {amount} less to “{here}” than to “{there}”: {why}", why=why, **fields)
    return f"{first} {most_of_all}"
