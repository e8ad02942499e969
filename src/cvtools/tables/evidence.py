"""What a survey says, as people read it: its questions as they were understood, its ratings, and what changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, table
from cvtools.language.coded_words import asks_word, kano_word, view_word
from cvtools.language.labels import names_of
from cvtools.language.language import digits_for
from cvtools.language.measures import measure_word, measure_writer, number_or_text
from cvtools.study.records import records

if TYPE_CHECKING:
    from cvtools.analysis.survey import SurveyAnalysis

_CHANCE = 0.05


def questions(analysis: "SurveyAnalysis") -> Html:
    """What was understood, question by question, and how many answers count."""
    _ = analysis.language
    rows = analysis.checked
    names = {**analysis.names("drivers"), **analysis.names("offerings"), "": ""}
    shown = rows.assign(
        asks=[
            asks_word(asks, _) if driver or asks != "weight" else _("the response’s weight")
            for asks, driver in zip(rows["asks"], rows["driver"], strict=True)
        ],
        driver=rows["driver"].map(names),
        offering=rows["offering"].map(names),
        note=["; ".join(_(note.message, **note.fields) for note in notes) for notes in rows["note"]],
    )
    headers = {
        "column": _("Column"),
        "asks": _("Asks"),
        "driver": _("Driver"),
        "offering": _("Offering"),
        "answers": _("Answers"),
        "missing": _("Missing"),
        "outside": _("Outside"),
        "note": _("Note"),
    }
    return table(shown, headers, numbers=["answers", "missing", "outside"])


def survey_ratings(analysis: "SurveyAnalysis") -> Html:
    """The segment's ratings, in the drivers' units, each with its range and on how many answers it rests."""
    _, study = analysis.language, analysis.study
    rows = analysis.of_segment(analysis.ratings.table)
    units = names_of(study, "drivers", language=_.code, field="unit")
    ends = ("rating", "low", "high")
    digits = [count + (count == 1) for count in map(digits_for, rows[list(ends)].to_numpy(float).tolist())]
    rows = rows.assign(
        **{
            name: ["" if x != x else _.number(x, digits=count) for x, count in zip(rows[name], digits, strict=True)]
            for name in ends
        },
        unit=rows["driver"].map(units),
        view=[view_word(view, _) for view in rows["view"]],
        n_effective=[_.number(x, digits=0) for x in rows["n_effective"]],
    )
    headers = {
        "offering_name": _("Offering"),
        "driver_name": _("Driver"),
        "rating": _("Rating"),
        "low": _("Low"),
        "high": _("High"),
        "unit": _("Unit"),
        "n": _("Answers"),
        "n_effective": _("Effective n"),
    }
    if (rows["view"] != rows["view"].iloc[0]).any():
        headers["view"] = _("View")
    return table(rows, headers, numbers=["rating", "low", "high", "n", "n_effective"])


def kano(analysis: "SurveyAnalysis") -> Html:
    """Which drivers delight the segment, which it takes for granted, and which leave it cold (Kano).

    ``With it`` is how far having it pleases (0 to 100 %), ``without it`` how far its lack displeases (0 to −100 %).
    """
    _, rows = analysis.language, analysis.kano
    shares = {
        name: [
            f"{_.percent(x)} ({_.percent(low)} – {_.percent(high)})" if x == x else "?"
            for x, low, high in zip(rows[name], rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
        ]
        for name in ("better", "worse")
    }
    shown = rows.assign(category=[kano_word(word, _) for word in rows["category"]], **shares)
    headers = {"driver_name": _("Driver"), "category": _("Kano"), "better": _("With it"), "worse": _("Without it")}
    return table(shown, headers | {"n": _("Answers")}, numbers=["better", "worse", "n"])


def study_measures(analysis: Analysis) -> Html:
    """CSAT, NPS and the like of the segment, as the study carries them; a sentence where it has none.

    The table ``measures`` is passed through as text, so a cell that is no number is shown as it is.
    """
    _, rows = analysis.language, analysis.survey_measures.copy()
    if rows.empty:
        return element("p", _("The study has no measures of a survey, such as satisfaction or recommendation."))
    offerings, stages = analysis.names("offerings"), analysis.stage_names
    rows["measure"] = [staged_measure(str(measure), stages) for measure in rows["measure"]]
    for name in ("offering", "wave", "low", "high", "n", "n_effective"):
        if name not in rows:
            rows[name] = ""

    def written(row: Mapping[str, object], name: str) -> str:
        text, measure = str(row[name]).strip(), str(row["measure"])
        try:
            return measure_writer(measure, _)(float(text)) if text else ""
        except (ValueError, OverflowError):
            return text

    found = records(rows)
    shown = rows.assign(
        **{name: [written(row, name) for row in found] for name in ("value", "low", "high")},
        measure=[measure_word(str(m), _) for m in rows["measure"]],
        offering=[offerings.get(str(id_), str(id_)) for id_ in rows["offering"]],
        n_effective=[number_or_text(str(x), _, digits=0) for x in rows["n_effective"]],
    )
    headers = {
        "measure": _("What"),
        "offering": _("Offering"),
        "wave": _("Wave"),
        "value": _("Level"),
        "low": _("Low"),
        "high": _("High"),
        "n": _("n"),
        "n_effective": _("Effective n"),
    }
    filled = {name: head for name, head in headers.items() if (shown[name].astype(str).str.strip() != "").any()}
    return table(shown, filled, numbers=[n for n in ("value", "low", "high", "n", "n_effective") if n in filled])


def staged_measure(measure: str, stages: Mapping[str, str]) -> str:
    """Return a measure with its stage as the reader calls it."""
    of, colon, stage = measure.partition(":")
    return f"{of}{colon}{stages.get(stage, stage)}"


def changes(analysis: "SurveyAnalysis") -> Html:
    """What changed with the segment from wave to wave, about us, and whether each change is more than chance."""
    _, names = analysis.language, analysis.names("drivers")
    rows = analysis.changes

    def written(row: pd.Series, name: str) -> str:
        return measure_writer(str(row["measure"]), _, signed=True)(float(row[name]))

    shown = rows.assign(
        name=[names.get(m.removeprefix("rating:"), "") or measure_word(m, _) for m in rows["measure"]],
        waves=[f"{b} → {a}" for a, b in zip(rows["a"], rows["b"], strict=True)],
        chance=["?" if p != p else _("more than chance") if p < _CHANCE else _("may be chance") for p in rows["p"]],
        **{end: [written(row, end) for _i, row in rows.iterrows()] for end in ("difference", "low", "high")},
    )
    headers = {
        "name": _("What"),
        "waves": _("Waves"),
        "difference": _("Change"),
        "low": _("Low"),
        "high": _("High"),
        "chance": _("Chance?"),
    }
    return table(shown, headers, numbers=["difference", "low", "high"])
