"""The draws of the simulation, with levers and without: what a lever does not touch changes by exactly 0.

Nothing is drawn anew: the numbers of a segment are those of the simulation, and each effect has a stream of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cvtools.improvement.lever_model import LeverModel
from cvtools.uncertainty.beta import looked_up, quantile_tables
from cvtools.uncertainty.draws import blocks, checked_draws, checked_seed
from cvtools.uncertainty.inputs import numbers_of
from cvtools.uncertainty.pert import Plausible, plausible
from cvtools.uncertainty.together import stream

Steps = Mapping[tuple[int, int], np.ndarray | float]
"""What a lever adds to the utility of a driver, by (lever, driver): one number, or one a draw."""


@dataclass(frozen=True, eq=False)
class SegmentDraws:
    """The draws of one segment, n of them."""

    position: int
    """Where the segment stands."""
    ours: int
    values: np.ndarray
    """O × n: without any lever."""
    weight: dict[int, np.ndarray]
    """For each driver that a lever touches, its weight."""
    utility: dict[tuple[int, int], np.ndarray]
    """For each offering that may pull levers and each such driver, where it stands."""
    steps: Steps

    def value_change(self, chosen: Sequence[int], offering: int | None = None) -> np.ndarray:
        """Return what some levers together change in an offering's value, by default ours, draw by draw."""
        o, change = self.ours if offering is None else offering, np.zeros(self.values.shape[1])
        for d in self.weight:
            mine = [self.steps[lever, d] for lever in chosen if (lever, d) in self.steps]
            if mine:
                before = self.utility[o, d]
                after = before + sum(mine[1:], mine[0])
                change += self.weight[d] * (np.clip(after, 0, 1, out=np.asarray(after)) - before)
        return change

    def in_year(self, levers: LeverModel) -> "SegmentDraws":
        """The same draws, with what is there of the effects in the year of ``levers``."""
        if levers.part is None:
            return self
        part = levers.part[self.position]
        return replace(self, steps={at: step * part[at] for at, step in self.steps.items()})

    def after(self, chosen: Sequence[int], answer: Mapping[int, Sequence[int]] | None = None) -> np.ndarray:
        """Return O × n values with some levers pulled by us, and others by rivals (``answer``, by offering)."""
        values = self.values.copy()
        for o, levers in {self.ours: chosen, **(answer or {})}.items():
            values[o] += self.value_change(levers, o)
        return values


def segment_draws(
    levers: LeverModel, *, draws: int, seed: int, answering: Sequence[int] = (), segment: str = ""
) -> Iterator[SegmentDraws]:
    """Draw every segment once, and keep what levers need; ``answering`` are the offerings that pull some, too.

    Effects are those of the levers' year. With ``segment``, only that one is drawn, just as it is among all.
    """
    model = levers.model
    count, start = checked_draws(draws, len(model.offerings)), checked_seed(seed)
    effects = _Effects(levers, count, start)
    movers = [model.ours, *answering]
    positions = {name: s for s, name in enumerate(model.segments)}
    for numbers in numbers_of(model, segments=[segment] if segment else ()):
        s = positions[numbers.segment]
        steps = {(int(lever), int(d)): effects.step(s, lever, d) for lever, d in np.argwhere(levers.row[s] >= 0)}
        touched = sorted({d for _, d in steps})
        values = np.empty((len(model.offerings), count))
        weight = {d: np.empty(count) for d in touched}
        utility = {(o, d): np.empty(count) for o in movers for d in touched}
        done = 0
        for block in blocks(numbers, draws=count, seed=start):
            part = slice(done, done + block.value.shape[1])
            values[:, part] = block.value
            for d in touched:
                weight[d][part] = block.weight[d]
                for o in movers:
                    utility[o, d][part] = block.x.get((o, d), numbers.x[o, d]) + model.is_cost[d]
            done = part.stop
        yield SegmentDraws(s, model.ours, values, weight, utility, steps).in_year(levers)


def effect_ranges(levers: LeverModel) -> tuple[np.ndarray, Plausible]:
    """Return which rows of the effects are uncertain, and the distribution of each change, in the driver's unit."""
    low, likely, high = (levers.study.optional("effects")[name].to_numpy(float) for name in ("low", "change", "high"))
    wide = (low < high) & (levers.claim is not None)
    return wide, plausible(low, likely, high, confidence=levers.study.settings.confidence)


class _Effects:
    """The effects as draws, each row once: one of ``*`` is one number that all segments share."""

    def __init__(self, levers: LeverModel, draws: int, seed: int) -> None:
        self.levers, self.draws, self.seed = levers, draws, seed
        self.full = levers.in_year(None)
        self.table = levers.study.optional("effects")
        self.wide, self.ranges = effect_ranges(levers)
        self.tables = dict(
            zip(
                np.flatnonzero(self.wide).tolist(),
                quantile_tables(self.ranges.alpha[self.wide], self.ranges.beta[self.wide]),
                strict=True,
            )
        )
        self.keys = self.table[["segment", "lever", "driver"]].to_numpy(str).tolist()
        drivers = levers.model.drivers
        self.length = (drivers["best"] - drivers["worst"]).to_numpy(float)
        self.known: dict[int, np.ndarray] = {}

    def step(self, s: int, lever: int, d: int) -> np.ndarray | float:
        """Return what a lever adds to the utility of a driver in a segment."""
        row = int(self.levers.row[s, lever, d])
        if not self.wide[row]:
            return float(self.full.steps[s, lever, d])
        if row not in self.known:
            uniform = stream(self.seed, "effects", *self.keys[row]).random(self.draws)
            share, _ = looked_up(self.tables[row], uniform)
            start, end = self.ranges.start[row], self.ranges.end[row]
            self.known[row] = (start + (end - start) * share) * ((self.levers.claim or 0.0) / self.length[d])
        return self.known[row]
