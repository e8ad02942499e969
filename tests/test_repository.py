"""What git holds: text that any machine reads the same way, notebooks without outputs, nothing of one machine's own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]

# What the tests and the Makefile look for by pattern. A pattern that matches nothing tests nothing.
GLOBS = [
    "benchmarks/bench_*.py",
    "data/*/study.yaml",
    "notebooks/*.ipynb",
    "notebooks/*/*.ipynb",
    "src/cvtools/**/*.py",
    "src/cvtools/language/locale/*/LC_MESSAGES/cvtools.po",
    "tests/test_*.py",
]
# A file in another encoding, or with other line ends, is written by the test that needs it.
BINARY = {".jpg", ".mo", ".parquet", ".png", ".xlsx"}

# Written in two halves, so that this file does not hold what it looks for.
REGISTRIES = [".".join(name) for name in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com")]]
# Private and local addresses, but for 127.0.0.1 itself, which is a test's own server.
ADDRESS = re.compile(
    r"(?<![\d.])(?:10\.\d+\.\d+\.\d+|127\.(?!0\.0\.1\b)\d+\.\d+\.\d+|192\.168\.\d+\.\d+"
    r"|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)(?![\d.])"
)
# A path into one machine's folders: it leads nowhere on the next machine.
OWN_PATH = re.compile(r"(?<![\w.~:/}\])-])/(?:home|root|tmp|work|Users)/[\w.]")
LINK = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)")


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        return []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


TRACKED = tracked()
TEXT = [path for path in TRACKED if path.suffix not in BINARY]
# Exports as survey tools write them, each with its own line ends.
EXPORTS = ("tests/evidence/exports/", "data/coffee_survey/")
needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")


def lines_with(pattern: str | re.Pattern[str]) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:120]}"
        for path in TEXT
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), start=1)
        if found.search(line)
    ]


@pytest.mark.parametrize("pattern", GLOBS)
def test_no_pattern_is_empty(pattern):
    assert list(ROOT.glob(pattern)) != []


@needs_git
def test_git_lists_the_files():
    assert ROOT / "pyproject.toml" in TRACKED


@needs_git
def test_text_is_utf8_with_line_feeds():
    wrong = []
    for path in TEXT:
        name = path.relative_to(ROOT).as_posix()
        content = path.read_bytes()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong.append(f"{name}: {error}")
        if b"\r" in content and not name.startswith(EXPORTS):
            wrong.append(f"{name}: carriage returns")
        if content and not content.endswith(b"\n"):
            wrong.append(f"{name}: no line feed at the end")
    assert wrong == []


@needs_git
def test_no_package_registry_is_named():
    assert lines_with("|".join(map(re.escape, REGISTRIES))) == []


@needs_git
def test_no_private_address_is_named():
    assert lines_with(ADDRESS) == []


@needs_git
def test_no_path_of_one_machine_is_named():
    assert lines_with(OWN_PATH) == []


@needs_git
def test_links_between_documents_lead_somewhere():
    documents = [path for path in TRACKED if path.suffix == ".md"]
    dead = [
        f"{document.relative_to(ROOT).as_posix()} links to {link}"
        for document in documents
        for link in LINK.findall(document.read_text(encoding="utf-8"))
        if (document.parent / link).resolve() not in TRACKED
        and not any((document.parent / link).resolve() in path.parents for path in TRACKED)
    ]

    assert documents != []
    assert dead == []


@pytest.mark.parametrize(
    "path", [path for path in TRACKED if path.suffix == ".ipynb"], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_notebooks_hold_no_outputs_and_keep_their_ids(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert {"papermill", "widgets"}.isdisjoint(notebook.metadata)
    assert notebook.metadata.kernelspec.name == "python3"


def test_notebooks_are_stripped_alike_everywhere():
    options = (
        '--keep-id --extra-keys "metadata.papermill cell.metadata.papermill cell.metadata.execution metadata.widgets"'
    )

    assert options in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert options in (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (ADDRESS, "http://" + "10.1" + ".2.3:80/", True),
        (ADDRESS, "http://127.0.0.1:8888/", False),
        (ADDRESS, "doi:10.1016/j.jom.2010.01", False),
        (OWN_PATH, "see " + "/home" + "/ann/study", True),
        (OWN_PATH, "https://example.org/work/study", False),
        (OWN_PATH, "the price is per month/work/study", False),
        (LINK, "[the design](docs/architecture.md#frames)", True),
        (LINK, "[a page](https://example.org)", False),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern, text, found):
    assert bool(pattern.search(text)) is found
