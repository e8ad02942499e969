"""The reader's language: catalogues, numbers, money, dates, coded words, and a study's names.

Lives here: ``Language`` (``language``), what a study is called in it (``labels``, ``coded_words``), short words for
charts and sentences (``text``). May import: study, babel. Never: charts, altair.
"""

from cvtools.language.labels import labelled, names_of
from cvtools.language.language import Language, language

__all__ = ["Language", "labelled", "language", "names_of"]
