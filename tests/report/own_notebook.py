"""A notebook of somebody's own: it makes a line of HTML, or behaves in one of the ways that no report should."""

from __future__ import annotations

from pathlib import Path

import nbformat

CELLS = [
    'study = ""\nsegment = ""\nlanguage = ""\nmode = "well"\nnumber = 1',
    "import builtins, os, sys, time\nimport cvtools as cv\nfrom IPython.display import HTML, display\n"
    "analysis = cv.analyse(study, segment=segment, language=language)\n"
    "assert not hasattr(builtins, 'left_by_another')\nbuiltins.left_by_another = True\ncv.__version__ = 'changed'",
    "{'well': lambda: None, 'raise': lambda: 1 / 0, 'exit': lambda: sys.exit(0), 'hang': lambda: time.sleep(600),\n"
    "'kill': lambda: os.kill(os.getpid(), 9), 'say': lambda: [print('x' * 1_000_000) for _ in range(300)] and None,\n"
    "'paint': lambda: display(type('Picture', (), {'_repr_html_': lambda self: 1 / 0})()),\n"
    "'flood': lambda: [display(HTML('x' * 30_000_000)) for _ in range(4)]}[mode]()",
    "HTML(f'<p>{analysis.segment} has {number + 1}</p>')",
]


def write_notebook(folder: Path) -> Path:
    """Write it into a folder, with its first cell as its parameters."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    cells[0].metadata["tags"] = ["parameters"]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # the same file each time: reports know what they are made from
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "mine.ipynb")
    return folder / "mine.ipynb"
