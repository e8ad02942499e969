"""The command line as a user meets it: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

import cvtools as cv
from cvtools.cli import main
from cvtools.report.batch import Outcome

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


@pytest.mark.parametrize("rival", ["chain", "The big chain", "the big chain"])
def test_gaps_against_one_rival(rival):
    table = pd.read_csv(io.StringIO(run("gaps", "data/coffee", "--rival", rival, "--csv").stdout))

    assert set(table["rival"]) == {"chain"}


def test_tables_for_people_show_names():
    assert "The Little Cup" in run("value", "data/coffee").stdout
    assert "All together" in run("gaps", "data/coffee").stdout


def test_check_says_that_a_sound_study_is_sound_and_what_to_look_at():
    done = run("check", "data/coffee")

    assert done.returncode == 0
    assert "sound (3 segments, 4 offerings, 9 drivers" in done.stdout
    assert "Benefits minus costs and benefits divided by costs name different winners" in done.stdout


def test_check_speaks_the_language_of_the_study_or_that_asked_for(tmp_path):
    study = cv.read_study(ROOT / "data/coffee")
    cv.write_study(replace(study, settings=replace(study.settings, language="nb")), tmp_path / "kaffe")
    (tmp_path / "wrong").mkdir()

    assert "i orden (3 segments, 4 offerings, 9 drivers" in run("check", tmp_path / "kaffe").stdout
    assert "u redu (3 segments, 4 offerings, 9 drivers" in run("check", tmp_path / "kaffe", "--language", "hr").stdout
    assert "study.yaml: nedostaje datoteka" in run("check", tmp_path / "wrong", "--language", "hr").stderr


@pytest.mark.parametrize("name", ["mine", "mine.xlsx"])
def test_new_check_convert_and_back(tmp_path, name):
    made = run("new", tmp_path / name, "--example", "coffee")
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

    message = refused(run("new", tmp_path / "mine", "--example", "coffee"))

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
        (["new", "somewhere", "--example", "cofee"], 'Did you mean "coffee"?'),
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


def test_our_own_failure_is_exit_1_in_one_line(tmp_path, monkeypatch):
    """A study that is sound, and a batch of reports that is not."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("cvtools.report.batch.each_outcome", broken)

    done = run("report", "data/laptops", "--out", tmp_path)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Something went wrong in cvtools itself (RuntimeError: out of order)" in done.stderr


# -- how sure, and what would change it -------------------------------------------------------------------------------


def test_robustness_csv_has_the_documented_columns_in_full_precision():
    done = run("robustness", "data/coffee", "--draws", "500", "--seed", "7", "--csv")

    expected = cv.uncertainty.robustness(cv.read_study(ROOT / "data/coffee"), draws=500, seed=7)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == (
        "segment,offering,value_low,value,value_high,median,p_best,expected_rank,p_rank_1,p_rank_2,p_rank_3,p_rank_4"
    )
    pd.testing.assert_frame_equal(
        pd.read_csv(io.StringIO(done.stdout)), expected, check_dtype=False, rtol=1e-15, atol=1e-15
    )
    assert run("robustness", "data/coffee", "--draws", "500", "--seed", "7", "--csv") == done
    assert run("robustness", "data/coffee", "--draws", "500", "--seed", "8", "--csv") != done


def test_breakeven_csv_has_the_documented_columns_in_full_precision():
    done = run("breakeven", "data/coffee", "--csv")

    table = pd.read_csv(io.StringIO(done.stdout))
    assert done.stdout.splitlines()[0] == "segment,driver,rival,gap,rating,rating_needed,feasible"
    expected = cv.value.breakeven(cv.read_study(ROOT / "data/coffee"))
    pd.testing.assert_frame_equal(table, expected, check_dtype=False, check_exact=True)


def test_tables_of_certainty_for_people():
    laptops = run("robustness", "data/laptops").stdout.splitlines()
    servers = run("breakeven", "data/servers").stdout.splitlines()

    assert [line.split() for line in laptops[1:3]] == [
        ["segment", "offering", "value_low", "median", "value_high", "p_best", "expected_rank"],
        ["Laptop", "buyers", "Laptop", "A", "80.0", "80.0", "80.0", "1.000", "1.0"],
    ]
    assert servers[0].endswith("(USD)")
    assert servers[-1].split()[-6:] == ["servers", "3,000", "9,800", "12,800", "USD", "yes"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--draws", "0"], 'draws: found "0"; allowed: a whole number from 1 to 1,000,000'),
        (["--draws", "-5"], 'draws: found "-5"; allowed: a whole number from 1 to 1,000,000'),
        (["--draws", "1000000000"], 'draws: found "1000000000"; allowed: a whole number from 1 to 1,000,000'),
        (["--draws", "many"], 'draws: found "many"; allowed: a whole number from 1 to 1,000,000'),
        (["--draws", "1e4"], 'draws: found "1e4"; allowed: a whole number from 1 to 1,000,000'),
        (["--draws", ""], 'draws: found ""; allowed: a whole number from 1 to 1,000,000'),
        (["--seed", "today"], 'seed: found "today"; allowed: a whole number from 0 to 9,223,372,036,854,775,807'),
        (["--seed", "1.5"], 'seed: found "1.5"; allowed: a whole number from 0 to 9,223,372,036,854,775,807'),
        (["--seed", "-1"], 'seed: found "-1"; allowed: a whole number from 0 to 9,223,372,036,854,775,807'),
    ],
    ids=" ".join,
)
def test_draws_and_seeds_that_cannot_be(arguments, told):
    assert refused(run("robustness", "data/coffee", *arguments)) == told


@pytest.mark.parametrize("command", ["robustness", "breakeven"])
def test_one_offering_alone_has_no_gap(tmp_path, command):
    study = cv.read_study(ROOT / "data/laptops")
    alone = {
        name: frame[(frame["offering"] == "a").to_numpy()].reset_index(drop=True)
        for name, frame in (("offerings", study.offerings), ("ratings", study.ratings))
    }
    cv.write_study(replace(study, origin=None, **alone), tmp_path / "alone")

    told = refused(run(command, tmp_path / "alone"))

    assert told.endswith("there is no offering besides ours, so there is no gap to an alternative")


@pytest.mark.parametrize("command", ["robustness", "breakeven"])
@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("9", "10", 'column low: found "9"; allowed: at most the rating'),
        ("8", "8.2", 'column high: found "8.2"; allowed: at least the rating'),
        ("9", "8", 'column low: found "9"'),
        ("-1", "9", 'column low: found "-1"; allowed: between 0 and 10, the anchors of taste'),
        ("8", "11", 'column high: found "11"; allowed: between 0 and 10, the anchors of taste'),
        ("8", "", "column high"),
    ],
)
def test_ranges_that_cannot_be_are_named_with_their_row(tmp_path, command, low, high, told):
    cv.write_study(replace(cv.read_study(ROOT / "data/coffee"), origin=None), tmp_path / "study")
    ratings = tmp_path / "study" / "ratings.csv"
    ratings.write_text(ratings.read_text().replace("taste,8.5,perceived,8.1,8.9", f"taste,8.5,perceived,{low},{high}"))

    message = refused(run(command, tmp_path / "study"))

    assert "ratings.csv, row 2, " in message
    assert told in message


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("16", "19", 'column low: found "16"; allowed: at most the weight'),
        ("11", "14", 'column high: found "14"; allowed: at least the weight'),
        ("-1", "19", 'column low: found "-1"'),
    ],
)
def test_so_are_those_of_weights(tmp_path, low, high, told):
    cv.write_study(replace(cv.read_study(ROOT / "data/coffee"), origin=None), tmp_path / "study")
    weights = tmp_path / "study" / "weights.csv"
    weights.write_text(weights.read_text().replace("*,taste,15,11,19", f"*,taste,15,{low},{high}"))

    message = refused(run("robustness", tmp_path / "study"))

    assert "weights.csv, row 2, " in message
    assert told in message


@pytest.mark.parametrize("found", ["0", "-0.8", "1.5", "80", "80%", "much"])
def test_a_confidence_that_cannot_be(tmp_path, found):
    cv.write_study(replace(cv.read_study(ROOT / "data/coffee"), origin=None), tmp_path / "study")
    settings = tmp_path / "study" / "study.yaml"
    settings.write_text(settings.read_text().replace("confidence: 0.8", f"confidence: {found}"))

    message = refused(run("robustness", tmp_path / "study"))

    assert f'confidence: found "{found}"; allowed: a number above 0 and up to 1' in message


@pytest.mark.parametrize("name", ["loop", "loop.xlsx"])
def test_a_link_that_leads_to_itself_is_refused(tmp_path, name):
    (tmp_path / name).symlink_to(name)

    done = run("convert", "data/coffee", tmp_path / name)

    assert (done.returncode, done.stdout) == (2, "")
    assert str(tmp_path / name) in done.stderr
    assert (tmp_path / name).is_symlink()


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_what_is_too_large_is_told(monkeypatch, error):
    def too_large(_: object) -> None:
        raise error

    monkeypatch.setattr("cvtools.cli.group.read_study", too_large)

    assert refused(run("check", "data/coffee")) == "The study is too large for this machine."


def test_reports_that_are_stopped_list_what_was_finished(monkeypatch, tmp_path):
    def stopped(runs, **_: object):
        yield Outcome(runs[0], "written")
        yield Outcome(runs[1], "unchanged")
        yield Outcome(runs[2], "failed", "why")
        raise KeyboardInterrupt

    monkeypatch.setattr("cvtools.report.batch.each_outcome", stopped)

    done = run("report", "data/coffee", "data/laptops", "--out", tmp_path)

    files = [tmp_path / f"coffee-{segment}-en.html" for segment in ("commuters", "laptop_workers", "neighbours")]
    assert (done.returncode, done.stdout) == (130, f"{files[0]}\n{files[1]} (unchanged)\n")
    assert list(filter(None, done.stderr.splitlines()))[-3:] == [
        f"{files[2]} failed: why",
        "1 written, 1 unchanged, 1 failed, 3 not begun or not finished",
        "Stopped.",
    ]


def test_of_a_batch_in_which_one_fails_the_code_is_1(monkeypatch, tmp_path):
    monkeypatch.setattr("cvtools.report.batch.each_outcome", lambda runs, **_: iter([Outcome(runs[0], "failed", "no")]))

    assert run("report", "data/laptops", "--out", tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--shard", "3/2", "data/coffee"], 'found "3/2"; allowed: a part such as 2/3'),
        (["--table", "runs.csv", "--segment", "x"], "the table says which segments and languages"),
        ([], "Name a study, or a table of runs with --table."),
    ],
)
def test_a_batch_that_cannot_be_planned(words, told):
    assert told in refused(run("report", *words))
