"""A section of a report: a heading and what follows it."""

from dataclasses import dataclass, field

from cvtools.browser.html import Html, element
from cvtools.explorer.place import ExplorerPlace
from cvtools.figures import Figure

Part = Html | Figure | ExplorerPlace


@dataclass(frozen=True)
class Section:
    """A heading and what follows it; a notebook shows its parts one after the other."""

    parts: tuple[Part, ...] = field(default=())

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)


def section(heading: str, *parts: Part | None) -> Section:
    """A section with this heading, without the parts that there are none of."""
    return Section((element("h2", heading), *(part for part in parts if part is not None)))
