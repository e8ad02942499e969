"""Kano's categories of what a survey asked in pairs."""

import numpy as np
import pandas as pd

from cvtools.evidence.kano import CATEGORIES, kano_categories, kano_summary
from cvtools.evidence.proportions import effective_n
from cvtools.evidence.responses import Answers
from cvtools.evidence.survey import KANO, Survey
from cvtools.study.errors import StudyError


def kano(survey: Survey, answers: Answers) -> pd.DataFrame:
    """Kano's category of each driver for each segment, from pairs of a functional and a dysfunctional question.

    Answers are 1 (I like it) to 5 (I dislike it); whoever answered one of a pair is not counted.

    Returns
    -------
    DataFrame
        ``segment``, ``driver``, ``n``, ``category``, ``better``, ``better_low``, ``better_high``, ``worse``,
        ``worse_low``, ``worse_high``: see :func:`~cvtools.evidence.kano.kano_summary`.

    Raises
    ------
    StudyError
        Where the survey has no such pairs.
    """
    asked = answers.answers[answers.answers["asks"].isin(KANO)]
    keys = ["response", "segment", "weight", "driver"]
    pairs = asked.pivot_table(index=keys, columns="asks", values="value").reindex(columns=list(KANO)).dropna().round()
    if pairs.empty:
        raise StudyError(survey.path.name, "asks_no", asks=" + ".join(KANO))
    each = pairs.index.to_frame(index=False)
    each["category"] = kano_categories(pairs["functional"].to_numpy(), pairs["dysfunctional"].to_numpy())
    parts: list[pd.DataFrame] = []
    for segment, group in each.groupby("segment", sort=False):
        weighted = group.pivot_table(index="driver", columns="category", values="weight", aggfunc="sum", fill_value=0)
        people = group.groupby("driver")["weight"]
        scale = people.agg(lambda w: effective_n(w.to_numpy(float))) / people.sum()
        counts = weighted.reindex(columns=list(CATEGORIES), fill_value=0).mul(scale, axis=0)
        summary = kano_summary(counts, confidence=survey.study.settings.confidence).assign(n=people.size())
        parts.append(summary.rename_axis("driver").reset_index().assign(segment=segment))
    table = pd.concat(parts, ignore_index=True)
    drivers = {id_: place for place, id_ in enumerate(survey.study.drivers["driver"])}
    segments = {id_: place for place, id_ in enumerate(["*", *survey.study.segments["segment"]])}
    order = np.lexsort([table["driver"].map(drivers).to_numpy(), table["segment"].map(segments).to_numpy()])
    return table.iloc[order][["segment", *table.columns.drop("segment")]].reset_index(drop=True)
