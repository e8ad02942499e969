"""A section of a report: a heading, a place that links lead to, and what follows it."""

from dataclasses import dataclass, field

from cvtools.browser.html import Html, element
from cvtools.explorer.place import ExplorerPlace
from cvtools.figures import Figure

Part = Html | Figure | ExplorerPlace
SECTION = "cvtools_section"
"""The key of an output's metadata under which a page finds which section begins there."""


@dataclass(frozen=True)
class Section:
    """A heading and what follows it; a notebook shows its parts one after the other."""

    parts: tuple[Part, ...] = field(default=())
    name: str = ""
    """What links to it say after ``#``; blank for what is no chapter."""
    heading: str = ""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for number, part in enumerate(self.parts):
            if number == 0 and self.name and isinstance(part, Html):
                display(part, metadata={SECTION: {"name": self.name, "heading": self.heading}})
            else:
                display(part)


def section(name: str, heading: str, *parts: Part | None) -> Section:
    """A chapter with this heading, without the parts that there are none of."""
    kept = tuple(part for part in parts if part is not None and not (isinstance(part, Html) and not part.markup))
    return Section((element("h2", heading, id=f"{name}-heading"), *kept), name, heading)
