"""What pages of the app show as HTML: lines of text, tables wider than the page."""

from html import escape

from cvtools.browser.html import Html


def lines(text: str) -> str:
    """Return each line as a paragraph of its own, as text.

    >>> lines("a < b")
    '<p>a &lt; b</p>'
    """
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def scrolled(table: Html) -> Html:
    """Return a table, or a picture, that arrow keys scroll where it is wider than the page."""
    return Html(f'<div class="cvtools-wide" tabindex="0">{table.markup}</div>')
