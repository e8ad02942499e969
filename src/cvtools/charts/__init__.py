"""Charts: a labelled frame in, an Altair chart out. Nothing is displayed, nothing global is changed.

    import cvtools as cv

    table = cv.language.labelled(cv.values(study), study)
    cv.charts.value_chart(table, unit=study.settings.unit)

One colour has one meaning in all of them; ``theme.py`` holds the table.
"""

from cvtools.charts.decomposition import decomposition_chart
from cvtools.charts.heatmap import gap_heatmap_chart
from cvtools.charts.interval import gap_interval_chart, value_interval_chart
from cvtools.charts.priority import priority_chart
from cvtools.charts.profile import profile_chart
from cvtools.charts.rank import rank_chart
from cvtools.charts.tornado import tornado_chart
from cvtools.charts.value import value_chart
from cvtools.charts.value_map import FAIR_LINES, value_map_chart
from cvtools.charts.waterfall import gap_waterfall_chart

__all__ = [
    "FAIR_LINES",
    "decomposition_chart",
    "gap_heatmap_chart",
    "gap_interval_chart",
    "gap_waterfall_chart",
    "priority_chart",
    "profile_chart",
    "rank_chart",
    "tornado_chart",
    "value_chart",
    "value_interval_chart",
    "value_map_chart",
]
