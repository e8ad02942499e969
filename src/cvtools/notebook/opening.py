"""The notebooks' way through a study: open it, look around, and see what follows from it, in the reader's language.

``segment`` is a segment's id (by default the first), ``language`` is ``en``, ``nb`` or ``hr`` (by default the study's).
"""

from pathlib import Path

import pandas as pd

from cvtools.browser.html import Html, bullets, element, paragraphs, table
from cvtools.charts.value_map import FAIR_LINES
from cvtools.figures.values import Figure, view_gap_figure
from cvtools.language.coded_words import kind_word, view_word
from cvtools.language.labels import Amount, amounts, labelled, names_of, plain, text_of, words_of
from cvtools.language.language import Language
from cvtools.study.errors import StudyError
from cvtools.study.study import Study, chosen_segment, read_study
from cvtools.uncertainty.draws import DRAWS, SEED, checked_draws, checked_seed
from cvtools.value.caveats import caveat_sentences, find_caveats
from cvtools.value.gaps import BEST, best_alternatives, headroom
from cvtools.value.values import contributions, market_totals, values


def open_case(
    path: str | Path,
    *,
    segment: str = "",
    language: str = "",
    rival: str = BEST,
    fair_line: str = FAIR_LINES[0],
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[Study, str, str]:
    """Read a study, and check and fill in what else a notebook was given.

    Returns
    -------
    tuple
        The study, the segment's id (by default the first), the language (by default the study's).

    Raises
    ------
    StudyError
        When the study cannot be used, or there is no such segment, language, rival or line of fair value, or
        ``draws`` or ``seed`` is not a number that a simulation can be made with.
    """
    study = read_study(path)
    alternatives = [BEST, *study.offerings.loc[study.offerings["offering"] != study.settings.ours, "offering"]]
    for name, found, allowed in (("rival", rival, alternatives), ("fair_line", fair_line, FAIR_LINES)):
        if found not in allowed:
            raise StudyError.not_among(name, found, allowed)
    checked_draws(draws, len(study.offerings))
    checked_seed(seed)
    return study, chosen_segment(study, segment), words_of(study, language).code


def overview(study: Study, *, segment: str = "", language: str = "") -> Html:
    """What the study is about, and which segment is looked at more closely."""
    _ = words_of(study, language)
    settings = study.settings
    unit = settings.unit if settings.money else _("points out of 100")
    facts = [
        _("Our offering: {offering}", offering=names_of(study, "offerings", language=_.code)[settings.ours]),
        _("Value is counted in: {unit}", unit=", ".join(filter(None, (unit, text_of(settings, "period", _.code))))),
        _(
            "Segments: {segments} · offerings: {offerings} · drivers: {drivers}",
            **{name: _.number(len(study.tables[name]), digits=0) for name in ("segments", "offerings", "drivers")},
        ),
        _(
            "The segment looked at more closely: {segment}",
            segment=names_of(study, "segments", language=_.code)[chosen_segment(study, segment)],
        ),
    ]
    return element("h3", text_of(settings, "title", _.code)) + bullets(facts)


def unknowns_table(study: Study, *, language: str = "") -> Html:
    """Each offering with unknown ratings: which they are, and how far they let its value range."""
    _ = words_of(study, language)
    missing = labelled(contributions(study), study, language=_.code)
    missing = missing[missing["rating"].isna()]
    if missing.empty:
        return element("p", _("Every rating of this study is known."))
    keys = ["segment", "offering"]
    what = missing.groupby(keys, sort=False)["driver_name"].agg(", ".join).rename("drivers")
    shown = labelled(values(study), study, language=_.code).join(what, on=keys, how="inner")
    write = amounts(study, _, [*shown["value_low"], *shown["value_high"]])
    shown = shown.assign(value_low=shown["value_low"].map(write), value_high=shown["value_high"].map(write))
    headers = {
        "segment_name": _("Segment"),
        "offering_name": _("Offering"),
        "drivers": _("Unknown ratings"),
        "value_low": _("Value at worst"),
        "value_high": _("Value at best"),
    }
    return table(shown, headers, numbers=["value_low", "value_high"])


def contributions_table(study: Study, *, segment: str = "", language: str = "", offering: str = "") -> Html:
    """From rating to value for one offering (by default ours), driver by driver."""
    _ = words_of(study, language)
    chosen, whose = chosen_segment(study, segment), offering or study.settings.ours
    frame = labelled(contributions(study), study, language=_.code)
    frame = frame[(frame["segment"] == chosen) & (frame["offering"] == whose)]
    write = amounts(study, _, frame["weight"])
    signed = amounts(study, _, frame["weight"], signed=True)
    units = frame["driver"].map(names_of(study, "drivers", language=_.code, field="unit"))
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


def market_table(study: Study, *, language: str = "") -> Html:
    """The average customer: values over all segments, each counted by its size."""
    _ = words_of(study, language)
    frame = labelled(market_totals(values(study), study.segments), study, language=_.code)
    write = amounts(study, _, frame[["benefits", "costs", "value_low", "value_high"]].to_numpy().ravel().tolist())
    sums = {name: frame[name].map(write) for name in ("benefits", "costs")}
    shown = frame.assign(**sums, value=_values(frame, write, _))
    headers = {"offering_name": _("Offering"), "benefits": _("Benefits"), "costs": _("Costs"), "value": _("Value")}
    return table(shown, headers, numbers=["benefits", "costs", "value"])


def best_table(study: Study, *, language: str = "") -> Html:
    """Each segment's best alternative, and its value beside ours."""
    _ = words_of(study, language)
    best = labelled(best_alternatives(study), study, language=_.code)
    ours = values(study).query("offering == @study.settings.ours").set_index("segment").loc[best["segment"]]
    write = amounts(study, _, pd.concat([frame[end] for frame in (best, ours) for end in ("value_low", "value_high")]))
    certain = [_("yes") if sure else _("no") for sure in best["certain"]]
    shown = best.assign(ours=_values(ours, write, _), theirs=_values(best, write, _), certain=certain)
    headers = {
        "segment_name": _("Segment"),
        "rival_name": _("Best alternative"),
        "theirs": _("Its value"),
        "ours": _("Our value"),
        "certain": _("Certain to be the best"),
    }
    return table(shown, headers, numbers=["theirs", "ours"])


def _values(frame: pd.DataFrame, write: Amount, _: Language) -> list[str]:
    """Each row's value, or the range in which it lies."""
    ends = zip(frame["value_low"].map(write), frame["value_high"].map(write), strict=True)
    return [low if low == high else _("{low} to {high}", low=low, high=high) for low, high in ends]


def headroom_table(study: Study, *, segment: str = "", language: str = "") -> Html:
    """What each driver at its best would add to our value, the most first."""
    _ = words_of(study, language)
    room = labelled(headroom(study), study, language=_.code)
    room = room[room["segment"] == chosen_segment(study, segment)].sort_values(
        "gap_high", ascending=False, kind="stable"
    )
    write = amounts(study, _, room["gap_high"])
    rows = [(row["driver_name"], kind_word(row["kind"], _), write(row["gap"])) for row in room.to_dict("records")]
    rows.append((_("All together"), "", write(room["gap"].sum(skipna=False))))
    headers = {"driver": _("Driver"), "kind": _("Kind"), "gap": _("Room for improvement")}
    return table(pd.DataFrame(rows, columns=list(headers)), headers, numbers=["gap"])


def expectation_figure(study: Study, *, segment: str = "", language: str = "") -> Figure | Html:
    """What customers perceive against what they expected, or a sentence where the study does not know."""
    return _view_gap(study, "expected", segment, language)


def perception_figure(study: Study, *, segment: str = "", language: str = "") -> Figure | Html:
    """What customers perceive against what our own people believe, or a sentence where the study does not know."""
    return _view_gap(study, "believed", segment, language)


def _view_gap(study: Study, against: str, segment: str, language: str) -> Figure | Html:
    _ = words_of(study, language)
    figure = view_gap_figure(study, against=against, segment=segment, language=_.code)
    told = _("Nothing to compare: the study has no ratings “{view}”.", view=view_word(against, _))
    return figure or element("p", told)


def caveats_list(study: Study, *, language: str = "") -> Html:
    """What deserves a second look before anybody believes the numbers."""
    _ = words_of(study, language)
    sentences = caveat_sentences(find_caveats(study), study, _)
    return bullets(sentences) if sentences else paragraphs(_("Nothing stands out."))
