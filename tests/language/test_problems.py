from __future__ import annotations

import re

import pytest

import cvtools as cv
from cvtools.language.language import CATALOGUES, Language
from cvtools.language.problems import told
from cvtools.study.errors import Problem, SheetOf, StudyError
from cvtools.study.schema import LONGEST_TEXT
from cvtools.study.wording import N_, RULES
from tests.studies import changed, write_files

WRONG = Problem("a.csv", 2, "side", "benifit", "one_of", "benefit", {"choices": ("benefit", "cost")})


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", 'a.csv, row 2, column side: found "benifit"; allowed: benefit or cost. Did you mean "benefit"?'),
        ("nb", 'a.csv, rad 2, kolonne side: fant "benifit"; tillatt: benefit eller cost. Mente du "benefit"?'),
        (
            "hr",
            'a.csv, redak 2, stupac side: pronađeno "benifit"; dopušteno: benefit ili cost. '
            'Jeste li mislili "benefit"?',
        ),
    ],
)
def test_a_problem_in_each_language(code, text):
    assert told(StudyError("mine", [WRONG]), code) == text


@pytest.mark.parametrize("code", sorted(RULES))
def test_english_is_the_same_with_and_without_a_catalogue(code):
    words = re.findall(r"{(\w+)}", RULES[code])
    fields = {word: ("a", "b", "c") if word == "choices" else 1234567 for word in words}
    problem = Problem("a.csv", 1200, "n", "x" * 90, code, fields=fields)

    assert problem.told(Language("en")) == str(problem)


@pytest.mark.parametrize("code", sorted({path.name for path in CATALOGUES.iterdir() if path.is_dir()}))
def test_every_rule_is_told_in_each_language(code):
    same = [rule for rule, english in RULES.items() if Language(code)(english) == english]

    assert same == ["one_of"]


def test_a_study_that_cannot_be_read_is_refused_in_its_own_language(tmp_path):
    folder = write_files(tmp_path, study=changed("study", "title:", "language: hr\ntitle:"), offerings=None)

    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(folder)

    assert told(caught.value) == "offerings.csv: nedostaje datoteka"
    assert told(caught.value, "nb") == "offerings.csv: filen mangler"
    assert told(caught.value, "", "xx") == "offerings.csv: nedostaje datoteka"
    assert str(caught.value) == "offerings.csv: the file is missing"


def test_a_problem_of_a_sheet_and_with_words_in_it():
    fields = {"kind": N_("the weights of {name}"), "name": "all", "number": "20", "small": "20%", "large": "2000%"}
    problem = Problem(SheetOf("a.xlsx", "weights"), 2, "weight", "20", "plain_beside", fields=fields)

    assert problem.told(Language("nb")) == (
        'a.xlsx, ark weights, rad 2, kolonne weight: fant "20"; tillatt: en prosent, slik andre tall for vektene til '
        "all er; 20 kan stå for 20% eller for 2000%"
    )


def test_the_longest_text_is_as_long_as_its_rule_says():
    assert f"{LONGEST_TEXT:,} characters" in RULES["too_long"]
