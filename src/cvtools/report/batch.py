"""Reports: a plan of them, written side by side by processes of their own; what stayed as it was is left alone."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cvtools.browser.vega import chart_library
from cvtools.language.language import language as language_of
from cvtools.report import cluster
from cvtools.report.notebook_run import ReportError, parameters_of
from cvtools.report.plan import KEY, NEEDED, Run, plan_reports
from cvtools.report.writer import BEGUN, started
from cvtools.study.safe_files import made_folder

LIMIT = 600.0
"""Seconds that one report may take."""

_TOLD = ("study", "language", "title", "beside", "key", "parameters", "reports", "brand")

Progress = Callable[[Sequence[str]], Iterable[str]]


@dataclass(frozen=True)
class Outcome:
    """What became of a report."""

    run: Run
    state: Literal["written", "unchanged", "failed"]
    reason: str = ""
    """Why it failed, in the report's language."""


Begun = Callable[[Run], object]


def _nobody(_run: Run) -> None:
    """Tell nobody."""


def write_reports(
    path: str | Path,
    *,
    segments: Sequence[str] = (),
    language: str = "",
    out: str | Path = "reports",
    brand: str | Path = "",
    progress: Progress = iter,
) -> list[Path]:
    """Write one report for each segment and return the files; beside them an overview, as a page and as a text.

    The overview is ``index.html``, and ``summary.md`` for an e-mail. What is made from the same as before is left
    alone.

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
    brand
        A file with a name, a logo, a colour and a line of confidentiality; by default the ``brand.yaml`` in the
        study's folder or in the one around it, if there is one.
    progress
        Wraps the segments as they are worked through, as ``tqdm`` does.

    Raises
    ------
    StudyError
        When the study, a segment, the language or the brand is wrong. Nothing has been written then.
    ReportError
        When a report fails; the others are written.
    OSError
        When the folder cannot be written.
    """
    runs = plan_reports([path], segments=segments, languages=[language] if language else (), out=out, brand=brand)
    turns = iter(progress([run.segment for run in runs if not run.reports]))
    outcomes: list[Outcome] = []
    next(turns, None)
    for outcome in each_outcome(runs):
        outcomes.append(outcome)
        next(turns, None)
    if failed := [outcome.reason for outcome in outcomes if outcome.state == "failed"]:
        raise ReportError(failed[0])
    return [run.file for run in runs if not run.reports]


def each_outcome(
    runs: Sequence[Run],
    *,
    jobs: int = 0,
    limit: float = LIMIT,
    force: bool = False,
    scheduler: str = "",
    begun: Begun = _nobody,
) -> Iterator[Outcome]:
    """Write the reports of a plan, and tell of each when it is done; one that fails stops no other.

    Parameters
    ----------
    runs
        As planned.
    jobs
        How many at a time; by default one a processor.
    limit
        Seconds that one report may take.
    force
        Write also those that would be as they are.
    scheduler
        Address of a Dask scheduler whose workers make the reports; by default this machine does.
    begun
        Called with each run that is begun on this machine.

    Raises
    ------
    StudyError
        When a notebook lacks a parameter, the scheduler does not answer, or its workers are of another version.
    OSError
        When a folder cannot be made. Of files that cannot be written, each outcome tells.
    """
    due: list[Run] = []
    for run in runs:
        if not force and _is_there(run):
            yield Outcome(run, "unchanged")
        else:
            due.append(run)
    for notebook in {run.notebook for run in due}:
        parameters_of(notebook, needed=NEEDED)
    if due:
        with made_folder(due[0].file.parent):
            done = False
            for outcome in _outcomes(due, jobs or _processors(), limit, scheduler, begun):
                done = done or outcome.state == "written"
                yield outcome
            if not done:
                with suppress(OSError):  # there is something in it
                    due[0].file.parent.rmdir()


def _is_there(run: Run) -> bool:
    """Whether the file is made from the same already."""
    try:
        with run.file.open("rb") as file:
            return KEY.format(run.key).encode() in file.read(500)
    except OSError:
        return False


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _outcomes(runs: Sequence[Run], jobs: int, limit: float, scheduler: str, begun: Begun) -> Iterator[Outcome]:
    studies, languages = Counter(run.study for run in runs), Counter((run.study, run.language) for run in runs)
    work: dict[str, Any] = {
        "jobs": min(jobs, len(runs)),
        "limit": limit,
        "runs": [
            {
                **{name: getattr(run, name) for name in _TOLD},
                "file": os.path.abspath(run.file),  # noqa: PTH100  links stay
                "notebook": os.path.abspath(run.notebook),  # noqa: PTH100
                "alike": [len(runs), studies[run.study], languages[run.study, run.language]],
            }
            for run in runs
        ],
    }
    for told in cluster.results(work, scheduler) if scheduler else _results(work):
        if told["state"] == BEGUN:
            begun(runs[told["index"]])
        else:
            yield _outcome(runs[told["index"]], told["state"], told.get("reason", ""), limit)


def _results(work: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Have a process on this machine write the reports, and tell of each once it is there."""
    left = set(range(len(work["runs"])))
    with started() as process:
        try:
            assert process.stdin is not None and process.stdout is not None
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(work) + "\n")
                process.stdin.close()
            chart_library()  # kept for all, while the others are still importing
            for line in process.stdout:
                told = json.loads(line)
                left -= {told["index"]} if told["state"] != BEGUN else set()
                yield told
        except BaseException:
            process.terminate()
            raise
    yield from ({"index": index, "state": "died", "reason": str(process.returncode)} for index in sorted(left))


def _outcome(run: Run, state: str, reason: str, limit: float) -> Outcome:
    _ = language_of(run.language)
    match state:
        case "written":
            return Outcome(run, "written")
        case "late":
            return Outcome(run, "failed", _("it took longer than {count} s", count=round(limit)))
        case "died":
            return Outcome(run, "failed", _("its process ended before it was done (code {code})", code=reason))
        case "lost":
            return Outcome(run, "failed", _("every worker that began it was lost"))
        case _:
            return Outcome(run, "failed", reason)
