"""The report of one segment, section by section: sentences, pictures and tables in the reader's language."""

from datetime import UTC, datetime
from html import escape
from importlib.metadata import version

from cvtools import figures, tables
from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Foreign, Html, bullets, element, folded, paragraphs
from cvtools.explorer.place import ExplorerPlace
from cvtools.figures import Figure
from cvtools.language.coded_words import evidence_word
from cvtools.language.labels import text_of
from cvtools.language.measures import day_or_text
from cvtools.report.certainty_sections import certainty_section, change_section, segments_section
from cvtools.report.decision import MOST_ADVICE, cards, decision
from cvtools.report.plan_sections import levers_section, message_section, scenarios_section
from cvtools.report.section import Section, section
from cvtools.sentences.advice import advice
from cvtools.sentences.ages import age_sentence
from cvtools.sentences.caveats import caveat_sentences
from cvtools.sentences.method import method_of_doubt
from cvtools.sentences.reasons import doubt, map_title, reasons, value_title, view_sentence
from cvtools.study.settings import Settings
from cvtools.value.gaps import price_driver


def caveats(analysis: Analysis) -> Html:
    """What deserves a second look before anybody believes the numbers."""
    sentences = caveat_sentences(analysis.frames.caveats, analysis.study, analysis.language)
    return bullets(sentences) if sentences else paragraphs(analysis._("Nothing stands out."))


def _about(settings: Settings, language: str) -> list[str]:
    """The study's own notes, a paragraph each; those in another language are marked."""
    texts = [text for text in text_of(settings, "notes", language).split("\n\n") if text.strip()]
    translated = language == settings.language or settings.other.get(f"notes_{language}", "").strip()
    return texts if translated else [Foreign(text, settings.language) for text in texts]


class SegmentReport:
    """The report of one segment: each method is one section of what an ``Analysis`` says."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis, self._, self.study = analysis, analysis.language, analysis.study

    def decision(self) -> Section:
        """The first screen: the answer, how sure it is, the gap as a picture, and what to do."""
        return decision(self.analysis)

    # -- why, how sure, what would change it ---------------------------------------------------------------------------

    def value(self) -> Section:
        """What each choice is worth, and the map of benefits and costs."""
        _, analysis, settings = self._, self.analysis, self.study.settings
        period = text_of(settings, "period", _.code)
        if not settings.money:
            unit = _(
                "Value is what customers gain minus what they give up, in points; all that counts for a "
                "segment makes 100 points."
            )
        elif period:
            unit = _(
                "Value is what customers gain minus what they give up, in {currency} ({period}).",
                currency=settings.unit,
                period=period,
            )
        else:
            unit = _("Value is what customers gain minus what they give up, in {currency}.", currency=settings.unit)
        by_difference = settings.money or bool((analysis.values["value_high"] < 0).all())
        figure = (figures.difference if by_difference else figures.value)(analysis, title=value_title(analysis))
        alone = by_difference and len(analysis.values) == 2  # their one difference is the gap on the first screen
        return section(
            "value",
            _("What each choice is worth to them"),
            paragraphs(unit),
            None if alone else figure,
            figures.value_map(analysis, title=map_title(analysis)),
        )

    def gap(self) -> Section:
        """What speaks for us and against us, driver by driver."""
        _, analysis, settings = self._, self.analysis, self.study.settings
        priced = settings.money and price_driver(self.study)
        try_price = _("Try another price with the slider, and see what the customer keeps")
        return section(
            "gap",
            _("Where the gap comes from"),
            paragraphs(
                reasons(analysis),
                doubt(analysis),
                _("The bars above add up to the whole gap; numbers are rounded one by one."),
            ),
            figures.economic_value(analysis) if priced else None,
            figures.profile(analysis),
            Html(f'<p class="on-screen"><a href="#explore">{escape(try_price)}</a></p>') if priced else None,
        )

    def certainty(self) -> Section:
        """How sure the gap is, and what it rests on."""
        return certainty_section(self.analysis)

    def change(self) -> Section:
        """What would have to happen for the answer to change, and what to measure next."""
        return change_section(self.analysis)

    def plan(self) -> Section:
        """All steps with what each brings, where the first screen has not said it, and what else there is to do."""
        _, pieces = self._, advice(self.analysis)
        rest, told = pieces[MOST_ADVICE:], {piece.driver for piece in pieces[:MOST_ADVICE]}
        steps = tables.moves(self.analysis) if {move.driver for move in self.analysis.moves} - told else None
        if not rest and steps is None:
            return Section()
        return section("plan", _("The plan"), steps, cards(rest) if rest else None)

    def scenarios(self) -> Section:
        """What was tried with the sliders and kept with the study, where there is any."""
        return scenarios_section(self.analysis)

    def levers(self) -> Section:
        """The levers that do most for the money, where the study has any."""
        return levers_section(self.analysis)

    def message(self) -> Section:
        """What to tell customers, and where on their way we gain and lose."""
        return message_section(self.analysis)

    def explore(self) -> Section:
        """Sliders, alive in the report."""
        _ = self._
        text = _("Move a slider, and see what changes. Nothing in the study does; “Reset all” brings everything back.")
        heading = _("Try it yourself")
        said = (
            element("h2", heading, class_="on-screen", id="explore-heading"),
            element("p", text, class_="on-screen"),
        )
        return Section((*said, ExplorerPlace(self.analysis)), "explore", heading)

    # -- the longer read ---------------------------------------------------------------------------------------------

    def expectations(self) -> Section:
        """What customers expected and what we believe, where the study knows it."""
        _ = self._
        shown = {"expected": figures.expectation, "believed": figures.perception}
        parts: list[Html | Figure] = []
        for against, figure in shown.items():
            if not self.analysis.view_gaps(against).empty:
                parts.append(figure(self.analysis, title=view_sentence(self.analysis, against).rstrip(".")))
        return (
            section("views", _("What customers expected, what they find, what we believe"), *parts)
            if parts
            else Section()
        )

    def segments(self) -> Section:
        """The segment beside the others."""
        return segments_section(self.analysis)

    def evidence(self) -> Section:
        """Where each number behind the gap comes from."""
        _, analysis = self._, self.analysis
        counts = analysis.sources["evidence"].value_counts()
        known = _.listed(
            f"{evidence_word(str(word), _)} ({_.number(count, digits=0)})" for word, count in counts.items()
        )
        lines = [_("The numbers behind the gap, by how they are known: {list}.", list=known)]
        if days := sorted(analysis.survey_days):
            lines.append(_("The oldest answers of a survey among them are of {day}.", day=day_or_text(days[0], _)))
        lines += filter(None, [age_sentence(analysis, datetime.now(UTC).date())])
        parts = [paragraphs(*lines), folded(_("Table: every number behind the gap"), tables.gap_sources(analysis))]
        if not analysis.survey_measures.empty:
            said = _("What a survey says of the whole, each with its interval:")
            heading = element("h3", _("Satisfaction, recommendation, effort"))
            parts += [heading, paragraphs(said), tables.study_measures(analysis)]
        return section("evidence", _("How each number is known"), *parts)

    def method(self) -> Section:
        """The formulas, what to keep in mind, and the study's own notes."""
        _, settings = self._, self.study.settings
        formulas = [
            _("Utility u = (rating − worst) / (best − worst): 0 at the worst anchor of a driver, 1 at the best."),
            _("A benefit adds W · u to value; a cost takes W · (1 − u) away, where W is the weight of the driver."),
            _("Value = benefits − costs. A gap is our value minus theirs, and the sum of the gaps of all drivers."),
            _("A weight is what going from worst to best on a driver is worth to the segment.")
            if settings.money
            else _(
                "A weight is what going from worst to best is worth; the weights of all drivers of a segment "
                "sum to 100."
            ),
            _("The best alternative is the one with the most value among the others, chosen for each segment."),
            *method_of_doubt(self.analysis),
        ]
        full, short = self.analysis.names("offerings"), self.analysis.names("offerings", field="short")
        if longer := [f"{short[identifier]}: {name}" for identifier, name in full.items() if name != short[identifier]]:
            formulas.append(_("Names in full: {names}.", names="; ".join(longer)))
        segment, found = self.analysis.segment, self.analysis.frames.caveats
        mine = [caveat for caveat in found if not caveat.segments or segment in caveat.segments]
        parts: list[Html] = [bullets(formulas)]
        if mine:
            parts += [element("h3", _("Keep in mind")), bullets(caveat_sentences(mine, self.study, _))]
        if settings.notes.strip():
            parts += [element("h3", _("About the data")), paragraphs(*_about(settings, _.code))]
        return section("method", _("Method"), *parts)

    def footer(self) -> Section:
        """What this report was made from, so that it can be made again."""
        _ = self._
        used = ", ".join(f"{name} {version(name)}" for name in ("cvtools", "altair", "pandas"))
        text = _(
            "Study {fingerprint} · segment {segment} · language {language} · {draws} draws, seed {seed} · made on "
            "{day} with {versions}",
            fingerprint=self.analysis.frames.fingerprint,
            segment=self.analysis.segment,
            language=_.code,
            draws=_.number(self.analysis.certainty.draws, digits=0),
            seed=self.analysis.simulation.seed,
            day=_.day(datetime.now(UTC).date()),
            versions=used,
        )
        return Section((element("footer", text),))
