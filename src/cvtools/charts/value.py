"""Benefits to the right, costs to the left, value as a diamond: one row an offering."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import BENEFIT, COST, INK, OURS, RIVAL
from cvtools.language.labels import amounts_in, spans
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.text import short, wrapped
from cvtools.study.rounding import rounding

_NUMBERS = ["benefits", "costs", "value_low", "value_high"]


def value_chart(
    values: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", likely: bool = False
) -> alt.TopLevelMixin:
    """What each offering gives and takes, and what is left: one panel a segment, best value first.

    Where ratings are unknown there are no bars; a band goes from the lowest to the highest possible value.

    Parameters
    ----------
    values
        ``labelled(values(study), study)``: ``segment``, ``offering``, ``segment_name``, ``offering_name``, ``ours``;
        ``benefits`` and ``costs`` (≥ 0), ``value``, ``value_low``, ``value_high`` in the study's unit, and ``unknown``.
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
    ['Laptop A gives “Laptop buyers” the most value, 80.0']
    """
    theme.need(values, ["segment_name", "offering_name", "ours", *_NUMBERS, "value", "unknown"])
    _ = language_of(language)
    write = amounts_in(unit, _, values[_NUMBERS])
    frame = values.assign(
        middle=(values["value_low"] + values["value_high"]) / 2,
        text=spans(values["value_low"], values["value_high"], write, _),
        minus_costs=-values["costs"],
        known=values["value"].notna(),
        **{f"{column}_text": values[column].map(write) for column in ("benefits", "costs")},
    )
    groups = [
        group.sort_values("middle", ascending=False, kind="stable")
        for _segment, group in frame.groupby("segment", sort=False)
    ]
    panels = [_panel(group, unit, _, heading=len(groups) > 1, last=group is groups[-1]) for group in groups]
    subtitle = _("Bars: costs to the left, benefits to the right. Diamond and number: value.")
    if not frame["known"].all():
        subtitle += " " + _("Band: ratings are unknown, value lies somewhere in it.")
    return theme.finish(
        panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=14).resolve_scale(x="shared"),
        _,
        title=title or _reading(groups, unit, _),
        subtitle=theme.with_likely(subtitle, likely, _),
        details=[f"{row.segment_name}, {row.offering_name}: {row.text}" for row in frame.itertuples()],
    )


def _panel(group: pd.DataFrame, unit: str, _: Language, *, heading: bool, last: bool) -> alt.LayerChart:
    group = with_rows(group, "offering")
    known, unknown = group[group["known"]], group[~group["known"]]
    title = _("← costs · benefits → ({unit})", unit=theme.unit_word(unit, _)) if last else None
    rows = Rows(
        group,
        axis=alt.Axis(title=title, labels=last, tickCount=6),
        scale=alt.Scale(nice=True),
        tips={
            "offering_name": _("Offering"),
            "benefits_text": _("Benefits"),
            "costs_text": _("Costs"),
            "text": _("Value"),
        },
    )
    ink = {"color": theme.either("datum.ours", OURS, INK)}
    panel = rows.drawn(
        [
            rows.bars(known, "benefits", color=BENEFIT),
            rows.bars(known, "minus_costs", color=COST),
            rows.bars(unknown, "value_low", "value_high", color=RIVAL, opacity=0.35, stroke=RIVAL),
            rows.zero(),
            rows.diamonds(known, "value", size=150, encode=ink),
            rows.texts(group, "text", align="left", dx=10, fontWeight="bold", encode=ink),
        ]
    )
    name = wrapped(group["segment_name"].iloc[0], width=60, lines=1)
    return panel.properties(title=alt.TitleParams(name, fontSize=14, offset=4)) if heading else panel


def _reading(groups: list[pd.DataFrame], unit: str, _: Language) -> str:
    if len(groups) > 1:
        ahead = sum(bool(group["ours"].iloc[0]) and _clear(group) for group in groups)
        ours = [name for group in groups for name in group.loc[group["ours"], "offering_name"]]
        return _.plural(
            "{ours} gives most value in {ahead} of {n} segment",
            "{ours} gives most value in {ahead} of {n} segments",
            len(groups),
            ours=short(next(iter(ours), "")),
            ahead=_.number(ahead, digits=0),
        )
    (group,) = groups
    first = group.iloc[0]
    names = {"offering": short(first["offering_name"]), "segment": short(first["segment_name"])}
    write = amounts_in(unit, _, group[["value_low", "value_high"]])
    (value,) = spans([first["value_low"]], [first["value_high"]], write, _)
    if len(group) == 1:
        return _("{offering} is worth {value} to “{segment}”", value=value, **names)
    if _clear(group):
        return _("{offering} gives “{segment}” the most value, {value}", value=value, **names)
    tied = [short(name) for name in _tied(group)]
    if len(tied) == 2:
        return _("{offering} and {other} give “{segment}” the same value", other=tied[1], **names)
    if tied:
        return _("{offerings} all give “{segment}” the same value", offerings=_.listed(tied), segment=names["segment"])
    return _("No clear winner for “{segment}”: ratings are unknown", **names)


def _clear(group: pd.DataFrame) -> bool:
    """Whether the first offering has more value than any other can have."""
    noise = rounding(group[["value_low", "value_high"]])
    return bool((group["value_low"].iloc[0] > group["value_high"].iloc[1:] + noise).all())


def _tied(group: pd.DataFrame) -> list[str]:
    """The offerings that are all worth as much as the first; none where one is alone or another can be worth more."""
    noise = rounding(group[["value_low", "value_high"]])
    most = group["value"].iloc[0]  # NaN, which equals nothing, where it is unknown
    same = group[(group["value"] - most).abs() <= noise]
    alone = len(same) < 2 or (group["value_high"] > most + noise).any()
    return [] if alone else same["offering_name"].tolist()
