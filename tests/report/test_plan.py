"""Plans of reports: what is to be written, and everything that is wrong before anything is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

import cvtools as cv
from cvtools.report.batch import each_outcome
from cvtools.report.plan import plan_reports, shard_of

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "data" / "coffee"


@pytest.fixture(scope="module")
def notebook(tmp_path_factory) -> Path:
    """A notebook with parameters of its own."""
    lines = 'study = ""\nsegment = ""\nlanguage = ""\ncount = 1  # how many\nshare = 0.5\nwords = "x"\nfast = True'
    cell = nbformat.v4.new_code_cell(lines, metadata={"tags": ["parameters"]})
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    file = tmp_path_factory.mktemp("notebook") / "mine.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), file)
    return file


def table(folder: Path, *rows: str) -> Path:
    file = folder / "runs.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_one_report_for_each_study_segment_and_language(tmp_path):
    runs = plan_reports([COFFEE, ROOT / "data" / "laptops"], languages=["en", "hr"], out=tmp_path)

    segments = ("commuters", "laptop_workers", "neighbours")
    assert [run.file.name for run in runs] == [
        *(f"coffee-{part}.html" for part in (*(f"{s}-en" for s in segments), "en-index")),
        *(f"coffee-{part}.html" for part in (*(f"{s}-hr" for s in segments), "hr-index")),
        *("laptops-buyers-en.html", "laptops-en-index.html", "laptops-buyers-hr.html", "laptops-hr-index.html"),
    ]
    assert runs[4].beside[2] == ("Gosti s laptopom", "coffee-laptop_workers-hr.html")
    assert runs[3].reports[0] == ("commuters", "coffee-commuters-en.html")
    assert plan_reports([COFFEE], out=tmp_path)[-1].file.name == "index.html"
    assert runs[0].title == "A coffee shop and its neighbours (an invented example) – Commuters"
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_of_all_that_the_report_is_made_from(tmp_path, notebook):
    cv.write_study(replace(cv.read_study(COFFEE), origin=None), tmp_path / "mine")

    def keys(**words: object) -> list[str]:
        return [run.key for run in plan_reports([tmp_path / "mine"], **words)]

    before = keys()
    assert keys() == before
    assert len({*before, *keys(languages=["nb"]), *keys(notebook=notebook)}) == 12
    ratings = tmp_path / "mine" / "ratings.csv"
    ratings.write_text(ratings.read_text().replace("little_cup,wait,10", "little_cup,wait,11", 1))
    assert set(keys()).isdisjoint(before)


def test_studies_whose_names_are_made_safe_have_different_reports(tmp_path):
    study = replace(cv.read_study(COFFEE), origin=None)
    places = [tmp_path / name for name in ("my study", "my+study", "my_study", "my-study", "my", "other/my")]
    for place in places:
        cv.write_study(study, place)

    files = [run.file.name for run in plan_reports(places, segments=["commuters"])]

    assert len(set(files)) == len(files) == 2 * len(places)
    assert "my_study-commuters-en.html" in files
    assert "my-commuters-en.html" not in files  # two are called so: each has letters of its place


def test_a_table_says_each_run(tmp_path, notebook):
    rows = ["segment;language;count;share;fast;file", "commuters;;3;0.25;false;", ";nb;;;;first", ""]

    runs = plan_reports([COFFEE], table=table(tmp_path, *rows), notebook=notebook)

    assert [dict(run.more) for run in runs] == [{"count": 3, "share": 0.25, "fast": False}, {}]
    assert [(run.segment, run.language) for run in runs] == [("commuters", "en"), ("commuters", "nb")]
    assert runs[0].file.name.startswith("coffee-commuters-en-")
    assert runs[1].file.name == "first.html"


def test_all_that_is_wrong_with_a_table_is_told_at_once(tmp_path, notebook):
    rows = [
        "study,segment,language,cuont,count,file",
        f"{COFFEE},comuters,,,,",
        f"{COFFEE},commuters,no,,many,",
        ",commuters,,,,",
        f"{COFFEE},commuters,en,,,a",
        f"{COFFEE},neighbours,en,,,A.html",
        f"{COFFEE},neighbours,en,,,../up",
        f"{tmp_path / 'none'},,,,,",
    ]

    with pytest.raises(cv.StudyError) as caught:
        plan_reports([], table=table(tmp_path, *rows), notebook=notebook)

    told = str(caught.value)
    for part in (
        'runs.csv, row 1, column cuont: found "cuont"; allowed: study, segment, language, count,',
        'runs.csv, row 2, column segment: found "comuters"',
        'runs.csv, row 3, column language: found "no"',
        'runs.csv, row 3, column count: found "many"; allowed: a whole number',
        "runs.csv, row 4, column study: which study?",
        'runs.csv, row 6, column file: found "A.html"; allowed: one row for each file; row 5 has the same',
        'runs.csv, row 7, column file: found "../up"; allowed: a name without folders',
        "none: there is no such folder or file",
    ):
        assert part in told


def test_no_table_and_no_notebook_of_that_kind(tmp_path, notebook):
    with pytest.raises(cv.StudyError, match="it cannot be read: No such file"):
        plan_reports([COFFEE], table=tmp_path / "runs.csv")
    with pytest.raises(cv.StudyError, match="the table is empty"):
        plan_reports([COFFEE], table=table(tmp_path, "segment"))
    with pytest.raises(cv.StudyError, match="it is no notebook that can be read"):
        plan_reports([COFFEE], notebook=tmp_path / "runs.csv")
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "empty.ipynb")
    with pytest.raises(cv.StudyError, match="the notebook has no parameter study, segment, language"):
        plan_reports([COFFEE], notebook=tmp_path / "empty.ipynb")


def test_our_own_notebook_is_looked_at_before_it_is_run(tmp_path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "edited.ipynb")
    runs = plan_reports([COFFEE], out=tmp_path / "reports")

    with pytest.raises(cv.StudyError, match="the notebook has no parameter study, segment, language"):
        list(each_outcome([replace(run, notebook=tmp_path / "edited.ipynb") for run in runs]))
    assert not (tmp_path / "reports").exists()


def test_shards_are_the_plan_and_share_nothing():
    runs = plan_reports([COFFEE], languages=["en", "nb", "hr"])
    parts = [shard_of(runs, f"{number}/4") for number in (1, 2, 3, 4)]

    assert sorted(run.file for part in parts for run in part) == sorted(run.file for run in runs)
    assert sum(map(len, parts)) == len(runs)
    for wrong in ("0/2", "3/2", "2", "a/b", "1/0"):
        with pytest.raises(cv.StudyError, match="allowed: a part such as 2/3"):
            shard_of(runs, wrong)
