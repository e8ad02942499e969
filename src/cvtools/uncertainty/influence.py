"""Which numbers make a gap uncertain, and how many more people would have to be asked to settle it."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cvtools.study.rounding import first_highest
from cvtools.study.study import Study
from cvtools.uncertainty.beta import quantile
from cvtools.uncertainty.inputs import Numbers, numbers_of
from cvtools.uncertainty.simulation import Market, Simulation
from cvtools.uncertainty.summaries import EVERY
from cvtools.value.model import BEST, ValueModel, modelled

TOGETHER = "together"
"""As ``table``: what no single number explains."""
ASSURANCE = 0.9
"""The chance with which so many people as are said settle who gives more."""


def variance_shares(simulation: Simulation) -> pd.DataFrame:
    """How much of the variance of each gap is due to each uncertain number.

    Returns
    -------
    DataFrame
        One row for each segment × rival × uncertain number: ``segment``, ``rival``; ``table`` (weights or ratings),
        ``source`` (the segment, or ``*`` where the number is shared), ``offering`` (blank for a weight), ``driver``;
        ``share`` (0 to 1) of the variance of our gap to that rival which would go, on average, if this number were
        known. A last row with ``table`` = ``together`` is what numbers explain only jointly, such as a weight times
        a rating: the shares of a gap sum to 1. No rows for a gap that is certain.

    Notes
    -----
    First-order indices of I. M. Sobol', "Sensitivity estimates for nonlinear mathematical models", 1993. They are
    computed from the means and variances of the numbers, not estimated from the draws: exactly in money; in points
    but for what the weights do to each other through their sum, which is averaged over 10,000 draws of them.
    """
    rows = [row for market in simulation.markets for row in _shares(market, simulation)]
    return pd.DataFrame(rows, columns=["segment", "rival", "table", "source", "offering", "driver", "share"]).astype(
        {"share": float}
    )


def _shares(market: Market, simulation: Simulation) -> Iterator[tuple[object, ...]]:
    keys = list(zip(*(market.ids[name] for name in ("table", "source", "offering", "driver")), strict=True))
    for rival in simulation.rivals:
        total = float(market.spread.total[rival])
        if total <= 0:
            continue
        shares = market.spread.by_number[rival] / total
        concerned = np.isin(market.offering, [-1, simulation.ours, rival])
        for k in np.flatnonzero(concerned).tolist():
            yield market.segment, simulation.offerings[rival], *keys[k], float(shares[k])
        rest = max(1.0 - float(shares.sum()), 0.0)
        yield market.segment, simulation.offerings[rival], TOGETHER, "", "", "", rest


def answers_needed(simulation: Simulation) -> pd.DataFrame:
    """How many more people would have to be asked to settle whether we give more than a rival.

    It is settled when the gap's interval, at the study's confidence, lies on one side of 0.

    Returns
    -------
    DataFrame
        One row for each segment × rival × driver with anything uncertain in that gap, and one with ``driver`` = ``*``
        for asking about all of them: ``segment``, ``rival``, ``driver``; ``share`` of the gap's variance that the
        driver's numbers are behind (0 to 1; these overlap a little, so that they may sum to more than 1); ``n``, how
        many people were asked (the largest ``n`` of an uncertain number: the same people may have answered all of
        them; ``NaN`` where one does not say); ``times``, how many times as many it takes to settle it with nine
        chances in ten (1 if it is settled already, ``inf`` if this driver alone cannot settle it); ``more`` =
        (times − 1)·n rounded up, ``NaN`` without an ``n``.

    Notes
    -----
    The mean of a new survey falls nearer to 0 than the true gap every other time. With z the normal quantiles of the
    interval's end and of nine chances in ten, the spread has to be z_end / (z_end + z_9/10) of what would just do:
    for intervals of 80 % it takes four times as many.

    This is a forecast, on four assumptions: the gap is what it seems; each number's standard deviation
    shrinks with 1/√n; all of the driver's numbers are asked about in proportion; and the shape of the gap's
    distribution stays. An unknown rating has no n to multiply: ask about it first.
    """
    rows = [row for market in simulation.markets for row in _answers(market, simulation)]
    return pd.DataFrame(rows, columns=["segment", "rival", "driver", "share", "n", "times", "more"])


def _answers(market: Market, simulation: Simulation) -> Iterator[tuple[object, ...]]:
    answers = market.ids["n"].to_numpy()
    for rival in simulation.rivals:
        total = float(market.spread.total[rival])
        if total <= 0:
            continue
        low, mean, high = market.gap[rival].tolist()
        toward_0 = mean - low if mean > 0 else high - mean
        allowed = (mean / toward_0) ** 2 if toward_0 > 0 else np.inf  # share of today's variance
        if allowed < 1:
            allowed *= _assured(simulation.study.settings.confidence)
        concerned = np.isin(market.offering, [-1, simulation.ours, rival])
        every = np.unique(market.driver[concerned]).tolist()
        shares = [*(market.spread.by_driver[rival, every] / total).tolist(), 1.0]
        groups = [*(concerned & (market.driver == d) for d in every), concerned]
        names = [*(simulation.drivers[d] for d in every), EVERY]
        for driver, asked, share in zip(names, groups, shares, strict=True):
            n, times = float(answers[asked].max()), _times(allowed, share)
            more = 0.0 if times == 1 else float(np.ceil((times - 1) * n - 1e-9)) if n > 0 else np.nan
            yield market.segment, simulation.offerings[rival], driver, share, n, times, more


def _assured(confidence: float) -> float:
    """Return the share of a variance that would just do which settles it with the chance ``ASSURANCE``."""
    from scipy.special import ndtri

    end = float(ndtri((1 + confidence) / 2))
    return (end / (end + float(ndtri(ASSURANCE)))) ** 2


def _times(allowed: float, share: float) -> float:
    """Return t for which 1 − share + share/t = allowed."""
    if allowed >= 1:
        return 1.0
    left = allowed - (1 - share)
    return share / left if left > 0 else float("inf")


def tornado(source: Study | ValueModel, *, rival: str = BEST, view: str = "perceived") -> pd.DataFrame:
    """How far each uncertain number alone moves our gap: at its P10 and its P90, all others at their likely value.

    Parameters
    ----------
    source
        A study; or its model that is there already, whose view it then is.
    rival
        ``"best"`` for the best alternative, chosen anew at each end; or an offering's id.
    view
        Which view of the ratings.

    Returns
    -------
    DataFrame
        One row for each segment × uncertain number, the widest of a segment first: ``segment``, ``rival`` (the best
        alternative by the likely numbers); ``table``, ``source``, ``offering`` (blank for a weight), ``driver``;
        ``low``, ``high``, the number at P10 and P90, in its own unit (a weight in points: of 100, as it is drawn);
        ``gap`` of the likely numbers, ``gap_at_low``, ``gap_at_high``, in the study's unit; ``swing`` =
        |gap_at_high − gap_at_low|. An unknown rating counts as the middle of its scale where it is not the one that is
        moved. In points, the other weights make room in proportion for a weight that is moved.

    Raises
    ------
    StudyError
        When the rival is unknown or our own offering, there is none, or no rating has this view.
    """
    model = modelled(source, view)
    rivals, offerings = model.rivals(rival).tolist(), [str(offering) for offering in model.offerings]
    return pd.concat(
        [_swings(numbers, model.ours, rivals, offerings) for numbers in numbers_of(model)], ignore_index=True
    )


def _swings(numbers: Numbers, ours: int, rivals: list[int], offerings: list[str]) -> pd.DataFrame:
    weight = numbers.scaled(numbers.weight[:, None])[:, 0]
    value = numbers.x @ weight
    best = rivals[int(first_highest(value[rivals]))]
    ends = _values_at_ends(numbers, value, weight)
    gap_at_low, gap_at_high = ends[..., ours] - ends[..., rivals].max(axis=-1)
    table = numbers.ids[["table", "source", "offering", "driver"]].assign(
        low=numbers.ids["p10"],
        high=numbers.ids["p90"],
        gap=float(value[ours] - value[best]),
        gap_at_low=gap_at_low,
        gap_at_high=gap_at_high,
        swing=np.abs(gap_at_high - gap_at_low),
    )
    table.insert(0, "segment", numbers.segment)
    table.insert(1, "rival", offerings[best])
    counted = np.isin(numbers.offering, [-1, ours, *rivals])
    return table[counted].sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _values_at_ends(numbers: Numbers, value: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the values (2 × K × O) with each number alone at its P10, and at its P90."""
    ends = np.tile(value, (2, len(numbers.ids), 1))
    at = np.array([numbers.first + numbers.span * quantile(numbers.tables, tail) for tail in (0.1, 0.9)])
    rating = np.flatnonzero(numbers.offering >= 0)
    o, d = numbers.offering[rating], numbers.driver[rating]
    x = np.tile(numbers.x[o], (2, 1, 1))
    x[:, np.arange(len(rating)), d] = at[:, rating]
    ends[:, rating, o] = x @ weight
    for k in np.flatnonzero(numbers.offering < 0).tolist():
        d = int(numbers.driver[k])
        for end, name in enumerate(("p10", "p90")):
            if numbers.scale is None:
                moved = numbers.weight.copy()
                moved[d] = at[end, k]
            else:
                moved = moved_weight(numbers.weight, d, float(numbers.ids[name].iloc[k]))
            ends[end, k] = numbers.x @ numbers.scaled(moved[:, None])[:, 0]
    return ends


def moved_weight(weight: np.ndarray, d: int, to: float) -> np.ndarray:
    """Return weights of which one is moved and the others make room in proportion, so that their sum stays.

    >>> moved_weight(np.array([50.0, 30.0, 20.0]), 0, 75.0).tolist()
    [75.0, 15.0, 10.0]
    """
    others = np.delete(weight, d).sum()
    out = weight * ((weight.sum() - to) / others if others > 0 else 1.0)
    out[d] = to
    return out
