"""What levers do: to our value, to the gap, and to how probable it is that we give the most."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cvtools.improvement.lever_draws import SegmentDraws, segment_draws
from cvtools.improvement.lever_model import LeverModel, lever_model
from cvtools.study.errors import StudyError
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.uncertainty.ranking import share_best
from cvtools.uncertainty.simulation import Simulation
from cvtools.value.model import ValueModel

Source = Study | ValueModel | Simulation | LeverModel
Answer = Mapping[str, Sequence[str]]
"""The levers that rivals pull, by offering."""

_MEASURES = ["value_change", "low", "high", "gap_before", "gap_after", "p_best_before", "p_best_after"]


def lever_effects(
    source: Source, *, draws: int = DRAWS, seed: int = SEED, answer: Answer | None = None
) -> pd.DataFrame:
    """What each lever alone would change, segment by segment, from the same draws with it and without it.

    Parameters
    ----------
    source
        A study, its model, its levers, or a simulation, whose draws and seed it then has.
    draws, seed
        As in :func:`~cvtools.uncertainty.simulate`.
    answer
        What rivals do when we pull the lever: for each of them the levers that it pulls, whose effects are then added
        to its ratings.

    Returns
    -------
    DataFrame
        One row for each segment × lever: ``segment``, ``lever``; ``value_change``, what it adds to our value by the
        likely numbers, ``low`` and ``high``, its interval over the draws at the study's confidence; ``gap_before`` and
        ``gap_after``, ours minus the best alternative's value by the likely numbers (an unknown rating at the middle of
        its scale; positive: we give more); ``p_best_before`` and ``p_best_after``, how probable it is that we give the
        most; ``cost``, once and yearly over the years that count. Values are in the study's unit for one customer.

    Raises
    ------
    StudyError
        When the study has no levers, an answer names none of them or no rival, or ``draws`` or ``seed`` is out of
        range.

    Examples
    --------
    >>> import cvtools as cv
    >>> table = lever_effects(cv.read_study("data/coffee"), draws=100)
    >>> list(table.columns[:5])
    ['segment', 'lever', 'value_change', 'low', 'high']
    """
    levers, draws, seed = drawn_from(source, draws, seed)
    sets = [[i] for i in range(len(levers.ids))]
    table = _of_sets(levers, sets, draws=draws, seed=seed, answer=answer)
    table.insert(1, "lever", [levers.ids[i] for i in table.pop("set")])
    return table.assign(cost=np.tile(levers.cost, len(levers.model.segments)))


def plan_effects(
    source: Source,
    chosen: Sequence[str],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    answer: Answer | None = None,
    segment: str = "",
) -> pd.DataFrame:
    """What some levers together would change: one row a segment, columns as in :func:`lever_effects` but ``lever``.

    With ``segment``, only that one is looked at.
    """
    levers, draws, seed = drawn_from(source, draws, seed)
    together = levers.positions(chosen)
    only = chosen_segment(levers.study, segment) if segment else ""
    table = _of_sets(levers, [together], draws=draws, seed=seed, answer=answer, segment=only).drop(columns="set")
    return table.assign(cost=levers.cost[together].sum())


def drawn_from(source: Source, draws: int, seed: int) -> tuple[LeverModel, int, int]:
    """Return a source's levers, and the draws and the seed of a simulation that is there already."""
    if isinstance(source, Simulation):
        return lever_model(source.model), source.draws, source.seed
    return source if isinstance(source, LeverModel) else lever_model(source), draws, seed


def _of_sets(
    levers: LeverModel,
    sets: Sequence[Sequence[int]],
    *,
    draws: int,
    seed: int,
    answer: Answer | None,
    segment: str = "",
) -> pd.DataFrame:
    answers, rows = answers_of(levers, answer), []
    likely = np.array([levers.value_change(chosen) for chosen in sets])
    for drawn in segment_draws(levers, draws=draws, seed=seed, answering=list(answers), segment=segment):
        s = drawn.position
        middle = levers.model.middle[s].copy()
        before = _gap(middle, drawn.ours), share_best(drawn.values, drawn.ours)
        for o, pulled in answers.items():
            middle[o] += levers.value_change(pulled, o)[s]
        for i, chosen in enumerate(sets):
            row = _row(levers, drawn, chosen, answers, middle, likely[i, s])
            rows.append((levers.model.segments[s], i, *row[:3], before[0], row[3], before[1], row[4]))
    return pd.DataFrame(rows, columns=["segment", "set", *_MEASURES])


def _row(
    levers: LeverModel,
    segment: SegmentDraws,
    chosen: Sequence[int],
    answers: Mapping[int, Sequence[int]],
    middle: np.ndarray,
    likely: float,
) -> tuple[float, float, float, float, float]:
    """Return the change, its low and high, the gap after it and how probable it then is that we give the most."""
    ours, confidence = segment.ours, levers.study.settings.confidence
    change = segment.value_change(chosen)
    values = segment.values.copy()
    values[ours] += change
    for o, pulled in answers.items():
        values[o] += segment.value_change(pulled, o)
    low, high = np.quantile(change, [(1 - confidence) / 2, (1 + confidence) / 2])
    after = middle.copy()
    after[ours] += likely
    return float(likely), float(low), float(high), _gap(after, ours), share_best(values, ours)


def _gap(values: np.ndarray, ours: int) -> float:
    return float(values[ours] - np.delete(values, ours).max())


def answers_of(levers: LeverModel, answer: Answer | None) -> dict[int, list[int]]:
    """Return the positions of the rivals that answer, and of their levers.

    Raises
    ------
    StudyError
        When one is no rival, or pulls a lever that is not there.
    """
    model, found = levers.model, dict[int, list[int]]()
    rivals = [str(model.offerings[o]) for o in model.others]
    for rival, pulled in (answer or {}).items():
        if rival not in rivals:
            raise StudyError.not_among("answer", rival, rivals)
        found[int(model.others[rivals.index(rival)])] = levers.positions(pulled)
    return found
