"""The notebooks in Norwegian and Croatian: made from the English ones, whole, and running like them."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
from functools import cache

import papermill
import pytest

import cvtools as cv
from cvtools.notebook.marking import marked
from cvtools.notebook.translation import Untranslated, catalogue, messages, translated, write

from ..strength import some
from .test_notebooks import LINK, NOTEBOOKS, ROOT, WALK, code_cells, execute, faults, prose, tags, text_of
from .test_notebooks import read as read_notebook

FOLDER = ROOT / "notebooks"
CODES = ["nb", "hr"]
read = cache(read_notebook)
every_language = pytest.mark.parametrize("code", CODES)
each = pytest.mark.parametrize(("code", "name"), [(code, name) for name in WALK for code in CODES])
# All of them in CI, two from day to day: only words differ from those that run daily.
RUNS = some([(code, name) for name in WALK for code in CODES], daily=2)


def messages_of_all() -> list[str]:
    return [found[2] for path in NOTEBOOKS for found in messages(io.BytesIO(path.read_bytes()))]


@every_language
def test_the_catalogue_has_every_message_and_no_other(code):
    known = catalogue(code)

    assert set(known) == set(messages_of_all())
    assert [message for message, there in known.items() if not there] == []


@every_language
def test_a_translation_keeps_code_tables_and_numbered_exercises(code):
    _ = cv.language.language(code)
    theirs = {"none": _("none"), "# Parameters": f"# {catalogue(code)['Parameters']}"}

    def kept(text: str) -> list[str]:
        return sorted(re.findall(r"`([^`\n]+)`|^(\*\*\d\.\*\*)", text))

    for message, there in catalogue(code).items():
        columns = [[line.count("|") for line in text.splitlines()] for text in (message, there)]
        assert kept(there) == sorted((theirs.get(word, word), number) for word, number in kept(message)), there
        assert columns[0] == columns[1], there


@every_language
def test_making_them_again_changes_nothing(code, tmp_path):
    for path in NOTEBOOKS:
        shutil.copy(path, tmp_path)

    write(tmp_path)

    made, kept = ({path.name: path.read_bytes() for path in (at / code).iterdir()} for at in (tmp_path, FOLDER))
    assert made == kept, "run `make notebooks`"


def test_what_has_no_words_yet_is_named_and_nothing_is_written(tmp_path):
    cell = {"cell_type": "markdown", "id": "new", "metadata": {}, "source": ["Never\n", "translated."]}
    (tmp_path / "new.ipynb").write_text(json.dumps({"cells": [cell]}))

    with pytest.raises(Untranslated, match=r"^nb: Never translated.\nhr: Never translated.$"):
        write(tmp_path)

    assert not (tmp_path / "nb").exists()


def test_a_block_is_a_message_however_it_is_wrapped():
    source = [
        "A\n",
        "paragraph.\n",
        "\n",
        "- one\n",
        "- two,\n",
        "  long\n",
        "\n",
        "```\n",
        "as it\n",
        "stands\n",
        "```",
    ]
    found = []

    translated({"cells": [{"cell_type": "markdown", "source": source}]}, "nb", lambda text: found.append(text) or text)

    assert found == ["A paragraph.", "- one\n- two,   long", "```\nas it\nstands\n```"]


@each
def test_it_has_the_same_cells_and_says_its_language(code, name):
    there, source = read(FOLDER / code / f"{name}.ipynb"), read(FOLDER / f"{name}.ipynb")
    parameters = papermill.inspect_notebook(str(FOLDER / code / f"{name}.ipynb"))

    assert [(cell.id, cell.cell_type, tags(cell)) for cell in there.cells] == [
        (cell.id, cell.cell_type, tags(cell)) for cell in source.cells
    ]
    for ours, english in zip(code_cells(there), code_cells(source), strict=True):
        assert shape(ours.source) == shape(english.source)
    assert parameters["language"]["default"] == f'"{code}"'
    assert [name for name, known in parameters.items() if not known["help"]] == []


def shape(source: str) -> str:
    """What a cell does, without its texts."""
    return re.sub(r"value='[^']*'", "", ast.dump(ast.parse(source)))


@each
def test_its_links_and_paths_lead_where_the_english_ones_do(code, name):
    here, there = FOLDER / code, read(FOLDER / code / f"{name}.ipynb")
    links = [(here / link).resolve() for link in LINK.findall(prose(there))]
    paths = re.findall(r'"(\.\./[^"]*)"', prose(there) + "".join(cell.source for cell in code_cells(there)))

    assert links != []
    assert [link for link in links if not link.is_file()] == []
    assert {link.parent for link in links if link.name in {f"{other}.ipynb" for other in WALK[1:]}} <= {here}
    assert [path for path in paths if (here / path).resolve() != ROOT / "my_study"] == []


@every_language
def test_answers_in_ones_own_language_are_marked(code, tmp_path):
    _ = cv.language.language(code)
    for name in ("00_start_here", "05_how_sure_are_we"):
        shutil.copy(FOLDER / code / f"{name}.ipynb", tmp_path)
    mine = tmp_path / "00_start_here.ipynb"
    mine.write_text(
        mine.read_text(encoding="utf-8").replace('answer = \\"\\"', f'answer = \\"{_("cost")}\\"'), encoding="utf-8"
    )

    frame = marked(tmp_path)

    assert frame.set_index("exercise")["mark"].to_dict() == {
        "side": "right",
        "most_probable": "open",
        "widest": "open",
        "clear_winners": "open",
    }


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name"), RUNS)
def test_it_runs_in_its_language(code, name):
    executed = execute(FOLDER / code / f"{name}.ipynb")

    study = cv.read_study("travel_mode" if name == "08_report" else "coffee")
    assert faults(executed) == []
    assert cv.language.names_of(study, "offerings", language=code)[study.settings.ours] in text_of(executed)
