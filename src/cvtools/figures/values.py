"""Pictures of values and gaps, each with its table one click away."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cvtools import charts
from cvtools.analysis.analysis import WEAK, Analysis
from cvtools.browser.html import Html, element
from cvtools.figures.figure import Figure, behind
from cvtools.language.coded_words import kind_word, view_word
from cvtools.language.labels import Amount, spans
from cvtools.language.language import Language
from cvtools.study.provenance import weakest_evidence
from cvtools.study.records import records
from cvtools.study.study import has_ranges
from cvtools.value.gaps import gap_totals, price_driver
from cvtools.value.model import BEST
from cvtools.value.values import ratios


def value(analysis: Analysis, *, everybody: bool = False, title: str = "") -> Figure:
    """Benefits, costs and value of every offering to the segment.

    Parameters
    ----------
    analysis
        The study, seen from one segment.
    everybody
        Show all segments instead.
    title
        What stands in the place of the picture's own reading.
    """
    _, study = analysis.language, analysis.study
    parts = analysis.frames.value_parts
    frame = _ranked(analysis.named(parts) if everybody else analysis.of_segment(parts))
    chart = charts.value_chart(frame, unit=study.settings.unit, language=_.code, title=title, likely=has_ranges(study))
    return Figure(chart, _value_table(frame, analysis, everybody=everybody))


def difference(analysis: Analysis, *, title: str = "") -> Figure:
    """What every offering is worth to the segment beside the best alternative; the table has benefits and costs.

    For studies in money, and where all values are below zero: there only differences say something. ``title`` stands
    in the place of the picture's own reading.
    """
    _, study = analysis.language, analysis.study
    frame = _ranked(analysis.of_segment(analysis.frames.value_parts))
    chart = charts.difference_chart(
        frame,
        best=str(analysis.best["rival"]),
        unit=study.settings.unit,
        language=_.code,
        title=title,
        likely=has_ranges(study),
        width=analysis.gap_width,
    )
    return Figure(chart, _value_table(frame, analysis))


def _ranked(parts: pd.DataFrame) -> pd.DataFrame:
    """Offerings by what they are worth, the most first, segment after segment: as pictures have them."""
    middle = (parts["value_low"] + parts["value_high"]) / 2
    by_value = parts.loc[middle.sort_values(ascending=False, kind="stable").index]
    place = {segment: i for i, segment in enumerate(dict.fromkeys(parts["segment"]))}
    return by_value.sort_values("segment", key=lambda names: names.map(place), kind="stable", ignore_index=True)


def _value_table(frame: pd.DataFrame, analysis: Analysis, *, everybody: bool = False) -> Html:
    """Benefits, costs and value, an offering a row."""
    _ = analysis.language
    write = analysis.amounts(frame[["benefits", "costs", "value_low", "value_high"]].to_numpy().ravel())
    shown = frame.assign(
        benefits=_spans(frame, "benefits", write, _),
        costs=_spans(frame, "costs", write, _),
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
    if everybody:
        headers = {"segment_name": _("Segment"), **headers}
    return behind(shown, headers, _, words=("segment_name", "offering_name"), what=_("value of each choice"))


def _spans(frame: pd.DataFrame, side: str, write: Amount, _: Language) -> list[str]:
    return spans(frame[f"{side}_low"], frame[f"{side}_high"], write, _)


def gap(analysis: Analysis, *, title: str = "") -> Figure:
    """The gap to the rival of the analysis, driver by driver; ``title`` stands in the place of its own reading."""
    _, study = analysis.language, analysis.study
    gaps = analysis.of_segment(analysis.frames.gaps(analysis.versus))
    evidence = weakest_evidence(study, gaps, analysis.segment)
    gaps["weak"] = evidence["evidence"].isin(WEAK).to_numpy()
    if gaps["weak"].all():  # then it tells nothing apart; the words say so
        gaps["weak"] = False
    chart = charts.gap_waterfall_chart(
        gaps,
        unit=study.settings.unit,
        language=_.code,
        title=title,
        likely=has_ranges(study),
        width=analysis.gap_width,
    )
    return Figure(chart, _gap_table(gaps, analysis))


def _gap_table(gaps: pd.DataFrame, analysis: Analysis) -> Html:
    """One gap's drivers and their sum."""
    _ = analysis.language
    total = gap_totals(gaps).iloc[0]
    write = analysis.amounts([*gaps["gap_low"], *gaps["gap_high"]], signed=True)

    def either(row: Any) -> str:
        known = row["gap"] == row["gap"]
        ends = {"low": write(row["gap_low"]), "high": write(row["gap_high"])}
        return write(row["gap"]) if known else _("{low} to {high}", **ends)

    middle = (gaps["gap_low"] + gaps["gap_high"]) / 2  # in the picture's order: for us, against us, not known
    order = gaps.assign(middle=-middle, doubt=gaps["gap"].isna()).sort_values(["doubt", "middle"], kind="stable")
    rows = [(row["driver_name"], kind_word(row["kind"], _), either(row)) for row in records(order)]
    shown = pd.DataFrame([*rows, (_("All together"), "", either(total))], columns=["driver", "kind", "gap"])
    headers = {"driver": _("Driver"), "kind": _("Kind"), "gap": _("Gap")}
    return behind(shown, headers, _, words=("driver", "kind"), what=_("the gap by driver"))


def expectation(analysis: Analysis, *, title: str = "") -> Figure | Html:
    """What customers perceive minus what they expected, or a sentence where the study does not know."""
    _ = analysis.language
    title = title or _("What customers perceive, minus what they expected")
    return _view_gap(analysis, "expected", title, _("Blue: better than expected. Grey: worse."))


def perception(analysis: Analysis, *, title: str = "") -> Figure | Html:
    """What customers perceive minus what our own people believe, or a sentence where the study does not know."""
    _ = analysis.language
    title = title or _("What customers perceive, minus what we believe")
    return _view_gap(analysis, "believed", title, _("Blue: better than we believe. Grey: worse."))


def _view_gap(analysis: Analysis, against: str, title: str, subtitle: str) -> Figure | Html:
    _ = analysis.language
    view = view_word(against, _)
    gaps = analysis.of_segment(analysis.frames.view_gaps(against)).dropna(subset=["gap"])
    if gaps.empty:
        return element("p", _("Nothing to compare: the study has no ratings “{view}”.", view=view))
    gaps = gaps.assign(rival=against, rival_name=view)
    unit = analysis.study.settings.unit
    chart = charts.gap_waterfall_chart(
        gaps, unit=unit, language=_.code, title=title, subtitle=subtitle, width=analysis.gap_width
    )
    return Figure(chart, _gap_table(gaps, analysis))


def heatmap(analysis: Analysis, *, standing: Mapping[str, str] | None = None) -> Figure:
    """The gaps of all segments and drivers in one picture.

    ``standing`` says where we stand in each segment: ``ahead``, ``open`` or another word; by default as far as unknown
    ratings leave it open.
    """
    _, study = analysis.language, analysis.study
    gaps = analysis.named(analysis.frames.gaps(analysis.versus))
    if analysis.versus == BEST:
        gaps["standing"] = gaps["segment"].map(dict(standing or analysis.standings))
    chart = charts.gap_heatmap_chart(gaps, unit=study.settings.unit, language=_.code)
    totals = analysis.named(gap_totals(gaps))
    write = analysis.amounts([*gaps["gap_low"], *gaps["gap_high"]], signed=True)
    wide = gaps.pivot(index="driver", columns="segment", values="gap").reindex(list(study.drivers["driver"]))
    shown = pd.DataFrame(
        {f"#{s}": [*wide[s].map(write), write(g)] for s, g in zip(totals["segment"], totals["gap"], strict=True)}
    )
    shown["driver"] = [*wide.index.map(analysis.names("drivers")), _("All together")]
    headers = {
        "driver": _("Driver"),
        **{
            f"#{row.segment}": _("{segment} (against {rival})", segment=row.segment_name, rival=row.rival_name)
            for row in totals.itertuples()
        },
    }
    return Figure(chart, behind(shown, headers, _, words=("driver",), what=_("gaps of all segments")))


def value_map(analysis: Analysis, *, fair_line: str = charts.FAIR_LINES[0], title: str = "") -> Figure:
    """Benefits against costs, with the line of fair value: ``equal_value``, ``proportional`` or ``fitted``.

    ``title`` stands in the place of the picture's own reading.
    """
    _ = analysis.language
    frame = _ranked(analysis.of_segment(analysis.frames.value_parts))
    unit = analysis.study.settings.unit
    chart = charts.value_map_chart(frame, unit=unit, language=_.code, fair_line=fair_line, title=title)
    write = analysis.amounts([*frame["benefits"], *frame["costs"]])
    known = _ranked(analysis.of_segment(analysis.frames.values))
    shown = frame.assign(
        benefits=_spans(frame, "benefits", write, _),
        costs=_spans(frame, "costs", write, _),
        value=spans(frame["value_low"], frame["value_high"], write, _),
        ratio=["?" if r != r else _.number(r, digits=2) for r in ratios(known)["ratio"].tolist()],
    )
    headers = {
        "offering_name": _("Offering"),
        "benefits": _("Benefits"),
        "costs": _("Costs"),
        "value": _("Value"),
        "ratio": _("Benefits ÷ costs (depends on where the scale starts)"),
    }
    return Figure(chart, behind(shown, headers, _, words=("offering_name",), what=_("benefits and costs")))


def economic_value(analysis: Analysis) -> Figure | Html:
    """Economic value to the customer, step by step, and what the customer keeps of it.

    A sentence where the study is not in money or has no price, or a price is unknown.
    """
    _, study = analysis.language, analysis.study
    price = price_driver(study)
    if not study.settings.money or price is None:
        return element("p", _("Economic value needs a study in money with a price; this one has none."))
    gaps = analysis.of_segment(analysis.frames.gaps(analysis.versus))
    paid = analysis.contributions[analysis.contributions["driver"] == price].set_index("offering")["contribution"]
    theirs, ours = (-float(paid[who]) for who in (gaps["rival"].iloc[0], study.settings.ours))
    if theirs != theirs or ours != ours:
        return element("p", _("Economic value needs both prices; one is not known."))
    chart = charts.economic_value_chart(
        gaps,
        price=price,
        reference_price=theirs,
        own_price=ours,
        unit=study.settings.unit,
        language=_.code,
        width=analysis.gap_width,
    )
    middle = (gaps["gap_low"] + gaps["gap_high"]).where(gaps["driver"] != price, 0.0).sum() / 2
    rows = [
        (_("Price of the alternative"), theirs),
        (_("What our differences are worth"), float(middle)),
        (_("Economic value to the customer"), theirs + float(middle)),
        (_("Our price"), ours),
        (_("What the customer keeps"), theirs + float(middle) - ours),
    ]
    write = analysis.amounts([amount for _name, amount in rows])
    shown = pd.DataFrame([(name, write(amount)) for name, amount in rows], columns=["what", "amount"])
    headers = {"what": _("Part"), "amount": _("Amount")}
    return Figure(chart, behind(shown, headers, _, words=("what",), what=_("economic value")))


def priority(analysis: Analysis, *, rival: str = "") -> Figure:
    """How much each driver matters, against how well we do on it; ``rival`` is shown beside us."""
    frame, settings = analysis.contributions, analysis.study.settings
    title = _priority_title(analysis) if rival and rival == analysis.best["rival"] else ""
    chart = charts.priority_chart(frame, unit=settings.unit, language=analysis.language.code, rival=rival, title=title)
    return Figure(chart, _utility_table(analysis))


def _priority_title(analysis: Analysis) -> str:
    """The driver that is advised first, where there is one."""
    _, first = analysis.language, next((move for move in analysis.moves if move.code == "improve"), None)
    if first is None:
        return ""
    fields = {"rival": analysis.rival, "driver": analysis.name("drivers", first.driver)}
    if analysis.likely_gap < 0:
        return _("To catch up with “{rival}”, improve first: {driver}", **fields)
    return _("Most still to gain on “{rival}”: {driver}", **fields)


def profile(analysis: Analysis, *, rivals: tuple[str, ...] = ()) -> Figure:
    """Our offering head to head with the others (by default all), driver by driver."""
    frame, settings = analysis.contributions, analysis.study.settings
    best = str(analysis.best["rival"])
    chart = charts.profile_chart(frame, unit=settings.unit, language=analysis.language.code, rivals=rivals, best=best)
    return Figure(chart, _utility_table(analysis))


def _utility_table(analysis: Analysis) -> Html:
    """How far each offering is from worst to best; two pictures have it behind them."""
    key = ("utilities", analysis.segment, analysis.language.code)
    return analysis.frames.once(key, lambda: _utilities(analysis))


def _utilities(analysis: Analysis) -> Html:
    _, frame = analysis.language, analysis.contributions.sort_values("weight", ascending=False, kind="stable")
    first = frame.drop_duplicates("driver")
    write = analysis.amounts(first["weight"])
    wide = frame.pivot(index="driver", columns="offering", values="utility").reindex(list(first["driver"]))
    shown = wide.map(lambda u: "?" if u != u else _.percent(u)).reset_index(drop=True).add_prefix("#")
    shown["driver"], shown["weight"] = first["driver_name"].to_numpy(), first["weight"].map(write).to_numpy()
    offerings = {f"#{offering}": name for offering, name in analysis.names("offerings").items()}
    headers = {"driver": _("Driver"), "weight": _("Weight"), **offerings}
    return behind(shown, headers, _, words=("driver",), what=_("from worst to best, driver by driver"))
