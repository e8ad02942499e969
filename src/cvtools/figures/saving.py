"""A picture as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from cvtools.charts.mimetype import specification
from cvtools.charts.still_charts import png_of, svg_of
from cvtools.figures.figure import Figure
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.safe_files import replace_file

if TYPE_CHECKING:
    import altair as alt

KINDS = (".svg", ".png")


def save_chart(figure: "Figure | alt.TopLevelMixin", path: str | Path) -> Path:
    """Save a picture as SVG or PNG (twice as many pixels as it has points) and return the file.

    Parameters
    ----------
    figure
        What ``cv.figures`` or ``cv.charts`` return.
    path
        Ends in ``.svg`` or ``.png``; a file of that name is replaced, a folder that is not there is not made.

    Raises
    ------
    StudyError
        When the name ends otherwise.
    OSError
        When the file cannot be written.

    Examples
    --------
    >>> import cvtools as cv
    >>> import tempfile
    >>> analysis = cv.analyse("data/starter", segment="busy")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = save_chart(cv.figures.gap(analysis), folder + "/gap.svg")
    ...     file.read_text()[:4]
    '<svg'
    """
    file = Path(path)
    kind = file.suffix.lower()
    if kind not in KINDS:
        fields = {"choices": KINDS}
        raise StudyError(
            str(file), [Problem(file.name, found=file.suffix, code="one_of", meant=nearest(kind, KINDS), fields=fields)]
        )
    spec = specification(figure.chart if isinstance(figure, Figure) else figure)
    replace_file(file, svg_of(spec).encode() if kind == ".svg" else png_of(spec))
    return file
