"""The app's server where no browser is needed."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import pytest
from tornado.web import HTTPError

from cvtools.app import server


def test_there_are_only_so_many_kernels(monkeypatch):
    monkeypatch.setattr(server, "MOST_KERNELS", 0)

    with pytest.raises(HTTPError) as caught:
        asyncio.run(server.FewKernels().start_kernel())

    assert caught.value.status_code == 503
    assert caught.value.reason == "The workbook is open in too many tabs. Close some of them, then reload."


@pytest.mark.thorough
def test_a_port_that_somebody_has_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = [sys.executable, "-m", "cvtools", "app", "mine", f"--port={port}", "--no-browser"]
        run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    told = f"--port {port}: another program has this port, or nobody may use it; choose another one\n"
    assert (run.returncode, run.stderr) == (2, told)
