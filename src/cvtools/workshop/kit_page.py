"""How the kit's pages are put together: HTML that a browser prints, with nothing fetched."""

import re
from html import escape

from cvtools.browser.html import Html, element
from cvtools.language.labels import plain
from cvtools.language.language import Language
from cvtools.workshop.form import Form

_STYLE = (
    "@page{size:A4;margin:15mm 16mm 18mm;@bottom-center{content:counter(page);font:9pt system-ui,sans-serif;"
    "color:#566270}}*{box-sizing:border-box}"
    "body{font:11pt/1.45 system-ui,sans-serif;color:#1f2933;max-width:44rem;margin:1rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem;margin:0 0 .6em}h2{font-size:1.15rem;break-after:avoid}p{margin:.5em 0;orphans:3;widows:3}"
    "table{border-collapse:collapse;width:100%}tr{break-inside:avoid}"
    "td,th{border:1px solid #8a94a0;padding:.35rem .5rem;text-align:left;vertical-align:top;font-weight:normal}"
    "thead th{font-weight:bold;background:#eef2f6;print-color-adjust:exact}.box td,.box th{height:13mm}"
    ".full td,.full th{height:31mm}.full td:first-child{width:7.5em}"
    ".cards{display:grid;grid-template-columns:1fr 1fr;gap:4mm}"
    ".card{border:1px dashed #566270;padding:3mm 4mm;break-inside:avoid;min-height:43mm}.card p{margin:.3em 0}"
    ".cards.small{grid-template-columns:1fr 1fr 1fr;gap:3mm}"
    ".small .card{min-height:36mm;font-size:10pt;line-height:1.25;padding:2mm 3mm}"
    ".card ul{margin:.3em 0;padding-left:1.1em}"
    "section{break-inside:avoid}.page{break-before:page}.say{border-left:4px solid #0072b2;padding-left:.7rem}"
    ".when{color:#566270;margin-top:-.6em}.choices ul{list-style:none;padding-left:1.4em;margin-top:-.4em}"
    "@media print{body{margin:0;padding:0;max-width:none}}"
)


def document(title: str, body: Html, _: Language, *, style: str = _STYLE) -> str:
    """A page that a browser prints."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    return f'<!doctype html><html lang="{_.code}"><head>{head}</head><body>\n{body.markup}\n</body></html>\n'


def joined(*parts: Html) -> Html:
    """Parts one after the other."""
    return Html("\n".join(part.markup for part in parts))


def commands(part: Html) -> Html:
    """What stands between two backticks is typed as it stands."""
    return Html(re.sub("`([^`<]+)`", r"<code>\1</code>", part.markup))


def rows(header: list[str], lines: list[list[str]], *, tall: bool = False, full: bool = False) -> Html:
    """A table of texts; tall rows leave room to write, those of a full page much of it."""
    head = "".join(element("th", text).markup for text in header)
    kind = ' class="full"' if full else ' class="box"' if tall else ""
    body = "".join(f"<tr{kind}>" + "".join(element("td", text).markup for text in line) + "</tr>" for line in lines)
    return Html(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def step_text(driver: Form, _: Language) -> str:
    """A driver's step from worst to best, with its unit."""
    unit = driver["unit"][_.code]
    text = _("from {worst} to {best}", worst=plain(driver["worst"], _), best=plain(driver["best"], _))
    return f"{text} ({unit})" if unit else text
