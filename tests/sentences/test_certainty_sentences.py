"""What a report says of how sure it is: each sentence, and each number against another calculation."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import cvtools as cv
from cvtools.figures.values import Figure
from cvtools.language.language import Language
from cvtools.report.certainty_sections import (
    certainty_section,
    change_section,
    segments_section,
)
from cvtools.sentences import certainty as told
from cvtools.sentences.advice import advice
from cvtools.sentences.answer import answer_sentence, interval_sentence, sureness_words
from cvtools.sentences.changes import breakeven_sentence, switch_sentence
from cvtools.sentences.market import (
    decomposition_sentence,
    market_sentence,
    points_sentence,
    standing_sentences,
)
from cvtools.sentences.reasons import catching_up, doubt, fair_price, gap_title, value_title

from ..uncertain_studies import study_of
from ..uncertainty.test_verdicts import QUALITY, UNKNOWN, market

OURS = "little_cup"


@pytest.fixture(scope="module")
def coffee(repository):
    return cv.read_study(repository / "data" / "coffee")


def in_draws(study, segment):
    """The gap to the best alternative in each draw, its 80% interval, and how often we give most."""
    draws = cv.uncertainty.value_draws(study, segment)
    ours = study.settings.ours
    gap = (draws[ours] - draws.drop(columns=ours).max(axis=1)).to_numpy()
    low, high = np.quantile(gap, [0.1, 0.9])
    return gap, low, high, (gap > 0).mean()


def signed(number: float, digits: int = 1) -> str:
    return Language("en").number(number, digits=digits, signed=True)


# -- the verdict, the probability and the interval -----------------------------------------------------------------


def test_a_clear_lead(coffee):
    analysis = cv.analyse(coffee, segment="neighbours")
    _, low, high, _ = in_draws(coffee, "neighbours")

    assert told.certainty_sentence(analysis) == (
        "“The Little Cup” is the clear winner: the probability that it gives the most value is more than 99%, and it "
        f"is {low:.0f} to {high:.0f} points ahead of the best alternative (80% interval)."
    )
    assert (value_title(analysis), gap_title(analysis)) == ("", "")


def test_no_clear_winner(coffee):
    analysis = cv.analyse(coffee, segment="laptop_workers")
    _, low, high, chance = in_draws(coffee, "laptop_workers")

    assert told.certainty_sentence(analysis) == (
        f"There is no clear winner: the probability that “The Little Cup” gives the most value is {chance:.0%}, and "
        f"the gap to the best alternative is {signed(low, 0)} to {signed(high, 0)} points (80% interval)."
    )
    assert answer_sentence(analysis) == (
        "It is open which is worth most to “Laptop workers”: “The Little Cup” "
        f"({chance:.0%}) or “The big chain” ({analysis.certainty.chances['chain']:.0%})."
    )
    assert sureness_words(analysis) == f"Open · best with a probability of {chance:.0%}: “The Little Cup”"
    assert value_title(analysis) == "No clear winner for “Laptop workers”"
    assert gap_title(analysis) == (
        "No clear winner: “The Little Cup” is 1.6 points ahead of “The big chain” by the most likely numbers"
    )
    assert advice(analysis)[0].text == "Measure “A good place to sit” first: what it is worth to them"


def test_behind_and_the_best_alternative_is_not_clear(coffee):
    analysis = cv.analyse(coffee, segment="commuters")
    _, low, high, chance = in_draws(coffee, "commuters")

    assert told.certainty_sentence(analysis) == (
        f"There is no clear winner among the alternatives. “The Little Cup” is {-high:.0f} to {-low:.0f} points behind "
        f"the best of them (80% interval), and the probability that it gives the most value is {chance:.0%}."
    )


def test_clearly_behind_in_money():
    study = market(us=(3, 2, 4), them=(8, 7, 9))
    analysis = cv.analyse(study)
    _, low, high, _ = in_draws(study, "all")

    assert told.certainty_sentence(analysis) == (
        "“them” is the clear winner: it gives the most value with a probability of more than 99%. “us” is "
        f"€{-high:.1f}0–{-low:.1f}0 behind the best alternative (80% interval)."
    )
    assert answer_sentence(analysis) == "To “all”, “us” is worth €5.00 less than “them”."
    assert sureness_words(analysis) == "Clearly behind · “them” is the best (more than 99%)"
    assert interval_sentence(analysis) == (
        f"80% interval: €{-high:.1f}0–{-low:.1f}0 behind the best alternative. Clear: best to the average customer "
        "of the segment with a probability of at least 90%; probably: at least 75%; else open."
    )


def test_behind_by_the_likely_numbers_but_open():
    analysis = cv.analyse(market(us=(5, 4, 6), them=(5.2, 4, 6)))

    assert answer_sentence(analysis).startswith("It is open which is worth most to “all”: “them” (")
    assert gap_title(analysis) == "No clear winner: “us” is €0.20 behind “them” by the most likely numbers"


def test_level_by_the_likely_numbers():
    analysis = cv.analyse(market(us=(5, 4, 6), them=(5, 4, 6)))

    assert answer_sentence(analysis) == "It is open which is worth most to “all”: “them” (50%) or “us” (50%)."
    assert gap_title(analysis) == ""


def test_probabilities_that_are_too_close():
    analysis = cv.analyse(market(confidence=0.02, us=(5, 4.97, 5.03), them=(4.91, 4.88, 4.94)))

    assert answer_sentence(analysis) == (
        f"It is open which is worth most to “all”: “us” ({analysis.certainty.chance:.0%}) or “them” "
        f"({1 - analysis.certainty.chance:.0%})."
    )


def test_level_whatever_the_ranges_are():
    analysis = cv.analyse(
        study_of(
            [("all", "quality", 10.0, 8.0, 12.0)],
            [("all", o, "quality", *rating) for o, *rating in [("us", 5.0), ("them", 5.0), ("others", 3.0, 2.0, 4.0)]],
            drivers=QUALITY,
            unit="EUR",
        )
    )

    assert (analysis.verdict, analysis.certainty.fixed) == ("level", False)
    assert answer_sentence(analysis) == "“us” is worth the same to “all” as “them”."
    assert told.certainty_sentence(analysis) == (
        "“us” and “them” are level: the gap to the best alternative is 0 throughout its 80% interval."
    )
    assert told.measure_sentence(analysis) == (
        "Within the ranges of the study, knowing more would hardly change which offering is best."
    )


def test_ranges_on_one_side_are_to_be_checked():
    analysis = cv.analyse(market(us=(5, 0, 5), them=(4.9, 4.9, 9)))
    check = (
        "The most likely numbers and the ranges point to different winners: check the ranges, most of them lie on one "
        "side."
    )

    assert told.certainty_sentence(analysis).endswith(check)
    assert advice(analysis)[0].text == check


def test_many_alternatives_may_together_be_better_than_the_likely_best():
    rivals = {f"r{i}": (4.9, 3.4, 6.4) for i in range(12)}
    analysis = cv.analyse(market(us=(5, 4.9, 5.1), **rivals))

    assert (analysis.certainty.disagrees, analysis.certainty.skewed) == (True, False)
    assert told.certainty_sentence(analysis).endswith(
        "By the most likely numbers no alternative gives more, but with ranges this wide one or another of them "
        "probably does."
    )


def test_the_best_alternative_is_open_because_a_rating_is_unknown():
    others = (("them", 8.0, 7.5, 8.5), ("others", UNKNOWN))
    analysis = cv.analyse(market(us=(3, 2.5, 3.5), **{name: tuple(rating) for name, *rating in others}))
    _, low, high, _ = in_draws(analysis.study, "all")
    second = float(analysis.certainty.chances["others"])

    assert analysis.verdict == "contested"
    assert answer_sentence(analysis) == "To “all”, “us” is worth €5.10 less than “them”, probably the best."
    assert sureness_words(analysis) == f"Clearly behind · probably “them” is the best ({1 - second:.0%})"
    assert f"€{-high:.1f}0–{-low:.1f}0 behind the best alternative." in interval_sentence(analysis)
    assert doubt(analysis) == ""  # it is said already


def test_unknown_ratings_are_said_to_be_anywhere():
    analysis = cv.analyse(market(us=(8, 7, 9), them=(UNKNOWN,)))

    assert told.certainty_sentence(analysis).startswith(
        "There is no clear winner: the probability that “us” gives the most"
    )
    assert told.meaning(analysis) == (
        "Probabilities and intervals are about the average customer of the segment and follow from the ranges of the "
        "study’s numbers: they say how sure those numbers "
        "make us, not whether they are right. An unknown rating may be anywhere on its scale."
    )
    assert analysis.certainty.chance == pytest.approx(0.8, abs=0.02)  # a rival anywhere from 0 to 10 is below 8
    assert "point" not in " ".join(piece.text + piece.why for piece in advice(analysis))


def test_an_unknown_gap_that_ranges_leave_open():
    study = study_of(
        [("all", "quality", 10.0), ("all", "price", 1.0)],
        [
            ("all", "us", "quality", 5.5, 2.0, 9.0),
            ("all", "us", "price", math.nan),
            ("all", "them", "quality", 3.0),
            ("all", "them", "price", 50.0),
        ],
        unit="EUR",
    )
    analysis = cv.analyse(study)
    _, low, high, _ = in_draws(study, "all")

    assert analysis.standing == "ahead"
    assert answer_sentence(analysis).startswith("It is open which is worth most to “all”: “us” (")
    assert f"{-low:.2f} to +€{high:.1f}0." in interval_sentence(analysis)


def test_behind_whatever_our_unknown_rating_is():
    study = study_of(
        [("all", "quality", 90.0), ("all", "price", 10.0)],
        [
            ("all", "us", "quality", 2.0),
            ("all", "us", "price", math.nan),
            ("all", "them", "quality", 9.0),
            ("all", "them", "price", 50.0),
        ],
        unit="EUR",
    )
    _, low, high, _ = in_draws(study, "all")

    assert answer_sentence(cv.analyse(study)) == (f"To “all”, “us” is worth €{-high:.0f}–{-low:.0f} less than “them”.")


def test_fixed_numbers_are_not_certainty(repository):
    analysis = cv.analyse(cv.read_study(repository / "data" / "laptops"))

    assert told.certainty_sentence(analysis) == (
        "No number that moves this gap has a range in the study, so there is no interval and no probability to give. "
        "That is not the same as being sure."
    )
    assert (told.meaning(analysis), told.sources_sentence(analysis)) == ("", "")
    assert "interval" not in answer_sentence(analysis)
    assert told.measure_sentence(analysis).startswith("Give a low and a high to the numbers that are least certain.")
    assert not [part for part in certainty_section(analysis).parts if isinstance(part, Figure)]
    assert len([part for part in change_section(analysis).parts if isinstance(part, Figure)]) == 1


def test_one_rival_needs_no_picture_of_ranks(coffee):
    two = cv.analyse(market(us=(8, 7, 9), them=(3, 2, 4)))
    four = cv.analyse(coffee, segment="neighbours")

    assert [len([p for p in certainty_section(f).parts if isinstance(p, Figure)]) for f in (two, four)] == [1, 1]
    open_ = cv.analyse(coffee, segment="laptop_workers")
    assert len([p for p in certainty_section(open_).parts if isinstance(p, Figure)]) == 2


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, ["less than 1%", "mindre enn 1\xa0%", "manje od 1\xa0%"]),
        (0.0049, ["less than 1%", "mindre enn 1\xa0%", "manje od 1\xa0%"]),
        (0.005, ["1%", "1\xa0%", "1\xa0%"]),
        (0.5, ["50%", "50\xa0%", "50\xa0%"]),
        (0.9949, ["99%", "99\xa0%", "99\xa0%"]),
        (0.995, ["more than 99%", "mer enn 99\xa0%", "više od 99\xa0%"]),
        (1.0, ["more than 99%", "mer enn 99\xa0%", "više od 99\xa0%"]),
    ],
)
def test_a_probability_never_looks_like_a_certainty(share, words):
    assert [Language(code).probability(share) for code in ("en", "nb", "hr")] == words


# -- where the doubt comes from ------------------------------------------------------------------------------------


def pert_variance(low: float, likely: float, high: float) -> float:
    """The closed form: (μ − a)(b − μ) / 7."""
    mean = (low + 4 * likely + high) / 6
    return (mean - low) * (high - mean) / 7


def test_sources_of_doubt_are_shares_of_the_variance():
    analysis = cv.analyse(market(confidence=1.0, us=(6, 3, 9), them=(4, 3, 6)))
    ours, theirs = pert_variance(3, 6, 9), pert_variance(3, 4, 6)

    assert told.sources_sentence(analysis) == (
        "The doubt about the gap to “them” comes from "
        f"“quality” (us, {ours / (ours + theirs):.0%}) and “quality” (them, {theirs / (ours + theirs):.0%})."
    )


def test_three_sources_are_not_all_the_doubt(coffee):
    few = cv.analyse(coffee, segment="laptop_workers")
    most = cv.analyse(market(us=(6, 3, 9), them=(6, 5.9, 6.1), others=(3, 1, 5)))
    rest = 1 - few.certainty.sources["share"].sum()

    assert told.sources_sentence(few).startswith("The largest parts of the doubt about the gap to “The big chain”: “A ")
    assert told.sources_sentence(few).endswith(f"; all other numbers together {rest:.0%}.")
    assert told.sources_sentence(most) == ("The doubt about the gap to “them” comes from “quality” (us, >99%).")


def test_a_weight_is_called_a_weight():
    study = study_of(
        [("all", "quality", 10.0, 5.0, 15.0)],
        [("all", "us", "quality", 8.0), ("all", "them", "quality", 3.0)],
        drivers=QUALITY,
        unit="EUR",
    )

    assert told.sources_sentence(cv.analyse(study)) == (
        "The doubt about the gap to “them” comes from “quality” (weight, 100%)."
    )


# -- what would change it ------------------------------------------------------------------------------------------


def test_the_rating_that_would_be_enough(coffee):
    analysis = cv.analyse(coffee, segment="commuters")
    assert breakeven_sentence(analysis) == ""  # it is advised already

    ratings = coffee.ratings.copy()
    row = (ratings["segment"] == "commuters") & (ratings["offering"] == OURS) & (ratings["driver"] == "wait")
    ratings.loc[row & (ratings["view"] == "perceived"), ["rating", "low", "high"]] = [
        analysis.certainty.breakeven["rating_needed"].iloc[0],
        math.nan,
        math.nan,
    ]
    changed = cv.gap_totals(cv.value_gaps(dataclasses.replace(coffee, ratings=ratings), rival="kiosk"))
    assert changed.set_index("segment").at["commuters", "gap"] == pytest.approx(0, abs=1e-9)


def test_no_rating_is_enough():
    study = study_of(
        [("all", "quality", 3.0), ("all", "price", 100.0)],
        [
            ("all", "us", "quality", 3.0),
            ("all", "us", "price", 0.0),
            ("all", "them", "quality", 10.0),
            ("all", "them", "price", 0.0),
        ],
        unit="points",
    )
    worse = dataclasses.replace(
        study,
        ratings=study.ratings.assign(
            rating=[3.0, 2.0, 10.0, 0.0],
        ),
    )
    analysis = cv.analyse(worse)

    assert (breakeven_sentence(analysis), catching_up(analysis)) == ("", "")


def test_the_nearest_weight_at_which_another_is_the_best(coffee):
    analysis = cv.analyse(coffee, segment="laptop_workers")
    assert switch_sentence(analysis) == (
        "If “A good place to sit” mattered more (25.9 points for the whole scale, not 22.0), “The big chain” would be "
        "the best."
    )

    needed = float(analysis.certainty.switch["weight_needed"])
    weights = cv.contributions(coffee).query("segment == 'laptop_workers'").drop_duplicates("driver")
    others = weights["weight"].where(weights["driver"] != "seat", 0).to_numpy()
    utility = (
        cv.contributions(coffee)
        .query("segment == 'laptop_workers'")
        .pivot(index="driver", columns="offering", values="utility")
    )
    new = dict(zip(weights["driver"], others * (100 - needed) / others.sum(), strict=True)) | {"seat": needed}
    gap = sum(w * (utility.at[d, OURS] - utility.at[d, "chain"]) for d, w in new.items())
    assert gap == pytest.approx(0, abs=1e-9)


def test_a_lead_and_what_would_end_it():
    analysis = cv.analyse(market(us=(8, 7, 9), them=(3, 2, 4)))

    assert catching_up(analysis) == "Our lead holds until “them” gains €5.00 on us."
    assert breakeven_sentence(analysis) == (
        "One change to “us” alone would end its lead over “them”: “quality” at 3.0 instead of 8.0."
    )
    assert switch_sentence(analysis) == ""  # at a weight of nothing they are level, and there is no less than nothing


def priced(price: tuple[float, ...] = (40.0,), weight: tuple[float, ...] = (100.0,)) -> cv.Study:
    """We ask 40 and are worth 80, they ask 30 and are worth 60."""
    return study_of(
        [("all", "quality", 100.0), ("all", "price", *weight)],
        [
            ("all", "us", "quality", 8.0, 6.0, 9.5),
            ("all", "us", "price", *price),
            ("all", "them", "quality", 6.0, 5.0, 7.0),
            ("all", "them", "price", 30.0),
        ],
        unit="EUR",
    )


def test_a_fair_price_has_the_interval_of_the_gap():
    _, low, high, _ = in_draws(priced(), "all")

    assert fair_price(cv.analyse(priced())) == (
        "At a price of €50.00, “us” would be worth as much to them as “them” (80% interval: "
        f"€{40 + low:.2f} to €{40 + high:.2f}); below it, more."
    )


@pytest.mark.parametrize("study", [priced(price=(40.0, 30.0, 50.0)), priced(weight=(100.0, 80.0, 120.0))])
def test_a_price_that_is_uncertain_itself_has_no_such_interval(study):
    assert fair_price(cv.analyse(study)) == (
        "At a price of €50.00, “us” would be worth as much to them as “them”; below it, more."
    )


# -- what to measure next ------------------------------------------------------------------------------------------


def test_the_driver_worth_measuring_and_how_often():
    study = study_of(
        [("all", "quality", 10.0)],
        [("all", "us", "quality", 6.0, 4.0, 8.0, 30), ("all", "them", "quality", 5.0, 3.0, 7.0, 20)],
        drivers=QUALITY,
        unit="EUR",
    )
    analysis = cv.analyse(study)
    draws = cv.uncertainty.value_draws(study, "all")
    worth = draws.max(axis=1).mean() - draws.mean().max()
    gap, low, _, _ = in_draws(study, "all")
    # standard errors shrink with the root of the sample; nine chances in ten take four times what would just do
    times = 4 * ((gap.mean() - low) / gap.mean()) ** 2
    change = analysis.certainty.changes["quality"]

    assert told.measure_sentence(analysis) == (
        "Measure “quality” first. If we go by today’s numbers we name the wrong offering now and then, and are "
        f"€{worth:.2f} off on average; knowing this driver exactly would cut that by €{worth:.2f}. With a probability "
        f"of {change:.0%} it would name another offering the best. "
        f"Asking about {math.ceil((times - 1) * 30)} more people about it would settle whether “us” or “them” gives "
        "more with nine chances in ten, if the gap is what it seems and ranges narrow as more are asked."
    )


def test_without_counts_it_is_said_how_narrow_ranges_must_be():
    analysis = cv.analyse(market(us=(6, 4, 8), them=(5, 3, 7)))
    times = float(analysis.certainty.answers("*")["times"])  # a standard deviation shrinks with the root of the answers

    assert told.answers_sentence(analysis, "quality") == (
        "To settle whether “us” or “them” gives more with nine chances in ten, its ranges would have to be about "
        f"{math.ceil(100 * (1 - times**-0.5))}% narrower, if the gap is what it seems."
    )


def test_an_unknown_rating_has_no_range_to_narrow():
    analysis = cv.analyse(market(us=(6, 4, 8), them=(UNKNOWN,)))

    assert analysis.verdict == "open"
    assert float(analysis.certainty.answers("quality")["times"]) < 100
    assert told.answers_sentence(analysis, "quality") == ""


def test_a_driver_that_is_not_enough(coffee):
    two = {
        "drivers": [*QUALITY, ("calm", *QUALITY[0][1:])],
        "weights": [("all", "quality", 50.0), ("all", "calm", 50.0)],
    }
    ranges = [("quality", 6.0, 4.0, 8.0, 30), ("calm", 5.0, 3.0, 7.0, 20)], [("quality", 5.0, 3.0, 7.0, 30)]
    ratings = [("all", "us", *row) for row in ranges[0]] + [("all", "them", *row) for row in ranges[1]]
    study = study_of(two["weights"], [*ratings, ("all", "them", "calm", 5.0, 3.0, 7.0, 9)], drivers=two["drivers"])
    analysis = cv.analyse(study)
    times = math.ceil(10 * float(analysis.certainty.answers("*")["times"])) / 10

    assert told.measure_sentence(analysis).endswith(
        f"Asking about it alone would not settle whether “us” or “them” gives more: it takes about {times} times as "
        "many people, asked about everything, if the gap is what it seems and ranges narrow as more are asked."
    )


def test_numbers_without_answers_come_first(coffee):
    analysis = cv.analyse(coffee, segment="laptop_workers")

    assert told.measure_sentence(analysis).endswith(
        "It takes more than asking about “A good place to sit”: for some numbers the study does not say how many were "
        "asked, so ask about those first."
    )


def test_a_gap_too_small_for_any_number_of_answers():
    analysis = cv.analyse(market(us=(5, 3, 7), them=(5.01, 3, 7)))

    assert told.answers_sentence(analysis, "quality") == (
        "Asking more people is not likely to settle it: “us” and “them” are too close."
    )


def test_nothing_to_measure(coffee):
    known = dataclasses.replace(coffee, weights=coffee.weights.assign(low=math.nan, high=math.nan))

    assert told.measure_sentence(cv.analyse(known, segment="neighbours")) == (
        "Within the ranges of the study nothing changes who is best: The Little Cup gave the most in all 10,000 draws."
    )


def test_only_everything_together_could_change_the_choice(coffee):
    analysis = cv.analyse(coffee, segment="commuters")
    draws = cv.uncertainty.value_draws(coffee, "commuters")
    worth = draws.max(axis=1).mean() - draws.mean().max()

    assert told.measure_sentence(analysis) == (
        "Nothing alone is worth measuring first. If we go by today’s numbers we name the wrong offering now and then, "
        f"and are {worth:.1f} points off on average."
    )


def test_hardly_anything_changes_who_is_best(repository):
    travel = cv.read_study(repository / "data" / "travel_mode")

    assert told.measure_sentence(cv.analyse(travel, segment="lower_income")) == (
        "Within the ranges of the study, knowing more would hardly change which offering is best."
    )


# -- beside the other segments -------------------------------------------------------------------------------------


def test_all_segments(coffee):
    analysis = cv.analyse(coffee, segment="commuters")
    sizes = coffee.segments.set_index("segment")["size"]
    gaps = sum(sizes[segment] * in_draws(coffee, segment)[0] for segment in sizes.index) / sizes.sum()
    low, high = np.quantile(gaps, [0.1, 0.9])
    likely = cv.gap_totals(cv.value_gaps(coffee)).set_index("segment")["gap"]
    mean = float((likely * sizes).sum() / sizes.sum())

    assert standing_sentences(analysis) == (
        "Ahead of every alternative: “Neighbours”. Behind: “Commuters”. Open: “Laptop workers”. In “Commuters”, which "
        "alternative is the best is not clear."
    )
    assert " ".join(segments_section(analysis).parts[2].chart.title.text) == (
        "“The Little Cup” is ahead of the best alternative in 1 of 3 segments; not clear: 1"
    )
    assert market_sentence(analysis) == (
        "Over all customers, each segment counted by its size, the gap to the best alternative is "
        f"{signed(mean)} points (80% interval: {signed(low, 0)} to {signed(high, 0)} points) per customer."
    )


def test_points_over_segments_are_a_hint(coffee, repository):
    caution = points_sentence(cv.analyse(coffee))
    whole = [part.markup for part in segments_section(cv.analyse(coffee)).parts if hasattr(part, "markup")]
    ratings = coffee.ratings.copy()
    row = (ratings["segment"] == "laptop_workers") & (ratings["offering"] == OURS) & (ratings["driver"] == "seat")
    ratings.loc[row, ["rating", "low", "high"]] = math.nan
    unsummed = cv.analyse(dataclasses.replace(coffee, ratings=ratings))

    assert caution.endswith("read this as a hint, not as an amount.")
    assert sum(caution in part for part in whole) == 1
    assert market_sentence(unsummed) == ""
    assert caution in segments_section(unsummed).parts[-2].markup

    travel = cv.analyse(cv.read_study(repository / "data" / "travel_mode"))
    assert points_sentence(travel) == ""
    assert "A value counts from where the scales start." in segments_section(travel).parts[-2].markup


def test_another_anchor_may_turn_the_sign_of_a_sum_over_segments(coffee):
    """What the caution says: a driver's scale twice as long, its weight with it, and no segment's gap turns."""

    def stretched(driver: str, times: float) -> cv.Study:
        drivers, weights = coffee.drivers.copy(), coffee.weights.copy()
        row = drivers["driver"] == driver
        drivers.loc[row, "worst"] = drivers["best"] + times * (drivers["worst"] - drivers["best"])
        weights.loc[weights["driver"] == driver, ["weight", "low", "high"]] *= times
        return dataclasses.replace(coffee, drivers=drivers, weights=weights)

    before, after = (cv.analyse(study) for study in (coffee, stretched("trouble", 2)))
    assert before.standings == after.standings
    assert before.market_gap < 0 < after.market_gap
    ours = [cv.analyse(study).our_values for study in (coffee, stretched("seat", 5))]
    assert [float(values["neighbours"] - values["laptop_workers"]) > 0 for values in ours] == [True, False]


def test_why_our_value_differs_between_segments(coffee):
    analysis = cv.analyse(coffee, segment="neighbours")
    ours = cv.values(coffee).query("offering == @OURS").set_index("segment")["value"]
    contributions = (
        cv.contributions(coffee)
        .query("offering == @OURS")
        .pivot(index="driver", columns="segment", values=["weight", "contribution"])
    )
    here, there = contributions.xs("neighbours", axis=1, level=1), contributions.xs("commuters", axis=1, level=1)
    x_here, x_there = here["contribution"] / here["weight"], there["contribution"] / there["weight"]
    weights = float(((here["weight"] - there["weight"]) * (x_here + x_there) / 2).sum())

    assert analysis.other_segment == "commuters"
    assert decomposition_sentence(analysis, "commuters").startswith(
        f"“The Little Cup” is worth {ours['neighbours'] - ours['commuters']:.1f} points more "
        f"to “Neighbours” than to “Commuters”: {signed(weights)} points because they weigh things differently, "
        f"{signed(ours['neighbours'] - ours['commuters'] - weights)} points because they rate it differently. "
        "Most of all: “Waiting time” ("
    )
    assert "points less to “Commuters” than to “Neighbours”: −" in (
        decomposition_sentence(cv.analyse(coffee, segment="commuters"), "neighbours")
    )
    assert len([p for p in segments_section(analysis).parts if isinstance(p, Figure)]) == 2


def test_a_report_draws_once(coffee, monkeypatch):
    made = []
    monkeypatch.setattr(
        "cvtools.analysis.frames.simulate", lambda study, **words: made.append(1) or cv.simulate(study, **words)
    )
    analysis = cv.analyse(coffee)

    certainty_section(analysis)
    change_section(analysis)
    segments_section(analysis)
    advice(analysis)

    assert made == [1]
