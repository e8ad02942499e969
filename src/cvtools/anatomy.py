"""What a gap is made of, and the rating that would close it. Exact arithmetic; nothing is drawn.

With x what a rating contributes for each unit of weight W (u for a benefit, u − 1 for a cost), value is Σ W·x.
An unknown rating stays unknown: what needs it is ``NaN``. Only who the best alternative is, is judged with unknown
ratings at the middle of their scales, as in ``best_alternatives``.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from cvtools.gaps import price_driver
from cvtools.model import ValueModel, value_model
from cvtools.schema import Problem, StudyError
from cvtools.study import Study

MOST_BLOCKS = 12
_ROUNDING = 1e-9


def segment_gap(
    study: Study, a: str, b: str, *, offering: str = "", rival: str = "", view: str = "perceived"
) -> pd.DataFrame:
    """Why one segment gets more out of an offering than another: they weigh otherwise, or rate otherwise.

    Parameters
    ----------
    study
        The study.
    a, b
        Ids of two segments; the difference is ``a`` minus ``b``.
    offering
        Whose value is compared; ours if blank.
    rival
        An offering's id: compare the gap to it, rather than the value.
    view
        Which view of the ratings.

    Returns
    -------
    DataFrame
        One row a driver: ``segment`` (a), ``against`` (b), ``offering``, ``driver``, ``side``, ``kind``;
        ``weight_effect``, ``rating_effect`` and ``gap``, their sum, in the study's unit; ``NaN`` where a rating is
        unknown. Over the drivers, ``gap`` sums to the difference of the two values (or gaps).

    Raises
    ------
    StudyError
        When a segment or an offering is unknown, or no rating has this view.

    Notes
    -----
    ``ΔV = Σ ΔW·x̄ + Σ W̄·Δx`` with the means of both segments (the split of E. M. Kitagawa, "Components of a
    difference between two rates", *JASA* 50, 1955). In points the weights of both sum to 100, so a driver gains
    weight only as others lose it: each weight effect is ``ΔW·(x̄ − c)`` with c the mean of x̄ weighted by W̄, which
    says whether the weight went to a driver that does better than the rest. That moves weight effects between
    drivers and not their sum. In money weights stand for themselves and are not centred.

    Examples
    --------
    >>> import cvtools as cv
    >>> table = segment_gap(cv.read_study("data/coffee"), "neighbours", "commuters")
    >>> table[["weight_effect", "rating_effect", "gap"]].sum().round(2).tolist()
    [45.12, 8.15, 53.27]
    """
    model = value_model(study, view=view)
    here, there = (_position("segment", model.segments, name) for name in (a, b))
    one = _position("offering", model.offerings, offering or study.settings.ours)
    x = _x(model)[:, one]
    if rival:
        x = x - _x(model)[:, _position("rival", model.offerings, rival)]
    weight, mean_weight = model.weight[here] - model.weight[there], (model.weight[here] + model.weight[there]) / 2
    mean_x = (x[here] + x[there]) / 2
    centre = 0.0 if study.settings.money else _centre(mean_weight, mean_x)
    effects = {"weight_effect": weight * (mean_x - centre), "rating_effect": mean_weight * (x[here] - x[there])}
    ids = {name: model.drivers[name].to_numpy() for name in ("driver", "side", "kind")}
    keys = {"segment": a, "against": b, "offering": offering or study.settings.ours}
    return pd.DataFrame({**keys, **ids, **effects, "gap": effects["weight_effect"] + effects["rating_effect"]})


def _centre(weight: np.ndarray, x: np.ndarray) -> float:
    """Return the weighted mean of x; of the known ones, for any centre leaves the sum as it is."""
    known = ~np.isnan(x) & (weight > 0)
    return float(np.average(x[known], weights=weight[known])) if known.any() else 0.0


def segment_blocks(study: Study, a: str, b: str, *, view: str = "perceived") -> pd.DataFrame:
    """The same difference for our offering in three blocks: the weights, the price and the other ratings.

    Returns
    -------
    DataFrame
        One row a block: ``segment`` (a), ``against`` (b), ``offering`` (ours), ``block`` (weights, price, ratings;
        no price where no driver is the price), ``effect``: the block's Shapley value, its mean effect over every
        order in which b's numbers could be replaced by a's. The effects sum to the difference of the two values.

    Raises
    ------
    StudyError
        As :func:`segment_gap` does.
    """
    model = value_model(study, view=view)
    here, there = (_position("segment", model.segments, name) for name in (a, b))
    x = _x(model)[:, _position("offering", model.offerings, study.settings.ours)]
    price = price_driver(study)
    is_price = (model.drivers["driver"] == price).to_numpy() if price else np.zeros(len(model.drivers), bool)

    def value(changed: frozenset[str]) -> float:
        weight = model.weight[here if "weights" in changed else there]
        from_here = np.where(is_price, "price" in changed, "ratings" in changed)
        return float((weight * np.where(from_here, x[here], x[there])).sum())

    effects = shapley(value, ["weights", "price", "ratings"] if price else ["weights", "ratings"])
    keys = {"segment": a, "against": b, "offering": study.settings.ours}
    return pd.DataFrame({**keys, "block": list(effects), "effect": list(effects.values())})


def shapley(worth: Callable[[frozenset[str]], float], blocks: Sequence[str]) -> dict[str, float]:
    """Split what several changes do together into what each does, evenly over all orders of making them.

    Parameters
    ----------
    worth
        What a set of changes leads to; it is called once for each of the 2ⁿ sets.
    blocks
        The names of the n changes, at most 12.

    Returns
    -------
    dict
        Each change's part; they sum to worth(all) − worth(none).

    Raises
    ------
    StudyError
        When there are more than 12.

    Notes
    -----
    L. S. Shapley, "A value for n-person games", 1953.

    Examples
    --------
    >>> shapley(lambda made: 2.0 * len(made) + (6.0 if {"a", "b"} <= made else 0.0), ["a", "b", "c"])
    {'a': 5.0, 'b': 5.0, 'c': 2.0}
    """
    n = len(blocks)
    if n > MOST_BLOCKS:
        raise StudyError("blocks", [Problem("blocks", found=f"{n} blocks", allowed=f"at most {MOST_BLOCKS}")])
    found = {frozenset(made): worth(frozenset(made)) for size in range(n + 1) for made in combinations(blocks, size)}
    parts = dict.fromkeys(blocks, 0.0)
    for made, value in found.items():
        for block in blocks:
            if block not in made:
                orders = factorial(len(made)) * factorial(n - len(made) - 1) / factorial(n)
                parts[block] += orders * (found[made | {block}] - value)
    return parts


def breakeven(study: Study, *, offering: str = "", view: str = "perceived") -> pd.DataFrame:
    """What each rating of one offering would have to be for our gap to the best alternative to close.

    Parameters
    ----------
    study
        The study.
    offering
        Whose rating changes: ours if blank; else a rival's, and then the gap is to that rival.
    view
        Which view of the ratings.

    Returns
    -------
    DataFrame
        One row for each segment × driver: ``segment``, ``driver``; ``rival``; ``gap``, ours minus theirs, in the
        study's unit; ``rating``, the offering's now; ``rating_needed``, at which we give as much as the best
        alternative, all else as it is, in the driver's unit; ``feasible``, whether that lies between the anchors and
        settles it. Where we lead, it says how far the rating may move before we no longer do. ``rating_needed`` is
        ``NaN`` where no rating does it (the weight is 0) or another one that counts is unknown; that of the rating
        itself does not matter.

        While a rival's rating moves, another may become or stay the best alternative. ``feasible`` looks at the best
        of all where the two meet: it is ``False`` if another rival then still gives more than we do.

    Raises
    ------
    StudyError
        When the offering is unknown, there is none besides ours, or no rating has this view.

    Examples
    --------
    >>> import cvtools as cv
    >>> table = breakeven(cv.read_study("data/servers"))
    >>> table[table["driver"] == "price"][["gap", "rating", "rating_needed", "feasible"]].to_numpy().tolist()
    [[3000.0, 9800.0, 12800.0, True]]
    """
    model = value_model(study, view=view)
    ours = _position("offering", model.offerings, study.settings.ours)
    changing = _position("offering", model.offerings, offering or study.settings.ours)
    if len(model.offerings) < 2:
        raise StudyError(
            study.settings.title, "there is no offering besides ours, so there is no gap to an alternative"
        )
    tables = [_breakeven(model, s, ours, changing) for s in range(len(model.segments))]
    return pd.concat(tables, ignore_index=True)


def _breakeven(model: ValueModel, s: int, ours: int, changing: int) -> pd.DataFrame:
    middle = middle_values(model)[s]
    rivals = [o for o in range(len(middle)) if o != ours]
    rival = changing if changing != ours else max(rivals, key=middle.__getitem__)
    contribution, weight = model.contribution[s], model.weight[s]
    other = ours if changing == rival else rival
    own = contribution[changing]
    rest = np.array([np.delete(own, d).sum() for d in range(len(own))])
    worst, best = (model.drivers[name].to_numpy() for name in ("worst", "best"))
    with np.errstate(divide="ignore", invalid="ignore"):
        utility = (contribution[other].sum() - rest) / weight + model.is_cost
    utility[weight == 0] = np.nan
    inside = (utility >= -_ROUNDING) & (utility <= 1 + _ROUNDING)
    others = [middle[o] for o in rivals if o != changing]
    if changing != ours and others:
        inside &= max(others) <= middle[ours] + _ROUNDING * max(1.0, abs(middle[ours]))
    return pd.DataFrame(
        {
            "segment": model.segments[s],
            "driver": model.drivers["driver"].to_numpy(),
            "rival": model.offerings[rival],
            "gap": (contribution[ours] - contribution[rival]).sum(),
            "rating": model.rating[s, changing],
            "rating_needed": worst + utility * (best - worst),
            "feasible": inside,
        }
    )


def _x(model: ValueModel) -> np.ndarray:
    """Return S × O × D: what each rating contributes for each unit of weight."""
    return model.utility - model.is_cost


def middle_values(model: ValueModel) -> np.ndarray:
    """Return S × O values with unknown ratings at the middle of their scales."""
    low, high = model.contribution_range
    return (low.sum(axis=2) + high.sum(axis=2)) / 2


def _position(column: str, ids: np.ndarray, wanted: str) -> int:
    names = [str(name) for name in ids]
    if wanted not in names:
        raise StudyError.not_among(column, wanted, names)
    return names.index(wanted)
