"""The page *Measure*: an export comes in, what it means is seen and changed, and its numbers go into the study."""

import dataclasses
from collections.abc import Callable
from html import escape
from pathlib import Path

import ipywidgets

from cvtools import figures, tables
from cvtools.analysis.survey import SurveyAnalysis, analyse_survey
from cvtools.app.mapping_editor import MappingEditor
from cvtools.app.picks import WIDE, Picks
from cvtools.app.shown import lines, scrolled
from cvtools.app.survey_files import SurveyFiles
from cvtools.app.upload import Upload
from cvtools.browser.html import Html
from cvtools.evidence import unused
from cvtools.evidence.privacy import harmless
from cvtools.evidence.survey import KANO, VIEW_OF
from cvtools.evidence.table_files import SUFFIXES
from cvtools.figures.figure import Figure, still
from cvtools.forms.draft import Draft
from cvtools.language.language import Language
from cvtools.language.problems import told
from cvtools.study.errors import StudyError
from cvtools.study.study import Study, read_study, write_study


class Measure:
    """The page's widgets, made once, and what happens between them."""

    def __init__(self, draft: Draft) -> None:
        self.study = draft
        self.files = SurveyFiles(draft.path)
        self.analysis: SurveyAnalysis | None = None
        self.before: Study | None = None
        """The study as it was before the survey's numbers went in, to go back to."""
        self.after = ""
        self.picks = Picks(self._guarded)
        self.editor = MappingEditor(self.files, self.picks, self._changed)
        pick = self.picks.make
        self.lead, self.trouble, self.summary = (ipywidgets.HTML() for _ in range(3))
        self.questions, self.shown, self.told = (ipywidgets.HTML() for _ in range(3))
        self.heads = [ipywidgets.HTML() for _ in range(3)]
        self.exports, self.upload = pick(self._open), Upload(accept=",".join(SUFFIXES))
        self.look, self.who = pick(self._look), pick(self._look)
        self.weights, self.shrink = pick(lambda: None), ipywidgets.Checkbox(indent=False, layout=WIDE)
        self.apply = ipywidgets.Button(button_style="primary", layout={"width": "max-content"})
        self.back = ipywidgets.Button(layout={"width": "max-content"})
        self.upload.observe(self._take, "file")
        self.apply.on_click(lambda _: self._guarded(self._apply))
        self.back.on_click(lambda _: self._guarded(self._go_back))
        understood = [self.summary, self.editor.segments, self.heads[0], self.questions, self.editor.questions]
        seen = [self.heads[1], self.look, self.who, self.shown]
        into = [self.heads[2], self.weights, self.shrink, ipywidgets.HBox([self.apply, self.back]), self.told]
        self.body = ipywidgets.VBox([*understood, *seen, *into])
        self.page = ipywidgets.VBox([self.lead, self.exports, self.upload, self.trouble, self.body])

    @property
    def _(self) -> Language:
        return Language(self.study.language)

    def _guarded(self, act: Callable[[], object]) -> None:
        """Do something; what is wrong is said below the choice of the export."""
        self.trouble.value = ""
        try:
            act()
        except StudyError as error:
            self.trouble.value = lines(told(error, self.study.language))
        except OSError as error:
            self.trouble.value = lines(error.strerror or str(error))

    # -- what is seen ----------------------------------------------------------------------------

    def show(self, ready: str) -> None:
        """Bring the page up to date; ``ready`` says what the study lacks, blank if it is there."""
        _ = self._
        lead = _(
            "A survey’s export becomes ratings and weights of your study, each with its interval and the answers it "
            "rests on. Names and addresses in it are never shown."
        )
        self.lead.value = lines(ready or lead)
        self._name()
        for widget in (self.exports, self.upload):
            widget.disabled = bool(ready)
        self.body.layout.display = "none" if ready or self.analysis is None else ""
        chosen = str(self.files.file) if self.files.file else ""
        places = [(place.name, str(place)) for place in self.files.exports()]
        self.picks.fill(self.exports, [(_("Choose …"), ""), *places], chosen)
        if self.analysis is not None and not ready:
            self._guarded(self._again)

    def _name(self) -> None:
        _ = self._
        self.exports.description = _("Export")
        self.upload.label = _("Upload an export …")
        self.editor.name(_)
        self.look.description, self.who.description = _("Look at"), _("Segment")
        self.weights.description = _("Weights")
        self.shrink.description = _("Draw small groups towards the mean of all segments")
        self.apply.description, self.back.description = _("Put into the study"), _("Take it back")
        heads = (_("What each question asks"), _("What they say"), _("Into the study"))
        for widget, head in zip(self.heads, heads, strict=True):
            widget.value = f"<h3>{escape(head)}</h3>"

    def _take(self, _change: object) -> None:
        if file := dict(self.upload.file):
            self.upload.file = {}
            self._guarded(lambda: self._take_in(file["name"], bytes(file["content"])))

    def _take_in(self, name: str, data: bytes) -> None:
        self._read(self.files.take(name, data))
        self.show("")

    def _open(self) -> None:
        place = next((place for place in self.files.exports() if str(place) == self.exports.value), None)
        if place is None:
            self.analysis, self.files.file = None, None
            self.body.layout.display = "none"
            return
        self._read(place)

    def _read(self, export: Path | None = None) -> None:
        """Read an export by its mapping, the one that is looked at by default, and show what that makes of it."""
        export = export or self.files.file
        assert export is not None
        survey = self.files.open(export, self._)
        self.analysis = analyse_survey(survey, language=self.study.language)
        self.told.value = ""
        self._again()

    def _again(self) -> None:
        """Show the survey that was read, in the language of the page."""
        assert self.analysis is not None
        analysis = self.analysis = dataclasses.replace(self.analysis, language=self._)
        self.body.layout.display = ""
        self._show_summary(analysis)
        self.editor.show(analysis)
        self.questions.value = scrolled(tables.questions(analysis)).markup
        self.picks.fill(self.look, self._looks(analysis), self.look.value or "ratings")
        names = [(name, id_) for id_, name in analysis.names("segments").items()]
        self.picks.fill(self.who, names, self.who.value or analysis.segment)
        self._show_weights(analysis)
        self._look()

    def _show_summary(self, analysis: SurveyAnalysis) -> None:
        _, answers = self._, analysis.answers
        count, used = len(answers.export.frame), len(answers.respondents)
        text = _("{count} responses ({kind}), of which {used} count", count=count, kind=answers.export.kind, used=used)
        if left := unused(analysis.survey, answers):
            listed = _.listed([f"“{harmless(name, longest=200)}”" for name in left[:12]])
            text += "\n" + _("Not used: {columns}", columns=listed)
        if self.files.draft is None:
            text += "\n" + _("Its mapping says more than this page can change: {file}", file=analysis.survey.path.name)
        self.summary.value = lines(text)

    def _changed(self) -> None:
        self.files.write(self._)
        self._read()

    # -- what comes out --------------------------------------------------------------------------

    def _looks(self, analysis: SurveyAnalysis) -> list[tuple[str, str]]:
        """What there is to look at, as far as it was asked."""
        _, survey = self._, analysis.survey
        rated, outcome = survey.asking(*VIEW_OF), survey.asking("satisfaction", "recommend")
        known = {
            "ratings": (_("ratings"), rated),
            "satisfaction": (_("satisfaction"), survey.asking("satisfaction")),
            "recommend": (_("recommendation"), survey.asking("recommend")),
            "importance": (_("what counts"), rated and outcome),
            "kano": (_("what delights, what is taken for granted"), survey.asking(*KANO)),
            "themes": (_("what they write about"), survey.asking("text")),
            "changes": (_("what changed"), survey.wave),
        }
        return [(word, name) for name, (word, there) in known.items() if there]

    def _look(self) -> None:
        if self.analysis is None:
            return
        if not self.look.value:
            self.shown.value = ""
            return
        analysis = self.analysis.at(str(self.who.value or self.analysis.segment))
        show: dict[str, Callable[[], Figure | Html]] = {
            "ratings": lambda: tables.survey_ratings(analysis),
            "satisfaction": lambda: figures.measures(analysis, "csat"),
            "recommend": lambda: figures.measures(analysis, "nps"),
            "importance": lambda: figures.importance(analysis),
            "kano": lambda: tables.kano(analysis),
            "themes": lambda: figures.themes(analysis),
            "changes": lambda: tables.changes(analysis),
        }
        try:
            self.shown.value = _drawn(show[str(self.look.value)]())
        except StudyError as error:
            self.shown.value = lines(told(error, self.study.language))

    # -- into the study --------------------------------------------------------------------------

    def _show_weights(self, analysis: SurveyAnalysis) -> None:
        _, survey = self._, analysis.survey
        options = [(_("those of the study"), "")]
        if survey.asking("weight") and not analysis.study.settings.money:
            options.append((_("what they say"), "stated"))
        if survey.asking(*VIEW_OF) and survey.asking("satisfaction", "recommend") and not analysis.study.settings.money:
            options.append((_("what their satisfaction follows"), "lmg"))
        self.picks.fill(self.weights, options, self.weights.value or "")
        self.apply.disabled = not survey.asking(*VIEW_OF)
        self.back.disabled = self.before is None

    def _apply(self) -> None:
        """Put the survey's numbers into the study on disk; the form takes it in like anybody's change."""
        _ = self._
        if not self.study.is_written:
            self.told.value = lines(_("Some entries need another look first. “Enter” says which."))
            return
        self._read()  # the study may have changed since
        assert self.analysis is not None
        before = read_study(self.study.path)
        changed = self.analysis.applied(weights=str(self.weights.value or ""), shrink=bool(self.shrink.value))
        write_study(dataclasses.replace(changed, origin=before.origin), self.study.path)
        self.before = before
        self.study.look()
        self.after = read_study(self.study.path).fingerprint  # as the form has it now
        self.back.disabled = False
        used = len(self.analysis.answers.respondents)
        count = len(self.analysis.ratings.table)
        done = _("{ratings} ratings of {used} responses are in the study now.", ratings=count, used=used)
        self.told.value = lines(done + "\n" + _("“Explore” and “Report” show what follows."))

    def _go_back(self) -> None:
        """Put the study back as it was, unless it was changed since."""
        _, before = self._, self.before
        assert before is not None
        there = read_study(self.study.path)
        if there.fingerprint != self.after:
            self.told.value = lines(_("The study was changed since. “Enter” has its earlier versions."))
            return
        write_study(dataclasses.replace(before, origin=there.origin), self.study.path)
        self.before, self.back.disabled = None, True
        self.study.look()
        self.told.value = lines(_("The study is as it was before."))


def _drawn(shown: Figure | Html) -> str:
    """A table, or a picture that needs no script with its table."""
    made = scrolled(shown) if isinstance(shown, Html) else scrolled(still(shown)) + shown.table
    return made.markup
