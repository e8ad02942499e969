"""Reports by the hundred: 12 segments × 10 studies in three languages, static pictures and overviews included.

Against the shell loop (`papermill` and `nbconvert`, one report after the other, over the same notebook and parameters)
and against a loop of papermill and nbconvert inside one process; of both a few reports are made, and their time taken
for all. Then: memory of all processes together, the first report of a cold start, a run in which nothing changed, two
Dask workers on this machine, a large study (50 segments × 20 offerings × 60 drivers) beside one simulation of it and
fifty small reports, and PDFs.

Every figure stands there twice: in seconds on the clock, and in seconds of processor time, which is what counts, since
other work on the machine does not change it. How many times faster two processors are than a loop that uses one, is
by processor time twice the ratio of both.

Limits: 20 × the shell loop and 8 × the other; 1.5 GB; a first report in no more than the shell's time for one; 3 s for
nothing; 0.8 × on Dask workers; twice the simulation and the small reports; 1.5 s of processor time for a PDF. A part
alone: `bench_batch.py large`.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from made_up import study

import cvtools as cv

HERE = Path(__file__).resolve().parents[1]
NOTEBOOK = HERE / "notebooks" / "08_report.ipynb"
STUDIES, SEGMENTS, OFFERINGS, DRIVERS = 10, 12, 4, 10
LANGUAGES = ("en", "nb", "hr")
JOBS = 2
SAMPLE = 3
"""Reports that the slow ones make."""
MEGABYTES = 2**20


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and of processor time."""

    clock: float
    processor: float

    def __truediv__(self, by: float) -> "Spent":
        return Spent(self.clock / by, self.processor / by)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.clock - other.clock, self.processor - other.processor)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.clock + other.clock, self.processor + other.processor)

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.processor:.2f} s of processor time)"


class Peak(threading.Thread):
    """The most memory that this process' children have had together, shared pages counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.over = 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.most = max(self.most, sum(map(_own, psutil.Process().children(recursive=True))))


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def spent(call: Callable[[], object], *, by: int = resource.RUSAGE_CHILDREN) -> Spent:
    """What a call takes: by default all processes that it starts and sees the end of."""
    start, before = time.perf_counter(), resource.getrusage(by)
    call()
    after = resource.getrusage(by)
    return Spent(time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def cvtools(*words: object) -> None:
    command = [sys.executable, "-P", "-m", "cvtools", "report", *map(str, words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")


def studies(folder: Path, count: int) -> list[Path]:
    """Studies of the usual size, each in one of the three languages."""
    places = [folder / f"market_{number}" for number in range(count)]
    for number, place in enumerate(places):
        made = study(SEGMENTS, OFFERINGS, DRIVERS, seed=number)
        cv.write_study(replace(made, settings=replace(made.settings, language=LANGUAGES[number % 3])), place)
    return places


def parameters(places: Sequence[Path], number: int) -> dict[str, str]:
    """What the notebook is given for a report of the loops."""
    return {
        "study": str(places[number % len(places)]),
        "segment": f"s{number % SEGMENTS}",
        "language": LANGUAGES[number % 3],
    }


def shell_loop(places: Sequence[Path], out: Path) -> None:
    """What a shell script does for each report."""
    for number in range(SAMPLE):
        made = out / f"{number}.ipynb"
        given = [part for name, value in parameters(places, number).items() for part in ("-p", name, value)]
        papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(NOTEBOOK), str(made), *given]
        subprocess.run(papermill, check=True, capture_output=True)
        html = [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(made)]
        subprocess.run(html, check=True, capture_output=True)


def one_process(places: Sequence[Path], out: Path) -> None:
    """What a Python script does for each report, its imports not counted; run in a process of its own."""
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(exclude_input=True)

    def loop() -> None:
        for number in range(SAMPLE):
            given = parameters(places, number)
            notebook = papermill.execute_notebook(NOTEBOOK, None, parameters=given, progress_bar=False)
            (out / f"{number}.html").write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")

    kernels = []
    here = spent(lambda: kernels.append(spent(loop)), by=resource.RUSAGE_SELF)
    print(json.dumps([here.clock, here.processor + kernels[0].processor]))


def told(name: str, figure: object, *, good: bool = True) -> bool:
    """Print a figure; whether it is within its limit."""
    print(f"{name:<11}{figure}{'' if good else '   <- beyond the limit'}", flush=True)
    return good


def faster(than: str, ours: Spent, theirs: Spent, limit: float) -> bool:
    """Whether two processors are so many times as fast as a loop on one."""
    by_clock, by_processor = theirs.clock / ours.clock, JOBS * theirs.processor / ours.processor
    figure = f"{theirs} a report: {by_processor:.1f} × ours by processor time, {by_clock:.1f} × by the clock"
    return told(than, f"{figure} (limit {limit:g})", good=by_processor >= limit)


def many(folder: Path) -> bool:
    """120 reports beside the loops."""
    places, count = studies(folder, STUDIES), STUDIES * SEGMENTS
    first = spent(lambda: cvtools(places[0], "--segment", "s0", "--out", folder / "first"))
    peak = Peak()
    peak.start()
    ours = spent(lambda: cvtools(*places, "--jobs", JOBS, "--out", folder / "ours"))
    peak.over.set()
    peak.join()
    again = spent(lambda: cvtools(*places, "--jobs", JOBS, "--out", folder / "ours"))
    assert len(list((folder / "ours").glob("*-s*.html"))) == count
    told("all", f"{ours} for {count} reports and {STUDIES} overviews")
    each = ours / count
    told("a report", each)
    held = [told("memory", f"{peak.most / MEGABYTES:.0f} MB (limit 1500)", good=peak.most < 1500 * MEGABYTES)]
    held.append(told("again", f"{again} when nothing has changed (limit 3)", good=again.processor <= 3))
    shell = spent(lambda: shell_loop(places, folder)) / SAMPLE
    held.append(faster("shell loop", each, shell, 20))
    script = [sys.executable, __file__, "one-process", str(folder), *map(str, places)]
    numbers = subprocess.run(script, check=True, capture_output=True, text=True).stdout
    held.append(faster("in-process", each, Spent(*json.loads(numbers)) / SAMPLE, 8))
    ratio = first.processor / shell.processor
    held.append(told("first", f"{first}, {ratio:.2f} × the shell loop's (limit 1)", good=ratio <= 1))
    return all(held)


def _used() -> float:
    """Processor time of all processes under this one so far, ended or not."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        ended.ru_utime + ended.ru_stime + sum(sum(p.cpu_times()[:4]) for p in psutil.Process().children(recursive=True))
    )


def workers(folder: Path) -> bool:
    """Four studies on two Dask workers, beside as many processes."""
    from distributed import LocalCluster

    places = studies(folder, 4)
    ours = spent(lambda: cvtools(*places, "--jobs", JOBS, "--out", folder / "ours"))
    with LocalCluster(n_workers=JOBS, threads_per_worker=1, dashboard_address=None) as local:
        start, before = time.perf_counter(), _used()
        cvtools(*places, "--scheduler", local.scheduler_address, "--out", folder / "theirs")
        theirs = Spent(time.perf_counter() - start, _used() - before)
    ratio = ours.processor / theirs.processor
    figure = (
        f"{theirs} for {4 * SEGMENTS} reports, --jobs {JOBS} {ours}: {ratio:.2f} × its throughput by processor time"
    )
    figure = f"{figure}, {ours.clock / theirs.clock:.2f} × by the clock (limit 0.8)"
    return told("workers", figure, good=ratio >= 0.8)


def large(folder: Path) -> bool:
    """Fifty reports of a large study, beside its simulation and fifty small reports."""
    cv.write_study(study(50, 20, 60), folder / "large")
    cv.write_study(study(50, OFFERINGS, DRIVERS), folder / "small")
    small = spent(lambda: cvtools(folder / "small", "--jobs", JOBS, "--out", folder / "small_reports"))
    simulation = spent(lambda: cv.analyse(folder / "large").frames.simulation, by=resource.RUSAGE_SELF)
    ours = spent(lambda: cvtools(folder / "large", "--jobs", JOBS, "--out", folder / "large_reports"))
    told("large", f"{ours} for fifty")
    told("", f"{simulation} for its simulation, {small} for fifty small ones")
    both = simulation + small
    ratio = ours.processor / both.processor
    figure = f"{ratio:.2f} × these together by processor time, {ours.clock / both.clock:.2f} × by the clock (limit 2)"
    return told("", figure, good=ratio <= 2)


def pdfs(folder: Path) -> bool:
    """PDFs of reports that are there."""
    if not (shutil.which("chromium") or os.environ.get("CHROMIUM")):
        return told("pdf", "skipped: no Chromium (apt-get install chromium)")
    words = [HERE / "data" / "coffee", *(part for code in LANGUAGES for part in ("--language", code))]
    cvtools(*words, "--out", folder / "pdf")
    before = spent(lambda: cvtools(*words, "--out", folder / "pdf"))
    after = spent(lambda: cvtools(*words, "--out", folder / "pdf", "--pdf"))
    each = (after - before) / len(list((folder / "pdf").glob("*.pdf")))
    return told("pdf", f"{each} each (limit 1.5)", good=each.processor <= 1.5)


def main() -> int:
    parts = {part.__name__: part for part in (many, workers, large, pdfs)}
    if sys.argv[1:2] == ["one-process"]:
        one_process([Path(place) for place in sys.argv[3:]], Path(sys.argv[2]))
        return 0
    held = []
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as folder:
            held.append(parts[name](Path(folder)))
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
