"""The forms in JupyterLab's dark theme."""

from __future__ import annotations

import pytest

from .test_forms_in_browser import OPEN, notebook, violations  # noqa: F401  a fixture, too

pytestmark = [pytest.mark.browser, pytest.mark.slow]

THEME = """async theme => {
    await jupyterapp.commands.execute("apputils:change-theme", { theme });
    while (document.body.dataset.jpThemeName !== theme) await new Promise(done => setTimeout(done, 50));
}"""
BRIGHTNESS = """form => [getComputedStyle(form).color, getComputedStyle(form.closest(".jp-Notebook")).backgroundColor]
    .map(colour => Math.max(...colour.match(/[0-9.]+/g).slice(0, 3).map(Number)))"""


def test_forms_are_legible_in_the_dark(notebook):  # noqa: F811
    with notebook("dark", OPEN.format(folder="../dark", language="en"), "cv.forms.segments(draft)") as page:
        page.evaluate(THEME, "JupyterLab Dark")
        try:
            ink, paper = page.locator(".cvt-form").first.evaluate(BRIGHTNESS)

            assert ink > 200 > 80 > paper
            assert violations(page) == []
        finally:
            page.evaluate(THEME, "JupyterLab Light")  # the others' JupyterLab, too
