"""Everything the explorer needs in the browser, as JSON: a study's numbers, its words, and three empty pictures."""

from typing import Any

import numpy as np

from cvtools.charts import theme
from cvtools.explorer.phrases import phrases
from cvtools.explorer.pictures import picture_config, pictures
from cvtools.figures import chosen_segment, words_of
from cvtools.i18n import Language
from cvtools.model import ValueModel, raw_weights, value_model, weight_scale
from cvtools.schema import POINTS
from cvtools.study import Study, labelled, names_of, text_of
from cvtools.uncertainty.simulation import Simulation, simulate

_FORMS = {"one": 1, "few": 2, "other": 5}
"""A count of each of the forms that a noun has in our languages."""


def explorer_payload(
    study: Study, *, segment: str = "", language: str = "", simulation: Simulation | None = None
) -> dict[str, Any]:
    """Return what the explorer starts from.

    Numbers are those of the study: weights as its rows hold them, ratings in the drivers' units, ``None`` where
    unknown. Intervals are those of :func:`cvtools.robustness` and of the gap to the best alternative.

    Parameters
    ----------
    study
        The study.
    segment
        The segment that is shown first; by default the study's first.
    language
        The reader's; by default the study's.
    simulation
        A simulation of the study that is there already; else it is simulated now, where there is an alternative.

    Raises
    ------
    StudyError
        When there is no such segment or language, or nothing is known of what customers perceive.
    """
    _ = words_of(study, language)
    first = list(study.segments["segment"]).index(chosen_segment(study, segment))
    if simulation is None and len(study.offerings) > 1:
        simulation = simulate(study)
    content = study_payload(study, simulation, _)
    offerings, drivers = ([row["label"] for row in content[things]] for things in ("offerings", "drivers"))
    return {
        "language": _.code,
        "numbers": _signs(study, _),
        "study": content | {"first": first},
        "words": phrases(_),
        "config": picture_config(_),
        "pictures": pictures(offerings, drivers, study.settings.unit, _),
    }


def study_payload(study: Study, simulation: Simulation | None, _: Language) -> dict[str, Any]:
    """The study's numbers and names; without a simulation, no ranges."""
    model = value_model(study)
    return {
        "title": study.settings.title,
        "name": text_of(study.settings, "title", _.code),
        "fingerprint": study.fingerprint,
        "points": not study.settings.money,
        "confidence": _.percent(study.settings.confidence),
        "unit": theme.unit_word(study.settings.unit, _),
        "ours": list(model.offerings).index(study.settings.ours),
        "totalLabel": _("All together") + theme.TOTAL_MARK,
        "offerings": _offerings(study, _),
        "drivers": _drivers(study, model, _),
        "segments": _segments(study, model, simulation, _),
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
    labels = theme.row_labels(frame, "offering")
    return [
        {"id": id_, **_name(name), "label": labels[id_]}
        for id_, name in zip(frame["offering"], frame["offering_name"], strict=True)
    ]


def _drivers(study: Study, model: ValueModel, _: Language) -> list[dict[str, Any]]:
    frame = labelled(model.drivers, study, language=_.code)
    labels = theme.row_labels(frame, "driver")
    units = names_of(study, "drivers", language=_.code, field="unit")
    ones = np.ones((1, len(frame)))
    years = weight_scale(study, ones)[0] if study.settings.money else ones[0]
    return [
        {
            "id": row["driver"],
            **_name(row["driver_name"]),
            "label": labels[row["driver"]],
            "kind": row["kind"],
            "cost": row["side"] == "cost",
            "unit": units[row["driver"]],
            "worst": row["worst"],
            "best": row["best"],
            "years": float(year),
        }
        for row, year in zip(frame.to_dict("records"), years, strict=True)
    ]


def _segments(study: Study, model: ValueModel, simulation: Simulation | None, _: Language) -> list[dict[str, Any]]:
    names = names_of(study, "segments", language=_.code)
    weights = raw_weights(study)
    return [
        {
            "id": str(segment),
            **_name(names[segment]),
            "weights": weights[s].tolist(),
            "ratings": [[None if x != x else x for x in row] for row in model.rating[s].tolist()],
            "range": _range(simulation.markets[s].value) if simulation else None,
        }
        for s, segment in enumerate(model.segments)
    ]


def _name(name: str) -> dict[str, str]:
    """A name short enough for sentences and headings; where it is shortened, the whole one, too."""
    short = theme.short(name)
    return {"name": short} if short == name else {"name": short, "full": name}


def _range(values: np.ndarray) -> list[list[float]] | None:
    """Low and high of each offering's value; ``None`` where every number is fixed."""
    return values.tolist() if (values[:, 1] > values[:, 0]).any() else None
