"""Two versions that go back to one: edits of different cells go together, of the same cell somebody must choose."""

from collections.abc import Mapping
from typing import TypeVar

from cvtools.forms.edits import id_in
from cvtools.forms.state import NAMED, Row, State, new_row
from cvtools.study.schema import SCHEMA

_T = TypeVar("_T")
_Cells = Mapping[str, str]
_Ids = tuple[object, ...]


class _Conflict(Exception):
    """Both changed the same."""


def merged(base: State, mine: State, theirs: State) -> State | None:
    """Return ours with what they changed since ``base``; ``None`` where both changed the same cell or row.

    >>> base, mine, theirs = (State({"title": t, "period": p}) for t, p in (("A", "1"), ("B", "1"), ("A", "2")))
    >>> merged(base, mine, theirs).settings, merged(base, mine, base.with_settings(title="C"))
    ({'title': 'B', 'period': '2'}, None)
    """
    base, theirs = base.in_sign(mine.decimal), theirs.in_sign(mine.decimal)
    try:
        settings = _cells(base.settings, mine.settings, theirs.settings)
        tables = {name: _rows(name, base, mine, theirs) for name in {**mine.tables, **theirs.tables}}
    except _Conflict:
        return None
    return State(settings, tables, mine.decimal)


def _cells(base: _Cells, mine: _Cells, theirs: _Cells) -> dict[str, str]:
    return {
        name: _either(base.get(name, ""), mine.get(name, ""), theirs.get(name, ""))
        for name in {**theirs, **mine}
        if name in mine or theirs[name]
    }


def _either(base: _T, mine: _T, theirs: _T) -> _T:
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    raise _Conflict


def _rows(table: str, base: State, mine: State, theirs: State) -> tuple[Row, ...]:
    before, ours, others = (_by_ids(table, state) for state in (base, mine, theirs))
    rows = []
    for ids in {**ours, **others}:
        old, own, other = before.get(ids), ours.get(ids), others.get(ids)
        if old and own and other:
            cells = _cells(old.cells, own.cells, other.cells)
        else:
            chosen = _either(*(_plain(row) for row in (old, own, other)))
            if chosen is None:
                continue
            cells = dict(chosen)
        rows.append(Row(own.key, cells) if own else new_row(**cells))
    return tuple(rows)


def _plain(row: Row | None) -> _Cells | None:
    return {name: text for name, text in row.cells.items() if text} if row else None


def _by_ids(table: str, state: State) -> dict[_Ids, Row]:
    """Return the rows by what tells them apart; rows that nothing tells apart cannot go together with others."""
    key = (NAMED[table],) if table in NAMED else SCHEMA[table].key if table in SCHEMA else ()
    rows = state.rows(table)
    ids = [tuple(id_in(row, name) for name in key) if key else tuple(sorted(row.cells.items())) for row in rows]
    if len(set(ids)) < len(rows):
        raise _Conflict
    return dict(zip(ids, rows, strict=True))
