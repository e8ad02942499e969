"""A small room to test with, and its server in this process."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.netutil import bind_sockets

from cvtools.study.study import Study, read_study
from cvtools.workshop.desk import Desk
from cvtools.workshop.form import form_of
from cvtools.workshop.room import Change, Room, Save
from cvtools.workshop.server import server_of

from ..studies import write_files

_LOADS = count()


def small_study(folder: Path, **changes: str) -> Study:
    """The small study of these tests: two offerings, taste (0 to 10) and price (5 to 0)."""
    return read_study(write_files(folder / "study", **changes))


def small_room(folder: Path, *, cards: bool = False) -> Room:
    """A new room on its first segment."""
    return Room(folder / "room.db", form_of(small_study(folder), cards=cards))


def enter(room: Room, view: str = "perceived", name: str = "") -> int:
    """Let somebody in; their number."""
    number = room.number_of(room.join(name=name, view=view, language="en") or "")
    assert number is not None
    return number


def save(room: Room, who: int, **answers: object) -> dict:
    """Save answers: `taste`, `price` are weights, `cafe_taste` and the like ratings, others stand as they are."""
    load = f"load{next(_LOADS)}"
    changes = [Change(load, i, 99, *item_of(name, value), 0) for i, (name, value) in enumerate(answers.items())]
    (told,) = room.save([Save(who, "phone", changes)])
    return told


def item_of(name: str, value: object) -> tuple[str, object]:
    if name in ("taste", "price"):
        return f"weight/{name}", value
    if "_" in name:
        return f"rating/{name.replace('_', '/')}", {"likely": value} if isinstance(value, int | float) else value
    return name, value


class Client:
    """Asks a server in this process."""

    def __init__(self, desk: Desk, port: int) -> None:
        self.desk, self.port = desk, port
        self.address = f"http://127.0.0.1:{port}/"

    async def ask(
        self, path: str, body: object = None, *, key: str = "", token: str = "", **headers: str
    ) -> tuple[int, dict]:
        """The status and the JSON of an answer; with a body, by POST."""
        given = {"X-Key": key, "X-Token": token, "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        request = HTTPRequest(self.address + path, method, headers=given, body=sent, request_timeout=20)
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        text = answer.body.decode() if answer.body else ""
        return answer.code, json.loads(text) if text.startswith("{") else {"text": text, "headers": answer.headers}

    async def join(self, **changes: object) -> tuple[int, dict]:
        """Come in with the right code, unless told otherwise."""
        body = {"code": self.desk.room.code, "name": "", "view": "perceived", "language": "en"}
        return await self.ask("join", body | changes)


@asynccontextmanager
async def served(room: Room):
    """The room behind a server on a port that was free."""
    desk = Desk(room, address="http://127.0.0.1/")
    server = server_of(desk)
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    try:
        yield Client(desk, sockets[0].getsockname()[1])
    finally:
        server.stop()
        await server.close_all_connections()
        await asyncio.sleep(0)
        desk.close()
        room.close()
