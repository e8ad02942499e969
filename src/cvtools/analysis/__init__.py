"""One study seen from one segment in one language: every number that pictures, tables and sentences need, once.

Lives here: ``Analysis`` (one segment), ``Frames`` (the numbers of all segments) and ``Certainty`` (what a simulation
says of a segment). No formatting, no HTML. May import: uncertainty, value, language, study. Never: charts, forms.
"""

from cvtools.analysis.analysis import Analysis, analyse
from cvtools.analysis.certainty import Certainty
from cvtools.analysis.frames import Frames

__all__ = ["Analysis", "Certainty", "Frames", "analyse"]
