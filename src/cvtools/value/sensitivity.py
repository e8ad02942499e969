"""The least change of weights for which another offering becomes the best. Exact arithmetic; nothing is drawn."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cvtools.study.errors import StudyError
from cvtools.study.study import Study
from cvtools.value.model import ValueModel, middle_values, position, value_model

_ROUNDING = 1e-9


def weight_switches(study: Study, *, view: str = "perceived") -> pd.DataFrame:
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
    rows: list[tuple[object, ...]] = []
    for segment, weight, x, names, drivers, leader in _contests(study, view):
        for d, driver in enumerate(drivers):
            needed = {o: _switch(weight, x[leader] - x[o], d, study.settings.money) for o in _but(leader, len(x))}
            rival = min(needed, key=lambda o, needed=needed: abs(needed[o] - weight[d]))
            found = np.isfinite(needed[rival])
            change = abs(needed[rival] - weight[d]) * (1 if study.settings.money else 2)
            new = (needed[rival], change, names[rival]) if found else (np.nan, np.nan, "")
            rows.append((segment, names[leader], driver, weight[d], *new))
    return pd.DataFrame(rows, columns=["segment", "offering", "driver", "weight", "weight_needed", "change", "rival"])


def _switch(weight: np.ndarray, ahead: np.ndarray, d: int, money: bool) -> float:
    """Return the weight of driver d at which a lead Σ W·ahead is gone; infinity if there is none."""
    rest = float(weight @ ahead - weight[d] * ahead[d])
    if money:
        needed = -rest / ahead[d] if ahead[d] else np.inf
        return needed if needed >= 0 else np.inf
    total = weight.sum()
    if weight[d] >= total:
        return np.inf  # it is the only one: in proportion, no weight goes to the others
    rest /= total - weight[d]  # the lead for each point of the others
    needed = total * rest / (rest - ahead[d]) if rest != ahead[d] else np.inf
    return needed if 0 <= needed <= total else np.inf


def winning_weights(study: Study, *, view: str = "perceived") -> pd.DataFrame:
    """The smallest change of all weights together for which another offering becomes the best.

    In points, weight is moved from the drivers on which the best one leads most to the one on which it leads least;
    in money weights change one by one. Nothing smaller does it, in the sum of absolute changes.

    Returns
    -------
    DataFrame
        One row for each segment × driver: ``segment``, ``offering``, the best one now (with unknown ratings at the
        middle of their scales); ``rival``, the one that is reached with the least change; ``driver``, ``weight``,
        ``weight_needed``; ``change``, the sum of absolute changes over all drivers, 0 if they are as good already.
        ``weight_needed`` and ``change`` are ``NaN`` and ``rival`` blank where no weights do it, because the best one
        leads on every driver.

    Raises
    ------
    StudyError
        When there is no offering besides ours, or no rating has this view.
    """
    tables: list[pd.DataFrame] = []
    for segment, weight, x, names, drivers, leader in _contests(study, view):
        found = {o: _moved(weight, x[leader] - x[o], study.settings.money) for o in _but(leader, len(x))}
        change = {o: float(np.abs(new - weight).sum()) for o, new in found.items() if new is not None}
        rival = min(change, key=change.__getitem__) if change else None
        columns = {"segment": segment, "offering": names[leader], "rival": "" if rival is None else names[rival]}
        new = np.nan if rival is None else found[rival]
        end = {"weight_needed": new, "change": np.nan if rival is None else change[rival]}
        tables.append(pd.DataFrame({**columns, "driver": drivers, "weight": weight, **end}))
    return pd.concat(tables, ignore_index=True)


def _moved(weight: np.ndarray, ahead: np.ndarray, money: bool) -> np.ndarray | None:
    """Return the nearest weights for which a lead Σ W·ahead is gone, or ``None``.

    Each unit of change buys some of the lead, and how much is fixed for each driver: so the dearest are bought last,
    and a change that has no limit ends it (a fractional knapsack, for which this is exact).
    """
    new, lead = weight.astype(float), float(weight @ ahead)
    least = int(np.argmin(ahead))
    if money:  # taking weight off where it leads, as far as there is any; or putting weight on where it trails
        effect = np.where(ahead > 0, ahead, 0.0)
        unlimited = max(-float(ahead[least]), 0.0)
    else:  # moving weight from anywhere to where it leads least
        effect, unlimited = ahead - ahead[least], 0.0
    for d in np.argsort(-effect, kind="stable").tolist():
        if lead <= 0 or effect[d] <= unlimited:
            break
        step = min(new[d], lead / effect[d])
        new[d] -= step
        lead -= step * effect[d]
        if not money:
            new[least] += step
    if lead > _ROUNDING and unlimited > 0:
        new[least] += lead / unlimited
        lead = 0.0
    return new if lead <= _ROUNDING and not (new <= 0).all() else None


def _contests(study: Study, view: str) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray, list[str], int]]:
    model = value_model(study, view=view)
    if len(model.offerings) < 2:
        raise StudyError(
            study.settings.title, "there is no offering besides ours, so there is no gap to an alternative"
        )
    x = np.where(np.isnan(model.utility), 0.5, model.utility) - model.is_cost
    drivers = list(model.drivers["driver"])
    for s, segment in enumerate(model.segments):
        yield str(segment), model.weight[s], x[s], model.offerings, drivers, int(middle_values(model)[s].argmax())


def _but(leader: int, offerings: int) -> list[int]:
    return [o for o in range(offerings) if o != leader]


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
    ours = position("offering", model.offerings, study.settings.ours)
    changing = position("offering", model.offerings, offering or study.settings.ours)
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
