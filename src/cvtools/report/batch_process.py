"""The process that writes a batch of reports: ``python -m cvtools.report.batch_process``, work on stdin, results out.

It imports everything once and works out each study once, then forks: each report is written by a process of its own,
which inherits that and nothing of any other report. So it never draws a static picture itself: that engine starts
threads. Pictures are drawn by engines beside it, one for each report that is being written.
"""

import json
import os
import selectors
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cvtools.analysis import analysis
from cvtools.charts import still_charts
from cvtools.language.language import language
from cvtools.report.brand import Brand, read_brand
from cvtools.report.made_once import StudyWorkedOut, load
from cvtools.report.notebook_run import ReportError, run_notebook
from cvtools.report.overview import SUMMARY, overview
from cvtools.report.page import PageLink, html_page
from cvtools.report.plan import INDEX, KEY
from cvtools.report.writer import BEGUN
from cvtools.study.errors import StudyError
from cvtools.study.safe_files import replace_file

FORKS = sys.platform == "linux"
"""Elsewhere a forked process is not safe: reports are written one after the other, each in a kernel of its own."""
_LONGEST = 2000
_RENEWED = 30
"""Reports whose pictures one engine draws."""


@dataclass
class _Child:
    """A process that writes a report."""

    index: int
    pid: int
    pipe: int
    ends: float
    slot: int
    told: bytes = b""


class _Batch:
    def __init__(self, answers: int) -> None:
        self.answers = answers
        self.runs: list[Mapping[str, Any]] = []
        self.limit, self.free = 0.0, [0]
        self.engines: dict[int, Any] = {}
        self.begun: Counter[int] = Counter()
        self.children: dict[int, _Child] = {}
        self.ready = selectors.DefaultSelector()
        self.study, self.loaded = StudyWorkedOut(), False
        signal.signal(signal.SIGTERM, self.stop)

    def all(self, work: Mapping[str, Any]) -> None:
        """Write every report, as many at a time as there are slots."""
        self.runs, self.limit = work["runs"], float(work["limit"])
        self.free = list(range(max(1, int(work["jobs"]))))
        if not self.loaded:
            load(self.runs)
            self.loaded = True
        try:
            self.each()
        except BrokenPipeError:  # nobody listens any more
            self.stop()

    def each(self) -> None:
        waiting = list(range(len(self.runs)))
        while waiting or self.children:
            while waiting and self.free:
                self.study.needed(self.runs[waiting[0]])
                self.start(waiting.pop(0))
            nearest = min(child.ends for child in self.children.values()) - time.monotonic()
            for key, _ in self.ready.select(max(nearest, 0.0)):
                child = self.children[key.fd]
                if part := os.read(child.pipe, 65536):
                    child.told += part
                else:
                    self.finished(child)
            for child in list(self.children.values()):
                if time.monotonic() > child.ends:
                    os.killpg(child.pid, signal.SIGKILL)
                    self.finished(child, late=True)

    def start(self, index: int) -> None:
        slot = self.free.pop()
        if slot in self.engines and self.begun[slot] % _RENEWED == 0:
            self.engines.pop(slot).end()  # it never gives memory back
        if slot not in self.engines:
            self.engines[slot] = still_charts.engine()
        self.begun[slot] += 1
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()  # what a notebook starts ends with it
            os.close(reading)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the next piece of work is nothing for a notebook
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            still_charts.lend(self.engines[slot])
            _tell(writing, written(self.runs[index], here=True))
            os._exit(0)
        os.close(writing)
        child = _Child(index, pid, reading, time.monotonic() + self.limit, slot)
        self.children[reading] = child
        self.ready.register(reading, selectors.EVENT_READ)
        _tell(self.answers, {"index": index, "state": BEGUN}, end=b"\n")

    def finished(self, child: _Child, *, late: bool = False) -> None:
        self.ready.unregister(child.pipe)
        os.close(child.pipe)
        del self.children[child.pipe]
        _, status = os.waitpid(child.pid, 0)
        result = {"state": "late"} if late else {"state": "died", "reason": str(os.waitstatus_to_exitcode(status))}
        if not late and child.told:
            result = json.loads(child.told)
        elif (engine := self.engines.pop(child.slot, None)) is not None:
            engine.process.kill()  # it may be in the middle of a picture that nobody waits for
        self.free.append(child.slot)
        _tell(self.answers, {"index": child.index, **result}, end=b"\n")

    def end(self) -> None:
        """End, once all is written."""
        for engine in self.engines.values():
            engine.end()

    def stop(self, *_: object) -> None:
        """End at once with all that was started."""
        for child in self.children.values():
            with suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)
        for engine in self.engines.values():
            engine.process.kill()
        os._exit(1)


def written(run: Mapping[str, Any], *, here: bool) -> dict[str, str]:
    """Write one report; what became of it."""
    try:
        words, file = language(run["language"]), Path(run["file"])
        if run["reports"]:
            _write_overview(run, file)
            return {"state": "written"}
        notebook = run_notebook(run["notebook"], run["parameters"], here=here)
        beside = [PageLink(name, other, other == file.name) for name, other in run["beside"]]
        page = html_page(notebook, title=run["title"], language=words, beside=beside, brand=_brand(run))
        replace_file(file, _with_key(page, run))
    except (StudyError, ReportError) as error:
        return {"state": "failed", "reason": str(error)[:_LONGEST]}
    except OSError as error:
        return {"state": "unwritable", "reason": f"{error.filename or run['file']}: {error.strerror or error}"}
    except BaseException as error:
        return {"state": "failed", "reason": f"{type(error).__name__}: {error}"[:_LONGEST]}
    return {"state": "written"}


def _write_overview(run: Mapping[str, Any], file: Path) -> None:
    """Write the page, and beside it the text, whose name goes with the page's."""
    seen = analysis.analyse(run["study"], language=run["language"])
    made = overview(seen, dict(run["reports"]), index=file.name, brand=_brand(run))
    summary = file.name.removesuffix(INDEX) + SUMMARY
    replace_file(file.with_name(summary), made.summary.encode())
    replace_file(file, _with_key(made.page, run))


def _brand(run: Mapping[str, Any]) -> Brand | None:
    return read_brand(Path(run["brand"])) if run["brand"] else None


def _with_key(page: str, run: Mapping[str, Any]) -> bytes:
    return page.replace("<head>", f"<head>\n{KEY.format(run['key'])}", 1).encode()


def _tell(pipe: int, result: Mapping[str, Any], *, end: bytes = b"") -> None:
    data = json.dumps(result).encode() + end
    while data:
        data = data[os.write(pipe, data) :]


def main() -> None:
    """Read the work, write the reports, tell of each."""
    pd.set_option("mode.string_storage", "python")  # Arrow, where it is installed, is slow with a dozen names
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process ends it
    answers = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):  # a notebook's noise is nobody's
        os.dup2(nothing, stream)
    batch = _Batch(answers) if FORKS else None
    for line in sys.stdin:  # one piece of work, or, on a cluster, one after the other
        work = json.loads(line)
        if batch is None:
            for index, run in enumerate(work["runs"]):
                _tell(answers, {"index": index, **written(run, here=False)}, end=b"\n")
        else:
            batch.all(work)
    if batch is not None:
        batch.end()


if __name__ == "__main__":
    main()
