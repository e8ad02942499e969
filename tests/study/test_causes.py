"""Files that people really have: the message names the cause, not only what follows from it."""

from __future__ import annotations

import pandas as pd
import pytest

import cvtools as cv
from tests.studies import SMALL, write_files


@pytest.fixture
def workbook(tmp_path):
    cv.write_study(cv.read_study(write_files(tmp_path / "small")), tmp_path / "mine.xlsx")
    return tmp_path / "mine.xlsx"


def refused(path) -> str:
    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(path)
    return str(caught.value)


def test_a_wide_matrix(tmp_path):
    folder = write_files(tmp_path, ratings="offering,taste,price\ncafe,7,3\nchain,5,2\n")

    assert refused(folder) == (
        "ratings.csv, row 1: one row for each segment, offering, driver and view, with the columns segment, offering, "
        'driver and rating; the header has "offering", "taste" and "price"'
    )


def test_a_line_that_names_the_separator(tmp_path):
    folder = write_files(tmp_path, offerings="sep=;\n" + SMALL["offerings.csv"].replace(",", ";"))

    assert (
        cv.read_study(folder).offerings["offering"].tolist()
        == cv.read_study(write_files(tmp_path / "b")).offerings["offering"].tolist()
    )


@pytest.mark.parametrize("column", ["setting", 0])
def test_an_index_of_pandas_before_the_settings(workbook, column):
    settings = pd.read_excel(workbook, sheet_name="study", dtype=object)
    with pd.ExcelWriter(workbook, engine="openpyxl", mode="a", if_sheet_exists="replace") as writer:
        frame = settings if column else settings.set_index("setting")["value"].rename(0).rename_axis(None).to_frame()
        frame.to_excel(writer, sheet_name="study", index=True)

    assert cv.read_study(workbook).settings.title == dict(settings.to_numpy().tolist())["title"]
