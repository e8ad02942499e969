"""What the explorer needs in the browser, as JSON: a study's numbers and words; its pictures, which may come later."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.charts import theme
from cvtools.explorer.certainty import certainty_payload
from cvtools.explorer.levers import around_amounts, levers_payload
from cvtools.explorer.phrases import lever_phrases, phrases
from cvtools.explorer.pictures import picture_colours, picture_config, picture_tips, pictures
from cvtools.language.language import Language
from cvtools.language.text import short
from cvtools.study.rounding import ROUNDING
from cvtools.study.scenario_files import kept_scenarios
from cvtools.study.scenarios import Scenario
from cvtools.study.schema import POINTS
from cvtools.study.study import Study
from cvtools.uncertainty.simulation import Market, Simulation
from cvtools.uncertainty.verdicts import certain_from, is_fixed
from cvtools.value.gaps import price_driver
from cvtools.value.model import raw_weights, weight_scale

_LETTERS = 21
"""So many letters of a name go into a line of a picture's label."""
_FORMS = {"one": 1, "few": 2, "other": 5}
"""A count of each of the forms that a noun has in our languages."""


def start_payload(analysis: Analysis) -> dict[str, Any]:
    """Return what the sliders start from: enough for everything but the pictures.

    Numbers are those of the study: weights as its rows hold them, ratings in the drivers' units, ``None`` where
    unknown. Which segment is shown first, and the language, are those of the analysis.
    """
    study, _ = analysis.study, analysis.language
    first = list(study.segments["segment"]).index(analysis.segment)
    return {
        "language": _.code,
        "numbers": _signs(study, _),
        "study": study_payload(analysis) | {"first": first},
        "words": phrases(_) | (lever_phrases(_) if analysis.improvement.has_levers else {}),
    }


def drawn_payload(analysis: Analysis) -> dict[str, Any]:
    """Return the empty pictures, what is drawn from, and for each segment how sure the answer is before anything moves.

    The latter are those of the report; empty where the study has no alternative.
    """
    _, study, frames = analysis.language, analysis.study, analysis.frames
    compared = len(study.offerings) > 1
    labels = [list(_labelled(analysis, thing)["label"]) for thing in ("offering", "driver")]
    return {
        "config": picture_config(_),
        "colours": picture_colours(),
        "tips": picture_tips(_),
        "pictures": pictures(*labels, unit=study.settings.unit, _=_),
        "counted": [_counted(frames.simulation, market) for market in frames.simulation.markets] if compared else [],
        "certainty": certainty_payload(analysis) if compared else None,
    }


def saved_scenarios(analysis: Analysis) -> list[dict[str, Any]]:
    """The scenarios that are kept beside the study and fit it, each with its ``name``, in their order."""
    return [scenario_payload(scenario) for scenario in kept_scenarios(analysis.study)[0]]


def scenario_payload(scenario: Scenario) -> dict[str, Any]:
    """A scenario as the browser has it."""
    return asdict(scenario)


def study_payload(analysis: Analysis) -> dict[str, Any]:
    """The study's numbers and names."""
    _, study, model = analysis.language, analysis.study, analysis.frames.model
    return {
        "title": study.settings.title,
        "fingerprint": analysis.frames.fingerprint,
        "points": not study.settings.money,
        "confidence": _.percent(study.settings.confidence),
        "certainFrom": certain_from(study.settings.confidence),
        "unit": theme.unit_word(study.settings.unit, _),
        "ours": model.ours,
        "price": _price(study),
        "totalLabel": _("All together") + theme.TOTAL_MARK,
        "offerings": _offerings(analysis),
        "drivers": _drivers(analysis),
        "segments": _segments(analysis),
        **({"levers": levers_payload(analysis)} if analysis.improvement.has_levers else {}),
    }


def _signs(study: Study, _: Language) -> dict[str, Any]:
    """How the reader writes numbers and amounts."""
    number = _.vega_locale["number"]
    unit = study.settings.unit
    prefix, suffix = around_amounts(unit, _)
    forms = {
        form: _.plural("{number} point", "{number} points", count, number="{number}") for form, count in _FORMS.items()
    }
    return {
        "locale": _.locale.replace("_", "-"),
        "decimal": number["decimal"],
        "group": number["thousands"],
        "prefix": prefix,
        "suffix": suffix,
        "measure": forms if unit == POINTS else None,
        "percent": _.percent(0.07),
    }


def _labelled(analysis: Analysis, thing: str) -> pd.DataFrame:
    """The offerings or the drivers with their names, and the ``label`` of each one's row in the pictures."""
    frame = analysis.named(analysis.study.tables[f"{thing}s"])
    return frame.assign(label=frame[thing].map(theme.row_labels(frame, thing, width=_LETTERS)))


def _offerings(analysis: Analysis) -> list[dict[str, str]]:
    rows = _labelled(analysis, "offering").to_dict("records")
    return [{"id": row["offering"], **_name(row["offering_name"]), "label": row["label"]} for row in rows]


def _drivers(analysis: Analysis) -> list[dict[str, Any]]:
    study, frame = analysis.study, _labelled(analysis, "driver")
    units = analysis.names("drivers", field="unit")
    ones = np.ones((1, len(frame)))
    years = weight_scale(study, ones)[0] if study.settings.money else ones[0]
    return [
        {
            "id": row["driver"],
            **_name(row["driver_name"]),
            "label": row["label"],
            "cost": row["side"] == "cost",
            "unit": units[row["driver"]],
            "worst": row["worst"],
            "best": row["best"],
            "years": float(year),
            "money": bool(plain),
        }
        for row, year, plain in zip(frame.to_dict("records"), years, _plain_money(study), strict=True)
    ]


def _price(study: Study) -> int | None:
    """Which driver is the price, in a study in money."""
    price = price_driver(study) if study.settings.money else None
    return None if price is None else list(study.drivers["driver"]).index(price)


def _plain_money(study: Study) -> np.ndarray:
    """D booleans: drivers in the study's own currency whose scale is worth its length: no weight is to be set."""
    drivers = study.drivers
    length = (drivers["best"] - drivers["worst"]).abs().to_numpy()
    same = np.isclose(raw_weights(study), length, rtol=ROUNDING, atol=0).all(axis=0)
    return same & (drivers["unit"].str.strip() == study.settings.unit).to_numpy() & study.settings.money


def _segments(analysis: Analysis) -> list[dict[str, Any]]:
    names, model = analysis.names("segments"), analysis.frames.model
    weights = raw_weights(analysis.study)
    return [
        {
            "id": str(segment),
            **_name(analysis.name("segments", segment), whole=names[segment]),
            "size": None if size != size else size,
            "weights": weights[s].tolist(),
            "ratings": [[None if x != x else x for x in row] for row in model.rating[s].tolist()],
        }
        for s, (segment, size) in enumerate(zip(model.segments, analysis.study.segments["size"].tolist(), strict=True))
    ]


def _name(name: str, *, whole: str = "") -> dict[str, str]:
    """A name short enough for sentences and headings; where it is shortened, the whole one, too."""
    fits, whole = short(name), whole or name
    return {"name": fits} if fits == whole else {"name": fits, "full": whole}


def _counted(simulation: Simulation, market: Market) -> dict[str, Any]:
    """What the draws say of a segment, as ``js/simulation.js`` says it."""
    low, _mean, high = market.gap[simulation.ours]
    return {
        "size": market.draws,
        "values": _rounded(market.value),
        "gap": _rounded(np.array([low, high])),
        "best": _rounded(market.ranks[:, 0]),
        "fixed": is_fixed(market, simulation),
    }


def _rounded(numbers: np.ndarray) -> Any:
    return np.vectorize(lambda x: float(f"{x:.6g}"), otypes=[float])(numbers).tolist()
