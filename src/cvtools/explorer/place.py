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
        found = shared_payload(self.analysis)
        first = list(self.analysis.study.segments["segment"]).index(self.analysis.segment)
        payload = found | {"study": found["study"] | {"first": first}, "kept": saved_scenarios(self.analysis)}
        return {EXPLORER: payload, "text/html": stand_in.markup}


def shared_payload(analysis: Analysis) -> dict[str, Any]:
    """What the sliders of all segments start from alike, in the analysis' language; made once."""
    return analysis.frames.once(
        ("explorer", analysis.language.code), lambda: start_payload(analysis) | {"drawn": drawn_payload(analysis)}
    )
