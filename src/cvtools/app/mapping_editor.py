"""The part of the page *Measure* that changes a mapping: where segments come from, and what each question asks."""

from collections.abc import Callable
from typing import Any

import ipywidgets

from cvtools.analysis.survey import SurveyAnalysis
from cvtools.app.picks import Picks
from cvtools.app.survey_files import SurveyFiles
from cvtools.evidence.drafting import Guess
from cvtools.evidence.privacy import harmless
from cvtools.evidence.survey import ASKS, MEASURES, VIEW_OF
from cvtools.language.coded_words import asks_word
from cvtools.language.language import Language

_MOST_VALUES = 12
_LONGEST = 90
_SCALES = ((1.0, 5.0), (5.0, 1.0), (1.0, 7.0), (7.0, 1.0), (0.0, 10.0), (10.0, 0.0), (1.0, 10.0), (10.0, 1.0))
_UNIT = "unit"
"""Instead of a scale: a level in the driver's own unit. (A list shows nothing where its value is ``None``.)"""
_NEED_DRIVER = (*VIEW_OF, "weight", "functional", "dysfunctional")
_NEED_SCALE = (*VIEW_OF, "satisfaction", "effort", "repurchase")
_NEED_OFFERING = (*VIEW_OF, *MEASURES)


class MappingEditor:
    """Lists to choose from; each choice is written into the mapping at once, and ``changed`` follows."""

    def __init__(self, files: SurveyFiles, picks: Picks, changed: Callable[[], object]) -> None:
        self.files, self.picks, self.changed = files, picks, changed
        self.analysis: SurveyAnalysis | None = None
        self.segment, self.values = picks.make(self._set_segment), ipywidgets.VBox()
        self.question = picks.make(self._turn_question)
        self.fields = {name: picks.make(self._set_question) for name in ("asks", "driver", "offering", "scale")}
        self.segments = ipywidgets.VBox([self.segment, self.values])
        self.questions = ipywidgets.VBox([self.question, *self.fields.values()])

    @property
    def _(self) -> Language:
        return self.analysis.language if self.analysis else Language("en")

    def name(self, _: Language) -> None:
        """Call the lists by their names."""
        self.segment.description = _("Segments come from")
        self.question.description = _("Question")
        labels = {"asks": _("Asks"), "driver": _("Driver"), "offering": _("Offering"), "scale": _("Scale")}
        for name, label in labels.items():
            self.fields[name].description = label

    def show(self, analysis: SurveyAnalysis) -> None:
        """Show the mapping of a survey as it can be changed."""
        self.analysis = analysis
        self._show_segments(analysis)
        columns = [guess.column for guess in self.files.draft.questions] if self.files.draft else []
        options = [(self._called(column), column) for column in columns]
        chosen = self.question.value if self.question.value in columns else (columns or [None])[0]
        self.picks.fill(self.question, options, chosen)
        self._turn_question()

    def _called(self, column: str) -> str:
        """A column by its name and what it asks; neither is ever a respondent's word."""
        assert self.files.export is not None
        title = self.files.export.titles.get(column, column)
        text = column if title == column else f"{column}: {title}"
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

    # -- segments --------------------------------------------------------------------------------

    def _show_segments(self, analysis: SurveyAnalysis) -> None:
        _, draft, export = self._, self.files.draft, self.files.export
        self.segment.disabled = draft is None
        if draft is None or export is None:
            self.values.children = ()
            return
        few = [str(c) for c in export.frame.columns if 1 < export.frame[c].nunique() <= _MOST_VALUES]
        few = [c for c in few if c in [guess.column for guess in draft.questions] or c == draft.segment]
        options = [(_("all belong together"), ""), *((self._called(column), column) for column in few)]
        self.picks.fill(self.segment, options, draft.segment)
        self.values.children = tuple(self._value(word, analysis) for word in self._words(draft.segment))

    def _words(self, column: str) -> list[str]:
        if not column or self.files.export is None:
            return []
        cells = self.files.export.frame[column]
        return [str(word) for word in cells[cells.str.strip() != ""].value_counts().index[:_MOST_VALUES]]

    def _value(self, word: str, analysis: SurveyAnalysis) -> ipywidgets.Dropdown:
        assert self.files.draft is not None
        pick = self.picks.make(lambda: self._set_value(word, str(pick.value)))
        pick.description = f"“{harmless(word)}”"
        names = [(name, id_) for id_, name in analysis.names("segments").items()]
        options = [(self._("left out"), ""), *names]
        self.picks.fill(pick, options, self.files.draft.segments.get(word, ""))
        return pick

    def _set_value(self, word: str, segment: str) -> None:
        assert self.files.draft is not None
        others = {known: id_ for known, id_ in self.files.draft.segments.items() if known != word}
        self.files.draft.segments = {**others, **({word: segment} if segment else {})}
        if self.files.draft.segments:
            self.changed()

    def _set_segment(self) -> None:
        """Take the segments from another column: the first value is the first segment until somebody says."""
        draft, analysis = self.files.draft, self.analysis
        assert draft is not None and analysis is not None
        if draft.segment:
            draft.questions.append(Guess(draft.segment))
        draft.segment = str(self.segment.value or "")
        draft.questions = [guess for guess in draft.questions if guess.column != draft.segment]
        ids = list(analysis.names("segments"))
        draft.segments = dict(zip(sorted(self._words(draft.segment)), ids, strict=False))
        self.changed()

    # -- questions -------------------------------------------------------------------------------

    def _guess(self) -> Guess | None:
        draft = self.files.draft
        return next((g for g in draft.questions if g.column == self.question.value), None) if draft else None

    def _turn_question(self) -> None:
        """Show what the chosen question asks, as it can be changed."""
        _, guess, analysis = self._, self._guess(), self.analysis
        for widget in (self.question, *self.fields.values()):
            widget.disabled = guess is None
        if guess is None or analysis is None:
            return
        drivers, offerings = analysis.names("drivers"), analysis.names("offerings")
        self.picks.fill(
            self.fields["asks"], [(_("not used"), ""), *((asks_word(asks, _), asks) for asks in ASKS)], guess.asks
        )
        none = [(_("Choose …"), "")]
        self.picks.fill(self.fields["driver"], none + [(name, id_) for id_, name in drivers.items()], guess.driver)
        self.picks.fill(
            self.fields["offering"], none + [(name, id_) for id_, name in offerings.items()], guess.offering
        )
        scales: list[Any] = [*_SCALES, *([guess.scale] if guess.scale and guess.scale not in _SCALES else [])]
        options: list[tuple[str, Any]] = [
            (_("{worst} (worst) to {best} (best)", worst=f"{a:g}", best=f"{b:g}"), (a, b)) for a, b in scales
        ]
        unit = [(_("a level in the driver’s unit"), _UNIT)] if guess.asks in (*VIEW_OF, "") else []
        self.picks.fill(self.fields["scale"], options + unit, _UNIT if guess.unit else guess.scale or _SCALES[0])
        needs = {"driver": _NEED_DRIVER, "offering": _NEED_OFFERING, "scale": _NEED_SCALE}
        for name, asks in needs.items():
            self.fields[name].layout.display = "" if guess.asks in asks else "none"

    def _set_question(self) -> None:
        guess = self._guess()
        assert guess is not None
        guess.asks = str(self.fields["asks"].value or "")
        guess.driver = str(self.fields["driver"].value or "") if guess.asks in _NEED_DRIVER else ""
        guess.offering = str(self.fields["offering"].value or "") if guess.asks in _NEED_OFFERING else ""
        scale = self.fields["scale"].value
        guess.unit = guess.asks in VIEW_OF and scale == _UNIT
        asked = guess.asks in _NEED_SCALE and not guess.unit
        guess.scale = (_SCALES[0] if scale in (None, _UNIT) else scale) if asked else None
        guess.language = guess.language or self._.code if guess.asks == "text" else ""
        self._turn_question()
        if guess.asks in _NEED_DRIVER and not guess.driver:
            return  # somebody is still choosing
        if guess.asks in VIEW_OF and not guess.offering and not (self.files.draft and self.files.draft.offering):
            return
        self.changed()
