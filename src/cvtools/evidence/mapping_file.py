"""A drafted mapping as the text of ``survey.yaml``, with the reason of each guess as a comment."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from cvtools.evidence.checking import Note
from cvtools.evidence.drafting import Draft, Guess
from cvtools.study.errors import Reader, plain_number, visible
from cvtools.study.schema import EVERY_SEGMENT
from cvtools.study.study import Study
from cvtools.study.wording import N_

_PLAIN = re.compile(r"[^\W\d_][\w./-]*")
_MEANS = ("true", "false", "null", "yes", "no", "on", "off")
_LONGEST = 200


def mapping_text(draft: Draft, study: Study, *, export: Path, out: Path, named: str, reader: Reader) -> str:
    """Write a draft down.

    Parameters
    ----------
    draft, study
        What was guessed, for which study.
    export, out
        The file of responses and where the mapping will be: paths in it begin there.
    named
        The study as it was named; kept where it is an example's name.
    reader
        In whose language the reasons are told.
    """
    place = Path(named)
    lines = [
        "format: 1",
        f"responses: {_quoted(_path(export, out))}",
        f"made_with: {draft.kind}",
        f"study: {_quoted(_path(place, out) if place.exists() else named)}",
    ]
    lines += [f"{name}: {_quoted(word)}" for name in ("respondent", "weight", "wave") if (word := getattr(draft, name))]
    if draft.keep:
        parts = (f"{_quoted(name)}: [{_listed(values)}]" for name, values in draft.keep.items())
        lines.append(f"keep: {{{', '.join(parts)}}}" + _why(reader, [Note(N_("finished and real responses"))]))
    if draft.missing:
        lines.append(f"missing: [{_listed(draft.missing)}]")
    lines += _segment(draft, study, reader)
    if draft.offering:
        lines += _group("offering", draft.offering, draft.offerings, draft, study.offerings["offering"], reader)
    lines.append("questions:")
    for guess in draft.questions:
        lines.append(_question(guess, reader))
    if draft.answers:
        parts = (f"{_quoted(word)}: {plain_number(number)}" for word, number in draft.answers.items())
        lines.append(f"answers: {{{', '.join(parts)}}}")
    return "\n".join(lines) + "\n"


def _path(path: Path, out: Path) -> str:
    try:
        return Path(os.path.relpath(path, out.parent)).as_posix()
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()


def _segment(draft: Draft, study: Study, reader: Reader) -> list[str]:
    if draft.segment:
        return _group("segment", draft.segment, draft.segments, draft, study.segments["segment"], reader)
    ids = [str(id_) for id_ in study.segments["segment"]]
    only = ids[0] if len(ids) == 1 else EVERY_SEGMENT
    why = N_("no column has words like the study’s segments, so all count alike")
    return [f"segment: {{all: {_quoted(only)}}}" + _why(reader, [Note(why)])]


def _group(
    name: str, column: str, values: dict[str, str], draft: Draft, ids: Iterable[str], reader: Reader
) -> list[str]:
    parts = ", ".join(f"{_quoted(word)}: {id_}" for word, id_ in values.items())
    line = f"{name}: {{column: {_quoted(column)}, values: {{{parts}}}}}"
    unknown = draft.unknown.get(column, ())
    if not unknown:
        return [line]
    words = reader.listed([f"“{word}”" for word in unknown[:10]])
    note = Note(N_("add what these stand for, or they are left out: {words} (known: {ids})"))
    return [line + _why(reader, [Note(note.message, {"words": words, "ids": reader.listed(map(str, ids))})])]


def _question(guess: Guess, reader: Reader) -> str:
    parts = [f"column: {_quoted(guess.column)}"]
    parts += [f"asks: {guess.asks}"] if guess.asks else ["asks: rating"] if guess.scale else []
    parts += [f"driver: {guess.driver}"] if guess.driver else ["driver: "] if guess.scale and not guess.asks else []
    parts += [f"offering: {guess.offering}"] if guess.offering else []
    parts += [f"scale: [{plain_number(guess.scale[0])}, {plain_number(guess.scale[1])}]"] if guess.scale else []
    parts += ["scale: unit"] if guess.unit else []
    parts += [f"language: {guess.language}"] if guess.language else []
    mark = "  - " if guess.asks else "  # - "
    unsaid = [] if guess.asks or guess.scale else [Note(N_("not used until you say what it asks"))]
    return f"{mark}{{{', '.join(parts)}}}" + _why(reader, [*guess.why, *unsaid])


def _why(reader: Reader, notes: list[Note]) -> str:
    said = (reader(note.message, **{k: _short(str(v)) for k, v in note.fields.items()}) for note in notes)
    text = "; ".join(said)
    return f"  # {visible(text)}" if text else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    """Return a word as YAML reads it back.

    >>> _quoted("Q1"), _quoted("Q1: how?"), _quoted("no")
    ('Q1', '"Q1: how?"', '"no"')
    """
    if _PLAIN.fullmatch(word) and word.lower() not in _MEANS:
        return word
    return json.dumps(word, ensure_ascii=not word.isprintable())
