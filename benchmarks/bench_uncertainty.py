"""How sure are we: everything that is read off a simulation, against bare NumPy draws and products of the same size.

5 segments × 4 offerings × 12 drivers, every number uncertain, 10,000 draws: each number by itself, and with ratings
that move together (halo and shared). Where they do, NumPy makes normal draws and their common parts, and looks them up
in a table of quantiles; and the verdict if each number moved by itself is worked out, too. Exits 1 when it takes over
3 × as long, or when 1,000,000 draws take over 500 MB.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from made_up import study
from scipy.special import ndtr

import cvtools as cv
from cvtools.analysis.frames import Frames
from cvtools.uncertainty.beta import CELLS
from cvtools.uncertainty.inputs import numbers_of

SIZE = SEGMENTS, OFFERINGS, DRIVERS = 5, 4, 12
DRAWS, MANY = 10_000, 1_000_000
MOST_TIME, MOST_MEMORY = 3.0, 500
ROUNDS = 9
HALO, SHARED = 0.3, 0.2


def bare(shapes: tuple[np.ndarray, np.ndarray]) -> None:
    """Draw as many beta numbers, and multiply and add them up, segment by segment."""
    random = np.random.default_rng(1)
    for alpha, beta in zip(*shapes, strict=True):
        drawn = random.beta(alpha[:, None], beta[:, None], (len(alpha), DRAWS))
        weight, rating = drawn[:DRIVERS], drawn[DRIVERS:].reshape(OFFERINGS, DRIVERS, DRAWS)
        np.einsum("dn,odn->on", weight, rating)


def bare_together(tables: np.ndarray) -> None:
    """Draw as many normal numbers and what they have in common, look them up, and multiply and add them up."""
    random, at = np.random.default_rng(1), np.linspace(0, 1, CELLS + 1)
    parts = np.sqrt([HALO * SHARED, HALO * (1 - SHARED), (1 - HALO) * SHARED, (1 - HALO) * (1 - SHARED)])
    for segment in tables:
        weight = np.array([np.interp(random.random(DRAWS), at, table) for table in segment[:DRIVERS]])
        z = parts[3] * random.standard_normal((OFFERINGS, DRIVERS, DRAWS))
        z += parts[0] * random.standard_normal(DRAWS)
        z += parts[1] * random.standard_normal((OFFERINGS, 1, DRAWS))
        z += parts[2] * random.standard_normal((1, DRIVERS, DRAWS))
        share = ndtr(z).reshape(-1, DRAWS)
        rating = np.array([np.interp(u, at, table) for u, table in zip(share, segment[DRIVERS:], strict=True)])
        np.einsum("dn,odn->on", weight, rating.reshape(OFFERINGS, DRIVERS, DRAWS))


def everything(of: cv.Study) -> None:
    frames = Frames(of, draws=DRAWS - 1)  # so that a verdict near its threshold does not make it draw more
    simulation = frames.simulation
    for read in (
        cv.uncertainty.robustness,
        cv.uncertainty.gap_intervals,
        cv.uncertainty.variance_shares,
        cv.uncertainty.information_value,
        cv.uncertainty.answers_needed,
        cv.uncertainty.verdicts,
    ):
        read(simulation)
    frames.tornado()
    if of.settings.halo:
        assert all(len(frames.verdict_apart(segment)) == 1 for segment in of.segments["segment"])


def fastest(*calls: Callable[[], None]) -> list[float]:
    """Run them in turn, so that a busy machine is busy for all; the shortest time of each."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def memory(halo: float, shared: float) -> float:
    """Peak memory in MB of a process that imports everything and makes a million draws."""
    code = (
        "import bench_uncertainty as b; "
        f"b.cv.simulate(b.moving(b.study(*b.SIZE), {halo}, {shared}), draws=b.MANY); print(b.peak())"
    )
    folder = __file__.rpartition("/")[0] or "."
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return float(done.stdout)


def moving(of: cv.Study, halo: float, shared: float) -> cv.Study:
    return replace(of, settings=replace(of.settings, halo=halo, shared=shared))


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def main() -> int:
    of, failed = study(*SIZE), False
    together = moving(of, HALO, SHARED)
    every = list(numbers_of(of))
    shapes = np.array([n.alpha for n in every]), np.array([n.beta for n in every])
    tables = np.array([n.tables for n in every])
    everything(together)
    base, ours, base_together, ours_together = fastest(
        lambda: bare(shapes), lambda: everything(of), lambda: bare_together(tables), lambda: everything(together)
    )
    for name, alone, all_of_it, moved in (
        ("each number by itself", base, ours, (0, 0)),
        ("numbers that move together", base_together, ours_together, (HALO, SHARED)),
    ):
        ratio, megabytes = all_of_it / alone, memory(*moved)
        print(f"{DRAWS:,} draws, {name}: NumPy alone {alone * 1000:.0f} ms, everything {all_of_it * 1000:.0f} ms")
        print(f"{ratio:.2f} × as long (limit {MOST_TIME})")
        print(f"{MANY:,} draws: {megabytes:.0f} MB at most (limit {MOST_MEMORY})")
        failed |= ratio > MOST_TIME or megabytes > MOST_MEMORY
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
