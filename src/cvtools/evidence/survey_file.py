"""`survey.yaml`, read and checked: everything that is wrong at once, where, and what is allowed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from cvtools.evidence.assignment import not_asked, read_rule
from cvtools.evidence.fields import Fields, number_of
from cvtools.evidence.survey import (
    ASKS,
    KANO,
    MADE_WITH,
    VIEW_OF,
    Choices,
    Condition,
    Groups,
    Question,
    Survey,
)
from cvtools.study.errors import Problem, StudyError
from cvtools.study.examples import resource
from cvtools.study.schema import EVERY_SEGMENT, FORMAT, LANGUAGES
from cvtools.study.study import Study, read_study
from cvtools.study.wording import N_
from cvtools.study.yaml_reader import Items, Node, Pairs, Word, read_yaml

NAMES = (
    "format",
    "responses",
    "made_with",
    "study",
    "respondent",
    "weight",
    "wave",
    "date",
    "keep",
    "missing",
    "segment",
    "offering",
    "questions",
    "answers",
    "choices",
    "same_wording",
    "same_scale",
    "same_base",
)
_QUESTION = ("column", "asks", "driver", "offering", "scale", "top", "language", "waves", "stage")
_CHOICES = ("file", "case", "alternative", "chosen", "columns")
_NEED_DRIVER = (*VIEW_OF, "weight", *KANO)
_NEED_SCALE = (*VIEW_OF, "satisfaction", "effort", "repurchase")
_SCALES: dict[str, tuple[float, float]] = {"recommend": (0.0, 10.0)} | dict.fromkeys(KANO, (1.0, 5.0))
"""Where the question says it."""
_CONDITION = re.compile(r"\s*(>=|<=|>|<|=)?\s*(.+?)\s*")
_MOST_VALUES = 100_000


def read_survey(path: str | Path) -> Survey:
    """Read and check a mapping, and the study whose drivers, offerings and segments it names.

    A path that is nowhere may be an example's: ``coffee_survey/qualtrics.yaml``.

    Raises
    ------
    StudyError
        With every problem at once: those of the mapping, or of its study.
    """
    path = Path(path)
    if not path.exists() and (example := resource("data") / path).is_file():
        path = example
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StudyError(str(path), N_("it cannot be read: {reason}"), reason=str(error.strerror)) from None
    node, problem = read_yaml(data, path.name, most=_MOST_VALUES)
    if problem:
        raise StudyError(str(path), [problem])
    problems: list[Problem] = []
    fields = Fields(node or Pairs((), 1), path.name, problems, names=NAMES)
    if fields.text("format", needed=True) not in ("", str(FORMAT)):
        fields.wrong(
            "format", N_("1 (the version of survey.yaml that this program reads)"), found=fields.text("format")
        )
    study = _study(fields, path)
    files = _files(fields, path)
    if study is None:
        raise StudyError(str(path), problems)
    survey = _survey(fields, path, study, files)
    problems += not_asked(survey, survey.segment.nearest) if survey.segment.nearest else ()
    if problems:
        error = StudyError(str(path), problems)
        error.language = study.settings.language
        raise error
    return survey


def _study(fields: Fields, path: Path) -> Study | None:
    """Return the study; a name that is no folder beside the mapping may be an example's."""
    named = fields.text("study", needed=True)
    if not named:
        return None
    beside = path.parent / named
    return read_study(beside if beside.exists() else named)


def _files(fields: Fields, path: Path) -> tuple[Path, ...]:
    """Return the files of responses; a pattern stands for all that match it."""
    files: list[Path] = []
    if "responses" not in fields:
        if "choices" not in fields:  # which have a file of their own
            fields.wrong("responses", "setting_missing")
        return ()
    for word in fields.words("responses"):
        matching = [path.parent / word]
        if not matching[0].is_file():
            matching = _matching(path.parent, word)
        files += matching
        if not matching:
            fields.wrong(
                "responses",
                N_("a file, or a pattern such as answers/*.parquet; paths begin at the mapping’s folder"),
                found=word,
            )
    return tuple(dict.fromkeys(files))


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files that match a pattern, relative to a folder unless it is absolute."""
    place = folder / pattern
    try:
        return sorted(Path(place.anchor or ".").glob(str(place.relative_to(place.anchor))))
    except (ValueError, NotImplementedError):  # no pattern, such as “**x”
        return []


def _survey(fields: Fields, path: Path, study: Study, files: tuple[Path, ...]) -> Survey:
    keep = fields.inner("keep")
    segments = dict(zip(study.segments["segment"], study.segments["name"], strict=True))
    offerings = dict(zip(study.offerings["offering"], study.offerings["name"], strict=True))
    return Survey(
        path=path,
        study=study,
        files=files,
        made_with=fields.among("made_with", MADE_WITH, default="auto"),
        questions=_questions(fields, study, offerings),
        segment=_groups(fields, "segment", segments, path),
        offering=_groups(fields, "offering", offerings, path) if "offering" in fields else None,
        respondent=fields.text("respondent"),
        weight=fields.text("weight"),
        wave=fields.text("wave"),
        date=fields.text("date"),
        keep=MappingProxyType({name: keep.words(name) for name in keep.nodes}),
        missing=fields.words("missing"),
        answers=_answers(fields),
        choices=_choices(fields, path, study),
        same_wording=fields.words("same_wording"),
        same_scale=fields.words("same_scale"),
        same_base=fields.words("same_base"),
    )


def _questions(fields: Fields, study: Study, offerings: Mapping[str, str]) -> tuple[Question, ...]:
    questions: list[Question] = []
    seen: dict[str, tuple[int, tuple[str, ...]]] = {}
    drivers = dict(zip(study.drivers["driver"], study.drivers["name"], strict=True))
    if "questions" not in fields.nodes and "choices" not in fields:  # without any yet, it can be checked
        fields.wrong("questions", "setting_missing")
    for node in fields.items("questions"):
        part = fields.of(node, _QUESTION)
        column = part.text("column", needed=True)
        waves = part.words("waves")
        if waves and "wave" not in fields:
            part.wrong(
                "waves", N_("waves only where the mapping has a column of them (wave: …)"), found=", ".join(waves)
            )
        first, others = seen.get(column, (0, ()))
        if column and first and (not waves or not others or {*waves} & {*others}):
            message = N_("each column once, or once for each of its waves; row {first} has it, too")
            part.wrong("column", message, found=column, first=first)
        seen[column] = (first or node.row, (*others, *waves))
        question = _question(part, column, node.row, fields, drivers, offerings)
        questions.append(replace(question, stage=_stage(part, question.asks, study)))
    return tuple(questions)


def _stage(part: Fields, asks: str, study: Study) -> str:
    """Return at which stage of the customer's way effort is asked for; blank: on the whole way."""
    if "stage" in part and asks != "effort":
        part.wrong("stage", N_("a stage only for a question that asks for effort"), found=part.text("stage"))
        return ""
    known = [*study.settings.stages, *study.drivers["stage"].str.strip()]
    return part.among("stage", dict.fromkeys(stage for stage in known if stage))


def _question(
    part: Fields, column: str, row: int, fields: Fields, drivers: Mapping[str, str], offerings: Mapping[str, str]
) -> Question:
    if "asks" not in part:
        part.wrong("asks", "setting_missing")
    asks = part.among("asks", ASKS)
    driver = part.among("driver", drivers, names=drivers)
    if asks in _NEED_DRIVER and "driver" not in part:
        part.wrong("driver", N_("the id of a driver, for a question that asks for a {asks}"), found="", asks=asks)
    offering = part.among("offering", offerings, names=offerings)
    if asks in VIEW_OF and "offering" not in part and "offering" not in fields:
        text = N_("the id of an offering, here or for all respondents (offering: above)")
        part.wrong("offering", text, found="")
    scale = _scale(part, asks)
    span = int(abs(scale[1] - scale[0])) if scale else 1
    top = part.whole("top", 1, max(span, 1))
    language = part.among("language", LANGUAGES)
    return Question(column, asks, driver, offering, scale, top or 2, language, part.words("waves"), row)


def _scale(part: Fields, asks: str) -> tuple[float, float] | None:
    """Return both ends of a scale; ``None`` where numbers are meant as they are."""
    node = part.nodes.get("scale")
    if node is None:
        if asks in _NEED_SCALE:
            part.wrong("scale", "scale", found="")
        return _SCALES.get(asks)
    if isinstance(node, Word) and node.text.strip() == "unit":
        return None
    ends = [number_of(inner) for inner in node.nodes] if isinstance(node, Items) else []
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
        return ends[0], ends[1]
    part.wrong("scale", "scale", found=_written(node))
    return None


def _written(node: Node) -> str:
    """Return a node as it may have been typed."""
    if isinstance(node, Items):
        return f"[{', '.join(_written(inner) for inner in node.nodes)}]"
    return node.text if isinstance(node, Word) else "…"


def _groups(fields: Fields, name: str, ids: Mapping[str, str], path: Path) -> Groups:
    if name not in fields:
        fields.wrong(name, "setting_missing")
        return Groups()
    nearest = ("nearest",) if name == "segment" else ()
    part = fields.inner(name, ("column", "values", "rules", "all", *nearest))
    allowed = (*ids, EVERY_SEGMENT) if name == "segment" else tuple(ids)
    ways = ("column", "rules", "all", *nearest)
    if len({*ways}.intersection(part.nodes)) != 1 or ("values" in part and "column" not in part):
        more = N_("one of: column (with values), rules, all, nearest")
        part.wrong("", more if nearest else N_("one of: column (with values), rules, all"), row=part.row)
        return Groups()
    if "nearest" in part:
        return _nearest(part, path, ids)
    if "all" in part:
        return Groups(everyone=part.among("all", allowed, names=ids))
    if "rules" in part:
        rules = part.inner("rules")
        return Groups(
            rules=tuple((rules.known(id_, id_, allowed, ids), _conditions(rules, id_)) for id_ in rules.nodes)
        )
    values = part.inner("values")
    found = {word: values.among(word, allowed, names=ids) for word in values.nodes}
    found = {word: id_ for word, id_ in found.items() if id_}
    own = {text: id_ for id_, label in ids.items() for text in (id_, label)}
    return Groups(part.text("column", needed=True), MappingProxyType(found if "values" in part else own))


def _nearest(part: Fields, path: Path, ids: Mapping[str, str]) -> Groups:
    """Return the rule in the file that is named; its segments must be the study's."""
    file = path.parent / part.text("nearest", needed=True)
    if not file.is_file():
        part.wrong("nearest", "file_missing", found=part.text("nearest"))
        return Groups()
    rule = read_rule(file)
    for segment in rule.segments:
        part.known("nearest", segment, list(ids), {})
    return Groups(nearest=rule)


def _conditions(rules: Fields, id_: str) -> tuple[Condition, ...]:
    part = rules.inner(id_)
    found: list[Condition] = []
    for column in part.nodes:
        words = part.words(column)
        match = _CONDITION.fullmatch(words[0]) if len(words) == 1 else None
        if match is None or match[1] in (None, "="):
            found.append(Condition(column, "in", words=tuple(word.removeprefix("=").strip() for word in words)))
        elif (number := number_of(Word(match[2], 0, plain=True))) is None:
            part.wrong(column, N_("a comparison with a number, such as “>= 8”, or words"), found=words[0])
        else:
            found.append(Condition(column, match[1], number))
    if not found:
        rules.wrong(id_, N_("what must hold, such as: visits: “>= 8”"), found="")
    return tuple(found)


def _answers(fields: Fields) -> Mapping[str, float]:
    part = fields.inner("answers")
    numbers: dict[str, float] = {}
    for word, node in part.nodes.items():
        number = number_of(node)
        if number is None:
            part.wrong(word, "number", found=_written(node))
        else:
            numbers[word] = number
    return MappingProxyType(numbers)


def _choices(fields: Fields, path: Path, study: Study) -> Choices | None:
    if "choices" not in fields:
        return None
    part = fields.inner("choices", _CHOICES)
    case, alternative, chosen = (part.text(name, needed=True) for name in ("case", "alternative", "chosen"))
    file = path.parent / part.text("file", needed=True)
    if part.text("file") and not file.is_file():
        part.wrong("file", "file_missing", found=part.text("file"))
    columns = part.inner("columns")
    drivers = dict(zip(study.drivers["driver"], study.drivers["name"], strict=True))
    known = {columns.known(name, name, list(drivers), drivers): columns.text(name) for name in columns.nodes}
    return Choices(file, case, alternative, chosen, MappingProxyType({name: c for name, c in known.items() if name}))
