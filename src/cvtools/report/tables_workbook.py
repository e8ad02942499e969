"""Every table behind a report's pictures as one workbook: exact numbers, the reader's words."""

from collections.abc import Callable, Iterator

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.language.coded_words import evidence_word, kind_word
from cvtools.language.language import Language
from cvtools.study.xlsx_writer import plain_workbook
from cvtools.uncertainty.influence import TOGETHER
from cvtools.uncertainty.summaries import EVERY


def tables_workbook(analysis: Analysis, *, made_from: str = "") -> bytes:
    """Return the bytes of a workbook (.xlsx) with the numbers behind the report of the analysis' segment.

    One sheet for the value of each offering, the gap by driver, all segments, the intervals of values and gaps, where
    the doubt comes from, what each number alone changes, break-even, and how each number is known. Numbers are not
    rounded; an unknown one is a blank cell; text never becomes a formula. ``made_from`` is kept in the
    file's properties.
    """
    return plain_workbook(dict(_sheets(analysis)), identifier=made_from)


def _sheets(analysis: Analysis) -> Iterator[tuple[str, pd.DataFrame]]:
    _, frames = analysis.language, analysis.frames
    yield _("Value"), _worded(analysis.values, _)
    yield _("Drivers"), _worded(analysis.contributions, _)
    yield _("Gap"), _worded(analysis.gaps, _)
    yield _("All segments"), _worded(analysis.named(frames.gaps()), _)
    yield _("Intervals of the values"), _worded(analysis.of_segment(frames.robustness), _)
    yield _("Intervals of the gaps"), _worded(analysis.of_segment(frames.gap_intervals), _)
    yield _("Where the doubt comes from"), _worded(analysis.of_segment(frames.variance_shares), _)
    yield _("One number at a time"), _worded(analysis.of_segment(frames.tornado()), _)
    yield _("Break-even"), _worded(analysis.of_segment(frames.breakeven), _)
    yield _("How each number is known"), _worded(analysis.named(analysis.sources), _)


def _worded(frame: pd.DataFrame, _: Language) -> pd.DataFrame:
    """The columns that a reader understands, by their names in the reader's language; ids give way to names."""
    words = _words(_)
    shown = frame.assign(**{name: frame[name].map(words[name]) for name in words if name in frame})
    headers = {name: header for name, header in _headers(_).items() if name in shown}
    places = {
        name: _("Place {n}", n=name.removeprefix("p_rank_")) for name in map(str, shown) if name.startswith("p_rank_")
    }
    headers |= places
    return shown[list(headers)].rename(columns=headers)


def _words(_: Language) -> dict[str, Callable[[str], str]]:
    """Columns whose cells are coded words."""
    together = {TOGETHER: _("several numbers together"), "weights": _("Weight"), "ratings": _("Rating")}
    return {
        "kind": lambda kind: kind_word(kind, _),
        "evidence": lambda evidence: evidence_word(evidence, _),
        "table": lambda table: together[table],
        "rival_name": lambda name: _("The best of them") if name == EVERY else name,
        "offering_name": lambda name: name or "",
        "feasible": lambda possible: _("yes") if possible else _("no"),
    }


def _headers(_: Language) -> dict[str, str]:
    """What each column is called, in the order in which they stand."""
    return {
        "segment_name": _("Segment"),
        "offering_name": _("Offering"),
        "rival_name": _("Alternative"),
        "driver_name": _("Driver"),
        "kind": _("Kind"),
        "table": _("Number"),
        "weight": _("Weight"),
        "number": _("Level"),
        "rating": _("Rating"),
        "rating_needed": _("Rating needed"),
        "feasible": _("On the scale"),
        "utility": _("Utility (0 to 1)"),
        "contribution": _("Contribution"),
        "contribution_low": _("Contribution, at least"),
        "contribution_high": _("Contribution, at most"),
        "benefits": _("Benefits"),
        "costs": _("Costs"),
        "value": _("Value"),
        "value_low": _("Value, low"),
        "value_high": _("Value, high"),
        "unknown": _("Unknown ratings"),
        "gap": _("Gap"),
        "gap_low": _("Gap, low"),
        "gap_high": _("Gap, high"),
        "mean": _("Mean gap"),
        "median": _("Median"),
        "p_win": _("We give more"),
        "p_best": _("Gives the most"),
        "expected_rank": _("Mean place"),
        "share": _("Share of the variance"),
        "low": _("Low"),
        "high": _("High"),
        "gap_at_low": _("Gap at low"),
        "gap_at_high": _("Gap at high"),
        "evidence": _("How it is known"),
        "n": _("n"),
        "note": _("Note"),
    }
