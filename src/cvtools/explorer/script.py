"""The explorer's JavaScript and its style: the notebook and the report share all but the last file."""

import base64
import zlib
from functools import cache
from pathlib import Path

import rjsmin

from cvtools.browser.module import joined, smaller_style

_HERE = Path(__file__).parent
_SHARED = (
    "model",
    "numbers",
    "simulation",
    "certainty",
    "scenarios",
    "sentences",
    "controls",
    "marks",
    "pictures",
    "rows",
    "compare",
    "store",
    "shelf",
    "stage",
    "levers",
    "explorer",
)


@cache
def explorer_module(last: str) -> str:
    """The module that ends with ``widget`` (exports what a notebook needs) or ``report`` (starts by itself)."""
    return joined(_HERE / "js", *_SHARED, last)


@cache
def small_module(last: str) -> str:
    """The same without comments and spaces, for a file that is sent to somebody."""
    return str(rjsmin.jsmin(explorer_module(last)))


@cache
def packed_module() -> str:
    """A module that unpacks ``small_module("report")`` and puts it into the page, at a third of its length.

    The page's policy has to know the unpacked text, too: nothing else may run. A browser that cannot unpack shows the
    note that stands in the explorer's place.
    """
    return (
        f'(async()=>{{try{{const packed=Uint8Array.from(atob("{packed(small_module("report"))}"),(c)=>c.charCodeAt(0));'
        'const stream=new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));'
        'const script=document.createElement("script");script.type="module";'
        "script.textContent=await new Response(stream).text();document.body.append(script);"
        '}catch{for(const note of document.querySelectorAll("div.explorer>.note"))note.hidden=false;}})();'
    )


def packed(text: str) -> str:
    """A text deflated, as letters, as ``js/report.js`` unpacks it."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


@cache
def explorer_style() -> str:
    """The explorer's style sheet, without the spaces that are for people only."""
    return smaller_style((_HERE / "explorer.css").read_text(encoding="utf-8"))
