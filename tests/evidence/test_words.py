from __future__ import annotations

import sys

import pandas as pd
import pytest

import cvtools as cv
from cvtools.evidence.duplicates import near_duplicates
from cvtools.evidence.lemmas import lemma
from cvtools.evidence.masking import masked
from cvtools.evidence.themes import (
    CODEBOOK,
    check_codebook,
    coders_agreement,
    found_themes,
    proposed_codebook,
    proposed_codes,
    theme_counts,
)
from cvtools.evidence.tone import tone, tone_words
from cvtools.study.errors import StudyError

BOOK = pd.DataFrame(
    [
        ("wait", "wait", "en", "queue"),
        ("wait", "wait", "en", "wait"),
        ("wait", "wait", "nb", "kø"),
        ("wait", "wait", "hr", "red"),
        ("price", "price", "", "expens*"),
        ("seat", "seat", "en", "free table"),
        ("staff", "", "en", "staff"),
    ],
    columns=CODEBOOK,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to ana.kovac+x@mail.example.hr!", "Write to [e-mail]!"),
        ("ring +47 912 34 567 eller 22123456", "ring [phone] eller [phone]"),
        ("tel. 091/234-567-8", "tel. [phone]"),
        ("NO93 8601 1117 947 and HR1210010051863000160", "[account] and [account]"),
        ("4539 1488 0343 6467", "[card]"),
        ("fnr 01010750160, OIB 69435151530", "fnr [personal number], OIB [personal number]"),
        ("see https://example.org/u?id=3 or www.example.org", "see [address] or [address]"),
        ("from 2019-2024 I paid 1200 kr in 15 minutes", "from 2019-2024 I paid 1200 kr in 15 minutes"),
    ],
)
def test_what_could_say_who_somebody_is_is_masked(text, expected):
    assert masked(text) == expected


def test_names_of_staff_are_masked_with_their_endings_and_not_inside_other_words():
    staff = ["Ivana", "Per", "Marko Horvat", ""]

    assert masked("Hvala Ivani i Ivaninom kolegi Marku Horvatu", staff) == "Hvala [name] i [name] kolegi [name]"
    assert (
        masked("PER var flink, personalet også. Pers kaffe!", staff)
        == "[name] var flink, personalet også. [name] kaffe!"
    )


def test_themes_are_found_in_any_form_of_their_words_and_in_three_languages():
    assert found_themes("Long queues; we waited. EXPENSIVE!", "en", BOOK) == ["wait", "price"]
    assert found_themes("Køene er lange", "nb", BOOK) == ["wait"]
    assert found_themes("Redovi su dugi", "hr", BOOK) == ["wait"]
    assert found_themes("no free tables", "en", BOOK) == ["seat"]
    assert found_themes("a table that was free", "en", BOOK) == []
    assert found_themes("", "en", BOOK) == []


def test_a_first_codebook_comes_from_the_drivers_names_in_three_languages():
    book = proposed_codebook(cv.read_study("coffee"))
    wait = book[book["driver"] == "wait"].to_numpy().tolist()

    assert [row[2] for row in wait] == ["en", "en", "nb", "hr", "hr"]
    assert ["wait", "wait", "nb", "ventetid"] in wait
    assert check_codebook(book, cv.read_study("coffee").drivers["driver"], "themes.csv").equals(book)


def test_a_codebook_is_refused_with_all_that_is_wrong():
    wrong = pd.DataFrame([("", "weight", "de", "kø"), ("x", "", "", None)], columns=CODEBOOK)

    with pytest.raises(StudyError) as error:
        check_codebook(wrong, ["wait", "price"], "themes.csv")

    assert [(problem.row, problem.column) for problem in error.value.problems] == [
        (2, "theme"),
        (2, "driver"),
        (2, "language"),
        (3, "pattern"),
    ]
    with pytest.raises(StudyError, match="the column is missing"):
        check_codebook(wrong.drop(columns="theme"), [], "themes.csv")


def test_tone_counts_praise_and_blame_and_turns_after_a_negation():
    assert tone("Great coffee, friendly staff", "en") == 1
    assert tone("The staff weren't friendly", "en") == -1
    assert tone("Hyggelige ansatte og god kaffe", "nb") == 1
    assert tone("Ikke bra, altfor lang kø", "nb") == -1
    assert tone("Osoblje je ljubazno, kava odlična", "hr") == 1
    assert tone("Kava nije dobra i predugo smo čekali", "hr") == -1
    assert tone("A cup at nine", "en") == 0


def test_no_word_has_two_tones():
    for language in ("en", "nb", "hr"):
        assert len(tone_words(language)) > 100


TEXTS = pd.DataFrame(
    {
        "response": [0, 1, 2, 3],
        "column": "q12",
        "segment": ["a", "a", "a", "b"],
        "offering": "ours",
        "language": "en",
        "text": [
            "Terrible queue, ask Ivana <b>=1+1</b>",
            "The queues are bad, and so expensive",
            "Nothing to say",
            "friendly staff",
        ],
    }
)


def test_the_machine_proposes_and_quotes_are_masked():
    before = TEXTS.copy()

    codes = proposed_codes(TEXTS, BOOK, staff=["Ivana"])

    assert codes[["answer", "theme", "driver", "proposed"]].to_numpy().tolist() == [
        [0, "wait", "wait", "1"],
        [1, "wait", "wait", "1"],
        [1, "price", "price", "1"],
        [2, "", "", ""],
        [3, "staff", "", "1"],
    ]
    assert codes["quote"][0] == "Terrible queue, ask [name] <b>=1+1</b>"
    assert set(codes["confirmed"]) == {""}
    assert TEXTS.equals(before)


def test_themes_are_counted_as_proposed_until_somebody_confirms():
    codes = proposed_codes(TEXTS, BOOK)
    table = theme_counts(codes, TEXTS, confidence=0.8)
    first = table[(table["theme"] == "wait") & (table["segment"] == "a")].iloc[0]

    assert (first["n"], round(first["share"], 4), first["positive"], first["negative"]) == (2, 0.6667, 0, 2)
    assert first["low"] < first["share"] < first["high"]

    confirmed = codes.assign(confirmed=["1", "0", "1", "", "1"])
    table = theme_counts(confirmed, TEXTS, confidence=0.8).set_index(["theme", "segment"])
    assert table.loc[("wait", "a"), "n"] == 1
    assert table.loc[("wait", "b"), "n"] == 0
    assert table.loc[("staff", "b"), ["n", "share", "positive"]].tolist() == [1, 1.0, 1]


def test_shares_of_themes_keep_survey_weights():
    table = theme_counts(
        proposed_codes(TEXTS, BOOK), TEXTS, confidence=0.8, weights=pd.Series([1.0, 1.0, 2.0, 1.0])
    ).set_index(["theme", "segment"])

    assert table.loc[("wait", "a"), "share"] == pytest.approx(0.5)


def test_agreement_of_two_people():
    codes = proposed_codes(TEXTS, BOOK).assign(confirmed=["1", "1", "0", "", "1"], second=["1", "0", "0", "", ""])

    # Three rows coded by both, one of them differently: 1 − (n − 1) · o₀₁ / (n₀ n₁) = 1 − 5 / 9.
    assert coders_agreement(codes) == pytest.approx(1 - 5 / 9)


def test_a_review_posted_twice_is_marked():
    review = "We came on a Sunday and waited half an hour for two cups of coffee."
    texts = ["ok", review, "ok", review.replace("Sunday", "sunday").rstrip(".") + " !", "another " * 9]

    assert near_duplicates(texts).tolist() == [-1, -1, -1, 1, -1]
    assert near_duplicates(["", "a"]).tolist() == [-1, -1]


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "simplemma", None)

    with pytest.raises(StudyError, match=r"pip install .cvtools\[evidence\]"):
        lemma("neverseenbefore", "en")
