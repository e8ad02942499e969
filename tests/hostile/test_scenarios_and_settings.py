"""Small files made to hang the program, or to break it: each is refused in a moment, and hides nothing else."""

from __future__ import annotations

import json
import os
import sys

import pytest

import cvtools as cv

from ..strength import some
from ..studies import write_files

if sys.platform == "win32":
    pytest.skip("limits of processor time are POSIX's", allow_module_level=True)

from .limits import run_limited

LAUGHS = 'a: &a ["lol","lol"]\n' + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)
MERGES = "m0: &m0 {k: 1}\n" + "".join(f"m{i + 1}: &m{i + 1} {{<<: [{','.join([f'*m{i}'] * 9)}]}}\n" for i in range(8))
HEAD = "format: 1\nscenario: x\nstudy: Coffee\n"

SCENARIOS = {
    "laughs in a rating": LAUGHS + HEAD + "ratings: {regulars: {taste: *k}}\n",
    "laughs for a study": LAUGHS + "format: 1\nscenario: x\nstudy: *k\n",
    "merges": MERGES + HEAD,
    "hex rating": HEAD + f"ratings: {{regulars: {{taste: 0x{'f' * 5000}}}}}\n",
    "long rating": HEAD + f"ratings: {{regulars: {{taste: {'9' * 5000}}}}}\n",
    "long rating in JSON": '{"format": 1, "scenario": "x", "ratings": {"regulars": {"taste": %s}}}' % ("9" * 5000),
    "long name": f"format: 1\nscenario: 0x{'f' * 5000}\nstudy: Coffee\n",
    "long study": f"format: 1\nscenario: x\nstudy: 0b{'1' * 5000}\nratings: {{nobody: {{}}}}\n",
    "long weight": HEAD + f"weights: {{regulars: {{taste: 0o{'7' * 5000}}}}}\n",
    "no character": 'format: 1\nscenario: "\\UFFFFFFFF"\nstudy: Coffee\n',
    "deep": "[" * 100_000,
    "deep mappings": "{a: " * 50_000,
    "many values": "a: [" + "x, " * 300_000 + "]",
    "many anchors": "a: [" + ", ".join(f"&a{i} x" for i in range(60_000)) + "]",
    "many segments": json.dumps({"format": 1, "scenario": "x", "ratings": {f"s{i}": {} for i in range(60_000)}}),
    "a list": "- x\n",
    "a tag": HEAD + "ratings: !!python/object:os.system {}\n",
    "twice": HEAD + "ratings: {regulars: {taste: 1, taste: 2}}\n",
    "two documents": f"{HEAD}---\n{HEAD}",
    "huge JSON list": '{"format": 1, "scenario": "x", "ratings": {"regulars": {"taste": %s}}}' % ([0] * 200_000),
}

KEPT = """
    import json, sys
    import cvtools as cv
    from cvtools.study.scenario_files import kept_scenarios, read_scenario

    study = cv.read_study(sys.argv[1])
    kept, problems = kept_scenarios(study)
    alone = ""
    try:
        read_scenario(study, sys.argv[2])
    except cv.StudyError as error:
        alone = str(error)
    print(json.dumps([[scenario.name for scenario in kept], [str(problem) for problem in problems], alone]))
"""


@pytest.mark.parametrize("name", some(list(SCENARIOS), daily=2))
def test_a_bad_scenario_is_refused_and_hides_no_good_one(tmp_path, name):
    folder = write_files(tmp_path / "study")
    study = cv.read_study(folder)
    from cvtools.study.scenario_files import write_scenario
    from cvtools.study.scenarios import Scenario

    write_scenario(study, Scenario("Good", ratings={"regulars": {"taste": 5.0}}))
    bad = folder / "scenarios" / "bad.yaml"
    bad.write_text(SCENARIOS[name])

    kept, problems, alone = json.loads(run_limited(KEPT, folder, bad))

    assert kept == ["Good"]
    assert problems
    assert alone
    assert all(len(line) < 500 for line in [*problems, *alone.splitlines()])


def test_neither_does_a_pipe(tmp_path):
    folder = write_files(tmp_path / "study")
    (folder / "scenarios").mkdir()
    os.mkfifo(folder / "scenarios" / "pipe.yaml")

    kept, problems, _ = json.loads(run_limited(KEPT, folder, folder / "scenarios" / "pipe.yaml"))

    assert kept == []
    assert problems[0].endswith("a scenario is a file of at most 1,000,000 bytes")


SETTINGS = {
    "laughs": LAUGHS,
    "merges": MERGES,
    "no character": 'x: "\\UFFFFFFFF"\n',
    "deep": "x: " + "[" * 100_000,
    "many values": "x: [" + "x, " * 300_000 + "]\n",
    "many anchors": "x: [" + ", ".join(f"&a{i} x" for i in range(60_000)) + "]\n",
    "many settings": "".join(f"s{i}: x\n" for i in range(60_000)),
}
READ = """
    import sys
    import cvtools as cv

    try:
        cv.read_study(sys.argv[1])
    except cv.StudyError as error:
        print(error)
    cv.open_draft(sys.argv[1])  # what is wrong can be mended in the form
"""


@pytest.mark.parametrize("name", some(list(SETTINGS), daily=2))
def test_bad_settings_are_refused_and_can_be_mended(tmp_path, name):
    folder = write_files(tmp_path / "study")
    with (folder / "study.yaml").open("a") as file:
        file.write(SETTINGS[name])

    told = run_limited(READ, folder)

    assert told.splitlines()
    assert all(len(line) < 500 for line in told.splitlines())
