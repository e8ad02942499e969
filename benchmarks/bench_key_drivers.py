"""How fast derived importances are: all subsets of 15 drivers, and 1,000 resamples of Johnson's weights.

LMG of 15 drivers from 10,000 respondents, beside fitting the 32,768 regressions one by one (a sample of them is timed,
and the time of all is estimated; the numbers of the sample are compared). Exits 1 when it is less than 20 × as fast,
when a number differs by more than 1e-9, or when 1,000 bootstrap samples of Johnson's weights for 12 drivers and 2,000
respondents take more than 5 seconds.
"""

import sys
import time

import numpy as np

from cvtools.evidence.key_drivers import bootstrap_shares, correlations, explained, lmg

DRIVERS, RESPONDENTS = 15, 10_000
FITTED = 300
"""So many of the regressions are fitted."""
TIMES_FASTER, SECONDS = 20, 5.0


def survey(random: np.random.Generator, drivers: int, respondents: int) -> np.ndarray:
    liking = random.normal(size=(respondents, 1))
    ratings = np.clip(np.round(4 + liking + random.normal(size=(respondents, drivers))), 1, 7)
    satisfaction = ratings @ random.uniform(0, 1, drivers) + 2 * random.normal(size=respondents)
    return np.column_stack([ratings, satisfaction])


def r_squared(answers: np.ndarray, subset: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(answers)), answers[:, subset]])
    rest = answers[:, -1] - design @ np.linalg.lstsq(design, answers[:, -1])[0]
    return 1 - float(rest.var() / answers[:, -1].var())


def main() -> int:
    random = np.random.default_rng(1)
    answers = survey(random, DRIVERS, RESPONDENTS)
    start = time.perf_counter()
    shares = lmg(correlations(answers, np.ones(RESPONDENTS)))
    ours = time.perf_counter() - start
    subsets = random.integers(1, 1 << DRIVERS, FITTED)
    start = time.perf_counter()
    fitted = [r_squared(answers, np.flatnonzero(subset >> np.arange(DRIVERS) & 1)) for subset in subsets]
    theirs = (time.perf_counter() - start) / FITTED * (1 << DRIVERS)
    apart = np.abs(explained(correlations(answers, np.ones(RESPONDENTS)))[subsets] - fitted).max()
    print(f"LMG, {DRIVERS} drivers, {RESPONDENTS:,} respondents: {ours:.3f} s, R² {shares.sum():.4f}")
    print(f"one regression after the other: {theirs:.0f} s (from {FITTED}); {theirs / ours:.0f} × as long")
    print(f"largest difference of R²: {apart:.1e}")
    start = time.perf_counter()
    bootstrap_shares(survey(random, 12, 2_000), np.ones(2_000), method="johnson", samples=1_000)
    johnson = time.perf_counter() - start
    print(f"Johnson, 12 drivers, 2,000 respondents, 1,000 samples: {johnson:.2f} s")
    return int(theirs < TIMES_FASTER * ours or apart > 1e-9 or johnson > SECONDS)


if __name__ == "__main__":
    sys.exit(main())
