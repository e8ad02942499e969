"""The whole report in one sentence, which names no winner where the study's numbers leave it open."""

from cvtools.analysis.analysis import SegmentFacts


def answer_sentence(facts: SegmentFacts) -> str:
    """Who gives the segment most value and by how much, or that there is no clear winner."""
    if facts.standing == "open":
        return _unknown_ratings_decide(facts)
    if facts.verdict == "open":
        return _ranges_decide(facts)
    if facts.verdict == "contested":
        return _several_may_be_best(facts)
    if facts.verdict == "level":
        return facts._(
            "{ours} and {rival} give the segment “{segment}” the same value.", rival=facts.rival, **_names(facts)
        )
    return _we_lead(facts) if facts.verdict == "ahead" else _we_trail(facts)


def _names(facts: SegmentFacts) -> dict[str, str]:
    return {"ours": facts.ours, "segment": facts.segment_name}


def _known(facts: SegmentFacts) -> bool:
    return facts.total["gap"] == facts.total["gap"]


def _distance(facts: SegmentFacts) -> str:
    """How far it is to the best alternative, with its interval where there is one."""
    gap = facts.measure(abs(facts.total["gap"]))
    if facts.sure.fixed:
        return gap
    low, high = sorted(abs(float(facts.sure.gap[end])) for end in ("gap_low", "gap_high"))
    return facts._("{gap} ({share} interval: {span})", gap=gap, share=facts.share, span=facts.span(low, high))


def _we_lead(facts: SegmentFacts) -> str:
    _, names = facts._, {"rival": facts.rival, **_names(facts)}
    if not _known(facts):
        return _(
            "{ours} gives the segment “{segment}” the most value: {span} more than the best alternative ({share} "
            "interval).",
            span=facts.span(float(facts.sure.gap["gap_low"]), float(facts.sure.gap["gap_high"])),
            share=facts.share,
            **_names(facts),
        )
    return _(
        "{ours} gives the segment “{segment}” the most value: {gap} more than the best alternative, {rival}.",
        gap=_distance(facts),
        **names,
    )


def _we_trail(facts: SegmentFacts) -> str:
    _, names = facts._, {"rival": facts.rival, **_names(facts)}
    if not _known(facts):
        return _(
            "{rival} gives the segment “{segment}” the most value: {span} more than {ours} ({share} interval).",
            span=facts.span(-float(facts.sure.gap["gap_high"]), -float(facts.sure.gap["gap_low"])),
            share=facts.share,
            **names,
        )
    if facts.shared_lead:
        return _("{rival} gives the segment “{segment}” {gap} more value than {ours}.", gap=_distance(facts), **names)
    return _(
        "{rival} gives the segment “{segment}” the most value: {gap} more than {ours}.", gap=_distance(facts), **names
    )


def _several_may_be_best(facts: SegmentFacts) -> str:
    """We are behind for sure, and which alternative is the best is not sure."""
    _, sure = facts._, facts.sure
    fields = {
        "contenders": _.listed(_contenders(facts, sure.contending_rivals), either=True),
        "span": facts.span(-float(sure.gap["gap_high"]), -float(sure.gap["gap_low"])),
        "share": facts.share,
        **_names(facts),
    }
    told = (
        _(
            "No clear winner for the segment “{segment}”: the best may be {contenders}, and {ours} is {span} behind "
            "the best ({share} interval).",
            **fields,
        )
        if facts.best["certain"]
        else _(
            "No clear winner for the segment “{segment}”: because ratings are unknown, the best may be {contenders}, "
            "and {ours} is {span} behind the best ({share} interval).",
            **fields,
        )
    )
    open_question = _(
        "The open question is which alternative is best, not whether {ours} leads.", ours=_names(facts)["ours"]
    )
    return f"{told} {open_question}"


def _contenders(facts: SegmentFacts, offerings: list[str]) -> list[str]:
    """Each with how probable it is that it gives the most; what the number is, is said once."""
    _, told = facts._, []
    for offering in offerings:
        fields = {
            "offering": facts.name("offerings", offering),
            "chance": _.probability(float(facts.sure.chances[offering])),
        }
        told.append(_("{offering} ({chance})", **fields) if told else _("{offering} (probability {chance})", **fields))
    return told


def _ranges_decide(facts: SegmentFacts) -> str:
    """Ratings are known well enough, but the ranges of the numbers leave it open."""
    _, sure = facts._, facts.sure
    low, high = float(sure.gap["gap_low"]), float(sure.gap["gap_high"])
    names = {"rival": facts.rival, **_names(facts)}
    fields = names | {"share": facts.share, "span": facts.span(low, high, signed=True)}
    if low * high > 0 and not sure.disagrees:
        return _(
            "No clear winner for the segment “{segment}”: the best may be {contenders}.",
            segment=facts.segment_name,
            contenders=_.listed(_contenders(facts, [str(o) for o in sure.chances.index[:2]]), either=True),
        )
    if not _known(facts):
        return _(
            "No clear winner for the segment “{segment}”: the gap between {ours} and the best alternative is {span} "
            "({share} interval).",
            **fields,
        )
    if facts.tied:
        return _(
            "No clear winner for the segment “{segment}”: {ours} and {rival} are level by the most likely numbers, and "
            "the gap to the best alternative is {span} ({share} interval).",
            **fields,
        )
    gap = facts.measure(abs(facts.total["gap"]))
    if facts.total["gap"] > 0:
        return _(
            "No clear winner for the segment “{segment}”: {ours} is {gap} ahead of {rival} by the most likely numbers, "
            "but the gap to the best alternative is {span} ({share} interval).",
            gap=gap,
            **fields,
        )
    return _(
        "No clear winner for the segment “{segment}”: {ours} is {gap} behind {rival} by the most likely numbers, "
        "but the gap to the best alternative is {span} ({share} interval).",
        gap=gap,
        **fields,
    )


def _unknown_ratings_decide(facts: SegmentFacts) -> str:
    """Ratings that nobody knows could name another winner."""
    _, gap = facts._, float(facts.total["gap"])
    names = {"rival": facts.rival, **_names(facts)}
    if not _known(facts) or not facts.contenders:
        return _(
            "No clear winner for the segment “{segment}”: by the most likely numbers and whatever the unknown ratings "
            "are, {ours} is anywhere from {low} below to {high} above {rival}.",
            low=facts.measure(abs(min(float(facts.total["gap_low"]), 0.0))),
            high=facts.measure(max(float(facts.total["gap_high"]), 0.0)),
            **names,
        )
    names |= {"others": _.listed(facts.contenders.values()), "gap": facts.measure(abs(gap))}
    if facts.tied:
        return _(
            "No clear winner for the segment “{segment}”: by the most likely numbers {ours} and {rival} are level, and "
            "what {others} gives is not known well enough.",
            **names,
        )
    if gap > 0:
        return _(
            "No clear winner for the segment “{segment}”: by the most likely numbers {ours} is {gap} ahead of {rival}, "
            "but what {others} gives is not known well enough.",
            **names,
        )
    return _(
        "No clear winner for the segment “{segment}”: by the most likely numbers {ours} is {gap} behind {rival}, and "
        "what {others} gives is not known well enough.",
        **names,
    )
