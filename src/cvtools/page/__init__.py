"""An executed notebook as one self-contained HTML file: nothing is fetched, the chart library is there once.

What counts as the report is what the notebook shows: the outputs of its code cells, and any Markdown that its author
adds. Cells tagged ``no-report`` stay out. A content security policy lets only this page's own two scripts run, so that
markup which slipped through could still do nothing, and it forbids every request.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from cvtools.i18n import Language
from cvtools.notebook import VEGALITE

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

    scripts = [chart_library(), (_HERE / "page.js").read_text(encoding="utf-8")]
    page = Environment(loader=FileSystemLoader(_HERE), autoescape=True).get_template("page.html.j2")
    return page.render(
        title=title,
        language=language.code,
        body=Markup(_body(notebook)),  # escaped where its texts came in, in markup.py
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),
        scripts=[Markup(script) for script in scripts],
        policy=_policy(scripts),
        need_script=language(
            "The charts need JavaScript, which is switched off here. The tables hold the same numbers."
        ),
    )


def _body(notebook: NotebookNode) -> str:
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    charts_in_place = NotebookNode(notebook)
    charts_in_place.cells = [_with_charts(cell) for cell in notebook.cells]
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {NO_REPORT}
    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_output_prompt=True, config=config)
    return exporter.from_notebook_node(charts_in_place)[0]


def _with_charts(cell: NotebookNode) -> NotebookNode:
    """A copy of a cell in which each chart is a place that the page's script fills."""
    if cell.cell_type != "code":
        return cell
    copy = NotebookNode(cell)
    copy.outputs = [_chart_place(output) for output in cell.outputs if output.output_type != "stream"]
    return copy


def _chart_place(output: NotebookNode) -> NotebookNode:
    spec = output.get("data", {}).get(VEGALITE)
    if spec is None:
        return output
    place = NotebookNode(output)
    place.data = NotebookNode(
        {"text/html": f'<figure class="chart"><script type="application/json">{script_json(spec)}</script></figure>'}
    )
    place.metadata = NotebookNode()
    return place


def script_json(value: Any) -> str:
    r"""JSON that can stand inside a ``script`` element: no ``<`` is left that could end it.

    >>> script_json({"a": "</script>"})
    '{"a":"\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def chart_library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that defines ``vegaEmbed``; made once a process."""
    import vl_convert

    bundle = vl_convert.javascript_bundle()  # pyright: ignore[reportCallIssue]  its stub forgets the default
    return bundle.replace("</script", "<\\/script")


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
