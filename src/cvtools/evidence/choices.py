"""What choices say things are worth: the conditional logit, willingness to pay, best–worst counts, ratings conjoint.

Sources: D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974; A. Albert and J. A. Anderson,
*Biometrika* 71, 1984 (separation); I. Krinsky and A. L. Robb, *Review of Economics and Statistics* 68, 1986;
S. Lipovetsky and M. Conklin, *Journal of Choice Modelling* 10, 2014 (best–worst); P. E. Green and Y. Wind, *Harvard
Business Review* 53, 1975 (conjoint).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvtools.evidence.proportions import net_share, z_of
from cvtools.study.errors import Problem, StudyError

_STEPS = 60
_LARGE = 30.0
"""A term that moves log-odds so far across its own range is looked at for separation."""


@dataclass(frozen=True)
class ChoiceModel:
    """A fitted conditional logit."""

    terms: tuple[str, ...]
    coefficients: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    cases: int

    @property
    def standard_errors(self) -> np.ndarray:
        """One for each term."""
        return np.sqrt(np.diagonal(self.covariance))


def conditional_logit(
    terms: pd.DataFrame, cases: np.ndarray, chosen: np.ndarray, weights: np.ndarray | None = None
) -> ChoiceModel:
    """Fit McFadden's conditional logit by Newton's method.

    Parameters
    ----------
    terms
        One row an alternative of a case; one column a term of its utility, all numbers, none unknown.
    cases
        Which case each row belongs to; the rows of a case stand anywhere, and cases may differ in length.
    chosen
        Whether the alternative was chosen: one in each case.
    weights
        A survey weight for each row, alike within a case; by default 1. The covariance is then the robust one.

    Raises
    ------
    StudyError
        Where a case has not exactly one choice; where a term, or a sum of terms, never differs within a case; where
        the choices are separated, so that the best fit has infinite coefficients. Each names what is to blame.

    Examples
    --------
    >>> price = pd.DataFrame({"price": [1.0, 2, 1, 2, 2, 1]})
    >>> model = conditional_logit(price, np.array([0, 0, 1, 1, 2, 2]), np.array([1, 0, 0, 1, 0, 1]))
    >>> model.cases, model.coefficients.round(3).tolist()
    (3, [-0.693])
    """
    names = tuple(terms.columns)
    order, starts = _sorted_cases(cases, chosen)
    x, taken = terms.to_numpy(float)[order], chosen[order].astype(bool)
    case = np.repeat(np.arange(len(starts)), np.diff([*starts, len(x)]))
    w = np.ones(len(starts)) if weights is None else weights[order][starts] * len(starts) / weights[order][starts].sum()
    apart = x - x[taken][case]
    _refuse_what_never_differs(apart, names)
    beta, information, scores, log_likelihood = _newton(apart, taken, case, starts, w, names)
    covariance = np.linalg.inv(information)
    if weights is not None:
        covariance = covariance @ (scores.T @ scores) @ covariance
    return ChoiceModel(names, beta, covariance, log_likelihood, len(starts))


def _sorted_cases(cases: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the order that puts rows of a case together, and where each case starts in it."""
    order = np.argsort(cases, kind="stable")
    together = cases[order]
    starts = np.flatnonzero(np.r_[True, together[1:] != together[:-1]]) if len(order) else np.array([], int)
    if not len(starts):
        raise StudyError("choices", [Problem("choices", code="no_answers")])
    picked = np.add.reduceat(chosen[order].astype(int), starts)
    wrong = [str(case) for case in together[starts][picked != 1]]
    if wrong:
        raise StudyError("choices", [Problem("choices", code="one_choice", fields={"cases": tuple(wrong)})])
    return order, starts


def _refuse_what_never_differs(apart: np.ndarray, names: Sequence[str]) -> None:
    """Raise where terms cannot be told apart, because within cases they never differ, or only together."""
    size = np.abs(apart).max(axis=0)
    still = [name for name, largest in zip(names, size, strict=True) if not largest > 0]
    if still:
        raise StudyError("choices", [Problem("choices", code="never_differs", fields={"terms": tuple(still)})])
    _, strength, directions = np.linalg.svd(apart / size, full_matrices=False)
    missing = directions[strength < 1e-9 * strength[0]] if len(strength) == len(names) else np.ones((1, len(names)))
    if len(missing):
        together = tuple(name for name, part in zip(names, np.abs(missing).max(axis=0), strict=True) if part > 1e-6)
        raise StudyError("choices", [Problem("choices", code="collinear", fields={"terms": together})])


def _newton(
    apart: np.ndarray, taken: np.ndarray, case: np.ndarray, starts: np.ndarray, w: np.ndarray, names: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Climb to the highest likelihood; ``apart`` are each row's terms less those of the alternative that was chosen."""
    scale = np.abs(apart).max(axis=0)
    x, beta = apart / scale, np.zeros(apart.shape[1])
    for _ in range(_STEPS):
        odds = np.exp(np.clip(x @ beta, -700, 700))
        share = odds / np.add.reduceat(odds, starts)[case]
        mean = np.add.reduceat(share[:, None] * x, starts)
        information = (x * (share * w[case])[:, None]).T @ x - (mean * w[:, None]).T @ mean
        scores = -mean * w[:, None]
        if np.linalg.cond(information) > 1e14 or np.abs(beta).max() > _LARGE:
            _refuse_separation(x, taken, names)
        step = np.linalg.solve(information, scores.sum(axis=0))
        step *= min(1.0, 5 / np.abs(step).max()) if step.any() else 1.0
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            log_likelihood = float(w @ np.log(share[taken]))
            return beta / scale, information * np.outer(scale, scale), scores * scale, log_likelihood
    _refuse_separation(x, taken, names)
    raise StudyError("choices", [Problem("choices", code="no_fit")])


def _refuse_separation(x: np.ndarray, taken: np.ndarray, names: Sequence[str]) -> None:
    """Raise where some sum of terms never speaks against a choice, so that ever larger coefficients fit ever better."""
    from scipy.optimize import linprog

    others = x[~taken]
    result = linprog(others.sum(axis=0), A_ub=others, b_ub=np.zeros(len(others)), bounds=(-1, 1), method="highs")
    if result.status == 0 and result.fun < -1e-7:
        guilty = tuple(name for name, part in zip(names, result.x, strict=True) if abs(part) > 1e-7)
        raise StudyError("choices", [Problem("choices", code="separation", fields={"terms": guilty})])


def willingness_to_pay(
    model: ChoiceModel,
    price: str,
    *,
    confidence: float,
    method: str = "krinsky_robb",
    draws: int = 10_000,
    seed: int = 1,
) -> pd.DataFrame:
    """What one unit more of each term is worth in money.

    Parameters
    ----------
    model
        A fitted model in which ``price`` is a term.
    price
        The term that is money paid.
    confidence
        The share in the middle that the interval is to hold.
    method
        ``krinsky_robb``: quantiles over draws of the coefficients; ``delta``: a symmetric interval.
    draws, seed
        How many draws, and the start of the random numbers.

    Returns
    -------
    DataFrame
        One row for each other term: ``term``, ``worth``, ``low``, ``high`` in the unit of the price.

    Raises
    ------
    StudyError
        Where a higher price did not keep people from choosing: then nothing can be said in money.
    """
    at = model.terms.index(price)
    if not model.coefficients[at] < 0:
        raise StudyError("choices", [Problem("choices", code="price_sign", fields={"term": price})])
    others = [place for place in range(len(model.terms)) if place != at]
    worth = -model.coefficients[others] / model.coefficients[at]
    if method == "delta":
        slopes = np.zeros((len(others), len(model.terms)))
        slopes[np.arange(len(others)), others] = -1 / model.coefficients[at]
        slopes[:, at] = -worth / model.coefficients[at]
        half = z_of(confidence) * np.sqrt(np.einsum("ij,jk,ik->i", slopes, model.covariance, slopes))
        low, high = worth - half, worth + half
    else:
        drawn = coefficient_draws(model, draws=draws, seed=seed)
        tails = [(1 - confidence) / 2, (1 + confidence) / 2]
        low, high = np.quantile(-drawn[:, others] / drawn[:, [at]], tails, axis=0)
    terms = [model.terms[place] for place in others]
    return pd.DataFrame({"term": terms, "worth": worth, "low": low, "high": high})


def coefficient_draws(model: ChoiceModel, *, draws: int, seed: int) -> np.ndarray:
    """Draw coefficients as uncertain as the model leaves them: one row a draw, one column a term."""
    random = np.random.default_rng(seed)
    return random.multivariate_normal(model.coefficients, model.covariance, size=draws, method="cholesky")


def best_worst(best: np.ndarray, worst: np.ndarray, shown: np.ndarray, *, confidence: float) -> pd.DataFrame:
    """Best–worst counts as scores, and as the analytical logit b = ln((n + B − W) / (n − B + W)).

    Parameters
    ----------
    best, worst, shown
        How often each item was called best, was called worst, and was there to choose.
    confidence
        Of the interval: the net share's, carried over to the logit.

    Returns
    -------
    DataFrame
        One row an item: ``score`` = (B − W) / n; ``logit``, ``low``, ``high``; ``share``, how often each would be
        called best if all were shown at once (sums to 1).

    Examples
    --------
    >>> table = best_worst(np.array([302, 731]), np.array([352, 125]), np.array([1400, 1400]), confidence=0.8)
    >>> table["logit"].round(6).tolist()
    [-0.071459, 0.926815]
    """
    nets = [net_share(b / n, w / n, n, confidence=confidence) for b, w, n in zip(best, worst, shown, strict=True)]
    score = np.array([net.value for net in nets])
    with np.errstate(divide="ignore"):
        logit, low, high = (2 * np.arctanh(np.array(end)) for end in zip(*(net[:3] for net in nets), strict=True))
        odds = np.exp(logit - logit.max()) if np.isfinite(logit.max()) else (logit == logit.max()).astype(float)
    return pd.DataFrame({"score": score, "logit": logit, "low": low, "high": high, "share": odds / odds.sum()})


def ratings_conjoint(profiles: pd.DataFrame, scores: np.ndarray) -> tuple[float, pd.DataFrame]:
    """Part-worths of one person (or of means) from ratings of whole profiles, by least squares.

    Parameters
    ----------
    profiles
        One row a card, one column an attribute, with the level that the card shows.
    scores
        The person's rating of each card, higher is better (ranks: turn them around first).

    Returns
    -------
    float, DataFrame
        The constant; and one row a level: ``attribute``, ``level``, ``worth`` (within an attribute they sum to 0) and
        the attribute's ``importance``, its range as a share of all ranges.

    Raises
    ------
    StudyError
        Where the cards cannot tell the levels apart, or there are fewer cards than part-worths.
    """
    levels = {str(name): sorted(profiles[name].unique(), key=str) for name in profiles}
    parts = [(name, level) for name, choices in levels.items() for level in choices[:-1]]
    columns = [(profiles[name] == level).astype(float) - (profiles[name] == levels[name][-1]) for name, level in parts]
    design = np.column_stack([np.ones(len(profiles)), *columns])
    solution, _, rank, _ = np.linalg.lstsq(design, scores, rcond=None)
    if rank < design.shape[1]:
        raise StudyError("conjoint", [Problem("conjoint", code="collinear", fields={"terms": tuple(levels)})])
    rows: list[dict[str, Any]] = []
    for name, choices in levels.items():
        worths = [float(part) for (of, _), part in zip(parts, solution[1:], strict=True) if of == name]
        worths.append(-sum(worths))
        width = max(worths) - min(worths)
        rows += [
            {"attribute": name, "level": level, "worth": worth, "importance": width}
            for level, worth in zip(choices, worths, strict=True)
        ]
    table = pd.DataFrame(rows)
    widths = table.drop_duplicates("attribute")["importance"].sum()
    return float(solution[0]), table.assign(importance=table["importance"] / widths if widths else np.nan)
