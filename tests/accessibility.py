"""What shuts people out, as axe finds it on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from .patience import last

if TYPE_CHECKING:
    from playwright.sync_api import Page


def violations(page: Page, *, within: str | None = None) -> list[str]:
    """Serious and critical violations within a part of the page; by default in its ``main``, where it has one.

    A page that is still being drawn is looked at again.
    """
    if within is None and page.locator("main").count():
        within = "main"
    return last(page, lambda: _now(page, within), lambda found: not found, seconds=5)


def _now(page: Page, within: str | None) -> list[str]:
    # what is as it should be need not be told node by node, which takes most of the time on a page with pictures
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
