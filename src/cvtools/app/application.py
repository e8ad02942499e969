"""The workbook without a cell: enter a study, explore it, write its reports; shown by a notebook or by Voilà."""

import base64
import os
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from threading import Thread
from typing import Any

import ipywidgets

from cvtools import forms
from cvtools.analysis.analysis import analyse
from cvtools.app.improve_page import ImprovePage
from cvtools.app.measure import Measure
from cvtools.app.shown import lines
from cvtools.browser.cell_widgets import of_this_cell
from cvtools.browser.html import element
from cvtools.explorer.widget import Explorer
from cvtools.forms.draft import Draft
from cvtools.language.language import Language
from cvtools.language.problems import told
from cvtools.report.batch import write_reports
from cvtools.report.segment_report import caveats
from cvtools.study.errors import StudyError
from cvtools.study.schema import LANGUAGES

PLACE = "CVTOOLS_STUDY"
"""The environment variable that says which study `make app` opens."""
_OWN_NAMES = {"en": "English", "nb": "Norsk", "hr": "Hrvatski"}

_STYLE = """<style>
.cvtools-app .lm-TabBar-tabLabel { color: #1f2933; }  /* the tabs behind are too pale to be read by everybody */
.cvtools-app a { color: #0072b2; text-decoration: underline; }
.cvtools-app h1 { font-size: 1.6rem; margin: 0; }
.cvtools-wide, .cvtools-plan details { max-width: 100%; overflow-x: auto; }
.cvtools-wide { max-height: 24rem; }
.cvtools-wide table { line-height: 1.4; }
.cvtools-wide th, .cvtools-wide td { padding: 0.2em 0.8em 0.2em 0; vertical-align: top; }
.cvtools-wide:has(.still) { max-height: none; }
.cvtools-wide .still svg { min-width: 30rem; }
.cvtools-app .widget-dropdown, .cvtools-app .widget-checkbox { align-items: center; height: auto; }
.cvtools-app .widget-dropdown > .widget-label, .cvtools-app .widget-checkbox .widget-label-basic { height: auto;
  line-height: 1.3; white-space: normal; }
.cvtools-plan, .cvtools-plan .widget-html-content { min-width: 0; width: 100%; }
.cvtools-app .still svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif;
  max-width: 100%; height: auto; overflow: visible; }
.cvtools-budget { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; }
.cvtools-budget input { flex: 0 1 24em; min-width: 12em; }
</style>"""


def show(study: str | Path = "", *, language: str = "") -> ipywidgets.VBox:
    """The forms, the surveys, the explorer, the plan and the reports of one study, on one page.

    Parameters
    ----------
    study
        Where the study is, or will be: a folder or an ``.xlsx`` file. Nothing is written before the first entry. If
        blank, what the environment variable ``CVTOOLS_STUDY`` says, or ``../my_study``.
    language
        ``en``, ``nb`` or ``hr``; by default English. It can be changed on the page.
    """
    draft = forms.open_draft(study or os.environ.get(PLACE) or "../my_study", language=language)
    return of_this_cell(_App(draft).page)


class _App:
    """The parts of the page, and what happens between them. All widgets are made once."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.form = forms.study(draft)
        self.measure = Measure(draft)
        self.explorer = Explorer(lasts=True)
        self.heading = ipywidgets.HTML()
        self.told = {name: ipywidgets.HTML() for name in ("explore", "report")}
        self.caveats = ipywidgets.HTML()
        self.written = ipywidgets.HTML()
        self.writer: Thread | None = None
        self.write = ipywidgets.Button(button_style="primary", layout={"width": "max-content"})
        self.languages = ipywidgets.Dropdown(
            options=[(_OWN_NAMES[code], code) for code in LANGUAGES], value=draft.language, layout={"width": "16em"}
        )
        reports = ipywidgets.VBox([self.told["report"], self.caveats, self.write, self.written])
        self.improve = ImprovePage(draft)
        explore = ipywidgets.VBox([self.told["explore"], self.explorer])
        self.tabs = ipywidgets.Tab([self.form, self.measure.page, explore, self.improve.widget, reports])
        self.page = ipywidgets.VBox(
            [ipywidgets.HTML(_STYLE, layout={"display": "none"}), self.heading, self.languages, self.tabs]
        )
        self.page.add_class("cvtools-app")
        self.write.on_click(self._write)
        self.languages.observe(self._speak, "value")
        self.tabs.observe(self._turn, "selected_index")
        self._name()

    @property
    def _(self) -> Language:
        return Language(self.draft.language)

    def _name(self) -> None:
        _ = self._
        title = _("Customer Value Workbook")
        self.heading.value = f"<h1>{escape(title)}</h1>"
        self.tabs.titles = [_("Enter"), _("Measure"), _("Explore"), _("Improve"), _("Report")]
        self.write.description = _("Write the reports")
        self.languages.description = _("Language")

    def _speak(self, change: dict[str, Any]) -> None:
        self.draft.speak(change["new"])
        self._name()
        self.improve.name()
        for form in (self.form, self.improve.form):
            form.refresh()
        self._turn({})

    def _turn(self, _change: dict[str, Any]) -> None:
        """Bring the tab that was turned to up to date."""
        name = (None, "measure", "explore", "improve", "report")[self.tabs.selected_index or 0]
        if name == "measure":
            self.measure.show("" if self._ready() else self._left_out())
        if name == "improve":
            self.improve.update(lines(self._left_out()))
        if name not in self.told:
            return
        self.told[name].value = lines(self._left_out())
        self.write.disabled = not self._ready() or self._writing
        if name == "report":
            self.caveats.value = self._caveats()
        if name == "explore" and self._ready() and self.draft.study is not None:
            try:
                self.explorer.show(analyse(self.draft.study, language=self.draft.language))
            except StudyError as error:
                self.told["explore"].value = lines(told(error, self.draft.language))

    def _ready(self) -> bool:
        """Whether there is a whole study on disk."""
        return self.draft.study is not None and self.draft.written

    def _left_out(self) -> str:
        """What the study on disk lacks, if anything."""
        _ = self._
        if not self._ready():
            return _("The study is not complete yet. “Enter” says beside each field what is missing.")
        if not self.draft.is_written:
            return _("Some entries need another look and are left out here. “Enter” says which.")
        return ""

    def _caveats(self) -> str:
        """What of the study deserves a second look before it is sent to somebody."""
        study = self.draft.study
        if study is None or not self._ready():
            return ""
        return (element("h3", self._("Keep in mind")) + caveats(analyse(study, language=self.draft.language))).markup

    @property
    def _writing(self) -> bool:
        return self.writer is not None and self.writer.is_alive()

    def _write(self, _button: object) -> None:
        """Write the reports beside whatever else is done on the page."""
        if not self._writing:
            self.write.disabled = True
            self.writer = Thread(target=self._write_all, daemon=True)
            self.writer.start()

    def _write_all(self) -> None:
        folder = self.draft.path.parent / "reports"
        try:
            files = write_reports(self.draft.path, language=self.draft.language, out=folder, progress=self._progress)
        except StudyError as error:
            self.written.value = lines(told(error, self.draft.language))
        except Exception as error:  # a thread has nobody else to tell
            self.written.value = lines(str(error) or type(error).__name__)
        else:
            place = lines(self._("Written to {folder}", folder=str(folder)))
            self.written.value = place + "<ul>" + "".join(map(_link, files)) + "</ul>"
        finally:
            self.write.disabled = False

    def _progress(self, segments: Sequence[str]) -> Iterable[str]:
        """Say which report is being written."""

        def each() -> Iterator[str]:
            for number, segment in enumerate(segments, start=1):
                text = self._("Report {number} of {count} is being written …", number=number, count=len(segments))
                self.written.value = lines(text)
                yield segment

        return each()


def _link(file: Path) -> str:
    """A link that saves the file from the browser, wherever the kernel runs."""
    data = base64.b64encode(file.read_bytes()).decode()
    name = escape(file.name)
    return f'<li><a download="{name}" href="data:text/html;base64,{data}">{name}</a></li>'
