"""The pages of a plan: levers and their library, effects, shares, what customers pay."""

from __future__ import annotations

import csv

import pytest

import cvtools as cv
from cvtools import forms
from cvtools.forms.draft import Draft
from cvtools.forms.effects_page import EffectsPage
from cvtools.forms.levers_page import LeversPage
from cvtools.forms.outcome_pages import EconomicsPage, SharesPage
from cvtools.study.driver_library import typical_drivers
from cvtools.study.lever_library import LIBRARY, typical_levers
from cvtools.study.schema import LANGUAGES, LEVERS, OPTIONAL

from .test_pages import block, cells, sheet, type_in


@pytest.fixture(scope="module")
def coffee() -> cv.Study:
    return cv.read_study("data/coffee")


@pytest.fixture
def draft(coffee, tmp_path) -> Draft:
    return Draft(tmp_path / "mine", like=coffee)


def test_the_library_has_levers_of_each_kind_in_three_languages_that_move_drivers_of_the_other_library():
    known = {driver.driver for driver in typical_drivers()}

    assert {item.kind for item in typical_levers()} == set(LEVERS)
    for kind in LEVERS:
        assert sum(item.kind == kind for item in typical_levers()) >= 4, kind
    for item in typical_levers():
        assert set(item.names) == set(LANGUAGES) and all(item.names.values()), item.lever
        assert item.drivers and set(item.drivers) <= known, item.lever
    assert len({item.lever for item in typical_levers()}) == len(typical_levers())
    with LIBRARY.open(encoding="utf-8", newline="") as file:
        assert all(len(row) == 6 for row in csv.reader(file))


def test_every_column_of_the_tables_has_a_field_somewhere(draft):
    form = forms.levers(draft)
    levers, effects, shares, economics = form.pages
    levers.act({"do": "choose", "at": ["levers", draft.state.rows("levers")[0].key, "name"]})
    effects.act({"do": "lever", "value": "second_till"})
    effects.act({"do": "choose", "at": ["effects", "commuters/second_till/wait", "change"]})
    shares.act({"do": "choose", "at": ["shares", "commuters/chain", "share"]})

    for page in (levers, effects, shares, economics):
        found = [cell["at"][2] for row in sheet(page)["rows"] for cell in row["cells"] if "at" in cell]
        found += [cell["at"][2] for part in page.blocks() if part["is"] == "fields" for cell in part["fields"]]
        ids = {"lever", *OPTIONAL[page.table].key}
        assert set(found) | ids == set(OPTIONAL[page.table].names) | ids, page.table
    form.close()


def test_a_lever_of_the_library_brings_its_names_and_says_what_it_usually_moves(draft):
    draft.speak("nb")
    page = LeversPage(draft)

    at = page.act({"do": "typical", "value": "order_online"})

    row = draft.state.row("levers", at[1])
    assert (row["lever"], row["kind"], row["name"], row["name_hr"]) == (
        "order_online",
        "technology",
        "Order and pay online",
        "Naručivanje i plaćanje na internetu",
    )
    assert at[2] == "cost" and "Bestille og betale på nett" in page.notice and "Ventetid" in page.notice
    page.act({"do": "typical", "value": "lower_price"})
    effects = EffectsPage(draft)
    effects.act({"do": "lever", "value": "lower_price"})
    usual = [row["key"] for row in sheet(effects)["rows"] if "flyttes vanligvis" in row["cells"][0]["under"]]
    assert usual == ["price"]


def test_a_lever_without_a_cost_is_missing_something_and_the_rest_is_saved_without_it(draft):
    page = LeversPage(draft)
    draft.do(lambda state: state.with_settings(title="Mine"))

    at = page.act({"do": "typical", "value": "self_service"})
    type_in(EffectsPage(draft), ["effects", "*/self_service/wait", "change"], "-2")

    assert cells(page)[("Self-service", "cost")]["level"] == "missing"
    assert draft.found.study is None
    assert "self_service" not in set(draft.study.optional("levers")["lever"])
    assert len(draft.study.optional("levers")) == 10
    type_in(page, list(at), "500")
    assert list(draft.found.study.optional("levers")["lever"])[-1] == "self_service"
    assert list(draft.study.optional("effects")["change"])[-1] == -2


def test_negative_costs_and_circles_of_needs_are_told_at_their_cells(draft):
    page, keys = LeversPage(draft), [row.key for row in draft.state.rows("levers")]

    type_in(page, ["levers", keys[0], "cost"], "-5")
    type_in(page, ["levers", keys[1], "needs"], "pickup_shelf")
    page.act({"do": "choose", "at": ["levers", keys[1], "name"]})

    assert "0 or more" in cells(page)[("A second till in the morning", "cost")]["message"]
    needs = next(cell for cell in block(page, "detail")["fields"] if cell["at"][2] == "needs")
    assert "circle" in needs["message"]


def test_a_new_levers_id_follows_its_name_in_effects_and_in_what_needs_it_and_goes_with_it(tmp_path):
    draft = Draft(tmp_path / "new")
    page = LeversPage(draft)
    for name in ("Till", "Shelf"):
        at = page.act({"do": "add"})
        type_in(page, list(at), name)
    first, second = (row.key for row in draft.state.rows("levers"))
    type_in(page, ["levers", second, "needs"], "till")
    type_in(EffectsPage(draft), ["effects", "*/till/wait", "change"], "-2")

    type_in(page, ["levers", first, "name"], "A second till")

    assert draft.state.row("levers", second)["needs"] == "a_second_till"
    assert [row["lever"] for row in draft.state.rows("effects")] == ["a_second_till"]
    page.act({"do": "remove", "row": first})
    assert not draft.state.rows("effects") and draft.state.row("levers", second)["needs"] == ""
    assert "1 effect" in page.notice


def test_an_effect_is_a_row_that_comes_and_goes_with_what_is_typed(draft):
    page = EffectsPage(draft)
    page.act({"do": "lever", "value": "names"})

    type_in(page, ["effects", "commuters/names/taste", "change"], "0.4")
    page.act({"do": "choose", "at": ["effects", "commuters/names/taste", "change"]})
    type_in(page, ["effects", "commuters/names/taste", "low"], "0.6")

    chosen = next(cell for (label, column), cell in cells(page).items() if cell.get("chosen"))
    assert "Low must not be more" in chosen["message"]
    type_in(page, ["effects", "commuters/names/taste", "low"], "")
    type_in(page, ["effects", "commuters/names/taste", "change"], "")
    assert draft.state.same_as(Draft(draft.path.with_name("other"), like=draft.like).state)


def test_an_effect_past_the_end_of_the_scale_says_how_far_it_counts(draft):
    page = EffectsPage(draft)
    page.act({"do": "lever", "value": "fresh_roast"})

    type_in(page, ["effects", "commuters/fresh_roast/taste", "change"], "9")
    type_in(page, ["effects", "neighbours/fresh_roast/taste", "change"], "-9")

    found = {cell["at"][1]: cell for cell in cells(page).values() if "at" in cell}
    best, worst = (found[f"{segment}/fresh_roast/taste"] for segment in ("commuters", "neighbours"))
    assert best["level"] == worst["level"] == "hint"
    assert "as far as 10" in best["message"] and "as far as 0" in worst["message"]


def test_shares_are_summed_above_their_column_and_told_where_they_miss_one(draft):
    draft.speak("nb")
    page = SharesPage(draft)

    assert [column.get("under") for column in sheet(page)["columns"]][1:] == ["til sammen 100 %"] * 3
    type_in(page, ["shares", "commuters/chain", "share"], "0,14")

    assert sheet(page)["columns"][1]["under"] == "til sammen 90 %"
    assert any(problem.code == "shares_sum" for _table, _key, problem in draft.found.rest)


def test_what_holds_for_every_segment_stands_as_a_hint_until_a_segment_has_a_row_of_its_own(draft):
    page = EconomicsPage(draft)

    type_in(page, ["economics", "*", "margin"], "10")
    type_in(page, ["economics", "*", "retention"], "1")
    for column in ("margin", "retention", "retention_slope", "slope_evidence", "discount_rate", "horizon"):
        type_in(page, ["economics", "commuters", column], "")
    type_in(page, ["economics", "commuters", "first_margin"], "")
    type_in(page, ["economics", "commuters", "referrals"], "")

    found = {tuple(cell["at"][1:]): cell for cell in cells(page).values() if "at" in cell}
    assert found["commuters", "margin"]["hint"] == "10" and found["neighbours", "margin"]["hint"] == ""
    assert "below 1" in found["*", "retention"]["message"]


def test_without_levers_the_pages_say_what_comes_first(tmp_path):
    draft = Draft(tmp_path / "new")
    assert block(EffectsPage(draft), "need")["text"] == "Add a driver first."
    assert block(SharesPage(draft), "need")["text"] == "Add a segment first."
    assert block(EconomicsPage(draft), "need")["text"] == "Add a segment first."
    assert [part["is"] for part in LeversPage(draft).blocks()] == ["text", "pick", "table", "buttons"]
