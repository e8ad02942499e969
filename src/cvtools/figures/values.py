"""A study's pictures, each with its table one click away. The notebooks and the report show these.

Each function takes a study and gives a ``Figure``; ``segment`` is a segment's id (by default the first, or all where
a picture holds all), ``language`` is ``en``, ``nb`` or ``hr`` (by default the study's).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvtools import charts
from cvtools.browser.html import Html, folded, table
from cvtools.charts.mimetype import chart_bundle
from cvtools.language.coded_words import kind_word, view_word
from cvtools.language.labels import amounts, labelled, words_of
from cvtools.language.language import Language
from cvtools.study.study import Study, chosen_segment, has_ranges
from cvtools.value.gaps import BEST, expectation_gaps, gap_totals, perception_gaps, standings, value_gaps
from cvtools.value.values import contributions, ratios, values

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Figure:
    """A chart and the table behind it."""

    chart: "alt.TopLevelMixin"
    table: Html

    def _ipython_display_(self) -> None:
        import altair as alt
        from IPython.display import display

        with alt.data_transformers.enable("default", max_rows=None):
            spec = self.chart.to_dict(validate=False)
        data, metadata = chart_bundle(spec)  # the tests validate; it takes half a second
        display(data, metadata=metadata, raw=True)
        display(self.table)


def _of(frame: pd.DataFrame, segment: str) -> pd.DataFrame:
    return frame[frame["segment"] == segment].reset_index(drop=True)


def _table(frame: pd.DataFrame, headers: dict[str, str], _: Language, *, words: tuple[str, ...] = ()) -> Html:
    numbers = [name for name in headers if name not in words]
    return folded(_("Table"), table(frame, headers, numbers=numbers))


def value_figure(
    study: Study, *, segment: str = "", language: str = "", view: str = "perceived", title: str = ""
) -> Figure:
    """Benefits, costs and value of every offering: for one segment, or for all; ``title`` replaces its reading."""
    _ = words_of(study, language)
    frame = labelled(values(study, view=view), study, language=_.code)
    if segment:
        frame = _of(frame, chosen_segment(study, segment))
    chart = charts.value_chart(frame, unit=study.settings.unit, language=_.code, title=title, likely=has_ranges(study))
    return Figure(chart, _value_table(frame, study, _, with_segment=not segment))


def _value_table(frame: pd.DataFrame, study: Study, _: Language, *, with_segment: bool) -> Html:
    write = amounts(study, _, pd.concat([frame["benefits"], frame["costs"], frame["value_low"], frame["value_high"]]))
    shown = frame.assign(
        benefits=frame["benefits"].map(write),
        costs=frame["costs"].map(write),
        value=[
            write(value) if value == value else _("{low} to {high}", low=write(low), high=write(high))
            for value, low, high in zip(frame["value"], frame["value_low"], frame["value_high"], strict=True)
        ],
        unknown=[_.number(count, digits=0) for count in frame["unknown"].tolist()],
    )
    headers = {
        "offering_name": _("Offering"),
        "benefits": _("Benefits"),
        "costs": _("Costs"),
        "value": _("Value"),
        "unknown": _("Unknown ratings"),
    }
    if not frame["unknown"].any():
        del headers["unknown"]
    if with_segment:
        headers = {"segment_name": _("Segment"), **headers}
    return _table(shown, headers, _, words=("segment_name", "offering_name"))


def gap_figure(
    study: Study, *, segment: str = "", language: str = "", rival: str = BEST, view: str = "perceived", title: str = ""
) -> Figure:
    """The gap between our offering and a rival, driver by driver, for one segment; ``title`` replaces its reading."""
    _ = words_of(study, language)
    gaps = _of(value_gaps(study, rival=rival, view=view), chosen_segment(study, segment))
    gaps = labelled(gaps, study, language=_.code)
    chart = charts.gap_waterfall_chart(
        gaps, unit=study.settings.unit, language=_.code, title=title, likely=has_ranges(study)
    )
    return Figure(chart, gap_table(gaps, study, _))


def gap_table(gaps: pd.DataFrame, study: Study, _: Language) -> Html:
    """One gap's drivers and their sum."""
    total = gap_totals(gaps).iloc[0]
    write = amounts(study, _, [*gaps["gap_low"], *gaps["gap_high"]], signed=True)

    def either(row: Any) -> str:
        known = row["gap"] == row["gap"]
        ends = {"low": write(row["gap_low"]), "high": write(row["gap_high"])}
        return write(row["gap"]) if known else _("{low} to {high}", **ends)

    rows = [(row["driver_name"], kind_word(row["kind"], _), either(row)) for row in gaps.to_dict("records")]
    shown = pd.DataFrame([*rows, (_("All together"), "", either(total))], columns=["driver", "kind", "gap"])
    headers = {"driver": _("Driver"), "kind": _("Kind"), "gap": _("Gap")}
    return _table(shown, headers, _, words=("driver", "kind"))


def view_gap_figure(study: Study, *, against: str, segment: str = "", language: str = "") -> Figure | None:
    """Our offering as perceived against ``expected`` or ``believed``, for one segment.

    ``None`` where nothing is known to compare.
    """
    _ = words_of(study, language)
    known = view_gaps(study, against=against, segment=segment, language=_.code)
    if known.empty:
        return None
    title, subtitle = {
        "expected": (
            _("What customers perceive, minus what they expected"),
            _("Blue: better than expected. Grey: worse."),
        ),
        "believed": (
            _("What customers perceive, minus what we believe"),
            _("Blue: better than we believe. Grey: worse."),
        ),
    }[against]
    chart = charts.gap_waterfall_chart(known, unit=study.settings.unit, language=_.code, title=title, subtitle=subtitle)
    return Figure(chart, gap_table(known, study, _))


def view_gaps(study: Study, *, against: str, segment: str = "", language: str = "") -> pd.DataFrame:
    """The rows of an expectation or perception gap that are known, for one segment, with names.

    Empty if the study has none.
    """
    if not (study.ratings["view"] == against).any():
        return pd.DataFrame({"gap": []})
    gaps = expectation_gaps(study) if against == "expected" else perception_gaps(study)
    gaps = _of(gaps, chosen_segment(study, segment)).dropna(subset=["gap"])
    _ = words_of(study, language)
    return labelled(gaps, study, language=_.code).assign(rival=against, rival_name=view_word(against, _))


def heatmap_figure(
    study: Study, *, language: str = "", rival: str = BEST, standing: Mapping[str, str] | None = None
) -> Figure:
    """The gaps of all segments and drivers in one picture.

    ``standing`` says where we stand in each segment: ``ahead``, ``open`` or another word; by default as far as unknown
    ratings leave it open.
    """
    _ = words_of(study, language)
    gaps = labelled(value_gaps(study, rival=rival), study, language=_.code)
    if rival == BEST:
        known = dict(standings(study)[["segment", "standing"]].itertuples(index=False, name=None))
        gaps["standing"] = gaps["segment"].map(dict(standing or known))
    chart = charts.gap_heatmap_chart(gaps, unit=study.settings.unit, language=_.code)
    totals = labelled(gap_totals(gaps), study, language=_.code)
    write = amounts(study, _, [*gaps["gap_low"], *gaps["gap_high"]], signed=True)
    wide = gaps.pivot(index="driver", columns="segment", values="gap").reindex(list(study.drivers["driver"]))
    shown = pd.DataFrame(
        {f"#{s}": [*wide[s].map(write), write(g)] for s, g in zip(totals["segment"], totals["gap"], strict=True)}
    )
    names = dict(zip(gaps["driver"], gaps["driver_name"], strict=True))
    shown["driver"] = [*(names[driver] for driver in wide.index), _("All together")]
    headers = {
        "driver": _("Driver"),
        **{
            f"#{row.segment}": _("{segment} (against {rival})", segment=row.segment_name, rival=row.rival_name)
            for row in totals.itertuples()
        },
    }
    return Figure(chart, _table(shown, headers, _, words=("driver",)))


def map_figure(study: Study, *, segment: str = "", language: str = "", fair_line: str = "equal_value") -> Figure:
    """Benefits against costs, with the line of fair value, for one segment."""
    _ = words_of(study, language)
    frame = _of(values(study), chosen_segment(study, segment))
    named = labelled(frame, study, language=_.code)
    chart = charts.value_map_chart(named, unit=study.settings.unit, language=_.code, fair_line=fair_line)
    write = amounts(study, _, pd.concat([frame["benefits"], frame["costs"]]))
    ratio = ratios(frame)
    shown = named.assign(
        **{name: frame[name].map(write) for name in ("benefits", "costs", "value")},
        ratio=["?" if r != r else _.number(r, digits=2) for r in ratio["ratio"].tolist()],
    )
    headers = {
        "offering_name": _("Offering"),
        "benefits": _("Benefits"),
        "costs": _("Costs"),
        "value": _("Value"),
        "ratio": _("Benefits ÷ costs (depends on where the scale starts)"),
    }
    return Figure(chart, _table(shown, headers, _, words=("offering_name",)))


def priority_figure(study: Study, *, segment: str = "", language: str = "", rival: str = "") -> Figure:
    """How much each driver matters, against how well we do on it, for one segment."""
    _ = words_of(study, language)
    frame = _of(contributions(study), chosen_segment(study, segment))
    frame = labelled(frame, study, language=_.code)
    chart = charts.priority_chart(frame, unit=study.settings.unit, language=_.code, rival=rival)
    return Figure(chart, _utility_table(frame, study, _))


def profile_figure(study: Study, *, segment: str = "", language: str = "", rivals: tuple[str, ...] = ()) -> Figure:
    """Our offering head to head with the others, driver by driver, for one segment."""
    _ = words_of(study, language)
    frame = _of(contributions(study), chosen_segment(study, segment))
    frame = labelled(frame, study, language=_.code)
    chart = charts.profile_chart(frame, unit=study.settings.unit, language=_.code, rivals=rivals)
    return Figure(chart, _utility_table(frame, study, _))


def _utility_table(frame: pd.DataFrame, study: Study, _: Language) -> Html:
    first = frame.drop_duplicates("driver")
    write = amounts(study, _, first["weight"])
    wide = frame.pivot(index="driver", columns="offering", values="utility").reindex(list(first["driver"]))
    shown = wide.map(lambda u: "?" if u != u else _.percent(u)).reset_index(drop=True).add_prefix("#")
    shown["driver"], shown["weight"] = first["driver_name"].to_numpy(), first["weight"].map(write).to_numpy()
    names = dict(zip(frame["offering"], frame["offering_name"], strict=True))
    headers = {"driver": _("Driver"), "weight": _("Weight"), **{f"#{o}": names[o] for o in study.offerings["offering"]}}
    return _table(shown, headers, _, words=("driver",))
