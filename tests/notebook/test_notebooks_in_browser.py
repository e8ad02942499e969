"""The notebooks as their reader sees them: JupyterLab in Chromium, Run All, and nothing leaves the machine."""

from __future__ import annotations

import json
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import expect

from ..jupyterlab import RUN_ALL, TOKEN, promised
from ..patience import comes_to
from .test_notebooks import NOTEBOOKS, faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHARTS = {
    "00_start_here": 4,
    "01_define_segments": 1,
    "02_enter_benefits_and_costs": 0,
    "03_see_value_gaps": 9,
    "04_explore_with_sliders": 5,
    "05_how_sure_are_we": 5,
    "06_measure_value": 7,
    "07_improve_value": 4,
    "08_report": 13,
    "09_workshop": 1,
}
# So tall that every cell is on the screen: JupyterLab draws no chart that nobody can see.
SCREEN = {"width": 1200, "height": 9000}

CHARTS_DRAWN = """count => {
    const drawn = [...document.querySelectorAll(".jp-OutputArea-output svg.marks")];
    return drawn.length === count && drawn.every(svg => svg.getBoundingClientRect().height > 50);
}"""
EMPTY = """() => [...document.querySelectorAll(".jp-OutputArea-output")]
    .filter(output => !output.querySelector("svg, style") && output.innerText.trim() === "")
    .map(output => output.closest(".jp-CodeCell").innerText.slice(0, 80))"""
CUT_OFF = """() => {
    const right = element => element.getBoundingClientRect().right;
    return [...document.querySelectorAll(".jp-OutputArea-output svg.marks")]
        .filter(svg => right(svg) > right(svg.closest(".jp-OutputArea-output")) + 1)
        .map(svg => svg.closest(".jp-CodeCell").innerText.slice(0, 80));
}"""


def test_each_notebook_is_here():
    assert [path.stem for path in NOTEBOOKS] == list(CHARTS)


def test_no_language_server_looks_over_a_readers_shoulder(lab):
    with urlopen(f"{lab.url}lsp/status?token={TOKEN}") as answer:
        assert json.load(answer)["sessions"] == {}


@pytest.mark.thorough  # a notebook with sliders is looked at every day in tests/explorer
@pytest.mark.parametrize("name", CHARTS)
def test_run_all_draws_everything_without_a_network(open_notebook, name):
    with open_notebook(name, viewport=SCREEN) as page:
        executed = nbformat.reads(promised(page, RUN_ALL), as_version=4)

        assert faults(executed) == []
        page.wait_for_function(CHARTS_DRAWN, arg=CHARTS[name], timeout=30_000)
        comes_to(page, EMPTY, [])
        expect(page.locator("mjx-container")).to_have_count(0)  # dollars are money, not formulas
        comes_to(page, CUT_OFF, [])
