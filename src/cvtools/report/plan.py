"""A plan of reports: which studies, segments and languages, with which parameters, into which files; and from what.

Everything is checked here, before anything is written, and told at once.
"""

import csv
import hashlib
import io
import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cvtools.language.labels import names_of, text_of, words_of
from cvtools.language.language import language as language_of
from cvtools.report.brand import Brand, brand_beside, read_brand
from cvtools.report.notebook_run import parameters_of
from cvtools.report.program import program
from cvtools.study.csv_files import decoded
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.examples import resource
from cvtools.study.scenario_files import kept_scenarios
from cvtools.study.storage import is_workbook
from cvtools.study.study import Study, chosen_segment, read_study
from cvtools.study.wording import N_
from cvtools.value.gaps import best_alternatives

NOTEBOOK = "08_report.ipynb"
INDEX = "index.html"
"""What the overview over all segments is called, or what its name ends in."""
KEY = '<meta name="cvtools-made-from" content="{}">'
"""Near the top of each report: what it was made from."""
NEEDED = ("study", "segment", "language")
"""The parameters that each report's notebook has."""
_PLACE = "file"
"""The column of a table of runs that names a report's file; the others are the notebook's parameters."""


@dataclass(frozen=True)
class Run:
    """One report to be written."""

    study: str
    """Where the study is."""
    segment: str
    language: str
    title: str
    file: Path
    notebook: Path
    more: Mapping[str, Any] = field(default_factory=dict)
    """The notebook's other parameters."""
    beside: tuple[tuple[str, str], ...] = ()
    """The pages that this one leads to: a name and a file's name."""
    reports: tuple[tuple[str, str], ...] = ()
    """Of the overview over all segments: each one's id and its report's file. Of a report: nothing."""
    brand: str = ""
    """The file that says whose report it is, if there is one."""
    key: str = ""
    """What the report is made from, as a digest: the same key, the same report."""

    @property
    def parameters(self) -> dict[str, Any]:
        """What the notebook is given."""
        return {"study": self.study, "segment": self.segment, "language": self.language, **self.more}


def plan_reports(
    studies: Sequence[str | Path],
    *,
    segments: Sequence[str] = (),
    languages: Sequence[str] = (),
    out: str | Path = "reports",
    notebook: str | Path = "",
    table: str | Path = "",
    brand: str | Path = "",
) -> list[Run]:
    """Plan one report for each study, segment and language, or for each row of a table.

    Parameters
    ----------
    studies
        Folders or workbooks.
    segments, languages
        Ids and codes; by default all segments, and the study's own language.
    out
        The folder to write to. Without a table, an overview over the segments goes there too, for each study and
        language: ``index.html`` where there is one.
    notebook
        By default the workbook's own.
    table
        A CSV file with one row a report. Its columns are parameters of the notebook; ``file`` names a report. A blank
        ``study`` is the one study given, a blank ``segment`` the first, a blank ``language`` the study's own.
    brand
        A file with a name, a logo, a colour and a line of confidentiality; by default the ``brand.yaml`` in a study's
        folder or in the one around it, if there is one.

    Raises
    ------
    StudyError
        With everything that is wrong: a study, a segment, a language, a parameter, a brand, two reports for one file.
    """
    place = Path(notebook) if notebook else resource("notebooks") / NOTEBOOK
    known = parameters_of(place, needed=NEEDED) if notebook or table else {}  # ours is looked at when it is to be run
    reader = _Reader(place, Path(out), Path(brand) if brand else None, overviews=not table)
    if table:
        _plan_table(reader, Path(table), known, [str(study) for study in studies])
    else:
        for path in dict.fromkeys(map(str, studies)):
            if study := reader.read(path, Problem(path)):
                for code in languages or [""]:
                    for segment in dict.fromkeys(segments or study.segments["segment"]):
                        reader.add(path, segment, code, {}, "", Problem(path))
    return reader.runs()


class _Reader:
    """Studies read once each, runs found so far, and what is wrong."""

    def __init__(self, notebook: Path, out: Path, brand: Path | None, *, overviews: bool) -> None:
        self.notebook, self.out, self.brand, self.overviews = notebook, out, brand, overviews
        self.brands: dict[Path, Brand | None] = {}
        self.studies: dict[str, Study | None] = {}
        self.names: dict[tuple[str, str], dict[str, str]] = {}
        """Of the segments, by study and language."""
        self.found: list[tuple[Run, Problem, bool]] = []
        self.problems: list[Problem] = []

    def read(self, path: str, at: Problem) -> Study | None:
        """Read a study, or note what is wrong with it, once."""
        if path not in self.studies:
            try:
                study = read_study(path)
                best_alternatives(study)  # says in plain words when there is nothing to compare with
                self.studies[path] = study
            except StudyError as error:
                self.studies[path] = None
                self.problems += error.problems
        return self.studies[path]

    def brand_of(self, study: Path) -> str:
        """Where the brand of a study's reports is; blank if it has none. What is wrong with it is noted, once."""
        file = self.brand or (brand_beside(study) if study.exists() else None)
        if file is None:
            return ""
        if file not in self.brands:
            try:
                self.brands[file] = read_brand(file)
            except StudyError as error:
                self.brands[file] = None
                self.problems += error.problems
        return os.path.abspath(file)  # noqa: PTH100  links stay

    def add(self, path: str, segment: str, code: str, more: Mapping[str, Any], file: str, at: Problem) -> None:
        """Plan one report, or note what is wrong with it."""
        if (study := self.read(path, at)) is None:
            return
        try:
            words, chosen = words_of(study, code), chosen_segment(study, segment)
        except StudyError as error:
            told = [replace(problem, column=problem.place, place=at.place, row=at.row) for problem in error.problems]
            self.problems += told if at.row else error.problems
            return
        real = Path(os.path.realpath(path)) if Path(path).exists() else Path(path)
        name = file or _name(real, chosen, words.code, more)
        if (path, words.code) not in self.names:
            self.names[path, words.code] = names_of(study, "segments", language=words.code)
        title = f"{text_of(study.settings, 'title', words.code)} – {self.names[path, words.code][chosen]}"
        place = str(real) if real.exists() else path
        run = Run(
            place, chosen, words.code, title, self.out / name, self.notebook, dict(more), brand=self.brand_of(real)
        )
        self.found.append((run, at, bool(file)))

    def runs(self) -> list[Run]:
        """Every run with its own file and key.

        Raises
        ------
        StudyError
            With all that is wrong.
        """
        runs = self._apart()
        if self.problems:
            subject = self.problems[0].place if len(self.problems) == 1 else "cvtools report"
            raise StudyError(subject, list(dict.fromkeys(self.problems)))
        studies = {os.path.realpath(path): study for path, study in self.studies.items() if study is not None}
        studies |= {path: study for path, study in self.studies.items() if study is not None}
        if self.overviews:
            runs = _with_overviews(runs, studies)
        brands = {os.path.abspath(file): brand for file, brand in self.brands.items()}  # noqa: PTH100
        return [replace(run, key=_key(run, studies[run.study], brands.get(run.brand))) for run in runs]

    def _apart(self) -> list[Run]:
        """The runs; where different studies would have files of one name, each has a few letters of its place."""
        studies: dict[str, set[str]] = {}
        for run, _at, _given in self.found:
            studies.setdefault(run.file.name.casefold(), set()).add(run.study)
        rows: dict[str, int | None] = {}
        runs: list[Run] = []
        for run, at, given in self.found:
            file = run.file
            if not given and len(studies[file.name.casefold()]) > 1:
                file = file.with_stem(f"{file.stem}-{_letters(run.study)}")
            name = file.name.casefold()
            if name in rows:
                if at.row:
                    fields = {"key": _PLACE, "row": rows[name]}
                    self.problems.append(Problem(at.place, at.row, _PLACE, file.name, "repeated", "", fields))
                continue
            rows[name] = at.row
            runs.append(replace(run, file=file))
        return runs


def _with_overviews(runs: Sequence[Run], studies: Mapping[str, Study]) -> list[Run]:
    """The same, with what leads from page to page, and after each study's reports in a language their overview."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.study, run.language), []).append(run)
    done: list[Run] = []
    for (place, code), group in groups.items():
        words, names = language_of(code), names_of(studies[place], "segments", language=code, field="short")
        stem = _stem(Path(place))
        if sum(_stem(Path(other)) == stem for other in {other for other, _code in groups}) > 1:
            stem = f"{stem}-{_letters(place)}"
        file = group[0].file.with_name(f"{stem}-{code}-{INDEX}" if len(groups) > 1 else INDEX)
        beside = ((words("All segments"), file.name), *((names[run.segment], run.file.name) for run in group))
        done += [replace(run, beside=beside) for run in group]
        reports = tuple((run.segment, run.file.name) for run in group)
        title = text_of(studies[place].settings, "title", code)
        done.append(replace(group[0], segment="", title=title, file=file, beside=beside, reports=reports))
    return done


def _plan_table(reader: _Reader, table: Path, known: Mapping[str, tuple[str, Any]], studies: list[str]) -> None:
    """Plan each row of a table of runs."""
    try:
        text, problem = decoded(table.read_bytes(), str(table))
    except OSError as error:
        raise StudyError(str(table), N_("it cannot be read: {why}"), why=error.strerror or str(error)) from None
    place = table.name
    reader.problems += [problem] if problem else []
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    header, *rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)] or [[]]
    header = [name.strip() for name in header]
    allowed = (*known, _PLACE)
    for name, count in Counter(header).items():
        if name not in allowed or count > 1:
            fields = {"choices": allowed}
            reader.problems.append(Problem(place, 1, name, name, "one_of", nearest(name, allowed), fields))
    if not any(any(row) for row in rows):
        reader.problems.append(Problem(place, code="table_empty"))
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
            _plan_row(reader, cells, Problem(place, number), known, studies)


def _plan_row(
    reader: _Reader, cells: dict[str, str], at: Problem, known: Mapping[str, tuple[str, Any]], studies: list[str]
) -> None:
    study = cells.get("study") or (studies[0] if len(studies) == 1 else "")
    if not study:
        reader.problems.append(replace(at, column="study", code=N_("which study? Name one here, or one for all rows")))
        return
    file = cells.get(_PLACE, "")
    if file and not re.fullmatch(r"[^\W.][\w. +-]{0,150}", file):
        allowed = N_("a name without folders, of letters, digits, spaces and . _ + -")
        reader.problems.append(replace(at, column=_PLACE, found=file, code=allowed))
        return
    more: dict[str, Any] = {}
    for name, text in cells.items():
        if text and name in known and name not in NEEDED:
            try:
                more[name] = _typed(text, known[name][1])
            except ValueError as error:
                reader.problems.append(replace(at, column=name, found=text, code=str(error)))
    file = f"{file}.html" if file and not file.lower().endswith(".html") else file
    reader.add(study, cells.get("segment", ""), cells.get("language", ""), more, file, at)


def _typed(text: str, default: Any) -> Any:
    """A cell as what the parameter's default is: a whole number, a number, or a text; else the rule as an error."""
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise ValueError(N_("true or false"))
        return text.lower() == "true"
    kinds: dict[type, tuple[type, str]] = {int: (int, "whole"), float: (float, "number")}
    kind, rule = kinds.get(type(default), (str, ""))
    try:
        return kind(text)
    except ValueError:
        raise ValueError(rule) from None


def _name(study: Path, segment: str, code: str, more: Mapping[str, Any]) -> str:
    parts = [_stem(study), segment, code, *([_letters(json.dumps(more, sort_keys=True))] if more else [])]
    return "-".join(parts) + ".html"


def _stem(study: Path) -> str:
    return safe(study.stem if is_workbook(study) else study.name)


def safe(name: str) -> str:
    """A study's name for a file's: as it is, if it is one word; else with a few letters that tell it from others.

    >>> safe("my_study"), safe("my study"), safe("my+study")
    ('my_study', 'my_study_675498', 'my_study_45f92e')
    """
    if re.fullmatch(r"\w{1,100}", name):
        return name
    short = re.sub(r"[^\w-]+", "_", name).strip("_")[:100] or "study"
    return f"{short}_{_letters(name)}"


def shard_of(runs: Sequence[Run], part: str) -> list[Run]:
    """The i-th of n parts of a plan, written ``i/n``: together they are the plan, and none has a run of another.

    Raises
    ------
    StudyError
        When it is not such a part.
    """
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", part)
    number, parts = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= parts:
        raise StudyError(
            "--shard", [Problem("--shard", found=part, code=N_("a part such as 2/3, the second of three"))]
        )
    return list(runs[number - 1 :: parts])


def _key(run: Run, study: Study, brand: Brand | None) -> str:
    """Digest of all that a report follows from."""
    made_from = (run.parameters, run.title, run.beside, run.reports, study.fingerprint, brand, kept_scenarios(study)[0])
    digest = hashlib.sha256(repr(made_from).encode(errors="surrogateescape"))
    digest.update(run.notebook.read_bytes())
    digest.update(program().encode())
    return digest.hexdigest()[:24]


def _letters(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:6]
