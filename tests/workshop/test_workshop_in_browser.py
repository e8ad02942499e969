"""A round with eight browsers at once, one a phone, in three languages; and what must not get lost on the way."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import ExitStack, contextmanager

import pytest

from cvtools.language.language import language
from cvtools.workshop.handed_in import collect
from cvtools.workshop.page import offline_page

from .rooms import Client, served, small_room

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CODES = ["en", "nb", "hr", "nb", "hr", "en", "hr", "nb"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1000, "height": 800}
SAVED = "() => document.querySelector('.status.saved')"


@contextmanager
def serving(room):
    """The room's server in a thread of its own; a client that knows its address."""
    ready, stop, found = threading.Event(), asyncio.Event(), []

    async def serve() -> None:
        async with served(room) as client:
            found.extend([client, asyncio.get_running_loop()])
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    try:
        yield found[0]
    finally:
        found[1].call_soon_threadsafe(stop.set)
        thread.join(20)


def come_in(page, client: Client, code: str) -> None:
    _ = language(code)
    page.goto(f"{client.address}#{client.desk.room.code}")
    page.get_by_role("button", name=_("Come in")).click()
    page.locator("nav .tab").first.wait_for()


def answer_everything(page, code: str, who: int) -> None:
    """Guess, weigh, rate: the café better than the chain, but for the last two."""
    next_ = page.get_by_role("button", name=language(code)("Next"), exact=True)
    page.locator(".card").nth(1).click()
    next_.click()
    page.locator(".card").first.click()
    page.locator("input.number").fill(str(20 + who))
    for taste, price in ((8, "2,5"), (5, "3")) if who < 6 else ((3, "4"), (9, "1")):
        next_.click()
        boxes = page.locator(".item > .both input.number")
        boxes.nth(0).fill(str(taste))
        boxes.nth(1).fill(price)
    next_.click()
    page.get_by_role("button", name=language(code)("I am done with this round")).click()


def test_a_round_with_eight_browsers(tmp_path, open_offline):
    room = small_room(tmp_path)
    with serving(room) as client, ExitStack() as stack:

        def page_of(code: str, size: dict):
            return stack.enter_context(open_offline(viewport=size, locale=f"{code}-{code.upper()}"))

        teacher = page_of("en", {"width": 1280, "height": 900})
        teacher.goto(f"{client.address}teacher#{room.token}")
        pages = [page_of(code, DESK if who else PHONE) for who, code in enumerate(CODES)]
        for page, code in zip(pages, CODES, strict=True):
            come_in(page, client, code)
        for who, (page, code) in enumerate(zip(pages, CODES, strict=True)):
            answer_everything(page, code, who)
        for page in pages:
            page.wait_for_function(SAVED)
        teacher.get_by_text("In the room: 8, working: 0, done: 8").wait_for()
        assert room.token not in teacher.url
        assert teacher.locator("circle").count() == 0

        teacher.get_by_role("button", name="Show the numbers").click()

        teacher.get_by_text("All three ways of pooling name the same winner.").wait_for()
        assert teacher.locator("circle").count() == 8 * (2 + 4)
        row = teacher.locator("tbody tr").first
        assert row.locator("th").inner_text() == "Our café"
        assert row.locator("td").nth(3).inner_text() == "6/8"
        for page, code in zip(pages, CODES, strict=True):
            page.get_by_text(language(code)("By the numbers of all: {offering}", offering="Our café")).wait_for()
            assert page.evaluate("document.documentElement.lang") == code
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.locator(".content button:enabled").count() == 0


def test_nothing_typed_is_lost(tmp_path, open_offline):
    """A connection that goes, a reload without one's being sent, a second tab, a second device."""
    room = small_room(tmp_path)
    with serving(room) as client, open_offline(viewport=PHONE, locale="en-GB") as page:
        come_in(page, client, "en")
        turn = page.get_by_role("button", name="What is each step worth?")
        turn.click()
        page.locator(".card").first.click()
        page.wait_for_function(SAVED)

        page.evaluate("() => { window.fetch = () => Promise.reject(new Error('gone')); }")
        page.locator("input.number").fill("35")
        page.get_by_text("No connection.").wait_for()
        page.reload()

        page.wait_for_function(SAVED)
        assert page.locator("input.number").input_value() == "35"

        page.locator("input.number").fill("3x")
        page.get_by_text("That is not a number.").wait_for()
        page.reload()
        assert page.locator("input.number").input_value() == "3x"

        key = page.evaluate("JSON.parse(localStorage.getItem('cvw/me')).key")
        with open_offline(viewport=DESK, locale="en-GB") as second:
            second.goto(client.address)
            second.get_by_role("button", name="I was here before, with another device").click()
            second.locator("input.code").fill(key)
            second.get_by_role("button", name="Come in").click()
            second.get_by_role("button", name="What is each step worth?").click()
            assert second.locator("input.number").input_value() == "35"
            second.locator("input.number").fill("40")
            second.wait_for_function(SAVED)
        assert {answer.item: answer.value for answer in room.answers()} == {"weight/taste": 100, "weight/price": 40}


def test_a_name_is_never_markup_and_a_wrong_code_is_told(tmp_path, browser, open_offline):
    room = small_room(tmp_path)
    with serving(room) as client, open_offline(locale="en-GB") as teacher:
        page = browser.new_page(locale="hr-HR")  # Chromium writes each refusal to the console
        page.goto(f"{client.address}#AAAA")
        page.get_by_role("button", name="Uđite").click()
        page.get_by_text("To nije kod.").wait_for()
        page.locator("input.code").fill(room.code.lower())
        page.locator("input[maxlength='60']").fill("<img src=x onerror=alert(1)>")
        page.get_by_role("button", name="Uđite").click()
        page.locator("nav .tab").first.wait_for()
        teacher.goto(f"{client.address}teacher#{room.token}")
        teacher.get_by_text("<img src=x onerror=alert(1)>: 0/7").wait_for()
        page.close()


def test_the_page_without_a_network_hands_in_a_file(tmp_path, open_offline):
    room = small_room(tmp_path)
    (tmp_path / "page.html").write_text(offline_page(room.form), encoding="utf-8")
    room.close()
    with open_offline(viewport=PHONE, accept_downloads=True) as page:
        page.goto((tmp_path / "page.html").as_uri())
        page.locator(".card").nth(1).click()
        page.get_by_role("button", name="What is each step worth?").click()
        page.locator(".card").first.click()
        page.locator("input.number").fill("50")
        page.locator("nav .tab").nth(3).click()
        page.locator(".item > .both input.number").first.fill("7")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save the file to hand in").click()
        waiting.value.save_as(tmp_path / "mine.json")

    _, answers = collect([tmp_path / "mine.json"])

    assert answers.weight.round(1).tolist() == [[66.7, 33.3]]
    assert answers.rating[0, 1, 0] == 7
    assert answers.winner == ("chain",)
    assert json.loads((tmp_path / "mine.json").read_text())["view"] == "perceived"
