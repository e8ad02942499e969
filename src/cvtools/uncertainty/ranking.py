"""Who is best, second, … and who beats whom, counted draw by draw; ties are split evenly."""

import numpy as np

from cvtools.study.rounding import rounding

_AT_ONCE = 50_000
"""Values compared at once, so that they and what is found of them stay in the processor's cache."""


class Order:
    """Counts who stands where; fill it block by block."""

    def __init__(self, offerings: int) -> None:
        self.wins = np.zeros((offerings, offerings))
        self.stands = np.zeros((offerings, offerings * offerings))  # by how many are better × how many are as good

    @property
    def draws(self) -> float:
        """How many were counted."""
        return float(self.stands[0].sum())

    def add(self, value: np.ndarray) -> np.ndarray:
        """Count draws (O × n values); return O × n shares of being best: 1, 0, or a part of a tie."""
        tolerance, best = max(rounding(value.max()), rounding(value.min())), np.empty(value.shape)
        step = min(max(1, _AT_ONCE // len(value)), value.shape[1])
        room = np.empty((len(value), step)), np.empty((2, len(value), step), bool)
        for done in range(0, value.shape[1], step):
            part = slice(done, done + step)
            self._add(value[:, part], tolerance, best[:, part], *room)
        return best

    def _add(self, value: np.ndarray, tolerance: float, best: np.ndarray, gaps: np.ndarray, found: np.ndarray) -> None:
        """Count some; ``gaps`` and ``found`` are room to work in, for asking for it each time takes longer."""
        offerings, size = value.shape
        small = np.uint8 if offerings <= 256 else np.uint16
        better, equal = np.zeros((2, offerings, size), small)
        for a in range(offerings - 1):
            rest = offerings - 1 - a
            gap, (ahead, behind) = gaps[:rest, :size], found[:, :rest, :size]
            np.subtract(value[a], value[a + 1 :], out=gap)
            np.greater(gap, tolerance, out=ahead)
            np.less(gap, -tolerance, out=behind)
            better[a + 1 :] += ahead.view(np.uint8)
            better[a] += behind.sum(axis=0, dtype=small)
            won = np.array([np.count_nonzero(row) for row in ahead])
            lost = np.array([np.count_nonzero(row) for row in behind])
            drawn = size - won - lost
            self.wins[a, a + 1 :] += won + drawn / 2
            self.wins[a + 1 :, a] += lost + drawn / 2
            if drawn.any():
                tied = ~(ahead | behind)
                equal[a + 1 :] += tied.view(np.uint8)
                equal[a] += tied.sum(axis=0, dtype=small)
        for a in range(offerings):
            stand = better[a].astype(np.intp) * offerings + equal[a]
            self.stands[a] += np.bincount(stand, minlength=offerings * offerings)
        np.divide(better == 0, equal + 1.0, out=best)

    def shares(self) -> tuple[np.ndarray, np.ndarray]:
        """Return O × O probabilities of ranks, and of winning; those as good share their ranks evenly."""
        offerings = len(self.stands)
        ranks = np.zeros((offerings, offerings))
        for better in range(offerings):
            for equal in range(offerings - better):
                share = self.stands[:, better * offerings + equal, None] / (equal + 1)
                ranks[:, better : better + equal + 1] += share
        return ranks / self.draws, self.wins / self.draws


def share_best(value: np.ndarray, o: int) -> float:
    """Return in what part of the draws (O × n values) offering o is best, ties split evenly."""
    tolerance = max(rounding(value.max()), rounding(value.min()))
    gap = value - value[o]
    equal = (np.abs(gap) <= tolerance).sum(axis=0)
    return float(np.where((gap > tolerance).any(axis=0), 0.0, 1 / equal).mean())
