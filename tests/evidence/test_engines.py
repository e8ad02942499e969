import numpy as np
import pandas as pd
import pytest

from cvtools.evidence import ratings, ratings_at_scale, read_survey, responses
from cvtools.study.errors import StudyError

MAPPING = """\
format: 1
responses: answers/*.parquet
study: coffee
weight: w
keep: {finished: 1}
missing: [-99, 3]
segment: {column: plan, values: {1: commuters, 2: neighbours}}
offering: {column: provider, values: {ours: little_cup, kiosk: kiosk}}
questions:
  - {column: taste, asks: rating, driver: taste, scale: [1, 5]}
  - {column: taste2, asks: rating, driver: taste, scale: [5, 1]}
  - {column: wait, asks: rating, driver: wait, scale: unit}
  - {column: calm, asks: expectation, driver: calm, offering: chain, scale: [1, 5]}
"""


@pytest.fixture
def large(tmp_path):
    """Answers in two Parquet files, with everything that may be in them."""
    rng = np.random.default_rng(4)
    n = 600
    frame = pd.DataFrame(
        {
            "plan": rng.integers(1, 4, n),
            "provider": rng.choice(["ours", "kiosk", "other"], n),
            "finished": rng.choice([0.0, 1.0], n),
            "w": rng.choice([0.0, 0.5, 1.25], n),
            "taste": rng.choice([1.0, 2, 3, 4, 5, 7, -99, np.nan], n),
            "taste2": rng.choice([1.0, 2, 4, 5, np.nan], n),
            "wait": rng.uniform(0, 20, n).round(1),
            "calm": rng.integers(1, 6, n),
        }
    )
    (tmp_path / "answers").mkdir()
    frame.iloc[:250].to_parquet(tmp_path / "answers" / "1.parquet")
    frame.iloc[250:].to_parquet(tmp_path / "answers" / "2.parquet")
    path = tmp_path / "survey.yaml"
    path.write_text(MAPPING)
    return path


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb", "dask"])
def test_every_engine_gives_the_same_means_as_reading_answer_by_answer(large, engine):
    survey = read_survey(large)
    usual = ratings(survey, responses(survey)).table

    found = ratings_at_scale(survey, engine)

    columns = ["segment", "offering", "driver", "view", "n", "n_effective", "rating"]
    pd.testing.assert_frame_equal(found[columns], usual[columns], rtol=1e-9, check_dtype=False)
    assert (found["low"] - usual["low"]).abs().max() < 0.5


def test_an_engine_takes_segments_by_rule(large):
    rules = "{rules: {commuters: {plan: '>= 2', wait: '< 10'}, neighbours: {plan: [1, 2]}}}"
    large.write_text(MAPPING.replace("{column: plan, values: {1: commuters, 2: neighbours}}", rules))
    survey = read_survey(large)
    usual = ratings(survey, responses(survey)).table

    pd.testing.assert_frame_equal(
        ratings_at_scale(survey, "duckdb")["rating"].to_frame(), usual[["rating"]], rtol=1e-9, check_dtype=False
    )


def test_what_an_engine_cannot_take_is_told_at_once(large):
    large.write_text(MAPPING.replace("column: wait", "column: wiat").replace("column: calm", "column: provider"))

    with pytest.raises(StudyError) as error:
        ratings_at_scale(read_survey(large), "polars")

    assert [(problem.column, problem.found, problem.meant) for problem in error.value.problems] == [
        ("", "wiat", "wait"),
        ("provider", "large_string", ""),
    ]
    with pytest.raises(StudyError, match='found "spark"; allowed: pandas, polars, duckdb or dask'):
        ratings_at_scale(read_survey(large), "spark")
