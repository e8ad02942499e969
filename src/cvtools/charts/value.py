"""Benefits to the right, costs to the left, value as a diamond: one row an offering."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import BENEFIT, COST, INK, OURS, QUIET, RIVAL
from cvtools.language.language import Language, digits_for
from cvtools.language.language import language as language_of
from cvtools.language.text import short, wrapped

_BAR = 15


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
    unit
        ``points`` or a currency.
    language
        The reader's: ``en``, ``nb`` or ``hr``.
    title
        Instead of the sentence that states the reading.
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
    theme.need(
        values,
        "segment_name",
        "offering_name",
        "ours",
        "benefits",
        "costs",
        "value",
        "value_low",
        "value_high",
        "unknown",
    )
    _ = language_of(language)
    write = theme.amounts(values, ["benefits", "costs", "value_low", "value_high"], unit, _)
    texts = [write(low, high) for low, high in zip(values["value_low"], values["value_high"], strict=True)]
    frame = values.assign(
        middle=(values["value_low"] + values["value_high"]) / 2, text=texts, minus_costs=-values["costs"]
    )
    frame["known"] = frame["value"].notna()
    for column in ("benefits", "costs"):
        frame[f"{column}_text"] = [write(x) if x == x else "?" for x in frame[column]]
    groups = [
        group.sort_values("middle", ascending=False, kind="stable")
        for _segment, group in frame.groupby("segment", sort=False)
    ]
    panels = [_panel(group, unit, _, heading=len(groups) > 1, last=group is groups[-1]) for group in groups]
    chart = panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    details = [f"{row.segment_name}, {row.offering_name}: {row.text}" for row in frame.itertuples()]
    subtitle = _("Bars: costs to the left, benefits to the right. Diamond and number: value.")
    if not frame["known"].all():
        subtitle += " " + _("Band: ratings are unknown, value lies somewhere in it.")
    subtitle = theme.with_likely(subtitle, likely, _)
    return theme.finish(chart, _, title=title or _reading(groups, unit, _), subtitle=subtitle, details=details)


def _panel(group: pd.DataFrame, unit: str, _: Language, *, heading: bool, last: bool) -> alt.LayerChart:
    labels = theme.row_labels(group, "offering")
    group = group.assign(row=group["offering"].map(labels))
    known, unknown = group[group["known"]], group[~group["known"]]
    tips = [
        alt.Tooltip("offering_name:N", title=_("Offering")),
        alt.Tooltip("benefits_text:N", title=_("Benefits")),
        alt.Tooltip("costs_text:N", title=_("Costs")),
        alt.Tooltip("text:N", title=_("Value")),
    ]
    axis = alt.Axis(
        title=_("← costs · benefits → ({unit})", unit=theme.unit_word(unit, _)) if last else None,
        labels=last,
        tickCount=6,
    )
    y = theme.rows_of(labels.values())
    scale = alt.Scale(nice=True)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    colour = alt.when("datum.ours").then(alt.value(OURS)).otherwise(alt.value(INK))
    layers = [
        alt.Chart(known).mark_bar(color=BENEFIT, size=_BAR).encode(across("benefits"), y, tooltip=tips),
        alt.Chart(known).mark_bar(color=COST, size=_BAR).encode(across("minus_costs"), y, tooltip=tips),
        alt.Chart(unknown)
        .mark_bar(color=RIVAL, opacity=0.35, stroke=RIVAL, size=_BAR)
        .encode(across("value_low"), y, x2="value_high", tooltip=tips),
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET).encode(across("zero")),
        alt.Chart(known)
        .mark_point(shape="diamond", size=150, filled=True, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(across("value"), y, color=colour, tooltip=tips),
        alt.Chart(group)
        .mark_text(align="left", dx=10, fontWeight="bold")
        .encode(y, x=alt.value("width"), text="text:N", color=colour),
    ]
    title = alt.TitleParams(wrapped(group["segment_name"].iloc[0], width=60, lines=1), fontSize=14, offset=4)
    panel = theme.layered(layers, height=theme.height_of(list(labels.values())))
    return panel.properties(title=title) if heading else panel


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
    digits = digits_for(group[["value_low", "value_high"]].to_numpy().ravel())
    ends = dict.fromkeys(_.amount(first[end], unit, digits=digits) for end in ("value_low", "value_high"))
    low, high = next(iter(ends)), list(ends)[-1]
    value = low if low == high else _("{low} to {high}", low=low, high=high)
    if len(group) == 1:
        return _("{offering} is worth {value} to “{segment}”", value=value, **names)
    if _clear(group):
        return _("{offering} gives “{segment}” the most value, {value}", value=value, **names)
    if _tied(group):
        other = short(group["offering_name"].iloc[1])
        return _("{offering} and {other} give “{segment}” the same value", other=other, **names)
    return _("No clear winner for “{segment}”: ratings are unknown", **names)


def _noise(group: pd.DataFrame) -> float:
    return 1e-9 * (1 + float(group[["value_low", "value_high"]].abs().to_numpy().max()))


def _clear(group: pd.DataFrame) -> bool:
    """Whether the first offering has more value than any other can have."""
    return bool((group["value_low"].iloc[0] > group["value_high"].iloc[1:] + _noise(group)).all())


def _tied(group: pd.DataFrame) -> bool:
    """Whether the first two offerings are worth the same, and no other can be worth more."""
    first, second = group.iloc[0], group.iloc[1]
    same = first["known"] and second["known"] and abs(first["value"] - second["value"]) <= _noise(group)
    return bool(same and (group["value_high"] <= first["value"] + _noise(group)).all())
