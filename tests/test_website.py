"""What `make site` does itself: notebooks as pages, addresses, and links that are checked."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import nbformat.v4 as nbformat
import pytest

from cvtools.language.language import language
from cvtools.report.page import html_page

ROOT = Path(__file__).resolve().parents[1]
FINE = '<a href="b/c.html#there">c</a> <a href="https://example.org">elsewhere</a> <a href="#top" id="top">up</a>'


@pytest.fixture
def website(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))

    def module(name: str) -> ModuleType:
        return importlib.import_module(f"website.{name}")

    return module


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.html").write_text('<p id="there"><a href="../">home</a> <img src="data:,"></p>')

    def written(index: str) -> Path:
        (tmp_path / "index.html").write_text(index)
        return tmp_path

    return written


def test_links_that_lead_somewhere(website, pages):
    assert website("links").problems(pages(FINE)) == []


@pytest.mark.parametrize(
    ("index", "problem"),
    [
        ('<a href="d.html">d</a>', "index.html: d.html is not there"),
        ('<a href="../etc">up</a>', "index.html: ../etc is not there"),
        ('<a href="b/c.html#here">c</a>', "index.html: b/c.html#here has no such place"),
        ('<a href="#here">here</a>', "index.html: #here has no such place"),
        ('<img src="https://a.example/x.png">', "index.html: fetches https://a.example/x.png"),
        ('<script src="//a.example/x.js"></script>', "index.html: fetches //a.example/x.js"),
        ("<style>p{background:url('https://a.example/x')}</style>", "index.html: fetches url('https://a.example/x"),
        ("<style>@import '//a.example/x.css'</style>", "index.html: fetches @import '//a.example/x.css"),
    ],
)
def test_links_that_lead_nowhere_and_what_a_page_would_fetch(website, pages, index, problem):
    assert website("links").problems(pages(index)) == [problem]


def test_a_folder_without_pages_is_no_site(website, tmp_path):
    assert website("links").problems(tmp_path) == [f"{tmp_path}: no pages"]


def test_links_to_notebooks_lead_to_their_pages(website):
    addresses = website("addresses")

    assert addresses.on_the_site("[a](../../notebooks/nb/08.ipynb) [b](glossary.md)") == (
        '<a href="../notebooks/nb/08.html">a</a> [b](glossary.md)'
    )
    assert addresses.from_a_notebook(
        "[a](02.ipynb) [b](../docs/glossary.md) [c](../../data/README.md) [d](https://example.org/x.ipynb) <e.ipynb>"
    ) == ("[a](02.html) [b](../glossary.html) [c](../../studies.html) [d](https://example.org/x.ipynb) <e.ipynb>")


def test_a_notebooks_page_has_its_code_its_pictures_and_a_sentence_for_what_needs_a_kernel(website):
    notebooks = website("notebooks")
    form = {notebooks.WIDGET: {"model_id": "1"}, "text/plain": "Form()"}
    cell = nbformat.new_code_cell(
        "cv.form(1 < 2)",
        outputs=[nbformat.new_output("execute_result", data=form)],
        metadata={"tags": ["no-report"]},
    )
    prose = nbformat.new_markdown_cell("# A title\n\n[next](b.ipynb)", metadata={"tags": ["no-report"]})
    notebook = nbformat.new_notebook(cells=[prose, cell])

    page = html_page(
        notebooks.page_cells(notebook, "nb", "[home](../index.html)"),
        title=notebooks.title_of(notebook),
        language=language("nb"),
    )

    assert "<title>A title</title>" in page
    for part in ('href="b.html"', 'href="../index.html"', notebooks.NEEDS_JUPYTERLAB["nb"], "&lt;"):
        assert part in page
    assert "Form()" not in page
    assert prose.metadata["tags"] == ["no-report"]  # the notebook itself is as it was


def test_every_notebook_and_page_of_docs_is_on_the_site():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")

    listed = [page.stem for page in sorted((ROOT / "docs").glob("*.md")) if page.stem != "index"]
    assert [page for page in listed if f"\n{page}\n" not in index] == []
