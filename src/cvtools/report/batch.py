"""Reports: the report notebook run by papermill, once for each segment, and each run made into one HTML file."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from cvtools.analysis.analysis import analyse
from cvtools.language.labels import names_of, text_of, words_of
from cvtools.report.notebook_run import run_notebook
from cvtools.report.overview import INDEX, SUMMARY, links, overview
from cvtools.report.page import html_page
from cvtools.study.safe_files import made_folder, replace_file
from cvtools.study.storage import is_workbook
from cvtools.study.study import chosen_segment, read_study
from cvtools.value.gaps import best_alternatives

NOTEBOOK = "08_report.ipynb"

Progress = Callable[[Sequence[str]], Iterable[str]]


def write_reports(
    path: str | Path,
    *,
    segments: Sequence[str] = (),
    language: str = "",
    out: str | Path = "reports",
    progress: Progress = iter,
) -> list[Path]:
    """Write one report for each segment and return the files; beside them an overview, as a page and as a text.

    The overview is ``index.html``, and ``summary.md`` for an e-mail.

    Parameters
    ----------
    path
        The study: a folder or a workbook.
    segments
        The segments' ids; by default all.
    language
        ``en``, ``nb`` or ``hr``; by default the study's.
    out
        The folder to write to; it is made if it is not there.
    progress
        Wraps the segments as they are worked through, as ``tqdm`` does.

    Raises
    ------
    StudyError
        When the study, a segment or the language is wrong. Nothing has been written then.
    ReportError
        When the notebook fails.
    OSError
        When the folder cannot be written.
    """
    return list(each_report(path, segments=segments, language=language, out=out, progress=progress))


def each_report(
    path: str | Path,
    *,
    segments: Sequence[str] = (),
    language: str = "",
    out: str | Path = "reports",
    progress: Progress = iter,
) -> Iterator[Path]:
    """Write reports as :func:`write_reports` does, and give each file when it is written."""
    path, out = Path(os.path.realpath(path)), Path(out)
    study = read_study(path)
    words = words_of(study, language)
    chosen = [chosen_segment(study, segment) for segment in dict.fromkeys(segments or study.segments["segment"])]
    best_alternatives(study)  # says in plain words when there is nothing to compare with
    stem = _safe(path.stem if is_workbook(path) else path.name)
    names = names_of(study, "segments", language=words.code)
    analysis = analyse(study, language=words.code)
    files = {segment: f"{stem}-{segment}-{words.code}.html" for segment in chosen}
    with made_folder(out):
        for segment in progress(chosen):
            notebook = run_notebook(NOTEBOOK, {"study": str(path), "segment": segment, "language": words.code})
            title = f"{text_of(study.settings, 'title', words.code)} – {names[segment]}"
            page = html_page(notebook, title=title, language=words, beside=links(analysis, files, here=segment))
            file = out / files[segment]
            replace_file(file, page.encode())
            yield file
        made = overview(analysis, files)
        replace_file(out / INDEX, made.page.encode())
        replace_file(out / SUMMARY, made.summary.encode())


def _safe(name: str) -> str:
    """A study's name for a file's: as it is, if it is one word; else with a few letters that tell it from others.

    >>> _safe("my_study"), _safe("my study"), _safe("my+study")
    ('my_study', 'my_study_675498', 'my_study_45f92e')
    """
    if re.fullmatch(r"\w{1,100}", name):
        return name
    short = re.sub(r"[^\w-]+", "_", name).strip("_")[:100] or "study"
    return f"{short}_{hashlib.sha256(name.encode(errors='surrogateescape')).hexdigest()[:6]}"
