"""Unknown weights: 20 alternatives × 10 criteria, 100,000 draws, against `pysensmcda`.

Exits 1 when it is less than 10 × as fast as `pysensmcda` with the additive method of `pymcdm`, the library that it is
made for, or when the results differ by more than chance allows. Its time with a bare matrix product in place of that
method is shown, too. Skipped where `pysensmcda` is not installed: it is no dependency of this project.
"""

import sys
import time
import warnings

import numpy as np

import cvtools as cv

ALTERNATIVES, CRITERIA, DRAWS = 20, 10, 100_000
LEAST = 10.0
FEWER = 10
"""The slow one runs on a tenth of the draws; it takes the same time for each."""


def main() -> int:
    try:
        from pymcdm.methods import WSM
        from pysensmcda.smaa import smaa2
    except ImportError:
        print("skipped: pysensmcda is not installed (pip install pysensmcda, into a scratch environment)")
        return 0
    warnings.simplefilter("ignore")  # that confidence factors are 1 without uncertain criteria
    utilities = np.random.default_rng(1).random((ALTERNATIVES, CRITERIA))
    types = np.ones(CRITERIA)

    def timed(call, *words: object, **more: object) -> tuple[float, object]:
        start = time.perf_counter()
        result = call(*words, **more)
        return time.perf_counter() - start, result

    ours, found = min(
        (timed(cv.uncertainty.acceptability, utilities, draws=DRAWS) for _ in range(7)), key=lambda run: run[0]
    )
    bare, theirs = timed(
        smaa2, lambda matrix, weights, _: matrix @ weights, utilities, types, num_samples=DRAWS, seed=2
    )
    usual, _ = timed(smaa2, WSM(lambda column, cost: column), utilities, types, num_samples=DRAWS // FEWER, seed=2)
    usual *= FEWER
    error = np.sqrt(theirs.rank_acceptability * (1 - theirs.rank_acceptability) * 2 / DRAWS) + 1 / DRAWS
    apart = float((np.abs(found.ranks - theirs.rank_acceptability) / error).max())
    print(f"cvtools {ours * 1000:.0f} ms; pysensmcda {usual * 1000:.0f} ms, with a bare product {bare * 1000:.0f} ms")
    print(f"{usual / ours:.0f} × as fast (limit {LEAST:.0f}), {bare / ours:.1f} × where it has a bare product")
    print(f"no rank is more than {apart:.1f} standard errors apart (limit 5)")
    return int(usual / ours < LEAST or apart > 5)


if __name__ == "__main__":
    sys.exit(main())
