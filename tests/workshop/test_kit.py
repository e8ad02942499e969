"""What is printed: in three languages, by the minute, with the published figures; and nothing of a study is markup."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cvtools.language.language import language
from cvtools.study.schema import LANGUAGES
from cvtools.study.study import read_study
from cvtools.workshop.carpet import CARDS, PUBLISHED, importances, part_worths
from cvtools.workshop.kit import kit
from cvtools.workshop.kit_guide import blocks
from cvtools.workshop.kit_lessons import quiz

from ..studies import changed, write_files


def test_the_published_respondents_part_worths():
    """Green and Wind 1975, as the statistics packages print them: one person, eighteen ranks."""
    frame = part_worths(PUBLISHED).round(4)

    worths = {thing: part["worth"].tolist() for thing, part in frame.groupby("thing", sort=False)}
    assert worths == {
        "package": [-4.1667, 3.8333, 0.3333],
        "brand": [1.1667, -0.8333, -0.3333],  # Bissell, Glory, K2R
        "price": [3.5, 0.6667, -4.1667],
        "seal": [-0.75, 0.75],
        "money_back": [-2.25, 2.25],
    }
    shares = frame.drop_duplicates("thing")["importance"].tolist()
    assert [round(100 * share, 1) for share in shares] == [33.8, 8.5, 32.4, 6.3, 19.0]


def test_the_cards_are_balanced_so_that_the_worksheet_is_right():
    for thing in ("package", "brand", "price"):
        assert CARDS[thing].value_counts().tolist() == [6, 6, 6]


def test_what_counts_for_many_is_what_counts_for_each():
    orders = [[int(card) for card in order] for order in (CARDS.index, CARDS.index[::-1], np.roll(CARDS.index, 5))]

    frame = importances(orders)

    for order, shares in zip(orders, frame.to_numpy(), strict=True):
        ranks = [order.index(card) + 1 for card in CARDS.index]
        alone = part_worths(ranks).drop_duplicates("thing")["importance"]
        assert shares.tolist() == pytest.approx(alone.tolist())


def test_a_person_for_whom_all_are_alike_has_no_ranges():
    assert part_worths([9.5] * 18)["importance"].tolist() == [0] * 13


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_takes_as_long_as_it_says(code):
    found = blocks(language(code))

    assert [sum(block.minutes[version] for block in found) for version in (0, 1)] == [90, 205]


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_block_has_a_slide_and_names_the_buttons_as_the_page_does(code):
    _ = language(code)
    found = blocks(_)
    pages = kit(read_study("coffee"), _, segment="commuters")

    assert pages["slides.html"].count("<section>") == len(found) + 1
    assert all(block.slide for block in found)
    for button in ("Show the numbers", "Start the next round", "I am done with this round", "Put a claim to the vote"):
        assert _(button) in pages["guide.html"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_kit_is_whole_and_fetches_nothing(code):
    pages = kit(read_study("coffee"), language(code), segment="commuters")

    assert list(pages) == ["guide.html", "slides.html", "handouts.html", "cases.html", "quiz.html"]
    for page in pages.values():
        assert f'lang="{code}"' in page
        assert not re.search(r"https?:|<script|<img|\{\w+\}", page)
    assert all(question.right in "abc" for question in quiz(language(code)))


def test_a_studys_names_are_texts(tmp_path):
    drivers = changed("drivers", "taste,Taste,", "taste,<script>x</script>,")
    study = read_study(write_files(tmp_path / "study", drivers=drivers))

    page = kit(study, language("en"))["handouts.html"]

    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
