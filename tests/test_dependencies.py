"""One source of truth for dependencies: pyproject.toml. The lock and environment.yml agree with it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

# `name==1.2`, perhaps with a marker; then its hashes, one a line. Nothing else: no index, no address, no option.
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)(?: ; (?P<marker>[a-z_]+ [^\\:]+?))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


@pytest.fixture(scope="module")
def project(repository: Path) -> dict:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock(repository: Path) -> list[str]:
    return (repository / "requirements.lock").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def environment(repository: Path) -> dict:
    return YAML(typ="safe").load((repository / "environment.yml").read_text(encoding="utf-8"))


def bounds(requirements: list[str]) -> dict[str, SpecifierSet]:
    parsed = map(Requirement, requirements)
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in parsed}


def test_the_lock_holds_names_versions_and_hashes_only(lock):
    strange = [line for line in lock if not PIN.fullmatch(line) and not HASH.fullmatch(line)]

    assert strange == []
    assert not any("://" in line for line in lock)


def test_every_pin_has_a_hash(lock):
    pins = [number for number, line in enumerate(lock) if PIN.fullmatch(line)]

    assert len(pins) > 50
    assert all(HASH.fullmatch(lock[number + 1]) for number in pins)


def test_every_direct_dependency_is_locked_within_its_bounds(project, lock):
    pinned: dict[str, list[Version]] = {}
    for match in filter(None, map(PIN.fullmatch, lock)):
        pinned.setdefault(match["name"], []).append(Version(match["version"]))
    direct = [
        *project["project"]["dependencies"],
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
        *project["build-system"]["requires"],
    ]

    outside = {
        f"{name}{bound} is locked at {[str(version) for version in pinned.get(name, [])]}"
        for name, bound in bounds(direct).items()
        if name not in pinned or not all(version in bound for version in pinned[name])
    }

    assert outside == set()


def test_conda_gets_the_same_names_and_bounds(project, environment):
    for_conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    for_python = [entry for entry in for_conda if not re.match(r"(python|pip)\b", entry)]

    assert bounds(for_python) == bounds(project["project"]["dependencies"])


def test_conda_installs_the_package_itself(environment):
    assert "pip" in environment["dependencies"]
    assert {"pip": ["-e ."]} in environment["dependencies"]


def test_condas_python_is_one_the_project_supports(project, environment):
    # Binder wants an explicit version: `python=3.13`.
    (python,) = [entry for entry in environment["dependencies"] if str(entry).startswith("python=")]
    version = python.removeprefix("python=")

    assert re.fullmatch(r"3\.\d+", version)
    assert Version(version) in SpecifierSet(project["project"]["requires-python"])
    assert f"Programming Language :: Python :: {version}" in project["project"]["classifiers"]


def test_checkers_read_the_code_as_the_oldest_python_does(project):
    oldest = project["project"]["requires-python"].removeprefix(">=")

    assert project["tool"]["basedpyright"]["pythonVersion"] == oldest
    assert project["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")


def test_what_is_installed_fits_together():
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
