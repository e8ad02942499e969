"""Themes of a survey's open answers: the codebook and the confirmed codes as files, and the counts of them."""

from pathlib import Path

import pandas as pd

from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Survey
from cvtools.evidence.table_files import table_with_header
from cvtools.evidence.themes import (
    CODES,
    CONFIRMED,
    check_codebook,
    coders_agreement,
    proposed_codebook,
    proposed_codes,
    theme_counts,
)
from cvtools.study.errors import Problem, StudyError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def texts_of(survey: Survey, answers: Answers) -> pd.DataFrame:
    """Return the open answers, in the study's language where the mapping says none.

    Raises
    ------
    StudyError
        Where nobody wrote anything.
    """
    if answers.texts.empty:
        raise StudyError(survey.path.name, "asks_no", asks="text")
    language = answers.texts["language"].replace("", survey.study.settings.language)
    return answers.texts.assign(language=language)


def codes_table(
    survey: Survey, answers: Answers, *, book: Path | None = None, staff: Path | None = None
) -> pd.DataFrame:
    """Propose codes for all open answers, ready to be written for a person to confirm.

    Parameters
    ----------
    survey, answers
        The mapping and what was answered.
    book
        The codebook's file; by default the drivers' names make a first one.
    staff
        A text file with names to mask, one a line.

    Raises
    ------
    StudyError
        Where nobody wrote anything, a file cannot be read, or the codebook is wrong.
    """
    drivers = survey.study.drivers["driver"].tolist()
    codebook = check_codebook(table_with_header(book), drivers, book.name) if book else proposed_codebook(survey.study)
    names = _lines(staff) if staff else []
    codes = proposed_codes(texts_of(survey, answers), codebook, staff=names)
    quotes = codes["quote"].str.replace("\n", " ")
    return codes.assign(quote=quotes.where(~quotes.str.startswith(_FORMULA), "'" + quotes))


def read_codes(path: Path, answers: Answers) -> pd.DataFrame:
    """Read the table in which a person confirmed themes; rows may be added.

    Raises
    ------
    StudyError
        For columns that are missing, answers that the survey does not have, and codes other than 1, 0 and blank.
    """
    codes = table_with_header(path)
    absent = [name for name in (*CODES, *CONFIRMED) if name not in codes]
    if absent:
        header = {"header": tuple(map(str, codes.columns))}
        raise StudyError(
            path.name, [Problem(path.name, 1, name, code="column_missing", fields=header) for name in absent]
        )
    known = {(str(row.response), str(row.column)) for row in answers.texts.itertuples()}
    problems: list[Problem] = []
    for row, line in enumerate(codes.to_dict("records"), start=2):
        if (line["answer"], line["question"]) not in known:
            problems.append(Problem(path.name, row, "answer", line["answer"], "known_answer"))
        problems += [
            Problem(path.name, row, name, line[name], "one_of", fields={"choices": ("1", "0")})
            for name in CONFIRMED
            if line[name] not in ("1", "0", "")
        ]
    if problems:
        raise StudyError(path.name, problems)
    return codes.assign(answer=codes["answer"].astype(int))


def themes_of(survey: Survey, answers: Answers, codes: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Return the counts of themes (see :func:`~cvtools.evidence.themes.theme_counts`) and the coders' agreement."""
    texts = texts_of(survey, answers)
    confidence = survey.study.settings.confidence
    return theme_counts(codes, texts, confidence=confidence, weights=texts["weight"]), coders_agreement(codes)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise StudyError(path.name, [Problem(path.name, code="utf8")]) from None
