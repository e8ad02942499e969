"""The notebooks, executed, as pages of the site: `python -m website.notebooks DIR`.

Code stands before what it shows. Each notebook is run in a process of its own that is forked from this one, as a batch
of reports does it, and its page is made as a report's is: pictures live, nothing fetched. Where `cv.explore` makes
sliders, the page has those of a report; any other form needs JupyterLab, and a sentence says so.
"""

import multiprocessing
import re
import shutil
import sys
import tempfile
from contextlib import chdir
from copy import deepcopy
from pathlib import Path
from typing import Any

from cvtools import explorer
from cvtools.browser.html import element
from cvtools.explorer.place import ExplorerPlace
from cvtools.language.language import language
from cvtools.report.notebook_run import run_notebook
from cvtools.report.page import html_page
from cvtools.study.study import Study
from website.addresses import from_a_notebook

ROOT = Path(__file__).resolve().parents[1]
WIDGET = "application/vnd.jupyter.widget-view+json"
NEEDS_JUPYTERLAB = {
    "en": "A form stands here when the notebook is open in JupyterLab (make lab).",
    "nb": "Her står et skjema når notatboken er åpnet i JupyterLab (make lab).",
    "hr": "Ovdje stoji obrazac kad je bilježnica otvorena u JupyterLabu (make lab).",
}
LANGUAGES = {"en": "English", "nb": "norsk", "hr": "hrvatski"}


class Sliders(ExplorerPlace):
    """What `cv.explore` gives on the site: sliders as in a report, and the study that they start from."""

    @property
    def study(self) -> Study:
        return self.analysis.study


def page_cells(notebook: Any, code: str, head: str = "") -> Any:
    """A copy of an executed notebook as the page shows it: every cell, code before what it shows, links of the site."""
    import nbformat

    first = [nbformat.v4.new_markdown_cell(head)] if head else []
    shown = nbformat.from_dict({**notebook, "cells": first})
    for cell in notebook.cells:
        cell = nbformat.from_dict({**deepcopy(cell), "metadata": {}})
        if cell.cell_type == "markdown":
            cell.source = from_a_notebook(cell.source)
        elif cell.source.strip():
            shown.cells.append(nbformat.v4.new_markdown_cell(f"```python\n{cell.source}\n```"))
            cell.outputs = [_still(output, code) for output in cell.outputs]
        shown.cells.append(cell)
    return shown


def _still(output: Any, code: str) -> Any:
    if WIDGET in output.get("data", {}):
        output.data = {"text/html": element("p", NEEDS_JUPYTERLAB[code], class_="note").markup}
    return output


def title_of(notebook: Any) -> str:
    """What its first heading says."""
    return next(m[1] for cell in notebook.cells if (m := re.search(r"^# (.+)$", cell.source, re.MULTILINE)))


def head_of(file: Path, code: str) -> str:
    """The way home, to the other languages, and to the notebook itself."""
    up = "" if code == "en" else "../"
    folders = {"en": "", "nb": "nb/", "hr": "hr/"}
    others = [f"[{LANGUAGES[c]}]({up}{folders[c]}{file.stem}.html)" for c in LANGUAGES if c != code]
    return " · ".join([f"[Customer Value Workbook]({up}../index.html)", *others, f"[{file.name}]({file.name})"])


def write(file: Path, page: Path, code: str) -> None:
    """Run a notebook where it may write what it likes, and write its page."""
    explorer.explore = Sliders  # type: ignore[assignment, misc]
    with tempfile.TemporaryDirectory() as room, chdir(room):
        notebook = run_notebook(file, {}, here=True)
        cells = page_cells(notebook, code, head_of(file, code))
        page.write_text(html_page(cells, title=title_of(notebook), language=language(code)), encoding="utf-8")


def main(out: Path) -> int:
    failed = []
    for code in LANGUAGES:
        folder = ROOT / "notebooks" / ("" if code == "en" else code)
        place = (out / ("" if code == "en" else code)).absolute()
        place.mkdir(parents=True, exist_ok=True)
        for file in sorted(folder.glob("*.ipynb")):
            shutil.copy(file, place)
            run = multiprocessing.get_context("fork").Process(
                target=write, args=(file, place / f"{file.stem}.html", code)
            )
            run.start()
            run.join()
            failed += [str(file)] if run.exitcode else []
    print(f"{len(list(out.rglob('*.html')))} notebooks executed", *(f"failed: {file}" for file in failed), sep="\n")
    return int(bool(failed))


if __name__ == "__main__":
    from cvtools import figures, tables  # noqa: F401  loaded once for all
    from cvtools.charts.mimetype import trust_charts
    from cvtools.report import in_process  # noqa: F401

    trust_charts()
    sys.exit(main(Path(sys.argv[1])))
