"""The rating or the weight at which another offering would become the best. Exact arithmetic; nothing is drawn.

Unknown ratings stand at the middle of their scales where the question is who is best.
"""

import numpy as np
import pandas as pd

from cvtools.study.rounding import ROUNDING, first_highest, rounding
from cvtools.study.study import Study
from cvtools.value.model import ValueModel, modelled, position


def weight_switches(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """How much one driver's weight alone would have to change for another offering to become the best.

    In points the other weights make room in proportion, so that all go on summing to 100; in money they stay.

    Returns
    -------
    DataFrame
        One row for each segment × driver: ``segment``, ``offering``, the best one now (with unknown ratings at the
        middle of their scales); ``driver``; ``weight``; ``weight_needed``, the nearest at which another is as good;
        ``change``, how far all weights together move for that (the sum of absolute changes: in points twice that of
        the driver); ``rival``, who takes over. The last three are ``NaN`` and blank where no weight does it.

    Raises
    ------
    StudyError
        When there is no offering besides ours, or no rating has this view.
    """
    model = modelled(source, view)
    money, drivers, offerings = model.study.settings.money, list(model.drivers["driver"]), range(1 + len(model.others))
    x, leaders = np.where(np.isnan(model.x), 0.5 - model.is_cost, model.x), first_highest(model.middle).tolist()
    rows: list[tuple[object, ...]] = []
    for s, segment in enumerate(model.segments):
        weight, leader = model.weight[s], leaders[s]
        for d, driver in enumerate(drivers):
            needed = {o: _switch(weight, x[s, leader] - x[s, o], d, money) for o in offerings if o != leader}
            rival = min(needed, key=lambda o, needed=needed: abs(needed[o] - weight[d]))
            change = abs(needed[rival] - weight[d]) * (1 if money else 2)
            found = np.isfinite(needed[rival])
            new = (needed[rival], change, model.offerings[rival]) if found else (np.nan, np.nan, "")
            rows.append((str(segment), model.offerings[leader], driver, weight[d], *new))
    return pd.DataFrame(rows, columns=["segment", "offering", "driver", "weight", "weight_needed", "change", "rival"])


def _switch(weight: np.ndarray, ahead: np.ndarray, d: int, money: bool) -> float:
    """Return the weight of driver d at which a lead Σ W·ahead is gone; infinity if there is none."""
    others = np.delete(weight, d)
    rest = float(others @ np.delete(ahead, d))
    if money:
        needed = -rest / ahead[d] if ahead[d] else np.inf
        return needed if needed >= 0 else np.inf
    if others.sum() <= 0:
        return np.inf  # it is the only one: in proportion, no weight goes to the others
    rest /= others.sum()  # the lead for each point of the others
    total = weight.sum()
    needed = total * rest / (rest - ahead[d]) if rest != ahead[d] else np.inf
    return needed if 0 <= needed <= total else np.inf


def breakeven(source: Study | ValueModel, *, offering: str = "", view: str = "perceived") -> pd.DataFrame:
    """What each rating of one offering would have to be for our gap to the best alternative to close.

    Parameters
    ----------
    source
        A study; or its model that is there already, whose view it then is.
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
    model = modelled(source, view)
    changing = position("offering", model.offerings, offering) if offering else model.ours
    return pd.concat([_breakeven(model, s, changing) for s in range(len(model.segments))], ignore_index=True)


def _breakeven(model: ValueModel, s: int, changing: int) -> pd.DataFrame:
    middle, ours = model.middle[s], model.ours
    rivals = model.others.tolist()
    rival = changing if changing != ours else int(model.best[s])
    contribution, weight = model.contribution[s], model.weight[s]
    other = ours if changing == rival else rival
    own = contribution[changing]
    rest = np.array([np.delete(own, d).sum() for d in range(len(own))])
    worst, best = (model.drivers[name].to_numpy() for name in ("worst", "best"))
    with np.errstate(divide="ignore", invalid="ignore"):
        utility = (contribution[other].sum() - rest) / weight + model.is_cost
    utility[weight == 0] = np.nan
    inside = (utility >= -ROUNDING) & (utility <= 1 + ROUNDING)
    others = [middle[o] for o in rivals if o != changing]
    if changing != ours and others:
        inside &= max(others) <= middle[ours] + rounding(middle[ours])
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
