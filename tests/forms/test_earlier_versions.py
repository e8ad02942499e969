"""Earlier versions of a study: listed, and brought back as one step."""

from __future__ import annotations

from pathlib import Path

import pytest

import cvtools as cv
from cvtools import forms
from cvtools.forms.draft import Draft
from cvtools.forms.earlier_versions import versions

COFFEE = Path(__file__).resolve().parents[2] / "data" / "coffee"


@pytest.mark.parametrize("name", ["mine", "mine.xlsx"])
def test_an_earlier_version_comes_back_and_undo_takes_it_away(tmp_path, name):
    draft = Draft(tmp_path / name, like=cv.read_study(COFFEE))
    for title in ("One", "Two", "Three"):
        draft.do(lambda state, title=title: state.with_settings(title=title))
    form = forms.segments(Draft(tmp_path / name))  # as after a reload
    (pick,) = [block for block in form.view["blocks"] if block.get("id") == "versions"]
    listed = [code for group in pick["options"] for code, _label in group["options"] if code]

    assert listed == list(versions(draft.path))
    assert len(listed) == 2

    form.do({"do": "restore", "value": listed[1]})
    form.refresh()

    assert cv.read_study(draft.path).settings.title == "One"
    assert form.view["notice"] == "The earlier version is back. Undo brings back what was here before."
    form.do({"do": "undo"})
    assert cv.read_study(draft.path).settings.title == "Three"
    form.close()


def test_the_version_that_was_not_chosen_is_among_them(tmp_path):
    path = tmp_path / "mine"
    cv.write_study(cv.read_study(COFFEE), path)
    one, two = Draft(path), Draft(path)
    for draft, title in ((one, "One"), (two, "Two")):
        draft.do(lambda state, title=title: state.with_settings(title=title))
    form = forms.segments(two)
    assert form.view["banner"]["text"].endswith("The other one stays among the “Earlier versions” below.")

    form.do({"do": "keep"})
    form.refresh()

    (pick,) = [block for block in form.view["blocks"] if block.get("id") == "versions"]
    (kept,) = [code for group in pick["options"] for code, label in group["options"] if "not chosen then" in label]
    form.do({"do": "restore", "value": kept})
    assert cv.read_study(path).settings.title == "One"
    form.close()


@pytest.mark.parametrize("name", ["", "..", "../mine", "2026-01-01T000000.000000Z-abcd"])
def test_what_is_no_version_changes_nothing(tmp_path, name):
    draft = Draft(tmp_path / "mine", like=cv.read_study(COFFEE))
    draft.do(lambda state: state.with_settings(title="One"))
    (tmp_path / "mine" / ".history").mkdir(exist_ok=True)
    (tmp_path / "mine" / ".history" / "2026-01-01T000000.000000Z-abcd").mkdir()
    form = forms.segments(draft)

    form.do({"do": "restore", "value": name})
    form.refresh()

    assert form.view["notice"] == "This version cannot be read any more."
    assert draft.state.settings["title"] == "One"
    form.close()
