"""Study files on disk: found, read whole, and replaced so that a crash leaves the old study or the new one.

A folder has several files, and no system replaces several files at once. So the new ones are first written out in
full to a hidden folder, which one rename then turns into ``.commit``. From that moment the study *is* the new one:
whoever reads looks into ``.commit`` first, and whoever writes next (this very call, normally) moves its files to
their places. Before that moment nothing has changed. An empty file in ``.commit`` stands for one that is to go.
"""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.schema import PASSED_THROUGH, TABLES
from cvtools.study.wording import N_

SETTINGS_FILE = "study.yaml"
TABLE_FILES = {name: f"{name}.csv" for name in (*TABLES, *PASSED_THROUGH)}
STUDY_FILES = (SETTINGS_FILE, *TABLE_FILES.values())
WORKBOOK = "study.xlsx"
"""What a workbook is called in a fingerprint, whatever the name of its file."""
HISTORY = ".history"
KEPT = 50
"""So many versions stay in the history, and of the days before the last one of each."""
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
        now = _state(path)
        if now == before:
            break
        before = now
        files, problems = _read(path)
        if _state(path) == before:
            break
    return files, problems


def _state(folder: Path) -> list[object]:
    """Return something that differs when a study file of the folder was written, moved or removed."""
    found: list[object] = []
    for file in (folder / part / name for part in (_COMMIT, "") for name in STUDY_FILES):
        try:
            entry = file.stat()
            found.append((entry.st_ino, entry.st_mtime_ns, entry.st_size))
        except OSError:
            found.append(None)
    return found


def _read(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
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
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".lock"):
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
            _write_through(staged / name, data)
            if name in before:
                shutil.copymode(folder / name, staged / name)
        if before:
            _keep(folder / HISTORY, before)
        _sync_folder(staged)
        staged.rename(folder / _COMMIT)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    _sync_folder(folder)
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
    _sync_folder(folder)


def _recover(folder: Path) -> None:
    """Finish what a writer that was killed had committed, and clear away what it had not.

    Somebody may have changed a file since, not knowing of the commit: what it replaces is kept in the history.
    """
    for left in folder.glob(f"{_STAGED}*"):
        shutil.rmtree(left, ignore_errors=True)
    commit = folder / _COMMIT
    if commit.is_dir():
        replaced = [folder / file.name for file in commit.iterdir() if (folder / file.name).is_file()]
        if replaced:
            _keep(folder / HISTORY, {file.name: file.read_bytes() for file in replaced})
        _finish(folder)


def _keep(history: Path, files: Mapping[str, bytes]) -> None:
    """Copy files into a new folder of the history, and forget the oldest."""
    history.mkdir(parents=True, exist_ok=True)
    for left in history.glob(".partial-*"):
        shutil.rmtree(left, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=history))
    try:
        for name, data in files.items():
            _write_through(partial / name, data)
        partial.rename(history / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}-{secrets.token_hex(2)}")
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    entries = sorted(entry for entry in history.glob("[0-9]*") if entry.is_dir())
    for old, newer in list(pairwise(entries))[: max(0, len(entries) - KEPT)]:
        if old.name[:10] == newer.name[:10]:  # the last of each day stays: forms write often
            shutil.rmtree(old, ignore_errors=True)


# -- writing one file ------------------------------------------------------------------------------


def write_file(path: Path, data: bytes, *, expected: str | None) -> dict[str, bytes]:
    """Make this the study's workbook, all or nothing; the previous one goes to ``.history/NAME`` beside it."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.parent / f".{_short(path)}.lock"):
        for left in path.parent.glob(f".{_short(path)}-*.part"):
            left.unlink(missing_ok=True)
        before = {WORKBOOK: path.read_bytes()} if path.exists() else {}
        _refuse_if_changed(path, before, expected)
        if before:
            _keep(path.parent / HISTORY / path.name, {path.name: before[WORKBOOK]})
        replace_file(path, data)
    return {WORKBOOK: data}


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it there, so that it is never seen half written."""
    staged = path.parent / f".{_short(path)}-{secrets.token_hex(4)}.part"
    try:
        _write_through(staged, data)
        if path.exists():
            shutil.copymode(path, staged)
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _short(path: Path) -> str:
    """Return a short name for a file of whatever name, for what is put beside it."""
    return hashlib.sha256(path.name.encode(errors="surrogateescape")).hexdigest()[:12]


# -- both ------------------------------------------------------------------------------------------


def _refuse_if_changed(path: Path, before: Mapping[str, bytes], expected: str | None) -> None:
    if fingerprint(before) == (expected or fingerprint({})):
        return
    raise StudyError(
        str(path),
        N_("there is a study here already; choose another place")
        if expected is None
        else N_("the study changed on disk since it was read; read it again, so that the other change is not lost"),
    )


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames in the folder last, where the system can (Windows cannot)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def locked(path: Path) -> Generator[None, None, None]:
    """Let one process write at a time; the system lets go of the lock when a process ends, however it ends.

    The file goes when the work is done, so whoever waited for it may hold one that is no longer there, and tries anew.
    """
    while True:
        with path.open("a+b") as file:
            _wait_for(file)
            if not _is_at(path, file):
                continue
            try:
                yield
                return
            finally:
                if os.name != "posix":  # Windows removes no file that is open, here or by another writer
                    file.close()
                with suppress(OSError):
                    path.unlink()


def _wait_for(file: BinaryIO) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    else:
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)


def _is_at(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
