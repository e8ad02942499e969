"""Where a plan breaks: how far its claims could shrink before it no longer pays."""

import math
from collections.abc import Sequence

import numpy as np

from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.outcomes import Economics, economics_of
from cvtools.improvement.portfolio import Plan


def break_even_claim(plan: Plan) -> float:
    """To what part of its claims all effects of a plan could shrink before it no longer pays for itself.

    Returns
    -------
    float
        From 0 to 1, by the likely numbers: at 0.4 a plan still pays if half of what is claimed comes true, and not if
        a third does. ``NaN``: it does not pay even if everything does, or the economics say too little.
    """
    economics = economics_of(plan.levers.model)
    if not economics.pays.any() or not plan.chosen:
        return math.nan

    def net(claim: float) -> float:
        return profit_of(plan.levers.at(claim), plan.chosen, economics) - plan.cost

    if net(1.0) < 0:
        return math.nan
    low, high = 0.0, 1.0
    if net(0.0) >= 0:
        return 0.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (low, middle) if net(middle) >= 0 else (middle, high)
    return high


def profit_of(levers: LeverModel, chosen: Sequence[str], economics: Economics) -> float:
    """Return what some levers add to profit by the likely numbers, without their cost."""
    change = levers.value_change(levers.positions(chosen))
    added = [economics.profit_after(s, np.array([0.0, change[s]])) for s in range(len(change))]
    return float(sum(after - before for before, after in added))
