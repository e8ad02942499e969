"""The workbook without a cell, as `make app` serves it: from nothing to a report, by mouse and keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cvtools as cv
from cvtools.study.scenario_files import read_scenarios

from ..accessibility import violations
from ..jupyterlab import running_app
from ..patience import eventually, no_wider
from ..strength import some

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = ".cvx-answer"
SEGMENTS = {"Kids": "300", "Parents": "200", "Tourists": "50"}
NEW_ROW = "() => document.activeElement?.dataset.column === 'name' && !document.activeElement.value"


@pytest.fixture
def served(tmp_path, open_offline):
    """The page of the app on a study that is not there yet, and where it will be."""
    study = tmp_path / "ice_cream"
    root = tmp_path / "served"
    root.mkdir()
    with (
        running_app(root, study) as address,
        open_offline(viewport={"width": 1200, "height": 1000}, accept_downloads=True) as page,
    ):
        page.goto(address)
        page.locator(".cvt-form .cvt-bar").first.wait_for(timeout=60_000)
        yield page, study


def field(page, label: str):
    return page.locator(f'.cvt-form [aria-label="{label}"]:not([type=range])')


def turn(page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def build(page) -> None:
    """Enter a study of three segments."""
    field(page, "Title").fill("Ice cream")
    turn(page, "Segments")
    page.get_by_role("button", name="+ Add a segment").click()
    for name, size in SEGMENTS.items():
        page.wait_for_function(NEW_ROW)
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(size)
        page.keyboard.press("Shift+Tab")
        if name != "Tourists":
            page.keyboard.press("Enter")
    turn(page, "Offerings")
    for name in ("Our van", "The shop"):
        page.get_by_role("button", name="+ Add an offering").click()
        page.wait_for_function(NEW_ROW)
        page.keyboard.type(name)
    turn(page, "Drivers")
    page.get_by_label("Add a typical driver").select_option("results")
    page.get_by_label("Add a typical driver").select_option("price")
    turn(page, "Weights")
    page.get_by_label("Matters most").select_option("results")
    field(page, "Weight, Price").fill("50")
    turn(page, "Ratings")
    for label, text in {
        "Our van, It does the job": "8",
        "The shop, It does the job": "6",
        "Our van, Price": "40",
        "The shop, Price": "30",
    }.items():
        field(page, label).fill(text)
        field(page, label).press("Tab")
    page.get_by_text("Everything is saved in ").first.wait_for()


@pytest.mark.thorough
def test_from_nothing_to_a_scenario_and_a_report(served, open_offline, tmp_path):
    page, place = served
    turn(page, "Explore")
    page.get_by_text("The study is not complete yet.").wait_for()
    assert not place.exists()
    turn(page, "Enter")
    build(page)
    assert violations(page) == []

    turn(page, "Explore")
    page.locator(".cvx-drawn").wait_for(timeout=30_000)
    study = cv.read_study(place)
    assert list(study.segments["name"]) == list(SEGMENTS)
    page.set_viewport_size({"width": 1200, "height": 500})
    page.locator(".cvx-slider").last.scroll_into_view_if_needed()
    page.mouse.move(600, 300)
    page.mouse.wheel(0, 250)
    eventually(page, lambda: page.locator(".cvx").bounding_box()["y"] < 0)
    assert page.locator(ANSWER).bounding_box()["y"] >= 0  # the answer stays in view above the sliders
    page.set_viewport_size({"width": 1200, "height": 1000})
    price = page.get_by_role("textbox", name="Price: rating of Our van")
    expect(price).to_have_value("40")
    price.fill("20")
    page.get_by_role("textbox", name="Name of the scenario").fill("Half price")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept: Half price.").wait_for()
    assert violations(page) == []
    eventually(page, lambda: read_scenarios(study))
    (scenario,) = read_scenarios(study)
    assert scenario.ratings == {"kids": {"price": 20}}
    gap = cv.gap_totals(cv.value_gaps(cv.apply_scenario(study, scenario)))["gap"][0]
    turn(page, "Enter")
    turn(page, "Segments")
    field(page, "Customers, Kids").fill("350")
    field(page, "Customers, Kids").press("Tab")
    page.get_by_text("Everything is saved in ").first.wait_for()
    turn(page, "Explore")
    page.wait_for_function("() => document.querySelectorAll('.cvx-drawn').length === 1")
    expect(page.get_by_role("textbox", name="Price: rating of Our van")).to_have_value("20")  # what was moved stays
    expect(page.locator(".cvx-table tbody th").get_by_text("Half price")).to_have_count(1)
    expect(page.locator(ANSWER)).to_contain_text(f"{gap:.1f} points more")

    page.wait_for_timeout(600)
    page.reload()
    page.locator(".cvt-form .cvt-bar").first.wait_for(timeout=60_000)
    turn(page, "Explore")
    page.locator(".cvx-drawn").wait_for(timeout=30_000)
    expect(page.get_by_role("textbox", name="Price: rating of Our van")).to_have_value("20")  # after a reload, too

    turn(page, "Report")
    page.get_by_role("heading", name="Keep in mind").wait_for()
    page.get_by_role("button", name="Write the reports").click()
    links = page.locator("a[download]")
    links.last.wait_for(timeout=90_000)
    assert violations(page) == []
    expect(links).to_have_text([f"ice_cream-{s.lower()}-en.html" for s in SEGMENTS])
    with page.expect_download() as download:
        links.first.click()
    file = tmp_path / "report.html"
    download.value.save_as(file)
    with open_offline() as reader:
        reader.goto(file.as_uri())
        reader.locator(".cvx-drawn").wait_for()
        expect(reader.locator("h1")).to_contain_text("Our van")


@pytest.mark.parametrize("width", some([1200, 390], daily=1))
@pytest.mark.thorough
def test_in_norwegian_and_croatian(served, width):
    page, _place = served
    page.set_viewport_size({"width": width, "height": 900})
    for language, tabs in (("Norsk", ["Utforsk", "Rapport"]), ("Hrvatski", ["Istraži", "Izvješće"])):
        page.locator("select").first.select_option(label=language)
        for tab in tabs:
            page.get_by_role("tab", name=tab, exact=True).wait_for()
    no_wider(page)
    assert violations(page) == []
