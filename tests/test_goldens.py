"""Published cases come out to their last printed digit, from the studies that ship."""

from __future__ import annotations

import pandas as pd
import pytest

import cvtools as cv


@pytest.fixture
def case(repository):
    return lambda name: cv.read_study(repository / "data" / name)


def by_offering(frame, column: str) -> dict[str, float]:
    return dict(zip(frame["offering"], frame[column], strict=True))


def test_four_laptops(case):
    assert by_offering(cv.values(case("laptops")), "value") == {"a": 80, "b": 70, "c": 60, "d": 50}


# Name: quality score, relative price as printed. The book prints Sunbeam's as 85; its own figures give 86.
TOASTERS = {
    "cuisinart_cpt60": (128, 215), "sunbeam": (119, 86), "kitchenaid": (117, 237), "black_decker": (112, 77),
    "cuisinart_cpt30": (109, 123), "breadman": (107, 108), "proctor_silex_22425": (104, 46), "krups": (101, 98),
    "oster": (94, 138), "toastmaster_b1021": (91, 49), "proctor_silex_22415": (87, 108), "toastmaster_b1035": (84, 65),
    "betty_crocker": (84, 77), "proctor_silex_22205": (83, 34), "rival": (80, 40),
}  # fmt: skip


def test_fifteen_toasters(case):
    table = cv.value.ratios(cv.values(case("toasters")))

    shown = list(zip(table["relative_benefits"].round(), table["relative_costs"].round(), strict=True))
    # The scores' mean is 100.067 where the book takes it for 100, so a score may differ by its last digit.
    assert [price for _, price in shown] == [price for _, price in TOASTERS.values()]
    assert max(abs(got - score) for (got, _), (score, _) in zip(shown, TOASTERS.values(), strict=True)) <= 1
    worse_than_fair = {i for i, value in enumerate(table["value"], start=1) if value < 0}
    assert worse_than_fair == {1, 3, 5, 6, 9, 11}
    # The best buys: better than fair, of at least average quality, and nobody gives more for less.
    benefits, costs = table["benefits"], table["costs"]
    beaten = [((benefits >= b) & (costs < c)).any() for b, c in zip(benefits, costs, strict=True)]
    best = (table["value"] > 0) & (table["relative_benefits"] >= 100) & ~pd.Series(beaten)
    assert set(table.index[best] + 1) == {2, 4, 7}


def test_a_bulldozer_in_money(case):
    study = case("bulldozer")

    assert by_offering(cv.values(study), "benefits") == {"bulldozer": 110_000, "rival": 90_000}
    assert by_offering(cv.values(study), "value") == {"bulldozer": 10_000, "rival": 0}
    gaps = cv.value_gaps(study).set_index("driver")["gap"]
    assert gaps.to_dict() == {
        "base": 0, "durability": 7000, "reliability": 6000, "service": 5000, "warranty": 2000, "price": -10_000,
    }  # fmt: skip


def test_two_servers_or_one(case):
    table = cv.value.economic_value(case("servers"))

    columns = ["reference_price", "differentiation", "evc", "price", "surplus"]
    assert table[columns].to_numpy().tolist() == [[6800, 6000, 12_800, 9800, 3000]]
    assert by_offering(cv.values(case("servers")), "value") == {"one_server": 3000, "two_servers": 0}


def test_difference_or_ratio(case):
    table = cv.value.ratios(cv.values(case("difference_or_ratio"))).set_index("offering")

    assert table["value"].to_dict() == {"ours": 9000, "rival": 7000}
    assert table["ratio"].round(2).to_dict() == {"ours": 2.50, "rival": 3.33}
    assert table["best_by_value"].to_dict() == {"ours": True, "rival": False}
    assert table["best_by_ratio"].to_dict() == {"ours": False, "rival": True}


def test_software_in_money(case):
    table = cv.value.economic_value(case("software"))

    columns = ["reference_price", "differentiation", "evc", "price", "surplus"]
    assert table[columns].to_numpy().tolist() == [[20_000, 90_000, 110_000, 47_000, 63_000]]


@pytest.mark.parametrize("name", ["bulldozer", "servers", "software", "difference_or_ratio"])
def test_the_money_cases_are_free_of_noise(case, name):
    values = cv.values(case(name))

    assert (values["value"] == values["value"].round()).all()


def test_every_shipped_study_is_sound(repository):
    folders = sorted(file.parent for file in (repository / "data").glob("*/study.yaml"))

    assert len(folders) >= 9
    for folder in folders:
        study = cv.read_study(folder)
        assert cv.check_study(study) == []
        assert cv.values(study)["value_low"].notna().all()
