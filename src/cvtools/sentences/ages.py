"""How old the numbers are."""

from datetime import date

from cvtools.analysis.analysis import Analysis
from cvtools.study.ages import evidence_ages

OLD = 730
"""Days after which a number is called old."""


def age_sentence(analysis: Analysis, today: date) -> str:
    """How many of the segment's dated numbers are older than two years; blank where none is."""
    _, found = analysis.language, evidence_ages(analysis.study, analysis.segment, today=today)
    old = int((found["days"] > OLD).sum())
    if not old:
        return ""
    return _.plural(
        "{n} number of the segment is older than two years: ask again.",
        "{n} numbers of the segment are older than two years: ask again.",
        old,
    )
