"""Study files on disk: found, read whole, and replaced so that a crash at any moment leaves the old study or the new one.

A folder has several files, and no system replaces several files at once. So the new ones are first written out in full to a hidden folder,
which one rename then turns into ``.commit``. From that moment the study *is* the new one: whoever reads looks into
``.commit`` first, and whoever writes next (this very call, normally) moves its files to their places. Before that moment nothing has changed.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cvtools.schema import PASSED_THROUGH, TABLES, Problem, StudyError, nearest

SETTINGS_FILE = "study.yaml"
TABLE_FILES = {name: f"{name}.csv" for name in (*TABLES, *PASSED_THROUGH)}
HISTORY = ".history"
KEPT = 50
_COMMIT = ".commit"


def is_workbook(path: Path) -> bool:
    """Whether a study at this path is a workbook, by its name."""
    return path.suffix.lower() == ".xlsx"


def read_folder(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Read the bytes of a study folder's files, by file name, and what is missing."""
    files: dict[str, bytes] = {}
    problems = []
    required = [SETTINGS_FILE, *(TABLE_FILES[name] for name in TABLES)]
    there = sorted(entry.name for entry in path.iterdir())
    for name in (SETTINGS_FILE, *TABLE_FILES.values()):
        file = _current(path, name)
        if file.is_file():
            try:
                files[name] = file.read_bytes()
            except OSError as error:
                problems.append(Problem(name, allowed=f"the file cannot be read: {error.strerror}"))
        elif file.exists():
            problems.append(Problem(name, found="a folder or a special file", allowed="a file"))
        elif name in required:
            others = [other for other in there if other not in (SETTINGS_FILE, *TABLE_FILES.values())]
            problems.append(Problem(name, allowed="the file is missing", meant=nearest(name, others, cutoff=0.75)))
    return files, problems


def _current(folder: Path, name: str) -> Path:
    """Where the file is: in an unfinished commit, or in its place."""
    committed = folder / _COMMIT / name
    return committed if committed.is_file() else folder / name


def fingerprint(files: Mapping[str, bytes]) -> str:
    """A digest of files and their names, to notice that a study changed on disk."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


def fingerprint_on_disk(path: Path) -> str:
    """The fingerprint of the study that is at ``path`` now; of nothing, if there is none."""
    if is_workbook(path):
        return fingerprint({path.name: path.read_bytes()} if path.is_file() else {})
    return fingerprint(read_folder(path)[0] if path.is_dir() else {})


def write_files(folder: Path, files: Mapping[str, bytes], *, expected: str | None) -> None:
    """Replace the study files of a folder, all or none; the previous ones go to ``.history``.

    ``expected`` is the fingerprint that the folder must still have (``None``: it must hold no study).
    """
    with _locked(folder):
        _finish(folder)
        before = read_folder(folder)[0]
        _refuse_if_changed(folder, before, expected)
        changed = {name: data for name, data in files.items() if before.get(name) != data}
        if not changed:
            return
        staged = Path(tempfile.mkdtemp(prefix=".staged-", dir=folder))
        try:
            for name, data in changed.items():
                _write_through(staged / name, data)
            if before:
                _keep(folder / HISTORY, before)
            staged.rename(folder / _COMMIT)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        _finish(folder)


def _finish(folder: Path) -> None:
    """Move the files of a commit to their places; does nothing when there is none."""
    commit = folder / _COMMIT
    if not commit.is_dir():
        return
    for file in sorted(commit.iterdir()):
        file.replace(folder / file.name)
    commit.rmdir()
    _sync_folder(folder)


def _keep(history: Path, files: Mapping[str, bytes]) -> None:
    """Copy files into a new folder of the history, and forget the oldest."""
    history.mkdir(exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=history))
    try:
        for name, data in files.items():
            _write_through(partial / name, data)
        partial.rename(history / _now(history))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    for old in sorted(entry for entry in history.iterdir() if not entry.name.startswith("."))[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _now(history: Path) -> str:
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
    return stamp if not (history / stamp).exists() else f"{stamp}-{os.getpid()}"


def write_file(path: Path, data: bytes, *, expected: str | None) -> None:
    """Replace one file (a workbook), all or nothing; the previous one goes to ``.history`` beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.parent):
        before = {path.name: path.read_bytes()} if path.is_file() else {}
        _refuse_if_changed(path, before, expected)
        if before.get(path.name) == data:
            return
        if before:
            _keep(path.parent / HISTORY, before)
        replace_file(path, data)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it there, so that it is never seen half written."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    staged = Path(name)
    try:
        _write_through(staged, data)
        staged.chmod(0o644)
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _refuse_if_changed(path: Path, before: Mapping[str, bytes], expected: str | None) -> None:
    if fingerprint(before) == (expected or fingerprint({})):
        return
    raise StudyError(
        str(path),
        "there is a study here already; choose another place"
        if expected is None
        else "the study changed on disk since it was read; read it again, so that the other change is not lost",
    )


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
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
def _locked(folder: Path) -> Iterator[None]:
    """Let one process write at a time; the system lets go of the lock when a process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+b") as file:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        yield
