"""What customers say: pictures of a survey with their tables."""

from typing import TYPE_CHECKING

import pandas as pd

from cvtools import charts
from cvtools.browser.html import Html, element
from cvtools.figures.figure import Figure, behind
from cvtools.language.measures import measure_word, measure_writer
from cvtools.language.text import part

if TYPE_CHECKING:
    from cvtools.analysis.survey import SurveyAnalysis

_EVERYBODY = {"*", ""}


def measures(analysis: "SurveyAnalysis", measure: str = "csat") -> Figure:
    """CSAT, NPS or another measure of each segment and offering in the last wave, with intervals."""
    _ = analysis.language
    table = _everybody(analysis.measure(measure), analysis)
    frame = table[table["wave"] == table["wave"].max()].reset_index(drop=True)
    chart = charts.measure_chart(frame, confidence=analysis.study.settings.confidence, language=_.code)
    return Figure(chart, _measure_table(analysis, frame, measure))


def waves(analysis: "SurveyAnalysis", measure: str = "csat") -> Figure | Html:
    """A measure of the segment from wave to wave; a sentence where the survey has only one."""
    _ = analysis.language
    frame = analysis.of_segment(analysis.measure(measure).drop(columns=["segment_name", "offering_name", "ours"]))
    frame = _everybody(frame, analysis)
    if frame["wave"].nunique() < 2:
        return element("p", _("The survey has one wave, so nothing is said of a change."))
    p = float(analysis.change(measure)["p"])
    chart = charts.wave_chart(frame, confidence=analysis.study.settings.confidence, p=p, language=_.code)
    return Figure(chart, _measure_table(analysis, frame, measure))


def _everybody(frame: pd.DataFrame, analysis: "SurveyAnalysis") -> pd.DataFrame:
    """Name those whom the survey does not tell apart."""
    names = frame["segment_name"].where(~frame["segment"].isin(_EVERYBODY), analysis.language("everybody"))
    return frame.assign(segment_name=names)


def _measure_table(analysis: "SurveyAnalysis", frame: pd.DataFrame, measure: str) -> Html:
    _, write = analysis.language, measure_writer(measure, analysis.language)
    shown = frame.assign(
        **{name: [write(x) for x in frame[name]] for name in ("value", "low", "high")},
        n_effective=[_.number(x, digits=0) for x in frame["n_effective"]],
    )
    headers = {
        "segment_name": _("Segment"),
        "offering_name": _("Offering"),
        "wave": _("Wave"),
        "value": measure_word(measure, _),
        "low": _("Low"),
        "high": _("High"),
        "n": _("Answers"),
        "n_effective": _("Effective n"),
    }
    if frame["wave"].nunique() < 2:
        del headers["wave"]
    words = ("segment_name", "offering_name", "wave")
    return behind(shown, headers, _, words=words, what=measure_word(measure, _))


def importance(analysis: "SurveyAnalysis") -> Figure:
    """What the segment says counts beside what its satisfaction follows (LMG)."""
    _ = analysis.language
    derived = analysis.derived
    stated = analysis.importance("stated").set_index("driver") if analysis.survey.asking("weight") else None
    columns = {"stated": "share", "stated_low": "low", "stated_high": "high"}
    blank = pd.Series(float("nan"), index=derived["driver"])
    parts = {
        to: (blank if stated is None else stated[of]).reindex(derived["driver"]).to_numpy()
        for to, of in columns.items()
    }
    sides = analysis.study.drivers.set_index("driver")["side"]
    frame = derived.assign(derived=derived["share"], side=derived["driver"].map(sides), **parts)
    frame = _everybody(frame, analysis)
    chart = charts.stated_derived_chart(frame, confidence=analysis.study.settings.confidence, language=_.code)
    shown = frame.assign(
        **{
            name: ["?" if x != x else _.percent(x) for x in frame[name]]
            for name in (*columns, "derived", "low", "high")
        }
    )
    headers = {
        "driver_name": _("Driver"),
        "stated": _("As they say"),
        "stated_low": _("Low"),
        "stated_high": _("High"),
        "derived": _("As satisfaction follows"),
        "low": _("Low"),
        "high": _("High"),
        "n": _("Answers"),
    }
    return Figure(chart, behind(shown, headers, _, words=("driver_name",), what=_("what counts, two ways")))


def segment_profiles(analysis: "SurveyAnalysis", k: int = 0) -> Figure:
    """What marks each of k segments that are found in the answers; by default as many as the study has."""
    _ = analysis.language
    frame = analysis.profiles(k or max(2, len(analysis.study.segments)))
    numbers = {id_: i for i, id_ in enumerate(dict.fromkeys(frame["segment"]), 1)}
    frame = frame.assign(segment_name=[_("Segment {number}", number=numbers[id_]) for id_ in frame["segment"]])
    chart = charts.segment_profile_chart(frame, language=_.code)
    shown = frame.assign(
        mean=[_.percent(x) for x in frame["mean"]],
        share=[_.percent(x) for x in frame["share"]],
        difference=[_.number(x, digits=2, signed=True) for x in frame["difference"]],
    )
    headers = {
        "segment_name": _("Segment"),
        "driver_name": _("Driver"),
        "n": _("Respondents"),
        "share": _("Share"),
        "mean": _("Mean"),
        "difference": _("Standard deviations apart"),
    }
    words = ("segment_name", "driver_name")
    return Figure(chart, behind(shown, headers, _, words=words, what=_("what marks each segment")))


def themes(analysis: "SurveyAnalysis") -> Figure:
    """What the segment's open answers speak of, with a masked quote behind each theme."""
    _ = analysis.language
    frame = _everybody(analysis.themes, analysis)
    chart = charts.theme_chart(frame, confidence=analysis.study.settings.confidence, language=_.code)
    shown = frame.assign(**{name: [part(x, _) for x in frame[name]] for name in ("share", "low", "high")})
    headers = {
        "theme": _("Theme"),
        "n": _("People"),
        "share": _("Share"),
        "low": _("Low"),
        "high": _("High"),
        "quote": _("One of them"),
    }
    return Figure(chart, behind(shown, headers, _, words=("theme", "quote"), what=_("what they write about")))
