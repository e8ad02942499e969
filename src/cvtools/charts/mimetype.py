"""What a notebook stores for a chart, so that JupyterLab draws it by itself, without a network.

JupyterLab draws Vega-Lite as long as a chart is labelled with a version that it knows (5). Our charts use only what
versions 5 and 6 have in common, so they are labelled 5 here; a report draws the same specifications with version 6.
"""

import json
import re
from typing import Any

import altair as alt
import pandas as pd

VEGALITE = "application/vnd.vegalite.v5+json"
EMBED_OPTIONS = {"actions": False, "renderer": "svg"}
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, never fetched


def chart_bundle(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A chart's specification, and its description for those who cannot see it; and how to show it."""
    labelled = {**spec, "$schema": _SCHEMA}
    data = {VEGALITE: labelled, "text/plain": str(spec.get("description", "a chart"))}
    return data, {VEGALITE: {"embed_options": EMBED_OPTIONS}}


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """A chart as Vega-Lite has it, with the data that it names; the tests validate it, which takes half a second."""
    seen: dict[int, dict[str, Any]] = {}
    with alt.data_transformers.enable(_AS_IT_IS, seen=seen):
        spec = chart.to_dict(validate=False)
    data = spec.pop("datasets", None)
    if data:
        words = set(_WORD_OR_ESCAPE.findall(json.dumps(spec, ensure_ascii=False)))
        spec["datasets"] = {name: _with_columns(rows, words) for name, rows in data.items()}
    return spec


_WORD = re.compile(r"\w+")
_WORD_OR_ESCAPE = re.compile(r"\\.|(\w+)")  # in JSON the n of a line's end is no part of the word after it


def _with_columns(rows: list[dict[str, Any]], words: set[str]) -> list[dict[str, Any]]:
    """Rows without the columns that no word of a specification names: there may be many rows of many columns."""
    kept = [name for name in rows[0] if name in words or not _WORD.fullmatch(name)] if rows else []
    return [{name: row[name] for name in kept} for row in rows]


def trust_charts() -> None:
    """No longer check each part of a chart as it is made, for a process that makes many; the tests do that.

    Loads what the first chart would load.
    """
    from altair.utils import schemapi

    schemapi.disable_debug_mode()
    specification(alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q"))


_AS_IT_IS = "cvtools"
"""The name of a way to take over data that are plain already."""


def _plain_rows(data: pd.DataFrame, *, seen: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """A frame's rows, made plain once for all layers of a chart that show it: ``seen`` has them by the frame's id."""
    if id(data) not in seen:
        columns = [[None if x != x else x for x in data[name].tolist()] for name in data]
        names = [str(name) for name in data]
        seen[id(data)] = {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}
    return seen[id(data)]


alt.data_transformers.register(_AS_IT_IS, _plain_rows)  # type: ignore[arg-type]
