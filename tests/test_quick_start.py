"""What is put off until it is used: nothing is lost, and nothing pays for it."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_charts_and_notebooks_do_not_load_the_grammar():
    assert run("import cvtools, altair, nbformat, sys; print('lark' in sys.modules)") == "False"


@pytest.mark.thorough
def test_jsonschema_checks_addresses_as_it_does_without_us():
    check = """
import sys
from jsonschema import Draft202012Validator, FormatChecker
for kind in ("iri", "iri-reference", "uri"):
    checker = Draft202012Validator({"format": kind}, format_checker=FormatChecker())
    print(kind, [checker.is_valid(text) for text in ("http://example.org/č", "http://example.org/<a>", "a b", 7)])
"""
    assert run("import cvtools" + check) == run(check)


def test_a_grammar_that_is_loaded_already_stays():
    before = "import rfc3987_syntax as grammar; check = grammar.is_valid_syntax; import cvtools"

    assert run(f"{before}; print(check is grammar.is_valid_syntax)") == "True"


@pytest.mark.thorough
def test_whatever_else_is_asked_of_the_grammar_is_there():
    asked = "import cvtools, rfc3987_syntax as grammar"

    assert run(f"{asked}; print(grammar.make_syntax_validator('iri')('a:b'))") == "True"
    assert run(f"{asked}; print(grammar.is_valid_syntax('iri', 'a:b'))") == "True"
