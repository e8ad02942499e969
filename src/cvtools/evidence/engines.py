"""Surveys beyond one machine's memory: the ratings table worked out where the data are, in one pass.

Parquet files with numbers in them (or CSV files, turned into such), scanned by DuckDB or Polars, or as a Dask frame on
a cluster. No respondent is ever held here: only counts, sums and squares of each segment and offering come back, so
ranges are those of means of many (mean ± z · standard error), and there are no replicates.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from statistics import NormalDist
from tempfile import TemporaryDirectory
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from cvtools.evidence.aggregation import SUMS, WX, WXX, W, sums
from cvtools.evidence.kinds import plain
from cvtools.evidence.parquet_files import cells_given, check_columns
from cvtools.evidence.pieces import as_parquet
from cvtools.evidence.ratings import CELL, COLUMNS, moments
from cvtools.evidence.responses import bounds, in_unit
from cvtools.evidence.survey import Condition, Groups, Survey
from cvtools.evidence.table_files import as_text
from cvtools.study.errors import Problem, StudyError
from cvtools.study.numbers import NUMBER
from cvtools.study.wording import N_

_SEGMENT, _OFFERING = "segment__", "offering__"


def _pandas(files: Sequence[str], columns: Sequence[str]) -> Any:
    return pd.concat([pd.read_parquet(file, columns=list(columns)) for file in files], ignore_index=True)


def _polars(files: Sequence[str], columns: Sequence[str]) -> Any:
    import polars

    return polars.scan_parquet(list(files)).select(list(columns))


def _duckdb(files: Sequence[str], columns: Sequence[str]) -> Any:
    import duckdb

    return duckdb.read_parquet(list(files)).select(*(duckdb.ColumnExpression(name) for name in columns))


def _dask(files: Sequence[str], columns: Sequence[str]) -> Any:
    import dask.dataframe as frames

    return frames.read_parquet(list(files), columns=list(columns))


ENGINES: Mapping[str, Callable[[Sequence[str], Sequence[str]], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "duckdb": _duckdb,
    "dask": _dask,
}


@dataclass(frozen=True, eq=False)
class AtScale:
    """Ratings whose answers were never all held here, and how many of these count."""

    table: pd.DataFrame
    """``segment, offering, driver, view, n, n_effective, rating, low, high``"""
    answers: pd.DataFrame
    """One row a question: ``column``, ``answers`` (cells that are not blank), ``used``; those of which it is known."""


def ratings_at_scale(survey: Survey, engine: str, *, scheduler: str = "") -> AtScale:
    """Work out the ratings table of a survey in files of any size.

    Parameters
    ----------
    survey
        Answers in Parquet files must be numbers; ``missing`` and the scales are minded, words are not. Those in CSV
        files are read as everywhere else, a piece at a time, into Parquet files that are gone afterwards.
    engine
        ``pandas``, ``polars``, ``duckdb`` or ``dask``.
    scheduler
        The address of a Dask cluster, for Parquet files that its machines can read.

    Raises
    ------
    StudyError
        When the engine is not installed, a file is neither Parquet nor CSV, a column is missing, or it holds words
        without a number.
    """
    if engine not in ENGINES:
        raise StudyError.not_among("--engine", engine, ENGINES)
    if survey.segment.nearest:
        message = N_("segments by column, rules or all: what is nearest is told by each person’s answers")
        raise StudyError(survey.path.name, [Problem(survey.path.name, column="segment", code=message)])
    if scheduler and any(file.suffix.lower() != ".parquet" for file in survey.files):
        raise StudyError("--scheduler", N_("Parquet files, which every machine of the cluster reads"))
    columns = _needed(survey)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        files = as_parquet(survey, columns, Path(folder))
        check_columns(survey, columns, files)
        try:
            frame = ENGINES[engine]([str(file) for file in files], columns)
            with _client(scheduler), warnings.catch_warnings():
                for message in ("Dask support is moving", "The inplace keyword in DataFrame.reset_index"):  # theirs
                    warnings.filterwarnings("ignore", message=message)
                by = [_SEGMENT, *([_OFFERING] if survey.offering else [])]
                cut = _cut(survey, nw.from_native(frame).lazy())
                cells = _asked(survey, cut.collect_schema())
                found = sums(cut, {name: cell for name, (cell, _) in cells.items()}, by, weight=survey.weight)
        except ModuleNotFoundError as error:
            message = N_("{engine} is not installed; pip install “cvtools[engines]” installs it")
            raise StudyError("--engine", message, engine=error.name or engine) from None
        given = cells_given(files)
    known = _known(survey, _moved(found, {name: units for name, (_, units) in cells.items()}))
    return AtScale(_table(survey, known), _answers(survey, known, given))


def _needed(survey: Survey) -> list[str]:
    """Return the columns that are needed, in the mapping's order."""
    rated = [question for question in survey.questions if question.view]
    used = {*(question.column for question in rated), *survey.keep, *survey.segment.columns, survey.weight}
    used |= {survey.wave} if any(question.waves for question in rated) else set()
    return [name for name in survey.columns if name in used | set(survey.offering.columns if survey.offering else ())]


def _client(scheduler: str) -> Any:
    """Return a connection to a cluster, or nothing to connect to."""
    from contextlib import nullcontext

    if not scheduler:
        return nullcontext()
    from distributed import Client

    return Client(scheduler)


def _cut(survey: Survey, frame: Any) -> Any:
    """Return the responses that count, with the columns that make the groups."""
    schema = frame.collect_schema()
    for name, allowed in survey.keep.items():
        if "*" not in allowed:
            frame = frame.filter(_among(name, allowed, schema))
        frame = frame.filter(~nw.col(name).is_null())
    if survey.weight:
        frame = frame.filter(nw.col(survey.weight) > 0)
    frame = frame.with_columns(_group(survey.segment, schema).alias(_SEGMENT))
    if survey.offering:
        frame = frame.with_columns(_group(survey.offering, schema).alias(_OFFERING))
    return frame


def _among(name: str, words: Sequence[str], schema: Any) -> nw.Expr:
    if not schema[name].is_numeric():
        return nw.col(name).cast(nw.String).is_in(list(words))
    return nw.col(name).cast(nw.Float64).is_in([float(word) for word in words if NUMBER.fullmatch(word)])


def _group(groups: Groups, schema: Any) -> nw.Expr:
    """Return what makes the groups: the column as it is, or the id of the first rule that holds."""
    if groups.everyone:
        return nw.lit(groups.everyone)
    if groups.column:
        return nw.col(groups.column)
    expression = nw.lit("")
    for id_, conditions in reversed(groups.rules):
        holds = nw.all_horizontal(*(_holds(condition, schema) for condition in conditions), ignore_nulls=True)
        expression = nw.when(holds).then(nw.lit(id_)).otherwise(expression)
    return expression


def _holds(condition: Condition, schema: Any) -> nw.Expr:
    column, number = nw.col(condition.column), condition.number
    match condition.sign:
        case ">=":
            return column >= number
        case "<=":
            return column <= number
        case ">":
            return column > number
        case "<":
            return column < number
        case _:
            return _among(condition.column, condition.words, schema)


def _asked(survey: Survey, schema: Any) -> dict[str, tuple[nw.Expr, tuple[float, float]]]:
    """Return the expression of each cell, by view, driver and offering, and the two units that turn it into levels.

    Answers to one question are summed as they are, and their sums turned into levels afterwards: the level of 0, and
    how much a step is. Several questions about one thing are levels before their mean is taken.
    """
    cells: dict[str, list[tuple[nw.Expr, tuple[float, float]]]] = {}
    codes = [float(word) for word in survey.missing if NUMBER.fullmatch(word)]
    for question in survey.questions:
        if question.view:
            low, high = bounds(survey, question)
            x = nw.col(question.column)
            good = (x >= low) & (x <= high)
            inside = [code for code in codes if low <= code <= high]
            good = good & ~x.cast(nw.Float64).is_in(inside) if inside else good
            good = good & _among(survey.wave, question.waves, schema) if question.waves else good
            start, end = in_unit(survey, question, np.array([0.0, 1.0])).tolist()
            value = nw.when(good).then(x.cast(nw.Float64))
            name = ":".join((question.view, question.driver, question.offering))
            cells.setdefault(name, []).append((value, (start, end - start)))
    return {name: parts[0] if len(parts) == 1 else (_mean(parts), (0.0, 1.0)) for name, parts in cells.items()}


def _mean(parts: Sequence[tuple[nw.Expr, tuple[float, float]]]) -> nw.Expr:
    """Return the mean level of the answers that are there; of none, null (and not 0/0)."""
    nothing = reduce(and_, (part.is_null() for part, _ in parts))
    return nw.when(~nothing).then(nw.mean_horizontal(*(part * step + start for part, (start, step) in parts)))


def _moved(found: pd.DataFrame, units: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Turn sums of answers into sums of levels."""
    start, step = np.array([units[name] for name in found["answer"]], float).reshape(-1, 2).T
    w, wx, wxx = (found[name].to_numpy(float) for name in (W, WX, WXX))
    return found.assign(wx=start * w + step * wx, wxx=start**2 * w + 2 * start * step * wx + step**2 * wxx)


def _known(survey: Survey, found: pd.DataFrame) -> pd.DataFrame:
    """Give the groups the study's ids; those that have none are left out."""
    view, driver, own = found["answer"].str.split(":", expand=True).to_numpy(object).T
    about = _ids(survey.offering, found[_OFFERING]) if survey.offering else np.full(len(found), "", object)
    segment = _ids(survey.segment, found[_SEGMENT])
    offering = np.where(own != "", own, about)
    cells = found[["answer", *SUMS]].assign(segment=segment, offering=offering, driver=driver, view=view)
    return cells[(segment != "") & (offering != "")]


def _table(survey: Survey, known: pd.DataFrame) -> pd.DataFrame:
    """Put together what is one cell, and work out means and ranges."""
    table = moments(known.groupby(CELL, as_index=False)[SUMS].sum())
    z = NormalDist().inv_cdf((1 + survey.study.settings.confidence) / 2)
    error = z * np.sqrt(table["variance"] / table["n_effective"])
    ends = survey.study.drivers.set_index("driver")[["worst", "best"]].loc[table["driver"]].to_numpy(float)
    ends.sort(axis=1)
    low, high = table["rating"] - error, table["rating"] + error
    return table.assign(low=low.clip(lower=ends[:, 0]), high=high.clip(upper=ends[:, 1]))[COLUMNS]


def _answers(survey: Survey, known: pd.DataFrame, given: Mapping[str, int]) -> pd.DataFrame:
    """Count the answers to questions that have a cell to themselves."""
    used = known.groupby("answer")["n"].sum()
    names: dict[str, list[str]] = {}
    for question in survey.questions:
        if question.view:
            names.setdefault(":".join((question.view, question.driver, question.offering)), []).append(question.column)
    rows = [
        (columns[0], given[columns[0]], int(used.get(name, 0)))
        for name, columns in names.items()
        if len(columns) == 1 and columns[0] in given
    ]
    return pd.DataFrame(rows, columns=["column", "answers", "used"])


def _ids(groups: Groups | None, found: pd.Series) -> np.ndarray:
    """Return the ids that what a column says stands for; blank where it stands for none."""
    words = [as_text(value) for value in found.tolist()]
    if groups is None or not groups.column:
        return np.array(words, object)
    known = {plain(word): id_ for word, id_ in groups.values.items()}
    return np.array([known.get(plain(word), "") for word in words], object)
