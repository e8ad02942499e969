"""Batches of reports: side by side, each by itself, and whatever one of them does."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from pathlib import Path

import pytest

import cvtools as cv
from cvtools.report import batch as batches
from cvtools.report import batch_process
from cvtools.report.batch import Outcome, each_outcome, write_reports
from cvtools.report.plan import Run, plan_reports

from .own_notebook import write_notebook

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "data" / "coffee"
LIMIT = 25
ROWS = """segment,mode,number
commuters,well,1
neighbours,well,2
commuters,raise,3
commuters,exit,4
commuters,kill,5
commuters,hang,6
laptop_workers,well,7
commuters,say,8
commuters,flood,9
commuters,paint,10
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> tuple[list[Outcome], list[Outcome], Path, list[Run]]:
    """A batch that somebody stops after its first report, the same one again, its folder, and what was begun then."""
    folder = tmp_path_factory.mktemp("batch")
    (folder / "runs.csv").write_text(ROWS)
    runs = plan_reports([COFFEE], table=folder / "runs.csv", notebook=write_notebook(folder), out=folder / "out")
    stopped = each_outcome(runs, jobs=1, limit=LIMIT)
    first = [next(stopped)]
    stopped.close()
    begun: list[Run] = []
    return first, list(each_outcome(runs, jobs=2, limit=LIMIT, begun=begun.append)), folder / "out", begun


def of(outcomes: list[Outcome], number: int) -> Outcome:
    (found,) = [outcome for outcome in outcomes if outcome.run.more["number"] == number]
    return found


def test_who_was_stopped_goes_on(batch):
    first, again, _out, begun = batch

    assert [(outcome.run.more["number"], outcome.state) for outcome in first] == [(1, "written")]
    assert of(again, 1).state == "unchanged"
    assert len(again) == 10
    assert [run.more["number"] for run in begun] == list(range(2, 11))  # as the progress bar says


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "commuters has 2"), (2, "neighbours has 3"), (7, "laptop_workers has 8"), (8, "commuters has 9")],
)
def test_each_report_shows_its_own_segment_and_nothing_of_another(batch, number, told):
    text = of(batch[1], number).run.file.read_text(encoding="utf-8")

    assert re.findall(r"<p>(\w+ has \d)</p>", text) == [told]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (3, "mine.ipynb, cell 4: ZeroDivisionError: division by zero"),
        (4, "mine.ipynb, cell 4: SystemExit: 0"),
        (5, "its process ended before it was done (code -9)"),
        (6, f"it took longer than {LIMIT} s"),
        (9, "mine.ipynb, cell 4: MemoryError: the outputs have more than 100,000,000 letters"),
        (10, "mine.ipynb, cell 4: ZeroDivisionError: division by zero"),  # what it shows cannot be shown
    ],
)
def test_a_report_that_fails_stops_no_other(batch, number, reason):
    outcome = of(batch[1], number)

    assert (outcome.state, outcome.reason) == ("failed", reason)
    assert not outcome.run.file.exists()


def test_nothing_else_is_left_in_the_folder(batch):
    _first, again, out, _begun = batch

    assert sorted(out.iterdir()) == sorted(of(again, number).run.file for number in (1, 2, 7, 8))


def test_a_folder_that_cannot_be_made_and_a_place_that_is_taken(batch, tmp_path):
    (tmp_path / "file").write_text("")
    run = of(batch[1], 1).run
    with pytest.raises(OSError, match="file"):
        list(each_outcome([dataclasses.replace(run, file=tmp_path / "file" / "out" / "x.html")]))
    with pytest.raises(cv.StudyError, match="no_such_segment"):
        write_reports(COFFEE, segments=["commuters", "no_such_segment"], out=tmp_path / "out")

    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system is there")
def test_a_folder_that_is_read_only_and_one_on_another_file_system(batch):
    run = of(batch[1], 1).run
    with pytest.raises(OSError, match="/proc/self/reports"):  # root may write everywhere but there
        list(each_outcome([dataclasses.replace(run, file=Path("/proc/self/reports/x.html"))]))
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        other = dataclasses.replace(run, file=Path(folder) / "out" / "x.html")
        assert other.file.parents[1].stat().st_dev != run.file.stat().st_dev
        assert [outcome.state for outcome in each_outcome([other])] == ["written"]
        assert other.file.read_bytes() == run.file.read_bytes()


def test_a_full_disk_is_told_and_a_folder_without_a_report_is_not_left(batch, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    run = dataclasses.replace(of(batch[1], 1).run, file=tmp_path / "new" / "out" / "x.html")
    monkeypatch.setattr(batch_process, "run_notebook", full)
    work = {**vars(run), "parameters": run.parameters}
    told = batch_process.written(work, here=False)
    assert told == {"state": "unwritable", "reason": f"{run.file}: No space left on device"}

    failed = Outcome(run, "failed", told["reason"])
    monkeypatch.setattr(batches, "_outcomes", lambda *_: iter([failed]))
    assert list(each_outcome([run])) == [failed]
    assert list((tmp_path / "new").iterdir()) == []


def test_a_report_is_what_a_kernel_would_make_of_the_notebook(tmp_path):
    run, overview = plan_reports([COFFEE], segments=["neighbours"], languages=["nb"], out=tmp_path)
    states = {outcome.run.file.name: outcome.state for outcome in each_outcome([run, overview])}
    text = run.file.read_text(encoding="utf-8")
    run.file.unlink()

    assert states == {"coffee-neighbours-nb.html": "written", "index.html": "written"}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["index.html", "summary.md"]
    assert [outcome.state for outcome in each_outcome([overview])] == ["unchanged"]
    assert batch_process.written({**vars(run), "parameters": run.parameters}, here=False) == {"state": "written"}
    assert run.file.read_text(encoding="utf-8") == text
