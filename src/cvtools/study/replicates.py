"""Replicates of a survey's numbers, kept beside a study: one row a replicate, one column a number.

Columns: ``replicate``; ``rating:segment:offering:driver`` (with ``:expected`` or ``:believed`` where the view is not
the usual one) and ``weight:segment:driver``, in the units of the study's tables. Numbers of one row belong together:
they come from the same respondents.
"""

import io
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, nearest
from cvtools.study.schema import EVERY_SEGMENT, LARGEST_NUMBER, VIEWS
from cvtools.study.wording import N_

FILE = "replicates.parquet"
REPLICATE = "replicate"
_MOST = 100_000
_SLACK = 1e-9
_LIBRARY = N_("Parquet files need pyarrow: pip install “cvtools[evidence]”")


def rating_column(segment: str, offering: str, driver: str, view: str = VIEWS[0]) -> str:
    """Return the name of a rating's column.

    >>> rating_column("commuters", "kiosk", "wait")
    'rating:commuters:kiosk:wait'
    """
    return ":".join(["rating", segment, offering, driver] + ([view] if view != VIEWS[0] else []))


def weight_column(segment: str, driver: str) -> str:
    """Return the name of a weight's column."""
    return f"weight:{segment}:{driver}"


def read_replicates(
    data: bytes, place: str, tables: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read and check the bytes of a file; ``tables`` are those of its study."""
    try:
        import pyarrow.parquet as parquet
    except ModuleNotFoundError:
        return None, [Problem(place, code=_LIBRARY)]
    try:
        rows = parquet.read_metadata(io.BytesIO(data)).num_rows
        if not 2 <= rows <= _MOST:
            return None, [Problem(place, found=str(rows), code="replicate_rows", fields={"most": _MOST})]
        frame = pd.read_parquet(io.BytesIO(data))
    except Exception as error:  # pyarrow stumbles in many ways over what is no Parquet
        return None, [Problem(place, code="unreadable", fields={"reason": type(error).__name__})]
    problems = list(_problems(frame, place, tables))
    return (None if problems else frame.astype(dict.fromkeys(_numbers(frame), float))), problems


def write_replicates(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return the bytes of a file; columns of numbers that the study no longer has are left out."""
    known = [name for name in _numbers(frame) if not list(_unknown(name, "", tables))]
    out = io.BytesIO()
    frame[[REPLICATE, *known]].to_parquet(out, index=False)
    return out.getvalue()


def _numbers(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if str(name) != REPLICATE]


def _problems(frame: pd.DataFrame, place: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    if REPLICATE not in frame.columns:
        header = {"header": tuple(map(str, frame.columns))}
        yield Problem(place, column=REPLICATE, code="column_missing", fields=header)
    for name in _numbers(frame):
        unknown = list(_unknown(name, place, tables))
        yield from unknown
        if not unknown:
            yield from _wrong_numbers(frame[name], name, place, tables)


def _unknown(name: str, place: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Find what a column's name says that the study does not know."""
    table, *parts = name.split(":")
    kinds = {"rating": ("segment", "offering", "driver", "view"), "weight": ("segment", "driver")}.get(table, ())
    if not kinds or not len(kinds) - (table == "rating") <= len(parts) <= len(kinds):
        yield Problem(place, column=name, code="replicate_name")
        return
    for kind, word in zip(kinds, parts, strict=False):
        allowed = VIEWS if kind == "view" else tuple(tables[f"{kind}s"][kind]) if f"{kind}s" in tables else (word,)
        allowed += (EVERY_SEGMENT,) if kind == "segment" else ()
        if word not in allowed:
            yield Problem(place, None, name, word, "one_of", nearest(word, allowed), {"choices": allowed})


def _wrong_numbers(column: pd.Series, name: str, place: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Find numbers that no weight or rating can be."""
    low, high = 0.0, LARGEST_NUMBER
    if name.startswith("rating:") and "drivers" in tables:
        drivers = tables["drivers"]
        ends = drivers.loc[drivers["driver"] == name.split(":")[3], ["worst", "best"]].to_numpy(float)
        low, high = float(ends.min()), float(ends.max())
    values = pd.to_numeric(column, errors="coerce").to_numpy(float)
    slack = _SLACK * max(abs(low), abs(high) if high < LARGEST_NUMBER else 1.0, 1.0)
    wrong = ~((values >= low - slack) & (values <= high + slack) & np.isfinite(values))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        fields = {"low": low, "high": high}
        yield Problem(place, row + 1, name, str(column.iloc[row]), "replicate_number", fields=fields)
