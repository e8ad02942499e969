"""A chart with the table behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvtools.browser.html import Html, folded, table
from cvtools.charts.mimetype import chart_bundle, specification
from cvtools.charts.still_charts import still_charts
from cvtools.language.language import Language

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Figure:
    """A chart and the table behind it."""

    chart: "alt.TopLevelMixin"
    table: Html

    @cached_property
    def specification(self) -> dict[str, Any]:
        """The chart as Vega-Lite has it; nobody may change it."""
        return specification(self.chart)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        data, metadata = chart_bundle(self.specification)
        display(data, metadata=metadata, raw=True)
        display(self.table)


def still(figure: Figure) -> Html:
    """The chart as a picture that needs no script, and what it says for those who cannot see it."""
    spec = figure.specification
    (svg,) = still_charts([spec])
    told = escape(str(spec.get("description", "")))
    return Html(f'<div class="still" role="img" aria-label="{told}">{svg}</div>')


def behind(
    frame: pd.DataFrame,
    headers: dict[str, str],
    _: Language,
    *,
    words: Collection[str] = (),
    caption: str = "",
    what: str = "",
) -> Html:
    """The table behind a chart, which one click opens; all columns but ``words`` hold numbers.

    ``what`` the table holds is part of its name; by default its columns are.
    """
    numbers = [name for name in headers if name not in words]
    return folded(
        _("Table: {what}", what=what or ", ".join(list(headers.values())[:4])),
        table(frame, headers, numbers=numbers, caption=caption),
    )
