"""The app's server: who is let in, what a page leaves behind, and what it says when it cannot."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ..jupyterlab import running_app
from ..patience import comes_to, eventually

if TYPE_CHECKING:
    from playwright.sync_api import WebSocketRoute

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The app's address and its log."""
    root = tmp_path_factory.mktemp("served")
    with running_app(root, root / "mine") as address:
        yield address, root / "app.log"


def answer(address: str, **headers: str) -> tuple[int, str]:
    """The answer's status and its text."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def alive(log) -> int:
    """How many kernels were started and not ended."""
    text = log.read_text(encoding="utf-8")
    return text.count("Kernel started: ") - text.count("Kernel shutdown: ")


def test_nobody_is_served_by_another_name_or_without_the_token(served):
    address, log = served
    plain = address.partition("?")[0]

    for host in ("evil.example", "evil.example:8866", "203.0.113.7"):
        status, text = answer(address, Host=host)
        assert status == 403
        assert "<p>Forbidden (403)</p>" in text
        assert "http" not in text  # an error's page fetches nothing
    status, text = answer(plain)
    assert (status, "kernelId" in text) == (200, False)  # where the token is asked for
    assert answer(plain + "?token=wrong")[1].count("kernelId") == 0
    assert alive(log) == 0


@pytest.mark.browser
@pytest.mark.thorough
def test_a_page_that_is_loaded_over_and_over_leaves_one_kernel(served, open_offline):
    address, log = served
    with open_offline() as page:
        page.set_default_timeout(120_000)
        page.goto(address)
        for _ in range(3):
            page.locator(".cvt-form .cvt-bar").first.wait_for()
            page.reload()
        page.locator(".cvt-form .cvt-bar").first.wait_for()
        expect(page).to_have_title("Customer Value Workbook")
        eventually(page, lambda: log.read_text(encoding="utf-8").count("Kernel started: ") >= 4)
        comes_to(page, lambda: alive(log), 1)


@pytest.mark.browser
@pytest.mark.thorough
def test_a_page_whose_question_got_lost_is_loaded_again(served, open_offline):
    asked = []

    def lose_the_first(socket: WebSocketRoute) -> None:
        asked.append(socket.url)
        if len(asked) > 1:
            socket.connect_to_server()

    with open_offline() as page:
        page.route_web_socket("**/channels*", lose_the_first)
        page.goto(served[0])
        page.locator(".cvt-form .cvt-bar").first.wait_for(timeout=120_000)

        assert len(asked) > 1
