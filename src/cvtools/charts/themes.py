"""What open answers speak of: one row a theme, its share of those who wrote something, and its interval."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows
from cvtools.charts.theme import INK, QUIET
from cvtools.language.labels import spans
from cvtools.language.language import language as language_of
from cvtools.language.text import part, share_word, short, wrapped
from cvtools.study.records import records

_MOST = 20


def theme_chart(themes: pd.DataFrame, *, confidence: float, language: str = "en", title: str = "") -> alt.TopLevelMixin:
    """How many of one segment speak of each theme, the most first.

    Parameters
    ----------
    themes
        One segment of ``evidence``'s counts, with names: ``segment_name``, ``theme``, ``n``, ``share``, ``low``,
        ``high`` (0 to 1, of those who wrote something).
    confidence, language, title
        As for :func:`measure_chart`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(themes, ["theme", "n", "share", "low", "high"], one=["segment_name"])
    _ = language_of(language)
    frame = themes.sort_values("share", ascending=False, kind="stable", ignore_index=True).head(_MOST)
    frame = frame.assign(
        row=[wrapped(str(name)) for name in frame["theme"]],
        text=[part(x, _) for x in frame["share"]],
        span=spans(frame["low"], frame["high"], lambda x: part(x, _), _),
    )
    rows = Rows(
        frame,
        axis=alt.Axis(title=_("share of those who wrote something"), format=".0%", tickCount=5),
        scale=alt.Scale(domainMin=0, nice=True),
        tips={"theme": _("Theme"), "text": _("Share"), "span": _("Interval"), "n": _("People")},
    )
    chart = rows.drawn(
        [
            rows.bars(frame, "low", "high", size=12, opacity=0.4, color=QUIET),
            rows.diamonds(frame, "share", size=120, color=INK),
            rows.texts(frame, "text", align="left", dx=10, color=INK),
        ]
    )
    first = frame.iloc[0]
    words = {"segment": short(str(first["segment_name"])), "theme": short(str(first["theme"])), "share": first["text"]}
    reading = _("“{segment}” write most often about “{theme}”: {share} of those who write", **words)
    if len(frame) > 1 and frame["high"].iloc[1:].max() >= first["low"]:
        reading = _("Of “{segment}” who write, {share} speak of “{theme}”; others may be as frequent", **words)
    return theme.finish(
        chart,
        _,
        title=title or reading,
        subtitle=_(
            "Of those who wrote something. Bar: {share} interval. A theme says what is spoken of, not how good it is.",
            share=share_word(confidence, _),
        ),
        details=[f"{row['theme']}: {row['text']} ({row['span']})" for row in records(frame)],
    )
