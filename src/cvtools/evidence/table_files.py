"""Files of responses as tables of texts: CSV of any dialect, workbooks, Parquet, SPSS."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cvtools.evidence.memory import most_answers, most_bytes
from cvtools.study import xlsx_guard
from cvtools.study.errors import Problem, StudyError
from cvtools.study.wording import N_

LARGEST = 400_000_000
"""Bytes of a file that is read whole, where the memory allows it; with an engine files may be of any size."""
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
SUFFIXES = (*CSV_SUFFIXES, ".xlsx", ".parquet", ".sav")
AS_WRITTEN: dict[str, Any] = {
    "header": None,
    "dtype": str,
    "keep_default_na": False,
    "na_filter": False,
    "index_col": False,
}
"""How pandas reads a CSV so that each cell is the text that stands there."""
_SLAVIC = (0xE8, 0xF0, 0x9A, 0x9E, 0x8A, 0x8E, 0xC8)  # č đ š ž Š Ž Č of Windows-1250
_NORDIC = (0xE5, 0xF8, 0xE6, 0xC5, 0xD8, 0xC6)  # å ø æ Å Ø Æ of Windows-1252; æ is ć there


@dataclass(frozen=True, eq=False)
class Table:
    """One file: cells as texts, its header rows still among them unless the file has names of its own."""

    place: str
    rows: pd.DataFrame
    header: list[str] = field(default_factory=list[str])
    titles: list[str] = field(default_factory=list[str])
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    encoding: str = "utf-8"
    kind: str = ""
    """The tool, where the kind of file tells."""


def read_table(file: Path, *, columns: Sequence[str] | None = None) -> Table:
    """Read a file of responses, by the ending of its name.

    Raises
    ------
    StudyError
        When it cannot be read, is empty or too large, or ends in something else.
    """
    place, suffix = file.name, file.suffix.lower()
    if suffix not in SUFFIXES:
        raise StudyError.not_among(place, suffix or place, SUFFIXES)
    try:
        size = file.stat().st_size
    except OSError as error:
        raise StudyError(str(file), N_("it cannot be read: {reason}"), reason=str(error.strerror)) from None
    if not size:
        raise _refused(place, N_("the file is empty"))
    most = min(LARGEST, most_bytes())
    if size > most and suffix != ".parquet":
        fields = {"size": size, "most": most}
        raise StudyError(place, [Problem(place, found=N_("{size} bytes"), code="export_bytes", fields=fields)])
    if suffix == ".parquet":
        return _parquet(file, columns)
    if suffix == ".sav":
        return _sav(file)
    data = file.read_bytes()
    return _workbook(data, place) if suffix == ".xlsx" else _csv(data, place)


def refuse_beyond_memory(place: str, answers: int) -> None:
    """Raise where so many answers cannot be held at once."""
    if answers > (most := most_answers()):
        fields = {"answers": answers, "most": most}
        raise StudyError(place, [Problem(place, found=N_("{answers} answers"), code="export_answers", fields=fields)])


def table_with_header(file: Path) -> pd.DataFrame:
    """Read a small table of our own: its first row as header, every cell a text."""
    rows = read_table(file).rows
    header = [str(cell).strip() for cell in rows.iloc[0]]
    return rows.iloc[1:].set_axis(header, axis=1).reset_index(drop=True)


def _refused(place: str, code: str, **fields: object) -> StudyError:
    return StudyError(place, [Problem(place, code=code, fields=fields)])


def _csv(data: bytes, place: str) -> Table:
    text, encoding = encoded(data)
    if not text.strip():
        raise _refused(place, N_("the file is empty"))
    separator, width = dialect(text)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            names=list(range(width)),
            **AS_WRITTEN,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise row_unreadable(place, error) from None
    return Table(place, frame.map(_unguarded) if "'=" in text else frame, encoding=encoding)


def row_unreadable(place: str, error: Exception) -> StudyError:
    """Return what the parser of CSV says, with its row."""
    return _refused(place, "row_unreadable", reason=str(error).removeprefix("Error tokenizing data. C error: "))


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that LimeSurvey puts before what a spreadsheet would run."""
    return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell


def encoded(data: bytes) -> tuple[str, str]:
    """Return text and the encoding it was written in: UTF-8 or 16, else the Windows code page of its letters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        octets = np.bincount(np.frombuffer(data, np.uint8), minlength=256)
        slavic = octets[list(_SLAVIC)].sum() > octets[list(_NORDIC)].sum()
        name = "cp1250" if slavic else "cp1252"
        return data.decode(name, errors="replace"), name


def dialect(text: str) -> tuple[str, int]:
    """Return the separator under which the first rows have the most cells, and their number."""
    head = text[:200_000]
    widths: dict[str, int] = {}
    for separator in (",", ";", "\t"):
        rows: list[int] = []
        try:
            for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
                rows.append(len(row))
                if len(rows) == 5:
                    break
        except csv.Error:
            pass
        widths[separator] = max(rows, default=1) if rows and rows[0] > 1 else 1
    best = max(widths, key=lambda separator: widths[separator])
    return best, widths[best]


def _workbook(data: bytes, place: str) -> Table:
    if problem := xlsx_guard.refused(data, place):
        raise StudyError(place, [problem])
    try:
        frame = pd.read_excel(io.BytesIO(data), header=None, dtype=object, engine="openpyxl")
    except Exception as error:  # openpyxl raises whatever the broken part of the file made it stumble over
        raise _refused(place, "workbook_unreadable", reason=type(error).__name__) from None
    if frame.empty:
        raise _refused(place, N_("the file is empty"))
    return Table(place, frame.map(as_text))


def _parquet(file: Path, columns: Sequence[str] | None) -> Table:
    try:
        import pyarrow.parquet as parquet
    except ModuleNotFoundError:
        raise needs(N_("Parquet files need pyarrow"), file.name) from None
    try:
        there, rows = parquet.read_schema(file).names, parquet.read_metadata(file).num_rows
        wanted = there if columns is None else [name for name in there if name in set(columns)]
        refuse_beyond_memory(file.name, rows * len(wanted))
        frame = pd.read_parquet(file, columns=wanted)
    except (OSError, ValueError) as error:
        raise _refused(file.name, "unreadable", reason=str(error)) from None
    return Table(file.name, _texts(frame), header=[str(name) for name in frame.columns])


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Make texts of a frame with types, each distinct value once."""
    columns: dict[int, Any] = {}
    for number, name in enumerate(frame.columns):
        codes, values = pd.factorize(frame[name])
        words = np.array([as_text(value) for value in values] + [""], object)
        columns[number] = words[codes]
    return pd.DataFrame(columns, dtype=str)


def _sav(file: Path) -> Table:
    """Read SPSS with its codes; those it calls missing are marked as such."""
    try:
        import pyreadstat
    except ModuleNotFoundError:
        raise needs(N_("SPSS files need pyreadstat"), file.name) from None
    try:
        read: tuple[Any, Any] = pyreadstat.read_sav(file, user_missing=True)
    except Exception as error:  # its own errors and those of C
        raise _refused(file.name, "unreadable", reason=str(error)) from None
    frame, meta = read
    labels = {
        str(name): {as_text(code): str(label).strip() for code, label in codes.items()}
        for name, codes in meta.variable_value_labels.items()
    }
    names = [str(name) for name in frame.columns]
    titles = [str(label or name) for name, label in zip(names, meta.column_labels, strict=True)]
    rows = _marked(_texts(frame), names, meta.missing_ranges)
    return Table(file.name, rows, names, titles, labels, kind="spss")


def _marked(rows: pd.DataFrame, names: Sequence[str], ranges: Mapping[str, Sequence[Mapping[str, Any]]]) -> Any:
    """Mark what SPSS calls missing: ``MISSING`` and the code, so that it is counted as missing and nothing else."""
    for number, name in enumerate(names):
        for part in ranges.get(name, ()):
            if isinstance(part["lo"], str):
                wrong = rows[number] == part["lo"].strip()
            else:
                value = pd.to_numeric(rows[number], errors="coerce")
                wrong = value.between(part["lo"], part["hi"])
            rows[number] = rows[number].where(~wrong, MISSING)
    return rows


MISSING = "\ufffdmissing"
"""What stands for an answer that the file itself calls missing."""


def needs(message: str, place: str) -> StudyError:
    """Return an error that says how to get a library."""
    return StudyError(
        place, [Problem(place, code=N_("{needs}: pip install “cvtools[evidence]”"), fields={"needs": message})]
    )


def as_text(value: Any) -> str:
    """Return a cell of a file with types as a text: whole numbers without a point, dates as ISO writes them.

    >>> as_text(5.0), as_text(None), as_text(True)
    ('5', '', '1')
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
    return value if isinstance(value, str) else str(value)
