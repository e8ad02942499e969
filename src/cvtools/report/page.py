"""An executed notebook as one self-contained HTML file: nothing is fetched, the chart library is there once.

What counts as the report is what the notebook shows: the outputs of its code cells, and any Markdown that its author
adds. Cells tagged ``no-report`` stay out. A content security policy lets only this page's own scripts run, so that
markup which slipped through could still do nothing, and it forbids every request.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from cvtools.browser.vega import chart_library, notices
from cvtools.charts.mimetype import VEGALITE
from cvtools.explorer.place import EXPLORER
from cvtools.explorer.script import explorer_style, small_module
from cvtools.language.language import Language

NO_REPORT = "no-report"
_HERE = Path(__file__).parent


def html_page(notebook: NotebookNode, *, title: str, language: Language) -> str:
    """Return the HTML of an executed notebook's report.

    Parameters
    ----------
    notebook
        An executed notebook; it is not changed.
    title
        What the browser's tab says; escaped here.
    language
        The reader's language.
    """
    from jinja2 import Environment, FileSystemLoader

    body = _body(notebook)
    scripts = [chart_library(), (_HERE / "page.js").read_text(encoding="utf-8")]
    modules = [small_module("report")] if _EXPLORER_START in body else []
    page = Environment(loader=FileSystemLoader(_HERE), autoescape=True).get_template("page.html.j2")
    return page.render(
        title=title,
        language=language.code,
        body=Markup(body),  # escaped where its texts came in, in markup.py
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8") + (explorer_style() if modules else "")),
        scripts=[Markup(script) for script in scripts],
        modules=[Markup(module) for module in modules],
        policy=_policy(scripts + modules),
        notices=Markup(notices()),
        need_script=language(
            "The charts need JavaScript, which is switched off here. The tables hold the same numbers."
        ),
    )


def _body(notebook: NotebookNode) -> str:
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    placed = NotebookNode(notebook)
    placed.cells = [_with_places(cell) for cell in notebook.cells]
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {NO_REPORT}
    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_output_prompt=True, config=config)
    return exporter.from_notebook_node(placed)[0]


def _with_places(cell: NotebookNode) -> NotebookNode:
    """A copy of a cell in which each chart, and the explorer, is a place that the page's scripts fill."""
    if cell.cell_type != "code":
        return cell
    copy = NotebookNode(cell)
    copy.outputs = [_place(output) for output in cell.outputs if output.output_type != "stream"]
    return copy


_CHART_START, _EXPLORER_START = '<figure class="chart">', '<div class="explorer">'


def _place(output: NotebookNode) -> NotebookNode:
    data = output.get("data", {})
    for kind, start, end in ((VEGALITE, _CHART_START, "</figure>"), (EXPLORER, _EXPLORER_START, "</div>")):
        if kind in data:
            place = NotebookNode(output)
            content = f'<script type="application/json">{script_json(data[kind])}</script>'
            place.data = NotebookNode({"text/html": f"{start}{content}{end}"})
            place.metadata = NotebookNode()
            return place
    return output


def script_json(value: Any) -> str:
    r"""JSON that can stand inside a ``script`` element: no ``<`` is left that could end it.

    >>> script_json({"a": "</script>"})
    '{"a":"\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {hashes}",
            "style-src 'unsafe-inline'",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
