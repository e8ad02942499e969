"""The statistics of a survey from the command line: columns that scripts depend on, files, and what is said beside."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from tests.evidence.conftest import RATED
from tests.test_cli import run

MAPPING = f"""\
{RATED}\
  - {{column: with, asks: functional, driver: calm}}
  - {{column: without, asks: dysfunctional, driver: calm}}
  - {{column: words, asks: text, language: en}}
"""
COLUMNS = {
    ("weights", "--method", "stated"): "segment,driver,method,share,low,high,n",
    ("weights", "--method", "johnson"): "segment,driver,method,share,low,high,n",
    ("measures",): "segment,offering,wave,measure,n,n_effective,value,low,high",
    ("differences", "--by", "segment"): "measure,a,b,difference,low,high,p",
    ("segments", "--k", "2"): "segment,driver,n,share,mean,difference",
    ("themes",): "theme,driver,segment,offering,n,share,low,high,positive,negative",
    ("kano",): "segment,driver,n,category,better,better_low,better_high,worse,worse_low,worse_high",
}


@pytest.fixture
def export() -> str:
    random = np.random.default_rng(1)
    taste, wait = random.integers(1, 8, (2, 40))
    table = pd.DataFrame(
        {
            "id": range(40),
            "segment": ["commuters", "neighbours"] * 20,
            "sat": np.clip((taste + wait) // 2, 1, 7),
            "taste": taste,
            "wait": wait,
            "w_taste": [70, 20] * 20,
            "w_wait": [30, 80] * 20,
            "with": 1,
            "without": 5,
            "words": ["=cmd() the taste! Ask Ivana, 912 34 567", ""] * 20,
        }
    )
    return table.to_csv(index=False)


def test_commands_give_the_columns_that_scripts_depend_on(survey, export):
    path = survey(MAPPING, export)

    for arguments, columns in COLUMNS.items():
        done = run("evidence", arguments[0], path, *arguments[1:], "--csv")
        assert (done.returncode, done.stdout.splitlines()[0]) == (0, columns), done.stderr
        assert len(pd.read_csv(io.StringIO(done.stdout))) > 0


def test_people_read_names_and_what_to_know_beside_the_table(survey, export):
    path = survey(MAPPING, export)

    weights = run("evidence", "weights", path, "--method", "johnson")
    numbers = run("evidence", "segments", path, "--on", "ratings")
    by_weights = run("evidence", "segments", path, "--k", "2", "--method", "mixture")

    assert "Taste of the coffee" in weights.stdout
    assert "k criterion stability" in " ".join(numbers.stdout.split())
    assert "Nothing shows that the mapping’s segments differ" in numbers.stderr
    assert by_weights.stdout.count("segment_1") == 2


def test_a_person_confirms_themes_in_a_table_without_personal_data(survey, export, tmp_path):
    path, codes, staff = survey(MAPPING, export), tmp_path / "codes.csv", tmp_path / "staff.txt"
    staff.write_text("Ivana\n", encoding="utf-8")

    proposed = run("evidence", "themes", path, "--propose", codes, "--staff", staff, "--csv")
    table = pd.read_csv(codes, dtype=str)

    assert set(table["quote"]) == {"'=cmd() the taste! Ask [name], [phone]"}
    assert "never a rating" in proposed.stderr
    table.assign(confirmed="0", second="1").to_csv(codes, index=False)
    confirmed = run("evidence", "themes", path, "--codes", codes, "--csv")
    assert pd.read_csv(io.StringIO(confirmed.stdout))["n"].tolist() == [0]
    assert "α" in confirmed.stderr
    table.assign(confirmed="yes").to_csv(codes, index=False)
    wrong = run("evidence", "themes", path, "--codes", codes)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert 'found "yes"; allowed: 1 or 0' in wrong.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("weights", "--method", "jonson"), 'Did you mean "johnson"?'),
        (("differences", "--by", "waves"), 'Did you mean "wave"?'),
        (("segments", "--method", "kmean"), 'Did you mean "kmeans"?'),
        (("segments", "--on", "weight"), 'Did you mean "weights"?'),
        (("weights", "--method", "choice"), "the mapping has no choices"),
    ],
)
def test_wrong_words_are_told(survey, export, arguments, message):
    done = run("evidence", arguments[0], survey(MAPPING, export), *arguments[1:])

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_weights_go_into_the_study_beside_the_ratings_when_asked(survey, export, tmp_path):
    done = run("evidence", "apply", survey(MAPPING, export), "--out", tmp_path / "new", "--weights", "stated")

    weights = pd.read_csv(tmp_path / "new" / "weights.csv")
    rows = weights[(weights["segment"] == "commuters") & (weights["n"] == 20)]
    assert done.returncode == 0, done.stderr
    assert rows["driver"].tolist() == ["taste", "wait"]
    assert rows["evidence"].tolist() == ["survey", "survey"]
    assert rows["weight"].iloc[0] / rows["weight"].sum() == pytest.approx(0.7)


def test_kanos_categories_are_told_in_words(survey, export):
    analysis = cv.analyse_survey(survey(MAPPING, export), segment="commuters")

    markup = cv.tables.kano(analysis).markup

    told = {
        word
        for word in ("taken for granted", "the more, the better", "delights", "leaves people cold")
        if word in markup
    }
    assert len(told) == 1
    assert "Without it" in markup
    assert analysis.kano["n"].tolist() == [int(number) for number in analysis.kano["n"]]
