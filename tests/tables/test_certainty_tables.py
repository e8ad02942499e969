"""The tables of notebook 05: who wins, what the doubt comes from, which weights would change it, unknown weights."""

from __future__ import annotations

import dataclasses
import math
import re
from html import unescape

import pytest

import cvtools as cv
from cvtools.figures.values import Figure
from cvtools.language.coded_words import verdict_word
from cvtools.language.language import Language

from ..uncertain_studies import study_of
from ..uncertainty.test_verdicts import market


@pytest.fixture(scope="module")
def coffee(repository):
    return cv.read_study(repository / "data" / "coffee")


@pytest.fixture(scope="module")
def analysis(coffee):
    return cv.analyse(coffee)


def rows(html) -> list[list[str]]:
    """The cells of a table, row by row, without its heading."""
    body = html.markup.split("<tbody>")[1]
    return [[unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in body.split("</tr>")[:-1]]


def test_who_wins_each_segment(analysis):
    assert rows(cv.tables.verdicts(analysis)) == [
        ["Commuters", verdict_word("contested", Language("en")), "The station kiosk (84%)", "The big chain (12%)"],
        ["Laptop workers", "no clear winner", "The Little Cup (59%)", "The big chain (23%)"],
        ["Neighbours", "we give the most", "The Little Cup (more than 99%)", "Make it at home (less than 1%)"],
    ]


def test_fixed_numbers_have_no_probability(repository):
    laptops = cv.analyse(repository / "data" / "laptops")

    assert rows(cv.tables.verdicts(laptops)) == [["Laptop buyers", "we give the most", "", ""]]
    told = "No number of this segment has a range, so there is no doubt to take apart."
    assert told in cv.tables.doubt(laptops).markup
    assert told in cv.figures.tornado(cv.analyse(laptops.study)).markup


@pytest.mark.parametrize("word", ["ahead", "behind", "contested", "open", "level"])
def test_each_verdict_has_words(word):
    told = {verdict_word(word, Language(code)) for code in ("en", "nb", "hr")}

    assert len(told) == 3


def test_what_the_doubt_comes_from(analysis):
    shares = cv.uncertainty.variance_shares(analysis.simulation).query("segment == 'commuters' and rival == 'kiosk'")
    largest = shares[shares["table"] != "together"].nlargest(8, "share")["share"]
    found = rows(cv.tables.doubt(analysis))

    assert found[0] == ["Waiting time", "The Little Cup", f"{largest.iloc[0]:.0%}"]
    assert found[1] == ["Waiting time", "Weight", f"{largest.iloc[1]:.0%}"]
    assert found[-1] == ["Everything else, and what numbers do together", "", f"{1 - largest.sum():.0%}"]
    assert len(found) == 9


def test_one_number_may_be_all_the_doubt():
    found = rows(cv.tables.doubt(cv.analyse(market(us=(8, 7, 9), them=(3,)))))

    assert found == [["quality", "us", "100%"]]


def test_the_weight_at_which_another_takes_over(coffee):
    found = rows(cv.tables.weight_switches(cv.analyse(coffee, segment="laptop_workers")))

    assert found[0] == ["A good place to sit", "22.0", "25.9", "The big chain"]
    assert found[-1] == ["Risk of a bad cup", "10.0", "none", ""]
    assert len(found) == 9


def test_unknown_weights_of_two_drivers():
    """With two drivers every split is as likely: us is best up to the split at which both are level."""
    study = study_of(
        [("all", "quality", 50.0), ("all", "ease", 50.0)],
        [
            ("all", "us", "quality", 9.0),
            ("all", "us", "ease", 2.0),
            ("all", "them", "quality", 6.0),
            ("all", "them", "ease", 3.0),
        ],
        drivers=[("quality", "benefit", "functional", 0.0, 10.0), ("ease", "benefit", "functional", 0.0, 10.0)],
    )
    # us leads where 3w > 1 − w, so for w above a quarter; the middle of those weights is 62.5
    found = rows(cv.tables.unknown_weights(cv.analyse(study)))

    assert [row[0] for row in found] == ["us", "them"]
    assert [abs(int(row[1].rstrip("%")) - share) <= 1 for row, share in zip(found, (75, 25), strict=True)] == [True] * 2
    assert re.fullmatch(r"quality \(6[23]\)", found[0][2])
    assert re.fullmatch(r"ease \(8[78]\)", found[1][2])


def test_the_order_of_the_weights_alone_may_decide():
    """Of two drivers the heavier one has more than a half, so the quarter up to which them would lead is left out."""
    study = study_of(
        [("all", "quality", 60.0), ("all", "ease", 40.0)],
        [
            ("all", "us", "quality", 9.0),
            ("all", "us", "ease", 2.0),
            ("all", "them", "quality", 6.0),
            ("all", "them", "ease", 3.0),
            ("all", "others", "quality", 1.0),
            ("all", "others", "ease", 1.0),
        ],
        drivers=[("quality", "benefit", "functional", 0.0, 10.0), ("ease", "benefit", "functional", 0.0, 10.0)],
    )
    (us, them, others) = rows(cv.tables.weight_order(cv.analyse(study)))

    assert us[2:] == ["more than 99%", "more than 99%"]
    assert [row[0] for row in (us, them, others)] == ["us", "them", "others"]
    assert abs(int(us[1].rstrip("%")) - 75) <= 1
    assert them[2:] == ["less than 1%", "more than 99%"]
    assert others[1:] == ["less than 1%", "less than 1%", "–"]


def test_weights_of_the_same_size_may_stand_either_way(coffee):
    """As if nothing were known of them: with equal weights no offering gains by the order."""
    even = dataclasses.replace(coffee, weights=coffee.weights.assign(weight=5.0, low=math.nan, high=math.nan))

    assert all(row[1] == row[2] for row in rows(cv.tables.weight_order(cv.analyse(even, segment="neighbours"))))


def test_why_segments_differ(coffee, repository):
    assert isinstance(cv.figures.segments(cv.analyse(coffee)), Figure)
    assert (
        "There is no other segment"
        in cv.figures.segments(cv.analyse(cv.read_study(repository / "data" / "laptops"))).markup
    )


def test_a_study_opens_only_with_draws_and_a_seed(repository):
    with pytest.raises(cv.StudyError, match='draws: found "0"; allowed: a whole number from 1 to 1,000,000'):
        cv.analyse(repository / "data" / "coffee", draws=0)
    with pytest.raises(cv.StudyError, match='seed: found "-1"'):
        cv.analyse(repository / "data" / "coffee", seed=-1)
