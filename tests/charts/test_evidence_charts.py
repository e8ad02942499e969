"""Pictures of what customers say: what they read, with little, with hostile names, and in three languages."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools import charts
from cvtools.charts import theme
from cvtools.charts.mimetype import specification
from cvtools.study.schema import LANGUAGES
from tests.charts.test_charts import NAMES, check, units


def measured(rows: list[tuple[str, bool, float, float, float]], measure: str = "csat", wave: str = "1") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["segment", "ours", "low", "value", "high"])
    offering = np.where(frame["ours"], "us", "them")
    names = {"segment_name": frame["segment"].str.title(), "offering": offering, "offering_name": offering}
    return frame.assign(measure=measure, wave=wave, n=20, **names)


def shares(rows: list[tuple[str, float, float, float, float]]) -> pd.DataFrame:
    """Return importances: driver, stated, low, derived, high."""
    frame = pd.DataFrame(rows, columns=["driver", "stated", "low", "derived", "high"])
    ends = {"stated_low": frame["stated"] - 0.01, "stated_high": frame["stated"] + 0.01}
    return frame.assign(segment_name="Them", driver_name=frame["driver"].str.title(), side="benefit", **ends)


def themed(rows: list[tuple[str, float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["theme", "low", "share", "high"])
    return frame.assign(segment_name="Them", n=5)


def profiled(names: list[str]) -> pd.DataFrame:
    rows = [
        (f"s{i}", name, 1 / len(names), f"d{j}", other, 0.5, (i - j) / 2)
        for i, name in enumerate(names)
        for j, other in enumerate(names)
    ]
    columns = ["segment", "segment_name", "share", "driver", "driver_name", "mean", "difference"]
    return pd.DataFrame(rows, columns=columns)


def title(chart) -> str:
    return " ".join(chart.title.text)


APART = [("a", True, 0.1, 0.2, 0.3), ("a", False, 0.3, 0.4, 0.5), ("b", True, 0.5, 0.6, 0.7)]


@pytest.mark.parametrize(
    ("rows", "told", "chance"),
    [
        (APART, "Satisfied (CSAT), us: highest with “B” (60%), lowest with “A” (20%)", False),
        ([APART[0], ("b", True, 0.25, 0.5, 0.7)], "highest with “B” (50%), lowest with “A” (20%)", True),
        (APART[:2], "Satisfied (CSAT), us: 20% of “A”", False),
        ([("a", True, np.nan, np.nan, np.nan)], "Satisfied (CSAT), us: nobody answered", False),
    ],
)
def test_what_a_measure_says(rows, told, chance):
    chart = charts.measure_chart(measured(rows), confidence=0.8)

    assert title(chart).endswith(told)
    assert ("may be chance" in " ".join(chart.title.subtitle)) == chance


def test_nps_is_read_from_minus_100_to_100():
    chart = charts.measure_chart(measured(APART, "nps"), confidence=0.8)

    assert "(+60)" in title(chart)
    assert "A, us: +20 (+10 – +30)" in chart.description


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [("taste", 0.6, 0.1, 0.2, 0.3), ("wait", 0.4, 0.7, 0.8, 0.9)],
            "“Them” name “Taste” first, but their satisfaction follows “Wait” most",
        ),
        (
            [("taste", 0.6, 0.7, 0.8, 0.9), ("wait", 0.4, 0.1, 0.2, 0.3)],
            "“Them” name “Taste” first, and their satisfaction follows it most",
        ),
        (
            [("taste", 0.6, 0.4, 0.45, 0.6), ("wait", 0.4, 0.5, 0.55, 0.7)],
            "It is open whether the satisfaction of “Them” follows “Wait” or “Taste” most",
        ),
        (
            [("taste", np.nan, 0.7, 0.8, 0.9), ("wait", np.nan, 0.1, 0.2, 0.3)],
            "The satisfaction of “Them” follows “Taste” most",
        ),
        ([("taste", 0.6, np.nan, np.nan, np.nan)], "Nothing shows what their satisfaction follows"),
    ],
)
def test_what_is_said_and_what_counts(rows, told):
    chart = charts.stated_derived_chart(shares(rows), confidence=0.8)

    check(specification(chart))
    assert title(chart) == told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("queue", 0.5, 0.6, 0.7), ("taste", 0.1, 0.2, 0.3)], "“Them” write most often about “queue”: 60%"),
        ([("queue", 0.3, 0.4, 0.5), ("taste", 0.2, 0.3, 0.4)], "40% speak of “queue”; others may be as frequent"),
        ([("queue", 0.0, 0.0, 0.1)], "“Them” write most often about “queue”: 0%"),
    ],
)
def test_what_themes_say(rows, told):
    assert told in title(charts.theme_chart(themed(rows), confidence=0.8))


@pytest.mark.parametrize(
    ("waves", "p", "told"),
    [
        (["1", "2"], 0.01, "Satisfied (CSAT), “A”: from 20% to 40%, more than chance"),
        (["1", "2"], 0.2, "Satisfied (CSAT), “A”: from 20% to 40%, which may be chance"),
        (["1", "2"], np.nan, "Satisfied (CSAT), “A”: from 20% to 40%, which may be chance"),
        (["1"], np.nan, "Satisfied (CSAT), “A”: 20%; one wave says nothing of a change"),
    ],
)
def test_what_waves_say(waves, p, told):
    rows = [measured([("a", True, 0.1, 0.2 * i, 0.5)], wave=wave) for i, wave in enumerate(waves, 1)]
    chart = charts.wave_chart(pd.concat(rows), confidence=0.8, p=p)

    check(specification(chart))
    assert title(chart) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_and_colours_of_the_table(language):
    names = [name or "x" for name in NAMES]
    rows = measured([(f"s{i}", i % 2 == 0, 0.1, 0.2, 0.3) for i in range(len(names))])
    frame = rows.assign(segment_name=names, offering_name=names[::-1])
    drivers = shares([(f"d{i}", 0.1, 0.1, 0.2, 0.3) for i in range(len(names))]).assign(driver_name=names)
    words = {"confidence": 0.8, "language": language}
    made = [
        charts.measure_chart(frame, **words),
        charts.stated_derived_chart(drivers, **words),
        charts.theme_chart(themed([(name, 0.1, 0.2, 0.3) for name in dict.fromkeys(names)]), **words),
        charts.wave_chart(frame.assign(segment_name="a", wave=names), p=0.01, **words),
        charts.segment_profile_chart(profiled(names), language=language),
    ]
    known = {value.lower() for name, value in vars(theme).items() if name.isupper() and str(value).startswith("#")}
    for chart in made:
        spec = specification(chart)
        check(spec)
        marks = json.dumps([{key: part for key, part in view.items() if key != "data"} for view, _ in units(spec)])
        assert {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}", marks)} <= known
        assert "<b>bold" not in json.dumps(
            [view.get("encoding", {}).get("x", {}).get("axis") for view, _ in units(spec)]
        )


def test_a_missing_column_is_named():
    with pytest.raises(cv.StudyError, match="the frame has no column high"):
        charts.measure_chart(measured(APART).drop(columns="high"), confidence=0.8)
    with pytest.raises(cv.StudyError, match="this chart shows one measure"):
        charts.measure_chart(pd.concat([measured(APART), measured(APART, "nps")]), confidence=0.8)


@pytest.fixture(scope="module")
def coffee():
    return {
        code: cv.analyse_survey(
            "data/coffee_survey/google_forms.yaml", language=code, themes="data/coffee_survey/themes.csv"
        )
        for code in ("nb",)
    }["nb"]


@pytest.mark.parametrize(
    ("figure", "told", "table"),
    [
        (lambda said: cv.figures.measures(said), "Fornøyde (CSAT), The Little Cup: høyest hos «Naboer»", "Effektiv n"),
        (lambda said: cv.figures.waves(said, "ces"), "Letthet eller innsats (CES), «Pendlere»: fra", "2026-Q2"),
        (lambda said: cv.figures.importance(said), "«Pendlere» nevner «Smaken på kaffen» først, men", "Slik de sier"),
        (lambda said: cv.figures.segment_profiles(said), "Det som mest kjennetegner «Segment 3»", "Segment 1"),
        (lambda said: cv.figures.themes(said), "«queue»", "Ett av svarene"),
    ],
)
def test_a_survey_in_pictures(coffee, figure, told, table):
    drawn = figure(coffee)

    check(specification(drawn.chart))
    assert told in title(drawn.chart)
    assert table in str(drawn.table)
    assert "@example" not in str(drawn.table)
