"""Who wins for sure, what the doubt comes from, what would change the answer, and what to measure next."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, table
from cvtools.language.coded_words import verdict_word
from cvtools.language.labels import plain
from cvtools.language.language import Language, digits_for
from cvtools.language.text import part, short, wrapped
from cvtools.study.records import records
from cvtools.uncertainty.influence import TOGETHER
from cvtools.uncertainty.summaries import EVERY

MOST_ROWS = 8


def verdicts(analysis: Analysis) -> Html:
    """For each segment who wins, in words, and the two offerings that most probably give the most."""
    _, names = analysis.language, analysis.names("offerings")
    frame = analysis.named(analysis.frames.verdicts)
    shown = pd.DataFrame(
        {
            "segment": frame["segment_name"],
            "verdict": [verdict_word(word, _) for word in frame["verdict"]],
            **{
                place: [
                    "" if fixed else f"{names[offering]} ({_.probability(p)})"
                    for fixed, offering, p in zip(frame["fixed"], frame[place], frame[chance], strict=True)
                ]
                for place, chance in (("offering", "p_best"), ("second", "p_second"))
            },
        }
    )
    headers = {
        "segment": _("Segment"),
        "verdict": _("Verdict"),
        "offering": _("Most probably the best"),
        "second": _("Next"),
    }
    return table(shown, headers)


def within_ranges(analysis: Analysis) -> Html:
    """What holds for every number within its range, and how far the probability of being best depends on the halo."""
    _ = analysis.language
    ranks = analysis.of_segment(analysis.frames.rank_ranges(analysis.segment))
    halo = analysis.named(analysis.frames.halo_range(analysis.segment))
    shown = pd.DataFrame(
        {
            "offering": ranks["offering_name"],
            "ranks": [
                _.number(best, digits=0)
                if best == worst
                else _("{low} to {high}", low=_.number(best, digits=0), high=_.number(worst, digits=0))
                for best, worst in zip(ranks["best_rank"], ranks["worst_rank"], strict=True)
            ],
            "halo": [
                _.probability(low)
                if _.probability(low) == _.probability(high)
                else _("{low} to {high}", low=_.probability(low), high=_.probability(high))
                for low, high in zip(halo["p_low"], halo["p_high"], strict=True)
            ],
        }
    )
    headers = {
        "offering": _("Offering"),
        "ranks": _("Place, for any numbers within their ranges"),
        "halo": _("Probability of being best, for any halo from 0 to 1"),
    }
    return table(shown, headers, numbers=["ranks", "halo"])


def customers(analysis: Analysis) -> Html:
    """For which part of the segment's customers each offering is the best, where they weigh things differently."""
    _, found = analysis.language, analysis.named(analysis.certainty.customers)
    if found.empty:
        told = _(
            "The study does not say how differently the customers of a segment weigh (its setting heterogeneity is 0)."
        )
        return element("p", told)
    shown = pd.DataFrame(
        {
            "offering": found["offering_name"],
            "share": found["share"].map(_.probability),
            "low": found["share_low"].map(_.probability),
            "high": found["share_high"].map(_.probability),
        }
    )
    headers = {
        "offering": _("Offering"),
        "share": _("Best for this part of the customers"),
        "low": _("Low"),
        "high": _("High"),
    }
    caption = _("From low to high: the {share} interval.", share=analysis.share)
    return table(shown, headers, numbers=["share", "low", "high"], caption=caption)


def doubt(analysis: Analysis) -> Html:
    """The numbers behind most of the variance of our gap to the likely best alternative."""
    _ = analysis.language
    found = analysis.of_segment(analysis.frames.variance_shares)
    mine = found[found["rival"] == analysis.certainty.rival]
    if mine.empty:
        return element("p", _("No number of this segment has a range, so there is no doubt to take apart."))
    frame = mine[mine["table"] != TOGETHER].sort_values("share", ascending=False, kind="stable").head(MOST_ROWS)
    rows = [
        (row["driver_name"], row["offering_name"] if row["offering"] else _("Weight"), part(row["share"], _))
        for row in records(frame)
    ]
    rest = 1.0 - float(frame["share"].sum())
    if rest > 0.0005:
        rows.append((_("Everything else, and what numbers do together"), "", part(rest, _)))
    headers = {"driver": _("Driver"), "number": _("Whose rating, or the weight"), "share": _("Share of the variance")}
    return table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["share"])


def weight_switches(analysis: Analysis) -> Html:
    """For each driver, the weight at which another offering would take over; the nearest first."""
    _, offerings = analysis.language, analysis.names("offerings")
    frame = analysis.of_segment(analysis.frames.weight_switches).sort_values("change", kind="stable")
    write = analysis.amounts([*frame["weight"], *frame["weight_needed"].dropna()])
    shown = frame.assign(
        weight=frame["weight"].map(write),
        needed=[_("none") if needed != needed else write(needed) for needed in frame["weight_needed"]],
        rival=["" if not rival else offerings[rival] for rival in frame["rival"]],
    )
    headers = {
        "driver_name": _("Driver"),
        "weight": _("Weight now"),
        "needed": _("Weight at which it changes"),
        "rival": _("Who would then give the most"),
    }
    return table(shown, headers, numbers=["weight", "needed"])


def measure_next(analysis: Analysis) -> Html:
    """What to measure next: the drivers by what knowing them exactly would be worth to customers.

    Beside it, how much of the doubt about our gap to the likely best alternative each driver is behind. Where it is
    open which of the two gives more and answers can tell, also how many more answers about it alone would.
    """
    _, run = analysis.language, analysis.simulation
    market = run.markets[run.segments.index(analysis.segment)]
    rival = analysis.certainty.rival
    answers = analysis.of_segment(analysis.frames.answers_needed)
    answers = answers[answers["rival"] == rival].set_index("driver")[["share", "n", "times", "more"]]
    frame = analysis.of_segment(analysis.frames.information).join(answers, on="driver")
    digits = digits_for(market.gap.ravel().tolist())  # as fine as the gap itself is shown, and no finer
    frame["worth"] = frame["information"].round(digits)
    every = frame["driver"] == EVERY
    known = frame[~every].sort_values(["worth", "share"], ascending=False, kind="stable")
    frame = pd.concat([known, frame[every]])
    shown = pd.DataFrame(
        {
            "driver": np.where(frame["driver"] == EVERY, _("All together"), frame["driver_name"]),
            "information": [_.amount(x, analysis.study.settings.unit, digits=digits) for x in frame["worth"]],
            "share": [part(share, _) for share in frame["share"].fillna(0.0)],
            "n": [_answers(share, n, _) for share, n in zip(frame["share"], frame["n"], strict=True)],
            "more": [_more(row, _) for row in records(frame)],
        }
    )
    names = {"rival": short(analysis.name("offerings", rival))}
    headers = {
        "driver": _("Driver"),
        "information": _("Knowing it exactly is worth"),
        "share": _("Share of the doubt about the gap to “{rival}”", **names),
        "n": _("People asked so far"),
    }
    if analysis.verdict == "open" and (frame["times"] > 1).any():
        headers["more"] = _("More people to ask, to tell us from “{rival}”", **names)
    caption = _(
        "What knowing is worth: how much less we would be off, on average, by naming the offering that seems best."
    )
    return table(shown, headers, numbers=[name for name in headers if name != "driver"], caption=caption)


def _answers(share: float, n: float, _: Language) -> str:
    """How many people were asked about what is uncertain of a driver; a dash where nothing is."""
    if share != share:
        return "–"
    return _.number(n, digits=0) if n > 0 else "?"


def _more(row: Mapping[str, Any], _: Language) -> str:
    """How many more people to ask about one driver to settle the gap."""
    if row["share"] != row["share"]:
        return _.number(0, digits=0)  # nothing about it is uncertain
    if row["times"] == float("inf"):
        return _("not enough by itself")
    return _.number(row["more"], digits=0) if row["more"] == row["more"] else "?"


def breakeven(analysis: Analysis) -> Html:
    """What each of our ratings would have to be for the gap to the best alternative to close."""
    _, study = analysis.language, analysis.study
    frame = analysis.of_segment(analysis.frames.breakeven)
    units = analysis.names("drivers", field="unit")
    frame["unit"] = [wrapped(units[driver], width=20, lines=1) for driver in frame["driver"]]
    frame = frame.join(study.drivers.set_index("driver")[["worst", "best"]], on="driver")
    frame["weight"] = frame["driver"].map(
        analysis.contributions.drop_duplicates("driver").set_index("driver")["weight"]
    )
    rows = records(frame)
    shown = pd.DataFrame(
        {
            "driver": frame["driver_name"],
            "rating": [f"{plain(row['rating'], _)} {row['unit']}".strip() for row in rows],
            "needed": [_needed(row, _) for row in rows],
            "feasible": [_possible(row, _) for row in rows],
        }
    )
    first = rows[0]
    names = {"ours": short(analysis.ours), "rival": short(first["rival_name"])}
    caption = (
        _("“{ours}” and “{rival}”: the gap is not known.", **names)
        if first["gap"] != first["gap"]
        else _(
            "By the most likely numbers, “{ours}” against “{rival}”: {gap} now.",
            gap=analysis.amounts(frame["gap"], signed=True)(first["gap"]),
            **names,
        )
    )
    headers = {
        "driver": _("Driver"),
        "rating": _("Our rating now"),
        "needed": _("Both give the same at"),
        "feasible": _("On the scale?"),
    }
    return table(shown, headers, numbers=["rating", "needed"], caption=caption)


def _needed(row: Any, _: Language) -> str:
    """The rating that closes the gap, with as many digits as tell it from the one now."""
    if not row["feasible"]:
        return "–" if row["rating_needed"] == row["rating_needed"] or not row["weight"] else "?"
    now, needed = float(row["rating"]), float(row["rating_needed"])
    step = abs(needed - now)
    digits = max(digits_for([needed]), digits_for([step]) if step > 0 else 0)
    return f"{_.number(needed, digits=min(digits, 4))} {row['unit']}".strip()


def _possible(row: Any, _: Language) -> str:
    """Whether some level of the scale closes the gap; our own is looked at only once the gap is known."""
    if row["feasible"]:
        return _("yes")
    if not row["weight"]:
        return _("no: it counts for nothing here")
    if row["rating_needed"] != row["rating_needed"]:
        return _("not known: other ratings are missing")
    up = (row["rating_needed"] - row["worst"]) * (row["best"] - row["worst"]) > 0
    return _("no: not even at its best") if up else _("no: not even at its worst")
