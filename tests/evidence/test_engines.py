import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from cvtools.evidence import ratings, ratings_at_scale, read_survey, responses
from cvtools.study.errors import StudyError
from tests.test_cli import run

MAPPING = """\
format: 1
responses: answers/*.parquet
study: coffee
weight: w
keep: {finished: 1}
missing: [-99, 3]
segment: {column: plan, values: {1: commuters, 2: neighbours}}
offering: {column: provider, values: {ours: little_cup, kiosk: kiosk}}
questions:
  - {column: taste, asks: rating, driver: taste, scale: [1, 5]}
  - {column: taste2, asks: rating, driver: taste, scale: [5, 1]}
  - {column: wait, asks: rating, driver: wait, scale: unit}
  - {column: calm, asks: expectation, driver: calm, offering: chain, scale: [1, 5]}
"""


@pytest.fixture
def large(tmp_path):
    """Answers in two Parquet files, with everything that may be in them."""
    rng = np.random.default_rng(4)
    n = 600
    frame = pd.DataFrame(
        {
            "plan": rng.integers(1, 4, n),
            "provider": rng.choice(["ours", "kiosk", "other"], n),
            "finished": rng.choice([0.0, 1.0], n),
            "w": rng.choice([0.0, 0.5, 1.25], n),
            "taste": rng.choice([1.0, 2, 3, 4, 5, 7, -99, np.nan], n),
            "taste2": rng.choice([1.0, 2, 4, 5, np.nan], n),
            "wait": rng.uniform(0, 20, n).round(1),
            "calm": rng.integers(1, 6, n),
        }
    )
    (tmp_path / "answers").mkdir()
    frame.iloc[:250].to_parquet(tmp_path / "answers" / "1.parquet")
    frame.iloc[250:].to_parquet(tmp_path / "answers" / "2.parquet")
    path = tmp_path / "survey.yaml"
    path.write_text(MAPPING)
    return path


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb", "dask"])
def test_every_engine_gives_the_same_means_as_reading_answer_by_answer(large, engine):
    survey = read_survey(large)
    usual = ratings(survey, responses(survey)).table

    found = ratings_at_scale(survey, engine).table

    columns = ["segment", "offering", "driver", "view", "n", "n_effective", "rating"]
    pd.testing.assert_frame_equal(found[columns], usual[columns], rtol=1e-9, check_dtype=False)
    assert (found["low"] - usual["low"]).abs().max() < 0.5


def test_an_engine_takes_segments_by_rule(large):
    rules = "{rules: {commuters: {plan: '>= 2', wait: '< 10'}, neighbours: {plan: [1, 2]}}}"
    large.write_text(MAPPING.replace("{column: plan, values: {1: commuters, 2: neighbours}}", rules))
    survey = read_survey(large)
    usual = ratings(survey, responses(survey)).table

    pd.testing.assert_frame_equal(
        ratings_at_scale(survey, "duckdb").table["rating"].to_frame(), usual[["rating"]], rtol=1e-9, check_dtype=False
    )


def test_what_an_engine_cannot_take_is_told_at_once(large):
    large.write_text(MAPPING.replace("column: wait", "column: wiat").replace("column: calm", "column: provider"))

    with pytest.raises(StudyError) as error:
        ratings_at_scale(read_survey(large), "polars")

    assert [(problem.column, problem.found, problem.meant) for problem in error.value.problems] == [
        ("", "wiat", "wait"),
        ("provider", "string", ""),
    ]
    with pytest.raises(StudyError, match='found "spark"; allowed: pandas, polars, duckdb or dask'):
        ratings_at_scale(read_survey(large), "spark")


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb", "dask"])
def test_an_engine_takes_csv_files_a_piece_at_a_time(large, engine, monkeypatch):
    """Among them one with a decimal comma and one from Excel: the same means as reading them whole."""
    monkeypatch.setattr("cvtools.evidence.pieces._PIECE", 4_000)
    frames = [
        pd.read_parquet(large.parent / "answers" / f"{n}.parquet").astype({"finished": int, "plan": int})
        for n in (1, 2)
    ]
    frames[0].to_csv(large.parent / "answers" / "1.csv", index=False)
    frames[1].to_csv(large.parent / "answers" / "2.csv", index=False, sep=";", decimal=",", encoding="utf-16")
    large.write_text(MAPPING.replace("*.parquet", "*.csv"))
    survey = read_survey(large)
    usual = ratings(survey, responses(survey)).table

    found = ratings_at_scale(survey, engine)

    columns = ["segment", "offering", "driver", "view", "n", "n_effective", "rating"]
    pd.testing.assert_frame_equal(found.table[columns], usual[columns], rtol=1e-9, check_dtype=False)


def test_an_engine_reads_a_tools_export_as_it_is(survey):
    """Three header rows, words, a blank row; the answers that do not count are told."""
    csv = """\
StartDate,Finished,Q1,Q2
Start Date,Finished,Where do you belong?,How does it taste?
"{""ImportId"":""startDate""}","{""ImportId"":""finished""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"
2026-03-02 08:00:00,True,Commuters,5 – Very good
2026-03-02 08:00:00,TRUE,commuters,Good
2026-03-02 08:00:00,False,commuters,1
2026-03-02 08:00:00,True,,2
,,,
2026-03-02 08:00:00,True,neighbours,9
"""
    mapping = """\
format: 1
responses: export.csv
study: coffee
keep: {Finished: ["True"]}
segment: {column: Q1}
answers: {Good: 4}
questions: [{column: Q2, asks: rating, driver: taste, offering: little_cup, scale: [1, 5]}]
"""
    read = read_survey(survey(mapping, csv))

    found = ratings_at_scale(read, "duckdb")

    assert found.table[["segment", "n"]].to_numpy().tolist() == [["commuters", 2]]
    assert found.table["rating"].tolist() == ratings(read, responses(read)).table["rating"].tolist()
    assert found.answers.to_dict("records") == [{"column": "Q2", "answers": 5, "used": 2}]
    done = run("evidence", "apply", read.path, "--engine", "duckdb", "--out", read.path.parent / "study")
    assert done.stdout.splitlines()[1:] == [
        "5 answers, of which 2 count",
        "Left out by segment, offering, keep, weight or wave, as missing or outside the scale: “Q2” 3",
    ]


def test_words_and_columns_that_are_not_there_are_told_for_csv_files_as_for_all(survey):
    path = survey(csv="segment,taste,wait\ncommuters,5,soon\ncommuters,lovely,2\n")
    with pytest.raises(StudyError) as error:
        ratings_at_scale(read_survey(path), "duckdb")
    with pytest.raises(StudyError) as usual:
        responses(read_survey(path))

    assert {problem.found for problem in error.value.problems} == {"soon", "lovely"}
    assert {str(problem) for problem in error.value.problems} == {str(problem) for problem in usual.value.problems}

    with pytest.raises(StudyError, match='found "wait"') as error:
        ratings_at_scale(read_survey(survey(csv="segment,taste,wiat\ncommuters,5,2\n")), "duckdb")
    assert error.value.problems[0].meant == "wiat"


def test_a_cluster_is_sent_no_csv_files(survey):
    with pytest.raises(StudyError, match="Parquet files, which every machine"):
        ratings_at_scale(read_survey(survey()), "dask", scheduler="tcp://127.0.0.1:1")


GIGABYTE = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (1_000_000_000, 1_000_000_000))
from cvtools.cli import main
main()
"""


def test_what_does_not_fit_into_a_gigabyte_is_refused_before_it_is_read(survey, tmp_path):
    """A file of 60 MB in a process that is given 1 GB; no half-written study is left."""
    path = survey()
    with (tmp_path / "export.csv").open("ab") as handle:
        handle.truncate(60_000_000)

    command = [sys.executable, "-c", GIGABYTE, "evidence", "apply", str(path), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.strip().endswith(
        'found "60,000,000 bytes"; allowed: at most 40,000,000 bytes with the memory there is; '
        "larger CSV and Parquet files with --engine duckdb"
    )
    assert {file.name for file in tmp_path.iterdir()} == {"export.csv", "survey.yaml"}


def test_more_answers_than_fit_are_refused_before_they_are_worked_on(large, survey, monkeypatch):
    monkeypatch.setattr("cvtools.evidence.table_files.most_answers", lambda: 7)

    for path in (large, survey()):
        with pytest.raises(StudyError, match='answers"; allowed: at most 7 answers with the memory there is'):
            responses(read_survey(path))
