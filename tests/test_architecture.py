"""What the arrows between the rooms cannot say (those are in pyproject.toml, and `make lint` holds them)."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "cvtools"
# What `import cvtools` leaves for later, so that it costs about what `import pandas` costs.
LATER = ["altair", "papermill", "openpyxl", "babel", "ruamel", "jinja2", "nbconvert", "IPython", "ipywidgets", "click"]


def test_importing_the_package_loads_pandas_and_nothing_heavier():
    loaded = subprocess.run(
        [sys.executable, "-c", "import cvtools, json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )

    modules = set(json.loads(loaded.stdout))

    assert "cvtools" in modules
    assert modules.intersection(LATER) == set()


def test_every_room_has_its_floor_and_its_line_in_the_document(repository):
    """`exhaustive` holds the first for folders; this holds the document, which no tool reads."""
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    document = (repository / "docs" / "architecture.md").read_text(encoding="utf-8")
    contracts = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = " ".join(contracts["contracts"][0]["layers"]).translate(str.maketrans("|()", "   ")).split()

    assert contracts["contracts"][0]["exhaustive"] is True
    assert rooms - {"__init__"} <= set(floors)
    assert [room for room in rooms if not room.startswith("__") and f"`{room}" not in document] == []
