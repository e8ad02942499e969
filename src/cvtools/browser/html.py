"""HTML in which no text of a study is ever markup: everything that comes in as text is escaped here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Self

import pandas as pd


@dataclass(frozen=True)
class Html:
    """Finished HTML, shown as such by a notebook."""

    markup: str

    def _repr_html_(self) -> str:
        # Without this class JupyterLab sets what stands between two dollar signs as a formula.
        return f'<div class="mathjax_ignore">{self.markup}</div>'

    def __add__(self, other: "Html") -> "Html":
        """Two pieces, one after the other."""
        return Html(f"{self.markup}\n{other.markup}")


class Foreign(str):
    """A text in another language than what it stands in, so that it is read aloud as it should be."""

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str) -> Self:
        """Make it of a text and its language's code."""
        made = super().__new__(cls, text)
        made.language = language
        return made


def element(tag: str, text: str, **attributes: str) -> Html:
    """One element with escaped text; ``class_`` stands for ``class``.

    >>> element("p", "a < b", class_="note").markup
    '<p class="note">a &lt; b</p>'
    >>> element("p", Foreign("å", "nb")).markup
    '<p lang="nb">å</p>'
    """
    if isinstance(text, Foreign):
        attributes = {**attributes, "lang": text.language}
    given = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return Html(f"<{tag}{given}>{escape(text)}</{tag}>")


def paragraphs(*texts: str) -> Html:
    """One paragraph for each text that is not empty."""
    return Html("\n".join(element("p", text).markup for text in texts if text))


def bullets(items: Iterable[str]) -> Html:
    """An unordered list."""
    return Html("<ul>\n" + "\n".join(element("li", item).markup for item in items) + "\n</ul>")


def table(frame: pd.DataFrame, headers: Mapping[str, str], *, numbers: Sequence[str] = (), caption: str = "") -> Html:
    """A table of a frame whose cells are texts already; columns ``numbers`` are set to the right.

    Parameters
    ----------
    frame
        Texts, as the reader shall see them.
    headers
        The columns to show, in order, with the text of their headers.
    numbers
        Columns whose texts are numbers.
    caption
        What the table shows.
    """

    def cell(tag: str, name: str, text: object) -> str:
        kind = ' class="number"' if name in numbers else ""
        scope = ' scope="col"' if tag == "th" else ""
        spoken = f' lang="{escape(text.language)}"' if isinstance(text, Foreign) else ""
        return f"<{tag}{kind}{scope}{spoken}>{escape(str(text))}</{tag}>"

    head = "".join(cell("th", name, text) for name, text in headers.items())
    rows = (
        "<tr>" + "".join(cell("td", name, value) for name, value in zip(headers, row, strict=True)) + "</tr>"
        for row in zip(*(frame[name].tolist() for name in headers), strict=True)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    body = "\n".join(rows)
    inside = f"{title}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
    return Html(f'<div class="table" tabindex="0"><table>{inside}</table></div>')  # keys scroll it where it is too wide


def folded(summary: str, content: Html) -> Html:
    """Content that one click opens."""
    return Html(f"<details><summary>{escape(summary)}</summary>\n{content.markup}\n</details>")
