"""The explorer's JavaScript and its style: the notebook and the report share all but the last file."""

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
    "pictures",
    "controls",
    "rows",
    "compare",
    "store",
    "shelf",
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
def explorer_style() -> str:
    """The explorer's style sheet, without the spaces that are for people only."""
    return smaller_style((_HERE / "explorer.css").read_text(encoding="utf-8"))
