"""The whole report in one sentence, which names no winner where the study's numbers leave it open."""

from cvtools.analysis.analysis import Analysis


def answer_sentence(analysis: Analysis) -> str:
    """Who gives the segment most value and by how much, or that there is no clear winner."""
    if analysis.standing == "open":
        return _unknown_ratings_decide(analysis)
    if analysis.verdict == "open":
        return _ranges_decide(analysis)
    if analysis.verdict == "contested":
        return _several_may_be_best(analysis)
    if analysis.verdict == "level":
        return analysis._(
            "{ours} and {rival} give the segment “{segment}” the same value.", rival=analysis.rival, **_names(analysis)
        )
    return _we_lead(analysis) if analysis.verdict == "ahead" else _we_trail(analysis)


def _names(analysis: Analysis) -> dict[str, str]:
    return {"ours": analysis.ours, "segment": analysis.segment_name}


def _known(analysis: Analysis) -> bool:
    return analysis.total["gap"] == analysis.total["gap"]


def _distance(analysis: Analysis) -> str:
    """How far it is to the best alternative, with its interval where there is one."""
    gap = analysis.measure(abs(analysis.total["gap"]))
    if analysis.certainty.fixed:
        return gap
    low, high = sorted(abs(float(analysis.certainty.gap[end])) for end in ("gap_low", "gap_high"))
    return analysis._("{gap} ({share} interval: {span})", gap=gap, share=analysis.share, span=analysis.span(low, high))


def _we_lead(analysis: Analysis) -> str:
    _, names = analysis.language, {"rival": analysis.rival, **_names(analysis)}
    if not _known(analysis):
        return _(
            "{ours} gives the segment “{segment}” the most value: {span} more than the best alternative ({share} "
            "interval).",
            span=analysis.span(float(analysis.certainty.gap["gap_low"]), float(analysis.certainty.gap["gap_high"])),
            share=analysis.share,
            **_names(analysis),
        )
    return _(
        "{ours} gives the segment “{segment}” the most value: {gap} more than the best alternative, {rival}.",
        gap=_distance(analysis),
        **names,
    )


def _we_trail(analysis: Analysis) -> str:
    _, names = analysis.language, {"rival": analysis.rival, **_names(analysis)}
    if not _known(analysis):
        return _(
            "{rival} gives the segment “{segment}” the most value: {span} more than {ours} ({share} interval).",
            span=analysis.span(-float(analysis.certainty.gap["gap_high"]), -float(analysis.certainty.gap["gap_low"])),
            share=analysis.share,
            **names,
        )
    if analysis.shared_lead:
        return _(
            "{rival} gives the segment “{segment}” {gap} more value than {ours}.", gap=_distance(analysis), **names
        )
    return _(
        "{rival} gives the segment “{segment}” the most value: {gap} more than {ours}.",
        gap=_distance(analysis),
        **names,
    )


def _several_may_be_best(analysis: Analysis) -> str:
    """We are behind for sure, and which alternative is the best is not sure."""
    _, certainty = analysis.language, analysis.certainty
    fields = {
        "contenders": _.listed(_contenders(analysis, certainty.contending_rivals), either=True),
        "span": analysis.span(-float(certainty.gap["gap_high"]), -float(certainty.gap["gap_low"])),
        "share": analysis.share,
        **_names(analysis),
    }
    told = (
        _(
            "No clear winner for the segment “{segment}”: the best may be {contenders}, and {ours} is {span} behind "
            "the best ({share} interval).",
            **fields,
        )
        if analysis.best["certain"]
        else _(
            "No clear winner for the segment “{segment}”: because ratings are unknown, the best may be {contenders}, "
            "and {ours} is {span} behind the best ({share} interval).",
            **fields,
        )
    )
    open_question = _(
        "The open question is which alternative is best, not whether {ours} leads.", ours=_names(analysis)["ours"]
    )
    return f"{told} {open_question}"


def _contenders(analysis: Analysis, offerings: list[str]) -> list[str]:
    """Each with how probable it is that it gives the most; what the number is, is said once."""
    _, told = analysis.language, []
    for offering in offerings:
        fields = {
            "offering": analysis.name("offerings", offering),
            "chance": _.probability(float(analysis.certainty.chances[offering])),
        }
        told.append(_("{offering} ({chance})", **fields) if told else _("{offering} (probability {chance})", **fields))
    return told


def _ranges_decide(analysis: Analysis) -> str:
    """Ratings are known well enough, but the ranges of the numbers leave it open."""
    _, certainty = analysis.language, analysis.certainty
    low, high = float(certainty.gap["gap_low"]), float(certainty.gap["gap_high"])
    names = {"rival": analysis.rival, **_names(analysis)}
    fields = names | {"share": analysis.share, "span": analysis.span(low, high, signed=True)}
    if low * high > 0 and not certainty.disagrees:
        return _(
            "No clear winner for the segment “{segment}”: the best may be {contenders}.",
            segment=analysis.segment_name,
            contenders=_.listed(_contenders(analysis, [str(o) for o in certainty.chances.index[:2]]), either=True),
        )
    if not _known(analysis):
        return _(
            "No clear winner for the segment “{segment}”: the gap between {ours} and the best alternative is {span} "
            "({share} interval).",
            **fields,
        )
    if analysis.tied:
        return _(
            "No clear winner for the segment “{segment}”: {ours} and {rival} are level by the most likely numbers, and "
            "the gap to the best alternative is {span} ({share} interval).",
            **fields,
        )
    gap = analysis.measure(abs(analysis.total["gap"]))
    if analysis.total["gap"] > 0:
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


def _unknown_ratings_decide(analysis: Analysis) -> str:
    """Ratings that nobody knows could name another winner."""
    _, gap = analysis.language, float(analysis.total["gap"])
    names = {"rival": analysis.rival, **_names(analysis)}
    if not _known(analysis) or not analysis.contenders:
        return _(
            "No clear winner for the segment “{segment}”: by the most likely numbers and whatever the unknown ratings "
            "are, {ours} is anywhere from {low} below to {high} above {rival}.",
            low=analysis.measure(abs(min(float(analysis.total["gap_low"]), 0.0))),
            high=analysis.measure(max(float(analysis.total["gap_high"]), 0.0)),
            **names,
        )
    names |= {"others": _.listed(analysis.contenders.values()), "gap": analysis.measure(abs(gap))}
    if analysis.tied:
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
