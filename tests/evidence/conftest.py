"""Surveys made where they are needed: an export and its mapping, in a folder of their own."""

from pathlib import Path

import pytest

EXPORTS = Path(__file__).parent / "exports"

MAPPING = """\
format: 1
responses: export.csv
study: coffee
segment: {column: segment}
questions:
  - {column: taste, asks: rating, driver: taste, offering: little_cup, scale: [1, 5]}
  - {column: wait, asks: rating, driver: wait, offering: little_cup, scale: unit}
"""
RATED = """\
format: 1
responses: export.csv
study: coffee
respondent: id
segment: {column: segment}
questions:
  - {column: sat, asks: satisfaction, offering: little_cup, scale: [1, 7]}
  - {column: taste, asks: rating, driver: taste, offering: little_cup, scale: [1, 7]}
  - {column: wait, asks: rating, driver: wait, offering: little_cup, scale: [1, 7]}
  - {column: w_taste, asks: weight, driver: taste}
  - {column: w_wait, asks: weight, driver: wait}
"""
"""Satisfaction, ratings and points of two drivers, each respondent once."""
CSV = """\
segment,taste,wait
commuters,5,2
commuters,4,3.5
neighbours,1,15
neighbours,,4
"""


@pytest.fixture
def survey(tmp_path):
    """Return a function that puts a mapping and an export into a folder, and gives the mapping's path."""

    def put(mapping: str = MAPPING, csv: str | bytes = CSV, name: str = "export.csv") -> Path:
        data = csv if isinstance(csv, bytes) else csv.encode()
        (tmp_path / name).write_bytes(data)
        path = tmp_path / "survey.yaml"
        path.write_text(mapping, encoding="utf-8")
        return path

    return put
