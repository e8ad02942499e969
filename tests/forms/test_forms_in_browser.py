"""The forms as whoever types sees them: JupyterLab in Chromium, keyboard and mouse, and nothing leaves the machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

import cvtools as cv

from ..accessibility import violations as shut_out
from ..jupyterlab import ANSWERED, RUN_ALL, RUN_CELL, WARM, grown, held, live_widgets, promised
from ..notebook.test_notebooks import faults
from ..patience import comes_to, eventually
from ..strength import times
from ..studies import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREEN = {"width": 1300, "height": 2400}
PHONE = {"width": 480, "height": 4000}
OPEN = """import cvtools as cv
case = cv.read_study('../data/coffee')
draft = cv.open_draft('{folder}', like=case, language='{language}')"""
NEW = "import cvtools as cv\ndraft = cv.open_draft('{folder}', language='{language}')"
PASTE = """(element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
NEW_ROW = "() => document.activeElement?.dataset.column === 'name' && !document.activeElement.value"
ROWS = "count => document.querySelectorAll('.cvt-form tbody tr').length === count"
IDLE = "() => jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle'"


@pytest.fixture
def notebook(lab, open_notebook) -> Callable[..., object]:
    """Open a notebook of these cells and run it: `with notebook("name", "code", …) as page:`."""

    @contextmanager
    def opened(name: str, *cells: str, screen: dict[str, int] = SCREEN) -> Iterator[object]:
        path = lab.root / "notebooks" / f"{name}.ipynb"
        made = [nbformat.v4.new_code_cell(cell) for cell in cells]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), path)
        with open_notebook(name, viewport=screen) as page:
            assert faults(nbformat.reads(promised(page, RUN_ALL), as_version=4)) == []
            page.locator(".cvt-form .cvt-bar").first.wait_for()
            yield page

    return opened


def names(path: Path) -> list[str]:
    return cv.read_study(path).segments["name"].tolist() if (path / "study.yaml").exists() else []


violations = partial(shut_out, within=".cvt-form")


def field(page: object, label: str) -> object:
    return page.locator(f'.cvt-form [aria-label="{label}"]:not([type=range])')


# -- typing --------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_typing_is_saved_at_once_and_comes_back(lab, notebook):
    folder = lab.root / "typing"
    with notebook("typing", OPEN.format(folder="../typing", language="nb"), "cv.forms.segments(draft)") as page:
        assert not folder.exists()
        cells = page.locator(".jp-Cell").count()
        name = field(page, "Navn, Pendlere")
        name.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("abdd x z", delay=15)  # in command mode each of these would change the notebook
        eventually(page, lambda: (folder / ".draft.json").exists())
        page.keyboard.press("Enter")  # down
        eventually(page, lambda: names(folder) == ["Commuters", "Laptop workers", "Neighbours"])
        comes_to(page, "document.activeElement.value", "Gjester med PC")
        expect(page.locator(".jp-Cell")).to_have_count(cells)

        size = field(page, "Kunder, abdd x z")
        size.fill("12.5")
        size.press("Tab")
        message = page.locator(".cvt-message.cvt-wrong")
        expect(message).to_have_text("Desimaler skrives med komma her: 12,5")
        expect(page.locator(".cvt-fix")).to_have_text("Skriv 12,5")
        expect(size).to_have_attribute("aria-invalid", "true")
        expect(size).to_have_attribute("aria-describedby", message.get_attribute("id"))
        assert violations(page) == []
        assert cv.read_study(folder).segments["size"][0] == 1200

    with notebook("typed", OPEN.format(folder="../typing", language="nb"), "cv.forms.segments(draft)") as page:
        expect(field(page, "Navn, abdd x z")).to_have_value("abdd x z")
        size = field(page, "Kunder, abdd x z")
        expect(size).to_have_value("12.5")
        size.fill("1 250")
        size.press("Tab")
        page.get_by_text("Alt er lagret i ").wait_for()
        assert cv.read_study(folder).segments["size"][0] == 1250
        assert cv.read_study(folder).segments["name_nb"][0] == "abdd x z"


@pytest.mark.thorough
def test_a_block_is_pasted_and_taken_back(lab, notebook):
    folder = lab.root / "pasting"
    with notebook("pasting", OPEN.format(folder="../pasting", language="en"), "cv.forms.segments(draft)") as page:
        rows = "Neighbours\t900\tNear\nTourists\t50\t<b>far</b>\nPupils\tmany\t\n"
        field(page, "Name, Neighbours").evaluate(PASTE, rows)
        field(page, "Name, Tourists").wait_for()
        expect(page.locator(".cvt-message.cvt-wrong")).to_have_text("This is not a number. Write it like this: 7.5")
        expect(field(page, "Description, Tourists")).to_have_value("<b>far</b>")

        field(page, "Name, Commuters").click()
        page.keyboard.press("Control+z")
        field(page, "Name, Tourists").wait_for(state="detached")
        page.keyboard.press("Control+Shift+z")
        field(page, "Name, Tourists").wait_for()

        field(page, "Customers, Pupils").fill("20")
        page.get_by_role("button", name="Remove: Tourists").click()
        page.get_by_text("Some weights are still missing").wait_for()  # of the new segment
        comes_to(page, lambda: names(folder), ["Commuters", "Laptop workers", "Neighbours"])
        page.get_by_role("button", name="Remove: Pupils").click()
        page.get_by_text("Everything is saved in ").wait_for()
        for text in (HOSTILE[0], "W" * 200):
            first = page.locator(".cvt-form tbody textarea").first
            first.fill(text)
            first.press("Tab")
            eventually(page, lambda text=text: names(folder)[:1] == [text])
        box, form = (page.locator(place).first for place in (".cvt-form table", ".cvt-form"))
        eventually(page, lambda: box.bounding_box()["width"] <= form.bounding_box()["width"])


@pytest.mark.thorough
def test_a_new_study_is_built_by_hand(lab, notebook):
    folder = lab.root / "built"
    with notebook("built", NEW.format(folder="../built", language="en"), "cv.forms.study(draft)") as page:
        press, write = page.keyboard.press, page.keyboard.type

        def tab(name: str) -> None:
            page.get_by_role("tab", name=name).click()
            page.locator(f'[role=tab][aria-selected=true]:has-text("{name}")').wait_for()

        field(page, "Title").click()
        write("Ice cream")
        tab("Segments")
        page.get_by_role("button", name="+ Add a segment").click()
        for name, size in (("Kids", "300"), ("Parents", "200"), ("Tourists", "50")):
            page.wait_for_function(NEW_ROW)
            write(name)
            press("Tab")
            write(size)
            press("Shift+Tab")
            if name != "Tourists":
                press("Enter")  # in the last row: one more
        tab("Offerings")
        for name in ("Our van", "The shop"):
            page.get_by_role("button", name="+ Add an offering").click()
            page.wait_for_function(NEW_ROW)
            write(name)
        tab("Drivers")
        for code in ("results", "price"):
            page.get_by_label("Add a typical driver").select_option(code)
            page.wait_for_function(ROWS, arg=1 + (code == "price"))
        tab("Weights")
        page.get_by_label("Matters most").select_option("results")
        page.wait_for_function("() => document.activeElement?.dataset.column === 'weight'")
        slider = page.get_by_role("slider", name="Weight, Price")
        slider.focus()
        for _ in range(3):
            press("ArrowRight")
        eventually(page, lambda: field(page, "Weight, Price").input_value() == "3")
        tab("Ratings")
        field(page, "Our van, It does the job").click()
        for text in ("8", "40"):
            write(text)
            press("Enter")
        page.get_by_text("Everything is saved in ").wait_for()
        field(page, "Our van, It does the job").click()
        page.get_by_label("Low", exact=True).fill("7")
        page.get_by_label("High", exact=True).fill("9")
        page.get_by_label("How we know").select_option("survey")
        page.get_by_text("Everything is saved in ").wait_for()
        eventually(page, lambda: cv.read_study(folder).ratings["evidence"].tolist() == ["survey", ""])
        assert violations(page) == []
        tab("Judgements")
        page.get_by_role("button", name="+ Add a judgement").click()
        page.get_by_label("Matters at least as much as").select_option("price")
        eventually(page, lambda: "judgements.csv" in [path.name for path in folder.glob("*")])
        assert violations(page) == []
        page.get_by_role("button", name="Remove").first.click()
        eventually(page, lambda: "judgements.csv" not in [path.name for path in folder.glob("*")])

    study = cv.read_study(folder)
    assert study.settings.title == "Ice cream"
    assert study.segments[["segment", "size"]].values.tolist() == [["kids", 300], ["parents", 200], ["tourists", 50]]
    assert study.settings.ours == "our_van"
    assert study.weights[["segment", "driver", "weight"]].values.tolist() == [["*", "results", 100], ["*", "price", 3]]
    assert study.ratings[["offering", "driver", "rating", "low", "high"]].values.tolist()[0] == [
        "our_van",
        "results",
        8,
        7,
        9,
    ]
    assert len(cv.values(study)) == 6


@pytest.mark.thorough
def test_a_file_is_read_in_or_refused(lab, notebook, tmp_path):
    folder = lab.root / "upload"
    cv.write_study(cv.read_study(lab.root / "data" / "toasters"), tmp_path / "toasters.xlsx")
    (tmp_path / "photo.xlsx").write_bytes(b"GIF89a")
    with notebook(
        "upload", NEW.format(folder="../upload", language="hr"), "cv.forms.study(draft)", screen=PHONE
    ) as page:
        page.locator("input[type=file]").set_input_files(tmp_path / "photo.xlsx")
        page.get_by_text("photo.xlsx – datoteka nije učitana").wait_for()
        assert not folder.exists()

        page.locator("input[type=file]").set_input_files(tmp_path / "toasters.xlsx")
        page.get_by_text("Sve je spremljeno u ").wait_for()
        assert cv.read_study(folder).fingerprint == cv.read_study(lab.root / "data" / "toasters").fingerprint
        with page.expect_download() as download:
            page.get_by_role("button", name="Preuzmi kao Excelovu datoteku (.xlsx)").click()
        download.value.save_as(tmp_path / "again.xlsx")
        assert cv.read_study(tmp_path / "again.xlsx").fingerprint == cv.read_study(folder).fingerprint
        assert violations(page) == []


# -- what goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_kernel_that_dies_loses_nothing_and_says_so(lab, notebook):
    folder = lab.root / "killed"
    pid = "from pathlib import Path\nimport os\nPath('../kernel.pid').write_text(str(os.getpid()))"
    with notebook("killed", OPEN.format(folder="../killed", language="en"), pid, "cv.forms.segments(draft)") as page:
        name = field(page, "Name, Commuters")
        name.fill("Before")
        kept = folder / ".draft.json"
        eventually(page, lambda: kept.exists() and "Before" in kept.read_text())
        os.kill(int((lab.root / "kernel.pid").read_text()), signal.SIGKILL)
        page.locator(".cvt-form tbody textarea").first.fill("After")
        page.get_by_text("Not saved: the program behind this page does not answer.").wait_for()
        expect(page.locator(".cvt-form tbody textarea").first).to_have_value("After")
        page.locator(".jp-Dialog button").first.click() if page.locator(".jp-Dialog").count() else None
        promised(page, ANSWERED)
        page.wait_for_function(IDLE)
        promised(page, RUN_ALL)
        field(page, "Name, Before").wait_for()
        page.wait_for_function("() => document.querySelectorAll('.cvt-form').length === 1")
        again = field(page, "Name, Before")
        again.fill("Again")
        again.press("Tab")
        eventually(page, lambda: names(folder)[:1] == ["Again"])


@pytest.mark.thorough
def test_two_copies_never_overwrite_each_other(lab, notebook):
    folder = lab.root / "copies"
    cv.write_study(cv.read_study(lab.root / "data" / "coffee"), folder)
    cells = (OPEN.format(folder="../copies", language="en"), "cv.forms.segments(draft)")
    with notebook("one", *cells) as one, notebook("two", *cells) as two:
        field(two, "Name, Commuters").click()  # before the other one has typed anything
        for page, name in ((one, "One"), (two, "Two")):
            field(page, "Name, Commuters").fill(name)
            field(page, f"Name, {name}").press("Tab")
            eventually(page, lambda: names(folder)[:1] == ["One"])
        two.locator(".cvt-banner").wait_for()
        assert violations(two) == []
        expect(field(two, "Name, Two")).to_have_value("Two")
        two.get_by_role("button", name="Keep this one").click()
        eventually(two, lambda: names(folder)[:1] == ["Two"])
        assert len(list((folder / ".history").glob("draft-*.json"))) == 1

        field(one, "Name, One").fill("Typed here")
        one.get_by_role("button", name="Take the other one").click()
        field(one, "Name, Two").wait_for()
        one.get_by_text("Everything is saved in ").wait_for()


@pytest.mark.thorough
def test_a_page_that_is_behind_notices_and_edits_of_different_cells_go_together(lab, notebook):
    folder = lab.root / "beside"
    cv.write_study(cv.read_study(lab.root / "data" / "coffee"), folder)
    cells = (OPEN.format(folder="../beside", language="en"), "cv.forms.segments(draft)")
    with notebook("first", *cells) as first, notebook("second", *cells) as second:
        field(first, "Name, Commuters").fill("One")
        field(first, "Name, One").press("Tab")
        eventually(first, lambda: names(folder)[:1] == ["One"])

        field(second, "Customers, Commuters").click()
        field(second, "Name, One").wait_for()
        second.get_by_text("This study was changed in another place too").wait_for()
        field(second, "Customers, One").fill("90,000")
        field(second, "Customers, One").press("Tab")
        second.get_by_role("button", name="Write 90000").click()

        eventually(second, lambda: cv.read_study(folder).segments["size"][0] == 90_000)
        assert names(folder)[:1] == ["One"]
        assert violations(second) == []


@pytest.mark.thorough
def test_running_a_cell_again_leaves_nothing_behind(notebook):
    with notebook("rerun", OPEN.format(folder="../again", language="en"), "cv.forms.segments(draft)") as page:
        counts, holds, runs = [], [], times(30, daily=8)
        for number in (WARM, runs):
            for _ in range(number):
                promised(page, RUN_CELL, "cv.forms.segments(")
                page.locator(".cvt-form").wait_for()
            counts.append((live_widgets(page), page.locator(".cvt-form").count()))
            holds.append(held(page))

        assert counts[0] == counts[1]
        more = grown(*holds)
        # JupyterLab's own share is in this: see test_explorer_in_browser
        assert more["nodes"] <= runs * 5 and more["listeners"] <= runs * 5 and more["kB"] <= runs * 120, more


# -- in JupyterLab's dark theme ------------------------------------------------------------------------------------

THEME = """async theme => {
    await jupyterapp.commands.execute("apputils:change-theme", { theme });
    while (document.body.dataset.jpThemeName !== theme) await new Promise(done => setTimeout(done, 50));
}"""
BRIGHTNESS = """form => [getComputedStyle(form).color, getComputedStyle(form.closest(".jp-Notebook")).backgroundColor]
    .map(colour => Math.max(...colour.match(/[0-9.]+/g).slice(0, 3).map(Number)))"""


@pytest.mark.thorough
def test_forms_are_legible_in_the_dark(notebook):
    with notebook("dark", OPEN.format(folder="../dark", language="en"), "cv.forms.segments(draft)") as page:
        promised(page, THEME, "JupyterLab Dark")
        try:
            ink, paper = page.locator(".cvt-form").first.evaluate(BRIGHTNESS)

            assert ink > 200 > 80 > paper
            assert violations(page) == []
        finally:
            promised(page, THEME, "JupyterLab Light")  # the others' JupyterLab, too
