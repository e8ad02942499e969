"""Segments found in the answers: how many, how stable, what marks them, and who belongs to which.

Sources: P. J. Rousseeuw, *Journal of Computational and Applied Mathematics* 20, 1987 (silhouettes); G. Schwarz, *Annals
of Statistics* 6, 1978 (BIC); C. Hennig, *Computational Statistics & Data Analysis* 52, 2007 (stability by resampling);
M. J. Anderson, *Austral Ecology* 26, 2001 (the permutation test).
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, StudyError

METHODS = ("kmeans", "mixture")
STABLE = 0.6
"""Segments whose mean Jaccard is below this come out differently when other people are asked: unstable."""
_STARTS = 10
_MOST_FOR_SILHOUETTES = 3_000


@dataclass(frozen=True, eq=False)
class Standard:
    """Answers made comparable: each question less its mean, over its standard deviation."""

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, answers: np.ndarray) -> "Standard":
        """Take mean and deviation from complete answers; a question that does not vary counts nothing."""
        scale = answers.std(axis=0)
        return cls(answers.mean(axis=0), np.where(scale > 0, scale, np.inf))

    def __call__(self, answers: np.ndarray) -> np.ndarray:
        """Return standardised answers."""
        return (answers - self.mean) / self.scale


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Segments found by one method, and the rule by which anybody is assigned to one."""

    questions: tuple[str, ...]
    standard: Standard
    centres: np.ndarray
    """One row a segment, the largest first, in standardised answers."""
    members: np.ndarray
    """The segment of each answer that they were found in, 0 …."""

    def assign(self, answers: np.ndarray) -> np.ndarray:
        """Return the nearest segment of each row by what it answered; −1 for who answered nothing.

        >>> found = find_segments(np.array([[1.0, 1], [1, 2], [9, 8], [9, 9], [8, 9]]), ("a", "b"), 2)
        >>> found.assign(np.array([[7.0, np.nan], [2, 2], [np.nan, np.nan]])).tolist()
        [0, 1, -1]
        """
        apart = self.standard(answers)[:, None, :] - self.centres
        known = ~np.isnan(apart)
        distance = np.where(known, apart, 0.0) ** 2
        nearest = distance.sum(axis=2).argmin(axis=1)
        return np.where(known.any(axis=(1, 2)), nearest, -1)

    def profiles(self, answers: np.ndarray) -> pd.DataFrame:
        """What marks each segment: ``segment`` (0 …), ``question``, ``n``, ``share``, ``mean``, ``difference``.

        ``mean`` is in the answers' unit, ``difference`` the segment's mean less everybody's in standard deviations.
        """
        everybody, spread = answers.mean(axis=0), answers.std(axis=0)
        rows: list[dict[str, Any]] = []
        for segment in range(len(self.centres)):
            own = answers[self.members == segment]
            for j, question in enumerate(self.questions):
                mean = float(own[:, j].mean())
                apart = (mean - everybody[j]) / spread[j] if spread[j] > 0 else 0.0
                row = {"segment": segment, "question": question, "n": len(own), "share": len(own) / len(answers)}
                rows.append(row | {"mean": mean, "difference": apart})
        return pd.DataFrame(rows)


@contextmanager
def _one_thread() -> Generator[None]:
    """Keep to one thread: many surveys may be worked out at a time, and the answers are small."""
    try:
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError:  # comes with scikit-learn, whose lack is told where it is used
        yield
        return
    with threadpool_limits(1):
        yield


@_one_thread()
def find_segments(
    answers: np.ndarray, questions: tuple[str, ...], k: int, *, method: str = "kmeans", seed: int = 1
) -> Segmentation:
    """Find k segments in complete answers (one row a respondent, one column a question).

    Raises
    ------
    StudyError
        When there are not more respondents than segments, or scikit-learn is not installed.
    """
    standard = Standard.of(answers)
    labels = _labels(standard(answers), k, method, seed)
    found, sizes = np.unique(labels, return_counts=True)
    order = found[np.argsort(-sizes, kind="stable")]
    members = np.argsort(order)[np.searchsorted(np.sort(order), labels)]
    centres = np.array([standard(answers)[labels == label].mean(axis=0) for label in order])
    return Segmentation(questions, standard, centres, members)


def within_squares(standardised: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Sum of squares within each segment."""
    groups = [standardised[members == segment] for segment in range(members.max() + 1)]
    return np.array([((group - group.mean(axis=0)) ** 2).sum() for group in groups])


@_one_thread()
def compare_numbers_of_segments(
    answers: np.ndarray, *, numbers: range = range(2, 9), method: str = "kmeans", samples: int = 25, seed: int = 1
) -> pd.DataFrame:
    """How good each number of segments is, by criterion and by stability.

    Returns
    -------
    DataFrame
        ``k``; ``criterion``: the mean silhouette for k-means (−1 to 1, higher is better), BIC for the mixture (lower is
        better); ``stability``: the mean over segments and resamples of the best Jaccard with a segment of the
        resample (0 to 1; below ``STABLE`` is unstable). A stable partition is not yet a market.
    """
    points = Standard.of(answers)(answers)
    rows: list[tuple[int, float, float]] = []
    for k in numbers:
        if k >= len(np.unique(points, axis=0)):
            break
        labels = _labels(points, k, method, seed)
        criterion = _bic(points, k, seed) if method == "mixture" else _silhouette(points, labels, seed)
        rows.append((k, criterion, stability(points, labels, k, method=method, samples=samples, seed=seed)))
    return pd.DataFrame(rows, columns=["k", "criterion", "stability"])


def stability(points: np.ndarray, labels: np.ndarray, k: int, *, method: str, samples: int, seed: int) -> float:
    """Mean Jaccard of segments with those found in resampled respondents (Hennig's bootstrap)."""
    random, jaccards = np.random.default_rng(seed), list[float]()
    for sample in range(samples):
        drawn = np.unique(random.integers(len(points), size=len(points)))
        again = _labels(points[drawn], k, method, seed + sample, starts=2)
        old = labels[drawn]
        both = np.zeros((labels.max() + 1, again.max() + 1))
        np.add.at(both, (old, again), 1)
        either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
        there = both.sum(axis=1) > 0
        jaccards.extend((both / either).max(axis=1)[there].tolist())
    return float(np.mean(jaccards))


def differ_at_all(
    answers: np.ndarray, segments: np.ndarray, *, permutations: int = 999, seed: int = 1
) -> tuple[float, float]:
    """Whether hand-made segments answer differently at all, by a permutation test.

    Parameters
    ----------
    answers
        Complete answers, one row a respondent, one column a question.
    segments
        The segment of each respondent, as any words or numbers.

    Returns
    -------
    tuple of float
        The share (0 to 1) of the standardised answers' variation that lies between the segments; and how probable so
        large a share is if segments were handed out by lot (at least 1 / (permutations + 1)).

    Examples
    --------
    >>> share, p = differ_at_all(np.array([[1.0], [2], [1], [8], [9], [8]]), np.array(list("aaabbb")))
    >>> round(share, 2), p < 0.15
    (0.98, True)
    """
    points = Standard.of(answers)(answers)
    codes = np.unique(segments, return_inverse=True)[1]
    sizes, total = np.bincount(codes), (points**2).sum()
    if len(sizes) < 2 or not total > 0:
        return 0.0, 1.0

    def between(codes: np.ndarray) -> float:
        sums = np.array([np.bincount(codes, column, len(sizes)) for column in points.T])
        return float((sums**2 / sizes).sum() / total)

    random, share = np.random.default_rng(seed), between(codes)
    as_large = sum(between(random.permutation(codes)) >= share - 1e-12 for _ in range(permutations))
    return share, (1 + as_large) / (1 + permutations)


def _labels(points: np.ndarray, k: int, method: str, seed: int, *, starts: int = _STARTS) -> np.ndarray:
    if len(points) <= k:
        raise StudyError(
            "segments", [Problem("segments", code="too_few_for_segments", fields={"n": len(points), "k": k})]
        )
    if method == "mixture":
        return np.asarray(_mixture(points, k, seed, starts).predict(points))
    try:
        from sklearn.cluster import KMeans
    except ModuleNotFoundError:
        raise StudyError("scikit-learn", [Problem("scikit-learn", code="needs_evidence")]) from None
    model: Any = KMeans  # its own types say that numbers are texts
    return np.asarray(model(k, n_init=starts, random_state=seed).fit(points).labels_)


def _mixture(points: np.ndarray, k: int, seed: int, starts: int) -> Any:
    try:
        from sklearn.mixture import GaussianMixture
    except ModuleNotFoundError:
        raise StudyError("scikit-learn", [Problem("scikit-learn", code="needs_evidence")]) from None
    model: Any = GaussianMixture
    return model(k, covariance_type="diag", n_init=min(starts, 3), random_state=seed, reg_covar=1e-3).fit(points)


def _bic(points: np.ndarray, k: int, seed: int) -> float:
    return float(_mixture(points, k, seed, _STARTS).bic(points))


def _silhouette(points: np.ndarray, labels: np.ndarray, seed: int) -> float:
    from sklearn.metrics import silhouette_score

    size = min(len(points), _MOST_FOR_SILHOUETTES)
    return float(silhouette_score(points, labels, sample_size=size, random_state=seed))
