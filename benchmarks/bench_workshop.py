"""A room under load: how long a save takes, how much memory the server holds, whether anything acknowledged is lost.

Simulated participants save twice a second, each over one connection, as the page does. Three parts: 30 of them, 200 of
them, and 30 while the server is killed again and again (`kill -9`) and started anew. Then the pooled picture of 30 and
200 participants after a change.

    python benchmarks/bench_workshop.py [--seconds 120] [--kills 100]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

import cvtools as cv
from cvtools.workshop.form import asked, form_of
from cvtools.workshop.picture import picture
from cvtools.workshop.room import Room

EVERY = 0.5
LIMITS = {30: 0.100, 200: 0.300}
MOST_MEGABYTES = 150
LONGEST_PICTURE = 0.300
SERVER = """
import sys
from pathlib import Path
import cvtools as cv
from cvtools.workshop.opening import open_room, place
study = cv.read_study("coffee")
where = place(lan=False, port=int(sys.argv[2]))
open_room(study, Path(sys.argv[1]), segment="commuters", where=where, ready=lambda *_: print("ready", flush=True))
"""


@dataclass
class Ledger:
    """What the participants were told."""

    times: list[float] = field(default_factory=list)
    acknowledged: dict[tuple[str, int], object] = field(default_factory=dict)
    reconnected: int = 0
    server_cpu: float = 0.0
    """Seconds of one core that the server took in all: the same when the machine has other work, too."""


class Participant:
    """One browser: a key, a connection, and what is not acknowledged yet."""

    def __init__(self, port: int, code: str, number: int, items: list[str], ledger: Ledger) -> None:
        self.port, self.code, self.number, self.items, self.ledger = port, code, number, items, ledger
        self.key, self.seq, self.waiting = "", 0, []
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, body: object) -> dict:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        sent = json.dumps(body).encode()
        head = f"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Key: {self.key}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length"))
        answer = json.loads(await reader.readexactly(length))
        if not lines[0].split()[1] == "200":
            raise OSError(str(answer))
        return answer

    async def work(self, until: float) -> None:
        await asyncio.sleep(EVERY * (self.number % 50) / 50)
        while time.monotonic() < until:
            began = time.monotonic()
            self.type_something()
            try:
                if not self.key:
                    me = {"code": self.code, "name": "", "view": "perceived", "language": "en"}
                    self.key = (await self.ask("join", me))["key"]
                sent = time.monotonic()
                told = await self.ask("save", {"device": f"d{self.number}", "changes": self.waiting[:100]})
                self.ledger.times.append(time.monotonic() - sent)
                for saved in told["saved"]:
                    self.ledger.acknowledged[saved["client"], saved["seq"]] = self.value(saved["seq"])
                self.waiting = self.waiting[100:]
            except (OSError, asyncio.IncompleteReadError):
                if self.streams:
                    self.streams[1].close()
                self.streams = None
                self.ledger.reconnected += 1
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))

    def value(self, seq: int) -> int:
        return (self.number + 7 * seq) % 101

    def type_something(self) -> None:
        self.seq += 1
        item = self.items[self.seq % len(self.items)]
        change = {"client": f"c{self.number}", "seq": self.seq, "round": 1, "item": item, "base": 2**40}
        self.waiting.append(change | {"value": self.value(self.seq)})


def start(file: Path, port: int) -> subprocess.Popen[str]:
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(file), str(port)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    return server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lost(file: Path, ledger: Ledger) -> int:
    """How many acknowledged answers are not in the file; the file must be whole."""
    db = sqlite3.connect(file)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    there = {
        (client, seq): json.loads(value) for client, seq, value in db.execute("SELECT client, seq, value FROM answers")
    }
    db.close()
    return sum(there.get(key) != value for key, value in ledger.acknowledged.items())


async def load(file: Path, people: int, seconds: float, kills: int = 0) -> tuple[Ledger, float]:
    """Let people work on a room; what they were told, and the most memory the server held."""
    form = form_of(cv.read_study("coffee"), "commuters")
    room = Room(file, form)
    code, ledger, port = room.code, Ledger(), free_port()
    room.close()
    items = [item for item in asked(form) if item.startswith("weight/")]
    server = await asyncio.to_thread(start, file, port)
    started = sum(psutil.Process(server.pid).cpu_times()[:2])
    until = time.monotonic() + (seconds if not kills else 1e9)
    workers = [Participant(port, code, number, items, ledger) for number in range(people)]
    tasks = [asyncio.create_task(worker.work(until)) for worker in workers]
    memory = 0.0
    try:
        if kills:
            for _ in range(kills):
                enough = len(ledger.acknowledged) + people
                while len(ledger.acknowledged) < enough:
                    await asyncio.sleep(0.05)
                os.kill(server.pid, signal.SIGKILL)
                server.wait()
                server = await asyncio.to_thread(start, file, port)
            await asyncio.sleep(2)
        while not kills and time.monotonic() < until:
            process = psutil.Process(server.pid)
            memory = max(memory, process.memory_info().rss / 1e6)
            ledger.server_cpu = sum(process.cpu_times()[:2])
            await asyncio.sleep(1)
        ledger.server_cpu -= started
    finally:
        for task in tasks:
            if kills:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        server.send_signal(signal.SIGKILL)
        server.wait()
    return ledger, memory


def pooled_picture(people: int) -> float:
    """Seconds of the pooled picture after a change, at the median of seven."""
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder) / "room.db", form_of(cv.read_study("coffee"), "commuters"))
        fill(room, people)
        picture(room)
        times = []
        for _ in range(7):
            began = time.perf_counter()
            picture(room)
            times.append(time.perf_counter() - began)
        room.close()
    return statistics.median(times)


def fill(room: Room, people: int) -> None:
    """Let people answer everything."""
    from cvtools.workshop.room import Change, Save

    scale = {row["id"]: (row["worst"], row["best"]) for row in room.form["drivers"]}
    for number in range(people):
        key = room.join(name="", view="perceived", language="en")
        who = room.number_of(key or "") or 0
        changes = []
        for seq, item in enumerate(asked(room.form)):
            part = (number * 31 + seq * 17) % 100 / 100
            value: object = room.form["offerings"][number % 4]["id"]
            if item.startswith("weight/"):
                value = 100 * part
            elif item.startswith("rating/"):
                worst, best = scale[item.split("/")[2]]
                value = {"likely": worst + part * (best - worst)}
            changes.append(Change("load", seq, 1, item, value, 0))
        room.save([Save(who, "device", changes)])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--kills", type=int, default=100)
    given = options.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for people, limit in LIMITS.items():
            file = Path(folder) / f"{people}.db"
            ledger, memory = asyncio.run(load(file, people, given.seconds))
            p95 = statistics.quantiles(ledger.times, n=20)[-1]
            gone = lost(file, ledger)
            good &= p95 <= limit and memory <= MOST_MEGABYTES and gone == 0
            middle = statistics.median(ledger.times)
            print(
                f"{people} participants, {len(ledger.times)} saves: median {1000 * middle:.0f} ms, "
                f"p95 {1000 * p95:.0f} ms (at most {1000 * limit:.0f}), "
                f"server {memory:.0f} MB (at most {MOST_MEGABYTES}) and "
                f"{1000 * ledger.server_cpu / len(ledger.times):.2f} ms of one core a save, {gone} lost; "
                f"{os.getloadavg()[0]:.1f} processes wanted {os.cpu_count()} cores"
            )
        if given.kills:
            file = Path(folder) / "killed.db"
            ledger, _ = asyncio.run(load(file, 30, 0, given.kills))
            gone = lost(file, ledger)
            good &= gone == 0
            print(
                f"killed {given.kills} times: {len(ledger.acknowledged)} acknowledged, {gone} lost, the file is whole"
            )
    for people in LIMITS:
        took = pooled_picture(people)
        good &= took <= LONGEST_PICTURE
        print(f"pooled picture of {people}: {1000 * took:.0f} ms (at most {1000 * LONGEST_PICTURE:.0f})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
