"""Batches that are stopped, in the worst ways: what is there is whole, and the next run goes on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cvtools.report.batch import each_outcome
from cvtools.report.plan import Run, plan_reports

from .own_notebook import write_notebook

COFFEE = Path(__file__).resolve().parents[2] / "data" / "coffee"
COUNT = 4

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")


@pytest.fixture(scope="module")
def command(tmp_path_factory) -> Callable[[Path], list[str]]:
    """The words that write four small reports into a folder, one after the other."""
    folder = tmp_path_factory.mktemp("batch")
    notebook, table = write_notebook(folder), folder / "runs.csv"
    table.write_text("number,file\n" + "".join(f"{number},{number}\n" for number in range(COUNT)))
    start = [sys.executable, "-m", "cvtools", "report", str(COFFEE), "--notebook", str(notebook), "--table", str(table)]
    return lambda out: [*start, "--jobs", "1", "--out", str(out)]


@pytest.fixture(scope="module")
def undisturbed(command, tmp_path_factory) -> dict[str, bytes]:
    """What a batch writes that nobody disturbs."""
    out = tmp_path_factory.mktemp("whole") / "out"
    done = {outcome.state for outcome in each_outcome(planned(command, out))}
    assert done == {"written"}
    return files_in(out)


def planned(command: Callable[[Path], list[str]], out: Path) -> list[Run]:
    words = command(out)
    return plan_reports(
        [words[4]], notebook=words[words.index("--notebook") + 1], table=words[words.index("--table") + 1], out=out
    )


def files_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def children_of(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def begun(words: list[str], out: Path, **more: object) -> subprocess.Popen[str]:
    """Start a batch, and come back when its first report is there."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    until = time.monotonic() + 60
    while not (out.exists() and list(out.glob("*.html"))) and time.monotonic() < until:
        time.sleep(0.02)
    return process


@pytest.mark.thorough
def test_a_killed_batch_goes_on_as_if_nothing_had_been(command, undisturbed, tmp_path):
    process = begun(command(tmp_path / "out"), tmp_path / "out")
    process.kill()
    process.communicate()
    there = {name: data for name, data in files_in(tmp_path / "out").items() if name.endswith(".html")}
    assert 1 <= len(there) < COUNT
    assert there.items() <= undisturbed.items()

    with ThreadPoolExecutor(2) as two:  # into one folder, at one time
        runs = [planned(command, tmp_path / "out") for _ in range(2)]
        states = [[outcome.state for outcome in found] for found in two.map(lambda run: list(each_outcome(run)), runs)]

    assert all(len(found) == COUNT and "failed" not in found for found in states)
    assert sum(found.count("written") for found in states) >= COUNT - len(there) - 1  # one was in the making
    assert files_in(tmp_path / "out") == undisturbed


@pytest.mark.thorough
def test_ctrl_c_and_a_killed_batch_process(command, undisturbed, tmp_path):
    process = begun(command(tmp_path / "out"), tmp_path / "out", start_new_session=True)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "not begun or not finished" in err
    assert set(out.splitlines()) <= {str(file) for file in (tmp_path / "out").iterdir()}
    assert files_in(tmp_path / "out").items() <= undisturbed.items()

    outcomes = each_outcome(planned(command, tmp_path / "out"), jobs=1, force=True)
    first = next(outcomes)
    for child in children_of(os.getpid()):
        if b"cvtools.report.batch_process" in Path(f"/proc/{child}/cmdline").read_bytes():
            os.kill(child, signal.SIGKILL)
    rest = list(outcomes)

    assert first.state == "written"
    assert {outcome.reason for outcome in rest if outcome.state == "failed"} == {
        "its process ended before it was done (code -9)"
    }
    assert len(rest) == COUNT - 1
    assert files_in(tmp_path / "out").items() <= undisturbed.items()


@pytest.mark.thorough
def test_on_a_full_disk_what_was_there_stays(command, undisturbed, tmp_path):
    runs = planned(command, tmp_path)[:2]
    runs[0].file.write_text("an older report")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(undisturbed["0.html"]) // 2, before[1]))
    try:
        outcomes = list(each_outcome(runs))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert {outcome.reason for outcome in outcomes} == {f"{run.file}: File too large" for run in runs}
    assert files_in(tmp_path) == {"0.html": b"an older report"}
