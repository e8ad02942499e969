"""JupyterLab and Voilà for the tests that look at the workbook as its users do."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "only-for-these-tests"
READY = "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext !== undefined"
OPEN = "path => jupyterapp.commands.execute('docmanager:open', { path }).then(() => undefined)"
# A moment before and after, in which JupyterLab hands round the messages that it has posted.
CLOSE_ALL = """async () => {
    const moment = () => new Promise(done => setTimeout(done, 100));
    await moment();
    for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();
    await moment();
}"""
RUN_ALL = """async () => {
    const context = jupyterapp.shell.currentWidget.context;
    await context.ready;
    await context.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
    return JSON.stringify(jupyterapp.shell.currentWidget.content.model.toJSON());
}"""

RUN_CELL = """async text => {
    const panel = jupyterapp.shell.currentWidget;
    const cells = panel.content.widgets;
    panel.content.activeCellIndex = cells.findIndex(cell => cell.model.sharedModel.getSource().includes(text));
    await jupyterapp.commands.execute("notebook:run-cell");
    return JSON.stringify(panel.content.activeCell.model.toJSON().outputs);
}"""
# A kernel that was killed is begun anew, and until then JupyterLab goes on calling it idle.
ANSWERED = """async () => {
    const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
    const moment = () => new Promise(done => setTimeout(done, 1000));
    while (!(await Promise.race([kernel.requestKernelInfo().catch(moment), moment()]))) continue;
}"""
LIVE_WIDGETS = """async () => {
    const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
    const code = "import ipywidgets.widgets.widget as _w, gc; gc.collect(); print(len(_w._instances), "
        + "len(get_ipython().kernel.comm_manager.comms))";
    let text = "";
    const future = kernel.requestExecute({ code, store_history: false, silent: false });
    future.onIOPub = message => { text += message.content.text ?? ""; };
    await future.done;
    return text;
}"""

WARM = 10
"""How often a cell runs before it is looked at what a run leaves behind: the first runs make machine code, too."""

# A kernel that still owes its first answer would complain about it when it is let go.
END_SESSIONS = """async () => {
    const sessions = [...(globalThis.jupyterapp?.shell.widgets("main") ?? [])]
        .map(widget => widget.context?.sessionContext).filter(context => context?.session);
    const ended = sessions.map(async context => {
        await context.session.kernel?.info;
        await context.shutdown();
    });
    await Promise.race([Promise.allSettled(ended), new Promise(done => setTimeout(done, 5000))]);
}"""
# What JupyterLab throws when a kernel goes before it has answered, and when it gives the focus to a notebook that has
# gone, a moment or seconds later; and what it writes while a page goes. It is not ours to mend.
ITS_OWN = re.compile(
    r"Canceled future for \w+ message before replies|\b_ensureFocus\b[^\n]*\n[^\n]*\bonActivateRequest\b"
)
LEAVING = re.compile(r"Could not send widget sync message Error: Cannot send")


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab and the folder it shows."""

    url: str
    root: Path

    def address(self, notebook: str, *, workspace: str = "") -> str:
        """Where a notebook of the folder `notebooks` opens, in a workspace of its own."""
        name = notebook.removesuffix(".ipynb")
        return f"{self.url}lab/workspaces/{workspace or name}/tree/notebooks/{name}.ipynb?token={TOKEN}"


@contextmanager
def running_lab(root: Path, runtime: Path) -> Iterator[Lab]:
    """Start JupyterLab on a copy of the notebooks in `root`, and end it."""
    for folder in ("notebooks", "data", "docs"):
        shutil.copytree(ROOT / folder, root / folder)
    words = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"),
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",  # lets a test say “Run All” and know when it is done
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    log = (root / "lab.log").open("wb")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # as `make lab` has it
    environment = os.environ | {"JUPYTER_RUNTIME_DIR": str(runtime), "PATH": path}
    server = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
    try:
        yield Lab(_address(server, runtime, root / "lab.log"), root)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        log.close()


@contextmanager
def running_app(root: Path, study: Path) -> Iterator[str]:
    """Start the app as `make app` does, and end it; its address, with the token."""
    port = free_port()
    words = [sys.executable, "-m", "cvtools", "app", str(study), f"--port={port}", "--no-browser"]
    log = root / "app.log"
    with log.open("wb") as file:
        server = subprocess.Popen(words, cwd=root, stdout=file, stderr=file)
        try:
            patience = time.monotonic() + 60
            while not (address := re.search(rf"http://127\.0\.0\.1:{port}/\?token=\w+", log.read_text())):
                assert server.poll() is None and time.monotonic() < patience, log.read_text()
                time.sleep(0.1)
            yield address[0]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def answers(url: str) -> bool:
    """Whether somebody listens: a server may say where it is a moment before it is there."""
    parts = urlsplit(url)
    with socket.socket() as asked:
        return asked.connect_ex((parts.hostname, parts.port)) == 0


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def promised(page: Page, script: str, argument: object = None, *, seconds: int = 120) -> Any:
    """What a script's promise comes to; without a limit, Playwright would wait for it for ever."""
    late = f"new Promise((_, no) => setTimeout(() => no(new Error('not kept in {seconds} s')), {seconds * 1000}))"
    return page.evaluate(f"argument => Promise.race([({script})(argument), {late}])", argument)


def live_widgets(page: Page) -> str:
    """How many widgets the notebook's kernel holds, and how many of its comms are open."""
    return promised(page, LIVE_WIDGETS)


def held(page: Page) -> dict[str, float]:
    """What a page holds after the browser has tidied up: nodes, listeners, and kilobytes of JavaScript's memory."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.wait_for_timeout(1000)  # what JupyterLab does a moment later: it draws toolbars and menus anew
    for _ in range(3):  # what one round lets go of may be the last thing that held something else
        session.send("HeapProfiler.collectGarbage")
    found = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {"nodes": found["Nodes"], "listeners": found["JSEventListeners"], "kB": found["JSHeapUsedSize"] / 1000}


def grown(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """How much more a page holds than before."""
    return {what: after[what] - before[what] for what in before}


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Where the server answers, once it does: it writes that down when it is ready."""
    told = runtime / f"jpserver-{server.pid}.json"
    patience = time.monotonic() + 60
    while time.monotonic() < patience and server.poll() is None:
        text = told.read_text(encoding="utf-8") if told.exists() else ""
        if text.endswith("}") and answers(url := str(json.loads(text)["url"])):
            return url
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
