"""The browser fixture itself: a page that reaches out, throws or complains must fail its test."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from .strength import some

pytestmark = pytest.mark.browser


def page_with(body: str, folder: Path) -> str:
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'><title>t</title>{body}", encoding="utf-8")
    return file.as_uri()


def test_a_quiet_page_passes(offline_page, tmp_path):
    offline_page.goto(
        page_with("<h1>Čokolada 🍫</h1><img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", tmp_path)
    )

    assert offline_page.inner_text("h1") == "Čokolada 🍫"


@pytest.mark.parametrize(
    "offline_page", [{"viewport": {"width": 390, "height": 844}, "locale": "hr-HR"}], indirect=True
)
def test_a_page_can_be_a_phones(offline_page, tmp_path):
    offline_page.goto(page_with("", tmp_path))

    assert offline_page.evaluate("[innerWidth, navigator.language]") == [390, "hr-HR"]


@pytest.mark.parametrize(
    ("body", "told"),
    some(
        [
            ("<img alt='' src='https://cdn.example/logo.png'>", "asked for https://cdn.example/logo.png"),
            ("<script>fetch('http://192.0.2.1/x').catch(() => 0)</script>", "asked for http://192.0.2.1/x"),
            ("<script>new WebSocket('wss://socket.example/')</script>", "asked for wss://socket.example/"),
            ("<script>throw new Error('broken slider')</script>", "threw.*broken slider"),
            ("<script>console.error('no such field')</script>", "console: no such field"),
        ],
        daily=3,
    ),
)
def test_a_page_that_misbehaves_fails(open_offline, tmp_path, body, told):
    with pytest.raises(AssertionError, match=told), open_offline() as page:
        page.goto(page_with(body, tmp_path))
        page.wait_for_timeout(100)


def test_only_what_jupyterlab_throws_when_a_kernel_goes_is_overlooked(open_offline, tmp_path):
    thrown = "{} future for execute_request message before replies were done"
    script = "<script>Promise.reject(new Error('{}'))</script>"

    with open_offline() as page:
        page.goto(page_with(script.format(thrown.format("Canceled")), tmp_path))
        page.wait_for_timeout(100)
    with pytest.raises(AssertionError, match=r"threw.*Broken future"), open_offline() as page:
        page.goto(page_with(script.format(thrown.format("Broken")), tmp_path))
        page.wait_for_timeout(100)


@pytest.mark.thorough
def test_a_notebook_runs_beside_an_open_browser(browser):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])

    NotebookClient(notebook, kernel_name="python3").execute()

    assert notebook.cells[0].outputs[0].data["text/plain"] == "2"
