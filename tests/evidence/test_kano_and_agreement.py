from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvtools.evidence.agreement import krippendorff_alpha
from cvtools.evidence.kano import CATEGORIES, kano_categories, kano_summary

_ = np.nan
CODES = np.array(
    [
        [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
        [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
        [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
    ]
)


def test_alpha_of_the_published_example():
    assert round(krippendorff_alpha(CODES), 6) == 0.691358
    assert round(krippendorff_alpha(CODES, level="interval"), 6) == 0.810845


def test_alpha_of_agreement_and_of_nothing_to_agree_on():
    assert krippendorff_alpha(np.array([[1.0, 0, 1], [1, 0, 1]])) == 1
    assert np.isnan(krippendorff_alpha(np.array([[1.0, 1], [1, 1]])))
    assert np.isnan(krippendorff_alpha(np.array([[1.0, 0], [np.nan, np.nan]])))


def test_better_and_worse_of_the_published_counts():
    table = kano_summary(pd.DataFrame([[95, 123, 45, 33, 0, 0]], columns=CATEGORIES), confidence=0.8)

    assert table["n"].tolist() == [296]
    assert table["category"].tolist() == ["one_dimensional"]
    assert round(table["better"][0], 3) == 0.568
    assert round(table["worse"][0], 3) == -0.736
    assert table["worse_low"][0] < table["worse"][0] < table["worse_high"][0] < 0


def test_the_whole_table_of_kanos_pairs():
    pairs = [(with_it, without) for with_it in range(1, 6) for without in range(1, 6)]
    functional, dysfunctional = np.array(pairs).T

    kinds = kano_categories(functional, dysfunctional).reshape(5, 5)

    assert kinds[0].tolist() == ["questionable", "attractive", "attractive", "attractive", "one_dimensional"]
    assert kinds[1:4, 0].tolist() == ["reverse"] * 3
    assert kinds[1:4, 4].tolist() == ["must_be"] * 3
    assert (kinds[1:4, 1:4] == "indifferent").all()
    assert kinds[4].tolist() == ["reverse", "reverse", "reverse", "reverse", "questionable"]


def test_a_thing_nobody_was_asked_about_is_unknown():
    table = kano_summary(pd.DataFrame([[0] * 6], columns=CATEGORIES), confidence=0.8)

    assert table["category"].tolist() == [""]
    assert np.isnan(table.loc[0, ["better", "worse", "better_low"]].to_numpy(float)).all()


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 3, 2]])
def test_only_reverse_answers_have_no_better(counts):
    table = kano_summary(pd.DataFrame([counts], columns=CATEGORIES), confidence=0.8)

    assert table["category"].tolist() == ["reverse"]
    assert np.isnan(table["better"][0])
