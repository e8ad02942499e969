"""How the numbers of a report were worked out: what is drawn, and when a winner is called clear."""

from cvtools.analysis.analysis import Analysis
from cvtools.language.text import share_word
from cvtools.study.records import records
from cvtools.uncertainty.verdicts import PROBABLE_FROM, certain_from


def method_of_doubt(analysis: Analysis) -> list[str]:
    """How ranges become intervals and probabilities, one paragraph each; empty where no number has a range."""
    _ = analysis.language
    if analysis.certainty.fixed:
        return []
    at_anchor = _(
        "Where low or high is the end of what is possible, nothing lies beyond it, and all that is not between "
        "them is on the other side; where both are, everything is between them."
    )
    return [
        _(
            "Low and high hold the middle {share} of what is plausible for a number. Every number that has them is "
            "drawn {draws} times from a PERT distribution, or from another beta distribution where that would go "
            "beyond what is possible; an unknown rating is drawn from its whole scale. Intervals are the middle "
            "{share} of what follows, and the best alternative is chosen anew in each draw.",
            share=analysis.share,
            draws=_.number(analysis.certainty.draws, digits=0),
        ),
        *judged_ranges(analysis),
        *([at_anchor] if (analysis.certainty.numbers["at_anchor"] != "").any() else []),
        *(judged_weights(analysis) or weights_in_points(analysis)),
        moving_together(analysis),
        _(
            "A winner is called clear only where it gives the most with a probability of at least {p}, the most "
            "likely numbers name the same one, and no unknown rating could turn it round. Then the interval of the "
            "gap holds no 0, and the next one is at least 10 percentage points behind. It is called probable from "
            "{probable} on where the likely numbers name the same one.",
            p=share_word(certain_from(analysis.study.settings.confidence), _),
            probable=share_word(PROBABLE_FROM, _),
        ),
    ]


def judged_ranges(analysis: Analysis) -> list[str]:
    """That ranges which people judged are taken for what earlier ones were worth, where the study says so."""
    _, held = analysis.language, analysis.study.settings.ranges_held
    if held is None:
        return []
    told = _(
        "Of earlier ranges that people judged {held} held the true number. So low and high are taken to hold as much, "
        "and not {share}, except where a survey or a measurement stands behind them.",
        held=share_word(held, _),
        share=analysis.share,
    )
    return [told]


def judged_weights(analysis: Analysis) -> list[str]:
    """That nobody stated the weights, where only judgements of them are known."""
    _, rows = analysis.language, analysis.certainty.judgements
    if rows.empty:
        return []
    told = _.plural(
        "Nobody stated the weights of this segment as numbers: {n} judgement is known of them (an order, a pair, a "
        "bound). All weights that agree with it count alike, and the bars show their middle.",
        "Nobody stated the weights of this segment as numbers: {n} judgements are known of them (an order, pairs, "
        "bounds). All weights that agree with these count alike, and the bars show their middle.",
        len(rows),
    )
    ranks = rows["rank"].dropna().sort_values()
    said = [
        _("Drivers of the same rank may stand either way.") if ranks.duplicated().any() else "",
        _("How far ranks are apart says nothing.") if (ranks.diff() > 1).any() else "",
    ]
    return [" ".join(filter(None, (told, *said)))]


def moving_together(analysis: Analysis) -> str:
    """Which numbers move together, by what the study says."""
    _, settings = analysis.language, analysis.study.settings
    if analysis.certainty.alone:
        alone = _(
            "Each number is drawn independently of the others, since the study does not say that any move together "
            "(its settings halo and shared are 0)."
        )
        return " ".join(filter(None, (alone, _outdated(analysis))))
    told = []
    if count := analysis.certainty.surveyed:
        told.append(
            _.plural(
                "{n} number comes from a survey and is drawn as its respondents, drawn anew, would give it.",
                "{n} numbers come from a survey and are drawn together, as its respondents, drawn anew, would give "
                "them; they move with no others.",
                count,
            )
        )
    told += filter(None, [_outdated(analysis)])
    if settings.halo or settings.shared:
        told.append(
            _(
                "Ratings move together: those of one offering with a correlation of {halo}, those of all offerings on "
                "one driver with {shared}. It counts in utility: who likes an offering finds its costs smaller, too.",
                halo=_.number(settings.halo, digits=2),
                shared=_.number(settings.shared, digits=2),
            )
        )
    if groups := analysis.study.optional("groups")["group"].nunique():
        told.append(
            _.plural(
                "{n} named group of numbers moves as the study says.",
                "{n} named groups of numbers move as the study says.",
                groups,
            )
        )
    told.append(_("What numbers explain and what knowing them is worth is then estimated by regression."))
    return " ".join(told)


def _outdated(analysis: Analysis) -> str:
    """Which numbers are no longer those of the survey that they came from; blank where there is none."""
    _, rows = analysis.language, analysis.certainty.outdated
    if rows.empty:
        return ""
    names = [
        _("“{driver}” ({offering})", driver=driver, offering=analysis.name("offerings", row["offering"]))
        if row["table"] == "ratings"
        else _("“{driver}” (weight)", driver=driver)
        for row in records(rows)
        for driver in [analysis.name("drivers", row["driver"])]
    ]
    return _(
        "Changed since the survey, and therefore drawn independently of its other numbers: {names}.",
        names=_.listed(names),
    )


def weights_in_points(analysis: Analysis) -> list[str]:
    """How weights that sum to 100 keep their ranges, and which of them cannot."""
    _, numbers = analysis.language, analysis.certainty.numbers
    weights = numbers[numbers["table"] == "weights"]
    if analysis.study.settings.money or weights.empty:
        return []
    kept = _(
        "Weights are scaled so that all of a segment sum to 100; low and high of a weight hold after that, and weights "
        "without a range make room in proportion."
    )
    missed = [
        _(
            "“{driver}” {low} to {high}",
            driver=analysis.name("drivers", row["driver"]),
            low=_.number(row["p10"], digits=1),
            high=_.number(row["p90"], digits=1),
        )
        for row in weights[~weights["met"]].to_dict("records")
    ]
    if not missed:
        return [kept]
    near = _(
        "Not all ranges of these weights can hold at once, so they are met as nearly as they can be. The middle 80% of "
        "what is drawn: {weights}.",
        weights=_.listed(missed),
    )
    return [f"{kept} {near}"]
