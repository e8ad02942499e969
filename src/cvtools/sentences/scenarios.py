"""What each scenario changes, and how sure the answer then is, in words."""

from cvtools.analysis.analysis import Analysis
from cvtools.analysis.scenarios import Change, Seen
from cvtools.sentences.answer import sureness_words
from cvtools.sentences.levels import from_to, level


def scenario_sentences(analysis: Analysis) -> list[str]:
    """One sentence a scenario: its name, what it changes for the segment, and the answer it comes to."""
    _ = analysis.language
    return [
        _(
            "“{name}”: {changes}. {answer}.",
            name=seen.scenario.name,
            changes=changes_in_words(analysis, seen),
            answer=sureness_words(seen.analysis),
        )
        for seen in analysis.scenarios
    ]


def changes_in_words(analysis: Analysis, seen: Seen) -> str:
    """What a scenario changes for the segment: ``“Waiting” (“Train”) from 34.1 to 16.2 (minutes)``."""
    return "; ".join(_change(analysis, change) for change in seen.changes)


def _change(analysis: Analysis, change: Change) -> str:
    _, fields = analysis.language, {"driver": analysis.name("drivers", change.driver)}
    if not change.offering:
        write = analysis.amounts([change.before, change.after])
        ends = {"before": write(change.before), "after": write(change.after)}
        return _("weight of “{driver}” from {before} to {after}", **fields, **ends)
    fields["offering"] = analysis.name("offerings", change.offering)
    known = change.before == change.before, change.after == change.after
    if all(known):
        before, after = from_to(analysis, change.driver, change.before, change.after)
    else:
        before, after = (
            level(analysis, change.driver, number) if there else _("unknown")
            for number, there in zip((change.before, change.after), known, strict=True)
        )
    return _("“{driver}” ({offering}) from {before} to {after}", **fields, before=before, after=after)
