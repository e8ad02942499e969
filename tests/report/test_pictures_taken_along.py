"""Pictures saved and copied: from a report by its reader, from a notebook by a line of code."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

import cvtools as cv
from cvtools.charts.mimetype import chart_bundle, specification
from cvtools.figures.figure import still
from cvtools.language.language import language
from cvtools.report.page import html_page
from cvtools.study.study import replace

from ..patience import eventually


@pytest.fixture(scope="module")
def analysis(repository) -> cv.Analysis:
    study = cv.read_study(repository / "data" / "starter")
    names = ["=1+1", *study.drivers["name"][1:]]
    drivers = study.drivers.assign(name=names, name_nb=names)
    return cv.analyse(replace(study, drivers=drivers), segment="busy", language="nb", draws=200)


def test_a_picture_is_saved_as_a_drawing_or_in_pixels(analysis, tmp_path):
    figure = cv.figures.gap(analysis)

    drawing = cv.save_chart(figure, tmp_path / "gap.svg").read_text(encoding="utf-8")
    pixels = cv.save_chart(figure.chart, str(tmp_path / "gap.PNG")).read_bytes()

    size = re.search(r'width="(\d+)" height="(\d+)"', drawing)
    assert size is not None
    assert pixels.startswith(b"\x89PNG") and struct.unpack(">II", pixels[16:24]) == tuple(
        2 * int(side) for side in size.groups()
    )


def test_what_is_written_in_a_picture_stays_whole(analysis, repository):
    croatian = cv.analyse(repository / "data" / "coffee", segment="commuters", language="hr")
    named = analysis.study.drivers.assign(name=['1.2345 role="x"', *analysis.study.drivers["name"][1:]], short="")
    odd = cv.analyse(replace(analysis.study, drivers=named), segment="busy", draws=200)

    assert ">7.290\xa0€<" in still(cv.figures.levers(croatian)).markup  # thousands, as Croatian writes them
    assert '>1.2345 role="x"<' in still(cv.figures.gap(odd)).markup


def test_another_kind_of_file_is_refused(analysis, tmp_path):
    with pytest.raises(cv.StudyError, match=r"\.svg or \.png"):
        cv.save_chart(cv.figures.gap(analysis), tmp_path / "gap.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def page(analysis, tmp_path_factory) -> str:
    figure = cv.figures.gap(analysis)
    data, _ = chart_bundle(specification(figure.chart))
    bundles = [data, {"text/html": figure.table.markup}]
    outputs = [nbformat.v4.new_output("display_data", data=data) for data in bundles]
    place = {"cvtools_section": {"name": "gap", "heading": "Gap"}}
    outputs[0].metadata = nbformat.NotebookNode(place)
    cell = nbformat.v4.new_code_cell("", outputs=outputs)
    made = html_page(nbformat.v4.new_notebook(cells=[cell]), title="T", language=language("nb"))
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(made, encoding="utf-8")
    return file.as_uri()


@pytest.mark.browser
@pytest.mark.thorough
def test_a_reader_takes_a_picture_along_by_keys(page, open_offline):
    with open_offline(permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.goto(page)
        tab.wait_for_selector("html[data-charts=drawn]")
        summary = tab.locator(".tools summary")
        assert summary.text_content().startswith("Lagre eller kopier: ")
        summary.focus()
        tab.keyboard.press("Enter")
        names = ["Lagre som SVG", "Lagre som PNG", "Kopier bildet", "Kopier tabellen"]
        expect(tab.get_by_role("button")).to_have_text(names)

        saved, said = {}, tab.locator(".tools [role=status]")
        for _ in range(2):
            tab.keyboard.press("Tab")
            with tab.expect_download() as download:
                tab.keyboard.press("Enter")
            saved[download.value.suggested_filename.rpartition(".")[2]] = Path(download.value.path()).read_bytes()
            said.filter(has_text="Lagret: ").wait_for()
        assert saved["svg"].startswith(b"<svg") and b"aria-hidden" not in saved["svg"][:200]
        wide, _high = struct.unpack(">II", saved["png"][16:24])
        assert wide == 2 * float(re.search(rb' width="([\d.]+)"', saved["svg"]).group(1))

        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        said.filter(has_text="Kopiert.").wait_for()
        kinds = tab.evaluate("navigator.clipboard.read().then(([one]) => one.types)")
        assert kinds == ["image/png"]
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        copied = "navigator.clipboard.readText()"
        eventually(tab, lambda: tab.evaluate(copied))  # it held a picture
        rows = tab.evaluate(copied).split("\n")
        assert any(row.startswith("'=1+1\t") for row in rows)
        assert rows[-1].split("\t")[0] == "Til sammen" and re.match(r"[+−]?\d", rows[-1].split("\t")[2])


@pytest.mark.browser
@pytest.mark.thorough
def test_where_a_page_may_not_copy_it_says_so(page, open_offline):
    with open_offline() as tab:
        tab.add_init_script("delete Navigator.prototype.clipboard")
        tab.goto(page)
        tab.wait_for_selector("html[data-charts=drawn]")
        tab.locator(".tools summary").click()
        tab.get_by_role("button", name="Kopier tabellen").click()

        expect(tab.locator(".tools [role=status]")).to_contain_text("lar ikke en side kopiere")
