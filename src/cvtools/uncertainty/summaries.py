"""How sure are we? What is read off a simulation.

    simulation = cv.simulate(study)         # every uncertain number drawn 10,000 times
    cv.uncertainty.robustness(simulation)               # intervals of the values, who is best, how often
    cv.uncertainty.gap_intervals(simulation)            # intervals of the gaps, and how often we win
    cv.uncertainty.information_value(simulation)        # what it would be worth to know more

An interval is central and holds the study's ``confidence``; it says how sure the numbers of the study make us, not
whether those numbers are right. Ties are split evenly. What explains a gap's spread is in ``influence.py``.
"""

import numpy as np
import pandas as pd

from cvtools.study.study import Study
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.uncertainty.simulation import Simulation, simulate

EVERY = "*"
"""As ``rival``: the best alternative, chosen anew in each draw. As ``driver``: all of them together."""


def robustness(
    source: Study | Simulation, *, draws: int = DRAWS, seed: int = SEED, view: str = "perceived"
) -> pd.DataFrame:
    """Who is best, and how surely: the interval of each value, and how probable each rank is.

    Parameters
    ----------
    source
        A study, which is simulated first (see :func:`simulate` for the other words), or a simulation that is there
        already; then the other words mean nothing.

    Returns
    -------
    DataFrame
        One row for each segment × offering: ``segment``, ``offering``; ``value_low``, ``value_high``, the central
        interval at the study's confidence, in its unit; ``value``, that of the likely numbers as in ``values`` (not
        the mean of the draws; ``NaN`` where a rating is unknown; outside the interval where likely numbers lie at the
        end of their ranges); ``median`` of the draws; ``p_best`` (0 to 1); ``expected_rank`` (1 is best);
        ``p_rank_1`` … ``p_rank_O``, which sum to 1 both by offering and by rank.

    Raises
    ------
    StudyError
        As :func:`simulate` does.

    Notes
    -----
    Ranks are those of R. Lahdelma and P. Salminen, "SMAA-2", *Operations Research* 49, 2001, with weights drawn from
    what the study says of them; ``unknown_weights`` is for when nothing is known.

    Examples
    --------
    >>> import cvtools as cv
    >>> table = robustness(cv.read_study("data/laptops"), draws=100)
    >>> table[["offering", "value_low", "value_high", "p_best", "expected_rank"]].to_numpy().tolist()[0]
    ['a', 80.0, 80.0, 1.0, 1.0]
    """
    simulation = source if isinstance(source, Simulation) else simulate(source, draws=draws, seed=seed, view=view)
    ranks = np.concatenate([market.ranks for market in simulation.markets])
    values = np.concatenate([market.value for market in simulation.markets])
    places = np.arange(1, len(simulation.offerings) + 1)
    return pd.DataFrame(
        {
            "segment": np.repeat(np.array(simulation.segments, object), len(places)),
            "offering": np.tile(np.array(simulation.offerings, object), len(simulation.markets)),
            "value_low": values[:, 0],
            "value": np.concatenate([np.where(m.known, m.likely, np.nan) for m in simulation.markets]),
            "value_high": values[:, 1],
            "median": np.concatenate([market.value_median for market in simulation.markets]),
            "p_best": ranks[:, 0],
            "expected_rank": ranks @ places,
            **{f"p_rank_{place}": ranks[:, place - 1] for place in places},
        }
    )


def gap_intervals(simulation: Simulation) -> pd.DataFrame:
    """How far we are ahead of each rival and of the best of them, and how surely.

    Returns
    -------
    DataFrame
        One row for each segment × rival, and one with ``rival`` = ``*``: the best alternative, chosen anew in each
        draw. ``segment``, ``offering`` (ours), ``rival``; ``gap_low``, ``gap``, ``gap_high``, ours minus theirs in
        the study's unit: the interval at the study's confidence and the gap of the likely numbers (``NaN`` where a
        rating is unknown); ``mean`` and ``median`` of the draws; ``p_win``, how probable it is that we give more (of
        ``*``: more than every alternative, the same as ``p_best``).
    """
    ours, rows = simulation.ours, []
    for segment, market in zip(simulation.segments, simulation.markets, strict=True):
        likely = np.where(market.known & market.known[ours], market.likely[ours] - market.likely, np.nan)
        likely[ours] = likely[max(simulation.rivals, key=market.likely.__getitem__)]
        p_win = market.wins[ours].copy()
        p_win[ours] = market.ranks[ours, 0]
        for o in [*simulation.rivals, ours]:
            low, mean, high = market.gap[o].tolist()
            rival = simulation.offerings[o] if o != ours else EVERY
            numbers = low, likely[o], high, mean, float(market.median[o]), p_win[o]
            rows.append((segment, simulation.offerings[ours], rival, *numbers))
    columns = ["segment", "offering", "rival", "gap_low", "gap", "gap_high", "mean", "median", "p_win"]
    return pd.DataFrame(rows, columns=columns)


def information_value(simulation: Simulation) -> pd.DataFrame:
    """What to measure next: what it is worth to know more before an offering is chosen for a segment.

    The choice is the one that gives most on average. Knowing more is worth what it would add by changing that choice:
    nothing where it could not change it, however uncertain the number is.

    Returns
    -------
    DataFrame
        One row for each segment × driver, and one with ``driver`` = ``*`` for everything: ``segment``, ``driver``,
        ``information`` (≥ 0, in the study's unit per customer): the expected value of perfect information of all the
        driver's numbers, its weight and each offering's rating. It is also how far off we are on average by naming the
        one that seems best, as far as that driver is the reason. ``change`` (0 to 1): how probable it is that knowing
        them would name another offering the best.

    Notes
    -----
    H. Raiffa and R. Schlaifer, *Applied Statistical Decision Theory*, 1961. The inner expectation is exact in money;
    in points it is averaged over 10,000 draws of the other weights, whatever ``draws`` was (``conditional_means.py``);
    where numbers move together it is a regression (``regression.py``).
    """
    rows = [
        (segment, driver, worth, change)
        for segment, market in zip(simulation.segments, simulation.markets, strict=True)
        for driver, worth, change in zip(
            [*simulation.drivers, EVERY],
            [*market.by_driver.tolist(), market.information],
            [*market.changes.tolist(), 1 - float(market.ranks[:, 0].max())],
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=["segment", "driver", "information", "change"])
