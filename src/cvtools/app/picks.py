"""Lists to choose from, as the page *Measure* has them."""

from collections.abc import Callable
from typing import Any

import ipywidgets

WIDE = {"width": "min(34em, 100% - 4px)"}  # what is beside it, 2 px each, included


class Picks:
    """Makes such lists; what is chosen in one is done by ``guarded``, what the program chooses is not."""

    def __init__(self, guarded: Callable[[Callable[[], object]], None]) -> None:
        self._guarded, self._quiet = guarded, False

    def make(self, chosen: Callable[[], object]) -> ipywidgets.Dropdown:
        """Return a list and what follows when somebody chooses from it."""
        made = ipywidgets.Dropdown(layout=WIDE, style={"description_width": "11em"})
        made.observe(lambda _: None if self._quiet else self._guarded(chosen), "value")
        return made

    def fill(self, pick: ipywidgets.Dropdown, options: list[tuple[str, Any]], value: Any) -> None:
        """Offer options and choose one, without anything following from it."""
        self._quiet = True
        try:
            if tuple(pick.options) != tuple(options):
                pick.options = options
            if pick.value != value and value in [known for _, known in options]:
                pick.value = value
        finally:
            self._quiet = False
