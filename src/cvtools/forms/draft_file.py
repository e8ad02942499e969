"""The draft on disk: what was typed, beside the study, written whole at every change.

The file holds a mark that changes at every write. Whoever writes says which mark he last saw; if another one is there
by now, someone else has the study open, and nothing is overwritten.
"""

import glob
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cvtools.forms.state import state_of_plain
from cvtools.study.history import HISTORY, KEPT, next_version, versions
from cvtools.study.safe_files import locked, made_folder, refuse_links, replace_file
from cvtools.study.storage import is_workbook

FILE = ".draft.json"
LARGEST = 20_000_000
DAMAGED = "damaged"
"""In place of a mark: there is a file, but nobody can read it."""
_FORMAT = 1


class Elsewhere(Exception):
    """Someone else wrote the draft since it was read."""


@dataclass(frozen=True)
class Kept:
    """What a draft's file holds."""

    texts: dict[str, Any]
    """The texts, as ``State.plain`` gives them."""
    bases: tuple[str, ...] = ()
    """Fingerprints of the studies that the draft follows from; "" where there was none."""
    whole: bool = False
    """Whether all of it went into the last of these studies."""
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    saved: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


def draft_file(path: Path, mark: str = "") -> Path:
    """Return where the draft of a study is, or (``mark``) the copy of someone who could not save it there."""
    name = FILE if not mark else f".draft-{mark}.json"
    return path.parent / f".{path.name}{name}" if is_workbook(path) else path / name


def other_copies(path: Path) -> Iterator[Path]:
    """Find the copies of those who could not save theirs."""
    before, after = draft_file(path, "\0").name.split("\0")  # a mark that no file's name holds
    yield from sorted(draft_file(path).parent.glob(f"{glob.escape(before)}*{glob.escape(after)}"))


def read(file: Path) -> Kept | None:
    """Read a draft; ``None`` if there is none, or what is there is no draft."""
    try:
        entry = file.stat()
        if not stat.S_ISREG(entry.st_mode) or entry.st_size > LARGEST:
            return None
        held = json.loads(file.read_text(encoding="utf-8"))
        if held["draft"] != _FORMAT:
            return None
        state_of_plain(held["texts"], decimal=".")
        return Kept(held["texts"], tuple(held["bases"]), bool(held["whole"]), str(held["mark"]), str(held["saved"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write(path: Path, kept: Kept, *, seen: str | None) -> None:
    """Write a draft in one go. ``seen`` is the mark that must still be there, ``None`` for no draft at all.

    What cannot be read (``DAMAGED``) goes into the history.

    Raises
    ------
    Elsewhere
        When there is another one.
    """
    file = draft_file(path)
    with made_folder(file.parent), locked(file.parent / f"{file.name}.lock"):
        if seen == DAMAGED:
            _set_aside(path)
            seen = None
        there = read(file)
        if (there.mark if there else None) != seen:
            raise Elsewhere
        replace_file(file, _bytes(kept))


def write_aside(path: Path, kept: Kept, name: str) -> None:
    """Keep a draft that must not replace the one of someone else."""
    file = draft_file(path, name)
    with made_folder(file.parent):
        replace_file(file, _bytes(kept))


def remove_aside(file: Path) -> None:
    """Take such a copy away, once it is somewhere else."""
    with suppress(OSError):
        file.unlink()


def history_folder(path: Path) -> Path:
    """Return where the earlier versions of a study are."""
    return path.parent / HISTORY / path.name if is_workbook(path) else path / HISTORY


def to_history(path: Path, kept: Kept) -> None:
    """Keep a draft that was not chosen; of the oldest only the newest fifty stay."""
    folder, names = history_folder(path), {"before": "draft-", "after": ".json"}
    _made(folder)
    replace_file(folder / next_version(folder, **names), _bytes(kept))
    for old in versions(folder, **names)[:-KEPT]:
        remove_aside(folder / old.string)


def _set_aside(path: Path) -> None:
    """Move what is in a draft's place, but cannot be read, into the history."""
    file = draft_file(path)
    if os.path.lexists(file):
        folder = _made(history_folder(path))
        file.rename(folder / next_version(folder, before="damaged-draft-", after=".json"))


def _made(folder: Path) -> Path:
    """Make a folder of the history, through no link."""
    refuse_links(folder.parent, folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _bytes(kept: Kept) -> bytes:
    return json.dumps({"draft": _FORMAT, **vars(kept)}, ensure_ascii=True, indent=1).encode()
