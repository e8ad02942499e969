"""What surveys come with: it is said at the place, nothing is dropped silently, no half-written study is left."""

import pytest
from click.testing import CliRunner

from cvtools.cli.program import cli
from cvtools.study.errors import StudyError
from cvtools.study.study import read_study

from .conftest import MAPPING

HEAD = "segment,taste,wait\n"


def run(*words: object):
    return CliRunner().invoke(cli, ["evidence", *map(str, words)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("csv", "said", "ratings"),
    [
        (HEAD + "commuters,4,4\n", "one answer, which says nothing of how answers differ", 2),
        (HEAD + "commuters,4,4\n" * 9, "all answers are 4, which says nothing of how answers differ", 2),
        (HEAD + "commuters,,\n" * 9, "nobody answered", 0),
        (HEAD + "commuters,9,3\ncommuters,2,4\n", "outside the scale: 1 (9); is the scale right?", 2),
        (HEAD + "commuters,2,300\ncommuters,3,4\n", "beyond the anchors of wait: 1 (300)", 2),
        (HEAD + "tourists,2,3\ncommuters,3,4\n", "left out: 1 × “tourists”", 2),
    ],
)
def test_what_deserves_a_look_is_said_and_the_rest_is_used(tmp_path, survey, csv, said, ratings):
    path = survey(csv=csv)

    assert said in run("check", path).output
    assert f"{ratings} ratings, from" in run("apply", path, "--out", tmp_path / "study").output
    assert len(read_study(tmp_path / "study").ratings.query("survey != ''")) == ratings


@pytest.mark.parametrize(
    ("mapping", "csv", "said"),
    [
        (MAPPING, "", "export.csv: the file is empty"),
        (MAPPING, HEAD, "export.csv: the file holds no response"),
        (MAPPING, HEAD + "commuters,5,5\ncommuters,Very satisfied,4\n", 'column taste: found "Very satisfied"'),
        (MAPPING.replace("column: taste", "column: tatse"), HEAD + "commuters,5,5\n", 'Did you mean "taste"?'),
        (MAPPING.replace("column: wait", "column: taste"), HEAD + "commuters,5,5\n", "row 6 has it, too"),
        (MAPPING.replace("little_cup", "little_cop"), HEAD + "commuters,5,5\n", 'Did you mean "little_cup"?'),
        (MAPPING + "weight: wait\n", HEAD + "commuters,5,-1\n", 'column wait: found "-1"; allowed: a survey weight'),
    ],
)
def test_what_cannot_be_understood_is_refused_and_no_study_is_begun(tmp_path, survey, mapping, csv, said):
    path = survey(mapping, csv)

    for words in (("check", path), ("apply", path, "--out", tmp_path / "study")):
        with pytest.raises(StudyError) as error:
            run(*words)
        assert said in str(error.value)
    assert {file.name for file in tmp_path.iterdir()} == {"export.csv", "survey.yaml"}


def test_nothing_that_people_write_reaches_a_study_or_the_screen_as_it_is(tmp_path, survey):
    words = '"<script>alert(1)</script> write to ana@example.org or 912 34 567","=HYPERLINK(""http://x"")"'
    path = survey(
        MAPPING + "  - {column: why, asks: text, language: en}\n",
        f"segment,taste,wait,why,other\ncommuters,4,4,{words}\n",
    )

    shown = [run("check", path).output, run("themes", path, "--csv").output]
    run("apply", path, "--out", tmp_path / "study")

    written = [file.read_text() for file in (tmp_path / "study").iterdir() if file.suffix in (".csv", ".yaml")]
    assert not [word for text in [*shown, *written] for word in ("ana@", "912 34", "<script", "HYPER") if word in text]
