"""Benefits to the right, costs to the left, value as a diamond: one row an offering."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import BENEFIT, COST, INK, OURS
from cvtools.language.labels import abouts, spans
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short, wrapped
from cvtools.study.records import records
from cvtools.study.rounding import rounding

_NUMBERS = ["benefits", "costs", "value_low", "value_high"]


def value_chart(
    values: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", likely: bool = False
) -> alt.TopLevelMixin:
    """What each offering gives and takes, and what is left: one panel a segment, best value first.

    Where ratings are unknown, the known part of benefits and costs is drawn solid and what they may add hatched, and
    the value stands in the middle of its range.

    Parameters
    ----------
    values
        ``labelled(values(study), study)``: ``segment``, ``offering``, ``segment_name``, ``offering_name``, ``ours``;
        ``benefits`` and ``costs`` (≥ 0), ``value``, ``value_low``, ``value_high`` in the study's unit, and ``unknown``;
        where they are there, ``benefits_low``, ``benefits_high``, ``costs_low``, ``costs_high`` (the known part, and
        that with the unknown ratings in full). Without them, a band goes from the lowest to the highest value.
    unit, language, title
        As for every chart; see :mod:`cvtools.charts`.
    likely
        Whether numbers have ranges, of which the likely ones are shown: then the picture says so.

    Raises
    ------
    StudyError
        When a column is missing.

    Examples
    --------
    >>> import cvtools as cv
    >>> study = cv.read_study("data/laptops")
    >>> chart = value_chart(cv.language.labelled(cv.values(study), study), unit=study.settings.unit)
    >>> chart.title.text
    ['“Laptop A” gives “Laptop buyers” the most value, 80.0']
    """
    theme.need(values, ["segment_name", "offering_name", "ours", *_NUMBERS, "value", "unknown"])
    _ = language_of(language)
    write = chart_amounts(unit, _, values[_NUMBERS])
    middle, known = (values["value_low"] + values["value_high"]) / 2, values["value"].notna()
    frame = _parts(values).assign(
        middle=middle,
        tip=spans(values["value_low"], values["value_high"], write, _),
        text=abouts(middle, known, write),
        known=known,
        **{f"{column}_text": values[column].map(write) for column in ("benefits", "costs")},
    )
    groups = [
        group.sort_values("middle", ascending=False, kind="stable")
        for _segment, group in frame.groupby("segment", sort=False)
    ]
    panels = [_panel(group, unit, _, heading=len(groups) > 1, last=group is groups[-1]) for group in groups]
    subtitle = _("Bars: costs to the left, benefits to the right. Diamond and number: value.")
    if not frame["known"].all():
        subtitle += " " + theme.unknown_in_the_middle(_)
    return theme.finish(
        panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=14).resolve_scale(x="shared"),
        _,
        title=title or _reading(groups, unit, _),
        subtitle=theme.with_likely(subtitle, likely, _),
        details=[f"{row['segment_name']}, {row['offering_name']}: {row['tip']}" for row in records(frame)],
    )


def _parts(values: pd.DataFrame) -> pd.DataFrame:
    """Where the solid and the hatched bars end; a value of which no parts are known is one hatched bar."""
    known = values["value"].notna()
    if "benefits_low" in values:
        ends = {name: values[name] for name in ("benefits_low", "benefits_high", "costs_low", "costs_high")}
    else:
        ends = {
            "benefits_low": values["benefits"].fillna(0.0),
            "benefits_high": values["benefits"].where(known, values["value_high"].clip(lower=0.0)),
            "costs_low": values["costs"].fillna(0.0),
            "costs_high": values["costs"].where(known, -values["value_low"].clip(upper=0.0)),
        }
    return values.assign(
        benefits_low=ends["benefits_low"],
        benefits_high=ends["benefits_high"],
        minus_costs_low=0.0 - ends["costs_low"],
        minus_costs_high=0.0 - ends["costs_high"],
    )


def _panel(group: pd.DataFrame, unit: str, _: Language, *, heading: bool, last: bool) -> alt.LayerChart:
    group = with_rows(group, "offering")
    unknown = group[~group["known"]]
    over = float(group["benefits_high"].max() - group["minus_costs_high"].min())
    rows = Rows(
        group,
        axis=theme.amount_axis(_("← costs · benefits → ({unit})"), [over], unit, _)
        if last
        else alt.Axis(title=None, labels=False, tickCount=6),
        scale=alt.Scale(nice=True),
        tips={
            "offering_name": _("Offering"),
            "benefits_text": _("Benefits"),
            "costs_text": _("Costs"),
            "tip": _("Value"),
        },
    )
    ink = {"color": theme.either("datum.ours", OURS, INK)}
    panel = rows.drawn(
        [
            rows.bars(group, "benefits_low", color=BENEFIT),
            rows.bars(group, "minus_costs_low", color=COST),
            *_hatched(rows, unknown, "benefits", BENEFIT, over),
            *_hatched(rows, unknown, "minus_costs", COST, over),
            rows.zero(),
            rows.diamonds(group, "middle", size=150, encode=ink),
            rows.texts(group, "text", align="left", dx=10, fontWeight="bold", encode=ink),
        ]
    )
    name = wrapped(group["segment_name"].iloc[0], width=60, lines=1)
    return panel.properties(title=alt.TitleParams(name, fontSize=14, offset=4)) if heading else panel


def _hatched(rows: Rows, frame: pd.DataFrame, side: str, colour: str, over: float) -> list[alt.Chart]:
    """What unknown ratings may add."""
    low, high = f"{side}_low", f"{side}_high"
    wide = frame[(frame[high] - frame[low]).abs() > 0]
    return [rows.bars(wide, low, high, color=colour, opacity=0.55), rows.hatched(wide, low, high, over=over)]


def _reading(groups: list[pd.DataFrame], unit: str, _: Language) -> str:
    if len(groups) > 1:
        ahead = sum(bool(group["ours"].iloc[0]) and _clear(group) for group in groups)
        ours = [name for group in groups for name in group.loc[group["ours"], "offering_name"]]
        return _.plural(
            "“{ours}” gives most value in {ahead} of {n} segment",
            "“{ours}” gives most value in {ahead} of {n} segments",
            len(groups),
            ours=short(next(iter(ours), "")),
            ahead=_.number(ahead, digits=0),
        )
    (group,) = groups
    first = group.iloc[0]
    names = {"offering": short(first["offering_name"]), "segment": short(first["segment_name"])}
    write = chart_amounts(unit, _, group[["value_low", "value_high"]])
    (value,) = spans([first["value_low"]], [first["value_high"]], write, _)
    if len(group) == 1:
        return _("“{offering}” is worth {value} to “{segment}”", value=value, **names)
    if _clear(group):
        return _("“{offering}” gives “{segment}” the most value, {value}", value=value, **names)
    same = [short(name) for name in tied(group)]
    if len(same) == 2:
        return _("“{offering}” and “{other}” give “{segment}” the same value", other=same[1], **names)
    if same:
        listed = _.listed(_("“{name}”", name=name) for name in same)
        return _("{offerings} all give “{segment}” the same value", offerings=listed, segment=names["segment"])
    return _("No clear winner for “{segment}”: ratings are unknown", **names)


def _clear(group: pd.DataFrame) -> bool:
    """Whether the first offering has more value than any other can have."""
    noise = rounding(group[["value_low", "value_high"]])
    return bool((group["value_low"].iloc[0] > group["value_high"].iloc[1:] + noise).all())


def tied(group: pd.DataFrame) -> list[str]:
    """The offerings that are all worth as much as the first; none where one is alone or another can be worth more."""
    noise = rounding(group[["value_low", "value_high"]])
    most = group["value"].iloc[0]  # NaN, which equals nothing, where it is unknown
    same = group[(group["value"] - most).abs() <= noise]
    alone = len(same) < 2 or (group["value_high"] > most + noise).any()
    return [] if alone else same["offering_name"].tolist()
