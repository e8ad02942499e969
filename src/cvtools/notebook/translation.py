"""The notebooks in other languages, written from the English ones: `make notebooks`.

What a reader reads is translated: the prose, the comments in the code, and the names that a cell gives to something.
It has a catalogue of its own, ``notebooks.po`` beside the package's, which nothing loads at run time. A message is a
whole block of a Markdown cell (a heading, a paragraph, a list, a table) on as few lines as it can have, so that a
paragraph that is only wrapped in another way keeps its translation.
"""

import io
import json
import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from cvtools.language.language import CATALOGUES
from cvtools.study.schema import LANGUAGES

DOMAIN = "notebooks"
_BETWEEN_BLOCKS = re.compile(r"(\n{2,})")
_WRAPPED = re.compile(r"\n(?!- |\|)")
_NAME = re.compile(r'"[A-Z][a-z]*(?: [a-z]+)+"')
"""A text in the code that a reader sees: a capital, then more than one word."""


class _Words:
    """A catalogue that remembers what it was asked in vain."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.missing: list[str] = []

    def of(self, message: str) -> str:
        """The message's translation; the message itself where there is none."""
        if not self._known.get(message):
            self.missing.append(message)
        return self._known.get(message) or message


class Untranslated(LookupError):
    """What a catalogue has no words for yet."""


def messages(file: IO[bytes], *_: object, **_options: object) -> Iterator[tuple[int, None, str, list[str]]]:
    """A notebook's messages, as Babel asks for them (`pybabel extract`, see ``pyproject.toml``)."""
    for at, cell in enumerate(json.load(file)["cells"], start=1):
        words = _Words({})
        _translated_cell(cell, words.of)
        yield from ((at, None, message, []) for message in words.missing)


def translated(notebook: dict[str, Any], code: str, words: Callable[[str], str]) -> dict[str, Any]:
    r"""A notebook in another language, as it stands in a folder of its own beside the English ones.

    Its ``language`` is set, and what the English one finds one folder up is two folders up.

    >>> cell = {"cell_type": "markdown", "id": "a", "source": ["[Why?](../docs/why.md)\n", "Because."]}
    >>> words = {"[Why?](../docs/why.md) Because.": "[Hvorfor?](../docs/why.md) Fordi."}
    >>> translated({"cells": [cell]}, "nb", words.__getitem__)["cells"][0]["source"]
    ['[Hvorfor?](../../docs/why.md) Fordi.']
    """
    return notebook | {"cells": [_moved(_translated_cell(cell, words), code) for cell in notebook["cells"]]}


def catalogue(code: str) -> dict[str, str]:
    """What there is in a language, by the English message."""
    from babel.messages.pofile import read_po

    with (CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=code) if message.id}


def write(folder: Path) -> None:
    """Write every notebook of a folder in each other language, into ``nb/`` and ``hr/`` in it.

    Raises
    ------
    Untranslated
        When words are missing; it names them all, and nothing is written.
    """
    sources = {path.name: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.ipynb"))}
    made: dict[Path, dict[str, Any]] = {}
    missing: list[str] = []
    for code in LANGUAGES[1:]:
        words = _Words(catalogue(code))
        made |= {folder / code / name: translated(source, code, words.of) for name, source in sources.items()}
        missing += [f"{code}: {message}" for message in words.missing]
    if missing:
        raise Untranslated("\n".join(missing))
    for path, notebook in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _translated_cell(cell: dict[str, Any], words: Callable[[str], str]) -> dict[str, Any]:
    translate = _prose if cell["cell_type"] == "markdown" else _code
    return cell | {"source": translate("".join(cell["source"]), words).splitlines(keepends=True)}


def _prose(source: str, words: Callable[[str], str]) -> str:
    parts = _BETWEEN_BLOCKS.split(source)
    return "".join(part if at % 2 else words(_unwrapped(part)) for at, part in enumerate(parts))


def _unwrapped(block: str) -> str:
    """A block with a line for each item and row, and one for a paragraph; what is fenced stays as it is."""
    return block if block.startswith("```") else _WRAPPED.sub(" ", block)


def _code(source: str, words: Callable[[str], str]) -> str:
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        row, start, end = token.start[0] - 1, token.start[1], token.end[1]
        if token.type == tokenize.COMMENT:
            text = "# " + words(token.string.removeprefix("#").strip())
        elif token.type == tokenize.STRING and _NAME.fullmatch(token.string):
            text = f'"{words(token.string[1:-1])}"'
        else:
            continue
        lines[row] = lines[row][:start] + text + lines[row][end:]
    return "".join(lines)


def _moved(cell: dict[str, Any], code: str) -> dict[str, Any]:
    """A cell as it must read one folder further down, with its language set."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        source = re.sub(r'^language = "\w*"', f'language = "{code}"', source, flags=re.MULTILINE)
    source = source.replace('"../', '"../../').replace("](../", "](../../")
    others = "|".join(LANGUAGES)
    source = re.sub(rf"\]\(({others})/", lambda link: "](../" + ("" if link[1] == "en" else f"{link[1]}/"), source)
    return cell | {"source": source.splitlines(keepends=True)}


if __name__ == "__main__":
    write(Path(sys.argv[1]))
