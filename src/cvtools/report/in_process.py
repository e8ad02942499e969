"""A way for papermill to run a notebook's cells in this very process, for a process made for one notebook.

A kernel costs a second of one's own, its start and its messages, each time. What is lost without one: widgets have
nobody to talk to, and ``input`` nobody to ask.
"""

import io
import sys
from typing import Any, ClassVar

from ipykernel.jsonutil import encode_images
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from papermill.engines import Engine, papermill_engines
from traitlets import Type
from traitlets.config import Config

ENGINE = "cvtools"
MOST = 100_000_000
"""Letters that a notebook's outputs may have together: more is no report, and would take this machine's memory."""
_MOST_SAID = 1_000_000
"""Letters of a cell's printed text that are kept; no report shows any."""


class _Sink:
    """The outputs of the cell that runs."""

    outputs: ClassVar[list[Any]] = []
    kept: ClassVar[list[list[Any]]] = []
    """The outputs of each cell that went well: papermill would write them all out as text, for nobody."""

    size: ClassVar[int] = 0

    @classmethod
    def put(cls, kind: str, **content: Any) -> None:
        cls.size += sum(len(part) for part in content.get("data", {}).values() if isinstance(part, str))
        if cls.size > MOST and kind != "error":
            raise MemoryError(f"the outputs have more than {MOST:,} letters")
        # `new_output` would check it again and copy the charts, data and all
        nodes = {name: NotebookNode(part) if isinstance(part, dict) else part for name, part in content.items()}
        cls.outputs.append(NotebookNode(output_type=kind, **nodes))


class _Publisher(DisplayPublisher):
    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, *_: Any, **__: Any) -> None:
        _Sink.put("display_data", data=encode_images(data), metadata=metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        _Sink.outputs.clear()


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        """Print nothing: what a cell ends on is an output of its own."""

    write_output_prompt = finish_displayhook = start_displayhook

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        data, count = encode_images(format_dict), self.prompt_count
        _Sink.put("execute_result", data=data, metadata=md_dict or {}, execution_count=count)


class _Stream(io.TextIOBase):
    def __init__(self, name: str) -> None:
        self.stream = name

    def write(self, text: str) -> int:
        last = _Sink.outputs[-1] if _Sink.outputs else {}
        if last.get("name") == self.stream:
            last["text"] += text[: max(0, _MOST_SAID - len(last["text"]))]
        elif text:
            _Sink.put("stream", name=self.stream, text=text[:_MOST_SAID])
        return len(text)


class _Shell(InteractiveShell):
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def _showtraceback(self, etype: type, evalue: object, stb: list[str]) -> None:
        _Sink.put("error", ename=getattr(etype, "__name__", str(etype)), evalue=str(evalue), traceback=list(stb))


class _InThisProcess(Engine):
    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
        shell, _Sink.kept = ready(), [[] for _cell in nb_man.nb.cells]
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            nb_man.cell_start(cell, index)
            well = _run(shell, cell)
            if not well and "raises-exception" not in cell.metadata.get("tags", ()):
                nb_man.cell_exception(cell, index)
                break
            if well:
                _Sink.kept[index], cell.outputs = cell.outputs, []
            nb_man.cell_complete(cell, index)


def ready() -> InteractiveShell:
    """The shell that runs the cells; it may be made before this process is forked."""
    settings = Config()
    settings.HistoryManager.enabled = False
    return _Shell.instance(config=settings)


def give_back(notebook: Any) -> None:
    """Put the outputs of the cells that were run last where they belong."""
    for cell, outputs in zip(notebook.cells, _Sink.kept, strict=True):
        if outputs:
            cell.outputs = outputs


def _run(shell: InteractiveShell, cell: Any) -> bool:
    """Run one cell, keep what it shows, and say whether it went well."""
    _Sink.outputs = []
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    cell.execution_count = shell.execution_count
    try:
        result = shell.run_cell(cell.source, store_history=True)
    finally:
        sys.stdout, sys.stderr = out, err
    cell.outputs = _Sink.outputs
    # what cannot show itself says so in an output, and the cell goes on
    return bool(result.success) and all(output["output_type"] != "error" for output in cell.outputs)


papermill_engines.register(ENGINE, _InThisProcess)
