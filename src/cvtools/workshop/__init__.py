"""A workshop: many people weigh and rate at once, and what they say becomes one study.

The room (one SQLite file) and its server, the page that participants open, the pooled picture, files that are handed
in. May import: analysis, language, browser and all that those stand on. Never: figures, tables, sentences, explorer,
notebook, report.
"""

from cvtools.workshop.agreement import camps, icc, kendalls_w
from cvtools.workshop.answers import Answers, room_answers
from cvtools.workshop.handed_in import collect
from cvtools.workshop.pooled import pooled_study
from cvtools.workshop.pooling import disagreements, moved, own_values, pooled_values, pooled_winners, spreads
from cvtools.workshop.rehearsal import invented_group
from cvtools.workshop.results import agreement_told, group, ratings_shown, weights_shown, winners_shown

__all__ = [
    "Answers",
    "agreement_told",
    "camps",
    "collect",
    "disagreements",
    "group",
    "icc",
    "invented_group",
    "kendalls_w",
    "moved",
    "own_values",
    "pooled_study",
    "pooled_values",
    "pooled_winners",
    "ratings_shown",
    "room_answers",
    "spreads",
    "weights_shown",
    "winners_shown",
]
