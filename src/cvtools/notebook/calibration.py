"""How wide should our ranges be? Five questions with known answers, to find out what our ranges hold."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, paragraphs, table
from cvtools.language.language import Language

FACTS: tuple[tuple[Callable[[Language], str], float, str], ...] = (
    (lambda _: _("How high is Galdhøpiggen, Norway’s highest mountain, in metres?"), 2469, "Kartverket"),
    (lambda _: _("In which year did the first underground railway open in London?"), 1863, "Transport for London"),
    (lambda _: _("How far away is the Moon on average, in kilometres?"), 384_400, "NASA"),
    (lambda _: _("How many days does Mars take to go round the Sun?"), 687, "NASA"),
    (lambda _: _("How high is Dinara, Croatia’s highest mountain, in metres?"), 1831, "Državni zavod za statistiku"),
)
"""Each question, its answer and who says so."""


def calibration(analysis: Analysis, ranges: object) -> Html:
    """Ask the questions; once there is a range for each, how many held the true number, and what that says of ours.

    Parameters
    ----------
    analysis
        Whose language it is in, and whose ``confidence`` the ranges are meant to have.
    ranges
        Five pairs, low and high; whatever else it is, the questions are asked and nothing is raised.
    """
    _, given = analysis.language, _pairs(ranges)
    if len(given) != len(FACTS):
        told = _(
            "Write a low and a high for each, so that {share} of such ranges would hold the true number; do not look "
            "anything up. Then put them in, such as (1000, 3000), five pairs in square brackets.",
            share=analysis.share,
        )
        return paragraphs(told) + table(
            pd.DataFrame([(n, ask(_)) for n, (ask, *_rest) in enumerate(FACTS, 1)], columns=["n", "question"]),
            {"n": _("No."), "question": _("Question")},
            numbers=["n"],
        )
    held = [low <= true <= high for (low, high), (_ask, true, _who) in zip(given, FACTS, strict=True)]
    rows = [
        (ask(_), f"{_plain(low, _)} – {_plain(high, _)}", _plain(true, _), who, _("yes") if yes else _("no"))
        for (ask, true, who), (low, high), yes in zip(FACTS, given, held, strict=True)
    ]
    names = ["question", "range", "true", "who", "held"]
    headers = {
        "question": _("Question"),
        "range": _("Your range"),
        "true": _("True"),
        "who": _("Source"),
        "held": _("Held?"),
    }
    return element("p", _reading(analysis, sum(held))) + table(
        pd.DataFrame(rows, columns=names), headers, numbers=["range", "true"]
    )


def _reading(analysis: Analysis, held: int) -> str:
    """What it means; the share to go by lies half way between what was meant and what held, for five are few."""
    _, meant = analysis.language, analysis.study.settings.confidence
    counted = _.plural(
        "{n} of your five ranges held the true number; {share} were meant to.",
        "{n} of your five ranges held the true number; {share} were meant to.",
        held,
        share=analysis.share,
    )
    if held / len(FACTS) >= meant:
        nothing = _("Nothing speaks against your ranges.")
        return f"{counted} {nothing}"
    further = _(
        "Most people’s ranges are too narrow. Five questions are few, so go half way: with the setting ranges_held at "
        "{number}, ranges that people judged become as wide as that.",
        number=_.number((meant + held / len(FACTS)) / 2, digits=2),
    )
    return f"{counted} {further}"


def _pairs(ranges: object) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    if isinstance(ranges, Sequence):
        with suppress(TypeError, ValueError):
            pair: Any
            for pair in ranges:
                low, high = sorted(float(end) for end in pair)
                found.append((low, high))
    return found


def _plain(number: float, _: Language) -> str:
    """A number without signs between its groups of digits where it may be a year."""
    return f"{number:g}" if abs(number) < 10_000 else _.number(number, digits=0)
