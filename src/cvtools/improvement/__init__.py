"""What to do, what it pays, and how to say it.

Lives here: levers as arrays (``lever_model``) and as draws (``lever_draws``), what they do (``levers``) and
what a rival's ``answer`` would; from value to
choice (``choice``) and to what it pays (``outcomes``); which levers for this money (``portfolio`` for one of three
``goals``, with every portfolio worked out in ``enumeration`` or the best one found by a ``solver``) and where that
breaks (``claims``); what may be said to whom (``proposition``). May import: uncertainty, value, study. Never: charts,
language.
"""

from cvtools.improvement.answer import answer_scenario
from cvtools.improvement.choice import Calibration, calibrate, logit_shares, preference_shares
from cvtools.improvement.claims import break_even_claim, net_over_draws
from cvtools.improvement.lever_model import LeverModel, lever_model, past_anchor
from cvtools.improvement.levers import lever_effects, plan_effects
from cvtools.improvement.outcomes import lifetime_value, outcomes, switching_shares, worth_contacting
from cvtools.improvement.portfolio import Plan, frontier, portfolio
from cvtools.improvement.proposition import price_room, propositions

__all__ = [
    "Calibration",
    "LeverModel",
    "Plan",
    "answer_scenario",
    "break_even_claim",
    "calibrate",
    "frontier",
    "lever_effects",
    "lever_model",
    "lifetime_value",
    "logit_shares",
    "net_over_draws",
    "outcomes",
    "past_anchor",
    "plan_effects",
    "portfolio",
    "preference_shares",
    "price_room",
    "propositions",
    "switching_shares",
    "worth_contacting",
]
