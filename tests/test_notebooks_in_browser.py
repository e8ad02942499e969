"""The notebooks as their reader sees them: JupyterLab in Chromium, Run All, and nothing leaves the machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from .test_notebooks import NOTEBOOKS, faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[1]
CHARTS = {
    "00_start_here": 3,
    "01_define_segments": 1,
    "02_enter_benefits_and_costs": 0,
    "03_see_value_gaps": 9,
    "05_how_sure_are_we": 5,
    "08_report": 10,
}
TOKEN = "only-for-these-tests"
# So tall that every cell is on the screen: JupyterLab draws no chart that nobody can see.
SCREEN = {"width": 1200, "height": 9000}

READY = "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext !== undefined"
RUN_ALL = """async () => {
    const context = jupyterapp.shell.currentWidget.context;
    await context.ready;
    await context.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
    return JSON.stringify(jupyterapp.shell.currentWidget.content.model.toJSON());
}"""
CHARTS_DRAWN = """count => {
    const drawn = [...document.querySelectorAll(".jp-OutputArea-output svg.marks")];
    return drawn.length === count && drawn.every(svg => svg.getBoundingClientRect().height > 50);
}"""
EMPTY = """() => [...document.querySelectorAll(".jp-OutputArea-output")]
    .filter(output => !output.querySelector("svg, style") && output.innerText.trim() === "")
    .map(output => output.closest(".jp-CodeCell").innerText.slice(0, 80))"""
CUT_OFF = """() => {
    const right = element => element.getBoundingClientRect().right;
    return [...document.querySelectorAll(".jp-OutputArea-output svg.marks")]
        .filter(svg => right(svg) > right(svg.closest(".jp-OutputArea-output")) + 1)
        .map(svg => svg.closest(".jp-CodeCell").innerText.slice(0, 80));
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a copy of the notebooks; its address."""
    root, runtime = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("runtime")
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
    environment = os.environ | {"JUPYTER_RUNTIME_DIR": str(runtime)}
    server = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
    try:
        yield address(server, runtime, root / "lab.log")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        log.close()


def address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Where the server answers, once it does: it writes that down when it is ready."""
    told = runtime / f"jpserver-{server.pid}.json"
    patience = time.monotonic() + 60
    while time.monotonic() < patience and server.poll() is None:
        if told.exists() and (text := told.read_text(encoding="utf-8")).endswith("}"):
            return str(json.loads(text)["url"])
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def test_each_notebook_is_here():
    assert [path.stem for path in NOTEBOOKS] == list(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_run_all_draws_everything_without_a_network(lab, open_offline, name):
    with open_offline(viewport=SCREEN) as page:
        page.goto(f"{lab}lab/workspaces/{name}/tree/notebooks/{name}.ipynb?token={TOKEN}")
        page.wait_for_function(READY, timeout=60_000)
        executed = nbformat.reads(page.evaluate(RUN_ALL), as_version=4)

        assert faults(executed) == []
        page.wait_for_function(CHARTS_DRAWN, arg=CHARTS[name], timeout=30_000)
        assert page.evaluate(EMPTY) == []
        assert page.locator("mjx-container").all_inner_texts() == []  # dollars are money, not formulas
        assert page.evaluate(CUT_OFF) == []
