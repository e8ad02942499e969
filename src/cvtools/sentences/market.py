"""What a report says of one segment beside the others."""

from cvtools.analysis.analysis import Analysis
from cvtools.language.language import digits_for


def standing_sentences(analysis: Analysis) -> str:
    """In how many segments we are ahead and behind, and where either is not clear."""
    _, found = analysis.language, analysis.certainty.verdicts
    named = {
        word: [analysis.name("segments", segment) for segment, verdict in found.items() if verdict == word]
        for word in ("ahead", "behind", "contested", "open", "level")
    }
    fields = {
        "ours": analysis.ours,
        "ahead": _.number(len(named["ahead"]), digits=0),
        "behind": _.number(len(named["behind"]) + len(named["contested"]), digits=0),
    }
    told = [
        _.plural(
            "{ours} is ahead in {ahead} of {n} segment, behind in {behind}; in {open} it is open: {segments}.",
            "{ours} is ahead in {ahead} of {n} segments, behind in {behind}; in {open} it is open: {segments}.",
            len(found),
            open=_.number(len(named["open"]), digits=0),
            segments=_.listed(named["open"]),
            **fields,
        )
        if named["open"]
        else _.plural(
            "{ours} is ahead in {ahead} of {n} segment and behind in {behind}.",
            "{ours} is ahead in {ahead} of {n} segments and behind in {behind}.",
            len(found),
            **fields,
        )
    ]
    if named["level"]:
        told.append(_("Level with the best alternative: {segments}.", segments=_.listed(named["level"])))
    if named["contested"]:
        told.append(
            _(
                "In {segments} we are behind, but which alternative is best is not clear.",
                segments=_.listed(named["contested"]),
            )
        )
    return " ".join(told)


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
    low, high = analysis.simulation.overall.tolist()
    gap = analysis.measure(analysis.market_gap, signed=True)
    if high - low > analysis.rounding:
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
    if total > 0:
        return _(
            "By the most likely numbers, {ours} is worth {amount} more to “{here}” than to “{there}”: {weights} "
            "because they weigh things differently, {ratings} because they rate it differently. Most of all: {driver} "
            "({part}).",
            **fields,
        )
    return _(
        "By the most likely numbers, {ours} is worth {amount} less to “{here}” than to “{there}”: {weights} because "
        "they weigh things differently, {ratings} because they rate it differently. Most of all: {driver} ({part}).",
        **fields,
    )
