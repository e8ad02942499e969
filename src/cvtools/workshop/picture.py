"""The pooled picture that a teacher shows: everybody a dot, agreement, winners, what moved; plain numbers, no words."""

from typing import Any

import numpy as np

from cvtools.workshop.agreement import camps, icc, kendalls_w
from cvtools.workshop.answers import Answers, answers_of, room_answers, sorted_out
from cvtools.workshop.carpet import importances
from cvtools.workshop.pooling import disagreements, moved, own_values, pooled_values, pooled_winners, spreads, winners
from cvtools.workshop.room import Answer, Room

_MOST_MOVED = 12
_MOST_DISAGREEMENTS = 5


def picture(room: Room) -> dict[str, Any]:
    """Everything that is shown on “reveal”, for each view that somebody answered in, and the votes on claims."""
    said, stage = room.answers(), room.stage
    answers = answers_of(room.form, sorted_out(room, said))
    before = room_answers(room, stage.round - 1) if stage.round > 1 else None
    votes: dict[str, dict[str, int]] = {}
    for answer in said:
        if answer.item.startswith("claim/") and answer.value:
            counted = votes.setdefault(answer.item.removeprefix("claim/"), {})
            counted[answer.value] = counted.get(answer.value, 0) + 1
    views = {}
    for view in dict.fromkeys(answers.view.tolist()):
        earlier = before.of_view(view) if before else None
        views[view] = view_picture(answers.of_view(view), earlier)
    return {"views": views, "votes": votes, "cards": _opener(room, said)}


def _opener(room: Room, said: list[Answer]) -> list[dict[str, Any]]:
    """How much each thing on the opener's cards counts for those who put all of them in order, in per cent."""
    count = len(room.form.get("cards", ()))
    orders = [answer.value for answer in said if answer.item == "cards" and answer.value and len(answer.value) == count]
    if not orders:
        return []
    shares = 100 * importances(orders)
    return [
        {"thing": thing, "n": len(one), "median": one.median(), "q1": one.quantile(0.25), "q3": one.quantile(0.75)}
        | {"dots": sorted(one.tolist())}
        for thing, one in shares.items()
    ]


def view_picture(answers: Answers, before: Answers | None = None) -> dict[str, Any]:
    """The picture of those who answered in one view."""
    spread = spreads(answers)
    spread["dots"] = [_dots(numbers) for numbers in _columns(answers)]
    complete = ~np.isnan(answers.weight).any(axis=1)
    two = camps(answers.weight[complete]) if answers.form["unit"] == "points" else None
    flat = _flat(answers.utility)
    values = pooled_values(answers)
    shown: dict[str, Any] = {
        "n": len(answers.people),
        "weights": spread[spread["table"] == "weights"].to_dict("records"),
        "ratings": spread[spread["table"] == "ratings"].to_dict("records"),
        "w": kendalls_w(answers.weight),
        "icc": icc(flat[~np.isnan(flat).all(axis=1)]),
        "camps": None if two is None else _camps(two.second, two.difference, answers.drivers),
        "disagree": disagreements(answers).head(_MOST_DISAGREEMENTS).to_dict("records"),
        "values": values.to_dict("records"),
        "winners": pooled_winners(values),
        "own": dict(zip(answers.people, winners(own_values(answers), answers.offerings), strict=True)),
        "moved": None if before is None else moved(before, answers).head(_MOST_MOVED).to_dict("records"),
    }
    return _without_nan(shown)


def _columns(answers: Answers) -> list[np.ndarray]:
    """Each number's P answers, in the order of ``spreads``."""
    return [*answers.weight.T, *_flat(answers.rating).T]


def _flat(numbers: np.ndarray) -> np.ndarray:
    """P × O × D numbers as P × (O·D)."""
    people, offerings, drivers = numbers.shape
    return numbers.reshape(people, offerings * drivers)


def _dots(numbers: np.ndarray) -> list[float]:
    return sorted(numbers[~np.isnan(numbers)].tolist())


def _camps(second: np.ndarray, difference: np.ndarray, drivers: list[str]) -> dict[str, Any]:
    widest = np.argsort(-np.abs(difference), kind="stable")[:2]
    return {"a": int((~second).sum()), "b": int(second.sum()), "drivers": [drivers[d] for d in widest]}


def _without_nan(value: Any) -> Any:
    """JSON knows no NaN: what is not known is null."""
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and value != value else value


def result_for(shown: dict[str, Any], participant: int) -> dict[str, str | None] | None:
    """Who wins by one participant's own numbers and by those of all in their view; blank: nobody is ahead."""
    for view in shown["views"].values():
        if str(participant) in view["own"]:
            complete = view["own"][str(participant)]
            return {"yours": complete or None, "all": view["winners"]["median"]}
    return None
