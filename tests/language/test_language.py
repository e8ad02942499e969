"""Numbers, money and dates as each language writes them; every sentence translated."""

from __future__ import annotations

import functools
import re
import string
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from cvtools.language.language import CATALOGUES, digits_for, language
from cvtools.language.rounded import rounded
from cvtools.study.errors import StudyError
from cvtools.study.schema import LANGUAGES

SOURCE = CATALOGUES.parents[1]
TRANSLATED = [code for code in LANGUAGES if code != "en"]
PARTS = string.Formatter()


def test_money_never_ends_with_one_digit_of_cents():
    """28.0 is no price; an estimate of tens is told without cents, one of a few with two digits, millions as ever."""
    written = {code: [language(code).amount(x, "USD") for x in (28.0, 4.25, 0.4, 120.4)] for code in ("en", "nb", "hr")}

    assert written["en"] == ["US$28.00", "US$4.25", "US$0.40", "US$120"]
    assert written["nb"] == ["28,00\xa0USD", "4,25\xa0USD", "0,40\xa0USD", "120\xa0USD"]
    assert written["hr"] == ["28,00\xa0USD", "4,25\xa0USD", "0,40\xa0USD", "120\xa0USD"]
    estimates = rounded(language("en"), "USD", [35.23, 4.1])
    assert [estimates.amount(x) for x in (35.23, 4.13)] == ["US$35", "US$4.10"]
    assert rounded(language("en"), "USD", [2.31e6]).amount(2.31e6) == "US$2.31 million"


@pytest.mark.parametrize(
    ("code", "number", "money", "gain", "percent", "day"),
    [
        ("en", "−1,234.5", "−A$1,234", "+€12.30", "26%", "22 November 2026"),
        ("nb", "−1\xa0234,5", "−1\xa0234\xa0AUD", "+12,30\xa0€", "26\xa0%", "22. november 2026"),
        ("hr", "−1.234,5", "−1.234\xa0AUD", "+12,30\xa0€", "26\xa0%", "22. studenoga 2026."),
    ],
)
def test_numbers_money_and_dates(code, number, money, gain, percent, day):
    _ = language(code)

    assert _.number(-1234.5, digits=1) == number
    assert _.amount(-1234.4, "AUD") == money
    assert _.amount(12.3, "EUR", signed=True) == gain
    assert _.percent(0.256) == percent
    assert _.day(date(2026, 11, 22)) == day


def test_points_have_no_currency():
    assert language("en").amount(12.34, "points") == "12.3"


@given(st.floats(min_value=-1e12, max_value=1e12), st.integers(0, 3))
def test_a_number_never_shows_minus_zero(value, digits):
    assert language("en").number(value, digits=digits).strip("−0.") or not language("en").number(
        value, digits=digits
    ).startswith("−")


def test_digits_follow_the_largest_number():
    assert [digits_for([x, 0.001]) for x in (0, 0.5, 0.94, 0.95, 9.9, 99.94, 99.95, 1e6)] == [4, 2, 2, 1, 1, 1, 0, 0]


def test_a_language_that_we_do_not_speak_is_refused():
    with pytest.raises(StudyError, match=r'found "no"; allowed: en, nb or hr\. Did you mean "nb"'):
        language("no")


@functools.cache
def messages() -> dict[str | tuple[str, ...], str]:
    """Every message in the source, and where it stands."""
    found = extract_from_dir(
        SOURCE, method_map=[("**.py", "python")], keywords={"_": None, "N_": None, "plural": (1, 2)}
    )
    return {message: f"{file}:{line}" for file, line, message, _comments, _context in found}


def catalogue(code: str):
    with (Path(CATALOGUES) / code / "LC_MESSAGES" / "cvtools.po").open("rb") as file:
        return read_po(file, locale=code)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in PARTS.parse(text) if name is not None}


def test_there_are_messages_to_translate():
    assert len(messages()) > 100


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated(code):
    there = {message.id: message for message in catalogue(code) if message.id}
    missing = [f"{where}: {message}" for message, where in messages().items() if message not in there]
    empty = [
        message.id
        for message in there.values()
        if message.fuzzy or not all([message.string] if isinstance(message.string, str) else message.string)
    ]

    assert missing == []
    assert empty == []
    assert set(there) <= set(messages()), "these are no longer used; run `make messages`"


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_fields_of_its_message(code):
    for message in catalogue(code):
        if not message.id:
            continue
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        translations = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set().union(*map(fields, sources))
        for text in translations:
            assert fields(text) <= wanted, message.id
            assert fields(text) >= set.intersection(*map(fields, sources)) - {"n"}, message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_ends_as_its_message_does(code):
    ends = re.compile(r"[.:!?]?$")
    for message in catalogue(code):
        if message.id and isinstance(message.id, str) and isinstance(message.string, str):
            assert ends.search(message.id).group() == ends.search(message.string).group(), message.id  # type: ignore[union-attr]


def test_croatian_counts_in_three_forms():
    _ = language("hr")

    told = [_.plural("{n} customer", "{n} customers", n) for n in (1, 2, 5, 21)]

    assert len({re.sub(r"\d+", "", text) for text in told}) == 3
    assert re.sub(r"\d+", "", told[0]) == re.sub(r"\d+", "", told[3])


def test_croatian_counts_decimals_by_their_last_digit():
    """As the Unicode plural rules have it: the form goes with what is shown."""
    shown = {0.5: 1, 5.3: 1, 6.1: 1, 11.5: 1, 19.4: 1, 12.0: 1, 2.11: 2, 2.21: 2, 21.0: 0, 11.0: 0, 104.0: 0}

    told = [language("hr").measure(number, "points", digits=digits) for number, digits in shown.items()]

    assert told == [
        *("0,5 bodova", "5,3 boda", "6,1 bod", "11,5 bodova", "19,4 boda", "12,0 bodova", "2,11 bodova", "2,21 bod"),
        *("21 bod", "11 bodova", "104 boda"),
    ]
