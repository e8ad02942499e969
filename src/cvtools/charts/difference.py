"""What each offering is worth beside the best alternative: one bar an offering, to the right of it or to the left."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import INK, OURS, RIVAL
from cvtools.charts.value import tied
from cvtools.language.labels import abouts, spans
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short
from cvtools.study.records import records
from cvtools.study.rounding import rounding

_ENDS = ["low", "high"]


def difference_chart(
    values: pd.DataFrame,
    *,
    best: str,
    unit: str,
    language: str = "en",
    title: str = "",
    likely: bool = False,
    width: float = 0.0,
) -> alt.TopLevelMixin:
    """How much more or less than the best alternative each offering is worth to one segment, the most first.

    For values whose zero says nothing: in money, or where all are below zero. Where ratings are unknown, a bar is
    hatched over all that it can be, and its diamond stands in the middle.

    Parameters
    ----------
    values
        ``labelled(values(study), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``, ``ours``,
        ``value`` (``NaN`` where a rating is unknown), ``value_low``, ``value_high`` in the study's unit.
    best
        The id of the best alternative, at which the line stands.
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.
    likely
        Whether numbers have ranges, of which the likely ones are shown: then the picture says so.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.

    Examples
    --------
    >>> import cvtools as cv
    >>> study = cv.read_study("data/travel_mode")
    >>> values = cv.language.labelled(cv.values(study), study)
    >>> chart = difference_chart(values[values["segment"] == "middle_income"], best="car", unit="AUD")
    >>> chart.title.text
    ['“Train” is number 3 of 4 for “Middle income”']
    """
    columns = ["offering", "offering_name", "ours", "value", "value_low", "value_high"]
    theme.need(values, columns, one=["segment_name"])
    _ = language_of(language)
    frame = _from_the_best(values, best)
    write = chart_amounts(unit, _, frame[_ENDS], signed=True, width=width)
    frame = frame.assign(
        tip=spans(frame["low"], frame["high"], write, _),
        text=abouts(frame["middle"], frame["known"], write),
    )
    theirs = short(frame.loc[frame["offering"] == best, "offering_name"].iloc[0])
    subtitle = _(
        "How much more (right) or less (left) each is worth than “{rival}”, the best alternative.", rival=theirs
    )
    if not frame["known"].all():
        subtitle += " " + theme.unknown_in_the_middle(_)
    return theme.finish(
        _drawn(with_rows(frame, "offering"), unit, _),
        _,
        title=title or _reading(frame, theirs, unit, width, _),
        subtitle=theme.with_likely(subtitle, likely, _),
        details=[f"{row['offering_name']}: {row['tip']}" for row in records(frame)],
    )


def _from_the_best(values: pd.DataFrame, best: str) -> pd.DataFrame:
    """Each offering's ``middle``, ``low`` and ``high``, counted from the middle of the best alternative's value."""
    middle = (values["value_low"] + values["value_high"]) / 2
    theirs = float(middle[values["offering"] == best].iloc[0])
    frame = values.assign(
        middle=middle - theirs,
        low=values["value_low"] - theirs,
        high=values["value_high"] - theirs,
        known=values["value"].notna(),
    )
    return frame.sort_values("middle", ascending=False, kind="stable", ignore_index=True)


def _drawn(frame: pd.DataFrame, unit: str, _: Language) -> alt.LayerChart:
    rows = Rows(
        frame,
        axis=theme.amount_axis(_("difference in value ({unit})"), frame[_ENDS], unit, _),
        scale=alt.Scale(nice=True),
        tips={"offering_name": _("Offering"), "tip": _("Difference")},
    )
    colour = {"color": theme.either("datum.ours", OURS, RIVAL)}
    ink = {"color": theme.either("datum.ours", OURS, INK)}
    known, unknown = frame[frame["known"]], frame[~frame["known"]]
    over = float(frame["high"].max() - frame["low"].min())
    layers = [
        rows.bars(known, "middle", encode=colour),
        rows.bars(unknown, "low", "high", opacity=0.35, encode=colour),
        rows.hatched(unknown, "low", "high", over=over),
        rows.zero(),
        rows.diamonds(unknown, "middle", size=130, encode=ink),
        rows.texts(frame, "text", align="left", dx=10, fontWeight="bold", encode=ink),
    ]
    return rows.drawn(layers)


def _reading(frame: pd.DataFrame, theirs: str, unit: str, width: float, _: Language) -> str:
    noise = rounding(frame[["value_low", "value_high"]])
    ours, others = frame[frame["ours"]], frame[~frame["ours"]]
    segment = short(frame["segment_name"].iloc[0])
    if alike := [_("“{name}”", name=short(name)) for name in tied(frame)]:
        return _("{offerings} give “{segment}” the same value", offerings=_.listed(alike), segment=segment)
    if ours.empty or others.empty:
        return _("What each choice is worth beside “{rival}”, the best alternative", rival=theirs)
    mine = ours.iloc[0]
    above, below = others["value_low"] > mine["value_high"] + noise, others["value_high"] < mine["value_low"] - noise
    if not (above | below).all():
        return _("What each choice is worth beside “{rival}”, the best alternative", rival=theirs)
    fields = {"ours": short(mine["offering_name"]), "segment": segment}
    if len(others) > 1:
        place = _.number(1 + int(above.sum()), digits=0)
        return _(
            "“{ours}” is number {place} of {n} for “{segment}”", place=place, n=_.number(len(frame), digits=0), **fields
        )
    write = chart_amounts(unit, _, frame[_ENDS], width=width)
    gap = write(abs(float(mine["middle"])))
    if mine["middle"] > 0:
        return _("“{ours}” gives “{segment}” {gap} more than “{rival}”", gap=gap, rival=theirs, **fields)
    return _("“{ours}” gives “{segment}” {gap} less than “{rival}”", gap=gap, rival=theirs, **fields)
