import dataclasses

import numpy as np
import pytest

from cvtools import check_study, simulate
from cvtools.evidence import applied, checked, ratings, read_survey, responses, unused
from cvtools.study.errors import StudyError
from cvtools.study.study import read_study, replace, write_study
from tests.evidence.conftest import MAPPING

CSV = "segment,taste,wait,email\n" + "commuters,5,2,a@example.org\ncommuters,3,4,b@example.org\n" * 20
LONELY = CSV + "neighbours,1,99,c@example.org\n"


def study_of(path):
    survey = read_survey(path)
    answers = responses(survey)
    return applied(survey, ratings(survey, answers))


@pytest.mark.parametrize("name", ["study", "study.xlsx"])
def test_a_survey_becomes_a_study_with_its_replicates(survey, tmp_path, name):
    write_study(study_of(survey(csv=LONELY)), tmp_path / name)

    read = read_study(tmp_path / name)

    row = read.ratings[(read.ratings["segment"] == "commuters") & (read.ratings["driver"] == "taste")].iloc[-1]
    assert (row["rating"], row["n"], row["evidence"]) == (7.5, 40, "survey")
    assert row["low"] < 7.5 < row["high"]
    assert read.replicates is not None
    assert list(read.replicates.columns) == [
        "replicate",
        "rating:commuters:little_cup:taste",
        "rating:commuters:little_cup:wait",
    ]
    assert read.replicates.iloc[:, 1].quantile([0.1, 0.9]).tolist() == pytest.approx([row["low"], row["high"]])


def test_one_answer_may_be_anything_between_the_anchors(survey):
    table = study_of(survey(csv=LONELY)).ratings

    row = table[(table["segment"] == "neighbours") & (table["evidence"] == "survey") & (table["n"] == 1)].iloc[-1]
    assert (row["driver"], row["rating"], row["low"], row["high"]) == ("taste", 0, 0, 10)


def test_nothing_personal_is_written(survey, tmp_path):
    write_study(study_of(survey(csv=LONELY)), tmp_path / "study")

    for file in (tmp_path / "study").iterdir():
        assert b"example.org" not in file.read_bytes(), file


def test_what_was_not_asked_stays_as_it_is(survey):
    path = survey(csv=CSV)
    before = read_survey(path).study

    after = study_of(path)

    assert len(after.ratings) == len(before.ratings) + 1  # commuters had a wait of their own, and no taste
    assert after.weights.equals(before.weights)


def test_replicates_are_kept_removed_and_checked_with_their_study(survey, tmp_path):
    written = write_study(study_of(survey(csv=CSV)), tmp_path / "study")
    renamed = written.drivers.assign(driver=written.drivers["driver"].replace("taste", "flavour"))
    tables = {
        t: getattr(written, t).assign(driver=getattr(written, t)["driver"].replace("taste", "flavour"))
        for t in ("weights", "ratings")
    }

    changed = write_study(replace(written, drivers=renamed, others={}, **tables))

    assert list(changed.replicates.columns) == ["replicate", "rating:commuters:little_cup:wait"]
    assert changed.fingerprint != written.fingerprint
    gone = write_study(replace(changed, replicates=None))
    assert not (tmp_path / "study" / "replicates.parquet").exists()
    bad = changed.replicates.assign(**{"rating:commuters:little_cup:wait": np.inf, "rating:x:kiosk:wait": 1.0})
    bad.to_parquet(tmp_path / "study" / "replicates.parquet")
    with pytest.raises(StudyError) as error:
        read_study(tmp_path / "study")
    assert [str(problem) for problem in error.value.problems] == [
        "replicates.parquet, row 1, column rating:commuters:little_cup:wait:"
        ' found "inf"; allowed: a number from 0 to 15',
        'replicates.parquet, column rating:x:kiosk:wait: found "x"; allowed: commuters, laptop_workers, neighbours'
        " or *",
    ]
    assert gone.replicates is None


def test_a_file_that_is_no_parquet_is_told(survey, tmp_path):
    write_study(study_of(survey(csv=CSV)), tmp_path / "study.xlsx")
    (tmp_path / "study.replicates.parquet").write_bytes(b"nothing")

    with pytest.raises(StudyError, match=r"study\.replicates\.parquet: the file cannot be read"):
        read_study(tmp_path / "study.xlsx")


def test_a_check_tells_question_by_question_what_counts(survey):
    read = read_survey(survey(MAPPING + "keep: {email: '*'}\n", LONELY + "students,4,1,x\ncommuters,4,1,\n"))
    answers = responses(read)

    table = checked(read, answers)

    assert table.drop(columns="note").values.tolist() == [
        ["email", "keep", "", "", 41, 1, 0],
        ["segment", "segment", "", "", 41, 1, 0],
        ["taste", "rating", "taste", "little_cup", 41, 0, 0],
        ["wait", "rating", "wait", "little_cup", 40, 0, 1],
    ]
    notes = [[(note.message, note.fields) for note in notes] for notes in table["note"]]
    assert notes[1] == [("left out: {n} × “{found}”", {"found": "students", "n": 1})]
    assert notes[3][0][1] == {"found": "99", "n": 1, "driver": "wait"}
    assert unused(read, answers) == []


def test_a_number_of_all_respondents_takes_the_place_of_those_of_single_segments(survey):
    before = study_of(survey(MAPPING, CSV))
    mapping = MAPPING.replace("{column: segment}", '{all: "*"}')
    read = dataclasses.replace(read_survey(survey(mapping, CSV)), study=before)

    changed = applied(read, ratings(read, responses(read)))

    asked = changed.ratings[
        (changed.ratings["offering"] == "little_cup")
        & changed.ratings["driver"].isin(["taste", "wait"])
        & (changed.ratings["view"] == "perceived")
    ]
    assert asked["segment"].tolist() == ["*", "*"]
    assert set(asked["evidence"]) == {"survey"}
    assert check_study(changed) == []
    assert simulate(changed, draws=200, seed=1) is not None
