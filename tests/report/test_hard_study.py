"""Studies that are hard to report: many drivers and offerings, long names, unknown ratings, all alike."""

from __future__ import annotations

import dataclasses
import re

import pytest

import cvtools as cv
from cvtools.charts.mimetype import specification
from cvtools.figures import Figure
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
