"""Which levers, for this money: the best portfolio under a budget, chosen exactly, and how sure that choice is.

Every portfolio is worked out with the model itself, as long as there are no more than about a million; for value, of
more than 20 levers a solver chooses. Of more portfolios, the best for profit is searched for, and a bound says how much
better any other could be. Never greedily: the best two together need not hold the best one.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.improvement.choosing_anew import MOST_DRAWS, chosen_anew
from cvtools.improvement.enumeration import Portfolios, portfolios, portfolios_if_few
from cvtools.improvement.goals import MOST_FOR_P_BEST, Score, is_solved
from cvtools.improvement.lever_model import LeverModel, lever_model
from cvtools.improvement.profit_boxes import Boxes
from cvtools.improvement.profit_search import MOST_BOXES, ProfitSearch
from cvtools.improvement.solver import best_for_value
from cvtools.study.errors import Problem, StudyError
from cvtools.study.rounding import rounding
from cvtools.study.study import Study
from cvtools.study.wording import N_
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.uncertainty.simulation import Simulation
from cvtools.value.model import ValueModel

TOTAL = "total"
"""As ``lever``: the portfolio as a whole."""
_CANDIDATES = 2_000
"""Portfolios, the best by the likely numbers, of which the draws say how often each is the best."""
_BUDGETS = 25
"""So many budgets are asked about where portfolios are too many to go through."""
_DRAWS = 500
"""How many draws say that."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The levers that were chosen, and how they compare with the other portfolios."""

    levers: LeverModel
    goal: str
    """value, p_best or profit."""
    budget: float
    chosen: list[str]
    effect: float
    """On the goal: value summed over all customers; the probability that we give most, averaged over customers; or
    profit, without the plan's cost."""
    table: pd.DataFrame
    """``lever``, ``chosen``, ``cost``, ``effect`` (of the lever by itself), ``how_often_best`` (in what part of the
    draws it is in the best portfolio); the last row, ``total``, is the portfolio: how often it is the best itself."""
    regret: float
    """What the best portfolio of each draw adds to this one on average, on the goal."""
    tight: bool
    """Whether the budget holds something back: without it another portfolio would be chosen."""
    short: float = 0.0
    """No other portfolio does more than so much more on the goal; above 0 only where there are too many to go through
    for profit. How often one is the best is then counted among those that were worked out."""
    searched: bool = False
    """Whether there are too many to go through, so that it and what each budget can do are the best that was found."""

    @property
    def cost(self) -> float:
        """What the plan costs, once and yearly over the years that count."""
        return float(self.levers.cost[self.levers.positions(self.chosen)].sum())


def portfolio(
    source: Study | ValueModel | LeverModel | Simulation,
    budget: float = math.inf,
    *,
    goal: str = "value",
    least: float | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Plan:
    """Choose the levers that together do most for the money.

    Needs, musts, and one lever at most of each group are kept, and limits of people and time, where levers are
    ``limited``; effects add up and stop at the anchors. Of portfolios that do as much, the cheapest is taken.

    Parameters
    ----------
    budget
        Money for everything that a lever costs, yearly costs over the years that count included.
    goal
        ``value``: the change of our value, summed over all customers (segments by their size). ``p_best``: the
        probability that we give the most, averaged over all customers. ``profit``: what all our customers are worth,
        less what the levers cost.
    least
        What each segment must gain in value, at least; 0: no segment may lose. By default some may.

    Raises
    ------
    StudyError
        When the goal is unknown, the budget is no amount or smaller than what must be done costs, nothing is allowed
        by ``least``, profit cannot be worked out, or there are too many portfolios for ``p_best``.

    Examples
    --------
    >>> import cvtools as cv
    >>> portfolio(cv.read_study("data/coffee"), 15_000, draws=100).chosen
    ['order_ahead', 'pickup_shelf', 'sockets']
    """
    levers = _levers(source)
    solved = is_solved(levers, goal)
    if not budget >= 0:
        raise StudyError("budget", [Problem("budget", found=f"{budget}", code="negative_cost")])
    _refuse_small(levers, budget)
    if solved:
        return _solved(levers, budget, goal, least, draws, seed)
    every = _all(levers, goal)
    if every is None:
        return _searched(levers, budget, least, draws, seed)
    fair = every.only((every.value_changes() >= least - rounding(least)).all(axis=1)) if least is not None else every
    inside = fair.within(budget)
    if not len(inside.chosen):
        raise _nothing_fair(levers)
    score = Score(levers, goal, draws, seed)
    worth = score.of(inside)
    best = _first_best(worth)
    often = _how_often(levers, score, inside, worth, best)
    costlier = fair.only(fair.cost > budget + rounding(budget)) if math.isfinite(budget) else None
    tight = False
    if costlier is not None and goal == "p_best" and len(costlier.chosen) > MOST_FOR_P_BEST:
        costlier = None  # too many to say what more money would do
    if costlier is not None and len(costlier.chosen):
        tight = bool(score.of(costlier).max() > worth[best] + rounding(worth[best]))
    return _plan(score, budget, inside.chosen[best], often, tight=tight)


def frontier(
    source: Study | ValueModel | LeverModel | Simulation, *, goal: str = "value", draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """What each budget can do at best: the portfolios that no cheaper one equals.

    Returns
    -------
    DataFrame
        ``cost``, rising; ``effect``, on the goal (for profit without the cost), rising; ``levers``, the portfolio's,
        with ``+`` between. Where there are too many portfolios to go through for profit, the best that were found.

    Raises
    ------
    StudyError
        As :func:`portfolio` does.
    """
    levers = _levers(source)
    every = None if is_solved(levers, goal) else _all(levers, goal)
    score = Score(levers, goal, draws, seed)
    every = _best_of_budgets(score) if every is None else every
    effect = score.effect(every)
    before = np.maximum.accumulate(np.concatenate([[-np.inf], effect[:-1]]))
    kept = effect > before + rounding(effect)
    rows = [
        (float(cost), float(worth), "+".join(levers.ids[i] for i in np.flatnonzero(row)))
        for cost, worth, row in zip(every.cost[kept], effect[kept], every.chosen[kept], strict=True)
    ]
    return pd.DataFrame(rows, columns=["cost", "effect", "levers"])


def _levers(source: Study | ValueModel | LeverModel | Simulation) -> LeverModel:
    if isinstance(source, LeverModel):
        return source
    return lever_model(source.model if isinstance(source, Simulation) else source)


def _refuse_small(levers: LeverModel, budget: float) -> None:
    """Refuse a budget that does not pay for what must be done."""
    must, waiting = set[int](), [int(i) for i in np.flatnonzero(levers.must)]
    while waiting:
        lever = waiting.pop()
        if lever not in must:
            must.add(lever)
            waiting += levers.needs[lever]
    of = {"levers": tuple(levers.ids[lever] for lever in sorted(must))}
    if levers.late[sorted(must)].any():
        message = N_("what must be done ({levers}) takes longer than the limit of {months} months")
        raise StudyError("months", message, months=levers.most_months, **of)
    people = float(levers.people[sorted(must)].sum())
    if people > levers.most_people + rounding(people):
        message = N_("what must be done ({levers}) takes {people} months of work, more than the limit of {limit}")
        raise StudyError("people", message, people=round(people, 2), limit=levers.most_people, **of)
    cost = float(levers.cost[sorted(must)].sum())
    if cost > budget + rounding(budget):
        message = N_("what must be done ({levers}) costs {cost}, more than the budget of {budget}")
        raise StudyError("budget", message, cost=round(cost, 2), budget=float(budget), **of)


def _first_best(worth: np.ndarray) -> int:
    """Return the first of the best: portfolios go from cheap to dear."""
    return int((worth >= worth.max() - rounding(worth)).argmax())


def _how_often(
    levers: LeverModel, score: Score, inside: Portfolios, worth: np.ndarray, best: int
) -> tuple[np.ndarray, float, float]:
    """Return how often each lever is in a draw's best portfolio, how often the chosen one is it, and its regret."""
    kept = np.sort(np.argsort(-worth, kind="stable")[:_CANDIDATES])
    some = inside.only(kept)
    place, draws = int(np.flatnonzero(kept == best)[0]), min(_DRAWS, score.draws)
    segments = score.drawn(draws)
    often, itself, regret = np.zeros(len(levers.ids)), 0, 0.0
    for part in some.parts(draws * len(segments)):
        part = slice(part.start, min(part.stop, draws))
        if part.start >= draws:
            break
        reached = score.reached(some, segments, part)
        highest = reached.max(axis=0)
        first = (reached >= highest - rounding(highest)).argmax(axis=0)
        often += some.chosen[first].sum(axis=0)
        itself += int((first == place).sum())
        regret += float((highest - reached[place]).sum())
    return often / draws, itself / draws, regret / draws


def _plan(
    score: Score,
    budget: float,
    best: np.ndarray,
    often: tuple[np.ndarray, float, float],
    *,
    tight: bool,
    short: float = 0.0,
    searched: bool = False,
) -> Plan:
    """Put together what is told of the best, L booleans; ``often``: of each lever, of itself, and the regret."""
    levers, (each, itself, regret) = score.levers, often
    effect = float(score.effect(Portfolios(levers, best[None]))[0])
    table = pd.DataFrame(
        {
            "lever": [*levers.ids, TOTAL],
            "chosen": [*best.tolist(), bool(best.any())],
            "cost": [*levers.cost.tolist(), float(levers.cost[best].sum())],
            "effect": [*score.alone().tolist(), effect],
            "how_often_best": [*each.tolist(), itself],
        }
    )
    chosen = [lever for lever, is_in in zip(levers.ids, best, strict=True) if is_in]
    return Plan(levers, score.goal, budget, chosen, effect, table, regret, tight, short, searched)


def _solved(levers: LeverModel, budget: float, goal: str, least: float | None, draws: int, seed: int) -> Plan:
    budget = min(budget, float(levers.cost.sum()))
    best = best_for_value(levers, budget, least=least)
    if best is None:
        raise _nothing_fair(levers)
    score = Score(levers, goal, draws, seed)
    free = best_for_value(levers, float(levers.cost.sum()), least=least)
    both = score.effect(Portfolios(levers, np.array([best, best if free is None else free])))
    often = chosen_anew(levers, best, budget, draws=min(draws, MOST_DRAWS), seed=seed, least=least)
    return _plan(score, budget, best, often, tight=bool(both[1] > both[0] + rounding(both[0])))


def _searched(levers: LeverModel, budget: float, least: float | None, draws: int, seed: int) -> Plan:
    """Search for the best for profit where there are too many to go through."""
    budget, all_together = min(budget, float(levers.cost.sum())), float(levers.cost.sum())
    score = Score(levers, "profit", draws, seed)
    search = _search(score, budget, least)
    if search.best is None:
        raise _nothing_fair(levers)
    seen = search.portfolios
    worth = score.of(seen)
    best = _first_best(worth)
    often = _how_often(levers, score, seen, worth, best)
    tight = budget < all_together and _search(score, all_together, least, 1).worth > worth[best] + rounding(worth[best])
    short = search.bound - float(worth[best])
    return _plan(score, budget, seen.chosen[best], often, tight=tight, short=short, searched=True)


def _search(score: Score, budget: float, least: float | None = None, most: int = MOST_BOXES) -> ProfitSearch:
    return ProfitSearch(Boxes(score, budget, least)).run(most)


def _all(levers: LeverModel, goal: str) -> Portfolios | None:
    """Return all portfolios; ``None`` where the best for profit has to be searched for."""
    return portfolios_if_few(levers) if goal == "profit" else portfolios(levers)


def _best_of_budgets(score: Score) -> Portfolios:
    """Return the best for one budget after the other, and for profit what else a short search works out."""
    levers, found = score.levers, list[np.ndarray]()
    for budget in np.linspace(levers.cost[levers.must].sum(), levers.cost.sum(), _BUDGETS):
        if score.goal == "profit":
            found.extend(_search(score, float(budget), most=1).portfolios.chosen)
        elif (best := best_for_value(levers, float(budget))) is not None:
            found.append(best)
    every = Portfolios(levers, np.unique(found, axis=0))
    return every.only(np.argsort(every.cost, kind="stable"))


def _nothing_fair(levers: LeverModel) -> StudyError:
    return StudyError(levers.study.settings.title, N_("no portfolio gives every segment that much"))
