"""One JavaScript module made of several files, so that nothing has to build it and nobody has to ship a bundler.

The files are set one after the other, without the lines in which they import each other; so a name at the top of a file
is used once in all of them (a test holds it).
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
_SPACED_STYLE = re.compile(r"(?<=[{};,:])\s+|\s+(?=[{}])")


def joined(folder: Path, *names: str) -> str:
    """Return the module that these files of a folder are together; each may import those before it."""
    parts = (folder / f"{name}.js" for name in names)
    return "".join(_IMPORT.sub("", part.read_text(encoding="utf-8")) for part in parts)


def smaller_style(style: str) -> str:
    """Return a style sheet without the spaces that are for people only."""
    return _SPACED_STYLE.sub("", style)
