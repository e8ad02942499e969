"""Everybody's answers as numbers, whether they come from a room, from files that were handed in, or from workbooks.

Each one's row is kept; nothing is pooled here. Weights in points are scaled, so that each one's sum to 100.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cvtools.value.model import SCALE
from cvtools.workshop.form import Form
from cvtools.workshop.room import Answer, Room


class Person(NamedTuple):
    """Somebody's answers, wherever they come from."""

    name: str
    """Who it is, for the teacher: a number, or a file."""
    view: str
    answers: Mapping[str, Any]
    """Values by item, as :mod:`cvtools.workshop.form` has them."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What P participants say of O offerings and D drivers, in the form's order."""

    form: Form
    people: tuple[str, ...]
    view: np.ndarray
    """P words: ``perceived`` or ``believed``."""
    weight: np.ndarray
    """P × D; in points each row sums to 100, or is all ``NaN`` where one of them is not answered."""
    rating: np.ndarray
    """P × O × D, each driver's unit; ``NaN`` where not answered or not known."""
    low: np.ndarray
    high: np.ndarray
    """The same, where somebody gave both ends; else the rating."""
    winner: tuple[str, ...]
    """Each one's sealed vote; blank where there is none."""

    @property
    def offerings(self) -> list[str]:
        """The offerings' ids."""
        return [row["id"] for row in self.form["offerings"]]

    @property
    def drivers(self) -> list[str]:
        """The drivers' ids."""
        return [row["id"] for row in self.form["drivers"]]

    @property
    def anchors(self) -> tuple[np.ndarray, np.ndarray]:
        """The D drivers' worst and best."""
        rows = self.form["drivers"]
        return np.array([row["worst"] for row in rows]), np.array([row["best"] for row in rows])

    @property
    def utility(self) -> np.ndarray:
        """P × O × D, 0 to 1."""
        worst, best = self.anchors
        return (self.rating - worst) / (best - worst)

    def only(self, rows: np.ndarray) -> "Answers":
        """Some of the participants."""
        places = np.arange(len(self.people))[rows]
        return Answers(
            self.form,
            tuple(self.people[i] for i in places),
            self.view[rows],
            self.weight[rows],
            self.rating[rows],
            self.low[rows],
            self.high[rows],
            tuple(self.winner[i] for i in places),
        )

    def of_view(self, view: str) -> "Answers":
        """Those who answered in this view."""
        return self.only(self.view == view)


def people_in(room: Room, round_: int | None = None) -> list[Person]:
    """Everybody in a room, with what they say in a round, by default the last."""
    return sorted_out(room, room.answers(round_))


def sorted_out(room: Room, said: Iterable[Answer]) -> list[Person]:
    """Answers by who gave them, in the order in which people came in."""
    found: dict[int, dict[str, Any]] = {}
    for answer in said:
        found.setdefault(answer.participant, {})[answer.item] = answer.value
    return [Person(str(who.number), who.view, found.get(who.number, {})) for who in room.participants()]


def room_answers(room: Room, round_: int | None = None) -> Answers:
    """What everybody in a room says, as arrays."""
    return answers_of(room.form, people_in(room, round_))


def answers_of(form: Form, people: Iterable[Person]) -> Answers:
    """Turn what people said into arrays."""
    people = list(people)
    drivers, offerings = [row["id"] for row in form["drivers"]], [row["id"] for row in form["offerings"]]
    weight = np.full((len(people), len(drivers)), np.nan)
    levels = np.full((3, len(people), len(offerings), len(drivers)), np.nan)
    for p, person in enumerate(people):
        for d, driver in enumerate(drivers):
            weight[p, d] = _number(person.answers.get(f"weight/{driver}"))
            for o, offering in enumerate(offerings):
                levels[:, p, o, d] = _levels(person.answers.get(f"rating/{offering}/{driver}") or {})
    winners = tuple(str(person.answers.get("winner") or "") for person in people)
    views = np.array([person.view for person in people], object)
    low, rating, high = levels
    return Answers(
        form, tuple(person.name for person in people), views, _scaled(form, weight), rating, low, high, winners
    )


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _levels(value: Mapping[str, Any]) -> tuple[float, float, float]:
    """Low, likely, high; an end that is not given is the likely number."""
    likely = _number(value.get("likely"))
    low, high = (_number(value.get(name)) for name in ("low", "high"))
    return (likely if low != low else low, likely, likely if high != high else high)


def _scaled(form: Form, weight: np.ndarray) -> np.ndarray:
    """Weights as they can be compared: points out of 100, for those who weighed everything; money as it is."""
    if form["unit"] != "points":
        return weight
    total = weight.sum(axis=1, keepdims=True)  # NaN where one is missing
    return np.divide(SCALE * weight, total, out=np.full(weight.shape, np.nan), where=total > 0)
