"""The explorer as people use it: mouse, keyboard and touch, in a report without a kernel and in JupyterLab."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

import cvtools as cv
from cvtools.explorer.place import ExplorerPlace
from cvtools.language.language import language
from cvtools.report.page import html_page
from cvtools.study.scenario_files import read_scenarios
from cvtools.study.scenarios import Scenario, apply_scenario
from cvtools.study.schema import LANGUAGES

from ..accessibility import violations
from ..jupyterlab import READY, RUN_ALL, RUN_CELL, WARM, grown, held, live_widgets, promised
from ..patience import comes_to, eventually, no_wider
from ..strength import some, times
from ..studies import SMALL, changed, write_files

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER, DRAWN = ".cvx-answer", ".cvx-drawn"
WAIT_SLIDER = "Waiting time: rating of The Little Cup"


def report_of(study: cv.Study, folder: Path, code: str = "en") -> str:
    """The address of a page that holds nothing but the explorer."""
    import nbformat.v4

    data = ExplorerPlace(cv.analyse(study, language=code))._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    file = folder / f"explorer-{code}.html"
    file.write_text(html_page(notebook, title="Explorer", language=language(code)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def explorer(offline_page, tmp_path):
    """Opens a study's explorer and returns the page."""

    def opened(study: cv.Study | str = "coffee", code: str = "en"):
        read = cv.read_study(f"data/{study}") if isinstance(study, str) else study
        offline_page.goto(report_of(read, tmp_path, code))
        offline_page.wait_for_selector(DRAWN)
        return offline_page

    return opened


def gap_said(study: cv.Study, scenario: Scenario, code: str = "en") -> str:
    """How the gap to the best alternative is written, as Python computes it."""
    gap = cv.gap_totals(cv.value_gaps(apply_scenario(study, scenario)))["gap"].iloc[0]
    return language(code).measure(abs(gap), study.settings.unit, digits=1)


def test_keyboard(explorer):
    page = explorer()
    slider = page.get_by_role("slider", name=WAIT_SLIDER)
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")

    coffee = cv.read_study("data/coffee")
    expect(page.get_by_role("textbox", name=WAIT_SLIDER)).to_have_value("8")
    expect(slider).to_have_attribute("aria-valuetext", "8 minutes")
    expect(page.locator(ANSWER)).to_contain_text(gap_said(coffee, Scenario("x", {"commuters": {"wait": 8.0}})))
    expect(page.locator(ANSWER)).to_contain_text(gap_said(coffee, Scenario("x")))  # what it was at the start
    expect(page.get_by_text("0 best", exact=True).first).to_be_attached()

    page.get_by_role("button", name="For the projector").click()  # one driver at a time; arrow keys go through them
    shown = page.locator(".cvx-driver:visible")
    first = shown.get_attribute("data-driver")
    page.keyboard.press("ArrowDown")
    expect(shown).not_to_have_attribute("data-driver", first)
    page.keyboard.press("ArrowUp")
    before = page.locator(ANSWER).inner_text()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(ANSWER)).not_to_have_text(before, use_inner_text=True)
    expect(shown).to_have_attribute("data-driver", first)
    page.emulate_media(color_scheme="dark")
    whole = {"x": 0, "y": 0, "width": page.viewport_size["width"]}  # all of it, on a dark page, too
    eventually(page, lambda: whole.items() <= page.locator(".cvx").bounding_box().items())
    page.emulate_media(color_scheme="light")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(7)


def test_mouse(explorer):
    page = explorer()
    slider = page.get_by_role("slider", name=WAIT_SLIDER)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 10 / 15, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()

    ideal = Scenario("x", {"commuters": {"wait": 0.0}})
    expect(page.get_by_role("textbox", name=WAIT_SLIDER)).to_have_value("0")
    expect(page.locator(ANSWER)).to_contain_text(gap_said(cv.read_study("data/coffee"), ideal))


def test_touch_on_a_phone(open_offline, tmp_path):
    with open_offline(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        page.goto(report_of(cv.read_study("data/coffee"), tmp_path))
        page.wait_for_selector(DRAWN)
        slider = page.get_by_role("slider", name=WAIT_SLIDER)
        slider.scroll_into_view_if_needed()
        before = page.locator(ANSWER).inner_text()
        box = slider.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)

        assert box["height"] >= 40
        expect(page.locator(ANSWER)).not_to_have_text(before, use_inner_text=True)
        eventually(page, lambda: float(page.get_by_role("textbox", name=WAIT_SLIDER).input_value()) < 5)
        no_wider(page)


def test_pictures_move_and_the_start_stays(explorer):
    page = explorer()
    marks = ".cvx-picture svg path[transform]"
    before = page.locator(marks).evaluate_all("paths => paths.map(path => path.outerHTML)")
    page.get_by_role("textbox", name=WAIT_SLIDER).fill("2")
    page.wait_for_function(
        "n => document.querySelectorAll('.cvx-picture svg path[transform]').length > n", arg=len(before)
    )
    page.get_by_role("button", name="Back to the start: Waiting time").click()
    page.wait_for_function(
        "n => document.querySelectorAll('.cvx-picture svg path[transform]').length === n", arg=len(before)
    )

    comes_to(page, lambda: page.locator(marks).evaluate_all("paths => paths.map(path => path.outerHTML)"), before)
    expect(page.get_by_role("button", name="Reset all")).to_be_disabled()
    total = page.locator(".cvx-gap svg > g rect").first
    total.hover()
    tip = page.locator("#vg-tooltip-element.visible")
    expect(tip).to_have_text(re.compile(r"^\s*Driver\s*All together\s*Gap\s*−11\.5\s*$"))
    page.mouse.move(0, 0)
    tip.wait_for(state="hidden")


@pytest.mark.parametrize(
    ("code", "typed", "told"),
    some(
        [
            ("en", "3,5", "Write 3.5 (found “3,5”)."),
            ("en", "soon", "“soon” is not a number. Allowed: 0 to 15."),
            ("en", "16", "16 is outside the scale. Allowed: 0 to 15."),
            ("en", "<img src=x onerror=alert(1)>", "“<img src=x onerror=alert(1)>” is not a number. Allowed: 0 to 15."),
            ("nb", "3.5", "3,5"),
            ("hr", "3.5", "3,5"),
        ],
        daily=1,
    ),
)
def test_a_wrong_number_is_told_at_its_place_and_changes_nothing(explorer, code, typed, told):
    page = explorer("coffee", code)
    before = page.locator(ANSWER).inner_text()
    box = page.locator("[data-driver=wait] .cvx-rating .cvx-box")
    box.fill(typed)
    wrong = page.locator(f"#{box.get_attribute('aria-describedby')}")

    expect(wrong).to_contain_text(told)
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value(typed)
    expect(page.locator(ANSWER)).to_have_text(before, use_inner_text=True)
    box.fill("9")
    expect(wrong).to_be_hidden()
    expect(page.locator(ANSWER)).not_to_have_text(before, use_inner_text=True)


def test_an_empty_rating_is_unknown_and_a_weight_cannot_be(explorer):
    page = explorer()
    page.get_by_role("textbox", name=WAIT_SLIDER).fill("")
    coffee = cv.read_study("data/coffee")
    gaps = cv.gap_totals(cv.value_gaps(apply_scenario(coffee, Scenario("x", {"commuters": {"wait": None}}))))
    ends = [
        language("en").measure(gaps[name].iloc[0], "points", digits=1, signed=True) for name in ("gap_low", "gap_high")
    ]

    for end in ends:
        expect(page.locator(ANSWER)).to_contain_text(end)
    page.get_by_role("button", name="Where are we level?").click()  # by the middle of what is unknown
    expect(page.get_by_text("count as the middle of their scales")).to_be_visible()
    expect(page.locator(".cvx-needs", has_text="gap closed").first).to_be_attached()
    weight = page.get_by_role("textbox", name="Waiting time: weight")
    weight.fill("")
    expect(page.locator(f"#{weight.get_attribute('aria-describedby')}")).to_contain_text("cannot be unknown")


@pytest.mark.thorough
def test_one_weight_has_to_stay_above_zero(explorer, tmp_path):
    page = explorer(cv.read_study(write_files(tmp_path / "study")))
    page.get_by_role("textbox", name="Price: weight").fill("0")
    taste = page.get_by_role("textbox", name="Taste: weight")
    taste.fill("0")

    expect(page.locator(f"#{taste.get_attribute('aria-describedby')}")).to_contain_text("has to stay above 0")
    expect(page.locator(".cvx")).not_to_contain_text("NaN")


@pytest.mark.parametrize(
    ("code", "level", "worth"),
    some(
        [
            ("en", "as much as the best alternative, ", "Worth the same as “{}”: {}."),
            ("nb", "like mye som det beste alternativet, ", "Like mye verdt som «{}»: {}."),
            ("hr", "", "Jednako kao „{}” vrijedi: {}."),
        ],
        daily=1,
    ),
)
@pytest.mark.thorough
def test_every_alternative_that_ties_is_named(explorer, tmp_path, code, level, worth):
    offerings = "offering,name\ncafe,Ours\na,Alpha\nb,Beta\n"
    rows = "".join(f"*,{o},taste,5\n*,{o},price,3\n" for o in ("cafe", "a", "b"))
    files = {"offerings": offerings, "ratings": f"segment,offering,driver,rating\n{rows}"}
    page = explorer(cv.read_study(write_files(tmp_path / "study", **files)), code)

    expect(page.locator(ANSWER)).to_contain_text(level)
    expect(page.locator(ANSWER)).to_contain_text(worth.format("Alpha", "Beta"))
    page.locator(".cvx-rating .cvx-box").first.fill("6")  # ours moves, the tie of the others stays
    expect(page.locator(ANSWER)).to_contain_text(worth.format("Alpha", "Beta"))


CUT = """() => [...document.querySelectorAll(".cvx-beside")]
    .filter((unit) => unit.scrollWidth > unit.clientWidth + 1 || unit.scrollHeight > unit.clientHeight + 1)
    .map((unit) => unit.textContent)"""


@pytest.mark.parametrize(("code", "width"), some([*product(LANGUAGES, (1400, 390))], daily=1))
@pytest.mark.thorough
def test_no_unit_is_cut_off(open_offline, tmp_path, width, code):
    study = cv.read_study("data/starter")
    units = ["% of entries", "hours a year", *study.drivers["unit"].iloc[2:]]
    study = replace(study, drivers=study.drivers.assign(unit=units, unit_nb=units))
    with open_offline(viewport={"width": width, "height": 900}) as page:
        page.goto(report_of(study, tmp_path, code))
        page.wait_for_selector(DRAWN)

        expect(page.locator(".cvx-rating .cvx-beside")).to_have_count(len(units))
        comes_to(page, CUT, [])
        no_wider(page)


def test_where_we_are_level_is_marked_and_a_click_goes_there(explorer):
    page = explorer()
    page.get_by_role("button", name="Where are we level?").click()
    expect(page.locator(".cvx-needs", has_text="gap closed below").first).to_be_attached()
    page.get_by_role("textbox", name=WAIT_SLIDER).fill("0")
    expect(page.locator(".cvx-needs", has_text="lead lost above").first).to_be_attached()
    page.get_by_role("button", name=re.compile("^Waiting time: rating")).click()

    expect(page.locator(ANSWER)).to_contain_text("as much as the best alternative")


def test_a_rival_moves_too_and_changes_are_told_by_segment(explorer):
    page = explorer()
    page.get_by_label("Ratings of").select_option("The big chain")
    page.get_by_role("textbox", name="Waiting time: rating of The big chain").fill("9")
    study = cv.read_study("data/coffee")
    scenario = Scenario("x", rivals={"chain": {"commuters": {"wait": 9.0}}})
    expect(page.locator(ANSWER)).to_contain_text(gap_said(study, scenario))
    page.get_by_label("Segment").select_option("Laptop workers")

    expect(page.locator(".cvx-counts")).to_have_text("Changed in Commuters: 1")
    page.locator(".cvx-what summary").click()
    page.locator(".cvx-what li").wait_for()
    expect(page.locator(".cvx-what li")).to_have_text(
        ["Commuters: Waiting time: rating of The big chain, 5 → 9 minutes"]
    )
    page.wait_for_selector(".cvx-table li")
    expect(page.locator(".cvx-table li")).to_have_text(page.locator(".cvx-what li").inner_text(), use_inner_text=True)


def test_in_money_the_price_has_no_weight_and_says_what_the_customer_keeps(explorer):
    page = explorer("bulldozer")
    ours = cv.read_study("data/bulldozer").offerings["name"].iloc[0]
    expect(page.locator(".cvx-weight")).to_have_count(0)
    expect(page.locator(".cvx-keeps:visible")).to_contain_text("With it, the customer keeps US$10,000.")
    page.get_by_role("textbox", name=f"Price: rating of {ours}").fill("112,500")
    expect(page.locator(".cvx-keeps:visible")).to_contain_text("With it, the customer is US$2,500 worse off.")


def test_levers_are_switched_on_and_off_and_pulled_as_far_as_wanted(explorer):
    page = explorer()
    said, study = page.locator(".cvx-answer"), cv.read_study("data/coffee")
    at_the_start = said.inner_text()
    board = page.locator(".cvx-levers")
    ahead, shelf, calm, seats = (
        board.get_by_role("checkbox", name=name)
        for name in ("Order ahead by phone", "A shelf at the door", "A quiet corner", "Sockets and eight more seats")
    )

    shelf.check()
    expect(ahead).to_be_checked()  # nothing stands on the shelf without it
    expect(board.locator("summary")).to_contain_text("2 of 10 are on. Cost: €9,590")
    expect(board).to_contain_text("Effects count at their full size here")  # some take a year to build up
    change = cv.improvement.lever_model(study).value_change([1, 2])[0]
    gap = change + float(cv.gap_totals(cv.value_gaps(study))["gap"][0])
    expect(said).to_contain_text(f"{abs(gap):.1f} points")
    expect(said).not_to_have_text(at_the_start, use_inner_text=True)
    page.locator(".cvx-sure:not(.cvx-stale)").wait_for()
    page.locator(".cvx-what summary").click()
    expect(page.locator(".cvx-what ul")).to_contain_text("A shelf at the door for what was ordered: 100%")

    calm.check()
    seats.check()
    expect(calm).not_to_be_checked()  # the room takes one of them
    far = board.get_by_role("slider", name="Order ahead by phone: how far")
    far.fill("50")
    expect(far).to_have_attribute("aria-valuetext", "50%")
    page.get_by_role("textbox", name="Name of the scenario").fill("With levers")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept: With levers.").wait_for()
    with_levers = said.inner_text()
    page.get_by_role("button", name="Reset all").click()
    expect(said).to_have_text(at_the_start, use_inner_text=True)
    expect(ahead).not_to_be_checked()
    page.get_by_role("button", name="Show “With levers”").click()
    expect(said).to_have_text(with_levers, use_inner_text=True)  # kept as the ratings that they lead to
    assert violations(page) == []


@pytest.mark.thorough
def test_of_many_drivers_those_with_most_at_stake_come_first(open_offline, tmp_path):
    drivers = "driver,name,side,kind,unit,worst,best\n" + "".join(
        f"d{i},Driver {i},benefit,functional,score,0,10\n" for i in range(20)
    )
    ratings = "segment,offering,driver,rating\n" + "".join(f"*,cafe,d{i},5\n*,chain,d{i},{i / 2}\n" for i in range(20))
    weights = "segment,driver,weight\n" + "".join(f"*,d{i},{5 if i == 0 else 1}\n" for i in range(20))
    study = cv.read_study(write_files(tmp_path / "study", drivers=drivers, ratings=ratings, weights=weights))
    with open_offline(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True) as page:
        page.goto(report_of(study, tmp_path))
        page.wait_for_selector(DRAWN)
        shown = page.locator(".cvx-driver:visible .cvx-name span:nth-child(2)")
        expect(shown).to_have_text(["Driver 0", *(f"Driver {i}" for i in (1, 19, 2, 18, 3, 17))])
        page.get_by_role("button", name="Show all 20 benefits and costs").click()
        expect(shown).to_have_count(20)
        page.locator(".cvx-slider").nth(4).press("ArrowRight")

        eventually(page, lambda: page.locator(".cvx-moved .cvx-reset").bounding_box()["height"] >= 44)
        no_wider(page)
        page.evaluate("scrollTo(0, 2500)")
        head = page.locator(".cvx-what")
        eventually(page, lambda: abs(head.bounding_box()["y"]) < 1 and head.bounding_box()["height"] <= 60)
        expect(page.locator(".cvx-brief")).to_contain_text("→")


def named(page) -> list[str]:
    """The scenarios that are kept, in their order."""
    return page.locator(".cvx-table tbody th").evaluate_all("all => all.slice(2).map(th => th.firstChild.textContent)")


def choose(page, action: str, name: str) -> None:
    """Do something with a scenario that stands behind “⋯”."""
    page.locator(f'.cvx-menu summary[aria-label="More for “{name}”"]').click()
    page.get_by_role("button", name=action.format(name=f"“{name}”"), exact=True).click()


def keep(page, name: str, minutes: str) -> None:
    page.get_by_role("textbox", name=WAIT_SLIDER).fill(minutes)
    page.get_by_role("textbox", name="Name of the scenario").fill(name)
    page.get_by_role("button", name="Keep").click()


def sureness(row) -> list[list[str]]:
    """What a scenario's row says of how sure each gap is; probabilities of what was moved are the browser's own."""
    cells = [cell.locator(".cvx-how").all_inner_texts() for cell in row.locator("td:not(.cvx-actions)").all()]
    return [[chance.split(" · ")[1].replace("\u00a0", " "), verdict] for chance, verdict in cells]


@pytest.mark.thorough
def test_scenarios_last_are_compared_filed_sent_and_printed(explorer, tmp_path):
    """What somebody does with a report: moves, keeps, reloads, compares, sends, prints."""
    page = explorer()
    keep(page, "Half the wait", "5")
    row = page.locator(".cvx-table tr", has_text="Half the wait")
    page.reload()
    page.wait_for_selector(DRAWN)

    expect(page.locator(".cvx-where")).to_contain_text("Kept in this browser")
    expect(page.get_by_role("textbox", name=WAIT_SLIDER)).to_have_value("5")  # what was moved is there again, too
    expect(row.locator("th li")).to_have_text(["Commuters: Waiting time: rating of The Little Cup, 10 → 5 minutes"])
    page.wait_for_selector(".cvx-sure:not(.cvx-stale)")  # counted in a worker
    open_is = "Which is the best is open: “The station kiosk” (probability "
    expect(page.locator(".cvx-sure")).to_have_text(re.compile(f"^{re.escape(open_is)}"))
    expect(page.locator(".cvx-brief")).to_contain_text("we lead: ")
    coffee = cv.read_study("data/coffee")
    sizes, half = coffee.segments["size"], Scenario("x", {"commuters": {"wait": 5.0}})
    gaps = cv.gap_totals(cv.value_gaps(apply_scenario(coffee, half)))["gap"]
    overall = float((gaps * sizes).sum() / sizes.sum())
    expected = [language("en").amount(gap, "points", digits=1, signed=True) for gap in [*gaps, overall]]
    expect(row.locator("td b")).to_have_text(expected)
    row.locator(".cvx-how").first.wait_for()  # how sure each is, by segment and over all
    (mine, *others) = sureness(row)
    assert re.fullmatch("we lead: 4[4-8]%", mine[0]) and mine[1] == "open"
    assert others[:2] == [["we lead: 59%", "open"], ["we lead: >99%", "clearly the best: The Little Cup"]]
    assert others[2][1] == "clearly ahead"
    start = cv.uncertainty.robustness(cv.simulate(coffee)).query("offering == 'little_cup'")["p_best"]
    assert [f"{100 * p:.0f}%" for p in start][:2] == ["2%", "59%"]  # where nothing moved, what the report says
    assert sureness(page.locator(".cvx-table tbody tr").first)[0] == [
        "we lead: 2%",
        "probably the best: The station kiosk",
    ]

    with page.expect_download() as download:
        choose(page, "Save {name} as a file", "Half the wait")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert cv.study.read_scenario(coffee, file).ratings == {"commuters": {"wait": 5}}

    keep(page, "Faster", "4")
    keep(page, "Faster", "3")
    keep(page, "Faster", "3")  # the same again is not kept twice
    comes_to(page, lambda: named(page), ["Half the wait", "Faster", "Faster (2)"])
    choose(page, "Move {name} up", "Faster (2)")
    choose(page, "Duplicate {name}", "Half the wait")
    choose(page, "Rename {name}", "Half the wait (2)")
    page.get_by_role("textbox", name="New name").fill("As it could be")
    page.keyboard.press("Enter")
    choose(page, "Remove {name}", "Faster")
    comes_to(page, lambda: named(page), ["Half the wait", "Faster (2)", "As it could be"])
    page.get_by_role("button", name="Undo").click()
    comes_to(page, lambda: named(page), ["Half the wait", "Faster (2)", "Faster", "As it could be"])

    with page.context.expect_page() as opened:  # a second tab of the same report
        page.evaluate("window.open(location.href, '_blank')")
    tab = opened.value
    tab.wait_for_selector(DRAWN)
    comes_to(tab, lambda: named(tab), named(page))
    choose(tab, "Remove {name}", "As it could be")
    page.wait_for_function("() => document.querySelectorAll('.cvx-table tbody tr').length === 5")
    tab.close()

    page.get_by_role("button", name="Reset all").click()
    choose(page, "Start from {name}", "Half the wait")
    expect(page.get_by_role("button", name="Reset all")).to_be_disabled()  # nothing differs from the new start
    page.get_by_role("button", name="Start: Half the wait").click()
    expect(page.locator(".cvx-counts")).to_have_text("Changed in Commuters: 1")

    page.get_by_role("button", name="Reset all").click()
    page.set_input_files(".cvx-load input", file)  # the file opens in the scenario; it is kept once
    page.get_by_text("Loaded: Half the wait.").wait_for()
    expect(page.get_by_role("textbox", name=WAIT_SLIDER)).to_have_value("5")
    comes_to(page, lambda: named(page).count("Half the wait"), 1)

    page.get_by_role("button", name="Reset all").click()
    link = (
        page.evaluate("""() => {
        navigator.clipboard.writeText = (text) => { globalThis.copied = text; return Promise.resolve(); };
    }""")
        or (choose(page, "Copy a link to {name}", "Faster (2)"), page.evaluate("copied"))[1]
    )
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector(DRAWN)
    expect(page.get_by_role("textbox", name=WAIT_SLIDER)).to_have_value("3")
    expect(page.locator(".cvx-told")).to_contain_text("Opened from the link: Faster (2).")
    page.evaluate("location.hash = '#scenario=%E0%A4%A'")  # cut off on its way
    page.wait_for_selector(".cvx-bad")
    expect(page.locator(".cvx-told")).to_contain_text("is not a scenario file")
    expect(page.get_by_role("textbox", name=WAIT_SLIDER)).to_have_value("3")

    page.emulate_media(media="print")
    expect(row).to_be_visible()
    expect(page.locator(".cvx-slider:visible, .cvx button:visible")).to_have_count(0)


@pytest.mark.parametrize("code", some(LANGUAGES[::-1], daily=1))
def test_on_a_phone_a_rival_cuts_its_price_and_one_sees_who_leads_and_how_surely(open_offline, tmp_path, code):
    """Without a kernel: move, read, keep, reload, compare, print."""
    coffee, _ = cv.read_study("data/coffee"), language(code)
    cut = apply_scenario(coffee, Scenario("x", rivals={"chain": {"laptop_workers": {"price": 2.0}}}))
    simulation = cv.simulate(cut)
    verdict = cv.verdicts(simulation).iloc[1]
    gaps = cv.gap_totals(cv.value_gaps(cut))["gap"].tolist()
    rival = cv.analyse(coffee, language=code).names("offerings")["chain"]
    ours, best = (f"{100 * p:.0f}" for p in simulation.markets[1].ranks[:2, 0])
    assert (verdict["sureness"], verdict["offering"]) == ("probably", "chain")
    with open_offline(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        page.goto(report_of(coffee, tmp_path, code))
        page.wait_for_selector(DRAWN)
        page.locator(".cvx-select").first.select_option(index=1)
        page.locator(".cvx-select").last.select_option(label=rival)
        slider = page.locator("[data-driver=price] .cvx-slider").first
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        page.touchscreen.tap(box["x"] + 9 + (box["width"] - 18) / 3, box["y"] + box["height"] / 2)
        page.locator(".cvx-sure:not(.cvx-stale)").wait_for()
        page.wait_for_function("() => document.querySelector('.cvx-brief').textContent.includes('→')")

        expect(page.locator("[data-driver=price] .cvx-box").first).to_have_value("2")
        for said in (rival, _.measure(abs(gaps[1]), "points", digits=1)):
            expect(page.locator(ANSWER)).to_contain_text(said)
        phrase = re.escape(_("“{name}” is probably the best (probability {p}).", name=rival, p="@"))
        sure = re.compile("^" + phrase.replace("@", r"(\d+)\W*"))
        expect(page.locator(".cvx-sure")).to_have_text(sure)
        assert abs(int(sure.match(page.locator(".cvx-sure").inner_text())[1]) - int(best)) <= 2
        expect(page.locator(".cvx-brief")).to_contain_text(rival)
        brief = page.locator(".cvx-brief").inner_text()
        assert brief.startswith(_("we lead: {p} · ", p="").split("{")[0].split(":")[0])
        assert abs(int(re.search(r"\d+", brief)[0]) - int(ours)) <= 2

        page.locator(".cvx-title").fill("2")
        page.locator(".cvx-keep button").first.click()
        page.reload()
        page.wait_for_selector(DRAWN)
        row = page.locator(".cvx-table tbody tr").last
        row.locator(".cvx-how").first.wait_for()
        expect(row.locator("td b").nth(1)).to_have_text(_.amount(gaps[1], "points", digits=1, signed=True))
        expect(row.locator("td").nth(1).locator(".cvx-how").last).to_have_text(
            _("probably the best: {name}", name=rival)
        )
        low, _median, high = simulation.overall
        ends = re.findall(r"[−+]\d+(?:[.,]\d)?", row.locator("td").nth(3).locator(".cvx-how").first.inner_text())
        for end, expected in zip(ends, (low, high), strict=True):
            assert abs(float(end.replace("−", "-").replace(",", ".")) - expected) <= 0.04 * (high - low) + 0.5
        no_wider(page)
        page.emulate_media(media="print")
        expect(row).to_be_visible()
        expect(row.locator(".cvx-how").first).to_be_visible()
        expect(page.locator(".cvx-slider:visible, .cvx button:visible")).to_have_count(0)


NO_WORKERS = "delete globalThis.Worker"
DYING_WORKERS = """globalThis.Worker = class extends Worker {
    constructor(address) {
        super(address);
        setTimeout(() => { this.terminate(); this.onerror(new Event("error")); }, 20);
    }
}"""


@pytest.mark.parametrize(
    ("code", "script"),
    some([("en", NO_WORKERS), ("hr", NO_WORKERS), ("en", DYING_WORKERS), ("nb", DYING_WORKERS)], daily=1),
)
def test_without_workers_the_sliders_go_on_and_say_so(offline_page, explorer, code, script):
    offline_page.add_init_script(script)
    page, _ = explorer("coffee", code), language(code)
    before = page.locator(ANSWER).inner_text()
    expect(page.locator(".cvx-sure")).to_contain_text("84")  # as in the report, before anything moves
    page.locator("[data-driver=wait] .cvx-box").first.fill("5")
    told = _("How sure that is cannot be counted in this browser.")
    page.wait_for_function("told => document.querySelector('.cvx-sure').textContent === told", arg=told)

    expect(page.locator(ANSWER)).not_to_have_text(before, use_inner_text=True)
    page.wait_for_function("told => document.querySelector('.cvx-table caption').textContent.endsWith(told)", arg=told)
    expect(page.locator(".cvx-table tbody tr").nth(1).locator("td b")).to_have_count(4)


@pytest.mark.parametrize("code", some(LANGUAGES[::-1], daily=1))
@pytest.mark.thorough
def test_a_browser_that_cannot_unpack_the_sliders_says_so(offline_page, tmp_path, code):
    offline_page.add_init_script("delete globalThis.DecompressionStream")
    offline_page.goto(report_of(cv.read_study("data/coffee"), tmp_path, code))
    note = offline_page.locator("div.explorer .note")
    note.wait_for()

    expect(note).to_have_text(
        language(code)("The sliders need a newer browser. Everything else on this page is complete.")
    )


@pytest.mark.parametrize("code", some(LANGUAGES[::-1], daily=1))
@pytest.mark.thorough
def test_what_is_kept_without_room_or_with_an_older_version(explorer, code):
    page, _ = explorer("coffee", code), language(code)
    page.evaluate(
        """(title) => {
        const kept = { name: "Of old", ratings: { commuters: { wait: 5 } }, weights: {}, rivals: {} };
        const gone = { name: "Gone", ratings: { nobody: { wait: 5 } }, weights: {}, rivals: {} };
        localStorage.setItem("cvtools.scenarios.older", JSON.stringify({ title, scenarios: [kept, gone] }));
        localStorage.setItem("cvtools.scenarios.other", JSON.stringify({ title: "Other", scenarios: [kept] }));
    }""",
        cv.read_study("data/coffee").settings.title,
    )
    page.reload()
    page.wait_for_selector(DRAWN)
    older = _("Kept with another version of this study: {names}.", names="Of old")
    expect(page.locator(".cvx-told")).to_have_text(f"{older} {_('Take them over')}")
    page.get_by_role("button", name=_("Take them over")).click()
    comes_to(page, lambda: named(page), ["Of old"])

    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }")
    page.locator("[data-driver=wait] .cvx-box").first.fill("4")
    page.locator(".cvx-title").fill("No room")
    page.locator(".cvx-keep button").first.click()
    page.wait_for_selector(".cvx-bad")
    expect(page.locator(".cvx-told")).to_have_text(
        _("The browser’s store is full: kept until this page is closed. Save the scenario as a file.")
    )
    comes_to(page, lambda: named(page), ["Of old", "No room"])


@pytest.mark.parametrize(
    ("content", "told"),
    some(
        [
            (b"\x89PNG\r\n", "is not a scenario file"),
            (b'{"format": 1, "scenario": "x", "study": "Laptops", "ratings": {}}', "belongs to the study “Laptops”"),
        ],
        daily=1,
    ),
)
@pytest.mark.thorough
def test_a_file_that_does_not_belong_is_refused_and_nothing_is_lost(explorer, content, told):
    page = explorer()
    page.get_by_role("textbox", name=WAIT_SLIDER).fill("5")
    before = page.locator(ANSWER).inner_text()
    page.set_input_files(".cvx-load input", {"name": "x.yaml", "mimeType": "text/plain", "buffer": content})
    page.wait_for_selector(".cvx-bad")

    expect(page.locator(".cvx-told")).to_contain_text(told)
    expect(page.locator(ANSWER)).to_have_text(before, use_inner_text=True)


ONE_OFFERING = {
    "offerings": "offering,name\ncafe,Our café\n",
    "ratings": "segment,offering,driver,rating\n*,cafe,taste,8\n*,cafe,price,3\n",
}
ONE_DRIVER = {
    "drivers": "driver,name,side,kind,unit,worst,best\ntaste,Taste,benefit,functional,score,0,10\n",
    "weights": "segment,driver,weight\n*,taste,60\n",
    "ratings": "segment,offering,driver,rating\n*,cafe,taste,8\n*,chain,taste,\n",
}
LONG = {
    "offerings": f"offering,name\ncafe,{'Long name ' * 20}\nchain,{'W' * 200}\n",
    "segments": f"segment,name,size\nregulars,{'Segment ' * 25},1\n",
    "weights": "segment,driver,weight\n*,taste,60\n*,price,40\n",
    "ratings": changed("ratings", "visitors,chain,taste,7\n", ""),
}
ALL_UNKNOWN = {"ratings": "segment,offering,driver,rating\n*,cafe,taste,\n*,chain,price,\n"}
HOSTILE_NAME = "</script><img src=x onerror=alert(1)>{ours}"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (ONE_OFFERING, "no alternative"),
        (ONE_DRIVER, "hangs on unknown ratings"),
        (LONG, "more than the best alternative"),
        (ALL_UNKNOWN, "hangs on unknown ratings"),
        ({}, "more than the best alternative"),
    ],
    ids=["no alternative", "one driver, unknown rating", "long names", "everything unknown", "no ranges"],
)
@pytest.mark.thorough
def test_odd_studies(explorer, tmp_path, files, said):
    page = explorer(cv.read_study(write_files(tmp_path / "study", **files)))

    expect(page.locator(ANSWER)).to_contain_text(said)
    ranges = "unknown" in said
    page.locator(".cvx-slider").first.press("ArrowLeft")
    if "no alternative" not in said:
        page.locator(".cvx-sure:not(.cvx-stale)").wait_for()
        sure = "" if ranges else "What decides this has no range in the study, so how sure it is is unknown."
        expect(page.locator(".cvx-sure")).to_have_text(re.compile(f"^{sure or '.'}"))
        page.locator(".cvx-how").first.wait_for()
        without = page.locator(".cvx-how", has_text="what decides this has no range")
        eventually(page, lambda: (without.count() == 0) is ranges)
    expect(page.locator(".cvx")).not_to_contain_text("NaN")
    no_wider(page)


def test_names_are_never_markup(explorer, tmp_path):
    files = {
        "offerings": f"offering,name\ncafe,{HOSTILE_NAME}\nchain,{HOSTILE_NAME}\n",
        "segments": SMALL["segments.csv"].replace("Regulars", HOSTILE_NAME),
        "drivers": SMALL["drivers.csv"].replace("Taste", HOSTILE_NAME),
    }
    page = explorer(cv.read_study(write_files(tmp_path / "study", **files)))
    page.get_by_role("button", name="Where are we level?").click()

    expect(page.locator("img")).to_have_count(0)
    expect(page.locator(ANSWER)).to_contain_text("</script><img")


FIT = "() => [...document.querySelectorAll('.cvx-picture')].every((place) => place.scrollWidth <= place.clientWidth)"


@pytest.mark.parametrize("code", some(LANGUAGES[::-1], daily=1))
@pytest.mark.thorough
def test_nobody_is_shut_out(open_offline, tmp_path, code):
    with open_offline(viewport={"width": 1200, "height": 900}) as page:
        page.goto(report_of(cv.read_study("data/travel_mode"), tmp_path, code))
        page.wait_for_selector(DRAWN)
        page.locator(".cvx-slider").first.press("ArrowRight")
        page.locator(".cvx-bar button").first.click()
        page.wait_for_selector(".cvx-picture[aria-label]")

        for width in (1200, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FIT)
            assert violations(page) == []
            no_wider(page)


@pytest.mark.thorough
def test_a_picture_wider_than_its_place_is_scrolled_by_keys(explorer):
    page = explorer()
    reached = page.locator(".cvx-picture[role=img][aria-label][tabindex='0']")
    expect(reached).to_have_count(0)
    page.set_viewport_size({"width": 120, "height": 900})
    reached.first.wait_for()
    comes_to(page, FIT, False)
    page.set_viewport_size({"width": 1200, "height": 900})
    page.wait_for_function(FIT)

    expect(reached).to_have_count(0)


def test_the_explorer_is_small(tmp_path):
    with_it = len(Path(report_of(cv.read_study("data/coffee"), tmp_path, "hr").removeprefix("file://")).read_bytes())
    without = len(
        html_page(__import__("nbformat").v4.new_notebook(), title="Explorer", language=language("en")).encode()
    )

    assert with_it - without <= 80_000


# -- in JupyterLab ---------------------------------------------------------------------------------

COUNTS = """() => ({
    explorers: document.querySelectorAll(".cvx").length,
    sliders: document.querySelectorAll(".cvx-slider").length,
    pictures: document.querySelectorAll(".cvx svg.marks").length,
    tooltips: document.querySelectorAll("#vg-tooltip-element").length,
})"""


# A kernel that is begun anew before it has given its first answer never gives one: JupyterLab's connection is lost.
ANEW = """async () => {
    const { sessionContext } = jupyterapp.shell.currentWidget.context;
    await sessionContext.ready;
    await sessionContext.session?.kernel.info;
    await (sessionContext.session ? sessionContext.restartKernel() : sessionContext.startKernel());
    await jupyterapp.commands.execute("notebook:clear-all-cell-outputs");
}"""
STOP = """async () => {
    const { sessionContext } = jupyterapp.shell.currentWidget.context;
    if (sessionContext.session) await sessionContext.shutdown();
}"""


@pytest.fixture(scope="module")
def opened(lab, open_offline):
    """Notebook 04 in JupyterLab."""
    with open_offline(viewport={"width": 1300, "height": 4000}) as page:
        page.goto(lab.address("04_explore_with_sliders"))
        page.wait_for_function(READY, timeout=60_000)
        yield page


@pytest.fixture
def notebook(opened):
    """The same, run from top to bottom by a kernel of its own."""
    promised(opened, ANEW)
    promised(opened, RUN_ALL)
    opened.locator(DRAWN).wait_for(timeout=30_000)
    return opened


@pytest.mark.thorough
def test_in_a_notebook_a_scenario_is_saved_into_the_study_and_is_there_again(lab, notebook):
    slider = notebook.get_by_role("slider", name=WAIT_SLIDER)
    slider.focus()
    for _ in range(20):
        notebook.keyboard.press("ArrowLeft")
    notebook.get_by_role("textbox", name="Name of the scenario").fill("Faster/../coffee")
    notebook.get_by_role("button", name="Keep").click()
    notebook.wait_for_selector("text=Kept: Faster")
    study = cv.read_study(lab.root / "data" / "coffee")
    kept = [("Faster/../coffee", {"commuters": {"wait": 6}})]
    comes_to(notebook, lambda: [(s.name, s.ratings) for s in read_scenarios(study)], kept)
    promised(notebook, RUN_ALL)
    notebook.wait_for_selector(DRAWN, timeout=30_000)
    comes_to(notebook, lambda: named(notebook), ["Faster/../coffee"])
    assert [path.name for path in (lab.root / "data" / "coffee" / "scenarios").iterdir()] == ["Faster_coffee.yaml"]


@pytest.mark.thorough
def test_python_sees_what_the_sliders_show(notebook):
    notebook.get_by_role("textbox", name=WAIT_SLIDER).fill("0")

    def told() -> str:  # after a pause the kernel is
        executed = json.loads(promised(notebook, RUN_CELL, "cv.figures.value(cv.analyse(explorer.study"))
        return json.dumps(executed, ensure_ascii=False)

    eventually(notebook, lambda: "“The Little Cup” gives" in told())


@pytest.mark.thorough
def test_moves_and_runs_leave_nothing_behind(notebook):
    def left() -> dict[str, int]:
        return {**notebook.evaluate(COUNTS), "widgets": live_widgets(notebook)}

    def run(number: int) -> None:
        for _ in range(number):
            promised(notebook, RUN_CELL, "explorer = cv.explore(")
            notebook.locator(DRAWN).wait_for()

    def move(number: int) -> None:
        for turn in range(number):
            if turn % 3 == 0:
                sliders.nth(turn // 3 % sliders.count()).focus()
            notebook.keyboard.press("ArrowRight" if turn % 3 else "ArrowLeft")

    sliders, moves, runs = notebook.locator(".cvx-slider:visible"), times(300, daily=60), times(30, daily=8)
    run(WARM)
    move(60)
    notebook.locator(".cvx-how").first.wait_for()  # both workers have counted
    before, held_before, workers = left(), held(notebook), len(notebook.workers)
    move(moves)
    comes_to(notebook, left, before)
    held_moved = held(notebook)
    comes_to(notebook, lambda: len(notebook.workers), workers)
    run(runs)
    comes_to(notebook, left, before)
    eventually(notebook, lambda: len(notebook.workers) <= workers)

    moved, ran = grown(held_before, held_moved), grown(held_moved, held(notebook))
    # JupyterLab itself keeps something of each widget that was: 4 nodes and 20 to 50 kB of the smallest there is.
    # Beyond that is machine code of what ran often, which comes to an end; a module kept each time was 360 kB a run.
    assert moved["nodes"] <= 30 and moved["listeners"] <= 30 and moved["kB"] <= 1500, moved
    assert ran["nodes"] <= runs * 5 and ran["listeners"] <= runs * 5 and ran["kB"] <= runs * 120, ran


@pytest.mark.thorough
def test_the_kernel_may_die_and_the_sliders_go_on(notebook):
    promised(notebook, STOP)
    before = notebook.locator(ANSWER).inner_text()
    notebook.get_by_role("slider", name=WAIT_SLIDER).press("ArrowLeft")

    expect(notebook.locator(ANSWER)).not_to_have_text(before, use_inner_text=True)


@pytest.mark.thorough
def test_a_cell_that_runs_again_at_once_is_drawn(notebook):
    notebook.evaluate("() => { delete globalThis.cvtoolsCharts; }")  # as on a page that has not fetched it yet
    for _ in range(3):
        promised(notebook, RUN_CELL, "explorer = cv.explore(")  # the one before goes before its answers come
    notebook.wait_for_selector(DRAWN)

    expect(notebook.locator(".cvx svg.marks")).to_have_count(3)
