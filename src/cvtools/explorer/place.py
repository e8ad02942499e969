"""The explorer's place in a report: the page that is made of the notebook brings it to life."""

from dataclasses import dataclass
from typing import Any

from cvtools.browser.html import element
from cvtools.explorer.payload import drawn_payload, start_payload
from cvtools.language.labels import words_of
from cvtools.study.study import Study
from cvtools.uncertainty.simulation import Simulation

EXPLORER = "application/vnd.cvtools.explorer+json"


@dataclass(frozen=True)
class ExplorerPlace:
    """Sliders for whoever opens the report, without a kernel or a network.

    In the notebook that the report is made of, a sentence stands in its place.
    """

    study: Study
    segment: str = ""
    language: str = ""
    simulation: Simulation | None = None

    def _repr_mimebundle_(self, **ignored: object) -> dict[str, Any]:
        _ = words_of(self.study, self.language)
        stand_in = element("p", _("In the report, sliders stand here."), class_="note")
        start = start_payload(self.study, segment=self.segment, language=self.language)
        drawn = drawn_payload(self.study, language=self.language, simulation=self.simulation)
        return {EXPLORER: start | {"drawn": drawn}, "text/html": stand_in.markup}
