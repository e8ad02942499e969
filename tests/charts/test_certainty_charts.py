"""Pictures and tables of certainty: every field exists, readings are right, and nothing overlaps on a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools import charts
from cvtools.charts import theme
from cvtools.charts.mimetype import chart_bundle, specification
from cvtools.figures.certainty import Figure
from cvtools.language.language import language as language_of
from cvtools.report.page import html_page
from cvtools.study.schema import LANGUAGES

from ..patience import comes_to, no_wider
from ..strength import some
from ..tables.test_tables import cells
from ..uncertain_studies import BENEFIT, COST, study_of
from .test_charts import LONG, check, units

DATA = Path(__file__).resolve().parents[2] / "data"
STUDIES = sorted(path.parent.name for path in DATA.glob("*/study.yaml"))
PICTURES = [
    cv.figures.gap_interval,
    cv.figures.value_interval,
    cv.figures.rank,
    cv.figures.tornado,
    cv.figures.segments,
]


@cache
def figures_of(of: str | Callable[[], cv.Study], segment: str = "", language: str = "en") -> dict[str, Figure]:
    """Every picture that this segment of an example, or of a study made here, has."""
    analysis = cv.analyse(of if isinstance(of, str) else of(), segment=segment, language=language, draws=500)
    made = {draw.__name__: draw(analysis) for draw in PICTURES}
    return {name: figure for name, figure in made.items() if isinstance(figure, Figure)}


def title(chart) -> str:
    return " ".join(chart.title.text)


def subtitle(chart) -> str:
    return " ".join(chart.title.subtitle)


def texts(chart, field: str) -> list[str]:
    """What the marks of a chart write of one field."""
    spec = specification(chart)
    drawn = [
        [row[field] for row in spec["datasets"][data["name"]]]
        for view, data in units(spec)
        if view["encoding"].get("text", {}).get("field") == field
    ]
    return drawn[0] if drawn else []


@pytest.fixture(scope="module")
def coffee() -> cv.Study:
    return cv.read_study(DATA / "coffee")


@cache
def hostile() -> cv.Study:
    """Long names, the same names, markup as names, money, an offering of which nothing is known."""
    random = np.random.default_rng(3)
    names = [LONG[:200], "</script><script>alert(1)</script>", "{braces} ${x} %s", "'\"\\ \u2028", "Same", "Same"]
    drivers = [(f"d{i}", "benefit", "functional", 0.0, 100.0) for i in range(14)]
    weights = [(s, d, w, w * 0.5, w * 1.4) for s in "ab" for d, *_ in drivers for w in [random.uniform(1e3, 9e4)]]
    ratings = [
        (s, o, d, np.nan) if o == "z" else (s, o, d, r, r - 15, r + 10)
        for s in "ab"
        for o in ("us", "x", "y", "z")
        for d, *_ in drivers
        for r in [random.uniform(20, 80)]
    ]
    study = study_of(weights, ratings, drivers=drivers, unit="NOK")
    named = [*names, *(f"Driver {i}" for i in range(6, 14))]
    return replace(
        study,
        segments=study.segments.assign(name=[LONG[:200], "<img src=x onerror=alert(1)>"]),
        offerings=study.offerings.assign(name=[LONG[:200], "Same", "Same", "<b>z</b>"]),
        drivers=study.drivers.assign(name=named, unit=[LONG[:80], "</script>", *["kg"] * 12]),
    )


def one_rival_and_an_unknown_rating() -> cv.Study:
    weights = [("a", "quality", 10, 6, 16), ("a", "price", 10, 6, 16)]
    ratings = [("a", "us", "quality", np.nan), ("a", "us", "price", 40, 30, 50)]
    return study_of(weights, [*ratings, ("a", "them", "quality", 5, 4, 6), ("a", "them", "price", 40)], unit="EUR")


def level() -> cv.Study:
    return study_of(
        [("a", "quality", 10), ("a", "price", 0)],
        [("a", o, *of) for o in ("us", "them") for of in (("quality", 5), ("price", 0))],
    )


# -- specifications ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", some(STUDIES, daily=4))
def test_every_picture_of_every_segment(case):
    study = cv.read_study(DATA / case)
    for segment in study.segments["segment"]:
        for figure in figures_of(case, segment).values():
            validated = (case, segment) == ("coffee", "commuters")  # against the schema, which takes long
            check(figure.chart.to_dict() if validated else specification(figure.chart))
            assert "nan" not in re.findall(r"[a-z]+", figure.table.markup.lower())


@pytest.mark.parametrize("study", [hostile, one_rival_and_an_unknown_rating, level], ids=lambda study: study.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_studies(study, language):
    for figure in figures_of(study, language=language).values():
        check(specification(figure.chart))
        assert "<script" not in figure.table.markup
        assert "<img" not in figure.table.markup


def test_no_name_becomes_part_of_an_expression():
    for figure in figures_of(hostile).values():
        for view, _data in units(specification(figure.chart)):
            tests = re.findall(r'"(?:test|expr|labelExpr)": "([^"]*)"', json.dumps(view))
            assert all("name" not in test and "script" not in test for test in tests)


def test_rows_of_the_same_name_stay_apart():
    for figure in figures_of(hostile).values():
        for view, data in units(spec := specification(figure.chart)):
            scale = view["encoding"].get("y", {}).get("scale")
            if scale:
                assert len(set(scale["domain"])) == len(scale["domain"])
                assert {row.get("row") for row in spec["datasets"][data["name"]]} <= {None, *scale["domain"]}


def test_colours_are_those_of_the_table():
    known = {value.lower() for name, value in vars(theme).items() if name.isupper() and str(value).startswith("#")}

    for figure in figures_of("coffee").values():
        marks = json.dumps(
            [{k: v for k, v in view.items() if k != "data"} for view, _ in units(specification(figure.chart))]
        )
        assert {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}", marks)} <= known


# -- readings ---------------------------------------------------------------------------------------------------------


def gaps(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """A frame of gaps: rival, low, likely (and median), high, p_win."""
    frame = pd.DataFrame(rows, columns=["rival", "gap_low", "gap", "gap_high", "p_win"])
    names = {"segment_name": "Us all", "offering_name": "Ours", "rival_name": frame["rival"].str.upper()}
    return frame.assign(mean=(frame["gap_low"] + frame["gap_high"]) / 2, median=frame["gap"], **names)


@pytest.mark.parametrize(
    ("rows", "clear", "told"),
    [
        ([("x", 2, 3, 5, 0.97)], True, "“Ours” gives “Us all” from 2.0 to 5.0 points more than “X”"),
        ([("x", -5, -3, -2, 0.01)], True, "“Ours” gives “Us all” from 2.0 to 5.0 points less than “X”"),
        ([("x", 3, 3, 3, 1)], True, "“Ours” gives “Us all” 3.0 points more than “X”"),
        ([("x", 0, 0, 0, 0.5)], True, "“Ours” and “X” give “Us all” the same"),
        (
            [("x", -2, 3, 5, 0.71)],
            True,
            "No clear winner for “Us all”: “Ours” is the best with a probability of 71%",
        ),
        (
            [("x", 2, 3, 5, 0.97)],
            False,
            "No clear winner for “Us all”: “Ours” is the best with a probability of 97%",
        ),
        (
            [("x", 2, 3, 5, 0.97), ("y", 1, 4, 6, 0.95), ("*", 1, 3, 4, 0.93)],
            True,
            "“Ours” gives “Us all” from 1.0 to 4.0 points more than the best alternative",
        ),
        (
            [("x", -9, -3, -2, 0), ("y", 1, 4, 6, 0.95), ("*", -9, -3, -2, 0)],
            False,
            "“Ours” gives “Us all” from 2 to 9 points less than the best alternative",
        ),
        (
            [("x", 0, 0, 0, 0.5), ("y", 1, 1, 1, 1), ("*", 0, 0, 0, 0.5)],
            True,
            "“Ours” gives “Us all” as much as the best alternative",
        ),
    ],
)
def test_what_the_gaps_say(rows, clear, told):
    assert title(charts.gap_interval_chart(gaps(*rows), unit="points", confidence=0.8, clear=clear)) == told


def test_the_best_of_them_comes_first_and_then_the_hardest_to_beat():
    frame = gaps(("x", 2, 3, 5, 0.97), ("y", 1, 2, 4, 0.95), ("*", 1, 2, 3.5, 0.93))

    chart = charts.gap_interval_chart(frame, unit="points", confidence=0.8)

    assert texts(chart, "text") == ["+2.0", "+2.0", "+3.0"]
    assert texts(chart, "chance_text") == ["93%", "95%", "97%"]


def test_of_many_places_those_in_between_are_one():
    names = [f"p_rank_{place}" for place in range(1, 9)]
    ranks = pd.DataFrame([{"offering": str(o), **dict.fromkeys(names, 0.125)} for o in range(8)])
    ranks = ranks.assign(segment_name="Us all", offering_name=ranks["offering"], ours=ranks["offering"] == "0")
    ranks = ranks.assign(value_low=0.0, value_high=1.0, p_best=0.125, expected_rank=4.5)

    chart = charts.rank_chart(ranks)

    tips = {row["tip"] for rows in specification(chart)["datasets"].values() for row in rows if "tip" in row}
    assert tips == {"place 1: 13%", "place 2–7: 75%", "place 8: 13%"}


def test_the_best_of_them_has_no_row_where_it_says_the_same_as_a_rival():
    frame = gaps(("x", -5, -3, -2, 0.01), ("y", 1, 2, 4, 0.95), ("*", -5.01, -3, -2, 0.01))

    chart = charts.gap_interval_chart(frame, unit="points", confidence=0.8)

    assert texts(chart, "text") == ["−3.0", "+2.0"]


def test_one_rival_is_shown_once():
    chart = charts.gap_interval_chart(gaps(("x", 2, 3, 5, 0.9), ("*", 2, 3, 5, 0.9)), unit="EUR", confidence=0.8)

    assert texts(chart, "text") == ["+€3.00"]


def test_a_bar_is_blue_where_it_is_in_our_favour_and_grey_where_not():
    spec = specification(charts.gap_interval_chart(gaps(("x", -2, 3, 5, 0.7)), unit="points", confidence=0.8))

    bars = {
        view["mark"]["color"]: tuple(
            spec["datasets"][data["name"]][0][view["encoding"][end]["field"]] for end in ("x", "x2")
        )
        for view, data in units(spec)
        if view["mark"]["type"] == "bar"
    }
    assert bars == {theme.RIVAL: (-2, 0), theme.OURS: (0, 5)}


def test_where_a_rating_is_unknown_the_median_is_marked_as_such():
    study = one_rival_and_an_unknown_rating()
    figure = cv.figures.gap_interval(cv.analyse(study))

    marks = [view["mark"]["type"] for view, _data in units(specification(figure.chart))]
    assert {"point", "bar"} <= set(marks)
    assert texts(figure.chart, "text")[0].startswith("≈")
    assert "“≈”: ratings are unknown." in subtitle(figure.chart)
    assert cells(figure.table)[1][1].startswith("≈")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_number_has_a_range_nothing_is_said_of_probability(language):
    made = figures_of("laptops", language=language)
    told = {
        "en": "No number here has a range, so the study does not say how sure this is.",
        "nb": "Ingen av tallene her har et spenn, så studien sier ikke hvor sikkert dette er.",
        "hr": "Nijedan broj ovdje nema raspon, pa studija ne govori koliko je to pouzdano.",
    }[language]

    assert set(made) == {"gap_interval", "value_interval", "rank"}
    for figure in made.values():
        assert subtitle(figure.chart) == told
        assert texts(figure.chart, "chance_text") == []
        assert not re.search(r"\d[\s\u00a0]?%", figure.table.markup.replace("80%", "").replace("80\u00a0%", ""))
    assert set(texts(made["rank"].chart, "text")) == {""}


@pytest.mark.parametrize(
    ("p", "clear", "told"),
    [
        ([0.95, 0.05], True, "“A” gives “Us all” the most, with a probability of 95%"),
        ([0.95, 0.05], False, "No clear winner for “Us all”: “A” is the best with a probability of 95%"),
        ([0.11, 0.89], True, "No clear winner for “Us all”: “B” is the best with a probability of 89%"),
        ([1.0, 0.0], True, "“A” gives “Us all” the most"),
        ([1.0, 0.0], False, "No clear winner for “Us all”: “A” is the best with a probability of more than 99%"),
        ([0.9996, 0.0004], True, "“A” gives “Us all” the most, with a probability of more than 99%"),
    ],
)
def test_what_the_values_say(p, clear, told):
    assert title(charts.value_interval_chart(ranked(p), unit="points", confidence=0.8, clear=clear)) == told


def ranked(p: list[float]) -> pd.DataFrame:
    """A frame of two offerings, the first ours, with these probabilities of being first."""
    return pd.DataFrame(
        {
            "segment_name": "Us all",
            "offering": ["a", "b"],
            "offering_name": ["A", "B"],
            "ours": [True, False],
            "value_low": [1.0, 0.0],
            "value": [2.0, 1.0],
            "median": [2.0, 1.0],
            "value_high": [3.0, 2.0],
            "p_best": p,
            "expected_rank": [2 - p[0], 2 - p[1]],
            "p_rank_1": p,
            "p_rank_2": p[::-1],
        }
    )


@pytest.mark.parametrize(
    ("p", "told"),
    [
        ([0.3, 0.7], "“A” is first for “Us all” with a probability of 30%, last with 70%"),
        ([0.999, 0.001], "“A” is first for “Us all” with a probability of more than 99%, last with less than 1%"),
        ([0.0, 1.0], "“A” is number 2 of 2 for “Us all”"),
    ],
)
def test_what_the_ranks_say(p, told):
    chart = charts.rank_chart(ranked(p))

    assert title(chart) == told
    assert sum(len(data) for data in (texts(chart, "text"),)) > 0


def test_the_shares_of_an_offering_lie_end_to_end_from_0_to_1(coffee):
    spec = specification(cv.figures.rank(cv.analyse(coffee, segment="commuters")).chart)
    view, data = next((view, data) for view, data in units(spec) if view["mark"]["type"] == "bar")
    pieces = pd.DataFrame(spec["datasets"][data["name"]])

    for _row, of in pieces.groupby("row"):
        assert of["start"].iloc[0] == 0
        assert of["end"].iloc[-1] == pytest.approx(1)
        assert of["start"].iloc[1:].tolist() == of["end"].iloc[:-1].tolist()
        assert of["strength"].is_monotonic_decreasing
    assert view["encoding"]["fillOpacity"]["field"] == "strength"


def test_a_tornado_shows_each_number_with_its_ends(coffee):
    figure = cv.figures.tornado(cv.analyse(coffee, segment="laptop_workers", language="en"))

    assert title(figure.chart) == (
        "2 numbers could, each alone and within its range, change whether we are the best for “Laptop workers”"
    )
    assert cells(figure.table)[0] == [
        "Driver",
        "Number",
        "Low end",
        "Gap there",
        "High end",
        "Gap there",
        "Difference",
    ]
    assert cells(figure.table)[1] == [
        "A good place to sit",
        "The Little Cup (score)",
        "4.2",
        "−0.2",
        "5.8",
        "+3.3",
        "3.5",
    ]
    # a weight as it is drawn, after scaling; it was said to be 17 to 27
    assert texts(figure.chart, "left_text")[:2] == ["4.2", "26.6"]
    assert texts(figure.chart, "right_text")[:2] == ["5.8", "16.7"]
    assert len(texts(figure.chart, "left_text")) == 10


def test_a_tornado_names_no_rival_where_another_may_be_the_best_at_its_ends(coffee):
    axes = [
        json.dumps(specification(cv.figures.tornado(cv.analyse(coffee, language="en", **of)).chart)).count(
            "gap to the best alternative"
        )
        for of in ({}, {"rival": "chain"})
    ]

    assert axes[0] > 0
    assert axes[1] == 0
    assert title(cv.figures.tornado(cv.analyse(one_rival_and_an_unknown_rating())).chart).endswith(
        "we or “them” give “a” more"
    )


def test_what_does_not_move_the_gap_is_not_listed(coffee):
    swings = cv.uncertainty.tornado(coffee).query("segment == 'commuters'")["swing"]
    shown = cells(cv.figures.tornado(cv.analyse(coffee, segment="commuters", language="en")).table)[1:]

    assert len(shown) == (swings >= 0.05).sum() < len(swings)
    assert "0.0" not in [row[-1] for row in shown]


def test_without_ranges_a_shared_lead_has_no_probability():
    study = study_of(
        [("a", "quality", 10), ("a", "price", 1)],
        [("a", o, d, r) for o, of in (("us", 3), ("x", 5), ("y", 5)) for d, r in (("quality", of), ("price", 10))],
    )

    assert title(cv.figures.value_interval(cv.analyse(study)).chart) == "Several offerings give “a” the most"


def test_no_number_that_turns_it(coffee):
    chart = cv.figures.tornado(cv.analyse(coffee, segment="neighbours", language="en")).chart

    assert title(chart) == "No single number, within its range, changes whether we are the best for “Neighbours”"


def test_an_unknown_rating_is_told_where_the_line_rests_on_it():
    chart = cv.figures.tornado(cv.analyse(one_rival_and_an_unknown_rating())).chart

    assert subtitle(chart).endswith("An unknown rating counts as the middle of its scale.")


def test_without_ranges_there_is_no_tornado_and_with_one_segment_no_comparison():
    laptops = cv.read_study(DATA / "laptops")

    assert "so there is no doubt to take apart" in cv.figures.tornado(cv.analyse(laptops)).markup
    assert "There is no other segment" in cv.figures.segments(cv.analyse(laptops)).markup


@pytest.mark.parametrize(
    ("segment", "against", "told"),
    [
        (
            "neighbours",
            "commuters",
            "“The Little Cup” gives “Neighbours” 53.3 points more than “Commuters”, "
            "mostly because they weigh things differently",
        ),
        (
            "commuters",
            "neighbours",
            "“The Little Cup” gives “Commuters” 53.3 points less than “Neighbours”, "
            "mostly because they weigh things differently",
        ),
    ],
)
def test_why_two_segments_differ(coffee, segment, against, told):
    figure = cv.figures.segments(cv.analyse(coffee, segment=segment, language="en"), against=against)

    assert title(figure.chart) == told
    effects = cv.value.segment_gap(coffee, segment, against)
    words = language_of("en")
    sums = [
        words.number(effects[name].sum(), digits=1, signed=True) for name in ("weight_effect", "rating_effect", "gap")
    ]
    assert cells(figure.table)[-1] == ["All together", *sums]


def test_the_segment_that_differs_most_is_compared_with_by_default(coffee):
    assert "“Commuters” 53.3 points less than “Neighbours”" in title(cv.figures.segments(cv.analyse(coffee)).chart)
    neighbours = cv.analyse(coffee, segment="neighbours")
    assert "than “Commuters”" in title(cv.figures.segments(neighbours).chart)
    assert "“Neighbours” 14.0 points more than “Laptop" in title(
        cv.figures.segments(neighbours, against="laptop_workers").chart
    )


def test_small_effects_share_a_row_and_the_sum_stays():
    chart = cv.figures.segments(cv.analyse(hostile())).chart

    assert len(texts(chart, "gap_text")) == 12  # eleven drivers and the rest; the sum is set in bold by itself
    rows = next(view["encoding"]["y"]["scale"]["domain"] for view, _ in units(specification(chart)))
    assert rows[-2] == "3 other drivers"


def test_an_effect_that_is_not_known_makes_the_sum_unknown():
    study = study_of(
        [("a", "quality", 10), ("a", "price", 10), ("b", "quality", 20), ("b", "price", 10)],
        [
            ("*", "us", "quality", 5),
            ("a", "us", "price", np.nan),
            ("b", "us", "price", 10),
            ("*", "them", "quality", 5),
            ("*", "them", "price", 10),
        ],
        drivers=[BENEFIT, COST],
    )
    figure = cv.figures.segments(cv.analyse(study), against="b")

    assert title(figure.chart) == "Why “a” and “b” get different value out of this: “us”"
    assert cells(figure.table)[-2:] == [["price", "?", "?", "?"], ["All together", "?", "?", "?"]]


# -- tables -----------------------------------------------------------------------------------------------------------


def test_what_to_measure_next():
    """One driver decides, asked of 25; the other one is fixed."""
    study = study_of(
        [("a", "quality", 1), ("a", "price", 0)],
        [
            ("a", "us", "quality", 5.2, 3.2, 7.2, 25),
            ("a", "us", "price", 0),
            ("a", "them", "quality", 5),
            ("a", "them", "price", 0),
        ],
    )
    simulation = cv.simulate(study)
    more = cv.uncertainty.answers_needed(simulation)["more"].iloc[0]
    worth = cv.uncertainty.information_value(simulation)["information"].iloc[0]

    table = cv.tables.measure_next(cv.analyse(study))

    number = language_of("en").number
    assert cells(table) == [
        [
            "Driver",
            "Knowing it exactly is worth",
            "Share of the doubt about the gap to “them”",
            "People asked so far",
            "More people to ask, to tell us from “them”",
        ],
        ["quality", number(worth, digits=1), "100%", "25", number(more, digits=0)],
        ["price", "0.0", "0%", "–", "0"],
        ["All together", number(worth, digits=1), "100%", "25", number(more, digits=0)],
    ]
    assert "how much less we would be off, on average, by naming the offering that seems best" in table.markup


def test_more_answers_are_told_only_where_it_is_open_who_gives_more(coffee):
    here = cv.analyse(coffee, segment="laptop_workers")
    headings = {s: cells(cv.tables.measure_next(here.at(s)))[0] for s in coffee.segments["segment"]}
    rows = {row[0]: row[-1] for row in cells(cv.tables.measure_next(here))}

    assert [len(headings[s]) for s in ("commuters", "laptop_workers", "neighbours")] == [4, 5, 4]
    assert rows["Trouble"] == "not enough by itself"
    assert rows["All together"] == "?"  # some numbers say no n


def test_what_would_close_the_gap():
    study = study_of(
        [("a", "quality", 60), ("a", "price", 38), ("a", "calm", 0), ("a", "fame", 2)],
        [
            *(("a", "us", d, r) for d, r in (("quality", 5), ("price", 40), ("calm", 1), ("fame", 1))),
            *(("a", "them", d, r) for d, r in (("quality", 6), ("price", 40), ("calm", 1), ("fame", 1))),
        ],
        drivers=[BENEFIT, COST, ("calm", *BENEFIT[1:]), ("fame", *BENEFIT[1:])],
    )

    table = cv.tables.breakeven(cv.analyse(study))

    assert cells(table) == [
        ["Driver", "Our rating now", "Both give the same at", "On the scale?"],
        ["quality", "5", "6.0", "yes"],
        ["price", "40", "24.2", "yes"],
        ["calm", "1", "–", "no: it counts for nothing here"],
        ["fame", "1", "–", "no: not even at its best"],
    ]
    assert "By the most likely numbers, “us” against “them”: −6.0 now." in table.markup


def test_where_we_lead_no_loss_may_be_enough_and_a_missing_rating_leaves_it_open():
    lead = study_of(
        [("a", "quality", 90), ("a", "price", 10)],
        [("a", "us", "quality", 9), ("a", "us", "price", 40), ("a", "them", "quality", 2), ("a", "them", "price", 40)],
    )

    assert cells(cv.tables.breakeven(cv.analyse(lead)))[1:] == [
        ["quality", "9", "2.0", "yes"],
        ["price", "40", "–", "no: not even at its worst"],
    ]
    assert (
        cells(cv.tables.breakeven(cv.analyse(one_rival_and_an_unknown_rating())))[2][3]
        == "not known: other ratings are missing"
    )


# -- what cannot be ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chart", "frame", "words", "missing"),
    [
        (charts.gap_interval_chart, gaps(("x", 0, 1, 2, 0.5)), {"unit": "points", "confidence": 0.8}, "p_win"),
        (charts.value_interval_chart, ranked([0.5, 0.5]), {"unit": "points", "confidence": 0.8}, "value_low"),
        (charts.rank_chart, ranked([0.5, 0.5]), {}, "expected_rank"),
    ],
)
def test_a_missing_column_is_named_and_one_segment_means_one(chart, frame, words, missing):
    with pytest.raises(cv.StudyError, match=f"the frame has no column {missing}"):
        chart(frame.drop(columns=missing), **words)
    with pytest.raises(cv.StudyError, match="this chart shows one segment_name"):
        chart(pd.concat([frame, frame.assign(segment_name="Others")]), **words)
    with pytest.raises(cv.StudyError, match="the frame has no rows"):
        chart(frame.iloc[:0], **words)


@pytest.mark.parametrize("against", ["commuters", "comuters"])
def test_a_segment_is_compared_with_another(coffee, against):
    with pytest.raises(cv.StudyError, match=f'against: found "{against}"; allowed: laptop_workers or neighbours'):
        cv.figures.segments(cv.analyse(coffee, segment="commuters"), against=against)


def test_the_rival_of_a_tornado(coffee):
    assert "The big chain" in title(cv.figures.tornado(cv.analyse(coffee, rival="chain", language="en")).chart)
    with pytest.raises(cv.StudyError, match=r'found "chian".*Did you mean "chain"'):
        cv.figures.tornado(cv.analyse(coffee, rival="chian"))


# -- in a browser -----------------------------------------------------------------------------------------------------

OVERLAPS = """() => [...document.querySelectorAll("figure.chart svg")].flatMap((svg) => {
  const seen = (t) => t.textContent.trim() && Number(getComputedStyle(t).opacity) > 0;
  const shown = [...svg.querySelectorAll("text")].filter(seen);
  const box = new Map(shown.map((t) => [t, t.getBoundingClientRect()]));
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5;
  return shown.flatMap((a, i) => shown.slice(i + 1)
    .filter((b) => a.textContent !== b.textContent && over(box.get(a), box.get(b)))
    .map((b) => `${a.textContent} / ${b.textContent}`));
})"""


@cache
def page_of(study: str | Callable[[], cv.Study], segment: str, language: str) -> str:
    """All pictures of a segment as a report shows them."""
    outputs = []
    for figure in figures_of(study, segment, language).values():
        data, metadata = chart_bundle(specification(figure.chart))
        outputs.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata))
        outputs.append(nbformat.v4.new_output("display_data", data={"text/html": figure.table._repr_html_()}))
    cell = nbformat.v4.new_code_cell("shown", outputs=outputs)
    return html_page(nbformat.v4.new_notebook(cells=[cell]), title="Pictures", language=language_of(language))


@pytest.mark.parametrize("width", some([1000, 390], daily=1))
@pytest.mark.parametrize("language", some(LANGUAGES, daily=2))
def test_no_text_covers_another_and_nothing_is_wider_than_the_page(open_offline, tmp_path, width, language):
    (tmp_path / "page.html").write_text(page_of("coffee", "laptop_workers", language), "utf-8")

    with open_offline(viewport={"width": width, "height": 900}) as page:
        page.goto((tmp_path / "page.html").as_uri())
        page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")

        assert page.locator("figure.chart svg:visible").count() == 5
        comes_to(page, OVERLAPS, [])
        no_wider(page)


def test_hostile_names_stay_text(open_offline, tmp_path):
    (tmp_path / "page.html").write_text(page_of(hostile, "a", "en"), "utf-8")

    with open_offline(viewport={"width": 1000, "height": 900}) as page:
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        page.goto((tmp_path / "page.html").as_uri())
        page.wait_for_function("document.documentElement.dataset.charts === 'drawn'")

        assert page.locator("figure.chart svg:visible").count() == 5
        assert page.locator("img").count() == 0
        assert "</script><script>" in page.locator("figure.chart").nth(4).inner_text()
