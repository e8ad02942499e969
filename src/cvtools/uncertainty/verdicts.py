"""Who wins, in one word for each segment, and only where the study's ranges leave no doubt about it."""

from typing import Literal

import numpy as np
import pandas as pd

from cvtools.study.rounding import ROUNDING, rounding
from cvtools.uncertainty.simulation import Market, Simulation
from cvtools.uncertainty.summaries import EVERY, gap_intervals, robustness
from cvtools.value.gaps import best_alternatives, standings

CLOSE = 0.10
"""With probabilities of giving the most that are closer than this, nobody is called the winner."""
PROBABLE_FROM = 0.75
"""The probability of giving the most from which an offering is called probably the best."""
Sureness = Literal["clear", "probably", "open", "unknown"]


def verdicts(simulation: Simulation) -> pd.DataFrame:
    """Who wins each segment, as far as the study's ranges allow to say so.

    Returns
    -------
    DataFrame
        One row for each segment: ``segment``; ``verdict``: ``ahead`` (we are the clear winner), ``behind`` (the best
        alternative is), ``contested`` (an alternative gives more than we do, and which one gives most is not clear),
        ``open`` (no clear winner), ``level`` (the same value, to the last digit); ``fixed``, whether nothing that
        moves a gap of ours is uncertain; ``offering`` and ``p_best``, the one most probably the best and how
        probably, 0 to 1; ``second`` and ``p_second``, the next one; ``sureness``, how surely that one is the best:
        ``clear``, ``probably`` (from 0.75 on), ``open``, or ``unknown`` if ``fixed``, since numbers without ranges say
        nothing of it.

        A winner is clear where it gives the most with a probability of at least ``certain_from(confidence)``, the
        likely numbers name the same one, and no unknown rating could turn it round. With such a probability the
        interval of the gap holds no 0, and the second is at least 0.1 behind. If ``fixed``, the likely numbers decide.
        ``contested`` is about alternatives: that we are behind is sure, and ``sureness`` says how sure the best is.
        Nobody is ``probably`` the best where the likely numbers name another one.

    Examples
    --------
    >>> import cvtools as cv
    >>> verdicts(cv.simulate(cv.read_study("data/coffee")))[["verdict", "sureness"]].to_numpy().tolist()
    [['contested', 'probably'], ['open', 'open'], ['ahead', 'clear']]
    """
    likely = dict(standings(simulation.model)[["segment", "standing"]].itertuples(index=False, name=None))
    best = best_alternatives(simulation.model)
    best["rival"] = best["rival"].where(best["certain"], "")  # nobody, where unknown ratings could make it another
    named = dict(best[["segment", "rival"]].itertuples(index=False, name=None))
    gaps = gap_intervals(simulation)
    gaps = gaps[gaps["rival"] == EVERY]
    intervals = dict(zip(gaps["segment"], gaps[["gap_low", "gap_high"]].to_numpy().tolist(), strict=True))
    chances = robustness(simulation)
    rows: list[tuple[object, ...]] = []
    for market in simulation.markets:
        segment = market.segment
        p = chances[chances["segment"] == segment].set_index("offering")["p_best"]
        p = p.sort_values(ascending=False, kind="stable")
        fixed = is_fixed(market, simulation)
        word = (
            likely[segment] if fixed else _verdict(simulation, intervals[segment], p, likely[segment], named[segment])
        )
        sure = (
            "unknown"
            if fixed
            else _sureness(word, float(p.iloc[0]), agreed=p.index[0] in _likely_best(market, simulation.offerings))
        )
        rows.append((segment, word, fixed, p.index[0], float(p.iloc[0]), p.index[1], float(p.iloc[1]), sure))
    names = ["segment", "verdict", "fixed", "offering", "p_best", "second", "p_second", "sureness"]
    return pd.DataFrame(rows, columns=names)


def _sureness(word: str, p_best: float, *, agreed: bool) -> Sureness:
    if word in ("ahead", "behind", "level"):
        return "clear"
    return "probably" if agreed and p_best >= PROBABLE_FROM - ROUNDING else "open"


def _likely_best(market: Market, offerings: list[str]) -> set[str]:
    """Who gives the most by the likely numbers, an unknown rating counting as the middle of its scale."""
    ahead = market.likely >= market.likely.max() - rounding(market.likely)
    return {offerings[o] for o in np.flatnonzero(ahead).tolist()}


def _verdict(simulation: Simulation, interval: list[float], p: pd.Series, likely: str, best: str) -> str:
    low, high = interval
    noise = rounding(interval)
    if max(abs(low), abs(high)) <= noise and likely == "level":
        return "level"
    clear, first = float(p.iloc[0]) >= certain_from(simulation.study.settings.confidence) - ROUNDING, p.index[0]
    if low > noise and likely == "ahead" and clear and first == simulation.study.settings.ours:
        return "ahead"
    if high < -noise and likely == "behind":
        return "behind" if clear and first == best else "contested"
    return "open"


def certain_from(confidence: float) -> float:
    """The probability of giving the most from which a winner is called clear, for intervals of this confidence.

    From there the interval of its gap holds no 0, both tails being as large, and the next one is at least ``CLOSE``
    behind.
    """
    return (1 + max(confidence, CLOSE)) / 2


def near_a_threshold(simulation: Simulation) -> list[str]:
    """Whose verdict could be another one with another seed: segments within three standard errors of where it changes.

    The standard error is that of draws that are not evenly spread, √(p(1 − p)/draws), which theirs does not exceed.
    """
    limits = np.array([PROBABLE_FROM, certain_from(simulation.study.settings.confidence)])
    p = np.array([market.ranks[:, 0].max() for market in simulation.markets])[:, None]
    near = (np.abs(p - limits) < 3 * np.sqrt(limits * (1 - limits) / simulation.draws)).any(axis=1)
    return [simulation.segments[s] for s in np.flatnonzero(near).tolist()]


def is_fixed(market: Market, simulation: Simulation) -> bool:
    """Whether nothing that is uncertain moves our gap to any alternative of this segment."""
    widths = np.ptp(market.gap, axis=1)
    spread = market.spread.total[simulation.rivals]
    noise = rounding(market.value)
    return bool((widths <= noise).all() and (spread <= noise**2).all())
