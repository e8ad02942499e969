"""Why one segment gets more out of an offering than another. Exact arithmetic; nothing is drawn.

With x what a rating contributes for each unit of weight W (u for a benefit, u − 1 for a cost), value is Σ W·x.
An unknown rating stays unknown: what needs it is ``NaN``, unless neither segment gives the driver any weight.
"""

import numpy as np
import pandas as pd

from cvtools.study.study import Study
from cvtools.value.model import ValueModel, modelled, position


def segment_gap(
    source: Study | ValueModel, a: str, b: str, *, offering: str = "", rival: str = "", view: str = "perceived"
) -> pd.DataFrame:
    """Why one segment gets more out of an offering than another: they weigh otherwise, or rate otherwise.

    Parameters
    ----------
    source
        A study; or its model that is there already, whose view it then is.
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
    model = modelled(source, view)
    study = model.study
    here, there = (position("segment", model.segments, name) for name in (a, b))
    one = position("offering", model.offerings, offering or study.settings.ours)
    x = model.x[:, one]
    if rival:
        x = x - model.x[:, position("rival", model.offerings, rival)]
    counts = (model.weight[[here, there]] > 0).any(axis=0)
    x = np.where(counts, x, 0.0)  # what neither cares about explains nothing, known or not
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
