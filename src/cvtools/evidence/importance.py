"""How much each driver counts: as people say, as their satisfaction follows it, as their choices show.

Three ways that answer three questions; they stand side by side and are never averaged. Who uses one as weights chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvtools.evidence.key_drivers import METHODS as DERIVED
from cvtools.evidence.key_drivers import MOST_DRIVERS, bootstrap_shares, correlations
from cvtools.evidence.measures import on_one_scale
from cvtools.evidence.proportions import mean_of
from cvtools.evidence.replicates import filled, people_of, random_of, replicated_means
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Survey
from cvtools.study.errors import Problem, StudyError

COLUMNS = ["segment", "driver", "method", "share", "low", "high", "n"]
Key = tuple[str, ...]
_HALO = 0.6
"""Drivers whose answers correlate by so much on average say mostly how much people like the whole."""
_COLLINEAR = 0.9
"""A driver of which the others explain so much cannot be told apart from them."""
_SUPPRESSED = 0.1
_FEW = 10
"""Fewer respondents than so many for each driver are few."""
_HUNDRED = 100.0
_RESPONSE = ["response", "respondent", "weight"]


@dataclass(frozen=True, eq=False)
class Importance:
    """Shares of importance, and what to know before they are used."""

    table: pd.DataFrame
    """``segment``, ``driver``, ``method``, ``share`` (sums to 1 over a segment's drivers), ``low``, ``high``, ``n``;
    from choices also ``worth``, ``worth_low``, ``worth_high``: worst to best, in the price's unit."""
    notes: tuple[Problem, ...] = field(default=())
    """Warnings, by segment (their place): halo, collinearity, suppressors, few respondents, constant drivers."""
    shares: Mapping[Key, np.ndarray] = field(default_factory=dict)
    """Replicates of each share, by segment and driver: of the same resampled respondents as those of the ratings."""
    worths: Mapping[Key, np.ndarray] = field(default_factory=dict)
    """The same of each worth."""


def stated_importance(survey: Survey, answers: Answers) -> Importance:
    """Means of the shares that each person's points give the drivers, with Student's intervals.

    Whoever left out a driver is left out, unless the points given sum to 100 (then a blank got none), and so is whoever
    gave none at all; both are counted in the notes.

    Raises
    ------
    StudyError
        Where nobody was asked for weights.
    """
    asked = answers.answers[answers.answers["asks"] == "weight"]
    if asked.empty:
        raise StudyError(survey.path.name, "asks_no", asks="weight")
    drivers = [id_ for id_ in survey.study.drivers["driver"] if id_ in set(asked["driver"])]
    rows: list[tuple[object, ...]] = []
    notes: list[Problem] = []
    parts: list[pd.DataFrame] = []
    for segment, group in asked.groupby("segment", sort=False):
        points = group.pivot_table(index=["response", "respondent", "weight"], columns="driver", values="value")[
            drivers
        ]
        whole = np.isclose(points.sum(axis=1), _HUNDRED)  # of a hundred points, a blank is what got none
        points = points.mask(points.isna() & whole[:, None], 0.0)
        used = points[points.notna().all(axis=1) & (points.sum(axis=1) > 0)]
        if left := len(points) - len(used):
            notes.append(Problem(str(segment), code="incomplete_points", fields={"n": left}))
        shares = used.div(used.sum(axis=1), axis=0)
        weight = used.index.get_level_values("weight").to_numpy(float)
        for driver in drivers:
            mean = mean_of(shares[driver].to_numpy(float), weight, confidence=survey.study.settings.confidence)
            ends = max(mean.low, 0.0), min(mean.high, 1.0)
            rows.append((segment, driver, "stated", mean.value, *ends, len(used)))
        each = shares.reset_index().melt(_RESPONSE, drivers, "driver", "value")
        parts.append(each.assign(segment=segment))
    drawn = replicated_means(pd.concat(parts), ["driver"], respondents=answers.respondents)
    return Importance(in_segments_order(survey, pd.DataFrame(rows, columns=COLUMNS)), tuple(notes), drawn)


def rated_and_satisfied(survey: Survey, answers: Answers) -> pd.DataFrame:
    """One row a response and offering: ``segment``, ``respondent``, ``weight``, the drivers' utilities, ``outcome``.

    ``outcome`` is the satisfaction with it (or how much it is recommended), higher is better; ``NaN`` where not known.

    Raises
    ------
    StudyError
        Where the survey asks for neither, or for no ratings.
    """
    rows = answers.answers
    asks = next((asks for asks in ("satisfaction", "recommend") if (rows["asks"] == asks).any()), "")
    perceived = rows[rows["view"] == "perceived"]
    problems = [
        Problem(survey.path.name, code="asks_no", fields={"asks": word})
        for word, there in (("satisfaction", asks), ("rating", len(perceived)))
        if not there
    ]
    if problems:
        raise StudyError(survey.path.name, problems)
    keys = ["response", "offering"]
    table = perceived.pivot_table(index=keys, columns="driver", values="value")
    of = survey.study.drivers.set_index("driver").loc[table.columns]
    table = (table - of["worst"].astype(float)) / (of["best"].astype(float) - of["worst"].astype(float))
    outcome = rows[rows["asks"] == asks]
    scale = survey.asking(asks)[0].scale
    sign = -1.0 if scale and scale[0] > scale[1] else 1.0
    table["outcome"] = outcome.assign(value=sign * on_one_scale(survey, outcome)).groupby(keys)["value"].mean()
    people = answers.respondents.set_index("response")[["segment", "respondent", "weight"]]
    return people.join(table.reset_index().set_index("response"), how="inner")


def derived_importance(survey: Survey, answers: Answers, method: str, samples: int) -> Importance:
    """Shares of what explains satisfaction, by ``lmg`` or ``johnson``, with intervals from resampled respondents.

    Raises
    ------
    StudyError
        Where nobody was asked, or no segment has enough answers that differ.
    """
    table = rated_and_satisfied(survey, answers)
    drivers = [id_ for id_ in survey.study.drivers["driver"] if id_ in table]
    if method == "lmg" and len(drivers) > MOST_DRIVERS:
        fields = {"n": len(drivers), "most": MOST_DRIVERS}
        raise StudyError(survey.path.name, [Problem(survey.path.name, code="many_for_lmg", fields=fields)])
    parts: list[pd.DataFrame] = []
    drawn: dict[Key, np.ndarray] = {}
    notes: list[Problem] = []
    refused: list[Problem] = []
    everybody = people_of(answers.respondents)
    for segment, group in table.groupby("segment", sort=False):
        complete = group.dropna(subset=[*drivers, "outcome"])
        numbers = complete[[*drivers, "outcome"]].to_numpy(float)
        problems = _too_little(str(segment), numbers, drivers)
        refused += problems
        if problems:
            continue
        shares = _shares(str(segment), complete, drivers, method, samples, everybody[str(segment)])
        parts.append(_table(survey, str(segment), shares, drivers, method, len(complete)))
        drawn |= {(str(segment), driver): replicates for driver, (_, replicates) in shares.items()}
        notes += warnings(str(segment), numbers, complete["weight"].to_numpy(float), drivers)
        if left := len(group) - len(complete):
            notes.append(Problem(str(segment), code="incomplete_rows", fields={"n": left}))
    if not parts:
        raise StudyError(survey.path.name, refused or [Problem(survey.path.name, code="no_answers")])
    return Importance(in_segments_order(survey, pd.concat(parts, ignore_index=True)), (*refused, *notes), drawn)


def _too_little(segment: str, numbers: np.ndarray, drivers: list[str]) -> list[Problem]:
    if len(numbers) <= len(drivers) + 1:
        return [Problem(segment, code="fewer_than_drivers", fields={"n": len(numbers), "drivers": len(drivers)})]
    return [Problem(segment, code="all_alike")] if np.ptp(numbers[:, -1]) == 0 else []


def _shares(
    segment: str, complete: pd.DataFrame, drivers: list[str], method: str, samples: int, everybody: np.ndarray
) -> dict[str, tuple[float, np.ndarray]]:
    """Return one segment's shares, each with its replicates; a driver that does not vary has none."""
    varies = [driver for driver in drivers if complete[driver].nunique() > 1]
    numbers, weight = complete[[*varies, "outcome"]].to_numpy(float), complete["weight"].to_numpy(float)
    raw = DERIVED[method](correlations(numbers, weight))
    drawn = bootstrap_shares(
        numbers,
        weight,
        method=method,
        respondents=np.searchsorted(everybody, complete["respondent"]),
        people=len(everybody),
        samples=samples,
        random=random_of(segment),
    )
    random, total = np.random.default_rng(1), raw.sum()
    share = raw / total if total > 0 else np.full(len(varies), np.nan)
    return {driver: (float(share[i]), filled(random, drawn[:, i])) for i, driver in enumerate(varies)}


def _table(
    survey: Survey,
    segment: str,
    shares: Mapping[str, tuple[float, np.ndarray]],
    drivers: list[str],
    method: str,
    n: int,
) -> pd.DataFrame:
    confidence = survey.study.settings.confidence
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    rows = {driver: (share, *np.quantile(drawn, tails)) for driver, (share, drawn) in shares.items()}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["share", "low", "high"])
    found = found.reindex(drivers).rename_axis("driver").reset_index()
    return found.assign(segment=segment, method=method, n=n)[COLUMNS]


def warnings(segment: str, numbers: np.ndarray, weight: np.ndarray, drivers: list[str]) -> list[Problem]:
    """Say what to know before derived importances are used.

    Parameters
    ----------
    segment
        The warnings' place.
    numbers
        One row an answer, one column a driver's utility, and the outcome in the last.
    weight
        Survey weights.
    drivers
        Their ids.
    """
    matrix = correlations(numbers, weight)
    k, varies = len(drivers), np.diagonal(matrix)[:-1] > 0
    with_outcome, apart = matrix[:-1, -1], np.linalg.pinv(matrix[:-1, :-1], hermitian=True)
    beta = apart @ with_outcome
    by_others = np.array([_explained_by_others(matrix[:-1, :-1], j) for j in range(k)])
    between = matrix[:-1, :-1][np.triu_indices(k, 1)]
    found: list[tuple[str, np.ndarray]] = [
        ("constant_driver", ~varies),
        ("collinear_drivers", by_others > _COLLINEAR),
        ("suppressor", varies & (beta * with_outcome < 0) & (np.abs(beta) > _SUPPRESSED)),
        ("against_satisfaction", with_outcome < -_SUPPRESSED),
    ]
    problems = [
        Problem(segment, code=code, fields={"names": tuple(d for d, one in zip(drivers, which, strict=True) if one)})
        for code, which in found
        if which.any()
    ]
    if k > 2 and between.mean() > _HALO:
        problems.append(Problem(segment, code="halo_of_drivers", fields={"number": round(float(between.mean()), 2)}))
    if len(numbers) < _FEW * k:
        problems.append(Problem(segment, code="few_respondents", fields={"n": len(numbers), "drivers": k}))
    return problems


def _explained_by_others(matrix: np.ndarray, driver: int) -> float:
    """R² of one driver on the others."""
    rest = np.delete(np.arange(len(matrix)), driver)
    beside = matrix[rest, driver]
    return float(beside @ np.linalg.pinv(matrix[np.ix_(rest, rest)], hermitian=True) @ beside)


def in_segments_order(survey: Survey, table: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order of the study's segments."""
    segments = {id_: place for place, id_ in enumerate(["*", *survey.study.segments["segment"]])}
    order = np.argsort(table["segment"].map(segments).to_numpy(float), kind="stable")
    return table.iloc[order].reset_index(drop=True)
