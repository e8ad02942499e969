"""The customer's way: how far we are ahead or behind at each stage, in the order in which they are met."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows
from cvtools.charts.theme import INK, OURS, RIVAL
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short, wrapped
from cvtools.study.records import records


def journey_chart(
    journey: pd.DataFrame, *, unit: str, language: str = "en", title: str = "", width: float = 0.0
) -> alt.TopLevelMixin:
    """The gap to the best alternative along the customer's way, for one segment.

    Parameters
    ----------
    journey
        One row a driver, in the order of the way: ``segment_name``, ``stage``, ``driver_name``, ``gap`` (positive: we
        give more).
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(journey, ["stage", "driver_name", "gap"], one=["segment_name"])
    _ = language_of(language)
    known = journey.dropna(subset=["gap"])
    stages = known.groupby("stage", sort=False)["gap"].sum().reset_index()
    write = chart_amounts(unit, _, stages["gap"], signed=True, width=width)
    worst = known.sort_values("gap", kind="stable").groupby("stage", sort=False).first()["driver_name"]
    stages = stages.assign(
        row=[wrapped(stage) for stage in stages["stage"]],
        text=[write(gap) for gap in stages["gap"]],
        worst=stages["stage"].map(worst),
    )
    rows = Rows(
        stages,
        axis=alt.Axis(title=theme.unit_word(unit, _), tickCount=5),
        scale=alt.Scale(nice=True),
        tips={"stage": _("Stage"), "text": _("Gap"), "worst": _("Worst there")},
    )
    chart = rows.drawn(
        [
            rows.bars(stages, "gap", size=16, encode={"color": theme.either("datum.gap > 0", OURS, RIVAL)}),
            rows.zero(),
            rows.texts(stages, "text", align="left", dx=10, color=INK),
        ],
        row=36,
    )
    least = stages.iloc[int(stages["gap"].to_numpy().argmin())]
    names = {"stage": short(least["stage"]), "segment": short(journey["segment_name"].iloc[0])}
    reading = _("“{segment}” lose most with us here: {stage} ({gap})", gap=least["text"], **names)
    if least["gap"] >= 0:
        reading = _("Nowhere on their way do “{segment}” get less from us", **names)
    return theme.finish(
        chart,
        _,
        title=title or reading,
        subtitle=_("The gap to the best alternative, stage by stage. Blue: in our favour."),
        details=[f"{row['stage']}: {row['text']}" for row in records(stages)],
    )
