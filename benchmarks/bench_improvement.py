"""Levers: all effects against one simulation, a portfolio of 40 levers, and the same for each of many draws.

12 segments × 4 offerings × 12 drivers, 40 levers with groups and needs, every number uncertain, 10,000 draws. Exits 1
when all effects take over 3 × a simulation of the same study, a portfolio over 2 s, or choosing anew in each of 1,000
draws, told from some of them, over 120 s of one processor, which are 60 s of two. Where OR-Tools is installed beside
it (`pip install ortools`; it is no part of the workbook's environment), CP-SAT solves the same instance on one
processor, numbers rounded to whole millionths, as it takes no others.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
from made_up import study, with_levers

import cvtools as cv
from cvtools.improvement.choosing_anew import chosen_anew
from cvtools.improvement.solver import best_for_value

SEGMENTS, OFFERINGS, DRIVERS, LEVERS = 12, 4, 12, 40
DRAWS, SOME = 10_000, 100
MOST_RATIO, MOST_SECONDS, MOST_ANEW = 3.0, 2.0, 120.0


def seconds(call: Callable[[], object], rounds: int = 3) -> float:
    """Return the shortest time of some, on the processor: what else runs does not count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def cp_sat(levers: cv.improvement.LeverModel, budget: float) -> float:
    """Return the most value over all customers, as CP-SAT finds it; NaN where OR-Tools is not installed."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return np.nan
    fine, model = 1_000_000, cp_model.CpModel()
    chosen = [model.new_bool_var(lever) for lever in levers.ids]
    model.add(sum(int(cost) * z for cost, z in zip(levers.cost, chosen, strict=True)) <= int(budget))
    for lever, needs in enumerate(levers.needs):
        for other in needs:
            model.add_implication(chosen[lever], chosen[other])
    for word in set(levers.group) - {""}:
        model.add_at_most_one(z for z, group in zip(chosen, levers.group, strict=True) if group == word)
    terms = []
    for s, people in enumerate(levers.study.segments["size"]):
        for d in range(levers.steps.shape[2]):
            most = int((1 - levers.utility[s, d]) * fine)
            moved = model.new_int_var(0, most, f"y{s},{d}")
            steps = zip((levers.steps[s, :, d] * fine).astype(int).tolist(), chosen, strict=True)
            model.add(moved <= sum(step * z for step, z in steps if step))
            terms.append(int(people * levers.model.weight[s, d] * 1_000) * moved)
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(model)
    return solver.objective_value / fine / 1_000


def main() -> int:
    """Measure, print, and say whether it is quick enough."""
    of = with_levers(study(SEGMENTS, OFFERINGS, DRIVERS), LEVERS)
    levers = cv.improvement.lever_model(of)
    budget = float(levers.cost.sum()) / 4
    simulation = seconds(lambda: cv.simulate(of, draws=DRAWS))
    effects = seconds(lambda: cv.improvement.lever_effects(of, draws=DRAWS))
    one = seconds(lambda: best_for_value(levers, budget))
    best = best_for_value(levers, budget)
    assert best is not None
    many = seconds(lambda: chosen_anew(levers, best, budget, draws=SOME, seed=1), rounds=1)
    print(f"one simulation {simulation:.2f} s, {LEVERS} levers × {SEGMENTS} segments {effects:.2f} s", end=", ")
    print(f"{effects / simulation:.2f} times (at most {MOST_RATIO})")
    print(f"a portfolio of {int(best.sum())} of {LEVERS} levers: {one:.3f} s (at most {MOST_SECONDS})")
    anew = many / SOME * 1_000
    print(f"the same for each of {SOME} draws: {many:.1f} s, so {anew:.0f} s for 1,000 (at most {MOST_ANEW:.0f})")
    value = float(levers.value_change(np.flatnonzero(best).tolist()) @ of.segments["size"].to_numpy(float))
    start = time.process_time()
    theirs = cp_sat(levers, budget)
    if theirs == theirs:
        print(f"CP-SAT on one processor: {time.process_time() - start:.3f} s, value {theirs:.3f}; ours {value:.3f}")
    return int(effects > MOST_RATIO * simulation or one > MOST_SECONDS or anew > MOST_ANEW)


if __name__ == "__main__":
    sys.exit(main())
