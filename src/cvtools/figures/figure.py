"""A chart with the table behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cvtools.browser.html import Html, folded, table
from cvtools.charts.mimetype import chart_bundle
from cvtools.language.language import Language

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


def behind(
    frame: pd.DataFrame, headers: dict[str, str], _: Language, *, words: Collection[str] = (), caption: str = ""
) -> Html:
    """The table behind a chart, which one click opens; all columns but ``words`` hold numbers."""
    numbers = [name for name in headers if name not in words]
    return folded(_("Table"), table(frame, headers, numbers=numbers, caption=caption))
