"""The command line as a user meets it: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import cvtools as cv
from cvtools.cli import main

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, cwd: Path = ROOT) -> Done:
    """The command in this process, as the console script runs it."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["cvtools", *map(str, arguments)])
        patch.chdir(cwd)
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def refused(done: Done) -> str:
    """The message of a run that refused its input: exit 2, one message, no traceback, nothing on stdout."""
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_value_csv_has_the_documented_columns_in_full_precision():
    done = run("value", "data/coffee", "--csv")

    table = pd.read_csv(io.StringIO(done.stdout))
    expected = cv.values(cv.read_study(ROOT / "data/coffee"))
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "segment,offering,benefits,costs,value,value_low,value_high,unknown"
    pd.testing.assert_frame_equal(table, expected, check_dtype=False, check_exact=True)


def test_unknown_ratings_leave_the_value_blank_and_the_range_filled():
    kiosk = [
        line for line in run("value", "data/coffee", "--csv").stdout.splitlines() if line.startswith("neighbours,kiosk")
    ]

    assert kiosk[0].split(",")[2:5] == ["", "", ""]
    assert all(kiosk[0].split(",")[5:7])
    assert kiosk[0].split(",")[7] == "2"


def test_gaps_csv_is_against_the_best_alternative_of_each_segment():
    table = pd.read_csv(io.StringIO(run("gaps", "data/coffee", "--csv").stdout))

    assert list(table) == ["segment", "offering", "rival", "driver", "side", "kind", "gap"]
    assert dict(zip(table["segment"], table["rival"], strict=True)) == {
        "commuters": "kiosk",
        "laptop_workers": "chain",
        "neighbours": "at_home",
    }
    assert set(table["offering"]) == {"little_cup"}


def test_gaps_against_one_rival():
    table = pd.read_csv(io.StringIO(run("gaps", "data/coffee", "--rival", "chain", "--csv").stdout))

    assert set(table["rival"]) == {"chain"}


def test_tables_for_people_show_names():
    assert "The Little Cup" in run("value", "data/coffee").stdout
    assert "All together" in run("gaps", "data/coffee").stdout


def test_check_says_that_a_sound_study_is_sound_and_what_to_look_at():
    done = run("check", "data/coffee")

    assert done.returncode == 0
    assert "sound (3 segments, 4 offerings, 9 drivers" in done.stdout
    assert "Benefits minus costs and benefits divided by costs name different winners" in done.stdout


@pytest.mark.parametrize("name", ["mine", "mine.xlsx"])
def test_new_check_convert_and_back(tmp_path, name):
    made = run("new", tmp_path / name, "--case", "coffee")
    there = run("convert", tmp_path / name, tmp_path / "other.xlsx")
    back = run("convert", tmp_path / "other.xlsx", tmp_path / "back")

    assert [made.returncode, there.returncode, back.returncode] == [0, 0, 0]
    assert cv.read_study(tmp_path / "back").fingerprint == cv.read_study(ROOT / "data/coffee").fingerprint


def test_new_without_a_case_makes_a_study_to_start_from(tmp_path):
    assert run("new", tmp_path / "mine").returncode == 0
    assert run("check", tmp_path / "mine").returncode == 0


def test_new_does_not_touch_a_study_that_is_there(tmp_path):
    run("new", tmp_path / "mine")
    before = {file.name: file.read_bytes() for file in (tmp_path / "mine").iterdir() if file.is_file()}

    message = refused(run("new", tmp_path / "mine", "--case", "coffee"))

    assert "there is a study here already" in message
    assert {file.name: file.read_bytes() for file in (tmp_path / "mine").iterdir() if file.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["value", "no_such_folder"], "there is no such folder or file"),
        (["gaps", "data/coffee", "--rival", "kiosc"], 'Did you mean "kiosk"?'),
        (["gaps", "data/coffee", "--rival", "little_cup"], "allowed: best, chain, kiosk or at_home"),
        (["value", "data/laptops", "--view", "expected"], "no rating has the view expected"),
        (["value", "data/coffee", "--view", "felt"], "'felt' is not one of"),
        (["new", "somewhere", "--case", "cofee"], 'Did you mean "coffee"?'),
        (["report", "data/coffee", "--language", "no"], 'Did you mean "nb"?'),
        (["report", "data/coffee", "--segment", "commuter"], 'Did you mean "commuters"?'),
        (["report", "data/coffee", "--segment", "../../etc"], 'found "../../etc"'),
        (["convert", "data/coffee", "data/coffee"], "the study is here already"),
        (["slide"], "No such command 'slide'"),
    ],
)
def test_wrong_input_is_refused_in_one_message(tmp_path, arguments, told):
    (tmp_path / "data").symlink_to(ROOT / "data")

    assert told in refused(run(*arguments, cwd=tmp_path))
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]


def test_every_problem_of_a_study_is_told_at_once(tmp_path):
    cv.write_study(cv.read_study(ROOT / "data/starter"), tmp_path / "study")
    ratings = tmp_path / "study" / "ratings.csv"
    ratings.write_text(
        ratings.read_text().replace("ours,price,40", "ours,price,400").replace("rival,calm", "rival,clam")
    )
    weights = tmp_path / "study" / "weights.csv"
    weights.write_text(weights.read_text().replace("*,start,10", "*,start,-10"))

    message = refused(run("check", tmp_path / "study"))

    assert "has 3 problems" in message
    assert 'ratings.csv, row 5, column rating: found "400"; allowed: between 0 and 60, the anchors of price' in message
    assert 'Did you mean "calm"?' in message
    assert "weights.csv, row 7, column weight" in message


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(tmp_path):
    (tmp_path / "file").write_text("a file, no folder")

    assert "cannot be" in refused(run("report", "data/laptops", "--out", tmp_path / "file" / "reports"))
    assert (tmp_path / "file").read_text() == "a file, no folder"


def test_our_own_failure_is_exit_1_in_one_line(tmp_path):
    """A study that is sound, and a report notebook that is not: simulated by a kernel that cannot start."""
    done = subprocess.run(
        [sys.executable, "-m", "cvtools", "report", "data/laptops", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "JUPYTER_PATH": str(broken_kernel(tmp_path))},
        check=False,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Something went wrong in cvtools itself" in done.stderr


def broken_kernel(folder: Path) -> Path:
    kernel = folder / "share" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = f'["{sys.executable}", "-c", "raise SystemExit(3)", "{{connection_file}}"]'
    (kernel / "kernel.json").write_text(f'{{"argv": {command}, "display_name": "broken", "language": "python"}}')
    return folder / "share"
