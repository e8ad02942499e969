"""The best portfolio of many levers for value, as a mixed-integer program that HiGHS solves exactly.

A choice z of 0 or 1 for each lever. Where levers overlap at an anchor, a number y stands for how far the rating moves:
at most the sum of the steps, and at most the way to the anchor; where ratings may fall to their worst, one more choice
says whether they do.
"""

import math

import numpy as np

from cvtools.improvement.lever_model import LeverModel
from cvtools.improvement.program import Program, solved
from cvtools.study.rounding import ROUNDING


def best_for_value(
    levers: LeverModel,
    budget: float,
    *,
    least: float | None = None,
    weight: np.ndarray | None = None,
    utility: np.ndarray | None = None,
    steps: np.ndarray | None = None,
) -> np.ndarray | None:
    """Return which levers (L booleans) together add most value over all customers; ``None`` where none may be chosen.

    ``least``: what each segment must gain. ``weight`` (S × D), ``utility`` (S × D) and ``steps`` (S × L × D) are by
    default the likely ones. Of those that add as much, a cheap one is taken.
    """
    program = program_of(levers, budget, least=least, weight=weight, utility=utility, steps=steps)
    found, _bound = solved(program, mip_rel_gap=0.0, presolve=False)  # which takes longer here than it saves
    return None if found is None else found[: len(levers.ids)] > 0.5


def program_of(
    levers: LeverModel,
    budget: float,
    *,
    least: float | None = None,
    weight: np.ndarray | None = None,
    utility: np.ndarray | None = None,
    steps: np.ndarray | None = None,
) -> Program:
    """Return the program of which :func:`best_for_value` is the solution; its first L variables are the choices."""
    model = levers.model
    weight = model.weight if weight is None else weight
    utility = levers.utility if utility is None else utility
    steps = levers.steps if steps is None else steps
    size, count = model.study.segments["size"].to_numpy(float), len(levers.ids)
    program = choices(levers, budget)
    gains = [gain_terms(program, weight[s], utility[s], steps[s]) for s in range(len(size))]
    if least is not None:
        for gain in gains:
            program.row(gain, low=least)
    total = np.zeros(len(program.whole))
    for people, gain in zip(size, gains, strict=True):
        for variable, worth in gain.items():
            total[variable] -= people * worth
    if (spent := levers.cost.sum()) > 0:
        total[:count] += levers.cost / spent * np.abs(total).sum() * ROUNDING
    program.goal = total
    return program


def choices(levers: LeverModel, budget: float) -> Program:
    """Return a program of a choice for each lever: within budget and people, with needs, at most one of a group."""
    program = Program()
    for must, late in zip(levers.must, levers.late, strict=True):
        program.variable(float(must), float(not late), whole=True)
    program.row(dict(enumerate(levers.cost.tolist())), high=budget)
    if math.isfinite(levers.most_people):
        program.row(dict(enumerate(levers.people.tolist())), high=levers.most_people)
    for lever, needs in enumerate(levers.needs):
        for other in needs:
            program.row({lever: 1.0, other: -1.0}, high=0)
    for word in set(levers.group) - {""}:
        program.row({lever: 1.0 for lever, group in enumerate(levers.group) if group == word}, high=1)
    return program


def gain_terms(program: Program, weight: np.ndarray, utility: np.ndarray, steps: np.ndarray) -> dict[int, float]:
    """Return what a segment gains, as terms; where levers overlap, variables for it are made."""
    gain: dict[int, float] = {}
    for d in np.flatnonzero(np.abs(steps).sum(axis=0) * weight):
        mine = {int(lever): float(steps[lever, d]) for lever in np.flatnonzero(steps[:, d])}
        up, down = 1 - utility[d], -utility[d]
        highest = sum(step for step in mine.values() if step > 0)
        lowest = sum(step for step in mine.values() if step < 0)
        if highest <= up and lowest >= down:
            for lever, step in mine.items():
                gain[lever] = gain.get(lever, 0.0) + weight[d] * step
            continue
        y = program.variable(down, up)
        steps_less_y = {lever: -step for lever, step in mine.items()} | {y: 1.0}
        if lowest >= down:
            program.row(steps_less_y, high=0)
        else:  # y ≤ max(sum, down)
            falls = program.variable(0, 1, whole=True)
            program.row({**steps_less_y, falls: -(down - lowest)}, high=0)
            program.row({y: 1.0, falls: up - down}, high=up)
        gain[y] = gain.get(y, 0.0) + weight[d]
    return gain
