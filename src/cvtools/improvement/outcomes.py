"""What it pays: from a change in value to retention, lifetime value, share, profit and word of mouth.

Each outcome says what it rests on: an assumption of the study, shares to which value was calibrated, or a relation that
was estimated. None is certain, and of a chain the weakest part counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cvtools.improvement.choice import calibrate, likely_values_after, logit, observed_shares
from cvtools.improvement.lever_draws import segment_draws
from cvtools.improvement.lever_model import LeverModel, lever_model
from cvtools.improvement.levers import Answer, answers_of
from cvtools.improvement.satisfaction import Relation, relations
from cvtools.study.errors import StudyError
from cvtools.study.provenance import rows_in_force
from cvtools.study.schema import BASES
from cvtools.study.study import Study
from cvtools.study.wording import N_
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.value.model import ValueModel, modelled

MOST_RETENTION = 0.99
"""Nobody keeps more customers than this, however much value is added."""
MEASURES = ("retention", "lifetime_value", "share", "profit", "referrals", "satisfaction", "recommendation")


def lifetime_value(
    margin: np.ndarray | float,
    retention: np.ndarray | float,
    discount_rate: float,
    *,
    horizon: float = math.inf,
    first_margin: str = "end",
) -> np.ndarray:
    """What a customer is worth today: constant margins of all periods in which they stay, discounted.

    Parameters
    ----------
    margin
        Money a customer and period.
    retention
        The share of customers who stay for another period, 0 to 1.
    discount_rate
        A period, such as 0.1.
    horizon
        How many periods count.
    first_margin
        ``end``: the first comes at the end of the first period, from those who are still there; ``now``: at once.

    Notes
    -----
    Without end, ``m·r / (1 + d − r)`` and ``m·(1 + d) / (1 + d − r)``: S. Gupta and D. R. Lehmann, "Customers as
    assets", *Journal of Interactive Marketing* 17, 2003.

    Examples
    --------
    >>> [round(float(lifetime_value(1, 0.9, 0.12, first_margin=first)), 2) for first in ("end", "now")]
    [4.09, 5.09]
    """
    kept = np.asarray(retention, float) / (1 + discount_rate)
    with np.errstate(divide="ignore"):
        periods = 1 / (1 - kept) if math.isinf(horizon) else _periods(kept, horizon)
    return np.asarray(margin * periods * (kept if first_margin == "end" else 1.0))


def _periods(kept: np.ndarray, horizon: float) -> np.ndarray:
    gone = np.where(kept == 1, 1.0, 1 - kept)
    return np.where(kept == 1, horizon, (1 - kept**horizon) / gone)


def switching_shares(matrix: Sequence[Sequence[float]], start: Sequence[float], periods: int) -> np.ndarray:
    """How shares move when in each period the same part of each offering's customers goes to each other one.

    Parameters
    ----------
    matrix
        A row for each offering: where its customers are a period later; each row sums to 1.
    start
        The shares at the beginning.

    Returns
    -------
    ndarray
        ``periods`` × offerings.

    Examples
    --------
    >>> switching_shares([[0.75, 0.25], [0.2, 0.8]], [1, 0], 3)[:, 0].tolist()
    [0.75, 0.6125, 0.536875]
    """
    shares = [np.asarray(start, float)]
    for _ in range(periods):
        shares.append(shares[-1] @ np.asarray(matrix, float))
    return np.array(shares[1:])


def worth_contacting(gain: float, loss: float) -> float:
    """From which probability of success on an offer to a customer pays, with what it then gains and else loses.

    >>> worth_contacting(30, 2)
    0.0625
    """
    return loss / (gain + loss)


@dataclass(frozen=True, eq=False)
class Economics:
    """What customers of each segment pay, S segments; ``NaN`` where the study does not say."""

    size: np.ndarray
    margin: np.ndarray
    retention: np.ndarray
    slope: np.ndarray
    """Added to retention for one more unit of gap."""
    rate: np.ndarray
    horizon: np.ndarray
    first: list[str]
    referrals: np.ndarray
    slope_rests_on: list[str]
    middle: np.ndarray
    """S × O: values by the likely numbers."""
    ours: int
    scale: float
    """Of choice; ``NaN`` where shares are unknown or cannot be fitted."""
    relations: dict[str, Relation]
    """How satisfaction and recommendation follow value."""
    share: np.ndarray
    """S: our observed share, where choice has no scale; 1 where none is known: then every customer counts as ours."""

    @property
    def pays(self) -> np.ndarray:
        """S booleans: where there is enough for a profit."""
        return ~(np.isnan(self.margin) | np.isnan(self.retention))

    def share_of(self, s: int, values: np.ndarray) -> np.ndarray:
        """Return our share in segment s for values (O × n)."""
        if math.isnan(self.scale):
            return np.full(values.shape[1], self.share[s])
        return logit(values.T, self.scale)[:, self.ours]

    def retention_of(self, s: int, values: np.ndarray) -> np.ndarray:
        """Return who stays, for values (O × n): today's share, moved by what our gap changes."""
        return self._kept(s, _gap(values, self.ours) - _gap(self.middle[s][:, None], self.ours))

    def _kept(self, s: int, change: np.ndarray) -> np.ndarray:
        slope = 0.0 if math.isnan(self.slope[s]) else self.slope[s]
        return np.clip(self.retention[s] + slope * change, 0, max(MOST_RETENTION, self.retention[s]))

    def lifetime_of(self, s: int, *retention: np.ndarray) -> np.ndarray:
        """Return what a customer is worth, for the retention of one year after the other; the last one stays."""
        return self._worth(s, retention, [1.0] * len(retention))

    def profit_after(self, s: int, *changes: np.ndarray) -> np.ndarray:
        """Return what all our customers of a segment are worth, for changes of our value alone, year by year.

        The last change stays. Each year's margins count at that year's share, of those who stayed until then. Costs of
        levers are not in it; 0 where the study says too little.
        """
        if not self.pays[s]:
            return np.zeros(np.shape(changes[0]))
        retention = [self._kept(s, change) for change in changes]
        return self.size[s] * self._worth(s, retention, [self._share_after(s, change) for change in changes])

    def of_period(self, s: int, change: np.ndarray, periods: float) -> tuple[np.ndarray, np.ndarray]:
        """Return what some periods pay, and what part of a customer is left one period later, for changes of our value.

        That is of someone who chooses us with a probability, and discounted; see :meth:`profit_after`.
        """
        kept, rate = self._kept(s, change), self.rate[s]
        margins = lifetime_value(self.margin[s], kept, rate, horizon=periods, first_margin=self.first[s])
        return self._share_after(s, change) * margins, kept / (1 + rate)

    def _share_after(self, s: int, change: np.ndarray) -> np.ndarray | float:
        """Return our share for changes of our value alone."""
        if math.isnan(self.scale):
            return self.share[s]
        rivals = np.delete(self.middle[s], self.ours)
        best = rivals.max()
        others = best + self.scale * math.log(np.exp((rivals - best) / self.scale).sum())
        apart = np.clip((others - self.middle[s, self.ours] - change) / self.scale, -700, 700)
        return 1 / (1 + np.exp(apart))

    def _worth(self, s: int, retention: Sequence[np.ndarray], share: Sequence[np.ndarray | float]) -> np.ndarray:
        """Return what someone is worth who chooses us with a probability, for one year after the other."""
        left, there, total, rate = self.horizon[s], np.ones(1), np.zeros(1), self.rate[s]
        for year, (kept, chosen) in enumerate(zip(retention, share, strict=True), start=1):
            last = year == len(retention) or left <= 1
            years = left if last else 1.0
            margins = lifetime_value(self.margin[s], kept, rate, horizon=years, first_margin=self.first[s])
            total = total + there * chosen * margins
            if last:
                break
            there, left = there * kept / (1 + rate), left - 1
        return total

    def drawn(self, draws: int, seed: int) -> "Economics":
        """The same with draws of what a survey's estimates leave open."""
        relations = {name: own.drawn(name, draws=draws, seed=seed) for name, own in self.relations.items()}
        return replace(self, relations=relations)

    def measures(self, s: int, values: np.ndarray, by_year: Sequence[np.ndarray] = ()) -> dict[str, np.ndarray]:
        """Return every outcome that the study has numbers for, for values (O × n).

        ``by_year``: the values of one year after the other, where they differ; what counts over years is of those.
        """
        found: dict[str, np.ndarray] = {}
        years = by_year or [values]
        share = self.share_of(s, values)
        if not math.isnan(self.retention[s]):
            found["retention"] = self.retention_of(s, values)
        if not math.isnan(self.scale):
            found["share"] = share
        if self.pays[s]:
            kept, chosen = ([of(s, year) for year in years] for of in (self.retention_of, self.share_of))
            found["lifetime_value"] = self.lifetime_of(s, *kept)
            found["profit"] = self.size[s] * self._worth(s, kept, chosen)
        if self.referrals[s] > 0:
            found["referrals"] = self.size[s] * share * self.referrals[s]
        for name, relation in self.relations.items():
            if relation.known(s):
                found[name] = relation.after(s, values[self.ours] - self.middle[s, self.ours])
        return {measure: found[measure] for measure in MEASURES if measure in found}

    def rests_on(self, s: int, measure: str) -> str:
        """Return what an outcome rests on: the weakest of its parts."""
        if measure in self.relations:
            return self.relations[measure].rests_on[s]
        slope = self.slope_rests_on[s]
        choice = "assumption" if math.isnan(self.scale) else "calibrated"
        parts = {"retention": [slope], "lifetime_value": [slope], "share": [choice], "referrals": ["assumption"]}
        return min(parts.get(measure, [slope, choice]), key=BASES.index)


def _gap(values: np.ndarray, ours: int) -> np.ndarray:
    return values[ours] - np.delete(values, ours, axis=0).max(axis=0)


def economics_of(model: ValueModel) -> Economics:
    """Read a study's economics, and calibrate choice to its shares where it has any that can be fitted."""
    study = model.study
    table = study.optional("economics")
    rows = rows_in_force(table, {"segment": [str(segment) for segment in model.segments]})

    def column(name: str, default: float = math.nan) -> np.ndarray:
        return np.nan_to_num(np.append(table[name].to_numpy(float), np.nan)[rows], nan=default)

    def words(name: str, default: str) -> list[str]:
        return [str(table[name].iloc[row]) if row >= 0 else default for row in rows]

    try:
        scale = calibrate(model).scale
    except StudyError:
        scale = math.nan
    return Economics(
        size=study.segments["size"].to_numpy(float),
        margin=column("margin"),
        retention=column("retention"),
        slope=column("retention_slope"),
        rate=column("discount_rate", 0.0),
        horizon=column("horizon", math.inf),
        first=words("first_margin", "end"),
        referrals=column("referrals", 0.0),
        slope_rests_on=words("slope_evidence", BASES[0]),
        middle=model.middle,
        ours=model.ours,
        scale=scale,
        relations=relations(model),
        share=observed_shares(model)[model.offerings[model.ours]].fillna(1.0).to_numpy(),
    )


def outcomes(
    source: Study | ValueModel | LeverModel,
    chosen: Sequence[str] = (),
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    answer: Answer | None = None,
) -> pd.DataFrame:
    """What our value pays today, and what it would pay with some levers.

    Returns
    -------
    DataFrame
        One row for each segment × measure that the study has numbers for: ``segment``, ``measure`` (``retention``, the
        share who stay for another period; ``lifetime_value``, what a customer is worth today; ``share``, ours of the
        choices; ``profit``, what all our customers are worth, without the cost of levers; ``referrals``, new customers
        whom ours bring in a period, which are in no other measure; ``satisfaction`` and ``recommendation``, the CSAT
        and NPS of the study's ``measures``, moved as its survey shows or its economics state); ``before``, ``after``;
        ``low``, ``high``, the interval of ``after`` over the draws of what the levers change and, for satisfaction and
        recommendation, of the slope that the survey shows (their level of today is as it was measured); ``rests_on``
        (assumption, calibrated, estimated). Where effects build up, fade, or begin later, lifetime value and profit
        count each year with what is there of them; all else is of the full effects, or of the levers' year.

    Raises
    ------
    StudyError
        When the study has neither economics nor shares that can be fitted, or a lever is not there.
    """
    levers = source if isinstance(source, LeverModel) else lever_model(source) if chosen else None
    model = source.model if isinstance(source, LeverModel) else levers.model if levers else modelled(source)
    economics = economics_of(model)
    known = any(relation.known(s) for relation in economics.relations.values() for s in range(len(model.segments)))
    paid = economics.pays.any() or not np.isnan(economics.retention).all() or not math.isnan(economics.scale)
    if not paid and not known:
        message = N_("no outcome can be worked out: the study has no economics, and no shares that can be fitted")
        raise StudyError(model.study.settings.title, message)
    full = levers.in_year(None) if levers else None
    years = [levers, *full.by_year()] if levers and full else []
    after = [likely_values_after(year, chosen, answer) for year in years] or [model.middle]
    drawn = _changes(years, chosen, answer, draws, seed) if years and chosen else {}
    unsure = economics.drawn(max((change[0].shape[1] for change in drawn.values()), default=0), seed)
    tails = [(1 - model.study.settings.confidence) / 2, (1 + model.study.settings.confidence) / 2]
    rows: list[tuple[object, ...]] = []
    for s, segment in enumerate(model.segments):
        now = economics.measures(s, model.middle[s][:, None])
        then = economics.measures(s, after[0][s][:, None], [values[s][:, None] for values in after[1:]])
        spread = then
        if s in drawn:
            values = [model.middle[s][:, None] + change for change in drawn[s]]
            spread = unsure.measures(s, values[0], values[1:])
        for measure in now:
            low, high = np.quantile(spread[measure], tails)
            ends = float(now[measure][0]), float(then[measure][0]), float(low), float(high)
            rows.append((segment, measure, *ends, economics.rests_on(s, measure)))
    return pd.DataFrame(rows, columns=["segment", "measure", "before", "after", "low", "high", "rests_on"])


def _changes(
    years: Sequence[LeverModel], chosen: Sequence[str], answer: Answer | None, draws: int, seed: int
) -> dict[int, list[np.ndarray]]:
    """Return for each segment, and for each of some years, O × n changes of values."""
    full = years[0].in_year(None)
    pulled, answers = full.positions(chosen), answers_of(full, answer)
    return {
        segment.position: [segment.in_year(year).after(pulled, answers) - segment.values for year in years]
        for segment in segment_draws(full, draws=draws, seed=seed, answering=list(answers))
    }
