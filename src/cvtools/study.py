"""A study: read, checked, written, and its ids turned into names.

Reading and writing go through the same check: what is written is first made into files in memory and read back.
"""

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cvtools import storage
from cvtools.check import check
from cvtools.csvfile import read_csv, write_csv
from cvtools.schema import PASSED_THROUGH, TABLES, Problem, StudyError
from cvtools.settings import Settings, check_settings, settings_as_text, settings_as_yaml, settings_of_yaml
from cvtools.sheets import Sheet
from cvtools.storage import SETTINGS_FILE, TABLE_FILES, is_workbook


@dataclass(frozen=True)
class Origin:
    """Where a study was read, and what was there."""

    path: Path
    fingerprint: str
    settings_file: bytes = b""
    """The text of ``study.yaml``, whose comments are kept when it is written again."""


@dataclass(frozen=True, eq=False)
class Study:
    """Everything known about one market question. Change it with :func:`dataclasses.replace`.

    ``weights`` and ``ratings`` hold the rows as they stand in the files (with ``*`` rows); every known column is there, a
    blank text is ``""`` and a blank number ``NaN``.
    """

    settings: Settings
    segments: pd.DataFrame
    offerings: pd.DataFrame
    drivers: pd.DataFrame
    weights: pd.DataFrame
    ratings: pd.DataFrame
    others: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Optional tables that are passed through as text (levers, responses)."""
    origin: Origin | None = None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order in which they are filled in."""
        return {name: getattr(self, name) for name in TABLES} | dict(self.others)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when anything in the study does, the same for a folder and a workbook."""
        digest = hashlib.sha256(repr(sorted(settings_as_text(self.settings).items())).encode())
        for name, frame in self.tables.items():
            digest.update(name.encode() + write_csv(frame[sorted(frame)]))
        return digest.hexdigest()[:12]

    def _repr_html_(self) -> str:
        from html import escape

        counts = ", ".join(f"{len(frame)} {name}" for name, frame in self.tables.items())
        return f"<p><b>{escape(self.settings.title)}</b><br>{counts} · {escape(self.settings.unit)}</p>"


def read_study(path: str | Path) -> Study:
    """Read and check a study: a folder with ``study.yaml`` and CSV files, or an ``.xlsx`` workbook.

    Raises
    ------
    StudyError
        With every problem of the study at once, each with file, row (as a spreadsheet numbers it), column, what was found and what is allowed.
    """
    path = Path(path)
    if is_workbook(path):
        settings, tables, origin, problems = _from_workbook(path)
    else:
        settings, tables, origin, problems = _from_folder(path)
    if problems or settings is None:
        raise StudyError(str(path), problems)
    return _study(settings, tables, origin)


def _study(settings: Settings, tables: Mapping[str, pd.DataFrame], origin: Origin | None) -> Study:
    others = {name: tables[name] for name in PASSED_THROUGH if name in tables}
    return Study(settings, *(tables[name] for name in TABLES), others=others, origin=origin)


_Read = tuple[Settings | None, dict[str, pd.DataFrame], Origin, list[Problem]]


def _from_folder(path: Path) -> _Read:
    if not path.is_dir():
        what = "a study is a folder or an .xlsx file" if path.exists() else "there is no such folder or file"
        raise StudyError(str(path), what)
    try:
        files, missing = storage.read_folder(path)
    except OSError as error:
        raise StudyError(str(path), f"the folder cannot be read: {error.strerror}") from None
    settings, tables, problems = _from_files(files)
    origin = Origin(path, storage.fingerprint(files), files.get(SETTINGS_FILE, b""))
    return settings, tables, origin, missing + problems


def _from_files(files: Mapping[str, bytes]) -> tuple[Settings | None, dict[str, pd.DataFrame], list[Problem]]:
    settings, problems = None, []
    if SETTINGS_FILE in files:
        raw, lines, problems = settings_of_yaml(files[SETTINGS_FILE], SETTINGS_FILE)
        if raw:
            settings, wrong = check_settings(raw, SETTINGS_FILE, lines)
            problems += wrong
    sheets = {name: read_csv(files[file], place=file, table=name) for name, file in TABLE_FILES.items() if file in files}
    tables, wrong = check(settings, sheets, settings_place=SETTINGS_FILE)
    return settings, tables, problems + wrong


def _from_workbook(path: Path) -> _Read:
    from cvtools.workbook import LARGEST, SETTINGS_SHEET, read_workbook, refused

    if not path.is_file():
        raise StudyError(str(path), "this is a folder" if path.exists() else "there is no such file")
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise StudyError(str(path), f"the file cannot be read: {error.strerror}") from None
    if size > LARGEST and (problem := refused(data, size, path.name)):
        raise StudyError(str(path), [problem])
    raw, sheets, problems = read_workbook(data, place=path.name)
    settings = None
    settings_place = f"{path.name}, sheet {SETTINGS_SHEET}"
    if not problems or sheets:
        missing = [name for name in (SETTINGS_SHEET, *TABLES) if name not in sheets and (name != SETTINGS_SHEET or not raw)]
        problems += [Problem(path.name, allowed=f"the sheet {name} is missing or empty") for name in missing]
        if raw:
            settings, wrong = check_settings(raw, settings_place, {})
            problems += wrong
    tables, wrong = check(settings, sheets, settings_place=settings_place)
    return settings, tables, Origin(path, storage.fingerprint({path.name: data})), problems + wrong


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
            raise StudyError(study.settings.title, "the study was never read from a file; say where to write it")
        path = origin.path
    path = Path(path)
    files = _as_files(study)
    settings, tables, problems = _from_files(files)
    if problems or settings is None:
        raise StudyError(str(path), problems)
    expected = origin.fingerprint if origin and origin.path.resolve() == path.resolve() else None
    if is_workbook(path):
        from cvtools.workbook import write_workbook

        data = write_workbook(settings_as_text(settings), tables)
        storage.write_file(path, data, expected=expected)
        written = {path.name: data}
    elif path.suffix.lower() in (".csv", ".xls", ".yaml") or path.is_file():
        raise StudyError(str(path), "a study is written to a folder, or to a file whose name ends in .xlsx")
    else:
        storage.write_files(path, files, expected=expected)
        written = storage.read_folder(path)[0]
    now = Origin(path, storage.fingerprint(written), files[SETTINGS_FILE])
    return _study(settings, tables, now)


def _as_files(study: Study) -> dict[str, bytes]:
    previous = study.origin.settings_file if study.origin else b""
    files = {SETTINGS_FILE: settings_as_yaml(study.settings, previous=previous)}
    return files | {TABLE_FILES[name]: write_csv(frame) for name, frame in study.tables.items()}


def check_study(study: Study) -> list[Problem]:
    """Every problem of a study that was made or changed in Python; empty if it can be written."""
    return _from_files(_as_files(study))[2]


def labelled(frame: pd.DataFrame, study: Study, *, language: str = "") -> pd.DataFrame:
    """Add the names that people read, for each id column of a frame.

    ``segment_name``, ``offering_name``, ``rival_name`` and ``driver_name`` are added for the id columns present, and ``ours``
    (bool) where there is an offering. A name comes from the column ``name_LANGUAGE`` where that is filled in, else from
    ``name``. An id without a row (a total) keeps its id as name.
    """
    out = frame.copy()
    for column in ("segment", "offering", "rival", "driver"):
        if column in frame:
            names = names_of(study, "offerings" if column == "rival" else f"{column}s", language=language)
            out[f"{column}_name"] = frame[column].map(names).fillna(frame[column])
    if "offering" in frame:
        out["ours"] = frame["offering"] == study.settings.ours
    return out


def names_of(study: Study, table: str, *, language: str = "", field: str = "name") -> dict[str, str]:
    """Names (or units, descriptions) by id, in the reader's language where the study has them."""
    frame = study.tables[table]
    texts = frame[field]
    if f"{field}_{language}" in frame:
        local = frame[f"{field}_{language}"]
        texts = local.where(local.str.strip() != "", texts)
    return dict(zip(frame.iloc[:, list(frame.columns).index(TABLES[table].key[0])], texts, strict=True))


def replace(study: Study, **changes: object) -> Study:
    """A copy of the study with some of its parts replaced."""
    return dataclasses.replace(study, **changes)  # type: ignore[arg-type]


def text_of(settings: Settings, field: str, language: str) -> str:
    """The study's title, period or notes, in the reader's language where the study has it."""
    return settings.other.get(f"{field}_{language}", "").strip() or str(getattr(settings, field))
