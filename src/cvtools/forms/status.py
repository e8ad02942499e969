"""How a draft stands, in words: what is saved where, what is still missing, and what somebody else did."""

import os
from pathlib import Path
from typing import Any

from cvtools.forms.draft import Draft
from cvtools.forms.messages import is_missing, told
from cvtools.forms.problems_by_cell import SETTINGS
from cvtools.language.language import Language

_MOST_TOLD = 4


def place_of(path: Path) -> str:
    """Return a path as short as can be, from the folder that one works in."""
    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return near if len(near) < len(str(path)) else str(path)


def status_of(draft: Draft) -> dict[str, str]:
    """Return one sentence on what is saved, and its kind: ``saved``, ``draft`` or ``wrong``."""
    _, place = Language(draft.language), place_of(draft.path)
    if draft.damaged and not draft.touched:
        text = _("What was typed here before cannot be read. The next change moves it into the folder .history.")
        return {"text": text, "kind": "wrong"}
    if draft.trouble:
        return {"text": _("Not saved: {reason}", reason=draft.trouble), "kind": "wrong"}
    if draft.other:
        return {"text": _("Kept aside until you choose."), "kind": "wrong"}
    if not draft.touched and not draft.written:
        return {"text": _("Nothing is saved yet; your first change will be, in {place}.", place=place), "kind": "draft"}
    wrong, missing = wrong_and_missing(draft)
    without_ours = (SETTINGS, SETTINGS, "ours") in draft.found.cells  # then no part of it can be saved as a study
    if draft.is_written:
        return {"text": _("Everything is saved in {place}.", place=place), "kind": "saved"}
    if not draft.written:
        text = _("Kept as you type, in {place}.", place=place)
    elif wrong and not without_ours:
        text = _.plural(
            "{n} entry needs another look; it is kept. The rest is saved in {place}.",
            "{n} entries need another look; they are kept. The rest is saved in {place}.",
            wrong,
            place=place,
        )
    else:
        text = _("Kept as you type, in {place}.", place=place)
    if missing and (without_ours or not wrong):
        text += " " + _("Still to do: {list}", list=" ".join(missing[:_MOST_TOLD]))
    return {"text": text, "kind": "draft"}


def wrong_and_missing(draft: Draft) -> tuple[int, list[str]]:
    """Return how many cells are wrong, and what is still missing, each once."""
    _, found = Language(draft.language), draft.found
    wrong = sum(not is_missing(problem) for problem in found.cells.values())
    missing = [told(problem, _, draft.decimal) for _table, _key, problem in found.rest]
    missing += [told(p, _, draft.decimal) for p in found.cells.values() if is_missing(p)]
    return wrong, list(dict.fromkeys(missing))


def banner_of(draft: Draft) -> dict[str, Any] | None:
    """Return what somebody else did, with both ways out."""
    if not draft.other:
        return None
    _ = Language(draft.language)
    text = {
        "copy": _(
            "This study is open in another place too and was changed there. Nothing was overwritten. Which one goes on?"
        ),
        "study": _("The study’s files were changed by something else. Nothing was overwritten. Which one goes on?"),
        "left": _("There is a version here that could not be saved when it was typed. Which one goes on?"),
    }[draft.other.why]
    kept = _("The other one stays in the folder .history.")
    buttons = [
        {"label": _("Take the other one"), "does": {"do": "take"}},
        {"label": _("Keep this one"), "does": {"do": "keep"}},
    ]
    return {"text": f"{text} {kept}", "buttons": buttons}
