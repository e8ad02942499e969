"""For which customers, for which numbers, and by which numbers: what is said beside the probability."""

from __future__ import annotations

import dataclasses

import pytest

import cvtools as cv
from cvtools.sentences.answer import answer_sentence, likely_sentence
from cvtools.sentences.certainty import customers_sentence, halo_sentence, ranks_sentence
from cvtools.sentences.method import method_of_doubt

from ..tables.test_tables import cells
from ..uncertain_studies import BENEFIT, study_of

CALM = ("calm", "benefit", "emotional", 0.0, 10.0)


def analysis(*, us=(8, 7, 9), them=(5, 4, 6), calm=((5,), (5,)), **settings) -> cv.Analysis:
    study = study_of(
        [("all", "quality", 60), ("all", "calm", 40)],
        [
            *[("all", "us", "quality", *us), ("all", "them", "quality", *them)],
            *[("all", "us", "calm", *calm[0]), ("all", "them", "calm", *calm[1])],
        ],
        drivers=[BENEFIT, CALM],
    )
    return cv.analyse(dataclasses.replace(study, settings=dataclasses.replace(study.settings, **settings)), draws=2000)


def test_who_is_the_best_for_every_number_is_said():
    assert ranks_sentence(analysis()) == (
        "Whatever the distributions: “us” is the best for every number within its range, from low to high."
    )


def test_where_how_sure_it_is_hangs_on_the_halo_the_range_is_named():
    hangs = cv.analyse("coffee", segment="commuters")
    row = hangs.frames.halo_range("commuters").set_index("offering").loc["kiosk"]

    assert halo_sentence(hangs) == (
        "How sure this is hangs on how far the ratings of one offering err together (the study’s setting halo, here "
        f"0): for a halo from 0 to 1, the probability that “The station kiosk” is the best lies between "
        f"{row['p_low']:.0%} and {row['p_high']:.0%}."
    )
    assert halo_sentence(hangs.at("neighbours")) == ""


def test_where_each_can_be_the_best_nothing_is_said():
    assert ranks_sentence(analysis(us=(6, 4, 8))) == ""


def test_for_which_part_of_the_customers_we_are_the_best():
    other = analysis(calm=((2,), (5,)), heterogeneity=0.2)
    mine = other.certainty.customers.set_index("offering").loc["us"]

    assert customers_sentence(other) == (
        f"Customers weigh things differently, as the study says: “us” is the best for about {mine['share']:.0%} of "
        f"them (80% interval: {mine['share_low']:.0%} to {mine['share_high']:.0%}). Of the others, “them” is for most: "
        f"{1 - mine['share']:.0%}."
    )
    assert [row[0] for row in cells(cv.tables.customers(other))[1:]] == ["us", "them"]
    assert customers_sentence(analysis()) == ""
    assert "heterogeneity" in cv.tables.customers(analysis()).markup


def test_the_answer_gives_the_median_and_says_what_the_bars_explain():
    skewed = analysis(us=(8, 7.9, 10), them=(5, 4, 5.1))
    median = skewed.certainty.gap_median

    assert f"{median:.1f} points more" in answer_sentence(skewed)
    assert likely_sentence(skewed) == "The bars explain the gap of the most likely numbers: +18.0 points."
    assert likely_sentence(analysis()) == ""


@pytest.mark.parametrize("held", [None, 0.5])
def test_the_method_says_what_ranges_are_taken_for(held):
    told = " ".join(method_of_doubt(analysis(ranges_held=held)))

    assert ("Of earlier ranges that people judged 50% held the true number." in told) == (held is not None)


def test_the_table_of_what_holds_whatever_the_distributions():
    rows = cells(cv.tables.within_ranges(analysis()))

    assert [row[:2] for row in rows[1:]] == [["us", "1"], ["them", "2"]]
