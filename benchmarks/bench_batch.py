"""Reports by the hundred: 12 segments × 10 studies in three languages, static pictures and overviews included.

Against the shell loop (`papermill` and `nbconvert`, one report after the other, over the same notebook and parameters)
and against a loop of papermill and nbconvert inside one process; of both a few reports are made, and their time taken
for all. Then: memory of all processes together, the first report of a cold start, a run in which nothing changed, a
large study (50 segments × 20 offerings × 60 drivers) beside one simulation of it and fifty small reports, and PDFs.

Limits: 20 × the shell loop and 8 × the other; 1.5 GB; a first report in no more than 0.67 of the shell's time; 3 s
for nothing; twice the simulation and the small reports; 1.5 s of processor time for a PDF. A part alone:
`bench_batch.py large`.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
from made_up import study

import cvtools as cv

HERE = Path(__file__).resolve().parents[1]
NOTEBOOK = HERE / "notebooks" / "08_report.ipynb"
STUDIES, SEGMENTS, OFFERINGS, DRIVERS = 10, 12, 4, 10
LANGUAGES = ("en", "nb", "hr")
SAMPLE = 4
"""Reports that the slow ones make."""
MEGABYTES = 2**20


class Peak(threading.Thread):
    """The most memory that this process' children have had together, shared pages counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.over = 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.25):
            self.most = max(self.most, sum(map(_own, psutil.Process().children(recursive=True))))


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of processor time of everything that was started."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    call()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cvtools(*words: object) -> None:
    subprocess.run(
        [sys.executable, "-P", "-m", "cvtools", "report", *map(str, words)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def shell_loop(places: list[Path], out: Path) -> None:
    """What a shell script does for each report."""
    for number in range(SAMPLE):
        made = out / f"{number}.ipynb"
        words = {"study": places[number % STUDIES], "segment": f"s{number}", "language": LANGUAGES[number % 3]}
        given = [part for name, value in words.items() for part in ("-p", name, str(value))]
        papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(NOTEBOOK), str(made), *given]
        subprocess.run(papermill, check=True, capture_output=True)
        html = [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(made)]
        subprocess.run(html, check=True, capture_output=True)


def one_process(places: list[str], out: str) -> None:
    """What a Python script does for each report; run in a process of its own."""
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(exclude_input=True)
    for number in range(SAMPLE):
        words = {"study": places[number % STUDIES], "segment": f"s{number}", "language": LANGUAGES[number % 3]}
        notebook = papermill.execute_notebook(NOTEBOOK, None, parameters=words, progress_bar=False)
        Path(out, f"{number}.html").write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")


def many(folder: Path) -> bool:
    """120 reports beside the loops."""
    places = []
    for number in range(STUDIES):
        made = study(SEGMENTS, OFFERINGS, DRIVERS, seed=number)
        places.append(folder / f"market_{number}")
        settings = replace(made.settings, language=LANGUAGES[number % 3])
        cv.write_study(replace(made, settings=settings), places[-1])
    count = STUDIES * SEGMENTS
    first, _ = timed(lambda: cvtools(places[0], "--segment", "s0", "--out", folder / "first"))
    peak = Peak()
    peak.start()
    ours, processor = timed(lambda: cvtools(*places, "--out", folder / "ours"))
    peak.over.set()
    peak.join()
    again, _ = timed(lambda: cvtools(*places, "--out", folder / "ours"))
    assert len(list((folder / "ours").glob("*-s*.html"))) == count
    shell, _ = timed(lambda: shell_loop(places, folder))
    script = [sys.executable, __file__, "one-process", str(folder), *map(str, places)]
    inside, _ = timed(lambda: subprocess.run(script, check=True, capture_output=True))
    ours, shell, inside = ours / count, shell / SAMPLE, inside / SAMPLE
    print(f"a report   {ours:.2f} s on the clock, {processor / count:.2f} s of processor time (of {count}, all told)")
    print(f"shell loop {shell:.1f} s, {shell / ours:.1f} × ours (limit 20)")
    print(f"in-process {inside:.1f} s, {inside / ours:.1f} × ours (limit 8)")
    print(f"memory     {peak.most / MEGABYTES:.0f} MB for all processes (limit 1500)")
    print(f"first      {first:.1f} s, {first / shell:.2f} × a report of the shell loop (limit 0.67)")
    print(f"again      {again:.1f} s when nothing has changed (limit 3)")
    return (
        shell / ours >= 20
        and inside / ours >= 8
        and peak.most < 1500 * MEGABYTES
        and first / shell <= 0.67
        and again <= 3
    )


def large(folder: Path) -> bool:
    """Fifty reports of a large study, beside its simulation and fifty small reports."""
    cv.write_study(study(50, 20, 60), folder / "large")
    cv.write_study(study(50, OFFERINGS, DRIVERS), folder / "small")
    small, _ = timed(lambda: cvtools(folder / "small", "--out", folder / "small_reports"))
    start = time.perf_counter()
    _ = cv.analyse(folder / "large").frames.simulation
    simulation = time.perf_counter() - start
    ours, _ = timed(lambda: cvtools(folder / "large", "--out", folder / "large_reports"))
    ratio = ours / (simulation + small)
    print(f"large      {ours:.0f} s for fifty; its simulation {simulation:.1f} s, fifty small ones {small:.1f} s")
    print(f"           {ratio:.2f} × these together (limit 2)")
    return ratio <= 2


def pdfs(folder: Path) -> bool:
    """PDFs of reports that are there."""
    if not (shutil.which("chromium") or os.environ.get("CHROMIUM")):
        print("pdf        skipped: no Chromium (apt-get install chromium)")
        return True
    words = [HERE / "data" / "coffee", *(part for code in LANGUAGES for part in ("--language", code))]
    cvtools(*words, "--out", folder / "pdf")
    _, before = timed(lambda: cvtools(*words, "--out", folder / "pdf"))
    _, after = timed(lambda: cvtools(*words, "--out", folder / "pdf", "--pdf"))
    each = (after - before) / len(list((folder / "pdf").glob("*.pdf")))
    print(f"pdf        {each:.2f} s of processor time each (limit 1.5)")
    return each <= 1.5


def main() -> int:
    parts = {part.__name__: part for part in (many, large, pdfs)}
    if sys.argv[1:2] == ["one-process"]:
        one_process(sys.argv[3:], sys.argv[2])
        return 0
    well = []
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as folder:
            well.append(parts[name](Path(folder)))
    return int(not all(well))


if __name__ == "__main__":
    sys.exit(main())
