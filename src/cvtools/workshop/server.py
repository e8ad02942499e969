"""The server of a room: pages that hold nothing, and a few answers in JSON for who holds a key."""

import time
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application

from cvtools.study.schema import LANGUAGES, VIEWS
from cvtools.workshop.desk import Desk
from cvtools.workshop.form import asked, is_number
from cvtools.workshop.handler import Handler, Nothing, same
from cvtools.workshop.page import server_page
from cvtools.workshop.picture import result_for
from cvtools.workshop.room import LONGEST_CLAIM, LONGEST_NAME, Change, Save

MOST_BYTES = 200_000
"""Of a request: a hundred answers are 20 kB."""
MOST_CHANGES = 200
AWAY = 15.0
"""Seconds without a word after which somebody counts as away."""
LONGEST_TIMER = 4 * 3600.0
_LONGEST_WORD = 64


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
