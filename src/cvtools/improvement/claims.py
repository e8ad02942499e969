"""Where a plan breaks: how far its claims could shrink before it no longer pays."""

import math
from collections.abc import Sequence

import numpy as np

from cvtools.improvement.lever_draws import segment_draws
from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.outcomes import Economics, economics_of
from cvtools.improvement.portfolio import Plan
from cvtools.uncertainty.beta import looked_up, quantile_tables
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.uncertainty.pert import plausible
from cvtools.uncertainty.together import stream


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


def net_over_draws(plan: Plan, *, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Return what a plan adds to profit, less its cost, in each draw of its effects and its cost.

    Effects are drawn as everywhere; a lever's cost has a stream of its own where it has a range. ``NaN`` where the
    economics say too little.
    """
    levers, economics = plan.levers.in_year(None), economics_of(plan.levers.model)
    pulled = levers.positions(plan.chosen)
    if not economics.pays.any():
        return np.full(draws, math.nan)
    net, years = np.zeros(draws), levers.by_year()
    for segment in segment_draws(levers, draws=draws, seed=seed):
        before = economics.profit_after(segment.position, np.zeros(1))
        changes = [segment.in_year(year).value_change(pulled) for year in years]
        net += economics.profit_after(segment.position, *changes) - before
    return net - _costs(levers, pulled, draws, seed)


def _costs(levers: LeverModel, pulled: Sequence[int], draws: int, seed: int) -> np.ndarray:
    """Return what some levers cost together, draw by draw."""
    low, likely, high = levers.cost_low, levers.cost, levers.cost_high
    ranges = plausible(low, likely, high, confidence=levers.study.settings.confidence, least=0.0)
    total = np.zeros(draws)
    for lever in pulled:
        if high[lever] <= low[lever]:
            total += likely[lever]
            continue
        (table,) = quantile_tables(ranges.alpha[[lever]], ranges.beta[[lever]])
        share, _ = looked_up(table, stream(seed, "costs", levers.ids[lever]).random(draws))
        total += ranges.start[lever] + (ranges.end[lever] - ranges.start[lever]) * share
    return total


def profit_of(levers: LeverModel, chosen: Sequence[str], economics: Economics) -> float:
    """Return what some levers add to profit by the likely numbers, without their cost."""
    pulled = levers.positions(chosen)
    changes = [year.value_change(pulled) for year in levers.in_year(None).by_year()]
    added = [
        economics.profit_after(s, *(np.array([change[s]]) for change in changes))
        - economics.profit_after(s, np.zeros(1))
        for s in range(len(economics.size))
    ]
    return float(np.sum(added))
