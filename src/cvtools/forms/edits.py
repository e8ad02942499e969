"""What can be done to a state, each as a function from a state to the next one.

Whatever follows from an edit is part of it: a new row gets an id, an id that changes is changed wherever it is
referred to, and with a segment, an offering or a driver its weights and ratings go, with a lever its effects.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from cvtools.forms.state import NAMED, Row, State, new_row
from cvtools.study.schema import EVERY_SEGMENT, ID_PATTERN, LANGUAGES
from cvtools.study.settings import listed

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ß": "ss", "ł": "l", "þ": "th", "ð": "d", "œ": "oe", "ı": "i"}
)
_REFERRING = ("weights", "ratings", "effects", "shares", "economics", "groups", "judgements")
_HOLD = {"driver": ("driver", "over")}
"""The columns that hold an id, where it is not just the one of its name."""
LIKELY = {"weights": "weight", "ratings": "rating", "effects": "change", "shares": "share"}
"""The column of the number itself, in tables that have one."""
_REFERRING_SETTINGS = {"offering": "ours", "driver": "price"}
LONGEST_ID = 40


def id_of(name: str, taken: Collection[str], *, otherwise: str) -> str:
    """Make an id of a name that no other row has.

    >>> id_of("Får kaffe, så!", [], otherwise="segment"), id_of("猫", ["segment"], otherwise="segment")
    ('far_kaffe_sa', 'segment_2')
    """
    folded = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_ID].strip("_") or otherwise
    number = 2
    found = word
    while found in taken:
        found, number = f"{word}_{number}", number + 1
    return found


def set_cell(state: State, table: str, key: str, column: str, text: str, *, fixed: Collection[str] = ()) -> State:
    """Put a text into a cell. An id follows the name until it is among those that are ``fixed``."""
    row = state.row(table, key)
    if row is None or row[column] == text:
        return state
    changed = row.with_(**{column: text})
    id_column = NAMED.get(table)
    old = row[id_column] if id_column else ""
    if id_column is None or column != "name" or (old and old in fixed):
        return _with_row(state, table, changed)
    others = {other[id_column] for other in state.rows(table) if other.key != key}
    if old and old != id_of(row["name"], others, otherwise=id_column):  # somebody chose it
        return _with_row(state, table, changed)
    new = id_of(text, others, otherwise=id_column)
    return _referring(_with_row(state, table, changed.with_(**{id_column: new})), id_column, old, new)


def _with_row(state: State, table: str, row: Row) -> State:
    return state.with_rows(table, (row if other.key == row.key else other for other in state.rows(table)))


def _referring(state: State, column: str, old: str, new: str) -> State:
    """Change an id wherever it is referred to."""
    if not old or old == new:
        return state
    for table in _REFERRING:
        for name in _HOLD.get(column, (column,)):
            if any(row[name] == old for row in state.rows(table)):
                rows = (row.with_(**{name: new}) if row[name] == old else row for row in state.rows(table))
                state = state.with_rows(table, rows)
    return _setting_moved(_needing(state, old, new) if column == "lever" else state, column, old, new)


def _needing(state: State, old: str, new: str) -> State:
    """Change the id of a lever, or leave it out, where others need it."""
    for row in state.rows("levers"):
        words = listed(row["needs"])
        if old in words:
            kept = [new if word == old else word for word in words]
            state = _with_row(state, "levers", row.with_(needs="; ".join(filter(None, kept))))
    return state


def _setting_moved(state: State, column: str, old: str, new: str) -> State:
    setting = _REFERRING_SETTINGS.get(column, "")
    return state.with_settings(**{setting: new}) if setting and state.settings.get(setting) == old else state


def add_row(state: State, table: str, texts: Mapping[str, str] | None = None, *, wanted: str = "") -> tuple[State, str]:
    """Add a row; one of segments, offerings, drivers or levers gets an id. Returns the state and the key of the row."""
    column = NAMED.get(table)
    if column is None:
        row = new_row(**(texts or {}))
        return state.with_rows(table, (*state.rows(table), row)), row.key
    taken = {row[column] for row in state.rows(table)}
    cells = dict(texts or {})
    row = new_row(**{column: id_of(wanted or cells.get("name", ""), taken, otherwise=column), **cells})
    state = state.with_rows(table, (*state.rows(table), row))
    if table == "offerings" and not taken and not state.settings.get("ours"):  # until someone says otherwise
        state = state.with_settings(ours=row[column])
    return state, row.key


def remove_row(state: State, table: str, key: str) -> State:
    """Take a row away, and every weight, rating, effect and setting that refers to it.

    Which offering is ours then is for someone to say: a rival must not become ours by itself.
    """
    row = state.row(table, key)
    if row is None:
        return state
    state = state.with_rows(table, (other for other in state.rows(table) if other.key != key))
    column = NAMED.get(table)
    if column is None or any(other[column] == row[column] for other in state.rows(table)):
        return state
    for referring in _REFERRING:
        if state.rows(referring):
            gone = _without(state, referring, column, row[column])
            rows = (other for other in state.rows(referring) if other.key not in gone)
            state = state.with_rows(referring, rows)
    return _setting_moved(_needing(state, row[column], "") if column == "lever" else state, column, row[column], "")


def _without(state: State, table: str, column: str, word: str) -> set[str]:
    """Return the keys of the rows that go with an id; with an offering, all shares of whoever chose it.

    With a driver, what was said of it and what was compared with it.
    """
    rows = [row for row in state.rows(table) if any(row[name] == word for name in _HOLD.get(column, (column,)))]
    if table == "shares" and column == "offering":
        segments = {row["segment"] for row in rows}
        rows = [row for row in state.rows(table) if row["segment"] in segments]
    return {row.key for row in rows}


# -- weights, ratings and the like: rows that are there only where something was typed -------------------------


def found_row(state: State, table: str, ids: Mapping[str, str]) -> Row | None:
    """Return the first row with these ids."""
    return next((row for row in state.rows(table) if all(id_in(row, name) == id_ for name, id_ in ids.items())), None)


def id_in(row: Row, column: str) -> str:
    """Return an id of a row; a view that is not stated is that of customers."""
    return row[column].strip() or ("perceived" if column == "view" else "")


def set_value(state: State, table: str, ids: Mapping[str, str], column: str, text: str) -> State:
    """Put a text into the row with these ids, which is made if it is not there and goes when nothing is left in it.

    In the column of a rating itself a question mark stands for: nobody knows.
    """
    likely = LIKELY.get(table, column)
    row = found_row(state, table, ids)
    unknown = column == likely and table == "ratings" and text.strip() == "?"
    text = "" if unknown else text
    if row is None:
        if not text and not unknown:
            return state
        new = new_row(**ids, **{column: text})
        return state.with_rows(table, (*state.rows(table), new))
    if row[column] == text and (text or unknown):
        return state
    changed = row.with_(**{column: text})
    told = [name for name in changed.cells if name not in (*ids, "view")]
    if not unknown and column == likely and not any(changed[name].strip() for name in told if name != "evidence"):
        return state.with_rows(table, (other for other in state.rows(table) if other.key != row.key))
    return _with_row(state, table, changed)


def effective_row(state: State, table: str, ids: Mapping[str, str]) -> Row | None:
    """Return the row that counts for these ids: the segment's own, or else that of every segment."""
    return found_row(state, table, ids) or found_row(state, table, {**ids, "segment": EVERY_SEGMENT})


def sound_ids(state: State) -> State:
    """Give an id to each row that has none or a wrong one, and let names in place of ids mean the row of that name."""
    for table, column in NAMED.items():
        for row in state.rows(table):
            if not re.fullmatch(ID_PATTERN, row[column].strip()) and not row.blank:
                taken = {other[column] for other in state.rows(table)}
                new = id_of(row["name"] or row[column], taken, otherwise=column)
                state = _with_row(state, table, row.with_(**{column: new}))
                state = _referring(state, column, row[column], new)
        ids = {row[column].strip() for row in state.rows(table)}
        named = {name.casefold(): row[column] for row in state.rows(table) for name in _names(row) if name}
        for referring in _REFERRING:
            for name in _HOLD.get(column, (column,)):
                rows = [_by_name(row, name, ids, named) for row in state.rows(referring)]
                state = state.with_rows(referring, rows) if rows else state
    return state


def _names(row: Row) -> Iterable[str]:
    return (row[name].strip() for name in ("name", *(f"name_{code}" for code in LANGUAGES)))


def _by_name(row: Row, column: str, ids: Collection[str], named: Mapping[str, str]) -> Row:
    word = row[column].strip()
    known = word in ids or word == EVERY_SEGMENT
    return row if known or word.casefold() not in named else row.with_(**{column: named[word.casefold()]})
