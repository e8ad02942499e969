"""One study seen from one segment in one language."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

import cvtools as cv
from cvtools.analysis import frames
from cvtools.report import SegmentReport

SECTIONS = [name for name in vars(SegmentReport) if not name.startswith("_")]


@pytest.fixture(scope="module")
def coffee(repository) -> cv.Study:
    return cv.read_study(repository / "data" / "coffee")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"segment": "comuters"}, 'segment: found "comuters"; allowed: .* Did you mean "commuters"\\?'),
        ({"segment": 2}, 'segment: found "2"; allowed: commuters'),
        ({"segment": False}, 'segment: found "False"; allowed: commuters'),
        ({"segment": None}, 'segment: found "None"; allowed: commuters'),
        ({"language": "no"}, 'language: found "no"; allowed: en, nb or hr. Did you mean "nb"\\?'),
        ({"language": False}, 'language: found "no"; allowed: en, nb or hr. Did you mean "nb"\\?'),
        ({"language": None}, 'language: found "None"; allowed: en, nb or hr'),
        ({"rival": "little_cup"}, 'rival: found "little_cup"; allowed: best, chain, kiosk or at_home'),
        ({"rival": 2}, 'rival: found "2"; allowed: best, chain, kiosk or at_home'),
        ({"view": "percieved"}, 'view: found "percieved"; .*Did you mean "perceived"'),
        ({"draws": 0}, "draws: found"),
        ({"seed": -1}, "seed: found"),
    ],
)
def test_what_is_given_is_checked(coffee, wrong, told):
    with pytest.raises(cv.StudyError, match=told):
        cv.analyse(coffee, **wrong)


def test_what_is_not_given_is_filled_in():
    analysis = cv.analyse("coffee")  # the name of an example

    assert (analysis.study.settings.ours, analysis.segment, analysis.language.code) == ("little_cup", "commuters", "en")


def test_segments_that_are_numbers(coffee):
    """A batch gives whole numbers where ids are made of digits; 0 is an id like another, not “the first”."""
    ids = dict(zip(coffee.segments["segment"], ["2", "0", "1"], strict=True))
    tables = {
        name: getattr(coffee, name).assign(segment=lambda frame: frame["segment"].map(lambda s: ids.get(s, s)))
        for name in ("segments", "weights", "ratings")
    }
    study = replace(coffee, **tables)

    assert [cv.analyse(study, segment=asked).segment for asked in ("", 0, "0", 1, 2)] == ["2", "0", "0", "1", "2"]


def test_a_report_works_out_each_frame_once(coffee, monkeypatch):
    made: Counter[str] = Counter()

    def counted(name: str):
        function = getattr(frames, name)
        return lambda *args, **words: (made.update([f"{name} {words}"]), function(*args, **words))[1]

    names = [name for name, made_of in vars(frames).items() if callable(made_of) and name.islower()]
    for name in names:
        monkeypatch.setattr(frames, name, counted(name))
    report = SegmentReport(cv.analyse(coffee, segment="laptop_workers"))
    for section in SECTIONS:
        getattr(report, section)()

    assert made["value_model {'view': 'perceived'}"] == 1
    assert len(made) > 15
    assert set(made.values()) == {1}


def test_another_segment_of_the_same_study_works_out_nothing_again(coffee):
    here = cv.analyse(coffee)
    there = here.at("neighbours")

    assert there.segment == "neighbours"
    assert there.frames.values is here.frames.values
    assert there.values["segment"].unique().tolist() == ["neighbours"]


def test_the_front_door_opens():
    assert [name for name in cv.__all__ if getattr(cv, name) is None] == []
