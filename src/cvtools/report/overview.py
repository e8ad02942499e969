"""One page over all segments, and the same as a text to paste into an e-mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, bullets, element, paragraphs
from cvtools.figures.figure import still
from cvtools.language.labels import text_of
from cvtools.report.brand import Brand
from cvtools.report.certainty_sections import all_segments
from cvtools.report.page import PageLink, plain_page
from cvtools.report.plan import INDEX
from cvtools.sentences.advice import advice
from cvtools.sentences.answer import answer_sentence, rule_sentence, sureness_words
from cvtools.sentences.market import market_sentence, standing_sentences

SUMMARY = "summary.md"
_MOST = 3


@dataclass(frozen=True)
class Overview:
    """The page and the text."""

    page: str
    summary: str


@dataclass(frozen=True)
class _Row:
    """What a segment comes to."""

    name: str
    customers: str
    answer: str
    sure: str
    sureness: str
    first: str
    file: str


def overview(
    analysis: Analysis, files: Mapping[str, str], *, index: str = INDEX, brand: Brand | None = None
) -> Overview:
    """Who wins where, how surely, for how many customers, and what to do first; and what helps in most segments.

    Parameters
    ----------
    analysis
        The study, seen from any segment, in the reader's language.
    files
        Each segment's report, by id: its file's name, in the folder of the page.
    index
        The page's own file.
    brand
        Whose report it is.
    """
    _ = analysis.language
    rows = [_row(analysis.at(str(segment)), files) for segment in analysis.study.segments["segment"]]
    title = text_of(analysis.study.settings, "title", _.code)
    said = [standing_sentences(analysis), market_sentence(analysis), rule_sentence(analysis)]
    over_all = _over_all(analysis)
    parts = _parts(analysis, title, said, rows, over_all)
    beside = links(analysis, files, index=index)
    return Overview(
        plain_page(parts, title=title, language=_, beside=beside, brand=brand),
        _summary(analysis, title, said, rows, over_all, brand or Brand()),
    )


def links(analysis: Analysis, files: Mapping[str, str], *, here: str = "", index: str = INDEX) -> list[PageLink]:
    """The overview and the segments' reports, as the head of each page has them; ``here`` is a segment, or blank."""
    found = [PageLink(analysis.name("segments", segment), file, here == segment) for segment, file in files.items()]
    return [PageLink(analysis._("All segments"), index, not here), *found]


def _row(analysis: Analysis, files: Mapping[str, str]) -> _Row:
    _, pieces = analysis.language, advice(analysis)
    size = float(analysis.study.segments.set_index("segment")["size"][analysis.segment])
    return _Row(
        analysis.name("segments", analysis.segment),
        _.number(size, digits=0),
        answer_sentence(analysis),
        sureness_words(analysis),
        analysis.certainty.sureness,
        f"{pieces[0].text} ({pieces[0].brings})" if pieces else "",
        files.get(analysis.segment, ""),
    )


def _over_all(analysis: Analysis) -> list[str]:
    """The drivers whose improvement helps most customers most, at most three."""
    _, sizes = analysis.language, analysis.study.segments.set_index("segment")["size"]
    worth: dict[str, float] = {}
    where: dict[str, list[str]] = {}
    for segment in analysis.study.segments["segment"]:
        for move in analysis.at(str(segment)).moves:
            worth[move.driver] = worth.get(move.driver, 0.0) + float(sizes[segment]) * move.gain
            where.setdefault(move.driver, []).append(str(segment))
    best = sorted(worth, key=lambda driver: -worth[driver])[:_MOST]
    return [
        _.plural(
            "“{driver}”: helps in {n} segment ({names}).",
            "“{driver}”: helps in {n} segments ({names}).",
            len(where[driver]),
            driver=analysis.name("drivers", driver),
            names=_.listed(_("“{name}”", name=analysis.name("segments", segment)) for segment in where[driver]),
        )
        for driver in best
    ]


def _parts(analysis: Analysis, title: str, said: list[str], rows: list[_Row], over_all: list[str]) -> str:
    _ = analysis.language
    heads = [_("Segment"), _("Customers"), _("The answer"), _("What to do first")]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "\n".join(_cells(row) for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
    picture = all_segments(analysis)
    names = analysis.names("offerings")
    ours = _("Our offering: {ours}.", ours=names[analysis.study.settings.ours])
    parts = [
        element("p", title, class_="study"),
        element("h1", _("{ours} in all segments", ours=analysis.ours)),
        element("p", ours, class_="facts"),
        paragraphs(*said),
        Html(f'<div class="table" tabindex="0">{table}</div>'),
        element("h2", _("What helps most customers")) + bullets(over_all) if over_all else Html(""),
        Html(f'<figure class="chart">{still(picture).markup}</figure>'),
        picture.table,
    ]
    return "\n".join(part.markup for part in parts)


def _cells(row: _Row) -> str:
    name = f'<a href="{escape(row.file)}">{escape(row.name)}</a>' if row.file else escape(row.name)
    sure = element("span", row.sure, class_=f"sure {row.sureness}").markup
    cells = [f"{escape(row.answer)}<br>{sure}", escape(row.first)]
    inside = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{name}</th><td class="number">{escape(row.customers)}</td>{inside}</tr>'


def _summary(
    analysis: Analysis, title: str, said: list[str], rows: list[_Row], over_all: list[str], brand: Brand
) -> str:
    """The overview as Markdown that also reads well as plain text."""
    _ = analysis.language
    lines = [f"# {marked(title)}", "", *(marked(text) for text in said if text), ""]
    for row in rows:
        lines += [
            f"## {marked(row.name)} ({marked(row.customers)})",
            "",
            f"**{marked(row.answer)}** {marked(row.sure)}.",
            "",
        ]
        if row.first:
            lines += [f"- {marked(row.first)}", ""]
    if over_all:
        lines += [f"## {marked(_('What helps most customers'))}", "", *(f"- {marked(text)}" for text in over_all), ""]
    if said_of_it := [text for text in (brand.name, brand.line(_.code)) if text]:
        lines += [" · ".join(map(marked, said_of_it)), ""]
    return "\n".join(lines)


def marked(text: str) -> str:
    r"""A text in which nothing is Markdown or HTML.

    >>> marked("[x](javascript:y) *b* <i>")
    '\\[x\\](javascript:y) \\*b\\* \\<i\\>'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split()))
