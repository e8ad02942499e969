"""What follows from a study, as tables: values, unknowns, the average customer, economic value."""

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, bullets, element, table
from cvtools.language.coded_words import kind_word
from cvtools.language.labels import Amount, plain, text_of
from cvtools.language.language import Language
from cvtools.study.errors import StudyError
from cvtools.study.records import records
from cvtools.value.gaps import economic_value as economic_value_of
from cvtools.value.gaps import price_driver
from cvtools.value.values import market_totals, perceived_quality_ratio


def overview(analysis: Analysis) -> Html:
    """What the study is about, and which segment is looked at more closely."""
    _, study, settings = analysis.language, analysis.study, analysis.study.settings
    unit = settings.unit if settings.money else _("points out of 100")
    facts = [
        _("Our offering: {offering}", offering=analysis.ours),
        _("Value is counted in: {unit}", unit=", ".join(filter(None, (unit, text_of(settings, "period", _.code))))),
        _(
            "Segments: {segments} · offerings: {offerings} · drivers: {drivers}",
            **{name: _.number(len(study.tables[name]), digits=0) for name in ("segments", "offerings", "drivers")},
        ),
        _("The segment looked at more closely: {segment}", segment=analysis.segment_name),
    ]
    return element("h3", text_of(settings, "title", _.code)) + bullets(facts)


def unknowns(analysis: Analysis) -> Html:
    """Each offering with unknown ratings: which they are, and how far they let its value range."""
    _ = analysis.language
    missing = analysis.named(analysis.frames.contributions)
    missing = missing[missing["rating"].isna()]
    if missing.empty:
        return element("p", _("Every rating of this study is known."))
    keys = ["segment", "offering"]
    what = missing.groupby(keys, sort=False)["driver_name"].agg(", ".join).rename("drivers")
    shown = analysis.named(analysis.frames.values).join(what, on=keys, how="inner")
    write = analysis.amounts([*shown["value_low"], *shown["value_high"]])
    shown = shown.assign(value_low=shown["value_low"].map(write), value_high=shown["value_high"].map(write))
    headers = {
        "segment_name": _("Segment"),
        "offering_name": _("Offering"),
        "drivers": _("Unknown ratings"),
        "value_low": _("Value at worst"),
        "value_high": _("Value at best"),
    }
    return table(shown, headers, numbers=["value_low", "value_high"])


def contributions(analysis: Analysis, *, offering: str = "") -> Html:
    """From rating to value for one offering (by default ours), driver by driver.

    Raises
    ------
    StudyError
        When there is no such offering.
    """
    _, study = analysis.language, analysis.study
    ids = list(study.offerings["offering"])
    if offering and offering not in ids:
        raise StudyError.not_among("offering", offering, ids)
    frame = analysis.contributions[analysis.contributions["offering"] == (offering or study.settings.ours)]
    write, signed = (analysis.amounts(frame[name], signed=name != "weight") for name in ("weight", "contribution"))
    units = frame["driver"].map(analysis.names("drivers", field="unit"))
    shown = pd.DataFrame(
        {
            "driver": frame["driver_name"],
            "rating": [f"{plain(level, _)} {unit}".strip() for level, unit in zip(frame["rating"], units, strict=True)],
            "utility": ["?" if u != u else _.number(u, digits=2) for u in frame["utility"]],
            "weight": frame["weight"].map(write),
            "contribution": frame["contribution"].map(signed),
        }
    )
    total = signed(frame["contribution"].sum(skipna=False))
    shown.loc["sum"] = [_("All together: the value"), "", "", "", total]
    headers = {
        "driver": _("Driver"),
        "rating": _("Rating"),
        "utility": _("Utility (0 worst, 1 best)"),
        "weight": _("Weight"),
        "contribution": _("Contribution"),
    }
    return table(shown, headers, numbers=["rating", "utility", "weight", "contribution"])


def market(analysis: Analysis) -> Html:
    """The average customer: values over all segments, each counted by its size."""
    _ = analysis.language
    frame = analysis.named(market_totals(analysis.frames.values, analysis.study.segments))
    write = analysis.amounts(frame[["benefits", "costs", "value_low", "value_high"]].to_numpy().ravel())
    sums = {name: frame[name].map(write) for name in ("benefits", "costs")}
    shown = frame.assign(**sums, value=_ranges(frame, write, _))
    headers = {"offering_name": _("Offering"), "benefits": _("Benefits"), "costs": _("Costs"), "value": _("Value")}
    return table(shown, headers, numbers=["benefits", "costs", "value"])


def best(analysis: Analysis) -> Html:
    """Each segment's best alternative, and its value beside ours."""
    _ = analysis.language
    theirs, values = analysis.named(analysis.frames.best_alternatives), analysis.frames.values
    ours = values[values["offering"] == analysis.study.settings.ours].set_index("segment").loc[theirs["segment"]]
    ends = [frame[end] for frame in (theirs, ours) for end in ("value_low", "value_high")]
    write = analysis.amounts(pd.concat(ends))
    certain = [_("yes") if sure else _("no") for sure in theirs["certain"]]
    shown = theirs.assign(ours=_ranges(ours, write, _), theirs=_ranges(theirs, write, _), certain=certain)
    headers = {
        "segment_name": _("Segment"),
        "rival_name": _("Best alternative"),
        "theirs": _("Its value"),
        "ours": _("Our value"),
        "certain": _("Certain to be the best"),
    }
    return table(shown, headers, numbers=["theirs", "ours"])


def _ranges(frame: pd.DataFrame, write: Amount, _: Language) -> list[str]:
    """Each row's value, or the range in which it lies."""
    ends = zip(frame["value_low"].map(write), frame["value_high"].map(write), strict=True)
    return [low if low == high else _("{low} to {high}", low=low, high=high) for low, high in ends]


def headroom(analysis: Analysis) -> Html:
    """What each driver at its best would add to our value, the most first."""
    _ = analysis.language
    room = analysis.of_segment(analysis.frames.headroom).sort_values("gap_high", ascending=False, kind="stable")
    write = analysis.amounts(room["gap_high"])
    rows = [(row["driver_name"], kind_word(row["kind"], _), write(row["gap"])) for row in records(room)]
    rows.append((_("All together"), "", write(room["gap"].sum(skipna=False))))
    headers = {"driver": _("Driver"), "kind": _("Kind"), "gap": _("Room for improvement")}
    return table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["gap"])


def economic_value(analysis: Analysis) -> Html:
    """Economic value to the customer: the rival's price plus what our differences are worth, beside our own price.

    A sentence where the study is not in money or has no price.
    """
    _, study = analysis.language, analysis.study
    if not study.settings.money or not price_driver(study):
        return element("p", _("Economic value needs a study in money with a price; this one has none."))
    frame = analysis.named(economic_value_of(analysis.frames.model, rival=analysis.versus))
    numbers = {
        "reference_price": _("Price of the alternative"),
        "differentiation": _("What our differences are worth"),
        "evc": _("Economic value to the customer"),
        "price": _("Our price"),
        "surplus": _("What the customer keeps"),
    }
    write = analysis.amounts(frame[list(numbers)].to_numpy().ravel())
    shown = frame.assign(**{name: frame[name].map(write) for name in numbers})
    headers = {"segment_name": _("Segment"), "rival_name": _("Alternative"), **numbers}
    return table(shown, headers, numbers=list(numbers))


def quality_ratio(analysis: Analysis) -> Html:
    """Market-perceived quality ratio: the benefits of each offering against the mean of the others'."""
    _ = analysis.language
    frame = analysis.of_segment(perceived_quality_ratio(analysis.frames.model))
    shown = frame.assign(ratio=["?" if r != r else _.number(r, digits=2) for r in frame["quality_ratio"].tolist()])
    headers = {"offering_name": _("Offering"), "ratio": _("Quality against the mean of the others")}
    caption = _("Above 1: perceived as better. It depends on where the scales start.")
    return table(shown, headers, numbers=["ratio"], caption=caption)
