"""What notebook 05 shows besides pictures: who wins for sure, what the doubt comes from, unknown weights.

``segment`` is a segment's id (by default the first), ``language`` is ``en``, ``nb`` or ``hr`` (by default the study's).
"""

from itertools import pairwise, product

import pandas as pd

from cvtools.analysis.analysis import SegmentFacts
from cvtools.analysis.certainty import Certainty
from cvtools.browser.html import Html, element, table
from cvtools.figures.certainty import decomposition_figure, tornado_figure
from cvtools.figures.values import Figure
from cvtools.language.coded_words import verdict_word
from cvtools.language.labels import amounts, labelled, names_of, words_of
from cvtools.language.language import Language
from cvtools.language.text import part
from cvtools.sentences.market import other_segment
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.uncertainty.influence import TOGETHER, variance_shares
from cvtools.uncertainty.simulation import Simulation, simulated
from cvtools.uncertainty.smaa import unknown_weights
from cvtools.uncertainty.verdicts import verdicts
from cvtools.value.sensitivity import weight_switches
from cvtools.value.values import contributions

MOST_ROWS = 8
_MOST_DRIVERS = 2


def verdict_table(source: Study | Simulation, *, language: str = "") -> Html:
    """For each segment who wins, in words, and the two offerings that most probably give the most."""
    simulation = simulated(source)
    _ = words_of(simulation.study, language)
    frame = labelled(verdicts(simulation), simulation.study, language=_.code)
    names = names_of(simulation.study, "offerings", language=_.code)
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


def doubt_figure(study: Study, *, segment: str = "", language: str = "") -> Figure | Html:
    """How far each uncertain number alone moves the gap, or a sentence where nothing is uncertain."""
    _ = words_of(study, language)
    figure = tornado_figure(study, segment=segment, language=_.code)
    return figure or element("p", _("No number of this segment has a range, so there is no doubt to take apart."))


def doubt_table(source: Study | Simulation, *, segment: str = "", language: str = "") -> Html:
    """The numbers behind most of the variance of our gap to the likely best alternative."""
    simulation = simulated(source)
    study = simulation.study
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    found = variance_shares(simulation)
    mine = found[(found["segment"] == chosen) & (found["rival"] == Certainty(simulation, chosen).rival)]
    if mine.empty:
        return element("p", _("No number of this segment has a range, so there is no doubt to take apart."))
    single = mine[mine["table"] != TOGETHER].sort_values("share", ascending=False, kind="stable")
    frame = labelled(single.head(MOST_ROWS), study, language=_.code)
    rows = [
        (row["driver_name"], row["offering_name"] if row["offering"] else _("Weight"), part(row["share"], _))
        for row in frame.to_dict("records")
    ]
    rest = 1.0 - float(frame["share"].sum())
    if rest > 0.0005:
        rows.append((_("Everything else, and what numbers do together"), "", part(rest, _)))
    headers = {"driver": _("Driver"), "number": _("Whose rating, or the weight"), "share": _("Share of the variance")}
    return table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["share"])


def switch_table(study: Study, *, segment: str = "", language: str = "") -> Html:
    """For each driver, the weight at which another offering would take over; the nearest first."""
    _ = words_of(study, language)
    frame = weight_switches(study)
    frame = frame[frame["segment"] == chosen_segment(study, segment)].sort_values("change", kind="stable")
    names = names_of(study, "drivers", language=_.code)
    offerings = names_of(study, "offerings", language=_.code)
    write = amounts(study, _, [*frame["weight"], *frame["weight_needed"].dropna()])
    shown = pd.DataFrame(
        {
            "driver": frame["driver"].map(names),
            "weight": frame["weight"].map(write),
            "needed": [_("none") if needed != needed else write(needed) for needed in frame["weight_needed"]],
            "rival": ["" if not rival else offerings[rival] for rival in frame["rival"]],
        }
    )
    headers = {
        "driver": _("Driver"),
        "weight": _("Weight now"),
        "needed": _("Weight at which it changes"),
        "rival": _("Who would then give the most"),
    }
    return table(shown, headers, numbers=["weight", "needed"])


def unknown_weights_table(
    study: Study, *, segment: str = "", language: str = "", draws: int = DRAWS, seed: int = SEED
) -> Html:
    """Who could be best if nothing were known of the weights: for what part of all possible weights, and for which.

    Raises
    ------
    StudyError
        When there is no such segment or language, or ``draws`` or ``seed`` is out of range.
    """
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    ranks, weights = (part[part["segment"] == chosen] for part in unknown_weights(study, draws=draws, seed=seed))
    ranks = labelled(ranks.sort_values("acceptability", ascending=False, kind="stable"), study, language=_.code)
    even = 100 / len(study.drivers)
    shown = pd.DataFrame(
        {
            "offering": ranks["offering_name"],
            "acceptability": ranks["acceptability"].map(_.probability),
            "needs": [_heaviest(weights[weights["offering"] == o], study, even, _) for o in ranks["offering"]],
        }
    )
    headers = {
        "offering": _("Offering"),
        "acceptability": _("Best for this part of all weights"),
        "needs": _("The weights that make it best stress"),
    }
    return table(shown, headers, numbers=["acceptability"])


def weight_order_table(
    study: Study, *, segment: str = "", language: str = "", draws: int = DRAWS, seed: int = SEED
) -> Html:
    """Who could be best if only the order of the study's weights were known, beside nothing known of them.

    The last column is the confidence factor: at the weights that suit an offering best, those in the middle of all that
    make it the best with nothing known, how probable it is that the uncertain ratings leave it the best.

    Raises
    ------
    StudyError
        When there is no such segment or language, or ``draws`` or ``seed`` is out of range.
    """
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    order = _order_of(study, chosen)
    free, ordered = (
        ranks[ranks["segment"] == chosen].set_index("offering")
        for ranks, _weights in (
            unknown_weights(study, draws=draws, seed=seed),
            unknown_weights(study, draws=draws, seed=seed, order=order),
        )
    )
    frame = ordered.assign(free=free["acceptability"], confidence=free["confidence"]).reset_index()
    frame = frame.sort_values("acceptability", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "offering": labelled(frame, study, language=_.code)["offering_name"],
            **{name: frame[name].map(_.probability) for name in ("free", "acceptability")},
            "confidence": ["–" if p != p else _.probability(p) for p in frame["confidence"]],
        }
    )
    headers = {
        "offering": _("Offering"),
        "free": _("Best for this part of all weights"),
        "acceptability": _("… of those in the study’s order"),
        "confidence": _("Probability of being best at the weights that suit it"),
    }
    return table(shown, headers, numbers=[name for name in headers if name != "offering"])


def _order_of(study: Study, segment: str) -> list[tuple[str, str]]:
    """Each driver above every one of the next smaller weight; equal weights may stand either way."""
    weights = contributions(study).drop_duplicates(["segment", "driver"])
    weights = weights[weights["segment"] == segment]
    groups = [list(of["driver"]) for _weight, of in weights.groupby("weight")][::-1]
    return [pair for above, below in pairwise(groups) for pair in product(above, below)]


def _heaviest(weights: pd.DataFrame, study: Study, even: float, _: Language) -> str:
    """The drivers that weigh clearly more than an even share in the middle of the weights that make it best."""
    names = names_of(study, "drivers", language=_.code)
    most = weights[weights["weight"] > 1.05 * even].sort_values("weight", ascending=False, kind="stable")
    rows = most.head(_MOST_DRIVERS).to_dict("records")
    return _.listed(f"{names[row['driver']]} ({_.number(row['weight'], digits=0)})" for row in rows)


def segments_figure(study: Study, *, segment: str = "", language: str = "") -> Figure | Html:
    """Why our value differs from that in another segment, where it differs most; or a sentence where none does."""
    facts = SegmentFacts.of(study, segment=segment, language=language)
    against = other_segment(facts)
    figure = (
        decomposition_figure(study, segment=facts.segment, against=against, language=facts._.code) if against else None
    )
    told = facts._("There is no other segment to which our offering is known to be worth more or less.")
    return figure or element("p", told)
