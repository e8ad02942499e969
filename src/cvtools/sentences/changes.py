"""What a report says of the ratings and weights that would change its answer."""

from collections.abc import Hashable, Mapping
from typing import Any

from cvtools.analysis.analysis import Analysis
from cvtools.language.rounded import chart_amounts
from cvtools.sentences.advice import MOST_MOVES
from cvtools.sentences.levels import digits_apart, from_to
from cvtools.study.schema import POINTS
from cvtools.value.gaps import price_driver

_MOST_RATINGS = 3


def breakeven_sentence(analysis: Analysis) -> str:
    """Which of our ratings alone would make us level with the best alternative, the smallest steps first.

    Only levels that somebody reaches or that lie in our range; where we are behind, only what is not advised already.
    """
    _, found = analysis.language, analysis.ways_out
    if analysis.standing not in ("ahead", "behind"):
        return ""
    found = found[found["reached"] & found["rating"].notna()]
    if analysis.fair_price == analysis.fair_price:  # told in a sentence of its own
        found = found[found["driver"] != price_driver(analysis.study)]
    if analysis.standing == "behind":
        found = found[~found["driver"].isin([move.driver for move in analysis.moves[:MOST_MOVES]])]
    if found.empty:
        return ""
    steps = [_step(analysis, row) for row in found.head(_MOST_RATINGS).to_dict("records")]
    fields = {"ours": analysis.ours, "rival": analysis.rival, "list": "; ".join(steps)}
    if analysis.standing == "ahead" and len(steps) == 1:
        return _("One change to “{ours}” alone would end its lead over “{rival}”: {list}.", **fields)
    if analysis.standing == "ahead":
        return _("The lead of “{ours}” over “{rival}” would be gone with any one of these alone: {list}.", **fields)
    if len(steps) == 1:
        return _("One other change to “{ours}” alone would close the gap to “{rival}”: {list}.", **fields)
    return _("Any one of these changes to “{ours}” would close the gap to “{rival}”, too: {list}.", **fields)


def _step(analysis: Analysis, row: Mapping[Hashable, Any]) -> str:
    now, needed = from_to(analysis, row["driver"], row["rating"], row["rating_needed"])
    return analysis._(
        "“{driver}” at {needed} instead of {now}",
        driver=analysis.name("drivers", row["driver"]),
        needed=needed,
        now=now,
    )


def switch_sentence(analysis: Analysis) -> str:
    """The least change of one weight for which another offering would be the best."""
    _, found = analysis.language, analysis.weight_switch
    if found is None or analysis.standing not in ("ahead", "behind"):
        return ""
    now, needed = float(found["weight"]), float(found["weight_needed"])
    shown = _weights_apart(analysis, now, needed)
    fields = {
        "driver": analysis.name("drivers", str(found["driver"])),
        "rival": analysis.name("offerings", str(found["rival"])),
        "needed": shown[1],
        "weight": shown[0],
    }
    if needed > now:
        return _(
            "If “{driver}” mattered more ({needed} for the whole scale, not {weight}), “{rival}” would be the best.",
            **fields,
        )
    return _(
        "If “{driver}” mattered less ({needed} for the whole scale, not {weight}), “{rival}” would be the best.",
        **fields,
    )


def _weights_apart(analysis: Analysis, now: float, needed: float) -> tuple[str, str]:
    """A weight and another one, rounded, but not so far that they look alike."""
    _, unit = analysis.language, analysis.study.settings.unit
    if unit != POINTS:
        write = chart_amounts(unit, _, [now, needed])
        if write(now) != write(needed):
            return write(now), write(needed)
    digits = digits_apart(now, needed, _)
    return _.amount(now, unit, digits=digits), _.measure(needed, unit, digits=digits)
