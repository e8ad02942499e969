"""A logo, looked into before it goes into a report: a picture in truth, of sane size, in which nothing runs."""

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from cvtools.study.errors import Problem
from cvtools.study.wording import N_

KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
LARGEST = 200_000
_LEAST, _MOST, _WIDEST = 16, 4000, 20
_NO_PICTURE = N_("a picture (PNG, JPEG or SVG); this file is none, or is broken")
_ALONE = N_("a drawing that stands alone: no scripts, no pages in it, no links to other files, no DOCTYPE")
_NOT_ALONE = {"script", "foreignobject", "iframe", "object", "embed", "handler", "listener"}


@dataclass(frozen=True)
class Logo:
    """A picture that has been checked."""

    data: bytes
    kind: str
    """Its type, such as ``image/png``, from what is in it and not from its name."""
    width: float
    height: float


class _RefusedError(Exception):
    """The picture is none of ours; its one argument is the rule."""


def logo_of(file: Path) -> tuple[Logo | None, Problem | None]:
    """Return a file's picture, or what is wrong with it."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        return None, Problem(file.name, code="unreadable", fields={"reason": str(error.strerror)})
    if len(data) > LARGEST:
        size = {"size": file.stat().st_size, "most": LARGEST}
        return None, Problem(file.name, found=N_("{size} bytes"), code="bytes", fields=size)
    try:
        kind, (width, height) = _seen(data)
    except _RefusedError as refused:
        return None, Problem(file.name, code=refused.args[0])
    except (struct.error, IndexError, ValueError, expat.ExpatError):
        return None, Problem(file.name, code=_NO_PICTURE)
    drawn = kind == "image/svg+xml"  # has a shape, and any size
    sane = width > 0 < height and max(width, height) <= _WIDEST * min(width, height)
    if not sane or not (drawn or (min(width, height) >= _LEAST and max(width, height) <= _MOST)):
        rule = N_("a picture of {least} to {most} pixels each way, and at most {widest} times as long as it is wide")
        fields = {"least": _LEAST, "most": _MOST, "widest": _WIDEST, "width": round(width), "height": round(height)}
        return None, Problem(file.name, found=N_("{width} × {height} pixels"), code=rule, fields=fields)
    return Logo(data, kind, width, height), None


def _seen(data: bytes) -> tuple[str, tuple[float, float]]:
    """The type of a picture, and its width and height."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", _png(data)
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg", _jpeg(data)
    return "image/svg+xml", _svg(data)


def _png(data: bytes) -> tuple[int, int]:
    """Every chunk is whole, and the last one ends the picture."""
    size, place, name = (0, 0), 8, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        (check,) = struct.unpack_from(">I", data, place + 8 + length)
        if check != zlib.crc32(name + body):
            raise _RefusedError(_NO_PICTURE)
        if place == 8:
            size = struct.unpack(">II", body[:8])
        place += 12 + length
    return size


def _jpeg(data: bytes) -> tuple[int, int]:
    """The frame's head says the size; the end of the picture is there."""
    if not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise _RefusedError(_NO_PICTURE)
    place = 2
    while data[place] == 0xFF:
        mark = data[place + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]
    raise _RefusedError(_NO_PICTURE)


def _svg(data: bytes) -> tuple[float, float]:
    """A drawing without anything that could run, or fetch; pages show it as a picture, which lets neither happen."""
    roots: list[dict[str, str]] = []

    def refuse(*_: object) -> None:
        raise _RefusedError(_ALONE)

    def element(name: str, attributes: dict[str, str]) -> None:
        if not roots and name.rpartition(":")[2] != "svg":
            raise _RefusedError(_NO_PICTURE)
        roots.append(attributes)
        if name.rpartition(":")[2].lower() in _NOT_ALONE:
            refuse()
        for key, value in attributes.items():
            link = key.rpartition(":")[2] == "href" and not value.strip().startswith(("#", "data:image/"))
            if link or key.lower().startswith("on") or _fetches(value):
                refuse()

    def text(content: str) -> None:
        if _fetches(content):
            refuse()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.StartElementHandler = element
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    root = roots[0]
    if box := root.get("viewBox"):
        return tuple(map(float, re.split(r"[\s,]+", box.strip())))[2:4]  # type: ignore[return-value]
    return float(root.get("width", "").removesuffix("px")), float(root.get("height", "").removesuffix("px"))


def _fetches(text: str) -> bool:
    return re.search(r"@import|url\(\s*['\"]?(?!#|data:image/|['\"])", text, re.IGNORECASE) is not None
