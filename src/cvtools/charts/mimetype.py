"""What a notebook stores for a chart, so that JupyterLab draws it by itself, without a network.

JupyterLab draws Vega-Lite as long as a chart is labelled with a version that it knows (5). Our charts use only what
versions 5 and 6 have in common, so they are labelled 5 here; a report draws the same specifications with version 6.
"""

from typing import Any

VEGALITE = "application/vnd.vegalite.v5+json"
EMBED_OPTIONS = {"actions": False, "renderer": "svg"}
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, never fetched


def chart_bundle(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A chart's specification, and its description for those who cannot see it; and how to show it."""
    labelled = {**spec, "$schema": _SCHEMA}
    data = {VEGALITE: labelled, "text/plain": str(spec.get("description", "a chart"))}
    return data, {VEGALITE: {"embed_options": EMBED_OPTIONS}}
