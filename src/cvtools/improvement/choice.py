"""From value to choice: shares of preference, and how strongly choice follows value in this market."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.improvement.lever_draws import segment_draws
from cvtools.improvement.lever_model import LeverModel, lever_model
from cvtools.improvement.levers import Answer, answers_of
from cvtools.study.errors import StudyError
from cvtools.study.rounding import rounding
from cvtools.study.study import Study
from cvtools.study.wording import N_
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.value.model import ValueModel, modelled

LEAST_FIT = 0.2
"""So much of what tells observed shares from equal ones must be explained; else they are said not to fit."""
_FLATTEST = 1e-6
_STEEPEST = 1e6
"""Scales, in parts of how far values lie apart, between which the best one is looked for."""


def logit_shares(table: pd.DataFrame, *, scale: float = 1.0) -> pd.DataFrame:
    """Shares of preference: how a segment's choices would split if value, times ``scale``, were logit utility.

    Parameters
    ----------
    table
        The frame that ``values`` returns.
    scale
        How strongly choice follows value, per unit of value. It is a property of the market: calibrate it on real
        choices. The default of 1 is right only where values already are logit utilities.

    Returns
    -------
    DataFrame
        ``segment``, ``offering``, ``value``, ``share`` (0 to 1, summing to 1 in each segment; ``NaN`` in a segment
        with an unknown value).

    Notes
    -----
    D. McFadden, *Conditional logit analysis of qualitative choice behavior*, 1974.

    Examples
    --------
    >>> import cvtools as cv
    >>> logit_shares(cv.values(cv.read_study("data/preference_shares")))["share"].round(3).tolist()
    [0.731, 0.269]
    """
    out = table[["segment", "offering", "value"]].copy()
    highest = out.groupby("segment", sort=False)["value"].transform("max")
    weight = np.exp(scale * (out["value"] - highest))
    total = weight.groupby(out["segment"], sort=False).transform(lambda part: part.sum(skipna=False))
    return out.assign(share=weight / total)


@dataclass(frozen=True)
class Calibration:
    """How strongly choice follows value: ``P(i) ∝ exp(V_i / scale)``, by the shares that were observed."""

    scale: float
    """In the study's unit: of two offerings so far apart, one is chosen e times as often as the other."""
    fit: float
    """How much of what tells the observed shares from equal ones is explained, at most 1."""
    off_by: float
    """How far fitted shares are from observed ones on average, as a share."""


def calibrate(source: Study | ValueModel) -> Calibration:
    """Find the one scale, for all segments, under which the observed shares are most likely.

    Values are those of the likely numbers, an unknown rating at the middle of its scale. Each share counts by its
    ``n``, or by 1 where there is none. An offering without a share was not to be chosen when they were observed.

    Raises
    ------
    StudyError
        With the reason, when there are no shares or no scale fits them: choices go against value, everybody chooses
        what is best, all values are alike, or too little is explained.

    Notes
    -----
    Maximum likelihood of the multinomial logit, whose likelihood is concave in 1/scale: D. McFadden, *Conditional
    logit analysis of qualitative choice behavior*, 1974. Fit: 1 − Kullback–Leibler distance to the observed shares,
    relative to that of equal shares (McFadden's R² with the best possible likelihood as 1).

    Examples
    --------
    >>> import cvtools as cv
    >>> found = calibrate(cv.read_study("data/coffee"))
    >>> round(found.scale, 1), round(found.fit, 2)
    (9.0, 0.99)
    """
    model = modelled(source)
    observed, weight = observed_shares(model), _counted(model)
    there = observed.notna().any(axis=1).to_numpy()
    shares, weights = observed.fillna(0.0).to_numpy()[there], weight.to_numpy()[there]
    asked = observed.notna().to_numpy()[there]
    values = np.where(asked, model.middle[there], np.nan)
    title = model.study.settings.title
    if not there.any():
        raise StudyError(title, N_("the study has no observed shares; they stand in the table shares"))
    spread = float((np.nanmax(values, axis=1) - np.nanmin(values, axis=1)).max())
    if spread <= rounding(values):
        raise StudyError(title, N_("no scale fits the shares: all offerings have the same value"))
    part = _best_scale(values / spread, shares * weights)
    if part is None:
        raise StudyError(title, N_("no scale fits the shares: what has more value is not chosen more often"))
    if part < 2 * _FLATTEST:
        raise StudyError(title, N_("no scale fits the shares: everybody chooses what has the most value"))
    scale = part * spread
    fitted = logit(values, scale)
    fit = _fit(shares, fitted, weights, asked)
    if fit < LEAST_FIT:
        message = N_("no scale fits the shares: the best one explains {share} of what tells them from equal shares")
        raise StudyError(title, message, share=f"{max(fit, 0):.0%}")
    return Calibration(scale, fit, float(np.abs(fitted - shares)[asked].mean()))


def _best_scale(values: np.ndarray, counts: np.ndarray) -> float | None:
    """Return the scale at which the likelihood no longer rises; ``None`` where it rises for ever flatter choices."""
    from scipy.optimize import brentq

    total = counts.sum(axis=1, keepdims=True)

    def rise(steepness: float) -> float:  # by 1 / scale
        return float(np.nansum(counts * values) - np.nansum(total * logit(values, 1 / steepness) * values))

    if rise(1 / _STEEPEST) <= 0:
        return None
    if rise(1 / _FLATTEST) >= -1e-12 * total.sum():
        return _FLATTEST
    steepness = brentq(lambda log: rise(float(np.exp(log))), -np.log(_STEEPEST), -np.log(_FLATTEST), xtol=1e-13)
    return float(np.exp(-float(steepness)))  # pyright: ignore[reportArgumentType]


def logit(values: np.ndarray, scale: float) -> np.ndarray:
    """Return shares along the last axis; ``NaN`` is not to be chosen."""
    weight = np.nan_to_num(np.exp((values - np.nanmax(values, axis=-1, keepdims=True)) / scale))
    return weight / weight.sum(axis=-1, keepdims=True)


def _fit(shares: np.ndarray, fitted: np.ndarray, weights: np.ndarray, asked: np.ndarray) -> float:
    def distance(other: np.ndarray) -> float:
        chosen = shares > 0
        ratio = shares[chosen] / np.maximum(other[chosen], 1e-300)
        return float((weights[chosen] * shares[chosen] * np.log(ratio)).sum())

    equal = distance(asked / asked.sum(axis=1, keepdims=True))
    return 1 - distance(fitted) / equal if equal > 0 else 0.0


def observed_shares(model: ValueModel) -> pd.DataFrame:
    """Return observed shares, segments × offerings, each segment's summing to 1; ``NaN`` where none are known."""
    share = _wide(model, "share")
    return share.div(share.sum(axis=1), axis=0)


def _counted(model: ValueModel) -> pd.DataFrame:
    """Return how much each observed share counts: by how many were asked, or once."""
    n = _wide(model, "n")
    return n.where(n > 0, 1.0)


def _wide(model: ValueModel, column: str) -> pd.DataFrame:
    table = model.study.optional("shares")
    wide = table.pivot(index="segment", columns="offering", values=column)
    return wide.reindex(index=model.segments, columns=model.offerings)


def preference_shares(
    source: Study | ValueModel | LeverModel,
    chosen: Sequence[str] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    answer: Answer | None = None,
) -> pd.DataFrame:
    """Observed shares, those that value explains, and those that would be with some levers.

    Returns
    -------
    DataFrame
        One row for each segment × offering: ``segment``, ``offering``, ``observed`` (``NaN`` where no share is known),
        ``fitted``, ``scale``; with ``chosen`` also ``after``, by the likely numbers, and ``low`` and ``high``, the
        interval over the draws of what the levers change, at the study's confidence. Level and scale are those of
        the likely numbers: only what the levers do is drawn.

    Raises
    ------
    StudyError
        As :func:`calibrate` and :func:`~cvtools.improvement.lever_effects` do.
    """
    model = source.model if isinstance(source, LeverModel) else modelled(source)
    scale = calibrate(model).scale
    shape = model.middle.shape
    table = pd.DataFrame(
        {
            "segment": np.repeat(model.segments, shape[1]),
            "offering": np.tile(model.offerings, shape[0]),
            "observed": observed_shares(model).to_numpy().ravel(),
            "fitted": logit(model.middle, scale).ravel(),
            "scale": scale,
        }
    )
    if chosen is None:
        return table
    levers = source if isinstance(source, LeverModel) else lever_model(model)
    tails = [(1 - model.study.settings.confidence) / 2, (1 + model.study.settings.confidence) / 2]
    likely = logit(likely_values_after(levers, chosen, answer), scale)
    pulled, answers = levers.positions(chosen), answers_of(levers, answer)
    ends = [
        np.quantile(logit((change + model.middle[segment.position][:, None]).T, scale), tails, axis=0)
        for segment in segment_draws(levers, draws=draws, seed=seed, answering=list(answers))
        for change in [segment.after(pulled, answers) - segment.values]
    ]
    low, high = np.concatenate(ends, axis=1)
    return table.assign(after=likely.ravel(), low=low, high=high)


def likely_values_after(levers: LeverModel, chosen: Sequence[str], answer: Answer | None = None) -> np.ndarray:
    """Return S × O values with some levers, by the likely numbers; an unknown rating at the middle of its scale."""
    values = levers.model.middle.copy()
    for o, pulled in {levers.model.ours: levers.positions(chosen), **answers_of(levers, answer)}.items():
        values[:, o] += levers.value_change(pulled, o)
    return values
