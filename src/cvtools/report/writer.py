"""The process that writes reports, seen from whoever starts it."""

import subprocess
import sys


def started() -> subprocess.Popen[str]:
    """Start a batch process, which takes a piece of work a line and answers with a line for each report."""
    words = [sys.executable, "-P", "-m", "cvtools.report.batch_process"]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
