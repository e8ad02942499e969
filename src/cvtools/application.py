"""The workbook without a cell: enter a study, explore it, write its reports; shown by a notebook or by Voilà."""

import base64
import os
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets

from cvtools.explorer.widget import Explorer
from cvtools.forms.draft import Draft
from cvtools.forms.opening import open_draft, study_form
from cvtools.i18n import Language
from cvtools.report import ReportError, write_reports
from cvtools.schema import LANGUAGES, StudyError
from cvtools.widgets import of_this_cell

PLACE = "CVTOOLS_STUDY"
"""The environment variable that says which study `make app` opens."""
_OWN_NAMES = {"en": "English", "nb": "Norsk", "hr": "Hrvatski"}

_STYLE = "<style>.cvtools-app .lm-TabBar-tabLabel { color: #1f2933; }</style>"
"""The names of tabs that are not in front are too pale to be read by everybody."""


def app(study: str | Path = "", *, language: str = "") -> ipywidgets.VBox:
    """The forms, the explorer and the reports of one study, on one page.

    Parameters
    ----------
    study
        Where the study is, or will be: a folder or an ``.xlsx`` file. Nothing is written before the first entry. If
        blank, what the environment variable ``CVTOOLS_STUDY`` says, or ``../my_study``.
    language
        ``en``, ``nb`` or ``hr``; by default English. It can be changed on the page.
    """
    draft = open_draft(study or os.environ.get(PLACE) or "../my_study", language=language)
    return of_this_cell(_App(draft).page)


class _App:
    """The parts of the page, and what happens between them. All widgets are made once."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.form = study_form(draft)
        self.explorer = Explorer()
        self.told = {name: ipywidgets.HTML() for name in ("explore", "report")}
        self.write = ipywidgets.Button(button_style="primary", layout={"width": "auto"})
        self.languages = ipywidgets.Dropdown(
            options=[(_OWN_NAMES[code], code) for code in LANGUAGES], value=draft.language, layout={"width": "16em"}
        )
        reports = ipywidgets.VBox([self.write, self.told["report"]])
        self.tabs = ipywidgets.Tab(
            [self.form, ipywidgets.VBox([self.told["explore"], self.explorer]), reports],
        )
        self.page = ipywidgets.VBox([ipywidgets.HTML(_STYLE, layout={"display": "none"}), self.languages, self.tabs])
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
        self.tabs.titles = [_("Enter"), _("Explore"), _("Report")]
        self.write.description = _("Write the reports")
        self.languages.description = _("Language")

    def _speak(self, change: dict[str, Any]) -> None:
        self.draft.speak(change["new"])
        self._name()
        self.form.refresh()
        self._turn({})

    def _turn(self, _change: dict[str, Any]) -> None:
        """Bring the tab that was turned to up to date."""
        name = (None, "explore", "report")[self.tabs.selected_index or 0]
        if name is None:
            return
        self.told[name].value = "" if self._ready() else self._not_ready()
        self.write.disabled = not self._ready()
        if name == "explore" and self._ready() and self.draft.study is not None:
            self._explore()

    def _explore(self) -> None:
        assert self.draft.study is not None
        try:
            self.explorer.show(self.draft.study, language=self.draft.language)
        except StudyError as error:
            self.told["explore"].value = _lines(str(error))

    def _ready(self) -> bool:
        """Whether there is a whole study on disk."""
        return self.draft.study is not None and self.draft.written

    def _not_ready(self) -> str:
        return _lines(self._("The study is not complete yet. “Enter” says beside each field what is missing."))

    def _write(self, _button: object) -> None:
        told = self.told["report"]
        self.write.disabled, told.value = True, _lines(self._("The reports are being written …"))
        folder = self.draft.path.parent / "reports"
        try:
            files = write_reports(self.draft.path, language=self.draft.language, out=folder)
        except (StudyError, ReportError, OSError) as error:
            told.value = _lines(str(error))
        else:
            place = _lines(self._("Written to {folder}", folder=str(folder)))
            told.value = place + "<ul>" + "".join(map(_link, files)) + "</ul>"
        finally:
            self.write.disabled = False


def _lines(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def _link(file: Path) -> str:
    """A link that saves the file from the browser, wherever the kernel runs."""
    data = base64.b64encode(file.read_bytes()).decode()
    name = escape(file.name)
    return f'<li><a download="{name}" href="data:text/html;base64,{data}">{name}</a></li>'
