"""The history beside a study: what was replaced, in the order in which it was, of which the oldest is forgotten.

Versions are named after the time and numbered: clocks are set back and differ from machine to machine, numbers do not.
Nothing is ever deleted but what has such a name.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from cvtools.study.safe_files import naming, refuse_links, write_through

HISTORY = ".history"
KEPT = 50
"""So many versions stay in the history, and of the days before the last one of each."""
_STAMP = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{6}(?:\.[0-9]{6}Z-(?:v(?P<number>[0-9]+)|[0-9a-f]{4}))?"
_PARTIAL = ".partial-"


def keep(history: Path, files: Mapping[str, bytes]) -> None:
    """Copy files into a new folder of the history, and forget the oldest."""
    refuse_links(history)
    history.mkdir(parents=True, exist_ok=True)
    clear_away(history, _PARTIAL)
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=history))
    try:
        for name, data in files.items():
            with naming(history / name):
                write_through(partial / name, data)
        partial.rename(history / next_version(history))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    entries = versions(history)
    for old, newer in list(pairwise(entries))[: max(0, len(entries) - KEPT)]:
        if old["day"] == newer["day"]:  # the last of each day stays: forms write often
            shutil.rmtree(history / old.string, ignore_errors=True)


def versions(folder: Path, *, before: str = "", after: str = "") -> list[re.Match[str]]:
    """The versions in a folder, oldest first: matches of their names, with ``day`` and ``number``."""
    pattern = re.compile(re.escape(before) + _STAMP + re.escape(after))
    found = (pattern.fullmatch(entry.name) for entry in folder.iterdir())
    return sorted(filter(None, found), key=lambda match: (int(match["number"] or 0), match.string))


def next_version(folder: Path, *, before: str = "", after: str = "") -> str:
    """The name of the version that comes after those in a folder."""
    there = versions(folder, before=before, after=after)
    number = int(there[-1]["number"] or 0) + 1 if there else 1
    return f"{before}{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}-v{number:06}{after}"


def clear_away(folder: Path, prefix: str) -> None:
    """Remove temporary folders that a writer who was killed left; a link is left alone."""
    for left in folder.glob(f"{prefix}*"):
        if re.fullmatch("[a-z0-9_]{8}", left.name.removeprefix(prefix)):
            shutil.rmtree(left, ignore_errors=True)
