"""Value gaps: the difference of two values, split by driver, summing exactly.

Every gap is ours minus theirs: positive means that we give more. ``gap`` is ``NaN`` where a rating it needs is
unknown; ``gap_low`` and ``gap_high`` are always filled, with the unknown rating at either end of its scale.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from cvtools.study.errors import StudyError
from cvtools.study.rounding import rounding
from cvtools.study.study import Study
from cvtools.study.wording import N_
from cvtools.value.model import BEST, ValueModel, modelled, value_model
from cvtools.value.values import values

ALL = "all"


def best_alternatives(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """For each segment, the best of the other offerings; ours is left out.

    Where ratings are unknown, the offering with the highest middle of its value's range is taken; ``certain`` says
    whether any other could overtake it within the ranges. The first in the study's order wins a tie.

    Returns
    -------
    DataFrame
        ``segment``, ``rival``, ``value`` (``NaN`` where unknown), ``value_low``, ``value_high``, ``certain``.

    Raises
    ------
    StudyError
        When the study has no offering besides ours.
    """
    model = modelled(source, view)
    best, segment = model.best, np.arange(len(model.segments))
    low, high = model.ends
    rest = high.copy()
    rest[segment, best] = rest[segment, model.ours] = -np.inf
    bound = low[segment, best]
    certain = rest.max(axis=1) <= bound + rounding(bound[:, None], axis=1)
    found = values(model).iloc[segment * len(model.offerings) + best]
    columns = ["segment", "rival", "value", "value_low", "value_high"]
    return found.rename(columns={"offering": "rival"})[columns].assign(certain=certain).reset_index(drop=True)


def standings(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """Where our offering stands in each segment, whatever the unknown ratings turn out to be.

    Returns
    -------
    DataFrame
        ``segment``, ``standing``: ``ahead`` of every alternative, ``behind`` at least one, ``level`` with the best, or
        ``open`` where unknown ratings decide.

    Raises
    ------
    StudyError
        When the study has no offering besides ours.
    """
    model = modelled(source, view)
    low, high = model.ends
    our_low, our_high = low[:, model.ours], high[:, model.ours]
    their_low, their_high = low[:, model.others].max(axis=1), high[:, model.others].max(axis=1)
    tolerance = rounding(high, axis=1)
    level = (np.abs(our_low - their_high) <= tolerance) & (np.abs(our_high - their_low) <= tolerance)
    ahead, behind = our_low > their_high + tolerance, their_low > our_high + tolerance
    standing = np.select([ahead, behind, level], ["ahead", "behind", "level"], "open")
    return pd.DataFrame({"segment": model.segments, "standing": standing.astype(object)})


def value_gaps(source: Study | ValueModel, *, rival: str = BEST, view: str = "perceived") -> pd.DataFrame:
    """The competitive gap by driver: our offering against a rival, for each segment.

    Parameters
    ----------
    source
        A study; or its model that is there already, whose view it then is.
    rival
        ``"best"`` for each segment's best alternative, ``"all"`` for each of them, or an offering's id.
    view
        Which view of the ratings: perceived, expected or believed.

    Returns
    -------
    DataFrame
        One row for each segment × rival × driver: ``segment``, ``offering`` (ours), ``rival``, ``driver``, ``side``,
        ``kind``, ``gap``, ``gap_low``, ``gap_high``. Over the drivers of a segment and rival, ``gap`` sums to the
        difference of the two values.

    Raises
    ------
    StudyError
        When the rival is unknown or our own offering, or there is none.

    Examples
    --------
    >>> import cvtools as cv
    >>> gaps = value_gaps(cv.read_study("data/bulldozer"))
    >>> float(gaps["gap"].sum())
    10000.0
    """
    model = modelled(source, view)
    s, mine = _ours(model)
    if rival == ALL and ALL not in model.offerings:
        others = model.others
        s, mine, other = np.repeat(s, len(others)), np.repeat(mine, len(others)), np.tile(others, len(s))
    else:
        meant = model.rivals(rival)
        other = model.best if rival == BEST else np.repeat(meant, len(s))
    ids = {"segment": model.segments[s], "offering": model.offerings[mine], "rival": model.offerings[other]}
    return _difference(model, model, s, mine, other, ids)


def expectation_gaps(source: Study | ValueModel) -> pd.DataFrame:
    """What customers perceive minus what they expected before buying, by driver, for our offering.

    Negative: a disappointment. Columns as in :func:`value_gaps`, with ``against`` = ``expected`` in place of ``rival``.
    """
    return _view_gaps(source, "expected")


def perception_gaps(source: Study | ValueModel) -> pd.DataFrame:
    """What customers perceive minus what our own people believe they do, by driver, for our offering.

    Negative: we think better of ourselves than they do. Columns as in :func:`value_gaps`, with ``against`` =
    ``believed`` in place of ``rival``.
    """
    return _view_gaps(source, "believed")


def _view_gaps(source: Study | ValueModel, against: str) -> pd.DataFrame:
    perceived, other = (
        modelled(source),
        value_model(source if isinstance(source, Study) else source.study, view=against),
    )
    s, mine = _ours(perceived)
    return _difference(perceived, other, s, mine, mine, _against(perceived, s, mine, against))


def headroom(source: Study | ValueModel, *, view: str = "perceived") -> pd.DataFrame:
    """What every driver at its best would add to our offering's value: ideal minus ours, always ≥ 0.

    Columns as in :func:`value_gaps`, with ``against`` = ``ideal`` in place of ``rival``; here ``gap`` is the ideal
    minus ours.
    """
    model = modelled(source, view)
    best = np.broadcast_to(model.drivers["best"].to_numpy(), model.rating.shape)
    ideal = replace(model, rating=best, utility=np.ones_like(model.utility))
    s, mine = _ours(model)
    return _difference(ideal, model, s, mine, mine, _against(model, s, mine, "ideal"))


def _ours(model: ValueModel) -> tuple[np.ndarray, np.ndarray]:
    s = np.arange(len(model.segments))
    return s, np.full(len(s), model.ours)


def _difference(
    a: ValueModel, b: ValueModel, s: np.ndarray, in_a: np.ndarray, in_b: np.ndarray, ids: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Contributions of offerings ``in_a`` of ``a`` minus ``in_b`` of ``b``, for segments ``s``; one row a driver."""
    (a_low, a_high), (b_low, b_high) = a.contribution_range, b.contribution_range
    gap = a.contribution[s, in_a] - b.contribution[s, in_b]
    low, high = a_low[s, in_a] - b_high[s, in_b], a_high[s, in_a] - b_low[s, in_b]
    drivers = a.drivers
    return pd.DataFrame(
        {
            **{name: np.repeat(column, len(drivers)) for name, column in ids.items()},
            **{name: np.tile(drivers[name].to_numpy(object), len(s)) for name in ("driver", "side", "kind")},
            "gap": gap.ravel(),
            "gap_low": low.ravel(),
            "gap_high": high.ravel(),
        }
    )


def _against(model: ValueModel, s: np.ndarray, mine: np.ndarray, other: str) -> dict[str, np.ndarray]:
    return {"segment": model.segments[s], "offering": model.offerings[mine], "against": np.full(len(s), other, object)}


def gap_totals(gaps: pd.DataFrame) -> pd.DataFrame:
    """Sum gaps over their drivers: one row for each segment and rival (or ``against``).

    ``gap`` is ``NaN`` where a driver's is; ``gap_low`` and ``gap_high`` are sums of the ends.
    """
    keys = [name for name in ("segment", "offering", "rival", "against") if name in gaps]
    return gaps.groupby(keys, sort=False, as_index=False)[["gap", "gap_low", "gap_high"]].sum(skipna=False)


def price_driver(study: Study) -> str | None:
    """The id of the driver that is the price: the setting ``price``, or the cost called ``price``, if there is one."""
    costs = study.drivers.loc[study.drivers["side"] == "cost", "driver"]
    named = study.settings.price or "price"
    return named if named in set(costs) else None


def economic_value(source: Study | ValueModel, *, rival: str = BEST) -> pd.DataFrame:
    """Economic value to the customer (EVC): the alternative's price plus what our differences are worth.

    Only for a study in money with a price driver. Prices are what the price driver costs the customer in the model.

    Returns
    -------
    DataFrame
        ``segment``, ``offering``, ``rival``; ``reference_price`` (the rival's), ``differentiation`` (the gap without
        the price), ``evc`` = their sum, ``price`` (ours) and ``surplus`` = evc − price, which is the value gap.

    Raises
    ------
    StudyError
        When the study is in points or has no price driver.

    Notes
    -----
    T. T. Nagle and G. Müller, *The Strategy and Tactics of Pricing*.

    Examples
    --------
    >>> import cvtools as cv
    >>> economic_value(cv.read_study("data/servers"))[["evc", "price", "surplus"]].to_numpy().tolist()
    [[12800.0, 9800.0, 3000.0]]
    """
    model = modelled(source)
    study = model.study
    price = price_driver(study)
    if not study.settings.money:
        message = N_("economic value to the customer needs a study in money; this one is in points")
        raise StudyError(study.settings.title, message)
    if price is None:
        message = N_("no cost driver is the price; call it price, or name it in the setting price")
        raise StudyError(study.settings.title, message)
    gaps = value_gaps(model, rival=rival)
    column = list(model.drivers["driver"]).index(price)
    paid = {
        (segment, offering): 0.0 - float(model.contribution[s, o, column])
        for s, segment in enumerate(model.segments)
        for o, offering in enumerate(model.offerings)
    }
    rest = gap_totals(gaps[gaps["driver"] != price])
    keys = rest[["segment", "offering", "rival"]]
    reference = [paid[segment, other] for segment, other in zip(rest["segment"], rest["rival"], strict=True)]
    own = [paid[segment, study.settings.ours] for segment in rest["segment"]]
    evc = rest["gap"].to_numpy() + reference
    return keys.assign(
        reference_price=reference, differentiation=rest["gap"], evc=evc, price=own, surplus=evc - np.array(own)
    )
