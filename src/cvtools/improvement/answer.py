"""A rival's answer as a scenario: the ratings that the levers it pulls would leave it with."""

import numpy as np

from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.levers import Answer, answers_of
from cvtools.study.scenarios import Scenario


def answer_scenario(levers: LeverModel, answer: Answer, name: str) -> Scenario:
    """Say rivals' levers as ratings, so that they can be kept in a file, shown and applied as any scenario.

    Ratings move by the likely effects, up to their anchors. Those that are unknown stay so, and are not in it.

    Raises
    ------
    StudyError
        When one is no rival, or pulls a lever that is not there.

    Examples
    --------
    >>> import cvtools as cv
    >>> levers = cv.improvement.lever_model(cv.read_study("data/coffee"))
    >>> answer_scenario(levers, {"kiosk": ["order_ahead"]}, "The kiosk answers").rivals["kiosk"]["commuters"]
    {'belonging': 2.7, 'wait': 0.0}
    """
    model, rivals = levers.model, dict[str, dict[str, dict[str, float | None]]]()
    drivers = [str(driver) for driver in model.drivers["driver"]]
    worst, best = (model.drivers[end].to_numpy(float) for end in ("worst", "best"))
    for o, pulled in answers_of(levers, answer).items():
        step = levers.steps[:, pulled].sum(axis=1)
        after = np.clip(levers.utilities[:, o] + step, 0, 1)
        rating = np.where(after == 1, best, worst + after * (best - worst))
        moved = (step != 0) & ~np.isnan(model.rating[:, o])
        rivals[str(model.offerings[o])] = {
            str(segment): {drivers[d]: float(f"{rating[s, d]:.10g}") for d in np.flatnonzero(moved[s])}
            for s, segment in enumerate(model.segments)
            if moved[s].any()
        }
    return Scenario(name, rivals={rival: changes for rival, changes in rivals.items() if changes})
