"""The settings of a study: ``study.yaml``, or the sheet ``study`` of a workbook.

YAML is read as plain words (``no`` stays ``no``, ``007`` stays ``007``) and only then turned into numbers where a number belongs.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cvtools.csvfile import plain_number
from cvtools.schema import FORMAT, LANGUAGES, POINTS, REQUIRED_SETTINGS, SETTINGS, Problem, nearest, one_of

LARGEST = 1_000_000
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MEANT_LANGUAGE = {"no": "nb", "nn": "nb", "norwegian": "nb", "norsk": "nb", "croatian": "hr", "hrvatski": "hr", "english": "en"}


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
    horizon_years: float | None = None
    discount_rate: float = 0.0
    price: str = ""
    """The driver that is the price, for the economic value to the customer; by default the driver called ``price``."""
    notes: str = ""
    other: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Settings that the format does not know; they are kept."""

    @property
    def money(self) -> bool:
        """Whether values are money rather than points."""
        return self.unit != POINTS


def settings_of_yaml(data: bytes, place: str) -> tuple[dict[str, str], dict[str, int], list[Problem]]:
    """Read YAML bytes as words: settings, the line of each, and problems."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.nodes import MappingNode, ScalarNode

    if len(data) > LARGEST:
        return {}, {}, [Problem(place, found=f"{len(data):,} bytes", allowed=f"at most {LARGEST:,} bytes")]
    try:
        node = YAML(typ="safe", pure=True).compose(io.StringIO(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return {}, {}, [Problem(place, allowed="the file is not text in UTF-8")]
    except (YAMLError, ValueError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        what = (error.problem if isinstance(error, MarkedYAMLError) else "") or "it is no YAML"
        return {}, {}, [Problem(place, mark.line + 1 if mark else None, allowed=f"the YAML is broken: {what}")]
    if not isinstance(node, MappingNode):
        found = "an empty file" if node is None else "a list" if not isinstance(node, ScalarNode) else "one value"
        return {}, {}, [Problem(place, found=found, allowed="settings, one “name: value” a line")]
    settings: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems = []
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = str(key.value)
        if not isinstance(value, ScalarNode):
            problems.append(Problem(place, line, name, "a list or a mapping", "one value"))
            continue
        if name in settings:
            problems.append(Problem(place, line, name, allowed="the setting is there more than once"))
        blank = value.style is None and value.value in ("", "~", "null")
        settings[name], lines[name] = ("" if blank else str(value.value)), line
    return settings, lines, problems


def check_settings(raw: Mapping[str, str], place: str, lines: Mapping[str, int]) -> tuple[Settings | None, list[Problem]]:
    """Check settings; whether ``ours`` is an offering is checked with the tables."""
    problems: list[Problem] = []

    def wrong(name: str, allowed: str, meant: str = "") -> None:
        problems.append(Problem(place, lines.get(name), name, raw.get(name, ""), allowed, meant))

    def number(name: str, default: float | None, rule: str, low: float, high: float, *, above: bool = False) -> float | None:
        text = raw.get(name, "").strip()
        if not text:
            return default
        value = float(text) if _NUMBER.fullmatch(text) else float("nan")
        if low <= value <= high and not (above and value == low):
            return value
        wrong(name, rule, text.replace(",", ".") if _NUMBER.fullmatch(text.replace(",", ".")) and "," in text else "")
        return default

    unknown = [name for name in raw if name not in SETTINGS]
    for name in SETTINGS:
        if name in raw and (name not in REQUIRED_SETTINGS or raw[name].strip()):
            continue
        misspelt = nearest(name, unknown, cutoff=0.8)
        if misspelt and name not in raw:
            unknown.remove(misspelt)
            problems.append(Problem(place, lines.get(misspelt), misspelt, misspelt, one_of(SETTINGS, most=20), name))
        elif name in REQUIRED_SETTINGS:
            problems.append(Problem(place, lines.get(name), name, allowed="the setting is missing"))
    if raw.get("format", "").strip() not in ("", str(FORMAT)):
        wrong("format", f"{FORMAT} (the version of the study format that this program reads)")
    unit = _unit(raw.get("unit", "").strip(), wrong)
    language = raw.get("language", "").strip() or "en"
    if language not in LANGUAGES:
        wrong("language", one_of(LANGUAGES), _MEANT_LANGUAGE.get(language.lower()) or nearest(language, LANGUAGES))
    confidence = number("confidence", 0.8, "a number above 0 and up to 1, with a decimal point", 0, 1, above=True)
    horizon = number("horizon_years", None, "a number of years above 0 and up to 100", 0, 100, above=True)
    rate = number("discount_rate", 0.0, "a yearly rate from 0 to 1, such as 0.05", 0, 1)
    if problems:
        return None, problems
    assert confidence is not None and rate is not None
    return Settings(
        title=" ".join(raw["title"].split()),
        unit=unit,
        ours=raw["ours"].strip(),
        period=raw.get("period", "").strip(),
        language=language,
        confidence=confidence,
        horizon_years=horizon,
        discount_rate=rate,
        price=raw.get("price", "").strip(),
        notes=raw.get("notes", ""),
        other=MappingProxyType({name: raw[name] for name in raw if name not in SETTINGS}),
    ), []


def _unit(unit: str, wrong) -> str:  # type: ignore[no-untyped-def]
    from babel.numbers import list_currencies

    if unit and unit != POINTS:
        currencies = sorted(list_currencies())
        if unit not in currencies:
            wrong("unit", "points, or a currency code of ISO 4217 such as EUR, NOK or USD", nearest(unit, [POINTS, *currencies]))
    return unit


def settings_as_text(settings: Settings) -> dict[str, str]:
    """Settings as they are written: names and texts, only what is set."""
    known = {
        "format": str(FORMAT),
        "title": settings.title,
        "unit": settings.unit,
        "ours": settings.ours,
        "period": settings.period,
        "language": settings.language,
        "confidence": plain_number(settings.confidence),
        "horizon_years": "" if settings.horizon_years is None else plain_number(settings.horizon_years),
        "discount_rate": plain_number(settings.discount_rate) if settings.discount_rate else "",
        "price": settings.price,
        "notes": settings.notes,
    }
    return {name: text for name, text in {**known, **settings.other}.items() if text or name in REQUIRED_SETTINGS}


def settings_as_yaml(settings: Settings, *, previous: bytes = b"") -> bytes:
    """Settings as YAML; comments and order of the previous file are kept."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.scalarstring import LiteralScalarString

    yaml = YAML()
    yaml.width = 4096
    document = yaml.load(io.StringIO(previous.decode("utf-8-sig"))) if previous else CommentedMap()
    texts = settings_as_text(settings)
    before = settings_of_yaml(previous, "")[0] if previous else {}
    for name in [name for name in document if name not in texts]:
        del document[name]
    for name, text in texts.items():
        if before.get(name) == text:
            continue
        if name in ("format", "confidence", "horizon_years", "discount_rate"):
            document[name] = yaml.load(text)
        elif "\n" in text and all(line == line.strip() for line in text.split("\n")):
            document[name] = LiteralScalarString(text)
        else:
            document[name] = text
    out = io.BytesIO()
    yaml.dump(document, out)
    return out.getvalue()
