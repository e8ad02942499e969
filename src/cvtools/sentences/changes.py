"""What a report says of the ratings and weights that would change its answer."""

from collections.abc import Hashable, Mapping
from typing import Any

from cvtools.analysis.analysis import Analysis
from cvtools.language.labels import names_of
from cvtools.language.language import Language, digits_for
from cvtools.value.gaps import price_driver

_MOST_RATINGS = 3
_MOST_DIGITS = 8


def breakeven_sentence(analysis: Analysis) -> str:
    """Which of our ratings alone would make us level with the best alternative, the smallest steps first.

    It follows ``catching_up``, which says by which numbers.
    """
    _, found = analysis.language, analysis.certainty.breakeven
    if analysis.total["gap"] != analysis.total["gap"] or analysis.standing not in ("ahead", "behind"):
        return ""
    if analysis.fair_price == analysis.fair_price:  # told in a sentence of its own
        found = found[found["driver"] != price_driver(analysis.study)]
    elif found.empty and analysis.standing == "behind":
        return _("No single rating would be enough for that, not even at its best; it takes several.")
    if found.empty:
        return ""
    units = names_of(analysis.study, "drivers", language=_.code, field="unit")
    shown = found.head(_MOST_RATINGS)
    return _.plural(
        "By the same numbers, and all else as it is, {ours} and {rival} would be level with {list}.",
        "By the same numbers, and all else as it is, {ours} and {rival} would be level with any one of these: {list}.",
        len(shown),
        ours=analysis.ours,
        rival=analysis.rival,
        list="; ".join(_step(analysis, row, units[row["driver"]]) for row in shown.to_dict("records")),
    )


def _step(analysis: Analysis, row: Mapping[Hashable, Any], unit: str) -> str:
    now, needed = _two(row["rating"], row["rating_needed"], analysis.language)
    return analysis._(
        "“{driver}” at {needed} instead of {now}",
        driver=analysis.name("drivers", row["driver"]),
        needed=needed,
        now=f"{now} {unit}".strip(),
    )


def _two(now: float, needed: float, _: Language) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart."""
    digits = digits_for([now, needed])
    while digits < _MOST_DIGITS and _.number(now, digits=digits) == _.number(needed, digits=digits):
        digits += 1
    return _.number(now, digits=digits), _.number(needed, digits=digits)


def switch_sentence(analysis: Analysis) -> str:
    """The least change of one weight for which another offering would be the best."""
    _, found = analysis.language, analysis.certainty.switch
    if found is None or analysis.standing not in ("ahead", "behind"):
        return ""
    unit, now, needed = analysis.study.settings.unit, float(found["weight"]), float(found["weight_needed"])
    digits = digits_for([now, needed])
    while digits < _MOST_DIGITS and _.amount(now, unit, digits=digits) == _.amount(needed, unit, digits=digits):
        digits += 1
    fields = {
        "driver": analysis.name("drivers", str(found["driver"])),
        "rival": analysis.name("offerings", str(found["rival"])),
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
