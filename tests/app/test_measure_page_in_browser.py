"""The page *Measure* as people use it: an export is understood, changed, and its numbers go into the study."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

import cvtools as cv
from cvtools.language.language import Language

from ..accessibility import violations
from ..jupyterlab import running_app
from ..patience import no_wider

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.thorough]

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def served(tmp_path, open_offline):
    """The app on a copy of the coffee study."""
    study = tmp_path / "coffee"
    shutil.copytree(DATA / "coffee", study)
    root = tmp_path / "served"
    root.mkdir()
    with (
        running_app(root, study) as address,
        open_offline(viewport={"width": 1200, "height": 1000}) as page,
    ):
        page.goto(address)
        page.locator(".cvt-form .cvt-bar").first.wait_for(timeout=60_000)
        yield page, study


def picture(page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("CVTOOLS_PICTURES"):
        page.screenshot(path=f"{folder}/measure_{name}.png", full_page=True)


def choose(page, label: str, option: str) -> None:
    """Choose from a list, and wait until the kernel has answered: it fills the other lists."""
    chosen = page.get_by_label(label, exact=True)
    chosen.select_option(option)
    page.wait_for_timeout(500)
    expect(chosen).to_have_value(option, timeout=30_000)


def test_from_an_export_to_the_study_and_back(served):
    page, place = served
    before = cv.read_study(place)
    page.get_by_role("tab", name="Measure", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload an export …").click()
    chooser.value.set_files(DATA / "coffee_survey" / "google_forms.csv")
    page.get_by_text("420 responses (google_forms), of which 420 count").wait_for(timeout=60_000)
    expect(page.get_by_label("Segments come from", exact=True)).to_have_value("Which of these is most like you?")

    choose(page, "Question", "How many minutes did you wait at The Little Cup?")
    expect(page.get_by_label("Asks", exact=True)).to_have_value("a rating", timeout=30_000)
    choose(page, "Asks", "not used")
    page.get_by_text("Not used: “How many minutes did you wait at The Little Cup?”", exact=True).wait_for(
        timeout=30_000
    )
    choose(page, "Asks", "a rating")
    choose(page, "Scale", "a level in the driver’s unit")
    choose(page, "Driver", "Waiting time")
    choose(page, "Offering", "The Little Cup")
    expect(page.get_by_text("Not used: “How many minutes did you wait", exact=False)).to_have_count(0, timeout=30_000)
    page.get_by_label("Look at", exact=True).select_option("what counts")
    page.locator(".still svg").wait_for(timeout=60_000)
    expect(page.locator(".still")).to_have_attribute("aria-label", re.compile("Waiting time"))
    picture(page, "en")
    assert violations(page) == []
    page.get_by_label("Weights", exact=True).select_option("what they say")
    page.get_by_role("button", name="Put into the study").click()
    page.get_by_text("ratings of 420 responses are in the study now.").wait_for(timeout=60_000)
    study = cv.read_study(place)
    assert (study.ratings["evidence"] == "survey").sum() > (before.ratings["evidence"] == "survey").sum()
    assert study.replicates is not None
    page.get_by_role("tab", name="Explore", exact=True).click()
    page.locator(".cvx-drawn").wait_for(timeout=60_000)
    page.get_by_role("tab", name="Measure", exact=True).click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("The study is as it was before.").wait_for(timeout=60_000)
    assert cv.read_study(place).fingerprint == before.fingerprint

    for code, name in (("nb", "Norsk"), ("hr", "Hrvatski")):
        page.locator("select").first.select_option(label=name)
        page.get_by_role("button", name=Language(code)("Put into the study")).wait_for(timeout=30_000)
        page.get_by_text(Language(code)("ease or effort")).first.wait_for(timeout=30_000)
        for width in (1200, 390):
            page.set_viewport_size({"width": width, "height": 900})
            no_wider(page)
            picture(page, f"{code}_{width}")
    assert violations(page) == []
