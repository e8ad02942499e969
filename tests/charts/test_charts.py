"""Charts: every field exists in its data, every title says something, nothing breaks at the extremes."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools import charts
from cvtools.charts import theme
from cvtools.charts.mimetype import specification
from cvtools.charts.still_charts import still_charts
from cvtools.charts.value_map import fair_points
from cvtools.study.schema import LANGUAGES

from ..strength import some, times

STUDIES = ["bulldozer", "coffee", "laptops", "toasters", "travel_mode"]
LONG = "A name that goes on and on because a committee could not agree on anything shorter " * 3
NAMES = [
    "plain",
    LONG,
    "Same name",
    "Same name",
    "<b>bold</b> {braces} ${x}",
    "šećer 🍫 שלום",
    "'\"\\ \u2028 %s",
    "[a.b](c)",
]


@dataclasses.dataclass(frozen=True)
class Frames:
    values: pd.DataFrame
    gaps: pd.DataFrame
    contributions: pd.DataFrame
    unit: str

    def one(self, name: str) -> pd.DataFrame:
        frame = getattr(self, name)
        return frame[frame["segment"] == frame["segment"].iloc[0]]


def frames_of(study: cv.Study, language: str = "en") -> Frames:
    frames = (cv.values(study), cv.value_gaps(study), cv.contributions(study))
    return Frames(*(cv.language.labelled(frame, study, language=language) for frame in frames), study.settings.unit)


def synthetic(segments: int, offerings: int, drivers: int, *, scale: float = 5.0, unknown: bool = False) -> Frames:
    """Frames of any size, with awkward names."""
    random = np.random.default_rng(segments * 100 + offerings * 10 + drivers)

    def named(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        for column in columns:
            name = {i: f"{NAMES[int(i[1:]) % len(NAMES)]}" for i in frame[column].unique()}
            frame[f"{column}_name"] = frame[column].map(name)
        return frame.assign(ours=frame["offering"] == "o0")

    s, o, d = ([f"{letter}{i}" for i in range(n)] for letter, n in (("s", segments), ("o", offerings), ("d", drivers)))
    contributions = pd.DataFrame(
        [(a, b, c) for a in s for b in o for c in d], columns=["segment", "offering", "driver"]
    )
    contributions["side"] = ["cost" if int(c[1:]) % 2 else "benefit" for c in contributions["driver"]]
    contributions["weight"] = scale * (1 + contributions["driver"].str[1:].astype(int))
    contributions["utility"] = random.random(len(contributions))
    values = contributions[["segment", "offering"]].drop_duplicates().reset_index(drop=True)
    values["benefits"], values["costs"] = random.random((2, len(values))) * scale * 10
    values["value"] = values["benefits"] - values["costs"]
    values["value_low"], values["value_high"], values["unknown"] = values["value"], values["value"], 0
    gaps = contributions[contributions["offering"] == "o0"][["segment", "offering", "driver", "side"]].reset_index(
        drop=True
    )
    gaps["rival"] = f"o{offerings - 1}"
    gaps["gap"] = (random.random(len(gaps)) - 0.5) * scale
    gaps["gap_low"], gaps["gap_high"] = gaps["gap"], gaps["gap"]
    if unknown:
        contributions.loc[::2, "utility"] = np.nan
        values.loc[::2, ["benefits", "costs", "value"]] = np.nan
        values.loc[::2, "value_low"] -= scale
        gaps.loc[::2, "gap"] = np.nan
        gaps.loc[::2, "gap_low"] -= scale
    gaps = named(gaps, "segment", "offering", "rival", "driver")
    return Frames(
        named(values, "segment", "offering"), gaps, named(contributions, "segment", "offering", "driver"), "points"
    )


def all_charts(frames: Frames, language: str = "en", *, validate: bool = False) -> dict[str, dict]:
    """Every chart of these frames, as specifications (checked against the schema, which takes long, if asked)."""
    with_unit = {"unit": frames.unit, "language": language}
    rival = frames.one("gaps")["rival"].iloc[0]
    alone = rival == frames.one("gaps")["offering"].iloc[0]
    made = {
        "value": charts.value_chart(frames.values, **with_unit),
        "value of one": charts.value_chart(frames.one("values"), **with_unit),
        "waterfall": charts.gap_waterfall_chart(frames.one("gaps"), **with_unit),
        "heatmap": charts.gap_heatmap_chart(frames.gaps, **with_unit),
        "priority": charts.priority_chart(frames.one("contributions"), rival="" if alone else rival, **with_unit),
        "profile": charts.profile_chart(frames.one("contributions"), **with_unit),
        "map": charts.value_map_chart(frames.one("values"), **with_unit),
    }
    return {name: chart.to_dict() if validate else specification(chart) for name, chart in made.items()}


def units(spec: dict, data=None):
    """Every single view of a specification with the data it draws."""
    data = spec.get("data", data)
    inner = spec.get("layer") or spec.get("vconcat") or spec.get("hconcat") or []
    if not inner:
        yield spec, data
    for part in inner:
        yield from units(part, data)


def check(spec: dict) -> None:
    """A specification whose fields all exist, with title and description, that is valid JSON without NaN."""
    json.loads(json.dumps(spec, allow_nan=False))
    assert spec["title"]["text"]
    assert len(spec["description"]) > 10
    for view, data in units(spec):
        rows = spec["datasets"][data["name"]] if "name" in data else data["values"]
        fields = set(re.findall(r'"field": "(\w+)"', json.dumps(view["encoding"])))
        for row in rows[:1]:
            assert fields <= set(row)


def test_what_a_specification_leaves_out_of_the_data_nobody_sees(repository):
    frames = frames_of(cv.read_study(repository / "data" / "coffee"))
    whole, small = (all_charts(frames, validate=validate) for validate in (True, False))

    assert len(json.dumps(small)) < 0.9 * len(json.dumps(whole))
    some_drawn = times(len(whole), daily=3)
    assert still_charts(list(small.values())[-some_drawn:]) == still_charts(list(whole.values())[-some_drawn:])


@pytest.mark.parametrize("case", STUDIES)
def test_every_chart_of_every_study(repository, case):
    study = cv.read_study(repository / "data" / case)

    for spec in all_charts(frames_of(study), validate=case == "coffee").values():
        check(spec)


@pytest.mark.parametrize("line", charts.FAIR_LINES)
def test_every_fair_line(repository, line):
    frames = frames_of(cv.read_study(repository / "data" / "toasters"))

    check(specification(charts.value_map_chart(frames.values, unit="points", fair_line=line)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(repository, language):
    study = cv.read_study(repository / "data" / "coffee")

    for spec in all_charts(frames_of(study, language), language).values():
        check(spec)


@pytest.mark.parametrize("unknown", [False, True])
@pytest.mark.parametrize("size", some([(1, 1, 2), (8, 12, 30), (1, 2, 2), (3, 4, 9)], daily=1))
def test_extremes(size, unknown):
    for spec in all_charts(synthetic(*size, unknown=unknown)).values():
        check(spec)


@pytest.mark.parametrize("scale", [1e-6, 1e9])
def test_tiny_and_huge_numbers(scale):
    for spec in all_charts(synthetic(1, 3, 4, scale=scale)).values():
        check(spec)


def test_nothing_but_zeros_and_nothing_known():
    frames = synthetic(2, 3, 4)
    zero = frames.gaps.assign(gap=0.0, gap_low=0.0, gap_high=0.0)
    blank = frames.contributions.assign(utility=np.nan)
    lost = frames.values.assign(benefits=np.nan, costs=np.nan, value=np.nan)

    for spec in all_charts(Frames(frames.values.assign(benefits=0.0), zero, blank, "points")).values():
        check(spec)
    check(specification(charts.value_map_chart(lost[lost["segment"] == "s0"], unit="points")))


def test_charts_leave_their_frames_alone():
    frames = synthetic(2, 3, 4)
    before = [frame.copy() for frame in (frames.values, frames.gaps, frames.contributions)]

    all_charts(frames)

    for frame, copy in zip((frames.values, frames.gaps, frames.contributions), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_names_are_data_and_never_part_of_an_expression():
    for spec in all_charts(synthetic(2, 8, 8)).values():
        text = json.dumps({key: part for key, part in spec.items() if key not in ("datasets", "title", "description")})
        expressions = re.findall(r'"(?:test|labelExpr|expr|calculate|filter)": "([^"]*)"', text)
        assert not any(name[:12] in expression for name in NAMES for expression in expressions)


def test_offerings_of_the_same_name_stay_apart():
    spec = specification(charts.value_chart(synthetic(1, 4, 2).values, unit="points"))

    (labels,) = {tuple(view["encoding"]["y"]["scale"]["domain"]) for view, _ in units(spec) if "y" in view["encoding"]}
    assert len(set(labels)) == 4


def test_colours_are_those_of_the_table(repository):
    known = {value.lower() for name, value in vars(theme).items() if name.isupper() and str(value).startswith("#")}

    for spec in all_charts(frames_of(cv.read_study(repository / "data" / "coffee"))).values():
        marks = json.dumps([{key: part for key, part in view.items() if key != "data"} for view, _ in units(spec)])
        assert {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}", marks)} <= known


@pytest.mark.parametrize(
    ("frame", "chart", "told"),
    [
        ("values", charts.value_chart, "the frame has no column costs"),
        ("gaps", charts.gap_waterfall_chart, "the frame has no column gap"),
        ("gaps", charts.gap_heatmap_chart, "the frame has no column gap"),
        ("values", charts.value_map_chart, "the frame has no column costs"),
        ("contributions", charts.priority_chart, "the frame has no column utility"),
        ("contributions", charts.profile_chart, "the frame has no column utility"),
    ],
)
def test_a_missing_column_is_named(frame, chart, told):
    frames = synthetic(1, 3, 4)
    lacking = getattr(frames, frame).drop(columns=told.rsplit(" ", 1)[1])

    with pytest.raises(cv.StudyError, match=told):
        chart(lacking, unit="points")


def test_unlabelled_frames_are_told_what_to_do(repository):
    with pytest.raises(cv.StudyError, match=r"no column segment_name.*analysis\.named adds the names"):
        charts.value_chart(cv.values(cv.read_study(repository / "data" / "laptops")), unit="points")


def test_no_tie_is_claimed_where_a_third_offering_may_win():
    """The first two are known and differ, the third may be above both."""
    frame = synthetic(1, 3, 2).values.assign(
        benefits=[6.0, 1.0, np.nan],
        costs=[0.0, 0.0, np.nan],
        value=[6.0, 1.0, np.nan],
        value_low=[6.0, 1.0, -20.0],
        value_high=[6.0, 1.0, 13.0],
    )

    assert specification(charts.value_chart(frame, unit="points"))["title"]["text"][0].startswith("No clear winner")


def tied(*worth: float) -> pd.DataFrame:
    """Offerings that are worth so much, the first one ours."""
    frame = synthetic(1, len(worth), 2).values.assign(benefits=worth, costs=0.0, value=worth)
    names = ["Alpha", "Beta", "Gamma", "Delta"][: len(worth)]
    return frame.assign(value_low=worth, value_high=worth, offering_name=names, segment_name="All")


@pytest.mark.parametrize(
    ("worth", "language", "told"),
    [
        ((5, 5), "en", "“Alpha” and “Beta” give “All” the same value"),
        ((5, 5, 3), "en", "“Alpha” and “Beta” give “All” the same value"),
        ((5, 5, 5), "en", "“Alpha”, “Beta” and “Gamma” all give “All” the same value"),
        ((1, 5, 5), "en", "“Beta” and “Gamma” give “All” the same value"),
        ((1, 5, 5, 5), "en", "“Beta”, “Gamma” and “Delta” all give “All” the same value"),
        ((5, 5, 5), "nb", "«Alpha», «Beta» og «Gamma» gir alle «All» like mye verdi"),
        ((5, 5, 5), "hr", "Ponude „Alpha”, „Beta” i „Gamma” segmentu „All” vrijede jednako"),
    ],
)
def test_all_who_tie_are_named(worth, language, told):
    assert " ".join(charts.value_chart(tied(*worth), unit="points", language=language).title.text) == told


def test_no_line_strikes_through_a_number_of_a_waterfall(repository):
    """Bars that end a little below zero have their numbers on the zero line, where each stands on a pale edge."""
    study = cv.read_study(repository / "data" / "coffee")
    spec = specification(cv.figures.expectation(cv.analyse(study, segment="commuters")).chart)

    layers = [(view["mark"], view["encoding"]) for view, _data in units(spec)]
    zero = next(i for i, (_, encoding) in enumerate(layers) if encoding["x"].get("field") == "zero")
    texts = [(i, mark) for i, (mark, _) in enumerate(layers) if mark["type"] == "text"]
    assert len(texts) == 4  # drivers and the whole, each with its edge first
    for (below, edge), (above, number) in zip(texts[::2], texts[1::2], strict=True):
        assert zero < below < above
        assert (edge["stroke"], edge["strokeWidth"]) == (theme.PAPER, 4)
        assert {key: edge[key] for key in number} == number
        assert spec["layer"][below]["data"] == spec["layer"][above]["data"]


def test_our_blue_is_one_blue_in_pictures_and_pages(repository):
    sheets = [sheet.read_text(encoding="utf-8") for sheet in (repository / "src").rglob("*.css")]
    by_day = [re.split("data-jp-theme-light|prefers-color-scheme: dark", sheet)[0] for sheet in sheets]
    blues = [blue for sheet in by_day for blue in re.findall(r"--ours: (#\w+)", sheet)]

    assert len(blues) >= 3
    assert set(blues) == {theme.OURS.lower()}
    app = (repository / "src/cvtools/app/application.py").read_text(encoding="utf-8")
    assert re.findall(r" a \{ color: (#\w+);", app) == [theme.OURS.lower()]


def test_a_chart_has_one_config_and_leaves_it_to_others():
    values = synthetic(1, 3, 4).values
    plain = specification(charts.value_chart(values, unit="points"))["config"]

    charts.value_chart(values, unit="points").configure_axis(labelFontSize=30)

    assert specification(charts.value_chart(values, unit="points"))["config"] == plain


def test_one_segment_means_one(repository):
    with pytest.raises(cv.StudyError, match="this chart shows one segment_name"):
        charts.gap_waterfall_chart(synthetic(2, 3, 4).gaps, unit="points")


@pytest.mark.parametrize(
    ("words", "told"),
    [({"fair_line": "fited"}, 'found "fited".*Did you mean "fitted"'), ({"fair_line": ""}, "best_alternative, equal")],
)
def test_an_unknown_line_is_refused(words, told):
    with pytest.raises(cv.StudyError, match=told):
        charts.value_map_chart(synthetic(1, 3, 4).values, unit="points", **words)


def test_an_unknown_rival_is_refused():
    with pytest.raises(cv.StudyError, match='found "o9"; allowed: o1 or o2'):
        charts.priority_chart(synthetic(1, 3, 4).contributions, unit="points", rival="o9")


def test_the_toasters_above_the_diagonal(repository):
    """C2 of the teaching cases: the 1st, 3rd, 5th, 6th, 9th and 11th cost more than is fair."""
    table = cv.values(cv.read_study(repository / "data" / "toasters"))
    slope, height = fair_points(table, "proportional")

    above = table["costs"] > height + slope * table["benefits"]

    assert [i + 1 for i in np.flatnonzero(above)] == [1, 3, 5, 6, 9, 11]


def test_the_fitted_line_is_least_squares():
    table = pd.DataFrame({"benefits": [0.0, 1.0, 2.0], "costs": [1.0, 2.0, 6.0]})

    np.testing.assert_allclose(fair_points(table, "fitted"), (2.5, 0.5))


def test_small_drivers_share_a_bar_and_the_total_stays():
    frames = synthetic(1, 2, 30)

    spec = specification(charts.gap_waterfall_chart(frames.gaps, unit="points", most=10))

    rows = next(view["encoding"]["y"]["scale"]["domain"] for view, _ in units(spec) if "y" in view["encoding"])
    assert len(rows) == 11
    assert rows[-2] == "21 other drivers"


@pytest.mark.slow
@pytest.mark.parametrize("case", some(["coffee", "toasters"], daily=1))
def test_every_chart_is_drawn(repository, case):
    import vl_convert

    study = cv.read_study(repository / "data" / case)
    name = study.offerings["name"].iloc[-1]
    for chart, spec in all_charts(frames_of(study)).items():
        picture = vl_convert.vegalite_to_svg(json.dumps(spec))
        assert picture.count("<path") > 3, chart
        if chart.startswith(("value", "map", "profile")):
            assert name.replace("&", "&amp;") in picture, chart
