"""Segments that were found go into a study, and anybody is assigned to one by the same rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.evidence import read_survey, responses
from cvtools.evidence.segment_study import assigned, segmented_study
from cvtools.evidence.survey_segments import basis, segments_found
from tests.evidence.test_statistics_commands import MAPPING
from tests.test_cli import run


def export(blank: bool = False) -> str:
    """Thirty who want taste and like it, ten who want no wait; two left something out."""
    random = np.random.default_rng(3)
    quick = np.arange(40) % 4 == 0
    weight = np.where(quick, 20, 70) + random.integers(-5, 6, 40)
    table = pd.DataFrame(
        {
            "id": range(40),
            "segment": ["commuters", "neighbours"] * 20,
            "sat": 5,
            "taste": np.where(quick, 3, 6),
            "wait": np.where(quick, 2, 5),
            "w_taste": weight.astype(object),
            "w_wait": 100 - weight,
            "with": 1,
            "without": 5,
            "words": "",
        }
    )
    if blank:
        table = table.astype(object)
        table.loc[0, "w_taste"] = ""
        table.loc[1, ["w_taste", "w_wait"]] = ["", 100]
        table.loc[2, ["w_taste", "w_wait", "taste", "wait"]] = ""
    return table.to_csv(index=False)


@pytest.fixture
def mapped(survey):
    read = read_survey(survey(MAPPING, export()))
    return read, responses(read)


def test_found_segments_take_the_place_of_the_studys(mapped):
    read, answers = mapped
    base = basis(read, answers, on="weights")
    found, _ = segments_found(base, 2)

    study, moved, left = segmented_study(read, answers, base, found, ["Taste", "No wait"])

    assert left == 0
    assert study.segments[["segment", "name"]].values.tolist() == [["segment_1", "Taste"], ["segment_2", "No wait"]]
    assert study.segments["size"].tolist() == pytest.approx(np.array([0.75, 0.25]) * read.study.segments["size"].sum())
    weights = study.weights[study.weights["segment"] != "*"]
    assert weights["segment"].tolist() == ["segment_1", "segment_1", "segment_2", "segment_2"]
    assert weights["evidence"].unique().tolist() == ["survey"]
    own = study.ratings[study.ratings["segment"] == "segment_2"].set_index("driver")
    assert own.loc["taste", ["rating", "n"]].tolist() == pytest.approx([10 * 2 / 6, 10])
    assert cv.check_study(study) == []
    assert cv.values(study)["value"].notna().all()
    assert moved.respondents["segment"].value_counts().tolist() == [30, 10]


def test_what_the_survey_does_not_ask_is_the_mean_of_the_earlier_segments(mapped):
    read, answers = mapped
    base = basis(read, answers, on="weights")

    study, *_ = segmented_study(read, answers, base, segments_found(base, 2)[0], ["A", "B"])

    old = read.study
    before = old.weights[old.weights["driver"] == "price"]
    sizes = old.segments.set_index("segment")["size"]
    if set(before["segment"]) != {"*"}:
        mean = np.average(before["weight"], weights=sizes[before["segment"]])
        row = study.weights[study.weights["driver"] == "price"].iloc[0]
        assert row[["segment", "evidence"]].tolist() == ["*", "assumption"]
        assert row["weight"] == pytest.approx(mean)
    assert set(study.ratings["segment"]) <= {"*", "segment_1", "segment_2"}


def test_who_left_something_out_is_assigned_by_the_rest_and_who_answered_nothing_to_none(survey):
    read = read_survey(survey(MAPPING, export(blank=True)))
    answers = responses(read)
    base = basis(read, answers, on="ratings")
    found, _ = segments_found(base, 2)

    moved, left = assigned(base, found, answers)

    assert left == 1
    assert len(moved.respondents) == 39
    assert set(moved.answers["respondent"]) <= set(moved.respondents["respondent"])


def test_the_command_writes_the_study_and_names_its_segments(survey, tmp_path):
    path = survey(MAPPING, export())

    result = run("evidence", "segments", str(path), "--k", "2", "--on", "weights", "--out", str(tmp_path / "new"))

    assert result.returncode == 0, result.stderr
    assert "2 segments of 40 respondents; 0 are in none" in result.stderr
    study = cv.read_study(tmp_path / "new")
    assert study.segments["name"].str.fullmatch("[12]: .+ (high|low)").all()
    assert study.replicates is not None
    refused = run("evidence", "segments", str(path), "--out", str(tmp_path / "other"))
    assert "together with --k" in refused.stderr
    assert not (tmp_path / "other").exists()
