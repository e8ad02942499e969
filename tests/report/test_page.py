"""An executed notebook as one HTML file."""

from __future__ import annotations

import base64
import json
import re
import zlib

import nbformat
import pytest

import cvtools as cv
from cvtools.charts.mimetype import VEGALITE, specification
from cvtools.explorer.script import comes_often, packed
from cvtools.language.language import language
from cvtools.report.overview import marked, overview
from cvtools.report.page import html_page, in_many_pages, script_json
from cvtools.sentences.answer import answer_sentence
from cvtools.study.study import replace

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"a": "</script><script>bad()</script>"}]},
    "mark": "bar",
    "description": "d",
}


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def shown(data, *tags):
    output = nbformat.v4.new_output("display_data", data=data)
    return nbformat.v4.new_code_cell("secret_source()", outputs=[output], metadata={"tags": list(tags)})


def page(*cells, title="T"):
    return html_page(notebook(*cells), title=title, language=language("en"))


def test_the_page_shows_outputs_and_added_markdown_but_no_code():
    html = page(shown({"text/html": "<p>kept</p>"}), nbformat.v4.new_markdown_cell("**my own words**"))

    assert "<p>kept</p>" in html
    assert "<strong>my own words</strong>" in html
    assert "secret_source" not in html


def test_cells_tagged_no_report_stay_out():
    assert "<p>left out</p>" not in page(shown({"text/html": "<p>left out</p>"}, "no-report"))


def test_a_chart_becomes_a_place_with_its_specification():
    html = page(shown({VEGALITE: SPEC, "text/plain": "d"}))

    held = re.search(
        r'<figure class="chart" role="img" aria-label="d"><script type="application/json">(.*?)</script>', html
    )
    assert held is not None
    assert re.search(r'<div class="still" aria-hidden="true"><svg (?:.(?!aria-))*</svg></div></figure>', html)
    assert json.loads(held.group(1)) == SPEC


def test_the_notebook_is_left_as_it_was():
    cell = shown({VEGALITE: SPEC})
    before = nbformat.writes(notebook(cell))

    page(cell)

    assert nbformat.writes(notebook(cell)) == before


def test_the_title_is_escaped():
    assert "<title>&lt;b&gt;</title>" in page(title="<b>")


def test_json_in_a_script_cannot_end_it():
    assert "<" not in script_json(SPEC)
    assert json.loads(script_json(SPEC)) == SPEC


def test_what_many_pages_hold_is_written_once_and_to_the_same_letters():
    many, other = {"name": "</script>", "numbers": [0.1, None]}, {"name": "</script>", "numbers": [0.1, None]}
    start = {"drawn": many, "first": 3, "also": other}
    text = script_json(start)

    in_many_pages([many])
    assert script_json(start) == text
    many["name"] = "changed"
    assert script_json(start) == text  # the text is there already
    assert json.loads(script_json({"drawn": dict(many)})) == {"drawn": many}  # another object, the same or not


def test_what_texts_begin_with_is_packed_once_and_to_the_same_letters():
    beginning = script_json({"ratings": [x / 7 for x in range(20_000)], "word": "čćž"}).removesuffix("}")
    text = f'{beginning},"first":3}}'
    letters = packed(text)

    comes_often(beginning)

    assert packed(text) == letters == base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    assert packed("something else") == base64.b64encode(zlib.compress(b"something else", 9)).decode()


def test_the_chart_library_is_there_once():
    one, three = (page(*(shown({VEGALITE: SPEC}) for _ in range(count))) for count in (1, 3))

    assert len(three) - len(one) < 6000
    assert len(one) < 1_200_000


@pytest.mark.browser
def test_scripts_that_are_not_ours_do_not_run(browser, tmp_path):
    """Even markup that slipped through finds the door closed."""
    file = tmp_path / "page.html"
    slipped = "<script>document.title = 'bad'</script><img src=x onerror=\"document.title = 'bad'\">"
    file.write_text(page(shown({"text/html": slipped}), shown({VEGALITE: SPEC}), title="good"), encoding="utf-8")
    tab = browser.new_page()

    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-charts=drawn]")

    assert tab.title() == "good"
    assert tab.locator("figure.chart svg:visible").count() == 1
    tab.close()


def test_an_overview_decides_over_all_segments(repository):
    """Who wins where, how surely, what to do first; links; and a text in which nothing of the study is markup."""
    study = cv.read_study(repository / "data" / "starter")
    study = replace(study, offerings=study.offerings.assign(name=["<i>Ours</i> [x](y)", "A rival", "Do nothing"]))
    analysis = cv.analyse(study)

    made = overview(analysis, {"busy": "busy.html", "careful": "careful.html"})

    assert made.page.count("<script>") == 0
    assert re.findall(r'<th scope="row"><a href="(\w+\.html)">', made.page) == ["busy.html", "careful.html"]
    assert "<i>" not in made.page.partition("</head>")[2]
    assert "\\<i\\>Ours\\</i\\> \\[x\\](y)" in made.summary
    for segment in ("busy", "careful"):
        assert marked(answer_sentence(analysis.at(segment))) in made.summary


def test_no_two_pictures_of_a_page_share_an_id():
    """Else a picture would be cut by what another one, which is hidden, is cut by."""
    study = cv.analyse("software", draws=200)
    chart = specification(cv.figures.value_map(study).chart)

    html = page(shown({VEGALITE: chart}), shown({VEGALITE: {**chart, "width": 300}}))

    ids = re.findall(r'\bid="([^"]+)"', re.sub(r"<script.*?</script>", "", html, flags=re.S))
    assert len(ids) >= 2
    assert len(ids) == len(set(ids))
    assert not any(re.fullmatch(r"clip\d+", name) for name in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", html.partition("<script>")[0])) <= set(ids)
