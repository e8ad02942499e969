"""A widget whose module a page loads once, however often its cell runs: a browser never lets go of a module."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets


class BrowserWidget(anywidget.AnyWidget):
    """A widget whose class says in ``module`` which JavaScript draws it: ``export default { render }``, as anywidget's.

    ``module`` is text and the same for all of a class. ``once.js`` is all that a browser keeps of each widget that was.
    """

    module = ""
    _esm = Path(__file__).with_name("once.js").read_text(encoding="utf-8")
    _source = traitlets.Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(_source=self.module, **traits)
