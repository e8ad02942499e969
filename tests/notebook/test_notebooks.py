"""The notebooks: how they are written, and that each runs with any study, or fails in our own words."""

from __future__ import annotations

import ast
import re
from functools import partial
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError

import cvtools as cv
from cvtools.charts.mimetype import VEGALITE

from ..strength import some

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WALK = [
    "00_start_here",
    "01_define_segments",
    "02_enter_benefits_and_costs",
    "03_see_value_gaps",
    "04_explore_with_sliders",
    "05_how_sure_are_we",
    "06_measure_value",
    "07_improve_value",
    "08_report",
    "09_workshop",
]

# papermill does not see a parameter whose line has a second `=`
LITERAL = re.compile(r'\w+ = (?:"[^"=]*"|\d+)  # [^=]+')
LINK = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)")
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.BinOp, ast.For, ast.While, ast.If)

# The report leaves out what its study does not have (what travellers had expected, scenarios that are kept), and a plan
# that the first screen has told already.
SILENT = {"08-10", "08-12", "report-levers", "report-scenarios"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def shows_something(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell ends on an expression, which is then its output."""
    statements = ast.parse(cell.source).body
    return bool(statements) and isinstance(statements[-1], ast.Expr)


def execute(path: Path, cwd: Path | None = None, **parameters: str | int) -> nbformat.NotebookNode:
    """Run a notebook as JupyterLab does, in its own folder or another one; nothing is written.

    Once in some thousand notebooks, on a busy machine, the client misses what the kernel answered, and would wait for
    ever; then it is run again.
    """
    run = partial(
        papermill.execute_notebook,
        str(path),
        None,
        parameters=parameters,
        cwd=cwd or path.parent,
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        extra_arguments=["--log-level=ERROR"],
        execution_timeout=120,
    )
    try:
        return run()
    except CellTimeoutError:
        return run()


def faults(notebook: nbformat.NotebookNode) -> list[str]:
    """What an executed notebook must not hold: errors, anything on stderr, failed widgets, cells that stayed silent."""
    found = []
    for cell in code_cells(notebook):
        loud = [out for out in cell.outputs if out.output_type == "error" or out.get("name") == "stderr"]
        found += [f"{cell.id}: {out.get('evalue') or out.get('text')}" for out in loud]
        if shows_something(cell) and not cell.outputs and cell.id not in SILENT:
            found.append(f"{cell.id}: no output")
    state = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    inside = [out for model in state.values() for out in model.get("state", {}).get("outputs", ())]
    return found + [f"a widget: {out['evalue']}" for out in inside if out["output_type"] == "error"]


def text_of(notebook: nbformat.NotebookNode) -> str:
    """Everything a notebook shows but its charts."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return "\n".join(output.get("data", {}).get("text/html", "") for output in outputs)


def charts_in(notebook: nbformat.NotebookNode) -> int:
    return sum(VEGALITE in output.get("data", {}) for cell in code_cells(notebook) for output in cell.outputs)


# -- how they are written ------------------------------------------------------------------------------------------


def test_these_are_the_notebooks():
    assert [path.stem for path in NOTEBOOKS] == WALK


@every_notebook
def test_it_begins_as_all_do(path):
    notebook = read(path)
    title, setup, parameters, opening = notebook.cells[:4]

    assert title.cell_type == "markdown"
    assert title.source.startswith("# ")
    assert re.findall(r"^# .*", prose(notebook), flags=re.M) == [title.source.splitlines()[0]]
    assert re.search(r"^\*\*.+\?\*\*", title.source, flags=re.M), "the question it answers"
    assert "You will be able to" in title.source
    assert re.search(r"^About \d+ minutes · ", title.source, flags=re.M)
    assert setup.source == "import cvtools as cv\n\ncv.setup()"
    assert "parameters" in tags(parameters)
    assert re.match(r"analysis = cv\.analyse(\(study|_survey\(survey)\b", opening.source)


@every_notebook
def test_it_ends_with_what_was_learned(path):
    last = read(path).cells[-1]

    assert last.cell_type == "markdown"
    assert "## What you learned" in last.source or "## What you learned" in prose(read(path))


@every_notebook
def test_its_parameters_are_plain_and_papermill_sees_them_all(path):
    marked = [cell for cell in code_cells(read(path)) if "parameters" in tags(cell)]
    seen = papermill.inspect_notebook(str(path))

    assert len(marked) == 1
    first, *lines = marked[0].source.splitlines()
    assert first == "# Parameters"  # what the prose calls this cell
    assert [line for line in lines if not LITERAL.fullmatch(line)] == []
    assert list(seen) == [line.split(" = ")[0] for line in lines]
    assert {"segment", "language"} <= set(seen)
    assert {"study", "survey"} & set(seen)
    assert [name for name, known in seen.items() if not known["help"]] == []


@every_notebook
def test_its_cells_are_short_and_plain(path):
    for cell in code_cells(read(path)):
        tree = ast.parse(cell.source)
        names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        imports = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]

        assert len(cell.source.splitlines()) <= 8, cell.id
        assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, FORBIDDEN)] == [], cell.id
        assert "print" not in names, cell.id
        assert [text for text in texts if text.startswith(("/", "~", "http")) or "\\" in text] == [], cell.id
        assert imports in ([], ["import cvtools as cv"]), cell.id
        assert shows_something(cell) or "parameters" in tags(cell) or cell.id == "08-03", cell.id


@every_notebook
def test_it_asks_cvtools_only_for_what_there_is(path):
    asked = {
        node.attr
        for cell in code_cells(read(path))
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cv"
    }

    assert asked - set(cv.__all__) == set()


@every_notebook
def test_its_cells_have_names_and_no_outputs(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    ids = [cell.id for cell in notebook.cells]

    assert [identifier for identifier in ids if not re.fullmatch(r"[0-9a-z-]+", identifier)] == []
    assert len(set(ids)) == len(ids)
    assert [cell.id for cell in code_cells(notebook) if cell.outputs or cell.execution_count is not None] == []
    assert notebook.metadata.kernelspec.name == "python3"


@every_notebook
def test_its_links_lead_somewhere(path):
    links = LINK.findall(prose(read(path)))

    assert links != []
    assert [link for link in links if not (path.parent / link).resolve().is_file()] == []
    assert "http" not in prose(read(path))


@every_notebook
def test_it_leads_to_its_neighbours(path):
    at = WALK.index(path.stem)
    title = read(path).cells[0].source

    assert [
        name for name in WALK[max(0, at - 1) : at + 2] if name != path.stem and f"({name}.ipynb)" not in title
    ] == []


# -- that they run -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", some(NOTEBOOKS, daily=3), ids=lambda path: path.stem)
def test_it_runs_as_it_stands(path):
    executed = execute(path)

    assert faults(executed) == []
    assert charts_in(executed) == expected_charts(executed)


def expected_charts(notebook: nbformat.NotebookNode) -> int:
    """One for each figure asked for; the report's sections hold their own."""
    if "report = " in "".join(cell.source for cell in code_cells(notebook)):
        return 13  # this study has neither expected nor believed ratings
    figure = r"cv\.figures\.\w+\(|\.decision\("  # the decision shows the gap
    return sum(len(re.findall(figure, cell.source)) for cell in code_cells(notebook))


def called(value: object) -> str:
    """The parameters as part of a test's name."""
    return "-".join(map(str, value.values())).replace("../data/", "") if isinstance(value, dict) else str(value)[:30]


# Each notebook, each study that differs from the default in its own way, and each language, without their full product.
OTHERS = [
    ("00_start_here", {"study": "../data/travel_mode", "segment": "higher_income", "language": "nb"}),
    ("01_define_segments", {"study": "../data/toasters", "language": "hr"}),
    ("02_enter_benefits_and_costs", {"study": "../data/laptops", "language": "nb"}),
    ("03_see_value_gaps", {"study": "../data/laptops", "language": "hr", "rival": "c", "fair_line": "fitted"}),
    ("05_how_sure_are_we", {"study": "../data/laptops", "language": "nb", "draws": 500, "seed": 7}),
    ("05_how_sure_are_we", {"study": "../data/travel_mode", "segment": "higher_income", "language": "hr"}),
    ("06_measure_value", {"survey": "coffee_survey/limesurvey.yaml", "segment": "neighbours", "language": "nb"}),
    ("07_improve_value", {"study": "../data/travel_mode", "segment": "higher_income", "language": "hr"}),
    ("08_report", {"study": "../data/coffee", "segment": "neighbours", "language": "hr"}),
    ("09_workshop", {"study": "../data/difference_or_ratio", "language": "hr"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameters"), some(OTHERS, daily=3), ids=called)
def test_it_runs_with_another_study_and_language(name, parameters):
    executed = execute(ROOT / "notebooks" / f"{name}.ipynb", **parameters)

    study = cv.read_study(ROOT / "notebooks" / parameters.get("study", "../data/coffee"))
    ours = cv.language.names_of(study, "offerings", language=parameters["language"])[study.settings.ours]
    assert faults(executed) == []
    assert charts_in(executed) > 0 or name.startswith("02")
    assert ours in text_of(executed)


WRONG = [
    ("00_start_here", {"study": "../data/tea"}, "data/tea: there is no such folder or file"),
    ("01_define_segments", {"segment": "comuters"}, 'segment: found "comuters".*Did you mean "commuters"'),
    ("02_enter_benefits_and_costs", {"language": "no"}, 'language: found "no"; allowed: en, nb or hr.*"nb"'),
    ("03_see_value_gaps", {"rival": "chian"}, 'rival: found "chian".*Did you mean "chain"'),
    ("05_how_sure_are_we", {"draws": 0}, 'draws: found "0"; allowed: a whole number from 1 to 1,000,000'),
    ("05_how_sure_are_we", {"seed": "one"}, 'seed: found "one"; allowed: a whole number from 0'),
    ("06_measure_value", {"survey": "nowhere.yaml"}, "nowhere.yaml: it cannot be read"),
    ("09_workshop", {"segment": "nobody"}, 'segment: found "nobody"; allowed: commuters'),
    ("08_report", {"segment": "nobody"}, 'segment: found "nobody"; allowed: lower_income'),
]


@pytest.mark.slow
def test_it_runs_from_any_folder(tmp_path):
    """As papermill runs it from elsewhere, with the defaults: examples go by their names, not by a path."""
    executed = execute(ROOT / "notebooks" / "03_see_value_gaps.ipynb", cwd=tmp_path)

    assert faults(executed) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameters", "told"), some(WRONG, daily=3), ids=called)
def test_a_bad_parameter_fails_at_once_in_our_words(name, parameters, told):
    path = ROOT / "notebooks" / f"{name}.ipynb"

    with pytest.raises(papermill.PapermillExecutionError) as failure:
        execute(path, **parameters)

    assert failure.value.ename == "StudyError"
    assert re.search(told, failure.value.evalue)
    assert failure.value.source == read(path).cells[3].source
    assert "Traceback" not in "\n".join(failure.value.traceback)


@pytest.mark.slow
def test_a_broken_notebook_fails(tmp_path):
    broken = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell('study = "x"  # a study', metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell("1 / 0"),
        ]
    )
    nbformat.write(broken, tmp_path / "broken.ipynb")

    with pytest.raises(papermill.PapermillExecutionError, match="division by zero"):
        execute(tmp_path / "broken.ipynb")


@pytest.mark.slow
def test_what_is_wrong_but_does_not_raise_is_found(tmp_path):
    quiet = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("import sys\nsys.stderr.write('careful')", id="warns"),
            nbformat.v4.new_code_cell("None", id="silent"),
            nbformat.v4.new_code_cell(
                "import ipywidgets\nslider = ipywidgets.IntSlider()\nout = ipywidgets.Output()\n"
                "with out:\n    1 / 0\nout",
                id="widget",
            ),
        ]
    )
    nbformat.write(quiet, tmp_path / "quiet.ipynb")

    assert faults(execute(tmp_path / "quiet.ipynb")) == [
        "warns: careful",
        "silent: no output",
        "a widget: division by zero",
    ]
