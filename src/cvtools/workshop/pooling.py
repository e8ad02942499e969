"""Many people's numbers as one, in several ways, so that it shows where the way decides.

Each one's own numbers are kept beside the pooled ones, ranks are never averaged, and what our own people believe is
never mixed with what customers perceive: pool the answers of one view at a time.
"""

import numpy as np
import pandas as pd

from cvtools.study.rounding import rounding
from cvtools.uncertainty.pert import plausible
from cvtools.workshop.answers import Answers

TRIMMED = 0.1
"""The share that the trimmed mean leaves out at each end."""
WAYS = ("median", "trimmed", "linear")
"""By the medians, by the trimmed means, by the mean of each one's own values (the linear opinion pool)."""


def spreads(answers: Answers) -> pd.DataFrame:
    """How each number is spread over the participants.

    Returns
    -------
    DataFrame
        One row for each weight (``offering`` blank) and each rating: ``table`` (weights, ratings), ``offering``,
        ``driver``; ``n``; ``median``, ``q1``, ``q3``, ``trimmed`` (the mean without a tenth at each end), ``low``,
        ``high`` (the quantiles of the participants that hold the study's confidence between them). Weights in points
        are each one's share of 100, so their medians need not sum to 100. ``NaN`` where nobody answered.
    """
    confidence = float(answers.form["confidence"])
    rows: list[tuple[object, ...]] = []
    for d, driver in enumerate(answers.drivers):
        rows.append(("weights", "", driver, *_spread(answers.weight[:, d], confidence)))
    for o, offering in enumerate(answers.offerings):
        for d, driver in enumerate(answers.drivers):
            rows.append(("ratings", offering, driver, *_spread(answers.rating[:, o, d], confidence)))
    columns = ["table", "offering", "driver", "n", "median", "q1", "q3", "trimmed", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _spread(numbers: np.ndarray, confidence: float) -> tuple[float, ...]:
    known = np.sort(numbers[~np.isnan(numbers)])
    if not len(known):
        return (0, *[float("nan")] * 6)
    tail = (1 - confidence) / 2
    at = np.array([0.5, 0.25, 0.75, tail, 1 - tail]) * (len(known) - 1)
    median, q1, q3, low, high = np.interp(at, np.arange(len(known)), known).tolist()
    return (len(known), median, q1, q3, trimmed_mean(known), low, high)


def trimmed_mean(numbers: np.ndarray, share: float = TRIMMED) -> float:
    """The mean without this share of the numbers at each end, whole numbers of them.

    >>> trimmed_mean(np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 1000]))
    5.5
    """
    cut = int(share * len(numbers))
    return float(np.sort(numbers)[cut : len(numbers) - cut].mean())


def own_values(answers: Answers) -> np.ndarray:
    """P × O: what each one's own numbers say each offering is worth; ``NaN`` where a number that counts is missing.

    A rating with low and high counts with the mean of its distribution, as the simulation draws it.
    """
    return _value(answers, answers.weight, _mean_utility(answers))


def _mean_utility(answers: Answers) -> np.ndarray:
    """P × O × D: the mean of each rating's distribution, as a utility."""
    worst, best = answers.anchors
    low, likely, high = answers.low.ravel(), answers.rating.ravel(), answers.high.ravel()
    ends = [
        np.broadcast_to(end, answers.rating.shape).ravel() for end in (np.minimum(worst, best), np.maximum(worst, best))
    ]
    mean = likely.copy()
    ranged = np.flatnonzero(low < high)
    if len(ranged):
        found = plausible(
            low[ranged],
            likely[ranged],
            high[ranged],
            confidence=float(answers.form["confidence"]),
            least=ends[0][ranged],
            most=ends[1][ranged],
        )
        mean[ranged] = found.start + (found.end - found.start) * found.alpha / (found.alpha + found.beta)
    return (mean.reshape(answers.rating.shape) - worst) / (best - worst)


def _value(answers: Answers, weight: np.ndarray, utility: np.ndarray) -> np.ndarray:
    """… × O values of … × D weights and … × O × D utilities."""
    is_cost = np.array([row["side"] == "cost" for row in answers.form["drivers"]])
    weight = weight[..., None, :]
    return np.where(weight == 0, 0.0, weight * (utility - is_cost)).sum(axis=-1)


def winners(values: np.ndarray, offerings: list[str]) -> list[str]:
    """Whose value is the highest in each row; blank where one is missing or the first two are level.

    >>> winners(np.array([[3.0, 2.0], [2.0, 2.0], [np.nan, 1.0]]), ["ours", "theirs"])
    ['ours', '', '']
    """
    found: list[str] = []
    level = rounding(values)
    for row in values:
        if np.isnan(row).any() or not len(row):
            found.append("")
            continue
        first = np.flatnonzero(row >= row.max() - level)
        found.append(offerings[first[0]] if len(first) == 1 else "")
    return found


def pooled_values(answers: Answers) -> pd.DataFrame:
    """What each offering is worth by each way of pooling, and for how many it wins.

    Returns
    -------
    DataFrame
        One row for each offering: ``offering``; ``median`` and ``trimmed``, its value by the pooled weights (scaled to
        100 in points) and pooled ratings; ``linear``, the mean of each one's own value of it; ``own``, how many
        participants' own numbers make it the winner; ``guessed``, how many had guessed so. ``NaN`` where a number is
        missing.
    """
    spread, shape = spreads(answers), (len(answers.offerings), len(answers.drivers))
    worst, best = answers.anchors
    found: dict[str, object] = {"offering": answers.offerings}
    for way in WAYS[:2]:
        weight = spread.loc[spread["table"] == "weights", way].to_numpy(float)
        rating = spread.loc[spread["table"] == "ratings", way].to_numpy(float).reshape(shape)
        total = weight.sum()
        if answers.form["unit"] == "points" and total > 0:
            weight = 100 * weight / total
        found[way] = _value(answers, weight, (rating - worst) / (best - worst))
    own = own_values(answers)
    complete = own[~np.isnan(own).any(axis=1)]
    found["linear"] = complete.mean(axis=0) if len(complete) else np.full(len(answers.offerings), np.nan)
    mine = winners(own, answers.offerings)
    found["own"] = [mine.count(offering) for offering in answers.offerings]
    found["guessed"] = [answers.winner.count(offering) for offering in answers.offerings]
    return pd.DataFrame(found)


def pooled_winners(table: pd.DataFrame) -> dict[str, str]:
    """The winner by each way of pooling, in the frame of ``pooled_values``; blank where it is not known or level."""
    found = winners(table[list(WAYS)].to_numpy(float).T, table["offering"].to_list())
    return dict(zip(WAYS, found, strict=True))


def disagreements(answers: Answers) -> pd.DataFrame:
    """Where participants differ most, as far as it matters: the middle half of what a rating adds to value.

    Returns
    -------
    DataFrame
        ``offering``, ``driver``, ``n``, ``width``: the quartiles' distance in utility, times the driver's median
        weight, in the study's unit; the largest first. Ratings with fewer than three answers are left out.
    """
    spread = spreads(answers)
    weights = spread[spread["table"] == "weights"].set_index("driver")["median"]
    worst, best = (pd.Series(end, answers.drivers) for end in answers.anchors)
    ratings = spread[spread["table"] == "ratings"]
    length = (ratings["driver"].map(best) - ratings["driver"].map(worst)).abs()
    width = (ratings["q3"] - ratings["q1"]) / length * ratings["driver"].map(weights)
    out = ratings[["offering", "driver", "n"]].assign(width=width)
    out = out[(out["n"] >= 3) & (out["width"] > 0)].sort_values("width", ascending=False, kind="stable")
    return out.reset_index(drop=True)


def moved(before: Answers, after: Answers) -> pd.DataFrame:
    """What moved from one round to the next.

    Returns
    -------
    DataFrame
        One row for each number whose median or middle half is another one now: ``table``, ``offering``, ``driver``;
        ``median_before``, ``median``, ``width_before``, ``width`` (the quartiles' distance). Smaller widths: closer.
    """
    key = ["table", "offering", "driver"]
    first, second = (
        spreads(answers).assign(width=lambda frame: frame["q3"] - frame["q1"]) for answers in (before, after)
    )
    both = first[[*key, "median", "width"]].merge(second[[*key, "median", "width"]], on=key, suffixes=("_before", ""))
    same = np.ones(len(both), bool)
    for name in ("median", "width"):
        same &= np.isclose(both[f"{name}_before"], both[name], equal_nan=True)
    columns = [*key, "median_before", "median", "width_before", "width"]
    return both[~same][columns].reset_index(drop=True)
