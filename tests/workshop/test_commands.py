"""The workshop's commands, as they are typed."""

from __future__ import annotations

import json
import socket

import pytest
from click.testing import CliRunner

from cvtools.cli.program import cli
from cvtools.study.errors import StudyError
from cvtools.study.study import read_study
from cvtools.workshop.form import form_of
from cvtools.workshop.opening import own_address

from ..studies import write_files


def typed(*words: object) -> str:
    """What a command says; its errors are raised."""
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False, standalone_mode=False).output


def test_the_day_before(tmp_path):
    study = write_files(tmp_path / "study")

    told = typed("workshop", "check", study, "--lan", "--port", 8899).splitlines()

    assert f"Participants open http://{own_address()}:8899/" in told[1]
    assert told[-4].startswith("ok    en: ")
    assert told[-3].startswith("LOOK  nb: ")  # this study has no Norwegian names
    assert "hotspot" in told[-1]


def test_a_port_that_somebody_has(tmp_path):
    study = write_files(tmp_path / "study")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StudyError, match="another program has this port"):
            typed("workshop", study, "--port", port, "--room", tmp_path / "room.db")
        with pytest.raises(StudyError, match="another program has this port"):
            typed("workshop", "check", study, "--port", port)


def test_a_page_goes_out_and_a_study_comes_back(tmp_path):
    study = write_files(tmp_path / "study")
    page, answers, out = tmp_path / "page.html", tmp_path / "mine.json", tmp_path / "pooled"

    assert "Wrote" in typed("workshop", "page", study, "--out", page)
    form = form_of(read_study(study))
    said = {"weight/taste": 100, "weight/price": 50, "rating/cafe/taste": {"likely": 7}}
    sent = {"workshop": 1, "form": form, "id": "a", "name": "", "view": "perceived", "answers": said}
    answers.write_text(json.dumps(sent), encoding="utf-8")

    assert "1 participant" in typed("workshop", "pool", answers, "--study", study, "--out", out)

    assert page.stat().st_size <= 150_000
    pooled = read_study(out).ratings.set_index(["segment", "offering", "driver"]).loc[("regulars", "cafe", "taste")]
    assert pooled[["rating", "n", "evidence"]].tolist() == [7, 1, "workshop"]
    with pytest.raises(StudyError, match="there is something here already"):
        typed("workshop", "pool", answers, "--study", study, "--out", out)


def test_the_kit_is_written(tmp_path):
    told = typed("workshop", "kit", "coffee", "--language", "hr", "--out", tmp_path / "kit").splitlines()

    assert len(told) == 6
    assert 'lang="hr"' in (tmp_path / "kit" / "answers.html").read_text(encoding="utf-8")
