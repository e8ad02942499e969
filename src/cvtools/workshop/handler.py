"""What every answer of a room's server has: strict headers, refusals as a word, and only for who holds a key.

No cookies, so that no other page can act in somebody's name. A participant sends their key in ``X-Key``, a teacher the
token in ``X-Token`` (the page has it from behind the ``#`` of its address, which no browser sends anywhere). Requests
must ask for this machine by an address of numbers or by its own name: a page whose name was made to lead here does not.
"""

import ipaddress
import json
import secrets
import socket
import sqlite3
import time
from functools import lru_cache
from typing import Any

from tornado.web import Finish, RequestHandler

from cvtools.workshop.desk import Desk


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
