"""The process that writes reports, seen from whoever starts it."""

import subprocess
import sys

BEGUN = "begun"
"""What a batch process says of a report that it begins; whatever else it says of it is the end."""


def started() -> subprocess.Popen[str]:
    """Start a batch process, which takes a piece of work a line and answers with lines for each report."""
    words = [sys.executable, "-P", "-m", "cvtools.report.batch_process"]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
