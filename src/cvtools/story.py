"""The report of one segment, section by section: sentences, pictures and tables in the reader's language."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

import pandas as pd

from cvtools import figures
from cvtools.caveats import caveat_sentences, find_caveats
from cvtools.facts import SegmentFacts
from cvtools.figures import Figure
from cvtools.markup import Html, bullets, element, folded, paragraphs, table
from cvtools.sentences import actions, answer_sentence, catching_up, doubt, fair_price, reasons, view_sentence
from cvtools.study import Study, names_of, text_of
from cvtools.tables import gap_sources_table
from cvtools.words import evidence_word


@dataclass(frozen=True)
class Section:
    """A heading and what follows it; a notebook shows its parts one after the other."""

    parts: tuple[Html | Figure, ...] = field(default=())

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)


class SegmentReport:
    """The report of one segment: each method is one section.

    Parameters
    ----------
    study
        The study.
    segment
        The segment's id; by default the first.
    language
        ``en``, ``nb`` or ``hr``; by default the study's.

    Raises
    ------
    StudyError
        When there is no such segment or language.
    """

    def __init__(self, study: Study, *, segment: str = "", language: str = "") -> None:
        self.facts = SegmentFacts.of(study, segment=segment, language=language)
        self.study, self.segment, self._ = study, self.facts.segment, self.facts._

    def _section(self, heading: str, *parts: Html | Figure | None) -> Section:
        return Section((element("h2", heading), *(part for part in parts if part is not None)))

    # -- the two minutes ---------------------------------------------------------------------------------------------

    def head(self) -> Section:
        """Title, segment, and what is compared."""
        _, facts, settings = self._, self.facts, self.study.settings
        size = float(self.study.segments.loc[self.study.segments["segment"] == self.segment, "size"].iloc[0])
        known = [
            _.plural("{n} customer", "{n} customers", size) if size > 1 else "",
            text_of(settings, "period", _.code),
            _.day(datetime.now(UTC).date()),
        ]
        return Section(
            (
                element("p", text_of(settings, "title", _.code), class_="study"),
                element("h1", _("Customer value: {segment}", segment=facts.segment_name)),
                element("p", " · ".join(text for text in known if text), class_="facts"),
                paragraphs(names_of(self.study, "segments", language=_.code, field="description")[self.segment]),
            )
        )

    def answer(self) -> Section:
        """Who gives this segment most value, by how much, and because of what."""
        return Section(
            (
                element("p", answer_sentence(self.facts), class_="answer"),
                paragraphs(reasons(self.facts), doubt(self.facts)),
            )
        )

    def value(self) -> Section:
        """The value picture."""
        _, facts, settings = self._, self.facts, self.study.settings
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
        below = ""
        if (facts.values["value_high"] < 0).all():
            below = _(
                "All values are below zero. That is no alarm: where zero lies depends on the scales, the "
                "differences do not."
            )
        figure = figures.value_figure(self.study, segment=self.segment, language=_.code)
        return self._section(_("What each choice is worth to them"), paragraphs(unit, below), figure)

    def gap(self) -> Section:
        """The gap to the best alternative by driver."""
        _, facts = self._, self.facts
        text = _(
            "Each bar is what one benefit or cost adds to the difference between {ours} and {rival}. The bars "
            "add up to the whole gap.",
            ours=facts.ours,
            rival=facts.rival,
        )
        figure = figures.gap_figure(self.study, segment=self.segment, language=_.code)
        return self._section(_("Where the gap comes from"), paragraphs(text), figure)

    def certainty(self) -> Section:
        """What the gap rests on."""
        _, facts = self._, self.facts
        sources = facts.sources
        ranged = int((sources["low"].notna() & (sources["low"] < sources["high"])).sum())
        sentences = [
            _(
                "{share} of the differences between {ours} and {rival} rest on an assumption, or on a number "
                "whose origin is not stated.",
                share=_.percent(facts.weak_share),
                ours=facts.ours,
                rival=facts.rival,
            )
            if facts.weak_share == facts.weak_share
            else "",
            _.plural(
                "Of the {n} number behind the gap, {ranged} has a range from low to high.",
                "Of the {n} numbers behind the gap, {ranged} have a range from low to high.",
                int(sources["number"].notna().sum()),
                ranged=_.number(ranged, digits=0),
            ),
            _.plural("{n} rating is unknown.", "{n} ratings are unknown.", len(facts.unknown)) if facts.unknown else "",
            _(
                "All of this holds for the most likely numbers. Treat a gap smaller than the ranges behind it "
                "as no clear winner."
            ),
        ]
        return self._section(
            _("How sure are we"), paragraphs(" ".join(filter(None, sentences))), self._evidence_table()
        )

    def _evidence_table(self) -> Html:
        _, facts = self._, self.facts
        rows = [
            (
                row["driver_name"],
                "?" if row["gap"] != row["gap"] else facts.measure(row["gap"], signed=True),
                evidence_word(row["evidence"], _),
            )
            for row in facts.evidence.to_dict("records")
        ]
        headers = {"driver": _("Driver"), "gap": _("Gap"), "evidence": _("Weakest evidence behind it")}
        return folded(_("Table"), table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["gap"]))

    def change(self) -> Section:
        """What would have to happen for the answer to change."""
        _, facts = self._, self.facts
        room = facts.room[facts.room["kind"] != "money"]  # a price at its best is no price
        most = room[room["gap"] >= room["gap_high"].max()].head(1).to_dict("records")  # none, if an unknown may be more
        sentences = [
            catching_up(facts),
            fair_price(facts),
            *(
                _(
                    "The most room for improvement is in “{driver}”: at its best, {ours} would be worth {amount} "
                    "more to the segment.",
                    driver=row["driver_name"],
                    ours=facts.ours,
                    amount=facts.measure(row["gap"]),
                )
                for row in most
                if row["gap"] > 0
            ),
        ]
        figure = figures.priority_figure(
            self.study, segment=self.segment, language=_.code, rival=str(facts.best["rival"])
        )
        return self._section(_("What would change it"), paragraphs(*sentences), figure)

    def action(self) -> Section:
        """What to do, in a few lines."""
        advice = actions(self.facts)
        return self._section(self._("What to do"), bullets(advice)) if advice else Section()

    # -- the longer read ---------------------------------------------------------------------------------------------

    def standing(self) -> Section:
        """Head to head, and on the map of benefits and costs."""
        _ = self._
        return self._section(
            _("Head to head"),
            figures.profile_figure(self.study, segment=self.segment, language=_.code),
            paragraphs(
                _(
                    "On the map, each choice stands where its benefits and costs put it. All points on the "
                    "line are worth the same."
                )
            ),
            figures.map_figure(self.study, segment=self.segment, language=_.code),
        )

    def expectations(self) -> Section:
        """What customers expected and what we believe, where the study knows it."""
        _ = self._
        parts: list[Html | Figure] = []
        for against in ("expected", "believed"):
            figure = figures.view_gap_figure(self.study, against=against, segment=self.segment, language=_.code)
            if figure:
                parts += [paragraphs(view_sentence(self.facts, against)), figure]
        return self._section(_("Expected, perceived, believed"), *parts) if parts else Section()

    def segments(self) -> Section:
        """The segment beside the others."""
        _, facts = self._, self.facts
        totals = facts.all_totals
        if len(totals) < 2:
            return Section()
        ahead = list(facts.standings.values()).count("ahead")
        sentences = [
            _.plural(
                "{ours} is ahead in {ahead} of {n} segment.",
                "{ours} is ahead in {ahead} of {n} segments.",
                len(totals),
                ours=facts.ours,
                ahead=_.number(ahead, digits=0),
            )
        ]
        if facts.market_gap == facts.market_gap:
            sentences.append(
                _(
                    "Over all customers, each segment counted by its size, the gap to the best alternative is "
                    "{gap} per customer.",
                    gap=facts.measure(facts.market_gap, signed=True),
                )
            )
        figure = figures.heatmap_figure(self.study, language=_.code)
        return self._section(_("All segments"), paragraphs(" ".join(sentences)), figure)

    def evidence(self) -> Section:
        """Where each number behind the gap comes from."""
        _, facts = self._, self.facts
        counts = facts.sources["evidence"].value_counts()
        known = _.listed(
            f"{evidence_word(str(word), _)} ({_.number(count, digits=0)})" for word, count in counts.items()
        )
        text = _("The numbers behind the gap, by how they are known: {list}.", list=known)
        rows = gap_sources_table(self.study, facts.sources, _)
        return self._section(_("How each number is known"), paragraphs(text), folded(_("Table"), rows))

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
        ]
        mine = [caveat for caveat in find_caveats(self.study) if not caveat.segments or self.segment in caveat.segments]
        parts: list[Html] = [bullets(formulas)]
        if mine:
            parts += [element("h3", _("Keep in mind")), bullets(caveat_sentences(mine, self.study, _))]
        if settings.notes.strip():
            parts += [element("h3", _("About the data")), paragraphs(*text_of(settings, "notes", _.code).split("\n\n"))]
        return self._section(_("Method"), *parts)

    def footer(self) -> Section:
        """What this report was made from, so that it can be made again."""
        _ = self._
        used = ", ".join(f"{name} {version(name)}" for name in ("cvtools", "altair", "pandas"))
        text = _(
            "Study {fingerprint} · segment {segment} · language {language} · made on {day} with {versions}",
            fingerprint=self.study.fingerprint,
            segment=self.segment,
            language=_.code,
            day=_.day(datetime.now(UTC).date()),
            versions=used,
        )
        return Section((element("footer", text),))
