"""What is handed out: the wheel and the source archive, each in an empty environment and without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import cvtools as cv

from .strength import some

ROOT = Path(__file__).resolve().parents[1]
# As in a new shell: neither this checkout nor the tests' kernels.
PLAIN = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "JUPYTER_PATH")}

pytestmark = [pytest.mark.slow, pytest.mark.thorough]


def run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run([*map(str, words)], cwd=cwd, env=PLAIN, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both, as their builder names them."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    return {"wheel": next(folder.glob("*.whl")), "sdist": next(folder.glob("*.tar.gz"))}


@pytest.mark.parametrize("kind", some(["wheel", "sdist"], daily=1))
def test_it_installs_and_makes_a_study_and_its_report(archives, kind, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # What it needs is there already, from the lock; of this checkout's own installation nothing is seen.
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (tmp_path / "env" / "share").mkdir()
    (tmp_path / "env" / "share" / "jupyter").symlink_to(Path(sys.prefix) / "share" / "jupyter")
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *offline, archives[kind], cwd=tmp_path)
    command = tmp_path / "env" / "bin" / "cvtools"

    run(command, "new", "mine", "--example", "coffee", cwd=tmp_path)
    run(command, "report", "mine", "--segment", "commuters", cwd=tmp_path)

    origin = run(python, "-c", "import cvtools; print(cvtools.__file__)", cwd=tmp_path)
    report = (tmp_path / "reports" / "mine-commuters-en.html").read_text(encoding="utf-8")
    assert Path(origin.strip()).is_relative_to(packages)
    assert cv.read_study(tmp_path / "mine").fingerprint in report
