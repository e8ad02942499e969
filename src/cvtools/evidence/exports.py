"""Exports of survey tools, read as they are: one row a response, one column a question, every cell a text.

What a cell means is decided later, by the mapping. Here a file becomes a frame whose columns have the names that a
mapping uses: the tool's own where it has such (Qualtrics, LimeSurvey), else the question, and ``Question [row]`` for
the rows of a matrix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from cvtools.evidence.kinds import plain, recognised
from cvtools.evidence.table_files import Table, read_table
from cvtools.study.errors import Problem, StudyError
from cvtools.study.wording import N_

_UNSAID = frozenset({"", "response", "open-ended response", "svar", "odgovor"})
"""What stands below a question that has one column."""


@dataclass(frozen=True, eq=False)
class Export:
    """One or several files of responses, read."""

    kind: str
    frame: pd.DataFrame
    """One row a response; every cell a text, blank where nothing was answered."""
    titles: Mapping[str, str]
    """What each column asks, in full."""
    labels: Mapping[str, Mapping[str, str]]
    """What the codes of a column stand for, where the file says so (SPSS)."""
    places: np.ndarray
    """The file of each row."""
    twice: tuple[str, ...] = ()
    """Columns whose header another column has, too: ``Name (2)``."""
    encoding: str = "utf-8"
    wordings: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Columns that are worded differently from file to file, and how."""

    def column(self, name: str) -> str:
        """Return the column that a mapping means: by its name, its name without regard to blanks, or its title."""
        if name in self.frame.columns:
            return name
        wanted = plain(name)
        for names in ({plain(column): column for column in reversed(list(self.frame.columns))}, self._by_title()):
            if wanted in names:
                return names[wanted]
        return ""

    def _by_title(self) -> dict[str, str]:
        titles: dict[str, list[str]] = {}
        for column, title in self.titles.items():
            titles.setdefault(plain(title), []).append(column)
        return {title: columns[0] for title, columns in titles.items() if len(columns) == 1}


def read_exports(files: Sequence[Path], made_with: str = "auto", *, columns: Sequence[str] | None = None) -> Export:
    """Read the files of one survey: the rows below each other, a column that a file lacks blank.

    Of Parquet files only ``columns`` are read, where they are given.

    Raises
    ------
    StudyError
        When a file cannot be read, or is empty.
    """
    exports = [_export(read_table(file, columns=columns), made_with) for file in files]
    first = exports[0]
    if len(exports) == 1:
        return first
    titles: dict[str, list[str]] = {}
    for export in exports:
        for column, title in export.titles.items():
            titles.setdefault(column, []).append(title)
    worded = {column: tuple(dict.fromkeys(found)) for column, found in titles.items()}
    return Export(
        first.kind,
        pd.concat([export.frame for export in exports], ignore_index=True).fillna(""),
        {column: found[0] for column, found in worded.items()},
        {column: labels for export in exports for column, labels in export.labels.items()},
        np.concatenate([export.places for export in exports]),
        tuple(dict.fromkeys(name for export in exports for name in export.twice)),
        first.encoding,
        {column: found for column, found in worded.items() if len({plain(title) for title in found}) > 1},
    )


def _export(table: Table, made_with: str) -> Export:
    """Make an export of a table: its header rows become names and titles."""
    export, _ = header_of(table, made_with)
    frame = export.frame.loc[(export.frame != "").any(axis=1)].reset_index(drop=True)
    if frame.empty:
        raise StudyError(table.place, [Problem(table.place, code=N_("the file holds no response"))])
    return replace(export, frame=frame, places=np.full(len(frame), table.place, object))


def header_of(table: Table, made_with: str) -> tuple[Export, int]:
    """Return a table with names and titles, blank rows still in it, and how many header rows they were made of."""
    rows, kind = table.rows, made_with
    if kind == "auto":
        kind = table.kind or recognised(_texts(rows, 0), _texts(rows, 2))
    names = _texts(rows, 0)
    titles, below = names, 1
    if table.header:  # Parquet and SPSS have names of their own
        names, titles, below = table.header, table.titles or table.header, 0
    elif kind == "qualtrics":
        below = 3 if any('"ImportId"' in cell for cell in _texts(rows, 2)) else 1 + _is_words(_texts(rows, 1))
        titles = _texts(rows, 1) if below > 1 else names
    elif kind == "surveymonkey" and not "".join(_texts(rows, 1)[:2]):
        names, below = _under(names, _texts(rows, 1)), 2
        titles = names
    unique, twice = _unique([" ".join(name.lstrip("\ufeff").split()) for name in names])
    frame = rows.iloc[below:].reset_index(drop=True)
    frame.columns = pd.Index(unique)
    spaced = dict(zip(unique, (" ".join(title.split()) for title in titles), strict=True))
    places = np.full(len(frame), table.place, object)
    return Export(kind, frame, spaced, table.labels, places, twice, table.encoding), below


def _texts(rows: pd.DataFrame, number: int) -> list[str]:
    return [str(cell) for cell in rows.iloc[number]] if number < len(rows) else []


def _is_words(row: Sequence[str]) -> bool:
    """Return whether a row says what the columns are, rather than when a response began."""
    return bool(row) and not row[0][:1].isdigit()


def _under(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Name columns by a question, which stands above the first of its columns only, and what is below it."""
    names, question = [], ""
    for top, bottom in zip(above, below, strict=True):
        question = top.strip() or question
        names.append(question if plain(bottom) in _UNSAID else f"{question} [{bottom.strip()}]")
    return names


def _unique(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Give each column a name of its own; return also those that had to be given one."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for number, name in enumerate(names, 1):
        label = name or f"column {number}"
        seen[label] = seen.get(label, 0) + 1
        unique.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return unique, tuple(name for name, label in zip(unique, names, strict=True) if label and name != label)
