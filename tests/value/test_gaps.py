from __future__ import annotations

import pandas as pd
import pytest

import cvtools as cv
from cvtools.value.gaps import gap_totals, price_driver

from ..studies import SMALL, changed, with_rows, write_files

THIRD = {
    "offerings": with_rows("offerings", "kiosk,The kiosk"),
    "ratings": with_rows("ratings", "*,kiosk,taste,4", "regulars,kiosk,price,0", "visitors,kiosk,price,5"),
}
VIEWS = SMALL["ratings.csv"].replace("rating\n", "rating,view\n").replace("\n", ",\n").replace("view,\n", "view\n")


@pytest.fixture
def study(tmp_path) -> cv.Study:
    return cv.read_study(write_files(tmp_path / "three", **THIRD))


def test_the_best_alternative_is_chosen_for_each_segment(study):
    assert cv.values(study)["value"].tolist() == [24, 16, 24, 45, 40, 5]
    pd.testing.assert_frame_equal(
        cv.value.best_alternatives(study),
        pd.DataFrame(
            [("regulars", "kiosk", 24, 24, 24, True), ("visitors", "chain", 40, 40, 40, True)],
            columns=["segment", "rival", "value", "value_low", "value_high", "certain"],
        ),
        check_dtype=False,
    )


def test_value_gaps(study):
    pd.testing.assert_frame_equal(
        cv.value_gaps(study),
        pd.DataFrame(
            [
                ("regulars", "cafe", "kiosk", "taste", "benefit", "functional", 24, 24, 24),
                ("regulars", "cafe", "kiosk", "price", "cost", "money", -24, -24, -24),
                ("visitors", "cafe", "chain", "taste", "benefit", "functional", 7.5, 7.5, 7.5),
                ("visitors", "cafe", "chain", "price", "cost", "money", -2.5, -2.5, -2.5),
            ],
            columns=["segment", "offering", "rival", "driver", "side", "kind", "gap", "gap_low", "gap_high"],
        ),
        check_dtype=False,
    )


def test_against_one_rival_and_against_all(study):
    one = gap_totals(cv.value_gaps(study, rival="chain"))
    every = gap_totals(cv.value_gaps(study, rival="all"))

    assert one[["segment", "rival", "gap"]].to_numpy().tolist() == [["regulars", "chain", 8], ["visitors", "chain", 5]]
    assert every[["segment", "rival", "gap"]].to_numpy().tolist() == [
        ["regulars", "chain", 8], ["regulars", "kiosk", 0], ["visitors", "chain", 5], ["visitors", "kiosk", 40],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rival", "message"),
    [
        ("chian", 'rival: found "chian"; allowed: best, chain or kiosk. Did you mean "chain"?'),
        ("cafe", 'rival: found "cafe"; allowed: best, chain or kiosk'),
        ("", 'rival: found ""; allowed: best, chain or kiosk'),
    ],
)
def test_a_rival_that_is_none(study, rival, message):
    with pytest.raises(cv.StudyError) as caught:
        cv.value_gaps(study, rival=rival)

    assert str(caught.value) == message


@pytest.mark.parametrize("rival", ["best", "all"])
def test_without_an_alternative_there_is_no_gap(tmp_path, rival):
    alone = {"offerings": "offering,name\ncafe,Café\n", "ratings": "segment,offering,driver,rating\n*,cafe,taste,8\n"}

    with pytest.raises(cv.StudyError) as caught:
        cv.value_gaps(cv.read_study(write_files(tmp_path, **alone)), rival=rival)

    assert str(caught.value) == "Coffee: there is no offering besides ours, so there is no gap to an alternative"


def test_of_two_that_tie_the_first_is_the_best(tmp_path):
    ratings = with_rows("ratings", "*,kiosk,taste,6", "*,kiosk,price,2.5", "visitors,kiosk,taste,7")
    study = cv.read_study(write_files(tmp_path, offerings=THIRD["offerings"], ratings=ratings))

    best = cv.value.best_alternatives(study)

    assert best["rival"].tolist() == ["chain", "chain"]
    assert best["certain"].tolist() == [True, True]


def test_an_unknown_rating_may_leave_the_best_uncertain(tmp_path):
    ratings = with_rows("ratings", "*,kiosk,taste,9", "*,kiosk,price,")
    study = cv.read_study(write_files(tmp_path, offerings=THIRD["offerings"], ratings=ratings))

    best = cv.value.best_alternatives(study)

    assert best["rival"].tolist() == ["kiosk", "kiosk"]  # 54 - 40 … 54 against 16; 67.5 - 25 … 67.5 against 40
    assert best["value"].isna().all()
    assert best["certain"].tolist() == [False, True]
    gaps = cv.value_gaps(study)
    assert gaps["gap"].isna().tolist() == [False, True, False, True]
    assert gap_totals(gaps)[["gap_low", "gap_high"]].to_numpy().tolist() == [[-30, 10], [-22.5, 2.5]]


def test_headroom(study):
    table = cv.value.headroom(study)

    assert table["against"].unique().tolist() == ["ideal"]
    assert table["gap"].tolist() == pytest.approx([12, 24, 15, 15])


def test_expectation_and_perception(tmp_path):
    rows = "*,cafe,taste,9,expected\n*,cafe,price,2,expected\n*,cafe,taste,10,believed\n"
    study = cv.read_study(write_files(tmp_path, ratings=VIEWS + rows))

    expected, believed = cv.value.expectation_gaps(study), cv.value.perception_gaps(study)

    assert expected.columns.tolist() == [
        "segment", "offering", "against", "driver", "side", "kind", "gap", "gap_low", "gap_high",
    ]  # fmt: skip
    assert expected["gap"].tolist() == pytest.approx([-6, -8, -7.5, -5])
    assert believed["gap"].tolist()[0] == pytest.approx(-12)
    assert believed["gap"].isna().tolist() == [False, True, False, True]
    assert believed[["gap_low", "gap_high"]].to_numpy().tolist()[1] == [-24, 16]


def test_views_that_nobody_rated(study):
    with pytest.raises(cv.StudyError, match="no rating has the view expected; the study has perceived"):
        cv.value.expectation_gaps(study)


def test_economic_value_needs_money_and_a_price(tmp_path):
    points = cv.read_study(write_files(tmp_path / "points"))
    no_price = {name: SMALL[f"{name}.csv"].replace("price", "fare") for name in ("drivers", "weights", "ratings")}
    money = changed("study", "points", "EUR")

    with pytest.raises(cv.StudyError, match="needs a study in money; this one is in points"):
        cv.value.economic_value(points)
    with pytest.raises(
        cv.StudyError, match="no cost driver is the price; call it price, or name it in the setting price"
    ):
        cv.value.economic_value(cv.read_study(write_files(tmp_path / "none", study=money, **no_price)))
    named = cv.read_study(write_files(tmp_path / "named", study=money + "price: fare\n", **no_price))
    assert price_driver(named) == "fare"


def test_economic_value(tmp_path):
    study = cv.read_study(write_files(tmp_path, study=changed("study", "points", "EUR"), **THIRD))

    table = cv.value.economic_value(study)

    # A price weighs 40 over its scale of 5 here, so it costs 8 for each euro: that of the model, not the bare rating.
    assert table.drop(columns="offering").to_numpy().tolist() == [
        ["regulars", "kiosk", 0, 24, 24, 24, 0],
        ["visitors", "chain", 10, 6, 16, 12, 4],
    ]
    assert table["surplus"].tolist() == gap_totals(cv.value_gaps(study))["gap"].tolist()
