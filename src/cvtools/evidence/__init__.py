"""From what customers say to numbers with their evidence: shares, means, importances, choices, segments, words.

Lives here: files of responses (``table_files``, ``exports``, ``kinds``), the mapping that says what they mean
(``survey``, ``survey_file``; guessed in ``drafting``, written by ``mapping_file``), the answers that follow
(``responses``) and what became of them (``checking``), their means (``aggregation``, ``ratings``, ``replicates``), put
into a study (``application``); statistics as plain functions on arrays (``proportions``, ``key_drivers``, ``choices``,
``kano``, ``agreement``, ``segmentation``); words (``lemmas``, ``themes``, ``tone``, ``masking``, ``duplicates``);
frames for commands (``measures``, ``differences``, ``importance``, ``choice_importance``, ``weights``). May import:
``study``, ``value``. Never: ``analysis``, ``forms``, ``language``, ``charts``.
"""

from cvtools.evidence.application import applied
from cvtools.evidence.checking import checked, unused
from cvtools.evidence.drafting import Draft, drafted
from cvtools.evidence.exports import Export, read_exports
from cvtools.evidence.mapping_file import mapping_text
from cvtools.evidence.ratings import Ratings, ratings
from cvtools.evidence.responses import Answers, responses
from cvtools.evidence.survey import Question, Survey
from cvtools.evidence.survey_file import read_survey

__all__ = [
    "Answers",
    "Draft",
    "Export",
    "Question",
    "Ratings",
    "Survey",
    "applied",
    "checked",
    "drafted",
    "mapping_text",
    "ratings",
    "read_exports",
    "read_survey",
    "responses",
    "unused",
]
