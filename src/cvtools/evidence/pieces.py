"""CSV files of any size, for engines: a piece at a time they become Parquet with numbers in it.

Cells are read as everywhere else (header rows, “5 – Very satisfied”, decimal commas, words with a number), so that the
file of a survey tool needs no other mapping because it is large.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cvtools.evidence.exports import Export, header_of
from cvtools.evidence.kinds import plain
from cvtools.evidence.numbers_of_words import UNREAD, Coding
from cvtools.evidence.privacy import harmless
from cvtools.evidence.survey import Survey
from cvtools.evidence.table_files import AS_WRITTEN, CSV_SUFFIXES, Table, dialect, encoded, row_unreadable
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.wording import N_

_HEAD = 1_000_000
_PIECE = 8_000_000
"""Bytes of a file that are read to know its kind, and about so many that are held at once."""
_MOST_WORDS = 20


def as_parquet(survey: Survey, columns: Sequence[str], folder: Path) -> list[Path]:
    """Return files with the columns that a mapping needs, under its names for them; Parquet files stay as they are.

    Parameters
    ----------
    survey
        Its questions and weights become numbers (null where there is none), everything else stays words.
    columns
        Those that are needed.
    folder
        Where the new files go.

    Raises
    ------
    StudyError
        With everything at once: files of another kind, columns that are missing, words without a number.
    """
    wrong = [
        Problem(file.name, code=N_("a Parquet or CSV file, with --engine"))
        for file in survey.files
        if file.suffix.lower() not in (".parquet", *CSV_SUFFIXES)
    ]
    if wrong:
        raise StudyError(wrong[0].place, wrong)
    return [
        file if file.suffix.lower() == ".parquet" else _turned(survey, columns, file, folder / f"{number}.parquet")
        for number, file in enumerate(survey.files)
    ]


def _turned(survey: Survey, columns: Sequence[str], file: Path, target: Path) -> Path:
    """Turn one file; its numbers are floats."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    options, rows = _options(file)
    first = pd.read_csv(file, nrows=20, **options)
    export, below = header_of(Table(file.name, first), survey.made_with)
    places = _places(survey, columns, export, file)
    cells = _Cells(survey)
    schema = arrow.schema([(name, arrow.float64() if name in cells.numeric else arrow.string()) for name in columns])
    try:
        with (
            parquet.ParquetWriter(target, schema, compression="zstd") as writer,
            pd.read_csv(file, usecols=sorted({*places.values()}), chunksize=rows, **options) as pieces,
        ):
            for number, piece in enumerate(pieces):
                part = piece.iloc[below:] if number == 0 else piece
                arrays = [arrow.array(cells.read(name, part[places[name]])) for name in columns]
                writer.write_table(arrow.table(arrays, schema=schema))
    except pd.errors.ParserError as error:
        raise row_unreadable(file.name, error) from None
    if cells.problems:
        raise StudyError(survey.path.name, list(cells.problems.values())[:_MOST_WORDS])
    return target


def _options(file: Path) -> tuple[dict[str, Any], int]:
    """Return how a file is to be read, and how many of its rows make a piece."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    head = head[: head.rfind(b"\n") + 1] or head
    text, encoding = encoded(head)
    if not text.strip():
        raise StudyError(file.name, [Problem(file.name, code=N_("the file is empty"))])
    separator, width = dialect(text)
    options = {
        **AS_WRITTEN,
        "sep": separator,
        "names": list(range(width)),
        "encoding": "utf-8-sig" if encoding == "utf-8" else encoding,
        "encoding_errors": "replace",
    }
    return options, max(100, _PIECE * head.count(b"\n") // len(head))


def _places(survey: Survey, columns: Sequence[str], export: Export, file: Path) -> dict[str, int]:
    """Return where in the file each column stands."""
    names = [str(name) for name in export.frame.columns]
    found = {name: export.column(name) for name in columns}
    absent = [name for name, column in found.items() if not column]
    if absent:
        about = survey.path.name
        fields = {"choices": tuple(names)}
        raise StudyError(
            f"{about}: {file.name}",
            [Problem(about, None, "", name, "export_column", nearest(name, names), fields) for name in absent],
        )
    return {name: names.index(column) for name, column in found.items()}


class _Cells:
    """Reads cells of one survey, and remembers the words that are no number and should be."""

    def __init__(self, survey: Survey) -> None:
        self._survey, self._coding = survey, Coding.of(survey.answers, survey.missing)
        self._rows = {question.column: question.row for question in survey.questions if question.view}
        groups = [survey.segment, *([survey.offering] if survey.offering else [])]
        conditions = [condition for group in groups for _, rule in group.rules for condition in rule]
        compared = {condition.column for condition in conditions if condition.sign != "in"}
        self.numeric = {*self._rows, *compared, *([survey.weight] if survey.weight else [])}
        words = [word for allowed in survey.keep.values() for word in allowed]
        words += [word for condition in conditions for word in condition.words]
        self._spelled = {plain(word): word for word in words}
        self.problems: dict[tuple[str, str], Problem] = {}

    def read(self, name: str, cells: pd.Series) -> np.ndarray:
        """Return a column's cells as numbers, else as words spelled as the mapping does; nothing is a null."""
        codes, words = pd.factorize(cells)
        texts = [str(word).strip() for word in words]
        if name not in self.numeric:
            return np.array([self._spelled.get(plain(text), text) or None for text in texts], object)[codes]
        numbers, states = self._coding.read(texts, {})
        for text, number, state in zip(texts, numbers, states, strict=True):
            asked = name in self._rows
            if (state == UNREAD and (asked or name == self._survey.weight)) or (not asked and number < 0):
                code = "answer_number" if asked else "survey_weight"
                problem = Problem(self._survey.path.name, self._rows.get(name), name, harmless(text), code)
                self.problems.setdefault((name, text), problem)
        found = numbers.astype(object)
        found[np.isnan(numbers)] = None
        return found[codes]
