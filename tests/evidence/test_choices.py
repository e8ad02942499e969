from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.datasets import modechoice

from cvtools.evidence.choices import (
    best_worst,
    coefficient_draws,
    conditional_logit,
    ratings_conjoint,
    willingness_to_pay,
)
from cvtools.study.errors import StudyError

MODE_CANADA = Path(__file__).parent / "mode_canada" / "mode_canada.parquet"


@pytest.fixture(scope="module")
def trips() -> pd.DataFrame:
    trips = modechoice.load_pandas().data
    for number, mode in enumerate(("air", "train", "bus"), start=1):
        trips[mode] = (trips["mode"] == number).astype(float)
    return trips.assign(income_air=trips["hinc"] * trips["air"])


def fitted(trips, terms, weights=None):
    return conditional_logit(trips[terms], trips["individual"].to_numpy(), trips["choice"].to_numpy(), weights)


TERMS = ["air", "train", "bus", "gc", "ttme", "income_air"]


def test_greenes_model_of_travel_modes(trips):
    model = fitted(trips, TERMS)
    by_term = dict(zip(model.terms, model.coefficients, strict=True))

    assert round(model.log_likelihood, 4) == -199.1284
    assert round(by_term["gc"], 5) == -0.01550
    assert round(by_term["ttme"], 5) == -0.09612
    assert round(by_term["income_air"], 5) == 0.01329
    assert round(fitted(trips, TERMS[:3]).log_likelihood, 4) == -283.7588


def test_the_model_is_statsmodels(trips):
    from statsmodels.discrete.conditional_models import ConditionalLogit

    theirs = ConditionalLogit(trips["choice"], trips[TERMS], groups=trips["individual"]).fit(
        disp=False, method="newton"
    )
    ours = fitted(trips, TERMS)

    assert ours.coefficients == pytest.approx(theirs.params.to_numpy(), rel=1e-6)
    assert ours.standard_errors == pytest.approx(theirs.bse.to_numpy(), rel=1e-4)


def with_each_mode(travellers, modes, **columns):
    """Return terms that count for one mode each: ``column:mode``."""
    return {
        f"{name}:{mode}": (travellers["alt"] == mode) * values for name, values in columns.items() for mode in modes
    }


def test_mlogits_model_of_three_ways_between_toronto_and_montreal():
    """``mlogit(choice ~ cost + freq | income | time, alt.subset = c("car", "train", "air"), reflevel = "car")``."""
    travellers = pd.read_parquet(MODE_CANADA).query("alt != 'bus'")
    travellers = travellers[travellers.groupby("case")["choice"].transform("sum") == 1]  # ten took the bus
    terms = travellers[["cost", "freq"]].assign(
        **with_each_mode(travellers, ["train", "air"], constant=1.0, income=travellers["income"]),
        **with_each_mode(travellers, ["car", "train", "air"], time=travellers["ivt"] + travellers["ovt"]),
    )

    model = conditional_logit(terms, travellers["case"].to_numpy(), travellers["choice"].to_numpy())
    found = pd.Series(model.coefficients, model.terms)

    assert model.cases == 2769
    assert round(model.log_likelihood, 3) == -1951.344
    assert round(found["cost"], 8) == -0.02849715
    assert round(found["freq"], 8) == 0.07402902
    an_hour = (found[["time:car", "time:train", "time:air"]] / found["cost"] * 60).round(5)
    assert an_hour.tolist() == [29.52728, 23.09447, 36.95360]


def test_mlogits_model_of_four_ways_between_toronto_and_montreal():
    """``mlogit(choice ~ cost + freq + ovt | income | ivt)``; the bus's terms were printed before they had settled."""
    travellers = pd.read_parquet(MODE_CANADA)
    others = ["air", "bus", "car"]
    terms = travellers[["cost", "freq", "ovt"]].assign(
        **with_each_mode(travellers, others, constant=1.0, income=travellers["income"]),
        **with_each_mode(travellers, ["train", *others], ivt=travellers["ivt"]),
    )

    model = conditional_logit(terms, travellers["case"].to_numpy(), travellers["choice"].to_numpy())
    found = pd.Series(model.coefficients, model.terms).round(7)
    errors = pd.Series(model.standard_errors, model.terms).round(7)

    assert (model.cases, round(model.log_likelihood, 1)) == (2779, -1874.3)
    assert found[["cost", "freq", "ovt"]].tolist() == [-0.0333389, 0.0925297, -0.0430036]
    assert found[["income:air", "income:car"]].tolist() == [0.0381466, 0.0101536]
    assert found[["ivt:train", "ivt:air", "ivt:car"]].tolist() == [-0.0014504, 0.0595097, -0.0064603]
    assert errors[["cost", "freq", "ovt"]].tolist() == [0.0070955, 0.0050976, 0.0032247]


def test_rows_in_any_order_give_the_same(trips):
    mixed = trips.sample(frac=1, random_state=1)

    assert fitted(mixed, TERMS).coefficients == pytest.approx(fitted(trips, TERMS).coefficients)


def test_weights_stand_for_repeated_cases(trips):
    """Coefficients as if cases were there twice; the covariance is the robust one, which does not pretend so."""
    heavy = (trips["individual"] % 2 == 0).astype(int).to_numpy() + 1
    copies = trips[heavy == 2].assign(individual=lambda rows: rows["individual"] + 1000)

    weighted, repeated = fitted(trips, TERMS, heavy.astype(float)), fitted(pd.concat([trips, copies]), TERMS)

    assert weighted.coefficients == pytest.approx(repeated.coefficients)
    assert (weighted.standard_errors > 0).all()


def test_willingness_to_pay_both_ways(trips):
    model = fitted(trips, TERMS)
    delta = willingness_to_pay(model, "gc", confidence=0.8, method="delta").set_index("term")
    drawn = willingness_to_pay(model, "gc", confidence=0.8, draws=100_000).set_index("term")

    assert round(delta.at["ttme", "worth"], 2) == round(-0.0961248 / 0.0155015, 2) == -6.20
    assert (drawn["worth"] == delta["worth"]).all()
    # The dollar's coefficient is itself uncertain, so that the drawn interval reaches further where worth is large.
    assert drawn.at["ttme", "low"] < delta.at["ttme", "low"] < delta.at["ttme", "high"] < 0
    assert abs(drawn.at["ttme", "high"]) < abs(delta.at["ttme", "worth"])


def test_draws_have_the_models_covariance(trips):
    model = fitted(trips, TERMS)

    drawn = coefficient_draws(model, draws=40_000, seed=3)

    assert np.cov(drawn.T) == pytest.approx(model.covariance, rel=0.1, abs=1e-3)


def refusal(terms: dict[str, list[float]], cases: list[int], chosen: list[int]) -> StudyError:
    with pytest.raises(StudyError) as error:
        conditional_logit(pd.DataFrame(terms), np.array(cases), np.array(chosen))
    return error.value


def test_separation_is_refused_and_names_the_terms():
    random = np.random.default_rng(1)
    price, noise = random.uniform(1, 2, (20, 2)), random.normal(size=(20, 2))
    chosen = (price == price.min(axis=1, keepdims=True)).astype(int)

    error = refusal(
        {"price": price.ravel().tolist(), "noise": noise.ravel().tolist()},
        np.repeat(range(20), 2).tolist(),
        chosen.ravel().tolist(),
    )

    assert error.problems[0].code == "separation"
    assert "price" in error.problems[0].fields["terms"]


def test_an_alternative_that_nobody_chose_is_separation(trips):
    walk = trips[trips["mode"] == 4].assign(mode=5, choice=0, gc=lambda rows: rows["gc"] + 5)
    with pytest.raises(StudyError) as error:
        fitted(pd.concat([trips, walk]).assign(walk=lambda t: (t["mode"] == 5) * 1.0), [*TERMS, "walk"])

    assert error.value.problems[0].code == "separation"
    assert error.value.problems[0].fields["terms"] == ("walk",)


def test_terms_that_never_differ_within_a_case_are_refused(trips):
    with pytest.raises(StudyError) as error:
        fitted(trips, ["gc", "hinc"])

    assert error.value.problems[0].code == "never_differs"
    assert error.value.problems[0].fields == {"terms": ("hinc",)}


def test_terms_that_only_differ_together_are_refused(trips):
    with pytest.raises(StudyError) as error:
        fitted(trips.assign(cents=trips["gc"] * 100), ["gc", "ttme", "cents"])

    assert error.value.problems[0].code == "collinear"
    assert error.value.problems[0].fields == {"terms": ("gc", "cents")}


@pytest.mark.parametrize("chosen", [[1, 1, 0, 1], [0, 0, 0, 1]])
def test_a_case_without_exactly_one_choice_is_refused(chosen):
    error = refusal({"price": [1.0, 2, 1, 2]}, [7, 7, 8, 8], chosen)

    assert error.problems[0].code == "one_choice"
    assert error.problems[0].fields == {"cases": ("7",)}


def test_money_says_nothing_where_dearer_is_liked(trips):
    model = fitted(trips.assign(gc=-trips["gc"]), TERMS)

    with pytest.raises(StudyError, match="gc"):
        willingness_to_pay(model, "gc", confidence=0.8)


def test_analytical_logit_of_best_and_worst_counts():
    table = best_worst(np.array([302, 124, 634, 731]), np.array([352, 808, 119, 125]), np.full(4, 1400), confidence=0.8)

    assert table["logit"].round(6).tolist() == [-0.071459, -1.068364, 0.771885, 0.926815]
    assert ((table["low"] < table["logit"]) & (table["logit"] < table["high"])).all()
    assert table["share"].sum() == pytest.approx(1)


CARPET_CLEANER = """
A K2R 1.19 no no 13; A Glory 1.39 no yes 11; A Bissell 1.59 yes no 17; B K2R 1.39 yes yes 2; B Glory 1.59 no no 14;
B Bissell 1.19 no no 3; C K2R 1.59 no yes 12; C Glory 1.19 yes no 7; C Bissell 1.39 no no 9; A K2R 1.59 yes no 18;
A Glory 1.19 no yes 8; A Bissell 1.39 no no 15; B K2R 1.19 no no 4; B Glory 1.39 yes no 6; B Bissell 1.59 no yes 5;
C K2R 1.39 no no 10; C Glory 1.59 no no 16; C Bissell 1.19 yes yes 1
"""


def test_one_persons_conjoint_from_the_ranks_of_eighteen_cards():
    cards = pd.DataFrame([card.split() for card in CARPET_CLEANER.split(";")])
    cards.columns = ["package", "brand", "price", "seal", "money_back", "rank"]

    constant, table = ratings_conjoint(cards.drop(columns="rank"), 19.0 - cards["rank"].astype(float).to_numpy())
    worth = table.set_index(["attribute", "level"])["worth"].round(4)

    assert round(constant, 1) == 10.5
    assert worth["package"].tolist() == [-4.1667, 3.8333, 0.3333]
    assert worth["brand"][["K2R", "Glory", "Bissell"]].tolist() == [-0.3333, -0.8333, 1.1667]
    assert worth["price"].tolist() == [3.5, 0.6667, -4.1667]
    assert worth["seal"]["yes"] == 0.75
    assert worth["money_back"]["yes"] == 2.25
    importance = (100 * table.drop_duplicates("attribute")["importance"]).round(1)
    assert importance.tolist() == [33.8, 8.5, 32.4, 6.3, 19.0]


def test_too_few_cards_are_refused():
    cards = pd.DataFrame({"price": ["1", "2", "3"], "brand": ["a", "b", "c"]})

    with pytest.raises(StudyError) as error:
        ratings_conjoint(cards, np.array([1.0, 2, 3]))

    assert error.value.problems[0].fields == {"terms": ("price", "brand")}
