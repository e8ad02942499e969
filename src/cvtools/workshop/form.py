"""What a participant is asked: made of a study and one of its segments, once, when a room opens.

A form is plain JSON, so that the room, the page and a file that is handed in all hold the same. Its fingerprint changes
when anything does that an answer depends on: who is asked about, what can be chosen, the scales; not with a wording.

An answer has an item and a value:

- ``weight/DRIVER``: what the step from worst to best is worth: 0 to 100 beside the largest step, or money
- ``rating/OFFERING/DRIVER``: ``{"likely", "low", "high", "how"}``, in the driver's unit; without ``likely``: unknown
- ``cards``: the opener's cards in their order, the best first, as far as it has come; only where it is asked for
- ``winner``: the offering guessed to win, before anything is weighed
- ``claim/NUMBER``: ``agree``, ``disagree`` or ``unsure``
- ``done``: whether the participant has finished this round
"""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, TypeGuard

from cvtools.language.labels import names_of, text_of
from cvtools.study.schema import EVIDENCE, LANGUAGES
from cvtools.study.study import Study, chosen_segment
from cvtools.workshop.carpet import cards_asked

FORMAT = 1
HOW = ("", *(word for word in EVIDENCE if word != "workshop"))
"""How a participant may say that a number is known; that it was said in a workshop is known already."""
VOTES = ("agree", "disagree", "unsure")
POINTS_AT_MOST = 100.0
MONEY_AT_MOST = 1e12

Form = Mapping[str, Any]


def form_of(study: Study, segment: str = "", *, cards: bool = False) -> Form:
    """The form for one segment of a study, by default the first; with the opener's eighteen cards, if asked for.

    Raises
    ------
    StudyError
        When the study has no such segment.
    """
    segment = chosen_segment(study, segment)
    sizes = dict(zip(study.segments["segment"], study.segments["size"], strict=True))
    form: dict[str, Any] = {
        "format": FORMAT,
        "title": {code: text_of(study.settings, "title", code) for code in LANGUAGES},
        "language": study.settings.language,
        "unit": study.settings.unit,
        "confidence": study.settings.confidence,
        "horizon_years": study.settings.horizon_years,
        "discount_rate": study.settings.discount_rate,
        "ours": study.settings.ours,
        "segment": {"id": segment, "size": float(sizes[segment])} | _texts(study, "segments", segment),
        "offerings": [{"id": id_} | _texts(study, "offerings", id_) for id_ in study.offerings["offering"]],
        "drivers": [
            {
                "id": row["driver"],
                **_texts(study, "drivers", row["driver"]),
                "unit": {
                    code: names_of(study, "drivers", language=code, field="unit")[row["driver"]] for code in LANGUAGES
                },
                "side": row["side"],
                "kind": row["kind"],
                "recurs": row["recurs"],
                "worst": float(row["worst"]),
                "best": float(row["best"]),
            }
            for row in study.drivers.to_dict("records")
        ],
    }
    return form | {"print": fingerprint(form)} | ({"cards": cards_asked()} if cards else {})


def _texts(study: Study, table: str, identifier: str) -> dict[str, dict[str, str]]:
    """A row's name and description in each language."""
    return {
        "name": {code: names_of(study, table, language=code)[identifier] for code in LANGUAGES},
        "text": {code: names_of(study, table, language=code, field="description")[identifier] for code in LANGUAGES},
    }


def fingerprint(form: Form) -> str:
    """Twelve hex digits of all that an answer depends on, whichever way a page writes its numbers."""
    asked = {
        "unit": form["unit"],
        "segment": form["segment"]["id"],
        "offerings": [offering["id"] for offering in form["offerings"]],
        "drivers": [[row["id"], row["side"], float(row["worst"]), float(row["best"])] for row in form["drivers"]],
    }
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]


def fault(form: Form, item: object, value: object) -> str:
    """Why an answer cannot be taken, in one word; blank if it can.

    ``item`` (nothing that is asked), ``number`` (none, or none that a scale holds), ``scale`` (outside it), ``order``
    (low, likely and high in another order), ``word`` (none of those offered).

    >>> import cvtools as cv
    >>> form = form_of(cv.read_study("data/laptops"))
    >>> fault(form, "weight/price", 40), fault(form, "weight/price", 101), fault(form, "weight/taste", 40)
    ('', 'scale', 'item')
    """
    match item.split("/") if isinstance(item, str) else ():
        case ["done"]:
            return "" if isinstance(value, bool) else "word"
        case ["cards"] if form.get("cards"):
            return "" if value is None or _is_order(value, len(form["cards"])) else "word"
        case ["winner"]:
            return "" if value is None or value in _ids(form, "offerings") else "word"
        case ["claim", number] if number.isascii() and number.isdigit() and len(number) < 6:
            return "" if value is None or value in VOTES else "word"
        case ["weight", driver] if driver in _ids(form, "drivers"):
            most = POINTS_AT_MOST if form["unit"] == "points" else MONEY_AT_MOST
            return "" if value is None else _number_fault(value, 0.0, most)
        case ["rating", offering, driver] if offering in _ids(form, "offerings") and driver in _ids(form, "drivers"):
            return "" if value is None else _rating_fault(form, driver, value)
        case _:
            return "item"


def _is_order(value: object, count: int) -> bool:
    """Whether these are different cards."""
    if not isinstance(value, list) or len(value) > count:
        return False
    return all(type(card) is int and 1 <= card <= count for card in value) and len(set(value)) == len(value)


def _ids(form: Form, table: str) -> list[str]:
    return [row["id"] for row in form[table]]


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value from JSON is a number that can be reckoned with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _number_fault(value: object, least: float, most: float) -> str:
    if not is_number(value):
        return "number"
    return "" if least <= value <= most else "scale"


def _rating_fault(form: Form, driver: str, value: object) -> str:
    if not isinstance(value, dict) or set(value) - {"likely", "low", "high", "how"}:
        return "word"
    if value.get("how", "") not in HOW:
        return "word"
    anchors = next((row["worst"], row["best"]) for row in form["drivers"] if row["id"] == driver)
    given = [value[name] for name in ("low", "likely", "high") if value.get(name) is not None]
    for number in given:
        if wrong := _number_fault(number, min(anchors), max(anchors)):
            return wrong
    if value.get("likely") is None and given:
        return "number"
    return "" if given == sorted(given) else "order"


def asked(form: Form) -> list[str]:
    """Every item of a form that a participant is asked for, in the order of the page."""
    drivers, offerings = _ids(form, "drivers"), _ids(form, "offerings")
    weights = [f"weight/{driver}" for driver in drivers]
    opener = ["cards"] if form.get("cards") else []
    ratings = [f"rating/{offering}/{driver}" for offering in offerings for driver in drivers]
    return [*opener, "winner", *weights, *ratings]
