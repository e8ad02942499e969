"""A wave that asked differently is refused until the mapping says how it is meant."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from cvtools.evidence import checked, measures, ratings, ratings_at_scale, read_survey, responses
from cvtools.evidence.importance import rated_and_satisfied
from cvtools.study.errors import StudyError

MAPPING = """\
format: 1
responses: export.csv
study: coffee
wave: year
segment: {all: commuters}
questions:
  - {column: sat, asks: satisfaction, offering: little_cup, scale: [1, 5]}
  - {column: taste, asks: rating, driver: taste, offering: little_cup, scale: [1, 5]}
  - {column: ease, asks: effort, scale: [1, 5]}
"""


def export(people: int = 60, **changes) -> str:
    """Two waves that asked the same, but for what `changes` makes of the columns of the later one."""
    random = np.random.default_rng(1)
    frames = []
    for year in ("2026", "2027"):
        answers = {name: random.integers(1, 6, people) for name in ("sat", "taste", "ease")}
        frames.append(pd.DataFrame({"year": year, **answers}))
    for name, change in changes.items():
        frames[1][name] = change(frames[1][name])
    return pd.concat(frames).to_csv(index=False)


def refused(path) -> list[str]:
    with pytest.raises(StudyError) as error:
        responses(read_survey(path))
    return [str(problem) for problem in error.value.problems]


def test_waves_that_asked_the_same_are_taken(survey):
    assert len(responses(read_survey(survey(MAPPING, export()))).respondents) == 120


def test_another_scale_in_a_wave_is_refused_until_it_is_said_to_be_the_same(survey):
    csv = export(taste=lambda column: column + 2)

    assert refused(survey(MAPPING, csv)) == [
        "survey.yaml, row 8, column taste: wave 2026 answers 1–5 and wave 2027 3–7, as if on different scales. If the "
        "scale is the same, name the column under same_scale; if not, give the question a row for each scale, with its "
        "waves: […]"
    ]
    assert len(responses(read_survey(survey(MAPPING + "same_scale: taste\n", csv))).respondents) == 120


def test_a_best_answer_that_is_never_given_in_a_wave_is_another_scale(survey):
    mapping = MAPPING.replace(
        "little_cup, scale: [1, 5]}\n  - {column: taste", "little_cup, scale: [1, 7]}\n  - {column: taste"
    )
    csv = export(sat=lambda column: column + 2)

    assert "wave 2026 answers 1–5 and wave 2027 3–7" in refused(survey(mapping, csv))[0]


def test_few_answers_or_a_better_mood_are_no_other_scale(survey):
    assert responses(read_survey(survey(MAPPING, export(20, taste=lambda column: column + 2))))
    assert responses(read_survey(survey(MAPPING, export(taste=lambda column: np.maximum(column, 4)))))


def test_another_base_in_a_wave_is_refused_until_it_is_said_to_be_the_same(survey):
    csv = export(ease=lambda column: column.where(np.arange(60) % 2 == 0))

    (problem,) = refused(survey(MAPPING, csv))

    assert "row 9, column ease: of 100 respondents 50 answered in wave 2027 and 100 in wave 2026, as if" in problem
    assert len(responses(read_survey(survey(MAPPING + "same_base: [ease]\n", csv))).respondents) == 120


def two_scales(column: str) -> str:
    line = next(line for line in MAPPING.splitlines() if f"column: {column}," in line)
    old, new = line.replace("}", ", waves: [2026]}"), line.replace("[1, 5]}", "[1, 9], waves: [2027]}")
    return MAPPING.replace(line, f"{old}\n{new}")


@pytest.mark.parametrize("column", ["sat", "taste", "ease"])
def test_a_question_may_have_a_scale_of_its_own_in_each_wave(survey, column):
    csv = export(**{column: lambda column: 2 * column - 1})
    mapped = read_survey(survey(two_scales(column), csv))
    answers = responses(mapped)
    same = read_survey(survey(MAPPING, export()))
    expected = responses(same)

    if column == "taste":
        found, table = (ratings(*of).table for of in ((mapped, answers), (same, expected)))
        assert found.equals(table)
    elif column == "ease":
        found, table = (measures(*of).query("measure == 'ces'") for of in ((mapped, answers), (same, expected)))
        assert found["value"].tolist() == pytest.approx(table["value"].tolist())
    else:
        found, table = (rated_and_satisfied(*of) for of in ((mapped, answers), (same, expected)))
        assert found["outcome"].tolist() == pytest.approx(table["outcome"].tolist())


def test_answers_of_waves_that_are_not_asked_for_are_counted(survey):
    line = MAPPING.splitlines()[-1]
    mapped = read_survey(survey(MAPPING.replace(line, line.replace("}", ", waves: 2027}")), export()))
    answers = responses(mapped)

    row = checked(mapped, answers).iloc[-1]

    assert row[["column", "answers", "missing"]].tolist() == ["ease (2027)", 60, 0]
    assert [(note.message, note.fields) for note in row["note"]] == [
        ("left out: {n} answers of waves in which the mapping does not ask it", {"n": 60})
    ]


def test_the_same_wave_twice_or_waves_without_a_column_are_refused(survey):
    twice = two_scales("taste").replace("waves: [2027]", "waves: [2026, 2027]")

    for mapping, text in (
        (twice, "each column once, or once for each of its waves; row 8 has it, too"),
        (two_scales("taste").replace("wave: year\n", ""), "waves only where the mapping has a column of them"),
    ):
        with pytest.raises(StudyError, match=text):
            read_survey(survey(mapping, export()))


def test_files_of_any_size_know_the_scale_of_each_wave_too(survey, tmp_path):
    table = pd.read_csv(io.StringIO(export(taste=lambda column: 2 * column - 1)), dtype={"year": str})
    table.to_parquet(tmp_path / "export.parquet")
    mapped = read_survey(survey(two_scales("taste").replace("export.csv", "export.parquet")))

    found = ratings_at_scale(mapped, "pandas").table

    assert found["rating"].tolist() == pytest.approx(ratings(mapped, responses(mapped)).table["rating"].tolist())
