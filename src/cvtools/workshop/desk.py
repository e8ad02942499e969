"""What all who ask a room share: its file in one thread, its timer, who was seen when.

All that touches the file runs in that thread. What arrives while it writes is written together next, in one
transaction, and told to each only when it is on the disk.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from cvtools.workshop.limits import WrongTries
from cvtools.workshop.picture import picture
from cvtools.workshop.room import Room, Save

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
