"""Where a survey's numbers come from: its files, and until when it was asked."""

import re
from datetime import date

from cvtools.evidence.kinds import plain
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import Survey

_WHEN = (
    "recordeddate",
    "enddate",
    "submitdate",
    "date submitted",
    "submit date (utc)",
    "_submission_time",
    "completion time",
    "fullføringstidspunkt",
    "timestamp",
    "tidsmerke",
    "vremenska oznaka",
    "end",
)
"""What tools call the time at which somebody finished."""
_DAY = re.compile(r"(\d{4})[-/.](\d{2})[-/.](\d{2})")
"""Year, month, day: all other orders can be read in two ways."""


def files_of(survey: Survey) -> str:
    """Return the names of a survey's files; of many, the first and how many there are.

    The names only: a path may say who somebody is.
    """
    names = [file.name for file in survey.files or ([survey.choices.file] if survey.choices else [])]
    return ", ".join(names) if len(names) <= 3 else f"{names[0]}, … ({len(names)})"


def last_day(answers: Answers) -> str:
    """Return the day of the last response that counts, as ``2026-05-27``; blank where no column says it plainly."""
    columns = {plain(str(name)): str(name) for name in answers.export.frame.columns}
    name = next((columns[when] for when in _WHEN if when in columns), "")
    if not name:
        return ""
    cells = answers.export.frame[name].iloc[answers.respondents["response"].unique()]
    return max((day for cell in cells if (day := _day(str(cell)))), default="")


def _day(cell: str) -> str:
    found = _DAY.match(cell.strip())
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
