"""A mapping that was read, as a draft to go on with: what is guessed at first can be changed, and written again."""

from cvtools.evidence.drafting import Draft, Guess
from cvtools.evidence.exports import Export
from cvtools.evidence.kinds import KIND_OF
from cvtools.evidence.survey import MEASURES, VIEW_OF, Groups, Question, Survey

_TOP = 2


def draft_of(survey: Survey, export: Export) -> Draft | None:
    """Return a mapping as a draft, with every question of the export; ``None`` if it says more than a draft can.

    That is: rules for segments or offerings, segments found in another survey, choices, what is said of waves, another
    ``top`` than 2, stages of effort.
    """
    groups = [survey.segment, *([survey.offering] if survey.offering else [])]
    waves = survey.same_wording or survey.same_scale or survey.same_base or any(q.waves for q in survey.questions)
    tops = any(question.asks == "satisfaction" and question.top != _TOP for question in survey.questions)
    ruled = any(group.rules or group.nearest for group in groups) or (survey.offering and not survey.offering.column)
    staged = any(question.stage for question in survey.questions)
    if waves or tops or ruled or staged or survey.choices:
        return None
    column = export.column
    draft = Draft(
        export.kind,
        respondent=column(survey.respondent) if survey.respondent else "",
        weight=column(survey.weight) if survey.weight else "",
        wave=column(survey.wave) if survey.wave else "",
        keep={column(name): words for name, words in survey.keep.items()},
        missing=list(survey.missing),
        segment=column(survey.segment.column) if survey.segment.column else "",
        segments=_values(survey.segment),
        offering=column(survey.offering.column) if survey.offering else "",
        offerings=_values(survey.offering) if survey.offering else {},
        answers=dict(survey.answers),
    )
    known = {column(question.column): question for question in survey.questions}
    decided = {draft.respondent, draft.weight, draft.wave, draft.segment, draft.offering, *draft.keep}
    for name in map(str, export.frame.columns):
        if name not in decided and not KIND_OF[export.kind].is_own(name):
            draft.questions.append(_guess(name, known[name]) if name in known else Guess(name))
    return draft


def _values(groups: Groups) -> dict[str, str]:
    return dict(groups.values) if groups.column else {}


def _guess(column: str, question: Question) -> Guess:
    unit = question.asks in VIEW_OF and question.scale is None
    scale = question.scale if question.asks in VIEW_OF or question.asks in MEASURES[:1] + MEASURES[2:] else None
    return Guess(column, question.asks, question.driver, question.offering, scale, unit, question.language)
