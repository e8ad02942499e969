import pandas as pd
import pytest

from cvtools.evidence import read_survey, responses
from cvtools.study.errors import StudyError
from tests.evidence.conftest import CSV, EXPORTS, MAPPING

QUALTRICS = f"""\
format: 1
responses: {EXPORTS / "qualtrics_choice_text.csv"}
study: coffee
respondent: ResponseId
keep: {{Status: IP Address, Finished: "True"}}
segment: {{column: segment}}
offering: {{column: Q1, values: {{Our café: little_cup, Station kiosk: kiosk}}}}
questions:
  - {{column: Q2_1, asks: rating, driver: wait, scale: [1, 5]}}
  - {{column: Q2_2, asks: rating, driver: taste, scale: [1, 5]}}
  - {{column: Q4, asks: recommend}}
  - {{column: Q5, asks: text, language: en}}
answers: {{Very satisfied: 5, Satisfied: 4}}
"""


def test_answers_are_tidy_and_in_the_drivers_unit(survey):
    read = responses(read_survey(survey()))

    expected = pd.DataFrame(
        {
            "segment": ["commuters", "commuters", "neighbours", "commuters", "commuters", "neighbours", "neighbours"],
            "column": ["taste"] * 3 + ["wait"] * 4,
            "value": [10.0, 7.5, 0.0, 2.0, 3.5, 15.0, 4.0],
        }
    )
    pd.testing.assert_frame_equal(read.answers[["segment", "column", "value"]], expected, check_dtype=False)
    assert set(read.answers["view"]) == {"perceived"}
    assert read.left_out.values.tolist() == [["answer", "blank", "taste", "", 1]]


def test_responses_that_do_not_count_are_counted(survey):
    read = responses(read_survey(survey(QUALTRICS)))

    assert read.left_out.values.tolist() == [
        ["response", "keep", "Status", "Survey Preview", 1],
        ["response", "keep", "Status", "Spam", 1],
        ["response", "keep", "Finished", "False", 1],
        ["response", "segment", "segment", "students", 1],
    ]
    assert read.answers[["offering", "asks", "value"]].values.tolist() == [
        ["little_cup", "rating", 3.75],  # satisfied with the wait: 4 of 5, between 15 and 0 minutes
        ["little_cup", "rating", 10.0],
        ["little_cup", "recommend", 10.0],
    ]
    assert read.texts[["language", "text"]].values.tolist() == [["en", 'Shorter queue, "please"']]


def test_words_without_a_number_are_refused_all_at_once(survey):
    csv = "segment,taste,wait\ncommuters,Good,1\ncommuters,5,25 min\ncommuters,Good,ana@example.org\n"

    with pytest.raises(StudyError) as error:
        responses(read_survey(survey(csv=csv)))

    assert [(problem.row, problem.column, problem.found) for problem in error.value.problems] == [
        (6, "taste", "Good"),
        (7, "wait", "25 min"),
        (7, "wait", "…"),
    ]


def test_two_codings_in_one_column_are_read_with_the_mappings_words(survey):
    csv = "segment,taste,wait\ncommuters,5,1\ncommuters,Very satisfied,1\ncommuters,4 – Satisfied,1\n"

    read = responses(read_survey(survey(MAPPING + "answers: {very satisfied: 5}\n", csv)))

    assert read.answers["value"].tolist()[:3] == [10.0, 10.0, 7.5]


def test_answers_outside_the_scale_and_missing_codes_are_counted_apart(survey):
    csv = "segment,taste,wait\ncommuters,7,-99\ncommuters,N/A,99\ncommuters,3,3\n"

    read = responses(read_survey(survey(MAPPING + "missing: [-99, N/A]\n", csv)))

    assert read.left_out.values.tolist() == [
        ["answer", "missing", "taste", "N/A", 1],
        ["answer", "outside", "taste", "7", 1],
        ["answer", "missing", "wait", "-99", 1],
        ["answer", "outside", "wait", "99", 1],
    ]


def test_columns_that_the_export_lacks_are_told_with_the_nearest(survey):
    path = survey(csv=CSV.replace("taste", "tastes").replace("segment", "group"))

    with pytest.raises(StudyError) as error:
        responses(read_survey(path))

    assert [(problem.row, problem.found, problem.meant) for problem in error.value.problems] == [
        (None, "segment", ""),
        (6, "taste", "tastes"),
    ]


def test_survey_weights(survey):
    mapping = MAPPING + "weight: w\n"
    csv = "segment,taste,wait,w\ncommuters,5,2,0.5\ncommuters,4,2,0\ncommuters,4,2,\n"

    read = responses(read_survey(survey(mapping, csv)))

    assert read.respondents["weight"].tolist() == [0.5]
    assert read.left_out["reason"].tolist() == ["weight", "weight"]
    with pytest.raises(StudyError, match='column w: found "-1"; allowed: a survey weight, 0 or more'):
        responses(read_survey(survey(mapping, csv + "commuters,4,2,-1\n")))


def test_segments_by_rule(survey):
    mapping = MAPPING.replace(
        "{column: segment}", "{rules: {commuters: {visits: '>= 8'}, neighbours: {visits: '< 8', near: [yes, y]}}}"
    )
    csv = "visits,near,taste,wait\n8,,5,1\n3,Yes,5,1\n3,no,5,1\nmany,yes,5,1\n"

    read = responses(read_survey(survey(mapping, csv)))

    assert read.respondents["segment"].tolist() == ["commuters", "neighbours"]
    assert read.left_out["n"].tolist() == [2]


def test_the_same_respondent_twice_counts_once_in_each_wave(survey):
    mapping = MAPPING + "respondent: id\nwave: wave\n"
    csv = "id,wave,segment,taste,wait\nr1,1,commuters,5,1\nr1,1,commuters,1,1\nr1,2,commuters,3,1\n,2,commuters,3,1\n"

    read = responses(read_survey(survey(mapping, csv)))

    assert read.respondents[["respondent", "wave"]].values.tolist() == [[0, "1"], [0, "2"], [1, "2"]]
    assert read.left_out.values.tolist() == [["response", "repeated", "id", "", 1]]


def test_a_question_that_is_worded_anew_is_refused_until_the_mapping_says_how_it_is_meant(tmp_path, survey):
    head = "StartDate,EndDate,Finished,RecordedDate,ResponseId,segment,taste,wait\n"
    for year, words in (("2025", "How is our coffee?"), ("2026", "How good is our coffee?")):
        words = f"Start,End,Done,Recorded,Response,segment,{words},Minutes\n"
        (tmp_path / f"{year}.csv").write_text(head + words + f"{year}-01-01,x,1,x,r{year},commuters,4,3\n")
    mapping = MAPPING.replace("export.csv", "['2025.csv', '2026.csv']")

    with pytest.raises(StudyError, match=r"column taste: the question is worded differently from file to file"):
        responses(read_survey(survey(mapping)))
    assert len(responses(read_survey(survey(mapping + "same_wording: taste\n"))).respondents) == 2
