"""What a report says of the ratings and weights that would change its answer."""

from collections.abc import Hashable, Mapping
from typing import Any

from cvtools.analysis.analysis import SegmentFacts
from cvtools.language.labels import names_of
from cvtools.language.language import Language, digits_for
from cvtools.value.gaps import price_driver

_MOST_RATINGS = 3
_MOST_DIGITS = 8


def breakeven_sentence(facts: SegmentFacts) -> str:
    """Which of our ratings alone would make us level with the best alternative, the smallest steps first.

    It follows ``catching_up``, which says by which numbers.
    """
    _, found = facts._, facts.sure.breakeven
    if facts.total["gap"] != facts.total["gap"] or facts.standing not in ("ahead", "behind"):
        return ""
    if facts.fair_price == facts.fair_price:  # told in a sentence of its own
        found = found[found["driver"] != price_driver(facts.study)]
    elif found.empty and facts.standing == "behind":
        return _("No single rating would be enough for that, not even at its best; it takes several.")
    if found.empty:
        return ""
    units = names_of(facts.study, "drivers", language=_.code, field="unit")
    shown = found.head(_MOST_RATINGS)
    return _.plural(
        "By the same numbers, and all else as it is, {ours} and {rival} would be level with {list}.",
        "By the same numbers, and all else as it is, {ours} and {rival} would be level with any one of these: {list}.",
        len(shown),
        ours=facts.ours,
        rival=facts.rival,
        list="; ".join(_step(facts, row, units[row["driver"]]) for row in shown.to_dict("records")),
    )


def _step(facts: SegmentFacts, row: Mapping[Hashable, Any], unit: str) -> str:
    now, needed = _two(row["rating"], row["rating_needed"], facts._)
    return facts._(
        "“{driver}” at {needed} instead of {now}",
        driver=facts.name("drivers", row["driver"]),
        needed=needed,
        now=f"{now} {unit}".strip(),
    )


def _two(now: float, needed: float, _: Language) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart."""
    digits = digits_for([now, needed])
    while digits < _MOST_DIGITS and _.number(now, digits=digits) == _.number(needed, digits=digits):
        digits += 1
    return _.number(now, digits=digits), _.number(needed, digits=digits)


def switch_sentence(facts: SegmentFacts) -> str:
    """The least change of one weight for which another offering would be the best."""
    _, found = facts._, facts.sure.switch
    if found is None or facts.standing not in ("ahead", "behind"):
        return ""
    unit, now, needed = facts.study.settings.unit, float(found["weight"]), float(found["weight_needed"])
    digits = digits_for([now, needed])
    while digits < _MOST_DIGITS and _.amount(now, unit, digits=digits) == _.amount(needed, unit, digits=digits):
        digits += 1
    fields = {
        "driver": facts.name("drivers", str(found["driver"])),
        "rival": facts.name("offerings", str(found["rival"])),
        "needed": _.measure(needed, unit, digits=digits),
        "weight": _.amount(now, unit, digits=digits),
    }
    if needed > now:
        return _(
            "By the most likely numbers, {rival} would give the most value if going from worst to best on “{driver}” "
            "were worth more than {needed} instead of {weight}.",
            **fields,
        )
    return _(
        "By the most likely numbers, {rival} would give the most value if going from worst to best on “{driver}” were "
        "worth less than {needed} instead of {weight}.",
        **fields,
    )
