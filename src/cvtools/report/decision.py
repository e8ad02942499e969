"""The first screen of a segment's report: the decision."""

from datetime import UTC, datetime
from html import escape

from cvtools import figures
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, paragraphs
from cvtools.language.labels import text_of
from cvtools.report.section import Section
from cvtools.sentences.advice import Advice, advice, steps_together
from cvtools.sentences.answer import answer_sentence, interval_sentence, sureness_words
from cvtools.sentences.certainty import customers_sentence
from cvtools.sentences.reasons import gap_title

MOST_ADVICE = 3


def decision(analysis: Analysis) -> Section:
    """Who we are and whom we are compared with; the answer, how sure it is, the gap, and what to do."""
    heading = answer_sentence(analysis)
    return Section(
        (
            _top(analysis) + _answer(analysis, heading),
            figures.gap(analysis, title=gap_title(analysis)),
            _what_to_do(analysis),
        ),
        "answer",
        analysis._("The answer"),
    )


def _top(analysis: Analysis) -> Html:
    _, study = analysis.language, analysis.study
    size = float(study.segments.set_index("segment")["size"][analysis.segment])
    known = [
        text_of(study.settings, "period", _.code),
        _.plural("{n} customer", "{n} customers", size) if size > 1 else "",
        _.day(datetime.now(UTC).date()),
    ]
    title = element("b", text_of(study.settings, "title", _.code)).markup
    facts = "".join(f" · {escape(text)}" for text in known if text)
    return Html(f'<p class="study">{title}{facts}</p>') + Html(
        "\n".join(element("p", text, class_="facts").markup for text in _who(analysis) if text)
    )


def _who(analysis: Analysis) -> tuple[str, str]:
    """Our offering with its full name, and the others; and who the customers are."""
    _, names = analysis.language, analysis.names("offerings", field="short")
    others = [name for identifier, name in names.items() if identifier != analysis.study.settings.ours]
    ours = _.plural(
        "Our offering: {ours}. Compared with: {others}.",
        "Our offering: {ours}. Compared with: {others}.",
        min(len(others), 2),
        ours=analysis.names("offerings")[analysis.study.settings.ours],
        others="; ".join(others),
    )
    description = analysis.names("segments", field="description")[analysis.segment].strip()
    if not description:
        return ours, ""
    end = "" if description[-1] in ".!?…" else "."
    name = analysis.names("segments")[analysis.segment]
    return ours, _("Who they are ({segment}): {description}{end}", segment=name, description=description, end=end)


def _answer(analysis: Analysis, heading: str) -> Html:
    sure = element("p", sureness_words(analysis), class_=f"sure {analysis.certainty.sureness}")
    return (
        sure
        + element("h1", heading, id="answer-heading")
        + element(
            "p", " ".join(filter(None, (interval_sentence(analysis), customers_sentence(analysis)))), class_="under"
        )
    )


def _what_to_do(analysis: Analysis) -> Html:
    _, pieces = analysis.language, advice(analysis)[:MOST_ADVICE]
    if not pieces:
        return Html("")
    heading = element("h2", _("What to do")).markup
    return Html(f'<div class="todo">{heading}{cards(pieces).markup}{paragraphs(steps_together(analysis)).markup}</div>')


def cards(pieces: list[Advice]) -> Html:
    """Advice as a numbered list: what to do, what it brings, and why."""
    rows = [
        f"<li>{element('span', piece.brings, class_='brings').markup}{element('b', piece.text).markup}"
        f"{paragraphs(piece.why).markup}</li>"
        for piece in pieces
    ]
    return Html(f'<ol class="advice">\n{"".join(rows)}\n</ol>')
