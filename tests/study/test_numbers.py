from __future__ import annotations

import openpyxl
import pytest

import cvtools as cv
from cvtools.study.numbers import Signs, signs_of, ungrouped_in_any_sign
from tests.studies import SMALL, changed, write_files

COMMA, POINT = Signs(","), Signs(".")


@pytest.mark.parametrize(
    ("words", "known", "signs"),
    [
        (["1.200", "300"], "?", Signs(".", doubtful=True)),
        (["1,200", "300"], "?", Signs(",", doubtful=True)),
        (["1.200", "0,5"], "?", COMMA),
        (["1.200", "0.5"], "?", POINT),
        (["1.200", "12.125"], "?", Signs(".", doubtful=True)),
        (["0.125"], "?", POINT),
        (["1.200"], ".?", Signs(".", doubtful=True, only_rounded=True)),
        (["1.200", "7.5"], ".?", Signs(".", only_rounded=True)),
        (["1,200"], ",", COMMA),
        ([], "?", Signs(".", doubtful=True)),
    ],
)
def test_the_signs_of_a_table(words, known, signs):
    assert signs_of(words, known) == signs


@pytest.mark.parametrize(
    ("signs", "text", "readings"),
    [
        (Signs(".", doubtful=True), "1.200", ("1200", "1.2")),
        (Signs(",", doubtful=True), "-1,000", ("-1000", "-1")),
        (Signs(".", doubtful=True), "1.125", ("1125", "1.1250")),
        (Signs(".", doubtful=True, only_rounded=True), "1.125", None),
        (Signs(".", doubtful=True, only_rounded=True), "1,125", ("1125", "1.1250")),
        (Signs(".", doubtful=True), "0.125", None),
        (Signs(".", doubtful=True), "1200", None),
        (POINT, "1.200", None),
    ],
)
def test_a_number_that_can_be_read_in_two_ways(signs, text, readings):
    assert tuple(signs.readings(text).values()) == (readings or ())


@pytest.mark.parametrize(
    ("text", "decimal", "plain"),
    [
        ("1.200.000", ".", "1200000"),
        ("1.200,50", ".", "1200.50"),
        ("1'200", ",", "1200"),
        ("1.200", ",", "1200"),
        ("12,5", ".", ""),
        ("0,500", ".", ""),
    ],
)
def test_separators_are_left_out(text, decimal, plain):
    assert ungrouped_in_any_sign(text, decimal) == plain


ONE_WAY = "allowed: a number that can be read in one way only: {}, or {}"


@pytest.mark.parametrize(
    ("separator", "size", "told"),
    [
        (";", "1.200", ONE_WAY.format("1200", "1.2")),
        (";", "1,200", ONE_WAY.format("1200", "1,2")),
        ("\t", "1,200", ONE_WAY.format("1200", "1,2")),
        (",", "1.200", ONE_WAY.format("1200", "1.2")),
        (",", '"1,200"', ONE_WAY.format("1200", "1.2")),
        (",", "1.2", "allowed: a whole number"),
        (";", "1.200.000", 'allowed: a number without signs between groups of digits. Did you mean "1200000"?'),
    ],
)
def test_a_thousand_is_never_read_as_one(tmp_path, separator, size, told):
    table = SMALL["segments.csv"].replace(",", separator).replace("300", size)

    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(write_files(tmp_path, segments=table))

    assert [str(problem) for problem in caught.value.problems] == [
        'segments.csv, row 2, column size: found "{}"; {}'.format(size.strip('"'), told)
    ]


def test_a_large_file_is_read_alike(tmp_path):
    rows = "".join(f"s{i},Segment number {i},1.000\n" for i in range(700))

    with pytest.raises(cv.StudyError, match=r'column size: found "1.000"; allowed: .* 1000, or 1 \(the same in row'):
        cv.read_study(write_files(tmp_path, segments=changed("segments", "regulars", "regulars") + rows))


@pytest.mark.parametrize(
    ("kind", "found", "whole", "fraction"),
    [
        ("s", "1.000", "1000", "1"),
        ("s", "1.255", "1255", "1.2550"),
        ("s", "1,255", "1255", "1.2550"),
        ("n", 1.255, "", ""),
    ],
)
def test_a_text_in_a_workbook(tmp_path, kind, found, whole, fraction):
    study = cv.write_study(cv.read_study(write_files(tmp_path / "small")), tmp_path / "mine.xlsx")
    assert study.origin
    book = openpyxl.load_workbook(study.origin.path)
    book["weights"]["C2"] = found
    book["weights"]["C2"].data_type = kind
    book.save(study.origin.path)

    if kind == "n":
        assert cv.read_study(study.origin.path).weights["weight"][0] == found
        return
    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(study.origin.path)
    assert [str(problem) for problem in caught.value.problems] == [
        f'mine.xlsx, sheet weights, row 2, column weight: found "{found}"; {ONE_WAY.format(whole, fraction)}'
    ]
