"""How sure are we? One seeded simulation of everything uncertain in a study, and what is read off it.

Lives here: from rows with ``low`` and ``high`` to draws (``pert``, ``inputs``, ``draws``), from draws to sums
(``simulation`` with ``conditional_means`` and ``ranking``), and from sums to frames: intervals and probabilities
(``summaries``), causes (``influence``), who wins (``verdicts``); for which customers (``customers``);
what holds whatever the distributions (``within_ranges``); ``smaa`` is for weights of which
nothing is known. May import: value, study. Never: language, charts.
"""

from cvtools.uncertainty.customers import customer_shares
from cvtools.uncertainty.draws import DRAWS, SEED, value_draws
from cvtools.uncertainty.influence import TOGETHER, answers_needed, tornado, variance_shares
from cvtools.uncertainty.simulation import Simulation, simulate
from cvtools.uncertainty.smaa import acceptability, unknown_weights
from cvtools.uncertainty.summaries import EVERY, gap_intervals, information_value, robustness
from cvtools.uncertainty.verdicts import certain_from, verdicts
from cvtools.uncertainty.within_ranges import halo_range, rank_ranges

__all__ = [
    "DRAWS",
    "EVERY",
    "SEED",
    "TOGETHER",
    "Simulation",
    "acceptability",
    "answers_needed",
    "certain_from",
    "customer_shares",
    "gap_intervals",
    "halo_range",
    "information_value",
    "rank_ranges",
    "robustness",
    "simulate",
    "tornado",
    "unknown_weights",
    "value_draws",
    "variance_shares",
    "verdicts",
]
