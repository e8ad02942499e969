"""Widgets that go when their cell runs again: otherwise each run would leave its own behind, in kernel and browser."""

from typing import Any, TypeVar

import ipywidgets

W = TypeVar("W", bound=ipywidgets.Widget)

_SHOWN: dict[str, tuple[int, list[ipywidgets.Widget]]] = {}
"""By cell: the run in which it showed widgets, and which."""


def of_this_cell(widget: W) -> W:
    """Remember a widget as this cell's, and close those that an earlier run of the cell left."""
    cell, run = _cell_and_run()
    if cell:
        before = _SHOWN.get(cell)
        if before is None or before[0] != run:
            for old in before[1] if before else []:
                close_all(old)
            _SHOWN[cell] = (run, [])
        _SHOWN[cell][1].append(widget)
    return widget


def close_all(widget: ipywidgets.Widget) -> None:
    """Close a widget and everything in it, its layouts and styles included."""
    for name in widget.keys:
        part = getattr(widget, name, None)
        for inner in part if isinstance(part, list | tuple) else [part]:
            if isinstance(inner, ipywidgets.Widget):
                close_all(inner)
    widget.close()


def _cell_and_run() -> tuple[str, int]:
    """The id of the cell that is running, and how many runs this kernel has seen; ``("", 0)`` outside a notebook."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return "", 0
    return str(kernel.get_parent("shell").get("metadata", {}).get("cellId", "")), int(shell.execution_count)
