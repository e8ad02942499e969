"""Where on the site a file of the repository is."""

import re

_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<up>(?:\.\./)*)(?P<place>notebooks|docs|data)/(?P<file>[^)\s#]+)\)")
_NOTEBOOK = re.compile(r"(\]\((?!\w+:)[^)\s#]+)\.ipynb\)")


def on_the_site(text: str) -> str:
    """Markdown of `docs/`, whose links to notebooks lead to their pages: as HTML, since Sphinx knows no such file.

    >>> on_the_site("[08](../notebooks/nb/08_report.ipynb) [words](glossary.md)")
    '<a href="notebooks/nb/08_report.html">08</a> [words](glossary.md)'
    >>> on_the_site("[08](../../notebooks/08_report.ipynb)")
    '<a href="../notebooks/08_report.html">08</a>'
    """
    return _LINK.sub(_as_html, text)


def _as_html(link: re.Match[str]) -> str:
    if not link["file"].endswith(".ipynb"):
        return link[0]
    up = link["up"].removeprefix("../")
    return f'<a href="{up}{link["place"]}/{link["file"].removesuffix(".ipynb")}.html">{link["text"]}</a>'


def from_a_notebook(text: str) -> str:
    """Markdown of a notebook, whose links lead to pages of the site.

    >>> from_a_notebook("[02](02_see.ipynb), [words](../docs/glossary.md), [studies](../../data/README.md)")
    '[02](02_see.html), [words](../glossary.html), [studies](../../studies.html)'
    """
    return _LINK.sub(_from_a_notebook, _NOTEBOOK.sub(r"\1.html)", text))


def _from_a_notebook(link: re.Match[str]) -> str:
    match link["place"], link["file"]:
        case "docs", file:
            return f"[{link['text']}]({link['up']}{file.removesuffix('.md')}.html)"
        case "data", "README.md":
            return f"[{link['text']}]({link['up']}studies.html)"
        case _:
            return link[0]
