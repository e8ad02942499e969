"""Levers: all effects against one simulation, a portfolio of 40 levers, and the same for each of many draws.

12 segments × 4 offerings × 12 drivers, 40 levers with groups and needs, every number uncertain, 10,000 draws. Exits 1
when all effects take over 3 × a simulation of the same study, or a portfolio over 2 s. Choosing anew in each draw is
timed for some draws, and told for 1,000.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from made_up import study

import cvtools as cv
from cvtools.improvement.solver import best_for_value, chosen_anew

SEGMENTS, OFFERINGS, DRIVERS, LEVERS = 12, 4, 12, 40
DRAWS, SOME = 10_000, 20
MOST_RATIO, MOST_SECONDS = 3.0, 2.0


def with_levers(of: cv.Study) -> cv.Study:
    """Give a study 40 levers, each with an effect on three drivers of every segment."""
    random = np.random.default_rng(1)
    ids = [f"l{i}" for i in range(LEVERS)]
    blank = {"cost_low": np.nan, "cost_high": np.nan, "cost_yearly": np.nan, "must": "", "evidence": "", "note": ""}
    levers = pd.DataFrame(
        {
            "lever": ids,
            "name": ids,
            "kind": "product",
            "cost": random.integers(5, 60, LEVERS).astype(float),
            "group": ["" if i % 5 else f"g{i % 3}" for i in range(LEVERS)],
            "needs": [ids[i - 1] if i % 7 == 3 else "" for i in range(LEVERS)],
            **blank,
        }
    )
    reach = of.drivers.set_index("driver")[["worst", "best"]]
    rows = []
    for lever in ids:
        for driver in random.choice(list(of.drivers["driver"]), 3, replace=False):
            length = float(reach.loc[driver, "best"] - reach.loc[driver, "worst"])
            for segment in of.segments["segment"]:
                step = random.uniform(0.02, 0.15) * length
                low, high = sorted((step / 2, step * 1.5))
                rows.append((lever, segment, driver, step, low, high, "", ""))
    columns = ["lever", "segment", "driver", "change", "low", "high", "evidence", "note"]
    return replace(of, others={"levers": levers, "effects": pd.DataFrame(rows, columns=columns)})


def seconds(call: Callable[[], object], rounds: int = 3) -> float:
    """Return the shortest time of some."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    """Measure, print, and say whether it is quick enough."""
    of = with_levers(study(SEGMENTS, OFFERINGS, DRIVERS))
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
    print(f"the same for each of {SOME} draws: {many:.1f} s, so about {many / SOME * 1_000:.0f} s for 1,000")
    return int(effects > MOST_RATIO * simulation or one > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
