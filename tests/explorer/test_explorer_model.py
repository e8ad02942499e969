"""What the sliders show is what Python computes: the browser's model against the engine, on random studies."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.explorer import script
from cvtools.explorer.certainty import certainty_payload
from cvtools.explorer.levers import around_amounts
from cvtools.explorer.payload import drawn_payload, start_payload, study_payload
from cvtools.explorer.script import explorer_module, explorer_style, small_module
from cvtools.language.labels import money
from cvtools.language.language import language
from cvtools.language.rounded import interval_digits
from cvtools.study.scenario_files import read_scenario, write_scenario
from cvtools.study.scenarios import Scenario, apply_scenario
from cvtools.value.gaps import gap_totals

from ..strength import some, times
from ..studies import studies, write_files
from ..uncertain_studies import large

pytestmark = pytest.mark.browser

LOAD = """async source => {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    Object.assign(globalThis, await import(address));
}"""
EVALUATE = """([study, scenario]) => statesOf(study, scenario).map(({ weights, ratings }) => {
    const { offerings, rival, certain, gaps, gap } = evaluate(study, weights, ratings);
    const values = offerings.map(({ parts, middle, ...value }) => value);
    return { values, rival, certain, gaps, gap, closing: closing(study, weights, ratings).drivers };
})"""
QUICK = settings(max_examples=times(80, daily=4), deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def model(open_offline):
    """A page in which the explorer's functions can be called."""
    with open_offline() as page:
        page.goto("about:blank")
        page.evaluate(LOAD, explorer_module("widget"))
        yield page


def close_to(found: float, expected: float, scale: float = 1.0) -> bool:
    return (math.isnan(found) and math.isnan(expected)) or abs(found - expected) <= 1e-9 * max(1.0, scale)


@st.composite
def moved(draw: st.DrawFn) -> tuple[cv.Study, Scenario]:
    """A study, and sliders moved anywhere."""
    study = draw(studies())
    ratings, weights, rivals = {}, {}, {}
    others = [o for o in study.offerings["offering"] if o != study.settings.ours]
    for segment in study.segments["segment"]:
        for row in study.drivers.to_dict("records"):
            if draw(st.booleans()):
                at = draw(st.one_of(st.none(), st.floats(0, 1)))
                low, high = sorted((row["worst"], row["best"]))
                level = None if at is None else min(high, low + at * (high - low))
                moved = draw(st.sampled_from([ratings, *(rivals.setdefault(o, {}) for o in others)]))
                moved.setdefault(segment, {})[row["driver"]] = level
            if draw(st.integers(0, 2)) == 0:
                weights.setdefault(segment, {})[row["driver"]] = draw(st.floats(0.001, 1000))
    return study, Scenario("moved", ratings, weights, rivals)


def changes_of(scenario: Scenario) -> dict[str, object]:
    return {"ratings": scenario.ratings, "weights": scenario.weights, "rivals": scenario.rivals}


def test_sliders_show_what_python_computes(model):
    @QUICK
    @given(moved())
    def check(case):
        study, scenario = case
        shape = study_payload(cv.analyse(study, language="en"))
        shown = model.evaluate(EVALUATE, [shape, changes_of(scenario)])
        changed = apply_scenario(study, scenario)
        values = cv.values(changed)
        scale = float(values[["value_low", "value_high"]].abs().to_numpy().max())
        best = cv.value.best_alternatives(changed)
        gaps = cv.value_gaps(changed)
        offerings = list(study.offerings["offering"])
        for s, segment in enumerate(study.segments["segment"]):
            rows = values[values["segment"] == segment].to_dict("records")
            for found, row in zip(shown[s]["values"], rows, strict=True):
                assert found["unknown"] == row["unknown"]
                for name, column in (("low", "value_low"), ("high", "value_high")):
                    assert close_to(found[name], row[column], scale)
                for name in ("benefits", "costs", "value"):
                    assert close_to(found[name], row[name], scale)
            assert offerings[shown[s]["rival"]] == best["rival"][s]
            assert shown[s]["certain"] == best["certain"][s]
            mine = gaps[gaps["segment"] == segment]
            total = gap_totals(mine).iloc[0]
            for found, row in zip([*shown[s]["gaps"], shown[s]["gap"]], [*mine.to_dict("records"), total], strict=True):
                for name, column in (("known", "gap"), ("low", "gap_low"), ("high", "gap_high")):
                    assert close_to(found[name], row[column], scale)

    check()


def at_the_middle(study: cv.Study) -> cv.Study:
    """The study with each unknown rating at the middle of its scale."""
    middle = study.drivers.set_index("driver")[["worst", "best"]].mean(axis=1)
    ratings = study.ratings.assign(rating=study.ratings["rating"].fillna(study.ratings["driver"].map(middle)))
    return replace(study, ratings=ratings)


def test_the_marks_stand_where_we_are_level(model):
    @QUICK
    @given(studies().map(at_the_middle))
    def check(study):
        shape = study_payload(cv.analyse(study, language="en"))
        shown = model.evaluate(EVALUATE, [shape, {"ratings": {}, "weights": {}}])
        needed = cv.value.breakeven(study)
        scale = float(cv.values(study)[["value_low", "value_high"]].abs().to_numpy().max())
        for s, segment in enumerate(study.segments["segment"]):
            rows = needed[needed["segment"] == segment].to_dict("records")
            for found, row in zip(shown[s]["closing"], rows, strict=True):
                expected = row["rating_needed"] if row["feasible"] else math.nan
                assert close_to(
                    found["rating"], expected, 1000 * max(1.0, abs(expected) if expected == expected else 1)
                )
                if not math.isnan(found["weight"]):
                    weights = {segment: {row["driver"]: found["weight"]}}
                    gap = lead(apply_scenario(study, Scenario("mark", weights=weights)), segment)
                    assert abs(gap) <= 1e-7 * max(1.0, scale, found["weight"])

    check()


def test_a_rival_s_mark_is_where_it_meets_us_and_only_if_nobody_else_is_ahead(model):
    @settings(QUICK, max_examples=times(15, daily=3))
    @given(studies().map(at_the_middle))
    def check(study):
        shape = study_payload(cv.analyse(study, language="en"))
        rivals = [o for o, row in enumerate(shape["offerings"]) if o != shape["ours"]]
        drivers, segments = study.drivers.to_dict("records"), list(study.segments["segment"])
        for who in rivals:
            call = f"study => statesOf(study).map((one) => closing(study, one.weights, one.ratings, {who}).drivers)"
            for segment, found in zip(segments, model.evaluate(call, shape), strict=True):
                for driver, row in zip(drivers, found, strict=True):
                    if math.isnan(row["rating"]):
                        continue
                    low, high = sorted((driver["worst"], driver["best"]))
                    level = min(high, max(low, row["rating"]))
                    rival = {shape["offerings"][who]["id"]: {segment: {driver["driver"]: level}}}
                    there = apply_scenario(study, Scenario("mark", rivals=rival))
                    scale = float(cv.values(there)["value"].abs().max())
                    assert abs(lead(there, segment)) <= 1e-7 * max(1.0, scale)

    check()


def test_what_is_at_stake_is_how_far_apart_the_choices_are(model):
    study = cv.read_study("data/coffee")
    shape = study_payload(cv.analyse(study, language="en"))
    found = model.evaluate(
        "study => { const [one] = statesOf(study); return stakes(study, one.weights, one.ratings); }", shape
    )
    parts = cv.contributions(study).query("segment == 'commuters'").groupby("driver", sort=False)["contribution"]

    assert found == pytest.approx((parts.max() - parts.min()).loc[study.drivers["driver"]].tolist())


ASK = """([given, study, scenario, size]) => {
    const { open, ask, askAll } = simulation();
    const { drivers, ours, points, segments } = study;
    open({ ...given, drivers, ours, points });
    const states = statesOf(study, scenario);
    const questions = questionsOf(study, states);
    const total = segments.reduce((sum, { size }) => sum + size, 0);
    const [all] = askAll({ scenarios: [questions], shares: segments.map(({ size }) => size / total), size });
    return [states.map(({ weights, ratings }, s) => {
        const found = ask({ s, ...questions[s], size });
        return { ...found, ...sureness(study, evaluate(study, weights, ratings), found) };
    }), all];
}"""


def agree(model, study: cv.Study, scenario: Scenario, *, of_range: float) -> None:
    """Hold what the browser draws beside what Python does; ends may differ by this part of their distance."""
    analysis = cv.analyse(study, language="en")
    shape, given = study_payload(analysis), drawn_payload(analysis)["certainty"]
    found, together = model.evaluate(ASK, [given, shape, changes_of(scenario), 10_000])
    assert [one["gap"] for one in together["segments"]] == [one["gap"] for one in found]  # side by side, too
    simulation = cv.simulate(apply_scenario(study, scenario), seed=7)
    steps = cv.verdicts(simulation)["sureness"].tolist()
    for one, market, step in zip(found, simulation.markets, steps, strict=True):
        ends = [*market.value, market.gap[simulation.ours, [0, 2]]]
        for mine, (low, high) in zip([*one["values"], one["gap"]], ends, strict=True):
            assert mine == pytest.approx([low, high], abs=of_range * (high - low) + 1e-6 * max(1, abs(low), abs(high)))
        first = market.ranks[:, 0]
        assert one["best"] == pytest.approx(first.tolist(), abs=0.025 if of_range < 0.05 else 0.05)
        near = [abs(p - limit) < 0.03 for p in first for limit in (0.75, (1 + study.settings.confidence) / 2)]
        if not any(near):
            assert (one["sureness"], step) in {(step, step), ("level", "clear")}
    low, _median, high = simulation.overall
    assert together["overall"]["gap"] == pytest.approx([low, high], abs=of_range * (high - low))


def test_the_browser_is_as_sure_as_python(model):
    travel, coffee = cv.read_study("data/travel_mode"), cv.read_study("data/coffee")
    faster = Scenario(
        "moved",
        {"commuters": {"wait": 4.0}},
        rivals={"chain": {"commuters": {"wait": None}, "neighbours": {"price": 3.0}}},
    )
    together = replace(coffee, settings=replace(coffee.settings, halo=0.6, shared=0.3))
    as_it_is, heavier = Scenario("as it is"), Scenario("moved", weights={"commuters": {"wait": 60.0}})
    cases = [
        (coffee, faster, 0.04),
        (coffee, as_it_is, 0.04),
        (coffee, heavier, 0.15),
        (travel, as_it_is, 0.04),
        (together, as_it_is, 0.04),
        (large(2, 3, 5, seed=3, unit="points"), as_it_is, 0.04),
        (large(2, 3, 5, seed=4, unit="EUR"), as_it_is, 0.04),
    ]
    for study, scenario, of_range in some(cases, daily=3):
        agree(model, study, scenario, of_range=of_range)


def surveyed(seed: int, size: tuple[int, int, int], *, unit: str = "points", weights: bool = True) -> cv.Study:
    """A study whose numbers come from a survey: its replicates move together by what its respondents have in common."""
    random = np.random.default_rng(seed)
    study = large(*size, seed=seed, unit=unit)
    columns: dict[str, np.ndarray] = {}
    for segment in study.segments["segment"]:
        common = random.normal(size=(1000, 3))
        for table, number in (("ratings", "rating"), ("weights", "weight")) if weights else (("ratings", "rating"),):
            rows = study.tables[table]
            for row in rows[rows["segment"] == segment].to_dict("records"):
                part = random.normal(size=3)
                z = common @ part + random.normal(size=1000)
                ids = [row[name] for name in ("segment", "offering", "driver") if name in row]
                spread = (row["high"] - row["low"]) / 2.56
                columns[":".join([number, *ids])] = row[number] + spread * (z - z.mean()) / z.std()
    return replace(study, replicates=pd.DataFrame({"replicate": np.arange(1000), **columns}))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.thorough
def test_with_replicates_of_a_survey_the_browser_is_as_sure_as_python(model, seed):
    for unit, weights in (("points", False), ("EUR", True)):
        study = surveyed(seed, (2, 3, 5), unit=unit, weights=weights)
        assert len(certainty_payload(cv.analyse(study))["surveys"][0]) == (20 if weights else 15)
        agree(model, study, Scenario("as it is"), of_range=0.04)
        agree(model, study, Scenario("moved", {"s0": {"d1": 4.0}}, rivals={"o1": {"s1": {"d0": 6.0}}}), of_range=0.04)
    if seed == 1:  # so many numbers that only what they have most in common is sent
        agree(model, surveyed(seed, (1, 10, 12), unit="EUR"), Scenario("as it is"), of_range=0.05)


PULLED = """([study, given, pulls]) => {
    const numbers = numbersFor({ percent: "7%", decimal: ".", group: ",", prefix: "", suffix: "", locale: "en" });
    const board = switchboard(study, { numbers, words: (key) => key, onChange: () => {} });
    pulls.forEach((pull, l) => { board.pulls[l] = pull; });
    const { open, ask } = simulation();
    const { drivers, ours, points, levers } = study;
    open({ ...given, drivers, ours, points, levers });
    return statesOf(study).map(({ weights, ratings }, s) => {
        const steps = board.steps(s);
        const value = (by) => evaluate(study, weights, ratings, by).offerings[ours].value;
        const kept = pushed(study, statesOf(study), board.steps)[s].ratings;
        const factor = points ? 100 / weights.reduce((a, b) => a + b, 0) : 1;
        const scaled = weights.map((weight, d) => weight * (points ? factor : drivers[d].years));
        const found = ask({ s, weights: scaled, ratings, moved: [], pulls: board.pulls, size: 10000 });
        const after = evaluate(study, weights, kept).offerings[ours].value;
        return { change: value(steps) - value(null), kept: after - value(null), ...found };
    });
}"""


@pytest.mark.parametrize("name", ["coffee", "travel_mode"])
def test_levers_add_up_and_stop_at_the_anchors_as_in_python(model, name):
    study = cv.read_study(f"data/{name}")
    analysis = cv.analyse(study, language="en")
    shape, given = study_payload(analysis), drawn_payload(analysis)["certainty"]
    levers = analysis.improvement.levers
    random = np.random.default_rng(1)

    for pulls in (np.ones(len(levers.ids)), *(random.choice([0, 0.35, 1], (4, len(levers.ids))))):
        found = model.evaluate(PULLED, [shape, given, pulls.tolist()])
        before = levers.utility
        after = np.clip(before + (levers.steps * pulls[:, None]).sum(axis=1), 0, 1)
        expected = (levers.model.weight * (after - before)).sum(axis=1)
        assert [one["change"] for one in found] == pytest.approx(expected.tolist(), abs=1e-9 * np.abs(expected).max())
        assert [one["kept"] for one in found] == pytest.approx(expected.tolist(), abs=1e-9 * np.abs(expected).max())

    chosen = levers.ids[:2]
    found = model.evaluate(PULLED, [shape, given, [float(lever in chosen) for lever in levers.ids]])
    table = cv.improvement.plan_effects(levers, chosen)
    assert [one["best"][shape["ours"]] for one in found] == pytest.approx(table["p_best_after"].tolist(), abs=0.025)


def lead(study: cv.Study, segment: str) -> float:
    """Our value minus the best of the others' (an unknown rating that does not count leaves low and high the same)."""
    values = cv.values(study).query("segment == @segment").set_index("offering")["value_low"]
    return float(values[study.settings.ours] - values.drop(study.settings.ours).max())


@pytest.mark.thorough
def test_every_weight_that_closes_the_gap_is_found(model):
    study = cv.read_study("data/coffee")
    shape = study_payload(cv.analyse(study, language="en"))
    shown = model.evaluate(EVALUATE, [shape, {"ratings": {}, "weights": {}}])[0]["closing"]
    for row, driver in zip(shown, study.drivers["driver"], strict=True):
        grid = np.linspace(0, 200, 61)
        gaps = [
            lead(apply_scenario(study, Scenario("w", weights={"commuters": {driver: w}})), "commuters") for w in grid
        ]
        crosses = np.flatnonzero(np.diff(np.sign(gaps)))
        assert len(crosses) == (0 if math.isnan(row["weight"]) or row["weight"] > 200 else len(crosses))
        if len(crosses) and not math.isnan(row["weight"]):
            assert min(abs(grid[crosses] - row["weight"])) <= grid[1]


@pytest.mark.parametrize("code", ["en", "nb", "hr"])
def test_numbers_are_written_as_python_writes_them(model, code):
    signs = start_payload(cv.analyse(cv.read_study("data/travel_mode"), language=code))["numbers"]
    points = start_payload(cv.analyse(cv.read_study("data/coffee"), language=code))["numbers"]
    words = language(code)
    write = """([signs, rows]) => { const n = numbersFor(signs);
        return rows.map(([x, d]) => [n.amount(x, d), n.amount(x, d, true), n.inWords(x, d)]); }"""

    @QUICK
    @given(st.lists(st.tuples(st.floats(-1e7, 1e7), st.integers(0, 4)), min_size=1, max_size=30))
    def check(rows):
        for unit, of in (("AUD", signs), ("points", points)):
            expected = [
                [
                    words.amount(x, unit, digits=d),
                    words.amount(x, unit, digits=d, signed=True),
                    words.measure(x, unit, digits=d),
                ]
                for x, d in rows
            ]
            assert model.evaluate(write, [of, [list(row) for row in rows]]) == expected

    check()


def test_an_interval_s_ends_have_as_many_digits_as_python_gives_them(model):
    signs = start_payload(cv.analyse(cv.read_study("data/coffee")))["numbers"]
    rows = [
        (low, low + wide, digits)
        for low in (-9, -0.5, -0.04, 0, 0.3, 2)
        for wide in (0.4, 5, 20)
        for digits in (0, 1, 2)
    ]
    write = (
        "([signs, rows]) => rows.map(([low, high, digits]) => numbersFor(signs).intervalDigits([low, high], digits))"
    )

    found = model.evaluate(write, [signs, rows])

    assert found == [interval_digits(*row) for row in rows]
    assert len(set(found)) == 3


@pytest.mark.parametrize("code", ["en", "nb", "hr"])
@pytest.mark.parametrize("unit", ["EUR", "points"])
def test_costs_of_levers_are_written_as_in_the_report(model, code, unit):
    words = language(code)
    signs = start_payload(cv.analyse(cv.read_study("data/coffee"), language=code))["numbers"]
    costs = [0, 0.4, 99.6, 999, 1_000, 9_590, 60_612.4, 1_234_567]
    write = "([signs, costs, around]) => costs.map(cost => numbersFor(signs).money(cost, around))"

    found = model.evaluate(write, [signs, costs, around_amounts(unit, words)])

    assert found == [money(cost, unit, words) for cost in costs]


@pytest.mark.parametrize(
    ("code", "text", "read"),
    [
        ("en", "3.5", {"value": 3.5}),
        ("en", " −1,234.5 ", {"value": -1234.5}),
        ("en", ".5", {"value": 0.5}),
        ("en", "3,5", {"wrong": "sign", "example": "3.5"}),
        ("en", "three", {"wrong": "number"}),
        ("en", "1e3", {"wrong": "number"}),
        ("en", "12 minutes", {"wrong": "number"}),
        ("nb", "3,5", {"value": 3.5}),
        ("nb", "1\u00a0234,5", {"value": 1234.5}),
        ("nb", "3.5", {"wrong": "sign", "example": "3,5"}),
        ("hr", "1.234,5", {"value": 1234.5}),
        ("hr", "1.234", {"value": 1234}),
        ("hr", "-3.5", {"wrong": "sign", "example": "−3,5"}),
        ("hr", "=1+1", {"wrong": "number"}),
    ],
)
def test_typed_numbers(model, code, text, read):
    signs = start_payload(cv.analyse(cv.read_study("data/coffee"), language=code))["numbers"]

    assert model.evaluate("([signs, text]) => numbersFor(signs).parse(text)", [signs, text]) == read


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", ["−90,000", "1,234.5", "0.0001", "999"]),
        ("nb", ["−90 000", "1 234,5", "0,0001", "999"]),
        ("hr", ["−90.000", "1.234,5", "0,0001", "999"]),
    ],
)
def test_numbers_to_type_are_grouped_and_read_back(model, code, written):
    signs = start_payload(cv.analyse(cv.read_study("data/coffee"), language=code))["numbers"]
    numbers = [-90000, 1234.5, 0.0001, 999]
    found = model.evaluate("([signs, numbers]) => numbers.map(numbersFor(signs).plain)", [signs, numbers])
    back = model.evaluate("([signs, texts]) => texts.map(text => numbersFor(signs).parse(text).value)", [signs, found])

    assert [text.replace("\u00a0", " ") for text in found] == written
    assert back == numbers


def test_a_scenario_goes_from_the_browser_to_python_and_back(model, tmp_path):
    study = cv.read_study(write_files(tmp_path / "study"))
    shape = study_payload(cv.analyse(study, language="en"))
    scenario = Scenario(
        "Cheaper «2,50» </script>",
        {"regulars": {"price": 2.5, "taste": None}},
        {"visitors": {"taste": 10.0}},
        {"chain": {"visitors": {"price": 1.0}}},
    )
    as_file = "([study, scenario]) => asFile(study, scenario)"
    text = model.evaluate(as_file, [shape, {"name": scenario.name, **changes_of(scenario)}])
    (tmp_path / "from_browser.yaml").write_text(text, encoding="utf-8")

    path = write_scenario(study, scenario)
    of_file = "([study, text]) => ofFile(study, text, 'x.yaml')"
    back = model.evaluate(of_file, [shape, path.read_text(encoding="utf-8")])

    assert read_scenario(study, tmp_path / "from_browser.yaml") == scenario
    assert back == {"scenario": {"name": scenario.name, **changes_of(scenario)}, "older": False}
    assert model.evaluate("name => fileName(name)", scenario.name) == scenario.file_name


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("not yaml: [", "not_readable"),
        ("[]", "not_readable"),
        ('{"format": 1}', "not_readable"),
        ('{"format": 3, "scenario": "x", "study": "Coffee"}', "not_readable"),
        ('{"format": 2, "scenario": "x", "study": "Coffee", "rivals": {"chain": [1]}}', "not_readable"),
        ('{"format": 2, "scenario": "x", "study": "Coffee", "rivals": {"cafe": {}}}', "does_not_fit"),
        ('{"format": 2, "scenario": "x", "study": "Coffee", "rivals": {"nobody": {"visitors": {}}}}', "does_not_fit"),
        (
            '{"format": 2, "scenario": "x", "study": "Coffee", "rivals": {"chain": {"visitors": {"taste": 11}}}}',
            "does_not_fit",
        ),
        ('{"format": 1, "scenario": "x", "study": "Another", "ratings": {}, "weights": {}}', "other_study"),
        ('{"format": 1, "scenario": "x", "study": "Coffee", "ratings": {"nobody": {"taste": 1}}}', "does_not_fit"),
        ('{"format": 1, "scenario": "x", "study": "Coffee", "ratings": {"regulars": {"taste": 11}}}', "does_not_fit"),
        ('{"format": 1, "scenario": "x", "study": "Coffee", "weights": {"regulars": {"taste": -1}}}', "does_not_fit"),
        ('{"format": 1, "scenario": "x", "study": "Coffee", "weights": {"regulars": {"taste": "9"}}}', "does_not_fit"),
        ('{"format": 1, "scenario": "x", "study": "Coffee", "ratings": {"__proto__": {"taste": 1}}}', "does_not_fit"),
        (
            '{"format": 1, "scenario": "x", "study": "Coffee", "weights": {"regulars": {"taste": 9e15}}}',
            "does_not_fit",
        ),
        (
            '{"format": 1, "scenario": "x", "study": "Coffee", "weights": {"regulars": {"taste": 0, "price": 0}}}',
            "does_not_fit",
        ),
        (f'{{"format": 1, "scenario": "{"x" * 300}", "study": "Coffee"}}', "not_readable"),
        ("[" * 100_000, "not_readable"),
    ],
)
def test_a_file_that_is_no_scenario_of_this_study_is_refused(model, tmp_path, content, wrong):
    study = cv.read_study(write_files(tmp_path / "study"))
    shape = study_payload(cv.analyse(study, language="en"))
    (tmp_path / "x.yaml").write_text(content, encoding="utf-8")

    found = model.evaluate("([study, text]) => ofFile(study, text, 'x.yaml')", [shape, content])

    assert found["wrong"] == wrong
    assert set(found) == {"wrong", "fields"}
    with pytest.raises(cv.StudyError):
        read_scenario(study, tmp_path / "x.yaml")


def test_the_small_module_does_the_same(model, offline_page):
    study = cv.read_study("data/coffee")
    shape = study_payload(cv.analyse(study, language="en"))
    large = model.evaluate(EVALUATE, [shape, {"ratings": {}, "weights": {}}])
    offline_page.evaluate(LOAD, small_module("widget"))

    assert offline_page.evaluate(EVALUATE, [shape, {"ratings": {}, "weights": {}}]) == large
    assert len(small_module("widget")) < 0.9 * len(explorer_module("widget"))


def test_spaces_are_left_out_of_no_text():
    """Templates count, too: rjsmin does not know one inside another, so none is."""
    texts = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`')
    plain = re.sub(r"^\s*(//|/?\*).*$|[ \t]+// .*$", "", explorer_module("widget"), flags=re.MULTILINE)

    assert texts.findall(small_module("widget")) == texts.findall(plain)
    assert len(texts.findall(plain)) > 100
    templates = [text for text in texts.findall(plain) if text.startswith("`")]
    assert [text for text in templates if text.count("{") != text.count("}")] == []  # nested: cut in the middle


def test_the_style_sheet_says_the_same_without_its_spaces(model):
    rules = """css => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        return [...sheet.cssRules].map(rule => rule.cssText);
    }"""
    as_written = model.evaluate(rules, (Path(script.__file__).parent / "explorer.css").read_text(encoding="utf-8"))

    assert model.evaluate(rules, explorer_style()) == as_written
    assert len(as_written) > 50


def test_the_explorer_asks_for_nothing_that_json_cannot_hold():
    for study in ("coffee", "travel_mode", "software"):
        read = cv.read_study(f"data/{study}")
        json.dumps([start_payload(cv.analyse(read)), drawn_payload(cv.analyse(read))], allow_nan=False)
