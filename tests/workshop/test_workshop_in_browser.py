"""A round with eight browsers at once, one a phone, in three languages; and what must not get lost on the way."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import expect

from cvtools.language.language import Language, language
from cvtools.study.schema import LANGUAGES
from cvtools.study.study import read_study
from cvtools.workshop.carpet import CARDS, PUBLISHED
from cvtools.workshop.handed_in import collect
from cvtools.workshop.kit import kit
from cvtools.workshop.kit_guide import blocks
from cvtools.workshop.page import offline_page

from ..patience import no_wider
from ..strength import some
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


def guess(page, _: Language, who: int) -> None:
    tab(page, 0)
    page.locator(".card").nth(1).click()


def weigh(page, _: Language, who: int) -> None:
    tab(page, 1)
    page.locator(".card").first.click()
    page.locator("input.number").fill(str(20 + who))


def rate(page, _: Language, who: int) -> None:
    """The café better than the chain, but for the last two."""
    better = who < 6
    for place, (taste, price) in enumerate((("8", "2,5"), ("5", "3")) if better else (("3", "4"), ("9", "1")), start=2):
        tab(page, place)
        boxes = page.locator(".item > .both input.number")
        boxes.nth(0).fill(taste)
        boxes.nth(1).fill(price)
    tab(page, 4)
    page.get_by_role("button", name=_("I am done with this round")).click()


def tab(page, place: int) -> None:
    page.locator("nav .tab").nth(place).click()


QUOTED = re.compile("[“«„](.+?)[”»]")
CLAIM = "For people in a hurry, who want a good cup, we give calm."


@pytest.mark.parametrize("code", some(LANGUAGES[::-1], daily=1))
@pytest.mark.thorough
def test_ninety_minutes_by_the_guide_alone(tmp_path, open_offline, code):
    """Whoever teaches does what the guide's 90 minutes say, in its order, by the names that it quotes; nothing else."""
    _, room = language(code), small_room(tmp_path)
    with serving(room) as client, ExitStack() as stack:

        def page_of(spoken: str, size: dict):
            return stack.enter_context(open_offline(viewport=size, locale=f"{spoken}-{spoken.upper()}"))

        teacher = page_of(code, {"width": 1280, "height": 900})
        teacher.goto(f"{client.address}teacher#{room.token}")
        pages = [page_of(spoken, DESK if who else PHONE) for who, spoken in enumerate(CODES)]
        for page, spoken in zip(pages, CODES, strict=True):
            come_in(page, client, spoken)

        def everybody(does) -> None:
            for who, (page, spoken) in enumerate(zip(pages, CODES, strict=True)):
                does(page, language(spoken), who)
            for page in pages:
                page.wait_for_function(SAVED)

        def press(name: str) -> None:
            teacher.get_by_role("button", name=name, exact=True).click()
            locked = 0 if name == _("Start the next round") else 1
            for page in pages:
                page.wait_for_function(
                    f"() => document.querySelectorAll('fieldset.plain:disabled').length === {locked}"
                )

        def put_to_the_vote(name: str) -> None:
            teacher.get_by_label(name).fill(CLAIM)
            teacher.get_by_role("button", name=_("Put it"), exact=True).click()
            for page in pages:
                page.get_by_text(CLAIM).wait_for()
            everybody(lambda page, spoken, who: page.get_by_role("button", name=spoken("I agree"), exact=True).click())

        steps = {
            "Your guess": lambda name: everybody(guess),
            "What is each step worth?": lambda name: everybody(weigh),
            "I am done with this round": lambda name: everybody(rate),
            "Show the numbers": press,
            "Start the next round": press,
            "Where you differ most: talk about these first": lambda name: teacher.get_by_text(name).wait_for(),
            "Who wins": lambda name: teacher.get_by_role("heading", name=name).wait_for(),
            "Put a claim to the vote": put_to_the_vote,
        }
        by_name = {_(name): step for name, step in steps.items()}
        for block in blocks(_):
            for name in QUOTED.findall(block.do) if block.minutes[0] else ():
                by_name[name](name)

        assert room.token not in teacher.url
        teacher.get_by_text(_("All three ways of pooling name the same winner.")).wait_for()
        expect(teacher.locator("circle")).to_have_count(8 * (2 + 4))
        row = teacher.locator("tbody tr").first
        expect(row.locator("th")).to_have_text("Our café")
        expect(row.locator("td").nth(3)).to_have_text("6/8")
        teacher.get_by_text(f"{_('I agree')}: 8").wait_for()
        for page, spoken in zip(pages, CODES, strict=True):
            page.get_by_text(language(spoken)("By the numbers of all: {offering}", offering="Our café")).wait_for()
            assert page.evaluate("document.documentElement.lang") == spoken
            no_wider(page)
            expect(page.locator(".content button:enabled")).to_have_count(0)


def test_ones_own_order_says_what_one_weighs(tmp_path, open_offline):
    """The published respondent's order, tapped: the shares are the published ones, on the page and for the teacher."""
    order = [int(card) for _, card in sorted(zip(PUBLISHED, CARDS.index, strict=True))]
    room = small_room(tmp_path, cards=True)
    with serving(room) as client, open_offline(viewport=PHONE, locale="nb-NO") as page:
        come_in(page, client, "nb")
        for card in order[:3]:
            tap(page, card, order)
        page.wait_for_function(SAVED)
        page.reload()
        for card in order[3:]:
            tap(page, card, order)
        page.wait_for_function(SAVED)

        shares = [re.compile(rf"\b{share}\s%") for share in (34, 8, 32, 6, 19)]
        expect(page.locator(".worths li")).to_have_text(shares)
        no_wider(page)
        assert {answer.item: answer.value for answer in room.answers()} == {"cards": order}


def tap(page, card: int, order: list[int]) -> None:
    """Tap a card among those that are left, which stand in the order of their numbers."""
    left = sorted(set(order) - set(order[: order.index(card)]))
    page.locator("button.card").nth(left.index(card)).click()


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
        expect(page.locator("input.number")).to_have_value("35")

        page.locator("input.number").fill("3x")
        page.get_by_text("That is not a number.").wait_for()
        page.reload()
        expect(page.locator("input.number")).to_have_value("3x")

        key = page.evaluate("JSON.parse(localStorage.getItem('cvw/me')).key")
        with open_offline(viewport=DESK, locale="en-GB") as second:
            second.goto(client.address)
            second.get_by_role("button", name="I was here before, with another device").click()
            second.locator("input.code").fill(key)
            second.get_by_role("button", name="Come in").click()
            second.get_by_role("button", name="What is each step worth?").click()
            expect(second.locator("input.number")).to_have_value("35")
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


@pytest.mark.parametrize("code", some(LANGUAGES[::-1], daily=1))
@pytest.mark.thorough
def test_what_is_printed_fits_its_pages(tmp_path, open_offline, code):
    pages = {}
    for name, text in kit(read_study("coffee"), language(code), segment="commuters").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        with open_offline() as page:
            page.goto((tmp_path / name).as_uri())
            pages[name] = len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))

    slides = len(blocks(language(code))) + 1
    assert pages.pop("guide.html") <= 5
    assert pages == {"slides.html": slides, "handouts.html": 5, "cases.html": 2, "quiz.html": 2}
