"""JupyterLab on a folder of notebooks, and Chromium that finds no name but this machine's own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page, Playwright

TOKEN = "only-for-this-benchmark"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages are not watched request by request: that would switch off the cache that a reader has.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
PATIENCE = 60
_NUMBERS = count()


def find_chromium() -> str | None:
    """The browser: `$CHROMIUM`, or the first of the usual names on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def open_chromium(playwright: Playwright, executable: str) -> Browser:
    return playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)


def write_notebook(path: Path, *cells: str) -> None:
    """A notebook with these code cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, path)


@contextmanager
def jupyter_lab(root: Path) -> Iterator[str]:
    """JupyterLab on `root`, with default settings; its address. It ends, and its kernels do, with the block."""
    private = root / ".jupyter"
    words = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"),
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",  # lets the benchmark open notebooks and say “Run All”
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    folders = {"JUPYTER_RUNTIME_DIR": "runtime", "JUPYTER_CONFIG_DIR": "config", "IPYTHONDIR": "ipython"}
    environment = os.environ | {name: str(private / folder) for name, folder in folders.items()}
    private.mkdir()
    with (private / "lab.log").open("wb") as log:
        server = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            yield _address(server, private)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def _address(server: subprocess.Popen[bytes], private: Path) -> str:
    """Where the server answers, once it does: it writes that down when it is ready."""
    told = private / "runtime" / f"jpserver-{server.pid}.json"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        if told.exists() and (text := told.read_text(encoding="utf-8")).endswith("}"):
            return str(json.loads(text)["url"])
        time.sleep(0.1)
    log = (private / "lab.log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"JupyterLab did not start:\n{log}")


def open_lab(browser: Browser, address: str, *, height: int) -> Page:
    """A window with JupyterLab, in which no notebook is open yet."""
    page = browser.contexts[0].new_page() if browser.contexts else browser.new_context().new_page()
    page.set_viewport_size({"width": 1300, "height": height})
    # A workspace of its own: to reset one that was used, JupyterLab would load the page a second time.
    page.goto(f"{address}lab/workspaces/w{next(_NUMBERS)}?token={TOKEN}", wait_until="domcontentloaded")
    page.wait_for_function("() => window.jupyterapp !== undefined", timeout=PATIENCE * 1000)
    page.evaluate("() => jupyterapp.restored")
    return page
