"""The server of a room: pages that hold nothing, and a few answers in JSON for who holds a key.

No cookies, so that no other page can act in somebody's name. A participant sends their key in ``X-Key``, a teacher the
token in ``X-Token`` (the page has it from behind the ``#`` of its address, which no browser sends anywhere). Requests
must ask for this machine by an address of numbers or by its own name: a page whose name was made to lead here does not.

All that touches the file runs in one thread. What arrives while it writes is written together next, in one
transaction, and told to each only when it is on the disk.
"""

import asyncio
import ipaddress
import json
import secrets
import socket
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, TypeVar

from tornado.httpserver import HTTPServer
from tornado.web import Application, Finish, RequestHandler

from cvtools.study.schema import LANGUAGES, VIEWS
from cvtools.workshop.form import asked, is_number
from cvtools.workshop.limits import WrongTries
from cvtools.workshop.page import server_page
from cvtools.workshop.picture import picture, result_for
from cvtools.workshop.room import LONGEST_CLAIM, LONGEST_NAME, Change, Room, Save

MOST_BYTES = 200_000
"""Of a request: a hundred answers are 20 kB."""
MOST_CHANGES = 200
AWAY = 15.0
"""Seconds without a word after which somebody counts as away."""
LONGEST_TIMER = 4 * 3600.0
_LONGEST_WORD = 64
T = TypeVar("T")


class Desk:
    """What all handlers share: the room and its thread, the timer, who was seen when."""

    def __init__(
        self, room: Room, *, changed: Callable[[], bool] = lambda: False, address: str = "", qr: str = ""
    ) -> None:
        self.room = room
        self.changed = changed
        """Whether the study on the disk is another one by now."""
        self.address, self.qr = address, qr
        self.tries = WrongTries()
        self.seen: dict[int, float] = {}
        self.until: float | None = None
        self._thread = ThreadPoolExecutor(1, "room")
        self._waiting: list[tuple[Save, asyncio.Future[dict[str, Any]]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._picture: tuple[tuple[int, int], Any] | None = None

    async def do(self, work: Callable[[Room], T]) -> T:
        """Do something with the room, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self.room)

    async def save(self, save: Save) -> dict[str, Any]:
        """Have something saved; returns when it is on the disk."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((save, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                told = await self.do(lambda room, saves=[save for save, _ in batch]: room.save(saves))
            except sqlite3.Error as error:
                for _, future in batch:
                    future.set_exception(error)
                continue
            for (_, future), one in zip(batch, told, strict=True):
                if not future.done():
                    future.set_result(one)

    async def picture(self) -> Any:
        """The pooled picture of all that is answered, made anew when something was."""
        return await self.do(self._pooled)

    def _pooled(self, room: Room) -> Any:
        key = (room.last, room.stage.version)
        if self._picture is None or self._picture[0] != key:
            self._picture = (key, picture(room))
        return self._picture[1]

    def left(self) -> float | None:
        """Seconds until the time is up, if a timer runs; by this machine's steady clock, whatever the others' say."""
        return None if self.until is None else max(0.0, self.until - time.monotonic())

    def warm_up(self) -> None:
        """Load what the first picture needs, so that nobody waits for it before a full room."""
        self._thread.submit(self._pooled, self.room)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()


def application(desk: Desk) -> Application:
    """Everything that can be asked of the room."""
    paths = {
        "/": ParticipantPage,
        "/teacher": TeacherPage,
        "/join": Join,
        "/me": Me,
        "/form": FormOfMine,
        "/state": State,
        "/save": SaveAnswers,
        "/teacher/form": TeacherForm,
        "/teacher/state": TeacherState,
        "/teacher/do": TeacherStep,
    }
    rules = [(path, handler, {"desk": desk}) for path, handler in paths.items()]
    return Application(
        rules, default_handler_class=Nothing, log_function=lambda _: None
    )  # the terminal is the teacher's


def server_of(desk: Desk) -> HTTPServer:
    """The server of a room, which listens nowhere yet."""
    return HTTPServer(application(desk), max_body_size=MOST_BYTES, max_header_size=16_384, idle_connection_timeout=120)


class Handler(RequestHandler):
    """What every answer has: strict headers, refusals as a word in JSON."""

    def initialize(self, desk: Desk | None = None) -> None:
        """Take the desk."""
        self._desk = desk

    @property
    def desk(self) -> Desk:
        """What all handlers share."""
        assert self._desk is not None
        return self._desk

    def set_default_headers(self) -> None:
        """No answer is kept, guessed at, framed, or told where it came from."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse who asks for this machine by a name that is not its own."""
        if not is_own_name(self.request.host_name):
            self.refuse(403, "host")

    def refuse(self, status: int, why: str, **fields: object) -> None:
        """Refuse, with a word that the page has a sentence for."""
        self.set_status(status)
        raise Finish(json.dumps({"why": why, **fields}))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say no more than what kind of error it is."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        why = "disk" if isinstance(error, sqlite3.Error | OSError) else "request" if status_code < 500 else "server"
        self.set_status(507 if why == "disk" else status_code)
        self.finish({"why": why})

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A full disk or a broken request is told to who asked; the terminal is the teacher's."""

    def tried(self, right: bool, why: str) -> None:
        """Slow down who guesses: after so many wrong tries even the right code has to wait.

        Not the right key or token: nobody guesses those, and a whole class may come from one address.
        """
        address = str(self.request.remote_ip)
        if right and why != "code":
            return
        if wait := self.desk.tries.wait(address):
            self.set_header("Retry-After", str(wait))
            self.refuse(429, "slow", n=wait)
        if not right:
            self.desk.tries.count(address)
            self.refuse(403, why)

    def body(self) -> dict[str, Any]:
        """The JSON that was sent; only as such, so that no form of another page passes for it."""
        if self.request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            self.refuse(415, "request")
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.refuse(400, "request")
        return found  # pyright: ignore[reportReturnType]

    def participant(self) -> int:
        """Who asks, by their key."""
        key = self.request.headers.get("X-Key", "")
        number = self.desk.room.number_of(key)
        self.tried(number is not None, "key")
        assert number is not None
        self.desk.seen[number] = time.monotonic()
        return number

    def teacher(self) -> None:
        """Let only a teacher go on."""
        self.tried(same(self.request.headers.get("X-Token", ""), self.desk.room.token), "token")


def same(given: str, wanted: str) -> bool:
    """Whether two texts are the same, in a time that tells nothing about where they differ."""
    return secrets.compare_digest(given.encode(), wanted.encode())


@lru_cache(maxsize=256)
def is_own_name(host: str) -> bool:
    """Whether a request names this machine by an address of numbers, or by its own name.

    >>> is_own_name("192.0.2.7"), is_own_name("localhost"), is_own_name("pages.example")
    (True, True, False)
    """
    name = host.strip("[]").lower()
    own = socket.gethostname().lower()
    if name in {"localhost", own, f"{own.partition('.')[0]}.local"}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Nothing(Handler):
    """Everything else."""

    def prepare(self) -> None:
        """Say that there is nothing."""
        super().prepare()
        self.refuse(404, "request")


class _Page(Handler):
    name = ""

    def get(self) -> None:
        """The page; nothing of the study is in it."""
        page, policy = server_page(self.name)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", policy)
        self.finish(page)


class ParticipantPage(_Page):
    """What a participant opens."""

    name = "participant"


class TeacherPage(_Page):
    """What the teacher opens."""

    name = "teacher"


class Join(Handler):
    """Come in with the code; the answer is one's own key."""

    async def post(self) -> None:
        """Check the code, then the rest."""
        body = self.body()
        self.tried(same(str(body.get("code")), self.desk.room.code), "code")
        name, view, language = body.get("name", ""), body.get("view"), body.get("language")
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            self.refuse(400, "name", n=LONGEST_NAME)
        if view not in VIEWS or language not in LANGUAGES:
            self.refuse(400, "request")
        clean = " ".join("".join(sign for sign in name if sign.isprintable()).split())
        key = await self.desk.do(lambda room: room.join(name=clean, view=str(view), language=str(language)))
        if key is None:
            self.refuse(503, "full")
        self.finish({"key": key})


class Me(Handler):
    """Whether a key is somebody's, for a second device."""

    async def get(self) -> None:
        """The view they answer in."""
        number = self.participant()
        people = await self.desk.do(lambda room: room.participants())
        self.finish({"view": next(person.view for person in people if person.number == number)})


class FormOfMine(Handler):
    """What is asked, and what one has answered so far."""

    async def get(self) -> None:
        """Form, state and answers."""
        number = self.participant()
        answers = await self.desk.do(lambda room: room.answers_of(number))
        self.finish({"form": self.desk.room.form, "answers": answers, "state": await state_for(self.desk, number)})


class State(Handler):
    """Where the room is."""

    async def get(self) -> None:
        """Round, timer, claims; once revealed, who wins."""
        self.finish(await state_for(self.desk, self.participant()))


async def state_for(desk: Desk, number: int) -> dict[str, Any]:
    """The room as one participant sees it: nothing of anybody else before the numbers are shown."""
    stage, claims, mine = await desk.do(lambda room: (room.stage, room.claims(), room.last_of(number)))
    state = {
        "version": stage.version,
        "round": stage.round,
        "revealed": stage.revealed,
        "left": desk.left(),
        "claims": claims,
        "mine": mine,
    }
    return state | {"result": result_for(await desk.picture(), number)} if stage.revealed else state


class SaveAnswers(Handler):
    """Keep what a device sends."""

    async def post(self) -> None:
        """What was saved, refused or overtaken by another device of the same person."""
        number, body = self.participant(), self.body()
        changes, device = body.get("changes"), body.get("device")
        if not isinstance(changes, list) or len(changes) > MOST_CHANGES or not is_word(device):
            self.refuse(400, "request")
        found = [change_of(change) for change in changes or ()]
        if None in found:
            self.refuse(400, "request")
        self.finish(await self.desk.save(Save(number, str(device), [change for change in found if change])))


def is_word(value: object) -> bool:
    """Whether it is a short text."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD


def change_of(sent: object) -> Change | None:
    """A change as it was sent, if it has the form of one; what it says is looked at when it is saved."""
    if not isinstance(sent, dict):
        return None
    seq, round_, base = (sent.get(name) for name in ("seq", "round", "base"))
    numbers = [n for n in (seq, round_, base) if is_number(n) and float(n).is_integer() and 0 <= n < 2**53]
    if len(numbers) < 3 or not is_word(sent.get("client")) or not isinstance(sent.get("item"), str):
        return None
    seq, round_, base = (int(n) for n in numbers)
    return Change(sent["client"], seq, round_, sent["item"][:200], sent.get("value"), base)


class TeacherForm(Handler):
    """What is asked, and how one comes in."""

    async def get(self) -> None:
        """The form, the address, the code, its picture."""
        self.teacher()
        desk = self.desk
        self.finish({"form": desk.room.form, "code": desk.room.code, "address": desk.address, "qr": desk.qr})


class TeacherState(Handler):
    """The room as the teacher sees it."""

    async def get(self) -> None:
        """Who is in and how far; the numbers only once they are shown, since votes are sealed until then."""
        self.teacher()
        desk, now = self.desk, time.monotonic()
        stage, people, progress, claims = await desk.do(
            lambda room: (room.stage, room.participants(), room.progress(), room.claims())
        )
        everybody = [
            {
                "number": person.number,
                "name": person.name,
                "answered": progress.get(person.number, (0, False))[0],
                "done": progress.get(person.number, (0, False))[1],
                "away": now - desk.seen.get(person.number, -AWAY) >= AWAY,
            }
            for person in people
        ]
        self.finish(
            {
                "version": stage.version,
                "round": stage.round,
                "revealed": stage.revealed,
                "left": desk.left(),
                "people": everybody,
                "asked": len(asked(desk.room.form)),
                "claims": claims,
                "changed": await desk.do(lambda _: desk.changed()),
                "picture": await desk.picture() if stage.revealed else None,
            }
        )


class TeacherStep(Handler):
    """Show or hide the numbers, begin the next round, set the timer, put a claim to the vote."""

    async def post(self) -> None:
        """Do it, unless another teacher was quicker."""
        self.teacher()
        body = self.body()
        match body.get("action"), body.get("value"):
            case "reveal" | "hide" | "next" as action, _ if is_number(body.get("version")):
                version = int(body["version"])
                if await self.desk.do(lambda room: room.step(version=version, action=action)) is None:
                    self.refuse(409, "stale")
                self.desk.until = None
            case "timer", float() | int() as seconds if is_number(seconds) and 0 <= seconds <= LONGEST_TIMER:
                self.desk.until = time.monotonic() + seconds if seconds else None
            case "claim", str() as text if 0 < len(text.strip()) <= LONGEST_CLAIM:
                if not await self.desk.do(lambda room: room.add_claim(text.strip())):
                    self.refuse(400, "request")
            case "claim", _:
                self.refuse(400, "claim", n=LONGEST_CLAIM)
            case _:
                self.refuse(400, "request")
        self.finish({})
