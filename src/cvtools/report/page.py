"""An executed notebook as one self-contained HTML file: nothing is fetched, the chart library is there once.

What counts as the report is what the notebook shows: the outputs of its code cells, and any Markdown that its author
adds. Cells tagged ``no-report`` stay out. A content security policy lets only this page's own scripts run, so that
markup which slipped through could still do nothing, and it forbids every request.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from cvtools.browser.vega import chart_library, notices, picture_tools
from cvtools.charts.mimetype import VEGALITE
from cvtools.charts.still_charts import still_charts
from cvtools.explorer.phrases import picture_words
from cvtools.explorer.place import EXPLORER
from cvtools.explorer.script import explorer_style, packed, packed_module, small_module
from cvtools.language.language import Language
from cvtools.report.brand import Brand
from cvtools.report.section import SECTION
from cvtools.study.schema import LANGUAGES

NO_REPORT = "no-report"
FIRST = "answer"
"""The name of the section that is the first screen."""
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class PageLink:
    """A page beside this one: the overview, or another segment's report."""

    name: str
    file: str
    """Its file's name, in the same folder."""
    here: bool = False
    """Whether it is this page."""


def html_page(
    notebook: NotebookNode,
    *,
    title: str,
    language: Language,
    beside: Sequence[PageLink] = (),
    brand: Brand | None = None,
) -> str:
    """Return the HTML of an executed notebook's report.

    Parameters
    ----------
    notebook
        An executed notebook; it is not changed.
    title
        What the browser's tab says, and paper at the top of each page; escaped here.
    language
        The reader's language.
    beside
        The pages in the same folder that this one leads to, itself among them.
    brand
        Whose report it is.
    """
    body = _body(notebook)
    first, _found, rest = body.partition(_FIRST_END)
    if not _found:
        first, rest = "", body
    scripts = [chart_library(), picture_tools() + _file("page.js")]
    modules = [packed_module()] if _EXPLORER_START in body else []
    return _page(
        title=title,
        language=language,
        first=Markup(first),  # escaped where its texts came in, in browser.html
        body=Markup(rest),
        chapters=_chapters(notebook),
        beside=beside,
        brand=brand or Brand(),
        style=explorer_style() if modules else "",
        scripts=scripts,
        modules=modules,
    )


def plain_page(
    body: str, *, title: str, language: Language, beside: Sequence[PageLink] = (), brand: Brand | None = None
) -> str:
    """Return a page without scripts around a body of finished HTML."""
    return _page(
        title=title,
        language=language,
        brand=brand or Brand(),
        first="",
        body=Markup(body),
        chapters=[],
        beside=beside,
    )


def _page(
    *,
    title: str,
    language: Language,
    brand: Brand,
    scripts: Sequence[str] = (),
    modules: Sequence[str] = (),
    style: str = "",
    **parts: object,
) -> str:
    return template().render(
        title=title,
        language=language.code,
        words=_words(language),
        tools=json.dumps(picture_words(language), ensure_ascii=False),
        style=Markup(_file("page.css") + style + _on_paper(title, brand.line(language.code)) + _accent(brand)),
        brand=brand,
        scripts=[Markup(script) for script in scripts],
        modules=[Markup(module) for module in modules],
        policy=_policy(
            [*scripts, *modules, *([small_module("report")] if modules else [])]
        ),  # what a module unpacks, too
        notices=Markup(notices()) if scripts else "",
        **parts,
    )


@cache
def template() -> Any:
    """The page's template."""
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(_HERE), autoescape=True).get_template("page.html.j2")


@cache
def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _words(_: Language) -> dict[str, str]:
    return {
        "need_script": _("Pictures stand still here, and the sliders need JavaScript, which is switched off."),
        "contents": _("Contents"),
        "pages": _("Segments"),
        "tables": _("Tables"),
        "logo": _("Logo"),
    }


_CHART, _EXPLORER_START = '<figure class="chart"', '<div class="explorer">'
_FIRST_END = "<!-- the first screen ends here -->"


def _chapters(notebook: NotebookNode) -> list[dict[str, str]]:
    return [
        place for cell in notebook.cells if (place := _place_of(cell)) and place["name"] != FIRST and _is_shown(cell)
    ]


def _is_shown(cell: NotebookNode) -> bool:
    return NO_REPORT not in cell.metadata.get("tags", [])


def _place_of(cell: NotebookNode) -> dict[str, str]:
    """Name and heading of the section that a cell shows, if it shows one."""
    outputs = cell.get("outputs", [])
    return next((dict(o.metadata[SECTION]) for o in outputs if SECTION in o.get("metadata", {})), {})


def _body(notebook: NotebookNode) -> str:
    specs = [
        output.data[VEGALITE]
        for cell in notebook.cells
        if _is_shown(cell)
        for output in cell.get("outputs", [])
        if VEGALITE in output.get("data", {})
    ]
    stills = iter(still_charts(specs))
    return "\n".join(_shown(cell, stills) for cell in notebook.cells if _is_shown(cell))


def _shown(cell: NotebookNode, stills: Iterator[str]) -> str:
    """A cell's HTML; a section of the report is one on the page, too."""
    if cell.cell_type != "code":
        return _as_notebooks_are(cell)
    outputs = [output for output in cell.outputs if output.output_type != "stream"]
    pieces = [_piece(output, stills) for output in outputs]
    place = _place_of(cell)
    if not place:
        return "\n".join(
            piece if piece is not None else _as_notebooks_are(NotebookNode(cell, outputs=[output]))
            for output, piece in zip(outputs, pieces, strict=True)
        )
    inside = "\n".join(_together([piece for piece in pieces if piece]))
    name, first = escape(place["name"]), place["name"] == FIRST
    kind = "first" if first else "chapter"
    text = f'<section class="{kind}" id="{name}" aria-labelledby="{name}-heading">\n{inside}\n</section>'
    return text + (_FIRST_END if first else "")


def _as_notebooks_are(cell: NotebookNode) -> str:
    """What a reader of the study added, as any notebook shows it."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_output_prompt=True, exclude_anchor_links=True
    )
    return exporter.from_notebook_node(
        NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=[cell])
    )[0]


def _piece(output: NotebookNode, stills: Iterator[str]) -> str | None:
    """The HTML of one output: a chart stands still until the page's script brings it to life."""
    data = output.get("data", {})
    if VEGALITE in data:
        spec = json.loads(json.dumps(data[VEGALITE]), parse_float=_for_the_eye)
        told = escape(str(spec.get("description", "")))
        return (
            f'{_CHART} role="img" aria-label="{told}"><script type="application/json">{script_json(spec)}</script>'
            f'<div class="still" aria-hidden="true">{next(stills)}</div></figure>'
        )
    if EXPLORER in data:
        start = data[EXPLORER]
        content = f'<script type="text/plain">{packed(script_json(start))}</script>'
        return f'{_EXPLORER_START}{content}<p class="note" hidden>{escape(start["words"]["too_old"])}</p></div>'
    return data.get("text/html")


def _for_the_eye(number: str) -> float:
    """A number of a picture with six figures, which is more than a screen has pixels; tables hold texts."""
    return float(f"{float(number):.6g}")


def _together(pieces: list[str]) -> list[str]:
    """A chart and the table that follows it, as one."""
    out: list[str] = []
    for piece in pieces:
        if out and out[-1].startswith(_CHART) and "<details" in piece[:80]:
            out[-1] = f'<div class="figure">{out[-1]}\n{piece}</div>'
        else:
            out.append(piece)
    return out


def script_json(value: Any) -> str:
    r"""JSON that can stand inside a ``script`` element: no ``<`` is left that could end it.

    >>> script_json({"a": "</script>"})
    '{"a":"\\u003c/script>"}'
    """
    if isinstance(value, dict) and any(map(_written, value.values())):
        parts = (f"{script_json(name)}:{_written(part) or script_json(part)}" for name, part in value.items())
        return f"{{{','.join(parts)}}}"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


_in_many_pages: dict[int, tuple[object, str]] = {}


def in_many_pages(parts: Sequence[object]) -> None:
    """Write the JSON of what many pages hold, the very same objects, once for all; that of the last few is kept."""
    _in_many_pages.update({id(part): (part, script_json(part)) for part in parts})
    for old in list(_in_many_pages)[: -len(parts) * len(LANGUAGES)]:
        del _in_many_pages[old]


def _written(part: object) -> str:
    kept, text = _in_many_pages.get(id(part), (None, ""))
    return text if kept is part else ""


def _on_paper(title: str, line: str) -> str:
    """What paper says at the top of each page but the first, and at the bottom of each."""
    bottom = f'@bottom-left {{ content: "{_in_css(line)}"; }}' if line else ""
    return f'@media print {{ @page {{ @top-left {{ content: "{_in_css(title)}"; }} {bottom} }} }}\n'


def _in_css(text: str) -> str:
    """A text between quotation marks; letters that could end it are written as codes."""
    return "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)


def _accent(brand: Brand) -> str:
    """The brand's colour, for light and for dark screens; charts keep theirs, which mean something."""
    if not brand.colour:
        return ""
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {brand.on_dark}; }} }}"
    return f":root {{ --accent: {brand.colour}; }} .brand {{ border-top: 4px solid var(--accent); }}\n{dark}\n"


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {hashes}" if hashes else "script-src 'none'",
            "worker-src blob:",  # the explorer counts beside the page
            "style-src 'unsafe-inline'",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
