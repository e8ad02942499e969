"""Every portfolio of a few levers, worked out with the model itself: overlaps at the anchors need nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cvtools.improvement.lever_draws import SegmentDraws
from cvtools.improvement.lever_model import LeverModel
from cvtools.study.rounding import rounding

MOST_ENUMERATED = 20
"""Of more levers a solver chooses."""
_AT_ONCE = 4_000_000
"""So many numbers are held at once."""


@dataclass(frozen=True, eq=False)
class Portfolios:
    """P portfolios that needs, musts and groups allow, the cheapest first."""

    levers: LeverModel
    chosen: np.ndarray
    """P × L booleans."""

    @cached_property
    def cost(self) -> np.ndarray:
        """P costs."""
        return self.chosen @ self.levers.cost

    def within(self, budget: float) -> "Portfolios":
        """Leave out what costs more."""
        return self.only(self.cost <= budget + rounding(budget))

    def only(self, which: np.ndarray) -> "Portfolios":
        """Pick some."""
        return Portfolios(self.levers, self.chosen[which])

    def value_changes(self) -> np.ndarray:
        """Return P × S changes of our value, by the likely numbers."""
        model, steps = self.levers.model, self.levers.steps
        out = np.zeros((len(self.chosen), len(model.segments)))
        for s in range(out.shape[1]):
            for d in range(steps.shape[2]):
                touching = np.flatnonzero(steps[s, :, d])
                if len(touching):
                    patterns, which = self._patterns(tuple(touching.tolist()))
                    before = self.levers.utility[s, d]
                    moved = np.clip(before + patterns @ steps[s, touching, d], 0, 1) - before
                    out[:, s] += (model.weight[s, d] * moved)[which]
        return out

    def drawn_changes(self, segment: SegmentDraws, part: slice) -> np.ndarray:
        """Return P × n changes of our value in a segment, for some of its draws."""
        out = np.zeros((len(self.chosen), part.stop - part.start))
        for d, weight in segment.weight.items():
            touching = [lever for lever in range(len(self.levers.ids)) if (lever, d) in segment.steps]
            patterns, which = self._patterns(tuple(touching))
            before = segment.utility[segment.ours, d][part]
            drawn = [np.broadcast_to(segment.steps[lever, d], len(weight))[part] for lever in touching]
            after = np.clip(before + patterns @ np.array(drawn), 0, 1)
            out += (weight[part] * (after - before))[which]
        return out

    def parts(self, draws: int) -> Iterator[slice]:
        """Split draws so that not too many numbers are held at once."""
        size = max(1, _AT_ONCE // max(len(self.chosen), 1))
        return (slice(done, min(done + size, draws)) for done in range(0, draws, size))

    def _patterns(self, touching: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return what portfolios choose of some levers: the distinct choices, and which one each portfolio has."""
        known = self._known_patterns
        if touching not in known:
            bits = self.chosen[:, touching] @ (1 << np.arange(len(touching), dtype=np.int64))
            codes, which = np.unique(bits, return_inverse=True)
            known[touching] = ((codes[:, None] >> np.arange(len(touching))) & 1).astype(float), which
        return known[touching]

    @cached_property
    def _known_patterns(self) -> dict[tuple[int, ...], tuple[np.ndarray, np.ndarray]]:
        return {}


def portfolios(levers: LeverModel) -> Portfolios:
    """Go through every portfolio that needs, musts, groups and limits allow, the cheapest first."""
    count = len(levers.ids)
    chosen = ((np.arange(1 << count)[:, None] >> np.arange(count)) & 1).astype(bool)
    kept = chosen[levers.allowed(chosen)]
    order = np.lexsort((kept.sum(axis=1), kept @ levers.cost))
    return Portfolios(levers, kept[order])
