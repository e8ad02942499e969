"""The other forms of reports: beside each HTML file a PDF, slides, a workbook of its tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cvtools.analysis.analysis import Analysis, analyse
from cvtools.report.brand import read_brand
from cvtools.report.pdf import browser_path, printed
from cvtools.report.plan import Run
from cvtools.report.slides import opened_template, slides
from cvtools.report.tables_workbook import tables_workbook
from cvtools.study.safe_files import replace_file


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
            opened_template(self.template)

    def written(self, runs: Iterable[Run], *, force: bool = False) -> Iterator[Path]:
        """Write the forms of reports that are there, and give each file; an overview has a PDF only.

        A PDF that is newer than its page is left as it is, unless ``force`` says otherwise.
        """
        there = list(runs)
        seen: dict[tuple[str, str], Analysis] = {}
        for run in there if self.slides or self.xlsx else []:
            if run.reports:
                continue
            place = run.study, run.language
            if place not in seen:
                seen.clear()  # of many studies one is enough to keep
                seen[place] = analyse(run.study, segment=run.segment, language=run.language)
            analysis = seen[place].at(run.segment)
            if self.slides:
                brand = read_brand(Path(run.brand)) if run.brand else None
                made = slides(analysis, template=self.template, brand=brand)
                replace_file(run.file.with_suffix(".pptx"), made)
                yield run.file.with_suffix(".pptx")
            if self.xlsx:
                replace_file(run.file.with_suffix(".xlsx"), tables_workbook(analysis))
                yield run.file.with_suffix(".xlsx")
        if self.pdf:
            yield from printed(
                [run.file for run in there if force or not _newer(run.file.with_suffix(".pdf"), run.file)]
            )


def _newer(made: Path, source: Path) -> bool:
    """Whether a file was made after its source was written."""
    return made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns
