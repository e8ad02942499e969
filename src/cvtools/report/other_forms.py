"""The other forms of reports: beside each HTML file a PDF, slides, a workbook of its tables."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from cvtools.analysis.analysis import Analysis, analyse
from cvtools.report.brand import read_brand
from cvtools.report.notebook_run import ReportError
from cvtools.report.pdf import browser_path, printed
from cvtools.report.plan import Run
from cvtools.study.safe_files import replace_file

_SLIDES, _TABLES = ".pptx", ".xlsx"
_IDENTIFIER = re.compile(rb"identifier[^>]*>([^<]*)<")


@dataclass(frozen=True)
class Forms:
    """Which forms are asked for."""

    pdf: bool = False
    slides: bool = False
    template: Path | None = None
    xlsx: bool = False

    def check(self) -> None:
        """Say before anything is written what is missing.

        Raises
        ------
        StudyError
            When there is no browser, a library is not installed, or the template cannot be used.
        """
        if self.pdf:
            browser_path()
        if self.slides:
            from cvtools.report.slides import opened_template

            opened_template(self.template)

    def written(self, runs: Iterable[Run], *, force: bool = False) -> Iterator[Path]:
        """Write the forms of reports that are there, and give each file; an overview has a PDF only.

        Slides and tables made from the same, and a PDF newer than its page, are left as they are, unless ``force``
        says otherwise.

        Raises
        ------
        ReportError
            When pages could not be printed; the others are.
        """
        there = list(runs)
        seen: dict[tuple[str, str], Analysis] = {}
        for run in there:
            due = [file for file, key in self._of(run) if force or _made_from(file) != key]
            if not due:
                continue
            place = run.study, run.language
            if place not in seen:
                seen.clear()  # of many studies one is enough to keep
                seen[place] = analyse(run.study, segment=run.segment, language=run.language)
            for file in due:
                replace_file(file, self._bytes(run, seen[place].at(run.segment), file.suffix))
                yield file
        if self.pdf:
            told = printed([run.file for run in there if force or not _newer(run.file.with_suffix(".pdf"), run.file)])
            yield from (file for file, wrong in told.items() if not wrong)
            if failed := [f"{file} failed: {wrong}" for file, wrong in told.items() if wrong]:
                raise ReportError("\n".join(failed))

    def _of(self, run: Run) -> list[tuple[Path, str]]:
        """The editable forms of a report, and what each is made from."""
        wanted = {} if run.reports else {_SLIDES: self.slides, _TABLES: self.xlsx}
        return [(run.file.with_suffix(suffix), self._key(run, suffix)) for suffix, asked in wanted.items() if asked]

    def _key(self, run: Run, suffix: str) -> str:
        looks = self.template.read_bytes() if self.template and suffix == _SLIDES else b""
        return f"{run.key}-{sha256(looks).hexdigest()[:12]}"

    def _bytes(self, run: Run, analysis: Analysis, suffix: str) -> bytes:
        key = self._key(run, suffix)
        if suffix == _TABLES:
            from cvtools.report.tables_workbook import tables_workbook

            return tables_workbook(analysis, made_from=key)
        from cvtools.report.slides import slides

        brand = read_brand(Path(run.brand)) if run.brand else None
        return slides(analysis, template=self.template, brand=brand, made_from=key)


def _made_from(file: Path) -> str:
    """What a presentation or a workbook says that it was made from; blank where it says nothing."""
    with suppress(OSError, BadZipFile, KeyError), ZipFile(file) as parts:
        found = _IDENTIFIER.search(parts.read("docProps/core.xml"))
        return found[1].decode() if found else ""
    return ""


def _newer(made: Path, source: Path) -> bool:
    """Whether a file was made after its source was written."""
    return made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns
