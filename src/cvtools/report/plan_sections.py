"""The report's sections on what to do for the money, what that pays, and what to tell customers."""

from cvtools import figures, tables
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, bullets, element, folded, paragraphs
from cvtools.figures import Figure
from cvtools.report.section import Section, section
from cvtools.sentences.improvement import plan_sentences
from cvtools.sentences.proposition import proposition_paragraph
from cvtools.sentences.scenarios import scenario_sentences
from cvtools.tables.improvement import frictions_told


def scenarios_section(analysis: Analysis) -> Section:
    """What was tried with the sliders and kept: what it changes, and how far it would bring us; nothing without."""
    _ = analysis.language
    if not analysis.scenarios or len(analysis.study.offerings) < 2:
        return Section()
    return section(
        "scenarios",
        _("What we could do"),
        paragraphs(_("Scenarios kept with the study, each by itself; a changed number has no range any more.")),
        bullets(scenario_sentences(analysis)),
        figures.scenarios(analysis),
    )


def levers_section(analysis: Analysis) -> Section:
    """The plan of levers with its cost, its effect, how sure it is and what it rests on; nothing without levers."""
    _, improvement = analysis.language, analysis.improvement
    if not improvement.has_levers:
        return Section()
    parts: list[Html | Figure | None] = [
        bullets(plan_sentences(analysis)),
        figures.levers(analysis),
        folded(_("Table: every lever"), tables.levers(analysis)),
        figures.frontier(analysis),
    ]
    if improvement.calibration is not None:
        parts.append(figures.shares(analysis))
    pays = tables.outcomes(analysis)
    if pays.markup:
        parts += [element("h3", _("What the plan pays")), pays]
    return section("levers", _("What to do for the money"), *parts)


def message_section(analysis: Analysis) -> Section:
    """What to tell customers, with the proof; where on their way we gain and lose."""
    _ = analysis.language
    parts: list[Html | Figure | None] = [
        paragraphs(proposition_paragraph(analysis)),
        folded(_("The value proposition on one page"), tables.canvas(analysis)),
    ]
    if len(analysis.of_segment(analysis.improvement.journey).dropna(subset=["gap"])):
        parts.append(figures.journey(analysis))
    if len(frictions_told(analysis)):
        told = _("What takes customers more time, effort or risk with us than the best alternative, the worst first:")
        parts += [paragraphs(told), tables.frictions(analysis)]
    return section("message", _("What to tell customers"), *parts)
