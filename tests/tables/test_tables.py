"""The tables the notebooks show: names, units and numbers as people read them."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from pathlib import Path

import pytest

import cvtools as cv
from cvtools.study.study import replace

from ..strength import some

DATA = Path(__file__).resolve().parents[2] / "data"
STUDIES = sorted(path.parent.name for path in DATA.glob("*/study.yaml"))


def cells(html) -> list[list[str]]:
    """The texts of a table, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", html.markup)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


@pytest.fixture(scope="module")
def coffee():
    return cv.read_study(DATA / "coffee")


@cache
def analysis_of(study: str) -> cv.Analysis:
    """One for all tables: each works out what it needs first."""
    return cv.analyse(DATA / study, language="en", draws=500)


OF_SURVEYS = ("changes", "kano", "questions", "survey_ratings")
"""Tables of a survey: see ``tests/notebook/test_survey_exercises.py``."""


@pytest.mark.parametrize("study", some(STUDIES, daily=4))
@pytest.mark.parametrize("name", sorted(set(cv.tables.__all__) - set(OF_SURVEYS)))
def test_every_table_can_be_made_of_every_study(name, study):
    markup = getattr(cv.tables, name)(analysis_of(study)).markup

    assert markup
    assert "nan" not in re.findall(r"[a-z]+", markup.lower())


def test_segments_have_sizes_and_shares(coffee):
    assert cells(cv.tables.segments(cv.analyse(coffee)))[:2] == [
        ["Segment", "Id", "Customers", "Share of customers", "Description"],
        ["Commuters", "commuters", "1,200", "50%", "On their way to the train"],
    ]


def test_weights_sum_to_a_hundred_points(coffee):
    table = cells(cv.tables.weights(cv.analyse(coffee)))

    assert table[0] == ["Driver", "Commuters", "Laptop workers", "Neighbours"]
    assert table[-1] == ["All together", "100.0", "100.0", "100.0"]


def test_weights_in_money_are_not_summed():
    assert cells(cv.tables.weights(cv.analyse(cv.read_study(DATA / "bulldozer"))))[-1][0] != "All together"


def test_a_weight_is_shown_with_its_step_and_its_row(coffee):
    table = {row[0]: row[1:5] for row in cells(cv.tables.weight_sources(cv.analyse(coffee, segment="neighbours")))}

    assert table["Taste of the coffee"] == ["0 → 10 score", "20", "15 – 25", "this segment"]
    assert table["Risk of a bad cup"] == ["30 → 0 %", "10", "6 – 14", "every segment (*)"]


def test_an_unknown_rating_is_a_question_mark_and_never_nothing(coffee):
    table = {row[0]: row[2:] for row in cells(cv.tables.ratings(cv.analyse(coffee, segment="neighbours")))}

    assert table["Being known"] == ["9", "3", "?", "1"]


def test_many_offerings_stand_below_each_other():
    table = cells(cv.tables.ratings(cv.analyse(cv.read_study(DATA / "toasters"))))

    assert table[0] == ["Offering", "Quality as customers see it (0 → 150 score)", "Price (100 → 0 USD)"]
    assert table[2] == ["Sunbeam", "119", "28"]


def test_unknown_ratings_are_named_with_what_they_leave_open(coffee):
    assert cells(cv.tables.unknowns(cv.analyse(coffee)))[1:] == [
        ["Laptop workers", "The station kiosk", "Risk of a bad cup", "−6.3", "3.7"],
        ["Neighbours", "The station kiosk", "Being known, Risk of a bad cup", "−8.5", "16.5"],
    ]


def test_contributions_end_in_the_value(coffee):
    table = cells(cv.tables.contributions(cv.analyse(coffee, segment="commuters")))

    assert table[7] == ["Waiting time", "10 minutes", "0.33", "30.0", "−20.0"]
    assert table[-1] == ["All together: the value", "", "", "", "−19.5"]


def test_the_average_keeps_what_is_unknown_as_a_range(coffee):
    assert cells(cv.tables.market(cv.analyse(coffee)))[3] == ["The station kiosk", "?", "?", "−7.9 to 2.1"]


def test_only_the_views_that_the_study_has_are_shown(coffee):
    assert len(cells(cv.tables.views(cv.analyse(coffee)))[0]) == 5
    assert len(cells(cv.tables.views(cv.analyse(cv.read_study(DATA / "laptops"))))[0]) == 3


@pytest.mark.parametrize("figure", [cv.figures.expectation, cv.figures.perception])
def test_a_view_that_is_missing_is_said_to_be(figure):
    assert "Nothing to compare" in figure(cv.analyse(DATA / "laptops")).markup


def test_what_the_customer_keeps_is_the_gap():
    table = cells(cv.tables.economic_value(cv.analyse(DATA / "servers")))

    assert table[0][2:] == [
        "Price of the alternative",
        "What our differences are worth",
        "Economic value to the customer",
        "Our price",
        "What the customer keeps",
    ]
    assert [re.sub(r"[^\d−]", "", text) for text in table[1][2:]] == ["6800", "6000", "12800", "9800", "3000"]
    assert "needs a study in money" in cv.tables.economic_value(cv.analyse(DATA / "coffee")).markup


def test_quality_against_the_mean_of_the_others(coffee):
    expected = cv.value.perceived_quality_ratio(coffee).query("segment == 'commuters'")["quality_ratio"]
    shown = [row[1] for row in cells(cv.tables.quality_ratio(cv.analyse(coffee)))[1:]]

    assert shown == ["?" if x != x else f"{x:.2f}" for x in expected]


def test_small_numbers_are_told_apart():
    study = cv.read_study(DATA / "servers")
    ratings = study.ratings.assign(rating=study.ratings["rating"].where(study.ratings["driver"] != "price", 2.5e-6))

    table = cells(cv.tables.ratings(cv.analyse(dataclasses.replace(study, ratings=ratings))))

    assert next(row for row in table if row[0].startswith("Price"))[2] == "0.0000025"


def test_sources_of_an_offering_that_is_not_there(coffee):
    for table in (cv.tables.rating_sources, cv.tables.contributions):
        with pytest.raises(cv.StudyError, match=r'offering: found "kiosc"; .*Did you mean "kiosk"'):
            table(cv.analyse(coffee), offering="kiosc")


@pytest.mark.parametrize(("language", "told"), [("en", None), ("nb", "Fra skranken"), ("hr", None)])
def test_a_note_is_told_in_the_readers_language_or_says_whose_it_is(coffee, language, told):
    notes = ["At the counter", *[""] * (len(coffee.weights) - 1)]
    weights = coffee.weights.assign(note=notes, note_nb=["Fra skranken", *[""] * (len(notes) - 1)])
    segment = "commuters"

    html = cv.tables.weight_sources(cv.analyse(replace(coffee, weights=weights), segment=segment, language=language))

    marked = '<td lang="en">At the counter</td>' if language == "hr" else f"<td>{told or 'At the counter'}</td>"
    assert marked in html.markup
    assert ("At the counter" in html.markup) == (told is None)


def test_an_outcome_that_is_nothing_before_and_after_is_no_row():
    told = {study: cv.tables.outcomes(cv.analyse(study)).markup for study in ("travel_mode", "coffee")}

    assert "customers who stay" not in told["travel_mode"] and "our share" in told["travel_mode"]
    assert "customers who stay" in told["coffee"]
