"""Live sliders: one small model in the browser, shared by the notebook and the report.

What a slider changes is worked out in the browser (``js/model.js``, which equals ``value/model.py`` and
``value/gaps.py``) and pushed into pictures that were drawn once, so that it answers within a frame, in a file without
a kernel, too. README.md follows a slider's move, and says what this room may import.
"""

from typing import TYPE_CHECKING

from cvtools.study.study import Study

if TYPE_CHECKING:
    from cvtools.explorer.widget import Explorer


def explore(study: Study, *, segment: str = "", language: str = "") -> "Explorer":
    """Sliders for our ratings and the segment's weights, and the pictures that move with them.

    Parameters
    ----------
    study
        The study; it is not changed. ``explore(study).study`` is the study as the sliders show it.
    segment
        The segment's id that is shown first; by default the study's first.
    language
        ``en``, ``nb`` or ``hr``; by default the study's.

    Raises
    ------
    StudyError
        When there is no such segment or language, nothing is known of what customers perceive, or a scenario that is
        kept beside the study does not fit it.
    """
    from cvtools.browser.cell_widgets import of_this_cell
    from cvtools.explorer.widget import Explorer

    explorer = of_this_cell(Explorer())  # known to the cell before it can fail
    explorer.show(study, segment=segment, language=language)
    return explorer
