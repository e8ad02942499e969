"""From what customers say to numbers with their evidence: shares, means, importances, choices, segments, words.

Lives here: files of responses (``table_files``, ``exports``, ``kinds``), the mapping that says what they mean
(``survey``, ``survey_file``), the answers that follow (``responses``); statistics as plain functions on arrays
(``proportions``, ``key_drivers``, ``choices``, ``kano``, ``agreement``, ``segmentation``); words (``lemmas``,
``themes``, ``tone``, ``masking``, ``duplicates``); frames for commands (``measures``, ``differences``, ``importance``,
``choice_importance``, ``weights``). May import: ``study``, ``value``. Never: ``analysis``, ``forms``,
``language``, ``charts``.
"""

from cvtools.evidence.exports import Export, read_exports
from cvtools.evidence.responses import Answers, responses
from cvtools.evidence.survey import Question, Survey
from cvtools.evidence.survey_file import read_survey

__all__ = ["Answers", "Export", "Question", "Survey", "read_exports", "read_survey", "responses"]
