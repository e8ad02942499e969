"""The scenarios that are kept with a study, seen from a segment: what would be, beside what is."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cvtools.study.scenario_files import kept_scenarios
from cvtools.study.scenarios import Scenario, apply_scenario

if TYPE_CHECKING:
    from cvtools.analysis.analysis import Analysis

MOST = 10
"""So many scenarios are compared; a picture of more is none."""


@dataclass(frozen=True)
class Change:
    """One number that a scenario changes; ``NaN``: unknown."""

    driver: str
    offering: str
    """Whose rating it is; blank for a weight."""
    before: float
    after: float


@dataclass(frozen=True)
class Seen:
    """A scenario, and the study as it would be."""

    scenario: Scenario
    analysis: "Analysis"
    changes: tuple[Change, ...]
    """What it changes for the segment, weights last; in points, weights are those of 100."""

    @property
    def of_rivals(self) -> bool:
        """Whether it changes ratings of rivals alone, as an answer of theirs does."""
        ours = self.analysis.study.settings.ours
        return all(change.offering not in ("", ours) for change in self.changes)


def scenarios_seen(analysis: "Analysis") -> list[Seen]:
    """The first ten of the scenarios kept beside a study that change something for the segment, in their order."""
    found: list[Seen] = []
    for scenario in kept_scenarios(analysis.study)[0]:
        if len(found) < MOST and _touches(scenario, analysis.segment):
            frames = replace(analysis.frames, study=apply_scenario(analysis.study, scenario), _kept={})
            then = replace(analysis, frames=frames)
            found.append(Seen(scenario, then, _changes(analysis, then, scenario)))
    return found


def _touches(scenario: Scenario, segment: str) -> bool:
    return any(changes.get(segment) for changes in (scenario.ratings, scenario.weights, *scenario.rivals.values()))


def _changes(now: "Analysis", then: "Analysis", scenario: Scenario) -> tuple[Change, ...]:
    ours, segment = now.study.settings.ours, now.segment
    ratings = [(ours, scenario.ratings), *scenario.rivals.items()]
    asked = [(offering, driver, "rating") for offering, changes in ratings for driver in changes.get(segment, {})] + [
        (ours, driver, "weight") for driver in scenario.weights.get(segment, {})
    ]
    before, after = (
        seen.contributions.set_index(["offering", "driver"])[["rating", "weight"]].astype(float) for seen in (now, then)
    )
    return tuple(
        Change(
            driver,
            offering if column == "rating" else "",
            float(before.loc[(offering, driver), column]),  # type: ignore[arg-type]
            float(after.loc[(offering, driver), column]),  # type: ignore[arg-type]
        )
        for offering, driver, column in asked
    )
