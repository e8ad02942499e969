"""When a survey was answered."""

import numpy as np
import pandas as pd

from cvtools.evidence.exports import Export
from cvtools.evidence.privacy import harmless
from cvtools.evidence.survey import Survey
from cvtools.study.ages import day_of
from cvtools.study.errors import Problem, StudyError
from cvtools.study.wording import N_

_NO_DAYS = N_("days that can be read in one way, such as 2026-03-15; or write the day itself: date: 2026-03-15")


def day_written(survey: Survey) -> str:
    """Return the one day that a mapping itself says; blank where it says none."""
    day = day_of(survey.date)
    return day.isoformat() if day else ""


def stated_day(survey: Survey, export: Export, rows: np.ndarray) -> str:
    """Return the day of the last of these responses; blank where the mapping does not say, or none has a day.

    Raises
    ------
    StudyError
        Where the days can be read in two ways (03/04/2026), or in none.
    """
    column = export.column(survey.date) if survey.date else None
    if not column or day_of(survey.date):
        return day_written(survey)
    cells = export.frame[column].iloc[rows].str.strip()
    cells = cells[cells != ""]
    if cells.empty:
        return ""
    read = [_read(cells, day_first=day_first) for day_first in (False, True)]
    known = [found for found in read if found is not None]
    if not known or (len(known) == 2 and not known[0].equals(known[1])):
        problem = Problem(survey.path.name, None, survey.date, harmless(str(cells.iloc[0])), _NO_DAYS)
        raise StudyError(survey.path.name, [problem])
    return known[0].max().date().isoformat()


def _read(cells: pd.Series, *, day_first: bool) -> pd.Series | None:
    """Return the cells as days; nothing where one of them is none that way."""
    first = str(cells.iloc[0])
    try:
        if len(first) >= 10 and day_of(first[:10]):
            return pd.to_datetime(cells.str[:10], format="%Y-%m-%d")
        separator = next((sign for sign in "/.-" if sign in first), "/")
        if separator == "." and not day_first:  # nobody writes the month first between dots
            return None
        order = ("%d", "%m") if day_first else ("%m", "%d")
        days = cells.str.extract(rf"^(\d{{1,2}}\{separator}\d{{1,2}}\{separator}\d{{4}})", expand=False)
        return None if days.isna().any() else pd.to_datetime(days, format=separator.join((*order, "%Y")))
    except ValueError:
        return None
