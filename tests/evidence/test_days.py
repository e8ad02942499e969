"""Evidence has a date, and ages."""

from __future__ import annotations

from datetime import date

import pytest

import cvtools as cv
from cvtools.evidence import applied, ratings, read_survey, responses
from cvtools.sentences.ages import age_sentence
from cvtools.study.ages import evidence_ages
from cvtools.study.errors import StudyError
from cvtools.study.study import replace
from tests.evidence.conftest import MAPPING


def csv(*days: str) -> str:
    return "segment,taste,wait,day\n" + "".join(f"commuters,{i % 5 + 1},{i % 3},{day}\n" for i, day in enumerate(days))


@pytest.mark.parametrize(
    ("days", "last"),
    [
        (("2026-03-01 10:11:12", "2026-04-02T08:00:00Z", ""), "2026-04-02"),
        (("31.12.2025", "1.2.2026 09:00"), "2026-02-01"),
        (("12/31/2025 9:05:00 PM", "1/2/2026 9:05"), "2026-01-02"),
        (("31/12/2025", "1/2/2026"), "2026-02-01"),
        (("", ""), ""),
    ],
    ids=str,
)
def test_the_day_of_the_last_response_is_read_in_the_one_way_that_fits(survey, days, last):
    assert responses(read_survey(survey(MAPPING + "date: day\n", csv(*days)))).day == last


@pytest.mark.parametrize("days", [("01/02/2026", "03/04/2026"), ("last week", "2026-01-01")], ids=str)
def test_days_that_may_be_two_days_are_refused(survey, days):
    with pytest.raises(StudyError, match="days that can be read in one way"):
        responses(read_survey(survey(MAPPING + "date: day\n", csv(*days))))


def test_a_study_says_when_its_numbers_were_known(survey, tmp_path):
    mapped = read_survey(survey(MAPPING + "date: 2023-05-06\n", csv(*[""] * 30)))
    answers = responses(mapped)

    study = cv.write_study(applied(mapped, ratings(mapped, answers)), tmp_path / "study")

    found = evidence_ages(study, "commuters", today=date(2026, 5, 6)).dropna(subset="days")
    assert found[["table", "offering", "driver", "evidence"]].values.tolist() == [
        ["ratings", "little_cup", "taste", "survey"],
        ["ratings", "little_cup", "wait", "survey"],
    ]
    assert set(found["days"]) == {1096.0}
    aged = cv.analyse(study, segment="commuters")
    assert age_sentence(aged, date(2026, 5, 6)) == "2 numbers of the segment are older than two years: ask again."
    assert age_sentence(aged, date(2024, 5, 6)) == ""
    assert age_sentence(cv.analyse("coffee", segment="commuters"), date(2026, 5, 6)) == ""


def test_words_that_are_no_date_have_no_age():
    study = cv.read_study("data/coffee")
    study = replace(study, ratings=study.ratings.assign(date=["spring", *["2026-01"] * (len(study.ratings) - 1)]))

    found = evidence_ages(study, "commuters", today=date(2026, 2, 1))

    assert found.loc[found["table"] == "weights", "days"].isna().all()
    assert set(found.loc[found["table"] == "ratings", "days"].dropna()) == {31.0}
