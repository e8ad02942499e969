"""For which customers are we best? Weights differ between the customers of a segment, as the study's setting says.

A probability of giving the most is one to the *average* customer: it says how sure the study's numbers make us of the
segment's weights and ratings. With known weights it is 0 or 1, while part of the customers may still choose otherwise.
So for some draws of the segment's numbers, customers are drawn around the weights: with h the setting
``heterogeneity`` and κ = 1/h − 1, a customer's weight is Gamma(κ·w) with w the segment's, as a share of all. In points
they are scaled to sum to 100, which makes them a Dirichlet distribution with the standard deviation √(h·w·(1 − w)); in
money they are not, so that customers differ in how much they pay, too, and the price counts the same for all. Ratings
are those of the segment.
"""

import numpy as np
import pandas as pd

from cvtools.study.study import Study
from cvtools.uncertainty.draws import SEED, Block, blocks, checked_seed
from cvtools.uncertainty.inputs import Numbers, numbers_of
from cvtools.uncertainty.ranking import Order
from cvtools.uncertainty.together import STRATUM, stream
from cvtools.value.gaps import price_driver
from cvtools.value.model import ValueModel, modelled

_DRAWS, _CUSTOMERS = 200, 500
"""Of the segment's numbers, and of customers for each of these; a share of customers is then known to ± 0.02."""


def customer_shares(source: Study | ValueModel, *, seed: int = SEED, view: str = "perceived") -> pd.DataFrame:
    """Which part of a segment's customers each offering is best for, where their weights vary.

    Parameters
    ----------
    source
        A study, or its model.
    seed, view
        As in ``simulate``.

    Returns
    -------
    DataFrame
        One row for each segment × offering: ``segment``, ``offering``; ``share`` (0 to 1) of the customers for whom it
        is the best, ties split evenly, on average over what is uncertain; ``share_low`` and ``share_high``, its
        interval at the study's confidence. Shares of a segment sum to 1. No rows where the setting ``heterogeneity``
        is 0.

    Raises
    ------
    StudyError
        When ``seed`` is out of range or no rating has this view.

    Examples
    --------
    >>> import cvtools as cv
    >>> customer_shares(cv.read_study("data/laptops")).shape
    (0, 5)
    """
    model, start = modelled(source, view), checked_seed(seed)
    settings, offerings, parts = model.study.settings, [str(name) for name in model.offerings], list[pd.DataFrame]()
    drivers = list(model.drivers["driver"])
    price = drivers.index(price) if settings.money and (price := price_driver(model.study)) in drivers else None
    for numbers in numbers_of(model) if settings.heterogeneity else ():
        block = next(blocks(numbers, draws=STRATUM, seed=start))
        random = stream(start, "customers", numbers.segment)
        found = _shares(numbers, block, 1 / settings.heterogeneity - 1, price, random)
        ends = np.quantile(found, [(1 - settings.confidence) / 2, (1 + settings.confidence) / 2], axis=1)
        low, high = ends if len(numbers.ids) else (found.mean(axis=1), found.mean(axis=1))
        rows = {"segment": numbers.segment, "offering": offerings, "share": found.mean(axis=1)}
        parts.append(pd.DataFrame({**rows, "share_low": low, "share_high": high}))
    columns = ["segment", "offering", "share", "share_low", "share_high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in columns})


def _shares(numbers: Numbers, block: Block, kappa: float, price: int | None, random: np.random.Generator) -> np.ndarray:
    """Return the share of customers for whom each offering is best, in some draws: O × ``_DRAWS``."""
    weight = block.weight[:, :_DRAWS]
    others = np.arange(len(weight)) != price
    mean = np.where(others[:, None], weight, 0.0)
    total = np.maximum(mean.sum(axis=0), 1e-300)
    shape = kappa * (mean / total)
    drawn = random.standard_gamma(shape[:, None, :], (len(weight), _CUSTOMERS, weight.shape[1]))
    if numbers.scale is None:
        drawn *= total / kappa
    else:
        drawn *= numbers.scale / np.maximum(drawn.sum(axis=0), 1e-300)
    if price is not None:
        drawn[price] = weight[price]
    order = Order(len(numbers.x))
    size = _CUSTOMERS * weight.shape[1]
    x = [
        [block.x[o, d][:_DRAWS] if (o, d) in block.x else row for d, row in enumerate(of)]
        for o, of in enumerate(numbers.x.tolist())
    ]
    value = np.array([sum(each * drawn[d] for d, each in enumerate(of)) for of in x]).reshape(len(x), size)
    return order.add(value).reshape(len(x), _CUSTOMERS, -1).mean(axis=1)
