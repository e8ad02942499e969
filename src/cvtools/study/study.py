"""A study: read, checked, written, and its ids turned into names.

Reading and writing go through the same check: what is written is first made into files in memory and read back.
"""

import dataclasses
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from cvtools.study import replicates as replicate_files
from cvtools.study import storage, xlsx_files
from cvtools.study.csv_files import read_tables, write_csv
from cvtools.study.errors import Problem, SheetOf, StudyError
from cvtools.study.examples import example
from cvtools.study.rules import check
from cvtools.study.schema import OPTIONAL, TABLES
from cvtools.study.settings import Settings, check_settings, settings_as_text, settings_as_yaml, settings_of_yaml
from cvtools.study.sheets import RawSettings
from cvtools.study.storage import SETTINGS_FILE, TABLE_FILES, WORKBOOK, is_workbook
from cvtools.study.wording import N_
from cvtools.study.xlsx_writer import write_workbook


@dataclass(frozen=True)
class Origin:
    """Where a study was read, and what was there."""

    path: Path
    files: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """What tells whether the files on disk are still these."""
        return storage.fingerprint(self.files)

    @cached_property
    def replicates(self) -> pd.DataFrame | None:
        """The replicates that were there, where they can be read."""
        data = self.files.get(replicate_files.FILE)
        return replicate_files.read_replicates(data, replicate_files.FILE, {})[0] if data else None

    @property
    def settings_file(self) -> bytes:
        """The text of ``study.yaml``, whose comments are kept when it is written again."""
        return self.files.get(SETTINGS_FILE, b"")


@dataclass(frozen=True, eq=False)
class Study:
    """Everything known about one market question. Change it with :func:`dataclasses.replace`.

    ``weights`` and ``ratings`` hold the rows as they stand in the files (with ``*`` rows); every known column is
    there, a blank text is ``""`` and a blank number ``NaN``.
    """

    settings: Settings
    segments: pd.DataFrame
    offerings: pd.DataFrame
    drivers: pd.DataFrame
    weights: pd.DataFrame
    ratings: pd.DataFrame
    others: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Optional tables, where the study has them: levers, effects, shares, economics; responses and measures as text."""
    replicates: pd.DataFrame | None = None
    """Replicates of a survey's numbers, which are drawn together (see ``replicates``)."""
    origin: Origin | None = None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order in which they are filled in."""
        return {name: getattr(self, name) for name in TABLES} | dict(self.others)

    def optional(self, name: str) -> pd.DataFrame:
        """Return an optional table; one without rows where the study has none."""
        if name in self.others:
            return self.others[name]
        types = {column.name: "float64" if column.holds == "number" else "str" for column in OPTIONAL[name].columns}
        return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in types.items()})

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when anything in the study does, the same for a folder and a workbook."""
        digest = hashlib.sha256(repr(sorted(settings_as_text(self.settings).items())).encode())
        for name, frame in self.tables.items():
            digest.update(name.encode() + write_csv(frame, columns=sorted(map(str, frame.columns))))
        if self.replicates is not None:
            digest.update(repr(list(self.replicates.columns)).encode() + self.replicates.to_numpy(float).tobytes())
        return digest.hexdigest()[:12]

    def _repr_html_(self) -> str:
        from html import escape

        counts = ", ".join(f"{len(frame)} {name}" for name, frame in self.tables.items())
        return f"<p><b>{escape(self.settings.title)}</b><br>{counts} · {escape(self.settings.unit)}</p>"


def read_study(path: str | Path) -> Study:
    """Read and check a study: a folder with ``study.yaml`` and CSV files, or an ``.xlsx`` workbook.

    The name of an example stands for that example, where no such folder is.

    Raises
    ------
    StudyError
        With every problem of the study at once, each with file, row (as a spreadsheet numbers it), column, what was
        found and what is allowed.
    """
    name, path = str(path), Path(path)
    try:
        if not path.exists():
            path = example(name) or path
        files, problems = _files_at(path)
    except (OSError, ValueError) as error:  # ValueError: no path can hold this, for example a NUL
        reason = str(getattr(error, "strerror", None) or error)
        raise StudyError(str(path), N_("it cannot be read: {reason}"), reason=reason) from None
    return _parsed(path, files, problems)


def _files_at(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Read the bytes of a study, and say what is missing."""
    if not path.exists():
        raise StudyError(str(path), N_("there is no such folder or file"))
    if not is_workbook(path):
        if not path.is_dir():
            if path.suffix.lower() in _SPREADSHEETS:
                message = N_("a study is a folder or an .xlsx file; save it as {format}")
                raise StudyError(str(path), message, format=xlsx_files.SAVE_AS)
            raise StudyError(str(path), N_("a study is a folder or an .xlsx file"))
        return storage.read_folder(path)
    if not path.is_file():
        raise StudyError(str(path), N_("an .xlsx file is needed; this is a folder or a special file"))
    size = path.stat().st_size
    if size > xlsx_files.LARGEST:
        fields = {"size": size, "most": xlsx_files.LARGEST}
        problem = Problem(path.name, found=N_("{size} bytes"), code="workbook_bytes", fields=fields)
        raise StudyError(str(path), [problem])
    return storage.read_workbook_files(path), []


def _parsed(path: Path, files: Mapping[str, bytes], missing: Sequence[Problem] = ()) -> Study:
    """Make a study of the bytes of its files, or say everything that is wrong with them."""
    problems = list(missing)
    if WORKBOOK in files:
        raw, sheets, wrong = xlsx_files.read_workbook(files[WORKBOOK], place=path.name)
        problems += wrong
        place = SheetOf(path.name, xlsx_files.SETTINGS_SHEET)
    else:
        place = SETTINGS_FILE
        raw = settings_of_yaml(files[place], place) if place in files else RawSettings(readable=False)
        sheets = read_tables({name: files[file] for name, file in TABLE_FILES.items() if file in files})
    settings, wrong = check_settings(raw, place)
    tables, more = check(sheets, raw, settings_place=place, settings_problems=wrong)
    problems += wrong + more
    replicates = None
    if replicate_files.FILE in files:
        place = storage.replicates_of(path).name if WORKBOOK in files else replicate_files.FILE
        replicates, wrong = replicate_files.read_replicates(files[replicate_files.FILE], place, tables)
        problems += wrong
    if problems or settings is None:
        error = StudyError(str(path), problems)
        error.language = raw.texts.get("language", "").strip()
        raise error
    origin = Origin(path, files)
    others = {name: frame for name, frame in tables.items() if name not in TABLES}
    return Study(settings, *(tables[name] for name in TABLES), others=others, replicates=replicates, origin=origin)


def write_study(study: Study, path: str | Path | None = None) -> Study:
    """Check a study and write it, as a folder or (``.xlsx``) a workbook; without ``path``, where it was read.

    The write is all or nothing, the previous version is kept in ``.history``, and a study that somebody else changed on
    disk since it was read is not overwritten. Returns the study as it now stands on disk; write that one the next time.

    Raises
    ------
    StudyError
        When the study breaks a rule, when another study is at ``path``, or when it changed on disk since it was read.
    OSError
        When the place cannot be written; what was there before is whole.
    """
    origin = study.origin
    if path is None:
        if origin is None:
            raise StudyError(study.settings.title, N_("the study was never read from a file; say where to write it"))
        path = origin.path
    path = Path(path)
    _refuse_place(path)
    files = _as_files(study)
    checked = _parsed(path, files)
    expected = origin.fingerprint if origin and os.path.realpath(origin.path) == os.path.realpath(path) else None
    if is_workbook(path):
        data = write_workbook(settings_as_text(checked.settings), checked.tables)
        beside = {name: data for name, data in files.items() if name == replicate_files.FILE}
        written = storage.write_file(path, data, beside=beside, expected=expected)
    else:
        written = storage.write_files(path, files, expected=expected)
    return dataclasses.replace(checked, origin=Origin(path, written))


_SPREADSHEETS = (".csv", ".fods", ".numbers", ".ods", ".tsv", ".xls", ".xlsb", ".xlsm", ".xltx")
_DOCUMENTS = (".docx", ".htm", ".html", ".ipynb", ".json", ".md", ".pdf", ".txt", ".xml", ".yaml", ".yml", ".zip")
"""Whoever names a new study so wants such a file, and we cannot make it; ``study.v1`` may well be a folder."""


def _refuse_place(path: Path) -> None:
    if is_workbook(path):
        if path.exists() and not path.is_file():
            raise StudyError(str(path), N_("an .xlsx file is needed; this is a folder or a special file"))
    elif not path.is_dir() and (path.exists() or path.suffix.lower() in _SPREADSHEETS + _DOCUMENTS):
        raise StudyError(str(path), N_("a study is written to a folder, or to a file whose name ends in .xlsx"))


def _as_files(study: Study) -> dict[str, bytes]:
    previous = study.origin.settings_file if study.origin else b""
    files = {SETTINGS_FILE: settings_as_yaml(study.settings, previous=previous)}
    files |= {TABLE_FILES[name]: write_csv(frame) for name, frame in study.tables.items()}
    if study.replicates is not None:
        files[replicate_files.FILE] = replicate_files.write_replicates(study.replicates, study.tables)
    return files


def completed(study: Study) -> Study:
    """A study that was made in Python, checked, with every known column and without an origin.

    Raises
    ------
    StudyError
        With every problem of the study.
    """
    return dataclasses.replace(_parsed(Path(study.settings.title), _as_files(study)), origin=None)


def check_study(study: Study) -> list[Problem]:
    """Return every problem of a study that was made or changed in Python; empty if it can be written."""
    try:
        completed(study)
    except StudyError as error:
        return list(error.problems)
    return []


def has_ranges(study: Study) -> bool:
    """Whether any weight or rating has a low and a high."""
    return any(bool(study.tables[table]["low"].notna().any()) for table in ("weights", "ratings"))


def replace(study: Study, **changes: object) -> Study:
    """A copy of the study with some of its parts replaced."""
    return dataclasses.replace(study, **changes)  # type: ignore[arg-type]


def chosen_segment(study: Study, segment: object) -> str:
    """The segment asked for, or, if that is blank, the first; a whole number stands for an id made of digits.

    Raises
    ------
    StudyError
        When the study has no such segment.
    """
    ids = [str(identifier) for identifier in study.segments["segment"]]
    if segment == "" and isinstance(segment, str):
        return ids[0]
    wanted = str(segment) if isinstance(segment, str) or type(segment) is int else repr(segment)
    if wanted not in ids:
        raise StudyError.not_among("segment", wanted, ids)
    return wanted
