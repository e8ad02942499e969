"""One survey seen from one segment in one language: what pictures and exercises ask, each number worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Self

import pandas as pd

from cvtools.evidence import (
    Answers,
    Importance,
    Ratings,
    Survey,
    applied,
    checked,
    differences,
    importance,
    kano,
    measures,
    ratings,
    read_survey,
    responses,
    study_weights,
    weight_replicates,
)
from cvtools.evidence.survey_segments import basis, segments_found
from cvtools.evidence.survey_themes import codes_table, themes_of
from cvtools.language.labels import labelled, names_of, words_of
from cvtools.language.language import Language
from cvtools.study.errors import StudyError
from cvtools.study.study import Study, chosen_segment


def analyse_survey(
    survey: str | Path | Survey, *, segment: str = "", language: str = "", themes: str | Path = ""
) -> "SurveyAnalysis":
    """Read a survey by its mapping and look at it from one segment, in one language.

    Parameters
    ----------
    survey
        A mapping (``survey.yaml``, or an example's, such as ``coffee_survey/qualtrics.yaml``), or one that was read.
    segment
        A segment's id; by default the study's first.
    language
        ``en``, ``nb`` or ``hr``; by default the study's.
    themes
        The codebook's file, ``theme,driver,language,pattern``; by default ``themes.csv`` beside the mapping, and where
        there is none, the drivers' names make one.

    Raises
    ------
    StudyError
        When the mapping, the export or the study cannot be used, or there is no such segment or language.

    Examples
    --------
    >>> analysis = analyse_survey("coffee_survey/google_forms.yaml", segment="neighbours")
    >>> analysis.segment_name, len(analysis.answers.respondents)
    ('Neighbours', 420)
    """
    read = survey if isinstance(survey, Survey) else read_survey(survey)
    words = words_of(read.study, language)
    beside = read.path.parent / "themes.csv"
    book = Path(themes) if themes else beside if beside.is_file() else None
    return SurveyAnalysis(read, chosen_segment(read.study, segment), words, _Frames(read, book))


@dataclass(frozen=True, eq=False)
class _Frames:
    """What is the same for all segments."""

    survey: Survey
    book: Path | None
    importances: dict[str, Importance] = field(default_factory=dict[str, Importance])

    @cached_property
    def answers(self) -> Answers:
        return responses(self.survey)

    @cached_property
    def ratings(self) -> Ratings:
        return ratings(self.survey, self.answers)

    @cached_property
    def measures(self) -> pd.DataFrame:
        return measures(self.survey, self.answers)

    @cached_property
    def codes(self) -> pd.DataFrame:
        return codes_table(self.survey, self.answers, book=self.book)

    @cached_property
    def themes(self) -> pd.DataFrame:
        return themes_of(self.survey, self.answers, self.codes)[0]

    @cached_property
    def checked(self) -> pd.DataFrame:
        return checked(self.survey, self.answers)

    def changes(self, segment: str) -> pd.DataFrame:
        one = segment if segment in set(self.answers.respondents["segment"]) else ""
        return differences(self.survey, self.answers, by="wave", segment=one)

    def importance(self, method: str) -> Importance:
        if method not in self.importances:
            self.importances[method] = importance(self.survey, self.answers, method=method)
        return self.importances[method]


@dataclass(frozen=True, eq=False)
class SurveyAnalysis:
    """What a survey says, from one segment, with names in one language."""

    survey: Survey
    segment: str
    """The segment's id."""
    language: Language
    """The reader's."""
    frames: _Frames

    @property
    def study(self) -> Study:
        """The study that the mapping names."""
        return self.survey.study

    @property
    def answers(self) -> Answers:
        """The answers that count."""
        return self.frames.answers

    def at(self, segment: str) -> Self:
        """The same survey from another segment; nothing is worked out again."""
        return replace(self, segment=chosen_segment(self.study, segment))

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with the names that people read, the short ones where there are any; see ``labelled``."""
        return labelled(frame, self.study, language=self.language.code, field="short")

    def of_segment(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of the segment, or of all respondents where the survey tells none apart, with names.

        Raises
        ------
        StudyError
            When nobody of the segment answered.
        """
        there = set(frame["segment"])
        chosen = self.segment if self.segment in there else "*"
        if chosen not in there:
            raise StudyError.not_among("segment", self.segment, sorted(there))
        return self.named(frame[frame["segment"] == chosen].reset_index(drop=True))

    def names(self, table: str) -> Mapping[str, str]:
        """The short names of the segments, offerings or drivers, by id."""
        return names_of(self.study, table, language=self.language.code, field="short")

    @property
    def segment_name(self) -> str:
        """The name of the segment."""
        return self.names("segments")[self.segment]

    @property
    def checked(self) -> pd.DataFrame:
        """What was understood, question by question; see ``evidence.checked``."""
        return self.frames.checked

    @property
    def ratings(self) -> Ratings:
        """Means with their ranges, of all segments."""
        return self.frames.ratings

    @property
    def measures(self) -> pd.DataFrame:
        """CSAT, NPS and the like of all segments, offerings and waves, with names."""
        return self.named(self.frames.measures)

    def measure(self, name: str) -> pd.DataFrame:
        """One measure of all segments, offerings and waves.

        Raises
        ------
        StudyError
            When the survey does not ask for it.
        """
        table = self.measures
        if name not in set(table["measure"]):
            raise StudyError.not_among("measure", name, list(dict.fromkeys(table["measure"])))
        return table[table["measure"] == name].reset_index(drop=True)

    def importance(self, method: str) -> pd.DataFrame:
        """The segment's importances by one method; see ``evidence.importance``."""
        return self.of_segment(self.frames.importance(method).table)

    @property
    def derived(self) -> pd.DataFrame:
        """What the segment's satisfaction follows, by LMG, with names."""
        return self.importance("lmg")

    @property
    def changes(self) -> pd.DataFrame:
        """What changed with the segment from wave to wave, about us: see ``evidence.differences``."""
        return self.frames.changes(self.segment)

    @property
    def kano(self) -> pd.DataFrame:
        """Which drivers delight the segment and which it takes for granted, with names; see ``evidence.kano``."""
        return self.of_segment(kano(self.survey, self.answers))

    def change(self, measure: str) -> pd.Series:
        """How our measure changed with the segment from the first wave to the last: ``a`` (later), ``b``, ``p``, …."""
        table = self.changes
        return table[table["measure"] == measure].iloc[-1]

    def profiles(self, k: int) -> pd.DataFrame:
        """What marks each of k segments that are found in the answers; see ``survey_segments.segments_found``."""
        return self.named(segments_found(basis(self.survey, self.answers), k)[1])

    @property
    def themes(self) -> pd.DataFrame:
        """What the segment's open answers speak of, about any offering; with a quote, masked."""
        table = self.of_segment(self.frames.themes)
        codes = self.frames.codes
        own = codes[(codes["segment"] == table["segment"].iloc[0]) & (codes["theme"] != "")]
        return table.assign(quote=table["theme"].map(own.groupby("theme")["quote"].first()).fillna(""))

    def applied(self, *, weights: str = "", shrink: bool = False) -> Study:
        """The study with the survey's numbers in it, as ``cvtools evidence apply`` writes it.

        Parameters
        ----------
        weights
            ``stated``, ``lmg``, ``johnson`` or ``choice``; blank: the study keeps its weights.
        shrink
            Whether ratings of small groups are drawn towards the mean of all segments.
        """
        rated = ratings(self.survey, self.answers, shrink=True) if shrink else self.ratings
        if not weights:
            return applied(self.survey, rated, answers=self.answers)
        counts = self.frames.importance(weights)
        drawn = weight_replicates(self.survey, counts)
        chosen = study_weights(self.survey, counts)
        return applied(self.survey, rated, answers=self.answers, weights=chosen, weight_replicates=drawn)
