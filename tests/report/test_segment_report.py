"""The report's sentences: each situation of a study, and what is said of it."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from itertools import product

import pandas as pd
import pytest

import cvtools as cv
from cvtools.report.segment_report import SegmentReport
from cvtools.sentences.advice import advice
from cvtools.sentences.answer import answer_sentence
from cvtools.study.schema import LANGUAGES

from ..strength import some

BLANK = float("nan")


@pytest.fixture
def coffee(repository):
    return cv.read_study(repository / "data" / "coffee")


@pytest.fixture
def starter(repository):
    return cv.read_study(repository / "data" / "starter")


def rated(study, offering, driver, rating):
    """The study with one rating changed in every segment (``NaN``: unknown)."""
    ratings = study.ratings.copy()
    row = (ratings["offering"] == offering) & (ratings["driver"] == driver)
    ratings.loc[row, ["rating", "low", "high"]] = [rating, float("nan"), float("nan")]
    return dataclasses.replace(study, ratings=ratings)


def text(section) -> str:
    return "\n".join(part.markup for part in section.parts if hasattr(part, "markup"))


def test_a_tie(starter):
    twins = dataclasses.replace(
        starter,
        offerings=starter.offerings[starter.offerings["offering"] != "do_nothing"],
        ratings=starter.ratings[starter.ratings["offering"] != "do_nothing"].assign(low=BLANK, high=BLANK),
    )
    ours = twins.ratings[twins.ratings["offering"] == "ours"]
    twins = dataclasses.replace(twins, ratings=pd.concat([ours, ours.assign(offering="rival")], ignore_index=True))

    told = answer_sentence(cv.analyse(twins))

    assert told == "“Our service” is worth the same to “Busy people” as “A rival”."


def test_unknown_ratings_make_no_clear_winner(starter):
    report = SegmentReport(cv.analyse(rated(starter, "ours", "hours", float("nan")), segment="busy"))

    told = answer_sentence(report.analysis)
    assert told.startswith("It is open which is worth most to “Busy people”: “")
    assert "“Our service” (" in told
    assert "Not known yet: Time it takes (Our service)." in text(report.gap())
    asked = "Ask customers about what is not known: Time it takes (Our service)"
    assert asked in [piece.text for piece in advice(report.analysis)]


def test_a_third_offering_that_nobody_knows_enough_about_leaves_it_open(starter):
    study = starter
    for driver in ("results", "calm"):
        study = rated(study, "do_nothing", driver, float("nan"))
    analysis = cv.analyse(study, segment="busy")

    assert answer_sentence(analysis).startswith("It is open which is worth most to “Busy people”: “Our service” (")
    assert analysis.standings["busy"] == "open"
    assert analysis.unknown == ["It does the job (Do nothing)", "Peace of mind (Do nothing)"]
    told = text(SegmentReport(cv.analyse(study, segment="busy")).segments())
    assert "Behind: “Careful spenders”. Open: “Busy people”." in told


def three(starter, ours, rival, do_nothing):
    """Two drivers of equal weight, and (results, calm) for each of the three offerings."""
    drivers = ["results", "calm"]
    rated = dict(zip(("ours", "rival", "do_nothing"), (ours, rival, do_nothing), strict=True))
    ratings = starter.ratings[starter.ratings["driver"].isin(drivers)].copy()
    ratings["rating"] = [
        float(rated[offering][drivers.index(driver)])
        for offering, driver in zip(ratings["offering"], ratings["driver"], strict=True)
    ]
    weights = starter.weights[(starter.weights["segment"] == "*") & starter.weights["driver"].isin(drivers)]
    none = {"low": BLANK, "high": BLANK}
    return dataclasses.replace(
        starter,
        drivers=starter.drivers[starter.drivers["driver"].isin(drivers)].reset_index(drop=True),
        weights=weights.assign(weight=50.0, **none).reset_index(drop=True),
        ratings=ratings.assign(**none).reset_index(drop=True),
    )


@pytest.mark.parametrize(
    ("ours", "rival", "do_nothing", "told"),
    [
        (
            (5, 5),
            (4, 4),
            (0, BLANK),
            "To “Busy people”, “Our service” is probably worth more than “A rival”: 10.0 points.",
        ),
        ((5, 5), (5, 5), (1, BLANK), "It is open which is worth most to “Busy people”: “"),
        (
            (5, 3),
            (6, 4),
            (6, BLANK),
            "To “Busy people”, “Our service” is worth 10 to 35 points less than the best alternative: “Do nothing” "
            "(60%) or “A rival” (40%).",
        ),
        (
            (3, 3),
            (6, 4),
            (4, 6),
            "20.0 points less to “Busy people” than “A rival” and “Do nothing”; how sure",
        ),
        ((4, 6), (6, 4), (5, 5), "“Our service” is worth the same to “Busy people” as “A rival” and “Do nothing”."),
        ((BLANK, BLANK), (BLANK, BLANK), (BLANK, BLANK), "It is open which is worth most to “Busy people”: “"),
    ],
)
def test_the_answer_is_true_in_odd_situations(starter, ours, rival, do_nothing, told):
    report = SegmentReport(cv.analyse(three(starter, ours, rival, do_nothing)))

    assert told in answer_sentence(report.analysis)
    for name in ("decision", "value", "gap", "certainty", "change", "plan", "segments"):
        getattr(report, name)()


def test_what_is_unknown_is_neither_for_us_nor_against_us(starter):
    report = SegmentReport(cv.analyse(three(starter, (9, BLANK), (2, 5), (1, 1))))

    assert "Nothing speaks" not in text(report.gap())
    assert "most room" not in text(report.change())
    assert "rest on an assumption" not in text(report.certainty())


def fixed(study):
    """The study without ranges."""
    weights, ratings = (frame.assign(low=BLANK, high=BLANK) for frame in (study.weights, study.ratings))
    return dataclasses.replace(study, weights=weights, ratings=ratings)


def test_a_driver_nobody_cares_about_may_be_unknown(starter):
    starter = fixed(starter)
    weights = starter.weights.copy()
    weights.loc[weights["driver"] == "standing", "weight"] = 0.0
    study = rated(dataclasses.replace(starter, weights=weights), "ours", "standing", BLANK)

    assert answer_sentence(cv.analyse(study, segment="busy")).startswith(
        "By the study’s numbers “Our service” is worth"
    )


def test_a_price_is_told_in_the_prices_own_unit(repository):
    servers = cv.read_study(repository / "data" / "servers")
    drivers, weights = servers.drivers.copy(), servers.weights.copy()
    price = drivers["driver"] == "price"
    worst = float(drivers.loc[price, "worst"].iloc[0])
    drivers.loc[price, "best"] = 5000.0
    weights.loc[weights["driver"] == "price", "weight"] = worst - 5000.0
    moved = dataclasses.replace(servers, drivers=drivers, weights=weights)

    assert cv.analyse(moved).fair_price == pytest.approx(12_800)
    assert cv.analyse(servers).fair_price == pytest.approx(12_800)


def test_gaps_that_round_to_nothing_are_not_spoken_of(repository):
    report = SegmentReport(cv.analyse(cv.read_study(repository / "data" / "travel_mode"), segment="lower_income"))

    assert not [piece for piece in advice(report.analysis) if "A$0" in piece.text + piece.brings + piece.why]


def test_unknown_ratings_that_cannot_change_the_winner(starter):
    analysis = cv.analyse(rated(fixed(starter), "ours", "standing", float("nan")), segment="busy")

    draws = cv.uncertainty.value_draws(analysis.study, "busy")
    low, high = (draws["ours"] - draws.drop(columns="ours").max(axis=1)).quantile([0.1, 0.9])
    assert answer_sentence(analysis) == (
        f"To “Busy people”, “Our service” is worth {low:.1f} to {high:.1f} points more than “A rival”, the best "
        "alternative."
    )


def test_reasons_for_and_against(coffee):
    told = text(SegmentReport(cv.analyse(coffee, segment="commuters")).gap())

    assert "In our favour: Taste of the coffee (+5.3 points)" in told
    assert "Against us: Waiting time (−16.0 points)" in told


def test_what_would_be_enough_to_draw_level(coffee):
    told = text(SegmentReport(cv.analyse(coffee, segment="commuters")).decision())

    assert "Improve “Waiting time” from 10.0 to 4.3 (minutes)" in told
    assert "Closes the gap alone." in told


def test_the_price_up_to_which_we_are_the_better_buy(repository, coffee):
    bulldozer = SegmentReport(cv.analyse(cv.read_study(repository / "data" / "bulldozer")))

    told = "At a price of US$110,000, “Our bulldozer” would be worth as much to them as “The rival’s bulldozer”;"
    assert told in unescape(text(bulldozer.change())).replace("'", "’")
    assert "At a price" not in text(SegmentReport(cv.analyse(coffee)).change())


def test_expected_and_believed_are_told_where_known(coffee, starter):
    first, *_rest = SegmentReport(cv.analyse(coffee, segment="commuters")).expectations().parts[1:]
    assert "less than they expected" in " ".join(first.chart.title.text)
    assert SegmentReport(cv.analyse(starter)).expectations().parts == ()


def test_other_segments_are_left_out_where_there_are_none(repository):
    assert SegmentReport(cv.analyse(cv.read_study(repository / "data" / "laptops"))).segments().parts == ()


def test_every_number_behind_the_gap_is_listed_with_its_evidence(starter):
    sources = SegmentReport(cv.analyse(starter, segment="busy")).analysis.sources

    assert len(sources) == 3 * 7  # a weight, our rating and the rival's, for each driver
    assert sources.loc[sources["driver"] == "hours", "number"].tolist() == [35, 1, 3]  # the segment's own weight


@pytest.mark.parametrize(
    ("case", "code"),
    some(
        [
            *product(
                [
                    "bulldozer",
                    "coffee",
                    "difference_or_ratio",
                    "laptops",
                    "preference_shares",
                    "servers",
                    "software",
                    "starter",
                    "toasters",
                    "travel_mode",
                ],
                LANGUAGES,
            )
        ],
        daily=5,
    ),
)
def test_every_section_of_every_study_in_every_language(repository, case, code):
    report = SegmentReport(cv.analyse(cv.read_study(repository / "data" / case), language=code))

    sections = [
        getattr(report, name)()
        for name in (
            "decision",
            "value",
            "gap",
            "certainty",
            "change",
            "plan",
            "expectations",
            "segments",
            "evidence",
            "method",
            "footer",
        )
    ]

    told = "\n".join(map(text, sections))
    assert not re.search(r"\bnan\b", told, re.IGNORECASE)
    assert "{" not in told


def test_a_segment_or_language_that_is_not_there(coffee):
    with pytest.raises(cv.StudyError, match=r'found "comuters".*Did you mean "commuters"'):
        SegmentReport(cv.analyse(coffee, segment="comuters"))
    with pytest.raises(cv.StudyError, match="allowed: en, nb or hr"):
        SegmentReport(cv.analyse(coffee, language="de"))
