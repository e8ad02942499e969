"""Files replaced so that nobody sees half of one, by one writer at a time, and never through somebody's links."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from cvtools.study.errors import StudyError
from cvtools.study.wording import N_

_LEFT_OVER = 3600.0
"""Seconds after which nobody is still writing a file."""


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it there, so that it is never seen half written."""
    sweep(path, older=_LEFT_OVER)
    staged = path.parent / f".{short_name(path)}-{secrets.token_hex(4)}.part"
    with naming(path):
        try:
            write_through(staged, data)
            if path.exists():
                shutil.copymode(path, staged)
            staged.replace(path)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sweep(path: Path, *, older: float = 0.0) -> None:
    """Clear away what writers of a file who were killed left beside it."""
    for left in path.parent.glob(f".{short_name(path)}-*.part"):
        with suppress(OSError):
            if time.time() - left.lstat().st_mtime >= older:
                left.unlink()


def short_name(path: Path) -> str:
    """Return a short name for a file of whatever name, for what is put beside it."""
    return hashlib.sha256(path.name.encode(errors="surrogateescape")).hexdigest()[:12]


@contextmanager
def locked(path: Path) -> Generator[None, None, None]:
    """Let one process write at a time; the system lets go of the lock when a process ends, however it ends.

    The lock's file goes when the work is done; whoever waited for it notices, and tries anew.
    """
    from filelock import FileLock

    refuse_links(path)
    with FileLock(path, poll_interval=0.01):
        try:
            yield
        finally:
            if os.name == "posix":  # elsewhere the lock itself does it
                path.unlink(missing_ok=True)


def refuse_links(*paths: Path) -> None:
    """Refuse names of ours that are links: in a folder that somebody sent, they would lead to other folders.

    Raises
    ------
    StudyError
        When one of them is a link.
    """
    for path in paths:
        if path.is_symlink():
            message = N_("it is a link to another place, and nothing is written through it; remove it")
            raise StudyError(str(path), message)


@contextmanager
def made_folder(folder: Path) -> Generator[None, None, None]:
    """Make a folder to write to; what was made goes again if the writing fails."""
    new = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for place in new:
            with suppress(OSError):
                place.rmdir()
        raise


@contextmanager
def naming(path: Path) -> Generator[None, None, None]:
    """Name the file in what the system says of it: of a full disk it says only that it is full."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def write_through(path: Path, data: bytes) -> None:
    """Write a new file, down to the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in the folder last, where the system can (Windows cannot)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
