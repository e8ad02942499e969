"""The page of judgements: an order, pairs and bounds in place of weights."""

from __future__ import annotations

import pytest

import cvtools as cv
from cvtools import forms
from cvtools.forms.draft import Draft
from cvtools.forms.drivers_page import DriversPage
from cvtools.forms.judgements_page import JudgementsPage
from cvtools.forms.row_pages import SegmentsPage
from cvtools.forms.weights_page import WeightsPage
from cvtools.study.schema import OPTIONAL

from .test_pages import sheet, type_in


@pytest.fixture
def draft(tmp_path) -> Draft:
    """The coffee study without the weights of its commuters."""
    draft = Draft(tmp_path / "mine", like=cv.read_study("coffee"))
    draft.do(
        lambda state: state.with_rows("weights", (r for r in state.rows("weights") if r["segment"] != "commuters"))
    )
    return draft


def said(page: JudgementsPage, **texts: str) -> str:
    """Add a judgement; the key of its row."""
    _table, key, _column = page.act({"do": "add"})
    for column, text in texts.items():
        type_in(page, ["judgements", key, column], text)
    return key


def fields(page: JudgementsPage, key: str) -> dict[str, dict]:
    (row,) = [row for row in sheet(page)["rows"] if row["key"] == key]
    return {cell["at"][2]: cell for cell in row["cells"]}


def test_an_order_takes_the_place_of_weights(draft):
    drivers = [row["driver"] for row in draft.state.rows("drivers")]
    draft.do(lambda state: state.with_rows("weights", ()))
    assert draft.found.study is None
    page = JudgementsPage(draft)

    for rank, driver in enumerate(drivers, start=1):
        said(page, segment="commuters", driver=driver, rank=str(rank))
    others = [row["segment"] for row in draft.state.rows("segments") if row["segment"] != "commuters"]
    for segment in others:
        said(page, segment=segment, least="5")

    weights = draft.study.weights.query("segment == 'commuters'").set_index("driver")["weight"]
    assert list(weights.sort_values(ascending=False).index) == drivers
    assert weights.sum() == pytest.approx(100, abs=0.1)
    draft.finish()
    assert len(cv.read_study(draft.path).optional("judgements")) == len(drivers) + len(others)


def test_no_weight_is_needed_where_judgements_are(draft):
    draft.do(lambda state: state.with_rows("weights", ()))
    weights = WeightsPage(draft)
    weights.act({"do": "segment", "value": "commuters"})
    needed = [cell["level"] for row in sheet(weights)["rows"] for cell in row["cells"] if "level" in cell]
    said(JudgementsPage(draft), segment="commuters", driver="wait", rank="1")

    levels = [cell["level"] for row in sheet(weights)["rows"] for cell in row["cells"] if "level" in cell]

    assert set(needed) == {"missing"} and not any(levels)


def test_a_row_that_says_nothing_is_neither_wrong_nor_written(draft):
    page = JudgementsPage(draft)
    key = said(page)

    assert all(not cell["message"] for cell in fields(page, key).values())
    assert not [p for table, _key, p in draft.found.rest if table == "judgements"]


def test_a_new_row_is_of_the_next_driver_of_the_same_segment(draft):
    page = JudgementsPage(draft)
    first = said(page, segment="laptop_workers", driver="taste", least="10")
    second = said(page)

    assert fields(page, first)["least"]["text"] == "10"
    assert (fields(page, second)["segment"]["text"], fields(page, second)["driver"]["text"]) == (
        "laptop_workers",
        "seat",
    )


def test_a_circle_is_told_on_the_page_with_rows_as_they_are_counted(draft):
    page = JudgementsPage(draft)
    said(page, segment="commuters", driver="taste", over="wait")
    said(page, segment="commuters", driver="wait", over="taste")

    (told,) = [block["text"] for block in page.blocks() if block.get("id", "").startswith("wrong")]

    assert "circle" in told and "rows 1 and 2" in told


def test_what_is_wrong_with_a_cell_stands_in_it(draft):
    page = JudgementsPage(draft)
    key = said(page, segment="commuters", driver="taste", least="120")

    assert fields(page, key)["least"]["level"] == "wrong"


def test_a_driver_takes_along_what_was_said_of_it_and_what_was_compared_with_it(draft):
    page = JudgementsPage(draft)
    said(page, segment="commuters", driver="taste", over="wait")
    said(page, segment="commuters", driver="seat", rank="2")
    (key,) = [row.key for row in draft.state.rows("drivers") if row["driver"] == "wait"]

    DriversPage(draft).act({"do": "remove", "row": key})

    assert [row["driver"] for row in draft.state.rows("judgements")] == ["seat"]


def test_a_new_name_of_a_new_driver_goes_along_where_it_is_compared(draft):
    drivers, page = DriversPage(draft), JudgementsPage(draft)
    at = drivers.act({"do": "add"})
    type_in(drivers, list(at), "Music")
    said(page, segment="commuters", driver="taste", over="music")

    type_in(drivers, list(at), "Good music")

    assert [row["over"] for row in draft.state.rows("judgements")] == ["good_music"]


def test_a_segment_takes_its_judgements_along(draft):
    said(JudgementsPage(draft), segment="commuters", driver="taste", rank="1")
    (key,) = [row.key for row in draft.state.rows("segments") if row["segment"] == "commuters"]

    SegmentsPage(draft).act({"do": "remove", "row": key})

    assert not draft.state.rows("judgements")


def test_every_column_has_a_field_and_a_row_can_be_taken_away(draft):
    page = JudgementsPage(draft)
    key = said(page, rank="1")

    assert set(fields(page, key)) == set(OPTIONAL["judgements"].names)
    page.act({"do": "remove", "row": key})
    assert not sheet(page)["rows"]


def test_in_money_there_is_nothing_to_judge(tmp_path):
    page = JudgementsPage(Draft(tmp_path / "mine", like=cv.read_study("travel_mode")))

    assert [block["is"] for block in page.blocks()] == ["text"]


def test_it_is_a_tab_of_the_weights_and_of_the_whole_study(draft):
    for show in (forms.weights, forms.study):
        form = show(draft)
        assert "judgements" in [page.table for page in form.pages]
        form.close()
