from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

import cvtools as cv


@pytest.fixture
def shell(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    cv.setup()
    return shell


@pytest.mark.parametrize(
    ("language", "text"),
    [("", "nowhere: there is no such folder or file"), ("nb", "nowhere: det finnes ingen slik mappe eller fil")],
)
def test_an_error_is_told_in_the_notebooks_language_without_a_stack(shell, capsys, language, text):
    result = shell.run_cell(f"language = {language!r}\nimport cvtools as cv\ncv.read_study('nowhere')")

    assert isinstance(result.error_in_exec, cv.StudyError)
    assert capsys.readouterr().out.strip() == text
