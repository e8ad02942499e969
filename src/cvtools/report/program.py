"""What the program is that makes reports: its libraries' versions and its own files."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

_SOURCES = {".py", ".js", ".css", ".j2", ".mo", ".po"}


def versions() -> dict[str, str]:
    """The versions of what draws and writes."""
    names = ("cvtools", "altair", "pandas", "numpy", "scipy", "papermill", "nbconvert", "vl-convert-python")
    return {"Python": platform.python_version(), **{name: version(name) for name in names}}


@cache
def program() -> str:
    """A digest of what the program is: those versions, and our own files, which change between versions too."""
    digest = hashlib.sha256(repr(versions()).encode())
    package = Path(__file__).parents[1]
    for file in sorted(path for path in package.rglob("*") if path.suffix in _SOURCES):
        digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()
