"""A study while it is typed: undo and redo, saving at once, two copies, and a program that dies in the middle."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cvtools as cv
from cvtools.forms import draft_file
from cvtools.forms.doors import open_draft
from cvtools.forms.draft import Draft
from cvtools.forms.edits import add_row, remove_row, set_cell, set_value
from cvtools.forms.state import State, new_row, state_of_study
from cvtools.forms.status import status_of
from cvtools.study.errors import StudyError

from ..strength import some, times

COFFEE = Path(__file__).resolve().parents[2] / "data" / "coffee"


@pytest.fixture(scope="module")
def coffee() -> cv.Study:
    return cv.read_study(COFFEE)


def first(draft: Draft, table: str) -> str:
    return draft.state.rows(table)[0].key


def put(draft: Draft, table: str, column: str, text: str, *, done: bool = True) -> None:
    key = first(draft, table)
    draft.do(lambda state: set_cell(state, table, key, column, text, fixed=draft.fixed), label=column, done=done)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


TABLES = ("drivers", "economics", "effects", "levers", "offerings", "ratings", "segments", "shares", "weights")
STUDY_FILES = sorted([*(f"{table}.csv" for table in TABLES), "study.yaml"])


# -- saving --------------------------------------------------------------------------------------------------------


def test_opening_writes_nothing(coffee, tmp_path):
    draft = Draft(tmp_path / "mine", like=coffee)

    draft.finish()

    assert draft.study is not None
    assert list(tmp_path.iterdir()) == []


def test_the_first_change_makes_the_study_and_the_example_stays(coffee, tmp_path):
    draft = Draft(tmp_path / "mine", like=coffee)
    before = {path.name: path.read_bytes() for path in COFFEE.iterdir()}

    put(draft, "segments", "size", "7")

    written = cv.read_study(tmp_path / "mine")
    assert names_in(tmp_path / "mine") == STUDY_FILES
    assert written.segments["size"].tolist() == [7, *coffee.segments["size"][1:]]
    assert written.ratings.equals(coffee.ratings)
    assert {path.name: path.read_bytes() for path in COFFEE.iterdir()} == before


def test_while_somebody_types_only_the_draft_is_written(coffee, tmp_path):
    draft = Draft(tmp_path / "mine", like=coffee)

    put(draft, "segments", "size", "12", done=False)
    assert names_in(tmp_path / "mine") == []
    assert Draft(tmp_path / "mine").state.rows("segments")[0]["size"] == "12"

    draft.finish()
    assert cv.read_study(tmp_path / "mine").segments["size"][0] == 12


def test_a_wrong_cell_is_kept_and_everything_else_is_saved(coffee, tmp_path):
    draft = Draft(tmp_path / "mine", like=coffee)
    put(draft, "segments", "size", "many")
    put(draft, "segments", "description", "They run")

    written = cv.read_study(tmp_path / "mine").segments.iloc[0]
    again = Draft(tmp_path / "mine")
    (address, problem), *others = again.found.cells.items()

    assert (written["size"], written["description"]) == (coffee.segments["size"][0], "They run")
    assert again.state.rows("segments")[0]["size"] == "many"
    assert (address[0], address[2], problem.found, others) == ("segments", "size", "many", [])


def test_a_study_from_nothing_is_kept_until_it_is_whole(tmp_path):
    draft = Draft(tmp_path / "mine", language="nb")
    draft.do(lambda state: state.with_settings(title="Is"))
    draft.do(lambda state: add_row(state, "segments", {"name": "Barn", "size": "12"})[0])
    draft.do(lambda state: add_row(state, "offerings", {"name": "Vår is"})[0])
    draft.do(lambda state: add_row(state, "offerings", {"name": "Vann"})[0])
    anchors = {"name": "Smak", "side": "benefit", "kind": "functional", "unit": "skår", "worst": "0", "best": "10"}
    draft.do(lambda state: add_row(state, "drivers", anchors)[0])
    draft.do(lambda state: set_value(state, "weights", {"segment": "*", "driver": "smak"}, "weight", "100"))
    assert names_in(tmp_path / "mine") == []
    assert Draft(tmp_path / "mine", language="nb").state.same_as(draft.state)

    rating = {"segment": "barn", "offering": "var_is", "driver": "smak", "view": "perceived"}
    draft.do(lambda state: set_value(state, "ratings", rating, "rating", "7,5"))

    study = cv.read_study(tmp_path / "mine")
    assert (study.settings.title, study.settings.ours, study.settings.language) == ("Is", "var_is", "nb")
    assert study.segments["size"].tolist() == [12.0]
    assert study.ratings["rating"].tolist() == [7.5]
    assert draft.is_written


def test_the_wrong_decimal_sign_stays_wrong_when_it_is_opened_again(coffee, tmp_path):
    draft = Draft(tmp_path / "mine", like=coffee, language="nb")
    put(draft, "drivers", "best", "10.5")

    again = Draft(tmp_path / "mine", language="nb")
    assert [problem.meant for problem in again.found.cells.values()] == ["10,5"]

    put(again, "drivers", "best", "10,5")
    assert cv.read_study(tmp_path / "mine").drivers["best"][0] == 10.5


def test_a_workbook_is_written_in_place_with_its_draft_beside_it(coffee, tmp_path):
    path = tmp_path / "mine.xlsx"
    cv.write_study(coffee, path)

    draft = Draft(path)
    put(draft, "segments", "size", "3")

    assert names_in(tmp_path) == ["mine.xlsx"]
    assert (tmp_path / ".mine.xlsx.draft.json").is_file()
    assert cv.read_study(path).segments["size"][0] == 3


def test_what_cannot_be_saved_is_said_and_tried_again(coffee, tmp_path, monkeypatch):
    draft = Draft(tmp_path / "mine", like=coffee)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(draft_file, "replace_file", full)
        put(draft, "segments", "size", "8")
        assert draft.trouble == "No space left on device"
        assert draft.state.rows("segments")[0]["size"] == "8"

    draft.finish()
    assert draft.trouble == ""
    assert cv.read_study(tmp_path / "mine").segments["size"][0] == 8


def test_who_waits_for_changes_is_told_until_he_leaves(coffee, tmp_path):
    draft, told = Draft(tmp_path / "mine", like=coffee), []
    leave = draft.on_change(lambda changed: told.append(changed.study.segments["size"][0]))

    put(draft, "segments", "size", "1")
    draft.undo()
    leave()
    draft.redo()

    assert told == [1, coffee.segments["size"][0]]


# -- two copies ----------------------------------------------------------------------------------------------------


@pytest.fixture
def two_copies(coffee, tmp_path) -> tuple[Path, Draft, Draft]:
    """A study that is open twice, and a name typed into each copy."""
    path = tmp_path / "mine"
    cv.write_study(coffee, path)
    one, two = Draft(path), Draft(path)
    put(one, "segments", "name", "One")
    put(two, "segments", "name", "Two")
    return path, one, two


def test_a_second_open_copy_overwrites_nothing_and_asks(two_copies):
    path, _, two = two_copies

    assert two.other is not None
    assert two.other.why == "copy"
    assert cv.read_study(path).segments["name"][0] == "One"
    assert two.state.rows("segments")[0]["name"] == "Two"


def test_taking_theirs_keeps_mine_in_the_history_and_one_step_back(two_copies):
    path, one, two = two_copies
    put(one, "segments", "description", "Later")

    two.take_theirs()

    (kept,) = (path / ".history").glob("draft-*.json")
    assert two.other is None
    assert two.state.same_as(one.state)
    assert json.loads(kept.read_text())["texts"]["tables"]["segments"][0]["name"] == "Two"
    assert list(draft_file.other_copies(path)) == []
    two.undo()
    assert cv.read_study(path).segments["name"][0] == "Two"


def test_keeping_mine_leaves_theirs_in_the_history_and_asks_them(two_copies):
    path, one, two = two_copies

    two.keep_mine()
    put(one, "segments", "name", "Still here")

    (kept,) = (path / ".history").glob("draft-*.json")
    assert json.loads(kept.read_text())["texts"]["tables"]["segments"][0]["name"] == "One"
    assert cv.read_study(path).segments["name"][0] == "Two"
    assert one.other is not None


def test_a_study_changed_by_something_else_is_not_overwritten(coffee, tmp_path):
    path = tmp_path / "mine"
    cv.write_study(coffee, path)
    draft = Draft(path)
    rows = (path / "segments.csv").read_text(encoding="utf-8")
    (path / "segments.csv").write_text(rows.replace("Commuters", "Edited"), encoding="utf-8")

    put(draft, "segments", "name", "Typed")

    assert draft.other is not None
    assert draft.other.why == "study"
    assert cv.read_study(path).segments["name"][0] == "Edited"
    draft.keep_mine()
    assert cv.read_study(path).segments["name"][0] == "Typed"


def test_a_study_that_is_newer_than_a_wrong_draft_is_not_taken_silently(coffee, tmp_path):
    path = tmp_path / "mine"
    draft = Draft(path, like=coffee)
    put(draft, "segments", "size", "many")
    rows = (path / "segments.csv").read_text(encoding="utf-8")
    (path / "segments.csv").write_text(rows.replace("Commuters", "Edited"), encoding="utf-8")

    again = Draft(path)

    assert again.other is not None
    assert again.other.why == "study"
    assert again.state.rows("segments")[0]["size"] == "many"
    again.take_theirs()
    assert again.state.rows("segments")[0]["name"] == "Edited"


def test_a_study_that_is_newer_than_a_draft_it_held_is_simply_taken(coffee, tmp_path):
    path = tmp_path / "mine"
    put(Draft(path, like=coffee), "segments", "size", "9")
    rows = (path / "segments.csv").read_text(encoding="utf-8")
    (path / "segments.csv").write_text(rows.replace("Commuters", "Edited"), encoding="utf-8")

    again = Draft(path)

    assert again.other is None
    assert again.state.rows("segments")[0]["name"] == "Edited"


def test_what_one_typed_while_he_was_asked_is_offered_again(two_copies):
    path, _, two = two_copies
    put(two, "segments", "description", "Typed while asked")
    del two  # its kernel died

    again = Draft(path)

    assert again.other is not None
    assert again.other.why == "left"
    assert again.other.state.rows("segments")[0]["description"] == "Typed while asked"
    again.keep_mine()
    assert list(draft_file.other_copies(path)) == []


def test_the_same_place_is_the_same_draft_until_it_changes_on_disk(coffee, tmp_path):
    path = tmp_path / "mine"
    draft = open_draft(path, like=coffee, language="en")
    put(draft, "segments", "size", "2")

    assert open_draft(path, like=coffee, language="nb") is draft
    assert (draft.language, draft.can_undo) == ("nb", True)

    put(Draft(path), "segments", "size", "3")
    again = open_draft(path, like=coffee)
    assert again is not draft
    assert again.state.rows("segments")[0]["size"] == "3"


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(StudyError) as refusal:
        open_draft(tmp_path / "mine", language="no")
    assert str(refusal.value) == 'language: found "no"; allowed: en, nb or hr. Did you mean "nb"?'


def test_edits_of_different_cells_go_together(coffee, tmp_path):
    path = tmp_path / "mine"
    cv.write_study(coffee, path)
    one, two = Draft(path), Draft(path)
    put(one, "segments", "name", "One")

    put(two, "segments", "size", "77")

    there = cv.read_study(path).segments
    assert (two.other, two.merged, there["name"][0], there["size"][0]) == (None, True, "One", 77)
    two.undo()  # only what was done here
    there = cv.read_study(path).segments
    assert (there["name"][0], there["size"][0]) == ("One", coffee.segments["size"][0])


def test_who_is_behind_sees_what_was_changed_elsewhere(coffee, tmp_path):
    path = tmp_path / "mine"
    cv.write_study(coffee, path)
    one, two = Draft(path), Draft(path)
    put(one, "segments", "name", "One")
    put(one, "segments", "size", "many", done=False)

    two.look()

    assert two.state.same_as(one.state)
    assert (two.merged, two.other, two.can_undo) == (True, None, False)
    rows = (path / "drivers.csv").read_text(encoding="utf-8")
    (path / "drivers.csv").write_text(rows.replace("Waiting time", "Queue"), encoding="utf-8")
    two.look()
    assert "Queue" in [row["name"] for row in two.state.rows("drivers")]
    assert two.other is None


# -- another study at the same place --------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path) -> Path:
    """A study of one's own, where a notebook would begin a copy of its example."""
    draft = Draft(tmp_path / "my_study", like=cv.read_study(COFFEE.parent / "laptops"))
    draft.do(lambda state: state.with_settings(period="a year"))
    return draft.path


def test_another_study_at_the_place_is_told_and_one_may_go_on_with_it(coffee, own):
    draft = Draft(own, like=coffee)
    assert draft.another

    draft.go_on()

    assert not draft.another
    assert draft.path == own
    assert not Draft(own, like=cv.read_study(own)).another
    assert not Draft(own).another


def test_or_a_copy_is_begun_beside_it_and_found_again(coffee, own):
    before = {path.name: path.read_bytes() for path in own.iterdir() if path.is_file()}
    draft = Draft(own, like=coffee)

    draft.elsewhere()
    put(draft, "segments", "size", "5")
    again = Draft(own, like=coffee)
    again.elsewhere()

    assert draft.path == again.path == own.with_name("my_study_2")
    assert cv.read_study(again.path).segments["size"][0] == 5
    assert {path.name: path.read_bytes() for path in own.iterdir() if path.is_file()} == before


def test_in_the_same_kernel_another_example_asks_again(coffee, tmp_path):
    path = tmp_path / "mine"
    put(open_draft(path, like=coffee), "segments", "size", "2")

    assert not open_draft(path, like=cv.read_study(COFFEE)).another
    assert open_draft(path, like=cv.read_study(COFFEE.parent / "laptops")).another


# -- a workbook that is handed in ----------------------------------------------------------------------------------


def test_a_workbook_takes_the_place_of_all_in_one_step(coffee, tmp_path):
    cv.write_study(coffee, tmp_path / "coffee.xlsx")
    draft = Draft(tmp_path / "mine")

    draft.upload("coffee.xlsx", (tmp_path / "coffee.xlsx").read_bytes())

    assert cv.read_study(tmp_path / "mine").fingerprint == coffee.fingerprint
    draft.undo()
    assert draft.state.rows("segments") == ()


def test_a_workbook_with_mistakes_brings_them_along(coffee, tmp_path):
    import openpyxl

    cv.write_study(coffee, tmp_path / "coffee.xlsx")
    book = openpyxl.load_workbook(tmp_path / "coffee.xlsx")
    book["segments"]["C2"] = "many"
    book["segments"]["A3"] = "Laptop workers!"  # no id, and referred to by other sheets as it was
    book.save(tmp_path / "wrong.xlsx")
    draft = Draft(tmp_path / "mine")

    draft.upload("wrong.xlsx", (tmp_path / "wrong.xlsx").read_bytes())

    assert [(a[0], a[2], p.found) for a, p in draft.found.cells.items()] == [("segments", "size", "many")]
    assert draft.study is None


def test_a_number_with_two_readings_stays_no_number_until_it_is_typed_anew(coffee, tmp_path):
    import openpyxl

    cv.write_study(coffee, tmp_path / "folder")
    table = tmp_path / "folder" / "segments.csv"
    table.write_text("segment;name;size\none;One;1.200\ntwo;Two;300\n", encoding="utf-8")
    cv.write_study(coffee, tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    book["segments"]["C2"] = "1.255"
    book["segments"]["C2"].data_type = "s"
    book.save(tmp_path / "mine.xlsx")

    wrong = {name: Draft(tmp_path / name).found.cells for name in ("folder", "mine.xlsx")}
    uploaded = Draft(tmp_path / "new")
    uploaded.upload("mine.xlsx", (tmp_path / "mine.xlsx").read_bytes())

    sizes = [
        [problem.found for (_, _, column), problem in cells.items() if column == "size"]
        for cells in (*wrong.values(), uploaded.found.cells)
    ]
    assert sizes == [["1.200 ?"], ["1.255 ?"], ["1.255 ?"]]


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04cut short"])
def test_a_file_that_is_no_workbook_changes_nothing(coffee, tmp_path, data):
    draft = Draft(tmp_path / "mine", like=coffee)
    before = draft.state

    with pytest.raises(StudyError) as refusal:
        draft.upload("photo.xlsx", data)

    assert str(refusal.value).startswith("photo.xlsx: found")
    assert draft.state is before
    assert list(tmp_path.iterdir()) == []


# -- any sequence of edits -----------------------------------------------------------------------------------------

TEXTS = st.text(max_size=6) | st.sampled_from(["7,5", "7.5", "", "0", "-1", "Ærlig", "<b>", "=1+1", "commuters"])
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["cell", "add", "remove", "weight", "rating", "undo", "redo", "title"]),
        st.sampled_from(["segments", "offerings", "drivers"]),
        st.integers(0, 8),
        st.sampled_from(["name", "size", "worst", "kind", "description"]),
        TEXTS,
        st.booleans(),
    ),
    max_size=12,
)


def apply(draft: Draft, edit: tuple[str, str, int, str, str, bool]) -> None:
    what, table, number, column, text, done = edit
    rows = draft.state.rows(table)
    key = rows[number % len(rows)].key if rows else ""
    ids = {"segment": "*", "driver": "taste"}
    match what:
        case "cell":
            draft.do(lambda state: set_cell(state, table, key, column, text, fixed=draft.fixed), done=done)
        case "add":
            draft.do(lambda state: add_row(state, table, {"name": text})[0], done=done)
        case "remove":
            draft.do(lambda state: remove_row(state, table, key))
        case "weight":
            draft.do(lambda state: set_value(state, "weights", ids, "weight", text), done=done)
        case "rating":
            given = {**ids, "offering": "little_cup", "view": "perceived"}
            draft.do(lambda state: set_value(state, "ratings", given, "rating", text), done=done)
        case "title":
            draft.do(lambda state: state.with_settings(title=text), label="title", done=done)
        case "undo":
            draft.undo()
        case _:
            draft.redo()


@settings(
    max_examples=times(25, daily=3), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(edits=EDITS)
def test_undo_leads_to_the_start_and_redo_to_the_end(coffee, tmp_path_factory, edits):
    path = tmp_path_factory.mktemp("any") / "mine"
    draft = Draft(path, like=coffee)
    start = draft.state
    for edit in edits:
        apply(draft, edit)
        if (path / "study.yaml").exists():
            cv.read_study(path)  # what is on disk can always be read
    end = draft.state
    assert Draft(path, like=coffee).state.same_as(end)

    steps = 0
    while draft.can_undo:
        draft.undo()
        steps += 1
    assert draft.state.same_as(start)
    for _ in range(steps):  # not all there are: the edits may have ended on steps taken back
        draft.redo()
    assert draft.state.same_as(end)


WRITER = """
import sys
import cvtools as cv
from cvtools.forms.draft import Draft
draft = Draft(sys.argv[1], like=cv.read_study(sys.argv[2]))
print("ready", flush=True)
for number in range(1, 100_000):
    title, confidence = f"title {number}", "wrong" if number % 2 else "0.9"
    draft.do(lambda state: state.with_settings(title=title, confidence=confidence))
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills a process")
@pytest.mark.parametrize("moment", some([0.13, 0.05, 0.29], daily=1))
def test_who_is_killed_loses_nothing_that_was_saved(tmp_path, moment):
    path = tmp_path / "mine"
    words = [sys.executable, "-c", WRITER, str(path), str(COFFEE)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        assert writer.stdout.readline() == "1\n"
        time.sleep(moment)
        writer.send_signal(signal.SIGKILL)
        told = [1, *(int(line) for line in writer.stdout.read().split("\n")[:-1])]

    draft = Draft(path)

    assert draft.other is None
    assert int(draft.state.settings["title"].split()[1]) in (told[-1], told[-1] + 1)
    assert int(cv.read_study(path).settings.title.split()[1]) >= told[-1]
    draft.do(lambda state: state.with_settings(confidence="0.7"))
    assert cv.read_study(path).settings.confidence == 0.7


# -- what follows from an edit -------------------------------------------------------------------------------------


def small() -> State:
    return State(
        {"title": "T", "unit": "points", "ours": "tea", "price": "fee"},
        {
            "segments": (new_row(segment="kids", name="Kids"),),
            "offerings": (new_row(offering="tea", name="Tea"), new_row(offering="milk", name="Milk")),
            "drivers": (new_row(driver="fee", name="Fee"),),
            "weights": (
                new_row(segment="kids", driver="fee", weight="1"),
                new_row(segment="*", driver="fee", weight="2"),
            ),
            "ratings": (new_row(segment="kids", offering="tea", driver="fee", rating="3"),),
        },
    )


def test_a_new_name_goes_wherever_the_row_is_referred_to():
    state = small()
    for table, name in (("segments", "Børn"), ("offerings", "Te"), ("drivers", "Pris")):
        state = set_cell(state, table, state.rows(table)[0].key, "name", name)

    assert [dict(row.cells) for row in state.rows("weights")] == [
        {"segment": "born", "driver": "pris", "weight": "1"},
        {"segment": "*", "driver": "pris", "weight": "2"},
    ]
    assert dict(state.rows("ratings")[0].cells) == {
        "segment": "born",
        "offering": "te",
        "driver": "pris",
        "rating": "3",
    }
    assert (state.settings["ours"], state.settings["price"]) == ("te", "pris")


def test_an_id_that_was_saved_or_chosen_by_someone_stays():
    state = small()
    key = state.rows("drivers")[0].key

    saved = set_cell(state, "drivers", key, "name", "Pris", fixed={"fee"})
    chosen = set_cell(set_cell(state, "drivers", key, "driver", "f1"), "drivers", key, "name", "Pris")

    assert [saved.rows("drivers")[0]["driver"], chosen.rows("drivers")[0]["driver"]] == ["fee", "f1"]


def test_with_a_row_everything_that_refers_to_it_goes():
    state = small()

    without = remove_row(state, "drivers", state.rows("drivers")[0].key)
    milk = remove_row(state, "offerings", state.rows("offerings")[0].key)

    assert (without.rows("weights"), without.rows("ratings"), without.settings["price"]) == ((), (), "")
    assert (milk.settings["ours"], milk.rows("ratings")) == ("", ())
    assert state.same_as(small())


def test_two_rows_of_the_same_name_have_ids_of_their_own():
    state, _ = add_row(State(), "segments", {"name": "A"})
    state, _ = add_row(state, "segments", {"name": "A"})
    state, _ = add_row(state, "segments", {"name": "猫"})

    assert [row["segment"] for row in state.rows("segments")] == ["a", "a_2", "segment"]


def test_a_question_mark_says_that_nobody_knows_and_a_blank_takes_the_row_away():
    ids = {"segment": "kids", "offering": "milk", "driver": "fee", "view": "perceived"}
    unknown = set_value(small(), "ratings", ids, "rating", "?")
    gone = set_value(unknown, "ratings", ids, "rating", "")

    assert dict(unknown.rows("ratings")[1].cells) == {**ids, "rating": ""}
    assert gone.same_as(small())


def test_numbers_change_their_sign_with_the_language_and_nothing_else(coffee):
    state = state_of_study(coffee, decimal=".")

    there = state.in_sign(",")

    assert there.rows("ratings")[0]["rating"].replace(",", ".") == state.rows("ratings")[0]["rating"]
    assert there.in_sign(".").same_as(state)
    assert there.rows("ratings")[0]["note"] == state.rows("ratings")[0]["note"]


# -- a draft that is damaged ---------------------------------------------------------------------------------------

DAMAGED = {
    "deep": "[" * 100_000,
    "no JSON": "{",
    "another kind": "[1, 2]",
    "no texts": '{"draft": 1, "mark": "m", "saved": "", "bases": [], "whole": false, "texts": [3]}',
    "wrong texts": '{"draft": 1, "mark": "m", "saved": "", "bases": [], "whole": false, "texts": {"settings": 3}}',
}


@pytest.mark.parametrize("place", ["mine", "mine.xlsx"])
@pytest.mark.parametrize("content", some(list(DAMAGED), daily=2))
def test_a_damaged_draft_is_told_and_goes_to_the_history(coffee, tmp_path, content, place):
    cv.write_study(dataclasses.replace(coffee, origin=None), tmp_path / place)
    file = draft_file.draft_file(tmp_path / place)
    file.write_text(DAMAGED[content])

    draft = Draft(tmp_path / place)
    assert draft.state.settings["title"] == coffee.settings.title
    assert status_of(draft)["text"].startswith("What was typed here before cannot be read.")
    assert file.read_text() == DAMAGED[content]

    draft.do(lambda state: state.with_settings(title="New"))
    draft.do(lambda state: state.with_settings(title="Newer"))
    assert (draft.trouble, draft.other, status_of(draft)["kind"]) == ("", None, "saved")
    assert cv.read_study(tmp_path / place).settings.title == "Newer"
    (aside,) = tmp_path.rglob("damaged-draft-*.json")
    assert aside.read_text() == DAMAGED[content]
    assert ".history" in aside.parts


def test_a_draft_is_a_file_of_some_size(coffee, tmp_path, monkeypatch):
    cv.write_study(dataclasses.replace(coffee, origin=None), tmp_path / "mine")
    file = draft_file.draft_file(tmp_path / "mine")
    Draft(tmp_path / "mine").do(lambda state: state.with_settings(title="New"))
    assert draft_file.read(file) is not None
    monkeypatch.setattr(draft_file, "LARGEST", 10)
    assert draft_file.read(file) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_a_draft_does_not_hang(coffee, tmp_path):
    cv.write_study(dataclasses.replace(coffee, origin=None), tmp_path / "mine")
    os.mkfifo(draft_file.draft_file(tmp_path / "mine"))
    os.mkfifo(draft_file.draft_file(tmp_path / "mine", "left"))

    draft = Draft(tmp_path / "mine")
    draft.do(lambda state: state.with_settings(title="New"))

    assert cv.read_study(tmp_path / "mine").settings.title == "New"


@pytest.mark.parametrize("name", [".history", ".draft.json.lock"])
def test_a_draft_is_not_kept_through_a_link(coffee, tmp_path, name):
    cv.write_study(dataclasses.replace(coffee, origin=None), tmp_path / "mine")
    (tmp_path / "home").mkdir()
    (tmp_path / "mine" / name).symlink_to(tmp_path / "home")

    draft = Draft(tmp_path / "mine")
    draft.do(lambda state: state.with_settings(title="New"))

    assert "it is a link to another place" in draft.trouble
    assert list((tmp_path / "home").iterdir()) == []


def test_what_goes_takes_its_levers_effects_and_shares_along(coffee):
    """A new offering needs no share; one that goes leaves no shares that no longer sum to 1."""
    state = state_of_study(coffee, decimal=".")
    kiosk = next(row.key for row in state.rows("offerings") if row["offering"] == "kiosk")
    commuters = next(row.key for row in state.rows("segments") if row["segment"] == "commuters")
    state, _key = add_row(state, "offerings", {"name": "A new one"})
    state = remove_row(remove_row(state, "offerings", kiosk), "segments", commuters)

    assert state.rows("shares") == ()
    assert {row["segment"] for row in state.rows("effects")} == {"*", "laptop_workers", "neighbours"}
    assert {row["segment"] for row in state.rows("economics")} == {"laptop_workers", "neighbours"}
