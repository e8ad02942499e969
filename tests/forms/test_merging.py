"""Two versions that go back to one."""

from __future__ import annotations

import pytest

from cvtools.forms.edits import add_row, remove_row, set_cell, set_value
from cvtools.forms.merging import merged
from cvtools.forms.state import State, new_row, state_of_plain


@pytest.fixture
def base() -> State:
    rating = new_row(segment="*", offering="tea", driver="fee", view="perceived", rating="3")
    return State(
        {"title": "T"},
        {
            "segments": (new_row(segment="kids", name="Kids", size="1"), new_row(segment="old", name="Old", size="2")),
            "offerings": (new_row(offering="tea", name="Tea"),),
            "drivers": (new_row(driver="fee", name="Fee"),),
            "ratings": (rating,),
        },
    )


IDS = {"segment": "*", "offering": "tea", "driver": "fee", "view": "perceived"}


def elsewhere(state: State) -> State:
    """The same texts, as another program reads them."""
    return state_of_plain(state.plain(), decimal=state.decimal)


def test_cells_rows_and_settings_of_both_stay(base):
    mine = set_cell(base, "segments", base.rows("segments")[0].key, "size", "9")
    theirs = elsewhere(base).with_settings(title="Theirs")
    theirs = set_cell(theirs, "segments", theirs.rows("segments")[0].key, "description", "Small")
    theirs, _ = add_row(theirs, "segments", {"name": "New"})
    theirs = set_value(theirs, "ratings", IDS, "rating", "4")

    state = merged(base, mine, theirs)

    assert state is not None
    assert state.settings["title"] == "Theirs"
    rows = [[row[name] for name in ("segment", "size", "description")] for row in state.rows("segments")]
    assert rows == [["kids", "9", "Small"], ["old", "2", ""], ["new", "", ""]]
    assert [row["rating"] for row in state.rows("ratings")] == ["4"]
    assert [row.key for row in state.rows("segments")][:2] == [row.key for row in base.rows("segments")]


def test_what_one_removed_stays_away_unless_the_other_changed_it(base):
    theirs = elsewhere(base)
    theirs = remove_row(theirs, "segments", theirs.rows("segments")[1].key)
    other = set_cell(base, "segments", base.rows("segments")[0].key, "size", "9")
    same = set_cell(base, "segments", base.rows("segments")[1].key, "size", "9")

    state = merged(base, other, theirs)

    assert state is not None
    assert [row["segment"] for row in state.rows("segments")] == ["kids"]
    assert merged(base, same, theirs) is None


@pytest.mark.parametrize("text", ["4", "5"])
def test_the_same_cell_goes_together_only_with_the_same_text(base, text):
    mine, theirs = set_value(base, "ratings", IDS, "rating", "4"), elsewhere(base)

    state = merged(base, mine, set_value(theirs, "ratings", IDS, "rating", text))

    assert (state is not None) == (text == "4")


def test_rows_that_nothing_tells_apart_are_left_to_whoever_types(base):
    twice = base.with_rows("ratings", [*base.rows("ratings"), new_row(**IDS, rating="1")])

    assert merged(base, base, twice) is None
