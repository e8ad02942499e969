"""Waiting for what a page shows and for what it leaves on the disk: on a busy machine both come a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from playwright.sync_api import Page

Found = TypeVar("Found")

PATIENCE = 30
"""Seconds until what has not come counts as wrong; nothing that is tested is a matter of seconds."""


def comes_to(page: Page, read: Callable[[], Found] | str, wanted: object, *, seconds: float = PATIENCE) -> None:
    """Fail unless what is read, by a function or by a script in the page, comes to what is wanted."""
    found = last(page, read, lambda found: found == wanted, seconds=seconds)
    assert found == wanted


def eventually(page: Page, holds: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Fail unless something comes to hold."""
    assert last(page, holds, bool, seconds=seconds), "it did not come"


def no_wider(page: Page) -> None:
    """Fail unless a page comes to be no wider than its screen."""
    width = page.viewport_size["width"]
    eventually(page, lambda: page.evaluate("document.documentElement.scrollWidth") <= width)


def last(
    page: Page, read: Callable[[], Found] | str, enough: Callable[[Found], bool], *, seconds: float = PATIENCE
) -> Found:
    """What is read as soon as it is enough, or when patience ends; the page goes on meanwhile."""
    end = time.monotonic() + seconds
    while True:
        found = page.evaluate(read) if isinstance(read, str) else read()
        if enough(found) or time.monotonic() > end:
            return found
        page.wait_for_timeout(50)
