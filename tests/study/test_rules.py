"""Every rule of the format: one small study, one fault at a time, the whole message."""

# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cvtools as cv

from ..strength import times
from ..studies import SMALL, changed, with_rows, write_files


def problems(folder) -> list[str]:
    """What read_study says is wrong, problem by problem."""
    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_small_study_is_without_fault(tmp_path):
    study = cv.read_study(write_files(tmp_path))

    assert cv.check_study(study) == []
    assert study.ratings["view"].tolist() == ["perceived"] * 5


@pytest.mark.parametrize(
    ("file", "text", "messages"),
    [
        ("segments", with_rows("segments", "Seg A,A,1"), [
            'segments.csv, row 4, column segment: found "Seg A"; allowed: an id of lower-case letters a-z, digits, _ and -, at most 64 '
            'long. Did you mean "seg_a"?'
        ]),
        ("segments", with_rows("segments", "*,Everybody,1"), [
            'segments.csv, row 4, column segment: found "*"; allowed: an id of lower-case letters a-z, digits, _ and -, at most 64 long'
        ]),
        ("segments", with_rows("segments", "visitors,Again,1"), [
            'segments.csv, row 4: found "visitors"; allowed: one row for each segment; row 3 has the same'
        ]),
        ("segments", changed("segments", "100", "-1"), [
            'segments.csv, row 3, column size: found "-1"; allowed: a number of customers, 0 or more'
        ]),
        ("segments", SMALL["segments.csv"].replace("300", "0").replace("100", "0"), [
            "segments.csv, column size: at least one segment must have customers"
        ]),
        ("segments", changed("segments", "Visitors", " "), ['segments.csv, row 3, column name: found " "; allowed: a text']),
        ("drivers", changed("drivers", "cost,money", "cost,emotional"), [
            'drivers.csv, row 3, column kind: found "emotional"; allowed: for a cost: money, time, effort or risk'
        ]),
        ("drivers", changed("drivers", "benefit", "Benefit"), [
            'drivers.csv, row 2, column side: found "Benefit"; allowed: benefit or cost. Did you mean "benefit"?'
        ]),
        ("drivers", changed("drivers", "5,0", "5,5"), [
            'drivers.csv, row 3, column best: found "5"; allowed: a number other than worst'
        ]),
        ("weights", with_rows("weights", "visitrs,price,1"), [
            'weights.csv, row 5, column segment: found "visitrs"; allowed: one of the segments: regulars, visitors or *. Did you '
            'mean "visitors"?'
        ]),
        ("weights", with_rows("weights", "visitors,taste,-1"), [
            'weights.csv, row 5, column weight: found "-1"; allowed: 0 or more; 0 means: they do not care'
        ]),
        ("weights", with_rows("weights", "visitors,price,1"), [
            'weights.csv, row 5: found "visitors, price"; allowed: one row for each segment and driver; row 4 has the same'
        ]),
        ("weights", "segment,driver,weight\nregulars,taste,1\nvisitors,price,1\n", [
            "weights.csv: segment regulars has no weight for price; 0 means: they do not care",
            "weights.csv: segment visitors has no weight for taste; 0 means: they do not care",
        ]),
        ("weights", "segment,driver,weight\n*,taste,0\n*,price,0\nvisitors,price,1\n", [
            "weights.csv: all weights of segment regulars are 0; at least one must count"
        ]),
        ("ratings", with_rows("ratings", "visitors,cafe,taste,11"), [
            'ratings.csv, row 7, column rating: found "11"; allowed: between 0 and 10, the anchors of taste'
        ]),
        ("ratings", with_rows("ratings", "visitors,cafe,price,-0.5"), [
            'ratings.csv, row 7, column rating: found "-0.5"; allowed: between 0 and 5, the anchors of price'
        ]),
        ("ratings", with_rows("ratings", "*,caffe,taste,1", "*,cafe,tast,1"), [
            'ratings.csv, row 7, column offering: found "caffe"; allowed: one of the offerings: cafe or chain. Did you mean "cafe"?',
            'ratings.csv, row 8, column driver: found "tast"; allowed: one of the drivers: taste or price. Did you mean "taste"?',
        ]),
        ("ratings", "segment,offering,driver,rating,view\n*,cafe,taste,1,percieved\n", [
            'ratings.csv, row 2, column view: found "percieved"; allowed: perceived, expected or believed. Did you mean "perceived"?'
        ]),
        ("ratings", "segment,offering,driver,rating,view\n*,cafe,taste,1,\n*,cafe,taste,2,perceived\n", [
            'ratings.csv, row 3: found "*, cafe, taste, perceived"; allowed: one row for each segment, offering, driver and view; '
            "row 2 has the same"
        ]),
        ("ratings", "segment,offering,driver,rating,low,high\n*,cafe,taste,5,6,7\n*,cafe,price,2,1,1.5\n*,chain,price,,1,2\n*,chain,taste,5,,6\n", [
            'ratings.csv, row 5, column low: found ""; allowed: low and high together, or neither',
            'ratings.csv, row 4, column rating: found ""; allowed: a number, where low and high are given',
            'ratings.csv, row 2, column low: found "6"; allowed: at most the rating',
            'ratings.csv, row 3, column high: found "1.5"; allowed: at least the rating',
        ]),
        ("ratings", "segment,offering,driver,rating,low,high,n\n*,cafe,taste,5,-1,12,-3\n", [
            'ratings.csv, row 2, column n: found "-3"; allowed: how many were asked or counted, 0 or more',
            'ratings.csv, row 2, column low: found "-1"; allowed: between 0 and 10, the anchors of taste',
            'ratings.csv, row 2, column high: found "12"; allowed: between 0 and 10, the anchors of taste',
        ]),
        ("study", changed("study", "ours: cafe", "ours: caffe"), [
            'study.yaml, row 4, column ours: found "caffe"; allowed: the id of an offering: cafe or chain. Did you mean "cafe"?'
        ]),
        ("study", changed("study", "ours: cafe", "ours: the CHAIN"), [
            'study.yaml, row 4, column ours: found "the CHAIN"; allowed: the id of an offering: cafe or chain. Did you mean "chain"?'
        ]),
        ("ratings", with_rows("ratings", "*,Our Café,taste,1", "Everyone,cafe,taste,1", ",cafe,price,1"), [
            'ratings.csv, row 8, column segment: found "Everyone"; allowed: one of the segments: regulars, visitors or *',
            'ratings.csv, row 9, column segment: found ""; allowed: one of the segments: regulars, visitors or *',
            'ratings.csv, row 7, column offering: found "Our Café"; allowed: one of the offerings: cafe or chain. Did you mean "cafe"?',
        ]),
        ("weights", "segment,driver,weight\n*,taste,1\n*,Prices,1\n", [
            'weights.csv, row 3, column driver: found "Prices"; allowed: one of the drivers: taste or price. Did you mean "price"?'
        ]),
        ("ratings", "segment,offering,driver,ratng,low,high\n*,cafe,taste,8,7,9\n*,cafe,price,3,2,4\n", [
            'ratings.csv, row 1, column ratng: found "ratng"; allowed: segment, offering, driver, rating, view, low, high, evidence, n or '
            'note. Did you mean "rating"?'
        ]),
        ("ratings", "segment,offering,driver,low,high\n*,cafe,taste,7,9\n", [
            'ratings.csv, row 1, column rating: the column is missing; the header has "segment", "offering", "driver", "low" and "high"'
        ]),
        ("ratings", "segment,offering,driver,rating,low,hihg\n*,cafe,taste,8,7,9\n", [
            'ratings.csv, row 1, column hihg: found "hihg"; allowed: segment, offering, driver, rating, view, low, high, evidence, n or '
            'note. Did you mean "high"?'
        ]),
        ("ratings", "segment,offering,driver,rating,veiw\n*,cafe,taste,8,perceived\n*,cafe,taste,3,expected\n", [
            'ratings.csv, row 1, column veiw: found "veiw"; allowed: segment, offering, driver, rating, view, low, high, evidence, n or '
            'note. Did you mean "view"?'
        ]),
        ("ratings", "segment,offering,diver,rating\n*,cafe,taste,8\n*,cafe,price,3\n", [
            'ratings.csv, row 1, column diver: found "diver"; allowed: segment, offering, driver, rating, view, low, high, evidence, n or '
            'note. Did you mean "driver"?'
        ]),
        ("study", SMALL["study.yaml"] + "price: taste\n", [
            'study.yaml, row 5, column price: found "taste"; allowed: the id of a cost driver: price'
        ]),
        ("drivers", changed("drivers", "price", "price!"), [
            'drivers.csv, row 3, column driver: found "price!"; allowed: an id of lower-case letters a-z, digits, _ and -, at most 64 long',
        ]),
    ],
)  # fmt: skip
def test_refused(tmp_path, file, text, messages):
    found = problems(write_files(tmp_path, **{file: text}))

    assert found == messages


@pytest.mark.parametrize("identifier", ["../evil", "a/b", "it's", "x" * 300, "æ", "A", "a b", "con.", "-\u0661"])
def test_ids_that_are_no_ids(tmp_path, identifier):
    found = problems(write_files(tmp_path, segments=with_rows("segments", f"{identifier},Name,1")))

    assert len(found) == 1
    assert "column segment" in found[0]
    assert "allowed: an id of lower-case letters a-z, digits, _ and -, at most 64 long" in found[0]


def test_a_weight_of_zero_is_fine(tmp_path):
    study = cv.read_study(write_files(tmp_path, weights="segment,driver,weight\n*,taste,0\n*,price,1\n"))

    assert cv.values(study)["benefits"].tolist() == [0.0] * 4


def test_a_yearly_driver_in_money_needs_a_horizon(tmp_path):
    drivers = (
        SMALL["drivers.csv"]
        .replace("best\n", "best,recurs\n")
        .replace("10\n", "10,once\n")
        .replace("5,0\n", "5,0,yearly\n")
    )

    found = problems(write_files(tmp_path, study=changed("study", "points", "EUR"), drivers=drivers))

    assert found == ["study.yaml, column horizon_years: needed, because yearly drivers are in money: price"]


YEARLY = "driver,name,side,kind,unit,worst,best,recurs\ntaste,T,benefit,social,x,0,9,once\nprice,P,cost,money,EUR,5,0,yearly\n"
MONEY = changed("study", "points", "EUR")


def test_one_wrong_setting_hides_no_other(tmp_path):
    study = MONEY.replace("ours: cafe", "ours: oss") + "language: no\nconfidence: 2\nprice: prize\n"

    assert problems(write_files(tmp_path, study=study, drivers=YEARLY)) == [
        'study.yaml, row 5, column language: found "no"; allowed: en, nb or hr. Did you mean "nb"?',
        'study.yaml, row 6, column confidence: found "2"; allowed: a number above 0 and up to 1, with a decimal point',
        'study.yaml, row 4, column ours: found "oss"; allowed: the id of an offering: cafe or chain',
        "study.yaml, column horizon_years: needed, because yearly drivers are in money: price",
        'study.yaml, row 7, column price: found "prize"; allowed: the id of a cost driver: price. Did you mean "price"?',
    ]


def test_stages_are_those_of_drivers(tmp_path):
    met = "driver,name,side,kind,unit,worst,best,stage\ntaste,Taste,benefit,functional,score,0,10,At the table\nprice,Price,cost,money,EUR,5,1,At the till\n"
    study = MONEY + 'stages: "At the tilll; At the table"\n'

    assert problems(write_files(tmp_path, study=study, drivers=met)) == [
        'study.yaml, row 5, column stages: found "At the tilll"; allowed: stages that a driver is met at, with ; between them: At the table or At the till. Did you mean "At the till"?'
    ]


@pytest.mark.parametrize(
    "study",
    [
        MONEY + "horizon_years: long\n",
        MONEY + "horizon_yeers: 3\n",
        MONEY.replace("EUR", "ERU"),
        MONEY.replace("ours", "uors") + "horizon_years: 3\n",
    ],
)
def test_of_a_wrong_setting_nothing_more_is_said(tmp_path, study):
    assert len(problems(write_files(tmp_path, study=study, drivers=YEARLY))) == 1


def test_where_the_ids_are_not_known_a_reference_must_still_be_one(tmp_path):
    ratings = with_rows("ratings", "Some Body,cafe,taste,1", "somebody,cafe,taste,1")

    assert problems(write_files(tmp_path, segments=None, ratings=ratings)) == [
        "segments.csv: the file is missing",
        'ratings.csv, row 7, column segment: found "Some Body"; allowed: an id of lower-case letters a-z, digits, _ and -, at most 64 long',
    ]


def test_all_files_missing(tmp_path):
    assert problems(tmp_path) == [
        "study.yaml: the file is missing",
        "segments.csv: the file is missing",
        "offerings.csv: the file is missing",
        "drivers.csv: the file is missing",
        "weights.csv: the file is missing",
        "ratings.csv: the file is missing",
    ]


def test_a_misspelt_file_is_suggested(tmp_path):
    write_files(tmp_path, ratings=None)
    (tmp_path / "Rating.csv").write_text(SMALL["ratings.csv"])

    assert problems(tmp_path) == ['ratings.csv: the file is missing. Did you mean "Rating.csv"?']


def test_no_study_at_all(tmp_path):
    (tmp_path / "file").touch()

    assert problems(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: there is no such folder or file"]
    assert problems(tmp_path / "file") == [f"{tmp_path / 'file'}: a study is a folder or an .xlsx file"]
    assert problems(tmp_path / "nul\0") == [f"{tmp_path}/nul\0: there is no such folder or file".replace("\0", "\\x00")]
    assert len(problems(tmp_path / ("x" * 5000))) == 1


def test_a_folder_or_a_pipe_where_a_file_should_be(tmp_path):
    write_files(tmp_path, ratings=None, weights=None)
    (tmp_path / "ratings.csv").mkdir()
    os.mkfifo(tmp_path / "weights.csv")

    assert problems(tmp_path) == [
        'weights.csv: found "a folder or a special file"; allowed: a file',
        'ratings.csv: found "a folder or a special file"; allowed: a file',
    ]


def test_a_huge_file_is_not_read(tmp_path):
    write_files(tmp_path)
    with (tmp_path / "ratings.csv").open("wb") as file:
        file.truncate(10**12)

    assert problems(tmp_path) == ['ratings.csv: found "1,000,000,000,000 bytes"; allowed: at most 100,000,000 bytes']


def test_links_are_followed(tmp_path):
    there = write_files(tmp_path / "there")
    (tmp_path / "here").mkdir()
    for file in there.iterdir():
        (tmp_path / "here" / file.name).symlink_to(file)
    (tmp_path / "link").symlink_to(tmp_path / "here")

    assert cv.read_study(tmp_path / "link").fingerprint == cv.read_study(there).fingerprint


def test_all_at_once(tmp_path):
    write_files(
        tmp_path,
        study=changed("study", "format: 1", "format: 2\nlanguage: no"),
        segments=changed("segments", "Visitors,100", "Visitors,many"),
        offerings=None,
        drivers=changed("drivers", "side", "sied"),
        weights=with_rows("weights", "visitors"),
        ratings=b"\xff\xfe",
    )

    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path} has 7 problems:\n"
        "  - offerings.csv: the file is missing\n"
        '  - study.yaml, row 1, column format: found "2"; allowed: 1 (the version of the study format that this program reads)\n'
        '  - study.yaml, row 2, column language: found "no"; allowed: en, nb or hr. Did you mean "nb"?\n'
        '  - segments.csv, row 3, column size: found "many"; allowed: a number\n'
        '  - drivers.csv, row 1, column sied: found "sied"; allowed: driver, name, side, kind, unit, worst, best, recurs, '
        'description or stage. Did you mean "side"?\n'
        "  - weights.csv, row 5: the row has 1 cells, the header has 3\n"
        '  - ratings.csv: found "UTF-16"; allowed: text in UTF-8 (in a spreadsheet: save as “CSV UTF-8”)'
    )


def test_many_unknown_ids_do_not_take_forever(tmp_path):
    rows = [f"seg{i},cafe,taste,1" for i in range(20_000)]

    found = problems(write_files(tmp_path, ratings=with_rows("ratings", *rows)))

    assert len(found) == 1_001
    assert found[-1] == "ratings.csv, column segment: over 1,000 are wrong; these are the first"


_FILES = sorted(SMALL)


@settings(max_examples=times(400))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(_FILES),
            st.integers(0, 200),
            st.integers(0, 20),
            st.binary(max_size=6)
            | st.sampled_from(
                [
                    b",",
                    b"\n",
                    b'"',
                    b";",
                    b"-",
                    b"nan",
                    b"\xff\xfe",
                    b"\0",
                    b"1e999",
                    b"*",
                    b"\r",
                    b": ",
                    b"\t",
                    b"[",
                    b"&a",
                    b"!!",
                ]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_garbage_gives_a_study_or_a_study_error(tmp_path_factory, edits):
    files = {name: text.encode() for name, text in SMALL.items()}
    for name, at, cut, put in edits:
        files[name] = files[name][:at] + put + files[name][at + cut :]
    folder = tmp_path_factory.mktemp("garbage")
    write_files(folder, **{name.partition(".")[0]: data for name, data in files.items()})

    try:
        study = cv.read_study(folder)
    except cv.StudyError as error:
        assert error.problems
        assert str(error)
        return
    assert cv.values(study)["value_low"].notna().all()
    assert cv.check_study(study) == []
