"""The explorer's place in a report: the page that is made of the notebook brings it to life."""

from dataclasses import dataclass
from typing import Any

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import element
from cvtools.explorer.payload import drawn_payload, saved_scenarios, start_payload

EXPLORER = "application/vnd.cvtools.explorer+json"


@dataclass(frozen=True)
class ExplorerPlace:
    """Sliders for whoever opens the report, without a kernel or a network.

    In the notebook that the report is made of, a sentence stands in its place.
    """

    analysis: Analysis

    def _repr_mimebundle_(self, **ignored: object) -> dict[str, Any]:
        stand_in = element("p", self.analysis._("In the report, sliders stand here."), class_="note")
        first = list(self.analysis.study.segments["segment"]).index(self.analysis.segment)
        alike, study = shared_payload(self.analysis)
        payload = alike | {"study": study | {"first": first}, "kept": saved_scenarios(self.analysis)}
        return {EXPLORER: payload, "text/html": stand_in.markup}


def shared_payload(analysis: Analysis) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the sliders of all segments start from alike, in the analysis' language, and the study's part; made once.

    What differs comes last, so that the text begins alike, too.
    """

    def make() -> tuple[dict[str, Any], dict[str, Any]]:
        alike = start_payload(analysis) | {"drawn": drawn_payload(analysis)}
        study = alike.pop("study")
        return alike, {name: part for name, part in study.items() if name != "first"}

    return analysis.frames.once(("explorer", analysis.language.code), make)
