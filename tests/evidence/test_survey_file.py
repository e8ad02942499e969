import pytest

from cvtools.evidence import read_survey
from cvtools.study.errors import StudyError
from tests.evidence.conftest import MAPPING


def refused(path) -> list[str]:
    with pytest.raises(StudyError) as error:
        read_survey(path)
    return [str(problem) for problem in error.value.problems]


def test_a_mapping_says_what_each_column_asks(survey):
    read = read_survey(survey())

    assert [(q.column, q.asks, q.driver, q.offering, q.scale) for q in read.questions] == [
        ("taste", "rating", "taste", "little_cup", (1.0, 5.0)),
        ("wait", "rating", "wait", "little_cup", None),
    ]
    assert read.columns == ("segment", "taste", "wait")
    assert read.segment.values["Laptop workers"] == "laptop_workers"


def test_everything_that_is_wrong_is_told_at_once_with_its_row(survey):
    mapping = """\
format: 2
responses: nothing.csv
study: coffee
made_wiht: qualtrics
segment: {column: plan, values: {1: comuters}}
questions:
  - {column: q1, asks: rating, driver: tast, offering: little_cup, scale: [1, 5]}
  - {column: q1, asks: ratings, driver: taste}
  - {column: q2, asks: rating, driver: taste, scale: [5, 5]}
  - {column: q3, asks: rating, driver: taste, offering: cafe_x, scale: unit}
answers: {Good: four}
"""
    assert refused(survey(mapping)) == [
        'survey.yaml, row 4: found "made_wiht"; allowed: format, responses, made_with, study, respondent, weight, wave,'
        ' date, keep, missing, segment, offering, … (18 in all). Did you mean "made_with"?',
        'survey.yaml, row 1, column format: found "2"; allowed: 1 (the version of survey.yaml that this program reads)',
        'survey.yaml, row 2, column responses: found "nothing.csv"; allowed: a file, or a pattern such as'
        " answers/*.parquet; paths begin at the mapping’s folder",
        'survey.yaml, row 7, column driver: found "tast"; allowed: taste, seat, calm, treat, belonging, price, wait,'
        ' trouble or bad_cup. Did you mean "taste"?',
        'survey.yaml, row 8, column column: found "q1"; allowed: each column once, or once for each of its'
        " waves; row 7 has it, too",
        'survey.yaml, row 8, column asks: found "ratings"; allowed: rating, expectation, belief, weight, satisfaction,'
        ' recommend, effort, repurchase, text, functional or dysfunctional. Did you mean "rating"?',
        'survey.yaml, row 9, column offering: found ""; allowed: the id of an offering, here or for all respondents'
        " (offering: above)",
        'survey.yaml, row 9, column scale: found "[5, 5]"; allowed: two different numbers such as [1, 7], first the'
        " worst and then the best answer; or the word unit",
        'survey.yaml, row 10, column offering: found "cafe_x"; allowed: little_cup, chain, kiosk or at_home',
        'survey.yaml, row 5, column 1: found "comuters"; allowed: commuters, laptop_workers, neighbours or *.'
        ' Did you mean "commuters"?',
        'survey.yaml, row 11, column Good: found "four"; allowed: a number',
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("segment:", "column segment: the setting is missing"),
        ("segment: {column: a, all: '*'}", "row 4: one of: column (with values), rules, all"),
        ("segment: {rules: {commuters: {visits: '>= many'}}}", "a comparison with a number"),
        ("segment: commuters", "names with values"),
        ("segment: [1]", "names with values"),
    ],
)
def test_segments_are_told_in_one_way(survey, line, message):
    problems = refused(survey(MAPPING.replace("segment: {column: segment}", line)))

    assert any(message in problem for problem in problems), problems


def test_a_file_that_is_no_mapping(survey):
    assert "names with values" in refused(survey("- a\n- b\n"))[0]
    assert "the setting is missing" in refused(survey(""))[0]
    assert "YAML is broken" in refused(survey("a: [1\nb: 2"))[0]


def test_names_stand_for_ids(survey):
    read = read_survey(survey(MAPPING.replace("driver: taste", "driver: Taste of the coffee")))

    assert read.questions[0].driver == "taste"
