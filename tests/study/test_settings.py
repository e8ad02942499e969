# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from cvtools.study.settings import Settings, check_settings, settings_as_text, settings_as_yaml, settings_of_yaml

from ..strength import times
from ..studies import HOSTILE, names, texts

GOOD = "format: 1\ntitle: Coffee\nunit: EUR\nours: cafe\n"


def problems(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [str(problem) for problem in check_settings(settings_of_yaml(data, "study.yaml"), "study.yaml")[1]]


def read(text: str) -> Settings:
    settings, wrong = check_settings(settings_of_yaml(text.encode(), "study.yaml"), "study.yaml")
    assert (settings is None, wrong) == (False, [])
    assert settings is not None
    return settings


def test_defaults():
    assert read(GOOD) == Settings(title="Coffee", unit="EUR", ours="cafe")


def test_words_stay_words():
    settings = read(GOOD.replace("Coffee", "no").replace("cafe", "007") + "period: 2026-13-01\nmine: 1e3\nother: ~\n")

    assert (settings.title, settings.ours, settings.period, dict(settings.other)) == (
        "no",
        "007",
        "2026-13-01",
        {"mine": "1e3"},
    )


def test_folded_notes_are_plain_text():
    assert read(GOOD + "notes: >-\n  one\n  two\n\n  three\n").notes == "one two\nthree"


QUOTE = 'row {0}, column {1}: found "{2}"; allowed: a text with the sign {3} in it needs quotation marks, like this: {1}: "{2}"'
SETTINGS = "format, title, unit, ours, period, language, confidence, halo, shared, ranges_held, heterogeneity, horizon_years, … (16 in all)"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (GOOD + "language: no\n", ['row 5, column language: found "no"; allowed: en, nb or hr. Did you mean "nb"?']),
        (
            GOOD.replace("1", "2", 1),
            ['row 1, column format: found "2"; allowed: 1 (the version of the study format that this program reads)'],
        ),
        (
            GOOD.replace("EUR", "EURO"),
            [
                'row 3, column unit: found "EURO"; allowed: points, or the code (ISO 4217) of a currency of today, such as EUR, NOK or USD. Did you mean "EUR"?'
            ],
        ),
        (GOOD.replace("ours: cafe", ""), ["column ours: the setting is missing"]),
        (GOOD.replace("ours: cafe", "ours:"), ["row 4, column ours: the setting is missing"]),
        (
            GOOD.replace("title", "titel"),
            [f'row 2, column titel: found "titel"; allowed: {SETTINGS}. Did you mean "title"?'],
        ),
        (
            GOOD + "confidence: 0\n",
            ['row 5, column confidence: found "0"; allowed: a number above 0 and up to 1, with a decimal point'],
        ),
        (
            GOOD + "confidence: 0,8\n",
            [
                'row 5, column confidence: found "0,8"; allowed: a number above 0 and up to 1, with a decimal point. Did you mean "0.8"?'
            ],
        ),
        (
            GOOD + "confidence: .nan\n",
            ['row 5, column confidence: found ".nan"; allowed: a number above 0 and up to 1, with a decimal point'],
        ),
        (
            GOOD + "horizon_years: 1e400\n",
            ['row 5, column horizon_years: found "1e400"; allowed: a number of years above 0 and up to 100'],
        ),
        (GOOD + "ours: chain\n", ["row 5, column ours: the setting is there more than once"]),
        (GOOD + "notes: [a, b]\n", ['row 5, column notes: found "a list, a mapping or a tag"; allowed: one value']),
        (GOOD + "notes: {a: b}\n", ['row 5, column notes: found "a list, a mapping or a tag"; allowed: one value']),
        (
            GOOD + "notes: !!python/object:os.system x\n",
            ['row 5, column notes: found "a list, a mapping or a tag"; allowed: one value'],
        ),
        (
            GOOD + 'notes: "bell \\a"\n',
            ['row 5, column notes: found "bell \\x07"; allowed: text without control characters'],
        ),
        (
            GOOD + 'notes: "half \\ud83d"\n',
            ['row 5, column notes: found "half \\ud83d"; allowed: text without control characters'],
        ),
        (GOOD + "? [a, b]\n: c\n", ["row 5: the name of a setting is one word"]),
        ("{}", [f"column {name}: the setting is missing" for name in ("format", "title", "unit", "ours")]),
        ("- a\n- b\n", ['found "a list"; allowed: settings, one “name: value” a line']),
        ("just words", ['found "one value"; allowed: settings, one “name: value” a line']),
        ("", ['found "an empty file"; allowed: settings, one “name: value” a line']),
        ("# only a comment\n", ['found "an empty file"; allowed: settings, one “name: value” a line']),
        (GOOD + "notes: 'open\n", ["row 6: the YAML is broken: found unexpected end of stream"]),
        (GOOD + "\tnotes: x\n", ["row 5: the YAML is broken: found character '\\t' that cannot start any token"]),
        (GOOD + "notes: *nowhere\n", [QUOTE.format(5, "notes", "*nowhere", "*")]),
        (GOOD.replace("Coffee", "Kupci: cijena"), [QUOTE.format(2, "title", "Kupci: cijena", ":")]),
        (GOOD.replace("Coffee", "@home"), [QUOTE.format(2, "title", "@home", "@")]),
        (GOOD.replace("Coffee", "%x"), [QUOTE.format(2, "title", "%x", "%")]),
        (GOOD.replace("Coffee", "#1 choice"), [QUOTE.format(2, "title", "#1 choice", "#")]),
        (GOOD.encode("utf-16"), ["the file is not text in UTF-8"]),
        ((GOOD + "notes: blåbær\n").encode("latin-1"), ["the file is not text in UTF-8"]),
        (b"PK\x03\x04\x00\x00", ["the YAML is broken: it is no YAML"]),
        ("a: " + "[" * 5000, ["the YAML is nested too deeply"]),
        ("x" * 100_001, ['found "100,001 bytes"; allowed: at most 100,000 bytes']),
    ],
)
def test_refused(text, messages):
    found = problems(text)

    glue = [", " if message.startswith(("row", "column")) else ": " for message in messages]
    assert found == [f"study.yaml{sign}{message}" for sign, message in zip(glue, messages, strict=True)]


@pytest.mark.parametrize("unit", ["EUR", "NOK", "USD", "GBP", "CHF", "JPY", "BAM", "RSD", "points"])
def test_a_currency_of_today_is_a_unit(unit):
    assert read(GOOD.replace("EUR", unit)).unit == unit


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        ("€", "EUR"),
        ("Euro", "EUR"),
        ("eur", "EUR"),
        ("kn", "EUR"),
        ("kuna", "EUR"),
        ("HRK", "EUR"),
        ("kr", "NOK"),
        ("$", "USD"),
        ("Point", "points"),
        ("DEM", ""),
        ("MKN", ""),
        ("XAU", ""),
        ("XXX", ""),
    ],
)
def test_what_is_no_currency_of_today_is_refused(unit, meant):
    [problem] = problems(GOOD.replace("EUR", unit))

    assert problem.startswith(f'study.yaml, row 3, column unit: found "{unit}"; allowed: points, or the code')
    assert problem.partition("Did you mean ")[2] == (f'"{meant}"?' if meant else "")


def test_all_problems_at_once():
    assert len(problems("format: 9\nunit: XXXX\nlanguage: no\nconfidence: 2\n")) == 6


COMMENTED = """# what this is about
format: 1
title: "Coffee"  # the title
# the unit
unit: EUR
ours: cafe
period: 2026-13-01
mine: no
notes: >-
  folded
  text
"""


def test_writing_back_changes_nothing():
    assert settings_as_yaml(read(COMMENTED), previous=COMMENTED.encode()).decode() == COMMENTED


def test_comments_and_order_are_kept():
    settings = dataclasses.replace(read(COMMENTED), title='Tea: "hot"', language="nb", period="")

    written = settings_as_yaml(settings, previous=COMMENTED.encode()).decode()

    assert (
        written
        == COMMENTED.replace('"Coffee" ', r'"Tea: \"hot\""').replace("period: 2026-13-01\n", "") + "language: nb\n"
    )


@examples(max_examples=times(150))
@given(
    st.builds(
        Settings,
        title=names.map(lambda text: " ".join(text.split())).filter(bool),
        unit=st.sampled_from(["points", "EUR"]),
        ours=st.sampled_from(["no", "null", "007", "1e3", "~", "-", "x"]),
        period=texts.map(str.strip),
        language=st.sampled_from(["en", "nb", "hr"]),
        confidence=st.floats(0.01, 1),
        horizon_years=st.none() | st.floats(0.5, 50),
        discount_rate=st.floats(0, 1),
        notes=texts | st.lists(texts).map("\n".join),
        other=st.dictionaries(
            st.sampled_from(["mine", "title_nb", "=x", "{{y}}", "yes", "a: b", "#c", "😀"]), texts.filter(bool)
        ),
    ),
    st.sampled_from([b"", COMMENTED.encode(), b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode()]),
)
def test_settings_written_and_read_are_the_same(settings, previous):
    data = settings_as_yaml(settings, previous=previous)

    again, wrong = check_settings(settings_of_yaml(data, "study.yaml"), "study.yaml")

    assert wrong == []
    assert again == settings


@examples(max_examples=times(200))
@example("\u2028\u00a0\u1000".encode(), 130)
@given(st.binary(max_size=40) | st.sampled_from(HOSTILE).map(str.encode), st.integers(0, len(COMMENTED)))
def test_garbage_is_refused_or_read(garbage, position):
    data = COMMENTED.encode()
    data = data[:position] + garbage + data[position:]

    settings, wrong = check_settings(settings_of_yaml(data, "study.yaml"), "study.yaml")

    assert (settings is None) == bool(wrong)
    if settings is not None:  # and what is read can be written over it
        written = settings_as_yaml(dataclasses.replace(settings, title="new"), previous=data)
        again, wrong = check_settings(settings_of_yaml(written, "study.yaml"), "study.yaml")
        assert wrong == []
        assert again == dataclasses.replace(settings, title="new")


def test_only_what_is_set_is_written():
    assert settings_as_text(Settings(title="T", unit="points", ours="x")) == {
        "format": "1",
        "title": "T",
        "unit": "points",
        "ours": "x",
        "language": "en",
        "confidence": "0.8",
    }
