"""Every portfolio of a few levers, worked out with the model itself: overlaps at the anchors need nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cvtools.improvement.lever_draws import SegmentDraws
from cvtools.improvement.lever_model import LeverModel
from cvtools.study.errors import StudyError
from cvtools.study.rounding import rounding
from cvtools.study.wording import N_

MOST_ENUMERATED = 20
"""Of more levers a solver chooses for value."""
MOST_PORTFOLIOS = 1 << MOST_ENUMERATED
"""More are not gone through."""
_MOST_FREE = 62
"""So many levers may be chosen or not, so that a choice among them is a whole number of 63 bits."""
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

    def value_changes(self, levers: LeverModel | None = None) -> np.ndarray:
        """Return P × S changes of our value, by the likely numbers; ``levers`` may be those of another year."""
        levers = self.levers if levers is None else levers
        model, steps = levers.model, levers.steps
        out = np.zeros((len(self.chosen), len(model.segments)))
        for s in range(out.shape[1]):
            for d in range(steps.shape[2]):
                touching = np.flatnonzero(steps[s, :, d])
                if len(touching):
                    patterns, which = self._patterns(tuple(touching.tolist()))
                    before = levers.utility[s, d]
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
        if touching not in known and len(touching) > _MOST_FREE:
            known[touching] = self.chosen[:, touching].astype(float), np.arange(len(self.chosen))
        elif touching not in known:
            bits = self.chosen[:, touching] @ (1 << np.arange(len(touching), dtype=np.int64))
            codes, which = np.unique(bits, return_inverse=True)
            known[touching] = ((codes[:, None] >> np.arange(len(touching))) & 1).astype(float), which
        return known[touching]

    @cached_property
    def _known_patterns(self) -> dict[tuple[int, ...], tuple[np.ndarray, np.ndarray]]:
        return {}


def portfolios(levers: LeverModel) -> Portfolios:
    """Go through every portfolio that needs, musts, groups and limits allow, the cheapest first.

    Raises
    ------
    StudyError
        When more than about a million are allowed.
    """
    every = portfolios_if_few(levers)
    if every is None:
        message = N_(
            "{count} levers can be combined in more than a million ways, too many to go through for the probability "
            "of giving the most: choose for value or profit; or put levers of which at most one makes sense into a "
            "group, mark what will be done anyway as a must, limit people or months, or leave some out"
        )
        raise StudyError("levers", message, count=len(levers.ids))
    return every


def portfolios_if_few(levers: LeverModel) -> Portfolios | None:
    """Return the same; ``None`` where there are more than about a million."""
    count = len(levers.ids)
    if count > _MOST_FREE:
        return None
    kept = np.zeros((1, count), dtype=bool)
    for lever in _in_turn(levers):
        if levers.late[lever]:
            continue
        more = kept[kept[:, levers.needs[lever]].all(axis=1) & ~_taken(levers, lever, kept)]
        more[:, lever] = True
        more = more[more @ levers.people <= levers.most_people + rounding(levers.most_people)]
        kept = np.concatenate([kept, more])
        if len(kept) > MOST_PORTFOLIOS:
            return None
    kept = kept[levers.allowed(kept)]
    order = np.lexsort((kept.sum(axis=1), kept @ levers.cost))
    return Portfolios(levers, kept[order])


def _taken(levers: LeverModel, lever: int, chosen: np.ndarray) -> np.ndarray:
    """Return P booleans: where another lever of its group is chosen already."""
    group = levers.group[lever]
    same = [other for other, word in enumerate(levers.group) if word and word == group and other != lever]
    return np.asarray(chosen[:, same].any(axis=1))


def _in_turn(levers: LeverModel) -> list[int]:
    """Return the levers, each after those that it needs."""
    order: list[int] = []
    waiting = list(range(len(levers.ids)))
    while waiting:
        ready = [lever for lever in waiting if set(levers.needs[lever]) <= set(order)]
        order += ready
        waiting = [lever for lever in waiting if lever not in ready]
    return order
