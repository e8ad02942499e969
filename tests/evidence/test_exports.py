import pandas as pd
import pytest

from cvtools.evidence import read_exports
from cvtools.study.errors import StudyError
from tests.evidence.conftest import EXPORTS

KINDS = {
    "google_forms.csv": ("google_forms", 3, "Please rate our café [Waiting time]"),
    "limesurvey_codes_semicolon.csv": ("limesurvey", 3, "G01Q02[SQ001]"),
    "microsoft_forms.xlsx": ("microsoft_forms", 3, "Taste of the coffee"),
    "qualtrics_choice_text.csv": ("qualtrics", 5, "Q2_5"),
    "qualtrics_real_sample_german_ui.csv": ("qualtrics", 1, "Q2 - Topics"),
    "surveymonkey_expanded_labels.csv": ("surveymonkey", 3, "Please rate our café on: [Waiting time]"),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_tool_is_recognised_and_its_header_rows_are_none_of_the_responses(name):
    kind, rows, column = KINDS[name]

    export = read_exports([EXPORTS / name])

    assert (export.kind, len(export.frame)) == (kind, rows)
    assert column in export.frame.columns


def test_questions_are_known_by_their_text(tmp_path):
    export = read_exports([EXPORTS / "qualtrics_choice_text.csv"])

    assert export.titles["Q2_1"] == "How satisfied are you with each of these? - Waiting time"
    assert export.column("how satisfied are you with each of these? -  waiting time") == "Q2_1"
    assert export.column("q2_1") == "Q2_1"
    assert export.column("nothing like it") == ""


def test_long_numbers_stay_as_they_are():
    export = read_exports([EXPORTS / "surveymonkey_expanded_labels.csv"])

    assert export.frame["Respondent ID"].tolist() == ["118000000001", "118000000002", "118000000003"]


HEADERS = {
    "typeform": "#,How is the coffee?,Response Type,Start Date (UTC),Network ID\nx1,4,completed,2026-01-01,n1\n",
    "kobo": '"start";"_uuid";"taste"\n"2026-03-01T08:00:00.000+01:00";"u1";"4"\n',
    "surveymonkey": "Respondent ID,Collector ID,How is the coffee?\n1,2,4\n",
    "qualtrics": "StartDate,EndDate,Finished,RecordedDate,Q1\n2026-01-01,2026-01-01,1,2026-01-01,4\n",
    "plain": "who,taste\n1,4\n",
}


@pytest.mark.parametrize("kind", HEADERS)
def test_kinds_by_their_headers(tmp_path, kind):
    file = tmp_path / "export.csv"
    file.write_text(HEADERS[kind])

    export = read_exports([file])

    assert (export.kind, len(export.frame)) == (kind, 1)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8-sig", "Čekanje i smak"),
        ("utf-16", "Čekanje i smak"),
        ("cp1250", "Čekanje"),
        ("cp1252", "Ventetid på øl"),
    ],
)
def test_encodings_of_spreadsheets(tmp_path, encoding, words):
    file = tmp_path / "export.csv"
    file.write_bytes(f"who;{words}\n1;3,5\n".encode(encoding))

    assert list(read_exports([file]).frame.columns) == ["who", words]


def test_two_columns_with_one_header_are_told_apart(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text("taste,taste,\n1,2,3\n")

    export = read_exports([file])

    assert list(export.frame.columns) == ["taste", "taste (2)", "column 3"]
    assert export.twice == ("taste (2)",)


def test_five_thousand_columns(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(",".join(f"q{i}" for i in range(5000)) + "\n" + ",".join("1" for _ in range(5000)) + "\n")

    assert read_exports([file]).frame.shape == (1, 5000)


def test_parquet_and_spss_keep_their_codes(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"q1": [1.0, 5.0, 99.0, None], "who": ["a", "b", "c", ""]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "export.sav",
        column_labels={"q1": "How satisfied are you?"},
        variable_value_labels={"q1": {1.0: "Bad", 5.0: "Very satisfied"}},
        missing_ranges={"q1": [99]},
    )
    frame.to_parquet(tmp_path / "export.parquet")

    spss = read_exports([tmp_path / "export.sav"])
    parquet = read_exports([tmp_path / "export.parquet"], columns=["q1"])

    assert spss.kind == "spss"
    assert spss.frame["q1"].tolist()[:2] == ["1", "5"]
    assert spss.frame["q1"].tolist()[2].endswith("missing")
    assert spss.labels["q1"] == {"1": "Bad", "5": "Very satisfied"}
    assert spss.titles["q1"] == "How satisfied are you?"
    assert parquet.frame["q1"].tolist() == ["1", "5", "99"]  # a row without any answer is none


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "export.csv: the file is empty"),
        (b" \n\n", "export.csv: the file is empty"),
        (b"a,b\n", "export.csv: the file holds no response"),
    ],
)
def test_files_without_responses(tmp_path, data, message):
    file = tmp_path / "export.csv"
    file.write_bytes(data)

    with pytest.raises(StudyError) as refused:
        read_exports([file])

    assert str(refused.value) == message


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "export.csv"
    with file.open("wb") as handle:
        handle.truncate(2_000_000_000)

    with pytest.raises(StudyError, match="larger CSV and Parquet files with --engine duckdb"):
        read_exports([file])
