"""What a group said, for a notebook: every participant a dot, agreement, who wins by which way of pooling."""

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, paragraphs, table
from cvtools.language.labels import plain
from cvtools.study.schema import POINTS
from cvtools.workshop.agreement import camps, icc, kendalls_w
from cvtools.workshop.answers import Answers, room_answers
from cvtools.workshop.pooling import disagreements, pooled_values, pooled_winners, spreads
from cvtools.workshop.rehearsal import invented_group
from cvtools.workshop.room import Room

_WIDTH, _HEIGHT = 260, 22


def group(analysis: Analysis, room: str = "") -> Answers:
    """What a room's file holds; without one, an invented group of twelve around the study's numbers.

    Raises
    ------
    StudyError
        When there is no such room, or it is another study's or segment's.
    """
    if not room:
        return invented_group(analysis.study, analysis.segment)
    opened = Room(Path(room))
    try:
        return room_answers(opened)
    finally:
        opened.close()


def weights_shown(analysis: Analysis, answers: Answers) -> Html:
    """What each step is worth: everybody a dot, the median a tick, the middle half a bar."""
    most = float(np.nanmax(answers.weight, initial=1.0))
    rows = spreads(answers).query("table == 'weights'")
    return _strips(analysis, rows, answers.weight.T, lambda _: (0.0, most))


def ratings_shown(analysis: Analysis, answers: Answers, offering: str = "") -> Html:
    """How good an offering is, by default ours: everybody a dot, the worst level at the left."""
    offering = offering or analysis.study.settings.ours
    rows = spreads(answers).query("table == 'ratings' and offering == @offering")
    numbers = answers.rating[:, answers.offerings.index(offering)].T
    worst, best = answers.anchors
    return _strips(analysis, rows, numbers, lambda d: (float(worst[d]), float(best[d])))


def _strips(
    analysis: Analysis, rows: pd.DataFrame, numbers: np.ndarray, scale: Callable[[int], tuple[float, float]]
) -> Html:
    _, names = analysis.language, analysis.names("drivers")
    heads = "".join(f"<th>{escape(text)}</th>" for text in (_("driver"), _("participants"), _("median"), _("n")))
    lines = [
        f"<tr><td>{escape(names[row['driver']])}</td><td>{_dots(numbers[d], row, scale(d))}</td>"
        f'<td class="number">{plain(round(row["median"], 2), _)}</td><td class="number">{row["n"]}</td></tr>'
        for d, row in enumerate(rows.to_dict("records"))
    ]
    return Html(f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>")


def _dots(numbers: np.ndarray, row: Mapping[Any, Any], ends: tuple[float, float]) -> str:
    """A strip of dots, as SVG; numbers only, so that nothing in it is anybody's text."""

    def at(level: float) -> float:
        return 6 + (_WIDTH - 12) * (level - ends[0]) / (ends[1] - ends[0])

    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return ""
    middle = _HEIGHT / 2
    dots = "".join(f'<circle cx="{at(x):.1f}" cy="{middle}" r="4" fill="#0072b2" fill-opacity=".4"/>' for x in known)
    half = f'<path d="M{at(row["q1"]):.1f} {middle}H{at(row["q3"]):.1f}" stroke="#0072b2" stroke-width="3"/>'
    tick = f'<path d="M{at(row["median"]):.1f} 2V{_HEIGHT - 2}" stroke="#1f2933" stroke-width="2"/>'
    return f'<svg width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true">{half}{dots}{tick}</svg>'


def agreement_told(analysis: Analysis, answers: Answers) -> Html:
    """How much they agree, whether there are two camps, and where to talk first."""
    _, drivers, offerings = analysis.language, analysis.names("drivers"), analysis.names("offerings")

    def number(value: float) -> str:
        return _("too few answers to say") if value != value else _.number(value, digits=2)

    flat = answers.utility.reshape(len(answers.people), len(offerings) * len(drivers))
    told = [
        _("Agreement on the order of the steps (Kendall’s W): {number}", number=number(kendalls_w(answers.weight))),
        _("Agreement on the ratings (intraclass correlation): {number}", number=number(icc(flat))),
        _("1: all agree; 0: no more than by chance"),
    ]
    complete = answers.weight[~np.isnan(answers.weight).any(axis=1)]
    found = camps(complete) if analysis.study.settings.unit == POINTS else None
    told.append(_("No two camps on the weights."))
    if found is not None:
        widest = np.argsort(-np.abs(found.difference), kind="stable")[:2]
        named = _.listed(drivers[answers.drivers[d]] for d in widest)
        fields = {"a": int((~found.second).sum()), "b": int(found.second.sum()), "drivers": named}
        told[-1] = _("Two camps on the weights: {a} and {b} participants. They differ most in: {drivers}", **fields)
    first = disagreements(answers).head(3).to_dict("records")
    names = "; ".join(f"{offerings[row['offering']]}: {drivers[row['driver']]}" for row in first)
    return paragraphs(*told, *([f"{_('Where you differ most: talk about these first')}: {names}"] if names else []))


def winners_shown(analysis: Analysis, answers: Answers) -> Html:
    """Each offering's value by each way of pooling, for how many it wins, and how many had guessed so."""
    _, found = analysis.language, pooled_values(answers)
    numbers = ["median", "trimmed", "linear"]
    write = analysis.amounts(found[numbers].to_numpy(float).ravel())
    shown = found.assign(
        offering=found["offering"].map(analysis.names("offerings")),
        **{name: [write(value) for value in found[name].tolist()] for name in numbers},
    )
    headers = {
        "offering": _("offering"),
        "median": _("by the medians"),
        "trimmed": _("by the means without the extremes"),
        "linear": _("by the mean of each one’s values"),
        "own": _("by each one’s own numbers"),
        "guessed": _("guessed"),
    }
    named = set(pooled_winners(found).values())
    same = _("All three ways of pooling name the same winner.")
    other = _("The winner depends on how the numbers are pooled: say so.")
    told = "" if named == {""} else same if len(named) == 1 else other
    return table(shown, headers, numbers=[*numbers, "own", "guessed"]) + paragraphs(told)
