"""A study's names and numbers as its reader sees them: in one language, in one unit."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import floor, log10

import numpy as np
import pandas as pd

from cvtools.language.language import Language, digits_for, language
from cvtools.language.text import about, clipped, isolated
from cvtools.study.schema import POINTS, SCHEMA
from cvtools.study.settings import Settings
from cvtools.study.study import Study


def labelled(frame: pd.DataFrame, study: Study, *, language: str = "", field: str = "name") -> pd.DataFrame:
    """Add the names that people read, for each id column of a frame.

    ``segment_name``, ``offering_name``, ``rival_name`` and ``driver_name`` are added for the id columns present, and
    ``ours`` (bool) where there is an offering. A name comes from the column ``name_LANGUAGE`` where that is filled
    in, else from ``name``. An id without a row (a total) keeps its id as name. With ``field="short"`` they are the
    short names of ``names_of``.
    """
    return with_names(
        frame, lambda table: names_of(study, table, language=language, field=field), ours=study.settings.ours
    )


def with_names(frame: pd.DataFrame, names: Callable[[str], Mapping[str, str]], *, ours: str) -> pd.DataFrame:
    """What ``labelled`` adds, for whoever has the names of each table at hand."""
    out = frame.copy()
    for column in ("segment", "offering", "rival", "driver"):
        if column in frame:
            known = names("offerings" if column == "rival" else f"{column}s")
            shown = [known.get(identifier, identifier) for identifier in frame[column]]
            out[f"{column}_name"] = pd.array(shown, dtype="str")
    if "offering" in frame:
        out["ours"] = frame["offering"] == ours
    return out


def names_of(study: Study, table: str, *, language: str = "", field: str = "name") -> dict[str, str]:
    """Return names (or units, descriptions) by id, in the reader's language where the study has them.

    A name that several share has its id behind it, so that pictures, tables and sentences tell them apart alike.
    ``field="short"`` gives names for sentences and charts: the study's own short ones, else its names, cut where they
    are very long.
    """
    found = _short_names(study, table, language) if field == "short" else _texts(study, table, language, field)
    return {identifier: isolated(text) for identifier, text in found.items()}


def _texts(study: Study, table: str, language: str, field: str) -> dict[str, str]:
    frame = study.tables[table]
    ids, texts, local = frame[SCHEMA[table].key[0]], frame[field], f"{field}_{language}"
    if language and local in frame:
        texts = frame[local].where(frame[local].str.strip() != "", texts)
    if field == "name":
        texts = texts.where(~texts.duplicated(keep=False), texts + " (" + ids + ")")
    return dict(zip(ids, texts, strict=True))


def _short_names(study: Study, table: str, language: str) -> dict[str, str]:
    frame, names = study.tables[table], _texts(study, table, language, "name")
    shown = {identifier: clipped(name) for identifier, name in names.items()}
    for column in ("short", f"short_{language}"):
        if column in frame:
            given = zip(frame[SCHEMA[table].key[0]], frame[column], strict=True)
            shown |= {identifier: text.strip() for identifier, text in given if text.strip()}
    alike = Counter(shown.values())
    return {identifier: f"{name} ({identifier})" if alike[name] > 1 else name for identifier, name in shown.items()}


def text_of(settings: Settings, field: str, language: str) -> str:
    """The study's title, period or notes, in the reader's language where the study has it."""
    return isolated(settings.other.get(f"{field}_{language}", "").strip() or str(getattr(settings, field)))


Amount = Callable[[float], str]


def words_of(study: Study, code: str) -> Language:
    """The language asked for, or, if that is blank, the study's."""
    return language(study.settings.language if code == "" else code)


def amounts(study: Study, _: Language, numbers: pd.Series | list[float], *, signed: bool = False) -> Amount:
    """How to write numbers of this size in the study's unit; what is unknown becomes a question mark."""
    return amounts_in(study.settings.unit, _, numbers, signed=signed)


def amounts_in(
    unit: str, _: Language, numbers: pd.DataFrame | pd.Series | list[float], *, signed: bool = False
) -> Amount:
    """How to write numbers of this size in a unit, ``points`` or a currency; an unknown one becomes a question mark."""
    digits = digits_for(np.ravel(numbers).tolist())

    def write(value: float) -> str:
        return "?" if value != value else _.amount(value, unit, digits=digits, signed=signed)

    return write


def money(amount: float, unit: str, _: Language) -> str:
    """Money with three digits that count; a study in points does not say in which currency.

    >>> money(60_612.5, "points", Language("en")), money(60_612.5, "EUR", Language("en"))
    ('60,600', '€60,600')
    """
    rough = round(amount, -max(0, floor(log10(max(abs(amount), 1))) - 2))
    return _.number(rough, digits=0) if unit == POINTS else _.amount(rough, unit, digits=0)


def spans(lows: Iterable[float], highs: Iterable[float], write: Amount, _: Language) -> list[str]:
    """Each from low to high, or the one amount where both are written alike."""
    ends = [(write(low), write(high)) for low, high in zip(lows, highs, strict=True)]
    return [low if low == high else _("{low} to {high}", low=low, high=high) for low, high in ends]


def abouts(numbers: Iterable[float], known: Iterable[bool], write: Amount) -> list[str]:
    """Each number, marked with “≈” where it rests on unknown ratings."""
    return [about(write(number), known=sure) for number, sure in zip(numbers, known, strict=True)]


def plain(value: float, _: Language) -> str:
    """A number as it was entered, with at most four digits after the sign, or four that count if it is small.

    >>> [plain(x, Language("en")) for x in (12.0, 0.25, 2.71828, 0.0000025, 0.00012345, float("nan"))]
    ['12', '0.25', '2.7183', '0.0000025', '0.0001235', '?']
    """
    if value != value:
        return "?"
    most = max(4, 3 - floor(log10(abs(value)))) if value else 0
    return _.number(value, digits=next(d for d in range(most + 1) if d == most or round(value, d) == value))
