"""The whole report in one sentence, from our side, with how sure it is in the same breath.

It names no winner where the study's numbers leave it open, and says that nobody knows how sure it is where the study
has no ranges.
"""

from cvtools.analysis.analysis import Analysis
from cvtools.language.text import share_word
from cvtools.uncertainty.verdicts import PROBABLE_FROM, certain_from


def answer_sentence(analysis: Analysis) -> str:
    """What our offering is worth to the segment beside the best alternative, or that it is open who is best."""
    if analysis.verdict == "level":
        return _level(analysis)
    if analysis.verdict == "contested":
        return _several_may_be_best(analysis)
    if analysis.verdict == "open":
        return _nobody_is_clearly_best(analysis)
    if analysis.certainty.fixed:
        return _by_the_numbers(analysis)
    return _we_lead(analysis) if analysis.verdict == "ahead" else _we_trail(analysis)


def _names(analysis: Analysis) -> dict[str, str]:
    return {"ours": analysis.ours, "segment": analysis.segment_name, "rival": analysis.rival}


def _known(analysis: Analysis) -> bool:
    return analysis.total["gap"] == analysis.total["gap"]


def _distance(analysis: Analysis) -> str:
    """How far it is to the best alternative: the median of the draws, or where ratings are unknown the interval."""
    if _known(analysis):
        return analysis.measure(
            abs(float(analysis.total["gap"] if analysis.certainty.fixed else analysis.certainty.gap_median))
        )
    low, high = sorted(abs(float(analysis.certainty.gap[end])) for end in ("gap_low", "gap_high"))
    return analysis.span(low, high)


def _level(analysis: Analysis) -> str:
    """All who share the first place."""
    _, tied = analysis.language, [*analysis.tied_with] or [analysis.rival]
    return _(
        "“{ours}” is worth the same to “{segment}” as {others}.",
        others=_.listed(_("“{name}”", name=name) for name in tied),
        **_names(analysis),
    )


def _we_lead(analysis: Analysis) -> str:
    return analysis._(
        "To “{segment}”, “{ours}” is worth {gap} more than “{rival}”, the best alternative.",
        gap=_distance(analysis),
        **_names(analysis),
    )


def _we_trail(analysis: Analysis) -> str:
    return analysis._(
        "To “{segment}”, “{ours}” is worth {gap} less than {rivals}.",
        gap=_distance(analysis),
        rivals=_first(analysis),
        **_names(analysis),
    )


def _first(analysis: Analysis) -> str:
    """The best alternative, with those that are worth as much."""
    _ = analysis.language
    return _.listed(_("“{name}”", name=name) for name in [analysis.rival, *analysis.level_with_best])


def _by_the_numbers(analysis: Analysis) -> str:
    """Without ranges, how sure it is is not known."""
    _, fields = analysis.language, {"gap": _distance(analysis), **_names(analysis)}
    if analysis.verdict == "ahead":
        return _(
            "By the study’s numbers “{ours}” is worth {gap} more to “{segment}” than “{rival}”; how sure that is, it "
            "does not say.",
            **fields,
        )
    return _(
        "By the study’s numbers “{ours}” is worth {gap} less to “{segment}” than {rivals}; how sure that is, it does "
        "not say.",
        rivals=_first(analysis),
        **fields,
    )


def _several_may_be_best(analysis: Analysis) -> str:
    """We are behind for sure, and which alternative is the best is not clear."""
    _, certainty = analysis.language, analysis.certainty
    first = str(certainty.chances.index[0])
    if certainty.sureness == "probably" and _known(analysis) and first == analysis.best["rival"]:
        return _(
            "To “{segment}”, “{ours}” is worth {gap} less than “{rival}”, probably the best.",
            gap=_distance(analysis),
            **_names(analysis),
        )
    low, high = float(certainty.gap["gap_low"]), float(certainty.gap["gap_high"])
    return _(
        "To “{segment}”, “{ours}” is worth {span} less than the best alternative: {contenders}.",
        span=analysis.span(-high, -low),
        contenders=_.listed(_contenders(analysis, certainty.contending_rivals), either=True),
        **_names(analysis),
    )


def _contenders(analysis: Analysis, offerings: list[str]) -> list[str]:
    """Each with how probable it is that it is the best."""
    _ = analysis.language
    return [
        _(
            "“{offering}” ({chance})",
            offering=analysis.name("offerings", offering),
            chance=_.probability(float(analysis.certainty.chances[offering])),
        )
        for offering in offerings
    ]


def _nobody_is_clearly_best(analysis: Analysis) -> str:
    """Ranges or unknown ratings leave it open; who is probably the best is said."""
    _, certainty = analysis.language, analysis.certainty
    first, mine = str(certainty.chances.index[0]), analysis.study.settings.ours
    if certainty.sureness == "probably" and _known(analysis) and not analysis.tied:
        fields = {"gap": _distance(analysis), **_names(analysis)}
        if first == mine and analysis.total["gap"] > 0:
            return _("To “{segment}”, “{ours}” is probably worth more than “{rival}”: {gap}.", **fields)
        if first == analysis.best["rival"] and analysis.total["gap"] < 0:
            return _("To “{segment}”, “{ours}” is probably worth less than “{rival}”: {gap}.", **fields)
    contenders = [str(offering) for offering in certainty.chances.index[:2]]
    told = _contenders(analysis, contenders if mine in contenders else [*contenders, mine])
    return _(
        "It is open which is worth most to “{segment}”: {contenders}.",
        contenders=_.listed(told, either=True),
        segment=analysis.segment_name,
    )


def sureness_words(analysis: Analysis) -> str:
    """How sure the answer is, in a few words: clear, probably, open, or unknown."""
    _, certainty = analysis.language, analysis.certainty
    chance = _.probability(float(certainty.chances.iloc[0]))
    first, mine = str(certainty.chances.index[0]), analysis.study.settings.ours
    fields = {"name": analysis.name("offerings", first), "chance": chance}
    if certainty.fixed:
        return _("How sure: not known, the study has no ranges")
    if analysis.verdict == "level":
        return _("Clearly level")
    if analysis.verdict == "contested":
        if certainty.sureness == "probably":
            return _("Clearly behind · probably “{name}” is the best ({chance})", **fields)
        return _("Clearly behind · open which alternative is the best")
    if certainty.sureness == "open":
        return _("Open · best with a probability of {chance}: “{name}”", **fields)
    if certainty.sureness == "clear":
        if first == mine:
            return _("Clearly the best ({chance})", **fields)
        return _("Clearly behind · “{name}” is the best ({chance})", **fields)
    if first == mine:
        return _("Probably the best ({chance})", **fields)
    return _("Probably behind · “{name}” is the best ({chance})", **fields)


def interval_sentence(analysis: Analysis) -> str:
    """The interval of the gap to the best alternative, and what the words for certainty mean."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.fixed:
        return _(
            "No number that moves this gap has a range from low to high, so there is no interval and no probability. "
            "That is not the same as being sure."
        )
    parts = _interval(analysis), likely_sentence(analysis), rule_sentence(analysis)
    return " ".join(filter(None, parts))


def _interval(analysis: Analysis) -> str:
    """The interval by its ends, unless the answer was that already."""
    _, gap = analysis.language, analysis.certainty.gap
    low, high, share = float(gap["gap_low"]), float(gap["gap_high"]), analysis.share
    if low <= 0 <= high:
        span = analysis.span(low, high, signed=True)
        return _("{share} interval of the gap to the best alternative: {span}.", span=span, share=share)
    span = analysis.span(low, high) if low > 0 else analysis.span(-high, -low)
    if span in answer_sentence(analysis):
        return _("That range is the {share} interval.", share=share)
    if low > 0:
        return _("{share} interval: {span} ahead of the best alternative.", span=span, share=share)
    return _("{share} interval: {span} behind the best alternative.", span=span, share=share)


def likely_sentence(analysis: Analysis) -> str:
    """What the most likely numbers give, which the bars explain, where that is not the median; else blank."""
    if not _known(analysis):
        return ""
    likely, median = (
        analysis.measure(gap, signed=True) for gap in (analysis.total["gap"], analysis.certainty.gap_median)
    )
    if likely == median:
        return ""
    return analysis._("The bars explain the gap of the most likely numbers: {gap}.", gap=likely)


def rule_sentence(analysis: Analysis) -> str:
    """What clear, probably and open mean."""
    _ = analysis.language
    return _(
        "Clear: best to the average customer of the segment with a probability of at least {clear}; probably: at least "
        "{probable}; else open.",
        clear=share_word(certain_from(analysis.study.settings.confidence), _),
        probable=share_word(min(PROBABLE_FROM, certain_from(analysis.study.settings.confidence)), _),
    )
