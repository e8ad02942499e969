"""A notebook's first cell: charts that need no network, errors in plain words, readable tables."""

from typing import Any

import pandas as pd

from cvtools.browser.html import Html
from cvtools.language.problems import told
from cvtools.study.errors import StudyError

STYLE = Html(
    """<style>
.jp-OutputArea-output .table { overflow-x: auto; }
.jp-OutputArea-output .table :is(th, td) { text-align: left; vertical-align: top; max-width: 26em; }
.jp-OutputArea-output .table .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.jp-OutputArea-output .table th.number { white-space: normal; }
.jp-OutputArea-output summary { cursor: pointer; }
</style>"""
)
"""JupyterLab sets every table's text to the right; in ours only numbers are."""


def setup() -> None:
    """Prepare this notebook: charts are drawn by JupyterLab itself, tables as ours, numbers have two decimals."""
    import altair as alt
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    from cvtools.charts.mimetype import chart_bundle

    alt.renderers.register("cvtools", chart_bundle)
    alt.renderers.enable("cvtools")
    pd.set_option("display.precision", 2)
    pd.set_option("display.max_colwidth", 80)
    pd.set_option("display.html.use_mathjax", False)  # dollars are money
    if shell := get_ipython():
        shell.set_custom_exc((StudyError,), _say)
    display(STYLE)


def _say(shell: Any, kind: type[StudyError], error: StudyError, _trace: object, tb_offset: object = None) -> None:
    """Show what is wrong with a study in the notebook's language, or else the study's, without a stack."""
    shell._showtraceback(kind, error, told(error, str(shell.user_ns.get("language"))).splitlines())
