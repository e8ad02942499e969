"""Labels beside points, placed so that they do not cover each other."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from cvtools.charts.theme import TEXT

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
_Box = tuple[float, float, float, float]


def placed(
    points: pd.DataFrame, x: str, y: str, text: str, *, size: tuple[float, float], ends: Sequence[float]
) -> list[str]:
    """For each point, the side on which its label covers least: ``right``, ``above left`` and so on.

    Parameters
    ----------
    points
        The points; the first ones are served first.
    x, y, text
        Columns with the places and the labels.
    size
        Width and height of the plot in pixels.
    ends
        Lowest x, highest x, lowest y, highest y of the plot.
    """
    width, height = size
    x_low, x_high, y_low, y_high = ends
    across = (points[x] - x_low) / ((x_high - x_low) or 1) * width
    down = (y_high - points[y]) / ((y_high - y_low) or 1) * height
    dots: list[_Box] = [(a - 7, d - 7, a + 7, d + 7) for a, d in zip(across, down, strict=True)]
    taken: list[_Box] = []
    sides = []
    for at, (a, d, label) in enumerate(zip(across, down, points[text], strict=True)):
        others = [*taken, *dots[:at], *dots[at + 1 :]]
        boxes = {side: _box(a, d, str(label), side) for side in _SIDES}
        costs = {
            side: sum(_overlap(box, other) for other in others) + _outside(box, width, height)
            for side, box in boxes.items()
        }
        best = min(costs, key=costs.__getitem__)
        sides.append(best)
        taken.append(boxes[best])
    return sides


def _box(a: float, d: float, label: str, side: str) -> _Box:
    lines = label.split("\n")
    wide, high = max(map(len, lines)) * TEXT * 0.56, len(lines) * (TEXT + 2)
    dx, dy, _align = _SIDES[side]
    left = a + 10 * dx if dx > 0 else a + 10 * dx - wide if dx < 0 else a - wide / 2
    top = d - 9 - high if dy < 0 else d + 9 if dy > 0 else d - high / 2
    return left, top, left + wide, top + high


def _overlap(one: _Box, other: _Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)


def _outside(box: _Box, width: float, height: float) -> float:
    """A label may pass the right edge a little; anything else beyond the plot costs."""
    return 40 * (max(0, -box[0]) + max(0, box[2] - width - 60) + max(0, -box[1]) + max(0, box[3] - height))


def label_layers(points: pd.DataFrame, x: alt.X, y: alt.Y, text: str, *, side: str, colour: object) -> list[alt.Chart]:
    """The labels as text marks, one layer a side (``side`` is the column that :func:`placed` made)."""
    layers = []
    for name, (dx, dy, align) in _SIDES.items():
        part = points[points[side] == name]
        if len(part):
            style = {"align": align, "dx": 10 * dx, "dy": 16 * dy, "baseline": "middle"}
            layers.append(alt.Chart(part).mark_text(**style).encode(x, y, text=f"{text}:N", color=colour))  # type: ignore[arg-type]
    return layers
