"""What a mapping makes of an export, question by question: what was read, what was left out, what deserves a look."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cvtools.evidence.kinds import KIND_OF
from cvtools.evidence.privacy import harmless
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Question, Survey
from cvtools.study.errors import plain_number
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.wording import N_

COLUMNS = ["column", "asks", "driver", "offering", "answers", "missing", "outside", "note"]
_MOST_NAMED = 5

_LEFT_OUT = N_("left out: {n} × “{found}”")
_LEFT_BLANK = N_("left out: {n}")
_EVERYONE = N_("all responses belong to {segment}")
_TOGETHER = N_("no segments are told apart: each answer counts for all of them")
_NEAREST = N_("each respondent is in the nearest segment of {file}, by what they answered")
_TWICE = N_("the header is there more than once; the other column is “{other}”")
_NO_ANSWER = N_("nobody answered")
_ONE_ANSWER = N_("one answer, which says nothing of how answers differ")
_ALL_ALIKE = N_("all answers are {value}, which says nothing of how answers differ")
_OUTSIDE = N_("outside the scale: {n} ({found}); is the scale right?")
_OTHER_WAVES = N_("left out: {n} answers of waves in which the mapping does not ask it")
_BEYOND = N_("beyond the anchors of {driver}: {n} ({found}); they are left out until the study has wider anchors")


@dataclass(frozen=True)
class Note:
    """Something to be said of a column: a message and its fields; it is translated where it is read."""

    message: str
    fields: dict[str, Any] = field(default_factory=dict[str, Any])


def checked(survey: Survey, answers: Answers) -> pd.DataFrame:
    """Say what was understood and what was left out.

    Returns
    -------
    pandas.DataFrame
        ``column, asks, driver, offering, answers, missing, outside, note``. First the columns that decide which
        responses count (``asks``: ``keep``, ``segment``, ``offering``, ``respondent``, ``weight``; ``answers``: the
        responses that count, ``missing``: those left out by it); then one row a question: its answers that count,
        those that are blank or mean missing, those outside the scale. ``note``: a tuple of :class:`Note`.
    """
    rows = [*_deciding(survey, answers), *(_question(survey, question, answers) for question in survey.questions)]
    return pd.DataFrame(rows, columns=COLUMNS)


def unused(survey: Survey, answers: Answers) -> list[str]:
    """Return the questions of an export that the mapping does not name; the tool's own columns are none."""
    export = answers.export
    used = {export.column(column) for column in survey.columns}
    kind = KIND_OF[export.kind]
    return [str(name) for name in export.frame.columns if name not in used and not kind.is_own(str(name))]


def _deciding(survey: Survey, answers: Answers) -> list[tuple[Any, ...]]:
    left = answers.left_out[answers.left_out["what"] == "response"]
    count = len(answers.respondents)
    asked = [(name, "keep", "keep") for name in survey.keep]
    asked.append((", ".join(survey.segment.columns), "segment", "segment"))
    if survey.offering:
        asked.append((", ".join(survey.offering.columns), "offering", "offering"))
    asked += [(survey.respondent, "respondent", "repeated")] if survey.respondent else []
    asked += [(survey.weight, "weight", "weight")] if survey.weight else []
    rows: list[tuple[Any, ...]] = []
    for column, asks, reason in asked:
        out = left[(left["reason"] == reason) & (left["column"] == column)]
        notes = [Note(_LEFT_OUT if found else _LEFT_BLANK, {"found": found, "n": n}) for found, n in _largest(out)]
        everyone = asks == "segment" and survey.segment.everyone
        nearest = survey.segment.nearest if asks == "segment" else None
        notes += [Note(_NEAREST, {"file": nearest.place})] if nearest else []
        if everyone:
            together = survey.segment.everyone == EVERY_SEGMENT
            notes.append(Note(_TOGETHER) if together else Note(_EVERYONE, {"segment": survey.segment.everyone}))
        rows.append((column, asks, "", "", count, int(out["n"].sum()), 0, tuple(notes)))
    return rows


def _largest(out: pd.DataFrame) -> list[tuple[str, int]]:
    """Return what was left out most often, and how often."""
    counts = out.groupby("found", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    return [(str(found), int(n)) for found, n in counts.head(_MOST_NAMED).items()]


def _question(survey: Survey, question: Question, answers: Answers) -> tuple[Any, ...]:
    left = answers.left_out[(answers.left_out["what"] == "answer") & (answers.left_out["column"] == question.label)]
    counts = left.groupby("reason")["n"].sum()
    source = answers.texts if question.asks == "text" else answers.answers
    given = source[source["column"] == question.column]
    given = given[given["wave"].isin(question.waves)] if question.waves else given
    missing = int(counts.get("blank", 0)) + int(counts.get("missing", 0))
    outside = int(counts.get("outside", 0))
    notes = [] if question.asks == "text" else _notes(survey, question, given, outside, left)
    if other_waves := int(counts.get("wave", 0)):
        notes.append(Note(_OTHER_WAVES, {"n": other_waves}))
    column = answers.export.column(question.column)
    others = [name for name in answers.export.twice if name == column or name.rpartition(" (")[0] == column]
    notes += [Note(_TWICE, {"other": harmless(name)}) for name in others]
    return (
        question.label,
        question.asks,
        question.driver,
        question.offering,
        len(given),
        missing,
        outside,
        tuple(notes),
    )


def _notes(survey: Survey, question: Question, given: pd.DataFrame, outside: int, left: pd.DataFrame) -> list[Note]:
    values = given["value"].to_numpy(float)
    if not len(values):
        return [Note(_NO_ANSWER)]
    notes: list[Note] = []
    if len(values) == 1:
        notes.append(Note(_ONE_ANSWER))
    elif np.ptp(values) == 0:
        notes.append(Note(_ALL_ALIKE, {"value": plain_number(float(values[0]))}))
    if outside:
        found = ", ".join(word for word, _ in _largest(left[left["reason"] == "outside"]))
        beyond = question.scale is None and question.view
        notes.append(Note(_BEYOND if beyond else _OUTSIDE, {"found": found, "n": outside, "driver": question.driver}))
    return notes
