"""Every rule of the study format: sheets in, typed frames and all problems out.

First each sheet by itself (``typed``: columns, ids, words, numbers), then what the tables say of each other (``rules``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.csvfile import plain_number
from cvtools.schema import (
    EVERY_SEGMENT,
    ID_PATTERN,
    ID_RULE,
    KINDS,
    PASSED_THROUGH,
    TABLES,
    Column,
    Problem,
    nearest,
    one_of,
    quoted,
)
from cvtools.settings import Settings
from cvtools.sheets import Sheet

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA_NUMBER = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_TEXT = 32_000  # a cell of a workbook holds 32,767 characters


@dataclass(frozen=True)
class Typed:
    """A table with its types right (texts as categories, which are quick to check), and where each row came from."""

    place: str
    frame: pd.DataFrame
    rows: np.ndarray

    def problems(
        self, wrong: np.ndarray | pd.Series, column: str, allowed: str | Iterable[str], meant: Iterable[str] | None = None
    ) -> Iterator[Problem]:
        """A problem for each row where ``wrong``, with what was found in ``column``."""
        at = np.flatnonzero(wrong)
        texts = [allowed] * len(at) if isinstance(allowed, str) else [text for text in allowed]
        found = [found_text(value) for value in self.frame[column].iloc[at]]
        words = list(meant) if meant is not None else [""] * len(at)
        for row, value, text, word in zip(self.rows[at], found, texts, words, strict=True):
            yield Problem(self.place, int(row), column, value, text, word)


def found_text(value: object) -> str:
    """A cell's value as its file would show it."""
    if isinstance(value, float):
        return "" if value != value else plain_number(value) if np.isfinite(value) else str(value)
    return str(value)


# -- each sheet by itself -------------------------------------------------------------------------------------------------


def typed(name: str, sheet: Sheet) -> tuple[Typed, list[Problem]]:
    """Give a sheet's columns their types; known columns that are not there are added blank."""
    problems = list(sheet.problems)
    frame, table = sheet.frame, TABLES.get(name)
    known = {column.name: column for column in table.columns} if table else {}
    decimal = sheet.decimal
    if decimal == "?":
        decimal = _decimal_of(frame[column] for column in frame if column in known and known[column].holds == "number")
    columns: dict[str, pd.Series] = {}
    for column in frame.columns:
        columns[column], wrong = _column(known.get(column, Column(column, "text")), sheet, decimal)
        problems += wrong
    for column in known.values():
        if column.name not in columns:
            blank = np.nan if column.holds == "number" else column.default
            dtype = "float64" if column.holds == "number" else "category"
            columns[column.name] = pd.Series([blank] * len(frame), dtype=dtype)
    if table and frame.empty and not problems:
        problems.append(Problem(sheet.place, allowed="the table is empty"))
    return Typed(sheet.place, pd.DataFrame(columns, copy=False), sheet.rows), problems


def _decimal_of(columns: Iterable[pd.Series]) -> str:
    """The decimal sign of a file whose separator leaves it open: a comma if any of its numbers has one."""
    return "," if any(_COMMA_NUMBER.fullmatch(c.strip()) and "," in c for column in columns for c in column) else "."


def _column(column: Column, sheet: Sheet, decimal: str) -> tuple[pd.Series, list[Problem]]:
    series = sheet.frame[column.name]
    if column.holds == "number":
        values, problems = (series, []) if series.dtype.kind == "f" else _numbers(column, sheet, decimal)
        if not column.blank and not problems:
            blank = Typed(sheet.place, sheet.frame, sheet.rows).problems(values.isna(), column.name, "a number")
            problems = list(blank)
        return values, problems
    if not isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype("category")
    words = list(series.cat.categories)
    clean, faults = _clean_words(column, words)
    texts = pd.Series(_renamed(series, clean))
    problems = []
    if faults:
        table = Typed(sheet.place, sheet.frame, sheet.rows)
        for word, (allowed, meant) in faults.items():
            wrong = (series == word).to_numpy()
            problems += table.problems(wrong, column.name, allowed, [meant] * int(wrong.sum()))
    return texts, problems


def _renamed(series: pd.Series, words: list[str]) -> pd.Categorical:
    """A categorical with its categories renamed; names may coincide."""
    distinct = list(dict.fromkeys(words))
    position = {word: i for i, word in enumerate(distinct)}
    codes = np.array([position[word] for word in words], int)[series.cat.codes]
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str"))


def _clean_words(column: Column, words: list[str]) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Cleaned words of a column, and what is allowed and meant for each that is wrong."""
    clean, faults = [], {}
    for word in words:
        text = word.replace("\r\n", "\n").replace("\r", "\n") if column.holds == "text" else word.strip()
        allowed, meant = "", ""
        if not text.strip():
            text = text if column.holds == "text" else column.default
            if not column.blank:
                allowed = {"id": ID_RULE, "choice": one_of(column.choices)}.get(column.holds, "a text")
        elif column.holds == "text":
            if _CONTROL.search(text):
                allowed = "text without control characters"
            elif len(text) > _LONGEST_TEXT:
                allowed = f"text of at most {_LONGEST_TEXT:,} characters"
        elif column.holds == "choice" and text not in column.choices:
            allowed, meant = one_of(column.choices), nearest(text, column.choices)
        elif column.holds == "id" and not re.fullmatch(ID_PATTERN, text):
            if not (text == EVERY_SEGMENT and column.name == "segment"):
                allowed, meant = ID_RULE, _as_id(text)
        clean.append(text)
        if allowed:
            faults[word] = (allowed, meant)
    return clean, faults


def _as_id(text: str) -> str:
    """An id made of a name, if that is easy."""
    word = re.sub(r"\s+", "_", text.strip().lower())
    return word if re.fullmatch(ID_PATTERN, word) else ""


def _numbers(column: Column, sheet: Sheet, decimal: str) -> tuple[pd.Series, list[Problem]]:
    pattern = _NUMBER if decimal == "." else _COMMA_NUMBER
    series = sheet.frame[column.name].astype("str")
    values = np.full(len(series), np.nan)
    problems = []
    for i, cell in enumerate(series):
        text = cell.strip()
        if not text and column.blank:
            continue
        if pattern.fullmatch(text):
            values[i] = float(text.replace(",", "."))
            if np.isfinite(values[i]):
                continue
            values[i] = np.nan
        allowed, meant = _number_rule(text, decimal)
        problems.append(Problem(sheet.place, int(sheet.rows[i]), column.name, cell, allowed, meant))
    return pd.Series(values), problems


def _number_rule(text: str, decimal: str) -> tuple[str, str]:
    if decimal == "." and _COMMA_NUMBER.fullmatch(text):
        return "a number with a decimal point", text.replace(",", ".")
    if decimal == "," and _NUMBER.fullmatch(text):
        return "a number with a decimal comma, like the others of this file", text.replace(".", ",")
    bare = re.sub(r"[\s\u00a0\u202f%]", "", text).replace("\u2212", "-")
    pattern = _NUMBER if decimal == "." else _COMMA_NUMBER
    return "a finite number" if text else "a number", bare if bare != text and pattern.fullmatch(bare) else ""


# -- what the tables say of each other ------------------------------------------------------------------------------------


def rules(settings: Settings | None, tables: Mapping[str, Typed], *, settings_place: str) -> list[Problem]:
    """Every rule between the tables; a rule whose tables are missing is left out."""
    problems = [problem for name in tables if name in TABLES for problem in _repeated(tables[name], TABLES[name].key)]
    ids = {
        column: [word for word in tables[name].frame[column] if word] if name in tables else []
        for name, column in (("segments", "segment"), ("offerings", "offering"), ("drivers", "driver"))
    }
    if "segments" in tables:
        problems += _segments(tables["segments"])
    if settings and ids["offering"] and settings.ours not in ids["offering"]:
        allowed = f"the id of an offering: {one_of(ids['offering'])}"
        problems.append(
            Problem(settings_place, None, "ours", settings.ours, allowed, nearest(settings.ours, ids["offering"]))
        )
    if "drivers" in tables:
        problems += _drivers(tables["drivers"], settings, settings_place)
    for name in ("weights", "ratings"):
        if name in tables:
            for column in ("segment", "offering", "driver"):
                if column in TABLES[name].key:
                    problems += _unknown_ids(tables[name], column, ids[column])
            problems += _bounds(tables[name], name.removesuffix("s"))
    if "weights" in tables:
        problems += _weights(tables["weights"], ids["segment"], ids["driver"])
    if "ratings" in tables and "drivers" in tables:
        problems += _anchors(tables["ratings"], tables["drivers"].frame)
    return problems


def _repeated(table: Typed, key: tuple[str, ...]) -> Iterator[Problem]:
    keys = table.frame[list(key)]
    repeated = keys.duplicated().to_numpy() & ~keys.isin([""]).any(axis=1).to_numpy()
    if not repeated.any():
        return
    first = {tuple(values): row for values, row in zip(keys.iloc[::-1].to_numpy(), table.rows[::-1], strict=True)}
    for i in np.flatnonzero(repeated):
        values = tuple(keys.iloc[i])
        shown = quoted(", ".join(values), marks=False)
        yield Problem(table.place, int(table.rows[i]), key[-1], shown, f"one row; it is already in row {first[values]}")


def _segments(table: Typed) -> Iterator[Problem]:
    size, ids = table.frame["size"], table.frame["segment"]
    yield from table.problems(ids == EVERY_SEGMENT, "segment", ID_RULE)
    yield from table.problems(size < 0, "size", "a number of customers, 0 or more")
    if len(size) and (size == 0).all():
        yield Problem(table.place, column="size", allowed="at least one segment must have customers")


def _drivers(table: Typed, settings: Settings | None, settings_place: str) -> Iterator[Problem]:
    frame = table.frame
    for side, kinds in KINDS.items():
        wrong = (frame["side"] == side) & ~frame["kind"].isin(kinds) & frame["kind"].isin(sum(KINDS.values(), ()))
        yield from table.problems(wrong, "kind", f"for a {side}: {one_of(kinds)}")
    yield from table.problems(frame["worst"] == frame["best"], "best", "a number other than worst")
    if settings is None:
        return
    yearly = frame["recurs"] == "yearly"
    if settings.money and settings.horizon_years is None and yearly.any():
        who = one_of(frame.loc[yearly, "driver"])
        yield Problem(settings_place, column="horizon_years", allowed=f"needed, because yearly drivers are in money: {who}")
    if settings.price and settings.price not in list(frame.loc[frame["side"] == "cost", "driver"]):
        costs = list(frame.loc[frame["side"] == "cost", "driver"])
        allowed = f"the id of a cost driver: {one_of(costs)}"
        yield Problem(settings_place, None, "price", settings.price, allowed, nearest(settings.price, costs))


def _unknown_ids(table: Typed, column: str, ids: list[str]) -> Iterator[Problem]:
    if not ids:
        return
    allowed = [*ids, EVERY_SEGMENT] if column == "segment" else ids
    known = table.frame[column].isin([*allowed, ""]).to_numpy()
    if not known.all():
        found = table.frame[column].to_numpy()[~known]
        rule = f"one of the {column}s: {one_of(allowed)}"
        yield from table.problems(~known, column, rule, [nearest(word, allowed) for word in found])


def _bounds(table: Typed, likely: str) -> Iterator[Problem]:
    low, middle, high = (table.frame[name].to_numpy() for name in ("low", likely, "high"))
    only_one = np.isnan(low) != np.isnan(high)
    yield from table.problems(only_one & np.isnan(low), "low", "low and high together, or neither")
    yield from table.problems(only_one & np.isnan(high), "high", "low and high together, or neither")
    yield from table.problems(~np.isnan(low) & np.isnan(middle), likely, "a number, where low and high are given")
    yield from table.problems(low > middle, "low", f"at most the {likely}")
    yield from table.problems(high < middle, "high", f"at least the {likely}")
    yield from table.problems((low > high) & np.isnan(middle), "low", "at most high")
    yield from table.problems(table.frame["n"] < 0, "n", "how many were asked or counted, 0 or more")


def _weights(table: Typed, segments: list[str], drivers: list[str]) -> Iterator[Problem]:
    frame = table.frame
    for column in ("weight", "low"):
        yield from table.problems(frame[column] < 0, column, "0 or more; 0 means: they do not care")
    if not segments or not drivers:
        return
    own: dict[tuple[str, str], float] = {}
    for segment, driver, weight in zip(frame["segment"], frame["driver"], frame["weight"], strict=True):
        own.setdefault((segment, driver), weight)
    for segment in dict.fromkeys(segments):
        weights = {d: own.get((segment, d), own.get((EVERY_SEGMENT, d))) for d in dict.fromkeys(drivers)}
        missing = [driver for driver, weight in weights.items() if weight is None]
        if missing:
            rule = f"segment {segment} has no weight for {_and(missing)}; 0 means: they do not care"
            yield Problem(table.place, allowed=rule)
        elif all(weight == 0 for weight in weights.values()):
            yield Problem(table.place, allowed=f"all weights of segment {segment} are 0; at least one must count")


def _and(words: list[str]) -> str:
    return one_of(words).replace(" or ", " and ")


def _anchors(table: Typed, drivers: pd.DataFrame) -> Iterator[Problem]:
    anchors = drivers.drop_duplicates("driver").set_index("driver")
    row = anchors.index.get_indexer(table.frame["driver"])
    ends = np.vstack([anchors[["worst", "best"]].to_numpy(), [[np.nan, np.nan]]])  # the last row: an unknown driver
    low_end, high_end = np.minimum(*ends.T)[row], np.maximum(*ends.T)[row]  # NaN where either is
    for column in ("rating", "low", "high"):
        values = table.frame[column].to_numpy()
        outside = (values < low_end) | (values > high_end)
        rule = (
            f"between {plain_number(low_end[i])} and {plain_number(high_end[i])}, the anchors of {table.frame['driver'].iloc[i]}"
            for i in np.flatnonzero(outside)
        )
        yield from table.problems(outside, column, rule)


def check(
    settings: Settings | None, sheets: Mapping[str, Sheet], *, settings_place: str
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Type every sheet and apply every rule: frames by table name, and all problems."""
    tables: dict[str, Typed] = {}
    problems: list[Problem] = []
    for name in (*TABLES, *PASSED_THROUGH):
        if name in sheets:
            tables[name], wrong = typed(name, sheets[name])
            problems += wrong
    problems += rules(settings, tables, settings_place=settings_place)
    return {name: _plain_texts(table.frame) for name, table in tables.items()}, problems


def _plain_texts(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: c.astype("str") if c.dtype.kind == "O" else c for name, c in frame.items()}, copy=False)
