"""Reports end to end: a study goes in, an HTML file comes out, and a browser without a network shows it."""

from __future__ import annotations

import re
from importlib.metadata import version
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

import cvtools as cv
from cvtools.report.batch import each_outcome, write_reports
from cvtools.report.notebook_run import ReportError, run_notebook
from cvtools.report.plan import plan_reports
from cvtools.study.schema import LANGUAGES
from cvtools.study.study import replace

from ..accessibility import violations
from ..patience import comes_to, eventually, no_wider
from ..strength import some

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "data" / "coffee"
TRAVEL = ROOT / "data" / "travel_mode"
CUT_BY_THE_PAPER = """() => [...document.querySelectorAll("main h1, main figure.chart svg")]
    .filter(element => element.getBoundingClientRect().right > innerWidth)
    .map(element => element.outerHTML.slice(0, 80))"""
HOSTILE = {
    "script": "</script><script>document.title='bad'</script>",
    "image": "<img src=x onerror=\"document.title='bad'\">",
    "markdown": "**bold** [link](javascript:alert(1)) `code` $x$",
    "template": "{{7*7}} {segment} {% raw %} %s {0}",
    "formula": '=HYPERLINK("http://example.org")',
    "emoji": "🍫 Čokoladica \u200dÆØÅ",
    "rtl": "שלום עולם",
    "long": "A very long name that goes on " * 6,
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[str, Path]:
    """One report in each language."""
    folder = tmp_path_factory.mktemp("reports")
    runs = plan_reports([TRAVEL], segments=["lower_income"], languages=LANGUAGES, out=folder)
    assert [outcome.state for outcome in each_outcome(runs)] == ["written"] * len(runs)
    return {run.language: run.file for run in runs if not run.reports}


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory) -> Path:
    """A report of a study whose every text is out to break it."""
    folder = tmp_path_factory.mktemp("hostile")
    study = cv.read_study(COFFEE)
    names = list(HOSTILE.values())

    def renamed(frame):
        texts = [column for column in frame if column.startswith(("name", "description", "note", "unit"))]
        cycle = [names[i % len(names)] for i in range(len(frame))]
        return frame.assign(**dict.fromkeys(texts, cycle))

    bad = replace(
        study,
        settings=type(study.settings)(
            title=HOSTILE["script"], unit="points", ours="little_cup", notes=HOSTILE["image"]
        ),
        segments=renamed(study.segments),
        offerings=renamed(study.offerings),
        drivers=renamed(study.drivers),
        weights=renamed(study.weights),
        ratings=renamed(study.ratings),
        origin=None,
    )
    cv.write_study(bad, folder / "study")
    return write_reports(folder / "study", segments=["neighbours"], out=folder / "out")[0]


def test_the_files_are_named_after_study_segment_and_language(reports):
    assert [file.name for file in reports.values()] == [f"travel_mode-lower_income-{code}.html" for code in LANGUAGES]


def test_a_report_hands_on_the_notices_of_the_software_in_it(reports):
    html = reports["en"].read_text(encoding="utf-8")
    comment = html[html.index("<!--\nThis file holds software of others:") :].partition("-->")[0]

    assert len(comment) < 4000
    for holder in ("University of Washington Interactive Data Lab", "Mike Bostock", "Joachim Wester", "Mapbox"):
        assert holder in comment
    assert "Redistributions in binary form must reproduce the above copyright" in comment


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_report_is_one_small_file_that_names_nothing_outside(reports, code):
    html = reports[code].read_text(encoding="utf-8")

    assert len(html.encode()) <= 1_600_000
    assert re.search(r'(?:src|href)=["\']?https?:', html) is None
    assert f'<html lang="{code}">' in html


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_footer_says_what_the_report_was_made_from(reports, code):
    (footer,) = re.findall(r"<footer>(.*?)</footer>", reports[code].read_text(encoding="utf-8"), flags=re.S)

    assert cv.read_study(TRAVEL).fingerprint in footer
    assert "lower_income" in footer
    assert all(f"{name} {version(name)}" in footer for name in ("cvtools", "altair", "pandas"))


@pytest.mark.browser
def test_a_printed_report_is_whole(reports, open_offline):
    with open_offline(viewport={"width": 690, "height": 1000}) as page:  # A4 between its margins
        page.goto(reports["en"].as_uri())
        page.wait_for_selector("html[data-charts=drawn]")
        page.emulate_media(media="print")

        assert page.locator("summary").count() > 5
        expect(page.locator("summary:visible")).to_have_count(0)
        expect(page.locator(".table").first).to_have_css("overflow-x", "visible")
        comes_to(page, CUT_BY_THE_PAPER, [])
        assert page.pdf().startswith(b"%PDF")


@pytest.mark.browser
@pytest.mark.parametrize(("code", "width"), some([*product(LANGUAGES, (390, 1000))], daily=1))
def test_the_report_is_whole_and_legible_without_a_network(reports, open_offline, code, width):
    with open_offline(viewport={"width": width, "height": 900}) as page:
        page.goto(reports[code].as_uri())
        page.wait_for_selector("html[data-charts=drawn]")

        charts = page.locator("figure.chart")
        expect(charts).to_have_count(13)
        expect(page.locator("figure.chart.drawn svg:visible")).to_have_count(13)
        no_wider(page)
        assert page.locator("figure.chart + div details, figure.chart ~ details, details").count() >= charts.count()
        expect(page.locator(r"text=/\b(NaN|undefined|None|nan)\b/")).to_have_count(0)
        small = (
            "[...document.querySelectorAll('figure.chart svg text')]"
            ".filter(t => t.checkVisibility() && t.textContent.trim() && t.getBoundingClientRect().height < 9)"
            ".map(t => t.textContent)"
        )
        comes_to(page, small, [])
        if (code, width) in (("en", 1000), ("hr", 390)):  # it takes ten seconds
            assert violations(page) == []


@pytest.mark.browser
def test_the_answer_is_the_first_thing_a_reader_sees(reports, offline_page):
    offline_page.goto(reports["en"].as_uri())

    expect(offline_page.locator("h1")).to_have_text("To “Lower income”, “Train” is worth A$84 less than “Car”.")
    expect(offline_page.locator(".sure")).to_have_text("Clearly behind · “Car” is the best (more than 99%)")
    eventually(offline_page, lambda: offline_page.locator("ol.advice").first.bounding_box()["y"] < 500)


@pytest.mark.browser
def test_a_table_opens_with_the_keyboard(reports, offline_page):
    offline_page.goto(reports["en"].as_uri())
    summary = offline_page.locator("summary").first
    summary.focus()

    offline_page.keyboard.press("Enter")

    expect(offline_page.locator("details[open] table").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.thorough
def test_a_hostile_study_makes_a_harmless_report(hostile_report, offline_page):
    offline_page.goto(hostile_report.as_uri())
    offline_page.wait_for_selector("html[data-charts=drawn]")

    text = offline_page.locator("main").inner_text()
    assert "bad" not in offline_page.title() or "<script>" in offline_page.title()
    assert offline_page.locator("main img").count() == 0
    assert all(link.get_attribute("href").startswith("#") for link in offline_page.locator("main a").all())
    assert HOSTILE["script"] in text
    assert HOSTILE["template"] in text
    assert offline_page.locator("figure.chart.drawn").count() == offline_page.locator("figure.chart").count()


def test_a_notebook_without_such_a_parameter_is_refused():
    with pytest.raises(cv.StudyError, match="the notebook has no parameter studdy; it has study, segment, language"):
        run_notebook("08_report.ipynb", {"studdy": "x"})


def test_a_cell_that_fails_is_told_with_its_own_words():
    with pytest.raises(ReportError, match="StudyError: nowhere: there is no such folder or file"):
        run_notebook("08_report.ipynb", {"study": "nowhere"})


def test_a_study_without_alternatives_is_told_so(tmp_path):
    study = cv.read_study(COFFEE)
    ours = {name: study.tables[name].query("offering == 'little_cup'") for name in ("offerings", "ratings")}
    others = {name: table for name, table in study.others.items() if name != "shares"}  # of one there are none
    alone = replace(study, **ours, others=others, origin=None)
    cv.write_study(alone, tmp_path / "alone")

    with pytest.raises(cv.StudyError, match="there is no offering besides ours"):
        write_reports(tmp_path / "alone", out=tmp_path / "out")
