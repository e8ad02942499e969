"""One run of one of the workbook's notebooks by papermill, in memory."""

from cvtools.study.errors import StudyError
from cvtools.study.examples import resource
from cvtools.study.wording import N_


class ReportError(Exception):
    """A report notebook that failed although the study is sound."""


def run_notebook(name: str, parameters: dict[str, str]):  # type: ignore[no-untyped-def]
    """Run one of the workbook's notebooks with its parameters; nothing is written.

    Raises
    ------
    StudyError
        When the notebook has no such parameter.
    ReportError
        When a cell fails; the message is the error's own.
    """
    import nbformat
    import papermill

    notebook = nbformat.read(resource("notebooks") / name, as_version=4)
    known = papermill.inspect_notebook(notebook)
    unknown = [parameter for parameter in parameters if parameter not in known]
    if unknown:
        message = N_("the notebook has no parameter {unknown}; it has {known}")
        raise StudyError(name, message, unknown=", ".join(unknown), known=", ".join(known))
    try:
        return papermill.execute_notebook(
            notebook,
            None,
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            extra_arguments=["--log-level=CRITICAL"],
        )
    except papermill.PapermillExecutionError as error:
        raise ReportError(f"{name}, cell {error.exec_count}: {error.ename}: {error.evalue}") from None
