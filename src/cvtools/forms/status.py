"""How a draft stands, in words: which study it is, what is saved, what is still missing, and what somebody else did."""

import os
from typing import Any

from cvtools.forms.blocks import button
from cvtools.forms.draft import Draft
from cvtools.forms.local_texts import read_text
from cvtools.forms.messages import is_missing, told
from cvtools.forms.problems_by_cell import SETTINGS
from cvtools.language.labels import text_of
from cvtools.language.language import Language

_MOST_TOLD = 4


def heading_of(draft: Draft) -> dict[str, str]:
    """Return which study is typed into: its title, and where it is saved."""
    title = read_text(draft.state, (SETTINGS, SETTINGS, "title"), draft.language).strip()
    return {"title": title or Language(draft.language)("A new study"), "place": os.path.normpath(draft.path)}


def status_of(draft: Draft) -> dict[str, str]:
    """Return one sentence on what is saved, and its kind: ``saved``, ``draft`` or ``wrong``."""
    _, place = Language(draft.language), draft.path.name
    if draft.damaged and not draft.touched:
        text = _("What was typed here before cannot be read. The next change moves it into the folder .history.")
        return {"text": text, "kind": "wrong"}
    if draft.trouble:
        return {"text": _("Not saved: {reason}", reason=draft.trouble), "kind": "wrong"}
    if draft.other:
        return {"text": _("Kept aside until you choose."), "kind": "wrong"}
    if draft.another:
        return {"text": "", "kind": "draft"}
    if not draft.touched and not draft.written:
        return {"text": _("Nothing is saved yet; your first change will be, in {place}.", place=place), "kind": "draft"}
    if draft.is_written:
        return {"text": _("Everything is saved in {place}.", place=place), "kind": "saved"}
    wrong, missing = wrong_and_missing(draft)
    without_ours = (SETTINGS, SETTINGS, "ours") in draft.found.cells  # then no part of it can be saved as a study
    text = _("Kept as you type, in {place}.", place=place)
    if draft.written and wrong and not without_ours:
        text = _.plural(
            "{n} entry needs another look; it is kept. The rest is saved in {place}.",
            "{n} entries need another look; they are kept. The rest is saved in {place}.",
            wrong,
            place=place,
        )
    if missing:
        text += " " + _("Still to do: {list}", list=" ".join(missing[:_MOST_TOLD]))
    return {"text": text, "kind": "draft"}


def wrong_and_missing(draft: Draft) -> tuple[int, list[str]]:
    """Return how many cells are wrong, and what is still missing, each once."""
    _, found = Language(draft.language), draft.found
    wrong = sum(not is_missing(problem) for problem in found.cells.values())
    whole = {table: problem for table, _key, problem in reversed(found.rest) if not draft.state.rows(table)}
    problems = [p for table, _key, p in found.rest if whole.get(table, p) is p]  # of an empty table that it is empty
    problems += [p for p in found.cells.values() if is_missing(p)]
    return wrong, list(dict.fromkeys(told(problem, _, draft.decimal) for problem in problems))


def banner_of(draft: Draft) -> dict[str, Any] | None:
    """Return what has to be chosen, if anything: another study is here, or somebody else changed this one."""
    _ = Language(draft.language)
    if draft.another:
        text = _(
            "There is another study in {place} already: “{title}”. Do you want to go on with it, or to begin a copy of "
            "“{like}” beside it?",
            place=draft.path.name,
            title=heading_of(draft)["title"],
            like=text_of(draft.like.settings, "title", draft.language) if draft.like else "",
        )
        return {"text": text, "buttons": [button(_("Go on with it"), "go_on"), button(_("Begin a copy"), "elsewhere")]}
    if not draft.other:
        return None
    text = {
        "copy": _(
            "This study is open in another place too and was changed there. Nothing was overwritten. Which one goes on?"
        ),
        "study": _("The study’s files were changed by something else. Nothing was overwritten. Which one goes on?"),
        "left": _("There is a version here that could not be saved when it was typed. Which one goes on?"),
    }[draft.other.why]
    kept = _("The other one stays among the “Earlier versions” below.")
    return {
        "text": f"{text} {kept}",
        "buttons": [button(_("Take the other one"), "take"), button(_("Keep this one"), "keep")],
    }
