"""The workbook as a web page, for one person on this machine: Voilà, with the doors shut that it leaves open.

Who may come in holds the token in the address, and asks for this machine by its own name: a page from elsewhere, whose
name was made to lead here, does not. Each page has a kernel; it goes with the page, or when nobody has used it for ten
minutes, and there are only so many.
"""

import os
import socket
import tempfile
import threading
import webbrowser
from html import escape
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila

from cvtools.app.application import PLACE
from cvtools.study.errors import StudyError
from cvtools.study.wording import N_

HERE = "127.0.0.1"
PORT = 8866
MOST_KERNELS = 8
"""One takes about 160 MB."""
_IDLE = 600
_JUPYTER = Path(__file__).parent / "jupyter"


def serve(study: Path, *, port: int = PORT, browser: bool = True) -> None:
    """Serve the workbook on a study until somebody ends it.

    Raises
    ------
    StudyError
        When another program has the port.
    """
    _refuse_if_busy(port)
    os.environ[PLACE] = str(study.absolute())
    # Voilà finds our template, which fetches nothing, by this.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(_JUPYTER), os.environ.get("JUPYTER_PATH"))))
    config = Config()
    config.Voila.update(
        ip=HERE,
        port=port,
        port_retries=0,
        open_browser=browser,
        auto_token=True,
        tornado_settings={"allow_remote_access": False, "local_hostnames": ["localhost"]},
    )
    config.VoilaConfiguration.update(
        template="workbook", multi_kernel_manager_class=FewKernels, prelaunch_hook=give_xsrf_cookie
    )
    config.FewKernels.update(cull_idle_timeout=_IDLE, cull_interval=60, cull_connected=False)
    Server.launch_instance([str(_JUPYTER / "app.ipynb")], config=config)


def _refuse_if_busy(port: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except (OSError, OverflowError):
            reason = N_("another program has this port, or nobody may use it; choose another one")
            raise StudyError(f"--port {port}", reason) from None


class FewKernels(AsyncMappingKernelManager):
    """Kernels, up to a number: a page that is loaded over and over must not fill the memory."""

    async def start_kernel(self, **kwargs: Any) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Start a kernel for a page, unless there are enough."""
        if len(self) >= MOST_KERNELS:
            raise HTTPError(503, reason="The workbook is open in too many tabs. Close some of them, then reload.")
        return await super().start_kernel(**kwargs)


class Server(Voila):
    """Voilà, whose browser opens with the token."""

    def launch_browser(self) -> None:
        """Open the page by a file of one's own: what a program is started with, everybody on a machine can see."""
        with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False, encoding="utf-8") as file:
            file.write(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0;url={escape(self.display_url)}">')
        threading.Thread(target=webbrowser.open, args=(Path(file.name).as_uri(),), daemon=True).start()


def give_xsrf_cookie(handler: Any, **_: object) -> None:
    """Give a page the cookie without which its farewell, which ends its kernel, would be refused."""
    _ = handler.xsrf_token
