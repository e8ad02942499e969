"""How sure, and what would change it: pictures with their tables, made of a simulation or of a study.

``segment`` is a segment's id (by default the first), ``language`` is ``en``, ``nb`` or ``hr`` (by default the
study's). A simulation is made once and shown in several ways; a study may stand for its simulation.
"""

from typing import Any

import numpy as np
import pandas as pd

from cvtools import charts
from cvtools.browser.html import Html, folded, table
from cvtools.charts.theme import fixed
from cvtools.figures.values import Figure
from cvtools.language.labels import amounts, labelled, names_of, words_of
from cvtools.language.language import Language, digits_for
from cvtools.language.text import chance, share_word, short
from cvtools.study.errors import StudyError
from cvtools.study.provenance import weight_sources
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.influence import tornado
from cvtools.uncertainty.simulation import Simulation, simulated
from cvtools.uncertainty.summaries import EVERY, gap_intervals, robustness
from cvtools.uncertainty.verdicts import verdicts
from cvtools.value.decomposition import segment_gap
from cvtools.value.gaps import BEST
from cvtools.value.model import SCALE
from cvtools.value.values import values


def gap_interval_figure(simulation: Simulation | Study, *, segment: str = "", language: str = "") -> Figure:
    """How far we are ahead of each alternative and of the best of them, and how surely."""
    run, chosen, _ = meant(simulation, segment, language)
    study = run.study
    frame = labelled(rows_of_segment(gap_intervals(run), chosen), study, language=_.code)
    chart = charts.gap_interval_chart(
        frame,
        unit=study.settings.unit,
        confidence=study.settings.confidence,
        language=_.code,
        clear=_clear(run, chosen),
    )
    numbers = ["gap", "gap_low", "gap_high"]
    write = amounts(study, _, frame[numbers].to_numpy().ravel().tolist(), signed=True)
    names = np.where(frame["rival"] == EVERY, _("The best of them"), frame["rival_name"])
    shown = frame[numbers].map(write).assign(rival=names, p=[chance(p, _) for p in frame["p_win"]])
    if len(shown) == 2:  # the only alternative is the best of them
        shown = shown.iloc[:1]
    headers = {"rival": _("Alternative"), "gap": _("Likely gap"), "gap_low": _("Low"), "gap_high": _("High")}
    if not fixed(frame, "gap_low", "gap_high"):
        headers["p"] = _("We give more")
    return Figure(chart, _folded(shown, headers, study, _, words=("rival",)))


def value_interval_figure(simulation: Simulation | Study, *, segment: str = "", language: str = "") -> Figure:
    """What each offering is worth to one segment, and how surely."""
    run, chosen, _ = meant(simulation, segment, language)
    study = run.study
    frame = labelled(rows_of_segment(robustness(run), chosen), study, language=_.code)
    chart = charts.value_interval_chart(
        frame,
        unit=study.settings.unit,
        confidence=study.settings.confidence,
        language=_.code,
        clear=_clear(run, chosen),
    )
    numbers = ["value", "value_low", "value_high"]
    write = amounts(study, _, frame[numbers].to_numpy().ravel().tolist())
    shown = frame[numbers].map(write).assign(offering=frame["offering_name"], p=[chance(p, _) for p in frame["p_best"]])
    headers = {"offering": _("Offering"), "value": _("Likely value"), "value_low": _("Low"), "value_high": _("High")}
    if not fixed(frame, "value_low", "value_high"):
        headers["p"] = _("Gives the most")
    return Figure(chart, _folded(shown, headers, study, _, words=("offering",)))


def rank_figure(simulation: Simulation | Study, *, segment: str = "", language: str = "") -> Figure:
    """How probable it is that each offering is first, second and so on."""
    run, chosen, _ = meant(simulation, segment, language)
    study = run.study
    frame = labelled(rows_of_segment(robustness(run), chosen), study, language=_.code)
    chart = charts.rank_chart(frame, language=_.code)
    places = {f"p_rank_{n}": _("Place {n}", n=_.number(n, digits=0)) for n in range(1, len(run.offerings) + 1)}
    shown = frame[list(places)].map(lambda p: chance(p, _))
    shown = shown.assign(
        offering=frame["offering_name"], mean=[_.number(x, digits=1) for x in frame["expected_rank"].tolist()]
    )
    if fixed(frame, "value_low", "value_high"):
        places = {}  # no probability is known
    headers = {"offering": _("Offering"), **places, "mean": _("Mean place")}
    return Figure(chart, folded(_("Table"), table(shown, headers, numbers=[*places, "mean"])))


def tornado_figure(study: Study, *, segment: str = "", language: str = "", rival: str = BEST) -> Figure | None:
    """How far each uncertain number alone moves the gap, from its low to its high end.

    ``None`` where no number that moves it has a range. In points a weight is shown as it is after scaling.
    """
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    frame = _visible(rows_of_segment(tornado(study, rival=rival), chosen))
    if frame.empty:
        return None
    frame = labelled(_scaled(frame, study, chosen), study, language=_.code)
    units = names_of(study, "drivers", language=_.code, field="unit")
    rows = frame.to_dict("records")
    ends = [_levels(row, study.settings.unit, _) for row in rows]
    frame = frame.assign(
        what=[_named(row, units, _) for row in rows],
        low_text=[low for low, _high in ends],
        high_text=[high for _low, high in ends],
    )
    counted = values(study).set_index(["segment", "offering"])["unknown"]
    unknown = bool(counted[frame["segment"].iloc[0]][[study.settings.ours, frame["rival"].iloc[0]]].any())
    every = rival == BEST and len(study.offerings) > 2
    chart = charts.tornado_chart(frame, unit=study.settings.unit, language=_.code, unknown=unknown, every=every)
    numbers = ["gap_at_low", "gap_at_high", "swing"]
    write = amounts(study, _, frame[numbers].to_numpy().ravel().tolist(), signed=True)
    size = amounts(study, _, frame["swing"])
    shown = frame.assign(
        gap_at_low=frame["gap_at_low"].map(write),
        gap_at_high=frame["gap_at_high"].map(write),
        swing=frame["swing"].map(size),
    )
    words = {"driver_name": _("Driver"), "what": _("Number")}
    headers = {
        "low_text": _("Low end"),
        "gap_at_low": _("Gap there"),
        "high_text": _("High end"),
        "gap_at_high": _("Gap there"),
        "swing": _("Difference"),
    }
    return Figure(chart, folded(_("Table"), table(shown, words | headers, numbers=list(headers))))


def _visible(swings: pd.DataFrame) -> pd.DataFrame:
    """Leave out the numbers that move the gap by less than half of the last digit that is shown, unless all do."""
    digits = digits_for(swings[["gap_at_low", "gap_at_high"]].to_numpy().ravel().tolist())
    least = min(0.5 * 10.0**-digits, float(swings["swing"].max()))
    return swings[(swings["swing"] >= least) & (swings["swing"] > 0)].reset_index(drop=True)


def _scaled(swings: pd.DataFrame, study: Study, segment: str) -> pd.DataFrame:
    """In points, say where a weight stands among the others, which make room for it, as the rest of the report does."""
    if study.settings.money:
        return swings
    weights = weight_sources(study, segment).set_index("driver")["weight"]
    others = weights.sum() - swings["driver"].map(weights)
    raw = swings["table"] == "weights"
    return swings.assign(
        **{end: swings[end].mask(raw, SCALE * swings[end] / (others + swings[end])) for end in ("low", "high")}
    )


def _named(row: Any, units: dict[str, str], _: Language) -> str:
    """Whose number it is, and its unit."""
    if row["table"] == "weights":
        return _("Weight")
    unit = units[row["driver"]].strip()
    return f"{row['offering_name']} ({short(unit)})" if unit else str(row["offering_name"])


def _levels(row: Any, unit: str, _: Language) -> tuple[str, str]:
    """Both ends of an uncertain number, with no more digits than its range is worth."""
    ends, fine = (float(row["low"]), float(row["high"])), abs(row["high"] - row["low"]) / 50
    digits = next((d for d in range(6) if all(abs(round(end, d) - end) <= fine for end in ends)), 6)
    if row["table"] == "weights":
        low, high = (_.amount(end, unit, digits=digits) for end in ends)
    else:
        low, high = (_.number(end, digits=digits) for end in ends)
    return low, high


def decomposition_figure(study: Study, *, segment: str = "", against: str = "", language: str = "") -> Figure | None:
    """Why one segment gets more out of our offering than another: by default than the next one.

    ``None`` where the study has one segment only.

    Raises
    ------
    StudyError
        When there is no such segment, or both are the same.
    """
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    ids = list(study.segments["segment"])
    others = [other for other in ids if other != chosen]
    if not others and not against:
        return None
    if against and against not in others:
        raise StudyError.not_among("against", against, others)
    other = against or ids[(ids.index(chosen) + 1) % len(ids)]
    frame = labelled(segment_gap(study, chosen, other), study, language=_.code)
    frame["against_name"] = names_of(study, "segments", language=_.code)[other]
    chart = charts.decomposition_chart(frame, unit=study.settings.unit, language=_.code)
    numbers = {
        "weight_effect": _("Weighed differently"),
        "rating_effect": _("Rated differently"),
        "gap": _("Together"),
    }
    write = amounts(study, _, frame[list(numbers)].to_numpy().ravel().tolist(), signed=True)
    total = frame[list(numbers)].sum(skipna=False)
    shown = frame[list(numbers)].map(write).assign(driver=frame["driver_name"])
    shown.loc[len(shown)] = {**total.map(write), "driver": _("All together")}
    return Figure(chart, folded(_("Table"), table(shown, {"driver": _("Driver"), **numbers}, numbers=list(numbers))))


def meant(source: Simulation | Study, segment: str, language: str) -> tuple[Simulation, str, Language]:
    """The simulation, the segment and the language that are meant."""
    study = source.study if isinstance(source, Simulation) else source
    chosen, words = chosen_segment(study, segment), words_of(study, language)
    return simulated(source), chosen, words


def _clear(run: Simulation, segment: str) -> bool:
    """Whether a winner may be named."""
    words = verdicts(run).set_index("segment")["verdict"]
    return words[segment] in ("ahead", "behind")


def rows_of_segment(frame: pd.DataFrame, segment: str) -> pd.DataFrame:
    """One segment's rows of a frame."""
    return frame[frame["segment"] == segment].reset_index(drop=True)


def _folded(shown: pd.DataFrame, headers: dict[str, str], study: Study, _: Language, *, words: tuple[str, ...]) -> Html:
    """A table of intervals that one click opens."""
    numbers = [name for name in headers if name not in words]
    share = share_word(study.settings.confidence, _)
    caption = _("From low to high: the {share} interval.", share=share)
    return folded(_("Table"), table(shown, headers, numbers=numbers, caption=caption))
