"""Blocks of cells as people copy them: headings, names, in any language, and what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

import cvtools as cv
from cvtools.forms.draft import Draft
from cvtools.forms.drivers_page import DriversPage
from cvtools.forms.page import Page
from cvtools.forms.ratings_page import RatingsPage
from cvtools.forms.row_pages import SegmentsPage
from cvtools.forms.weights_page import WeightsPage

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def draft(tmp_path) -> Draft:
    return Draft(tmp_path / "mine", like=cv.read_study(DATA / "coffee"))


def texts(page: Page) -> dict[str, list[str]]:
    return {row["label"]: [cell["text"] for cell in row["cells"][1:]] for row in page.sheet()["rows"]}


def paste(page: Page, text: str, *, row: int = 0, column: int = 1) -> str:
    at = tuple(page.sheet()["rows"][row]["cells"][column]["at"])
    page.draft.do(page.pasted(at, text))
    return page.told()


def table_of(head: list[str], names: list[str]) -> str:
    """A table of the numbers 1, 2, … with its headings and names, as a spreadsheet copies it."""
    lines = [[name, *(str(1 + i + j) for j in range(len(head) - 1))] for i, name in enumerate(names)]
    return "\n".join("\t".join(line) for line in [head, *lines]) + "\n"


def test_a_table_with_headings_and_names_goes_where_they_say(draft):
    page = RatingsPage(draft)
    before = texts(page)
    head = ["Driver", "The big chain", "The Little Cup"]

    notice = paste(page, table_of(head, ["Waiting time", "Taste of the coffee"]), row=2)

    offerings = [column["label"] for column in page.sheet()["columns"][1:]]
    ours, chain = offerings.index("The Little Cup"), offerings.index("The big chain")
    after = texts(page)
    assert notice == ""
    assert (after["Waiting time"][chain], after["Waiting time"][ours]) == ("1", "2")
    assert (after["Taste of the coffee"][chain], after["Taste of the coffee"][ours]) == ("2", "3")
    assert {name: cells for name, cells in after.items() if name not in ("Waiting time", "Taste of the coffee")} == {
        name: cells for name, cells in before.items() if name not in ("Waiting time", "Taste of the coffee")
    }


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (["", "Den store kjeden", "little_cup"], ["Ventetid", "taste"]),
        (["Čimbenik", "veliki lanac", "The Little Cup"], ["Vrijeme čekanja", "Okus kave"]),
    ],
)
def test_names_in_any_language_and_ids_are_understood(draft, head, names):
    page = RatingsPage(draft)

    assert paste(page, table_of(head, names)) == ""

    columns = [column["id"] for column in page.sheet()["columns"][1:]]
    assert texts(page)["Waiting time"][columns.index("chain")] == "1"
    assert texts(page)["Taste of the coffee"][columns.index("little_cup")] == "3"


def test_names_without_headings_go_to_their_rows(draft):
    page = WeightsPage(draft)

    notice = paste(page, "Taste of the coffee\t7\nWaiting time\t8\n")

    assert notice == ""
    assert (texts(page)["Taste of the coffee"][0], texts(page)["Waiting time"][0]) == ("7", "8")


def test_what_does_not_fit_is_counted_and_named(draft):
    page = RatingsPage(draft)
    rows, columns = page.sheet()["rows"], page.sheet()["columns"]

    notice = paste(page, "1\t2\n3\t4\n5\t6\n", row=len(rows) - 1, column=len(columns) - 1)
    assert notice == "5 cells did not fit and were left out."

    notice = paste(page, "Driver\tThe big chain\tNobody\nTaste of the coffee\t1\t2\nSmell\t3\t4\n")
    assert notice == "3 cells did not fit and were left out. Not found in this table: Nobody and Smell."


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "1 cell did not fit and was left out."),
        ("nb", "1 celle passet ikke inn og ble utelatt."),
        ("hr", "1 ćelija nije stala i izostavljena je."),
    ],
)
def test_it_is_said_in_the_readers_language(draft, language, notice):
    draft.speak(language)
    page = RatingsPage(draft)

    assert paste(page, "1\t2\n", column=len(page.sheet()["columns"]) - 1) == notice


def test_headings_of_a_table_with_rows_of_its_own_may_come_in_any_order(draft):
    page = SegmentsPage(draft)

    notice = paste(page, "Kunder\tNavn\tColour\n50\tTourists\tred\n", row=2, column=0)

    row = draft.state.rows("segments")[2]
    assert (row["name"], row["size"]) == ("Tourists", "50")
    assert notice == "1 cell did not fit and was left out. Not found in this table: Colour."


def test_words_to_choose_from_are_understood_in_any_language(draft):
    page = DriversPage(draft)

    paste(page, "Name\tKind\nCalm\temosjonell\n", column=0)

    row = draft.state.rows("drivers")[0]
    assert (row["name"], row["side"], row["kind"]) == ("Calm", "benefit", "emotional")


def test_bare_numbers_go_from_the_field_on(draft):
    page = RatingsPage(draft)

    assert paste(page, "1\t2\n3\t4\n") == ""

    assert [cells[:2] for cells in texts(page).values()][:2] == [["1", "2"], ["3", "4"]]
