"""What would improve the gap or close it, as tables."""

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Html, element, table
from cvtools.language.labels import plain
from cvtools.study.records import records


def moves(analysis: Analysis) -> Html:
    """Every step that narrows the gap or widens the lead: from where to where, what it brings, who is there today.

    A sentence where there is none.
    """
    _, found = analysis.language, analysis.moves
    if not found:
        return element("p", _("No step within reach narrows the gap or widens the lead."))
    units, offerings = analysis.names("drivers", field="unit"), analysis.names("offerings", field="short")
    write = analysis.amounts([*(move.gain for move in found), *(move.gap for move in found)], signed=True)
    rows = [
        (
            analysis.name("drivers", move.driver),
            units[move.driver],
            plain(round(move.now, 4), _),
            plain(round(move.to, 4), _),
            write(move.gain),
            analysis.about(write(move.gap)),
            offerings[move.by] if move.by else "–",
        )
        for move in found
    ]
    headers = {
        "driver": _("Driver"),
        "unit": _("Unit"),
        "now": _("Now"),
        "to": _("Step to"),
        "gain": _("Brings"),
        "gap": _("Gap then"),
        "by": _("Already there today"),
    }
    caption = _("Each step by itself, the others as they are; a step ends where the gap is closed.")
    frame = pd.DataFrame(rows, columns=list(headers))
    return table(frame, headers, numbers=["now", "to", "gain", "gap"], caption=caption)


def ways_out(analysis: Analysis) -> Html:
    """What each of our ratings would have to be for us to be level with the best alternative, and who is there today.

    Unknown ratings stand at the middle of their scales.
    """
    _, found = analysis.language, analysis.ways_out
    units, offerings = analysis.names("drivers", field="unit"), analysis.names("offerings", field="short")
    rows = [
        (
            analysis.name("drivers", row["driver"]),
            units[row["driver"]],
            plain(round(row["rating"], 4), _),
            analysis.about(plain(round(row["rating_needed"], 4), _)) if row["feasible"] else "–",
            offerings[row["by"]] if row["by"] else _("nobody") if row["feasible"] and analysis.likely_gap < 0 else "–",
        )
        for row in records(found)
    ]
    headers = {
        "driver": _("Driver"),
        "unit": _("Unit"),
        "rating": _("Our rating now"),
        "needed": _("Both give the same at"),
        "by": _("Anyone there today?"),
    }
    caption = _("“–”: that alone is not enough, whatever the rating. Drivers on which all are alike are left out.")
    frame = pd.DataFrame(rows, columns=list(headers))
    return table(frame, headers, numbers=["rating", "needed"], caption=caption)
