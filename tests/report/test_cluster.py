"""Reports on a Dask cluster: two workers on this machine, one of them killed; and clusters that cannot do it."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

import cvtools as cv
from cvtools.report import cluster
from cvtools.report.batch import each_outcome
from cvtools.report.plan import plan_reports, shard_of

from .own_notebook import write_notebook

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "data" / "coffee"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="60" height="20" fill="#0b5fa5"/></svg>'
)


@pytest.fixture(scope="module")
def workers():
    """A scheduler and two workers, each a process with one thread."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        yield local


def planned(folder: Path, out: str, rows: list[str]) -> list:
    table = folder / "runs.csv"
    table.write_text("segment,number,mode,file\n" + "\n".join(rows) + "\n")
    brand = next(folder.glob("brand.yaml"), "")
    return plan_reports([COFFEE], table=table, notebook=write_notebook(folder), out=folder / out, brand=brand)


@pytest.mark.thorough
def test_a_cluster_that_loses_a_worker_writes_what_this_machine_would(workers, tmp_path):
    rows = [*(f"commuters,{number},well,{number}" for number in range(3)), "commuters,3,raise,3"]
    brand = tmp_path / "brand.yaml"
    brand.write_text('name: Ours\nlogo: logo.svg\ncolour: "#0b5fa5"\n')
    (tmp_path / "logo.svg").write_text(LOGO)
    runs, shards = planned(tmp_path, "cluster", rows), planned(tmp_path, "shards", rows[:-1])

    outcomes = []
    for outcome in each_outcome(runs, scheduler=workers.scheduler_address):
        if not outcomes:
            os.kill(workers.workers[0].pid, signal.SIGKILL)
        outcomes.append(outcome)
    for part in ("1/2", "2/2"):
        list(each_outcome(shard_of(shards, part)))

    assert sorted((outcome.run.more["number"], outcome.state) for outcome in outcomes) == [
        *((number, "written") for number in range(3)),
        (3, "failed"),
    ]
    assert outcomes_of(outcomes, "failed") == ["mine.ipynb, cell 4: ZeroDivisionError: division by zero"]
    assert files_in(tmp_path / "cluster") == files_in(tmp_path / "shards")
    assert [outcome.state for outcome in each_outcome(runs[:3])] == ["unchanged"] * 3


def outcomes_of(outcomes: list, state: str) -> list[str]:
    return [outcome.reason for outcome in outcomes if outcome.state == state]


def files_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.mark.thorough
def test_a_worker_of_another_version_is_named_and_nothing_is_written(workers, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "versions", lambda: {"cvtools": "9.9"})

    with pytest.raises(
        cv.StudyError, match=r"tcp://127.*this worker has another version: cvtools 0\.1\.0 \(here 9\.9\)"
    ):
        list(each_outcome(planned(tmp_path, "out", ["commuters,1,well,1"]), scheduler=workers.scheduler_address))

    assert not (tmp_path / "out").exists()


@pytest.mark.thorough
def test_a_scheduler_that_does_not_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    runs = planned(tmp_path, "out", ["commuters,1,well,1"])
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for address in (f"tcp://127.0.0.1:{silent.getsockname()[1]}", "tcp://127.0.0.1:9", "what://ever:1", "x"):
            with pytest.raises(cv.StudyError, match=r"--scheduler: found .*no Dask scheduler answers there"):
                list(each_outcome(runs, scheduler=address))

    assert not (tmp_path / "out").exists()


def test_a_study_travels_as_a_folder_and_as_a_workbook(tmp_path):
    cv.write_study(cv.study.study.replace(cv.read_study(COFFEE), origin=None), tmp_path / "mine.xlsx")
    for place in (COFFEE, tmp_path / "mine.xlsx"):
        origin = cv.read_study(place).origin
        there = cluster._unpacked(origin.path.name, origin.files)

        assert Path(there).name == place.name
        assert cv.read_study(there).fingerprint == cv.read_study(place).fingerprint
        assert cluster._unpacked(origin.path.name, origin.files) == there
