"""How much memory there is, so that what does not fit in it is refused in words and does not end the program."""

import os
from contextlib import suppress
from pathlib import Path

_UNKNOWN = 4_000_000_000
_CONTAINER = Path("/sys/fs/cgroup/memory.max")
_PROGRAM, _ANSWER, _BYTE = 200_000_000, 500, 20
"""Bytes that the program takes, that each answer takes with its replicates, and each byte of a file read whole."""


def memory_there() -> int:
    """Return how many bytes may be used: of machine, container and process, the least."""
    limits: list[int] = []
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with suppress(OSError, ValueError):  # no container, or one without a limit: “max”
        limits.append(int(_CONTAINER.read_text()))
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return min(limits, default=_UNKNOWN)
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        soft, _ = resource.getrlimit(kind)
        limits += [soft] if soft != resource.RLIM_INFINITY else []
    return min(limits, default=_UNKNOWN)


def most_bytes() -> int:
    """Return how large a file may be that is read whole."""
    return max(0, memory_there() - _PROGRAM) // _BYTE


def most_answers() -> int:
    """Return how many answers may be held at once."""
    return max(0, memory_there() - _PROGRAM) // _ANSWER
