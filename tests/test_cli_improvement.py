"""The commands of improvement: their columns, and what they say where something is wrong."""

from __future__ import annotations

import io
import shutil

import pandas as pd
import pytest

from .test_cli import run


@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        (["levers", "data/coffee", "--draws", "50"],
         "segment,lever,value_change,low,high,gap_before,gap_after,p_best_before,p_best_after,cost"),
        (["levers", "data/coffee", "--draws", "50", "--low-end", "--answer", "kiosk=order_ahead"],
         "segment,lever,value_change,low,high,gap_before,gap_after,p_best_before,p_best_after,cost"),
        (["levers", "data/coffee", "--draws", "50", "--year", "1"],
         "segment,lever,value_change,low,high,gap_before,gap_after,p_best_before,p_best_after,cost"),
        (["shares", "data/coffee"], "segment,offering,observed,fitted,scale"),
        (["shares", "data/coffee", "--levers", "sockets,names", "--draws", "50"],
         "segment,offering,observed,fitted,scale,after,low,high"),
        (["outcomes", "data/coffee"], "segment,measure,before,after,low,high,rests_on"),
        (["outcomes", "data/coffee", "--levers", "sockets", "--draws", "50"],
         "segment,measure,before,after,low,high,rests_on"),
        (["portfolio", "data/coffee", "--people", "2", "--months", "3", "--draws", "50"],
         "lever,chosen,cost,effect,how_often_best"),
        (["portfolio", "data/coffee", "--budget", "15000", "--draws", "50"],
         "lever,chosen,cost,effect,how_often_best"),
    ],
)  # fmt: skip
def test_columns_for_machines_and_a_table_for_people(arguments, columns):
    table, text = run(*arguments, "--csv"), run(*arguments)

    assert (table.returncode, text.returncode) == (0, 0), table.stderr + text.stderr
    assert table.stdout.splitlines()[0] == columns
    assert len(text.stdout.splitlines()) == 1 + len(pd.read_csv(io.StringIO(table.stdout))) + 1


def test_a_portfolio_ends_with_the_total():
    rows = run("portfolio", "data/coffee", "--budget", "15000", "--draws", "50", "--csv").stdout.splitlines()

    assert rows[-1].startswith("total,True,14888.")


def test_of_which_year_effects_are_is_said_beside_the_table():
    said = (
        run("levers", "data/coffee", "--draws", "50").stderr,
        run("levers", "data/coffee", "--draws", "9", "--year", "2").stderr,
    )

    assert said[0].startswith("Effects build up, fade or begin later: these are the full effects; --year 1 shows")
    assert said[1] == "Effects build up, fade or begin later: these are those of year 2.\n"
    assert run("levers", "data/travel_mode", "--draws", "50").stderr == ""


def test_an_answer_is_kept_as_a_scenario_and_read_again(tmp_path):
    shutil.copytree("data/coffee", tmp_path / "coffee")
    levers = ["levers", str(tmp_path / "coffee"), "--draws", "20", "--csv"]
    kept = run(*levers, "--answer", "kiosk=order_ahead", "--keep", "The kiosk answers")
    file = tmp_path / "coffee" / "scenarios" / "The_kiosk_answers.yaml"
    then = run(*levers, "--scenario", str(file))

    assert (kept.returncode, kept.stderr.splitlines()[0]) == (0, str(file))
    after = [pd.read_csv(io.StringIO(done.stdout))["gap_after"].to_numpy() for done in (kept, then)]
    assert after[0] == pytest.approx(after[1])
    assert "--keep keeps what --answer says" in run(*levers, "--keep", "Nothing").stderr
    assert "it cannot be read" in run(*levers, "--scenario", "nowhere.yaml").stderr


def test_what_is_wrong_is_said():
    assert "allowed: a number" in run("portfolio", "data/coffee", "--budget", "much").stderr
    assert 'Did you mean "sockets"?' in run("outcomes", "data/coffee", "--levers", "socket").stderr
    assert "the study has no levers" in run("levers", "data/laptops").stderr


def test_a_canvas_is_written_where_it_is_wanted(tmp_path):
    done = run("proposition", "data/coffee", "--language", "nb", "--canvas", str(tmp_path / "canvas.html"))

    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "canvas.html")), done.stderr
    assert '<html lang="nb">' in (tmp_path / "canvas.html").read_text(encoding="utf-8")
