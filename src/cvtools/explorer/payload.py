"""What the explorer needs in the browser, as JSON: a study's numbers and words; its pictures, which may come later."""

from typing import Any

import numpy as np

from cvtools.charts import theme
from cvtools.explorer.phrases import phrases
from cvtools.explorer.pictures import picture_config, pictures
from cvtools.language.labels import labelled, names_of, words_of
from cvtools.language.language import Language
from cvtools.language.text import short
from cvtools.study.schema import POINTS
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.simulation import Simulation, simulate
from cvtools.uncertainty.verdicts import verdicts
from cvtools.value.model import ValueModel, raw_weights, value_model, weight_scale

_FORMS = {"one": 1, "few": 2, "other": 5}
"""A count of each of the forms that a noun has in our languages."""


def start_payload(study: Study, *, segment: str = "", language: str = "") -> dict[str, Any]:
    """Return what the sliders start from: enough for everything but the pictures.

    Numbers are those of the study: weights as its rows hold them, ratings in the drivers' units, ``None`` where
    unknown.

    Parameters
    ----------
    study
        The study.
    segment
        The segment that is shown first; by default the study's first.
    language
        The reader's; by default the study's.

    Raises
    ------
    StudyError
        When there is no such segment or language, or nothing is known of what customers perceive.
    """
    _ = words_of(study, language)
    first = list(study.segments["segment"]).index(chosen_segment(study, segment))
    return {
        "language": _.code,
        "numbers": _signs(study, _),
        "study": study_payload(study, _) | {"first": first},
        "words": phrases(_),
    }


def drawn_payload(study: Study, *, language: str = "", simulation: Simulation | None = None) -> dict[str, Any]:
    """Return the empty pictures, and for each segment the ranges of the values and who wins as far as they tell.

    Ranges are those of :func:`cvtools.robustness`, ``None`` where every number is fixed; verdicts those of
    :func:`cvtools.verdicts`. Without a simulation the study is simulated, where it has an alternative.
    """
    _ = words_of(study, language)
    if simulation is None and len(study.offerings) > 1:
        simulation = simulate(study)
    labels = [
        theme.row_labels(labelled(study.tables[f"{t}s"], study, language=_.code), t, width=_LETTERS) for t in _ROWS
    ]
    return {
        "config": picture_config(_),
        "pictures": pictures(*(list(label.values()) for label in labels), unit=study.settings.unit, _=_),
        "ranges": [_range(market.value) for market in simulation.markets] if simulation else [],
        "verdicts": verdicts(simulation)["verdict"].tolist() if simulation else [],
    }


_ROWS = ("offering", "driver")
_LETTERS = 21
"""So many letters of a name go into a line of a picture's label."""


def study_payload(study: Study, _: Language) -> dict[str, Any]:
    """The study's numbers and names."""
    model = value_model(study)
    return {
        "title": study.settings.title,
        "fingerprint": study.fingerprint,
        "points": not study.settings.money,
        "confidence": _.percent(study.settings.confidence),
        "unit": theme.unit_word(study.settings.unit, _),
        "ours": list(model.offerings).index(study.settings.ours),
        "totalLabel": _("All together") + theme.TOTAL_MARK,
        "offerings": _offerings(study, _),
        "drivers": _drivers(study, model, _),
        "segments": _segments(study, model, _),
    }


def _signs(study: Study, _: Language) -> dict[str, Any]:
    """How the reader writes numbers and amounts."""
    number = _.vega_locale["number"]
    unit = study.settings.unit
    prefix, suffix = _.amount(7, unit, digits=0).split("7")
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
    }


def _offerings(study: Study, _: Language) -> list[dict[str, str]]:
    frame = labelled(study.offerings, study, language=_.code)
    labels = theme.row_labels(frame, "offering", width=_LETTERS)
    return [
        {"id": id_, **_name(name), "label": labels[id_]}
        for id_, name in zip(frame["offering"], frame["offering_name"], strict=True)
    ]


def _drivers(study: Study, model: ValueModel, _: Language) -> list[dict[str, Any]]:
    frame = labelled(model.drivers, study, language=_.code)
    labels = theme.row_labels(frame, "driver", width=_LETTERS)
    units = names_of(study, "drivers", language=_.code, field="unit")
    ones = np.ones((1, len(frame)))
    years = weight_scale(study, ones)[0] if study.settings.money else ones[0]
    return [
        {
            "id": row["driver"],
            **_name(row["driver_name"]),
            "label": labels[row["driver"]],
            "cost": row["side"] == "cost",
            "unit": units[row["driver"]],
            "worst": row["worst"],
            "best": row["best"],
            "years": float(year),
        }
        for row, year in zip(frame.to_dict("records"), years, strict=True)
    ]


def _segments(study: Study, model: ValueModel, _: Language) -> list[dict[str, Any]]:
    names = names_of(study, "segments", language=_.code)
    weights = raw_weights(study)
    return [
        {
            "id": str(segment),
            **_name(names[segment]),
            "weights": weights[s].tolist(),
            "ratings": [[None if x != x else x for x in row] for row in model.rating[s].tolist()],
        }
        for s, segment in enumerate(model.segments)
    ]


def _name(name: str) -> dict[str, str]:
    """A name short enough for sentences and headings; where it is shortened, the whole one, too."""
    fits = short(name)
    return {"name": fits} if fits == name else {"name": fits, "full": name}


def _range(values: np.ndarray) -> list[list[float]] | None:
    """Low and high of each offering's value; ``None`` where every number is fixed."""
    if not (values[:, 1] > values[:, 0]).any():
        return None
    return [[float(f"{end:.6g}") for end in row] for row in values.tolist()]
