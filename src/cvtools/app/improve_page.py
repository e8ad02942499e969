"""The app's page on what to do: levers to type in, a budget to move, and the plan that is best for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import traitlets

from cvtools import figures, forms, tables
from cvtools.analysis.analysis import Analysis, analyse
from cvtools.app.shown import lines, scrolled
from cvtools.browser.html import Html, bullets, element
from cvtools.browser.module import joined
from cvtools.browser.widget import BrowserWidget
from cvtools.figures.figure import Figure, still
from cvtools.forms.draft import Draft
from cvtools.language.labels import money
from cvtools.language.language import Language
from cvtools.language.problems import told
from cvtools.sentences.improvement import plan_sentences
from cvtools.study.errors import StudyError

STEPS = 100
_HERE = Path(__file__).parent


class Budget(BrowserWidget):
    """A slider of amounts of money."""

    module = joined(_HERE / "js", "budget")
    label = traitlets.Unicode().tag(sync=True)
    texts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """The amount at each step, as the reader writes it."""
    step = traitlets.Int(0).tag(sync=True)


class ImprovePage:
    """Levers, and the plan that is best for a budget. What it holds is made once; ``update`` fills it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.form = forms.levers(draft)
        self.told, self.plan, self.heading = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
        self.plan.add_class("cvtools-plan")
        self.segments = ipywidgets.Dropdown(layout={"width": "22em", "max_width": "100%"})
        self.budget = Budget()
        self.again = ipywidgets.Button(layout={"width": "max-content"})
        self.answer = ipywidgets.VBox([self.segments, self.budget, self.plan])
        self.widget = ipywidgets.VBox([self.told, self.answer, self.heading, self.form, self.again])
        self.analysis: Analysis | None = None
        self._most = 0.0
        self.segments.observe(self._look, "value")
        self.budget.observe(self._look, "step")
        self.again.on_click(lambda _: self.update(self.told.value))
        self.name()

    @property
    def _(self) -> Language:
        return Language(self.draft.language)

    def name(self) -> None:
        """Say everything that stands still in the reader's language."""
        _ = self._
        self.segments.description, self.budget.label = _("Segment"), _("Budget")
        self.again.description = _("Work out the plan")
        self.heading.value = element("h2", _("Levers, and what they change")).markup

    def update(self, note: str = "") -> None:
        """Work out the plan anew, of the study as it is on disk; ``note`` is said above it."""
        self.told.value, self.analysis = note, None
        study = self.draft.study if self.draft.written else None
        has_levers = study is not None and len(study.optional("levers")) > 0
        self.answer.layout.display = "" if has_levers else "none"
        if study is None or not has_levers:
            self.told.value += element("p", self._("There is no lever yet. Add one below.")).markup if study else ""
            return
        self.plan.value = element("p", self._("The plan is being worked out …")).markup
        try:
            self._open(analyse(study, language=self.draft.language))
        except StudyError as error:
            self._refuse(error)
        self._look({})

    def _open(self, analysis: Analysis) -> None:
        """Offer the segments, and budgets up to what the dearest of the best plans costs."""
        self._most = float(analysis.improvement.frontier["cost"].max())
        names, unit = analysis.names("segments"), analysis.improvement.currency
        texts = [money(self._most * step / STEPS, unit, self._) for step in range(STEPS + 1)]
        step = self.budget.step if self.budget.texts else STEPS
        before = self.segments.value
        with self.budget.hold_sync():
            self.budget.texts, self.budget.step = texts, step
        self.segments.options = [(name, segment) for segment, name in names.items()]
        self.segments.value = before if before in names else analysis.segment
        self.analysis = analysis

    def _look(self, _change: dict[str, Any]) -> None:
        """Show the plan for the budget, from the segment that is looked at."""
        if self.analysis is None:
            return
        budget = self._most * self.budget.step / STEPS
        analysis = self.analysis.at(str(self.segments.value)).within(budget)
        try:
            self.plan.value = "".join(part.markup for part in _parts(analysis))
        except StudyError as error:
            self._refuse(error)

    def _refuse(self, error: StudyError) -> None:
        self.plan.value = lines(told(error, self.draft.language))


def _parts(analysis: Analysis) -> Iterator[Html]:
    _ = analysis.language
    yield bullets(plan_sentences(analysis))
    yield scrolled(tables.levers(analysis))
    pictures: list[Callable[[Analysis], Figure | Html]] = [figures.frontier, figures.levers]
    if analysis.improvement.calibration is not None:
        pictures.append(figures.shares)
    if len(analysis.of_segment(analysis.improvement.journey).dropna(subset=["gap"])):
        pictures.append(figures.journey)
    for picture in pictures:
        made = picture(analysis)
        yield scrolled(still(made)) + made.table if isinstance(made, Figure) else made
    if len(analysis.of_segment(analysis.improvement.frictions)):
        yield element("h3", _("Frictions, the worst first")) + scrolled(tables.frictions(analysis))
    pays = tables.outcomes(analysis)
    if pays.markup:
        yield element("h3", _("What the plan pays")) + scrolled(pays)
