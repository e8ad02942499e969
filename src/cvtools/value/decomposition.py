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

from cvtools.study.errors import Problem, StudyError
from cvtools.study.study import Study
from cvtools.value.gaps import price_driver
from cvtools.value.model import ValueModel, position, value_model

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
    here, there = (position("segment", model.segments, name) for name in (a, b))
    one = position("offering", model.offerings, offering or study.settings.ours)
    x = _x(model)[:, one]
    if rival:
        x = x - _x(model)[:, position("rival", model.offerings, rival)]
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
    here, there = (position("segment", model.segments, name) for name in (a, b))
    x = _x(model)[:, position("offering", model.offerings, study.settings.ours)]
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


def _x(model: ValueModel) -> np.ndarray:
    """Return S × O × D: what each rating contributes for each unit of weight."""
    return model.utility - model.is_cost
