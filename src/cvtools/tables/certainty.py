"""What to measure next, and what would close the gap: the tables beside the pictures of ``certainty``.

``segment`` is a segment's id (by default the first), ``language`` is ``en``, ``nb`` or ``hr`` (by default the
study's). A study may stand for its simulation.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvtools.browser.html import Html, table
from cvtools.figures.certainty import meant, rows_of_segment
from cvtools.language.labels import amounts, labelled, names_of, plain, words_of
from cvtools.language.language import Language, digits_for
from cvtools.language.text import part, short, wrapped
from cvtools.study.study import Study, chosen_segment
from cvtools.uncertainty.influence import answers_needed
from cvtools.uncertainty.simulation import Simulation
from cvtools.uncertainty.summaries import EVERY, information_value
from cvtools.uncertainty.verdicts import verdicts
from cvtools.value.sensitivity import breakeven
from cvtools.value.values import contributions


def measure_next_table(simulation: Simulation | Study, *, segment: str = "", language: str = "") -> Html:
    """What to measure next: the drivers by what knowing them exactly would be worth to customers.

    Beside it, how much of the doubt about our gap to the likely best alternative each driver is behind. Where it is
    open which of the two gives more and answers can tell, also how many more answers about it alone would.
    """
    run, chosen, _ = meant(simulation, segment, language)
    study = run.study
    market = run.markets[run.segments.index(chosen)]
    rival = run.offerings[max(run.rivals, key=market.likely.__getitem__)]
    frame = rows_of_segment(information_value(run), chosen)
    answers = rows_of_segment(answers_needed(run), chosen)
    answers = answers[answers["rival"] == rival].set_index("driver")[["share", "n", "times", "more"]]
    frame = labelled(frame.join(answers, on="driver"), study, language=_.code)
    digits = digits_for(market.gap.ravel().tolist())  # as fine as the gap itself is shown, and no finer
    frame["worth"] = frame["information"].round(digits)
    every = frame["driver"] == EVERY
    known = frame[~every].sort_values(["worth", "share"], ascending=False, kind="stable")
    frame = pd.concat([known, frame[every]])
    shown = pd.DataFrame(
        {
            "driver": np.where(frame["driver"] == EVERY, _("All together"), frame["driver_name"]),
            "information": [_.amount(x, study.settings.unit, digits=digits) for x in frame["worth"]],
            "share": [part(share, _) for share in frame["share"].fillna(0.0)],
            "n": [_answers(share, n, _) for share, n in zip(frame["share"], frame["n"], strict=True)],
            "more": [_more(row, _) for row in frame.to_dict("records")],
        }
    )
    names = {"rival": short(names_of(study, "offerings", language=_.code)[rival])}
    headers = {
        "driver": _("Driver"),
        "information": _("Knowing it exactly is worth"),
        "share": _("Share of the doubt about the gap to {rival}", **names),
        "n": _("Answers so far"),
    }
    verdict = verdicts(run).set_index("segment")["verdict"]
    if verdict[chosen] == "open" and (frame["times"] > 1).any():
        headers["more"] = _("More answers to tell us from {rival}", **names)
    caption = _("What knowing is worth: how much better customers would choose among all offerings, on average.")
    return table(shown, headers, numbers=[name for name in headers if name != "driver"], caption=caption)


def _answers(share: float, n: float, _: Language) -> str:
    """How many answers there are about what is uncertain of a driver; a dash where nothing is."""
    if share != share:
        return "–"
    return _.number(n, digits=0) if n > 0 else "?"


def _more(row: Mapping[Hashable, Any], _: Language) -> str:
    """How many more answers about one driver settle the gap."""
    if row["share"] != row["share"]:
        return _.number(0, digits=0)  # nothing about it is uncertain
    if row["times"] == float("inf"):
        return _("not enough by itself")
    return _.number(row["more"], digits=0) if row["more"] == row["more"] else "?"


def breakeven_table(study: Study, *, segment: str = "", language: str = "") -> Html:
    """What each of our ratings would have to be for the gap to the best alternative to close."""
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    frame = labelled(rows_of_segment(breakeven(study), chosen), study, language=_.code)
    units = names_of(study, "drivers", language=_.code, field="unit")
    frame["unit"] = [wrapped(units[driver], width=20, lines=1) for driver in frame["driver"]]
    weights = contributions(study).drop_duplicates(["segment", "driver"])
    anchors = study.drivers.set_index("driver")[["worst", "best"]]
    frame = frame.join(anchors, on="driver")
    frame["weight"] = frame["driver"].map(weights[weights["segment"] == chosen].set_index("driver")["weight"])
    rows = frame.to_dict("records")
    shown = pd.DataFrame(
        {
            "driver": frame["driver_name"],
            "rating": [f"{plain(row['rating'], _)} {row['unit']}".strip() for row in rows],
            "needed": [_needed(row, _) for row in rows],
            "feasible": [_possible(row, _) for row in rows],
        }
    )
    first = rows[0]
    write = amounts(study, _, frame["gap"], signed=True)
    ours = names_of(study, "offerings", language=_.code)[study.settings.ours]
    caption = (
        _("{ours} and {rival}: the gap is not known.", ours=short(ours), rival=short(first["rival_name"]))
        if first["gap"] != first["gap"]
        else _(
            "By the most likely numbers, {ours} against {rival}: {gap} now.",
            ours=short(ours),
            rival=short(first["rival_name"]),
            gap=write(first["gap"]),
        )
    )
    headers = {
        "driver": _("Driver"),
        "rating": _("Our rating now"),
        "needed": _("Both give the same at"),
        "feasible": _("On the scale?"),
    }
    return table(shown, headers, numbers=["rating", "needed"], caption=caption)


def _needed(row: Any, _: Language) -> str:
    """The rating that closes the gap, with as many digits as tell it from the one now."""
    if not row["feasible"]:
        return "–" if row["rating_needed"] == row["rating_needed"] or not row["weight"] else "?"
    now, needed = float(row["rating"]), float(row["rating_needed"])
    step = abs(needed - now)
    digits = max(digits_for([needed]), digits_for([step]) if step > 0 else 0)
    return f"{_.number(needed, digits=min(digits, 4))} {row['unit']}".strip()


def _possible(row: Any, _: Language) -> str:
    """Whether some level of the scale closes the gap; our own is looked at only once the gap is known."""
    if row["feasible"]:
        return _("yes")
    if not row["weight"]:
        return _("no: it counts for nothing here")
    if row["rating_needed"] != row["rating_needed"]:
        return _("not known: other ratings are missing")
    up = (row["rating_needed"] - row["worst"]) * (row["best"] - row["worst"]) > 0
    return _("no: not even at its best") if up else _("no: not even at its worst")
