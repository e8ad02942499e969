"""A room: who is in, what they answered in which round, and where the teacher is; one SQLite file.

Nothing is acknowledged before it is on the disk (write-ahead log, ``synchronous=FULL``), and what was written is never
overwritten: an answer that another device of the same person has overtaken is set aside, not lost. A participant is
known by a key that only their devices hold; the number that others see opens nothing.
"""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cvtools.study.errors import StudyError
from cvtools.study.wording import N_
from cvtools.workshop.form import Form, fault

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Those of codes: no vowels, so that no code is a word; nothing that is read as something else."""
MOST_PARTICIPANTS = 300
LONGEST_NAME = 60
LONGEST_CLAIM = 300
MOST_CLAIMS = 50
_TABLES = """
CREATE TABLE IF NOT EXISTS room (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS participants (
  number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, name TEXT NOT NULL, view TEXT NOT NULL, language TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
  id INTEGER PRIMARY KEY, participant INTEGER NOT NULL, client TEXT NOT NULL, seq INTEGER NOT NULL,
  device TEXT NOT NULL, round INTEGER NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, aside INTEGER NOT NULL,
  UNIQUE (participant, client, seq));
CREATE INDEX IF NOT EXISTS latest ON answers (participant, item, round, id) WHERE NOT aside;
CREATE TABLE IF NOT EXISTS claims (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
"""


class Change(NamedTuple):
    """One answer as a page sends it."""

    client: str
    """This load of the page."""
    seq: int
    """Counts this client's answers, so that one that is sent twice is taken once."""
    round: int
    """The round in which it was typed."""
    item: str
    value: Any
    base: int
    """The version of this answer that the page had; 0 if none."""


@dataclass(frozen=True)
class Save:
    """What one device sends at once."""

    participant: int
    device: str
    changes: Sequence[Change]


@dataclass(frozen=True)
class Stage:
    """Where the teacher is."""

    version: int
    """Counts the teacher's steps, so that two teachers do not take the same one twice."""
    round: int
    revealed: bool


class Participant(NamedTuple):
    """Somebody in the room."""

    number: int
    name: str
    view: str
    language: str


class Answer(NamedTuple):
    """What somebody answers to an item in a round."""

    participant: int
    item: str
    value: Any
    round: int


class Room:
    """An open room. Everything of it is called from one thread."""

    def __init__(self, path: Path, form: Form | None = None) -> None:
        """Open a room's file, or make it of a form.

        Raises
        ------
        StudyError
            When the file is no room's, is another study's, or is not there and no form is given.
        """
        if form is None and not path.is_file():
            raise StudyError(str(path), N_("there is no such folder or file"))
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_TABLES)
            stored = self._setting("form")
        except sqlite3.DatabaseError:
            self._db.close()
            raise StudyError(str(path), N_("the file is no workshop's room")) from None
        if stored is None:
            self._make(form or {})
        elif form is not None and json.loads(stored)["print"] != form["print"]:
            self._db.close()
            message = N_("the room was opened with another study, segment or scale; name a new one with --room")
            raise StudyError(str(path), message)
        self.form: Form = json.loads(self._setting("form") or "{}")
        self.code, self.token = self._setting("code") or "", self._setting("token") or ""
        self._by_key: dict[str, int] = dict(self._db.execute("SELECT key, number FROM participants"))

    def _make(self, form: Form) -> None:
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        stage = json.dumps({"version": 1, "round": 1, "revealed": False})
        made = {"form": json.dumps(form), "code": code, "token": secrets.token_urlsafe(16), "stage": stage}
        with self._writing() as db:
            db.executemany("INSERT INTO room VALUES (?, ?)", made.items())

    def _setting(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM room WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _writing(self) -> "_Transaction":
        return _Transaction(self._db)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- participants ----------------------------------------------------------------------------

    def join(self, *, name: str, view: str, language: str) -> str | None:
        """Let somebody in; the key by which they are known from now on, or nothing if the room is full."""
        if len(self._by_key) >= MOST_PARTICIPANTS:
            return None
        key = "".join(secrets.choice(LETTERS) for _ in range(10))
        with self._writing() as db:
            row = db.execute(
                "INSERT INTO participants (key, name, view, language) VALUES (?, ?, ?, ?) RETURNING number",
                (key, name, view, language),
            ).fetchone()
        self._by_key[key] = row[0]
        return key

    def number_of(self, key: str) -> int | None:
        """The participant with this key, if there is one."""
        return self._by_key.get(key)

    def participants(self) -> list[Participant]:
        """Everybody who joined, in order."""
        rows = self._db.execute("SELECT number, name, view, language FROM participants ORDER BY number")
        return [Participant(*row) for row in rows]

    # -- answers -----------------------------------------------------------------------------------

    def save(self, saves: Sequence[Save]) -> list[dict[str, Any]]:
        """Write what several devices sent, all in one transaction; what each is told.

        Each is told ``saved`` (``version`` of every answer that is on the disk now), ``refused`` (``why``) and
        ``overtaken`` (the ``value`` and ``version`` that another device of theirs wrote), each with ``item``,
        ``client`` and ``seq``.
        """
        stage = self.stage
        with self._writing():
            return [self._save(save, stage) for save in saves]

    def _save(self, save: Save, stage: Stage) -> dict[str, Any]:
        told: dict[str, Any] = {"saved": [], "refused": [], "overtaken": []}
        for change in save.changes:
            if why := fault(self.form, change.item, change.value):
                told["refused"].append({"client": change.client, "seq": change.seq, "item": change.item, "why": why})
                continue
            told_of = {"client": change.client, "seq": change.seq, "item": change.item}
            version, newer = self._put(save, change, min(max(change.round, 1), stage.round))
            if newer is None:
                told["saved"].append(told_of | {"version": version})
            else:
                told["overtaken"].append(told_of | {"version": newer[0], "value": json.loads(newer[1])})
        return told

    def _put(self, save: Save, change: Change, round_: int) -> tuple[int, tuple[int, str] | None]:
        """Write one answer; its version, and the one of another device that holds instead, if there is one."""
        who = save.participant
        known = self._db.execute(
            "SELECT id, aside FROM answers WHERE participant = ? AND client = ? AND seq = ?",
            (who, change.client, change.seq),
        ).fetchone()
        latest = self._db.execute(
            "SELECT id, value, device FROM answers WHERE participant = ? AND item = ? AND round = ? AND NOT aside "
            "ORDER BY id DESC LIMIT 1",
            (who, change.item, round_),
        ).fetchone()
        if known:
            return known[0], (latest[0], latest[1]) if known[1] and latest else None
        overtaken = latest is not None and latest[2] != save.device and latest[0] > change.base
        row = self._db.execute(
            "INSERT INTO answers (participant, client, seq, device, round, item, value, aside) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                who,
                change.client,
                change.seq,
                save.device,
                round_,
                change.item,
                json.dumps(change.value),
                int(overtaken),
            ),
        ).fetchone()
        return row[0], (latest[0], latest[1]) if latest and overtaken else None

    def answers(self, round_: int | None = None) -> list[Answer]:
        """What holds in a round, by default the last: each one's latest answer to each item, of this round or before.

        ``done`` holds only for the round in which it was said.
        """
        round_ = self.stage.round if round_ is None else round_
        rows = self._db.execute(
            "SELECT participant, item, value, round FROM answers WHERE round <= ? AND NOT aside ORDER BY round, id",
            (round_,),
        )
        found = {(who, item): Answer(who, item, json.loads(value), when) for who, item, value, when in rows}
        return [answer for answer in found.values() if answer.item != "done" or answer.round == round_]

    def answers_of(self, participant: int) -> dict[str, dict[str, Any]]:
        """One's own answers by item, as another device of theirs needs them: ``value``, ``version`` and ``round``."""
        rows = self._db.execute(
            "SELECT item, value, id, round FROM answers WHERE participant = ? AND NOT aside ORDER BY round, id",
            (participant,),
        )
        return {item: {"value": json.loads(value), "version": id_, "round": when} for item, value, id_, when in rows}

    def last_of(self, participant: int) -> int:
        """The version of one's own latest answer, 0 if there is none."""
        found = self._db.execute("SELECT max(id) FROM answers WHERE participant = ? AND NOT aside", (participant,))
        return int(found.fetchone()[0] or 0)

    def progress(self) -> dict[int, tuple[int, bool]]:
        """For each participant how many items they answered, and whether they are done with this round."""
        found: dict[int, tuple[int, bool]] = {}
        for answer in self.answers():
            count, done = found.get(answer.participant, (0, False))
            if answer.item == "done":
                done = bool(answer.value)
            elif answer.item == "cards":
                count += answer.value is not None and len(answer.value) == len(self.form["cards"])
            elif answer.value is not None and not answer.item.startswith("claim/"):
                count += 1
            found[answer.participant] = (count, done)
        return found

    @property
    def last(self) -> int:
        """Changes when anything was answered."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM answers").fetchone()[0])

    # -- the teacher's steps ---------------------------------------------------------------------

    @property
    def stage(self) -> Stage:
        """Where the teacher is."""
        return Stage(**json.loads(self._setting("stage") or "{}"))

    def step(self, *, version: int, action: str) -> Stage | None:
        """Take a step (``reveal``, ``hide``, ``next``) from the stage of this version; nothing if it is over by now."""
        stage = self.stage
        if stage.version != version:
            return None
        revealed = action == "reveal"
        taken = Stage(stage.version + 1, stage.round + (action == "next"), revealed)
        with self._writing() as db:
            db.execute("UPDATE room SET value = ? WHERE name = 'stage'", (json.dumps(taken.__dict__),))
        return taken

    def add_claim(self, text: str) -> bool:
        """Put a claim to the vote, unless there are enough."""
        with self._writing() as db:
            (count,) = db.execute("SELECT count(*) FROM claims").fetchone()
            if count < MOST_CLAIMS:
                db.execute("INSERT INTO claims (text) VALUES (?)", (text,))
        return count < MOST_CLAIMS

    def claims(self) -> list[dict[str, Any]]:
        """The claims that are voted on: ``number`` and ``text``."""
        return [
            {"number": number, "text": text} for number, text in self._db.execute("SELECT number, text FROM claims")
        ]


class _Transaction:
    """All or nothing: on the disk when it is left without an error, undone when with one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> sqlite3.Connection:
        self._db.execute("BEGIN IMMEDIATE")
        return self._db

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            try:
                self._db.execute("COMMIT")
            except sqlite3.Error:
                self._undo()
                raise
        else:
            self._undo()

    def _undo(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
