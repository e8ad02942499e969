"""Points with labels beside them, which cover neither each other nor the points nor a line."""

from collections.abc import Iterator, Sequence

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import PLOT, TEXT

_SIDES = {
    "right": (1, 0, "left"),
    "left": (-1, 0, "right"),
    "above": (0, -1, "center"),
    "below": (0, 1, "center"),
    "above right": (0.5, -1, "left"),
    "below right": (0.5, 1, "left"),
    "above left": (-0.5, -1, "right"),
    "below left": (-0.5, 1, "right"),
}
"""How far a label is moved right and down, and how it is aligned."""
NOWHERE = ""
HEIGHT = 340
"""Pixels of a plot's height."""
_ROUNDS = 4
_TOO_MUCH = 0.4
_Box = tuple[float, float, float, float]


def placed(
    points: pd.DataFrame, x: str, y: str, *, ends: Sequence[float], line: tuple[float, float] = (float("nan"), 0.0)
) -> list[str]:
    """For each point, the side on which its label covers least: ``right``, ``above left`` and so on.

    A label that would be covered by nearly half wherever it stood has no side (``""``): its tooltip tells its name.

    Parameters
    ----------
    points
        The points, with their ``label``.
    x, y
        Columns with the places.
    ends
        Lowest x, highest x, lowest y, highest y of the plot.
    line
        Slope and height at x = 0 of a line that labels should keep clear of; ``NaN`` for none.
    """
    width, height = PLOT, HEIGHT
    x_low, x_high, y_low, y_high = ends
    across = list((points[x] - x_low) / ((x_high - x_low) or 1) * width)
    down = list((y_high - points[y]) / ((y_high - y_low) or 1) * height)
    labels = [str(label) for label in points["label"]]
    dots = [(a - 7, d - 7, a + 7, d + 7) for a, d in zip(across, down, strict=True)]
    boxes = [{side: _box(a, d, t, side) for side in _SIDES} for a, d, t in zip(across, down, labels, strict=True)]
    fixed = list(_along(line, ends, width, height))
    sides = [NOWHERE] * len(labels)
    costs = [0.0] * len(labels)
    for _round in range(_ROUNDS):  # each looks again once the others have settled
        for at, choices in enumerate(boxes):
            others = [boxes[i][side] for i, side in enumerate(sides) if i != at and side]
            near = [*others, *fixed, *(dot for i, dot in enumerate(dots) if i != at for _twice in range(3))]
            cost = {
                side: sum(_overlap(box, other) for other in near) + _outside(box, width, height)
                for side, box in choices.items()
            }
            sides[at] = min(cost, key=cost.__getitem__)
            costs[at] = cost[sides[at]]
    area = [(box["right"][2] - box["right"][0]) * (box["right"][3] - box["right"][1]) for box in boxes]
    return [NOWHERE if c > _TOO_MUCH * a else side for side, c, a in zip(sides, costs, area, strict=True)]


def _along(line: tuple[float, float], ends: Sequence[float], width: float, height: float) -> Iterator[_Box]:
    """Small boxes along a line, so that no label is struck through."""
    slope, at_zero = line
    x_low, x_high, y_low, y_high = ends
    for pixel in range(0, int(width), 4):
        value = at_zero + slope * (x_low + (x_high - x_low) * pixel / width)
        down = (y_high - value) / ((y_high - y_low) or 1) * height
        if 0 <= down <= height:
            yield pixel - 2, down - 3, pixel + 2, down + 3


def _box(a: float, d: float, label: str, side: str) -> _Box:
    lines = label.split("\n")
    wide, high = max(map(len, lines)) * TEXT * 0.56, len(lines) * (TEXT + 2)
    dx, dy, _align = _SIDES[side]
    left = a + 10 * dx if dx > 0 else a + 10 * dx - wide if dx < 0 else a - wide / 2
    top = d - 9 - high if dy < 0 else d + 9 if dy > 0 else d - high / 2
    return left, top, left + wide, top + high


def _overlap(one: _Box, other: _Box) -> float:
    left, top, right, bottom = one
    from_left, from_top, to_right, to_bottom = other
    if from_left >= right or to_right <= left or from_top >= bottom or to_bottom <= top:
        return 0  # as nearly always
    return (min(right, to_right) - max(left, from_left)) * (min(bottom, to_bottom) - max(top, from_top))


def _outside(box: _Box, width: float, height: float) -> float:
    """A label may pass the right edge a little; anything else beyond the plot costs."""
    return 40 * (max(0, -box[0]) + max(0, box[2] - width - 60) + max(0, -box[1]) + max(0, box[3] - height))


def points_chart(
    below: Sequence[alt.Chart], points: pd.DataFrame, x: alt.X, y: alt.Y, *, colour: object, ink: object, tips: object
) -> alt.LayerChart:
    """Points over other layers, each with its ``label`` on the ``side_of_label`` that :func:`placed` found."""
    dots = alt.Chart(points).mark_point(filled=True, size=110, opacity=1)
    layers = [*below, dots.encode(x, y, color=colour, tooltip=tips)]  # type: ignore[arg-type]
    there = set(points["side_of_label"])
    for name, (dx, dy, align) in ((name, side) for name, side in _SIDES.items() if name in there):
        texts = alt.Chart(points[points["side_of_label"] == name])
        marks = texts.mark_text(align=align, dx=10 * dx, dy=16 * dy, baseline="middle")  # type: ignore[arg-type]
        layers.append(marks.encode(x, y, text=alt.Text("label:N"), color=ink))  # type: ignore[arg-type]
    return theme.layered(layers, height=HEIGHT)
