"""The server: nothing without the code, slow for those who guess, and nobody acts for anybody else."""

from __future__ import annotations

import asyncio
import sqlite3
import time

import pytest

from cvtools.workshop.limits import MOST_WRONG, WrongTries
from cvtools.workshop.server import MOST_BYTES

from .rooms import served, small_room


def change(item: str, value: object, seq: int = 1) -> dict:
    return {"client": "load", "seq": seq, "round": 1, "item": item, "value": value, "base": 0}


def saving(*changes: dict) -> dict:
    return {"device": "phone", "changes": list(changes)}


@pytest.fixture
def run(tmp_path):
    """Run a coroutine with a client of a new room."""

    def with_client(work):
        async def all_of_it():
            async with served(small_room(tmp_path)) as client:
                return await work(client)

        return asyncio.run(all_of_it())

    return with_client


def test_the_pages_hold_nothing_of_the_study_and_run_only_their_own_script(run):
    async def work(client):
        for path in ("", "teacher"):
            status, page = await client.ask(path)
            assert status == 200
            assert len(page["text"].encode()) <= 150_000
            assert "Our café" not in page["text"]
            assert "default-src 'none'; script-src 'sha256-" in page["headers"]["Content-Security-Policy"]
            assert "http" not in page["text"].replace("http://www.w3.org/2000/svg", "")

    run(work)


def test_nothing_is_reached_without_a_key(run):
    async def work(client):
        paths = ["me", "form", "state", "teacher/form", "teacher/state"]
        asked = [await client.ask(path) for path in paths]
        asked += [await client.ask("save", saving()), await client.ask("teacher/do", {})]
        assert {status for status, _ in asked} == {403}
        assert {told["why"] for _, told in asked} == {"key", "token"}
        assert (await client.ask("elsewhere"))[0] == 404

    run(work)


def test_wrong_codes_are_slowed_down(run):
    async def work(client):
        told = [await client.join(code="AAAA") for _ in range(100)]
        assert [status for status, _ in told] == [403] * MOST_WRONG + [429] * (100 - MOST_WRONG)
        assert told[-1][1]["why"] == "slow"
        assert told[-1][1]["n"] > 30
        assert (await client.join())[0] == 429  # the right one has to wait, too

    run(work)


def test_a_thousand_wrong_codes_from_one_address_take_a_hundred_minutes():
    now = 0.0
    tries = WrongTries(clock=lambda: now)
    for _ in range(1000):
        now += tries.wait("somewhere")
        tries.count("somewhere")
    assert now >= 99 * 60
    assert tries.wait("elsewhere") == 0


def test_who_is_in_is_served_while_somebody_guesses(run):
    async def work(client):
        _, mine = await client.join()
        for _ in range(2 * MOST_WRONG):
            await client.join(code="AAAA")
        assert (await client.ask("save", saving(change("weight/taste", 7)), key=mine["key"]))[0] == 200

    run(work)


def test_saved_means_that_it_is_in_the_file(run, tmp_path):
    async def work(client):
        _, mine = await client.join()
        sent = saving(change("weight/taste", 70), change("weight/price", 700, 2))
        status, told = await client.ask("save", sent, key=mine["key"])
        other = sqlite3.connect(tmp_path / "room.db")
        stored = other.execute("SELECT item, value FROM answers").fetchall()
        other.close()
        assert status == 200
        assert stored == [("weight/taste", "70")]
        assert [refused["why"] for refused in told["refused"]] == ["scale"]
        assert (await client.ask("form", key=mine["key"]))[1]["answers"]["weight/taste"]["value"] == 70

    run(work)


def test_nobody_acts_for_anybody_else(run):
    async def work(client):
        (_, first), (_, second) = await client.join(), await client.join()
        await client.ask("save", saving(change("weight/taste", 70)), key=first["key"])
        as_first = saving(change("weight/taste", 10)) | {"participant": 1, "number": 1, "key": first["key"]}
        assert (await client.ask("save", as_first, key=second["key"]))[0] == 200
        assert (await client.ask("form", key=first["key"]))[1]["answers"]["weight/taste"]["value"] == 70
        assert (await client.ask("save", as_first, key="1"))[0] == 403

    run(work)


def test_names_are_texts(run):
    async def work(client):
        assert await client.join(name="x" * 10_000) == (400, {"why": "name", "n": 60})
        assert (await client.join(name=["x"]))[0] == 400
        await client.join(name="<script>alert(1)</script>")
        await client.join(name="😀\u202e\x00 Ærlig\n")
        _, state = await client.ask("teacher/state", token=client.desk.room.token)
        assert [person["name"] for person in state["people"]] == ["<script>alert(1)</script>", "😀 Ærlig"]

    run(work)


NO_REQUESTS = [
    b"",
    b"[]",
    b"{",
    b"[" * 50_000,
    b"null",
    b"\xff",
    {"changes": 1},
    {"device": "a", "changes": [1]},
    {"device": "a", "changes": [{}] * 300},
    {"device": "", "changes": []},
    saving(change("done", True) | {"seq": 1.5}),
    saving(change("done", True) | {"seq": 1e300}),
    saving(change("done", True) | {"client": "x" * 100}),
]


def test_what_is_no_request_is_refused(run):
    async def work(client):
        _, mine = await client.join()
        for body in NO_REQUESTS:
            assert await client.ask("save", body, key=mine["key"]) == (400, {"why": "request"}), body

    run(work)


def test_another_page_cannot_send_anything(run):
    async def work(client):
        assert (await client.ask("join", b"{}", Content_Type="text/plain"))[0] == 415
        assert (await client.ask("", Host="pages.example"))[0] == 403
        assert (await client.ask("", Host="localhost:80"))[0] == 200

    run(work)


def test_a_huge_body_is_not_even_read(run):
    async def work(client):
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(b"POST /save HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(200), 5)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 400")
        assert (await client.join(name="x" * MOST_BYTES))[0] in (400, 599)
        assert (await client.join())[0] == 200

    run(work)


def test_votes_are_sealed_until_the_numbers_are_shown(run):
    levels = {"cafe/taste": 8, "cafe/price": 3, "chain/taste": 4, "chain/price": 2}

    async def work(client):
        token = client.desk.room.token
        _, mine = await client.join()
        rated = [change(f"rating/{of}", {"likely": level}, 10 + i) for i, (of, level) in enumerate(levels.items())]
        weighed = [change("winner", "chain"), change("weight/taste", 100, 2), change("weight/price", 50, 3)]
        await client.ask("save", saving(*weighed, *rated), key=mine["key"])
        _, before = await client.ask("teacher/state", token=token)
        assert before["picture"] is None
        assert before["people"][0]["answered"] == before["asked"] == 7
        assert "result" not in (await client.ask("state", key=mine["key"]))[1]

        await client.ask("teacher/do", {"action": "reveal", "version": before["version"]}, token=token)

        shown = (await client.ask("teacher/state", token=token))[1]["picture"]["views"]["perceived"]
        assert shown["winners"] == {"median": "cafe", "trimmed": "cafe", "linear": "cafe"}
        assert [row["guessed"] for row in shown["values"]] == [0, 1]
        assert (await client.ask("state", key=mine["key"]))[1]["result"] == {"yours": "cafe", "all": "cafe"}

    run(work)


def test_a_second_teacher_is_told_when_the_first_was_quicker(run):
    async def work(client):
        token = client.desk.room.token
        step = {"action": "next", "version": client.desk.room.stage.version}
        assert (await client.ask("teacher/do", step, token=token))[0] == 200
        assert await client.ask("teacher/do", step, token=token) == (409, {"why": "stale"})
        assert (await client.ask("teacher/state", token=token))[1]["round"] == 2

    run(work)


def test_claims_and_timer_whatever_the_clock_says(run, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0.0)

    async def work(client):
        token = client.desk.room.token
        _, mine = await client.join()
        await client.ask("teacher/do", {"action": "timer", "value": 60}, token=token)
        await client.ask("teacher/do", {"action": "claim", "value": "<b>Dear</b> is good"}, token=token)
        too_long = {"action": "claim", "value": "x" * 301}
        assert await client.ask("teacher/do", too_long, token=token) == (400, {"why": "claim", "n": 300})
        _, state = await client.ask("state", key=mine["key"])
        assert 50 < state["left"] <= 60
        assert state["claims"] == [{"number": 1, "text": "<b>Dear</b> is good"}]

    run(work)


def test_a_full_disk_is_told_and_what_waits_can_be_sent_again(run):
    async def work(client):
        _, mine = await client.join()
        db = client.desk.room._db
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
        for load in range(20):
            sent = saving(*[change("weight/taste", 7, seq) | {"client": f"load{load}"} for seq in range(200)])
            status, told = await client.ask("save", sent, key=mine["key"])
            if status != 200:
                break
        assert (status, told) == (507, {"why": "disk"})
        db.execute("PRAGMA max_page_count = 100000")
        assert (await client.ask("save", sent, key=mine["key"]))[0] == 200

    run(work)
