"""Answers that are handed in as files: those of the page that needs no network, filled-in workbooks, and rooms."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from cvtools.study.errors import Problem, StudyError
from cvtools.study.provenance import rating_sources, weight_sources
from cvtools.study.schema import LANGUAGES
from cvtools.study.study import Study, read_study
from cvtools.study.wording import N_
from cvtools.workshop.answers import Answers, Person, answers_of, people_in
from cvtools.workshop.form import FORMAT, Form, fault, fingerprint, form_of
from cvtools.workshop.pooled import blank_study
from cvtools.workshop.room import LONGEST_NAME, Room

LARGEST = 1_000_000
"""Bytes of a participant's file; one is about 20 kB."""
VIEWS = ("perceived", "believed")
_FAULTS = {
    "item": N_("nothing that was asked"),
    "number": N_("a number is needed"),
    "scale": N_("the number is outside its scale"),
    "order": N_("low, likely and high must be in this order"),
    "word": N_("none of the words that can be chosen"),
}


def collect(files: Sequence[Path], *, study: Study | None = None, segment: str = "") -> tuple[Study, Answers]:
    """Read what was handed in; the study it belongs to, and everybody's answers.

    Parameters
    ----------
    files
        Participants' files (``.json``), workbooks that participants filled in (``.xlsx``), rooms (``.db``), in any mix.
    study
        The study that was asked about. Without it, the first workbook; without one, a study is made of what was asked.
    segment
        The segment, where workbooks are to be read; by default the one that other files are about, or the first.

    Raises
    ------
    StudyError
        With everything that is wrong with any of the files, and no file read.
    """
    problems: list[Problem] = []
    found: list[tuple[Path, Form, list[Person]]] = []
    books: list[tuple[Path, Study]] = []
    seen: dict[str, Path] = {}
    for file in files:
        try:
            if file.suffix.lower() == ".xlsx":
                books.append((file, read_study(file)))
            elif file.suffix.lower() == ".db":
                found.append((file, *_of_room(file)))
            else:
                identity, form, person = _of_page(file)
                if identity in seen:
                    problems.append(_wrong(file, N_("the same participant as in {other}"), other=seen[identity].name))
                seen[identity] = file
                found.append((file, form, [person]))
        except StudyError as error:
            problems += error.problems
    about = segment or next((form["segment"]["id"] for _, form, _ in found), "")
    if not problems:
        found += [(file, *_of_workbook(file, book, about)) for file, book in books]
    asked = form_of(study, about) if study is not None else found[0][1] if found else None
    for file, form, _ in found:
        if asked is not None and form["print"] != asked["print"]:
            problems.append(_wrong(file, N_("it belongs to another study, segment or scale than the others")))
    if problems or asked is None:
        raise StudyError("cvtools workshop pool", problems or [Problem("", code=N_("there are no files"))])
    base = study or next((book for _, book in books), None) or blank_study(asked)
    return base, answers_of(asked, (person for _, _, people in found for person in people))


def _wrong(file: Path, message: str, **fields: object) -> Problem:
    return Problem(file.name, code=message, fields=fields)


def _of_room(file: Path) -> tuple[Form, list[Person]]:
    """Everybody in a room, in its last round."""
    room = Room(file)
    try:
        return room.form, people_in(room)
    finally:
        room.close()


def _of_page(file: Path) -> tuple[str, Form, Person]:
    """One participant's file: who, what was asked, and the answers."""
    try:
        if file.stat().st_size > LARGEST:
            fields = {"size": file.stat().st_size, "most": LARGEST}
            raise StudyError(file.name, [Problem(file.name, found=N_("{size} bytes"), code="bytes", fields=fields)])
        sent = json.loads(file.read_bytes())
    except OSError as error:
        raise StudyError(file.name, N_("it cannot be read: {reason}"), reason=str(error.strerror)) from None
    except (ValueError, RecursionError):
        sent = None
    form = sent.get("form") if isinstance(sent, dict) else None
    if not isinstance(sent, dict) or sent.get("workshop") != FORMAT or not _is_form(form):
        raise StudyError(file.name, N_("the file is no participant’s answers; the page writes a .json file"))
    answers, view = sent.get("answers"), sent.get("view")
    if not isinstance(answers, dict) or view not in VIEWS or not isinstance(sent.get("id"), str):
        raise StudyError(file.name, N_("the file is no participant’s answers; the page writes a .json file"))
    wrong = [(item, why) for item, value in answers.items() if (why := fault(form, item, value))]
    if wrong:
        raise StudyError(file.name, [Problem(file.name, column=item, code=_FAULTS[why]) for item, why in wrong])
    name = str(sent.get("name") or "")[:LONGEST_NAME] or file.stem
    return sent["id"], form, Person(name, view, answers)


def _is_form(form: Any) -> TypeGuard[Form]:
    """Whether a file's form is one, and the one that its fingerprint says."""
    try:
        blank_study(form)
        texts = [row["name"][code] for row in [*form["offerings"], *form["drivers"]] for code in LANGUAGES]
        return fingerprint(form) == form["print"] and all(isinstance(text, str) for text in texts)
    except (KeyError, TypeError, ValueError):
        return False


def _of_workbook(file: Path, book: Study, segment: str) -> tuple[Form, list[Person]]:
    """What one participant filled into a workbook: weights, and ratings as perceived and as believed."""
    form = form_of(book, segment)
    segment = form["segment"]["id"]
    weights = {f"weight/{row['driver']}": row["weight"] for row in _rows(weight_sources(book, segment))}
    people: list[Person] = []
    for view in VIEWS:
        ratings = {
            f"rating/{row['offering']}/{row['driver']}": {
                name: row[number] for name, number in (("likely", "rating"), ("low", "low"), ("high", "high"))
            }
            for row in _rows(rating_sources(book, segment, view=view))
            if row["rating"] is not None
        }
        if ratings or view == VIEWS[0]:
            people.append(Person(file.stem, view, (weights if view == VIEWS[0] else {}) | ratings))
    return form, people


def _rows(frame: Any) -> Iterable[dict[str, Any]]:
    """A frame's rows, with nothing where a number is not known."""
    for row in frame.to_dict("records"):
        yield {name: None if value != value else value for name, value in row.items()}
