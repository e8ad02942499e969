"""Reports as PDF: printed by a Chromium that is there, one for a whole batch."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cvtools.study.errors import StudyError
from cvtools.study.safe_files import replace_file
from cvtools.study.wording import N_

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge")
"""What the browser is called, system by system; the variable CHROMIUM names another."""
_DRAWN = "html[data-charts=drawn], html:not(:has(figure > script))"
"""No script of ours may run in the page, whose policy forbids it: a selector waits instead."""
_LONGEST = 60  # seconds for one page


def browser_path() -> str:
    """Return where the browser is.

    Raises
    ------
    StudyError
        When there is none.
    """
    named = os.environ.get("CHROMIUM", "")
    found = next(filter(None, map(shutil.which, [named] if named else CHROMIUM)), None)
    if found is None:
        message = N_("a PDF needs Chromium, Chrome or Edge, and none was found; the variable CHROMIUM names one")
        raise StudyError("--pdf", message)
    return found


def printed(pages: Sequence[Path]) -> dict[Path, str]:
    """Print HTML reports, each to a file of the same name that ends in ``.pdf``, and say what went wrong with which.

    A PDF has bookmarks, live links and the tags that screen readers need; page numbers and sizes are the page's own. A
    page that cannot be printed stops no other.

    Raises
    ------
    StudyError
        When Playwright or the browser is missing.
    OSError
        When a file cannot be written.
    """
    if not pages:
        return {}
    path = browser_path()
    if find_spec("playwright") is None:
        raise StudyError("--pdf", N_("Playwright is not installed; pip install 'cvtools[pdf]' installs it"))
    with ThreadPoolExecutor(max_workers=1) as thread:  # a notebook's own thread has a loop that is running already
        return thread.submit(asyncio.run, _print(path, pages)).result()


async def _print(path: str, pages: Sequence[Path]) -> dict[Path, str]:
    from playwright.async_api import Error, async_playwright

    told: dict[Path, str] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if _as_root() else [], timeout=_LONGEST * 1000
        )
        context = await browser.new_context(offline=True)
        context.set_default_timeout(_LONGEST * 1000)
        for page in pages:
            file = page.with_suffix(".pdf")
            try:
                async with asyncio.timeout(_LONGEST):  # printing has no limit of its own
                    pdf = await _pdf(context, page)
            except TimeoutError:
                told[file] = f"it took longer than {_LONGEST} s"
            except Error as error:
                told[file] = error.message.splitlines()[0]
            else:
                replace_file(file, pdf)
                told[file] = ""
        await browser.close()
    return told


async def _pdf(context: "BrowserContext", page: Path) -> bytes:
    tab = await context.new_page()
    await tab.goto(page.absolute().as_uri(), wait_until="load")
    await tab.wait_for_selector(_DRAWN, state="attached")
    pdf = await tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    await tab.close()
    return pdf


def _as_root() -> bool:
    """Whether Chromium would refuse its sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
