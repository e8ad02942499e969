"""Live sliders: one small model in the browser, shared by the notebook and the report.

What a slider changes is worked out in the browser (``js/model.js``, which equals ``value/model.py`` and
``value/gaps.py``) and pushed into pictures that were drawn once, so that it answers within a frame, in a file without a
kernel, too; README.md follows a slider's move.

Lives here: the widget and its JavaScript. May import: analysis, charts, browser and all that those stand on. Never:
figures, tables, sentences, notebook, report.
"""

from typing import TYPE_CHECKING

from cvtools.analysis.analysis import Analysis

if TYPE_CHECKING:
    from cvtools.explorer.widget import Explorer

__all__ = ["explore"]


def explore(analysis: Analysis) -> "Explorer":
    """Sliders for our ratings and the segment's weights, and the pictures that move with them.

    ``explore(analysis).study`` is the study as the sliders show it; the study of the analysis is not changed.

    Raises
    ------
    StudyError
        When nothing is known of what customers perceive.
    """
    from cvtools.browser.cell_widgets import of_this_cell
    from cvtools.explorer.widget import Explorer

    explorer = of_this_cell(Explorer())  # known to the cell before it can fail
    explorer.show(analysis)
    return explorer
