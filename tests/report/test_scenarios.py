"""Scenarios that are kept with a study reach whoever reads its report."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import cvtools as cv
from cvtools.charts.mimetype import specification
from cvtools.report.plan import plan_reports
from cvtools.report.segment_report import SegmentReport
from cvtools.sentences.scenarios import scenario_sentences
from cvtools.study.scenario_files import write_scenario
from cvtools.study.scenarios import Scenario

STARTER = Path(__file__).resolve().parents[2] / "data" / "starter"
SCENARIOS = (
    Scenario("Easier <b>start</b>", ratings={"busy": {"start": 1.0}}, order=1),
    Scenario("A rival wakes", rivals={"rival": {"busy": {"price": 20.0}}}, weights={"busy": {"calm": 30.0}}, order=2),
    Scenario("For others", ratings={"careful": {"results": 9.0}}, order=3),
)


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> cv.Study:
    place = tmp_path_factory.mktemp("study") / "mine"
    cv.write_study(dataclasses.replace(cv.read_study(STARTER), origin=None), place)
    study = cv.read_study(place)
    for scenario in SCENARIOS:
        write_scenario(study, scenario)
    return study


def test_those_of_the_segment_are_compared_with_today(study):
    analysis = cv.analyse(study, segment="busy", draws=300)

    first, second = analysis.scenarios

    assert [change.driver for change in (*first.changes, *second.changes)] == ["start", "price", "calm"]
    assert [change.offering for change in second.changes] == ["rival", ""]
    applied = cv.apply_scenario(study, first.scenario)
    alone = cv.analyse(applied, segment="busy", draws=300)
    assert float(first.analysis.total["gap"]) == pytest.approx(float(alone.total["gap"]))
    assert first.analysis.certainty.gap["p_win"] == alone.certainty.gap["p_win"]
    assert cv.analyse(study, segment="careful", draws=300).scenarios[0].scenario.name == "For others"


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "from 6.0 to 1.0"), ("nb", "fra 6,0 til 1,0"), ("hr", "s 6,0 na 1,0")],
)
def test_the_section_says_what_was_changed_and_what_comes_of_it(study, language, told):
    analysis = cv.analyse(study, segment="busy", language=language, draws=300)

    section = SegmentReport(analysis).scenarios()

    assert section.name == "scenarios"
    markup = "".join(part.markup for part in section.parts if hasattr(part, "markup"))
    assert told in markup
    assert "&lt;b&gt;" in markup and "<b>start" not in markup
    assert len(scenario_sentences(analysis)) == 2
    (figure,) = (part for part in section.parts if hasattr(part, "chart"))
    rows = [row for data in specification(figure.chart)["datasets"].values() for row in data]
    named = {str(word).strip("\u2063\u2064") for row in rows for word in row.values()}
    assert named >= {SCENARIOS[0].name, SCENARIOS[1].name}


def test_a_study_without_scenarios_has_no_such_section():
    assert SegmentReport(cv.analyse("starter", draws=300)).scenarios().parts == ()


def test_a_report_is_made_anew_when_a_scenario_is_kept(study, tmp_path):
    before = {run.key for run in plan_reports([study.origin.path], out=tmp_path)}
    write_scenario(study, dataclasses.replace(SCENARIOS[2], ratings={"careful": {"results": 8.5}}))

    assert before.isdisjoint(run.key for run in plan_reports([study.origin.path], out=tmp_path))
