"""What `survey.yaml` says: which column of an export asks what, of whom, about which offering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from cvtools.evidence.assignment import Rule
from cvtools.study.ages import day_of
from cvtools.study.study import Study

VIEW_OF = {"rating": "perceived", "expectation": "expected", "belief": "believed"}
"""The view of a driver's rating that a question asks for."""
MEASURES = ("satisfaction", "recommend", "effort", "repurchase")
KANO = ("functional", "dysfunctional")
ASKS = (*VIEW_OF, "weight", *MEASURES, "text", *KANO)
MADE_WITH = (
    "auto",
    "plain",
    "qualtrics",
    "surveymonkey",
    "google_forms",
    "microsoft_forms",
    "limesurvey",
    "typeform",
    "kobo",
    "spss",
)


@dataclass(frozen=True)
class Question:
    """One column of the export and what it asks."""

    column: str
    asks: str
    """One of ``ASKS``."""
    driver: str = ""
    offering: str = ""
    """Blank: the offering that the respondent speaks of."""
    scale: tuple[float, float] | None = None
    """Both ends; the first is the driver's worst anchor. ``None``: numbers as they are, such as a level in its unit."""
    top: int = 0
    """So many answers at the upper end of a satisfaction scale count as satisfied."""
    language: str = ""
    """Of an open answer."""
    waves: tuple[str, ...] = ()
    """The waves in which it is asked so; blank: all."""
    row: int = 0
    """Where it stands in the mapping."""
    stage: str = ""
    """Of a question about effort: where on the customer's way; blank: the whole."""

    @property
    def label(self) -> str:
        """Its column, and its waves where it is not asked in all."""
        return f"{self.column} ({', '.join(self.waves)})" if self.waves else self.column

    @property
    def view(self) -> str:
        """``perceived``, ``expected`` or ``believed``; blank for what is no rating."""
        return VIEW_OF.get(self.asks, "")


@dataclass(frozen=True)
class Condition:
    """What a column must say: ``>= 8``, ``< 3``, or one of several words."""

    column: str
    sign: str
    """``>=``, ``<=``, ``>``, ``<``, or ``in``."""
    number: float = 0.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Groups:
    """How it is known to which segment a respondent belongs, or of which offering they speak."""

    column: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the column says, and the id that it stands for."""
    rules: tuple[tuple[str, tuple[Condition, ...]], ...] = ()
    """An id and all that must hold; the first that does."""
    everyone: str = ""
    """The one id of all of them, or ``*``."""
    nearest: Rule | None = None
    """The nearest of the segments that were found in another survey, by what each respondent answers."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are asked."""
        asked = [condition.column for _, conditions in self.rules for condition in conditions]
        return tuple(dict.fromkeys(([self.column] if self.column else []) + asked))


@dataclass(frozen=True)
class Choices:
    """Choice data: a long file, one row an alternative."""

    file: Path
    case: str
    """The column that tells which choice a row belongs to."""
    alternative: str
    chosen: str
    """The column with 1 for the alternative that was chosen, else 0."""
    columns: Mapping[str, str]
    """The column of each driver's level, by the driver's id."""


@dataclass(frozen=True, eq=False)
class Survey:
    """A mapping that was read and checked against its study and the columns of its export."""

    path: Path
    """The mapping's own file."""
    study: Study
    files: tuple[Path, ...]
    """The responses; waves may be in several."""
    made_with: str
    questions: tuple[Question, ...]
    segment: Groups
    offering: Groups | None = None
    respondent: str = ""
    weight: str = ""
    wave: str = ""
    date: str = ""
    """The column of each response's day, or the one day of all of them (2026-03-15)."""
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Columns and the values of the responses to use; ``*`` stands for anything but a blank."""
    missing: tuple[str, ...] = ()
    answers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Words and the numbers that they stand for."""
    choices: Choices | None = None
    same_wording: tuple[str, ...] = ()
    """Columns whose question is worded differently from file to file, and is meant to be the same."""
    same_scale: tuple[str, ...] = ()
    """Columns whose answers look like those of another scale in another wave, and are meant to be on the same."""
    same_base: tuple[str, ...] = ()
    """Columns that far fewer answered in one wave than in another, and that were put to the same people."""

    @cached_property
    def anchors(self) -> Mapping[str, tuple[float, float]]:
        """The worst and the best level of each driver."""
        ends = self.study.drivers[["worst", "best"]].to_numpy(float).tolist()
        return {
            str(driver): (worst, best) for driver, (worst, best) in zip(self.study.drivers["driver"], ends, strict=True)
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the export that the mapping names, in order."""
        offering = self.offering.columns if self.offering else ()
        day = "" if day_of(self.date) else self.date
        single = (column for column in (self.respondent, self.weight, self.wave, day) if column)
        asked = (question.column for question in self.questions)
        return tuple(dict.fromkeys((*single, *self.keep, *self.segment.columns, *offering, *asked)))

    def question(self, column: str, wave: str) -> Question:
        """Return what a column asks in a wave."""
        of = [question for question in self.questions if question.column == column]
        return next((question for question in of if wave in question.waves), of[0])

    def asking(self, *asks: str) -> tuple[Question, ...]:
        """Return the questions that ask one of these."""
        return tuple(question for question in self.questions if question.asks in asks)
