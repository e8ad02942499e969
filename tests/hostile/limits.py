"""A child process that may use 10 seconds of a processor and 1 GB of memory, and no more."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap

SECONDS, BYTES = 10, 1_000_000_000


def run_limited(code: str, *arguments: object) -> str:
    """Run Python code, with `sys.argv[1:]`, and return what it printed; fail if it did not come to its end."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code), *map(str, arguments)],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=_limit,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert run.returncode == 0, f"exit code {run.returncode}: {run.stderr[-2000:]}"
    return run.stdout


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
