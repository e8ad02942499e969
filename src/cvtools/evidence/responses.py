"""From an export and its mapping to tidy answers, and a count of everything that was left out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cvtools.evidence.assignment import by_rule
from cvtools.evidence.days import stated_day
from cvtools.evidence.exports import Export, read_exports
from cvtools.evidence.grouping import grouped
from cvtools.evidence.kinds import plain
from cvtools.evidence.numbers_of_words import BLANK, MISSED, READ, UNREAD, Coding
from cvtools.evidence.privacy import harmless
from cvtools.evidence.survey import Groups, Question, Survey
from cvtools.evidence.table_files import refuse_beyond_memory
from cvtools.evidence.waves import changed_questions
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.schema import EVERY_SEGMENT

RESPONSE = ["response", "respondent", "segment", "offering", "wave", "weight"]
_MOST_WORDS = 20


@dataclass(frozen=True, eq=False)
class Answers:
    """The responses of a survey that count, what they answered, and what was left out.

    ``respondents``: one row a response that counts, in the export's order.

    - ``response``: its number (int); ``respondent``: who gave it (int; several responses of one person share it, and
      it is never what the export calls them)
    - ``segment``: an id of the study, or ``*`` where the mapping says that all belong together
    - ``offering``: the id of the offering they speak of, ``""`` where the mapping does not ask
    - ``wave``: text, ``""`` without one; ``weight``: survey weight (float, above 0; 1 where there is none)

    ``answers``: one row an answer that is a number: the columns of its response, and

    - ``column``, ``asks``, ``driver``, ``view`` (``perceived``, ``expected``, ``believed``; ``""`` for other questions)
    - ``offering``: the question's own offering, else that of the response
    - ``value``: ratings in the driver's unit (a scale's ends at the driver's anchors), everything else as answered

    ``texts``: one row an open answer: the columns of its response, and ``column``, ``driver``, ``language``, ``text``
    (as it was written: mask it before you write it anywhere).

    ``left_out``: ``what`` (``response``, ``answer``), ``reason`` (``keep``, ``segment``, ``offering``, ``repeated``,
    ``weight``; ``blank``, ``missing``, ``outside``, ``wave``), ``column``, ``found`` (what it said; blank where that
    may be personal), ``n``.
    """

    respondents: pd.DataFrame
    answers: pd.DataFrame
    texts: pd.DataFrame
    left_out: pd.DataFrame
    export: Export
    day: str = ""
    """The day of the last response that counts (2026-03-15); blank where the mapping does not say."""


def responses(survey: Survey, export: Export | None = None) -> Answers:
    """Read the answers that a mapping speaks of.

    Raises
    ------
    StudyError
        With everything at once: columns that the export lacks, words without a number, weights below 0.
    """
    if export is None and not survey.files:
        raise StudyError(survey.path.name, [Problem(survey.path.name, column="responses", code="setting_missing")])
    export = export or read_exports(survey.files, survey.made_with, columns=survey.columns)
    problems = list(_missing_columns(survey, export)) + list(_changed_wordings(survey, export))
    if problems:
        raise StudyError(survey.path.name, problems)
    refuse_beyond_memory(survey.path.name, len(export.frame) * len(survey.questions))
    if survey.segment.nearest:
        together = replace(survey, segment=Groups(everyone=EVERY_SEGMENT))
        return by_rule(survey, responses(together, export), survey.segment.nearest)
    counts = _LeftOut()
    people, rows, wrong = _people(survey, export, counts)
    parts: list[pd.DataFrame] = []
    texts: list[pd.DataFrame] = []
    coding = Coding.of(survey.answers, survey.missing)
    for question in survey.questions:
        cells = export.frame[export.column(question.column)].iloc[rows]
        asked = people["wave"].isin(question.waves).to_numpy(bool) if question.waves else np.ones(len(people), bool)
        counts.add("answer", "wave", question.label, cells[~asked][cells[~asked].str.strip() != ""])
        if question.asks == "text":
            texts.append(_texts(question, cells[asked], people[asked], counts))
        else:
            part, unread = _answers(survey, question, cells[asked], people[asked], coding, export, counts)
            parts.append(part)
            wrong += unread
    if wrong:
        raise StudyError(survey.path.name, wrong)
    empty = people.iloc[:0].assign(column="", asks="", driver="", view="", value=0.0)
    return Answers(
        people,
        pd.concat(parts, ignore_index=True) if parts else empty,
        pd.concat(texts, ignore_index=True) if texts else people.iloc[:0].assign(column="", driver="", text=""),
        counts.frame(),
        export,
        stated_day(survey, export, rows),
    )


class _LeftOut:
    """Counts what is left out, by what it says."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, str, int]] = []

    def add(self, what: str, reason: str, column: str, cells: pd.Series) -> None:
        """Count cells; words that may be personal are counted together."""
        for found, n in cells.map(harmless).value_counts(sort=False).items():
            self._rows.append((what, reason, column, str(found), int(n)))

    def frame(self) -> pd.DataFrame:
        """Return the counts."""
        return pd.DataFrame(self._rows, columns=["what", "reason", "column", "found", "n"])


def _missing_columns(survey: Survey, export: Export) -> Iterator[Problem]:
    names = [str(name) for name in export.frame.columns]
    for column in survey.columns:
        if not export.column(column):
            row = next((question.row for question in survey.questions if question.column == column), None)
            meant = nearest(column, names) or nearest(column, export.titles.values())
            yield Problem(survey.path.name, row, "column", column, "export_column", meant, {"choices": tuple(names)})


def _changed_wordings(survey: Survey, export: Export) -> Iterator[Problem]:
    """Refuse questions that files word differently, until the mapping says that they are the same."""
    same = {export.column(column) for column in survey.same_wording}
    for question in survey.questions:
        column = export.column(question.column)
        if column in export.wordings and column not in same:
            fields = {"wordings": tuple(f"“{text}”" for text in export.wordings[column])}
            yield Problem(survey.path.name, question.row, question.column, code="wordings", fields=fields)


def _people(survey: Survey, export: Export, counts: _LeftOut) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    """Return the responses that count, the rows of the export they stand in, and what is wrong with their weights."""
    frame = export.frame
    use = np.ones(len(frame), bool)
    for name, allowed in survey.keep.items():
        cells = frame[export.column(name)]
        wanted = {plain(word) for word in allowed}
        words = [plain(str(cell)) for cell in cells]
        good = np.array([word in wanted or ("*" in wanted and word != "") for word in words], bool)
        counts.add("response", "keep", name, cells[use & ~good])
        use &= good
    segment, offering = grouped(survey.segment, export), np.full(len(frame), "", object)
    known = segment != ""
    counts.add(
        "response", "segment", ", ".join(survey.segment.columns), _said(survey.segment.columns, export, use & ~known)
    )
    use &= known
    if survey.offering:
        offering = grouped(survey.offering, export)
        unknown = use & (offering == "")
        counts.add("response", "offering", survey.offering.column, _said(survey.offering.columns, export, unknown))
        own = any(question.offering for question in survey.questions)
        use &= ~unknown | own  # what names its own offering counts all the same
    wave = (
        frame[export.column(survey.wave)].str.strip().to_numpy(object)
        if survey.wave
        else np.full(len(frame), "", object)
    )
    weight, problems = _weights(survey, export, use, counts)
    use &= weight > 0
    person = np.arange(len(frame))
    if survey.respondent:
        names = frame[export.column(survey.respondent)]
        person = np.where(names.str.strip() != "", pd.factorize(names)[0], -1 - person)
        again = pd.DataFrame({"p": person, "o": offering, "w": wave})[use].duplicated()
        counts.add("response", "repeated", survey.respondent, pd.Series("", index=again[again].index))
        use[again[again].index] = False
    rows = np.flatnonzero(use)
    people = pd.DataFrame(
        {
            "response": rows,
            "respondent": pd.factorize(person[rows])[0],
            "segment": segment[rows],
            "offering": offering[rows],
            "wave": wave[rows],
            "weight": weight[rows],
        }
    )
    return people, rows, problems


def _said(columns: tuple[str, ...], export: Export, where: np.ndarray) -> pd.Series:
    """Return what these responses said in the columns that decide."""
    rows = np.flatnonzero(where)
    if len(columns) == 1:
        return export.frame[export.column(columns[0])].iloc[rows]
    return pd.Series([""] * len(rows), dtype=object)


def _weights(survey: Survey, export: Export, use: np.ndarray, counts: _LeftOut) -> tuple[np.ndarray, list[Problem]]:
    """Return the survey weights: 0 is left out and counted, less is refused."""
    if not survey.weight:
        return np.ones(len(use)), []
    cells = export.frame[export.column(survey.weight)]
    codes, words = pd.factorize(cells)
    numbers, state = Coding.of({}, survey.missing).read([str(word) for word in words], {})
    weight, state = np.nan_to_num(numbers[codes]), state[codes]
    negative = sorted({str(cells.iloc[i]) for i in np.flatnonzero(use & (weight < 0))})
    unread = sorted({str(cells.iloc[i]) for i in np.flatnonzero(use & (state == UNREAD))})
    problems = [
        Problem(survey.path.name, None, survey.weight, harmless(word), "survey_weight") for word in [*negative, *unread]
    ]
    counts.add("response", "weight", survey.weight, cells[use & (weight <= 0)])
    return weight, problems[:_MOST_WORDS]


def _texts(question: Question, cells: pd.Series, people: pd.DataFrame, counts: _LeftOut) -> pd.DataFrame:
    said = (cells.str.strip() != "").to_numpy(bool)
    counts.add("answer", "blank", question.label, cells[~said])
    return people[said].assign(
        column=question.column,
        driver=question.driver,
        offering=question.offering or people.loc[said, "offering"],
        language=question.language,
        text=cells[said].str.strip().to_numpy(object),
    )


def _answers(
    survey: Survey,
    question: Question,
    cells: pd.Series,
    people: pd.DataFrame,
    coding: Coding,
    export: Export,
    counts: _LeftOut,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the answers to one question as numbers, and the words that have none."""
    codes, words = pd.factorize(cells)
    texts = [str(word) for word in words]
    numbers, state = coding.read(texts, export.labels.get(export.column(question.column), {}))
    wrong = [
        Problem(survey.path.name, question.row, question.column, harmless(word), "answer_number")
        for word, what in zip(texts, state, strict=True)
        if what == UNREAD
    ]
    value, state = numbers[codes], state[codes]
    low, high = bounds(survey, question)
    outside = (state == READ) & ((value < low) | (value > high))
    if survey.wave:
        wrong += changed_questions(survey, question, people["wave"].to_numpy(object), value, outside)
    for reason, found in (("blank", state == BLANK), ("missing", state == MISSED), ("outside", outside)):
        counts.add("answer", reason, question.label, cells[found])
    about = np.full(len(cells), question.offering, object) if question.offering else people["offering"].to_numpy(object)
    good = (state == READ) & ~outside
    if question.asks != "weight" and survey.offering:
        good &= about != ""
    part = people[good].assign(
        offering=about[good],
        column=question.column,
        asks=question.asks,
        driver=question.driver,
        view=question.view,
        value=in_unit(survey, question, value[good]),
    )
    return part, wrong[:_MOST_WORDS]


def bounds(survey: Survey, question: Question) -> tuple[float, float]:
    """Return between which numbers an answer must lie: its scale, or the driver's anchors."""
    ends = question.scale
    if ends is None and question.view:
        ends = survey.anchors[question.driver]
    if ends is None:
        return (0.0, np.inf) if question.asks == "weight" else (-np.inf, np.inf)
    return min(ends), max(ends)


def in_unit(survey: Survey, question: Question, value: np.ndarray) -> np.ndarray:
    """Return ratings in the driver's unit: the scale's first end is at the worst anchor, its last at the best."""
    if not question.view or question.scale is None:
        return value
    worst, best = survey.anchors[question.driver]
    first, last = question.scale
    return worst + (value - first) / (last - first) * (best - worst)
