"""A room opened on this machine: its address, its code, the picture of both, and the loop that runs it."""

import asyncio
import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cvtools.study.errors import StudyError
from cvtools.study.study import Study, read_study
from cvtools.study.wording import N_
from cvtools.workshop.desk import Desk
from cvtools.workshop.form import Form, form_of
from cvtools.workshop.room import Room
from cvtools.workshop.server import server_of

PORT = 8877
HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"
ROOM_MEGABYTES = 50
"""What a room needs on the disk, with room to spare: thirty people's answers of a day are about 5 MB."""
_LOOK_AGAIN = 30.0
_NOBODY = "192.0.2.1"
"""An address that is nobody's: asked the way there, a machine says by which of its own it would go. Nothing is sent."""


def own_address() -> str:
    """The address of this machine in its network; where it is in none, the one that leads back to itself."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_NOBODY, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return HERE


def room_file(study: Study) -> Path:
    """Where the room of a study is kept, unless somebody names another place: in the current folder."""
    stem = study.origin.path.stem if study.origin else "study"
    return Path(f"{stem}.workshop.db")


@dataclass(frozen=True)
class Place:
    """Where a room can be reached."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        """The host by which others reach it."""
        return own_address() if self.host == EVERYWHERE else self.host

    @property
    def address(self) -> str:
        """What participants open."""
        return f"http://{self.shown}:{self.port}/"

    @property
    def free(self) -> bool:
        """Whether nobody has the port."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except (OSError, OverflowError):
                return False
        return True


def place(*, lan: bool, port: int) -> Place:
    """Where a room listens: to this machine only, or, if asked for, to its network."""
    return Place(EVERYWHERE if lan else HERE, port)


def qr_code(text: str) -> str:
    """A picture of a text that phones read, as a data address.

    Raises
    ------
    StudyError
        When segno is not installed.
    """
    try:
        import segno
    except ModuleNotFoundError:
        message = N_("segno is not installed; pip install 'cvtools[workshop]' installs it")
        raise StudyError("cvtools workshop --lan", message) from None
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=3, light="#fff"))


def open_room(
    study: Study,
    file: Path,
    *,
    segment: str,
    where: Place,
    ready: Callable[[Room, Place], None],
    cards: bool = False,
) -> None:
    """Open a room and serve it until somebody ends it; one that is there already goes on where it was.

    Raises
    ------
    StudyError
        When the port is taken, or the room's file is another study's.
    """
    if not where.free:
        reason = N_("another program has this port, or nobody may use it; choose another one")
        raise StudyError(f"--port {where.port}", reason)
    form = form_of(study, segment, cards=cards)
    room = Room(file, form)
    try:
        qr = qr_code(f"{where.address}#{room.code}") if where.host == EVERYWHERE else ""
        desk = Desk(room, changed=Watch(study, form), address=where.address, qr=qr)
        asyncio.run(_serve(desk, where, ready))
    finally:
        room.close()


async def _serve(desk: Desk, where: Place, ready: Callable[[Room, Place], None]) -> None:
    server_of(desk).listen(where.port, where.host)
    desk.warm_up()
    ready(desk.room, where)
    try:
        await asyncio.Event().wait()
    finally:
        desk.close()


class Watch:
    """Notices that the study on the disk asks for something else by now; looks again every half minute at most."""

    def __init__(self, study: Study, form: Form) -> None:
        self._path = study.origin.path if study.origin else None
        self._form = form
        self._looked = time.monotonic()
        self._changed = False

    def __call__(self) -> bool:
        """Whether it does, or cannot be read any more."""
        if self._path is not None and time.monotonic() - self._looked >= _LOOK_AGAIN:
            self._looked = time.monotonic()
            try:
                self._changed = (
                    form_of(read_study(self._path), self._form["segment"]["id"])["print"] != self._form["print"]
                )
            except (StudyError, OSError):
                self._changed = True
        return self._changed


def disk_left(folder: Path) -> int:
    """Megabytes that are free where a room would be kept."""
    return shutil.disk_usage(folder).free // 1_000_000
