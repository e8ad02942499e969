"""Who could be best if nothing were known of the weights, or only their order."""

from itertools import pairwise, product

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, table
from cvtools.value.model import SCALE

_MOST_DRIVERS = 2
_CLEARLY = 1.05
"""A driver is named if it weighs so many times an even share."""


def unknown_weights(analysis: Analysis) -> Html:
    """Who could be best if nothing were known of the weights: for what part of all possible weights, and for which."""
    _ = analysis.language
    ranks, weights = (analysis.of_segment(frame) for frame in analysis.frames.unknown_weights())
    ranks = ranks.sort_values("acceptability", ascending=False, kind="stable")
    shown = ranks.assign(
        acceptability=ranks["acceptability"].map(_.probability),
        needs=[_heaviest(weights[weights["offering"] == offering], analysis) for offering in ranks["offering"]],
    )
    headers = {
        "offering_name": _("Offering"),
        "acceptability": _("Best for this part of all weights"),
        "needs": _("The weights that make it best stress"),
    }
    return table(shown, headers, numbers=["acceptability"])


def _heaviest(weights: pd.DataFrame, analysis: Analysis) -> str:
    """The drivers that weigh clearly more than an even share in the middle of the weights that make it best."""
    _, even = analysis.language, SCALE / len(analysis.study.drivers)
    most = weights[weights["weight"] > _CLEARLY * even].sort_values("weight", ascending=False, kind="stable")
    rows = most.head(_MOST_DRIVERS).to_dict("records")
    return _.listed(f"{row['driver_name']} ({_.number(row['weight'], digits=0)})" for row in rows)


def weight_order(analysis: Analysis) -> Html:
    """Who could be best if only the order of the study's weights were known, beside nothing known of them.

    The last column is the confidence factor: at the weights that suit an offering best, those in the middle of all that
    make it the best with nothing known, how probable it is that the uncertain ratings leave it the best.
    """
    _, frames = analysis.language, analysis.frames
    free, ordered = (
        analysis.of_segment(ranks).set_index("offering")
        for ranks, _weights in (frames.unknown_weights(), frames.unknown_weights(_order(analysis)))
    )
    frame = ordered.assign(free=free["acceptability"]).sort_values("acceptability", ascending=False, kind="stable")
    shown = frame.assign(
        **{name: frame[name].map(_.probability) for name in ("free", "acceptability")},
        confidence=["–" if p != p else _.probability(p) for p in free["confidence"].reindex(frame.index)],
    )
    headers = {
        "offering_name": _("Offering"),
        "free": _("Best for this part of all weights"),
        "acceptability": _("… of those in the study’s order"),
        "confidence": _("Probability of being best at the weights that suit it"),
    }
    return table(shown, headers, numbers=[name for name in headers if name != "offering_name"])


def _order(analysis: Analysis) -> list[tuple[str, str]]:
    """Each driver above every one of the next smaller weight; equal weights may stand either way."""
    weights = analysis.contributions.drop_duplicates("driver")
    groups = [list(of["driver"]) for _weight, of in weights.groupby("weight")][::-1]
    return [pair for above, below in pairwise(groups) for pair in product(above, below)]
