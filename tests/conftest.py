"""What the tests share: the repository, a browser without a network, and settings that belong to nobody's machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import hypothesis
import pandas as pd
import pytest

from . import forked_kernels
from .jupyterlab import CLOSE_ALL, END_SESSIONS, ITS_OWN, LEAVING, OPEN, READY, Lab, promised, running_lab
from .strength import FULL, times

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    OpenOffline = Callable[..., AbstractContextManager[Page]]
    OpenNotebook = Callable[..., AbstractContextManager[Page]]

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A second lock besides the one of `open_offline`: no name but this machine's own is ever looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]

# The same examples every time: a red run is a change's fault, not chance's.
hypothesis.settings.register_profile("ours", deadline=None, derandomize=True, print_blob=True, max_examples=times(100))
hypothesis.settings.load_profile("ours")

# Text of tables is Arrow's where that is installed, as it is here, and Python's for whoever has none of our extras,
# which is quicker for tables as small as a study's. CI tests the one, every day the other.
if not FULL:
    pd.set_option("mode.string_storage", "python")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Thorough tests wait for CI, or until somebody names one; long files come first, so that no process waits."""
    if not (FULL or config.option.markexpr or config.option.keyword or any("::" in word for word in config.args)):
        thorough = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=thorough)
        items[:] = [item for item in items if item not in set(thorough)]
    long = {item.path for item in items if {"slow", "browser"} & {mark.name for mark in item.iter_markers()}}
    items.sort(key=lambda item: item.path not in long)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason, not once for each test, why tests were skipped."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"SKIPPED {count} tests: {reason}", yellow=True)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of the notebooks, one for all who look at it."""
    with running_lab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("runtime")) as lab:
        yield lab


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds the whole project."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Notebooks run with Jupyter's and IPython's defaults, not with what is set up on this machine, and at once.

    At once: their kernels are forked (where that can be done), and nobody waits until a disk has written.
    """
    folder = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("JUPYTER_CONFIG_DIR", str(folder / "jupyter"))
        patch.setenv("JUPYTER_DATA_DIR", str(folder / "jupyter-data"))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "jupyter-runtime"))
        patch.setattr(os, "fsync", lambda _handle: None)
        if sys.platform == "linux":
            forked_kernels.specify(folder / "forked")
            patch.setenv("JUPYTER_PATH", str(folder / "forked"))
        yield


def find_chromium() -> str | None:
    """The browser to test with: `$CHROMIUM`, or the first of the usual names on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, started once for each test file that asks for it.

    Not once for the session: Playwright keeps an event loop running, in which no other test could start its own.
    """
    executable = find_chromium()
    if executable is None:
        advice = "no Chromium: `apt-get install chromium`, or set CHROMIUM=/path/to/chrome"
        if FULL:
            pytest.fail(f"{advice} (in CI the browser tests must run)")
        pytest.skip(advice)

    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a page may be slow on a busy machine; what is wrong stays wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def open_offline(browser: Browser) -> OpenOffline:
    """Open pages that cannot leave this machine: `with open_offline(viewport=…, locale=…) as page:`.

    Files and this machine's own servers are served; anything else is refused. Leaving the block fails if the page
    asked for anything else, threw, or wrote an error to its console. Words are those of Playwright's `new_context`,
    and `problems`, a list for whoever wants to know of these before the block is left.
    """

    @contextmanager
    def open_page(*, problems: list[str] | None = None, **context_options: object) -> Iterator[Page]:
        problems = [] if problems is None else problems

        def refuse(route: Route) -> None:
            problems.append(f"asked for {route.request.url}")
            route.abort()

        def note_error(text: str) -> None:
            if not ITS_OWN.search(text):
                problems.append(text)

        context = browser.new_context(**({"service_workers": "block"} | context_options))
        try:
            context.route(lambda url: not is_local(url), refuse)
            context.route_web_socket(
                lambda url: not is_local(url), lambda socket: problems.append(f"asked for {socket.url}")
            )
            context.on("weberror", lambda event: note_error(f"threw {event.error}"))
            context.on(
                "console",
                lambda message: note_error(f"console: {message.text}") if message.type == "error" else None,
            )
            yield context.new_page()
            with leaving(context.pages, problems):
                for page in context.pages:
                    promised(page, END_SESSIONS)
                context.close()
        finally:
            context.close()
        behaved(problems)

    return open_page


@contextmanager
def leaving(pages: list[Page], problems: list[str]) -> Iterator[None]:
    """While pages end what they run, JupyterLab may say that it cannot send any more; at no other time."""
    for page in pages:
        page.evaluate("0")  # by its answer all has come that the page wrote before
    before = len(problems)
    yield
    problems[before:] = [text for text in problems[before:] if not LEAVING.search(text)]


def behaved(problems: list[str]) -> None:
    """Fail with what a page did wrong, once."""
    told, problems[:] = problems[:], []
    assert not told, "the page misbehaved:\n" + "\n".join(told)


@pytest.fixture(scope="module")
def open_notebook(lab: Lab, open_offline: OpenOffline) -> Iterator[OpenNotebook]:
    """Open a notebook in JupyterLab: `with open_notebook("03_see_value_gaps", viewport=…) as page:`.

    A page of JupyterLab takes several times as long to come up as a notebook in it, so that the tests of a file share
    their pages, one after the other. Each finds its notebook alone there, with no kernel yet, and fails for what its
    page did wrong; a page that a test failed with is not used again.
    """
    free: list[tuple[Page, list[str]]] = []
    with ExitStack() as pages:

        @contextmanager
        def opened(name: str, *, viewport: dict[str, int]) -> Iterator[Page]:
            if free:
                page, problems = free.pop()
                page.set_viewport_size(viewport)
                promised(page, OPEN, f"notebooks/{name}.ipynb")
            else:
                page = pages.enter_context(open_offline(problems=(problems := []), viewport=viewport))
                page.goto(lab.address(name))
            page.wait_for_function(READY, timeout=60_000)
            yield page
            with leaving([page], problems):
                promised(page, END_SESSIONS)
                promised(page, CLOSE_ALL)
            behaved(problems)
            if not page.locator(".jp-Dialog").count():
                free.append((page, problems))

        yield opened


@pytest.fixture
def offline_page(open_offline: OpenOffline, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without a network; see `open_offline`.

    Another size or language: `@pytest.mark.parametrize("offline_page", [{"viewport": {"width": 390, "height": 844}}],
    indirect=True)`.
    """
    with open_offline(**getattr(request, "param", {})) as page:
        yield page


def is_local(url: str) -> bool:
    """Whether a request stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in {"file", "data", "blob", "about"} or parts.hostname in {"localhost", "127.0.0.1", "::1"}
