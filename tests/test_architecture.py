"""The arrows of docs/architecture.md: who may import whom, read off the source without running it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "cvtools"

# Each module's own arrows, as drawn in docs/architecture.md. What an arrow leads to may be imported too: cli → report
# → figures → gaps lets cli import gaps.
ARROWS: dict[str, set[str]] = {
    "schema": set(),
    "sheets": {"schema"},
    "cells": {"sheets"},
    "csvfile": {"sheets"},
    "workbook": {"csvfile"},
    "settings": {"cells"},
    "storage": {"schema"},
    "check": {"settings"},
    "study": {"check", "workbook", "storage"},
    "model": {"study"},
    "value": {"model"},
    "gaps": {"value"},
    "anatomy": {"gaps"},
    "switching": {"anatomy"},
    "uncertainty": {"model", "gaps"},
    "i18n": {"schema"},
    "words": {"i18n"},
    "improve": set(),
    "sources": {"study"},
    "caveats": {"gaps", "i18n"},
    "charts": {"i18n"},
    "markup": set(),
    "notebook": {"markup"},
    "figures": {"charts", "gaps", "notebook", "words"},
    "tables": {"figures", "sources"},
    "tours": {"tables", "caveats", "uncertainty"},
    "exercises": {"figures", "verdict"},
    "certainty": {"tables", "anatomy", "uncertainty", "verdict"},
    "certainty_tables": {"certainty"},
    "verdict": {"uncertainty"},
    "certainty_facts": {"verdict", "switching"},
    "facts": {"figures", "sources", "certainty_facts"},
    "answer": {"facts"},
    "sentences": {"certainty_sentences"},
    "certainty_sentences": {"facts"},
    "change_sentences": {"facts"},
    "market_sentences": {"facts"},
    "section": {"figures", "explorer"},
    "certainty_story": {
        "certainty_tables",
        "certainty_sentences",
        "change_sentences",
        "market_sentences",
        "section",
        "sentences",
    },
    "certainty_tours": {"certainty", "market_sentences"},
    "story": {"answer", "certainty_story", "tables", "caveats"},
    "chart_library": {"storage"},
    "browser": set(),
    "widgets": set(),
    "scenarios": {"study"},
    "explorer": {"figures", "uncertainty", "verdict", "scenarios", "chart_library", "browser", "widgets"},
    "typical": set(),
    "forms": {"study", "words", "typical", "browser", "widgets", "resources"},
    "page": {"i18n", "notebook", "explorer"},
    "application": {"forms", "explorer", "report", "tours", "widgets"},
    "resources": set(),
    "report": {"figures", "page", "resources"},
    "cli": {"report", "caveats", "anatomy", "uncertainty"},
    "__main__": {"cli"},
}
# The front door, `cvtools.…`: it leads everywhere, and loads each thing when it is first asked for.
# Those at the top may use it, too, for the version and the like.
FRONT_DOOR = "__init__"
FRONT_DOOR_USERS = {"cli"}

# The modules that only compute: frames in, frames out.
COMPUTING = {
    "scenarios",
    "gaps",
    "value",
    "model",
    "anatomy",
    "switching",
    "uncertainty",
    "verdict",
    "certainty_facts",
} | {
    "study",
    "check",
    "settings",
    "storage",
    "workbook",
    "csvfile",
    "cells",
    "sheets",
    "schema",
}
# Libraries, and the only modules that may import them.
ONLY: dict[str, set[str]] = {
    "papermill": {"report"},
    "ipywidgets": {"widgets", "forms", "application"},
    "anywidget": {"browser"},
    "click": {"cli"},
    "altair": set(ARROWS) - COMPUTING,
    "vl_convert": set(ARROWS) - COMPUTING,
    "nbconvert": set(ARROWS) - COMPUTING,
    "jinja2": set(ARROWS) - COMPUTING,
    "IPython": set(ARROWS) - COMPUTING,
}
# What `import cvtools` leaves for later, so that it costs about what `import pandas` costs.
LATER = ["altair", "papermill", "openpyxl", "babel", "ruamel", "jinja2", "nbconvert", "IPython", "ipywidgets", "click"]

SOURCES = sorted(PACKAGE.rglob("*.py"))


def module_of(source: Path) -> str:
    """`charts` for charts/value.py, `value` for value.py."""
    return source.relative_to(PACKAGE).parts[0].removesuffix(".py")


def reachable(module: str) -> set[str]:
    """Every module that the arrows lead to from this one."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        waiting.extend(new := ARROWS.get(waiting.pop(), set()) - found)
        found |= new
    return found


def imported(source: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a file imports, at the top or inside functions."""
    folder = ["cvtools", *source.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"), source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=origin, names=names, level=level):
                above = folder[: len(folder) - level + 1] if level else []
                parent = ".".join([*above, *([origin] if origin else [])])
                yield from ((node.lineno, f"{parent}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(str(name)), *_],
            ):
                yield node.lineno, f"cvtools{name}" if name.startswith(".") else name


def own_modules(source: Path) -> Iterator[tuple[int, str]]:
    """Line and module of each import from the package itself."""
    for line, name in imported(source):
        top, *rest = name.split(".")
        if top == "cvtools":
            yield line, rest[0] if rest and is_module(rest[0]) else FRONT_DOOR


def is_module(name: str) -> bool:
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def test_there_is_something_to_check():
    assert len(SOURCES) > 5


def test_every_module_is_in_the_table_and_in_the_document(repository):
    document = (repository / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {module_of(source) for source in SOURCES} - {FRONT_DOOR}

    assert modules <= set(ARROWS), "add it to ARROWS here and to docs/architecture.md"
    assert {name for name in set(ARROWS) - {"__main__"} if name not in document} == set()


def test_the_table_names_no_module_that_is_gone():
    assert {name for name in set(ARROWS) - {"__main__"} if not is_module(name)} == set()


def test_the_arrows_make_no_circle():
    assert {module for module in ARROWS if module in reachable(module)} == set()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.relative_to(PACKAGE).as_posix())
def test_imports_follow_the_arrows(source):
    module = module_of(source)
    if module == FRONT_DOOR:
        return
    allowed = reachable(module) | {module} | ({FRONT_DOOR} if module in FRONT_DOOR_USERS else set())

    against = [f"{source.name}:{line} imports {name}" for line, name in own_modules(source) if name not in allowed]

    assert against == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.relative_to(PACKAGE).as_posix())
def test_libraries_stay_in_their_places(source):
    misplaced = [
        f"{source.name}:{line} imports {name}"
        for line, name in imported(source)
        if (top := name.partition(".")[0]) in ONLY and module_of(source) not in ONLY[top]
    ]

    assert misplaced == []


@pytest.mark.parametrize(
    ("module", "never"),
    [("value", "charts"), ("gaps", "charts"), *(("charts", name) for name in ("value", "gaps", "model", "study"))],
)
def test_values_and_charts_do_not_know_each_other(module, never):
    assert never not in reachable(module)


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


def test_an_import_hidden_in_a_function_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    source = tmp_path / "value.py"
    source.write_text(
        "import pandas as pd\n"
        "def f():\n"
        "    from . import charts\n"
        "    from .charts.look import COLOURS\n"
        "    import cvtools.gaps\n"
        "    importlib.import_module('.study', __package__)\n"
        "    from cvtools import value_gaps\n",
        encoding="utf-8",
    )
    for name in ("charts", "gaps", "study"):
        (tmp_path / f"{name}.py").touch()

    assert sorted(own_modules(source)) == [
        (3, "charts"),
        (4, "charts"),
        (5, "gaps"),
        (6, "study"),
        (7, FRONT_DOOR),
    ]
