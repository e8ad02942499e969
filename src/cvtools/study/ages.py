"""How old the numbers of a study are, where ``weights.csv`` and ``ratings.csv`` say when they were known (``date``)."""

import re
from datetime import date

import numpy as np
import pandas as pd

from cvtools.study.provenance import DATE, rows_in_force
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.study import Study

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def day_of(text: object) -> date | None:
    """Return the day that a text begins with, the first one of a month or a year; ``None`` where it is no date.

    >>> day_of("2026-03-15"), day_of("2026"), day_of("spring")
    (datetime.date(2026, 3, 15), datetime.date(2026, 1, 1), None)
    """
    found = _DAY.fullmatch(str(text).strip()[:10])
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def evidence_ages(study: Study, segment: str, *, today: date, view: str = "perceived") -> pd.DataFrame:
    """When each number that holds for a segment was known.

    Returns
    -------
    DataFrame
        One row a known number: ``table`` (weights or ratings), ``offering`` (blank for a weight), ``driver``,
        ``evidence``, ``day`` (a date, or ``None`` where the row says none), ``days`` until ``today`` (``NaN``).
    """
    of_weights, of_ratings = (
        rows[rows["segment"].isin([segment, EVERY_SEGMENT])] for rows in (study.weights, study.ratings)
    )
    seen = of_ratings[(of_ratings["view"] == view).to_numpy(bool)]
    parts: list[pd.DataFrame] = []
    for table, rows, number, key in (
        ("weights", of_weights, "weight", ["driver"]),
        ("ratings", seen, "rating", ["offering", "driver"]),
    ):
        held = rows_in_force(rows, {"segment": [segment], **{name: list(dict.fromkeys(rows[name])) for name in key}})
        part = rows.iloc[np.sort(held[held >= 0])]
        part = part[part[number].notna()]
        days = [day_of(text) for text in part[DATE]] if DATE in part else [None] * len(part)
        offering = part.get("offering", "")
        day = pd.Series(days, part.index, object)
        parts.append(part[["driver", "evidence"]].assign(table=table, offering=offering, day=day))
    found = pd.concat(parts, ignore_index=True)
    age = [np.nan if day is None else (today - day).days for day in found["day"]]
    return found.assign(days=np.array(age, float))[["table", "offering", "driver", "evidence", "day", "days"]]
