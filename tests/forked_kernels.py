"""Kernels that are there at once: forked from a process that has imported what every notebook imports.

    forked_kernels.py kernel SOCKET PID CONNECTION  what a kernel specification starts: it lives as long as the kernel
    forked_kernels.py serve SOCKET PID              to fork from: the first kernel starts it, it ends with PID

Imports cost a kernel of one's own seconds, each time; a forked one starts with nothing but modules loaded, so that no
state of one notebook can reach another. Only the tests use this; what runs in an empty environment has real kernels.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

IMPORTED = [
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "altair",
    "ipywidgets",
    "anywidget",
    "babel.numbers",
    "babel.dates",
    "openpyxl",
    "jupyter_client.session",
]


def specify(folder: Path) -> None:
    """Make `python3` in this folder of Jupyter's path a forked kernel, for as long as this process lives."""
    specification = folder / "kernels" / "python3"
    specification.mkdir(parents=True)
    words = ["kernel", str(folder / "socket"), str(os.getpid()), "{connection_file}"]
    named = {"argv": [sys.executable, "-I", "-S", __file__, *words], "display_name": "Python 3", "language": "python"}
    (specification / "kernel.json").write_text(json.dumps(named), encoding="utf-8")


def serve(place: str, pid: str) -> None:
    """Fork a kernel for each who asks, over a socket that closes when either of the two ends."""
    from importlib import import_module

    import cvtools

    for name in IMPORTED:
        import_module(name)
    for source in sorted(Path(cvtools.__file__).parent.rglob("*.py")):
        name = ".".join(["cvtools", *source.relative_to(Path(cvtools.__file__).parent).with_suffix("").parts])
        if not name.endswith("__main__"):
            import_module(name.removesuffix(".__init__"))
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen(64)
        server.settimeout(1)
        while Path(f"/proc/{pid}").exists():
            try:
                client, _ = server.accept()
            except TimeoutError:
                continue
            if os.fork() == 0:
                server.close()
                become_kernel(client)
            client.close()


def become_kernel(client: socket.socket) -> None:
    """In the child: take over the asker's output, folder and environment, and end when the asker ends."""
    from threading import Thread

    words, handles, _, _ = socket.recv_fds(client, 1 << 20, 2)
    asked = json.loads(words)
    os.setsid()
    for handle, of in zip(handles, (1, 2), strict=True):
        os.dup2(handle, of)
        os.close(handle)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    client.sendall(f"{os.getpid()}\n".encode())
    Thread(target=lambda: client.recv(1) or os._exit(1), daemon=True).start()
    quiet = ["--IPKernelApp.parent_handle=1", "--HistoryManager.enabled=False"]  # the thread above watches the parent
    sys.argv = ["ipykernel_launcher", "-f", asked["connection"], *asked["more"], *quiet]
    sys.path.insert(0, "")
    code = 0
    try:
        from ipykernel import kernelapp

        kernelapp.launch_new_instance()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def kernel(place: str, pid: str, connection: str, *more: str) -> None:
    """Ask for a kernel, and stand in for it before the one that started us."""
    with socket.socket(socket.AF_UNIX) as client:
        connect(client, place, pid)
        asked = {"folder": str(Path.cwd()), "environment": dict(os.environ), "connection": connection, "more": more}
        socket.send_fds(client, [json.dumps(asked).encode()], [1, 2])
        forked = int(client.makefile().readline())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: os.kill(forked, number))
        while client.recv(1):
            pass


def connect(client: socket.socket, place: str, pid: str) -> None:
    """Reach the process to fork from; start it if nobody has."""
    import time

    for _ in range(1200):
        try:
            return client.connect(place)
        except OSError:  # it is not there, or still importing
            pass
        try:
            os.close(os.open(f"{place}.started", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            time.sleep(0.05)
            continue
        with Path(f"{place}.log").open("wb") as log:
            words = [sys.executable, __file__, "serve", place, pid]
            subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    raise SystemExit("there is no process to fork a kernel from")


if __name__ == "__main__":
    {"serve": serve, "kernel": kernel}[sys.argv[1]](*sys.argv[2:])
