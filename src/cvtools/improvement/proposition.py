"""What may be said to whom: the advantages that hold for each segment, what remains, and how far a price can go.

A claim is what customers get more of (or give up less of) with us than with the best alternative, where that is so in
nearly every draw. Codes and numbers only; the words are made where they are read.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cvtools.study.provenance import NO_EVIDENCE, rating_sources, weight_sources
from cvtools.study.rounding import rounding
from cvtools.study.schema import EVIDENCE
from cvtools.study.study import Study
from cvtools.uncertainty.draws import DRAWS, SEED, Block, blocks, checked_draws, checked_seed
from cvtools.uncertainty.inputs import Numbers, numbers_of
from cvtools.uncertainty.simulation import Simulation
from cvtools.uncertainty.verdicts import certain_from
from cvtools.value.gaps import price_driver
from cvtools.value.model import ValueModel, modelled

MOST_CLAIMS = 3
_WORTH_A_CLAIM = 0.1
"""An advantage is claimed where it is at least this part of the largest one."""


def propositions(source: Study | ValueModel | Simulation, *, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Every difference to the best alternative, and which of them may be claimed.

    Returns
    -------
    DataFrame
        One row for each segment × driver that counts, our largest advantage first: ``segment``, ``rival`` (the best
        alternative), ``driver``, ``gap`` (by the likely numbers, positive: we give more), ``low``, ``high`` (its
        interval), ``p_better`` (in what part of the draws we give more), ``evidence`` (the weakest behind it),
        ``n`` (the fewest who were asked for a number behind it), ``role``: ``claim`` (one of at most three that hold
        with the probability from which the study calls a winner clear), ``likely`` (an advantage that does not hold so
        surely), ``remains`` (the largest one against us), or blank.
    """
    model, draws, seed = _drawn_from(source, draws, seed)
    least = certain_from(model.study.settings.confidence)
    rows = [row for s, gaps in _differences(model, draws, seed) for row in _rows(model, s, gaps, least)]
    columns = ["segment", "rival", "driver", "gap", "low", "high", "p_better", "evidence", "n", "role"]
    return pd.DataFrame(rows, columns=columns)


def price_room(source: Study | ValueModel | Simulation, *, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Up to which price we still give the most, if only our price moves.

    Returns
    -------
    DataFrame
        One row a segment that cares for the price, in the price driver's unit: ``segment``, ``price`` (ours), ``room``
        (the price at which we are level with the best alternative, by the likely numbers; below ``price`` where we are
        behind), ``low``, ``high`` (its interval, the best alternative chosen in each draw). No rows without a price
        driver or where ours is unknown.
    """
    model, draws, seed = _drawn_from(source, draws, seed)
    price = price_driver(model.study)
    rows = []
    if price is not None:
        d = list(model.drivers["driver"]).index(price)
        worst, best = (float(model.drivers[end].iloc[d]) for end in ("worst", "best"))
        confidence, ours = model.study.settings.confidence, model.ours
        for s, numbers in enumerate(numbers_of(model)):
            own = float(model.rating[s, ours, d])
            if not model.weight[s, d] > 0 or own != own:
                continue
            drawn = [(block.value, block.weight[d]) for block in blocks(numbers, draws=draws, seed=seed)]
            values, weight = (np.concatenate(arrays, axis=-1) for arrays in zip(*drawn, strict=True))
            gap = model.middle[s, ours] - np.delete(model.middle[s], ours).max()
            gaps = values[ours] - np.delete(values, ours, axis=0).max(axis=0)
            prices = own + gaps / np.maximum(weight, rounding(model.weight[s])) * (worst - best)
            low, high = np.quantile(prices, [(1 - confidence) / 2, (1 + confidence) / 2])
            room = own + gap / model.weight[s, d] * (worst - best)
            rows.append((model.segments[s], own, room, float(low), float(high)))
    return pd.DataFrame(rows, columns=["segment", "price", "room", "low", "high"])


def _drawn_from(source: Study | ValueModel | Simulation, draws: int, seed: int) -> tuple[ValueModel, int, int]:
    if isinstance(source, Simulation):
        return source.model, source.draws, source.seed
    model = modelled(source)
    return model, checked_draws(draws, len(model.offerings)), checked_seed(seed)


def _differences(model: ValueModel, draws: int, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """Draw for each segment the differences to its best alternative (D × draws), and nothing of any other offering."""
    ours = model.ours
    for s, numbers in enumerate(numbers_of(model)):
        rival = int(model.best[s])
        parts = [
            block.weight * _apart(numbers, block, ours, rival)
            for block in blocks(numbers.at(np.isin(numbers.offering, [-1, ours, rival])), draws=draws, seed=seed)
        ]
        yield s, np.concatenate(parts, axis=1)


def _apart(numbers: Numbers, block: Block, ours: int, rival: int) -> np.ndarray:
    x = [[block.x.get((o, d), numbers.x[o, d]) for d in range(len(block.weight))] for o in (ours, rival)]
    return np.array([np.broadcast_to(a - b, block.value.shape[1]) for a, b in zip(*x, strict=True)])


def _rows(model: ValueModel, s: int, gaps: np.ndarray, least: float) -> list[tuple[object, ...]]:
    """Describe the differences of one segment (D × draws), our largest advantage first."""
    confidence = model.study.settings.confidence
    segment, rival = str(model.segments[s]), str(model.offerings[model.best[s]])
    utility = np.where(np.isnan(model.utility[s]), 0.5, model.utility[s])
    gap = model.weight[s] * (utility[model.ours] - utility[model.best[s]])
    p_better = (gaps > rounding(model.weight[s])).mean(axis=1)
    low, high = np.quantile(gaps, [(1 - confidence) / 2, (1 + confidence) / 2], axis=1)
    order = [int(d) for d in np.argsort(-gap, kind="stable") if model.weight[s, d] > 0]
    top = max(float(gap.max()), 0.0)
    claims = [d for d in order if p_better[d] >= least and gap[d] >= _WORTH_A_CLAIM * top and gap[d] > 0][:MOST_CLAIMS]
    behind = _evidence(model, segment, rival)
    worst = order[-1] if order and gap[order[-1]] < -rounding(model.weight[s]) else -1
    rows: list[tuple[object, ...]] = []
    for d in order:
        driver = str(model.drivers["driver"].iloc[d])
        likely = gap[d] > rounding(model.weight[s]) and p_better[d] < least
        role = "claim" if d in claims else "remains" if d == worst else "likely" if likely else ""
        numbers = float(gap[d]), float(low[d]), float(high[d]), float(p_better[d])
        rows.append((segment, rival, driver, *numbers, *behind[driver], role))
    return rows


def _evidence(model: ValueModel, segment: str, rival: str) -> dict[str, tuple[str, float]]:
    """Return the weakest evidence behind each driver's difference, and the fewest who were asked for it."""
    strength = {word: rank for rank, word in enumerate((NO_EVIDENCE, *EVIDENCE))}
    ours = str(model.offerings[model.ours])
    weights = weight_sources(model.study, segment)
    ratings = rating_sources(model.study, segment, view=model.view)
    both = pd.concat([weights, ratings[ratings["offering"].isin([ours, rival])]])
    words: dict[str, list[str]] = {str(driver): [] for driver in model.drivers["driver"]}
    for driver, word in zip(both["driver"], both["evidence"], strict=True):
        words[driver].append(word)
    fewest = both.groupby("driver")["n"].min()
    return {
        driver: (min(found, key=strength.__getitem__, default=NO_EVIDENCE), float(fewest.get(driver, np.nan)))
        for driver, found in words.items()
    }
