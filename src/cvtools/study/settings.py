"""The settings of a study: ``study.yaml``, or the sheet ``study`` of a workbook.

YAML is read as plain words (``no`` stays ``no``, ``007`` stays ``007``) and only then turned into numbers where a
number belongs.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from cvtools.study.errors import Problem, nearest, plain_number
from cvtools.study.numbers import NUMBER
from cvtools.study.schema import FORMAT, LANGUAGES, POINTS, REQUIRED_SETTINGS, SETTINGS, text_fault
from cvtools.study.sheets import RawSettings
from cvtools.study.wording import N_
from cvtools.study.yaml_reader import Other, Pairs, Word, read_yaml, yaml_of_words

LARGEST = 100_000


def _by_word(**words: str) -> dict[str, str]:
    return {word: code for code, all_ in words.items() for word in all_.split()}


_MEANT_UNIT = _by_word(EUR="€ euro euros kn kuna hrk", NOK="kr kroner", USD="$ dollar dollars")
_MEANT_LANGUAGE = _by_word(nb="no nn norwegian norsk", hr="croatian hrvatski", en="english")


@dataclass(frozen=True)
class Settings:
    """What holds for the whole study."""

    title: str
    unit: str
    """``points``, or an ISO 4217 currency code."""
    ours: str
    """The id of our offering."""
    period: str = ""
    """What one value covers, for example “one trip” or “2026”."""
    language: str = "en"
    confidence: float = 0.8
    """How much of what is plausible lies between ``low`` and ``high``."""
    halo: float = 0.0
    """How far the ratings of one offering move together over its drivers, 0 to 1."""
    shared: float = 0.0
    """How far the ratings on one driver move together over the offerings, 0 to 1."""
    ranges_held: float | None = None
    """What part of earlier ranges that people judged held the truth, where that is known: such ranges are then taken
    for what they were worth, and not for ``confidence``."""
    heterogeneity: float = 0.0
    """How differently the customers of a segment weigh the drivers, 0 (all alike) to 0.5: a weight w, as a share of
    all, has the standard deviation √(heterogeneity · w · (1 − w)) between customers."""
    horizon_years: float | None = None
    discount_rate: float = 0.0
    price: str = ""
    """The driver that is the price, for the economic value to the customer; by default the driver called ``price``."""
    stages: tuple[str, ...] = ()
    """The stages of the customer's way in their order; those left out follow, as the drivers name them first."""
    notes: str = ""
    other: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Settings that the format does not know; they are kept."""

    @property
    def money(self) -> bool:
        """Whether values are money rather than points."""
        return self.unit != POINTS


def settings_of_yaml(data: bytes, place: str) -> RawSettings:
    """Read YAML bytes as words."""
    node, problem = read_yaml(data, place, largest=LARGEST)
    if problem:
        row = problem.row
        return RawSettings(problems=[(_unquoted(data, place, row) if row else None) or problem], readable=False)
    if not isinstance(node, Pairs):
        found = N_("an empty file") if node is None else N_("one value") if isinstance(node, Word) else N_("a list")
        return RawSettings(problems=[Problem(place, found=found, code="not_settings")], readable=False)
    raw = RawSettings()
    for key, value in node.items:
        if not isinstance(key, Word):
            raw.problems.append(Problem(place, key.row, code="setting_name"))
        elif not isinstance(value, Word):
            raw.add(place, key.row, key.text, "")
            wrong = Problem(place, key.row, key.text, N_("a list, a mapping or a tag"), "one_value")
            alias = isinstance(value, Other) and value.kind == "alias"
            raw.problems.append((_unquoted(data, place, key.row) if alias else None) or wrong)
        else:
            raw.add(place, key.row, key.text, "" if value.blank else value.text)
            if value.blank and key.text == "title" and (problem := _unquoted(data, place, key.row)):
                raw.problems.append(problem)
    return raw


_NEEDS_QUOTES = re.compile(r"""(?P<name>\w+):\s+(?P<text>(?P<first>[@%*&!`#])\S.*|[^"'|>].*?(?P<inside>:)(\s.*)?)\s*""")


def _unquoted(data: bytes, place: str, row: int) -> Problem | None:
    """Return what is wrong with a line whose text holds a sign that means something to YAML."""
    line = data.decode("utf-8-sig").splitlines()[row - 1 : row]
    match = _NEEDS_QUOTES.fullmatch(line[0]) if line else None
    if match is None:
        return None
    name, text, mark = match["name"], match["text"].rstrip(), "'" if '"' in match["text"] else '"'
    fields = {"sign": match["first"] or match["inside"], "example": f"{name}: {mark}{text}{mark}"}
    return Problem(place, row, name, text, "quotation_marks", fields=fields)


def check_settings(raw: RawSettings, place: str) -> tuple[Settings | None, list[Problem]]:
    """Check settings by themselves; what they must say of the tables (``ours``, ``price``) is in ``rules.py``."""
    if not raw.readable:
        return None, raw.problems
    texts = {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in raw.texts.items()}
    problems = [*raw.problems, *_names(raw, place)]

    def wrong(name: str, code: str, meant: str = "", **fields: object) -> None:
        problems.append(Problem(place, raw.rows.get(name), name, texts.get(name, ""), code, meant, fields))

    def word(name: str) -> str:
        return texts.get(name, "").strip()

    def number(name: str, low: float, high: float, *, above: bool = False) -> float | None:
        text = word(name)
        value = float(text) if NUMBER.fullmatch(text) else float("nan")
        if not text or (low <= value <= high and not (above and value == low)):
            return value if text else None
        with_point = text.replace(",", ".")
        wrong(name, name, with_point if with_point != text and NUMBER.fullmatch(with_point) else "")
        return None

    for name, text in texts.items():
        if fault := text_fault(name) or text_fault(text):
            wrong(name, fault)
    if word("format") not in ("", str(FORMAT)):
        wrong("format", "format")
    if (unit := word("unit")) not in ("", POINTS) and unit not in (currencies := _currencies()):
        wrong("unit", "unit", _MEANT_UNIT.get(unit.lower()) or nearest(unit, [POINTS, *currencies], cutoff=0.8))
    language = word("language") or "en"
    if language not in LANGUAGES:
        meant = _MEANT_LANGUAGE.get(language.lower()) or nearest(language, LANGUAGES)
        wrong("language", "one_of", meant, choices=LANGUAGES)
    confidence = number("confidence", 0, 1, above=True)
    halo, shared = number("halo", 0, 1), number("shared", 0, 1)
    held, heterogeneity = number("ranges_held", 0.1, 1), number("heterogeneity", 0, 0.5)
    horizon = number("horizon_years", 0, 100, above=True)
    rate = number("discount_rate", 0, 1)
    if problems:
        return None, problems
    other = {name: text for name, text in texts.items() if name not in SETTINGS and text}
    return Settings(
        title=" ".join(texts["title"].split()),
        unit=unit,
        ours=word("ours"),
        period=word("period"),
        language=language,
        confidence=0.8 if confidence is None else confidence,
        halo=halo or 0.0,
        shared=shared or 0.0,
        ranges_held=held,
        heterogeneity=heterogeneity or 0.0,
        horizon_years=horizon,
        discount_rate=rate or 0.0,
        price=word("price"),
        stages=listed(texts.get("stages", "")),
        notes=texts.get("notes", ""),
        other=MappingProxyType(other),
    ), []


def listed(text: str) -> tuple[str, ...]:
    """Read a list that is written with ``;`` between its words.

    >>> listed("On the way; In the shop;")
    ('On the way', 'In the shop')
    """
    return tuple(filter(None, (word.strip() for word in text.split(";"))))


def _names(raw: RawSettings, place: str) -> list[Problem]:
    """Return what is wrong with the settings' names: missing or misspelt."""
    problems = []
    unknown = [name for name in raw.texts if name not in SETTINGS]
    for name in SETTINGS:
        if raw.texts.get(name, "").strip() or (name in raw.texts and name not in REQUIRED_SETTINGS):
            continue
        misspelt = nearest(name, unknown, cutoff=0.8)
        if misspelt and name not in raw.texts:
            unknown.remove(misspelt)
            row, fields = raw.rows.get(misspelt), {"choices": SETTINGS}
            problems.append(Problem(place, row, misspelt, misspelt, "one_of", name, fields))
        elif name in REQUIRED_SETTINGS and not any(problem.column == name for problem in raw.problems):
            problems.append(Problem(place, raw.rows.get(name), name, code="setting_missing"))
    return problems


@cache
def _currencies() -> tuple[str, ...]:
    """Return the codes of what is legal tender somewhere, with no end to it."""
    from babel.core import get_global

    used = (use for uses in get_global("territory_currencies").values() for use in uses)
    return tuple(sorted({code for code, _, end, tender in used if tender and not end}))


def settings_as_text(settings: Settings) -> dict[str, str]:
    """Settings as they are written: names and texts, only what is set."""
    known = {name: _text(getattr(settings, name)) for name in SETTINGS if name != "format"}
    known |= {name: "" for name in ("halo", "shared", "heterogeneity", "discount_rate") if not getattr(settings, name)}
    known = {"format": str(FORMAT), **known}
    return {name: text for name, text in {**known, **settings.other}.items() if text or name in REQUIRED_SETTINGS}


def _text(value: str | float | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return value if isinstance(value, str) else "" if value is None else plain_number(float(value))


def settings_as_yaml(settings: Settings, *, previous: bytes = b"") -> bytes:
    """Write settings as YAML; comments and order of the previous file are kept, and whatever did not change."""
    texts = settings_as_text(settings)
    raw = settings_of_yaml(previous, "")
    before = {} if raw.problems else raw.texts
    if before:  # what was left to its default stays unsaid
        default = settings_as_text(Settings(settings.title, settings.unit, settings.ours))
        texts = {name: text for name, text in texts.items() if name in before or text != default.get(name)}
    written = _dumped(texts, before, previous)
    # A comment is worth less than a text: where its style loses a rare character, everything is written anew.
    return written if settings_of_yaml(written, "").texts == texts else _dumped(texts, {}, b"")


def _dumped(texts: Mapping[str, str], before: Mapping[str, str], previous: bytes) -> bytes:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, PlainScalarString

    yaml = yaml_of_words("rt")
    document = yaml.load(io.StringIO(previous.decode("utf-8-sig"))) if before else CommentedMap()
    for name in [name for name in document if name not in texts]:
        del document[name]
    for name, text in texts.items():
        lines = text.split("\n")
        if before.get(name) == text:
            continue
        if _PLAIN.fullmatch(text) and text != "null":
            document[name] = PlainScalarString(text)
        elif len(lines) > 1 and all(line.isprintable() and line == line.strip() for line in lines):
            document[name] = LiteralScalarString(text)
        else:
            document[name] = DoubleQuotedScalarString(text)
    out = io.BytesIO()
    yaml.dump(document, out)
    return out.getvalue()


_PLAIN = re.compile(r"[0-9a-zA-Z][0-9a-zA-Z_.-]*")
