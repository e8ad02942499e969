"""One run of a notebook by papermill, in memory: in a kernel of its own, or in this process, which then is its own."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cvtools.study.errors import StudyError
from cvtools.study.examples import resource
from cvtools.study.wording import N_


class ReportError(Exception):
    """A report notebook that failed although the study is sound."""


def parameters_of(notebook: Path, *, needed: Iterable[str] = ()) -> dict[str, tuple[str, Any]]:
    """A notebook's parameters: the kind that papermill infers, if any, and the default.

    Raises
    ------
    StudyError
        When it cannot be read, or lacks one that is needed.
    """
    import nbformat
    import papermill

    try:
        found: Mapping[str, Any] = papermill.inspect_notebook(nbformat.read(notebook, as_version=4))
    except Exception as error:  # whatever a file may hold
        raise StudyError(str(notebook), N_("it is no notebook that can be read: {why}"), why=str(error)) from None
    lacking = [name for name in needed if name not in found]
    if lacking:
        _refuse(notebook.name, lacking, found)
    return {name: (parameter["inferred_type_name"], _value(parameter["default"])) for name, parameter in found.items()}


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _refuse(name: str, unknown: Iterable[str], known: Iterable[str]) -> None:
    message = N_("the notebook has no parameter {unknown}; it has {known}")
    raise StudyError(name, message, unknown=", ".join(unknown), known=", ".join(known))


def run_notebook(name: str | Path, parameters: Mapping[str, Any], *, here: bool = False):  # type: ignore[no-untyped-def]
    """Run a notebook with its parameters; nothing is written.

    Parameters
    ----------
    name
        One of the workbook's notebooks, or a path to any.
    parameters
        Each by its name.
    here
        Run the cells in this process, for whoever has made one for this run; else in a kernel, as JupyterLab does.

    Raises
    ------
    StudyError
        When the notebook has no such parameter.
    ReportError
        When a cell fails; the message is the error's own.
    """
    import nbformat
    import papermill

    if here:
        from cvtools.report import in_process
    else:
        in_process = None
    notebook = nbformat.read(resource("notebooks") / name, as_version=4)
    known = papermill.inspect_notebook(notebook)
    unknown = [parameter for parameter in parameters if parameter not in known]
    if unknown:
        _refuse(Path(name).name, unknown, known)
    try:
        executed = papermill.execute_notebook(
            notebook,
            None,
            parameters=dict(parameters),
            engine_name=in_process.ENGINE if in_process else None,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            extra_arguments=["--log-level=CRITICAL"],
        )
    except papermill.PapermillExecutionError as error:
        raise ReportError(f"{Path(name).name}, cell {error.exec_count}: {error.ename}: {error.evalue}") from None
    if in_process:
        in_process.give_back(executed)
    for cell in executed.cells:  # papermill takes a cell that leaves with code 0 for the notebook's good end
        if left := [output for output in cell.get("outputs", ()) if output.get("ename") == "SystemExit"]:
            raise ReportError(f"{Path(name).name}, cell {cell.execution_count}: SystemExit: {left[0].evalue}")
    return executed
