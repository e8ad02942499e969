"""One study seen from one segment in one language: every number that pictures, tables and sentences need, once.

Lives here: ``Analysis`` (one segment), ``Frames`` (the numbers of all segments), ``Certainty`` (what a simulation
says of a segment), and in ``survey`` a ``SurveyAnalysis`` (what customers say). No formatting, no HTML. May import:
uncertainty, evidence, value, language, study. Never: charts, forms.
"""

from cvtools.analysis.analysis import Analysis, analyse
from cvtools.analysis.certainty import Certainty
from cvtools.analysis.frames import Frames

__all__ = ["Analysis", "Certainty", "Frames", "analyse"]
