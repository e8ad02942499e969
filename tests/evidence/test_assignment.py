"""The rule of segments that were found, as a file that applies to the respondents of another survey."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import cvtools as cv
from cvtools.cli.program import cli
from cvtools.evidence import checked, ratings, read_survey, responses
from cvtools.evidence.assignment import COLUMNS, read_rule, rule_table
from cvtools.evidence.segment_study import segment_ids
from cvtools.evidence.survey_segments import basis, segments_found
from cvtools.study.errors import StudyError
from tests.evidence.test_segment_study import export
from tests.evidence.test_statistics_commands import MAPPING


@pytest.fixture
def found(survey, tmp_path):
    """Two segments found in forty respondents: their answers, their rule in a file, and the study that has them."""
    from click.testing import CliRunner

    path = survey(MAPPING, export())
    options = ["--k", "2", "--on", "weights", "--out", str(tmp_path / "new"), "--rule", str(tmp_path / "rule.csv")]
    done = CliRunner().invoke(cli, ["evidence", "segments", str(path), *options])
    assert done.exit_code == 0, done.exception
    assert "segment: {nearest: rule.csv}" in done.stderr
    return read_survey(path), tmp_path / "rule.csv"


def later(survey, csv: str, mapping: str = MAPPING) -> Path:
    """Return the mapping of a later survey, whose segments are the nearest of the rule."""
    line = next(line for line in mapping.splitlines() if line.startswith("segment:"))
    return survey(mapping.replace(line, "segment: {nearest: rule.csv}").replace("study: coffee", "study: new"), csv)


def test_a_rule_reads_back_as_it_was_and_says_what_it_rests_on(found):
    first, file = found
    base = basis(first, responses(first), on="weights")
    segmentation, _ = segments_found(base, 2)

    rule = read_rule(file)

    table = pd.read_csv(file)
    assert table.columns.tolist() == COLUMNS
    assert table["segment"].tolist() == ["segment_1", "segment_1", "segment_2", "segment_2"]
    assert set(table["on"]) == {"weights"}
    assert table["centre"].between(0, 1).all()
    assert (rule.on, rule.segments, rule.drivers) == ("weights", ("segment_1", "segment_2"), ("taste", "wait"))
    assert rule.assign(base.everybody).tolist() == [segment_ids(segmentation)[i] for i in segmentation.members]


def test_the_respondents_of_a_later_survey_are_in_the_nearest_segment(found, survey):
    csv = pd.read_csv(pd.io.common.StringIO(export())).astype(object)
    csv.loc[0, ["w_taste", "w_wait"]] = ""
    csv["segment"] = "students"

    mapped = read_survey(later(survey, csv.to_csv(index=False)))
    answers = responses(mapped)

    assert answers.respondents["segment"].value_counts().to_dict() == {"segment_1": 30, "segment_2": 9}
    assert set(ratings(mapped, answers).table["segment"]) == {"segment_1", "segment_2"}
    row = checked(mapped, answers).set_index("asks").loc["segment"]
    assert (row["answers"], row["missing"]) == (39, 1)
    assert [note.fields.get("file", note.fields.get("n")) for note in row["note"]] == [1, "rule.csv"]


def test_a_decimal_comma_and_what_never_differs_are_read(tmp_path):
    file = tmp_path / "rule.csv"
    file.write_text(
        "segment;on;driver;centre;deviation\na;ratings;taste;0,25;0,1\na;ratings;wait;1;\n"
        "b;ratings;taste;0,75;0,1\nb;ratings;wait;1;\n"
    )

    rule = read_rule(file)

    people = pd.DataFrame({"wait": [0.0, 1.0, 1.0], "taste": [0.3, 0.9, float("nan")]})
    assert rule.assign(people).tolist() == ["a", "b", "a"]


def test_the_rule_of_another_survey_is_refused(found, survey):
    without = "\n".join(line for line in MAPPING.splitlines() if "w_wait" not in line) + "\n"

    with pytest.raises(StudyError, match=r"ask for a weight of each driver of rule\.csv; those of wait are missing"):
        read_survey(later(survey, export(), without))


def test_a_rule_for_segments_that_the_study_does_not_have_is_refused(found, survey):
    path = later(survey, export())
    path.write_text(path.read_text().replace("study: new", "study: coffee"))

    with pytest.raises(StudyError, match='found "segment_1"; allowed: commuters'):
        read_survey(path)
    path.write_text(path.read_text().replace("rule.csv", "rul.csv"))
    with pytest.raises(StudyError, match="the file is missing"):
        read_survey(path)


def test_everything_that_is_wrong_with_a_rule_is_told_at_once(tmp_path):
    file = tmp_path / "rule.csv"
    file.write_text(
        "segment,on,driver,centre,deviation\na,weights,taste,much,0.1\na,ratings,wait,0.5,0\nb,points,taste,0.5,0.1\n"
    )

    with pytest.raises(StudyError) as error:
        read_rule(file)

    assert [(problem.row, problem.column) for problem in error.value.problems] == [
        (2, "centre"),
        (3, "on"),
        (3, "deviation"),
        (4, "on"),
        (4, "driver"),
    ]
    file.write_text("segment,on,driver\na,weights,taste\n")
    with pytest.raises(StudyError, match="column centre"):
        read_rule(file)
    file.write_text("segment,on,driver,centre,deviation\n")
    with pytest.raises(StudyError, match="the table is empty"):
        read_rule(file)


def test_a_rule_is_not_for_engines(found, survey, tmp_path):
    path = later(survey, export())

    with pytest.raises(StudyError, match="by column, rules or all"):
        cv.evidence.ratings_at_scale(read_survey(path), "pandas")
    with pytest.raises(StudyError):
        rule_table("weights", read_rule(tmp_path / "nowhere.csv").found, [])
