"""How Sphinx makes pages of `docs/`; what is made by the workbook itself lies beside them as it is (`make site`)."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from website.addresses import on_the_site

project = "Customer Value Workbook"
project_copyright = "The Customer Value Workbook contributors, MIT licence"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = project
html_extra_path = ["../build/pages"]
html_copy_source = False
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3
suppress_warnings = ["toc.not_included"]


def _links(_app: Any, _name: str, source: list[str]) -> None:
    source[0] = on_the_site(source[0])


def setup(app: Any) -> None:
    app.connect("source-read", _links)
