"""A small load and a server that is killed: the large ones are in benchmarks/bench_workshop.py."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import suppress

import pytest

from cvtools.workshop.room import Room

from ..jupyterlab import free_port
from .rooms import Client, served, small_room

SERVER = """
import sys
from pathlib import Path
from cvtools.workshop.room import Room
from cvtools.workshop.desk import Desk
from cvtools.workshop.server import server_of
import asyncio
async def main():
    server_of(Desk(Room(Path(sys.argv[1])))).listen(int(sys.argv[2]), "127.0.0.1")
    print("ready", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


def change(who: int, seq: int) -> dict:
    item = ("weight/taste", "weight/price")[seq % 2]
    return {"client": f"c{who}", "seq": seq, "round": 1, "item": item, "value": (who + seq) % 101, "base": 0}


def in_the_file(path) -> dict:
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = db.execute("SELECT client, seq, value FROM answers").fetchall()
    db.close()
    return {(client, seq): int(value) for client, seq, value in rows}


def test_thirty_at_once_lose_nothing(tmp_path):
    acknowledged: dict = {}

    async def participant(client: Client, who: int) -> None:
        _, me = await client.join()
        for seq in range(6):
            sent = change(who, seq)
            _, told = await client.ask("save", {"device": "d", "changes": [sent]}, key=me["key"])
            acknowledged.update({(one["client"], one["seq"]): sent["value"] for one in told["saved"]})

    async def all_of_them() -> None:
        async with served(small_room(tmp_path)) as client:
            await asyncio.gather(*(participant(client, who) for who in range(30)))

    asyncio.run(all_of_them())

    assert len(acknowledged) == 180
    assert in_the_file(tmp_path / "room.db") == acknowledged


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is for POSIX")
def test_a_killed_server_loses_nothing_that_it_acknowledged(tmp_path):
    room = small_room(tmp_path)
    keys = [room.join(name="", view="perceived", language="en") for _ in range(8)]
    room.close()
    acknowledged: dict = {}
    port = free_port()

    async def participant(who: int, stop: asyncio.Event) -> None:
        client, waiting, seq = Client(None, port), [], 0  # type: ignore[arg-type]
        while not stop.is_set():
            seq += 1
            waiting.append(change(who, seq))
            with suppress(Exception):  # the server is away: what waits is sent again
                _, told = await client.ask("save", {"device": "d", "changes": waiting[:100]}, key=keys[who] or "")
                for one in told["saved"]:
                    acknowledged[one["client"], one["seq"]] = (who + one["seq"]) % 101
                waiting = [sent for sent in waiting if (sent["client"], sent["seq"]) not in acknowledged]
            await asyncio.sleep(0.02)

    async def kill_twice() -> None:
        stop = asyncio.Event()
        tasks = [asyncio.create_task(participant(who, stop)) for who in range(8)]
        for _ in range(2):
            before = len(acknowledged)
            server = await asyncio.to_thread(start, tmp_path / "room.db", port)
            while len(acknowledged) < before + 40:
                await asyncio.sleep(0.01)
            server.kill()
            server.wait()
        stop.set()
        await asyncio.gather(*tasks)

    asyncio.run(asyncio.wait_for(kill_twice(), 60))

    there = in_the_file(tmp_path / "room.db")
    assert len(acknowledged) >= 80
    assert {key: there.get(key) for key in acknowledged} == acknowledged
    assert Room(tmp_path / "room.db").last == len(there)


def start(path, port: int) -> subprocess.Popen:
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(path), str(port)], stdout=subprocess.PIPE, text=True)
    with server.stdout as output:
        assert output.readline() == "ready\n"
    return server
