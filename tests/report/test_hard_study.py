"""Studies that are hard to report: many drivers and offerings, long names, unknown ratings, all alike."""

from __future__ import annotations

import dataclasses
import re

import pytest

import cvtools as cv
from cvtools.charts.mimetype import specification
from cvtools.figures import Figure
from cvtools.report.overview import overview
from cvtools.report.plan import plan_reports
from cvtools.report.segment_report import SegmentReport
from cvtools.sentences.advice import advice
from cvtools.sentences.answer import answer_sentence

from ..hard_study import hard_study
from ..uncertain_studies import study_of

NOT_KNOWN = float("nan")


@pytest.fixture(scope="module")
def hard():
    return cv.analyse(hard_study(), draws=300)


def told(section) -> str:
    return "\n".join(part.markup for part in section.parts if hasattr(part, "markup"))


def test_the_first_screen_is_short_whatever_the_names_are(hard):
    names = "|".join(re.escape(name) for name in sorted(hard.names("offerings", field="short").values(), key=len))

    answer = re.sub(f"«(?:{names}|Store kommuner)»", "X", answer_sentence(hard))

    assert len(answer.split()) <= 25
    assert "Nordlys Prosjektstyring" not in answer_sentence(hard) + " ".join(p.text + p.why for p in advice(hard))
    assert told(SegmentReport(hard).decision()).count("Nordlys Prosjektstyring Pro med ubegrenset antall") == 1


def test_unknown_ratings_blank_nothing(hard):
    report = SegmentReport(hard)

    pictures = [part for part in report.value().parts if isinstance(part, Figure)]
    value, across = (str(specification(picture.chart)) for picture in pictures)
    assert {"≈ Nordlys Pro", "≈ Globex"} <= set(re.findall(r"'label': '([^']+)'", across))
    assert len(set(re.findall(r"'text': '(≈ [^']+)'", value))) == 3  # ours, Globex and the consultants
    ways = told(report.change()).partition("Tabell: hva hver vurdering")[2].partition("</table>")[0]
    assert ways.count(">?<") == 1  # our one rating that is unknown itself
    assert "et sted mellom" in " ".join(cv.figures.gap(hard).chart.title.text)


def test_many_drivers_stand_in_rows(hard):
    spec = specification(cv.figures.priority(hard, rival=str(hard.best["rival"])).chart)

    assert len(spec["layer"][0]["encoding"]["y"]["scale"]["domain"]) == 16


def short_named(study, name):
    return dataclasses.replace(study, offerings=study.offerings.assign(short=name))


def test_a_short_name_is_short(tmp_path):
    with pytest.raises(cv.StudyError, match=r"column short: found .*; allowed: a short name of at most 20 characters"):
        cv.write_study(short_named(hard_study(), "x" * 21), tmp_path / "long")


ALIKE = [("*", who, what, 5.0) for who in ("us", "them") for what in ("quality", "price")]
CASES = {
    "all alike": ALIKE,
    "nothing known": [(*row[:3], NOT_KNOWN) for row in ALIKE],
    "one driver": [row for row in ALIKE if row[2] == "quality"],
}


@pytest.mark.parametrize("case", CASES)
def test_studies_with_little_in_them(case):
    drivers = list(dict.fromkeys(row[2] for row in CASES[case]))
    kinds = {"quality": ("benefit", "functional", 0.0, 10.0), "price": ("cost", "money", 100.0, 0.0)}
    study = study_of(
        [("*", driver, 50.0) for driver in drivers], CASES[case], drivers=[(d, *kinds[d]) for d in drivers]
    )
    long = study.offerings.assign(name=[f"{'Ime ' * 74}{i}" for i in range(len(study.offerings))])
    analysis = cv.analyse(dataclasses.replace(study, offerings=long), draws=200)
    report = SegmentReport(analysis)

    assert not analysis.moves
    assert len(answer_sentence(analysis)) < 300
    for name in ("decision", "value", "gap", "certainty", "change", "plan"):
        assert not re.search(r"\bnan\b", told(getattr(report, name)()))


PAIR = [("*", "us", "quality", 7.0), ("*", "them", "quality", 5.0)]


def market(ratings, weights=(("*", "quality", 100.0),), **words):
    return study_of(list(weights), ratings, drivers=[("quality", "benefit", "functional", 0.0, 10.0)], **words)


def test_a_study_with_one_offering_is_told_before_anything_is_written(tmp_path):
    cv.write_study(market(PAIR[:1]), tmp_path / "alone")

    with pytest.raises(cv.StudyError, match="no offering besides ours"):
        plan_reports([tmp_path / "alone"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def titles(section) -> list[str]:
    return [" ".join(part.chart.title.text) for part in section.parts if isinstance(part, Figure)]


def test_where_zero_says_nothing_the_first_picture_shows_differences():
    costs = [("*", "us", "price", 60.0), ("*", "them", "price", 80.0), ("*", "others", "price", 40.0)]
    drivers = [("price", "cost", "money", 100.0, 0.0)]
    three, two = (study_of([("*", "price", 100.0)], costs[:n], drivers=drivers) for n in (3, 2))

    first, second = titles(SegmentReport(cv.analyse(three, draws=200)).value())
    assert first == "“us” is number 2 of 3 for “all”"  # all values are below zero
    assert second == "“us” gives “all” less value than the best alternative"
    assert len(titles(SegmentReport(cv.analyse(two, draws=200)).value())) == 1  # one difference: the first screen's


def test_without_ranges_nobody_is_said_to_be_sure():
    analysis = cv.analyse(market(PAIR), draws=200)

    assert "how sure that is, it does not say" in answer_sentence(analysis)
    assert "probability" not in answer_sentence(analysis)
    assert "not the same as being sure" in told(SegmentReport(analysis).decision())


@pytest.mark.thorough
def test_an_overview_of_fifty_segments_has_a_row_and_a_link_for_each():
    segments = [f"s{number:02}" for number in range(50)]
    analysis = cv.analyse(market(PAIR, [(segment, "quality", 100.0) for segment in segments]), draws=100)

    made = overview(analysis, {segment: f"{segment}.html" for segment in segments})

    assert re.findall(r'<th scope="row"><a href="(s\d\d)\.html">', made.page) == segments
    assert made.summary.count("\n## ") == 50
    assert "and 44 other segments" in made.summary
    assert "overflow-x: auto" in made.page  # the picture of fifty columns scrolls in its place


def test_a_name_from_right_to_left_turns_nothing_round():
    study = market(PAIR)
    study = dataclasses.replace(study, offerings=study.offerings.assign(name=["קפה", "Them"]))

    analysis = cv.analyse(study, draws=200)

    assert analysis.ours == "\u2068קפה\u2069"
    assert analysis.rival == "Them"
    assert "“\u2068קפה\u2069” is worth" in answer_sentence(analysis)


def test_names_of_three_hundred_letters_are_cut_in_sentences_and_whole_once():
    study = market(PAIR)
    names = ["Offering " + "very " * 58 + "long", "Another"]
    analysis = cv.analyse(dataclasses.replace(study, offerings=study.offerings.assign(name=names)), draws=200)

    assert len(answer_sentence(analysis)) < 200
    assert told(SegmentReport(analysis).decision()).count(names[0]) == 1
