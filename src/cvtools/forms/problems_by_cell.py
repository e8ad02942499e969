"""What is wrong with a state, cell by cell, and the study that it is, or would be with its last right values.

Every rule is that of the study format; this module only finds the cell that each problem belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cvtools.forms.numbers import number_of, share_of, ungrouped
from cvtools.forms.state import NAMED, SETTING_NUMBERS, Row, State, sheets_of
from cvtools.study.errors import Problem
from cvtools.study.numbers import NUMBER
from cvtools.study.rules import check
from cvtools.study.schema import SCHEMA, TABLES
from cvtools.study.settings import check_settings
from cvtools.study.sheets import RawSettings
from cvtools.study.study import Origin, Study

SETTINGS = "study"
"""The place of a setting: table and row are both called so."""
Address = tuple[str, str, str]
"""Table, key of the row, column."""
SHARES = ("confidence", "halo", "shared", "ranges_held", "heterogeneity", "discount_rate")
"""The settings that may be typed as a percentage."""
_ROUNDS = 4


@dataclass(frozen=True)
class Checked:
    """A state that was checked."""

    study: Study | None
    """The study that it is, if nothing is wrong."""
    cells: Mapping[Address, Problem] = field(default_factory=dict)
    """The first problem of each cell."""
    rest: tuple[tuple[str, str, Problem], ...] = ()
    """Problems of a whole row or table: the table, the key of the row (or ""), the problem."""


def checked(state: State, *, origin: Origin | None = None) -> Checked:
    """Check a state by the rules of the study format."""
    sheets = sheets_of(state)
    raw, problems = _settings(state)
    settings, wrong = check_settings(raw, SETTINGS)
    frames, more = check(sheets, raw, settings_place=SETTINGS, settings_problems=[*problems, *wrong])
    cells: dict[Address, Problem] = {}
    rest: list[tuple[str, str, Problem]] = []
    for problem in map(_counted, (*problems, *wrong, *more)):
        table, key = problem.place, _key(state, problem)
        if key and problem.column:
            cells.setdefault((table, key, problem.column), problem)
        else:
            rest.append((table, key, problem))
    if cells or rest or settings is None:
        return Checked(None, cells, tuple(rest))
    others = {name: frame for name, frame in frames.items() if name not in TABLES}
    replicates = origin.replicates if origin else None
    return Checked(
        Study(settings, *(frames[name] for name in TABLES), others=others, replicates=replicates, origin=origin)
    )


def _counted(problem: Problem) -> Problem:
    """Return a problem whose rows, where it names several, are counted as readers do."""
    rows = problem.fields.get("rows")
    if not isinstance(rows, tuple):
        return problem
    return replace(problem, fields={**problem.fields, "rows": tuple(str(int(row) + 1) for row in rows)})


def _settings(state: State) -> tuple[RawSettings, list[Problem]]:
    """Return the settings as the check reads them, with a decimal point, and which numbers have the wrong sign."""
    raw, problems = RawSettings(), []
    raw.add(SETTINGS, 0, "format", "1")
    for name, text in state.settings.items():
        if name in SETTING_NUMBERS:
            text = share_of(ungrouped(text), state.decimal) if name in SHARES else ungrouped(text)
        if name in SETTING_NUMBERS and state.decimal == "," and text.strip():
            value = number_of(text, ",")
            if value is None and NUMBER.fullmatch(text.strip()):
                meant = text.strip().replace(".", ",")
                problems.append(Problem(SETTINGS, 0, name, text, "decimal_comma", meant))
                continue
            text = text.replace(",", ".") if value is not None else text
        raw.add(SETTINGS, 0, name, text)
    return raw, problems


def _key(state: State, problem: Problem) -> str:
    if problem.place == SETTINGS:
        return SETTINGS
    rows = state.rows(problem.place)
    return rows[problem.row].key if problem.row is not None and problem.row < len(rows) else ""


def repaired(state: State, found: Checked, right: State | None, *, origin: Origin | None = None) -> Study | None:
    """Return the study with each wrong cell as it last was right; ``None`` if that is no study either.

    A wrong row of weights, ratings or an optional table that was not there before is left out.
    """
    if found.study or right is None:
        return found.study
    for _ in range(_ROUNDS):
        state = _replaced(state, found, right)
        found = checked(state, origin=origin)
        if found.study or not found.cells:
            break
    return found.study


def _replaced(state: State, found: Checked, right: State) -> State:
    for table, key, column in found.cells:
        if table == SETTINGS:
            state = state.with_settings(**{column: right.settings.get(column, "")})
            continue
        row = state.row(table, key)
        if row is None:
            continue
        before = _before(table, row, right)
        if before is None and table in NAMED and table in TABLES:
            continue
        new = () if before is None else (row.with_(**{column: before[column]}),)
        state = state.with_rows(
            table, (item for other in state.rows(table) for item in (new if other is row else (other,)))
        )
    return state


def _before(table: str, row: Row, right: State) -> Row | None:
    """Return the row as it last was right: the one with its key, or else with its ids."""
    ids = [row[column] for column in SCHEMA[table].key]
    same = (old for old in right.rows(table) if [old[column] for column in SCHEMA[table].key] == ids)
    return right.row(table, row.key) or next(same, None)
