"""How often the 80 % intervals of measures hold the truth, over surveys made with known answers.

Shares (CSAT, Wilson), net shares (NPS, adjusted Wald) and means (CES, Student), their differences between two groups
and between two waves of the same people, each with and without survey weights, over many sizes and many truths (a
single one jumps about, as counts are whole). Exits 1 when one holds less than 78 % or more than 82 %.
"""

import sys

import numpy as np

from cvtools.evidence.differences import compared
from cvtools.evidence.measures import Sample, sample_of

CONFIDENCE, SURVEYS = 0.8, 2_500
HOLDS = 0.78, 0.82
MEASURES = ("csat", "nps", "ces")
Random = np.random.Generator


def truth(random: Random, measure: str) -> np.ndarray:
    """How probable each answer is: 0, 1; −1, 0, 1; or 1 to 7."""
    answers = {"csat": 2, "nps": 3, "ces": 7}[measure]
    return random.dirichlet(np.full(answers, 4.0))


def values(measure: str) -> np.ndarray:
    return {"csat": np.array([0.0, 1]), "nps": np.array([-1.0, 0, 1]), "ces": np.arange(1.0, 8)}[measure]


def drawn(random: Random, measure: str, share: np.ndarray, n: int, weighted: bool, first: int = 0) -> Sample:
    weight = random.lognormal(0, 0.5, n) if weighted else np.ones(n)
    return sample_of(
        measure, random.choice(values(measure), n, p=share), weight, respondents=np.arange(first, first + n)
    )


def again(random: Random, sample: Sample, share: np.ndarray) -> Sample:
    """The same people half of whom answer as before."""
    new = random.choice(values(sample.measure), len(sample.rows), p=share)
    same = random.random(len(new)) < 0.5
    rows = sample.rows.assign(value=np.where(same, sample.rows["value"], new))
    return Sample(sample.measure, rows)


def main() -> int:
    random, failed = np.random.default_rng(1), 0
    for measure in MEASURES:
        for weighted in (False, True):
            held = {"itself": 0, "between groups": 0, "between waves": 0}
            for _ in range(SURVEYS):
                n, m = random.integers(40, 250, 2)
                p, q = truth(random, measure), truth(random, measure)
                a, b = drawn(random, measure, p, n, weighted), drawn(random, measure, q, m, weighted, 1_000)
                estimate = a.estimate(CONFIDENCE)
                held["itself"] += estimate.low <= p @ values(measure) <= estimate.high
                low, high = compared(a, b, CONFIDENCE)[1:3]
                held["between groups"] += low <= (p - q) @ values(measure) <= high
                low, high = compared(again(random, a, q), a, CONFIDENCE)[1:3]
                held["between waves"] += low <= (q - p) @ values(measure) / 2 <= high
            for of, count in held.items():
                share = count / SURVEYS
                good = HOLDS[0] <= share <= HOLDS[1]
                failed += not good
                print(
                    f"{measure:5s} {'weighted' if weighted else 'plain':9s} {of:15s} {share:.1%}{'' if good else '  !'}"
                )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
