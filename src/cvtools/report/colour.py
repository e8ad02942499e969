"""Colours that can be read: contrast as WCAG 2.2 has it, and the nearest colour that has enough of it."""

import re

LEAST_CONTRAST = 4.5
"""What WCAG 2.2 asks of text of usual size (criterion 1.4.3)."""


def is_colour(text: str) -> bool:
    """Whether it is ``#`` and six hexadecimal digits."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(colour: str, paper: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#ffcc00", "#ffffff"), 1)
    (21.0, 1.5)
    """
    light, dark = sorted((_luminance(colour), _luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str, paper: str, *, least: float = LEAST_CONTRAST) -> str:
    """Return the nearest colour of the same hue, mixed with black, that has enough contrast to a light paper.

    >>> darkened("#ffcc00", "#ffffff"), darkened("#0072b2", "#ffffff")
    ('#907300', '#0072b2')
    """
    return _mixed(colour, "#000000", paper, least)


def lightened(colour: str, paper: str, *, least: float = LEAST_CONTRAST) -> str:
    """Return the nearest colour of the same hue, mixed with white, that has enough contrast to a dark paper."""
    return _mixed(colour, "#ffffff", paper, least)


def _mixed(colour: str, end: str, paper: str, least: float) -> str:
    start, goal = _parts(colour), _parts(end)
    mixes = (_hex([a + (b - a) * step / 255 for a, b in zip(start, goal, strict=True)]) for step in range(256))
    return next(mix for mix in mixes if contrast(mix, paper) >= least)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _hex(parts: list[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
