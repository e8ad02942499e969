"""The reader's language: catalogues, numbers, money, dates, coded words, and a study's names."""
