"""What deserves a second look before anybody believes a study's numbers, in the reader's words."""

from collections.abc import Iterable, Mapping

from cvtools.language.labels import names_of
from cvtools.language.language import Language
from cvtools.study.study import Study
from cvtools.value.caveats import Caveat


def caveat_sentences(found: Iterable[Caveat], study: Study, _: Language) -> list[str]:
    """The caveats as sentences with the study's names; several of a kind become one sentence."""
    alike: dict[str, list[Caveat]] = {}
    for caveat in found:
        alike.setdefault(caveat.code, []).append(caveat)
    names = {
        table: names_of(study, table, language=_.code, field="short") for table in ("segments", "offerings", "drivers")
    }
    return [_SENTENCES[code](group, names, _) for code, group in alike.items()]


_Names = Mapping[str, Mapping[str, str]]


def _items(words: Iterable[str], _: Language, *, most: int = 6) -> str:
    """Distinct items, the first of them."""
    distinct = list(dict.fromkeys(words))
    shown = distinct[:most]
    return (
        "; ".join(shown)
        if len(shown) == len(distinct)
        else "; ".join([*shown, f"… ({_.number(len(distinct), digits=0)})"])
    )


def _tell_double_price(group: list[Caveat], names: _Names, _: Language) -> str:
    pairs = (f"{names['drivers'][c.other]} + {names['drivers'][c.driver]}" for c in group)
    return _(
        "The price and what it buys are both drivers, so the price is probably counted twice: {list}.",
        list=_items(pairs, _),
    )


def _tell_reversed_cost(group: list[Caveat], names: _Names, _: Language) -> str:
    drivers = (names["drivers"][c.driver] for c in group)
    return _(
        "Costs whose best level is the higher number, so that more is less of a burden. Is that meant? {list}.",
        list=_items(drivers, _),
    )


def _tell_unused_scale(group: list[Caveat], names: _Names, _: Language) -> str:
    drivers = (f"{names['drivers'][c.driver]} ({_.percent(c.number)})" for c in group)
    return _(
        "All ratings lie within a small part of the scale. The weight counts for the whole scale, so ask "
        "whether the anchors are too far "
        "apart: {list}.",
        list=_items(drivers, _),
    )


def _tell_heavy_weight(group: list[Caveat], names: _Names, _: Language) -> str:
    drivers = (
        f"{names['segments'][c.segments[0]]}: {names['drivers'][c.driver]} ({_.percent(c.number)})" for c in group
    )
    return _(
        "One driver has more than half of the weight and nearly decides the answer alone: {list}.",
        list=_items(drivers, _),
    )


def _tell_dominated(group: list[Caveat], names: _Names, _: Language) -> str:
    pairs = (f"{names['offerings'][c.offering]} ← {names['offerings'][c.other]}" for c in group)
    return _(
        "Dominated (another offering is at least as good on everything that counts): {list}.", list=_items(pairs, _)
    )


def _tell_move_together(group: list[Caveat], names: _Names, _: Language) -> str:
    strongest = sorted(group, key=lambda c: -abs(c.number))
    pairs = (
        f"{names['drivers'][c.driver]} / {names['drivers'][c.other]} (r = {_.number(c.number, digits=2)})"
        for c in strongest
    )
    return _(
        "Ratings that move together, so that their effects are hard to tell apart (with few offerings this may "
        "be chance): {list}.",
        list=_items(pairs, _, most=3),
    )


def _tell_ratio_disagrees(group: list[Caveat], names: _Names, _: Language) -> str:
    pairs = (
        f"{names['segments'][c.segments[0]]}: {names['offerings'][c.offering]} / {names['offerings'][c.other]}"
        for c in group
    )
    return _(
        "Benefits minus costs and benefits divided by costs name different winners. We go by the difference, "
        "since the ratio depends on where "
        "the scale starts (winner by difference / by ratio): {list}.",
        list=_items(pairs, _),
    )


def _tell_yearly_in_points(group: list[Caveat], names: _Names, _: Language) -> str:
    drivers = (names["drivers"][c.driver] for c in group)
    return _("Marked as yearly, which has no effect in a study in points: {list}.", list=_items(drivers, _))


_SENTENCES = {
    "double_price": _tell_double_price,
    "reversed_cost": _tell_reversed_cost,
    "unused_scale": _tell_unused_scale,
    "heavy_weight": _tell_heavy_weight,
    "dominated": _tell_dominated,
    "move_together": _tell_move_together,
    "ratio_disagrees": _tell_ratio_disagrees,
    "yearly_in_points": _tell_yearly_in_points,
}
