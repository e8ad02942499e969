"""Study files on disk: found, read whole, and replaced so that a crash leaves the old study or the new one.

A folder has several files, and no system replaces several files at once. So the new ones are first written out in
full to a hidden folder, which one rename then turns into ``.commit``. From that moment the study *is* the new one:
whoever reads looks into ``.commit`` first, and whoever writes next (this very call, normally) moves its files to
their places. Before that moment nothing has changed. An empty file in ``.commit`` stands for one that is to go.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.history import HISTORY, clear_away, keep
from cvtools.study.replicates import FILE as REPLICATES_FILE
from cvtools.study.safe_files import (
    locked,
    made_folder,
    naming,
    refuse_links,
    replace_file,
    short_name,
    sweep,
    sync_folder,
    write_through,
)
from cvtools.study.schema import PASSED_THROUGH, SCHEMA, TABLES
from cvtools.study.wording import N_

SETTINGS_FILE = "study.yaml"
TABLE_FILES = {name: f"{name}.csv" for name in (*SCHEMA, *PASSED_THROUGH)}
STUDY_FILES = (SETTINGS_FILE, *TABLE_FILES.values(), REPLICATES_FILE)
WORKBOOK = "study.xlsx"
"""What a workbook is called in a fingerprint, whatever the name of its file."""
LARGEST = 100_000_000
_COMMIT = ".commit"
_STAGED = ".staged-"
_GONE = b""
_ATTEMPTS = 5


def is_workbook(path: Path) -> bool:
    """Whether a study at this path is a workbook, by its name."""
    return path.suffix.lower() == ".xlsx"


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Return a digest of files and their names, to notice that a study changed on disk."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


# -- reading ---------------------------------------------------------------------------------------


def read_folder(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Read the bytes of a study folder's files, by file name, and say what is missing or cannot be read.

    Should somebody write at the same time, they are read again, so that old and new files never mix.
    """
    files, problems, before = {}, [], None
    for _ in range(_ATTEMPTS):
        now = files_state(path)
        if now == before:
            break
        before = now
        files, problems = _read(path)
        if files_state(path) == before:
            break
    return files, problems


def files_state(path: Path) -> list[object]:
    """Return something that differs when a file of the study at a path was written, moved or removed."""
    found: list[object] = []
    in_folder = [path / part / name for part in (_COMMIT, "") for name in STUDY_FILES]
    for file in [path, replicates_of(path)] if is_workbook(path) else in_folder:
        try:
            entry = file.stat()
            found.append((entry.st_ino, entry.st_mtime_ns, entry.st_size))
        except OSError:
            found.append(None)
    return found


def _read(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    if (path / _COMMIT).is_symlink():
        return {}, [Problem(_COMMIT, code="link")]
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in STUDY_FILES:
        try:
            data, problem = _read_one(path, name)
        except OSError as error:
            data, problem = None, Problem(name, code="unreadable", fields={"reason": str(error.strerror)})
        if data is not None:
            files[name] = data
        elif problem:
            problems.append(problem)
        elif name == SETTINGS_FILE or name.removesuffix(".csv") in TABLES:
            others = sorted({entry.name for entry in path.iterdir()}.difference(STUDY_FILES))
            problems.append(Problem(name, code="file_missing", meant=nearest(name, others, cutoff=0.75)))
    return files, problems


def _read_one(folder: Path, name: str) -> tuple[bytes | None, Problem | None]:
    """Return the bytes of a study file, or why it has none; neither, if it is not there."""
    for file in (folder / _COMMIT / name, folder / name):
        try:
            entry = file.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not stat.S_ISREG(entry.st_mode):
            return None, Problem(name, found=N_("a folder or a special file"), code="a_file")
        if entry.st_size > LARGEST:
            fields = {"size": entry.st_size, "most": LARGEST}
            return None, Problem(name, found=N_("{size} bytes"), code="bytes", fields=fields)
        if entry.st_size == 0 and file.parent.name == _COMMIT:
            return None, None
        return file.read_bytes(), None
    return None, None


# -- writing a folder ------------------------------------------------------------------------------


def write_files(folder: Path, files: Mapping[str, bytes], *, expected: str | None) -> dict[str, bytes]:
    """Make these the study files of a folder, all or none; the previous ones go to ``.history``.

    ``expected`` is the fingerprint that the folder must still have (``None``: it must hold no study). Returns the
    files.
    """
    with made_folder(folder), locked(folder / ".lock"):
        refuse_links(folder / _COMMIT, folder / HISTORY)
        _recover(folder)
        before, problems = read_folder(folder)
        hidden = [problem for problem in problems if os.path.lexists(folder / problem.place)]
        if hidden:
            raise StudyError(str(folder), hidden)
        _refuse_if_changed(folder, before, expected)
        changed = {name: data for name, data in files.items() if before.get(name) != data}
        changed |= {name: _GONE for name in before if name not in files}
        if changed:
            _commit(folder, changed, before)
    return dict(files)


def _commit(folder: Path, changed: Mapping[str, bytes], before: Mapping[str, bytes]) -> None:
    staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=folder))
    try:
        for name, data in changed.items():
            with naming(folder / name):
                write_through(staged / name, data)
                if name in before:
                    shutil.copymode(folder / name, staged / name)
        if before:
            keep(folder / HISTORY, before)
        sync_folder(staged)
        staged.rename(folder / _COMMIT)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    sync_folder(folder)
    _finish(folder)


def _finish(folder: Path) -> None:
    """Move the files of the commit to their places."""
    commit = folder / _COMMIT
    for file in sorted(commit.iterdir()):
        if file.stat().st_size == 0:
            (folder / file.name).unlink(missing_ok=True)
            file.unlink()
        else:
            file.replace(folder / file.name)
    commit.rmdir()
    sync_folder(folder)


def _recover(folder: Path) -> None:
    """Finish what a writer that was killed had committed, and clear away what it had not.

    Somebody may have changed a file since, not knowing of the commit: what it replaces is kept in the history.
    """
    clear_away(folder, _STAGED)
    commit = folder / _COMMIT
    if commit.is_dir():
        _refuse_what_is_not_ours(commit)
        replaced = [folder / file.name for file in commit.iterdir() if (folder / file.name).is_file()]
        if replaced:
            keep(folder / HISTORY, {file.name: file.read_bytes() for file in replaced})
        _finish(folder)


def _refuse_what_is_not_ours(commit: Path) -> None:
    """Refuse a commit that no writer of ours can have left."""
    strange = [
        Problem(f"{_COMMIT}/{file.name}", code="stray_file")
        for file in commit.iterdir()
        if file.name not in STUDY_FILES or not stat.S_ISREG(file.lstat().st_mode)
    ]
    if strange:
        raise StudyError(str(commit.parent), strange)


# -- writing one file ------------------------------------------------------------------------------


def replicates_of(path: Path) -> Path:
    """Return where the replicates of a study are that is a workbook.

    >>> replicates_of(Path("coffee.xlsx")).name
    'coffee.replicates.parquet'
    """
    return path.with_name(f"{path.stem}.{REPLICATES_FILE}")


def read_workbook_files(path: Path) -> dict[str, bytes]:
    """Read the bytes of a workbook, and of the replicates beside it."""
    files = {WORKBOOK: path.read_bytes()}
    other = replicates_of(path)
    if other.is_file() and other.stat().st_size <= LARGEST:
        files[REPLICATES_FILE] = other.read_bytes()
    return files


def write_file(path: Path, data: bytes, *, beside: Mapping[str, bytes], expected: str | None) -> dict[str, bytes]:
    """Make this the study's workbook, all or nothing; the previous one goes to ``.history/NAME`` beside it.

    ``beside`` holds the replicates, where there are any. They are in their place before the workbook is: whoever reads
    in between finds numbers that are not those of the replicates, and draws these one by one.
    """
    path = Path(os.path.realpath(path))
    refuse_links(path)  # one that leads to itself
    with made_folder(path.parent), locked(path.parent / f".{short_name(path)}.lock"):
        refuse_links(path.parent / HISTORY)
        sweep(path)
        before = read_workbook_files(path) if path.exists() else {}
        _refuse_if_changed(path, before, expected)
        places = {WORKBOOK: path, REPLICATES_FILE: replicates_of(path)}
        refuse_links(places[REPLICATES_FILE])
        if before:
            keep(path.parent / HISTORY / path.name, {places[name].name: old for name, old in before.items()})
        for name, held in beside.items():
            replace_file(places[name], held)
        replace_file(path, data)
        if REPLICATES_FILE in before and REPLICATES_FILE not in beside:
            places[REPLICATES_FILE].unlink(missing_ok=True)
    return {WORKBOOK: data, **beside}


# -- both ------------------------------------------------------------------------------------------


def lay_out(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a study as they were read, to a place where there is nothing yet."""
    if is_workbook(path):
        places = {WORKBOOK: path, REPLICATES_FILE: replicates_of(path)}
    else:
        path.mkdir()
        places = {name: path / name for name in files}
    for name, data in files.items():
        places[name].write_bytes(data)


def _refuse_if_changed(path: Path, before: Mapping[str, bytes], expected: str | None) -> None:
    if fingerprint(before) == (expected or fingerprint({})):
        return
    raise StudyError(
        str(path),
        N_("there is a study here already; choose another place")
        if expected is None
        else N_("the study changed on disk since it was read; read it again, so that the other change is not lost"),
    )
