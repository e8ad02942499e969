# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import dataclasses

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.language.labels import names_of
from cvtools.study.schema import TABLES
from cvtools.study.study import Study

from ..strength import times
from ..studies import HOSTILE, SMALL, studies, write_files


def assert_same_study(one: Study, other: Study) -> None:
    assert one.settings == other.settings
    assert one.fingerprint == other.fingerprint
    assert list(one.tables) == list(other.tables)
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name], check_exact=True)


@settings(max_examples=times(40), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(studies(hostile=True), st.sampled_from(["one", "one.xlsx"]), st.sampled_from(["two", "two.xlsx"]))
def test_written_and_read_is_the_same(tmp_path_factory, study, first, second):
    assert cv.check_study(study) == []
    folder = tmp_path_factory.mktemp("round")

    written = cv.write_study(study, folder / first)
    there = cv.read_study(folder / first)
    cv.write_study(there, folder / second)
    back = cv.read_study(folder / second)

    assert_same_study(written, there)
    assert_same_study(there, back)
    assert study.fingerprint == there.fingerprint
    for path in (folder / first, folder / second):
        assert_no_formula(path)


def assert_no_formula(path) -> None:
    if path.suffix:
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    else:
        for file in path.glob("*.csv"):
            table = pd.read_csv(file, dtype="object", keep_default_na=False)
            texts = [
                name for name in table if name not in {"rating", "weight", "low", "high", "worst", "best", "size", "n"}
            ]
            assert not any(
                str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) for cell in table[texts].to_numpy().ravel()
            )


@pytest.mark.parametrize("place", ["there", "there.xlsx"])
def test_names_in_any_script_come_back_byte_for_byte(tmp_path, place):
    study = cv.read_study(write_files(tmp_path / "study"))
    for name in HOSTILE:
        study = dataclasses.replace(
            study,
            origin=None,
            settings=dataclasses.replace(study.settings, title=" ".join(name.split()), notes=name),
            offerings=study.offerings.assign(
                name=name, **{name: name} if name.strip() == name and "\n" not in name else {}
            ),
        )
        path = tmp_path / str(hash(name)) / place
        cv.write_study(study, path)

        again = cv.read_study(path)
        assert again.offerings["name"].tolist() == [name] * 2
        assert again.settings.notes == name


def test_every_known_column_is_there_and_typed(tmp_path):
    study = cv.read_study(write_files(tmp_path))

    for name, table in TABLES.items():
        frame = getattr(study, name)
        assert set(table.names) <= set(frame.columns)
        for column in table.columns:
            assert frame[column.name].dtype == ("float64" if column.holds == "number" else "str")
    assert study.weights["low"].isna().all()
    assert study.weights["evidence"].tolist() == [""] * 3


def test_frames_can_be_changed(tmp_path):
    study = cv.read_study(write_files(tmp_path))
    study.ratings.loc[0, "rating"] = 1
    study.ratings.loc[0, "note"] = "changed"

    assert cv.write_study(study).ratings.loc[0, ["rating", "note"]].tolist() == [1.0, "changed"]


def test_the_fingerprint_changes_with_everything(tmp_path):
    study = cv.read_study(write_files(tmp_path))

    seen = {study.fingerprint}
    for table in TABLES:
        frame = getattr(study, table).copy()
        frame.iloc[0, 1] = "other"
        seen.add(dataclasses.replace(study, **{table: frame}).fingerprint)
    seen.add(dataclasses.replace(study, settings=dataclasses.replace(study.settings, notes="x")).fingerprint)

    assert len(seen) == 7


def test_problems_of_a_study_made_in_python(tmp_path):
    study = cv.read_study(write_files(tmp_path))
    half = pd.Series("half \ud83d", index=study.ratings.index, dtype=object)  # pandas with pyarrow has no such text
    wrong = dataclasses.replace(
        study,
        settings=dataclasses.replace(study.settings, ours="caffe", title="bell \a"),
        ratings=study.ratings.assign(rating=np.inf, note=half),
    )

    found = [str(problem) for problem in cv.check_study(wrong)]

    assert found[:2] == [
        'study.yaml, row 2, column title: found "bell \\x07"; allowed: text without control characters',
        'ratings.csv, row 2: found "f,perceived,,,,,half í\\xa0½"; allowed: text in UTF-8 (in a spreadsheet: save as “CSV UTF-8”)',
    ]
    with pytest.raises(cv.StudyError):
        cv.write_study(wrong)
    assert cv.read_study(tmp_path).fingerprint == study.fingerprint


@pytest.mark.parametrize(
    "place", ["there.csv", "there.xls", "there.ODS", "there.xlsm", "there.json", "there.zip", "file"]
)
def test_places_that_are_no_study(tmp_path, place):
    study = cv.read_study(write_files(tmp_path / "study"))
    (tmp_path / "file").touch()

    with pytest.raises(cv.StudyError, match="a study is written to a folder, or to a file"):
        cv.write_study(study, tmp_path / place)


def test_a_folder_may_have_a_dot_in_its_name(tmp_path):
    study = cv.read_study(write_files(tmp_path / "study"))
    (tmp_path / "mine.ods").mkdir()

    for place in ("study.v1", "mine.2026", "mine.ods"):
        cv.write_study(study, tmp_path / place)
        assert cv.read_study(tmp_path / place).fingerprint == study.fingerprint


def test_a_study_from_nowhere_needs_a_place(tmp_path):
    study = dataclasses.replace(cv.read_study(write_files(tmp_path)), origin=None)

    with pytest.raises(cv.StudyError, match="the study was never read from a file"):
        cv.write_study(study)


def test_labelled_adds_names_in_the_readers_language(tmp_path):
    offerings = "offering,name,name_nb\ncafe,Our café,Kafeen vår\nchain,The chain, \n"
    study = cv.read_study(write_files(tmp_path, offerings=offerings))
    frame = pd.DataFrame({"segment": ["regulars", "all"], "offering": ["cafe", "chain"], "rival": ["chain", "cafe"]})
    before = frame.copy()

    labels = cv.language.labelled(frame, study, language="nb")

    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(
        labels,
        before.assign(
            segment_name=["Regulars", "all"],
            offering_name=["Kafeen vår", "The chain"],
            rival_name=["The chain", "Kafeen vår"],
            ours=[True, False],
        ),
        check_dtype=False,
    )


def test_a_study_shows_itself_in_a_notebook(tmp_path):
    study = cv.read_study(write_files(tmp_path, study=SMALL["study.yaml"].replace("Coffee", "<b>&")))

    assert study._repr_html_() == (
        "<p><b>&lt;b&gt;&amp;</b><br>2 segments, 2 offerings, 2 drivers, 3 weights, 5 ratings · points</p>"
    )


def test_a_name_that_two_share_has_its_id_behind_it(tmp_path):
    files = {"offerings": "offering,name\ncafe,Coffee\nchain,Coffee\n"}
    study = cv.read_study(write_files(tmp_path / "study", **files))

    assert names_of(study, "offerings") == {"cafe": "Coffee (cafe)", "chain": "Coffee (chain)"}
    assert names_of(study, "drivers") == {"taste": "Taste", "price": "Price"}


def test_the_name_of_an_example_means_the_copy_beside_the_notebooks(repository, tmp_path, monkeypatch):
    """A class works on copies of the notebooks and their data; what is saved there leaves the package alone."""
    assert cv.read_study("coffee").origin.path == repository / "data" / "coffee"

    cv.write_study(cv.read_study("coffee"), tmp_path / "data" / "coffee")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")

    assert cv.read_study("coffee").origin.path.resolve() == tmp_path / "data" / "coffee"
    assert cv.read_study("laptops").origin.path == repository / "data" / "laptops"
