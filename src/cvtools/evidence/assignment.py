"""The rule by which anybody is put into one of the segments that were found: a table that applies to later surveys.

``segment,on,driver,centre,deviation``: one row a segment and driver. ``on`` is what people are compared by
(``weights``: shares of the points they gave; ``ratings``: their mean rating of a driver, 0 at its worst anchor and 1 at
its best), ``centre`` the segment's mean of it, and ``deviation`` how much people differ in it (blank: not at all, so
that it counts nothing). A person belongs to the segment whose centres are nearest, in deviations, by what they
answered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvtools.evidence.numbers_of_words import READ, Coding
from cvtools.evidence.segmentation import Segmentation, Standard
from cvtools.evidence.table_files import table_with_header
from cvtools.study.errors import Problem, StudyError
from cvtools.study.wording import N_

if TYPE_CHECKING:
    from cvtools.evidence.responses import Answers
    from cvtools.evidence.survey import Survey

BASES = {"weights": "weight", "ratings": "rating"}
"""What people are compared by, and what a question asks that tells it."""
COLUMNS = ["segment", "on", "driver", "centre", "deviation"]
_ABOVE_0 = N_("a number above 0, or a blank cell where people do not differ")
_EACH_ONCE = N_("each driver once for each segment, and the same drivers for all")
_ONE_BASIS = N_("the same in all rows")
_NOT_ASKED = N_("questions that ask for a {asks} of each driver of {file}; those of {drivers} are missing")


@dataclass(frozen=True, eq=False)
class Rule:
    """Which segments there are, what people are compared by, and where each segment's centre lies."""

    place: str
    """The file's name."""
    on: str
    """One of ``BASES``."""
    segments: tuple[str, ...]
    found: Segmentation

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers that people are compared by."""
        return self.found.questions

    def assign(self, table: pd.DataFrame) -> pd.Series:
        """Return each respondent's segment, blank for who answered nothing of it; see :func:`compared`."""
        places = self.found.assign(table[list(self.drivers)].to_numpy(float))
        return pd.Series(np.array([*self.segments, ""], object)[places], index=table.index)


def compared(survey: Survey, answers: Answers, on: str) -> pd.DataFrame:
    """Return what respondents are compared by: one row a respondent, one column a driver, ``NaN`` without an answer.

    Raises
    ------
    StudyError
        Where the survey does not ask for it.
    """
    rows = answers.answers
    asked = rows[rows["asks"] == "weight"] if on == "weights" else rows[rows["view"] == "perceived"]
    if asked.empty:
        raise StudyError(survey.path.name, "asks_no", asks=BASES[on])
    table = asked.pivot_table(index="respondent", columns="driver", values="value")
    table = table[[driver for driver in survey.study.drivers["driver"] if driver in table]]
    if on == "weights":
        return table.div(table.sum(axis=1).where(lambda total: total > 0), axis=0)
    of = survey.study.drivers.set_index("driver").loc[table.columns]
    return (table - of["worst"].astype(float)) / (of["best"].astype(float) - of["worst"].astype(float))


def rule_table(on: str, found: Segmentation, segments: Sequence[str]) -> pd.DataFrame:
    """Return the rule of segments that were found, as :func:`read_rule` reads it back.

    >>> from cvtools.evidence.segmentation import find_segments
    >>> found = find_segments(np.array([[0.2, 1], [0.4, 1], [0.9, 1]]), ("taste", "wait"), 2)
    >>> rule_table("ratings", found, ["segment_1", "segment_2"]).round(2).values.tolist()[:2]
    [['segment_1', 'ratings', 'taste', 0.3, 0.29], ['segment_1', 'ratings', 'wait', 1.0, nan]]
    """
    differs = np.isfinite(found.standard.scale)
    deviation = np.where(differs, found.standard.scale, np.nan)
    centres = found.standard.mean + np.where(differs, np.nan_to_num(deviation) * found.centres, 0.0)
    of, driver = np.meshgrid(np.array(segments, object), np.array(found.questions, object), indexing="ij")
    spread = np.broadcast_to(deviation, centres.shape)
    columns = (of.ravel(), on, driver.ravel(), centres.ravel(), spread.ravel())
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def read_rule(path: Path) -> Rule:
    """Read a rule from its file.

    Raises
    ------
    StudyError
        With everything that is wrong: columns that are missing, cells that are no numbers, drivers that are missing or
        twice.
    """
    place, table = path.name, table_with_header(path)
    absent = [name for name in COLUMNS if name not in table]
    if absent:
        header = {"header": tuple(map(str, table.columns))}
        raise StudyError(place, [Problem(place, 1, name, code="column_missing", fields=header) for name in absent])
    table = table[COLUMNS].apply(lambda column: column.str.strip())
    numbers = {name: _numbers(table[name]) for name in ("centre", "deviation")}
    if problems := list(_problems(place, table, numbers)):
        raise StudyError(place, problems)
    segments, drivers = (tuple(dict.fromkeys(table[name])) for name in ("segment", "driver"))
    grid = table.assign(**numbers).set_index(["segment", "driver"])
    centres, spread = (grid[name].unstack("driver").loc[list(segments), list(drivers)] for name in numbers)
    scale = spread.iloc[0].fillna(np.inf).to_numpy(float)
    standard = Standard(np.zeros(len(drivers)), scale)
    nobody = np.zeros(0, int)
    return Rule(
        place,
        str(table["on"].iloc[0]),
        segments,
        Segmentation(drivers, standard, standard(centres.to_numpy(float)), nobody),
    )


def _numbers(cells: pd.Series) -> np.ndarray:
    """Return the numbers of a column, ``NaN`` for what is none; with a decimal comma, too."""
    values, state = Coding.of({}, ()).read([str(cell) for cell in cells], {})
    return np.where(state == READ, values, np.nan)


def _problems(place: str, table: pd.DataFrame, numbers: Mapping[str, np.ndarray]) -> Iterator[Problem]:
    bases, first = tuple(BASES), table["on"].iloc[0] if len(table) else ""
    drivers = set(table["driver"])
    if not len(table):
        yield Problem(place, code="table_empty")
    for row, (line, centre, deviation) in enumerate(
        zip(table.to_dict("records"), numbers["centre"], numbers["deviation"], strict=True), start=2
    ):
        for name in ("segment", "driver"):
            if not line[name]:
                yield Problem(place, row, name, "", "text")
        if line["on"] not in bases:
            yield Problem(place, row, "on", line["on"], "one_of", fields={"choices": bases})
        elif line["on"] != first:
            yield Problem(place, row, "on", line["on"], _ONE_BASIS)
        if np.isnan(centre):
            yield Problem(place, row, "centre", line["centre"], "number")
        if line["deviation"] and not deviation > 0:
            yield Problem(place, row, "deviation", line["deviation"], _ABOVE_0)
    for segment, part in table.groupby("segment", sort=False):
        if part["driver"].duplicated().any() or set(part["driver"]) != drivers:
            yield Problem(place, int(part.index[0]) + 2, "driver", str(segment), _EACH_ONCE)


def not_asked(survey: Survey, rule: Rule) -> Iterator[Problem]:
    """Say which of a rule's drivers a survey does not ask for: it is the rule of another survey."""
    asks = BASES[rule.on]
    there = {question.driver for question in survey.asking(asks)}
    missing = tuple(driver for driver in rule.drivers if driver not in there)
    if missing:
        fields = {"asks": asks, "file": rule.place, "drivers": missing}
        yield Problem(survey.path.name, None, "segment", code=_NOT_ASKED, fields=fields)


def moved(answers: Answers, of: Mapping[int, str] | pd.Series) -> Answers:
    """Put respondents into other segments; who is in none is left out."""

    def there(table: pd.DataFrame) -> pd.DataFrame:
        table = table.assign(segment=[of.get(person, "") for person in table["respondent"]])
        return table[table["segment"] != ""].reset_index(drop=True)

    people, rows, texts = (there(table) for table in (answers.respondents, answers.answers, answers.texts))
    return dataclasses.replace(answers, respondents=people, answers=rows, texts=texts)


def by_rule(survey: Survey, answers: Answers, rule: Rule) -> Answers:
    """Put each respondent into the nearest segment of a rule; who answered nothing of it is left out and counted."""
    result = moved(answers, rule.assign(compared(survey, answers, rule.on)))
    n = len(answers.respondents) - len(result.respondents)
    out = pd.DataFrame([("response", "segment", "", "", n)] if n else [], columns=answers.left_out.columns)
    return dataclasses.replace(result, left_out=pd.concat([answers.left_out, out], ignore_index=True))
