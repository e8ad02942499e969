"""A room's file: what is acknowledged is there, sent twice it is there once, and nobody overwrites anybody."""

from __future__ import annotations

import json
import sqlite3

import pytest

from cvtools.study.errors import StudyError
from cvtools.study.study import read_study
from cvtools.workshop.carpet import CARDS, PUBLISHED
from cvtools.workshop.form import fault, form_of
from cvtools.workshop.opening import Watch
from cvtools.workshop.picture import picture
from cvtools.workshop.room import Change, Room, Save

from ..studies import changed, write_files
from .rooms import enter, save, small_room, small_study


def values(room: Room, round_: int | None = None) -> dict:
    return {(answer.participant, answer.item): answer.value for answer in room.answers(round_)}


def test_what_was_saved_is_there_when_the_room_is_opened_again(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    told = save(room, who, taste=100, cafe_taste=8)
    code, token = room.code, room.token
    room.close()

    again = Room(tmp_path / "room.db", form_of(read_study(tmp_path / "study")))

    assert [saved["item"] for saved in told["saved"]] == ["weight/taste", "rating/cafe/taste"]
    assert values(again) == {(who, "weight/taste"): 100, (who, "rating/cafe/taste"): {"likely": 8}}
    assert (again.code, again.token) == (code, token)


def test_what_is_sent_twice_is_there_once(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    sent = Save(who, "phone", [Change("load", 1, 1, "weight/taste", 70, 0)])

    (first,), (second,) = room.save([sent]), room.save([sent])

    assert first == second
    assert room.last == 1


def test_another_device_is_not_overwritten_by_one_that_did_not_know(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    (phone,) = room.save([Save(who, "phone", [Change("a", 1, 1, "weight/taste", 70, 0)])])
    (laptop,) = room.save([Save(who, "laptop", [Change("b", 1, 1, "weight/taste", 30, 0)])])

    assert laptop["overtaken"][0]["value"] == 70
    assert values(room) == {(who, "weight/taste"): 70}

    version = phone["saved"][0]["version"]
    (knowing,) = room.save([Save(who, "laptop", [Change("b", 2, 1, "weight/taste", 30, version)])])

    assert knowing["overtaken"] == []
    assert values(room) == {(who, "weight/taste"): 30}


def test_one_device_never_overtakes_itself(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    typed = [Change("load", seq, 1, "weight/taste", seq, 0) for seq in range(1, 6)]

    told = [room.save([Save(who, "phone", [change])])[0] for change in typed]

    assert all(one["overtaken"] == [] for one in told)
    assert values(room) == {(who, "weight/taste"): 5}


def test_each_round_begins_with_the_last_ones_numbers(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    save(room, who, taste=100, price=40, done=True)
    room.step(version=room.stage.version, action="next")
    room.save([Save(who, "phone", [Change("later", 1, 2, "weight/price", 60, 0)])])

    assert values(room, 1) == {(who, "weight/taste"): 100, (who, "weight/price"): 40, (who, "done"): True}
    assert values(room, 2) == {(who, "weight/taste"): 100, (who, "weight/price"): 60}


def test_what_was_typed_in_an_earlier_round_and_comes_late_belongs_to_it(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    room.step(version=room.stage.version, action="next")
    room.save([Save(who, "phone", [Change("a", 1, 2, "weight/price", 60, 0)])])
    room.save([Save(who, "phone", [Change("a", 2, 1, "weight/price", 40, 0)])])

    assert values(room, 1)[(who, "weight/price")] == 40
    assert values(room, 2)[(who, "weight/price")] == 60


def test_two_teachers_do_not_take_the_same_step_twice(tmp_path):
    room = small_room(tmp_path)
    seen = room.stage.version

    first, second = room.step(version=seen, action="next"), room.step(version=seen, action="next")

    assert first is not None
    assert second is None
    assert room.stage.round == 2


@pytest.mark.parametrize(
    ("item", "value", "why"),
    [
        ("weight/taste", 101, "scale"),
        ("weight/taste", -1, "scale"),
        ("weight/taste", True, "number"),
        ("weight/taste", "7", "number"),
        ("weight/taste", float("nan"), "number"),
        ("weight/nothing", 7, "item"),
        ("rating/cafe/taste", {"likely": 11}, "scale"),
        ("rating/cafe/price", {"likely": 3, "low": 4, "high": 5}, "order"),
        ("rating/cafe/price", {"low": 4}, "number"),
        ("rating/cafe/price", {"likely": 3, "how": "workshop"}, "word"),
        ("rating/cafe/price", {"likely": 3, "how": ["x"]}, "word"),
        ("rating/cafe/price", {"likely": 3, "more": 1}, "word"),
        ("rating/cafe/price", [3], "word"),
        ("rating/cafe/price", {"how": "measured"}, ""),
        ("winner", "nobody", "word"),
        ("winner", "chain", ""),
        ("winner", [], "word"),
        ("claim/1", "agree", ""),
        ("claim/²", "agree", "item"),
        ("claim/1", "maybe", "word"),
        ("claim/1", {}, "word"),
        ("done", 1, "word"),
        (None, 1, "item"),
    ],
)
def test_what_is_taken_and_why_not(tmp_path, item, value, why):
    assert fault(form_of(small_study(tmp_path)), item, value) == why


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, ""),
        ([], ""),
        ([18, 1, 7], ""),
        ([*range(1, 19)], ""),
        ([1, 1], "word"),
        ([0], "word"),
        ([19], "word"),
        ([True], "word"),
        ([1.0], "word"),
        (["1"], "word"),
        ([*range(1, 20)], "word"),
        ("1", "word"),
        ({"1": 1}, "word"),
    ],
)
def test_an_order_of_cards_is_taken_as_far_as_it_has_come(tmp_path, value, why):
    study = small_study(tmp_path)

    assert fault(form_of(study, cards=True), "cards", value) == why
    assert fault(form_of(study), "cards", value) == "item"


def test_the_cards_count_once_all_are_in_order_and_only_then_in_the_picture(tmp_path):
    room = small_room(tmp_path, cards=True)
    first, second = enter(room), enter(room)
    save(room, first, cards=[card for _, card in sorted(zip(PUBLISHED, CARDS.index, strict=True))])
    save(room, second, cards=[3, 1])

    shown = picture(room)["cards"]

    assert room.progress() == {first: (1, False), second: (0, False)}
    assert [(row["thing"], row["n"], round(row["median"], 1)) for row in shown] == [
        ("package", 1, 33.8),
        ("brand", 1, 8.5),
        ("price", 1, 32.4),
        ("seal", 1, 6.3),
        ("money_back", 1, 19.0),
    ]
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_a_room_notices_that_its_study_asks_for_something_else_by_now(tmp_path, monkeypatch):
    monkeypatch.setattr("cvtools.workshop.opening._LOOK_AGAIN", 0.0)
    study = small_study(tmp_path)
    changed_on_disk = Watch(study, form_of(study))
    drivers = tmp_path / "study" / "drivers.csv"
    as_it_was = drivers.read_text()

    assert not changed_on_disk()
    drivers.write_text(as_it_was.replace("score,0,10", "score,0,20"))
    assert changed_on_disk()
    drivers.write_text(as_it_was)
    assert not changed_on_disk()
    drivers.unlink()
    assert changed_on_disk()


def test_what_is_refused_is_not_kept_and_what_is_beside_it_is(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)

    told = save(room, who, taste=500, price=40)

    assert [refused["why"] for refused in told["refused"]] == ["scale"]
    assert values(room) == {(who, "weight/price"): 40}


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path):
    room = small_room(tmp_path)
    who = enter(room)
    save(room, who, taste=100)
    (pages,) = room._db.execute("PRAGMA page_count").fetchone()
    room._db.execute(f"PRAGMA max_page_count = {pages}")
    filling = [Change("load", seq, 1, "weight/price", seq % 100, 0) for seq in range(2000)]

    with pytest.raises(sqlite3.OperationalError, match="full"):
        room.save([Save(who, "phone", filling)])

    assert values(room) == {(who, "weight/taste"): 100}
    room._db.execute("PRAGMA max_page_count = 100000")
    room.save([Save(who, "phone", filling)])
    assert values(room)[(who, "weight/price")] == 99


def test_a_room_of_another_study_is_refused(tmp_path):
    small_room(tmp_path).close()
    wider = changed("drivers", "taste,Taste,benefit,functional,score,0,10", "taste,Taste,benefit,functional,score,0,11")
    other = read_study(write_files(tmp_path / "other", drivers=wider))

    with pytest.raises(StudyError, match=r"the room was opened with another study, segment or scale"):
        Room(tmp_path / "room.db", form_of(other))


def test_a_wording_may_change_while_a_room_is_there(tmp_path):
    small_room(tmp_path).close()
    other = read_study(write_files(tmp_path / "other", offerings=changed("offerings", "Our café", "The café")))

    assert Room(tmp_path / "room.db", form_of(other)).participants() == []


def test_a_file_that_is_no_room_is_told_so(tmp_path):
    (tmp_path / "room.db").write_text("x" * 5000)

    with pytest.raises(StudyError, match="the file is no workshop's room"):
        Room(tmp_path / "room.db")
    with pytest.raises(StudyError, match="there is no such folder or file"):
        Room(tmp_path / "nowhere.db")
