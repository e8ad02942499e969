"""What is at the place of a study, and in a workbook that was handed in: read as it is, mistakes and all."""

from dataclasses import dataclass
from pathlib import Path

from cvtools.forms.edits import sound_ids
from cvtools.forms.state import State, state_of_sheets, state_of_study
from cvtools.study import storage, xlsx_files
from cvtools.study.csv_files import read_tables
from cvtools.study.errors import Problem, StudyError
from cvtools.study.settings import settings_of_yaml
from cvtools.study.sheets import RawSettings, Sheet
from cvtools.study.storage import SETTINGS_FILE, TABLE_FILES, WORKBOOK
from cvtools.study.study import Origin, Study, read_study
from cvtools.study.wording import N_


@dataclass(frozen=True)
class Disk:
    """What is at the place of a study."""

    state: State | None = None
    study: Study | None = None
    origin: Origin | None = None

    @property
    def base(self) -> str:
        """What tells this version from others; "" where there is none."""
        if self.study:
            return self.study.fingerprint
        return f"files {self.origin.fingerprint}" if self.origin else ""


def on_disk(path: Path, decimal: str) -> Disk:
    """Read what is at a place: a study, one with mistakes, or nothing."""
    files = _files(path)
    if not files:
        return Disk()
    try:
        study = read_study(path)
        return Disk(state_of_study(study, decimal=decimal), study, study.origin)
    except StudyError:
        raw, sheets = _raw(path, files)
        return Disk(sound_ids(state_of_sheets(raw, sheets, decimal=decimal)), None, Origin(path, files))


def _files(path: Path) -> dict[str, bytes]:
    if storage.is_workbook(path):
        return {WORKBOOK: path.read_bytes()} if path.is_file() else {}
    return storage.read_folder(path)[0] if path.is_dir() else {}


def _raw(path: Path, files: dict[str, bytes]) -> tuple[RawSettings, dict[str, Sheet]]:
    if WORKBOOK in files:
        raw, sheets, _ = xlsx_files.read_workbook(files[WORKBOOK], place=path.name)
        return raw, sheets
    raw = settings_of_yaml(files[SETTINGS_FILE], SETTINGS_FILE) if SETTINGS_FILE in files else RawSettings()
    return raw, read_tables({name: files[file] for name, file in TABLE_FILES.items() if file in files})


def state_of_workbook(name: str, data: bytes, *, decimal: str) -> State:
    """Read the bytes of a workbook, mistakes in its cells and all.

    Raises
    ------
    StudyError
        When it is no workbook, is too large, or its sheets and columns are not those of a study.
    """
    if len(data) > xlsx_files.LARGEST:
        fields = {"size": len(data), "most": xlsx_files.LARGEST}
        raise StudyError(name, [Problem(name, found=N_("{size} bytes"), code="workbook_bytes", fields=fields)])
    raw, sheets, problems = xlsx_files.read_workbook(data, place=name)
    problems = [*problems, *raw.problems, *(problem for sheet in sheets.values() for problem in sheet.problems)]
    if raw.texts.get("format", "").strip() not in ("", "1"):
        problems.append(Problem(name, raw.rows["format"], "format", raw.texts["format"], "format"))
    problems = [problem for problem in problems if problem.code != "thousands"]  # these come along
    if problems:
        raise StudyError(name, problems)
    return sound_ids(state_of_sheets(raw, sheets, decimal=decimal))
