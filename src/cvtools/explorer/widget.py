"""The explorer as a widget of a notebook. The browser computes what the sliders show; the kernel keeps scenarios."""

from typing import Any

import traitlets

from cvtools.analysis.analysis import Analysis
from cvtools.browser.vega import chart_library, picture_tools
from cvtools.browser.widget import BrowserWidget
from cvtools.explorer.payload import drawn_payload, scenario_payload, start_payload
from cvtools.explorer.phrases import picture_words
from cvtools.explorer.script import explorer_module, explorer_style
from cvtools.language.problems import told
from cvtools.study.errors import StudyError
from cvtools.study.scenario_files import kept_scenarios, remove_scenario, scenario_folder, write_scenario
from cvtools.study.scenarios import Scenario, apply_scenario, fits
from cvtools.study.study import Study


class Explorer(BrowserWidget):
    """Sliders over a study; see :func:`explore`."""

    module = picture_tools() + explorer_module("widget")
    _css = explorer_style()
    start = traitlets.Dict().tag(sync=True)
    """What the sliders start from."""
    changes = traitlets.Dict().tag(sync=True)
    """What differs from it now: ``ratings`` and ``weights``, by segment and driver; ``rivals``, by offering, too."""
    scenarios = traitlets.List().tag(sync=True)
    """Those that were kept, each with its ``name`` and its place in the ``order``."""

    def __init__(self, analysis: Analysis | None = None, *, lasts: bool = False) -> None:
        """``lasts``: what the sliders show outlasts a reload of the page, for pages that get a new kernel by it."""
        super().__init__()
        self._lasts = lasts
        self._asked: tuple[object, ...] = ()
        self.on_msg(self._answer)
        if analysis is not None:
            self.show(analysis)

    def show(self, analysis: Analysis) -> None:
        """Start from this study; what was moved and kept stays, as far as it fits. The same study changes nothing."""
        study = analysis.study
        asked = (study.fingerprint, scenario_folder(study), analysis.segment, analysis.language.code)
        if asked == self._asked:
            return
        start = start_payload(analysis)
        saved, problems = kept_scenarios(study)
        names = {scenario.name for scenario in saved}
        mine = (_as_scenario(content["name"], content) for content in self.scenarios if content["name"] not in names)
        kept = [*saved, *(scenario for scenario in mine if fits(study, scenario))]
        changes = self.changes if fits(study, self.scenario) else {}
        unfit = list(dict.fromkeys(problem.place for problem in problems))
        self._asked, self._analysis = asked, analysis
        with self.hold_sync():
            self.scenarios, self.changes = [scenario_payload(scenario) for scenario in kept], changes
            more = {
                "place": scenario_folder(study) is not None,
                "unfit": unfit,
                "lasts": self._lasts,
            }
            self.start = start | more | {"tools": picture_words(analysis.language)}

    @property
    def scenario(self) -> Scenario:
        """What the sliders show now."""
        return _as_scenario("now", self.changes)

    @property
    def study(self) -> Study:
        """The study as the sliders show it now: ``cv.values(explorer.study)``."""
        return apply_scenario(self._analysis.study, self.scenario)

    def _answer(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        """Answer the browser: the chart library, once a page; a study's pictures; whether a scenario was saved."""
        id_ = {"id": content.get("id")}
        match content.get("kind"):
            case "charts":
                self.send(id_, buffers=[chart_library().encode()])
            case "drawn":
                self.send(id_ | {"drawn": drawn_payload(self._analysis)})
            case "save" | "remove":
                self.send(id_ | self._changed_on_disk(content))
            case _:
                pass

    def _changed_on_disk(self, content: dict[str, Any]) -> dict[str, str]:
        """Save or remove a scenario; returns where it was saved, or what went wrong."""
        study = self._analysis.study
        try:
            if content["kind"] == "remove":
                remove_scenario(study, Scenario(str(content.get("name"))))
                return {}
            scenario: Any = content.get("scenario")
            path = write_scenario(study, _as_scenario(str(scenario["name"]), scenario))
            return {"place": f"{path.parent.name}/{path.name}"}
        except StudyError as error:
            return {"problem": told(error, self._analysis.language.code)}
        except (OSError, TypeError, KeyError) as error:
            return {"problem": str(error)}


def _as_scenario(name: str, content: dict[str, Any]) -> Scenario:
    tables = (content.get(table) or {} for table in ("ratings", "weights", "rivals"))
    return Scenario(name, *tables, order=int(content.get("order") or 0))
