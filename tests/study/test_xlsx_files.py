# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cvtools as cv

from ..strength import times
from ..studies import HOSTILE, SMALL, write_files


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> bytes:
    """The small study as a workbook's bytes."""
    folder = tmp_path_factory.mktemp("small")
    cv.write_study(cv.read_study(write_files(folder / "study")), folder / "small.xlsx")
    return (folder / "small.xlsx").read_bytes()


@pytest.fixture
def edited(small, tmp_path):
    """A function that changes the small workbook with openpyxl and gives its path."""

    def edit(change) -> Path:
        book = openpyxl.load_workbook(io.BytesIO(small))
        change(book)
        book.save(tmp_path / "mine.xlsx")
        return tmp_path / "mine.xlsx"

    return edit


def problems(path: Path) -> list[str]:
    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(path)
    return [str(problem) for problem in caught.value.problems]


def test_sheets_in_the_order_in_which_they_are_filled_in(small):
    book = openpyxl.load_workbook(io.BytesIO(small))

    assert book.sheetnames == ["read me", "study", "segments", "offerings", "drivers", "weights", "ratings"]
    assert book.active.title == "read me"
    assert "customer value" in book["read me"]["B1"].value


def test_drop_downs(small):
    book = openpyxl.load_workbook(io.BytesIO(small))
    rules = {
        (sheet.title, rule.errorTitle): (str(rule.sqref), rule.formula1, rule.errorStyle)
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
    }

    assert rules == {
        ("study", "unit"): ("B4", '"points,EUR,NOK,USD,GBP,SEK,DKK,CHF"', "warning"),
        ("study", "ours"): ("B5", "offerings!$A$2:$A$1002", "warning"),
        ("study", "language"): ("B7", '"en,nb,hr"', "stop"),
        ("study", "price"): ("B15", "drivers!$A$2:$A$1002", "warning"),
        ("drivers", "side"): ("C2:C1002", '"benefit,cost"', "stop"),
        ("drivers", "kind"): ("D2:D1002", '"functional,emotional,social,money,time,effort,risk"', "stop"),
        ("drivers", "recurs"): ("H2:H1002", '"once,yearly"', "stop"),
        ("weights", "segment"): ("A2:A1003", "segments!$A$2:$A$1002", "warning"),
        ("weights", "driver"): ("B2:B1003", "drivers!$A$2:$A$1002", "warning"),
        ("weights", "evidence"): ("F2:F1003", '"assumption,workshop,interview,review,survey,measured"', "stop"),
        ("ratings", "segment"): ("A2:A1005", "segments!$A$2:$A$1002", "warning"),
        ("ratings", "offering"): ("B2:B1005", "offerings!$A$2:$A$1002", "warning"),
        ("ratings", "driver"): ("C2:C1005", "drivers!$A$2:$A$1002", "warning"),
        ("ratings", "view"): ("E2:E1005", '"perceived,expected,believed"', "stop"),
        ("ratings", "evidence"): ("H2:H1005", '"assumption,workshop,interview,review,survey,measured"', "stop"),
    }


def test_no_text_is_a_formula(tmp_path):
    study = cv.read_study(write_files(tmp_path / "study"))
    names = HOSTILE[: len(study.ratings)]
    study.ratings["note"] = names
    study.ratings["=column"] = names

    cv.write_study(study, tmp_path / "mine.xlsx")

    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    kinds = {
        cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    }
    assert kinds == {"s"}
    assert cv.read_study(tmp_path / "mine.xlsx").ratings["note"].tolist() == names


def test_what_a_spreadsheet_makes_of_cells(edited):
    assert problems(edited(lambda book: book["segments"].__setitem__("C2", "=100*3"))) == [
        'mine.xlsx, sheet segments, row 2, column size: found "a formula without a result"; allowed: a number or a text (open the '
        "workbook in a spreadsheet and save it, or paste values)"
    ]

    def plain(book):
        book["offerings"]["B2"] = 7
        book["offerings"]["B3"] = "#N/A"
        book["offerings"]["B3"].data_type = "s"
        book["offerings"]["C3"] = date(2026, 1, 2)
        book["segments"]["D2"] = True
        book.create_sheet("my own")["A1"] = "=1/0"

    study = cv.read_study(edited(plain))
    assert study.offerings["name"].tolist() == ["7", "#N/A"]
    assert study.offerings["description"].tolist() == ["", "2026-01-02"]
    assert study.segments["description"].tolist() == ["TRUE", ""]


def test_formulas_count_with_the_results_that_the_spreadsheet_saved(small, tmp_path):
    def with_result(name: str, data: bytes) -> bytes:
        return data.replace(b"<v>300</v>", b"<f>100*3</f><v>300</v>") if name.endswith(".xml") else data

    path = repacked(small, tmp_path / "mine.xlsx", with_result)
    assert b"<f>100*3</f>" in b"".join(zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist())

    assert cv.read_study(path).segments["size"].tolist() == [300.0, 100.0]


TEXT_NEEDED = "allowed: a text; the cell holds {}, so format it as text and type it again"


def test_a_date_a_truth_or_an_error_is_no_name(edited):
    def change(book):
        book["study"]["B3"] = date(2026, 1, 1)
        book["segments"]["B2"] = date(2026, 9, 5)
        book["segments"]["B2"].number_format = "d-mmm"
        book["offerings"]["B2"] = True
        book["offerings"]["B3"] = "#N/A"
        book["drivers"]["E2"] = date(2026, 1, 1)
        book["drivers"]["I2"] = "#REF!"
        book["ratings"]["J2"] = "#REF!"  # in a column of their own choice
        book["ratings"]["J1"] = "mine"

    a_date = TEXT_NEEDED.format("a date")
    assert problems(edited(change)) == [
        f'mine.xlsx, sheet study, row 3, column title: found "2026-01-01"; {a_date}',
        f'mine.xlsx, sheet segments, row 2, column name: found "2026-09-05"; {a_date}',
        f'mine.xlsx, sheet offerings, row 2, column name: found "TRUE"; {TEXT_NEEDED.format("a logical value (TRUE or FALSE)")}',
        'mine.xlsx, sheet offerings, row 3, column name: found "#N/A"; allowed: a text; the cell holds an error',
        f'mine.xlsx, sheet drivers, row 2, column unit: found "2026-01-01"; {a_date}',
        'mine.xlsx, sheet drivers, row 2, column description: found "#REF!"; allowed: a text; the cell holds an error',
    ]


def percent(book, **cells: float):
    """Type percentages into a workbook: `ratings_D2=0.2`."""
    for place, number in cells.items():
        table, cell = place.split("_")
        book[table][cell] = number
        book[table][cell].number_format = "0.0%"


def test_percentages_of_a_kind_are_numbers(edited):
    def change(book):
        percent(book, drivers_F2=0, drivers_G2=1)
        percent(book, ratings_D2=0.8, ratings_D4=0.6, ratings_D6=0.07, weights_C2=0.6, weights_C3=0.4, weights_C4=0.2)
        percent(book, study_B8=0.9)
        book["drivers"]["G3"] = 5
        book["drivers"]["G3"].number_format = '0"%"'
        book["drivers"]["F3"] = 0

    study = cv.read_study(edited(change))

    assert study.ratings["rating"].tolist() == [0.8, 3, 0.6, 2.5, 0.07]
    assert study.drivers["best"].tolist() == [1, 5]
    assert study.weights["weight"].tolist() == [0.6, 0.4, 0.2]
    assert study.settings.confidence == 0.9


@pytest.mark.parametrize(
    ("cells", "messages"),
    [
        (
            {"ratings_D2": 0.8},
            [
                'ratings, row 2, column rating: found "80%"; allowed: a plain number, as others of the driver taste are; 80% may stand for 0.8 or for 80'
            ],
        ),
        (
            {"drivers_F3": 0.05},
            [
                'drivers, row 3, column worst: found "5%"; allowed: a plain number, as others of the driver price are; 5% may stand for 0.05 or for 5'
            ],
        ),
        (
            {"weights_C3": 0.4},
            [
                'weights, row 3, column weight: found "40%"; allowed: a plain number, as others of the weights of * are; 40% may stand for 0.4 or for 40'
            ],
        ),
        (
            {"weights_C4": 0.2},
            [
                'weights, row 4, column weight: found "20%"; allowed: a plain number, as others of the weights of visitors are; 20% may stand for 0.2 or for 20'
            ],
        ),
        (
            {"segments_C2": 3},
            [
                'segments, row 2, column size: found "300%"; allowed: a plain number, as others of the sizes are; 300% may stand for 3 or for 300'
            ],
        ),
        ({"drivers_F2": 0}, []),
    ],
)
def test_percentages_beside_plain_numbers_are_refused(edited, cells, messages):
    path = edited(lambda book: percent(book, **cells))

    if not messages:
        assert cv.read_study(path).drivers["worst"].tolist() == [0, 5]
        return
    assert problems(path) == [f"mine.xlsx, sheet {message}" for message in messages]


def test_the_fewer_of_percentages_and_plain_numbers_are_told(edited):
    def change(book):
        percent(book, drivers_F2=0, drivers_G2=1, ratings_D2=0.8, ratings_D4=0.6)

    assert problems(edited(change)) == [
        'mine.xlsx, sheet ratings, row 6, column rating: found "7"; allowed: a percentage, as others of the driver taste are; '
        "7 may stand for 7% or for 700%",
        'mine.xlsx, sheet ratings, row 6, column rating: found "7"; allowed: between 0 and 1, the anchors of taste',
    ]


def computed_later(small: bytes, path: Path, result: str) -> Path:
    """The small study with a formula in its first weight, as programs without a spreadsheet write it."""
    old = b'<c r="C2" t="n"><v>60</v></c>'

    def change(name: str, data: bytes) -> bytes:
        return data.replace(old, f'<c r="C2"><f>30*2</f><v>{result}</v></c>'.encode())

    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        assert sum(old in archive.read(name) for name in archive.namelist()) == 1
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
    return repacked(small, path, change)


def test_a_formula_that_nobody_has_computed(small, tmp_path):
    assert problems(computed_later(small, tmp_path / "mine.xlsx", "0")) == [
        'mine.xlsx, sheet weights, row 2, column weight: found "a formula that no spreadsheet has computed yet"; allowed: a '
        "number or a text (open the workbook in Excel and save it; in LibreOffice press Ctrl+Shift+F9 before you save; or "
        "paste values)"
    ]
    assert cv.read_study(computed_later(small, tmp_path / "mine.xlsx", "60")).weights["weight"][0] == 60

    without_flag = repacked(
        computed_later(small, tmp_path / "flag.xlsx", "0").read_bytes(),
        tmp_path / "mine.xlsx",
        lambda _, data: data.replace(b' fullCalcOnLoad="1"', b""),
    )
    assert cv.read_study(without_flag).weights["weight"][0] == 0


def test_merged_cells(edited):
    def change(book):
        book["ratings"].merge_cells("C2:C3")
        book["weights"].merge_cells("C3:C4")

    unmerge = "allowed: each cell by itself: unmerge them, and write into each what holds for its row"
    assert problems(edited(change)) == [
        *(f'mine.xlsx, sheet weights, row {r}, column weight: found "merged cells C3:C4"; {unmerge}' for r in (3, 4)),
        *(f'mine.xlsx, sheet ratings, row {r}, column driver: found "merged cells C2:C3"; {unmerge}' for r in (2, 3)),
    ]


def test_a_title_above_the_header(edited):
    def change(book):
        book["ratings"].insert_rows(1, 2)
        book["ratings"]["A1"] = "What customers think"
        book["ratings"].merge_cells("A1:I1")

    assert problems(edited(change)) == [
        'mine.xlsx, sheet ratings, row 1: found "What customers think"; allowed: the header, which is in row 3: delete what is above it'
    ]


def test_a_column_of_numbers_before_the_settings(edited):
    def change(book):
        book["study"].insert_cols(1)
        for row in range(2, 13):
            book["study"].cell(row, 1, row - 2)

    assert cv.read_study(edited(change)).settings.title == "Coffee"


def test_strict_open_xml(small, tmp_path):
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"

    path = repacked(small, tmp_path / "mine.xlsx", lambda _, data: data.replace(main, strict))

    assert problems(path) == [
        'mine.xlsx: found "a workbook in the format Strict Open XML"; allowed: a workbook saved as the usual Excel Workbook (.xlsx)'
    ]


def test_open_document(tmp_path):
    for name in ("mine.xlsx", "mine.ods"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    how = "an .xlsx workbook (in LibreOffice: File, Save As, Excel 2007-365)"

    assert problems(tmp_path / "mine.xlsx") == [
        f'mine.xlsx: found "an OpenDocument file (.ods)"; allowed: the same saved as {how}'
    ]
    assert problems(tmp_path / "mine.ods") == [
        f"{tmp_path / 'mine.ods'}: a study is a folder or an .xlsx file; save it as {how}"
    ]


def repacked(data: bytes, path: Path, change) -> Path:
    """Change the files inside a workbook; `None` leaves one out."""
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        (lambda book: book.remove(book["ratings"]), ["mine.xlsx: the sheet ratings is missing"]),
        (lambda book: book.remove(book["study"]), ["mine.xlsx: the sheet study is missing"]),
        (
            lambda book: setattr(book["ratings"], "title", "Rating"),
            ['mine.xlsx: the sheet ratings is missing. Did you mean "Rating"?'],
        ),
        (lambda book: book["ratings"].delete_rows(1, 100), ["mine.xlsx, sheet ratings: the table is empty"]),
        (lambda book: book["ratings"].delete_rows(2, 100), ["mine.xlsx, sheet ratings: the table is empty"]),
        (
            lambda book: book["ratings"].__setitem__("D4", "2,5"),
            [
                'mine.xlsx, sheet ratings, row 4, column rating: found "2,5"; allowed: a number; the cell holds a text, so type it again as a number'
            ],
        ),
        (
            lambda book: book["ratings"].__setitem__("D4", "#N/A"),
            [
                'mine.xlsx, sheet ratings, row 4, column rating: found "#N/A"; allowed: a number, or a blank cell where it is not known'
            ],
        ),
        (
            lambda book: book["ratings"].__setitem__("Z4", "stray"),
            ["mine.xlsx, sheet ratings, row 1: column 26 has cells but no name in its header"],
        ),
        (
            lambda book: book["study"].__setitem__("B7", "no"),
            ['mine.xlsx, sheet study, row 7, column language: found "no"; allowed: en, nb or hr. Did you mean "nb"?'],
        ),
        (
            lambda book: book["study"].__setitem__("B5", "caffe"),
            [
                'mine.xlsx, sheet study, row 5, column ours: found "caffe"; allowed: the id of an offering: cafe or chain. Did you mean "cafe"?'
            ],
        ),
        (
            lambda book: book["study"].append(["unit", "EUR"]),
            ["mine.xlsx, sheet study, row 18, column unit: the setting is there more than once"],
        ),
        (
            lambda book: book["study"].delete_rows(1, 100),
            [
                f"mine.xlsx, sheet study, column {name}: the setting is missing"
                for name in ("format", "title", "unit", "ours")
            ],
        ),
    ],
)
def test_refused(edited, change, messages):
    found = problems(edited(change))

    assert found == messages


def test_problems_of_settings_and_of_tables_at_once(edited):
    def change(book):
        book["study"]["B5"] = "caffe"
        book["study"]["B7"] = "no"
        book["segments"]["C2"] = "many"
        book["ratings"]["A2"] = "Visitors"

    assert problems(edited(change)) == [
        'mine.xlsx, sheet study, row 7, column language: found "no"; allowed: en, nb or hr. Did you mean "nb"?',
        'mine.xlsx, sheet segments, row 2, column size: found "many"; allowed: a number',
        'mine.xlsx, sheet ratings, row 2, column segment: found "Visitors"; allowed: one of the segments: regulars, visitors or *. Did you mean "visitors"?',
        'mine.xlsx, sheet study, row 5, column ours: found "caffe"; allowed: the id of an offering: cafe or chain. Did you mean "cafe"?',
    ]


def test_rows_far_below_are_read_and_do_not_fill_the_memory(edited):
    study = cv.read_study(edited(lambda book: book["segments"].__setitem__("A1048576", " ")))

    assert len(study.segments) == 2


def test_a_stray_cell_far_away_is_told(edited):
    def change(book):
        book["ratings"]["XFD1"] = "x"
        for row in range(2, 700):
            book["ratings"][f"A{row}"] = "x"

    assert problems(edited(change)) == [
        'mine.xlsx, sheet ratings: found "something in cell XFD1"; allowed: at most 1,000 columns; is there a stray cell?'
    ]


NO_WORKBOOK = {
    "empty": (b"", "found \"a file that is damaged or cut short\"; allowed: an .xlsx workbook"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 'found "a workbook with a password, or in the old .xls format"; allowed: an '
                 ".xlsx workbook without a password"),
    "text": (SMALL["ratings.csv"].encode(), 'found "a file that is damaged or cut short"; allowed: an .xlsx workbook'),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_WORKBOOK)
def test_no_workbook(tmp_path, kind):
    data, message = NO_WORKBOOK[kind]
    (tmp_path / "mine.xlsx").write_bytes(data)

    assert problems(tmp_path / "mine.xlsx") == [f"mine.xlsx: {message}"]


def test_a_zip_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "mine.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert problems(tmp_path / "mine.xlsx") == [
        'mine.xlsx: found "a zip file that is no workbook"; allowed: an .xlsx workbook'
    ]


def test_a_zip_bomb(small, tmp_path):
    path = repacked(small, tmp_path / "mine.xlsx", lambda name, data: data)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.bin", bytes(210_000_000))

    assert len(problems(path)) == 1
    assert "unpacked" in problems(path)[0]


def test_300_megabytes(tmp_path):
    with (tmp_path / "mine.xlsx").open("wb") as file:
        file.truncate(300_000_000)

    assert problems(tmp_path / "mine.xlsx") == [
        'mine.xlsx: found "300,000,000 bytes"; allowed: a workbook of at most 50,000,000 bytes'
    ]


def test_a_folder_called_like_a_workbook(tmp_path):
    (tmp_path / "mine.xlsx").mkdir()

    message = f"{tmp_path / 'mine.xlsx'}: an .xlsx file is needed; this is a folder or a special file"
    assert problems(tmp_path / "mine.xlsx") == [message]
    with pytest.raises(cv.StudyError, match="this is a folder"):
        cv.write_study(cv.read_study(write_files(tmp_path / "study")), tmp_path / "mine.xlsx")


@settings(max_examples=times(60))
@given(data=st.data())
def test_cut_short_or_damaged_gives_a_study_or_a_study_error(small, tmp_path_factory, data):
    content = small
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    for at in data.draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=5)):
        content = content[:at] + data.draw(st.binary(min_size=1, max_size=4)) + content[at + 1 :]
    path = tmp_path_factory.mktemp("damaged") / "mine.xlsx"
    path.write_bytes(content)

    expect_study_or_study_error(path)


@settings(max_examples=times(60))
@given(data=st.data())
def test_damage_inside_gives_a_study_or_a_study_error(small, tmp_path_factory, data):
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        victim = data.draw(st.sampled_from(archive.namelist()))
        size = len(archive.read(victim))
    at, cut = data.draw(st.integers(0, size)), data.draw(st.integers(0, 30))
    put = data.draw(
        st.binary(max_size=4) | st.sampled_from([b"<", b"<c>", b'"', b"9" * 30, b"-1", b"&x;", b"<f>1</f>"])
    )

    def change(name: str, content: bytes) -> bytes:
        return content[:at] + put + content[at + cut :] if name == victim else content

    expect_study_or_study_error(repacked(small, tmp_path_factory.mktemp("damaged") / "mine.xlsx", change))


def expect_study_or_study_error(path: Path) -> None:
    try:
        assert cv.check_study(cv.read_study(path)) == []
    except cv.StudyError as error:
        assert error.problems


def test_texts_that_sheets_share(small, tmp_path):
    """Most programs keep texts in a part of their own, some of them in several formats or with how they sound."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = (
        f'<sst xmlns="{main}"><si><t>other</t></si><si><r><t xml:space="preserve">Red </t></r><r><t>and _x005F_x0041_</t></r>'
        "<rPh><t>sound</t></rPh></si></sst>"
    )
    inline = re.compile(rb't="inlineStr"><is><t[^>]*>Our caf[^<]*</t></is>')

    def change(name: str, data: bytes) -> bytes:
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
        return inline.sub(b't="s"><v>1</v>', data.replace(b"</Types>", part))

    path = repacked(small, tmp_path / "mine.xlsx", change)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", texts)

    assert cv.read_study(path).offerings["name"].tolist() == ["Red and _x0041_", "The chain"]
