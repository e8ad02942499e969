"""The explorer's JavaScript, one module made of several files: the notebook and the report share all but the last.

The files are set one after the other, without the lines in which they import each other; so a name at the top of a file
is used once in all of them (a test holds it).
"""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_SHARED = ("model", "numbers", "scenarios", "sentences", "pictures", "controls", "shelf", "explorer")
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
# Around these, spaces are for people only; no text holds one of them (a test holds that).
_SPACED = re.compile(r" (=>|===|!==|&&|\|\||\?\?|\+=) ")
_BROKEN = re.compile(r"(?<=[{;,(\[])\n")  # after these, the end of a line means nothing
_SPACED_STYLE = re.compile(r"(?<=[{};,:])\s+|\s+(?=[{}])")
_COMMENT = re.compile(r"^\s*(//|/\*\*|\*/?( |$)).*\n|^\s+|[ \t]+// .*$", re.MULTILINE)


@cache
def explorer_module(last: str) -> str:
    """The module that ends with ``widget`` (exports what a notebook needs) or ``report`` (starts by itself)."""
    parts = (_HERE / "js" / f"{name}.js" for name in (*_SHARED, last))
    return "".join(_IMPORT.sub("", part.read_text(encoding="utf-8")) for part in parts)


@cache
def small_module(last: str) -> str:
    """The same without comments, indentation and most spaces, for a file that is sent to somebody."""
    return _BROKEN.sub("", _SPACED.sub(r"\1", _COMMENT.sub("", explorer_module(last))))


@cache
def explorer_style() -> str:
    """The explorer's style sheet, without the spaces that are for people only."""
    return _SPACED_STYLE.sub("", (_HERE / "explorer.css").read_text(encoding="utf-8"))
