"""A study as a value model of the public schema, and back."""

from __future__ import annotations

import json

import pytest

import cvtools as cv
from cvtools.study.errors import StudyError
from cvtools.value.exchange import study_of_document, value_model_document

DRIVER = {
    "name": "Hours saved",
    "equation": "hours * Math.min(rate, 50)",
    "continuity_profile": {"mode": "recurring"},
}


def document(**changes: object) -> dict[str, object]:
    variables = [{"name": "hours", "default_value": 100}, {"name": "rate", "default_value": 80}]
    return {"variables": variables, "value_drivers": [DRIVER], **changes}


def test_the_sum_of_the_equations_is_the_gap():
    study = cv.read_study("software")

    model, lost = value_model_document(study)

    assert lost == []
    back, lost = study_of_document(model, unit="USD")
    assert lost == []
    gap = cv.gap_totals(cv.value_gaps(back))["gap"].tolist()
    assert gap == cv.gap_totals(cv.value_gaps(study))["gap"].tolist() == [63_000]


def test_what_does_not_fit_is_said():
    _, lost = value_model_document(cv.read_study("coffee"), segment="commuters")

    assert [str(problem) for problem in lost] == [
        "segments: only one segment fits into a document; left out: laptop_workers, neighbours",
        "offerings: only the best alternative fits into a document; left out: chain, at_home",
        "weights, column low: ranges of weights are left out",
        "ratings, column view: only perceived ratings are told",
    ]


def test_a_document_has_what_the_schema_requires():
    model, _ = value_model_document(cv.read_study("bulldozer"))

    needed = {"schema_version", "model_id", "product_name", "variables", "value_drivers", "tiers_and_modules"}
    assert needed <= set(model)
    assert all(driver["continuity_profile"]["type"] == "one_time" for driver in model["value_drivers"])
    for variable in model["variables"]:
        assert {"name", "display_name", "description", "type", "category"} <= set(variable)
        assert variable["name"].isidentifier()
    needed = {"category", "continuity_profile", "description", "equation", "key_category_metric", "name", "number"}
    assert all(needed <= set(driver) for driver in model["value_drivers"])
    json.dumps(model, allow_nan=False)


@pytest.mark.parametrize("word", ["type", "mode"])
def test_what_recurs_is_told_by_either_version_of_the_schema(word):
    driver = {**DRIVER, "continuity_profile": {word: "recurring"}}

    study, _ = study_of_document(document(value_drivers=[driver], product_name="Meter"), unit="EUR")

    assert (study.settings.title, list(study.drivers["recurs"])) == ("Meter", ["yearly"])


def test_ranges_come_from_the_claims():
    claims = [{"variable_name": "hours", "min": 80, "median": 100, "max": 130}]

    study, _ = study_of_document(document(benchmark_claims={"claims": claims}), unit="EUR")

    ours = study.ratings.iloc[0]
    assert [ours["low"], ours["rating"], ours["high"]] == [4_000, 5_000, 6_500]


def test_a_customers_numbers_go_before_the_models():
    study, _ = study_of_document(document(), unit="EUR", values={"hours": 10})

    assert study.ratings["rating"].iloc[0] == 500


@pytest.mark.parametrize("equation", ["__import__('os')", "hours ** 9", "x.y", "hours[0]", "(" * 500, "1 / 0", "rates"])
def test_nothing_but_arithmetic_is_run(equation):
    drivers = [DRIVER, {"name": "Odd", "equation": equation}]

    study, lost = study_of_document(document(value_drivers=drivers), unit="EUR")

    assert list(study.drivers["name"]) == ["Hours saved"]
    assert [problem.column for problem in lost] == ["Odd"]


@pytest.mark.parametrize("found", [None, [], {}, {"variables": []}, {"variables": 1, "value_drivers": [DRIVER]}])
def test_what_is_no_value_model_is_refused(found):
    with pytest.raises(StudyError, match="needs the lists"):
        study_of_document(found, unit="EUR")
