"""From what customers say to numbers with their evidence: shares, means, importances, choices, segments, words.

Lives here: files of responses (``table_files``, ``exports``, ``kinds``), the mapping that says what they mean
(``survey``, ``survey_file``; guessed in ``drafting``, written by ``mapping_file``, read back by ``redrafting``), the
answers that follow (``responses``; ``waves`` that asked alike) and what became of them (``checking``), their means
(``aggregation``, ``ratings``, ``replicates``; ``engines`` for files of any size), put into a study (``application``,
``origins``, ``segment_study``; ``assignment`` of anybody to segments that were found); statistics as plain functions on
arrays (``proportions``, ``key_drivers``, ``choices``, ``kano``, ``agreement``, ``segmentation``); words (``lemmas``,
``themes``, ``tone``, ``masking``,
``duplicates``); frames for commands (``measures``, ``differences``, ``importance``, ``choice_importance``,
``weights``, ``survey_kano``, ``survey_segments``, ``survey_themes``). May import: ``study``, ``value``. Never:
``analysis``, ``forms``, ``language``, ``charts``.
"""

from cvtools.evidence.application import applied
from cvtools.evidence.checking import checked, unused
from cvtools.evidence.differences import differences
from cvtools.evidence.drafting import Draft, drafted
from cvtools.evidence.engines import ratings_at_scale
from cvtools.evidence.exports import Export, read_exports
from cvtools.evidence.importance import Importance
from cvtools.evidence.mapping_file import mapping_text
from cvtools.evidence.measures import measures
from cvtools.evidence.ratings import Ratings, ratings
from cvtools.evidence.responses import Answers, responses
from cvtools.evidence.survey import Question, Survey
from cvtools.evidence.survey_file import read_survey
from cvtools.evidence.survey_kano import kano
from cvtools.evidence.weights import importance, study_weights, weight_replicates

__all__ = [
    "Answers",
    "Draft",
    "Export",
    "Importance",
    "Question",
    "Ratings",
    "Survey",
    "applied",
    "checked",
    "differences",
    "drafted",
    "importance",
    "kano",
    "mapping_text",
    "measures",
    "ratings",
    "ratings_at_scale",
    "read_exports",
    "read_survey",
    "responses",
    "study_weights",
    "unused",
    "weight_replicates",
]
