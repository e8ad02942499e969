"""The app's page on what to do: from levers in a form to the plan for a budget, by mouse and keyboard alone."""

from __future__ import annotations

from shutil import copytree

import pytest
from playwright.sync_api import expect

import cvtools as cv

from ..accessibility import violations
from ..jupyterlab import running_app
from ..patience import eventually, no_wider

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.thorough]

TABS = {"en": "Improve", "nb": "Forbedre", "hr": "Poboljšaj"}
EFFECT = "Every segment, Waiting time"
BLANK = f"""() => document.querySelector('[aria-label="{EFFECT}"]')?.value === ''"""
PLAN = {"en": "The plan:", "nb": "Planen:", "hr": "Plan:"}
READABLE = "() => document.querySelector('.cvtools-plan .still svg')?.getBoundingClientRect().width >= 479"
NAMES = {"en": "English", "nb": "Norsk", "hr": "Hrvatski"}


def test_a_lever_is_typed_in_and_a_budget_moved(tmp_path, open_offline):
    study, root = tmp_path / "coffee", tmp_path / "served"
    copytree("data/coffee", study)
    root.mkdir()
    with running_app(root, study) as address, open_offline(viewport={"width": 1200, "height": 1000}) as page:
        page.goto(address)
        page.locator(".cvt-form .cvt-bar").first.wait_for(timeout=60_000)
        page.get_by_role("tab", name="Improve", exact=True).click()
        plan = page.locator(".cvtools-plan")
        plan.get_by_text("The plan:").wait_for(timeout=60_000)
        expect(plan.locator("[role=img] svg")).to_have_count(4)
        slider = page.get_by_role("slider", name="Budget")
        dearest = slider.get_attribute("aria-valuetext")
        assert violations(page) == []

        slider.focus()
        page.keyboard.press("Home")
        plan.get_by_text("Within €0, no lever is worth its cost").wait_for()
        for _ in range(20):
            page.keyboard.press("ArrowRight")
        expect(slider).not_to_have_attribute("aria-valuetext", dearest)
        cheaper = slider.get_attribute("aria-valuetext")
        plan.get_by_text(f"the most that {cheaper} can do").wait_for(timeout=30_000)

        page.get_by_label("Add a typical lever").select_option("self_service")
        page.get_by_text("It usually moves: Waiting time and Being in control.").wait_for(timeout=60_000)
        page.locator('[aria-label="Costs once, Self-service"]').fill("300")
        page.get_by_role("tab", name="What levers change", exact=True).click()
        page.get_by_role("combobox", name="Lever", exact=True).select_option("self_service")
        page.wait_for_function(BLANK, timeout=60_000)
        page.locator(f'[aria-label="{EFFECT}"]').fill("-3")
        page.keyboard.press("Tab")
        eventually(page, lambda: "self_service,*,wait,-3" in (study / "effects.csv").read_text(encoding="utf-8"))
        assert cv.read_study(study).optional("effects")["change"].iloc[-1] == -3
        page.get_by_role("button", name="Work out the plan").click()
        plan.get_by_text("“Self-service”").first.wait_for(timeout=60_000)

        page.set_viewport_size({"width": 390, "height": 900})
        for code, tab in list(TABS.items())[::-1]:
            page.locator("select").first.select_option(label=NAMES[code])
            page.get_by_role("tab", name=tab, exact=True).wait_for()
            plan.get_by_text(PLAN[code]).first.wait_for(timeout=60_000)
            page.wait_for_function(READABLE, timeout=60_000)  # wider than the page: it scrolls in its frame
            no_wider(page)
        assert violations(page) == []
