"""How sure are we: everything that is read off a simulation, against bare NumPy draws and products of the same size.

5 segments × 4 offerings × 12 drivers, every number uncertain, 10,000 draws. Exits 1 when it takes over 3 × as long, or
when 1,000,000 draws take over 500 MB.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from made_up import study

import cvtools as cv
from cvtools.uncertainty.inputs import numbers_of

SIZE = SEGMENTS, OFFERINGS, DRIVERS = 5, 4, 12
DRAWS, MANY = 10_000, 1_000_000
MOST_TIME, MOST_MEMORY = 3.0, 500
ROUNDS = 9


def bare(shapes: tuple[np.ndarray, np.ndarray]) -> None:
    """Draw as many beta numbers, and multiply and add them up, segment by segment."""
    random = np.random.default_rng(1)
    for alpha, beta in zip(*shapes, strict=True):
        drawn = random.beta(alpha[:, None], beta[:, None], (len(alpha), DRAWS))
        weight, rating = drawn[:DRIVERS], drawn[DRIVERS:].reshape(OFFERINGS, DRIVERS, DRAWS)
        np.einsum("dn,odn->on", weight, rating)


def everything(of: cv.Study) -> None:
    simulation = cv.simulate(of, draws=DRAWS)
    for read in (
        cv.uncertainty.robustness,
        cv.uncertainty.gap_intervals,
        cv.uncertainty.variance_shares,
        cv.uncertainty.information_value,
        cv.uncertainty.answers_needed,
    ):
        read(simulation)
    cv.uncertainty.tornado(of)


def fastest(*calls: Callable[[], None]) -> list[float]:
    """Run them in turn, so that a busy machine is busy for all; the shortest time of each."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def memory() -> float:
    """Peak memory in MB of a process that imports everything and makes a million draws."""
    code = "import bench_uncertainty as b; b.cv.simulate(b.study(*b.SIZE), draws=b.MANY); print(b.peak())"
    folder = __file__.rpartition("/")[0] or "."
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return float(done.stdout)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def main() -> int:
    of = study(*SIZE)
    every = list(numbers_of(of))
    shapes = np.array([n.alpha for n in every]), np.array([n.beta for n in every])
    everything(of)
    base, ours = fastest(lambda: bare(shapes), lambda: everything(of))
    ratio, megabytes = ours / base, memory()
    print(f"{DRAWS:,} draws: NumPy alone {base * 1000:.0f} ms, everything {ours * 1000:.0f} ms")
    print(f"{ratio:.2f} × as long (limit {MOST_TIME})")
    print(f"{MANY:,} draws: {megabytes:.0f} MB at most (limit {MOST_MEMORY})")
    return int(ratio > MOST_TIME or megabytes > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
