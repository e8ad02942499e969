"""Charts as pictures that need no script: for previews, paper, and readers whose scripts are switched off.

The engine starts threads and takes a second to start, so it lives in a process of its own: one for as long as this
process lives, begun anew after some hundred charts, since it never gives memory back.
"""

import atexit
import base64
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

_MOST = 400
_ROOM = 14
_SIZE = re.compile(r'width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" viewBox="0 0 [\d. ]+"')
_NAMED = re.compile(r'((?:\bid="|url\(#|href="#)[a-z_]+)(\d+)')
_TAG = re.compile(r"<[^/][^>]*>")
"""All but what ends an element, which names nothing."""
_OWN = re.compile(r'(\bid="|url\(#|href="#)')
_FINE = re.compile(r"(\.\d)\d+")
_UNHEARD = re.compile(r' (?:aria-[a-z]+|role|pointer-events|xmlns:xlink|version|font-family)="[^"]*"')
_USUAL = re.compile(
    r' (?:opacity="1"|stroke-width="1"|transform="translate\(0,0\)"|font-size="13px"|font-weight="normal"'
    r'|x2="0"(?= y2="0")|class="(?:mark|role|background|foreground)[^"]*")'
)
_EMPTY = re.compile(r'<path(?: d="(?:M0,0h0v0h0Z)?")?(?: display="none")?/>')
_WORKER = Path(__file__).with_name("still_charts_worker.py")


class _Engine:
    """The process, one request a line."""

    def __init__(self) -> None:
        self.owner, self.drawn, self.lent = os.getpid(), 0, False
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def draw(self, **wanted: object) -> str:
        """An SVG, or with a ``scale`` a PNG in base64, of a ``chart`` or of a ``drawing``."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()
        self.drawn += 1
        answer = json.loads(self.process.stdout.readline())
        if isinstance(answer, dict):
            raise ValueError(answer["error"])
        return str(answer)

    def end(self) -> None:
        if self.owner == os.getpid():
            self.process.communicate()


_engine: _Engine | None = None
_lock = Lock()


def still_charts(specifications: Sequence[dict[str, Any]]) -> list[str]:
    """The SVG of each chart, without what screen readers would read aloud: its place on the page describes it."""
    if not specifications:
        return []
    with _lock:
        engine = _ready()
        return [
            _plain(engine.draw(chart={**spec, "config": {**spec.get("config", {}), "aria": False}}))
            for spec in specifications
        ]


def svg_of(specification: dict[str, Any]) -> str:
    """A chart as a drawing that stands alone."""
    with _lock:
        return _ready().draw(chart=specification)


def png_of(picture: dict[str, Any] | str, *, scale: float = 2.0) -> bytes:
    """A chart, or an SVG, in pixels: ``scale`` of them for each of its own.

    Raises
    ------
    ValueError
        When it cannot be drawn.
    """
    wanted = {"drawing": picture} if isinstance(picture, str) else {"chart": picture}
    with _lock:
        return base64.b64decode(_ready().draw(**wanted, scale=scale))


def _ready() -> _Engine:
    global _engine
    if _engine is not None and _engine.lent:
        return _engine
    if _engine is not None and _engine.drawn > _MOST:
        _engine.end()
        _engine = None
    if _engine is None or _engine.owner != os.getpid() or _engine.process.poll() is not None:
        _engine = _Engine()
        atexit.register(_engine.end)
    return _engine


def _plain(svg: str) -> str:
    """Without what the page's own style says (``.still svg`` has the font) and what nobody sees.

    Its letters may be wider than those that the engine measured, so there is some room at both sides; and its ids are
    its own. What is written in the picture stays as it is: ``7.290`` may be thousands.
    """
    svg = _SIZE.sub(_with_room, svg, count=1)
    svg = _counted_anew(svg)
    own = f"s{zlib.crc32(svg.encode()):x}"  # each picture of a page names what cuts it clip0
    svg = _TAG.sub(lambda tag: _plain_tag(tag[0], own), svg)
    return _EMPTY.sub("", svg)


def _counted_anew(svg: str) -> str:
    """Count what a picture names from 0: Vega goes on counting from picture to picture.

    >>> _counted_anew('<clipPath id="clip7"/><g clip-path="url(#clip7)"/><g clip-path="url(#clip9)"/>')
    '<clipPath id="clip0"/><g clip-path="url(#clip0)"/><g clip-path="url(#clip1)"/>'
    """
    seen: dict[str, int] = {}
    return _NAMED.sub(lambda found: f"{found[1]}{seen.setdefault(found[2], len(seen))}", svg)


def _plain_tag(tag: str, own: str) -> str:
    tag = _OWN.sub(rf"\g<1>{own}", tag)
    return _USUAL.sub("", _UNHEARD.sub("", _FINE.sub(r"\1", tag)))


def _with_room(size: re.Match[str]) -> str:
    width = float(size["width"]) + 2 * _ROOM
    return f'width="{width:g}" height="{size["height"]}" viewBox="{-_ROOM} 0 {width:g} {size["height"]}"'


def engine() -> _Engine:
    """Start an engine for a process that is still to be forked, which itself must have none."""
    return _Engine()


def lend(engine: _Engine) -> None:
    """In the forked process: draw with an engine that the process it was forked from keeps."""
    global _engine
    engine.lent, _engine = True, engine
