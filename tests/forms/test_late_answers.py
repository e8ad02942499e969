"""A form whose answers come late: the form as the browser has it, Python as it is, and the test as the wire between."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cvtools as cv
from cvtools.forms.form import EntryForm

from ..explorer.test_explorer_model import LOAD

pytestmark = pytest.mark.browser

OPEN = """first => {
    let [view, hear] = [first, () => {}];
    globalThis.sent = [];
    globalThis.answer = next => { view = next; hear(); };
    const model = {
        get: () => view,
        send: message => { sent.push(message); },
        on: (event, does) => { if (event === "change:view") hear = does; },
        off: () => {},
    };
    globalThis.default.render({ model, el: document.body });
}"""


class Wire:
    """What the page has sent and Python has not had yet, and the other way round."""

    def __init__(self, page, form: EntryForm) -> None:
        self.page, self.form = page, form
        page.evaluate(LOAD, form.module)
        page.evaluate(OPEN, form.view)

    def sent(self) -> list[dict]:
        """All that waits, told to Python in its order; what Python says to that waits, too."""
        waiting = self.page.evaluate("sent.splice(0)")
        for message in waiting:
            self.form._received(None, message, ())
        return waiting

    def answer(self) -> None:
        self.page.evaluate("view => answer(view)", self.form.view)


@pytest.fixture
def wire(offline_page, tmp_path) -> Wire:
    """The form of the example's weights; the page has the focus."""
    offline_page.goto("about:blank")
    draft = cv.open_draft(tmp_path / "study", like=cv.read_study("data/coffee"))
    return Wire(offline_page, cv.forms.weights(draft))


def test_an_answer_that_is_late_takes_nobodys_letters_elsewhere(wire):
    page, price = wire.page, wire.page.locator("input[type=text][aria-label='Weight, Price of a cup']")
    page.get_by_label("Matters most").select_option("taste")
    assert [message["do"] for message in wire.sent()] == ["most"]
    price.click()  # before the answer
    wire.answer()
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    wire.sent()
    wire.answer()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    wire.sent()
    wire.answer()

    expect(price).to_have_value("37")
    rows = wire.form.draft.state.rows("weights")
    assert [row["weight"] for row in rows if row["driver"] == "price" and row["segment"] == "commuters"] == ["37"]


def test_an_answer_takes_whoever_waits_to_what_is_asked(wire):
    page = wire.page
    page.get_by_label("Matters most").focus()
    page.get_by_label("Matters most").select_option("taste")
    wire.sent()
    wire.answer()

    assert page.evaluate("document.activeElement.ariaLabel").startswith("Weight, ")
    assert page.evaluate("document.activeElement.value") == "100"
