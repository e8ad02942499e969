"""The page *Measure* without a browser: an export comes in, a mapping is changed, the study changes, and back."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

import cvtools as cv
from cvtools.app.measure import Measure
from cvtools.app.survey_files import SurveyFiles
from cvtools.evidence import read_exports, read_survey
from cvtools.evidence.redrafting import draft_of
from cvtools.language.language import Language
from cvtools.study.errors import StudyError

DATA = Path(__file__).parents[2] / "data"
EXPORT = b"""segment,taste us,taste chain,minutes,happy,why,mail
Commuters,5,3,4,5,"Call me, 91 234 567 or ana@example.org",ana@example.org
Commuters,4,2,9,3,The queue,bo@example.org
Commuters,3,4,7,2,,c@example.org
Neighbours,5,2,3,5,Lovely,d@example.org
Neighbours,4,3,5,4,,e@example.org
Strangers,1,1,1,1,,f@example.org
"""


@pytest.fixture
def page(tmp_path):
    """The page on a copy of the coffee study, with an export that was uploaded."""
    shutil.copytree(DATA / "coffee", tmp_path / "coffee")
    made = Measure(cv.open_draft(tmp_path / "coffee"))
    made.show("")
    upload(made, r"C:\my <b>survey<.csv", EXPORT)
    return made


def upload(page: Measure, name: str, data: bytes) -> None:
    page.upload.file = {"name": name, "content": memoryview(data)}


def choose(page, question: str, **fields: object) -> None:
    page.editor.question.value = question
    for name, value in fields.items():
        page.editor.fields[name].value = value


def test_an_upload_is_kept_drafted_and_shown_without_anybodys_words(page, tmp_path):
    assert [place.name for place in page.files.exports()] == ["my_b_survey.csv"]
    assert page.trouble.value == ""
    assert "6 responses (plain), of which 5 count" in page.summary.value
    seen = "".join(widget.value for widget in (page.summary, page.questions, page.shown))
    assert "@" not in seen
    assert "91 234" not in seen
    assert [pick.value for pick in page.editor.values.children] == ["commuters", "neighbours", ""]


def test_a_mapping_is_changed_by_lists_and_written_at_once(page):
    choose(page, "taste us", asks="rating", driver="taste", offering="little_cup", scale=(1, 5))
    choose(page, "minutes", asks="rating", driver="wait", offering="little_cup", scale="unit")
    page.editor.values.children[2].value = "laptop_workers"

    survey = read_survey(page.files.mapping(page.files.file))
    asked = {q.column: (q.asks, q.driver, q.offering, q.scale) for q in survey.questions}
    assert asked["taste us"] == ("rating", "taste", "little_cup", (1, 5))
    assert asked["minutes"] == ("rating", "wait", "little_cup", None)
    assert "of which 6 count" in page.summary.value
    assert "Waiting time" in page.shown.value


def test_numbers_go_into_the_study_and_out_again(page):
    choose(page, "taste us", asks="rating", driver="taste", offering="little_cup", scale=(1, 5))
    before = cv.read_study(page.study.path)

    page.apply.click()

    after = cv.read_study(page.study.path)
    rows = after.ratings[(after.ratings["segment"] == "neighbours") & (after.ratings["driver"] == "taste")]
    assert rows.set_index("offering").loc["little_cup", ["rating", "evidence", "n"]].tolist() == [8.75, "survey", 2]
    assert after.replicates is not None
    assert "are in the study now" in page.told.value
    assert page.study.study is not None
    assert page.study.study.fingerprint == after.fingerprint  # the form knows

    page.back.click()

    assert cv.read_study(page.study.path).fingerprint == before.fingerprint
    assert page.back.disabled


def test_what_was_changed_since_is_not_taken_back(page):
    choose(page, "taste us", asks="rating", driver="taste", offering="little_cup", scale=(1, 5))
    page.apply.click()
    study = cv.read_study(page.study.path)
    noted = dataclasses.replace(study, ratings=study.ratings.assign(note="by somebody else"))
    cv.write_study(noted, page.study.path)

    page.back.click()

    assert "The study was changed since." in page.told.value
    assert set(cv.read_study(page.study.path).ratings["note"]) == {"by somebody else"}


def test_an_export_of_codes_alone_is_mapped_by_choosing(page):
    """Nothing says what its questions ask, so that the draft asks nothing yet."""
    rows = [f"{i},2026-03-02 08:00:00,1,{i}" for i in range(1, 6)]
    codes = "\n".join(["id,submitdate,lastpage,G01Q02", *rows]).encode()
    upload(page, "codes.csv", codes)
    assert page.trouble.value == ""
    assert page.apply.disabled

    choose(page, "G01Q02", asks="rating", driver="taste", offering="little_cup", scale=(1, 5))

    assert "5 responses (limesurvey), of which 5 count" in page.summary.value
    assert not page.apply.disabled


def test_what_is_wrong_is_said_and_nothing_is_lost(page):
    upload(page, "notes.docx", b"x")
    assert "notes.docx" in page.trouble.value
    upload(page, "empty.csv", b"")
    assert "empty.csv" in page.trouble.value
    choose(page, "taste us", asks="rating", driver="taste", offering="little_cup", scale=(1, 5))


@pytest.mark.parametrize("language", ["nb", "hr"])
def test_it_speaks(page, language):
    page.study.speak(language)
    page.show("")

    _ = Language(language)
    assert page.apply.description == _("Put into the study")
    assert page.editor.fields["asks"].options[1][0] == _("a rating")


def test_the_shipped_mappings_are_drafts_and_a_rule_is_not(tmp_path):
    for tool in ("qualtrics", "google_forms", "limesurvey"):
        survey = read_survey(DATA / "coffee_survey" / f"{tool}.yaml")
        draft = draft_of(survey, read_exports(survey.files))
        assert draft is not None
        mapped = {g.column: (g.asks, g.driver, g.offering, g.language) for g in draft.questions if g.asks}
        assert mapped == {q.column: (q.asks, q.driver, q.offering, q.language) for q in survey.questions}
    (tmp_path / "export.csv").write_bytes(EXPORT)
    rules = "format: 1\nresponses: export.csv\nstudy: coffee\nsegment: {rules: {commuters: {minutes: '>= 5'}}}\n"
    (tmp_path / "export.yaml").write_text(rules + "questions: [{column: happy, asks: satisfaction, scale: [1, 5]}]\n")
    survey = read_survey(tmp_path / "export.yaml")
    assert draft_of(survey, read_exports(survey.files)) is None


def test_an_export_never_replaces_another(tmp_path):
    files = SurveyFiles(tmp_path / "study")
    names = [files.take(name, data).name for name, data in (("a.csv", b"1"), ("a.csv", b"2"), ("../a.csv", b"1"))]

    assert names == ["a.csv", "a_2.csv", "a.csv"]
    with pytest.raises(StudyError, match=r"x\.exe"):
        files.take("x.exe", b"")


def test_what_a_mapping_was_stays_beside_it(tmp_path):
    shutil.copytree(DATA / "coffee", tmp_path / "coffee")
    (tmp_path / "surveys").mkdir()
    for name in ("qualtrics.csv", "qualtrics.yaml"):
        shutil.copy(DATA / "coffee_survey" / name, tmp_path / "surveys")
    files = SurveyFiles(tmp_path / "coffee")

    files.open(files.exports()[0], Language("en"))
    files.write(Language("en"))

    before = (DATA / "coffee_survey" / "qualtrics.yaml").read_bytes()
    assert (tmp_path / "surveys" / "qualtrics.earlier.yaml").read_bytes() == before
    assert len(read_survey(tmp_path / "surveys" / "qualtrics.yaml").questions) == 26
