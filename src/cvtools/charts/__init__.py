"""Charts: a labelled frame in, an Altair chart out. Nothing is displayed, nothing global is changed.

    import cvtools as cv

    table = cv.language.labelled(cv.values(study), study)
    cv.charts.value_chart(table, unit=study.settings.unit)

Every chart takes, beside its frame and what is its own:

- ``unit``: ``points`` or a currency, in which the frame's numbers are;
- ``language``: the reader's, ``en``, ``nb`` or ``hr``;
- ``title``: instead of the sentence that states the reading;
- ``width``, where amounts of money are rounded: how wide the gap's interval is, so that they stand as in sentences.

It raises a ``StudyError`` that names what its frame lacks.

One chart a file. ``theme.py`` has what all share: one colour has one meaning in all of them, and its table holds it.
``rows.py`` builds those with a row a thing, ``label_placement.py`` places names beside points, ``mimetype.py`` says
what a notebook stores. This room imports ``language`` and the errors and words of ``study``; it never reads a study,
and computes no value: what it draws stands in its frame.
"""

from cvtools.charts.decomposition import decomposition_chart
from cvtools.charts.difference import difference_chart
from cvtools.charts.economic_value import economic_value_chart
from cvtools.charts.frontier import frontier_chart
from cvtools.charts.heatmap import gap_heatmap_chart
from cvtools.charts.importance import stated_derived_chart
from cvtools.charts.interval import gap_interval_chart, scenario_chart, value_interval_chart
from cvtools.charts.journey import journey_chart
from cvtools.charts.levers import lever_chart
from cvtools.charts.measures import measure_chart
from cvtools.charts.priority import priority_chart
from cvtools.charts.profile import profile_chart
from cvtools.charts.rank import rank_chart
from cvtools.charts.segment_profiles import segment_profile_chart
from cvtools.charts.share_change import share_change_chart
from cvtools.charts.themes import theme_chart
from cvtools.charts.tornado import tornado_chart
from cvtools.charts.value import value_chart
from cvtools.charts.value_map import FAIR_LINES, value_map_chart
from cvtools.charts.waterfall import gap_waterfall_chart
from cvtools.charts.waves import wave_chart

__all__ = [
    "FAIR_LINES",
    "decomposition_chart",
    "difference_chart",
    "economic_value_chart",
    "frontier_chart",
    "gap_heatmap_chart",
    "gap_interval_chart",
    "gap_waterfall_chart",
    "journey_chart",
    "lever_chart",
    "measure_chart",
    "priority_chart",
    "profile_chart",
    "rank_chart",
    "scenario_chart",
    "segment_profile_chart",
    "share_change_chart",
    "stated_derived_chart",
    "theme_chart",
    "tornado_chart",
    "value_chart",
    "value_interval_chart",
    "value_map_chart",
    "wave_chart",
]
