"""What each budget can do at best: one step up for each portfolio that no cheaper one equals."""

from typing import Any

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.theme import INK, OURS, QUIET
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.study.records import records

_HEIGHT = 260


def frontier_chart(
    frontier: pd.DataFrame,
    *,
    effect: str,
    language: str = "en",
    title: str = "",
    chosen: float = float("nan"),
    searched: bool = False,
) -> alt.TopLevelMixin:
    """What money buys: cost across, what the best portfolio for it does upwards.

    Parameters
    ----------
    frontier
        ``cost``, ``effect`` (rising), ``names`` (of the portfolio's levers), ``cost_text``, ``effect_text``.
    effect
        What the effect is, as the axis says it.
    chosen
        The cost of the plan, which is marked.
    searched
        Whether each point is the best that was found, and not surely the best of all.
    language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing.
    """
    theme.need(frontier, ["cost", "effect", "names", "cost_text", "effect_text"])
    _ = language_of(language)
    frame = frontier.assign(chosen=(frontier["cost"] - chosen).abs() < 1e-6)
    x = alt.X("cost:Q", axis=alt.Axis(title=_("cost"), grid=False, tickCount=5))
    y = alt.Y("effect:Q", axis=alt.Axis(title=effect, tickCount=5))
    tips = theme.tips({"names": _("Levers"), "cost_text": _("Cost"), "effect_text": _("Effect")})
    plan = frame[frame["chosen"]].assign(text=_("the plan"))
    layers = [
        alt.Chart(frame).mark_line(interpolate="step-after", color=QUIET, strokeWidth=2).encode(x, y),
        alt.Chart(frame).mark_point(filled=True, opacity=1, size=50, color=QUIET).encode(x, y, tooltip=tips),
        alt.Chart(plan)
        .mark_point(filled=True, opacity=1, size=190, color=OURS, shape="diamond")
        .encode(x, y, tooltip=tips),
        alt.Chart(plan).mark_text(color=INK, **_beside(chosen, frame)).encode(x, y, text=alt.Text("text:N")),
    ]
    chart = theme.layered(layers, height=_HEIGHT)
    telling = len(frame) >= 3 and float(frame["cost"].iloc[-1]) > 0
    reading = _("What money buys")
    if telling:
        reading = _("The last {share} of the money adds {rest} of the effect", **_last(frame, _))
    return theme.finish(
        chart,
        _,
        title=title or reading,
        subtitle=_("Each point: the best choice of levers that was found for its cost.")
        if searched
        else _("Each point: the best choice of levers for its cost."),
        details=[f"{row['cost_text']}: {row['effect_text']} ({row['names']})" for row in records(frame)],
    )


def _beside(chosen: float, frame: pd.DataFrame) -> dict[str, Any]:
    """Where the steps, which rise to the right, leave room for a label: on the side that is nearer to the middle."""
    if chosen <= float(frame["cost"].max()) / 2:
        return {"align": "left", "dx": 12, "dy": 14}
    return {"align": "right", "dx": -10, "dy": -12}


def _last(frame: pd.DataFrame, _: Language) -> dict[str, str]:
    """What the dearer half of the money adds."""
    cost, effect = float(frame["cost"].iloc[-1]), float(frame["effect"].iloc[-1])
    half = frame[frame["cost"] <= cost / 2].iloc[-1]
    rest = 1 - float(half["effect"]) / effect if effect > 0 else 0.0
    return {"share": _.percent(1 - float(half["cost"]) / cost), "rest": _.percent(rest)}
