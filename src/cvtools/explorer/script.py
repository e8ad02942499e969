"""The explorer's JavaScript and its style: the notebook and the report share all but the last file."""

import base64
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import rjsmin

from cvtools.browser.module import joined, smaller_style
from cvtools.study.schema import LANGUAGES

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
    """A text deflated, as letters, as ``js/report.js`` unpacks it; what was said to come often is not packed again."""
    beginning = next((often for often in _often if text.startswith(often)), "")
    done, state = _often[beginning] if beginning else (b"", zlib.compressobj(9))
    packer = state.copy()
    return base64.b64encode(done + packer.compress(text[len(beginning) :].encode()) + packer.flush()).decode()


_often: dict[str, tuple[bytes, Any]] = {}


def comes_often(beginning: str) -> None:
    """Pack what several texts begin with, once for all of them; the last few of these are kept, one a language."""
    packer = zlib.compressobj(9)
    _often[beginning] = packer.compress(beginning.encode()), packer
    for old in list(_often)[: -len(LANGUAGES)]:
        del _often[old]


@cache
def explorer_style() -> str:
    """The explorer's style sheet, without the spaces that are for people only."""
    return smaller_style((_HERE / "explorer.css").read_text(encoding="utf-8"))
