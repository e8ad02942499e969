from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.value.model import annuity_factor, value_model

from ..studies import SMALL, changed, with_rows, write_files


@pytest.fixture
def study(tmp_path) -> cv.Study:
    return cv.read_study(write_files(tmp_path))


def test_contributions(study):
    table = cv.contributions(study)

    pd.testing.assert_frame_equal(
        table,
        pd.DataFrame(
            [
                ("regulars", "cafe", "taste", "benefit", "functional", 60, 8, 0.8, 48, 48, 48),
                ("regulars", "cafe", "price", "cost", "money", 40, 3, 0.4, -24, -24, -24),
                ("regulars", "chain", "taste", "benefit", "functional", 60, 6, 0.6, 36, 36, 36),
                ("regulars", "chain", "price", "cost", "money", 40, 2.5, 0.5, -20, -20, -20),
                ("visitors", "cafe", "taste", "benefit", "functional", 75, 8, 0.8, 60, 60, 60),
                ("visitors", "cafe", "price", "cost", "money", 25, 3, 0.4, -15, -15, -15),
                ("visitors", "chain", "taste", "benefit", "functional", 75, 7, 0.7, 52.5, 52.5, 52.5),
                ("visitors", "chain", "price", "cost", "money", 25, 2.5, 0.5, -12.5, -12.5, -12.5),
            ],
            columns=["segment", "offering", "driver", "side", "kind", "weight", "rating", "utility", "contribution",
                     "contribution_low", "contribution_high"],
        ),
        check_dtype=False,
    )  # fmt: skip


def test_values(study):
    pd.testing.assert_frame_equal(
        cv.values(study),
        pd.DataFrame(
            [
                ("regulars", "cafe", 48, 24, 24, 24, 24, 0),
                ("regulars", "chain", 36, 20, 16, 16, 16, 0),
                ("visitors", "cafe", 60, 15, 45, 45, 45, 0),
                ("visitors", "chain", 52.5, 12.5, 40, 40, 40, 0),
            ],
            columns=["segment", "offering", "benefits", "costs", "value", "value_low", "value_high", "unknown"],
        ),
        check_dtype=False,
    )


def test_an_unknown_rating_makes_the_value_a_range(tmp_path):
    study = cv.read_study(write_files(tmp_path, ratings=with_rows("ratings", "visitors,cafe,price,")))

    row = cv.values(study).query("segment == 'visitors' and offering == 'cafe'").iloc[0]

    assert row[["benefits", "costs", "value"]].isna().all()
    assert (row["value_low"], row["value_high"], row["unknown"]) == (35, 60, 1)


def test_a_rating_that_has_no_row_is_unknown_too(tmp_path):
    study = cv.read_study(write_files(tmp_path, ratings=changed("ratings", "*,chain,price,2.5\n", "")))

    assert cv.values(study)["unknown"].tolist() == [0, 1, 0, 1]


def test_a_segments_own_row_beats_the_star_row_wherever_it_stands(tmp_path):
    rows = SMALL["ratings.csv"].splitlines()
    turned = "\n".join([rows[0], *rows[:0:-1]]) + "\n"
    study = cv.read_study(write_files(tmp_path, ratings=turned))

    assert cv.values(study)["value"].tolist() == [24, 16, 45, 40]


def test_views(tmp_path):
    ratings = "segment,offering,driver,rating,view\n*,cafe,taste,8,\n*,cafe,taste,9,expected\n"
    study = cv.read_study(write_files(tmp_path, ratings=ratings))

    assert cv.values(study, view="expected")["value_high"].tolist()[0] == 54
    with pytest.raises(cv.StudyError) as caught:
        cv.values(study, view="believed")
    assert str(caught.value) == "Coffee: no rating has the view believed; the study has perceived or expected"
    with pytest.raises(cv.StudyError) as caught:
        cv.values(study, view="percieved")
    assert str(caught.value) == (
        'view: found "percieved"; allowed: perceived, expected or believed. Did you mean "perceived"?'
    )


def test_money_is_not_scaled_and_yearly_drivers_are_discounted(tmp_path):
    drivers = (
        SMALL["drivers.csv"]
        .replace("best\n", "best,recurs\n")
        .replace("10\n", "10,yearly\n")
        .replace("5,0\n", "5,0,\n")
    )
    yaml = changed("study", "points", "EUR") + "horizon_years: 3\ndiscount_rate: 0.1\n"
    study = cv.read_study(write_files(tmp_path, drivers=drivers, study=yaml))

    model = value_model(study)

    assert model.weight[0].tolist() == pytest.approx([60 * 2.486851990984222, 40])


@pytest.mark.parametrize(
    ("years", "rate", "factor"), [(1, 0.1, 1 / 1.1), (3, 0, 3), (2, 0.05, 1 / 1.05 + 1 / 1.05**2), (10, 1e-13, 10)]
)
def test_annuity(years, rate, factor):
    assert annuity_factor(years, rate) == pytest.approx(factor, rel=1e-9)


def test_no_negative_zero(tmp_path):
    ratings = "segment,offering,driver,rating\n*,cafe,taste,0\n*,cafe,price,0\n*,chain,taste,0\n*,chain,price,5\n"
    study = cv.read_study(write_files(tmp_path, ratings=ratings))

    numbers = (
        pd.concat([cv.contributions(study), cv.values(study), cv.value_gaps(study)]).select_dtypes("number").to_numpy()
    )
    assert not np.signbit(numbers[numbers == 0]).any()


def test_totals_weigh_segments_by_size(study):
    totals = cv.value.market_totals(cv.values(study), study.segments)

    assert totals.columns.tolist() == ["offering", "benefits", "costs", "value", "value_low", "value_high", "unknown"]
    assert totals["offering"].tolist() == ["cafe", "chain"]
    assert totals["value"].tolist() == [0.75 * 24 + 0.25 * 45, 0.75 * 16 + 0.25 * 40]


def test_a_total_is_unknown_where_a_segment_with_customers_is(tmp_path):
    files = {"ratings": with_rows("ratings", "visitors,cafe,price,")}
    some = cv.read_study(write_files(tmp_path / "some", **files))
    none = cv.read_study(write_files(tmp_path / "none", **files, segments=changed("segments", "100", "0")))

    assert cv.value.market_totals(cv.values(some), some.segments)["value"].isna().tolist() == [True, False]
    assert cv.value.market_totals(cv.values(some), some.segments)["unknown"].tolist() == [1, 0]
    assert cv.value.market_totals(cv.values(none), none.segments)["value"].tolist() == [24, 16]


def test_totals_of_no_rows_are_no_rows(study):
    assert cv.value.market_totals(cv.values(study).iloc[:0], study.segments).empty


def test_ratios(study):
    table = cv.value.ratios(cv.values(study))

    assert table["ratio"].tolist() == [2.0, 1.8, 4.0, 4.2]
    assert table["relative_benefits"].round(6).tolist() == [114.285714, 85.714286, 106.666667, 93.333333]
    assert table["relative_costs"].round(6).tolist() == [109.090909, 90.909091, 109.090909, 90.909091]
    assert table["best_by_value"].tolist() == [True, False, True, False]
    assert table["best_by_ratio"].tolist() == [True, False, False, True]


def test_without_costs_there_is_no_ratio(tmp_path):
    study = cv.read_study(write_files(tmp_path, weights="segment,driver,weight\n*,taste,1\n*,price,0\n"))

    table = cv.value.ratios(cv.values(study))

    assert table["ratio"].isna().all()
    assert not table["best_by_ratio"].any()
    assert table["relative_costs"].isna().all()


def test_perceived_quality_ratio(study):
    assert cv.value.perceived_quality_ratio(study)["quality_ratio"].tolist() == pytest.approx(
        [8 / 6, 6 / 8, 8 / 7, 7 / 8]
    )


def test_a_quality_ratio_against_nothing_is_unknown(tmp_path):
    alone = {"offerings": "offering,name\ncafe,Café\n", "ratings": "segment,offering,driver,rating\n*,cafe,taste,8\n"}
    against_zero = {"ratings": "segment,offering,driver,rating\n*,cafe,taste,8\n*,chain,taste,0\n"}

    first = cv.value.perceived_quality_ratio(cv.read_study(write_files(tmp_path / "1", **alone)))
    second = cv.value.perceived_quality_ratio(cv.read_study(write_files(tmp_path / "2", **against_zero)))

    assert first["quality_ratio"].isna().all()
    assert second["quality_ratio"].isna().tolist() == [True, False, True, False]


def test_nothing_changes_the_study(study):
    before = {name: frame.copy() for name, frame in study.tables.items()}

    cv.contributions(study)
    cv.value.market_totals(cv.value.ratios(cv.values(study)), study.segments)
    cv.value_gaps(study)
    cv.language.labelled(cv.value.headroom(study), study)
    cv.value.perceived_quality_ratio(study)
    cv.check_study(dataclasses.replace(study))

    for name, frame in study.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
