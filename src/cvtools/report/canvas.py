"""The value proposition of each segment on one sheet, to print and to pin up: a page of its own, without scripts."""

from html import escape
from pathlib import Path

from cvtools import figures
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, bullets, element
from cvtools.figures.figure import still
from cvtools.language.labels import text_of
from cvtools.sentences.proposition import proposition_paragraph
from cvtools.tables.improvement import canvas_parts

_STYLE = Path(__file__).with_name("canvas.css")


def canvas_page(analysis: Analysis) -> str:
    """One sheet a segment: for whom, against whom, what counts, the gap as a picture, what holds, what remains, proof.

    Parameters
    ----------
    analysis
        The study, seen from any segment, in the reader's language.
    """
    title = text_of(analysis.study.settings, "title", analysis.language.code)
    sheets = [_sheet(analysis.at(str(segment)), title) for segment in analysis.study.segments["segment"]]
    return (
        f'<!DOCTYPE html>\n<html lang="{analysis.language.code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n{''.join(sheets)}</main>\n</body>\n</html>\n"
    )


def _sheet(analysis: Analysis, title: str) -> str:
    _ = analysis.language
    parts = canvas_parts(analysis)
    heading, gap = parts["gap"][0], parts["gap"][1][0]
    boxes = {word: _box(word, name, bullets(texts or ["–"])) for word, (name, texts) in parts.items() if word != "gap"}
    boxes["gap"] = _box("gap", f"{heading}: {gap}", still(figures.gap(analysis)))
    lead = element("p", proposition_paragraph(analysis), class_="lead")
    head = element("h1", _("{ours} for “{segment}”", ours=analysis.ours, segment=analysis.segment_name))
    return (
        f'<section class="sheet">\n{element("p", title, class_="study").markup}\n{head.markup}\n{lead.markup}\n'
        f'<div class="boxes">{"".join(boxes.values())}</div>\n</section>\n'
    )


def _box(word: str, heading: str, content: Html) -> str:
    return f'<div class="box {word}">{element("h2", heading).markup}{content.markup}</div>'
