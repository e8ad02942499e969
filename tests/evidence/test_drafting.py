import re

import pytest
from click.testing import CliRunner

from cvtools.cli.program import cli
from cvtools.evidence import drafted, mapping_text, ratings, read_exports, read_survey, responses
from cvtools.language.language import Language
from cvtools.study.errors import StudyError
from cvtools.study.study import read_study
from tests.evidence.conftest import EXPORTS

EDITS = {
    "google_forms.csv": [],
    "microsoft_forms.xlsx": [],
    "qualtrics_choice_text.csv": [],
    "surveymonkey_expanded_labels.csv": [],
    "limesurvey_codes_semicolon.csv": [
        (
            '# - {column: "G01Q02[SQ001]", asks: rating, driver:',
            '- {column: "G01Q02[SQ001]", asks: rating, driver: wait',
        ),
        (
            '# - {column: "G01Q02[SQ002]", asks: rating, driver:',
            '- {column: "G01Q02[SQ002]", asks: rating, driver: calm',
        ),
        ("# - {column: G02Q04, asks: rating, driver: ,", "- {column: G02Q04, asks: recommend,"),
        ("# - {column: G02Q05}", "- {column: G02Q05, asks: text}"),
    ],
    "qualtrics_real_sample_german_ui.csv": [
        ("# - {column: Q1, asks: rating, driver:", "- {column: Q1, asks: rating, driver: taste")
    ],
}
"""What has to be changed in each draft, line by line; nothing where only the headers tell what was asked."""
RATED = {
    "google_forms.csv": {"wait", "taste"},
    "microsoft_forms.xlsx": {"wait", "taste"},
    "qualtrics_choice_text.csv": {"wait", "taste"},
    "surveymonkey_expanded_labels.csv": {"wait", "taste"},
    "limesurvey_codes_semicolon.csv": {"wait", "calm"},
    "qualtrics_real_sample_german_ui.csv": {"taste"},
}


def draft(name: str, tmp_path, code: str = "en"):
    study = read_study("coffee")
    guessed = drafted(read_exports([EXPORTS / name]), study)
    out = tmp_path / "survey.yaml"
    text = mapping_text(guessed, study, export=EXPORTS / name, out=out, named="coffee", reader=Language(code))
    return guessed, text, out


@pytest.mark.parametrize("name", EDITS)
def test_each_tools_export_becomes_a_study_in_one_command_after_at_most_five_edits(tmp_path, name):
    _, text, out = draft(name, tmp_path)
    for old, new in EDITS[name]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    out.write_text(text, encoding="utf-8")

    done = CliRunner().invoke(cli, ["evidence", "apply", str(out), "--out", str(tmp_path / "study")])

    ratings = read_study(tmp_path / "study").ratings
    assert len(EDITS[name]) <= 5
    assert done.exit_code == 0, done.exception
    assert set(ratings.loc[ratings["evidence"].eq("survey") & ratings["survey"].ne(""), "driver"]) == RATED[name]


def test_guesses_for_a_whole_survey_need_two_edits_where_the_headers_are_questions(tmp_path):
    """The shipped survey's own mapping is what the draft has to become: only its reversed scales are turned round."""
    study = read_study("coffee")
    mapped = read_survey("coffee_survey/google_forms.yaml")
    guessed = drafted(read_exports(mapped.files), study)

    def told(questions):
        return {q.column: (q.asks, q.driver, q.offering, q.scale) for q in questions if q.asks}

    wanted, found = told(mapped.questions), told(guessed.questions)
    wrong = [column for column in wanted if found.get(column, ("",))[:3] != wanted[column][:3]]
    turned = [column for column, (_, _, _, scale) in wanted.items() if scale != found[column][3] and scale == (7, 1)]
    assert found.keys() == wanted.keys()
    assert wrong == []
    assert len(turned) == 2
    assert {q.column for q in guessed.questions if q.unit} == {c for c in wanted if c.startswith("How many minutes")}


def test_answers_chosen_from_a_list_are_no_open_answers(tmp_path):
    file = tmp_path / "export.csv"
    choices = ["It is on my way, Taste", "Taste", "Price, Taste", "It is on my way", "Price, It is on my way", "Price"]
    lines = [f'"{choice}","{number} things were not quite as they might be"' for number, choice in enumerate(choices)]
    file.write_text("\n".join(["Why do you go there?,What would make it better?", *lines]))

    guessed = drafted(read_exports([file]), read_study("coffee"))

    assert [guess.asks for guess in guessed.questions] == ["", "text"]


def test_guesses_and_their_reasons(tmp_path):
    guessed, text, _ = draft("qualtrics_choice_text.csv", tmp_path)

    assert (guessed.kind, guessed.respondent, guessed.segment, guessed.offering) == (
        "qualtrics",
        "ResponseId",
        "segment",
        "Q1",
    )
    assert guessed.keep == {"Status": ("IP Address",), "Finished": ("True",)}
    assert guessed.offerings == {"Our café": "little_cup", "Station kiosk": "kiosk"}
    assert [(g.column, g.asks, g.driver) for g in guessed.questions if g.asks] == [
        ("Q2_1", "rating", "wait"),
        ("Q2_2", "rating", "taste"),
        ("Q4", "recommend", ""),
        ("Q5", "text", ""),
    ]
    assert "left out: “students” (known: commuters, laptop_workers and neighbours)" in text
    assert "like the driver “Waiting time”" in text


@pytest.mark.parametrize(("code", "words"), [("nb", "likner driveren"), ("hr", "slično čimbeniku")])
def test_reasons_in_the_readers_language(tmp_path, code, words):
    assert words in draft("google_forms.csv", tmp_path, code)[1]


def test_a_draft_holds_nothing_personal(tmp_path):
    for name in EDITS:
        assert not re.search(r"@example|192\.0\.2", draft(name, tmp_path)[1])


def test_text_of_an_export_cannot_leave_its_comment(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text('segment,"Taste\nsegment: {all: x} # ""\u2028a"\ncommuters,4\nneighbours,5\n')
    study = read_study("coffee")
    out = tmp_path / "survey.yaml"
    text = mapping_text(
        drafted(read_exports([file]), study), study, export=file, out=out, named="coffee", reader=Language("en")
    )
    out.write_text(text, encoding="utf-8")

    survey = read_survey(out)

    assert survey.segment.column == "segment"
    assert len(ratings(survey, responses(survey)).table) == 2


def test_the_commands_from_draft_to_study(tmp_path):
    run = CliRunner().invoke
    out = tmp_path / "survey.yaml"

    made = run(cli, ["evidence", "draft", str(EXPORTS / "google_forms.csv"), "--study", "coffee", "--out", str(out)])
    checked = run(cli, ["evidence", "check", str(out), "--csv"])
    shown = run(cli, ["evidence", "ratings", str(out), "--csv"])
    people = run(cli, ["evidence", "ratings", str(out)])
    applied = run(cli, ["evidence", "apply", str(out), "--out", str(tmp_path / "study")])

    assert [done.exit_code for done in (made, checked, shown, people, applied)] == [0, 0, 0, 0, 0]
    assert checked.output.splitlines()[0] == "column,asks,driver,offering,answers,missing,outside,note"
    assert shown.output.splitlines()[0] == "segment,offering,driver,view,n,n_effective,rating,low,high"
    assert "Waiting time" in people.output
    written = read_study(tmp_path / "study").ratings
    assert int(((written["evidence"] == "survey") & (written["n"] <= 2)).sum()) == 4
    again = run(cli, ["evidence", "draft", str(EXPORTS / "google_forms.csv"), "--study", "coffee", "--out", str(out)])
    assert "there is a file here already" in str(again.exception)


def test_a_newcomer_is_told_what_comes_next(tmp_path):
    """A draft of codes asks nothing yet: it says so, can be checked, and is not applied; with a question it is."""
    export, out, study = tmp_path / "export.csv", tmp_path / "survey.yaml", tmp_path / "study"
    rows = [f"{i},2026-03-02 08:00:00,1,{i}" for i in range(1, 6)]
    export.write_text("\n".join(["id,submitdate,lastpage,G01Q02", *rows]))
    run = CliRunner().invoke

    drafted = run(cli, ["evidence", "draft", str(export), "--study", "coffee", "--out", str(out)])
    assert "0 of 1 questions are understood; the others begin with #." in drafted.output
    checked = run(cli, ["evidence", "check", str(out)])
    assert "No question is used yet" in checked.output
    with pytest.raises(StudyError, match="at least one question; in a draft, take the # from its line"):
        run(cli, ["evidence", "apply", str(out), "--out", str(study)], catch_exceptions=False)
    assert not study.exists()

    line = "  - {column: G01Q02, asks: rating, driver: taste, offering: little_cup, scale: [1, 5]}\n"
    lines = [line if "G01Q02" in old else old for old in out.read_text().splitlines(keepends=True)]
    out.write_text("".join(lines))
    assert "Then: cvtools evidence apply" in run(cli, ["evidence", "check", str(out)]).output
    applied = run(cli, ["evidence", "apply", str(out), "--out", str(study)])
    assert "1 ratings, from 5 of 5 responses" in applied.output
    assert f"cvtools report {study}" in applied.output
