"""What one segment's numbers say to do: each move with what it brings. Ids and numbers, no words.

Everything is worked out with unknown ratings at the middle of their scales, against the best alternative. Nobody else
moves meanwhile, so what a move adds to our value it adds to the gap.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.analysis.frames import Frames
from cvtools.study.provenance import rating_sources
from cvtools.study.rounding import ROUNDING, rounding
from cvtools.value.gaps import price_driver
from cvtools.value.model import ValueModel

_SMALL = 0.05
"""A step that closes the gap with less of its scale than this goes as far as anybody is: such a gap is soon back."""


@dataclass(frozen=True)
class Move:
    """One change of one of our ratings.

    ``code``: ``improve`` or ``price_down``; ``now`` and ``to`` in the driver's unit; ``gain`` (> 0), what it adds to
    the gap, and ``gap``, what that is then, in the study's unit; ``by``, who is at least as good there today (blank:
    nobody, but it lies in our own range, or it is our price); ``closes``: whether it alone makes us level.
    """

    code: str
    driver: str
    now: float
    to: float
    gain: float
    gap: float
    by: str = ""
    closes: bool = False


def ways_out(frames: Frames, segment: str) -> pd.DataFrame:
    """For each of our ratings, the level at which we would be level with the best alternative.

    Returns
    -------
    DataFrame
        One row a driver that counts and on which not all are alike: ``driver``, ``rating`` (ours; ``NaN`` where
        unknown), ``rating_needed``, ``step`` (how far that is, a share of the scale), ``feasible`` (on the scale),
        ``reached`` (feasible, and somebody is there or beyond today, or it lies in our own low to high), ``by`` (who
        is: an offering's id, or blank). Where we lead, it says how far each may fall.
    """
    model, s = frames.model, _at(frames, segment)
    utility, gap = _middle(model)[s], _gap(model, s)
    rows: list[tuple[object, ...]] = []
    for d in _that_count(model, s, utility):
        needed = utility[model.ours, d] - gap / model.weight[s, d]
        step, feasible = abs(needed - utility[model.ours, d]), -ROUNDING <= needed <= 1 + ROUNDING
        by = _at_least(model, s, d, needed) if gap < 0 else ""
        reached = feasible and (bool(by) or gap > 0 or _best_of_range(frames, segment, d) >= needed - ROUNDING)
        driver = model.drivers.iloc[d]
        level = driver["worst"] + needed * (driver["best"] - driver["worst"])
        rows.append((driver["driver"], model.rating[s, model.ours, d], level, step, feasible, reached, by))
    columns = ["driver", "rating", "rating_needed", "step", "feasible", "reached", "by"]
    return pd.DataFrame(rows, columns=columns).sort_values("step", kind="stable", ignore_index=True)


def moves(frames: Frames, segment: str) -> list[Move]:
    """What would improve the gap, the most valuable first.

    Where we are behind, what closes the gap alone comes first, the smallest step of its scale before larger ones;
    what does not close it, or closes it by a hair, goes as far as anybody is today. A driver on which nobody is
    better, and whose range holds nothing better, is no move. Neither is a lower price where we lead, nor a driver on
    which we are ahead already.
    """
    model, s = frames.model, _at(frames, segment)
    utility, gap = _middle(model)[s], _gap(model, s)
    near = float(rounding(model.middle[s]))
    level = abs(gap) <= near
    price = price_driver(model.study)
    found: list[tuple[float, Move]] = []
    for d in _that_count(model, s, utility):
        row, weight, now = model.drivers.iloc[d], float(model.weight[s, d]), float(utility[model.ours, d])
        theirs = float(utility[model.best[s], d])
        if np.isnan(model.utility[s, model.ours, d]) or now > theirs + ROUNDING:
            continue  # ask first; or it is an advantage already, to be kept
        is_price = row["driver"] == price
        needed = now - gap / weight if gap < 0 and not level else np.inf
        best = 1.0 if is_price else _best_known(frames, segment, d)
        if (is_price and (gap >= 0 or needed > 1 + ROUNDING)) or best <= now + ROUNDING:
            continue
        closes = needed <= best + ROUNDING
        to = needed if closes and (is_price or needed - now >= _SMALL) else best
        gain = weight * (to - now)
        by = _at_least(model, s, d, to)
        rating = float(row["worst"] + to * (row["best"] - row["worst"]))
        code = "price_down" if is_price else "improve"
        move = Move(
            code, str(row["driver"]), float(model.rating[s, model.ours, d]), rating, gain, gap + gain, by, closes
        )
        found.append((to - now, move))
    found.sort(key=lambda pair: (not pair[1].closes, pair[0] if pair[1].closes else -pair[1].gain))
    return [move for _step, move in found]


def is_currency(frames: Frames, segment: str, driver: str) -> bool:
    """Whether a driver's weight says nothing but that money is money: 1 of its unit is worth 1 of the study's."""
    model, s = frames.model, _at(frames, segment)
    rows = frames.once("drivers", lambda: model.drivers.to_dict("records"))
    d, row = next((d, row) for d, row in enumerate(rows) if row["driver"] == driver)
    same = abs(float(model.weight[s, d]) - abs(row["worst"] - row["best"])) <= ROUNDING * max(1.0, model.weight[s, d])
    return bool(model.study.settings.money and row["kind"] == "money" and same)


def weight_switch(frames: Frames, segment: str) -> pd.Series | None:
    """The least change of one weight for which another offering is the best, leaving money's own weight alone.

    A row of ``weight_switches``, or ``None``.
    """
    found = frames.weight_switches
    found = found[found["segment"] == segment].reset_index(drop=True)
    model, s = frames.model, _at(frames, segment)
    money = [is_currency(frames, segment, driver) for driver in found["driver"]]
    most = np.inf if model.study.settings.money else float(model.weight[s].sum())
    inside = found["weight_needed"].between(ROUNDING, most - ROUNDING)
    found = found[~np.array(money) & found["change"].notna() & (found["change"] > ROUNDING) & inside]
    return None if found.empty else found.sort_values("change", kind="stable").iloc[0]


def _at(frames: Frames, segment: str) -> int:
    return [str(name) for name in frames.model.segments].index(segment)


def _middle(model: ValueModel) -> np.ndarray:
    """S × O × D utilities, the unknown ones at the middle."""
    return np.where(np.isnan(model.utility), 0.5, model.utility)


def _gap(model: ValueModel, s: int) -> float:
    return float(model.middle[s, model.ours] - model.middle[s, model.best[s]])


def _that_count(model: ValueModel, s: int, utility: np.ndarray) -> list[int]:
    """The drivers with a weight on which not all offerings are alike."""
    return [int(d) for d in np.flatnonzero((model.weight[s] > 0) & (np.ptp(utility, axis=0) > ROUNDING))]


def _levels(model: ValueModel, s: int, d: int) -> dict[int, float]:
    """The known utilities of the alternatives on a driver.

    What costs no money at all (“do nothing”, what is there already) is no model on any other cost: what it does not
    take from anybody, nobody who sells something can leave with them either.
    """
    counts = model.is_cost & (model.weight[s] > 0)
    money = counts & (model.drivers["kind"] == "money").to_numpy()
    money = money if money.any() else counts
    costly = [o for o in model.others if not (money.any() and (model.utility[s, o, money] >= 1 - ROUNDING).all())]
    there = costly if model.is_cost[d] else model.others
    return {int(o): float(model.utility[s, o, d]) for o in there if not np.isnan(model.utility[s, o, d])}


def _at_least(model: ValueModel, s: int, d: int, utility: float) -> str:
    """An alternative that is known to be at least so good: the best alternative if it is, else the best there."""
    there = {o: level for o, level in _levels(model, s, d).items() if level >= utility - ROUNDING}
    if not there:
        return ""
    best = int(model.best[s])
    return str(model.offerings[best if best in there else max(there, key=there.__getitem__)])


def _best_known(frames: Frames, segment: str, d: int) -> float:
    """The best utility that somebody is at today, or that our own range holds."""
    known = _levels(frames.model, _at(frames, segment), d).values()
    return max([_best_of_range(frames, segment, d), *known])


def _best_of_range(frames: Frames, segment: str, d: int) -> float:
    """The utility at the better end of our own rating's range; −∞ where it has none."""
    ends = frames.once(("ends of our ranges", segment), lambda: _best_ends(frames.model, segment))
    return ends.get(str(frames.model.drivers["driver"].iloc[d]), -np.inf)


def _best_ends(model: ValueModel, segment: str) -> dict[str, float]:
    """The utility at the better end of each of our ratings' ranges, by driver; without those that have none."""
    found = rating_sources(model.study, segment)
    mine = found[(found["offering"] == model.study.settings.ours) & found[["low", "high"]].notna().any(axis=1)]
    drivers = model.drivers.set_index("driver").loc[mine["driver"]]
    worst, best = (drivers[[end]].to_numpy(float) for end in ("worst", "best"))
    utilities = (mine[["low", "high"]].to_numpy(float) - worst) / (best - worst)
    return dict(zip(map(str, mine["driver"]), np.nanmax(utilities, axis=1).tolist(), strict=True)) if len(mine) else {}
