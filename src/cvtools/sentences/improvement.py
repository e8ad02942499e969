"""The best plan in words, from what it is to what it rests on."""

import math

from cvtools.analysis.analysis import Analysis
from cvtools.sentences.plan import brings, ends, money_of, segment, what, years
from cvtools.sentences.plan_doubt import answered, breaks, left, misfit, rests, sure


def plan_sentences(analysis: Analysis) -> list[str]:
    """What the best plan is, what it brings, how sure that is, where it breaks, and what it rests on."""
    budget = analysis.improvement.budget
    if not analysis.improvement.plan.chosen and math.isfinite(budget):
        within = money_of(analysis, budget)
        return [analysis._("Within {budget}, no lever is worth its cost: the best plan is to do none.", budget=within)]
    if not analysis.improvement.plan.chosen:
        return [analysis._("No lever is worth its cost: the best plan is to do none of them.")]
    sentences = (what, brings, left, segment, years, sure, breaks, answered, ends, rests, misfit)
    return [text for sentence in sentences if (text := sentence(analysis))]
