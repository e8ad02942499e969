"""The coffee survey that ships: its files come out of its script, and what is known of its people comes back."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.evidence import applied, differences, importance, measures, ratings, read_survey, responses
from cvtools.evidence.survey_segments import basis, segments_found
from cvtools.evidence.survey_themes import codes_table, themes_of

COFFEE = Path(__file__).parents[2] / "data" / "coffee_survey"
TOOLS = ("qualtrics", "google_forms", "limesurvey")
LEFT_OUT = {"qualtrics": {"Status": 4, "Finished": 14}, "google_forms": {}, "limesurvey": {"submitdate": 10}}


@pytest.fixture(scope="module")
def surveys():
    """Each tool's mapping, read, with its answers."""
    read = {tool: read_survey(COFFEE / f"{tool}.yaml") for tool in TOOLS}
    return {tool: (survey, responses(survey)) for tool, survey in read.items()}


@pytest.fixture(scope="module")
def asked(surveys):
    return surveys["qualtrics"]


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    return pd.read_csv(COFFEE / "truth.csv", keep_default_na=False)


def found_in(table: pd.DataFrame, truth: pd.DataFrame, what: str, name: str) -> pd.Series:
    """Whether each true number lies in the interval that the survey gives."""
    keys = [key for key in ("segment", "offering", "wave", name) if key in table and key]
    known = truth[truth["what"] == what].rename(columns={"name": name, "value": "true"})
    both = table.merge(known[[*keys, "true"]], on=keys, validate="one_to_one")
    assert len(both) == len(known)
    return (both["low"] <= both["true"]) & (both["true"] <= both["high"])


def test_the_script_gives_the_shipped_files(tmp_path):
    spec = importlib.util.spec_from_file_location("build_coffee_survey", COFFEE / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    for path in module.build(tmp_path):
        assert path.read_bytes() == (COFFEE / path.name).read_bytes(), path.name


@pytest.mark.parametrize("tool", TOOLS)
def test_what_each_tool_adds_is_left_out_and_counted(surveys, tool):
    _, answers = surveys[tool]
    left = answers.left_out[answers.left_out["what"] == "response"]
    assert (answers.export.kind, len(answers.respondents)) == (tool, 420)
    assert left.groupby("column")["n"].sum().to_dict() == LEFT_OUT[tool]


def test_three_tools_give_the_same_numbers(surveys):
    keys = ["response", "column", "driver", "offering", "asks"]
    values = [answers.answers.drop(columns=keys[:2])["value"].sort_values() for _, answers in surveys.values()]
    for other in values[1:]:
        np.testing.assert_allclose(other.to_numpy(), values[0].to_numpy(), rtol=1e-12)
    tables = [ratings(survey, answers, replicates=10).table for survey, answers in surveys.values()]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0], rtol=1e-9)


def test_ratings_and_measures_come_back_within_their_intervals(asked, truth):
    rated = found_in(ratings(*asked).table, truth, "rating", "driver")
    table = measures(*asked)
    measured = pd.concat([found_in(table[table["measure"] == m], truth, m, "") for m in ("csat", "nps", "ces")])
    # Intervals of 80 %: of 36 and of 30 numbers that move together, about eight in ten.
    assert 0.7 <= rated.mean() <= 0.95
    assert 0.7 <= measured.mean() <= 0.95


def test_what_counts_comes_back_in_its_order_and_differs_from_what_is_said(asked, truth):
    stated, derived = (importance(*asked, method=method).table for method in ("stated", "lmg"))
    first = {
        name: table.loc[table.groupby("segment")["share"].idxmax()].set_index("segment")["driver"].to_dict()
        for name, table in (("stated", stated), ("derived", derived))
    }
    assert first == {
        "stated": {"commuters": "taste", "laptop_workers": "seat", "neighbours": "taste"},
        "derived": {"commuters": "wait", "laptop_workers": "seat", "neighbours": "belonging"},
    }
    assert found_in(stated, truth, "stated", "driver").mean() >= 0.6
    known = truth[truth["what"] == "derived"].set_index(["segment", "name"])["value"]
    shares = derived.set_index(["segment", "driver"])["share"]
    assert (shares - known.rename_axis(["segment", "driver"]).loc[shares.index]).abs().max() < 0.08


def test_segments_are_found_again_without_their_names(asked):
    base = basis(*asked)
    found, profiles = segments_found(base, 3)
    share = pd.crosstab(base.segments, found.members).max(axis=1).sum() / len(base.segments)
    assert share > 0.9
    marks = profiles.loc[profiles.groupby("segment")["difference"].idxmax(), "driver"]
    assert set(marks) == {"wait", "seat", "belonging"}


def test_only_what_changed_between_the_quarters_is_more_than_chance(asked):
    table = differences(*asked, by="wave", offering="little_cup").set_index("measure")
    drivers = table[table.index.str.startswith("rating:")]
    assert drivers.index[drivers["p"] < 0.05].tolist() == ["rating:wait"]
    assert drivers.loc["rating:wait", "low"] < -2.5 * 0.9 < drivers.loc["rating:wait", "high"]


def test_themes_come_back_and_nobody_can_be_recognised(asked, truth):
    codes = codes_table(*asked, book=COFFEE / "themes.csv")
    table, _ = themes_of(*asked, codes)
    assert found_in(table, truth.assign(offering=""), "theme", "theme").mean() >= 0.7
    written = " ".join(codes["quote"])
    assert "@example.org" not in written and "22 55 01" not in written
    assert (codes["theme"] != "").all()


def test_the_survey_goes_into_its_study(surveys):
    survey, _ = surveys["qualtrics"]
    analysis = cv.analyse_survey(survey)
    study = analysis.applied(weights="stated")
    rows = study.ratings[study.ratings["evidence"] == "survey"]
    assert len(rows[(rows["segment"] != "*") & rows["offering"].isin(["little_cup", "chain"])]) >= 36
    assert {"weight:commuters:wait", "rating:commuters:little_cup:wait"} <= set(study.replicates.columns)


def test_the_study_says_where_its_numbers_come_from(surveys, tmp_path):
    survey, _ = surveys["qualtrics"]
    cv.write_study(cv.analyse_survey(survey).applied(shrink=True), tmp_path / "study")

    study = cv.read_study(tmp_path / "study")

    row = study.ratings[study.ratings["evidence"].eq("survey") & study.ratings["driver"].eq("wait")].iloc[-1]
    assert (row["survey"], row["date"]) == ("qualtrics.csv", "2026-05-27")
    assert float(row["n_effective"]) < row["n"]
    assert float(row["raw"]) == pytest.approx(row["rating"], abs=0.5)
    assert study.others["measures"].columns.tolist()[:9] == measures(survey, surveys["qualtrics"][1]).columns.tolist()
    analysis = cv.analyse(study, language="nb")
    assert "spurt til og med 27. mai 2026" in cv.tables.rating_sources(analysis).markup
    assert "Anbefaling (NPS)" in cv.tables.study_measures(analysis).markup
    assert analysis.survey_days == {"2026-05-27"}


def test_a_surveys_numbers_are_told_in_the_digits_that_their_ranges_tell_apart(surveys):
    study = surveys["qualtrics"][0].study
    found = applied(surveys["qualtrics"][0], ratings(*surveys["qualtrics"]))

    told = re.findall(r"[0-9.]+ score", cv.tables.rating_sources(cv.analyse(found)).markup)
    before = cv.tables.rating_sources(cv.analyse(study)).markup

    assert len(told) >= 4
    assert all(len(number.partition(".")[2].removesuffix(" score")) <= 2 for number in told)
    assert "score" in before


def test_a_study_without_a_survey_says_nothing_of_one():
    analysis = cv.analyse("coffee")

    assert "no measures of a survey" in cv.tables.study_measures(analysis).markup
    assert analysis.survey_days == set()
