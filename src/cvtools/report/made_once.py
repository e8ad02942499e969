"""What is the same in all reports of a batch: loaded and worked out once, before the first of them is forked."""

import gc
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from cvtools.analysis.analysis import analyse
from cvtools.analysis.shared import share
from cvtools.browser.vega import chart_library
from cvtools.explorer.place import shared_payload
from cvtools.explorer.script import comes_often, explorer_style, packed_module
from cvtools.report.certainty_sections import all_segments
from cvtools.report.notebook_run import parameters_of
from cvtools.report.page import in_many_pages, script_json, template
from cvtools.report.plan import NOTEBOOK
from cvtools.sentences.advice import advice

ALIKE = 2
"""So many reports have something in common for it to be made before."""
_NEEDED = (
    "papermill",
    "cvtools.notebook.setup",
    "cvtools.tables",
    "cvtools.figures",
    "cvtools.report.segment_report",
    "babel.lists",
)

Work = Mapping[str, Any]
"""One report to write. ``alike`` says how many there are in all of the batch, of its study, and of its study in its
language: on a cluster a process gets them one by one.
"""


def load(runs: Sequence[Work]) -> None:
    """Load the modules and files that every report needs."""
    from cvtools.charts.mimetype import trust_charts
    from cvtools.report.in_process import ready

    if all(run["alike"][0] < ALIKE for run in runs):
        return
    for name in _NEEDED:
        import_module(name)
    if any(Path(run["notebook"]).name != NOTEBOOK for run in runs):
        import_module("nbconvert.exporters")  # which shows what is no section of ours
    for notebook in {run["notebook"] for run in runs}:
        with suppress(Exception):  # the report itself will say it
            parameters_of(Path(notebook))  # what checks a notebook is made when the first is read
    for make in (trust_charts, ready, template, chart_library, packed_module, explorer_style):
        make()


class StudyWorkedOut:
    """The study whose reports are being written, worked out as far as several of them need it."""

    def __init__(self) -> None:
        self.place, self.languages = "", set[str]()

    def needed(self, run: Work) -> None:
        """Work out what a run has in common with others, where that was not done yet."""
        _all, of_study, of_language = run["alike"]
        if run["study"] != self.place:
            self.languages.clear()
        if of_study < ALIKE:
            return
        if run["language"] not in self.languages:
            with suppress(Exception):  # the report itself will say it
                self._of_language(run, of_language)
            self.place = run["study"]
            self.languages.add(run["language"])
            gc.freeze()  # no report's process has to look through what is here already
        if of_study > of_language and not run["reports"]:
            with suppress(Exception):
                _of_segment(run)

    def _of_language(self, run: Work, count: int) -> None:
        seen = analyse(run["study"], language=run["language"])
        if run["study"] != self.place:
            share(seen.frames)
        if count >= ALIKE:
            alike, study = shared_payload(seen)
            in_many_pages(list(alike.values()))
            comes_often(script_json(alike | {"study": study}).removesuffix("}}"))
            _kept = all_segments(seen).specification
        segments = list(seen.study.segments["segment"])
        if count > len(segments):  # of each a report, and the overview, which says the same first
            for segment in segments:
                advice(seen.at(segment))


def _of_segment(run: Work) -> None:
    """Draw what only reports of one segment need, where there may be one in another language."""
    seen = analyse(run["study"], segment=run["parameters"]["segment"], language=run["language"])
    frames, segment = seen.frames, seen.segment
    frames.rank_ranges(segment)
    frames.halo_range(segment)
    if not seen.certainty.alone:
        frames.verdict_apart(segment)
