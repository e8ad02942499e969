"""A report in other forms: slides, a workbook of its tables, a PDF."""

from __future__ import annotations

import dataclasses
import io
import os
import time
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

import cvtools as cv
from cvtools.report import other_forms
from cvtools.report.notebook_run import ReportError
from cvtools.report.pdf import printed
from cvtools.report.plan import Run
from cvtools.report.slides import LAYOUTS, slides
from cvtools.report.tables_workbook import tables_workbook
from cvtools.study.errors import StudyError
from cvtools.study.study import replace


def texts(deck) -> list[str]:
    return [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "What to do"), ("nb", "Hva vi bør gjøre"), ("hr", "Što učiniti")]
)
def test_slides_hold_text_charts_and_tables_that_can_be_edited(language, heading):
    deck = Presentation(io.BytesIO(slides(cv.analyse("coffee", segment="commuters", language=language, draws=200))))

    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert heading in texts(deck)
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)
    assert [slide.slide_layout.name for slide in deck.slides][:2] == list(LAYOUTS[:2])
    charts = [shape.chart for shape in shapes if shape.has_chart]
    assert [len(chart.plots[0].categories) for chart in charts] == [4, 9]
    assert round(sum(charts[1].plots[0].series[0].values), 6) == -11.45
    assert sum(shape.has_table for shape in shapes) == 3


def test_a_template_lends_its_layouts_and_none_of_its_slides(tmp_path):
    template = tmp_path / "ours.pptx"
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts.get_by_name("Title Only")).shapes.title.text = "An old slide"
    deck.save(str(template))

    made = Presentation(io.BytesIO(slides(cv.analyse("software"), template=template)))

    assert made.slide_width == deck.slide_width
    assert "An old slide" not in texts(made)


def test_a_template_without_the_layouts_is_refused(tmp_path):
    template = tmp_path / "ours.pptx"
    deck = Presentation()
    deck.slide_layouts.get_by_name("Title Only").name = "Kun tittel"
    deck.save(str(template))

    with pytest.raises(StudyError, match="no layout called Title Only; it has Title Slide"):
        slides(cv.analyse("software"), template=template)


def test_a_file_that_is_no_presentation_is_refused(tmp_path):
    (tmp_path / "x.pptx").write_bytes(b"PK nothing")

    with pytest.raises(StudyError, match="no presentation"):
        slides(cv.analyse("software"), template=tmp_path / "x.pptx")


def test_the_workbook_holds_exact_numbers_and_no_formula():
    study = cv.read_study("coffee")
    evil = study.offerings.assign(name=["=1+1", *study.offerings["name"][1:]])

    book = openpyxl.load_workbook(io.BytesIO(tables_workbook(cv.analyse(replace(study, offerings=evil), draws=200))))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(book.sheetnames) == 10
    assert any(cell.value == "=1+1" for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)
    gaps = list(book["Gap"].iter_rows(values_only=True))
    column = gaps[0].index("Gap")
    assert round(sum(row[column] for row in gaps[1:]), 9) == -11.45


@pytest.mark.browser
def test_a_page_is_printed_to_a_tagged_pdf(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html lang=en><title>T</title><h1>Heading</h1><a href='#x'>on</a><p id=x>x")

    (pdf,) = printed([page])

    data = pdf.read_bytes()
    assert pdf == tmp_path / "page.pdf"
    assert data.startswith(b"%PDF")
    assert b"/StructTreeRoot" in data and b"/Outlines" in data


def test_without_a_browser_it_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))

    with pytest.raises(StudyError, match="needs Chromium, Chrome or Edge"):
        printed([Path("x.html")])


def test_a_pdf_that_is_newer_than_its_page_is_left_as_it_is(tmp_path, monkeypatch):
    runs = [Run("s", "", "en", "t", tmp_path / f"{name}.html", tmp_path / "n.ipynb") for name in ("new", "old", "none")]
    for run in runs:
        run.file.write_text("page")
    for name, age in (("new", 100), ("old", -100)):
        (tmp_path / f"{name}.pdf").write_text("pdf")
        os.utime(tmp_path / f"{name}.pdf", (time.time() + age,) * 2)
    monkeypatch.setattr(other_forms, "printed", lambda pages: {page.with_suffix(".pdf"): "" for page in pages})

    assert [file.stem for file in other_forms.Forms(pdf=True).written(runs)] == ["old", "none"]
    assert [file.stem for file in other_forms.Forms(pdf=True).written(runs, force=True)] == ["new", "old", "none"]


def test_a_page_that_cannot_be_printed_stops_no_other(tmp_path, monkeypatch):
    runs = [Run("s", "", "en", "t", tmp_path / f"{name}.html", tmp_path / "n.ipynb") for name in "abc"]
    told = {run.file.with_suffix(".pdf"): "Timeout" if run.file.stem == "b" else "" for run in runs}
    monkeypatch.setattr(other_forms, "printed", lambda _pages: told)
    files = other_forms.Forms(pdf=True).written(runs)

    assert [next(files).name, next(files).name] == ["a.pdf", "c.pdf"]
    with pytest.raises(ReportError, match=r"b.pdf failed: Timeout$"):
        next(files)


def test_slides_and_tables_made_from_the_same_are_left_as_they_are(tmp_path):
    run = Run("software", "companies", "en", "t", tmp_path / "a.html", tmp_path / "n.ipynb", key="1")
    overview = dataclasses.replace(run, reports=(("companies", "a.html"),), file=tmp_path / "index.html")
    template = tmp_path / "ours.pptx"
    Presentation().save(str(template))
    forms = other_forms.Forms(slides=True, xlsx=True)

    def written(run: Run, forms: other_forms.Forms = forms, **more: bool) -> list[str]:
        return [file.name for file in forms.written([run, overview], **more)]

    assert written(run) == ["a.pptx", "a.xlsx"]
    assert written(run) == []
    assert written(run, dataclasses.replace(forms, template=template)) == ["a.pptx"]
    assert written(run, force=True) == ["a.pptx", "a.xlsx"]
    assert written(dataclasses.replace(run, key="2")) == ["a.pptx", "a.xlsx"]
    (tmp_path / "a.pptx").write_bytes(b"half a file")
    assert written(dataclasses.replace(run, key="2")) == ["a.pptx"]
